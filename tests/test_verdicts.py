"""What a student reads: exceptions, wrong `like`, and a case alone."""

import traceback
from functools import wraps

import numpy as np
import pytest
from mxnet import nd

import d2l_channels as d2l
from d2l_channels import testing
from d2l_channels.testing import report

from .test_mistakes import corr, pair

OUT, LAYER = 'corr2d_multi_in_out', 'corr2d_multi_in_out_matmul'
NEEDS_CONVERT = 'X and K are NDArrays: X.asnumpy() makes a NumPy array'


def read(function, like=OUT, **options):
    """Return the report on a wrong function."""
    with pytest.raises(AssertionError) as caught:
        testing.check(function, like, **options)
    return str(caught.value)


def test_too_few_parameters_are_told_from_arrays_of_another_kind():
    text = read(lambda X: X)
    assert 'It takes (X) and was given (X, K).' in text
    assert NEEDS_CONVERT not in text
    text = read(lambda X, K: X, LAYER)
    assert 'It takes (X, K) and was given (X, K, padding, stride).' in text


def test_a_type_error_of_the_function_itself_is_left_as_it_is():
    def function(X, K):
        raise TypeError('not today')

    assert read(function).endswith('TypeError: not today')


def test_a_signature_is_not_to_blame_for_other_errors():
    """Of a decorated function, Python shows the one inside."""

    @wraps(lambda X: X)
    def function(X, K):
        raise ValueError('not today')

    assert read(function).endswith('ValueError: not today')


def test_an_ndarray_in_the_hands_of_torch_is_recognized():
    torch = pytest.importorskip('torch')
    text = read(lambda X, K: torch.from_numpy(X))
    assert NEEDS_CONVERT in text


@pytest.mark.parametrize('attribute', ['unsqueeze', 'numpy'])
def test_an_ndarray_without_a_method_of_others_is_recognized(attribute):
    assert NEEDS_CONVERT in read(lambda X, K: getattr(X, attribute)())


@pytest.mark.parametrize('convert', [np.asarray, nd.array])
def test_a_hint_on_ndarrays_is_for_those_that_are_given(convert):
    text = read(lambda X, K: convert(X).unsqueeze(0), convert=np.asarray)
    assert 'AttributeError' in text
    assert NEEDS_CONVERT not in text


def test_numpy_arrays_in_the_hands_of_mxnet_are_recognized():
    def function(X, K):
        return nd.add_n(*(A.asnumpy() for A in X))

    text = read(function)
    assert 'must have NDArray type' in text
    assert (
        "MXNet's functions take NDArrays: nd.array(A, dtype=A.dtype)" in text
    )
    assert max(map(len, text.splitlines())) < 300


def test_dtypes_that_differ_are_recognized():
    def function(X, K):
        return nd.zeros(3, dtype='float32') + nd.ones(3, dtype='float64')

    text = read(function)
    assert 'Incompatible attr in node' in text
    assert 'nd.zeros(shape, dtype=X.dtype)' in text


def test_a_long_message_of_others_is_cut():
    def function(X, K):
        raise RuntimeError(8 * 'a long message without an end ')

    lines = read(function).splitlines()
    assert lines[-1].endswith('…')
    assert len(lines[-1]) < 240


@pytest.mark.parametrize(
    'like, fits',
    [
        ('corr2d', OUT),
        (OUT, 'corr2d'),
        ('corr2d', 'corr2d_multi_in'),
        (LAYER, OUT),
    ],
)
def test_another_like_that_fits_is_named(like, fits):
    def function(*arguments):
        return getattr(d2l, fits)(*arguments)

    text = read(function, like)
    assert f'Diagnosis: the function fits like={fits!r}\n' in text
    assert text.count('Diagnosis') == 1


@pytest.mark.slow
def test_an_exception_that_is_false_is_still_one():
    class EmptyError(Exception):
        def __len__(self):
            return 0

    error = EmptyError('nothing')

    def raises(X, K):
        raise error

    with pytest.raises(AssertionError) as caught:
        testing.check(raises, OUT)
    assert caught.value.__cause__ is error


def test_what_fits_nothing_is_not_named_so():
    assert 'fits' not in read(lambda *arguments: 0)


@pytest.mark.slow
def test_what_only_raises_and_is_slow_is_given_up(monkeypatch):
    monkeypatch.setattr(report, '_PATIENCE', 0)
    count = len(testing.cases(OUT))

    def raises(X, K):
        raise ValueError

    text = read(raises)
    assert text.startswith('raises against corr2d_multi_in_out: wrong in 1 of')
    assert f'{count - 1} more cases were not tried, as these took' in text

    def wrong(X, K):
        return corr(X, K) * 2

    text = read(wrong, convert=np.asarray)
    assert f' of {count} cases\n' in text
    assert 'not tried' not in text


def test_an_exception_that_no_mistake_leads_to_is_listed_beside_it():
    def counts_twice_and_raises(X, K):
        if len(X) == 1:
            raise RuntimeError('one channel')
        return corr(X * np.array([2] + [1] * (len(X) - 1))[:, None, None], K)

    lines = read(counts_twice_and_raises, convert=np.asarray)
    assert 'Diagnosis: the first input channel is counted twice' in lines
    assert 'Diagnosis: the function raises RuntimeError' in lines


