"""Right implementations pass, and each mistake is called by its name."""

import re
import threading
import time
from contextlib import suppress
from functools import partial, wraps
from unittest.mock import MagicMock, Mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mxnet import autograd, gluon, nd
from mxnet.base import MXNetError
from scipy import signal

import d2l_channels as d2l
from benchmarks import book
from d2l_channels import testing

from . import oracles
from .oracles import pair
from .strategies import DTYPES, any_floats, layers
from .test_mistakes import mark_slow

LAYER = 'corr2d_multi_in_out_matmul'


def numpy_corr(X, K, padding=0, stride=1):
    """Cross-correlate NumPy arrays, by a view of all windows."""
    (p_h, p_w), (s_h, s_w) = pair(padding), pair(stride)
    X = np.pad(X, ((0, 0), (p_h, p_h), (p_w, p_w)), mode='constant')
    (c_i, h, w), (k_h, k_w) = X.shape, K.shape[2:]
    windows = np.lib.stride_tricks.as_strided(
        X,
        (c_i, h - k_h + 1, w - k_w + 1, k_h, k_w),
        X.strides + X.strides[1:],
        writeable=False,
    )
    return np.einsum('oiab,ihwab->ohw', K, windows[:, ::s_h, ::s_w])


def scipy_corr(X, K, padding, stride):
    (p_h, p_w), (s_h, s_w) = pair(padding), pair(stride)
    X = np.pad(X, ((0, 0), (p_h, p_h), (p_w, p_w)), mode='constant')
    Y = [
        sum(
            signal.correlate(x, k, mode='valid', method='direct')
            for x, k in zip(X, kernel)
        )
        for kernel in K
    ]
    return np.stack(Y)[:, ::s_h, ::s_w]


def torch_corr(X, K, padding, stride):
    import torch

    X, K = torch.from_numpy(X), torch.from_numpy(K)
    conv2d = torch.nn.functional.conv2d
    return conv2d(X[None], K, padding=padding, stride=stride)[0]


def on_numpy(function):
    """Let a function of NumPy arrays take NDArrays."""

    @wraps(function)
    def wrapped(X, K, *options):
        return function(X.asnumpy(), K.asnumpy(), *options)

    return wrapped


def convolution(X, K, padding, stride):
    with autograd.predict_mode():
        return nd.Convolution(
            X.expand_dims(0),
            K,
            kernel=K.shape[2:],
            num_filter=K.shape[0],
            pad=pair(padding),
            stride=pair(stride),
            no_bias=True,
        )[0]


def gluon_layer(X, K, padding, stride):
    c_o, c_i, k_h, k_w = K.shape
    layer = gluon.nn.Conv2D(
        c_o, (k_h, k_w), stride, padding, in_channels=c_i, use_bias=False
    )
    layer.cast(X.dtype)
    layer.initialize()
    layer.weight.set_data(K)
    return layer(X.expand_dims(0))[0]


RIGHT = {
    'numpy': on_numpy(numpy_corr),
    'scipy': on_numpy(scipy_corr),
    'torch': on_numpy(torch_corr),
    'nd.Convolution': convolution,
    'gluon': gluon_layer,
    'loops': on_numpy(
        lambda X, K, *options: oracles.loops(X, K, *map(pair, options))
    ),
}


