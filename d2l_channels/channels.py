"""The chapter: cross-correlation with several input and output channels."""

from ._arrays import takes
from ._mxnet import nd


@takes(X=('h', 'w'), K=('k_h', 'k_w'))
def corr2d(X: nd.NDArray, K: nd.NDArray) -> nd.NDArray:
    """Cross-correlate one channel with one kernel, which is not flipped.

    Parameters
    ----------
    X, K : NDArray of shape (h, w) and (k_h, k_w)
        Input and kernel, float32, float64 or integers, on one context.

    Returns
    -------
    NDArray of shape (h - k_h + 1, w - k_w + 1)
        In the dtype and on the context of the arguments. Integers become
        float32, or float64 if the other array is float64.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.

    Notes
    -----
    The `d2l.corr2d` that the chapter's "Multiple Input Channels" imports.
    Where the book loops over the output, all windows are laid out and
    multiplied at once.

    Examples
    --------
    >>> X, K = nd.arange(9).reshape((3, 3)), nd.array([[0, 1], [2, 3]])
    >>> corr2d(X, K).asnumpy().tolist()
    [[19.0, 25.0], [37.0, 43.0]]
    """
    (h, w), (k_h, k_w) = X.shape, K.shape
    # Row a * k_w + b holds element (a, b) of every window
    windows = nd.im2col(X.reshape((1, 1, h, w)), kernel=(k_h, k_w))
    windows = windows.reshape((k_h * k_w, h - k_h + 1, w - k_w + 1))
    # Unlike np.dot, nd.dot sums over the first axis of its second argument
    return nd.dot(K.reshape((k_h * k_w,)), windows)


@takes(X=('c_i', 'h', 'w'), K=('c_i', 'k_h', 'k_w'))
def corr2d_multi_in(X: nd.NDArray, K: nd.NDArray) -> nd.NDArray:
    """Cross-correlate each input channel with its kernel, and add them up.

    Parameters
    ----------
    X, K : NDArray of shape (c_i, h, w) and (c_i, k_h, k_w)
        Input and kernel, float32, float64 or integers, on one context.

    Returns
    -------
    NDArray of shape (h - k_h + 1, w - k_w + 1)
        In the dtype and on the context of the arguments. Integers become
        float32, or float64 if the other array is float64.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above. The book's `zip` drops a surplus
        channel without an error.

    Notes
    -----
    The chapter's section "Multiple Input Channels".

    Examples
    --------
    The chapter's figure, whose shaded element is 56:

    >>> X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    >>> K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> corr2d_multi_in(X, K).asnumpy().tolist()
    [[56.0, 72.0], [104.0, 120.0]]
    """
    return nd.add_n(*[corr2d(x, k) for x, k in zip(X, K)])


@takes(X=('c_i', 'h', 'w'), K=('c_o', 'c_i', 'k_h', 'k_w'))
def corr2d_multi_in_out(X: nd.NDArray, K: nd.NDArray) -> nd.NDArray:
    """Cross-correlate with one kernel for each output channel.

    Parameters
    ----------
    X, K : NDArray of shape (c_i, h, w) and (c_o, c_i, k_h, k_w)
        Input and kernels, float32, float64 or integers, on one context.

    Returns
    -------
    NDArray of shape (c_o, h - k_h + 1, w - k_w + 1)
        In the dtype and on the context of the arguments. Integers become
        float32, or float64 if the other array is float64.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.

    Notes
    -----
    The chapter's section "Multiple Output Channels".

    Examples
    --------
    >>> X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    >>> K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> corr2d_multi_in_out(X, nd.stack(K, K + 1, K + 2))[2].asnumpy().tolist()
    [[96.0, 128.0], [192.0, 224.0]]
    """
    return nd.stack(*[corr2d_multi_in(X, k) for k in K])


@takes(X=('c_i', 'h', 'w'), K=('c_o', 'c_i', '1', '1'))
def corr2d_multi_in_out_1x1(X: nd.NDArray, K: nd.NDArray) -> nd.NDArray:
    """Cross-correlate with a window of one pixel: a fully connected layer.

    Parameters
    ----------
    X, K : NDArray of shape (c_i, h, w) and (c_o, c_i, 1, 1)
        Input and kernels, float32, float64 or integers, on one context.

    Returns
    -------
    NDArray of shape (c_o, h, w)
        In the dtype and on the context of the arguments. Integers become
        float32, or float64 if the other array is float64.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above. In the book, any kernel of
        `c_o * c_i` elements gets an answer.

    Notes
    -----
    The chapter's section "1 x 1 Convolutional Layer".

    Examples
    --------
    >>> X = nd.array([[[1, 2], [3, 4]], [[10, 20], [30, 40]]])
    >>> K = nd.array([[1, 1], [0, 2]]).reshape((2, 2, 1, 1))
    >>> corr2d_multi_in_out_1x1(X, K)[0].asnumpy().tolist()
    [[11.0, 22.0], [33.0, 44.0]]
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    X = X.reshape((c_i, h * w))
    K = K.reshape((c_o, c_i))
    Y = nd.dot(K, X)
    return Y.reshape((c_o, h, w))
