"""The chapter's first figure: input channels make one output element."""

from typing import Tuple

import numpy as np
from matplotlib.transforms import Bbox

from .._arrays import check_operands
from .._shapes import check_index, output_shape
from ..arithmetic import AXES, explain
from ..channels import corr2d_multi_in_out
from .canvas import CELL, Figure, Steps, check_readable, fix_style


@fix_style()
def draw_multi_in(
    X, K, at: Tuple[int, ...] = (0, 0), style: str = 'channels'
) -> Figure:
    """Draw how several input channels make one output element.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64, of at most 4 channels of 8 x 8.
    K : NDArray of shape (c_i, k_h, k_w) or (c_o, c_i, k_h, k_w)
        Kernel, of the dtype and on the context of `X`.
    at : tuple of int, default (0, 0)
        Output element `(i, j)`, or `(o, i, j)` with a four-axis `K`.
    style : {'channels', 'book'}, default 'channels'
        A colour for each channel, over the line that `explain` writes, or the
        look of the chapter's first figure.

    Returns
    -------
    matplotlib.figure.Figure
        Shown by a notebook. Its `savefig` writes SVG, PDF, and PNG of any
        `dpi`. Where its numbers are rounded it says `≈`.

    Raises
    ------
    TypeError, ValueError, IndexError
        If an argument is not as above; the message says what would fit.

    Examples
    --------
    >>> from mxnet import nd
    >>> figure = draw_multi_in(nd.ones((2, 3, 3)), nd.ones((2, 2, 2)))
    >>> figure.savefig('ones.pdf', transparent=True)  # doctest: +SKIP
    """
    shape = _check('draw_multi_in', X, K, style)
    *o, i, j = check_index('draw_multi_in', at, shape)
    n, kernels = (o[0], K) if o else (0, K.expand_dims(0))
    words = ['Input', *(f'{a} {n}' if o else a for a in ('Kernel', 'Output'))]
    (c_i, h, w), (k_h, k_w) = X.shape, K.shape[-2:]
    figure = Figure(style, c_i)
    arrays = X, kernels, corr2d_multi_in_out(X, kernels)
    inputs, weights, outputs = (figure.format(A.asnumpy()) for A in arrays)
    window, element = np.zeros((h, w), int), np.zeros(shape[-2:], int)
    window[i : i + k_h, j : j + k_w] = element[i, j] = 1
    window = figure.inks[:, window]
    kernel = figure.inks[:, np.ones((k_h, k_w), int)]

    def draw_product(x, middle, part, words=('', '')):
        x = figure.stack(x, middle, window[part], inputs[part], words[0])
        x = figure.sign(x, middle, '∗')
        texts = weights[n, part]
        return figure.stack(x, middle, kernel[part], texts, words[1])

    pitch = h * CELL + 20
    middle = (min(c_i, 2) * pitch - 20) / 2
    x = draw_product(0, middle, slice(c_i), words)
    # Taken apart in columns of two, which stay wide rather than tall
    for c in range(0, c_i, 2) if c_i > 1 else ():
        left = figure.sign(x, middle, '+' if c else '=')
        is_pair = c + 1 < c_i
        y = middle - is_pair * pitch / 2
        x = draw_product(left, y, slice(c, c + 1), words)
        if is_pair:
            draw_product(left, y + pitch, slice(c + 1, c + 2))
            figure.sign(left + w * figure.cell, middle, '+')
    x = figure.sign(x, middle, figure.equals)
    figure.stack(x, middle, figure.ink[:, element], outputs[n:], words[2])
    figure.alt = f'Output element {at}: {explain(X, K, at)}'
    if style != 'book':
        figure.explain(X, kernels[n], (i, j))
    figure.crop()
    return figure


def step_multi_in(X, K, style: str = 'channels') -> Steps:
    """Move the first figure over every output element, kernel by kernel.

    Parameters
    ----------
    X, K, style
        As for `draw_multi_in`, but of at most 36 output elements.

    Returns
    -------
    Steps
        A sequence of figures, shown by a notebook as one moving picture. Its
        `save` writes GIF, PNG, and PDF of a page for each figure.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above; the message says what would fit.

    Examples
    --------
    >>> from mxnet import nd
    >>> steps = step_multi_in(nd.ones((2, 3, 3)), nd.ones((2, 2, 2)))
    >>> steps
    <Steps of 4 figures>
    >>> steps.save('moving.gif')  # doctest: +SKIP
    >>> steps[2].savefig('third.svg')  # doctest: +SKIP
    """
    shape = _check('step_multi_in', X, K, style)
    if np.prod(shape) > 36:
        raise ValueError(
            f'step_multi_in: the output has shape {shape}, {np.prod(shape)} '
            'elements; it has to have at most 36'
        )
    steps = Steps(draw_multi_in(X, K, at, style) for at in np.ndindex(shape))
    box = Bbox.union([figure.axis.dataLim for figure in steps])
    for figure in steps:
        figure.crop(box)
    return steps


def _check(function, X, K, style):
    X_axes, K_axes = AXES[4 if getattr(K, 'ndim', 3) == 4 else 3]
    check_operands(function, X, X_axes, K, K_axes)
    check_readable(function, style, X=X.shape)
    return output_shape(X.shape, K.shape)
