"""The chapter's first figure: input channels make one output element."""

import re
from typing import Tuple

import numpy as np

from .._arrays import check_operands
from .._shapes import check_index, output_shape
from ..arithmetic import shortest
from ..channels import corr2d_multi_in
from .canvas import CELL, LIGHT, WHITE, Figure, check_small, fix_style

_SIGN = 26  # room for an operator between two blocks
_PLUS = 20  # and between two channels taken apart


def draw_multi_in(X, K, at: Tuple[int, int] = (0, 0)) -> Figure:
    """Draw how several input channels make one output element.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64, of at most 4 channels of 8 x 8.
    K : NDArray of shape (c_i, k_h, k_w)
        One kernel for each input channel, of the dtype and on the context of
        `X`.
    at : tuple of int, default (0, 0)
        Index `(i, j)` of the element in the output, counted from zero.

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
    The chapter's first figure: the channels one behind the other, then taken
    apart in order, each with its kernel. The shaded cells are an output
    element and what it is computed from. Numbers that do not fit their cell
    are rounded; `explain` has them in full.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    ...               [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> figure = draw_multi_in(X, K)
    >>> [int(inches * 72) for inches in figure.get_size_inches()]
    [339, 146]
    >>> figure.savefig('conv_multi_in.svg')  # doctest: +SKIP
    """
    check_operands('draw_multi_in', X, '(c_i, h, w)', K, '(c_i, k_h, k_w)')
    check_small('draw_multi_in', X=X.shape)
    at = check_index('draw_multi_in', at, output_shape(X.shape, K.shape))
    with fix_style():
        figure = Figure()
        return figure.crop(*draw(figure, X, K, at))


def draw(figure, X, K, at):
    """Draw onto a figure; return the right and bottom edges."""
    (c_i, h, w), (k_h, k_w), (i, j) = X.shape, K.shape[1:], at
    X, K, Y = X.asnumpy(), K.asnumpy(), corr2d_multi_in(X, K).asnumpy()
    window = np.full((h, w), WHITE)
    window[i : i + k_h, j : j + k_w] = LIGHT
    kernel = np.full((k_h, k_w), LIGHT)
    element = np.full(Y.shape, WHITE)
    element[at] = LIGHT

    def draw_product(x, middle, first, c):
        words = ('Input', 'Kernel') if first == 0 else (None, None)
        x = figure.stack(x, middle, window, c, _format(X[first]), words[0])
        x = figure.sign(x, middle, '∗', _SIGN)
        return figure.stack(x, middle, kernel, c, _format(K[first]), words[1])

    row = h * CELL + _PLUS
    bottom = c_i * row - _PLUS
    middle = bottom / 2
    right = draw_product(0, middle, 0, c_i)
    if c_i > 1:
        x = figure.sign(right, middle, '=', _SIGN)
        for c in range(c_i):
            y = c * row + h * CELL / 2
            right = draw_product(x, y, c, 1)
            if c:
                figure.sign(x + w * CELL, y - row / 2, '+', _SIGN)
    x = figure.sign(right, middle, '=', _SIGN)
    right = figure.stack(x, middle, element, 1, _format(Y), 'Output')
    return right, bottom


def _format(A):
    """Write the numbers of a matrix, row after row."""
    return [_format_for_cell(a) for a in A.flat]


def _format_for_cell(x):
    """Write a number, rounded where it has more than five characters."""
    text = _shorten_exponent(shortest(x))
    if len(text) > 5:
        for digits in '.4g', '.3g', '.2g', '.1g', '.0e':
            text = _shorten_exponent(format(float(x), digits))
            if len(text) - ('-' in text or 'e' in text) <= 4:
                break
    return text


def _shorten_exponent(text):
    return re.sub(r'e\+?(-?)0*', r'e\1', text)
