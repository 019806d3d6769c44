"""Answers that owe nothing to the package: plain loops, and MXNet's own
operator."""

from fractions import Fraction

import numpy as np
from mxnet import autograd, nd

UNIT = {'float32': 2.0**-24, 'float64': 2.0**-53}


def pair(n):
    """Return an int, or a pair of ints, as a pair: (height, width)."""
    return tuple(n) if isinstance(n, (tuple, list)) else (int(n), int(n))


def lifted(X, K):
    """Add to two- and three-axis arguments their channel axes of size 1."""
    X = X.reshape((1,) * (3 - X.ndim) + X.shape)
    return X, K.reshape((1,) * (4 - K.ndim) + K.shape)


def loops(X, K, padding=0, stride=1):
    """Cross-correlate arrays of any kind of number by the definition.

    Here and below, padding and stride are an int or a pair.
    """
    several_out = K.ndim == 4
    X, K = lifted(X, K)
    (c_i, h, w), (c_o, _, k_h, k_w) = X.shape, K.shape
    (p_h, p_w), (s_h, s_w) = pair(padding), pair(stride)
    H = (h + 2 * p_h - k_h) // s_h + 1
    W = (w + 2 * p_w - k_w) // s_w + 1
    Y = np.zeros((c_o, H, W), X.dtype)
    for o in range(c_o):
        for i in range(H):
            for j in range(W):
                for c in range(c_i):
                    for a in range(k_h):
                        for b in range(k_w):
                            y, x = i * s_h + a - p_h, j * s_w + b - p_w
                            if 0 <= y < h and 0 <= x < w:
                                Y[o, i, j] += X[c, y, x] * K[o, c, a, b]
    return Y if several_out else Y[0]


def products(X, K, padding=0, stride=1):
    """Cross-correlate as loops do, in NumPy's float64: exact on integers."""
    X, steps = _pad(X, K, padding, stride)
    return sum(
        np.einsum('oi,ihw->ohw', K[:, :, a, b].astype('float64'), X[step])
        for (a, b), step in steps
    )


def gradients(X, K, head, padding=0, stride=1):
    """Return the gradients of `(head * products(X, K)).sum()`.

    Each forward product is met twice: times the head, it is a product of the
    gradient in X with K and one of the gradient in K with X.
    """
    X, steps = _pad(X, K, padding, stride)
    dX, dK = np.zeros_like(X), np.zeros(K.shape)
    for (a, b), step in steps:
        dX[step] += np.einsum('oi,ohw->ihw', K[:, :, a, b], head)
        dK[:, :, a, b] = np.einsum('ohw,ihw->oi', head, X[step])
    (p_h, p_w), (h, w) = pair(padding), X.shape[1:]
    return dX[:, p_h : h - p_h, p_w : w - p_w], dK


def _pad(X, K, padding, stride):
    """Return X with zeros around, and where each element of the window of K
    is met in it."""
    sides = [(0, 0), *((p, p) for p in pair(padding))]
    X = np.pad(X.astype('float64'), sides, mode='constant')
    (h, w), (k_h, k_w) = X.shape[1:], K.shape[2:]
    s_h, s_w = pair(stride)
    steps = [
        (
            (a, b),
            np.s_[:, a : h - k_h + a + 1 : s_h, b : w - k_w + b + 1 : s_w],
        )
        for a, b in np.ndindex(k_h, k_w)
    ]
    return X, steps


def exact(A):
    """Turn floats into the integers that they are multiples of 2**-1074."""

    def integer(x):
        numerator, denominator = float(x).as_integer_ratio()
        return numerator * (2**1074 // denominator)

    return np.vectorize(integer, otypes=[object])(A)


def error(Y, X, K, **window):
    """Return the exact distance of Y from the right answer, as fractions."""
    difference = exact(Y) * 2**1074 - loops(exact(X), exact(K), **window)
    return np.vectorize(Fraction, otypes=[object])(abs(difference), 2**2148)


def bound(X, K, **window):
    """The most that a sum in the dtype of X may be from the exact one.

    gamma_n times the sum of the products' magnitudes (Higham, Accuracy and
    Stability of Numerical Algorithms, 2nd ed., section 3.1).
    """
    n = np.prod(lifted(X, K)[1].shape[1:])
    u = UNIT[str(X.dtype)]
    X, K = (np.abs(A.astype('float64')) for A in (X, K))
    magnitudes = loops(X, K, **window)
    return n * u / (1 - n * u) * magnitudes


def convolution(X, K, padding=0, stride=1):
    """Ask MXNet's operator, on copies, as it can scramble its weights."""
    several_out = K.ndim == 4
    X, K = lifted(X, K.copy())
    with autograd.train_mode():
        Y = nd.Convolution(
            X.expand_dims(0),
            K,
            kernel=K.shape[2:],
            num_filter=K.shape[0],
            pad=pair(padding),
            stride=pair(stride),
            no_bias=True,
        )
    Y = nd.reshape(Y, shape=Y.shape[1:])
    return Y if several_out else Y[0]
