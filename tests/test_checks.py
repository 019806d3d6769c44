"""Every wrong argument of every function is refused, by name."""

import mxnet as mx
import numpy as np
import pytest
from mxnet import nd

import d2l_channels as d2l

from .strategies import FUNCTIONS

ones = nd.ones


def fitting(function):
    """Give operands that `function` takes, to be spoilt one at a time."""
    X = ones((3, 5, 6))
    return {
        d2l.corr2d: (X[0], ones((2, 3))),
        d2l.corr2d_multi_in: (X, ones((3, 2, 3))),
        d2l.corr2d_multi_in_out: (X, ones((4, 3, 2, 3))),
        d2l.corr2d_multi_in_out_1x1: (X, ones((4, 3, 1, 1))),
        d2l.corr2d_multi_in_out_convolution: (X, ones((4, 3, 2, 3))),
        d2l.corr2d_multi_in_out_matmul: (X, ones((4, 3, 2, 3))),
        d2l.rounding_bound: (X, ones((4, 3, 2, 3))),
        d2l.explain: (X, ones((3, 2, 3))),
    }[function]


def refused(function, error, *parts, X=None, K=None):
    """Assert that the message names the function and holds the parts, and
    that the engine takes the next good call."""
    good = fitting(function)
    given = [a if b is None else b for a, b in zip(good, (X, K))]
    with pytest.raises(error) as caught:
        function(*given)
    message = str(caught.value)
    for part in (f'{function.__name__}: ', *parts):
        assert part in message, message
    mx.nd.waitall()
    function(*good)
    mx.nd.waitall()


OTHERS = (
    d2l.corr2d_multi_in_out_convolution,
    d2l.corr2d_multi_in_out_matmul,
    d2l.rounding_bound,
    d2l.explain,
)
each_function = pytest.mark.parametrize('function', (*FUNCTIONS, *OTHERS))
each_argument = pytest.mark.parametrize('name', ('X', 'K'))


@each_function
@each_argument
@pytest.mark.parametrize(
    'convert, parts',
    [
        (lambda A: A.asnumpy(), ('numpy.ndarray', 'nd.array({})')),
        (
            lambda A: A.asnumpy().astype('float64'),
            ('numpy.ndarray', "nd.array({}, dtype='float64')"),
        ),
        (lambda A: A.asnumpy().tolist(), ('list', 'nd.array({})')),
        (lambda A: tuple(A.asnumpy().tolist()), ('tuple', 'nd.array({})')),
        (lambda A: [A[0], A[0]], ('list', 'nd.stack(*{})')),
        (lambda A: 1.0, ('float', 'mxnet.nd.NDArray')),
        (lambda A: 'X', ('str', 'mxnet.nd.NDArray')),
        (lambda A: mx.sym.var('A'), ('Symbol', 'mxnet.nd.NDArray')),
        (lambda A: A.as_np_ndarray(), ('mxnet.numpy', '{}.as_nd_ndarray()')),
        (
            lambda A: A.reshape((-1, A.shape[-1])).tostype('csr'),
            ('CSRNDArray', "{}.tostype('default')"),
        ),
        (
            lambda A: A.tostype('row_sparse'),
            ('RowSparseNDArray', "{}.tostype('default')"),
        ),
    ],
)
def test_not_a_dense_ndarray(function, name, convert, parts):
    bad = convert(dict(zip('XK', fitting(function)))[name])
    parts = [f'{name} is of type ', *(part.format(name) for part in parts)]
    refused(function, TypeError, *parts, **{name: bad})


@each_function
@each_argument
def test_none_is_refused(function, name):
    X, K = fitting(function)
    X, K = (None, K) if name == 'X' else (X, None)
    message = f'^{function.__name__}: {name} is of type NoneType'
    with pytest.raises(TypeError, match=message):
        function(X, K)


