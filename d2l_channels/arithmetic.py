"""The arithmetic under one output element, written out as text."""

import numpy as np

from ._arrays import check_operands, to_floats
from ._shapes import axes_for, check_index
from .channels import corr2d, corr2d_multi_in

_LONGEST = 320  # four lines of a terminal


def explain(X, K, at=(0, 0)):
    """Write out the products and sums behind one output element.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w), or (h, w) with a two-axis `K`
        Input, float32, float64 or integers.
    K : NDArray of shape (c_i, k_h, k_w), (c_o, c_i, k_h, k_w) or (k_h, k_w)
        Kernel, of the dtype and on the context of `X`.
    at : tuple of int, default (0, 0)
        Index of the element in the output, counted from zero: `(i, j)`, or
        `(o, i, j)` with a four-axis `K`.

    Returns
    -------
    str
        One bracket of products for each input channel, the sum of each
        bracket, and the output element as `corr2d_multi_in` computes it. Of
        sums too long for a readable line, `…` stands for the middle. Numbers
        are as short as their dtype allows, and sums of fractions are rounded
        to that dtype.

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
    """
    Y_shape = check_operands('explain', X, K, axes_for(K))
    *o, i, j = check_index('explain', at, Y_shape)
    X, K = to_floats(X, K[o[0]] if o else K)
    X, K = (A.reshape((-1, *A.shape[-2:])) for A in (X, K))
    k_h, k_w = K.shape[1:]
    windows = X[:, i : i + k_h, j : j + k_w]
    products = [
        [f'{_number(a)}×{_number(b)}' for a, b in zip(x.flat, k.flat)]
        for x, k in zip(windows.asnumpy(), K.asnumpy())
    ]
    sums = [corr2d(x, k) for x, k in zip(X, K)]
    Y = corr2d_multi_in(X, K)
    *terms, y = [_number(A[i, j].asscalar()) for A in (*sums, Y)]
    return _line(products, [terms, [y]] if len(terms) > 1 else [[y]])


def shortest(x):
    """Write a number as short as its dtype allows."""
    if abs(x) < 1e16 and x == int(x):
        return str(int(x))
    plain = np.format_float_positional(x, trim='-')
    scientific = np.format_float_scientific(x, trim='-', exp_digits=1)
    return min(plain, scientific, key=len)


def _number(x):
    text = shortest(x)
    return f'({text})' if text.startswith('-') else text


def _line(products, totals):
    """Join the sides, showing as many terms as fit into a readable line."""
    for most in range(_LONGEST // 4, 1, -1):
        brackets = [f'({_sum(bracket, most)})' for bracket in products]
        line = ' = '.join(_sum(side, most) for side in [brackets, *totals])
        if len(line) <= _LONGEST:
            break
    return line


def _sum(terms, most):
    if len(terms) > most:
        terms = [*terms[: most - most // 2], '…', *terms[-(most // 2) :]]
    return '+'.join(terms)
