"""The cases leave no room: what is wrong somewhere is wrong in one of them."""

import re

import numpy as np
import pytest
from mxnet import nd

import d2l_channels as d2l
from d2l_channels import testing

from .test_mistakes import corr, mark_slow, pair

OUT, LAYER = 'corr2d_multi_in_out', 'corr2d_multi_in_out_matmul'


def only_if(is_right):
    """Make a function that is right where `is_right` says so of X and K."""

    def function(X, K):
        Y = corr(X, K)
        return Y if is_right(X, K) else Y * 2

    return function


def layer_only_if(is_right):
    """Likewise, of padding and stride."""

    def function(X, K, padding, stride):
        Y = corr(X, K, padding, stride)
        return Y if is_right(X, K, pair(padding), pair(stride)) else Y * 2

    return function


NARROW = {
    'sides below 8': lambda X, K: max(X.shape[1:]) < 8,
    'sides up to 32': lambda X, K: max(X.shape[1:]) <= 32,
    'a height up to 32': lambda X, K: X.shape[1] <= 32,
    'a width up to 32': lambda X, K: X.shape[2] <= 32,
    'outputs of at most 16 rows': lambda X, K: (
        X.shape[1] - K.shape[2] + 1 <= 16
    ),
    'windows up to 4': lambda X, K: max(K.shape[2:]) <= 4,
    'windows up to 6': lambda X, K: max(K.shape[2:]) <= 6,
    'a window of at most 6 rows': lambda X, K: K.shape[2] <= 6,
    'more than one row': lambda X, K: X.shape[1] > 1,
    'more than one column': lambda X, K: X.shape[2] > 1,
    'more than one pixel': lambda X, K: X[0].size > 1,
    'at most 32 input channels': lambda X, K: len(X) <= 32,
    'at most 64 input channels': lambda X, K: len(X) <= 64,
    'at most 24 output channels': lambda X, K: len(K) <= 24,
    'at most 32 output channels': lambda X, K: len(K) <= 32,
    'one output channel': lambda X, K: len(K) == 1,
    'even sizes': lambda X, K: X.shape[1] % 2 == X.shape[2] % 2 == 0,
    'odd sizes': lambda X, K: X.shape[1] % 2 == X.shape[2] % 2 == 1,
    'even windows': lambda X, K: K.shape[2] % 2 == K.shape[3] % 2 == 0,
    'odd windows': lambda X, K: K.shape[2] % 2 == K.shape[3] % 2 == 1,
    'square windows': lambda X, K: K.shape[2] == K.shape[3],
    'square inputs': lambda X, K: X.shape[1] == X.shape[2],
    'indexes of 15 bits': lambda X, K: X.size <= 2**15,
    'arrays that lie in order': lambda X, K: X.flags.c_contiguous,
    'float32': lambda X, K: X.dtype == np.float32,
    'float64': lambda X, K: X.dtype == np.float64,
}


@pytest.mark.parametrize('name', mark_slow(NARROW, 13))
def test_a_function_that_is_right_for_some_arrays_is_wrong(name):
    with pytest.raises(AssertionError, match='no known mistake'):
        testing.check(only_if(NARROW[name]), OUT, convert=np.asarray)


NARROW_LAYERS = {
    'padding up to 3': lambda X, K, padding, stride: max(padding) <= 3,
    'a height padded by 3': lambda X, K, padding, stride: padding[0] <= 3,
    'stride up to 3': lambda X, K, padding, stride: max(stride) <= 3,
    'stride up to 4': lambda X, K, padding, stride: max(stride) <= 4,
    'a stride within the input': lambda X, K, padding, stride: (
        stride[0] <= X.shape[1] + 2 * padding[0]
        and stride[1] <= X.shape[2] + 2 * padding[1]
    ),
    'a window within the input': lambda X, K, padding, stride: (
        K.shape[2] <= X.shape[1] and K.shape[3] <= X.shape[2]
    ),
    'at most 8 rows with a stride': lambda X, K, padding, stride: (
        stride == (1, 1)
        or (X.shape[1] + 2 * padding[0] - K.shape[2]) // stride[0] < 8
    ),
}