@each_function
@each_argument
@pytest.mark.parametrize('dtype', ('uint8', 'int32', 'int64', 'float16'))
def test_other_dtypes(function, name, dtype):
    bad = dict(zip('XK', fitting(function)))[name].astype(dtype)
    parts = f'{name} has dtype {dtype}', f"{name}.astype('float32')"
    refused(function, TypeError, *parts, **{name: bad})


@each_function
@each_argument
def test_dtypes_that_differ(function, name):
    bad = dict(zip('XK', fitting(function)))[name].astype('float64')
    other = 'K' if name == 'X' else 'X'
    parts = 'K has dtype', ' and X ', f"{other}.astype('float64')"
    refused(function, TypeError, *parts, **{name: bad})


@each_function
@each_argument
def test_contexts_that_differ(function, name):
    bad = dict(zip('XK', fitting(function)))[name].as_in_context(mx.cpu(1))
    parts = 'cpu(0)', 'cpu(1)', 'K.as_in_context(X.context)'
    refused(function, ValueError, *parts, **{name: bad})


@pytest.mark.parametrize(
    'function, X_shape, K_shape, parts',
    [
        (function, X_shape, K_shape, parts)
        for function, X_ok, K_ok, X_axes, K_axes in [
            (
                d2l.corr2d,
                (5, 6),
                (2, 3),
                '2 axes: (h, w)',
                '2 axes: (k_h, k_w)',
            ),
            (
                d2l.corr2d_multi_in,
                (3, 5, 6),
                (3, 2, 3),
                '3 axes: (c_i, h, w)',
                '3 axes: (c_i, k_h, k_w)',
            ),
            (
                d2l.corr2d_multi_in_out,
                (3, 5, 6),
                (4, 3, 2, 3),
                '3 axes: (c_i, h, w)',
                '4 axes: (c_o, c_i, k_h, k_w)',
            ),
            (
                d2l.corr2d_multi_in_out_1x1,
                (3, 5, 6),
                (4, 3, 1, 1),
                '3 axes: (c_i, h, w)',
                '4 axes: (c_o, c_i, 1, 1)',
            ),
            (
                d2l.corr2d_multi_in_out_convolution,
                (3, 5, 6),
                (4, 3, 2, 3),
                '3 axes: (c_i, h, w)',
                '4 axes: (c_o, c_i, k_h, k_w)',
            ),
            (
                d2l.corr2d_multi_in_out_matmul,
                (3, 5, 6),
                (4, 3, 2, 3),
                '3 axes: (c_i, h, w)',
                '4 axes: (c_o, c_i, k_h, k_w)',
            ),
            (
                d2l.rounding_bound,
                (3, 5, 6),
                (4, 3, 2, 3),
                '3 axes: (c_i, h, w)',
                '4 axes: (c_o, c_i, k_h, k_w)',
            ),
        ]
        for X_shape, K_shape, parts in [
            (X_ok[1:], K_ok, ('X has shape', X_axes)),
            ((1,) + X_ok, K_ok, ('X has shape', X_axes)),
            (X_ok, K_ok[1:], ('K has shape', K_axes)),
            (X_ok, (1,) + K_ok, ('K has shape', K_axes)),
        ]
    ]
    + [
        # explain takes a kernel of 2, 3 or 4 axes, and the input to go with it
        (
            d2l.explain,
            (3, 5, 6),
            (2, 3),
            ('X has shape (3, 5, 6)', '2 axes: (h, w)'),
        ),
        (
            d2l.explain,
            (5, 6),
            (3, 2, 3),
            ('X has shape (5, 6)', '3 axes: (c_i, h, w)'),
        ),
        (
            d2l.explain,
            (5, 6),
            (4, 3, 2, 3),
            ('X has shape (5, 6)', '3 axes: (c_i, h, w)'),
        ),
        (
            d2l.explain,
            (3, 5, 6),
            (6,),
            ('K has shape (6,)', '3 axes: (c_i, k_h, k_w)'),
        ),
    ],
)
def test_number_of_axes(function, X_shape, K_shape, parts):
    refused(function, ValueError, *parts, X=ones(X_shape), K=ones(K_shape))


