"""The definition in NumPy, independently of this package's functions."""

import numpy as np

from .._arrays import float_dtype


def make_layer(X, K, padding, stride):
    """Make of a function's arguments what the definition takes.

    `X` is `(c_i, h, w)`, and `K` is `(c_i, k_h, k_w)` unless the function's
    own has output channels; both are of the dtype of a right output.
    `padding` and `stride` are arrays `(height, width)`.
    """
    dtype = float_dtype(X.dtype, K.dtype)
    X, K = (np.array(A, dtype, ndmin=3) for A in (X, K))
    return X, K, np.broadcast_to(padding, 2), np.broadcast_to(stride, 2)


def cross_correlate(X, K, padding, stride):
    """Compute the definition, one element of the window at a time.

    Of an input `(c_i, h, w)` and a kernel `(c_i, k_h, k_w)`, or one with
    `c_o` in front. `padding` is as in `pad`, `stride` an integer or a pair.
    """
    X = pad(X, padding)
    s_h, s_w = np.broadcast_to(stride, 2).tolist()
    # As many places as there are for the window with a stride of 1
    h, w = (max(0, n - k + 1) for n, k in zip(X.shape[1:], K.shape[-2:]))
    Y = 0
    for a, b in np.ndindex(K.shape[-2:]):
        window = X[:, a : a + h : s_h, b : b + w : s_w]
        # Of NumPy's products the one that needs no BLAS, which may be what
        # is wrong
        Y += np.einsum('...i,ihw->...hw', K[..., a, b], window)
    return Y


def pad(X, padding):
    """Pad height and width of an input with zeros.

    As many on all sides, or of each axis, `(height, width)`, or before and
    after each axis, a pair of such pairs.
    """
    before, after = np.broadcast_to(padding, (2, 2)).tolist()
    return np.pad(X, [(0, 0), *zip(before, after)], mode='constant')
