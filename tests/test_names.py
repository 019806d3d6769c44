"""MXNet with NumPy's numbers, as it was on NumPy 1.19.

Expected values are arithmetic by hand, or what MXNet gives for Python's own
numbers.
"""

import multiprocessing
import sys
from pathlib import Path

import mxnet as mx
import numpy as np
import pytest
from mxnet import autograd, gluon, nd

from d2l_channels._mxnet import names

i64, f32 = np.int64, np.float32
X = nd.arange(16).reshape((1, 1, 4, 4))
M = nd.array([[1, 2, 3], [4, 5, 6]])


def to_python(value):
    """Return the same with Python's numbers for NumPy's."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(to_python, value))
    return value.item() if isinstance(value, np.generic) else value


@pytest.mark.parametrize(
    'function, args, kwargs',
    [
        (nd.ones, [(i64(2), np.int32(3))], {}),
        (nd.zeros, [i64(2)], {}),
        (nd.full, [(i64(2),), f32(2.5)], {}),
        (
            nd.pad,
            [X],
            dict(mode='edge', pad_width=(i64(0),) * 4 + (i64(1),) * 4),
        ),
        (nd.sum, [X], dict(axis=(i64(2), i64(3)))),
        (nd.transpose, [M], dict(axes=(i64(1), i64(0)))),
        (nd.expand_dims, [M], dict(axis=i64(1))),
        (nd.broadcast_to, [M[:1]], dict(shape=(i64(2), i64(3)))),
        (nd.slice, [M], dict(begin=(i64(0), i64(1)), end=(i64(2), i64(3)))),
        (nd.reshape, [M], dict(shape=(i64(3), i64(-1)))),
        (nd.tile, [M], dict(reps=(i64(1), i64(2)))),
        (nd.split_v2, [M], dict(indices_or_sections=(i64(1),), axis=i64(1))),
        (nd.clip, [M], dict(a_min=f32(1.5), a_max=i64(3))),
        (
            nd.Convolution,
            [X, nd.ones((1, 1, 2, 2))],
            dict(
                kernel=(i64(2), i64(2)),
                num_filter=i64(1),
                no_bias=np.bool_(True),
            ),
        ),
        (
            nd.Pooling,
            [X],
            dict(
                kernel=(i64(2), i64(2)),
                stride=(i64(2), i64(2)),
                pool_type='max',
            ),
        ),
        (nd.histogram, [M], dict(bins=i64(3), range=(f32(0), np.float64(7)))),
        (nd.image.resize, [nd.ones((4, 4, 1))], dict(size=(i64(2), i64(2)))),
    ],
)
def test_operators_take_numbers_of_numpy(function, args, kwargs):
    plain = {name: to_python(value) for name, value in kwargs.items()}
    found = function(*args, **kwargs)
    expected = function(*to_python(args), **plain)
    if not isinstance(found, list):
        found, expected = [found], [expected]
    for A, B in zip(found, expected):
        np.testing.assert_array_equal(A.asnumpy(), B.asnumpy())


@pytest.mark.parametrize('name', ['uniform', 'normal', 'gamma'])
def test_random_numbers_of_a_shape_in_numpy_integers(name):
    for size in (i64(3), (i64(2), i64(3))):
        shape = to_python(size) if isinstance(size, tuple) else (3,)
        assert getattr(nd.random, name)(shape=size).shape == shape
        args = (1.0,) * (name == 'gamma')
        assert getattr(mx.np.random, name)(*args, size=size).shape == shape


def test_indexing_with_numpy_integers():
    Y = nd.zeros((2, 3))
    Y[i64(0), i64(1)] = f32(1)
    Y[i64(1)] = i64(2)
    Y[:, i64(2) : i64(3)] = 7
    assert Y.asnumpy().tolist() == [[0, 1, 7], [2, 2, 7]]
    assert Y[i64(1), i64(-1)].asscalar() == 7
    assert Y[[i64(1)], [i64(0)]].asnumpy().tolist() == [2]


@pytest.mark.parametrize('hybrid', [False, True])
def test_layers_take_and_show_numpy_integers(hybrid):
    layer = gluon.nn.Conv2D(
        i64(2), kernel_size=i64(2), strides=(i64(1), i64(2)), padding=i64(1)
    )
    layer.initialize(mx.init.One())
    if hybrid:
        layer.hybridize()
    assert layer(X).shape == (1, 2, 5, 3)
    assert repr(layer) == (
        'Conv2D(1 -> 2, kernel_size=(2, 2), stride=(1, 2), padding=(1, 1))'
    )
    pool = gluon.nn.MaxPool2D(i64(2), i64(2))
    assert pool(X).asnumpy().ravel().tolist() == [5, 7, 13, 15]


def test_iterators_and_key_value_stores_take_numpy_integers(tmp_path):
    (tmp_path / 'x.csv').write_text('1,2\n3,4\n')
    batches = mx.io.CSVIter(
        data_csv=str(tmp_path / 'x.csv'),
        data_shape=(i64(2),),
        batch_size=i64(1),
    )
    assert [batch.data[0].asnumpy().tolist() for batch in batches] == [
        [[1, 2]],
        [[3, 4]],
    ]
    store = mx.kv.create('device')
    store.set_gradient_compression({'type': '2bit', 'threshold': f32(0.5)})
    with pytest.raises(mx.base.MXNetError, match='threshold'):
        store.set_gradient_compression({'type': '2bit', 'threshold': f32(-1)})


@mx.operator.register('d2l_channels_tell')
class Tell(mx.operator.CustomOpProp):
    """An operator that keeps the text of the parameter it is handed."""

    told = None

    def __init__(self, value):
        super().__init__()
        Tell.told = value

    def create_operator(self, context, shapes, dtypes):
        return Same()


class Same(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        self.assign(out_data[0], req[0], in_data[0])


@pytest.mark.parametrize(
    'value, text',
    [
        (['np.my_layer', 'np.add_n'], "['np.my_layer', 'np.add_n']"),
        ('np.float32(3)', 'np.float32(3)'),
        (Path('np.train_1.csv'), 'np.train_1.csv'),
        ({'np.int64(1)': 'np.int64(2)'}, "{'np.int64(1)': 'np.int64(2)'}"),
        ((i64(7), [f32(0.1), 'np.int8(3)']), "(7, [0.1, 'np.int8(3)'])"),
        ({'size': (i64(7), np.bool_(True))}, "{'size': (7, True)}"),
        (np.float64(0.1), '0.1'),
        ((None, 1, 'a'), "(None, 1, 'a')"),
    ],
)
def test_numbers_are_written_plainly_and_text_as_it_is(value, text):
    nd.Custom(nd.ones((1,)), op_type='d2l_channels_tell', value=value)
    nd.waitall()
    assert Tell.told == text


def test_a_file_is_read_whose_name_looks_like_a_number(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path('np.train_1.csv').write_text('1,2\n')
    Path('train1.csv').write_text('3,4\n')
    batches = mx.io.CSVIter(
        data_csv=Path('np.train_1.csv'), data_shape=(2,), batch_size=1
    )
    assert next(batches).data[0].asnumpy().tolist() == [[1, 2]]


def test_printing_numbers_of_numpy_is_left_alone():
    before = repr((i64(7), np.array([f32(0.5)]))), np.get_printoptions()
    nd.zeros((i64(2), i64(3))).wait_to_read()
    after = repr((i64(7), np.array([f32(0.5)]))), np.get_printoptions()
    assert before == after


def test_text_is_still_known_as_text():
    x = mx.sym.var('x')
    # asserted there to be a str; MXNet logs that it does not know this one
    assert isinstance(x.optimize_for('nobody'), mx.sym.Symbol)
    with pytest.raises(AssertionError):
        x.optimize_for(7)


def test_symbols_show_numbers_as_python_does():
    x = mx.sym.var('x', shape=(i64(2), i64(3)), lr_mult=f32(0.5))
    assert x.attr('__shape__') == '(2, 3)'
    y = mx.sym.transpose(x, axes=(i64(1), i64(0)), name='y')
    assert y.attr('axes') == '(1, 0)'
    # nor is text taken for numbers
    z = mx.sym.var('z', attr={'__note__': 'np.int64(7)'})
    assert z.attr('__note__') == 'np.int64(7)'
    assert repr(mx.sym.var('np.float32(3)')) == '<Symbol np.float32(3)>'
    assert str(i64(7)) == '7'


@pytest.mark.filterwarnings('ignore::DeprecationWarning')
def test_arrays_of_the_numpy_interface():
    A = mx.np.array([[1.0, 2.0], [3.0, 4.0]])
    padded = mx.np.pad(A, ((i64(0), i64(1)), (0, 0)), mode='constant')
    assert padded.asnumpy().tolist() == [[1, 2], [3, 4], [0, 0]]
    assert mx.np.msort(-A).asnumpy().tolist() == [[-3, -4], [-1, -2]]
    assert mx.np.in1d(A, mx.np.array([1, 4])).asnumpy().tolist() == [
        *(True, False),
        *(False, True),
    ]
    assert float(mx.np.trapz(mx.np.array([1.0, 2.0, 4.0]))) == 4.5
    assert bool(mx.np.alltrue(A))
    assert float(mx.np.product(A)) == 24
    Q, R = mx.np.linalg.qr(mx.np.array([[0.0, 2.0], [3.0, 0.0]]))
    assert abs(mx.np.matmul(Q, R)).asnumpy().tolist() == [[0, 2], [3, 0]]


def test_a_number_of_numpy_is_divided_while_gradients_are_recorded():
    A = mx.np.array([1.0, 2.0])
    A.attach_grad()
    with autograd.record():
        Y = (np.float64(4) / A).sum()
    Y.backward()
    assert A.grad.asnumpy().tolist() == [-4, -1]


def test_names_that_numpy_dropped_have_their_values():
    assert mx.np.NINF == -np.inf
    assert mx.np.PINF == np.inf
    assert np.isnan(mx.np.NAN)
    assert np.signbit(mx.np.NZERO)
    assert not np.signbit(mx.np.PZERO)


# of those releases of NumPy that have the functions, and warn of them
@pytest.mark.filterwarnings('ignore::DeprecationWarning')
def test_dropped_functions_give_what_those_of_numpy_gave():
    assert type(mx.np.alltrue(mx.np.array([1.0, 2.0]))) is np.bool_
    assert not mx.np.alltrue(mx.np.array([1.0, 0.0]))
    assert mx.np.alltrue([1, 2]) and not mx.np.alltrue([1, 0])
    for dtype in ('float16', 'float32', 'bool'):
        rows = mx.np.array([[1, 0], [0, 1]], dtype=dtype)
        assert mx.np.msort(rows).asnumpy().tolist() == [[0, 0], [1, 1]]
        assert type(mx.np.msort(rows)) is mx.np.ndarray
    assert mx.np.msort([[2, 1], [1, 2]]).tolist() == [[1, 1], [2, 2]]
    assert mx.np.alltrue(nd.ones((3,)))
    assert mx.np.msort(nd.array([2, 1])).tolist() == [1, 2]


@pytest.mark.filterwarnings('error')
def test_axes_move():
    A = nd.zeros((3, 4, 5))
    assert nd.moveaxis(A, 0, -1).shape == (4, 5, 3)
    assert nd.moveaxis(A, [0, i64(1)], [-1, -2]).shape == (5, 4, 3)


@pytest.mark.filterwarnings('error')
def test_batches_are_fetched_ahead():
    batches = mx.io.NDArrayIter(nd.arange(4).reshape((4, 1)), batch_size=2)
    fetched = [batch.data[0] for batch in mx.io.PrefetchingIter(batches)]
    assert [data.asnumpy().tolist() for data in fetched] == [
        [[0], [1]],
        [[2], [3]],
    ]


@pytest.mark.parametrize('yes, no', [(True, False), (np.True_, np.False_)])
def test_flags_of_autograd_may_be_of_numpy(yes, no):
    x = nd.array([2.0])
    x.attach_grad()
    with autograd.record():
        y = x * x
    y.backward(retain_graph=yes, train_mode=no)
    y.backward(None, no, yes)
    assert x.grad.asscalar() == 4
    with autograd.record(train_mode=yes):
        z = nd.log(x)
        (gradient,) = autograd.grad(
            z, [x], create_graph=yes, retain_graph=yes, train_mode=yes
        )
    gradient.backward()
    assert (gradient.asscalar(), x.grad.asscalar()) == (1 / 2, -1 / 4)
    assert autograd.set_recording(no) is False
    assert autograd.set_training(no) is False


def test_functions_of_finance_say_that_numpy_dropped_them():
    if 'npv' in vars(np):
        assert float(mx.np.npv(0.0, [1.0, 2.0])) == 3
    else:
        with pytest.raises(NotImplementedError, match='NumPy 1.20 dropped'):
            mx.np.npv(0.0, [1.0, 2.0])


@pytest.mark.parametrize('key', [i64(0), np.int8(-1)])
def test_a_scalar_is_not_indexed_by_an_integer_of_numpy(key):
    scalar = mx.np.array(3.0)
    with pytest.raises(IndexError, match='scalar tensor'):
        scalar[key]
    assert float(scalar[()]) == 3
    row = mx.np.array([3.0, 4.0])
    assert float(row[key]) == row.asnumpy()[key]
    assert float(row[(key,)]) == row.asnumpy()[key]
    with mx.util.np_shape(True):
        with pytest.raises(IndexError):
            nd.ones(())[key]


@pytest.mark.parametrize('make', [nd.array, mx.np.array])
def test_functions_of_numpy_take_ndarrays(make):
    A = make([[1.0, 2.0], [3.0, 4.0]])
    values = [[1, 2], [3, 4]]
    assert np.array_equal(A, A) and not np.array_equal(A, A + 1)
    assert np.allclose(A, values)
    assert bool(np.all(A == A))
    stacked = np.stack([A, A])
    assert np.asarray(stacked).tolist() == [values, values]
    assert np.asarray(A).tolist() == values
    assert np.asarray(A).dtype == 'float32'
    assert np.asarray(A, dtype='float64').dtype == 'float64'
    assert A.__array__('float64').dtype == 'float64'
    assert np.array(A, dtype='int8').tolist() == values
    # a copy: writing to it leaves the NDArray as it is
    np.array(A)[0, 0] = 9
    assert np.asarray(A).tolist() == values


@pytest.mark.skipif(
    np.lib.NumpyVersion(np.__version__) < '2.0.0',
    reason='NumPy 1 copies where it cannot do without',
)
def test_an_ndarray_becomes_no_array_of_numpy_without_a_copy():
    with pytest.raises(ValueError, match='without a copy'):
        np.array(nd.ones((2,)), copy=False)
    assert np.array(nd.ones((2,)), copy=True).tolist() == [1, 1]


def test_arithmetic_with_numbers_of_numpy_gives_ndarrays():
    A = nd.array([1.0, 2.0])
    for number in (f32(3), np.float64(3), i64(3), np.array(3.0)[()]):
        for found in (number * A, A * number, number + A * 2 + number - 3):
            assert type(found) is nd.NDArray
        assert (number * A).asnumpy().tolist() == [3, 6]
        assert (number - A).asnumpy().tolist() == [2, 1]
    B = A.copy()
    B[:] = np.array([5.0, 6.0])
    assert B.asnumpy().tolist() == [5, 6]
    assert nd.array([A, B]).asnumpy().tolist() == [[1, 2], [5, 6]]
    sparse = nd.sparse.csr_matrix(([7.0], [1], [0, 1]), shape=(1, 2))
    assert np.asarray(sparse).tolist() == [[0, 7]]


class Squares(gluon.data.Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, n):
        return float(n * n)


@pytest.mark.skipif(sys.platform != 'linux', reason='forks on Linux alone')
@pytest.mark.filterwarnings('error')
def test_data_loaders_take_functions_that_cannot_be_pickled():
    dataset = Squares().transform(lambda square: square + 1)
    loader = gluon.data.DataLoader(dataset, batch_size=2, num_workers=2)
    batches = [batch.asnumpy().tolist() for batch in loader]
    assert batches == [[1, 2], [5, 10]]


@pytest.mark.skipif(sys.platform != 'linux', reason='forks on Linux alone')
@pytest.mark.parametrize(
    'chosen, used', [(None, 'fork'), ('spawn', 'spawn'), ('fork', 'fork')]
)
def test_a_start_method_that_the_user_chose_is_used(chosen, used, monkeypatch):
    monkeypatch.setattr(
        multiprocessing, 'get_start_method', lambda allow_none: chosen
    )
    context = names._choose_context()
    assert context.get_start_method() == used


def test_integers_wrap_in_arrays_of_small_ones():
    A = nd.array([-1, 300], dtype='uint8')
    assert A.asnumpy().tolist() == [255, 300 - 256]


def test_metrics_add_up_in_double_precision():
    metric = mx.metric.Loss()
    metric.update(None, nd.array([2.0**24]))
    for _ in range(4):
        metric.update(None, nd.ones((1,)))
    assert metric.get() == ('loss', (2**24 + 4) / 5)
    assert metric.get_global() == ('loss', (2**24 + 4) / 5)
    assert str(metric) == f"EvalMetric: {{'loss': {(2**24 + 4) / 5}}}"


def test_records_hold_several_labels():
    record = mx.recordio.pack((0, [1, 2], 3, 0), b'abc')
    header, content = mx.recordio.unpack(record)
    assert (header.label.tolist(), header.id, content) == ([1, 2], 3, b'abc')


def test_random_generators_of_test_utils_are_judged():
    p, found, expected = mx.test_utils.chi_square_check(
        lambda n: np.arange(n) % 2, [0, 1], [0.5, 0.5], nsamples=1000
    )
    assert (p, list(found), list(expected)) == (1, [500, 500], [500, 500])
