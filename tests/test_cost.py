"""The counts against a loop that counts, and against published ones."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mxnet import nd

import d2l_channels as d2l


class Counter:
    """Numbers that count how often they are multiplied and added."""

    def __init__(self):
        self.multiplications = self.additions = 0

    def add_product(self, sums, key):
        """Add a product to a sum; the first term takes no addition."""
        self.multiplications += 1
        self.add_term(sums, key)

    def add_term(self, sums, key):
        self.additions += key in sums
        sums[key] = True


def counted(X_shape, K_shape, padding, stride, bias):
    """Run the layer forward and backward, and count."""
    (c_i, h, w), (c_o, _, k_h, k_w) = X_shape, K_shape
    (p_h, p_w), (s_h, s_w) = padding, stride
    tops = range(0, h + 2 * p_h - k_h + 1, s_h)
    lefts = range(0, w + 2 * p_w - k_w + 1, s_w)
    forward, backward = Counter(), Counter()
    Y, dX, dK, db = {}, {}, {}, {}
    for o in range(c_o):
        for i in tops:
            for j in lefts:
                for c, a, b in np.ndindex(c_i, k_h, k_w):
                    forward.add_product(Y, (o, i, j))
                    backward.add_product(dX, (c, i + a, j + b))
                    backward.add_product(dK, (o, c, a, b))
                if bias:
                    forward.add_term(Y, (o, i, j))
                    backward.add_term(db, o)
    X = K = 0
    for _ in np.ndindex(*X_shape):
        X += 1
    for _ in np.ndindex(*K_shape):
        K += 1
    biases = len(db)
    return d2l.ConvCost(
        output_shape=(c_o, len(tops), len(lefts)),
        parameters=K + biases,
        forward_multiplications=forward.multiplications,
        forward_additions=forward.additions,
        forward_memory=X + K + biases + len(Y),
        backward_multiplications=backward.multiplications,
        backward_additions=backward.additions,
        # kept: input, kernel, gradient of the output; produced: the others
        backward_memory=X + K + len(Y) + X + K + biases,
    )


@st.composite
def geometries(draw):
    def pair(least, most):
        return draw(st.tuples(*[st.integers(least, most)] * 2))

    (c_i, c_o), window, padding = pair(1, 3), pair(1, 4), pair(0, 3)
    h, w = (
        draw(st.integers(max(1, k - 2 * p), 7))
        for k, p in zip(window, padding)
    )
    return (c_i, h, w), (c_o, c_i, *window), padding, pair(1, 5)


@pytest.mark.slow
@settings(max_examples=500)
@given(geometries(), st.booleans())
def test_every_count_is_that_of_a_counting_loop(geometry, bias):
    cost = d2l.conv_cost(*geometry, bias)
    assert cost == counted(*geometry, bias)
    assert {type(value) for value in dataclasses.astuple(cost)} == {tuple, int}


# Multiply-adds of the convolution layers, by output size, of VGG-16
# (Simonyan and Zisserman, 2015) and ResNet-50 (He et al., 2016; the 3 x 3
# window strides, as in the implementations that state 4.09e9 in all)
VGG16 = [
    # c_i, h, c_o, how many such layers, multiply-adds of each
    (3, 224, 64, 1, 86704128),
    (64, 224, 64, 1, 1849688064),
    (64, 112, 128, 1, 924844032),
    (128, 112, 128, 1, 1849688064),
    (128, 56, 256, 1, 924844032),
    (256, 56, 256, 2, 1849688064),
    (256, 28, 512, 1, 924844032),
    (512, 28, 512, 2, 1849688064),
    (512, 14, 512, 3, 462422016),
]
RESNET50 = [
    # c_i, h, c_o, k, stride, how many such layers, multiply-adds of each
    (3, 224, 64, 7, 2, 1, 118013952),
    (64, 56, 64, 1, 1, 1, 12845056),
    (64, 56, 64, 3, 1, 3, 115605504),
    (64, 56, 256, 1, 1, 4, 51380224),
    (256, 56, 64, 1, 1, 2, 51380224),
    (256, 56, 128, 1, 1, 1, 102760448),
    (128, 56, 128, 3, 2, 1, 115605504),
    (128, 28, 512, 1, 1, 4, 51380224),
    (256, 56, 512, 1, 2, 1, 102760448),
    (512, 28, 128, 1, 1, 3, 51380224),
    (128, 28, 128, 3, 1, 3, 115605504),
    (512, 28, 256, 1, 1, 1, 102760448),
    (256, 28, 256, 3, 2, 1, 115605504),
    (256, 14, 1024, 1, 1, 6, 51380224),
    (512, 28, 1024, 1, 2, 1, 102760448),
    (1024, 14, 256, 1, 1, 5, 51380224),
    (256, 14, 256, 3, 1, 5, 115605504),
    (1024, 14, 512, 1, 1, 1, 102760448),
    (512, 14, 512, 3, 2, 1, 115605504),
    (512, 7, 2048, 1, 1, 3, 51380224),
    (1024, 14, 2048, 1, 2, 1, 102760448),
    (2048, 7, 512, 1, 1, 2, 51380224),
    (512, 7, 512, 3, 1, 2, 115605504),
]


def test_vgg16():
    products = parameters = 0
    for c_i, h, c_o, many, published in VGG16:
        cost = d2l.conv_cost((c_i, h, h), (c_o, c_i, 3, 3), 1, bias=True)
        assert cost.output_shape == (c_o, h, h)
        assert cost.forward_multiplications == published
        assert cost.forward_additions == published  # the bias makes up for -1
        products += many * cost.forward_multiplications
        parameters += many * cost.parameters
    assert products == 15346630656
    # 138357544 in all, of which these are not fully connected
    assert parameters == 14714688


def test_resnet50():
    products = parameters = 0
    for c_i, h, c_o, k, stride, many, published in RESNET50:
        cost = d2l.conv_cost((c_i, h, h), (c_o, c_i, k, k), k // 2, stride)
        assert cost.output_shape == (c_o, h // stride, h // stride)
        assert cost.forward_multiplications == published
        products += many * cost.forward_multiplications
        parameters += many * cost.parameters
    # with the fully connected layer's 2048000: 4089184256
    assert products == 4087136256
    # 25557032 in all, less 53120 of batch normalization and 2049000 of that
    assert parameters == 23454912


def test_a_layer_of_the_real_thing():
    shapes = (2, 5, 6), (3, 2, 2, 3)
    X, K = (nd.ones(shape) for shape in shapes)
    cost = d2l.conv_cost(*shapes, padding=1, stride=2)
    Y = d2l.corr2d_multi_in_out_matmul(X, K, padding=1, stride=2)
    assert cost.output_shape == Y.shape
    assert cost.forward_memory == X.size + K.size + Y.size


def test_memory_in_bytes():
    cost = d2l.conv_cost((2, 5, 6), (3, 2, 2, 3), bias=True)
    for dtype, size in (('float32', 4), ('float64', 8), (np.float16, 2)):
        assert cost.bytes(dtype) == {
            'forward_memory': cost.forward_memory * size,
            'backward_memory': cost.backward_memory * size,
        }
    assert cost.bytes() == cost.bytes('float32')


@pytest.mark.parametrize(
    'dtype',
    ['float31', 5, 'str', [], None, pytest.param(10**5000, id='long')],
)
def test_bytes_of_what_is_no_dtype(dtype):
    message = '^ConvCost.bytes: dtype is .*; it has to be a NumPy dtype with a'
    with pytest.raises(TypeError, match=message):
        d2l.conv_cost((1, 1, 1), (1, 1, 1, 1)).bytes(dtype)


def test_it_is_frozen_and_prints_as_a_table():
    cost = d2l.conv_cost((3, 224, 224), (64, 3, 7, 7), 3, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        cost.parameters = 0
    lines = str(cost).splitlines()
    assert lines[0].split('  ')[0] == 'output shape'
    assert lines[0].endswith('  (64, 112, 112)')
    assert lines[2] == 'forward multiplications      118,013,952'
    assert len({len(line) for line in lines}) == 1
    assert len(lines) == 8


@pytest.mark.parametrize(
    'error, arguments, message',
    [
        (TypeError, (nd.ones((1, 2, 2)), (1, 1, 1, 1)), 'X_shape .*NDArray'),
        (TypeError, ((1, 2, 2), np.ones((1, 1, 1, 1))), 'K_shape .*ndarray'),
        (TypeError, ((1, 2.5, 2), (1, 1, 1, 1)), r'X_shape is \(1, 2.5, 2\)'),
        (TypeError, (5, (1, 1, 1, 1)), 'X_shape .*int'),
        (TypeError, (None, (1, 1, 1, 1)), 'X_shape is None'),
        (TypeError, ('224', (1, 1, 1, 1)), "X_shape is '224'"),
        (
            ValueError,
            ((2, 2), (1, 1, 1, 1)),
            r'X_shape is \(2, 2\); .* 3 axes: \(c_i, h, w\)$',
        ),
        (
            ValueError,
            ((1, 2, 2), (1, 1, 1)),
            r'K_shape is \(1, 1, 1\); .*4 axes: \(c_o, c_i, k_h, k_w\)$',
        ),
        (
            ValueError,
            ((1, 0, 2), (1, 1, 1, 1)),
            r'X_shape is \(1, 0, 2\); every',
        ),
        (
            ValueError,
            ((1, 10**100, 2), (1, 1, 1, 1)),
            'X_shape holds an integer of more than 100 digits',
        ),
        (ValueError, ((1, 2, 2), (1, -1, 1, 1)), r'K_shape is \(1, -1, 1'),
        (
            ValueError,
            ((3, 2, 2), (1, 2, 1, 1)),
            r'K_shape has 2 input channels, \(1, 2, 1, 1\), and X_shape has '
            r'3, \(3, 2, 2\); K_shape of \(1, 3, 1, 1\) would fit',
        ),
        (
            ValueError,
            ((1, 2, 2), (1, 1, 3, 3)),
            r'the window of K_shape, 3 x 3 of \(1, 1, 3, 3\), is larger than '
            r'X_shape, 2 x 2 of \(1, 2, 2\); it has to be at most 2 x 2',
        ),
        (ValueError, ((1, 2, 2), (1, 1, 1, 1), -1), 'padding is -1'),
        (TypeError, ((1, 2, 2), (1, 1, 1, 1), 0.5), 'padding is 0.5'),
        (ValueError, ((1, 2, 2), (1, 1, 1, 1), 0, 0), 'stride is 0'),
        (TypeError, ((1, 2, 2), (1, 1, 1, 1), 0, '2'), "stride is '2'"),
    ],
)
def test_errors(error, arguments, message):
    with pytest.raises(error, match=f'^conv_cost: {message}'):
        d2l.conv_cost(*arguments)


def test_the_largest_counts_can_be_written():
    n = 10**100 - 1
    cost = d2l.conv_cost((n, n, n), (n, n, n, n), n, bias=True)
    assert len(str(cost).replace(',', '')) > 8 * 200
