"""The implementations that are compared, all called in the same way."""

from functools import partial
from typing import Callable, NamedTuple, Optional

import numpy as np

import d2l_channels as d2l
from d2l_channels._mxnet import mx, nd

from . import reference

try:
    import torch
except ImportError:
    # The tests do without
    torch = None


# The book's code as printed, loops and all
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


def correlate_by_mxnet(X, K, padding, stride):
    size = {'num_filter': K.shape[0], 'kernel': K.shape[2:], 'no_bias': True}
    window = {'pad': (padding, padding), 'stride': (stride, stride)}
    # Outside of training it can scramble weights that are a view
    with mx.autograd.train_mode():
        Y = nd.Convolution(X.reshape((1, *X.shape)), K, **size, **window)
    # The operator leaves oneDNN's layout, which every read would convert
    return nd.reshape(Y, shape=Y.shape[1:])


def correlate_by_torch(X, K, padding, stride):
    return torch.nn.functional.conv2d(X[None], K, None, stride, padding)[0]


def wait(A):
    """Wait until an array is there, in the order of its elements."""
    if isinstance(A, nd.NDArray):
        A.wait_to_read()
    return A


def differentiate(function, X, K):
    """Return the gradients of the output's sum in X and in K."""
    if not isinstance(X, nd.NDArray):
        Y = function(X.requires_grad_(), K.requires_grad_())
        return torch.autograd.grad(Y, (X, K), torch.ones_like(Y))
    with mx.autograd.record():
        Y = function(X, K)
    Y.backward(nd.ones_like(Y))
    return wait(X.grad), wait(K.grad)


class Implementation(NamedTuple):
    function: Callable
    # of the library, from one of NumPy's; None without it
    array: Optional[Callable] = nd.array
    has_gradients: bool = True
    has_stride: bool = True
    only_1x1: bool = False

    def can(self, layer):
        """Say whether it is installed and made for such a layer."""
        return (
            self.array is not None
            and (self.has_stride or layer.stride == 1)
            and (not self.only_1x1 or layer.K_shape[2:] == (1, 1))
        )

    def prepare(self, layer):
        """Return the function of X and K, and X and K for it."""
        X, K = map(self.array, layer.arrays())
        window = {'padding': layer.padding, 'stride': layer.stride}
        return partial(self.function, **window), X, K

    def prepare_call(self, layer, backward=False):
        """Return a call that computes the output, or the gradients."""
        function, X, K = self.prepare(layer)
        if not backward:
            return lambda: [wait(function(X, K))]
        if self.array is nd.array:
            X.attach_grad()
            K.attach_grad()
        return lambda: differentiate(function, X, K)


def let_pad(function, **more):
    """Return the implementation by a function that takes X and K only."""

    def call(X, K, padding, stride):
        if padding:
            width = (0, 0, 0, 0, *4 * [padding])
            X = nd.pad(X.expand_dims(0), 'constant', width).squeeze(axis=0)
        return function(X, K)

    return Implementation(call, has_stride=False, **more)


BOOK, PEERS = 'book', ['torch', 'NumPy']
OURS = ['multi_in', 'in_out', 'in_out_1x1', 'matmul', 'convolution']
IMPLEMENTATIONS = {
    'in_out': let_pad(d2l.corr2d_multi_in_out),
    'in_out_1x1': let_pad(d2l.corr2d_multi_in_out_1x1, only_1x1=True),
    'matmul': Implementation(d2l.corr2d_multi_in_out_matmul),
    'convolution': Implementation(d2l.corr2d_multi_in_out_convolution),
    'nd.Convolution': Implementation(correlate_by_mxnet),
    'torch': Implementation(correlate_by_torch, torch and torch.from_numpy),
    'NumPy': Implementation(reference.correlate, np.asarray, False),
    BOOK: let_pad(book_multi_in_out, has_gradients=False),
}
