"""The framework's operator, with any padding and any stride."""

import mxnet as mx
import numpy as np
import pytest
from hypothesis import given
from mxnet import autograd, nd

import d2l_channels as d2l

from . import oracles
from .strategies import DTYPES, integers, layers

convolution = d2l.corr2d_multi_in_out_convolution

each_dtype = pytest.mark.parametrize('dtype', DTYPES)
# Inputs and kernels for which the operator chooses layouts of its own
each_shape = pytest.mark.parametrize(
    'X_shape, K_shape, padding, stride',
    [
        ((16, 12, 12), (64, 16, 3, 3), (0, 0), (1, 1)),
        ((16, 12, 12), (64, 16, 3, 3), (3, 5), (2, 1)),
        ((64, 9, 7), (32, 64, 1, 1), (0, 0), (1, 1)),
        ((3, 20, 19), (16, 3, 5, 4), (2, 1), (1, 3)),
        ((17, 9, 9), (19, 17, 3, 3), (1, 1), (2, 2)),
        ((1, 8, 8), (8, 1, 3, 2), (1, 0), (1, 1)),
        ((32, 4, 6), (8, 32, 4, 6), (0, 0), (9, 9)),
    ],
)
each_mode = pytest.mark.parametrize('train_mode', [True, False])


def products(X, K, padding, stride):
    return oracles.products(X.asnumpy(), K.asnumpy(), padding, stride)


@given(layers())
def test_integers_are_exact(layer):
    X, K, padding, stride = layer
    window = {'padding': padding, 'stride': stride}
    expected = oracles.loops(X.asnumpy(), K.asnumpy(), **window)
    Y = convolution(X, K, padding, stride)
    assert (Y.shape, Y.dtype) == (expected.shape, X.dtype)
    assert (Y.asnumpy() == expected).all()


@each_dtype
@pytest.mark.parametrize('padding', [0, 2, (1, 0), (0, 9), [2, 1]])
@pytest.mark.parametrize('stride', [1, 3, (2, 1), (1, 40), np.int64(2)])
def test_ints_and_pairs_mean_height_and_width(dtype, padding, stride):
    X, K = integers(3, 7, 8, dtype=dtype), integers(4, 3, 3, 2, dtype=dtype)
    Y = convolution(X, K, padding, stride)
    window = {
        name: tuple(a) if isinstance(a, (tuple, list)) else (int(a), int(a))
        for name, a in (('padding', padding), ('stride', stride))
    }
    expected = oracles.loops(X.asnumpy(), K.asnumpy(), **window)
    assert Y.shape == expected.shape
    assert (Y.asnumpy() == expected).all()


@each_dtype
@each_shape
@each_mode
def test_arguments_and_what_they_are_views_of_are_unchanged(
    X_shape, K_shape, padding, stride, dtype, train_mode
):
    images = integers(3, *X_shape, dtype=dtype)
    bank = integers(3, *K_shape, dtype=dtype)
    before = images.asnumpy().tobytes(), bank.asnumpy().tobytes()
    expected = products(images[1], bank[1], padding, stride)
    mode = autograd.train_mode if train_mode else autograd.predict_mode
    with mode():
        for _ in range(3):
            Y = convolution(images[1], bank[1], padding, stride)
            assert (Y.asnumpy() == expected).all()
    assert (images.asnumpy().tobytes(), bank.asnumpy().tobytes()) == before


@each_dtype
@each_shape
def test_fractions_are_within_the_bound(
    X_shape, K_shape, padding, stride, dtype
):
    X = nd.random.normal(shape=X_shape, dtype=dtype)
    K = nd.random.normal(shape=K_shape, dtype=dtype)
    X64, K64 = X.astype('float64'), K.astype('float64')
    Y = convolution(X, K, padding, stride).asnumpy()
    allowed = sum(
        d2l.rounding_bound(*operands, padding, stride).asnumpy()
        for operands in ((X, K), (X64, K64))
    )
    assert (abs(Y - products(X64, K64, padding, stride)) <= allowed).all()


