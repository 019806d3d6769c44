"""The implementations that are compared, all called in the same way."""

from functools import partial
from typing import Callable, NamedTuple, Optional

import numpy as np

import d2l_channels as d2l
from d2l_channels._mxnet import mx, nd

from . import book, reference

try:
    import torch
except ImportError:
    # The tests do without
    torch = None


def correlate_by_mxnet(X, K, padding, stride):
    # Outside of training it can scramble weights that are a view
    with mx.autograd.train_mode():
        Y = nd.Convolution(
            X.reshape((1, *X.shape)),
            K,
            num_filter=K.shape[0],
            kernel=K.shape[2:],
            pad=(padding, padding),
            stride=(stride, stride),
            no_bias=True,
        )
    # The operator leaves oneDNN's layout, which every read would convert
    return nd.reshape(Y, shape=Y.shape[1:])


def correlate_by_torch(X, K, padding, stride):
    Y = torch.nn.functional.conv2d(X[None], K, None, stride, padding)
    return Y[0]


def wait(A):
    """Wait until an array has been computed, and return it."""
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
    """A function of X, K, padding and stride, and what it can do."""

    function: Callable
    # Makes the library's array of one of NumPy's; None without the library
    array: Optional[Callable] = nd.array
    has_gradients: bool = True
    has_stride: bool = True
    only_1x1: bool = False

    def can(self, layer):
        """Return whether it is installed and made for such a layer."""
        is_installed = self.array is not None
        fits_stride = self.has_stride or layer.stride == 1
        fits_window = not self.only_1x1 or layer.K_shape[2:] == (1, 1)
        return is_installed and fits_stride and fits_window

    def prepare(self, layer):
        """Return the function of X and K, and X and K for it."""
        X, K = map(self.array, layer.arrays())
        function = partial(
            self.function, padding=layer.padding, stride=layer.stride
        )
        return function, X, K

    def prepare_call(self, layer, backward=False):
        """Return a call that computes the output, or the gradients."""
        function, X, K = self.prepare(layer)
        if not backward:
            return lambda: [wait(function(X, K))]
        if self.array is nd.array:
            X.attach_grad()
            K.attach_grad()
        return lambda: differentiate(function, X, K)


def pad_first(function, **more):
    """Make an implementation of a function that takes X and K alone."""

    def call(X, K, padding, stride):
        if padding:
            pad_width = (0, 0, 0, 0, padding, padding, padding, padding)
            X = nd.pad(X.expand_dims(0), 'constant', pad_width)[0]
        return function(X, K)

    return Implementation(call, has_stride=False, **more)


BOOK = 'book'
PEERS = ['torch', 'NumPy']
# Drawn beside the book's loops; multi_in is measured by itself
READABLE = ['multi_in', 'in_out']
# Drawn beside the peers
FAST = ['in_out_1x1', 'matmul', 'convolution']
OURS = [*READABLE, *FAST]
IMPLEMENTATIONS = {
    'in_out': pad_first(d2l.corr2d_multi_in_out),
    'in_out_1x1': pad_first(d2l.corr2d_multi_in_out_1x1, only_1x1=True),
    'matmul': Implementation(d2l.corr2d_multi_in_out_matmul),
    'convolution': Implementation(d2l.corr2d_multi_in_out_convolution),
    'nd.Convolution': Implementation(correlate_by_mxnet),
    'torch': Implementation(
        correlate_by_torch, array=torch.from_numpy if torch else None
    ),
    'NumPy': Implementation(
        reference.correlate, array=np.asarray, has_gradients=False
    ),
    BOOK: pad_first(book.corr2d_multi_in_out, has_gradients=False),
}
