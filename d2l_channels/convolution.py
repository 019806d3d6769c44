"""Cross-correlation by the framework's own operator."""

import numpy as np

from ._arrays import check_layer, check_windows, float_dtype, to_floats
from ._mxnet import mx, nd
from ._shapes import IntOrPair, Pair


def corr2d_multi_in_out_convolution(
    X: nd.NDArray,
    K: nd.NDArray,
    padding: IntOrPair = 0,
    stride: IntOrPair = 1,
) -> nd.NDArray:
    """Cross-correlate with the operator that networks use.

    The fastest of the functions on images and on many channels, unless the
    window is 1 x 1. The others show how the result comes about.

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
        If an argument is not as above. In float64 all windows together have
        to fit an MXNet array.

    Notes
    -----
    This is `nd.Convolution`, made safe. Outside of training, the operator
    rearranges its weights in place, and scrambles them if they are a part of
    a larger array; here `K` stays as it is in every mode. The operator
    returns a layout of its own, which every read would convert again; here it
    is converted once.

    An infinity or NaN in `K` makes NaN of the zeros of the padding in some
    layers; in others these products are left out.

    Examples
    --------
    >>> X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    >>> K = nd.array([[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]])
    >>> corr2d_multi_in_out_convolution(X, K).asnumpy().tolist()
    [[[56.0, 72.0], [104.0, 120.0]]]
    >>> corr2d_multi_in_out_convolution(X, K, 1, (3, 2)).asnumpy().tolist()
    [[[4.0, 26.0], [20.0, 34.0]]]

    The layer of a network with the same weights. Its input has one more axis,
    for the examples of a batch:

    >>> from mxnet import gluon
    >>> layer = gluon.nn.Conv2D(
    ...     channels=1, kernel_size=2, in_channels=2, use_bias=False
    ... )
    >>> layer.initialize()
    >>> layer.weight.set_data(K)
    >>> layer(X.expand_dims(axis=0)).asnumpy().tolist()
    [[[[56.0, 72.0], [104.0, 120.0]]]]
    """
    function = 'corr2d_multi_in_out_convolution'
    pad, step, Y_shape = check_layer(function, X, K, padding, stride)
    if float_dtype(X.dtype, K.dtype) == np.float64:
        # oneDNN has no float64, and MXNet's own code lays out all windows
        check_windows(function, X, K, Y_shape)
    elif not _fits_onednn(pad, step):
        raise ValueError(
            f'{function}: padding is {padding} and stride {stride}; their '
            'sum has to be below 2**31 in each direction'
        )
    X, K = to_floats(X, K)
    # Outside of training the operator would rearrange K in place
    with mx.autograd.train_mode():
        Y = nd.Convolution(
            X.reshape((1, *X.shape)),
            K,
            kernel=K.shape[2:],
            num_filter=Y_shape[0],
            pad=pad,
            stride=step,
            no_bias=True,
        )
    # The method Y.reshape would keep the layout of the operator
    return nd.reshape(Y, shape=Y_shape)


def _fits_onednn(padding: Pair, stride: Pair) -> bool:
    # oneDNN refuses a layer in which one of these sums needs more than 31 bits
    (p_h, p_w), (s_h, s_w) = padding, stride
    return max(p_h + s_h, p_w + s_w) < 2**31
