"""The chapter's second figure: a 1 x 1 window mixes channels."""

from typing import Optional, Tuple

import numpy as np
from matplotlib.colors import to_hex, to_rgb

from .._arrays import check_operands
from .._shapes import check_index
from .canvas import DARK, LIGHT, WHITE, Figure, check_small, extent, fix_style

_SIGN = 49  # room for an operator between two blocks
_BETWEEN = 11  # two kernels


def draw_1x1(X, K, at: Optional[Tuple[tuple, tuple]] = None) -> Figure:
    """Draw how a 1 x 1 window mixes channels, pixel by pixel.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64, of at most 4 channels of 8 x 8.
    K : NDArray of shape (c_o, c_i, 1, 1)
        Kernel of at most 4 output channels, of the dtype and on the context
        of `X`.
    at : pair of tuples of int, optional
        Two pixels `((i, j), (i2, j2))`, counted from zero. By default, the
        first and the last.

    Returns
    -------
    matplotlib.figure.Figure
        The picture. A notebook shows it, and its `savefig` writes the same
        SVG whenever the arguments are the same.

    Raises
    ------
    TypeError, ValueError, IndexError
        If an argument is not as above; the message says what would fit.

    Notes
    -----
    The chapter's second figure. One pixel is light and the other dark, in all
    channels of the input and of the output. The kernels are shaded from light,
    for the first output channel, to dark, for the last.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.random.uniform(shape=(3, 3, 3))
    >>> K = nd.random.uniform(shape=(2, 3, 1, 1))
    >>> figure = draw_1x1(X, K, at=((0, 0), (1, 2)))
    >>> [int(inches * 72) for inches in figure.get_size_inches()]
    [270, 101]
    """
    check_operands('draw_1x1', X, '(c_i, h, w)', K, '(c_o, c_i, 1, 1)')
    check_small('draw_1x1', X=X.shape, K=K.shape)
    (c_i, h, w), c_o = X.shape, K.shape[0]
    at = ((0, 0), (h - 1, w - 1)) if at is None else at
    first, second = _check_pixels(at, (h, w))
    colours = np.full((h, w), WHITE)
    colours[second] = DARK
    colours[first] = LIGHT
    with fix_style():
        figure = Figure()
        step = extent(1, c_i) + _BETWEEN
        bottom = max(extent(h, max(c_i, c_o)), c_o * step - _BETWEEN)
        middle = bottom / 2
        right = figure.stack(0, middle, colours, c_i, word='Input')
        x = figure.sign(right, middle, '∗', _SIGN)
        y = middle - (c_o - 1) * step / 2
        for shade in np.linspace(to_rgb(LIGHT), to_rgb(DARK), c_o):
            right = figure.stack(x, y, np.full((1, 1), to_hex(shade)), c_i)
            y += step
        figure.head(x, right, 'Kernel')
        x = figure.sign(right, middle, '=', _SIGN)
        right = figure.stack(x, middle, colours, c_o, word='Output')
        return figure.crop(right, bottom)


def _check_pixels(at, shape):
    """Return two pixels as ints."""
    try:
        first, second = at
    except (TypeError, ValueError):
        raise TypeError(
            f'draw_1x1: at is {at!r}; it has to be two pixels '
            '((i, j), (i2, j2))'
        ) from None
    return [check_index('draw_1x1', pixel, shape) for pixel in (first, second)]
