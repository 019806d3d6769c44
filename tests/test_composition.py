"""Two cross-correlations in a row against the one with the composed kernel."""

import sys

import mxnet as mx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mxnet import autograd, nd
from scipy.signal import convolve2d

import d2l_channels as d2l

from . import oracles
from .strategies import DTYPES, INTEGERS, arrays, measure_call


@st.composite
def pairs(draw):
    """Draw two kernels that follow each other."""
    c_i, c_m, c_o = draw(st.tuples(*[st.integers(1, 3)] * 3))
    dtype = draw(st.sampled_from(DTYPES))
    windows = [draw(st.tuples(*[st.integers(1, 4)] * 2)) for _ in range(2)]
    K1 = draw(arrays((c_m, c_i) + windows[0], dtype, INTEGERS))
    return K1, draw(arrays((c_o, c_m) + windows[1], dtype, INTEGERS))


@given(pairs())
def test_it_is_scipys_full_convolution_summed_over_the_middle(pair):
    K1, K2 = (K.asnumpy() for K in pair)
    c_o, c_m, c_i = K2.shape[0], *K1.shape[:2]
    expected = [
        [
            sum(convolve2d(K2[o, m], K1[m, i]) for m in range(c_m))
            for i in range(c_i)
        ]
        for o in range(c_o)
    ]
    K = d2l.compose_kernels(*pair)
    assert K.dtype == pair[0].dtype
    assert (K.asnumpy() == np.array(expected)).all()


@given(
    pairs(), st.tuples(*[st.integers(1, 3)] * 4), st.integers(0, 3), st.data()
)
def test_both_in_turn_are_the_composed_one(pair, strides, more, data):
    K1, K2 = pair
    s1, s2 = strides[:2], strides[2:]
    both = tuple(a * b for a, b in zip(s1, s2))
    K = d2l.compose_kernels(K1, K2, s1)
    sizes = [
        k1 + (k2 - 1) * s for k1, k2, s in zip(K1.shape[2:], K2.shape[2:], s1)
    ]
    assert K.shape == (K2.shape[0], K1.shape[1], *sizes)
    shape = (K1.shape[1], *(k + more for k in sizes))
    X = data.draw(arrays(shape, K1.dtype, INTEGERS))
    X, K1, K2, K = (A.asnumpy() for A in (X, K1, K2, K))
    Y = oracles.loops(oracles.loops(X, K1, stride=s1), K2, stride=s2)
    expected = oracles.loops(X, K, stride=both)
    assert Y.shape == expected.shape
    assert (Y == expected).all()


@pytest.mark.parametrize('stride', [1, 2, (2, 3)])
def test_gradients_are_those_of_both_in_turn(stride):
    def gradients(f):
        X = nd.arange(3 * 14 * 14).reshape((3, 14, 14)) % 5 - 2
        K1 = nd.arange(54).reshape((2, 3, 3, 3)) % 4 - 1
        K2 = nd.arange(16).reshape((2, 2, 2, 2)) % 3 - 1
        K1.attach_grad()
        K2.attach_grad()
        with autograd.record():
            Y = f(X, K1, K2)
        Y.backward()
        return K1.grad.asnumpy(), K2.grad.asnumpy()

    def in_turn(X, K1, K2):
        Y = oracles.convolution(X, K1, stride=stride)
        return oracles.convolution(Y, K2)

    def at_once(X, K1, K2):
        K = d2l.compose_kernels(K1, K2, stride)
        return oracles.convolution(X, K, stride=stride)

    for ours, theirs in zip(gradients(at_once), gradients(in_turn)):
        assert (ours == theirs).all()


def test_context_and_arguments_are_kept():
    banks = [
        nd.arange(3 * 36, ctx=mx.cpu(1)).reshape((3, 2, 2, 3, 3)),
        nd.arange(3 * 16, ctx=mx.cpu(1)).reshape((3, 2, 2, 2, 2)),
    ]
    before = [bank.asnumpy().tobytes() for bank in banks]
    K = d2l.compose_kernels(banks[0][1], banks[1][1])
    assert K.context == mx.cpu(1)
    K.wait_to_read()
    assert [bank.asnumpy().tobytes() for bank in banks] == before


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != 'linux', reason='reads /proc')
@pytest.mark.parametrize(
    'K1_shape, K2_shape, stride',
    [
        ((1, 1, 3, 3), (1, 1, 16, 16), 100),
        ((3, 8, 200, 200), (8, 3, 3, 3), 1),
        ((4, 2, 1000, 1000), (2, 4, 2, 1), (1, 3)),
    ],
)
def test_memory_is_at_most_four_times_the_result(K1_shape, K2_shape, stride):
    size, extra = measure_call(
        f'd2l.compose_kernels, nd.ones({K1_shape}), nd.ones({K2_shape}), '
        f'{stride}'
    )
    assert size > 2**23
    # and what code and its buffers take at the first call
    assert extra < 3 * size + 2**23


ones = nd.ones


@pytest.mark.parametrize(
    'error, K1, K2, stride, message',
    [
        (
            TypeError,
            [1],
            ones((1, 1, 1, 1)),
            1,
            r'K1 is of type list.*nd.array\(K1',
        ),
        (TypeError, ones((1, 1, 1, 1)), None, 1, 'K2 is of type NoneType'),
        (
            TypeError,
            ones((1, 1, 1, 1), dtype='float16'),
            ones((1, 1, 1, 1)),
            1,
            'K1 has dtype float16',
        ),
        (
            TypeError,
            ones((1, 1, 1, 1)),
            ones((1, 1, 1, 1), dtype='float64'),
            1,
            r"K2 has dtype float64 and K1 float32.*K1.astype\('float64'\)",
        ),
        (
            ValueError,
            ones((1, 1, 1, 1)),
            ones((1, 1, 1, 1), ctx=mx.cpu(1)),
            1,
            r'K2 is on cpu\(1\) and K1 on cpu\(0\)',
        ),
        (
            ValueError,
            ones((1, 1, 1)),
            ones((1, 1, 1, 1)),
            1,
            r'K1 has shape \(1, 1, 1\).*4 axes: \(c_m, c_i, k1_h, k1_w\)',
        ),
        (
            ValueError,
            ones((1, 1, 1, 1)),
            ones((1, 1)),
            1,
            r'K2 has shape \(1, 1\).*4 axes: \(c_o, c_m, k2_h, k2_w\)',
        ),
        (
            ValueError,
            ones((1, 1, 1, 1)),
            ones((1, 1, 1, 1))[0:0],
            1,
            r'K2 has shape \(0, 1, 1, 1\); every axis',
        ),
        (
            ValueError,
            ones((3, 1, 2, 2)),
            ones((5, 1, 2, 4)),
            1,
            r'K2 has 1 input.*K1 has 3 output.*\(5, 3, 2, 4\) would fit',
        ),
        (
            ValueError,
            ones((1, 1, 1, 1)),
            ones((1, 1, 1, 1)),
            0,
            'stride is 0; it has to be at least 1',
        ),
        (
            TypeError,
            ones((1, 1, 1, 1)),
            ones((1, 1, 1, 1)),
            1.5,
            'stride is 1.5; it has to be an int or a pair',
        ),
    ],
)
def test_errors(error, K1, K2, stride, message):
    with pytest.raises(error, match=f'^compose_kernels: .*{message}'):
        d2l.compose_kernels(K1, K2, stride)
