"""Exercise 6: cross-correlation with any window as a matrix product."""

import numpy as np

from ._checks import check_layer, output_shape
from ._mxnet import mx, nd

_STRIP = 16 * 2**20  # bytes of windows laid out at a time
_SHORT = 48  # elements in a row of a window that make it a short one


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
    output at a time, some 16 MB of them. With more than a few channels, they
    are laid out along the rows only, and the product is the sum of `k_h`
    products, one for each row of the window: the matrices are the same ones,
    cut into blocks.

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
    if c_i * k_w <= _SHORT or k_h * k_w == 1:
        K, multiply = K.reshape((c_o, -1)), _multiply_whole
    else:
        K = nd.transpose(K, axes=(2, 0, 1, 3)).reshape((k_h, c_o, -1))
        multiply = _multiply_row_by_row
    row = c_i * k_h * k_w * W * np.dtype(X.dtype).itemsize
    height = max(1, _STRIP // row)
    if height >= H:
        Y = multiply(X, K, (k_h, k_w), stride, padding)
        return Y.reshape((c_o, H, W))
    if any(padding):
        p_h, p_w = padding
        ends = (0, 0, 0, 0, p_h, p_h, p_w, p_w)
        X = nd.pad(X, mode='constant', pad_width=ends)
    strips = []
    for top in range(0, H, height):
        first = top * stride[0]
        last = (min(top + height, H) - 1) * stride[0] + k_h
        strip = nd.slice_axis(X, axis=2, begin=first, end=last)
        strips.append(multiply(strip, K, (k_h, k_w), stride))
    return nd.concat(*strips, dim=1).reshape((c_o, H, W))


def _multiply_whole(X, K, window, stride, padding=(0, 0)):
    """Lay out whole windows as columns, and multiply once."""
    laid_out = window == stride == (1, 1) and not any(padding)
    if not laid_out:
        X = nd.im2col(X, kernel=window, stride=stride, pad=padding)
    return nd.dot(K, X.reshape((K.shape[1], -1)))


def _multiply_row_by_row(X, K, window, stride, padding=(0, 0)):
    """Lay out one row of the window, and multiply once for each of them."""
    (k_h, k_w), (s_h, s_w) = window, stride
    rows = X.shape[2] + 2 * padding[0]
    n = K.shape[2]
    X = nd.im2col(X, kernel=(1, k_w), stride=(1, s_w), pad=padding)
    X = X.reshape((n, -1)).T.reshape((rows, -1))
    products = [
        _product(k, X[a : rows - k_h + a + 1 : s_h].reshape((-1, n)))
        for a, k in enumerate(K)
    ]
    return products[0] if k_h == 1 else nd.add_n(*products)


def _product(K, windows):
    """Multiply kernels by windows, both given as rows."""
    # nd.dot takes up to twice as long. Outside of training, FullyConnected
    # would first rearrange its second operand in place
    with mx.autograd.train_mode():
        return nd.FullyConnected(
            K, windows, num_hidden=windows.shape[0], no_bias=True
        )
