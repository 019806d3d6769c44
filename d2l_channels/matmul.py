"""Exercise 6: cross-correlation with any window as a matrix product."""

import numpy as np

from ._checks import check_layer, output_size
from ._mxnet import nd

_STRIP = 8 * 2**20  # bytes of windows laid out at a time


def corr2d_multi_in_out_matmul(X, K, padding=0, stride=1):
    """Cross-correlate by laying out windows as columns of a matrix.

    The product of the kernels, as the rows of one matrix, with the windows,
    as the columns of another, holds every output element.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64.
    K : NDArray of shape (c_o, c_i, k_h, k_w)
        One multi-input kernel for each output channel, of the dtype and on
        the context of `X`.
    padding : int or pair (height, width) of int, default 0
        Rows and columns of zeros on each side of `X`, as in
        `gluon.nn.Conv2D`. The book's `p_h` counts those of both sides
        together: `2 * padding`.
    stride : int or pair (height, width) of int, default 1
        Step of the window.

    Returns
    -------
    NDArray of shape (c_o, H, W)
        Output, of the dtype and on the context of `X`, where
        `H = (h + 2 * padding - k_h) // stride + 1`, and `W` likewise.

    Raises
    ------
    TypeError
        If an array is not a dense NDArray of float32 or float64, the two
        differ in dtype, or `padding` or `stride` is not an int or a pair of
        ints.
    ValueError
        If the arrays differ in context or in the number of input channels,
        one has another number of axes or an axis of size zero, `padding` is
        below 0 or `stride` below 1, or the window is larger than the padded
        input.

    Notes
    -----
    Exercise 6 of the chapter. A pixel of the input stands in up to
    `k_h * k_w` windows, so the matrix of all windows is that many times as
    large as the input; it is made and used in strips of rows of the output
    instead, of about 8 MB.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    ...               [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> K = nd.array([[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]])
    >>> corr2d_multi_in_out_matmul(X, K).asnumpy()
    array([[[ 56.,  72.],
            [104., 120.]]], dtype=float32)
    >>> corr2d_multi_in_out_matmul(X, K, padding=1, stride=(3, 2)).asnumpy()
    array([[[ 4., 26.],
            [20., 34.]]], dtype=float32)
    """
    padding, stride = check_layer(
        'corr2d_multi_in_out_matmul', X, K, padding, stride
    )
    (c_i, h, w), (c_o, _, k_h, k_w) = X.shape, K.shape
    H, W = output_size(X.shape, K.shape, padding, stride)
    p_h, p_w = padding
    n = c_i * k_h * k_w

    X = X.reshape((1, c_i, h, w))
    if any(padding):
        ends = (0, 0, 0, 0, p_h, p_h, p_w, p_w)
        X = nd.pad(X, mode='constant', pad_width=ends)
    K = K.reshape((c_o, n))
    rows = max(1, _STRIP // (n * W * np.dtype(X.dtype).itemsize))
    strips = [
        _strip(X, K, top, min(rows, H - top), (k_h, k_w), stride)
        for top in range(0, H, rows)
    ]
    return nd.concat(*strips, dim=1).reshape((c_o, H, W))


def _strip(X, K, top, height, window, stride):
    """Compute `height` rows of the output from row `top` on."""
    begin = top * stride[0]
    end = begin + (height - 1) * stride[0] + window[0]
    X = nd.slice_axis(X, axis=2, begin=begin, end=end)
    windows = nd.im2col(X, kernel=window, stride=stride)[0].T
    # Y = K · windowsᵀ: nd.dot is several times slower on large products
    return nd.FullyConnected(
        K, windows, num_hidden=windows.shape[0], no_bias=True
    )
