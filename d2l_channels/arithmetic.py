"""The arithmetic under one output element, written out as text."""

from typing import Iterable, List, Sequence

import numpy as np

from ._arrays import check_operands, to_floats
from ._mxnet import nd
from ._shapes import axes_for, check_index
from .channels import corr2d, corr2d_multi_in

# Longest result of explain, in characters: four rows of a terminal
_LONGEST = 320
_SHORTEST_PRODUCT = len('0×0+')
_SHORTEST_SUM = len('0+')
# Integers below this are written in full, in at most 16 digits
_LONG_INTEGER = 1e16


def explain(X: nd.NDArray, K: nd.NDArray, at: Sequence[int] = (0, 0)) -> str:
    """Write out the products and sums behind one output element.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w), or (h, w) with a two-axis `K`
        Input, float32, float64 or integers.
    K : NDArray of shape (c_i, k_h, k_w), (c_o, c_i, k_h, k_w) or (k_h, k_w)
        Kernel, float32, float64 or integers, on the context of `X`.
    at : tuple of int, default (0, 0)
        Index of the element in the output, counted from zero: `(i, j)`, or
        `(o, i, j)` with a four-axis `K`.

    Returns
    -------
    str
        One bracket of products for each input channel, the sum of each
        bracket, and the output element as `corr2d_multi_in` computes it. A
        negative number that follows an operator stands in brackets. Where a
        sum is too long for a readable line, `…` stands for its middle.
        Integers below 1e16 are written in full, other numbers as short as
        their dtype allows. Sums are rounded to that dtype.

    Raises
    ------
    TypeError, ValueError, IndexError
        If an argument is not as above; the message says what would fit.

    Notes
    -----
    The line under the chapter's first figure. The chapter writes its second
    channel first; here the channels are in order.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    >>> K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> print(explain(X, K))
    (0×0+1×1+3×2+4×3)+(1×1+2×2+4×3+5×4) = 19+37 = 56
    >>> print(explain(X[0], K[0] - 1, at=(1, 0)))
    (3×(-1)+4×0+6×1+7×2) = 17
    >>> print(explain(-X[0], K[0], at=(1, 0)))
    (-3×0+(-4)×1+(-6)×2+(-7)×3) = -37
    """
    Y_shape = check_operands('explain', X, K, axes_for(K))
    *o, i, j = check_index('explain', at, Y_shape)
    X, K = to_floats(X, K)
    if o:
        K = K[o[0]]
    # One channel, which has no axis of its own, gets one
    h, w = X.shape[-2:]
    k_h, k_w = K.shape[-2:]
    X = X.reshape((-1, h, w))
    K = K.reshape((-1, k_h, k_w))
    windows = X[:, i : i + k_h, j : j + k_w].asnumpy()
    products = [
        _write_products(window.ravel(), kernel.ravel())
        for window, kernel in zip(windows, K.asnumpy())
    ]
    sums = [corr2d(x, k)[i, j].asscalar() for x, k in zip(X, K)]
    y = corr2d_multi_in(X, K)[i, j].asscalar()
    return _write_line(products, _write_terms(sums), shortest(y))


def shortest(x: np.floating) -> str:
    """Write an integer below 1e16 in full, others as short as possible."""
    if abs(x) < _LONG_INTEGER and x == int(x):
        return str(int(x))
    plain = np.format_float_positional(x, trim='-')
    scientific = np.format_float_scientific(x, trim='-', exp_digits=1)
    return min(plain, scientific, key=len)


def _write_products(
    window: Iterable[np.floating], kernel: Iterable[np.floating]
) -> List[str]:
    lefts = _write_terms(window)
    rights = [_bracket(shortest(x)) for x in kernel]
    return [f'{left}×{right}' for left, right in zip(lefts, rights)]


def _write_terms(numbers: Iterable[np.floating]) -> List[str]:
    """Write the terms of a sum, of which all but the first follow a +."""
    first, *others = [shortest(x) for x in numbers]
    return [first, *map(_bracket, others)]


def _bracket(number: str) -> str:
    """Put a number that follows an operator into brackets if it has a sign."""
    return f'({number})' if number.startswith('-') else number


def _write_line(products: List[List[str]], sums: List[str], y: str) -> str:
    """Join the sides, with as many terms as fit into `_LONGEST` characters."""

    def write(most_terms: int, most_sums: int) -> str:
        brackets = [f'({_join(terms, most_terms)})' for terms in products]
        # The limit on the products in a bracket also limits the brackets
        sides = [_join(brackets, most_terms), y]
        if len(sums) > 1:
            sides.insert(1, _join(sums, most_sums))
        return ' = '.join(sides)

    # At first one limit for all
    most = _LONGEST // _SHORTEST_PRODUCT
    # The first term and the last of each sum fit, whatever their numbers
    least = 2
    while most > least and len(write(most, most)) > _LONGEST:
        most -= 1
    # Then there may be room for more of the sums, or for all of them
    most_sums = min(len(sums), _LONGEST // _SHORTEST_SUM)
    while most_sums > most and len(write(most, most_sums)) > _LONGEST:
        most_sums -= 1
    return write(most, most_sums)


def _join(terms: List[str], most: int) -> str:
    """Add up terms; where they are too many, `…` stands for the middle."""
    if len(terms) > most:
        last = most // 2
        first = most - last
        terms = [*terms[:first], '…', *terms[-last:]]
    return '+'.join(terms)