def test_an_exception_on_a_large_layer_is_listed_beside_it():
    def flips_and_raises(X, K):
        if X.size > 32767:
            raise ValueError('too large')
        return corr(X, K[:, :, ::-1, ::-1])

    text = read(flips_and_raises, convert=np.asarray)
    assert 'Diagnosis: the kernel is flipped: a true convolution\n' in text
    assert 'Diagnosis: the function raises ValueError\n' in text


def test_what_a_named_mistake_leads_to_is_not_listed_beside_it():
    """Without padding, there is no room for some of the windows."""

    def function(X, K, padding, stride):
        assert K.shape[2] <= X.shape[1] and K.shape[3] <= X.shape[2]
        return corr(X, K, 0, stride)

    text = read(function, LAYER, convert=np.asarray)
    assert 'Diagnosis: the padding is ignored\n' in text
    assert 'Diagnosis: the function raises' not in text
    assert 'The first exception, ' in text


def test_what_is_no_array_is_no_exception():
    """It is not explained, but the exceptions are."""

    def function(X, K, padding, stride):
        if len(X) == 4:
            return None
        assert K.shape[2] <= X.shape[1] and K.shape[3] <= X.shape[2]
        return corr(X, K, 0, stride)

    text = read(function, LAYER, convert=np.asarray)
    assert 'Diagnosis: the padding is ignored\n' in text
    assert 'Diagnosis: the function returns nothing\n' in text
    assert 'Diagnosis: the function raises' not in text


class Unreadable:
    """An array that cannot be read any more once it is locked, as a tensor of
    torch that requires a gradient."""

    def __init__(self, A):
        self.A = A
        self.is_locked = False

    def asnumpy(self):
        if self.is_locked:
            raise RuntimeError('locked')
        return self.A


@pytest.mark.parametrize('name', 'XK')
def test_an_argument_that_cannot_be_read_any_more_is_modified(name):
    def function(X, K):
        (X if name == 'X' else K).is_locked = True
        return corr(X.A, K.A)

    text = read(function, convert=Unreadable)
    assert f'Diagnosis: {name} is modified by the function\n' in text
    assert 'raises' not in text


def test_an_output_that_cannot_be_read_any_more_was_changed_later():
    outputs = []

    def function(X, K):
        for Y in outputs:
            Y.is_locked = True
        outputs.append(Unreadable(corr(X, K)))
        return outputs[-1]

    text = read(function, convert=np.asarray)
    assert 'a later call changes the output of an earlier one' in text


def test_what_becomes_of_an_infinity_hides_no_mistake():
    """Zero times an array is no array of zeros if there is one in it."""

    def function(X, K):
        Y = 0 * corr(X, K)
        return Y + corr(X[1:], K[:, 1:])

    text = read(function, convert=np.asarray)
    assert 'Diagnosis: the first input channel is dropped\n' in text


def test_a_mistake_of_some_cases_is_said_to_be_one():
    def function(X, K):
        is_flipped = X.dtype == np.float64
        return corr(X, K[:, :, ::-1, ::-1] if is_flipped else K)

    text = read(function, convert=np.asarray)
    assert 'a true convolution, in some cases\n' in text


@pytest.mark.slow
def test_a_mistake_of_one_or_two_cases_is_not_named():
    """The first channel alone is no explanation where it is so once."""

    def function(X, K):
        return corr(X[:1], K[:, :1]) if len(X) == 70 else corr(X, K)

    assert 'no known mistake' in read(function, convert=np.asarray)


def test_a_mistake_is_not_named_where_a_case_alone_cannot_tell():
    """Of one channel, the mean over the window is that over everything."""
    cases = testing.cases(OUT, convert=np.asarray)
    case = next(case for case in cases if case.X.shape[0] == 1)
    size = np.prod(case.K.shape[2:])
    with pytest.raises(AssertionError) as caught:
        case.check(lambda X, K: corr(X, K) / size)
    assert 'Diagnosis: no known mistake' in str(caught.value)


def test_a_case_alone_says_what_is_wrong_in_its_own_words():
    case = testing.cases(OUT, convert=np.asarray)[0]
    with pytest.raises(AssertionError) as caught:
        case.check(lambda X, K: corr(X, K[:, :, ::-1, ::-1]))
    lines = str(caught.value).splitlines()
    assert lines[0] == 'wrong: 12 of 12 elements of Y are wrong'
    assert lines[1] == '  the first is at (0, 0, 0)'
    assert 'Diagnosis: the kernel is flipped: a true convolution' in lines


def test_our_frames_are_hidden_from_pytest():
    X = np.ones((3, 3))
    for call in (
        lambda: testing.cases('corr2d')[0].check(lambda X, K: None),
        lambda: testing.check(lambda X, K: None),
        lambda: testing.assert_matches([[0]], X, X),
    ):
        with pytest.raises(AssertionError) as caught:
            call()
        frames = [
            frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)
        ]
        ours = [
            f for f in frames if 'd2l_channels.' in f.f_globals['__name__']
        ]
        assert ours
        assert all('__tracebackhide__' in f.f_locals for f in ours)


