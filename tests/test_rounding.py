"""No right answer differs by more than the bound, and wrong ones do."""

from fractions import Fraction

import mxnet as mx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mxnet import nd

import d2l_channels as d2l
from d2l_channels.exercises.rounding import allowance

from . import oracles
from .strategies import DTYPES, any_floats, compute_whole_and_in_blocks, layers

each_dtype = pytest.mark.parametrize('dtype', DTYPES)


def right_answers(X, K, padding, stride):
    """Compute one layer in every way there is."""
    yield from compute_whole_and_in_blocks(X, K, padding, stride)
    yield d2l.corr2d_multi_in_out_convolution(X, K, padding, stride)
    if padding == (0, 0) and stride == (1, 1):
        yield d2l.corr2d_multi_in_out(X, K)
        yield nd.stack(*[d2l.corr2d_multi_in(X, k) for k in K])
        if K.shape[1:] == (1, 1, 1):
            yield nd.stack(*[d2l.corr2d(X[0], k[0]) for k in K])
        if K.shape[2:] == (1, 1):
            yield d2l.corr2d_multi_in_out_1x1(X, K)


@pytest.mark.slow
@each_dtype
@given(st.data())
def test_no_right_answer_exceeds_it(dtype, data):
    X, K, padding, stride = data.draw(layers(dtype, any_floats(dtype)))
    if data.draw(st.booleans()):
        X, K = X[:, :3, :3], K[:, :, :3, :3]
        padding, stride = (0, 0), (1, 1)
        h, w = (min(n) for n in zip(X.shape[1:], K.shape[2:]))
        K = K[:, :, :h, :w] if data.draw(st.booleans()) else K[:, :, :1, :1]
    bound = d2l.rounding_bound(X, K, padding, stride).asnumpy()
    window = {'padding': padding, 'stride': stride}
    for Y in right_answers(X, K, padding, stride):
        Y = Y.asnumpy()
        assert Y.shape == bound.shape
        error = oracles.error(Y, X.asnumpy(), K.asnumpy(), **window)
        assert (error <= bound).all()


@pytest.mark.slow
@each_dtype
@given(st.data())
@pytest.mark.filterwarnings('ignore:overflow', 'ignore:invalid value')
def test_where_a_right_answer_overflows_it_is_infinite(dtype, data):
    """As far as a sum of magnitudes may be above the largest number."""
    width, largest = int(dtype[-2:]), float(np.finfo(dtype).max)
    huge = st.floats(largest / 4, largest, width=width)
    numbers = st.one_of(huge, huge.map(lambda x: -x), st.just(0.0))
    X, _, padding, stride = data.draw(layers(dtype, numbers))
    K = nd.ones((1, len(X), 1, 1), dtype=dtype)
    if data.draw(st.booleans()):
        padding, stride = (0, 0), (1, 1)
    window = {'padding': padding, 'stride': stride}
    bound = d2l.rounding_bound(X, K, **window).asnumpy()
    for Y in right_answers(X, K, padding, stride):
        assert np.isinf(bound)[~np.isfinite(Y.asnumpy())].all()
    # Exactly, by integers
    most = Fraction(largest)
    integers = oracles.exact(abs(X.asnumpy()))
    sums = oracles.loops(integers, np.ones(K.shape, object), **window)
    for total, allowed in zip(sums.ravel(), bound.ravel()):
        total = Fraction(int(total), 2**1074)
        if total > most:
            assert allowed == np.inf
        if (
            total * (1 + 8 * K.size * Fraction(float(np.finfo(dtype).eps)))
            < most
        ):
            assert allowed < np.inf


@each_dtype
def test_a_partial_sum_that_overflows_has_no_finite_bound(dtype):
    huge = 0.9 * float(np.finfo(dtype).max)
    X = nd.array([[[huge, huge, -huge, 1]]], dtype=dtype)
    K = nd.ones((1, 1, 1, 3), dtype=dtype)
    assert not np.isfinite(d2l.corr2d_multi_in_out(X, K).asnumpy()[0, 0, 0])
    assert np.isinf(d2l.rounding_bound(X, K).asnumpy()).all()
    one = nd.ones((1, 1, 1, 1), dtype=dtype)
    assert np.isfinite(d2l.rounding_bound(X, one).asnumpy()).all()