@pytest.mark.parametrize('name', mark_slow(RIGHT, 4))
@settings(max_examples=settings.default.max_examples // 20)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_right_implementation_passes(name, seed):
    if name == 'torch':
        pytest.importorskip('torch')
    assert testing.check(RIGHT[name], LAYER, seed).worst <= 1


@pytest.mark.parametrize('like', mark_slow(testing.FUNCTIONS, 6))
def test_the_package_passes(like):
    report = testing.check(getattr(d2l, like), like, integers=True)
    assert (report.wrong, report.mistakes) == (0, [])
    assert 0 < report.worst <= 1
    assert f'right in all {report.cases} cases' in str(report)


def one(X, K):
    """Cross-correlate one channel."""
    return numpy_corr(X[None], K[None, None])[0]


def over_channels(X, K):
    return numpy_corr(X, K[None])[0]


def padded(X, before, after):
    return np.pad(X, ((0, 0), before, after), mode='constant')


def flip_kernel_in_place(X, K):
    K[:] = K[:, :, ::-1, ::-1]
    return nd.array(numpy_corr(X.asnumpy(), K.asnumpy()), dtype=K.dtype)


def clears_its_input(X, K):
    Y = d2l.corr2d_multi_in_out(X, K)
    X[:] = 0
    return Y


def sums_in_float32(X, K):
    Y = numpy_corr(X.astype('float32'), K.astype('float32'))
    return Y.astype(X.dtype)


def flipped_in_float32(X, K):
    X, K = X.astype('float32'), K.astype('float32')
    return numpy_corr(X, K[:, :, ::-1, ::-1])


def padding_of_both_sides(X, K, padding, stride):
    sides = [(p // 2, p - p // 2) for p in pair(padding)]
    return numpy_corr(padded(X, *sides), K, 0, stride)


def swapped(pair):
    return pair[::-1] if isinstance(pair, tuple) else pair


def one_more_pixel_of_padding(X, K, padding, stride):
    return numpy_corr(padded(X, (1, 1), (1, 1)), K, padding, stride)


def half_a_window_of_padding(X, K):
    return numpy_corr(X, K, tuple(k // 2 for k in K.shape[2:]))


def window_transposed_by_its_indices(X, K):
    k_h, k_w = K.shape
    Y = np.zeros((X.shape[0] - k_h + 1, X.shape[1] - k_w + 1), X.dtype)
    for i, j in np.ndindex(Y.shape):
        for a, b in np.ndindex(k_h, k_w):
            Y[i, j] += X[i + a, j + b] * K[b, a]
    return Y


def same(X, K):
    """Keep the size, as Keras calls it."""
    sides = [((k - 1) // 2, k // 2) for k in K.shape[2:]]
    return numpy_corr(padded(X, *sides), K)


def full(X, K):
    sides = [(k - 1, k - 1) for k in K.shape[2:]]
    return numpy_corr(padded(X, *sides), K)


IN, OUT = 'corr2d_multi_in', 'corr2d_multi_in_out'
WRONG = [
    ('corr2d', on_numpy(signal.convolve2d), ['full', 'flipped']),
    (
        'corr2d',
        on_numpy(lambda X, K: signal.convolve2d(X, K, mode='same')),
        ['zero padding', 'flipped'],
    ),
    (
        'corr2d',
        on_numpy(lambda X, K: signal.convolve2d(X, K, mode='valid')),
        ['flipped'],
    ),
    ('corr2d', on_numpy(lambda X, K: one(X, K[::-1, ::-1])), ['flipped']),
    (OUT, on_numpy(lambda X, K: numpy_corr(X, K[:, :, ::-1, ::-1])), ['flip']),
    (
        LAYER,
        on_numpy(lambda X, K, *n: numpy_corr(X, K[:, :, ::-1, ::-1], *n)),
        ['flipped'],
    ),
    ('corr2d', on_numpy(lambda X, K: one(X, K.T)), ['window is transposed']),
    (
        'corr2d',
        on_numpy(window_transposed_by_its_indices),
        ['window is trans', 'raises IndexError'],
    ),
    (
        OUT,
        on_numpy(lambda X, K: numpy_corr(X, K.swapaxes(2, 3))),
        ['window is'],
    ),
    ('corr2d', on_numpy(lambda X, K: one(X, K).T), ['output is transposed']),
    (
        OUT,
        on_numpy(lambda X, K: numpy_corr(X, K).swapaxes(1, 2)),
        ['output is transposed'],
    ),
    (IN, on_numpy(lambda X, K: one(X[0], K[0])), ['only the first input']),
    (
        OUT,
        on_numpy(lambda X, K: np.stack([one(X[0], k[0]) for k in K])),
        ['only the first input'],
    ),
    (
        IN,
        on_numpy(lambda X, K: sum(one(x, k) for x, k in zip(X[:-1], K))),
        ['last input channel is dropped'],
    ),
    (
        OUT,
        on_numpy(lambda X, K: numpy_corr(X[:-1], K[:, : len(X) - 1])),
        ['last input channel is dropped'],
    ),
    (
        IN,
        on_numpy(lambda X, K: np.mean([one(x, k) for x, k in zip(X, K)], 0)),
        ['mean of the input'],
    ),
    (
        OUT,
        on_numpy(lambda X, K: numpy_corr(X, K) / len(X)),
        ['mean of the input'],
    ),
    (
        IN,
        on_numpy(lambda X, K: [one(x, k) for x, k in zip(X, K)]),
        ['not summed'],
    ),
    (
        OUT,
        on_numpy(
            lambda X, K: [[one(x, k) for x, k in zip(X, kern)] for kern in K]
        ),
        ['not summed'],
    ),
    (OUT, lambda X, K: d2l.corr2d_multi_in_out(X, K[::-1]), ['are reversed']),
    (LAYER, on_numpy(lambda *n: numpy_corr(*n)[::-1]), ['are reversed']),
    (
        OUT,
        on_numpy(
            lambda X, K: [
                sum(one(x, k) for x, k in zip(X, kern))
                for kern in K.swapaxes(0, 1)
            ]
        ),
        ['mixed up'],
    ),
    (
        'corr2d_multi_in_out_1x1',
        on_numpy(
            lambda X, K: np.einsum('io,ihw->ohw', K.reshape(len(X), -1), X)
        ),
        ['mixed up'],
    ),
    (OUT, on_numpy(same), ['zero padding is added']),
    (
        'corr2d',
        on_numpy(lambda X, K: signal.correlate2d(X, K, mode='same')),
        ['zero padding is added'],
    ),
    (
        OUT,
        on_numpy(lambda X, K: numpy_corr(X, K, padding=1)),
        ['zero padding is added'],
    ),
    (OUT, on_numpy(full), ['full']),
    (
        LAYER,
        on_numpy(lambda X, K, padding, _: numpy_corr(X, K, padding)),
        ['stride is ignored'],
    ),
    (
        LAYER,
        on_numpy(lambda X, K, _, stride: numpy_corr(X, K, 0, stride)),
        ['padding is ignored'],
    ),
    ('corr2d', book.corr2d, ['float32']),
    (OUT, on_numpy(sums_in_float32), ['float32']),
    (OUT, on_numpy(flipped_in_float32), ['flipped', 'cast to float32']),
    (
        'corr2d',
        lambda X, K: d2l.corr2d(X, K).astype('float16'),
        ['cast to float16'],
    ),
    (
        OUT,
        on_numpy(lambda X, K: numpy_corr(X, K[:, :, ::-1, ::-1]) / len(X)),
        ['mean of the input', 'flipped'],
    ),
    (
        OUT,
        on_numpy(lambda X, K: [signal.convolve(X, k, 'valid')[0] for k in K]),
        ['input channels are reversed', 'flipped'],
    ),
    (
        OUT,
        on_numpy(
            lambda X, K: [
                [one(x, k) for k in K[:, c]] for c, x in enumerate(X)
            ]
        ),
        ['not summed'],
    ),
    (
        OUT,
        on_numpy(lambda X, K: np.moveaxis(numpy_corr(X, K), 0, -1)),
        ['output channels come last'],
    ),
    (IN, on_numpy(lambda X, K: numpy_corr(X, K[None])), ['axis of size 1']),
    (LAYER, on_numpy(lambda *n: numpy_corr(*n)[None]), ['axis of size 1']),
    (
        LAYER,
        on_numpy(lambda X, K, *_: numpy_corr(X, K)),
        ['padding and stride are ignored'],
    ),
    (LAYER, on_numpy(padding_of_both_sides), ['total of both sides']),
    (
        LAYER,
        on_numpy(lambda X, K, *n: numpy_corr(X, K, *map(swapped, n))),
        ['height and width'],
    ),
    (LAYER, on_numpy(one_more_pixel_of_padding), ['zero padding is added']),
    (OUT, on_numpy(half_a_window_of_padding), ['zero padding is added']),
    (OUT, flip_kernel_in_place, ['flipped', 'K is modified']),
    (OUT, clears_its_input, ['X is modified']),
]


@pytest.mark.slow
@pytest.mark.parametrize('like, function, mistakes', WRONG)
def test_a_mistake_is_named(like, function, mistakes):
    with pytest.raises(AssertionError) as caught:
        testing.check(function, like)
    report = str(caught.value)
    diagnosis = [n for n in report.splitlines() if n[:9] == 'Diagnosis']
    assert len(diagnosis) == len(mistakes)
    for mistake in mistakes:
        assert mistake in str(diagnosis)
    assert 'The first wrong case, ' in report


def diagnose(function, case):
    with pytest.raises(AssertionError) as caught:
        case.check(on_numpy(function))
    return re.findall('Diagnosis: (.*)', str(caught.value))


@pytest.mark.parametrize(
    'before, after',
    [((1, 1), (1, 1)), ((1, 2), (1, 2)), ((1, 2), (1, 1)), ((1, 1), (1, 2))],
)
def test_each_way_to_add_padding_is_named(before, after):
    """One pixel, half a window, and what rounds that down on one side."""
    case = next(c for c in testing.cases(OUT) if 'K2x5x3x4' in c.name)
    sides = [*zip(before, after)]
    assert diagnose(lambda X, K: numpy_corr(padded(X, *sides), K), case) == [
        'zero padding is added'
    ]


@pytest.mark.parametrize('padding', [(2, 0), (0, 2)])
@pytest.mark.parametrize('stride', [(1, 3), (3, 1)])
def test_each_way_to_swap_height_and_width_is_named(padding, stride):
    case = next(c for c in testing.cases(LAYER) if c.padding == (2, 0))
    if (padding, stride) == (case.padding, case.stride):
        case.check(on_numpy(numpy_corr))
        return
    assert diagnose(
        lambda X, K, *_: numpy_corr(X, K, padding, stride), case
    ) == ['height and width of padding or stride are swapped']


@pytest.mark.slow
def test_what_is_modified_by_a_right_case_hides_no_mistake():
    def clears_or_flips(X, K):
        if X.dtype == np.float64:
            return d2l.corr2d(X, K[::-1, ::-1])
        Y = d2l.corr2d(X, K)
        X[:] = 0
        return Y

    with pytest.raises(AssertionError) as caught:
        testing.check(clears_or_flips, 'corr2d')
    assert 'the kernel is flipped' in str(caught.value)
    assert 'X is modified' in str(caught.value)


@pytest.mark.slow
def test_a_mistake_has_to_explain_most_of_what_is_wrong():
    outputs = []

    def half_flipped(X, K):
        right, flipped = d2l.corr2d(X, K), d2l.corr2d(X, K[::-1, ::-1])
        if X.shape == (3, 3) or (right == flipped).asnumpy().any():
            return right
        outputs.append(right * 2 if len(outputs) % 4 == 0 else flipped)
        return outputs[-1]

    with pytest.raises(AssertionError, match='no known mistake'):
        testing.check(half_flipped, 'corr2d')
    assert len(outputs) > 40


def test_an_exception_is_reported_with_its_case():
    def no_float64(X, K):
        if X.dtype == np.float64:
            raise NotImplementedError('float64 is for another day\nor two')
        return d2l.corr2d(X, K)

    with pytest.raises(AssertionError) as caught:
        testing.check(no_float64, 'corr2d')
    assert isinstance(caught.value.__cause__, NotImplementedError)
    report = str(caught.value)
    for line in (
        'no_float64 against corr2d: wrong in 39 of 83 cases',
        'Diagnosis: the function raises NotImplementedError',
        'The first wrong case, integers-X4x5-K2x3-float64:',
        '  NotImplementedError: float64 is for another day',
    ):
        assert line in report.splitlines()
    assert 'The first exception' not in report


def test_an_exception_after_a_wrong_output_is_reported_too():
    def square(X, K):
        if X.shape[0] != X.shape[1]:
            raise TypeError
        return d2l.corr2d(X, K) + 1

    with pytest.raises(AssertionError) as caught:
        testing.check(square, 'corr2d')
    report = str(caught.value)
    assert 'The first wrong case, figure-X3x3-K2x2-float32:\n  4 of' in report
    assert 'The first exception, one-hot-0-0-0-X4x5-K2x3-float32:' in report
    assert report.endswith('TypeError: no message')


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError


class Stop(BaseException):
    pass


@pytest.mark.parametrize(
    'error, reported',
    [
        (SystemExit(0), 'SystemExit: 0'),
        (GeneratorExit(), 'GeneratorExit: no message'),
        (Stop('here'), 'Stop: here'),
        (Unprintable(), 'Unprintable: a message that cannot be printed'),
    ],
)
def test_whatever_is_raised_is_reported(error, reported):
    def raises(X, K):
        raise error

    with pytest.raises(AssertionError, match='wrong in 83 of 83') as caught:
        testing.check(raises, 'corr2d')
    assert reported in str(caught.value)


def test_an_interrupt_passes_through():
    def interrupted(X, K):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        testing.check(interrupted, 'corr2d')


def test_an_error_of_the_engine_is_one_of_the_function():
    def late(X, K):
        return nd.dot(X.astype('int32'), X.astype('int32').T)

    with pytest.raises(AssertionError) as caught:
        testing.check(late, 'corr2d')
    report = str(caught.value)
    assert 'raises mxnet.base.MXNetError' in report
    assert 'Traceback' not in report
    nd.waitall()  # nothing is left to raise
    testing.check(d2l.corr2d, 'corr2d')


def test_an_error_of_the_engine_after_an_exception_is_nobody_elses():
    def late_and_early(X, K):
        nd.dot(X.astype('int32'), X.astype('int32').T)
        raise ValueError('early')

    with pytest.raises(AssertionError, match='ValueError: early'):
        testing.check(late_and_early, 'corr2d')


def forget_engine_errors():
    with suppress(MXNetError):
        nd.waitall()


def test_an_error_of_somebody_else_is_not_one_of_the_function():
    for _ in range(5):
        A = nd.ones((2, 2), dtype='int32')
        nd.dot(A, A)
        testing.check(d2l.corr2d, 'corr2d')
    forget_engine_errors()


def test_an_error_of_somebody_else_is_left_to_them():
    A = nd.ones((2, 2), dtype='int32')
    B = nd.dot(A, A)
    testing.check(on_numpy(numpy_corr))
    with pytest.raises(MXNetError):
        B.asnumpy()
    forget_engine_errors()


def test_an_error_of_another_thread_is_not_one_of_the_function():
    done = threading.Event()

    def fail():
        A = nd.ones((2, 2), dtype='int32')
        while not done.is_set():
            nd.dot(A, A)
            time.sleep(0.01)

    thread = threading.Thread(target=fail)
    thread.start()
    try:
        for _ in range(3):
            testing.check(d2l.corr2d, 'corr2d')
    finally:
        done.set()
        thread.join()
    forget_engine_errors()


class Lists:
    def __init__(self, A):
        self.A = A

    def asnumpy(self):
        return self.A.asnumpy().tolist()


def test_an_asnumpy_may_return_lists():
    testing.check(lambda X, K: Lists(d2l.corr2d(X, K)), 'corr2d')


@pytest.mark.parametrize(
    'function', [Mock(), MagicMock(), lambda X, K: Mock()]
)
def test_a_mock_is_wrong(function):
    with pytest.raises(AssertionError, match='wrong in 83 of 83 cases'):
        testing.check(function, 'corr2d')


def test_a_masked_element_is_wrong():
    X, K = figure()
    Y = np.ma.array([[56, 72], [104, 120]], mask=[[0, 0], [0, 0]])
    testing.assert_matches(Y, X, K)
    Y[0, 1] = np.ma.masked
    with pytest.raises(AssertionError, match='some elements are masked'):
        testing.assert_matches(Y, X, K)


@pytest.mark.parametrize(
    'returned, problem',
    [
        (None, 'Y is None; it has to be an array of real numbers'),
        ('56', 'Y is of type str; '),
        (np.ones((2, 2)) * 1j, 'Y has dtype complex128; '),
        (np.full((2, 2), None), 'Y has dtype object; '),
        ([[1, 2], [np.ones(3), 4]], 'Y '),
        (np.full((2, 2), -128, 'int8'), '  got:        -128'),
        (np.zeros((1, 2, 2)), 'Y has shape (1, 2, 2); it has to be (2, 2)'),
        (np.zeros((2, 2)), '  got:        0'),
    ],
)
def test_what_no_mistake_explains(returned, problem):
    case = testing.cases('corr2d')[0]
    with pytest.raises(AssertionError) as caught:
        case.check(lambda X, K: returned)
    assert problem in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    'function',
    [
        lambda X, K: d2l.corr2d(X, K) * 2,
        lambda X, K: d2l.corr2d(X, K) * (1 + 1e-9),
        lambda X, K: nd.zeros_like(d2l.corr2d(X, K)),
        # half of the wrong ones are flipped
        lambda X, K: (
            d2l.corr2d(X, K[::-1, ::-1])
            if K.dtype == np.float64
            else d2l.corr2d(X, K) * 2
        ),
    ],
)
def test_no_name_is_given_to_an_unknown_mistake(function):
    with pytest.raises(AssertionError, match='no known mistake'):
        testing.check(function, 'corr2d')


def test_a_sign_of_zero_is_a_modification():
    def negates(X, K):
        X[0, 0] = -0.0
        return d2l.corr2d(X, K)

    with pytest.raises(AssertionError, match='Diagnosis: X is modified by'):
        testing.cases('corr2d')[0].check(negates)


def test_whatever_can_be_called_is_checked_and_named():
    class Layer:
        def __call__(self, X, K):
            return d2l.corr2d(X, K)

    for function in (Layer(), partial(d2l.corr2d)):
        report = testing.check(function, 'corr2d')
        assert report.function == type(function).__name__


def returns_tenths(X, K):
    return nd.zeros_like(d2l.corr2d_multi_in_out_1x1(X, K)) + 0.1


@pytest.mark.parametrize(
    'case', mark_slow(testing.cases('corr2d_multi_in_out_1x1'), 10)
)
def test_a_case_is_the_id_of_a_test(case, request):
    assert request.node.callspec.id == case.name
    case.check(d2l.corr2d_multi_in_out_1x1)
    with pytest.raises(
        AssertionError, match='^wrong: .* elements of Y are wrong'
    ):
        case.check(returns_tenths)


@pytest.mark.parametrize('like', mark_slow(testing.FUNCTIONS, 6))
def test_cases_are_what_they_are_said_to_be(like):
    cases = testing.cases(like)
    names = [case.name for case in cases]
    assert len(set(names)) == len(names)
    assert all(case.operands[0].any() for case in cases)
    assert {str(case.X.dtype) for case in cases} == {
        "<class 'numpy.float32'>",
        "<class 'numpy.float64'>",
    }
    first, again, other = cases, testing.cases(like), testing.cases(like, 1)
    for A in 'XK':
        bits = [
            b''.join(getattr(case, A).asnumpy().tobytes() for case in all)
            for all in (first, again, other)
        ]
        assert bits[0] == bits[1] != bits[2]
    windows = {case.K.shape[-2:] for case in cases}
    sizes = {case.X.shape[-2:] for case in cases}
    assert any(h != w for h, w in sizes)
    if not like.endswith('1x1'):
        assert any(k_h != k_w for k_h, k_w in windows)
        assert (1, 1) in windows
        assert any(c.X.shape[-2:] == c.K.shape[-2:] for c in cases)
    if like != 'corr2d':
        assert {1, 32} <= {case.X.shape[0] for case in cases}
    if like in testing.FUNCTIONS[-2:]:
        options = {(case.padding, case.stride) for case in cases}
        assert len(options) > 5


@pytest.mark.parametrize('like', mark_slow(testing.FUNCTIONS, 6))
def test_a_case_has_the_right_output_and_its_bound(like):
    for case in testing.cases(like):
        options = {}
        if like in testing.FUNCTIONS[-2:]:
            options = {'padding': case.padding, 'stride': case.stride}
        else:
            assert case.padding is case.stride is None
        got = []
        with pytest.raises(AssertionError):
            case.check(lambda X, K, *more, got=got: got.extend(more))
        assert got == list(options.values())
        options = {name: pair(n) for name, n in options.items()}
        X, K = case.X.asnumpy(), case.K.asnumpy()
        bound = oracles.bound(X, K, **options)
        high = oracles.loops(
            X.astype(np.longdouble), K.astype(np.longdouble), **options
        )
        if case.group == 'NaN and infinity':
            np.testing.assert_array_equal(case.Y, high)
            continue
        assert case.Y.shape == case.bound.shape == high.shape
        assert (abs(case.Y - high) <= bound / 500).all()
        tiny = 4 * np.prod(K.shape[-3:]) * float(np.finfo(X.dtype).tiny)
        assert (bound <= case.bound).all()
        assert (case.bound <= 1.001 * bound + tiny).all()


def test_completion_shows_the_public_names_alone():
    assert dir(testing) == sorted(testing.__all__)
    assert testing.FUNCTIONS[0] == 'corr2d'


def test_what_cannot_be_checked():
    with pytest.raises(ValueError, match="cases: like is 'conv'.*corr2d_mul"):
        testing.check(d2l.corr2d, 'conv')
    with pytest.raises(TypeError, match='check: function is of type int;'):
        testing.check(56)
    with pytest.raises(TypeError, match='function is of type NoneType;'):
        testing.cases('corr2d')[0].check(None)
    for seed in (-1, 2**32, 0.5, None, True):
        with pytest.raises(ValueError, match='cases: seed is .*from 0 to'):
            testing.cases(seed=seed)


@given(st.data(), st.sampled_from(DTYPES), st.floats(-2, 2))
def test_it_is_the_bound_that_decides(data, dtype, share):
    """Y is put at a share of the bound away from the exact result."""
    layer = data.draw(layers(dtype, any_floats(dtype)))
    X, K = (A.asnumpy() for A in layer[:2])
    options = {'padding': layer[2], 'stride': layer[3]}
    bound = oracles.bound(X, K, **options)
    Y = (oracles.loops(X, K, **options) + share * bound).astype(dtype)
    error = oracles.error(Y, X, K, **options)
    tiny = 4 * K[0].size * float(np.finfo(dtype).tiny)
    if (error <= bound).all():
        testing.assert_matches(Y, X, K, **options)
    elif (error > 1.001 * bound + tiny).any():
        with pytest.raises(AssertionError):
            testing.assert_matches(Y, X, K, **options)


def figure(dtype='float32'):
    X = np.stack([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3)
    K = np.stack([np.arange(4), np.arange(1, 5)]).reshape(2, 2, 2)
    return X.astype(dtype), K.astype(dtype)


@pytest.mark.parametrize(
    'convert',
    [
        np.asarray,
        lambda Y: Y.tolist(),
        lambda Y: Y.astype('int64'),
        lambda Y: [list(Y[0]), tuple(Y[1])],
        lambda Y: nd.array(Y),
        lambda Y: list(nd.array(Y)),
        lambda Y: nd.array(Y).as_np_ndarray(),
        lambda Y: nd.array(Y).tostype('csr'),
        lambda Y: np.asfortranarray(Y),
    ],
)
def test_any_kind_of_array_is_judged(convert):
    X, K = figure()
    Y = np.array([[56, 72], [104, 120]], 'float32')
    testing.assert_matches(convert(Y), X, K)
    testing.assert_matches(convert(Y), nd.array(X), nd.array(K))
    Y[1, 0] = 105
    with pytest.raises(AssertionError, match=r'the first is at \(1, 0\)'):
        testing.assert_matches(convert(Y), X, K)


def test_a_tensor_of_torch_is_judged():
    torch = pytest.importorskip('torch')
    X, K = (torch.from_numpy(A) for A in figure())
    testing.assert_matches(torch.tensor([[56, 72], [104, 120]]), X, K)
    with pytest.raises(
        AssertionError, match=r'Y .* cannot convert.*detach\(\)'
    ):
        Y = torch.zeros((2, 2), requires_grad=True)
        testing.assert_matches(Y, X, K)


def test_the_message_shows_the_arithmetic_of_the_window():
    X, K = figure()
    X, K = X, np.stack([K, K + 1])
    Y = numpy_corr(X, K, 1, (2, 3))
    testing.assert_matches(Y, X, K, 1, (2, 3))
    Y[1, 1, 0] += 3
    with pytest.raises(AssertionError) as caught:
        testing.assert_matches(Y, X, K, 1, (2, 3))
    assert str(caught.value).splitlines() == [
        'assert_matches: 1 of 8 elements of Y is wrong',
        '  the first is at (1, 1, 0)',
        '  arithmetic: (0×1+3×2+0×3+6×4)+(0×2+4×3+0×4+7×5) = 30+47 = 77',
        '  expected:   77',
        '  got:        80',
        '  off by:     3, where arithmetic is exact',
    ]
    Y[0, 0, 1] += 3
    with pytest.raises(AssertionError) as caught:
        testing.assert_matches(Y, X, K, 1, (2, 3))
    assert str(caught.value).splitlines()[1:3] == [
        '  the first is at (0, 0, 1)',
        '  arithmetic: (0×0+0×1+2×2+0×3)+(0×1+0×2+3×3+0×4) = 4+9 = 13',
    ]
    Y[0, 0, 1] -= 3
    # Not of integers; 77 times 8 products times 2**-24 is the bound
    with pytest.raises(AssertionError) as caught:
        testing.assert_matches(Y / 2, X / 2, K, 1, (2, 3))
    *_, off_by = str(caught.value).splitlines()
    assert off_by == (
        '  off by:     1.5, which is 8.2e+04 times rounding_bound'
    )


@pytest.mark.parametrize(
    'stride', [3, 2**63 - 1, 2**63, 10**30, (2**63, 2), (2, 10**30)]
)
def test_a_stride_beyond_the_input_takes_no_step(stride):
    testing.assert_matches([[56]], *figure(), stride=stride)


@pytest.mark.parametrize('value', [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_has_its_place(value):
    X, K = np.ones((2, 1, 3, 3), 'float32')
    X, K = X, K[None, :, :2, :2]
    X[0, 0, 0] = value
    Y = numpy_corr(X, K)
    assert not np.isfinite(Y[0, 0, 0])
    testing.assert_matches(Y, X, K)
    for at, other in [((0, 0, 1), np.nan), ((0, 0, 0), 4), ((0, 1, 1), value)]:
        wrong = Y.copy()
        wrong[at] = other
        with pytest.raises(AssertionError, match='elements? of Y'):
            testing.assert_matches(wrong, X, K)


@pytest.mark.parametrize(
    'dtype, large', [('float32', 3e38), ('float64', 1e308)]
)
def test_a_sum_that_may_overflow_is_not_judged(dtype, large):
    X = np.array([[large, large, -large]], dtype)
    K = np.ones((1, 3), dtype)
    for Y in (np.inf, np.nan, large):
        testing.assert_matches(np.array([[Y]], dtype), X, K)
    with pytest.raises(AssertionError):
        testing.assert_matches([[np.inf]], X[:, :1] / 4, K[:, :1])


def test_a_result_in_float32_is_measured_as_one():
    X, K = (A / 3 for A in figure('float64'))
    Y = numpy_corr(X, K[None])[0]
    testing.assert_matches(Y.astype('float32'), X, K)
    with pytest.raises(AssertionError):
        testing.assert_matches(Y.astype('float32').astype('float64'), X, K)


def test_its_own_arguments_are_checked():
    X, K = figure()
    Y = [[56, 72], [104, 120]]
    for error, arguments, message in [
        (TypeError, (Y, None, K), 'X has dtype object'),
        (TypeError, (Y, X, 'K'), 'K has dtype'),
        (TypeError, (Y, X.astype('int16'), K), 'X has dtype int16'),
        (TypeError, (Y, X, K.astype('float64')), 'K has dtype float64 and X'),
        (ValueError, (Y, X, K[0]), r'X has shape \(2, 3, 3\).*\(h, w\)'),
        (ValueError, (Y, X, K[:1]), 'K has 1 input channels'),
        (ValueError, (Y, X[:, :1], K), 'window of K, 2 x 2'),
        (ValueError, (Y, X[:, :0], K), 'at least 1'),
        (ValueError, (Y, X, K, -1), 'padding is -1'),
        (TypeError, (Y, X, K, 0, 1.5), 'stride is 1.5'),
        (AssertionError, (None, X, K), 'Y is of type NoneType'),
    ]:
        with pytest.raises(error, match=f'^assert_matches: .*{message}'):
            testing.assert_matches(*arguments)


@pytest.mark.parametrize(
    'dtype, narrow, fewest',
    [('float32', 'float16', 2**11), ('float64', 'float32', 2**24)],
)
@pytest.mark.parametrize('more', [0, 1])
def test_a_narrow_sum_too_long_for_a_bound(dtype, narrow, fewest, more):
    X = np.broadcast_to(np.dtype(dtype).type(1), (1, fewest + more))
    Y = np.array([[fewest + more]], narrow)
    with pytest.raises(ValueError, match=f'products in {narrow}, only of few'):
        testing.assert_matches(Y, X, X)


def test_sums_too_long_for_a_bound():
    X = np.broadcast_to(np.float32(1), (4096, 4096))
    with pytest.raises(ValueError, match='sums of 16777216 products'):
        testing.assert_matches([[0]], X, X)
