"""The chapter's second figure: a 1 x 1 window mixes channels."""

from math import prod

import numpy as np
from mxnet import nd

from .._shapes import check_index, is_integer
from ..channels import corr2d_multi_in_out_1x1
from .canvas import CELL, Figure, check, crop, fix_style


@fix_style()
def draw_1x1(X, K, at=None, style='channels') -> Figure:
    """Draw how a 1 x 1 window mixes channels, pixel by pixel.

    Parameters
    ----------
    X, K : NDArray of shape (c_i, h, w) and of (c_o, c_i, 1, 1), or the shapes
        Input and kernel, as for `draw_multi_in`; at most 4 output channels.
    at : pair of tuples of int, optional
        Two pixels `((i, j), (i2, j2))`, by default the first and the last.
    style : {'channels', 'book'}, default 'channels'
        A colour for each input channel, and at both pixels the numbers, if
        given and in at most 24 columns, over the first's sum; or the book's.

    Returns
    -------
    matplotlib.figure.Figure
        As from `draw_multi_in`, errors too; one pixel light, the other dark.

    Examples
    --------
    >>> draw_1x1((3, 3, 3), (2, 3, 1, 1)).savefig('1x1.svg')  # doctest: +SKIP
    """
    by_shape = _is_shape(X) and _is_shape(K)
    if by_shape:
        X, K = nd.zeros(X), nd.zeros(K)
    check(
        'draw_1x1', X, K, style, (('c_i', 'h', 'w'), ('c_o', 'c_i', '1', '1'))
    )
    (c_i, h, w), c_o = X.shape, len(K)
    at = ((0, 0), (h - 1, w - 1)) if at is None else at
    at = at.tolist() if isinstance(at, np.ndarray) else at
    pixels = at if isinstance(at, (tuple, list)) and len(at) == 2 else [at]
    first, second = [check_index('draw_1x1', a, (h, w)) for a in pixels]
    pixel = np.zeros((h, w))
    pixel[second], pixel[first] = 2, 1
    figure = Figure(style, c_i, c_o, f'{c_i} channels mixed into {c_o}')
    arrays = X, K, corr2d_multi_in_out_1x1(X, K)
    texts = [np.full(A.shape, '') for A in arrays]
    figure.room = 49
    is_numbered = not by_shape and style != 'book' and (c_i + c_o) * w <= 24
    if is_numbered:
        texts = [figure.format(A) for A in arrays]
        # Side by side, where none hides another
        figure.depth, figure.room = 0, 26
    inputs, weights, outputs = texts
    inputs, outputs = (np.where(pixel, A, '') for A in (inputs, outputs))
    height = h * CELL + (max(c_i, c_o) - 1) * figure.depth
    pitch = CELL + (c_i - 1) * figure.depth + 11
    figure.middle = max(height, c_o * pitch - 11) / 2
    x = figure.stack(0, inputs, figure.inks, pixel, 'Input')
    left = figure.sign(x, '∗')
    for o, texts in enumerate(weights):
        y = (o - (c_o - 1) / 2) * pitch
        # In the book, the kernels are light and dark
        shade = 1 + o % 2 if style == 'book' else 1
        word = '' if o else 'Kernel'
        x = figure.stack(left, texts, figure.inks, shade, word, y, gap=0)
    x = figure.sign(x, figure.equals)
    figure.stack(x, outputs, figure.inks[c_i:], pixel, 'Output')
    if is_numbered:
        figure.alt += f', at {first}'
        figure.explain(X, K[0], first)
    return crop([figure])[0]


def _is_shape(A):
    is_tuple = isinstance(A, tuple) and all(map(is_integer, A))
    return is_tuple and min(A, default=0) > 0 and prod(A) < 1e6