@each_dtype
@pytest.mark.parametrize('padding', [(0, 0), (1, 0), (3, 4)])
@pytest.mark.parametrize('stride', [(1, 1), (2, 1), (9, 3)])
@each_mode
def test_gradients_are_exact(padding, stride, dtype, train_mode):
    X, K = integers(2, 4, 5, dtype=dtype), integers(3, 2, 3, 2, dtype=dtype)
    window = {'padding': padding, 'stride': stride}
    shape = oracles.loops(X.asnumpy(), K.asnumpy(), **window).shape
    head = integers(*shape, dtype=dtype)
    expected = oracles.gradients(
        X.asnumpy(), K.asnumpy(), head.asnumpy(), **window
    )
    X.attach_grad()
    K.attach_grad()
    with autograd.record(train_mode=train_mode):
        Y = convolution(X, K, **window)
        assert autograd.is_training() == train_mode
    Y.backward(head, train_mode=train_mode)
    assert (X.grad.asnumpy() == expected[0]).all()
    assert (K.grad.asnumpy() == expected[1]).all()


@each_dtype
@each_shape
@each_mode
def test_gradients_are_exact_and_leave_views_unchanged(
    X_shape, K_shape, padding, stride, dtype, train_mode
):
    images = integers(3, *X_shape, dtype=dtype)
    bank = integers(3, *K_shape, dtype=dtype)
    before = images.asnumpy().tobytes(), bank.asnumpy().tobytes()

    X, K = images[1], bank[1]
    X.attach_grad()
    K.attach_grad()
    with autograd.record(train_mode=train_mode):
        Y = convolution(X, K, padding, stride)
    head = integers(*Y.shape, dtype=dtype)
    Y.backward(head, train_mode=train_mode)
    layer = X.asnumpy(), K.asnumpy(), head.asnumpy()
    expected = oracles.gradients(*layer, padding, stride)
    assert (Y.asnumpy() == products(X, K, padding, stride)).all()
    assert (X.grad.asnumpy() == expected[0]).all()
    assert (K.grad.asnumpy() == expected[1]).all()
    assert (images.asnumpy().tobytes(), bank.asnumpy().tobytes()) == before


@each_shape
def test_result_is_an_ordinary_array(X_shape, K_shape, padding, stride):
    X, K = integers(*X_shape), integers(*K_shape)
    expected = products(X, K, padding, stride)
    Y = convolution(X, K, padding, stride)
    assert (Y[1:3].asnumpy() == expected[1:3]).all()
    assert (Y.reshape((-1,)).asnumpy() == expected.reshape(-1)).all()
    Y[2] += 1
    Y[:, :1] *= 2
    expected[2] += 1
    expected[:, :1] *= 2
    assert (Y.asnumpy() == expected).all()
    assert (Y.asnumpy() == expected).all()


def test_context_is_kept():
    X, K = (integers(*s, ctx=mx.cpu(1)) for s in ((2, 5, 5), (3, 2, 2, 2)))
    Y = convolution(X, K, padding=1)
    assert Y.context == mx.cpu(1)
    expected = oracles.loops(X.asnumpy(), K.asnumpy(), (1, 1))
    assert (Y.asnumpy() == expected).all()


@each_dtype
@pytest.mark.parametrize('c_i, c_o', [(3, 4), (16, 16), (64, 32)])
@pytest.mark.parametrize('value', [np.nan, np.inf])
def test_nan_and_infinity_reach_only_the_windows_that_hold_them(
    value, c_i, c_o, dtype
):
    X = integers(c_i, 20, 20, dtype=dtype)
    K = nd.ones((c_o, c_i, 3, 3), dtype=dtype)
    clean = convolution(X, K, 1).asnumpy()
    X[1, 9, 11] = value
    Y = convolution(X, K, 1).asnumpy()
    inside = np.zeros(Y.shape, bool)
    inside[:, 8:11, 10:13] = True
    assert not np.isfinite(Y[inside]).any()
    assert (Y[~inside] == clean[~inside]).all()


def test_numpy_semantics_switched_on_change_nothing():
    X, K = integers(3, 6, 7), integers(4, 3, 3, 2)
    expected = oracles.loops(X.asnumpy(), K.asnumpy(), (1, 1))
    with mx.util.np_shape(True), mx.util.np_array(True):
        Y = convolution(X, K, 1)
        assert type(Y) is nd.NDArray
    assert (Y.asnumpy() == expected).all()


def test_all_windows_at_once_are_too_many_only_in_float64():
    X, K = nd.zeros((1, 4000, 4000)), nd.ones((1, 1, 12, 12))
    assert convolution(X, K).shape == (1, 3989, 3989)
    message = 'corr2d_multi_in_out_convolution: .* need an array of 2291345424'
    with pytest.raises(ValueError, match=message):
        convolution(X.astype('float64'), K.astype('float64'))
