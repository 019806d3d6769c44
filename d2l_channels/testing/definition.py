"""The definition in NumPy, independently of this package's functions."""

import numpy as np

from .._arrays import float_dtype


class Layer:
    """What a function gets, in NumPy.

    `X` is `(c_i, h, w)` and `K` is `(c_o, c_i, k_h, k_w)`, both of the dtype
    of a right output: the axes that the function's own lack are of size 1.
    `padding` and `stride` are arrays `(height, width)`.
    """

    def __init__(self, X, K, padding, stride):
        dtype = float_dtype(X.dtype, K.dtype)
        self.X = np.array(X, dtype, ndmin=3)
        self.K = np.array(K, dtype, ndmin=4)
        self.padding = np.broadcast_to(padding, 2)
        self.stride = np.broadcast_to(stride, 2)
        self.has_c_o = K.ndim == 4

    def drop_c_o(self, Y):
        """Drop an output's only channel if the function's own lacks it."""
        return Y[0] if len(Y) == 1 and not self.has_c_o else Y


def cross_correlate(X, K, padding, stride):
    """Compute the definition, one element of the window at a time.

    Of an input `(c_i, h, w)` and a kernel `(c_o, c_i, k_h, k_w)`. `padding`
    is as in `pad`, `stride` an integer or a pair.
    """
    X = pad(X, padding)
    (k_h, k_w), (s_h, s_w) = K.shape[2:], np.broadcast_to(stride, 2).tolist()
    H = max(0, (X.shape[1] - k_h) // s_h + 1)
    W = max(0, (X.shape[2] - k_w) // s_w + 1)
    Y = np.zeros((len(K), H, W), X.dtype)
    for a, b in np.ndindex(k_h, k_w):
        window = X[:, a : a + H * s_h : s_h, b : b + W * s_w : s_w]
        # Of NumPy's products the one that needs no BLAS, which may be what
        # is wrong
        Y += np.einsum('oi,ihw->ohw', K[:, :, a, b], window)
    return Y


def pad(X, padding):
    """Pad height and width of an input with zeros.

    As many on all sides, or of each axis, `(height, width)`, or before and
    after each axis, a pair of such pairs.
    """
    before, after = np.broadcast_to(padding, (2, 2)).tolist()
    return np.pad(X, [(0, 0), *zip(before, after)], mode='constant')
