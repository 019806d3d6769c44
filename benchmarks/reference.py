"""Right answers, in float64, and how far from them float32 may be."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import d2l_channels as d2l
from d2l_channels._mxnet import nd


def tensordot(X, K, padding=0, stride=1):
    """Compute a layer by NumPy, in the dtype of its arguments."""
    windows = _windows(padded(X, padding), K.shape, stride)
    return np.tensordot(K, windows, axes=((1, 2, 3), (0, 3, 4)))


def padded(X, p):
    return np.pad(X, ((0, 0), (p, p), (p, p)), mode='constant')


def _windows(X, K_shape, s):
    return sliding_window_view(X, K_shape[2:], axis=(1, 2))[:, ::s, ::s]


def output(X, K, padding=0, stride=1):
    """Give the output and its bound, each in a list of its own."""
    Y = tensordot(X.astype('float64'), K.astype('float64'), padding, stride)
    bound = d2l.rounding_bound(nd.array(X), nd.array(K), padding, stride)
    return [Y], [bound.asnumpy()]


def gradients(X, K, padding=0, stride=1):
    """Give the gradients of the sum of the output, of X and of K, and their
    bounds."""
    X, K = X.astype('float64'), K.astype('float64')
    magnitudes = _gradients(abs(X), abs(K), padding, stride)
    c_o, _, k_h, k_w = K.shape
    H, W = _windows(padded(X, padding), K.shape, stride).shape[1:3]
    # An element sums up so many products with gradients of the output
    nu = [c_o * k_h * k_w * 2.0**-24, H * W * 2.0**-24]
    bounds = [n / (1 - n) * m for n, m in zip(nu, magnitudes)]
    return _gradients(X, K, padding, stride), bounds


def _gradients(X, K, p, s):
    (h, w), (k_h, k_w) = X.shape[1:], K.shape[2:]
    X = padded(X, p)
    windows = _windows(X, K.shape, s)
    H, W = windows.shape[1:3]
    dK = np.broadcast_to(windows.sum(axis=(1, 2)), K.shape)
    dX = np.zeros_like(X)
    for a, b in np.ndindex(k_h, k_w):
        # The pixels that this tap of the window meets
        rows, columns = slice(a, a + H * s, s), slice(b, b + W * s, s)
        dX[:, rows, columns] += K[:, :, a, b].sum(0)[:, None, None]
    return [dX[:, p : p + h, p : p + w], dK]


def agree(found, expected, bounds):
    """Say whether arrays of any library have the right shapes and elements."""
    found = [A.asnumpy() if hasattr(A, 'asnumpy') else A for A in found]
    return all(
        A.shape == B.shape and (abs(np.asarray(A) - B) <= bound).all()
        for A, B, bound in zip(found, expected, bounds)
    )
