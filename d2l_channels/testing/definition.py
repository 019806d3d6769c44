"""The definition in NumPy, independently of this package's functions."""

from typing import Any, Callable, NamedTuple, Tuple

import numpy as np

from .._arrays import float_dtype

Array = np.ndarray
Pair = Tuple[int, int]
Function = Callable[..., Array]


class Layer(NamedTuple):
    """The arguments of a function in NumPy, padding and stride as pairs."""

    X: Array
    K: Array
    padding: Pair
    stride: Pair


def make_layer(X: Array, K: Array, padding: Pair, stride: Pair) -> Layer:
    """Make a layer of arrays that may hold integers."""
    dtype = float_dtype(X.dtype, K.dtype)
    return Layer(X.astype(dtype), K.astype(dtype), padding, stride)


def cross_correlate(X: Array, K: Array, padding: Any, stride: Any) -> Array:
    """Compute the definition, one element of the window at a time.

    Of an input `(c_i, h, w)` and a kernel `(c_o, c_i, k_h, k_w)`. An item of
    `padding` is the zeros on each side, or a pair of those before and those
    after.
    """
    sides = [p if isinstance(p, tuple) else (p, p) for p in padding]
    X = np.pad(X, ((0, 0), *sides), mode='constant')
    (k_h, k_w), (s_h, s_w) = K.shape[2:], stride
    sizes = zip(X.shape[1:], K.shape[2:], stride)
    H, W = (max(0, (n - k) // s + 1) for n, k, s in sizes)
    Y = np.zeros((len(K), H, W), X.dtype)
    for a, b in np.ndindex(k_h, k_w):
        window = X[:, a : a + H * s_h : s_h, b : b + W * s_w : s_w]
        # Of NumPy's products the one that needs no BLAS, which may be what
        # is wrong
        Y += np.einsum('oi,ihw->ohw', K[:, :, a, b], window)
    return Y


def add_channel_axes(X: Array, K: Array) -> Tuple[Array, Array]:
    """Put the channel axes, of size 1, that `X` and `K` lack in front."""
    X = X.reshape((1,) * (3 - X.ndim) + X.shape)
    return X, K.reshape((1,) * (4 - K.ndim) + K.shape)


def compute(function: Function, layer: Layer, dtype: Any):
    """Compute an output and the sums of the magnitudes of its products.

    The function, `cross_correlate` or a mistake made with it, is linear in
    both arrays: of their magnitudes it makes those sums.
    """
    X, K, *options = layer
    X, K = add_channel_axes(X.astype(dtype), K.astype(dtype))
    with np.errstate(all='ignore'):
        Y = function(X, K, *options)
        magnitudes = function(abs(X), abs(K), *options).astype('float64')
    if layer.K.ndim < 4 and len(Y) == 1:
        return Y[0], magnitudes[0]
    return Y, magnitudes
