"""What the tests share: functions, and operands for Hypothesis to draw."""

from math import prod
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import strategies as st
from mxnet import nd

import d2l_channels as d2l
from benchmarks import memory
from d2l_channels.exercises import matmul

from .interpreter import python

ROOT = Path(__file__).parents[1]
FUNCTIONS = (
    d2l.corr2d,
    d2l.corr2d_multi_in,
    d2l.corr2d_multi_in_out,
    d2l.corr2d_multi_in_out_1x1,
)
DTYPES = ('float32', 'float64')
INTEGERS = st.integers(-9, 9)
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


def integers(*shape, dtype='float32', ctx=None):
    """Numbers from -3 to 3, no two neighbours alike."""
    numbers = nd.arange(prod(shape), dtype=dtype, ctx=ctx) % 7 - 3
    return numbers.reshape(shape)


@st.composite
def layers(draw, dtype=None, elements=INTEGERS):
    """Draw an input, a kernel, and the padding and stride of a layer."""
    c_i, c_o = draw(st.tuples(*[st.integers(1, 3)] * 2))
    k_h, k_w = draw(st.tuples(*[st.integers(1, 3)] * 2))
    p_h, p_w = draw(st.tuples(*[st.integers(0, 4)] * 2))
    h = draw(st.integers(max(1, k_h - 2 * p_h), 5))
    w = draw(st.integers(max(1, k_w - 2 * p_w), 5))
    stride = draw(st.tuples(*[st.integers(1, 4)] * 2))
    dtype = dtype or draw(st.sampled_from(DTYPES))
    X = draw(arrays((c_i, h, w), dtype, elements))
    K = draw(arrays((c_o, c_i, k_h, k_w), dtype, elements))
    return X, K, (p_h, p_w), stride


def compute_whole_and_in_blocks(*layer):
    """Compute the layer as one matrix product, as some, and as one for each
    element of the output."""
    for size in (2**24, 2000, 1):
        with mock.patch.object(matmul, '_AT_ONCE', size):
            yield d2l.corr2d_multi_in_out_matmul(*layer)


@st.composite
def shapes(draw, function):
    """Draw the shapes of an input and of a kernel that `function` takes."""
    k_h, k_w = draw(st.tuples(*[st.integers(1, 4)] * 2))
    if function is d2l.corr2d_multi_in_out_1x1:
        k_h = k_w = 1
    h, w = k_h + draw(st.integers(0, 4)), k_w + draw(st.integers(0, 4))
    c_i, c_o = draw(st.tuples(*[st.integers(1, 4)] * 2))
    if function is d2l.corr2d:
        return (h, w), (k_h, k_w)
    if function is d2l.corr2d_multi_in:
        return (c_i, h, w), (c_i, k_h, k_w)
    return (c_i, h, w), (c_o, c_i, k_h, k_w)


@st.composite
def arrays(draw, shape, dtype, elements):
    size = prod(shape)
    numbers = draw(st.lists(elements, min_size=size, max_size=size))
    return nd.array(numbers, dtype=dtype).reshape(shape)


@st.composite
def operands(draw, function, dtype=None, elements=INTEGERS):
    """Draw an input and a kernel, of small integers unless said otherwise."""
    dtype = dtype or draw(st.sampled_from(DTYPES))
    X_shape, K_shape = draw(shapes(function))
    X = draw(arrays(X_shape, dtype, elements))
    return X, draw(arrays(K_shape, dtype, elements))


def any_floats(dtype):
    """Numbers of every size down to the subnormal whose sums are finite."""
    width = int(dtype[-2:])
    most = 2.0**60 if width == 32 else 2.0**500
    return st.floats(-most, most, width=width, allow_subnormal=True)


def fractions(dtype):
    """Numbers of every size whose products neither overflow nor underflow."""
    width = int(dtype[-2:])
    magnitude = st.floats(2.0**-20, 2.0**20, width=width)
    return st.builds(lambda s, m: s * m, st.sampled_from((-1, 1)), magnitude)


def measure_call(code):
    """Measure the peak of memory of a call, in a process of its own.

    The code gives a function and its arguments. Return what the result takes,
    and the most that was taken beyond it, in bytes.
    """
    code = f"""
        import d2l_channels as d2l
        from benchmarks import memory
        from mxnet import nd

        function, *arguments = {code}
        Y, growth = memory.measure_growth(lambda: function(*arguments))
        size = Y.size * Y.dtype().itemsize
        print(size, growth - size)
    """
    out, errors = python(code, PYTHONPATH=str(ROOT), **memory.ENVIRONMENT)
    assert not errors, errors
    return [int(n) for n in out.split()]
