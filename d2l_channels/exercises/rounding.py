"""Exercise 5: how far apart two right answers may be."""

from math import prod
from typing import Any, TypeVar

import numpy as np

from .._arrays import check_layer, float_dtype, to_floats
from .._mxnet import nd
from .._shapes import IntOrPair, Shape
from .matmul import check_recording, multiply

# MXNet's or NumPy's
_Array = TypeVar('_Array', nd.NDArray, np.ndarray)


def rounding_bound(
    X: nd.NDArray,
    K: nd.NDArray,
    padding: IntOrPair = 0,
    stride: IntOrPair = 1,
) -> nd.NDArray:
    """Bound what rounding can do to each element of a right answer.

    An implementation that forms the n products of each element and adds them
    in any order, all in the dtype of its arguments, is within this bound of
    the exact result. Two of them are within twice this bound of each other.
    Winograd's algorithm and the Fourier transform form other products, and
    may be off by more. Integers are converted to that dtype first, and the
    exact result is that of the converted ones.

    Parameters
    ----------
    X, K : NDArray of shape (c_i, h, w) and (c_o, c_i, k_h, k_w)
        Input and kernels, float32, float64 or integers, on one context.
    padding : int or pair (height, width) of int, default 0
        Rows and columns of zeros on each side of `X`, which is half of the
        book's `p_h` and `p_w`.
    stride : int or pair (height, width) of int, default 1
        Step of the window.

    Returns
    -------
    NDArray of shape (c_o, H, W)
        The bounds, always in float64, on the context of the arguments. A
        bound is infinite where a sum may overflow or a term is infinite, and
        NaN where a term is NaN.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above, or if sums over the kernel have 2**24
        products or more in float32, 2**53 in float64: they have no bound.
        While autograd records, all windows together have to fit an MXNet
        array.

    Notes
    -----
    Exercise 5 of the chapter, whose `Y1` and `Y2` need not be equal: they add
    up the same products in different ways. With u = 2**-24 for float32 and
    2**-53 for float64, a sum of n products is within `gamma * sum |x| |k|` of
    the exact one, where `gamma = n * u / (1 - n * u)` [1]_. Underflow can
    cost each of the n products and n - 1 sums at most the smallest normal
    number, even if subnormal numbers are set to zero.

    References
    ----------
    .. [1] N. J. Higham, *Accuracy and Stability of Numerical Algorithms*,
       2nd edition, SIAM, 2002, section 3.1.

    Examples
    --------
    Eight products whose sum is 56, so a few units of the seventh digit:

    >>> from mxnet import nd
    >>> X = nd.array([[[0, 1], [3, 4]], [[1, 2], [4, 5]]])
    >>> K = nd.array([[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]])
    >>> print(f'{rounding_bound(X, K).asnumpy().item():.1e}')
    2.7e-05
    >>> print(f'{56 * 8 * 2**-24:.1e}')
    2.7e-05
    """
    function = 'rounding_bound'
    padding, stride, Y_shape = check_layer(function, X, K, padding, stride)
    check_terms(function, K.shape, float_dtype(X.dtype, K.dtype))
    check_recording(function, X, K, Y_shape)
    X, K = to_floats(X, K)
    magnitudes = multiply(
        X.astype('float64').abs(),
        K.astype('float64').abs(),
        padding,
        stride,
        Y_shape,
    )
    return allowance(magnitudes, prod(K.shape[1:]), X.dtype)


def allowance(magnitudes: _Array, n: int, dtype: Any) -> _Array:
    """Bound the rounding of sums of n products in a dtype.

    The magnitudes are the sums of the products' magnitudes, in float64. A
    bound is infinite where a sum may overflow, and where sums are too long to
    have one.
    """
    if n > most_terms(dtype):
        return magnitudes + np.inf
    limits = np.finfo(dtype)
    roundings = n * float(limits.eps) / 2
    # The magnitudes are rounded too, in float64, by a share of about
    # n * 2**-53; four times that is safe
    own_rounding = 4 * n * 2.0**-53
    gamma = roundings / (1 - roundings) * (1 + own_rounding)
    # 2 * n - 1 products and sums may underflow; more leaves room for rounding
    # the bound itself
    most_underflows = 3 * n
    with np.errstate(all='ignore'):
        bound = gamma * magnitudes + most_underflows * float(limits.tiny)
        # Dividing by False makes a bound infinite, in MXNet and in NumPy
        is_safe = magnitudes + bound <= float(limits.max)
        return bound / is_safe


def most_terms(dtype: Any) -> int:
    """Return how many products a sum may have for its rounding to be bounded.

    With n products, `1 - n * u` has to be positive.
    """
    return round(2 / float(np.finfo(dtype).eps)) - 1


def check_terms(function: str, K_shape: Shape, dtype: Any) -> None:
    """Check that sums over a kernel are short enough to have a bound."""
    terms = prod(K_shape[-3:])
    most = most_terms(dtype)
    if terms > most:
        raise ValueError(
            f'{function}: K has shape {K_shape}; there is no bound on sums of '
            f'{terms} products in {np.dtype(dtype)}, only of fewer than '
            f'{most + 1}'
        )
