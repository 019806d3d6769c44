"""The implementations that are compared, all called in the same way."""

from typing import Callable, NamedTuple, Optional

import numpy as np
from scipy.signal import correlate

import d2l_channels as d2l
from d2l_channels._mxnet import mx, nd

from .book import book_multi_in_out
from .reference import padded, tensordot

try:
    import torch
except ImportError:
    # The tests do without
    torch = None


def nd_convolution(X, K, padding, stride):
    # Outside of training it can scramble weights that are a view
    with mx.autograd.train_mode():
        Y = nd.Convolution(
            X.reshape((1, *X.shape)),
            K,
            kernel=K.shape[2:],
            num_filter=K.shape[0],
            pad=(padding, padding),
            stride=(stride, stride),
            no_bias=True,
        )
    # The operator leaves oneDNN's layout, which every read would convert
    return nd.reshape(Y, shape=Y.shape[1:])


def torch_conv2d(X, K, padding, stride):
    conv2d = torch.nn.functional.conv2d
    return conv2d(X[None], K, padding=padding, stride=stride)[0]


def scipy_correlate(X, K, padding, stride):
    # 'auto' may take the Fourier transform, which no bound on sums holds for.
    # Along the channels, 'valid' leaves one position: their sum
    X = padded(X, padding)
    Y = [correlate(X, k, 'valid', 'direct')[0, ::stride, ::stride] for k in K]
    return np.stack(Y)


def computed(A):
    """Wait until an NDArray is there, in the order of its elements."""
    A.wait_to_read()
    return A


def mxnet_gradients(function, X, K):
    X.attach_grad()
    K.attach_grad()

    def call():
        with mx.autograd.record():
            Y = function(X, K)
        Y.backward(nd.ones_like(Y))
        return computed(X.grad), computed(K.grad)

    return call


def torch_gradients(function, X, K):
    X.requires_grad_()
    K.requires_grad_()

    def call():
        Y = function(X, K)
        return torch.autograd.grad(Y, (X, K), torch.ones_like(Y))

    return call


class Implementation(NamedTuple):
    function: Callable
    # Makes an array of the library's from one of NumPy's
    array: Callable = nd.array
    # Gives a result back when it is there
    ready: Callable = computed
    gradients: Optional[Callable] = mxnet_gradients
    # The chapter's functions take X and K only
    takes_padding: bool = True
    only_1x1: bool = False
    installed: bool = True

    def can(self, layer):
        return (
            self.installed
            and (self.takes_padding or layer.stride == 1)
            and (not self.only_1x1 or layer.K_shape[2:] == (1, 1))
        )

    def prepare(self, layer):
        """Give the function of X and K, and X and K for it."""
        X, K = layer.arrays()
        padding, stride = layer.padding, layer.stride
        if self.takes_padding:
            return (
                lambda X, K: self.function(X, K, padding, stride),
                self.array(X),
                self.array(K),
            )
        return self.function, self.array(padded(X, padding)), self.array(K)

    def forward(self, layer):
        """Give a call without arguments that computes the output."""
        function, X, K = self.prepare(layer)
        return lambda: [self.ready(function(X, K))]

    def forward_and_backward(self, layer):
        """Give a call that computes the gradients of the output's sum."""
        call = self.gradients(*self.prepare(layer))
        # What the chapter's functions give includes that of the padding
        p = 0 if self.takes_padding else layer.padding
        h, w = layer.X_shape[1:]

        def cropped():
            dX, dK = call()
            return [dX[:, p : p + h, p : p + w] if p else dX, dK]

        return cropped


def _chapter(function, **more):
    return Implementation(function, takes_padding=False, **more)


BOOK = 'book'
IMPLEMENTATIONS = {
    'in_out': _chapter(d2l.corr2d_multi_in_out),
    'in_out_1x1': _chapter(d2l.corr2d_multi_in_out_1x1, only_1x1=True),
    'matmul': Implementation(d2l.corr2d_multi_in_out_matmul),
    'convolution': Implementation(d2l.corr2d_multi_in_out_convolution),
    'nd.Convolution': Implementation(nd_convolution),
    'torch': Implementation(
        torch_conv2d,
        lambda A: torch.from_numpy(A),
        lambda Y: Y,
        torch_gradients,
        installed=torch is not None,
    ),
    'NumPy': Implementation(tensordot, np.asarray, np.asarray, None),
    'SciPy': Implementation(scipy_correlate, np.asarray, np.asarray, None),
    BOOK: _chapter(book_multi_in_out, gradients=None),
}
OURS = ['in_out', 'in_out_1x1', 'matmul', 'convolution']
