"""Every wrong argument of every public function is refused, by name."""

import inspect
from math import inf, nan
from unittest import mock

import mxnet as mx
import numpy as np
import pytest
from mxnet import nd

import d2l_channels as d2l
from d2l_channels import _shapes, figures, testing
from d2l_channels.exercises import matmul

from .strategies import FUNCTIONS

ones = nd.ones
LAYERS = (d2l.corr2d_multi_in_out_convolution, d2l.corr2d_multi_in_out_matmul)
PUBLIC = [
    getattr(d2l, name)
    for name in d2l.__all__
    if inspect.isfunction(getattr(d2l, name))
]
PUBLIC += [testing.assert_matches, testing.cases, testing.check]
PUBLIC += [figures.draw_1x1, figures.draw_multi_in, figures.step_multi_in]


def fitting(function):
    """Return arguments that `function` takes, to be spoilt one at a time."""
    X, K = ones((3, 5, 6)), ones((4, 3, 2, 3))
    window = {'padding': 0, 'stride': (2, 1)}
    if function in LAYERS or function is d2l.rounding_bound:
        return {'X': X, 'K': K, **window}
    return {
        d2l.corr2d: {'X': X[0], 'K': K[0, 0]},
        d2l.corr2d_multi_in: {'X': X, 'K': K[0]},
        d2l.corr2d_multi_in_out: {'X': X, 'K': K},
        d2l.corr2d_multi_in_out_1x1: {'X': X, 'K': ones((4, 3, 1, 1))},
        d2l.compose_kernels: {'K1': K, 'K2': ones((2, 4, 2, 2)), 'stride': 2},
        d2l.conv_cost: {
            'X_shape': X.shape,
            'K_shape': K.shape,
            **window,
            'bias': True,
        },
        d2l.explain: {'X': X, 'K': K[0], 'at': (1, 2)},
        testing.assert_matches: {
            'Y': 18 * ones((4, 2, 4)),
            'X': X,
            'K': K,
            'padding': 0,
            'stride': (2, 1),
        },
        testing.cases: {
            'like': 'corr2d',
            'seed': 0,
            'integers': False,
            'convert': np.asarray,
        },
        testing.check: {
            'function': d2l.corr2d,
            'like': 'corr2d',
            'seed': 0,
            'integers': False,
            'convert': nd.array,
        },
        figures.draw_1x1: {
            'X': X,
            'K': ones((4, 3, 1, 1)),
            'at': ((0, 0), (4, 5)),
            'style': 'book',
        },
        figures.draw_multi_in: {
            'X': X,
            'K': K[0],
            'at': (1, 2),
            'style': 'channels',
        },
        figures.step_multi_in: {'X': X, 'K': K[0], 'style': 'channels'},
    }[function]


def refused(function, error, bad, *parts):
    """Assert that the message names the function and holds the parts, and
    that nothing was queued on the engine."""
    arguments = {**fitting(function), **bad}
    mx.nd.waitall()
    invoke = mx.base._LIB.MXImperativeInvokeEx
    with mock.patch.object(
        mx.base._LIB, 'MXImperativeInvokeEx', wraps=invoke
    ) as invoke, pytest.raises(error) as caught:
        function(**arguments)
    # What is wrong with an output is explained by computing it
    assert not invoke.called or error is AssertionError
    message = str(caught.value)
    # check has its cases from cases
    name = (
        'cases'
        if set(bad) & {'like', 'seed', 'convert'}
        else function.__name__
    )
    for part in (f'{name}: ', *parts):
        assert part in message, message


def as_object(A):
    return A.asnumpy().astype(object)


def ragged(A):
    rows = A.asnumpy().tolist()
    return [*rows[:-1], rows[-1][:-1]]


