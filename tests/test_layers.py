"""What holds for both functions with padding and stride: the framework's
operator, and the matrix product, in blocks of any size."""

import mxnet as mx
import numpy as np
import pytest
from hypothesis import given
from mxnet import autograd, nd

import d2l_channels as d2l
from d2l_channels.exercises import matmul

from . import oracles
from .strategies import (
    DTYPES,
    compute_whole_and_in_blocks,
    each_shape,
    integers,
    layers,
)

# How many bytes of windows the matrix product lays out at once
BLOCKS = {
    'matmul at once': 2**20,
    'matmul in blocks of rows': 6000,
    'matmul in parts of rows': 2000,
    'matmul of one window after the other': 1,
}
each_dtype = pytest.mark.parametrize('dtype', DTYPES)
each_mode = pytest.mark.parametrize('train_mode', [True, False])


@pytest.fixture(params=['convolution', *BLOCKS])
def function(request, monkeypatch):
    if request.param == 'convolution':
        return d2l.corr2d_multi_in_out_convolution
    monkeypatch.setattr(matmul, '_AT_ONCE', BLOCKS[request.param])
    return d2l.corr2d_multi_in_out_matmul


def products(X, K, padding=0, stride=1):
    return oracles.products(X.asnumpy(), K.asnumpy(), padding, stride)


@given(layers())
def test_integers_are_exact(layer):
    X, K, padding, stride = layer
    expected = oracles.loops(X.asnumpy(), K.asnumpy(), padding, stride)
    outputs = [
        *compute_whole_and_in_blocks(*layer),
        d2l.corr2d_multi_in_out_convolution(*layer),
    ]
    for Y in outputs:
        assert (Y.shape, Y.dtype) == (expected.shape, X.dtype)
        assert (Y.asnumpy() == expected).all()


@each_dtype
@pytest.mark.parametrize(
    'padding', [0, 2, (1, 0), (0, 3), (0, 9), (9, 0), [2, 1]]
)
@pytest.mark.parametrize(
    'stride', [1, 3, (2, 1), (1, 4), (1, 40), np.int64(2)]
)
def test_ints_and_pairs_mean_height_and_width(
    function, dtype, padding, stride
):
    X, K = integers(3, 7, 8, dtype=dtype), integers(4, 3, 3, 2, dtype=dtype)
    Y = function(X, K, padding, stride)
    expected = products(X, K, padding, stride)
    assert Y.shape == expected.shape
    assert (Y.asnumpy() == expected).all()


@pytest.mark.slow
@each_dtype
@each_shape
@each_mode
def test_arguments_and_what_they_are_views_of_are_unchanged(
    function, X_shape, K_shape, padding, stride, dtype, train_mode
):
    images = integers(3, *X_shape, dtype=dtype)
    bank = integers(3, *K_shape, dtype=dtype)
    before = images.asnumpy().tobytes(), bank.asnumpy().tobytes()
    expected = products(images[1], bank[1], padding, stride)
    mode = autograd.train_mode if train_mode else autograd.predict_mode
    with mode():
        for _ in range(3):
            Y = function(images[1], bank[1], padding, stride)
            assert (Y.asnumpy() == expected).all()
    assert (images.asnumpy().tobytes(), bank.asnumpy().tobytes()) == before


@each_dtype
@pytest.mark.parametrize('padding', [(0, 0), (1, 0), (3, 4)])
@pytest.mark.parametrize('stride', [(1, 1), (2, 1), (9, 3)])
@each_mode
def test_gradients_are_exact(function, padding, stride, dtype, train_mode):
    X, K = integers(2, 4, 5, dtype=dtype), integers(3, 2, 3, 2, dtype=dtype)
    head = integers(*products(X, K, padding, stride).shape, dtype=dtype)
    expected = oracles.gradients(
        X.asnumpy(), K.asnumpy(), head.asnumpy(), padding, stride
    )
    X.attach_grad()
    K.attach_grad()
    with autograd.record(train_mode=train_mode):
        Y = function(X, K, padding, stride)
        assert autograd.is_training() == train_mode
    Y.backward(head, train_mode=train_mode)
    assert (X.grad.asnumpy() == expected[0]).all()
    assert (K.grad.asnumpy() == expected[1]).all()


def test_context_is_kept(function):
    X, K = (integers(*s, ctx=mx.cpu(1)) for s in ((2, 5, 5), (3, 2, 2, 2)))
    Y = function(X, K, padding=1)
    assert Y.context == mx.cpu(1)
    assert (Y.asnumpy() == products(X, K, 1)).all()


@pytest.mark.slow
@each_dtype
@pytest.mark.parametrize('c_i, c_o', [(3, 4), (16, 16), (64, 32)])
@pytest.mark.parametrize('value', [np.nan, np.inf])
def test_nan_and_infinity_reach_only_the_windows_that_hold_them(
    function, value, c_i, c_o, dtype
):
    X = integers(c_i, 11, 14, dtype=dtype)
    K = nd.ones((c_o, c_i, 3, 3), dtype=dtype)
    clean = function(X, K, 1).asnumpy()
    X[1, 6, 9] = value
    Y = function(X, K, 1).asnumpy()
    inside = np.zeros(Y.shape, bool)
    inside[:, 5:8, 8:11] = True
    assert not np.isfinite(Y[inside]).any()
    assert (Y[~inside] == clean[~inside]).all()


def test_numpy_semantics_switched_on_change_nothing(function):
    X, K = integers(3, 6, 7), integers(4, 3, 3, 2)
    expected = products(X, K, 1)
    with mx.util.np_shape(True), mx.util.np_array(True):
        Y = function(X, K, 1)
        assert type(Y) is nd.NDArray
    assert (Y.asnumpy() == expected).all()
