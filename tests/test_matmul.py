"""Windows as columns of a matrix, with any padding and any stride."""

import sys
from math import prod

import numpy as np
import pytest

import d2l_channels as d2l
from d2l_channels.exercises import matmul

from . import oracles
from .strategies import (
    DTYPES,
    integers,
    measure_call,
)

each_dtype = pytest.mark.parametrize('dtype', DTYPES)
each_function = pytest.mark.parametrize(
    'function',
    [
        d2l.corr2d_multi_in_out_convolution,
        d2l.corr2d_multi_in_out_matmul,
        d2l.rounding_bound,
    ],
)


@pytest.fixture(params=[2**20, 2000, 1], ids='{} bytes at once'.format)
def blocks(request, monkeypatch):
    """Compute the output in blocks, the last of them smaller."""
    monkeypatch.setattr(matmul, '_AT_ONCE', request.param)


@each_dtype
@pytest.mark.parametrize(
    'window, padding, stride',
    [
        # those that need no laying out, and the like
        ((1, 1), (0, 0), (1, 1)),
        ((1, 1), (0, 0), (2, 1)),
        ((1, 1), (1, 0), (1, 1)),
        ((4, 6), (0, 0), (1, 1)),
        ((4, 6), (0, 0), (9, 9)),
        ((4, 6), (0, 1), (1, 1)),
        ((6, 10), (1, 2), (7, 7)),
        # windows side by side, and with gaps between them
        ((2, 2), (0, 0), (2, 2)),
        ((1, 3), (0, 0), (1, 3)),
        ((1, 2), (0, 0), (3, 4)),
        # windows of nothing but zeros
        ((2, 2), (9, 7), (2, 3)),
    ],
)
def test_windows_that_are_easily_mistaken(
    blocks, window, padding, stride, dtype
):
    X = integers(2, 4, 6, dtype=dtype)
    K = integers(3, 2, *window, dtype=dtype)
    Y = d2l.corr2d_multi_in_out_matmul(X, K, padding, stride).asnumpy()
    expected = oracles.loops(X.asnumpy(), K.asnumpy(), padding, stride)
    assert Y.shape == expected.shape
    assert (Y == expected).all()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != 'linux', reason='reads /proc')
@pytest.mark.parametrize(
    'X_shape, K_shape, padding, stride, dtype',
    [
        ((3, 600, 600), (64, 3, 3, 3), 1, 1, 'float32'),
        ((16, 300, 300), (16, 16, 3, 3), 1, 1, 'float64'),
        ((16, 2500, 1000), (2, 16, 2, 100), 0, (100, 3), 'float32'),
        ((1, 30000, 200), (1, 1, 2, 100), 0, (30000, 1), 'float32'),
        ((1, 4, 200), (1, 1, 2, 100), (150000, 40), (7, 3), 'float32'),
        ((3, 2, 2), (2, 3, 2, 2), 5000, 7, 'float32'),
        ((64, 4, 280000), (4, 64, 2, 2), 1, (1, 40), 'float32'),
        ((1, 4000, 4000), (1, 1, 3999, 3998), 0, 1, 'float32'),
    ],
)
def test_memory_is_bounded(X_shape, K_shape, padding, stride, dtype):
    """Beyond input and output, by 64 MB or by a row of windows."""
    X, K = (f"nd.ones({s}, dtype='{dtype}')" for s in (X_shape, K_shape))
    extra = measure_call(
        f'd2l.corr2d_multi_in_out_matmul, {X}, {K}, {padding}, {stride}'
    )[1]
    W = d2l.conv_cost(X_shape, K_shape, padding, stride).output_shape[2]
    row = prod(K_shape[1:]) * W * np.dtype(dtype).itemsize
    # and what code and its buffers take at the first call
    assert extra < max(64 * 2**20, row) + 2**23


@pytest.mark.parametrize(
    'error, arguments, message',
    [
        (ValueError, {'padding': -1}, 'padding is -1; .* at least 0'),
        (ValueError, {'padding': (0, -1)}, r'padding is \(0, -1\); .* 0'),
        (ValueError, {'stride': 0}, 'stride is 0; .* at least 1'),
        (ValueError, {'stride': (1, 0)}, r'stride is \(1, 0\); .* 1'),
        (TypeError, {'padding': 0.5}, 'padding is 0.5; .*int or a pair'),
        (TypeError, {'padding': True}, 'padding is True; .*int or a pair'),
        (TypeError, {'padding': None}, 'padding is None; .*int or a pair'),
        (TypeError, {'padding': 'same'}, "padding is 'same'; .*pair"),
        (TypeError, {'padding': (1, 2, 3)}, r'padding is \(1, 2, 3\)'),
        (TypeError, {'stride': ()}, r'stride is \(\); .*int or a pair'),
        (TypeError, {'stride': (1, 1.0)}, r'stride is \(1, 1.0\); .*pair'),
        (
            ValueError,
            {'padding': 10**9},
            'elements; an MXNet array holds at most',
        ),
    ],
)
@each_function
def test_bad_padding_and_stride(function, error, arguments, message):
    X, K = integers(2, 3, 4), integers(3, 2, 2, 2)
    with pytest.raises(error, match=f'{function.__name__}: .*{message}'):
        function(X, K, **arguments)


@each_function
def test_window_larger_than_the_padded_input(function):
    X, K = integers(2, 3, 4), integers(3, 2, 6, 6)
    message = r'6 x 6 .* larger than X, 5 x 8 .* padded by \(1, 2\)'
    with pytest.raises(ValueError, match=f'{function.__name__}: .*{message}'):
        function(X, K, (1, 2))
