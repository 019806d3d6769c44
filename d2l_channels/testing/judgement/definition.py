"""Cross-correlation by its definition, in NumPy alone."""

from math import prod
from typing import Any, Iterator, NamedTuple, Tuple

import numpy as np

from ..._arrays import float_dtype
from ..._shapes import IntOrPair
from ...exercises.rounding import allowance

# An int, a pair (height, width) or, where a mistake leads to such padding,
# ((top, left), (bottom, right))
_Sizes = Any


class Layer(NamedTuple):
    """The arguments of a function, in the form that the definition takes.

    Attributes
    ----------
    X : numpy.ndarray of shape (c_i, h, w)
        Input, in the dtype of a right output.
    K : numpy.ndarray of shape (c_o, c_i, k_h, k_w) or (c_i, k_h, k_w)
        Kernel, in the same dtype, with output channels if the function's own
        kernel has them.
    padding, stride : numpy.ndarray of shape (2,)
        Of the height and of the width.
    """

    X: np.ndarray
    K: np.ndarray
    padding: np.ndarray
    stride: np.ndarray

    @property
    def dtype(self) -> np.dtype:
        """The dtype of a right output."""
        return self.X.dtype


def make_layer(
    X: np.ndarray,
    K: np.ndarray,
    padding: IntOrPair = 0,
    stride: IntOrPair = 1,
) -> Layer:
    """Make a layer from the arguments of a function.

    X and K may lack axes for channels, and may hold integers.
    """
    dtype = float_dtype(X.dtype, K.dtype)
    return Layer(
        X=np.array(X, dtype, ndmin=3),
        K=np.array(K, dtype, ndmin=3),
        padding=np.broadcast_to(padding, 2),
        stride=np.broadcast_to(stride, 2),
    )


def cross_correlate(
    X: np.ndarray, K: np.ndarray, padding: _Sizes, stride: _Sizes
) -> np.ndarray:
    """Compute the definition, one element of the window at a time.

    X is `(c_i, h, w)`, and K `(c_i, k_h, k_w)`, or with `c_o` in front.
    `padding` is as in `pad`, `stride` an integer or a pair.
    """
    X = pad(X, padding)
    # Broadcasting gives it its shape, with or without output channels
    Y = np.zeros(1, X.dtype)
    for (a, b), pixels in take_pixels(X, K.shape[-2:], stride):
        # einsum does not call BLAS, which may be the very thing under test
        Y = Y + np.einsum('...i,ihw->...hw', K[..., a, b], pixels)
    return Y


def take_pixels(
    X: np.ndarray, window: Tuple[int, ...], stride: _Sizes
) -> Iterator[Tuple[Tuple[int, ...], np.ndarray]]:
    """Yield each index into a window, and those elements of all windows.

    X is padded, and the elements have its channels: (c_i, H, W).
    """
    k_h, k_w = window
    s_h, s_w = np.broadcast_to(stride, 2).tolist()
    # Places for the window at a stride of 1
    rows = max(0, X.shape[1] - k_h + 1)
    columns = max(0, X.shape[2] - k_w + 1)
    for a, b in np.ndindex(k_h, k_w):
        yield (a, b), X[:, a : a + rows : s_h, b : b + columns : s_w]


def pad(X: np.ndarray, padding: _Sizes) -> np.ndarray:
    """Pad height and width of an input with zeros.

    `padding` is one number for all sides, a pair `(height, width)`, or
    `((top, left), (bottom, right))`, which is not the order of `np.pad`.
    """
    (top, left), (bottom, right) = np.broadcast_to(padding, (2, 2)).tolist()
    c_i, h, w = X.shape
    padded = np.zeros((c_i, top + h + bottom, left + w + right), X.dtype)
    padded[:, top : top + h, left : left + w] = X
    return padded


class Expectation(NamedTuple):
    """What a right output is.

    Attributes
    ----------
    Y : numpy.ndarray
        The output, in float64 for float32, in longdouble for float64.
    bound : numpy.ndarray
        How far rounding may take each element from that; infinite where a sum
        may overflow.
    is_exact : bool
        Whether all numbers are integers so small that nothing is rounded.
    """

    Y: np.ndarray
    bound: np.ndarray
    is_exact: bool


@np.errstate(all='ignore')
def expect(layer: Layer, dtype: Any) -> Expectation:
    """Compute the right output of a layer, and what rounding in `dtype` may
    do to it."""
    higher = np.float64 if layer.dtype == np.float32 else np.longdouble
    X = layer.X.astype(higher)
    K = layer.K.astype(higher)
    Y = cross_correlate(X, K, layer.padding, layer.stride)
    magnitudes = cross_correlate(abs(X), abs(K), layer.padding, layer.stride)
    magnitudes = magnitudes.astype('float64')
    terms = prod(K.shape[-3:])
    # What is expected here is rounded as well
    bound = allowance(magnitudes, terms, dtype)
    bound += allowance(magnitudes, terms, higher)
    are_integers = (X == np.rint(X)).all() and (K == np.rint(K)).all()
    # Up to here a float holds every integer: 2**24 in float32
    most_exact = 2 / np.finfo(dtype).eps
    are_small = magnitudes.max() < most_exact
    return Expectation(Y, bound, bool(are_integers and are_small))


def is_real(Y: np.ndarray) -> bool:
    """Return whether an output holds real numbers."""
    return Y.dtype.kind in 'biuf'
