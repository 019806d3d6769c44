"""Windows as columns of a matrix, with any padding and any stride."""

import sys
from math import prod

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
    integers,
    layers,
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


@given(layers())
def test_integers_are_exact(layer):
    X, K, padding, stride = layer
    window = {'padding': padding, 'stride': stride}
    expected = oracles.loops(X.asnumpy(), K.asnumpy(), **window)
    for Y in compute_whole_and_in_blocks(X, K, padding, stride):
        assert (Y.shape, Y.dtype) == (expected.shape, X.dtype)
        assert (Y.asnumpy() == expected).all()


@each_dtype
@pytest.mark.parametrize('padding', [0, 2, (1, 0), (0, 3), [2, 1]])
@pytest.mark.parametrize('stride', [1, 3, (2, 1), (1, 4), np.int64(2)])
def test_blocks_and_operator_agree(blocks, dtype, padding, stride):
    X, K = integers(3, 7, 8, dtype=dtype), integers(4, 3, 3, 2, dtype=dtype)
    Y = d2l.corr2d_multi_in_out_matmul(X, K, padding, stride)
    padding, stride = (
        tuple(a) if isinstance(a, (tuple, list)) else (int(a), int(a))
        for a in (padding, stride)
    )
    assert (Y == oracles.convolution(X, K, padding, stride)).asnumpy().all()


def test_ints_and_pairs_mean_height_and_width():
    X, K = integers(1, 9, 5), integers(1, 1, 2, 2)
    assert d2l.corr2d_multi_in_out_matmul(X, K, 1).shape == (1, 10, 6)
    assert d2l.corr2d_multi_in_out_matmul(X, K, (1, 0)).shape == (1, 10, 4)
    Y = d2l.corr2d_multi_in_out_matmul(X, K, stride=(4, 1))
    assert Y.shape == (1, 2, 4)


@each_dtype
@pytest.mark.parametrize('train_mode', [True, False])
def test_gradients_are_those_of_the_operator(blocks, dtype, train_mode):
    def gradients(f):
        X = integers(3, 6, 7, dtype=dtype)
        K = integers(4, 3, 3, 2, dtype=dtype)
        X.attach_grad()
        K.attach_grad()
        with autograd.record(train_mode=train_mode):
            Y = f(X, K, (1, 2), (2, 1))
        Y.backward(nd.arange(Y.size, dtype=dtype).reshape(Y.shape) % 5)
        return X.grad.asnumpy(), K.grad.asnumpy()

    expected = gradients(oracles.convolution)
    for ours, theirs in zip(
        gradients(d2l.corr2d_multi_in_out_matmul), expected
    ):
        assert (ours == theirs).all()


@each_dtype
@pytest.mark.parametrize('train_mode', [True, False])
def test_arguments_and_what_they_are_views_of_are_unchanged(
    blocks, dtype, train_mode
):
    images = integers(3, 16, 12, 12, dtype=dtype)
    bank = integers(3, 64, 16, 3, 3, dtype=dtype)
    before = images.asnumpy().tobytes(), bank.asnumpy().tobytes()
    expected = oracles.convolution(images[1], bank[1]).asnumpy()
    mode = autograd.train_mode if train_mode else autograd.predict_mode
    with mode():
        for _ in range(3):
            Y = d2l.corr2d_multi_in_out_matmul(images[1], bank[1])
            assert (Y.asnumpy() == expected).all()
    assert (images.asnumpy().tobytes(), bank.asnumpy().tobytes()) == before


def test_context_is_kept(blocks):
    X, K = (integers(*s, ctx=mx.cpu(1)) for s in ((2, 5, 5), (3, 2, 2, 2)))
    Y = d2l.corr2d_multi_in_out_matmul(X, K, padding=1)
    assert Y.context == mx.cpu(1)
    assert (Y == oracles.convolution(X, K, (1, 1))).asnumpy().all()


@pytest.mark.parametrize('value', [np.nan, np.inf])
def test_nan_and_infinity_reach_only_the_windows_that_hold_them(blocks, value):
    X, K = integers(3, 20, 20), nd.ones((4, 3, 3, 3))
    clean = d2l.corr2d_multi_in_out_matmul(X, K, 1).asnumpy()
    X[1, 9, 11] = value
    Y = d2l.corr2d_multi_in_out_matmul(X, K, 1).asnumpy()
    inside = np.zeros(Y.shape, bool)
    inside[:, 8:11, 10:13] = True
    assert not np.isfinite(Y[inside]).any()
    assert (Y[~inside] == clean[~inside]).all()


def test_numpy_semantics_switched_on_change_nothing():
    X, K = integers(3, 6, 7), integers(4, 3, 3, 2)
    expected = oracles.convolution(X, K, (1, 1))
    with mx.util.np_shape(True), mx.util.np_array(True):
        Y = d2l.corr2d_multi_in_out_matmul(X, K, 1)
        assert type(Y) is nd.NDArray
    assert (Y == expected).asnumpy().all()


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
