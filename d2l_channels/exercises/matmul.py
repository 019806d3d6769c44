"""Exercise 6: cross-correlation with any window as a matrix product."""

from math import prod
from typing import Tuple, Union

import numpy as np

from .._arrays import check_layer
from .._mxnet import nd
from .._shapes import output_shape

_STRIP = 16 * 2**20  # bytes of windows laid out at a time


def corr2d_multi_in_out_matmul(
    X: nd.NDArray,
    K: nd.NDArray,
    padding: Union[int, Tuple[int, int]] = 0,
    stride: Union[int, Tuple[int, int]] = 1,
) -> nd.NDArray:
    """Cross-correlate by laying out windows as columns of a matrix.

    The product of the kernels, as the rows of one matrix, with the windows,
    as the columns of another, holds every output element.

    Parameters
    ----------
    X, K : NDArray of shape (c_i, h, w) and (c_o, c_i, k_h, k_w)
        Input and kernels, both float32 or both float64, on one context.
    padding : int or pair (height, width) of int, default 0
        Rows and columns of zeros on each side of `X`, as in
        `gluon.nn.Conv2D`. The book's `p_h` counts those of both sides
        together: `2 * padding`.
    stride : int or pair (height, width) of int, default 1
        Step of the window.

    Returns
    -------
    NDArray of shape (c_o, H, W)
        Where `H = (h + 2 * padding - k_h) // stride + 1`, and `W` likewise.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above; the message says what would fit.

    Notes
    -----
    Exercise 6 of the chapter. A pixel of the input stands in up to
    `k_h * k_w` windows, and a matrix of all windows is that many times as
    large as the input. So the windows are laid out for a strip of rows of the
    output at a time, some 16 MB of them.

    Examples
    --------
    >>> X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    >>> K = nd.array([[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]])
    >>> corr2d_multi_in_out_matmul(X, K).asnumpy().tolist()
    [[[56.0, 72.0], [104.0, 120.0]]]
    >>> corr2d_multi_in_out_matmul(X, K, 1, (3, 2)).asnumpy().tolist()
    [[[4.0, 26.0], [20.0, 34.0]]]
    """
    padding, stride = check_layer(
        'corr2d_multi_in_out_matmul', X, K, padding, stride
    )
    Y_shape = output_shape(X.shape, K.shape, padding, stride)
    kernels = K.reshape((K.shape[0], -1))
    Y, *below = [
        nd.dot(kernels, columns.reshape((kernels.shape[1], -1)))
        for columns in _lay_out(X, K.shape[2:], padding, stride, Y_shape)
    ]
    return (nd.concat(Y, *below, dim=1) if below else Y).reshape(Y_shape)


def _lay_out(X, window, padding, stride, Y_shape):
    """Lay out the windows as columns, a strip of the output at a time."""
    if window == stride == (1, 1) and not any(padding):
        return [X]
    (c_i, h, w), (_, H, W) = X.shape, Y_shape
    X = X.reshape((1, c_i, h, w))
    row = c_i * prod(window) * W * np.dtype(X.dtype).itemsize
    height = max(1, _STRIP // row)
    if height >= H:
        return [nd.im2col(X, kernel=window, stride=stride, pad=padding)]
    if any(padding):
        p_h, p_w = padding
        ends = (0, 0, 0, 0, p_h, p_h, p_w, p_w)
        X = nd.pad(X, mode='constant', pad_width=ends)
    return (
        nd.im2col(
            nd.slice_axis(
                X,
                axis=2,
                begin=top * stride[0],
                end=(min(top + height, H) - 1) * stride[0] + window[0],
            ),
            kernel=window,
            stride=stride,
        )
        for top in range(0, H, height)
    )
