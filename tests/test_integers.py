"""Integers count as the floats that nd.array makes of them, and the memory
that a CPU shares as its own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mxnet import autograd, nd
from mxnet import context as mx_context

import d2l_channels as d2l

from . import oracles
from .strategies import FUNCTIONS, shapes

RANGES = {
    'bool': (0, 1),
    'int8': (-(2**7), 2**7 - 1),
    'uint8': (0, 2**8 - 1),
    # beyond these a float32, which holds 24 bits, may round
    'int32': (-(2**24), 2**24),
    'int64': (-(2**24), 2**24),
}
FLOATS = ('float32', 'float64')
LAYERS = (
    d2l.corr2d_multi_in_out_convolution,
    d2l.corr2d_multi_in_out_matmul,
)


@st.composite
def numbers(draw, shape, dtype):
    least, most = RANGES.get(dtype, (-(2**8), 2**8))
    size = int(np.prod(shape))
    elements = st.integers(least, most)
    drawn = draw(st.lists(elements, min_size=size, max_size=size))
    return np.array(drawn, object).reshape(shape)


@st.composite
def operands(draw, function):
    """Draw exact integers, and the dtypes to hand them over in."""
    X_dtype = draw(st.sampled_from([*RANGES, *FLOATS]))
    K_dtype = draw(st.sampled_from([*RANGES, X_dtype]))
    if draw(st.booleans()):
        X_dtype, K_dtype = K_dtype, X_dtype
    X_shape, K_shape = draw(shapes(function))
    X = draw(numbers(X_shape, X_dtype))
    return X, draw(numbers(K_shape, K_dtype)), X_dtype, K_dtype


def to_nd(A, dtype):
    return nd.array(A.astype(dtype), dtype=dtype)


@pytest.mark.slow
@settings(max_examples=10 * settings.default.max_examples)
@given(st.data())
def test_no_integer_wraps(data):
    """The oracle adds Python's integers, which have no last bit."""
    function = data.draw(st.sampled_from(FUNCTIONS + LAYERS))
    X, K, *dtypes = data.draw(operands(function))
    Y = function(to_nd(X, dtypes[0]), to_nd(K, dtypes[1]))
    dtype = 'float64' if 'float64' in dtypes else 'float32'
    assert Y.dtype == np.dtype(dtype)
    expected = oracles.loops(X, K)
    magnitudes = oracles.loops(abs(X), abs(K))
    off = abs(np.vectorize(int, otypes=[object])(Y.asnumpy()) - expected)
    # Below 2**24 or 2**53 all is exact; a last bit is at most that of the
    # magnitudes, once for each product and sum
    n = K[..., 0].size * K.shape[-1]
    allowed = np.ceil(
        2 * n * oracles.UNIT[dtype] * magnitudes.astype('float64')
    )
    is_exact = magnitudes.astype('float64') * oracles.UNIT[dtype] <= 1
    assert (off <= np.where(is_exact, 0, allowed)).all()


@pytest.mark.parametrize('dtype', RANGES)
@pytest.mark.parametrize('other', ['same', *FLOATS])
def test_everything_takes_them(dtype, other):
    random = np.random.RandomState(0)
    least, most = RANGES[dtype]
    A, B = (
        random.randint(max(least, -128), min(most, 255) + 1, shape)
        for shape in [(2, 4, 5), (3, 2, 2, 3)]
    )
    X, K = to_nd(A, dtype), to_nd(B, dtype if other == 'same' else other)
    floating = 'float64' if other == 'float64' else 'float32'
    Y = oracles.loops(A, B)
    for function in LAYERS:
        got = function(X, K, 0, 1)
        assert got.dtype == np.dtype(floating)
        assert (got.asnumpy() == Y).all()
    high = oracles.loops(A.astype(float), B.astype(float), (1, 2), (2, 1))
    for function in LAYERS:
        assert (function(X, K, (1, 2), (2, 1)).asnumpy() == high).all()
    d2l.testing.assert_matches(Y, X, K)
    with pytest.raises(AssertionError):
        d2l.testing.assert_matches(Y + 1, X, K)
    bound = d2l.rounding_bound(X, K).asnumpy()
    assert (bound >= oracles.bound(A.astype(floating), B)).all()
    line = d2l.explain(X, K, at=(1, 0, 2))
    assert line.endswith(f' = {Y[1, 0, 2]}')
    # K's two channels, added up by a second kernel of ones
    ones = to_nd(np.ones((1, 3, 1, 1)), dtype)
    composed = d2l.compose_kernels(K, ones)
    assert (composed.asnumpy() == B.sum(0, keepdims=True)).all()
    assert composed.dtype == np.dtype(floating)


@pytest.mark.parametrize('function', FUNCTIONS + LAYERS)
def test_the_float_has_its_gradient_and_the_integer_stays(function):
    shapes_of = {
        d2l.corr2d: ((4, 5), (2, 3)),
        d2l.corr2d_multi_in: ((2, 4, 5), (2, 2, 3)),
        d2l.corr2d_multi_in_out_1x1: ((2, 4, 5), (3, 2, 1, 1)),
    }
    X_shape, K_shape = shapes_of.get(function, ((2, 4, 5), (3, 2, 2, 3)))
    A = np.arange(np.prod(X_shape)).reshape(X_shape) * 11 % 256
    B = np.arange(np.prod(K_shape)).reshape(K_shape) - 5
    X, K = to_nd(A, 'uint8'), to_nd(B, 'float32')
    K.attach_grad()
    with autograd.record():
        Y = function(X, K)
    Y.backward()
    head = np.ones((1, *Y.shape)[-3:])
    expected = oracles.gradients(*oracles.lifted(A, B), head)[1]
    assert (K.grad.asnumpy() == expected.reshape(B.shape)).all()
    assert (X.dtype, (X.asnumpy() == A).all()) == (np.uint8, True)


@pytest.mark.parametrize('memory', ['cpu_shared', 'cpu_pinned'])
@pytest.mark.parametrize('device', [0, 1])
def test_shared_and_pinned_memory_are_a_cpus(memory, device):
    A = np.arange(40).reshape(2, 4, 5) % 7
    B = np.arange(36).reshape(3, 2, 2, 3) % 5
    cpu = mx_context.cpu(device)
    other = mx_context.Context(memory, device)
    for X_context, K_context in [(other, cpu), (cpu, other), (other, other)]:
        X, K = nd.array(A, ctx=X_context), nd.array(B, ctx=K_context)
        for function in (*LAYERS, d2l.corr2d_multi_in_out):
            Y = function(X, K)
            assert Y.context == cpu
            assert (Y.asnumpy() == oracles.loops(A, B)).all()
        assert d2l.corr2d(X[0], K[0, 0]).context == cpu
        assert d2l.corr2d_multi_in(X, K[0]).context == cpu
        assert d2l.corr2d_multi_in_out_1x1(X, K[:, :, :1, :1]).context == cpu
        assert d2l.rounding_bound(X, K).context == cpu
        ones = nd.ones((1, 3, 1, 1), ctx=X_context)
        assert d2l.compose_kernels(K, ones).context == cpu
        assert d2l.explain(X, K[0]).endswith(
            f' {oracles.loops(A, B)[0, 0, 0]}'
        )
        assert (X.context, K.context) == (X_context, K_context)
    K = nd.array(B, ctx=mx_context.cpu(1 - device))
    with pytest.raises(ValueError, match='they have to be on the same'):
        d2l.corr2d_multi_in_out(nd.array(A, ctx=other), K)