NDARRAY = 'it has to be a dense mxnet.nd.NDArray'
# How to spoil an argument, the error, and what its message holds: {} stands
# for the argument's name
BAD_ARRAYS = {
    'none': (lambda A: None, TypeError, '{} is of type NoneType; ' + NDARRAY),
    'string': (lambda A: 'X', TypeError, '{} is of type str; ' + NDARRAY),
    'number': (lambda A: 1.0, TypeError, '{} is of type float; ' + NDARRAY),
    'bool': (lambda A: True, TypeError, '{} is of type bool; ' + NDARRAY),
    'function': (lambda A: ones, TypeError, '{} is of type function'),
    'list': (lambda A: A.asnumpy().tolist(), TypeError, ': nd.array({})'),
    'tuple': (lambda A: tuple(A.asnumpy()), TypeError, 'type tuple'),
    'arrays': (lambda A: list(A), TypeError, ': nd.stack(*{})'),
    'ragged': (ragged, TypeError, '{} is of type list; ' + NDARRAY),
    'numpy': (lambda A: A.asnumpy(), TypeError, NDARRAY + ': nd.array({})'),
    'numpy float64': (
        lambda A: A.asnumpy().astype('float64'),
        TypeError,
        '{} is of type numpy.ndarray; '
        + NDARRAY
        + ": nd.array({}, dtype='float64')",
    ),
    'numpy scalar': (
        lambda A: np.float32(1),
        TypeError,
        '{} is of type numpy.float32',
    ),
    'objects': (as_object, TypeError, '{} is of type numpy.ndarray'),
    'mx.np': (
        lambda A: A.as_np_ndarray(),
        TypeError,
        NDARRAY + ': {}.as_nd_ndarray()',
    ),
    'symbol': (
        lambda A: mx.sym.var('A'),
        TypeError,
        '{} is of type mxnet.symbol.symbol.Symbol; ' + NDARRAY,
    ),
    'csr': (
        lambda A: A.reshape((-1, A.shape[-1])).tostype('csr'),
        TypeError,
        'CSRNDArray; ' + NDARRAY + ": {}.tostype('default')",
    ),
    'row sparse': (
        lambda A: A.tostype('row_sparse'),
        TypeError,
        'RowSparseNDArray; ' + NDARRAY + ": {}.tostype('default')",
    ),
    'float16': (
        lambda A: A.astype('float16'),
        TypeError,
        '{} has dtype float16; it has to be float32 or float64: '
        "{}.astype('float32')",
    ),
    'other dtype': (
        lambda A: A.astype('float64'),
        TypeError,
        'they have to be the same: ',
    ),
    'other context': (
        lambda A: A.as_in_context(mx.cpu(1)),
        ValueError,
        '.as_in_context(',
    ),
    'no axes': (lambda A: A.sum(), ValueError, '{} has shape (1,); it has to'),
    'an axis too few': (
        lambda A: A.reshape((-1,)),
        ValueError,
        '{} has shape ',
    ),
    'an axis too many': (
        lambda A: A.reshape((1, 1) + A.shape),
        ValueError,
        '{} has shape ',
    ),
    'no rows': (
        lambda A: A[0:0],
        ValueError,
        'has to be at least 1',
    ),
}
BAD_ANY_ARRAYS = {
    'none': (lambda A: None, TypeError, '{} has dtype object; it has to be'),
    'string': (lambda A: 'X', TypeError, '{} has dtype <U1; it has to be'),
    'number': (lambda A: np.float32(1), ValueError, '{} has shape (); it'),
    'ragged': (ragged, TypeError, '{} '),
    'objects': (as_object, TypeError, '{} has dtype object; it has to be'),
    'symbol': (lambda A: mx.sym.var('A'), TypeError, '{} '),
    **{
        dtype: (
            lambda A, dtype=dtype: A.asnumpy().astype(dtype),
            TypeError,
            f'{{}} has dtype {dtype}; it has to be float32 or float64',
        )
        for dtype in ('int16', 'float16', 'complex64')
    },
    **{
        label: BAD_ARRAYS[label]
        for label in (
            'other dtype',
            'an axis too few',
            'an axis too many',
            'no rows',
        )
    },
}
BAD_OUTPUTS = {
    'none': (lambda A: None, AssertionError, '{} is of type NoneType; '),
    'string': (lambda A: 'Y', AssertionError, '{} is of type str; '),
    'ragged': (ragged, AssertionError, '{} '),
    'objects': (as_object, AssertionError, '{} has dtype object; '),
    'symbol': (lambda A: mx.sym.var('A'), AssertionError, '{} '),
    'complex': (
        lambda A: A.asnumpy() + 1j,
        AssertionError,
        '{} has dtype complex64; ',
    ),
    'other shape': (
        lambda A: A[1:],
        AssertionError,
        '{} has shape (3, 2, 4); it has to be (4, 2, 4)',
    ),
    'no rows': (lambda A: A[0:0], AssertionError, '{} has shape (0, '),
    'one wrong': (lambda A: A + 1, AssertionError, 'elements of {} are wrong'),
    'nan': (lambda A: A * nan, AssertionError, 'elements of {} are wrong'),
    'infinity': (lambda A: A * inf, AssertionError, 'elements of {} are'),
}
PAIR = 'it has to be an int or a pair (height, width) of ints'
BAD_PAIRS = {
    repr(value): (
        lambda A, value=value: value,
        TypeError,
        f'{{}} is {value!r}; {PAIR}',
    )
    for value in (
        *(None, 'same', '1', 0.5, 1.0, nan, inf, 1j, True, False, (), (1,)),
        *((1, 2, 3), (1, 0.5), (1, None), (True, 1), ((1, 1), 1), {1, 2}),
    )
}
BAD_PAIRS.update(
    {
        'numpy float': (lambda A: np.float32(1), TypeError, '{} is '),
        'numpy bool': (lambda A: np.bool_(True), TypeError, '{} is '),
        'numpy': (
            lambda A: np.array([1, 1]),
            TypeError,
            '{} is of type ndarray; ' + PAIR,
        ),
        'no axes': (
            lambda A: np.array(1),
            TypeError,
            '{} is of type ndarray; ' + PAIR,
        ),
        'seconds': (
            lambda A: np.timedelta64(1, 's'),
            TypeError,
            '{} is of type timedelta64; ' + PAIR,
        ),
        'long': (
            lambda A: 10**5000,
            ValueError,
            '{} holds an integer of more than 100 digits; it has to be below '
            '10**100',
        ),
        'one long': (
            lambda A: (0, -(10**5000)),
            ValueError,
            'it has to be below 10**100',
        ),
        'long, mixed': (lambda A: (1.5, 10**5000), TypeError, PAIR),
        'ndarray': (
            lambda A: ones((2,)),
            TypeError,
            '{} is of type NDArray; ' + PAIR,
        ),
        'negative': (
            lambda A: -1,
            ValueError,
            '{} is -1; it has to be at least ',
        ),
        'one negative': (
            lambda A: (1, -1),
            ValueError,
            '{} is (1, -1); it has to be at least ',
        ),
    }
)
BAD_STRIDES = {
    **BAD_PAIRS,
    'zero': (lambda A: 0, ValueError, '{} is 0; it has to be at least 1'),
    'one zero': (
        lambda A: (2, 0),
        ValueError,
        '{} is (2, 0); it has to be at least 1',
    ),
}
BAD_PADDINGS = {
    **BAD_PAIRS,
    'terabytes': (
        lambda A: 10**7,
        ValueError,
        '{} (10000000, 10000000) would need an array of ',
    ),
    'beyond int64': (
        lambda A: (0, 10**30),
        ValueError,
        f'{{}} (0, {10**30}) would need an array of ',
    ),
}
BAD_INDEXES = {
    **{
        repr(value): (lambda A, value=value: value, TypeError, '{} is ')
        for value in (0, '00', 1.5, (0.0, 0), (None, 0), (True, 0), {0: 0})
    },
    'no axes': (lambda A: np.array(1), TypeError, '{} is of type ndarray'),
    'seconds': (
        lambda A: (np.timedelta64(0, 's'), 0),
        TypeError,
        'it has to be a tuple of integers, (i, j)',
    ),
    'long': (
        lambda A: (10**5000, 0),
        ValueError,
        '{} holds an integer of more than 100 digits',
    ),
    **{
        repr(value): (lambda A, value=value: value, IndexError, 'index (i, j)')
        for value in ((), (0,), (0, 0, 0), (-1, 0), (0, 4), (10**30, 0))
    },
}
BAD_PIXELS = {
    **{
        repr(value): (lambda A, value=value: value, TypeError, '{} is ')
        for value in (
            *(0, 'ij', (0, 0), ((0, 0),), ((0, 0), (0, 1.5))),
            *(np.array(0), np.array([0, 1]), np.ones((2, 2))),
        )
    },
    **{
        repr(value): (lambda A, value=value: value, IndexError, '{} is ')
        for value in (((0,), (0, 0)), ((0, 0), (-1, 0)), ((0, 0), (5, 0)))
    },
}
BAD_SHAPES = {
    **{
        repr(value): (lambda A, value=value: value, TypeError, '{} is ')
        for value in (None, 3, '356', (3, 5.0, 6), (3, None, 6), (True, 5, 6))
    },
    'ndarray': (lambda A: ones(A), TypeError, '{} is of type NDArray'),
    'no axes': (lambda A: np.array(1), TypeError, '{} is of type ndarray'),
    'seconds': (
        lambda A: (*A[1:], np.timedelta64(1, 's')),
        TypeError,
        'it has to be a tuple of ints, such as the .shape of an array',
    ),
    'long': (
        lambda A: (*A[1:], 10**5000),
        ValueError,
        'it has to be below 10**100',
    ),
    'an axis too few': (lambda A: A[1:], ValueError, 'axes: '),
    'an axis too many': (lambda A: (1, *A), ValueError, 'axes: '),
    'zero': (lambda A: (0, *A[1:]), ValueError, 'has to be at least 1'),
    'negative': (lambda A: (-3, *A[1:]), ValueError, 'has to be at least 1'),
}
BAD_FUNCTIONS = {
    repr(value): (lambda A, value=value: value, TypeError, '{} is of type')
    for value in (None, 56, 'corr2d', ())
}
BAD_NAMES = {
    repr(value): (lambda A, value=value: value, ValueError, '{} is ')
    for value in (None, 56, 'conv', '', 'corr2d ', ('corr2d',), ['corr2d'])
}
BAD_SEEDS = {
    repr(value): (lambda A, value=value: value, ValueError, '{} is ')
    for value in (None, -1, 2**32, 0.5, '0', True, (0,))
}
BAD_CONVERTERS = {
    'None': (lambda A: None, TypeError, '{} is of type NoneType; it has to'),
    'a name': (lambda A: 'numpy', TypeError, '{} is of type str; it has to'),
    'a batch': (
        lambda A: lambda B: B[None],
        ValueError,
        '{} turns an array of shape (3, 3) and dtype float32 into one of '
        'shape (1, 3, 3) and dtype float32; it has to keep the shape',
    ),
    'float16': (
        lambda A: lambda B: B.astype('float16'),
        ValueError,
        '{} turns an array of shape (3, 3) and dtype float32 into one of '
        'shape (3, 3) and dtype float16; it has to keep the shape',
    ),
}
BAD_STYLES = {
    repr(value): (lambda A, value=value: value, ValueError, '{} is ')
    for value in (None, 'Book', '', ('book',), 1)
}
BAD = {
    **dict.fromkeys(('X', 'K', 'K1', 'K2'), BAD_ARRAYS),
    **dict.fromkeys(('X_shape', 'K_shape'), BAD_SHAPES),
    'padding': BAD_PADDINGS,
    'stride': BAD_STRIDES,
    'at': BAD_INDEXES,
    # true or false, as everything in Python is
    'bias': {},
    'integers': {},
    'Y': BAD_OUTPUTS,
    'function': BAD_FUNCTIONS,
    'like': BAD_NAMES,
    'seed': BAD_SEEDS,
    'style': BAD_STYLES,
    'convert': BAD_CONVERTERS,
}


