"""Exercise 6: cross-correlation with any window as a matrix product."""

from math import prod

import numpy as np

from .._arrays import check_layer, check_windows, to_floats
from .._mxnet import mx, nd
from .._shapes import IntOrPair, Pair, Shape, count_window_elements
from .blocks import cut_into_blocks

# Up to this many bytes, all windows are laid out at once. If they have more,
# the output is computed in blocks, and a block and all that it is computed
# from take at most this many
_AT_ONCE = 32 * 2**20


def corr2d_multi_in_out_matmul(
    X: nd.NDArray,
    K: nd.NDArray,
    padding: IntOrPair = 0,
    stride: IntOrPair = 1,
) -> nd.NDArray:
    """Cross-correlate by laying out windows as columns of a matrix.

    The product of the kernels, as the rows of one matrix, with the windows,
    as the columns of another, holds every output element.

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
        Where `H = (h + 2 * padding - k_h) // stride + 1`, and `W` likewise.
        In the dtype and on the context of the arguments. Integers become
        float32, or float64 if the other array is float64.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above. While autograd records, all windows
        together have to fit an MXNet array.

    Notes
    -----
    Exercise 6 of the chapter. A pixel of the input occurs in up to
    `k_h * k_w` windows, so the matrix of all windows may be that many times
    as large as the input. Where it would be a copy of more than 32 MiB, the
    output is computed one block at a time, unless autograd records. A block
    and all that it is computed from take at most 32 MiB, or as much as a
    window and a padded copy of it if that is more. With the libraries' own
    buffers, at most 64 MB beyond input and output were measured.

    Examples
    --------
    >>> X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    >>> K = nd.array([[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]])
    >>> corr2d_multi_in_out_matmul(X, K).asnumpy().tolist()
    [[[56.0, 72.0], [104.0, 120.0]]]
    >>> corr2d_multi_in_out_matmul(X, K, 1, (3, 2)).asnumpy().tolist()
    [[[4.0, 26.0], [20.0, 34.0]]]
    """
    function = 'corr2d_multi_in_out_matmul'
    padding, stride, Y_shape = check_layer(function, X, K, padding, stride)
    check_recording(function, X, K, Y_shape)
    X, K = to_floats(X, K)
    return multiply(X, K, padding, stride, Y_shape)


def check_recording(
    function: str, X: nd.NDArray, K: nd.NDArray, Y_shape: Shape
) -> None:
    """Check that autograd, if it records, can record this layer.

    It needs all windows in one array, as it cannot record how an output is
    put together from blocks.
    """
    if mx.autograd.is_recording():
        check_windows(function, X, K, Y_shape)


def multiply(
    X: nd.NDArray, K: nd.NDArray, padding: Pair, stride: Pair, Y_shape: Shape
) -> nd.NDArray:
    """Compute a layer of arrays that are already checked floats."""
    elements = count_window_elements(K.shape, Y_shape)
    is_small = elements * np.dtype(X.dtype).itemsize <= _AT_ONCE
    if (
        is_small
        or mx.autograd.is_recording()
        or _are_laid_out(X, K, padding, stride)
    ):
        return _multiply_at_once(X, K, padding, stride, Y_shape)

    Y = nd.empty(Y_shape, X.context, X.dtype)
    for place, shape, X_part in cut_into_blocks(
        X, K.shape, padding, stride, Y_shape, _AT_ONCE
    ):
        Y[place] = _multiply_at_once(X_part, K, (0, 0), stride, shape)
        # Else MXNet would lay out and keep all blocks before it multiplies one
        Y.wait_to_read()
    return Y


def _multiply_at_once(
    X: nd.NDArray, K: nd.NDArray, padding: Pair, stride: Pair, Y_shape: Shape
) -> nd.NDArray:
    if _are_laid_out(X, K, padding, stride):
        windows = X
    else:
        windows = nd.im2col(
            X.reshape((1, *X.shape)),
            kernel=K.shape[2:],
            stride=stride,
            pad=padding,
        )
    n = prod(K.shape[1:])
    Y = nd.dot(K.reshape((-1, n)), windows.reshape((n, -1)))
    return Y.reshape(Y_shape)


def _are_laid_out(
    X: nd.NDArray, K: nd.NDArray, padding: Pair, stride: Pair
) -> bool:
    """Return whether X itself, reshaped, is the matrix of its windows."""
    window = K.shape[2:]
    is_one_window = window == X.shape[1:]
    are_pixels = window == stride == (1, 1)
    return padding == (0, 0) and (is_one_window or are_pixels)
