"""Right answers, in float64, and how far from them float32 may be."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import d2l_channels as d2l
from d2l_channels._mxnet import nd
from d2l_channels.exercises.rounding import allowance


def pad(X, p):
    return np.pad(X, ((0, 0), (p, p), (p, p)), mode='constant')


def slide(X, K, stride, **options):
    """View the windows of X under K, with the axes c_i, H, W, k_h, k_w."""
    windows = sliding_window_view(X, K.shape[2:], axis=(1, 2), **options)
    return windows[:, ::stride, ::stride]


def correlate(X, K, padding=0, stride=1):
    """Compute a layer by NumPy, in the dtype of its arguments."""
    windows = slide(pad(X, padding), K, stride)
    return np.tensordot(K, windows, axes=((1, 2, 3), (0, 3, 4)))


def compute_output(X, K, padding=0, stride=1):
    """Return the output and its bound, each in a list of its own."""
    Y = correlate(X.astype('float64'), K.astype('float64'), padding, stride)
    bound = d2l.rounding_bound(nd.array(X), nd.array(K), padding, stride)
    return [Y], [bound.asnumpy()]


def compute_gradients(X, K, padding=0, stride=1):
    """Return the gradients of the output's sum in X and in K, and bounds."""
    X, K = X.astype('float64'), K.astype('float64')
    c_o, _, k_h, k_w = K.shape
    _, H, W, *_ = slide(pad(X, padding), K, stride).shape
    # An element of the gradient in X sums up at most so many products, and one
    # of the gradient in K exactly so many
    terms = c_o * k_h * k_w, H * W
    magnitudes = _differentiate(abs(X), abs(K), padding, stride)
    bounds = [
        allowance(sums, n, 'float32') for n, sums in zip(terms, magnitudes)
    ]
    return _differentiate(X, K, padding, stride), bounds


def _differentiate(X, K, p, stride):
    _, h, w = X.shape
    X = pad(X, p)
    dK = np.broadcast_to(slide(X, K, stride).sum(axis=(1, 2)), K.shape)
    dX = np.zeros_like(X)
    windows = slide(dX, K, stride, writeable=True)
    for a, b in np.ndindex(K.shape[2:]):
        # One element of the window at a time, as windows overlap
        windows[..., a, b] += K[:, :, a, b].sum(axis=0)[:, None, None]
    return [dX[:, p : p + h, p : p + w], dK]


def agree(found, expected, bounds):
    """Return whether arrays of any library have the right shapes and
    elements."""
    found = [A.asnumpy() if hasattr(A, 'asnumpy') else A for A in found]
    return all(
        A.shape == B.shape and (abs(np.asarray(A) - B) <= bound).all()
        for A, B, bound in zip(found, expected, bounds)
    )