def table(function, name):
    """Return what may be wrong with one argument of a function."""
    if function is testing.assert_matches and name in ('X', 'K'):
        return BAD_ANY_ARRAYS
    if function is figures.draw_1x1 and name == 'at':
        return BAD_PIXELS
    if function is d2l.compose_kernels and name == 'stride':
        # The only one whose result grows with it
        part = 'would need an array of '
        huge = {'terabytes': (lambda A: 2**33, ValueError, part)}
        return {**BAD_STRIDES, **huge}
    if function is d2l.conv_cost and name == 'padding':
        # Nothing is too large to be counted
        return BAD_PAIRS
    return BAD[name]


CELLS = [
    (function, name, label)
    for function in PUBLIC
    for name in fitting(function)
    for label in table(function, name)
]


@pytest.mark.parametrize('function, name, label', CELLS)
@pytest.mark.filterwarnings('ignore:Creating an ndarray from ragged')
def test_a_bad_argument(function, name, label):
    spoil, error, part = table(function, name)[label]
    bad = spoil(fitting(function)[name])
    refused(function, error, {name: bad}, part.replace('{}', name))


def test_every_argument_of_every_public_function_has_its_table():
    for function in PUBLIC:
        assert list(fitting(function)) == list(
            inspect.signature(function).parameters
        )


