"""Exercise 5: how far apart two right answers may be."""

from math import prod

import numpy as np

from .._arrays import check_layer, float_dtype, to_floats
from .._shapes import IntOrPair
from .matmul import check_recording, multiply


def rounding_bound(X, K, padding: IntOrPair = 0, stride: IntOrPair = 1):
    """Bound what rounding can do to each element of a right answer.

    An implementation that multiplies and adds in the dtype of its arguments,
    in whatever order, is within this of the exact result. Two of them are
    within twice this of each other.

    Parameters
    ----------
    X, K : NDArray of shape (c_i, h, w) and (c_o, c_i, k_h, k_w)
        Input and kernels, float32, float64 or integers, on one context.
    padding : int or pair (height, width) of int, default 0
        Rows and columns of zeros on each side of `X`, as in
        `gluon.nn.Conv2D`. The book's `p_h` counts those of both sides
        together: `2 * padding`.
    stride : int or pair (height, width) of int, default 1
        Step of the window.

    Returns
    -------
    NDArray of shape (c_o, H, W)
        The bounds, always float64: infinite where a sum may overflow, and
        where infinities come in; NaN where NaNs do.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above; the message says what would fit. Of
        2**24 products in float32, a sum has no bound.

    Notes
    -----
    Exercise 5 of the chapter, whose `Y1` and `Y2` need not be equal: they add
    up the same products in different ways. With u = 2**-24 for float32 and
    2**-53 for float64, a sum of n products is within `gamma * sum |x| |k|` of
    the exact one, `gamma = n * u / (1 - n * u)` [1]_. To that comes what
    underflow can take from each of the n products and n - 1 sums: at most the
    smallest normal number, also where results below it are set to zero.

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
    >>> print(f'{rounding_bound(X, K).sum().asscalar():.1e}')
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
        X.astype('float64').abs(), K.astype('float64').abs(), padding, stride
    )
    return allowance(magnitudes, prod(K.shape[1:]), X.dtype)


def allowance(magnitudes, n, dtype):
    """Bound the rounding of sums of n products, given the sums of their
    magnitudes; infinite where a sum may overflow or has no bound."""
    limits = np.finfo(dtype)
    nu = n * float(limits.eps) / 2
    if nu >= 1:
        return magnitudes + np.inf
    # The magnitudes are rounded too, if only in float64
    gamma = nu / (1 - nu) * (1 + 4 * n * 2.0**-53)
    with np.errstate(all='ignore'):
        bound = gamma * magnitudes + 3 * n * float(limits.tiny)
        fits = magnitudes + bound <= float(limits.max)
        return bound / fits


def check_terms(function, K_shape, dtype):
    """Check that sums over a kernel are short enough to bound their
    rounding."""
    terms = prod(K_shape[-3:])
    most = round(2 / np.finfo(dtype).eps)
    if terms >= most:
        raise ValueError(
            f'{function}: K has shape {K_shape}; there is no bound on sums of '
            f'{terms} products in {np.dtype(dtype)}, only of fewer than {most}'
        )
