"""What the chapter prints and says, and its own code run on this package."""

import mxnet as mx
import numpy as np
import pytest
from mxnet import gluon, nd

import d2l_channels as d2l
from benchmarks import book

from . import oracles


@pytest.fixture
def X():
    return nd.array(
        [
            [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
            [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        ]
    )


@pytest.fixture
def K():
    return nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])


def test_the_shaded_element_of_the_figure_is_56(X, K):
    assert d2l.corr2d_multi_in(X, K)[0, 0].asscalar() == 56


def test_several_input_channels(X, K):
    Y = d2l.corr2d_multi_in(X, K)
    assert Y.asnumpy().tolist() == [[56, 72], [104, 120]]


def test_several_output_channels(X, K):
    bank = nd.stack(K, K + 1, K + 2)
    assert bank.shape == (3, 2, 2, 2)
    Y = d2l.corr2d_multi_in_out(X, bank).asnumpy().tolist()
    assert Y[0] == [[56, 72], [104, 120]]
    # each further kernel adds the sum of the 8 elements in the window
    assert Y[1] == [[56 + 20, 72 + 28], [104 + 44, 120 + 52]]
    assert Y[2] == [[56 + 40, 72 + 56], [104 + 88, 120 + 104]]


def test_1x1_keeps_height_and_width():
    X, K = nd.ones((3, 5, 4)), nd.ones((2, 3, 1, 1))
    assert d2l.corr2d_multi_in_out_1x1(X, K).shape == (2, 5, 4)


@pytest.mark.slow
def test_1x1_equivalence_over_1000_seeds():
    for seed in range(1000):
        mx.random.seed(seed)
        X = nd.random.uniform(shape=(3, 3, 3))
        K = nd.random.uniform(shape=(2, 3, 1, 1))
        Y1 = d2l.corr2d_multi_in_out_1x1(X, K)
        Y2 = d2l.corr2d_multi_in_out(X, K)
        assert (Y1 - Y2).norm().asscalar() < 1e-6, seed
        within = abs(Y1 - Y2).astype('float64') <= 2 * d2l.rounding_bound(X, K)
        assert within.asnumpy().all(), seed


def test_1x1_is_a_dense_layer_at_every_pixel():
    X = nd.array(np.arange(-30, 30).reshape(3, 5, 4))
    K = nd.array(np.arange(-3, 3).reshape(2, 3, 1, 1))
    dense = gluon.nn.Dense(2, in_units=3, use_bias=False)
    dense.initialize()
    dense.weight.set_data(K.reshape((2, 3)))
    pixels = X.reshape((3, 20)).T
    Y = dense(pixels).T.reshape((2, 5, 4))
    assert (d2l.corr2d_multi_in_out_1x1(X, K) == Y).asnumpy().all()


def test_the_chapters_definitions_run_on_this_corr2d(X, K):
    def corr2d_multi_in(X, K):
        return nd.add_n(*[d2l.corr2d(x, k) for x, k in zip(X, K)])

    def corr2d_multi_in_out(X, K):
        return nd.stack(*[corr2d_multi_in(X, k) for k in K])

    assert corr2d_multi_in(X, K)[0, 0].asscalar() == 56
    K = nd.stack(K, K + 1, K + 2)
    expected = oracles.loops(X.asnumpy(), K.asnumpy())
    assert (corr2d_multi_in_out(X, K).asnumpy() == expected).all()


def test_corr2d_agrees_with_the_books_double_loop():
    X, K = nd.arange(12).reshape((3, 4)), nd.arange(6).reshape((3, 2)) - 2
    assert (d2l.corr2d(X, K) == book.corr2d(X, K)).asnumpy().all()