# The functions of an input and a kernel
OTHERS = (*LAYERS, d2l.rounding_bound, d2l.explain)
each_function = pytest.mark.parametrize('function', (*FUNCTIONS, *OTHERS))
each_argument = pytest.mark.parametrize('name', ('X', 'K'))


IMAGE = '3 axes: (c_i, h, w)'
AXES = {
    d2l.corr2d: ('2 axes: (h, w)', '2 axes: (k_h, k_w)'),
    d2l.corr2d_multi_in: (IMAGE, '3 axes: (c_i, k_h, k_w)'),
    d2l.corr2d_multi_in_out_1x1: (IMAGE, '4 axes: (c_o, c_i, 1, 1)'),
    **dict.fromkeys(
        (d2l.corr2d_multi_in_out, *LAYERS, d2l.rounding_bound),
        (IMAGE, '4 axes: (c_o, c_i, k_h, k_w)'),
    ),
}


@pytest.mark.parametrize('function', AXES)
@each_argument
def test_number_of_axes(function, name):
    shape = fitting(function)[name].shape
    axes = AXES[function]['XK'.index(name)]
    for bad in (shape[1:], (1, *shape)):
        parts = f'{name} has shape {bad}', axes
        refused(function, ValueError, {name: ones(bad)}, *parts)