@each_function
@each_argument
def test_axis_of_size_zero(function, name):
    bad = dict(zip('XK', fitting(function)))[name][0:0]
    part = f'{name} has shape {bad.shape}; every axis'
    refused(function, ValueError, part, **{name: bad})
    with mx.util.np_shape(True):
        bad = nd.zeros(bad.shape[1:] + (0,))
        part = f'{name} has shape {bad.shape}; every axis'
        refused(function, ValueError, part, **{name: bad})


@pytest.mark.parametrize('function', (*FUNCTIONS[1:], *OTHERS))
@pytest.mark.parametrize('c', (1, 2, 4))
def test_channel_counts_that_differ(function, c):
    X, K = fitting(function)
    shape = list(K.shape)
    shape[-3] = c
    parts = (
        f'K has {c} input channels, shape {tuple(shape)}',
        'X has 3, shape (3, 5, 6)',
        f'K of shape {K.shape} would fit',
    )
    refused(function, ValueError, *parts, K=ones(tuple(shape)))


@pytest.mark.parametrize('function', (*FUNCTIONS[:3], *OTHERS))
@pytest.mark.parametrize('window', ((6, 3), (2, 7), (6, 7), (6, 1)))
def test_kernel_larger_than_the_input(function, window):
    K = ones(fitting(function)[1].shape[:-2] + window)
    parts = (
        '{} x {}'.format(*window),
        f'shape {K.shape}',
        'X, 5 x 6 of shape',
        'at most 5 x 6',
    )
    refused(function, ValueError, *parts, K=K)


@pytest.mark.parametrize('window', ((2, 1), (1, 2), (2, 2)))
def test_window_that_is_not_1x1(window):
    K = ones((4, 3) + window)
    parts = f'K has shape {K.shape}', 'K of shape (4, 3, 1, 1) would fit'
    refused(d2l.corr2d_multi_in_out_1x1, ValueError, *parts, K=K)


def test_elements_that_would_reshape_into_a_1x1_kernel():
    """The chapter's own reshape takes (2, 1, 2, 2) for 4 channels."""
    X, K = ones((4, 5, 5)), ones((2, 1, 2, 2))
    with pytest.raises(ValueError, match=r'\(2, 4, 1, 1\) would fit'):
        d2l.corr2d_multi_in_out_1x1(X, K)


@pytest.mark.parametrize(
    'function, X_shape, K_shape',
    [
        (d2l.corr2d, (4000, 4000), (12, 12)),
        (d2l.corr2d_multi_in, (1, 4000, 4000), (1, 12, 12)),
        (d2l.corr2d_multi_in_out, (1, 4000, 4000), (1, 1, 12, 12)),
        (d2l.corr2d_multi_in_out, (1, 1024, 1024), (2048, 1, 1, 1)),
        (d2l.corr2d_multi_in_out_1x1, (1, 1024, 1024), (2048, 1, 1, 1)),
    ],
)
def test_larger_than_an_array_of_mxnet_can_be(function, X_shape, K_shape):
    parts = f'X of shape {X_shape}', f'at most {2**31 - 2}: work on'
    refused(function, ValueError, *parts, X=ones(X_shape), K=ones(K_shape))


@each_function
def test_a_subclass_of_ndarray_is_one(function):
    class Named(nd.NDArray):
        __slots__ = []

    X, K = fitting(function)
    expected = function(X, K)
    X.__class__ = Named
    assert str(function(X, K)) == str(expected)


def test_an_error_leaves_the_operands_as_they_were():
    X, K = nd.array(np.arange(12).reshape(3, 2, 2)), ones((2, 1, 1))
    before = X.asnumpy().tobytes(), K.asnumpy().tobytes()
    with pytest.raises(ValueError):
        d2l.corr2d_multi_in(X, K)
    assert (X.asnumpy().tobytes(), K.asnumpy().tobytes()) == before