@pytest.mark.parametrize('name', mark_slow(NARROW_LAYERS, 9))
def test_a_function_that_is_right_for_some_layers_is_wrong(name):
    function = layer_only_if(NARROW_LAYERS[name])
    with pytest.raises(AssertionError, match='no known mistake'):
        testing.check(function, LAYER, convert=np.asarray)


def test_a_window_within_the_padded_input_alone_is_not_refused():
    def refuses(X, K, padding, stride):
        assert K.shape[2] <= X.shape[1], 'K is larger than X'
        return corr(X, K, padding, stride)

    with pytest.raises(AssertionError) as caught:
        testing.check(refuses, LAYER, convert=np.asarray)
    assert 'AssertionError: K is larger than X' in str(caught.value)


@pytest.mark.filterwarnings('ignore:invalid value')
@pytest.mark.parametrize(
    'is_replaced', [np.isinf, np.isposinf, np.isnan, lambda X: ~np.isfinite(X)]
)
def test_infinity_and_nan_have_to_be_let_through(is_replaced):
    def replaces(X, K):
        return corr(np.where(is_replaced(X), 0, X).astype(X.dtype), K)

    with pytest.raises(AssertionError, match='NaN or infinity is replaced'):
        testing.check(replaces, OUT, convert=np.asarray)


@pytest.mark.parametrize('like', mark_slow(testing.FUNCTIONS, 6))
def test_nan_has_to_be_let_through(like):
    def replaces(X, *more):
        X = nd.where(nd.equal(X, X), X, nd.zeros_like(X))
        return getattr(d2l, like)(X, *more)

    with pytest.raises(AssertionError, match='NaN or infinity is replaced'):
        testing.check(replaces, like)


def test_the_same_buffer_for_every_output_is_no_output():
    buffers = {}

    def function(X, K):
        Y = corr(X, K)
        buffer = buffers.setdefault((Y.shape, Y.dtype), Y)
        buffer[:] = Y
        return buffer

    with pytest.raises(AssertionError) as caught:
        testing.check(function, OUT, convert=np.asarray)
    assert (
        'Diagnosis: a later call changes the output of an earlier one\n'
        in str(caught.value)
    )


def test_an_output_that_is_changed_later_hides_no_other_mistake():
    buffers = {}

    def function(X, K):
        Y = corr(X, K)
        is_first = not buffers
        buffer = buffers.setdefault(Y.dtype, np.zeros(10**5, Y.dtype))
        output = buffer[: Y.size].reshape(Y.shape)
        output[:] = Y
        if is_first:
            K += 1
        return output

    with pytest.raises(AssertionError) as caught:
        testing.check(function, OUT, convert=np.asarray)
    text = str(caught.value)
    assert 'Diagnosis: K is modified by the function\n' in text
    assert 'Diagnosis: a later call changes the output' in text


@pytest.mark.parametrize('name', 'XK')
def test_another_shape_is_a_modification(name):
    def function(X, K):
        Y = corr(X, K)
        A = X if name == 'X' else K
        A.resize(A.size, refcheck=False)
        return Y

    with pytest.raises(AssertionError, match=f'{name} is modified'):
        testing.cases(OUT, convert=np.asarray)[0].check(function)


def test_a_cache_by_the_shape_of_X_is_seen():
    indexes = {}

    def function(X, K):
        if X.shape not in indexes:
            indexes[X.shape] = K.shape[2:]
        return corr(X, K[:, :, : indexes[X.shape][0], : indexes[X.shape][1]])

    with pytest.raises(AssertionError):
        testing.check(function, OUT, convert=np.asarray)


def test_the_first_cases_can_be_read():
    """What is shown first is small, and the large ones come last."""
    sizes = [case.X.size + case.K.size for case in testing.cases(LAYER)]
    assert max(sizes[:8]) < 100
    assert sum(size > 3000 for size in sizes[:-10]) == 0


def count_windows(case):
    """Count the sums over a window of one channel that the book's loops add
    up for a case."""
    layer = case.layer
    c_o = len(layer.K) if layer.K.ndim == 4 else 1
    return c_o * len(layer.X) * np.prod(case.Y.shape[-2:])


