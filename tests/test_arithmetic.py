"""The line that explain writes, read by Python's own arithmetic."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mxnet import nd

import d2l_channels as d2l

from . import oracles
from .strategies import DTYPES, FUNCTIONS, fractions, operands

X = nd.array(
    [
        [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
        [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
    ]
)
K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])


def evaluated(line):
    """Compute every side of the line as Python would."""
    return [eval(side.replace('×', '*')) for side in line.split(' = ')]


def test_the_line_under_the_figure():
    assert d2l.explain(X, K) == (
        '(0×0+1×1+3×2+4×3)+(1×1+2×2+4×3+5×4) = 19+37 = 56'
    )


def test_other_elements_and_output_channels():
    assert d2l.explain(X, K, at=(1, 0)).endswith(' = 37+67 = 104')
    bank = nd.stack(K, K + 1, K + 2)
    assert d2l.explain(X, bank, at=(2, 1, 1)) == (
        '(4×2+5×3+7×4+8×5)+(5×3+6×4+8×5+9×6) = 91+133 = 224'
    )
    assert d2l.explain(X[0], K[0]) == '(0×0+1×1+3×2+4×3) = 19'


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(FUNCTIONS[:3]), st.data())
def test_integers_evaluate_to_the_output(function, data):
    X, K = data.draw(operands(function))
    Y = oracles.loops(X.asnumpy(), K.asnumpy())
    at = data.draw(st.sampled_from(list(np.ndindex(Y.shape))))
    line = d2l.explain(X, K, at)
    if '…' in line:
        line = line[line.rindex('=') + 2 :]
    assert set(evaluated(line)) == {Y[at]}
    assert function(X, K)[at].asnumpy().item() == Y[at]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(DTYPES), st.data())
def test_numbers_read_back_as_they_were(dtype, data):
    X, K = data.draw(operands(d2l.corr2d, dtype, fractions(dtype)))
    X, K = X[:1, :1], K[:1, :1]
    product, Y = d2l.explain(X, K).split(' = ')
    x, k = (eval(n) for n in product[1:-1].split('×'))
    assert np.dtype(dtype).type(x) == X.asnumpy().item()
    assert np.dtype(dtype).type(k) == K.asnumpy().item()
    assert np.dtype(dtype).type(eval(Y)) == d2l.corr2d(X, K).asnumpy().item()


@pytest.mark.parametrize('dtype', DTYPES)
@pytest.mark.parametrize(
    'number, text',
    [
        (0, '0'),
        (7, '7'),
        (-7, '-7'),
        (0.5, '0.5'),
        (-0.1, '-0.1'),
        (1e-7, '1e-7'),
        (0.0001, '1e-4'),
        (0.01, '0.01'),
        (0.00012, '1.2e-4'),
        (123456792, '123456792'),
        (2.0**52, '4503599627370496'),
        (1e16, '1e+16'),
        (1e30, '1e+30'),
        (float('nan'), 'nan'),
        (float('-inf'), '-inf'),
    ],
)
def test_numbers_are_short(number, text, dtype):
    one = nd.ones((1, 1), dtype=dtype)
    number = nd.array([[number]], dtype=dtype)
    assert d2l.explain(number, one) == f'({text}×1) = {text}'
    after = f'({text})' if text[0] == '-' else text
    assert d2l.explain(one, number) == f'(1×{after}) = {text}'


def test_brackets_stand_only_where_a_sign_follows_an_operator():
    X = nd.array([[[-1, -2]], [[-3, 4]], [[5, -6]]])
    assert d2l.explain(X, -nd.ones((3, 1, 2))) == (
        '(-1×(-1)+(-2)×(-1))+(-3×(-1)+4×(-1))+(5×(-1)+(-6)×(-1))'
        ' = 3+(-1)+1 = 3'
    )
    assert d2l.explain(X, nd.ones((3, 1, 2))) == (
        '(-1×1+(-2)×1)+(-3×1+4×1)+(5×1+(-6)×1) = -3+1+(-1) = -3'
    )


@pytest.mark.parametrize('c_i, k', [(3, 3), (1, 11), (64, 3), (300, 1)])
def test_long_sums_are_elided_in_the_middle(c_i, k):
    X = nd.arange(c_i * k * k).reshape((c_i, k, k)) / 7
    K = nd.arange(c_i * k * k).reshape((c_i, k, k)) - 20.5
    line = d2l.explain(X, K)
    assert len(line) <= 320
    assert '…' in line
    first, last = '(0×(-20.5)', f'×{c_i * k * k - 1 - 20.5})'
    products = line.split(' = ')[0]
    assert products.startswith(first)
    assert products.endswith(last)
    Y = np.float32(eval(line.split(' = ')[-1]))
    assert Y == d2l.corr2d_multi_in(X, K).asnumpy().item()


def test_a_colour_image_under_a_3x3_kernel_is_shown_whole():
    X, K = nd.ones((3, 3, 3)) * 255, nd.ones((3, 3, 3)) * -1
    assert evaluated(d2l.explain(X, K)) == [-255 * 27] * 3


def test_as_many_terms_are_shown_as_fit():
    ones = nd.ones((1, 60))
    assert '…' not in d2l.explain(ones, ones)
    X = nd.arange(1, 73, dtype='float64').reshape((8, 3, 3)) / 7
    line = d2l.explain(X, X)
    assert line.count('…') == 4
    assert line.count('×') == 4
    assert len(line) <= 320


def test_all_sums_are_shown_where_only_products_are_too_many():
    X = np.arange(36.0).reshape(4, 3, 3) * 12345
    K = nd.array(X - 99999, dtype='float64')
    line = d2l.explain(nd.array(X, dtype='float64'), K)
    products, sums, _ = line.split(' = ')
    assert '…' in products
    expected = [(x * (x - 99999)).sum() for x in X]
    assert [eval(term) for term in sums.split('+')] == expected
    assert len(line) <= 320


@pytest.mark.parametrize('at', [(2, 0), (0, 2), (-1, 0), (0,), (0, 0, 0)])
def test_an_index_outside_the_output(at):
    with pytest.raises(IndexError, match=r'explain: at .* is \(2, 2\)'):
        d2l.explain(X, K, at)


def test_an_index_of_a_four_axis_kernel_has_three_numbers():
    bank = nd.stack(K, K)
    for at in [(0, 0), (2, 0, 0)]:
        with pytest.raises(IndexError, match=r'\(o, i, j\).* \(2, 2, 2\)'):
            d2l.explain(X, bank, at)


@pytest.mark.parametrize('at', [0, None, 'ij', (0.0, 0), ((0, 0), 0)])
def test_an_index_that_is_no_tuple_of_integers(at):
    with pytest.raises(TypeError, match='explain: at is .* tuple of integer'):
        d2l.explain(X, K, at)


def test_arguments_are_unchanged():
    before = X.asnumpy().tobytes(), K.asnumpy().tobytes()
    d2l.explain(X, K)
    assert (X.asnumpy().tobytes(), K.asnumpy().tobytes()) == before