@pytest.mark.parametrize(
    'X_shape, K_shape, parts',
    [
        ((3, 5, 6), (2, 3), ('X has shape (3, 5, 6)', '2 axes: (h, w)')),
        ((5, 6), (3, 2, 3), ('X has shape (5, 6)', IMAGE)),
        ((5, 6), (4, 3, 2, 3), ('X has shape (5, 6)', IMAGE)),
        ((3, 5, 6), (6,), ('K has shape (6,)', '3 axes: (c_i, k_h, k_w)')),
    ],
)
def test_number_of_axes_of_explain(X_shape, K_shape, parts):
    """It takes a kernel of 2, 3 or 4 axes, and the input to go with it."""
    bad = {'X': ones(X_shape), 'K': ones(K_shape)}
    refused(d2l.explain, ValueError, bad, *parts)


@each_function
@each_argument
def test_axis_of_size_zero_under_numpy_semantics(function, name):
    with mx.util.np_shape(True):
        bad = nd.zeros(fitting(function)[name].shape[1:] + (0,))
        part = f'{name} has shape {bad.shape}; every axis'
        refused(function, ValueError, {name: bad}, part)


@pytest.mark.parametrize('function', (*FUNCTIONS[1:], *OTHERS))
@pytest.mark.parametrize('c', (1, 2, 4))
def test_channel_counts_that_differ(function, c):
    K = fitting(function)['K']
    shape = list(K.shape)
    shape[-3] = c
    parts = (
        f'K has {c} input channels, shape {tuple(shape)}',
        'X has 3, shape (3, 5, 6)',
        f'K of shape {K.shape} would fit',
    )
    refused(function, ValueError, {'K': ones(tuple(shape))}, *parts)


@pytest.mark.parametrize('function', (*FUNCTIONS[:3], *OTHERS))
@pytest.mark.parametrize('window', ((6, 3), (2, 7), (6, 7), (6, 1)))
def test_kernel_larger_than_the_input(function, window):
    K = ones(fitting(function)['K'].shape[:-2] + window)
    parts = (
        '{} x {}'.format(*window),
        f'shape {K.shape}',
        'X, 5 x 6 of shape',
        'at most 5 x 6',
    )
    refused(function, ValueError, {'K': K}, *parts)


@pytest.mark.parametrize('window', ((2, 1), (1, 2), (2, 2)))
def test_window_that_is_not_1x1(window):
    K = ones((4, 3) + window)
    parts = f'K has shape {K.shape}', 'K of shape (4, 3, 1, 1) would fit'
    refused(d2l.corr2d_multi_in_out_1x1, ValueError, {'K': K}, *parts)


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
    parts = f'X {X_shape}, K {K_shape} ', f'at most {2**31 - 2}'
    bad = {'X': ones(X_shape), 'K': ones(K_shape)}
    refused(function, ValueError, bad, *parts)