def test_an_operation_that_failed_is_not_a_wrong_type():
    failed = nd.dot(
        nd.ones((2, 2), dtype='int32'), nd.ones((2, 2), dtype='int32')
    )
    K = np.ones((2, 2), 'float32')
    with pytest.raises(RuntimeError) as caught:
        testing.assert_matches([[0]], failed, K)
    assert 'assert_matches: X could not be computed: ' in str(caught.value)
    with pytest.raises(AssertionError, match='Y could not be computed: '):
        failed = nd.dot(
            nd.ones((2, 2), dtype='int32'), nd.ones((2, 2), dtype='int32')
        )
        testing.assert_matches(failed, K, K)
    try:
        nd.waitall()
    except Exception:
        pass


def test_nan_is_not_off_by_a_number():
    X = np.ones((1, 2, 2), 'float32')
    for A in (X, X / 3):
        with pytest.raises(AssertionError, match='got:        nan') as caught:
            testing.assert_matches([[np.nan]], A, A)
        assert 'off by' not in str(caught.value)


def test_a_large_sum_of_integers_is_not_exact():
    X = np.full((1, 1, 2), 4097, 'float32')
    K = np.array([[[[4097, 4099]]]], 'float32')
    right = 4097 * 4097 + 4097 * 4099
    with pytest.raises(AssertionError, match='times rounding_bound'):
        testing.assert_matches([[[right + 99]]], X, K)
    with pytest.raises(AssertionError, match='where arithmetic is exact'):
        testing.assert_matches([[[3.0]]], X // 4097, K // 4097)


def test_a_sum_of_integers_is_exact_up_to_two_to_the_24():
    X = np.full((1, 1, 2), 2800, 'float32')
    K = X[np.newaxis]
    assert 2**23 < 2 * 2800**2 < 2**24
    with pytest.raises(AssertionError, match='where arithmetic is exact'):
        testing.assert_matches([[[3.0]]], X, K)


def test_true_is_one():
    X = np.ones((1, 1), 'float32')
    testing.assert_matches(np.array([[True]]), X, X)
    with pytest.raises(AssertionError, match='expected:   1\n'):
        testing.assert_matches(np.array([[False]]), X, X)


@pytest.mark.slow
def test_integers_wrap_where_they_are_computed_in_their_dtype():
    """A loop in the dtype of the arguments is right but for integers."""

    def function(X, K):
        H, W = (n - k + 1 for n, k in zip(X.shape[1:], K.shape[2:]))
        Y = np.zeros((len(K), H, W), X.dtype)
        for o, i, j in np.ndindex(Y.shape):
            window = X[:, i : i + K.shape[2], j : j + K.shape[3]]
            Y[o, i, j] = (window * K[o]).sum(dtype=X.dtype)
        return Y

    testing.check(function, convert=np.asarray)
    cases = testing.cases(OUT, integers=True, convert=np.asarray)
    of_bytes = [case for case in cases if case.name.endswith('-uint8')]
    assert of_bytes
    for case in of_bytes:
        with pytest.raises(AssertionError, match='elements? of Y (is|are) wr'):
            case.check(function)


@pytest.mark.slow
@pytest.mark.parametrize(
    'function', [corr, lambda X, K: corr(X, K).astype('float32') * 0]
)
def test_where_a_narrow_sum_may_overflow_not_anything_is_computed_in_it(
    function,
):
    cases = testing.cases(OUT, integers=True, convert=np.asarray)
    of_bytes = [case for case in cases if case.X.dtype == case.K.dtype == 'u1']
    assert len(of_bytes) == 13
    for case in of_bytes:
        with pytest.raises(AssertionError) as caught:
            case.check(function)
        assert 'float16' not in str(caught.value)


def test_a_right_function_may_multiply_by_the_matrix_of_the_layer():
    def function(X, K):
        _, h, w = X.shape
        matrix = np.kron(K[:, :, 0, 0], np.eye(h * w))
        return (matrix @ X.ravel()).astype(X.dtype).reshape(-1, h, w)

    like = 'corr2d_multi_in_out_1x1'
    few = [
        case
        for case in testing.cases(like, convert=np.asarray)
        if case.X.size < 400
    ]
    assert len(few) > 70
    for case in few:
        case.check(function)


@pytest.mark.parametrize('like', testing.FUNCTIONS)
def test_a_right_function_passes_by_every_like(like):
    """One that takes what all of them give."""

    def function(X, K, padding=0, stride=1):
        (p_h, p_w), (s_h, s_w) = pair(padding), pair(stride)
        one = X.reshape((1,) * (3 - X.ndim) + X.shape)
        kernels = K.reshape((1,) * (4 - K.ndim) + K.shape)
        Y = corr(one, kernels, (p_h, p_w), (s_h, s_w))
        return Y if K.ndim == 4 else Y[0]

    testing.check(function, like, convert=np.asarray, integers=False)
