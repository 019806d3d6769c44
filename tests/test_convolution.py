"""The framework's operator, with any padding and any stride."""

import pytest
from mxnet import autograd, nd

import d2l_channels as d2l

from . import oracles
from .strategies import DTYPES, each_shape, integers

convolution = d2l.corr2d_multi_in_out_convolution

each_dtype = pytest.mark.parametrize('dtype', DTYPES)
each_mode = pytest.mark.parametrize('train_mode', [True, False])


def products(X, K, padding, stride):
    return oracles.products(X.asnumpy(), K.asnumpy(), padding, stride)


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


@pytest.mark.slow
def test_all_windows_at_once_are_too_many_only_in_float64():
    X, K = nd.ones((1, 4000, 4000)), nd.ones((1, 1, 12, 12))
    Y = convolution(X, K)
    assert Y.shape == (1, 3989, 3989)
    assert Y.min().asscalar() == Y.max().asscalar() == 144
    message = 'corr2d_multi_in_out_convolution: .* need an array of 2291345424'
    with pytest.raises(ValueError, match=message):
        convolution(X.astype('float64'), K.astype('float64'))
