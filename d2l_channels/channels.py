"""Cross-correlation with several input and several output channels.

The four functions of the chapter, each built from the one before it.
"""

from ._checks import check_operands
from ._mxnet import mx, nd


def corr2d(X, K):
    """Cross-correlate one channel with one kernel.

    Element `(i, j)` of the output is the sum of the products of the kernel
    with the window of the input whose top left corner is at `(i, j)`. The
    kernel is not flipped.

    Parameters
    ----------
    X : NDArray of shape (h, w)
        Input, float32 or float64.
    K : NDArray of shape (k_h, k_w)
        Kernel, of the dtype and on the context of `X`.

    Returns
    -------
    NDArray of shape (h - k_h + 1, w - k_w + 1)
        Output, of the dtype and on the context of `X`.

    Raises
    ------
    TypeError
        If an argument is not a dense NDArray of float32 or float64, or the
        two differ in dtype.
    ValueError
        If the two differ in context, an argument has another number of axes
        or an axis of size zero, the kernel is larger than the input, or all
        windows together have more elements than an MXNet array can have
        (2**31 - 2).

    Notes
    -----
    The function `d2l.corr2d` that the chapter imports. The book loops over
    the output elements; here `nd.im2col` lays out the windows of all of them,
    and one dot product multiplies and sums.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.array([[0, 1, 2], [3, 4, 5], [6, 7, 8]])
    >>> K = nd.array([[0, 1], [2, 3]])
    >>> corr2d(X, K).asnumpy()
    array([[19., 25.],
           [37., 43.]], dtype=float32)
    """
    check_operands('corr2d', X, '(h, w)', K, '(k_h, k_w)')
    return _corr2d(X, K)


def _corr2d(X, K):
    # Apart from its checks, which corr2d_multi_in makes once for all channels
    (h, w), (k_h, k_w) = X.shape, K.shape
    windows = nd.im2col(X.reshape((1, 1, h, w)), kernel=(k_h, k_w))
    windows = windows.reshape((k_h * k_w, h - k_h + 1, w - k_w + 1))
    return nd.dot(K.reshape((k_h * k_w,)), windows)


def corr2d_multi_in(X, K):
    """Cross-correlate several input channels and add up the results.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64.
    K : NDArray of shape (c_i, k_h, k_w)
        One kernel for each input channel, of the dtype and on the context of
        `X`.

    Returns
    -------
    NDArray of shape (h - k_h + 1, w - k_w + 1)
        Output, of the dtype and on the context of `X`.

    Raises
    ------
    TypeError
        If an argument is not a dense NDArray of float32 or float64, or the
        two differ in dtype.
    ValueError
        If the two differ in context or in the number of channels, an
        argument has another number of axes or an axis of size zero, the
        kernel is larger than the input, or all windows of a channel together
        have more elements than an MXNet array can have (2**31 - 2).

    Notes
    -----
    From "Multiple Input Channels". The chapter's own `zip` stops at the
    shorter of `X` and `K` and so answers a missing channel with a plausible
    wrong number; here that is an error.

    Examples
    --------
    The chapter's figure, whose shaded element is 56:

    >>> from mxnet import nd
    >>> X = nd.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    ...               [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> corr2d_multi_in(X, K).asnumpy()
    array([[ 56.,  72.],
           [104., 120.]], dtype=float32)
    """
    check_operands('corr2d_multi_in', X, '(c_i, h, w)', K, '(c_i, k_h, k_w)')
    # Handing operators to the engine one by one takes most of the time
    with mx.engine.bulk(16):
        return nd.add_n(*[_corr2d(x, k) for x, k in zip(X, K)])


def corr2d_multi_in_out(X, K):
    """Cross-correlate several input channels into several output channels.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64.
    K : NDArray of shape (c_o, c_i, k_h, k_w)
        One multi-input kernel for each output channel, of the dtype and on
        the context of `X`.

    Returns
    -------
    NDArray of shape (c_o, h - k_h + 1, w - k_w + 1)
        Output, of the dtype and on the context of `X`.

    Raises
    ------
    TypeError
        If an argument is not a dense NDArray of float32 or float64, or the
        two differ in dtype.
    ValueError
        If the two differ in context or in the number of input channels, an
        argument has another number of axes or an axis of size zero, the
        kernel is larger than the input, or the output, or all windows of a
        channel together, have more elements than an MXNet array can have
        (2**31 - 2).

    Notes
    -----
    From "Multiple Output Channels".

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    ...               [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> K = nd.stack(K, K + 1, K + 2)
    >>> K.shape
    (3, 2, 2, 2)
    >>> corr2d_multi_in_out(X, K).asnumpy()
    array([[[ 56.,  72.],
            [104., 120.]],
    <BLANKLINE>
           [[ 76., 100.],
            [148., 172.]],
    <BLANKLINE>
           [[ 96., 128.],
            [192., 224.]]], dtype=float32)
    """
    check_operands(
        'corr2d_multi_in_out', X, '(c_i, h, w)', K, '(c_o, c_i, k_h, k_w)'
    )
    return nd.stack(*[corr2d_multi_in(X, k) for k in K])


def corr2d_multi_in_out_1x1(X, K):
    """Cross-correlate with a 1 x 1 window, as one matrix product.

    At every pixel the `c_o` outputs are the same linear combinations of the
    `c_i` inputs: a fully connected layer whose weights all pixels share.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64.
    K : NDArray of shape (c_o, c_i, 1, 1)
        Kernel, of the dtype and on the context of `X`.

    Returns
    -------
    NDArray of shape (c_o, h, w)
        Output, of the dtype and on the context of `X`.

    Raises
    ------
    TypeError
        If an argument is not a dense NDArray of float32 or float64, or the
        two differ in dtype.
    ValueError
        If the two differ in context or in the number of input channels, an
        argument has another number of axes or an axis of size zero, the
        window is not 1 x 1, or the output has more elements than an MXNet
        array can have (2**31 - 2).

    Notes
    -----
    From "1 x 1 Convolutional Layer". The chapter's own reshape takes any
    kernel that happens to have `c_o * c_i` elements; here that is an error.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.array([[[1, 2], [3, 4]], [[10, 20], [30, 40]]])
    >>> K = nd.array([[1, 1], [0, 2]]).reshape((2, 2, 1, 1))
    >>> corr2d_multi_in_out_1x1(X, K).asnumpy()
    array([[[11., 22.],
            [33., 44.]],
    <BLANKLINE>
           [[20., 40.],
            [60., 80.]]], dtype=float32)
    """
    check_operands(
        'corr2d_multi_in_out_1x1',
        X,
        '(c_i, h, w)',
        K,
        '(c_o, c_i, 1, 1)',
        only_1x1=True,
    )
    c_i, h, w = X.shape
    c_o = K.shape[0]
    X = X.reshape((c_i, h * w))
    K = K.reshape((c_o, c_i))
    return nd.dot(K, X).reshape((c_o, h, w))
