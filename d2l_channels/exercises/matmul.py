"""Exercise 6: cross-correlation with any window as a matrix product."""

from itertools import product
from math import prod

import numpy as np

from .._arrays import check_layer, to_floats
from .._mxnet import mx, nd
from .._shapes import Size, check_size

_AT_ONCE = 32 * 2**20  # bytes of windows


def corr2d_multi_in_out_matmul(X, K, padding: Size = 0, stride: Size = 1):
    """Cross-correlate by laying out windows as columns of a matrix.

    The product of the kernels, as the rows of one matrix, with the windows,
    as the columns of another, holds every output element.

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
        Where `H = (h + 2 * padding - k_h) // stride + 1`, and `W` likewise.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above; the message says what would fit. While
        autograd records, all windows have to fit an MXNet array.

    Notes
    -----
    Exercise 6 of the chapter. A pixel of the input stands in up to
    `k_h * k_w` windows, and a matrix of all windows is that many times as
    large as the input. Where that is more than 32 MB, a block of the output
    is computed at a time: beyond input and output, this takes at most 64 MB,
    or two windows if that is more. What autograd keeps is not counted.

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
    X, K = to_floats(X, K)
    window, n = K.shape[2:], prod(K.shape[1:])
    elements = n * prod(Y_shape[1:])
    is_small = elements * np.dtype(X.dtype).itemsize <= _AT_ONCE
    are_laid_out = window == X.shape[1:] or window == stride == (1, 1)
    if are_laid_out and padding == (0, 0):
        windows = X
    elif is_small or mx.autograd.is_recording():
        check_size(function, elements, X=X.shape, K=K.shape)
        windows = nd.im2col(
            X.reshape((1, *X.shape)), kernel=window, stride=stride, pad=padding
        )
    else:
        return _compute_in_blocks(X, K, padding, stride, Y_shape)
    Y = nd.dot(K.reshape((-1, n)), windows.reshape((n, -1)))
    return Y.reshape(Y_shape)


def _compute_in_blocks(X, K, padding, stride, Y_shape):
    """Compute some rows and columns of the output at a time."""
    (p_h, p_w), (s_h, s_w) = padding, stride
    (c_o, c_i, k_h, k_w), (_, H, W) = K.shape, Y_shape
    # A block of the output, its windows, and what is between the first and the
    # last of them in the input, each take at most a quarter
    most = _AT_ONCE // 4 // np.dtype(X.dtype).itemsize
    step_h, step_w = max(k_h, s_h), max(k_w, s_w)
    width = min(W, max(1, most // max(c_o, c_i * k_h * step_w)))
    height = max(1, most // max(c_o, c_i * step_h * step_w) // W)
    Y = nd.empty(Y_shape, X.context, X.dtype)
    for top, left in product(range(0, H, height), range(0, W, width)):
        bottom, right = min(top + height, H), min(left + width, W)
        rows = top * s_h - p_h, (bottom - 1) * s_h - p_h + k_h
        columns = left * s_w - p_w, (right - 1) * s_w - p_w + k_w
        block = _cut(X, np.array([rows, columns]))
        Y[:, top:bottom, left:right] = corr2d_multi_in_out_matmul(
            block, K, stride=stride
        )
        # MXNet would lay out all blocks before it multiplies the first
        Y.wait_to_read()
    return Y


def _cut(X, ends):
    """Cut a block out of X, with zeros for what is beyond the edges of X."""
    inside = ends.clip(0, np.array(X.shape[1:])[:, None])
    (top, bottom), (left, right) = inside.tolist()
    if top == bottom or left == right:
        shape = (len(X), *(ends[:, 1] - ends[:, 0]).tolist())
        return nd.zeros(shape, X.context, X.dtype)
    X = nd.slice(X, begin=(None, top, left), end=(None, bottom, right))
    zeros = abs(ends - inside).ravel().tolist()
    if any(zeros):
        X = X.reshape((1, *X.shape))
        X = nd.pad(X, mode='constant', pad_width=(0, 0, 0, 0, *zeros))[0]
    return X
