"""The book's code as printed, loops and all."""

from d2l_channels._mxnet import nd


def book_corr2d(X, K):
    h, w = K.shape
    Y = nd.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


def book_multi_in(X, K):
    return nd.add_n(*[book_corr2d(x, k) for x, k in zip(X, K)])


def book_multi_in_out(X, K):
    return nd.stack(*[book_multi_in(X, k) for k in K])
