"""Exercise 6: cross-correlation with any window as a matrix product."""

import numpy as np

from ._checks import check_layer, output_shape
from ._mxnet import mx, nd

_STRIP = 16 * 2**20  # bytes of windows laid out at a time
_ONE_PRODUCT = 512  # terms up to which a sum is left in one piece


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
        below 0 or `stride` below 1, the window is larger than the padded
        input, or an array of more than 2**31 - 2 elements would be needed.

    Notes
    -----
    Exercise 6 of the chapter. A pixel of the input stands in up to
    `k_h * k_w` windows, and a matrix of all windows is that many times as
    large as the input. So the windows are laid out for a strip of rows of the
    output at a time, some 16 MB of them. Where `c_i * k_h * k_w` is large, the
    windows are laid out along the rows only, and the product is the sum of
    `k_h` products, one for each row of the window: the matrices are the same
    ones, cut into blocks.

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
    c_o, H, W = output_shape(X.shape, K.shape, padding, stride)
    (c_i, h, w), (k_h, k_w) = X.shape, K.shape[2:]
    X = X.reshape((1, c_i, h, w))
    if any(padding):
        p_h, p_w = padding
        ends = (0, 0, 0, 0, p_h, p_h, p_w, p_w)
        X = nd.pad(X, mode='constant', pad_width=ends)
    terms = c_i * k_h * k_w
    if terms <= _ONE_PRODUCT:
        kernels = [nd.transpose(K, axes=(0, 2, 1, 3)).reshape((c_o, terms))]
    else:
        kernels = nd.transpose(K, axes=(2, 0, 1, 3)).reshape((k_h, c_o, -1))
    row = terms * W * np.dtype(X.dtype).itemsize
    height = max(1, _STRIP // row)
    strips = [
        _strip(X, kernels, (k_h, k_w), top, min(height, H - top), stride)
        for top in range(0, H, height)
    ]
    Y = strips[0] if len(strips) == 1 else nd.concat(*strips, dim=1)
    return Y.reshape((c_o, H, W))


def _strip(X, kernels, window, top, height, stride):
    """Compute `height` rows of the output, from row `top` on."""
    (k_h, k_w), (s_h, s_w) = window, stride
    n = X.shape[1] * k_w
    first, last = top * s_h, (top + height - 1) * s_h + k_h
    X = nd.slice_axis(X, axis=2, begin=first, end=last)
    along_rows = nd.im2col(X, kernel=(1, k_w), stride=(1, s_w))[0].T
    along_rows = along_rows.reshape((last - first, -1))
    windows = [
        along_rows[a : a + (height - 1) * s_h + 1 : s_h].reshape((-1, n))
        for a in range(k_h)
    ]
    if len(kernels) < k_h:
        windows = [nd.stack(*windows, axis=1).reshape((-1, k_h * n))]
    return nd.add_n(*[_product(k, x) for k, x in zip(kernels, windows)])


def _product(K, windows):
    """Multiply kernels by windows, both given as rows."""
    # nd.dot takes three times as long on large matrices. Outside of training,
    # FullyConnected would first rearrange its second operand in place
    with mx.autograd.train_mode():
        return nd.FullyConnected(
            K, windows, num_hidden=windows.shape[0], no_bias=True
        )
