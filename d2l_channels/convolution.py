"""Cross-correlation by the framework's own operator."""

from math import prod

import numpy as np

from ._checks import check_layer, check_size, output_shape
from ._mxnet import mx, nd


def corr2d_multi_in_out_convolution(X, K, padding=0, stride=1):
    """Cross-correlate with the operator that networks use.

    The fastest of the functions on images and on many channels. The others
    show how the result comes about.

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
        input, or an array of more than 2**31 - 2 elements would be needed;
        in float64 that counts all windows together.

    Notes
    -----
    `nd.Convolution`, made safe. Outside of training the operator rearranges
    its weights in place, and scrambles them if they are a part of a larger
    array; here `K` stays as it is in every mode. Its output has a layout of
    its own that each read converts again; here that happens once.

    An infinity or NaN in `K` is multiplied with the zeros of the padding in
    some layers and not in others.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    ...               [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> K = nd.array([[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]])
    >>> corr2d_multi_in_out_convolution(X, K).asnumpy()
    array([[[ 56.,  72.],
            [104., 120.]]], dtype=float32)
    >>> corr2d_multi_in_out_convolution(X, K, 1, (3, 2)).asnumpy()
    array([[[ 4., 26.],
            [20., 34.]]], dtype=float32)

    The layer of a network with the same weights. Its input has one more axis,
    for the examples of a batch:

    >>> from mxnet import gluon
    >>> layer = gluon.nn.Conv2D(
    ...     channels=1, kernel_size=2, in_channels=2, use_bias=False
    ... )
    >>> layer.initialize()
    >>> layer.weight.set_data(K)
    >>> layer(X.expand_dims(axis=0)).asnumpy()
    array([[[[ 56.,  72.],
             [104., 120.]]]], dtype=float32)
    """
    function = 'corr2d_multi_in_out_convolution'
    padding, stride = check_layer(function, X, K, padding, stride)
    if X.dtype == np.float64:
        # The operator lays out all windows at once, as oneDNN has no float64
        H, W = output_shape(X.shape, K.shape, padding, stride)[1:]
        windows = prod(K.shape[1:]) * H * W
        check_size(function, windows, X=X.shape, K=K.shape)
    # Outside of training the operator would rearrange K in place
    with mx.autograd.train_mode():
        Y = nd.Convolution(
            X.reshape((1,) + X.shape),
            K,
            kernel=K.shape[2:],
            num_filter=K.shape[0],
            pad=padding,
            stride=stride,
            no_bias=True,
        )
    # The method Y.reshape would keep the layout of the operator
    return nd.reshape(Y, shape=Y.shape[1:])