@pytest.mark.parametrize('like', testing.FUNCTIONS)
def test_the_cases_are_few_enough_for_loops(like):
    """NumPy needs some 5 microseconds for each window."""
    cases = testing.cases(like)
    assert len(cases) < 100
    assert sum(map(count_windows, cases)) < 10 / 5e-6 / 4


def test_a_case_is_short_to_look_at():
    cases = testing.cases('corr2d')
    assert repr(cases[0]) == '<Case figure-X3x3-K2x2-float32>'
    assert len(str(cases)) < 100 * len(cases)


@pytest.mark.slow
@pytest.mark.parametrize(
    'convert, kind',
    [(np.asarray, np.ndarray), (None, nd.NDArray)],
)
def test_a_function_gets_what_convert_makes(convert, kind):
    options = {'convert': convert} if convert else {}
    for case in testing.cases(LAYER, **options):
        assert isinstance(case.X, kind)
        assert isinstance(case.K, kind)

    def function(X, K):
        assert isinstance(X, kind) and isinstance(K, kind)
        return [[0]]

    with pytest.raises(AssertionError) as caught:
        testing.check(function, **options)
    assert 'raises' not in str(caught.value)


def test_torch_passes_by_its_own_arrays():
    torch = pytest.importorskip('torch')
    conv2d = torch.nn.functional.conv2d

    def function(X, K, padding, stride):
        return conv2d(X[None], K, padding=padding, stride=stride)[0]

    testing.check(function, LAYER, convert=torch.as_tensor)
    with pytest.raises(AssertionError, match='kernel is flipped'):
        testing.check(
            lambda X, K, *sizes: function(X, K.flip(2, 3), *sizes),
            LAYER,
            convert=torch.as_tensor,
        )


def test_jax_passes_by_its_own_arrays():
    jax = pytest.importorskip('jax')

    def function(X, K):
        return jax.lax.conv(X[None], K, (1, 1), 'VALID')[0]

    testing.check(function, OUT, convert=jax.numpy.asarray)


@pytest.mark.parametrize(
    'convert, error, message',
    [
        (None, TypeError, 'cases: convert is of type NoneType; it has to be'),
        (
            lambda A: A[None],
            ValueError,
            r'into one of shape \(1, 2, 3, 3\) and dtype',
        ),
        (
            lambda A: A.astype('float16'),
            ValueError,
            'dtype float16; it has to',
        ),
    ],
)
def test_what_cannot_convert(convert, error, message):
    with pytest.raises(error, match=message):
        testing.check(d2l.corr2d_multi_in_out, convert=convert)


def test_a_narrower_dtype_is_that_of_the_case():
    """JAX makes float32 of float64 unless it is told."""

    def convert(A):
        return A.astype('float32')

    testing.check(lambda X, K: np.float32(corr(X, K)), OUT, convert=convert)


def test_what_is_counted_on_a_terminal(monkeypatch, capsys):
    testing.check(d2l.corr2d, 'corr2d')
    assert capsys.readouterr() == ('', '')
    monkeypatch.setattr('sys.stderr.isatty', lambda: True)
    testing.check(d2l.corr2d, 'corr2d')
    out, err = capsys.readouterr()
    assert out == ''
    count = len(testing.cases('corr2d'))
    numbers = re.findall(rf'corr2d: (\d+) of {count} cases', err)
    assert numbers == [str(n) for n in range(count)]
    assert err.endswith('\r\x1b[K')


def test_no_stderr_is_no_terminal(monkeypatch):
    monkeypatch.setattr('sys.stderr', None)
    testing.check(d2l.corr2d, 'corr2d')


def test_booleans_are_of_both_kinds():
    cases = testing.cases(OUT, integers=True, convert=np.asarray)
    booleans = [case.X for case in cases if case.X.dtype == bool]
    assert len(booleans) == 13
    for X in booleans:
        assert X.any() and not X.all()


def test_a_name_tells_dtypes_that_differ():
    names = [case.name for case in testing.cases(OUT, integers=True)]
    assert any(name.endswith('-uint8') for name in names)
    assert any(name.endswith('-int8-float32') for name in names)