@pytest.mark.parametrize('kind', [np.array, nd.array])
def test_the_allowance_of_sums_without_a_bound_is_infinite(kind):
    magnitudes = kind([0.0, 1.0, 65000.0, 70000.0, np.inf], dtype='float64')
    for n, dtype, finite in [
        (1, 'float16', 3),
        (2047, 'float16', 2),
        (2048, 'float16', 0),
        (2049, 'float16', 0),
        (2**24 - 1, 'float32', 4),
        (2**24, 'float32', 0),
        (2**24, 'float64', 4),
        (2**53, 'float64', 0),
    ]:
        bound = allowance(magnitudes, n, dtype)
        assert type(bound) is type(magnitudes)
        if kind is nd.array:
            bound = bound.asnumpy()
        # the smallest come first
        assert np.isfinite(bound).tolist() == [i < finite for i in range(5)]
        assert not np.isnan(bound).any()


@each_dtype
@given(st.data())
def test_it_is_highams_bound_and_little_more(dtype, data):
    X, K, padding, stride = data.draw(layers(dtype, any_floats(dtype)))
    bound = d2l.rounding_bound(X, K, padding, stride).asnumpy()
    window = {'padding': padding, 'stride': stride}
    higham = oracles.bound(X.asnumpy(), K.asnumpy(), **window)
    tiny = K[0].size * float(np.finfo(dtype).tiny)
    assert (bound >= higham * (1 - 2.0**-40) + tiny).all()
    assert (bound <= higham * (1 + 2.0**-40) + 4 * tiny).all()


@each_dtype
@given(st.data())
def test_results_flushed_to_zero_are_within_it(dtype, data):
    """Every product and partial sum below the normal range becomes zero."""
    tiny = np.finfo(dtype).tiny
    n = data.draw(st.integers(1, 9))
    small = st.floats(0.25, 4).map(lambda f: f * float(tiny) ** 0.5)
    x, k = (
        np.array(data.draw(st.lists(small, min_size=n, max_size=n)), dtype)
        for _ in 'xk'
    )

    def flushed(number):
        return number if abs(number) >= tiny else number * 0

    Y = np.zeros((), dtype)
    for product in x * k:
        Y = flushed(Y + flushed(product))
    X, K = nd.array(x, dtype=dtype), nd.array(k, dtype=dtype)
    X, K = X.reshape((1, 1, n)), K.reshape((1, 1, 1, n))
    error = oracles.error(Y.reshape(1, 1, 1), X.asnumpy(), K.asnumpy())
    assert (error <= d2l.rounding_bound(X, K).asnumpy()).all()


@each_dtype
@given(layers())
def test_one_product_off_by_one_exceeds_it(dtype, layer):
    X, K, padding, stride = (
        a.astype(dtype) if isinstance(a, nd.NDArray) else a for a in layer
    )
    assert (d2l.rounding_bound(X, K, padding, stride) < 1).asnumpy().all()


def test_result_is_float64_on_the_context_of_the_arguments():
    X, K = nd.ones((1, 2, 2), ctx=mx.cpu(1)), nd.ones((1, 1, 1, 1), mx.cpu(1))
    bound = d2l.rounding_bound(X, K)
    assert (bound.dtype, bound.context) == (np.float64, mx.cpu(1))
    # a product, rounded once: half a unit in the last place, and underflow
    assert bound.asnumpy().min() == pytest.approx(2.0**-24, rel=1e-6)


def test_too_many_products_have_no_bound():
    X, K = nd.ones((1, 4096, 4096)), nd.ones((1, 1, 4096, 4096))
    message = 'of 16777216 products in float32, only of fewer than 16777216$'
    with pytest.raises(ValueError, match=message):
        d2l.rounding_bound(X, K)


@pytest.mark.parametrize('value', [np.nan, np.inf])
def test_what_is_not_finite_has_no_finite_bound(value):
    X, K = nd.ones((1, 2, 3)), nd.ones((1, 1, 1, 1))
    X[0, 1, 2] = value
    finite = np.isfinite(d2l.rounding_bound(X, K).asnumpy())
    assert finite.tolist() == [[[True, True, True], [True, True, False]]]


def test_arguments_are_unchanged():
    bank = nd.random.uniform(-1, 1, shape=(3, 4, 3, 3, 3))
    images = nd.random.uniform(-1, 1, shape=(3, 3, 6, 6))
    before = bank.asnumpy().tobytes(), images.asnumpy().tobytes()
    d2l.rounding_bound(images[1], bank[1], 1, 2).wait_to_read()
    assert (bank.asnumpy().tobytes(), images.asnumpy().tobytes()) == before
