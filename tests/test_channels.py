"""The four functions against loops, MXNet's operator and known answers."""

import mxnet as mx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mxnet import autograd, nd

import d2l_channels as d2l

from . import oracles
from .strategies import DTYPES, FUNCTIONS, fractions, operands

each_function = pytest.mark.parametrize('function', FUNCTIONS)
each_dtype = pytest.mark.parametrize('dtype', DTYPES)


def small(function, dtype='float32', ctx=None):
    """Return integer operands whose every element differs."""
    shapes = {
        d2l.corr2d: ((4, 5), (2, 3)),
        d2l.corr2d_multi_in: ((3, 4, 5), (3, 2, 3)),
        d2l.corr2d_multi_in_out: ((3, 4, 5), (2, 3, 2, 3)),
        d2l.corr2d_multi_in_out_1x1: ((3, 4, 5), (2, 3, 1, 1)),
    }
    return [
        nd.arange(np.prod(s), dtype=dtype, ctx=ctx).reshape(s) - 4
        for s in shapes[function]
    ]


@each_function
@given(data=st.data())
def test_integers_are_exact(function, data):
    X, K = data.draw(operands(function))
    Y = function(X, K)
    expected = oracles.loops(X.asnumpy(), K.asnumpy())
    assert Y.shape == expected.shape
    assert Y.dtype == X.dtype
    assert (Y.asnumpy() == expected).all()
    assert (Y == oracles.convolution(X, K)).asnumpy().all()


@pytest.mark.slow
@each_function
@each_dtype
@given(data=st.data())
def test_fractions_are_within_the_bound(function, dtype, data):
    X, K = data.draw(operands(function, dtype, fractions(dtype)))
    Y, X, K = function(X, K).asnumpy(), X.asnumpy(), K.asnumpy()
    assert (oracles.error(Y, X, K) <= oracles.bound(X, K)).all()


@each_function
def test_float64_is_right_to_1e12(function):
    X, K = (
        nd.random.uniform(shape=A.shape, dtype='float64')
        for A in small(function)
    )
    expected = oracles.loops(X.asnumpy(), K.asnumpy())
    assert np.abs(function(X, K).asnumpy() - expected).max() < 1e-12


@each_dtype
@pytest.mark.parametrize('o, c, y, x', list(np.ndindex(2, 3, 4, 5)))
def test_one_hot_input_shows_every_tap(o, c, y, x, dtype):
    """Kernel elements are powers of two, so that each sum names its terms."""
    X = np.zeros((3, 4, 5))
    X[c, y, x] = 1
    K = np.zeros((2, 3, 2, 3))
    K[o] = 2.0 ** np.arange(18).reshape(3, 2, 3)
    Y = np.zeros((2, 3, 3))
    for i in range(3):
        for j in range(3):
            if 0 <= y - i < 2 and 0 <= x - j < 3:
                Y[o, i, j] = 2.0 ** (c * 6 + (y - i) * 3 + (x - j))
    X, K = nd.array(X, dtype=dtype), nd.array(K, dtype=dtype)
    assert (d2l.corr2d_multi_in_out(X, K).asnumpy() == Y).all()
    assert (d2l.corr2d_multi_in(X, K[o]).asnumpy() == Y[o]).all()
    assert (d2l.corr2d(X[c], K[o, c]).asnumpy() == Y[o]).all()


@each_dtype
@pytest.mark.parametrize('c, y, x', list(np.ndindex(3, 4, 5)))
def test_one_hot_input_shows_every_1x1_tap(c, y, x, dtype):
    X = np.zeros((3, 4, 5))
    X[c, y, x] = 1
    K = 2.0 ** np.arange(6).reshape(2, 3, 1, 1)
    Y = np.zeros((2, 4, 5))
    Y[:, y, x] = 2.0**c, 2.0 ** (3 + c)
    X, K = nd.array(X, dtype=dtype), nd.array(K, dtype=dtype)
    assert (d2l.corr2d_multi_in_out_1x1(X, K).asnumpy() == Y).all()


@each_function
@each_dtype
def test_arguments_and_what_they_are_views_of_are_unchanged(function, dtype):
    operands = small(function, dtype)
    banks = [nd.stack(A - 1, A, A + 1) for A in operands]
    before = [bank.asnumpy().tobytes() for bank in banks]
    Y = function(*[bank[1] for bank in banks])
    expected = oracles.loops(*[A.asnumpy() for A in operands])
    assert (Y.asnumpy() == expected).all()
    assert [bank.asnumpy().tobytes() for bank in banks] == before


@each_function
def test_output_is_not_a_view_of_an_argument(function):
    X, K = (nd.ones((1,) * A.ndim) for A in small(function))
    function(X, K)[:] = 7
    assert (X.asnumpy() == 1).all() and (K.asnumpy() == 1).all()


@each_function
@each_dtype
def test_gradients_are_those_of_the_operator(function, dtype):
    def gradients(f):
        X, K = small(function, dtype)
        X.attach_grad()
        K.attach_grad()
        with autograd.record():
            Y = f(X, K)
        Y.backward(nd.arange(Y.size, dtype=dtype).reshape(Y.shape))
        return X.grad.asnumpy(), K.grad.asnumpy()

    expected = gradients(oracles.convolution)
    for ours, theirs in zip(gradients(function), expected):
        assert (ours == theirs).all()


@each_function
def test_context_is_kept(function):
    X, K = small(function, ctx=mx.cpu(1))
    assert function(X, K).context == mx.cpu(1)


@each_function
def test_nan_and_infinity_reach_only_the_windows_that_hold_them(function):
    X, K = small(function)
    clean = function(X, K).asnumpy()
    for value in (np.nan, np.inf):
        spoilt = X.copy()
        spoilt[(0,) * (X.ndim - 2) + (2, 3)] = value
        Y = function(spoilt, K).asnumpy()
        k_h, k_w = K.shape[-2:]
        i, j = np.indices(Y.shape)[-2:]
        inside = (i <= 2) & (2 < i + k_h) & (j <= 3) & (3 < j + k_w)
        assert not np.isfinite(Y[inside]).any()
        assert (Y[~inside] == clean[~inside]).all()


@each_function
def test_numpy_semantics_switched_on_change_nothing(function):
    X, K = small(function)
    expected = function(X, K).asnumpy()
    with mx.util.np_shape(True), mx.util.np_array(True):
        Y = function(X, K)
        assert type(Y) is nd.NDArray
    assert (Y.asnumpy() == expected).all()


@each_function
def test_the_engine_bundles_as_before(function):
    X, K = small(function)
    before = mx.engine.set_bulk_size(5)
    function(X, K)
    assert mx.engine.set_bulk_size(before) == 5


@each_function
def test_many_channels(function):
    """More operands than the engine takes in one bundle."""
    c = 600
    X = nd.arange(c).reshape((c, 1, 1)) % 7
    K = nd.arange(2 * c).reshape((2, c, 1, 1)) % 5
    if function is d2l.corr2d:
        X, K = X.reshape((20, 30)), K[0].reshape((20, 30))
    if function is d2l.corr2d_multi_in:
        K = K[1]
    expected = oracles.loops(X.asnumpy(), K.asnumpy())
    assert (function(X, K).asnumpy() == expected).all()