@pytest.mark.parametrize(
    'function, bad, elements',
    [
        # all windows, the output, and the padded input
        (d2l.corr2d, {}, 16 * 6),
        (d2l.corr2d_multi_in, {}, 16 * 6),
        (d2l.corr2d_multi_in_out, {}, 16 * 6),
        (d2l.corr2d_multi_in_out, {'K': ones((9, 3, 2, 3))}, 16 * 9),
        (d2l.corr2d_multi_in_out_1x1, {}, 30 * 4),
        *(
            (function, bad, elements)
            for function in LAYERS
            for bad, elements in [
                ({'K': ones((40, 3, 2, 3))}, 40 * 2 * 4),
                ({'padding': 9, 'stride': 23}, 3 * 23 * 24),
                ({'padding': (9, 0), 'stride': (23, 9)}, 3 * 23 * 6),
            ]
        ),
        (
            d2l.corr2d_multi_in_out_convolution,
            {
                'X': ones((3, 5, 6), dtype='float64'),
                'K': ones((4, 3, 2, 3), dtype='float64'),
            },
            18 * 2 * 4,
        ),
        (d2l.compose_kernels, {}, 2 * 3 * 4 * 5),
        (d2l.compose_kernels, {'stride': (5, 1)}, 2 * 3 * 7 * 4),
    ],
)
def test_the_largest_array_and_one_element_more(
    function, bad, elements, monkeypatch
):
    monkeypatch.setattr(_shapes, '_MOST_ELEMENTS', elements)
    function(**{**fitting(function), **bad}).wait_to_read()
    monkeypatch.setattr(_shapes, '_MOST_ELEMENTS', elements - 1)
    part = f'would need an array of {elements} elements; '
    refused(function, ValueError, bad, part)


def test_the_most_elements_are_those_of_a_32_bit_size():
    """The last size at which no part of MXNet counts over."""
    _shapes.check_size('f', 2**31 - 2)
    with pytest.raises(ValueError, match=f'of {2**31 - 1} elements; .*'):
        _shapes.check_size('f', 2**31 - 1)


@pytest.mark.parametrize(
    'function', [d2l.corr2d_multi_in_out_matmul, d2l.rounding_bound]
)
def test_all_windows_have_to_fit_while_autograd_records(function, monkeypatch):
    monkeypatch.setattr(_shapes, '_MOST_ELEMENTS', 143)
    monkeypatch.setattr(matmul, '_AT_ONCE', 1)
    function(**fitting(function)).wait_to_read()
    with mx.autograd.record():
        refused(function, ValueError, {}, 'array of 144 elements')


@pytest.mark.parametrize('axis', [0, 1])
def test_steps_and_padding_beyond_those_of_onednn(axis):
    function = d2l.corr2d_multi_in_out_convolution
    X, K = ones((1, 1, 1)), ones((1, 1, 1, 1))

    def layer(padding, stride):
        sizes = [(padding, 0), (stride, 1)]
        padding, stride = (pair[:: 1 - 2 * axis] for pair in sizes)
        return {'X': X, 'K': K, 'padding': padding, 'stride': stride}

    for padding, stride in [(2**30 - 2, 2**30 + 1), (2**29, 2**31)]:
        function(**layer(padding, stride)).wait_to_read()
    for padding, stride in [(2**30 - 2, 2**30 + 2), (2**30 - 2, 2**31)]:
        bad = layer(padding, stride)
        parts = f'padding is {bad["padding"]}', f'stride {bad["stride"]};'
        refused(function, ValueError, bad, *parts)


@each_function
def test_a_subclass_of_ndarray_is_one(function):
    class Named(nd.NDArray):
        __slots__ = []

    good = fitting(function)
    expected = function(**good)
    good['X'].__class__ = Named
    assert str(function(**good)) == str(expected)


def test_an_error_leaves_the_operands_as_they_were():
    X, K = nd.array(np.arange(12).reshape(3, 2, 2)), ones((2, 1, 1))
    before = X.asnumpy().tobytes(), K.asnumpy().tobytes()
    with pytest.raises(ValueError):
        d2l.corr2d_multi_in(X, K)
    assert (X.asnumpy().tobytes(), K.asnumpy().tobytes()) == before


@pytest.mark.parametrize('narrow', ['X', 'K'])
def test_it_is_the_narrower_of_two_floats_that_is_to_be_converted(narrow):
    arrays = {name: ones((2, 2), dtype='float64') for name in ('X', 'K')}
    arrays[narrow] = arrays[narrow].astype('float32')
    with pytest.raises(TypeError) as caught:
        d2l.corr2d(**arrays)
    assert str(caught.value).endswith(f": {narrow}.astype('float64')")
