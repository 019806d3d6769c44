"""Each mistake is made as a student would make it, and called by its name."""

import re

import numpy as np
import pytest
from scipy import signal

from d2l_channels import testing
from d2l_channels.testing.mistakes import MISTAKES
from d2l_channels.testing.mistakes.numbers import WITHOUT_RECIPE

ONE, IN, OUT, LAYER = (
    'corr2d',
    'corr2d_multi_in',
    'corr2d_multi_in_out',
    'corr2d_multi_in_out_matmul',
)


def pair(n):
    return n if isinstance(n, tuple) else (n, n)


def corr(X, K, padding=0, stride=1):
    """Cross-correlate rightly, by one matrix product for each place."""
    (p_h, p_w), (s_h, s_w) = pair(padding), pair(stride)
    X = np.pad(X, [(0, 0), (p_h, p_h), (p_w, p_w)], mode='constant')
    k_h, k_w = K.shape[2:]
    H = (X.shape[1] - k_h) // s_h + 1
    W = (X.shape[2] - k_w) // s_w + 1
    Y = np.zeros((len(K), H, W), K.dtype)
    for i in range(H):
        for j in range(W):
            top, left = i * s_h, j * s_w
            window = X[:, top : top + k_h, left : left + k_w]
            Y[:, i, j] = np.tensordot(K, window, 3)
    return Y


def windows(X, K):
    """Yield each place in the output, and the window there."""
    k_h, k_w = K.shape[-2:]
    for i in range(X.shape[-2] - k_h + 1):
        for j in range(X.shape[-1] - k_w + 1):
            yield i, j, X[..., i : i + k_h, j : j + k_w]


def each_window(compute, dtype=None):
    """Make a function that computes each output of its window and kernel."""

    def function(X, K):
        H = X.shape[-2] - K.shape[-2] + 1
        W = X.shape[-1] - K.shape[-1] + 1
        Y = np.zeros((*K.shape[:-3], H, W), dtype or K.dtype)
        for i, j, window in windows(X, K):
            if K.ndim == 4:
                for o, kernel in enumerate(K):
                    Y[o, i, j] = compute(window, kernel)
            else:
                Y[i, j] = compute(window, K)
        return Y

    return function


def assigns_in_the_loop_over_channels(X, K):
    for x, k in zip(X, K):
        Y = corr(x[None], k[None, None])[0]
    return Y


def returns_in_the_loop_over_channels(X, K):
    for x, k in zip(X, K):
        return corr(x[None], k[None, None])[0]


def starts_at_the_second_channel(X, K):
    Y = 0 * corr(X, K[None])[0]
    for c in range(1, len(X)):
        Y += corr(X[c : c + 1], K[None, c : c + 1])[0]
    return Y


def sum_runs_on(X, K):
    Y = []
    total = 0
    for k in K:
        total = total + corr(X, k[None])[0]
        Y.append(total)
    return np.stack(Y)


def accumulator_above_the_loops(X, K):
    Y = corr(X, K)
    total = 0
    for i, j, window in windows(X, K[0]):
        total += (window * K[0]).sum()
        Y[0, i, j] = total
    for o in range(1, len(K)):
        for i, j, window in windows(X, K[o]):
            total += (window * K[o]).sum()
            Y[o, i, j] = total
    return Y


def one_too_small(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h, X.shape[1] - w), X.dtype)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


def one_not_computed(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), X.dtype)
    for i in range(X.shape[0] - h):
        for j in range(X.shape[1] - w):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


def one_too_large(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 2, X.shape[1] - w + 2), X.dtype)
    Y[:-1, :-1] = corr(X[None], K[None, None])[0]
    return Y


def begins_at_one(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), X.dtype)
    for i in range(1, Y.shape[0]):
        for j in range(1, Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


def of_input_size(X, K):
    Y = np.zeros_like(X)
    right = corr(X[None], K[None, None])[0]
    Y[: right.shape[0], : right.shape[1]] = right
    return Y


def returns_after_a_row(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), X.dtype)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
        return Y


def pads_with(mode):
    def function(X, K, padding, stride):
        (p_h, p_w) = pair(padding)
        X = np.pad(X, [(0, 0), (p_h, p_h), (p_w, p_w)], mode=mode)
        return corr(X, K, 0, stride)

    return function


def pads_by(sides):
    """Pad by what is computed of the padding, before and after."""

    def function(X, K, padding, stride):
        height, width = (sides(p) for p in pair(padding))
        X = np.pad(X, [(0, 0), height, width], mode='constant')
        return corr(X, K, 0, stride)

    return function


def dilates(X, K, padding, stride):
    s_h, s_w = pair(stride)
    c_o, c_i, k_h, k_w = K.shape
    spread = np.zeros(
        (c_o, c_i, (k_h - 1) * s_h + 1, (k_w - 1) * s_w + 1), K.dtype
    )
    spread[:, :, ::s_h, ::s_w] = K
    return corr(X, spread, padding)


def keeps_channels(X, K):
    channels = range(len(X))
    return np.stack([corr(X[[c]], K[:, [c]]) for c in channels], axis=1)


def without_channels(function):
    return lambda X, K: function(X[None], K[None, None])[0]


def columns_of_channels_last(X, K):
    """Lay out windows with their channels last, the kernel's first."""
    rows = [
        window.transpose(1, 2, 0).ravel() for _, _, window in windows(X, K)
    ]
    Y = K.reshape(len(K), -1) @ np.stack(rows).T
    return Y.reshape(corr(X, K).shape)


def product_not_transposed(X, K):
    rows = [window.ravel() for _, _, window in windows(X, K)]
    Y = np.stack(rows) @ K.reshape(len(K), -1).T
    return Y.reshape(corr(X, K).shape)


def multiplies_and_adds(X, K):
    """Start the sum at 1 and multiply."""
    return np.prod(X * K)


def through_fourier(X, K):
    return np.stack(
        [
            sum(
                signal.fftconvolve(x, k[::-1, ::-1], mode='valid')
                for x, k in zip(X, kernel)
            )
            for kernel in K
        ]
    )


def maximum_of_channels(X, K):
    return np.max(
        [corr(x[None], k[None, None])[0] for x, k in zip(X, K)], axis=0
    )


def rounds(X, K):
    return np.round(corr(X, K), 2)


def first_channel_twice(X, K):
    Y = corr(X[:1], K[None, :1])
    for x, k in zip(X, K):
        Y = Y + corr(x[None], k[None, None])
    return Y[0]


def windows_without_stride(X, K, padding, stride):
    """Begin the window of the output (i, j) at (i, j)."""
    _, H, W = corr(X, K, padding, stride).shape
    return corr(X, K, padding)[:, :H, :W]


def thins_out_the_input(X, K, padding, stride):
    (p_h, p_w), (s_h, s_w) = pair(padding), pair(stride)
    X = np.pad(X, [(0, 0), (p_h, p_h), (p_w, p_w)], mode='constant')
    return corr(X[:, ::s_h, ::s_w], K)


def size_without_the_first_place(X, K, padding, stride):
    """Divide h - k_h + 1 by the stride, not h - k_h before 1 is added."""
    (p_h, p_w), (s_h, s_w) = pair(padding), pair(stride)
    H = (X.shape[1] + 2 * p_h - K.shape[2] + 1) // s_h
    W = (X.shape[2] + 2 * p_w - K.shape[3] + 1) // s_w
    return corr(X, K, padding, stride)[:, :H, :W]


def ignores_the_padding_and_steps_by_one(X, K, padding, stride):
    """Take all windows of X alone, then as many as the stride would leave."""
    right = corr(X, K, stride=stride)
    return corr(X, K)[:, : right.shape[1], : right.shape[2]]


def one_too_small_and_not_reset(X, K):
    (h, w), (k_h, k_w) = X.shape[1:], K.shape[1:]
    Y = np.zeros((h - k_h, w - k_w), X.dtype)
    total = 0
    for i, j in np.ndindex(Y.shape):
        total += (X[:, i : i + k_h, j : j + k_w] * K).sum()
        Y[i, j] = total
    return Y


def sigmoid(Y):
    return 1 / (1 + np.exp(-Y))


# A name as it is reported, the function it should be, one that is not
MADE = [
    ('the kernel is flipped: a true convolution', ONE, signal.convolve2d),
    (
        'the kernel is flipped along its height alone',
        OUT,
        lambda X, K: corr(X, K[:, :, ::-1]),
    ),
    (
        'the kernel is flipped along its width alone',
        LAYER,
        lambda X, K, *sizes: corr(X, K[..., ::-1], *sizes),
    ),
    (
        'the window is transposed',
        LAYER,
        lambda X, K, *sizes: corr(X, K.swapaxes(2, 3), *sizes),
    ),
    (
        'the kernel is rotated by 90 degrees',
        OUT,
        lambda X, K: corr(X, np.rot90(K, axes=(2, 3))),
    ),
    (
        'the input is transposed',
        ONE,
        lambda X, K: corr(X.T[None], K[None, None])[0],
    ),
    ('the input is flipped', OUT, lambda X, K: corr(X[:, ::-1], K)),
    (
        'only the first input channel is used',
        IN,
        returns_in_the_loop_over_channels,
    ),
    (
        'only the last input channel counts',
        IN,
        assigns_in_the_loop_over_channels,
    ),
    (
        'the last input channel is dropped, as by a zip that stops early',
        OUT,
        lambda X, K: corr(X[:-1], K[:, :-1]),
    ),
    (
        'the first input channel is dropped',
        IN,
        starts_at_the_second_channel,
    ),
    (
        'the input channels are reversed',
        OUT,
        lambda X, K: corr(X[::-1], K),
    ),
    (
        'the output channels are mixed up with the input channels',
        'corr2d_multi_in_out_1x1',
        lambda X, K: corr(
            X, K.reshape(len(X), -1).T[:, :, np.newaxis, np.newaxis]
        ),
    ),
    (
        'the first kernel is used for all output channels',
        OUT,
        lambda X, K: np.stack([corr(X, K[:1])[0] for _ in K]),
    ),
    (
        'the last kernel is used for all output channels',
        OUT,
        lambda X, K: np.stack([corr(X, K[-1:])[0] for _ in K]),
    ),
    (
        'the first channel of K is used for all input channels',
        IN,
        lambda X, K: corr(X.sum(0, keepdims=True), K[None, :1])[0],
    ),
    (
        'the first channel of X is used for all input channels',
        OUT,
        lambda X, K: corr(X[:1], K.sum(1, keepdims=True)),
    ),
    (
        'the channels of X or K are added up before they are multiplied',
        OUT,
        lambda X, K: np.einsum(
            'oiab,jhwab->ohw',
            K,
            np.lib.stride_tricks.sliding_window_view(
                X, K.shape[2:], axis=(1, 2)
            ),
        ),
    ),
    (
        'the kernel is laid out in another order than the windows',
        OUT,
        columns_of_channels_last,
    ),
    (
        'the kernel is reshaped where it has to be transposed',
        OUT,
        lambda X, K: corr(
            X, K.reshape(*K.shape[2:], *K.shape[1::-1]).transpose(3, 2, 0, 1)
        ),
    ),
    (
        'windows and kernel are multiplied as matrices, not by element',
        ONE,
        each_window(lambda window, k: (window @ k).sum()),
    ),
    (
        'only the last product of each window counts',
        ONE,
        each_window(lambda window, k: window[-1, -1] * k[-1, -1]),
    ),
    (
        'only the first product of each window counts',
        ONE,
        each_window(lambda window, k: window[0, 0] * k[0, 0]),
    ),
    ('the square of X is taken', OUT, lambda X, K: corr(X * X, K)),
    ('the square of K is taken', OUT, lambda X, K: corr(X, K * K)),
    (
        'the fractions of X or K are cut off',
        OUT,
        lambda X, K: corr(np.trunc(X), K),
    ),
    (
        'NaN or infinity is replaced by a number',
        OUT,
        lambda X, K: corr(np.where(np.isfinite(X), X, 0).astype(X.dtype), K),
    ),
    (
        'the padding is ignored',
        LAYER,
        lambda X, K, padding, stride: corr(X, K, stride=stride),
    ),
    (
        'the stride is ignored',
        LAYER,
        lambda X, K, padding, stride: corr(X, K, padding),
    ),
    (
        'padding and stride are ignored',
        LAYER,
        lambda X, K, padding, stride: corr(X, K),
    ),
    (
        'the output is the "full" one',
        OUT,
        lambda X, K: corr(X, K, tuple(k - 1 for k in K.shape[2:])),
    ),
    ('zero padding is added', OUT, lambda X, K: corr(X, K, padding=1)),
    (
        'zero padding is added',
        ONE,
        lambda X, K: signal.correlate2d(X, K, mode='same'),
    ),
    (
        'the padding is taken as the total of both sides',
        LAYER,
        pads_by(lambda p: (p // 2, p // 2)),
    ),
    (
        'zeros are added only at the bottom and right',
        LAYER,
        pads_by(lambda p: (0, p)),
    ),
    (
        'zeros are added only at the bottom and right',
        LAYER,
        pads_by(lambda p: (0, 2 * p)),
    ),
    (
        'zeros are added only at the top and left',
        LAYER,
        pads_by(lambda p: (p, 0)),
    ),
    (
        'the padding is doubled',
        LAYER,
        pads_by(lambda p: (2 * p, 2 * p)),
    ),
    (
        'the width is not padded',
        LAYER,
        lambda X, K, padding, stride: corr(
            X, K, (pair(padding)[0], 0), stride
        ),
    ),
    (
        'the height is not padded',
        LAYER,
        lambda X, K, padding, stride: corr(
            X, K, (0, pair(padding)[1]), stride
        ),
    ),
    (
        'height and width of padding or stride are swapped',
        LAYER,
        lambda X, K, padding, stride: corr(
            X, K, pair(padding)[::-1], pair(stride)[::-1]
        ),
    ),
    (
        'padding or stride of the height is used for the width too',
        LAYER,
        lambda X, K, padding, stride: corr(
            X, K, padding, pair(pair(stride)[0])
        ),
    ),
    (
        'padding or stride of the width is used for the height too',
        LAYER,
        lambda X, K, padding, stride: corr(
            X, K, pair(pair(padding)[1]), pair(pair(stride)[1])
        ),
    ),
    (
        'padding and stride are swapped, as if given in the other order',
        LAYER,
        lambda X, K, padding, stride: corr(X, K, stride, padding),
    ),
    (
        'the edge is repeated where zeros have to be added',
        LAYER,
        pads_with('edge'),
    ),
    (
        'the input is mirrored where zeros have to be added',
        LAYER,
        pads_with('symmetric'),
    ),
    (
        'the input wraps around where zeros have to be added',
        LAYER,
        pads_with('wrap'),
    ),
    (
        'ones are added where zeros have to be',
        LAYER,
        lambda X, K, padding, stride: corr(
            np.pad(
                X,
                [(0, 0), *((p, p) for p in pair(padding))],
                mode='constant',
                constant_values=1,
            ),
            K,
            0,
            stride,
        ),
    ),
    ('the stride is taken for the dilation', LAYER, dilates),
    (
        'the stride is applied twice',
        LAYER,
        lambda X, K, padding, stride: corr(X, K, padding, stride)[
            :, :: pair(stride)[0], :: pair(stride)[1]
        ],
    ),
    (
        'the stride of the width is ignored',
        LAYER,
        lambda X, K, padding, stride: corr(
            X, K, padding, (pair(stride)[0], 1)
        ),
    ),
    (
        'the stride of the height is ignored',
        LAYER,
        lambda X, K, padding, stride: corr(
            X, K, padding, (1, pair(stride)[1])
        ),
    ),
    (
        'the stride is one too large',
        OUT,
        lambda X, K: corr(X, K, stride=2),
    ),
    (
        'the stride is one too large',
        LAYER,
        lambda X, K, padding, stride: corr(
            X, K, padding, tuple(s + 1 for s in pair(stride))
        ),
    ),
    (
        'the window steps by its own size, as in pooling',
        OUT,
        lambda X, K: corr(X, K, stride=K.shape[2:]),
    ),
    (
        'only every second output is computed',
        LAYER,
        lambda *layer: corr(*layer)[:, ::2, ::2],
    ),
    (
        'the input channels are not summed',
        IN,
        lambda X, K: [corr(x[None], k[None, None])[0] for x, k in zip(X, K)],
    ),
    (
        'the output channels are summed too',
        OUT,
        lambda X, K: corr(X, K).sum(0),
    ),
    (
        'the mean of the input channels is taken, not their sum',
        OUT,
        lambda X, K: corr(X, K) / len(X),
    ),
    (
        'the mean over the window is taken, not the sum',
        ONE,
        each_window(lambda window, k: (window * k).mean()),
    ),
    (
        'the mean over window and channels is taken, not the sum',
        IN,
        each_window(lambda window, k: (window * k).mean()),
    ),
    (
        'the largest product is taken, not the sum of all',
        ONE,
        each_window(lambda window, k: (window * k).max()),
    ),
    (
        'the largest product is taken, not the sum of all',
        IN,
        maximum_of_channels,
    ),
    (
        'products are multiplied where they have to be added up',
        ONE,
        each_window(multiplies_and_adds),
    ),
    ('the sum is not reset between outputs', OUT, sum_runs_on),
    (
        'the sum is not reset between outputs',
        OUT,
        accumulator_above_the_loops,
    ),
    ('the output is one row or one column too small', ONE, one_too_small),
    (
        'the output is one row or one column too small',
        LAYER,
        lambda *layer: corr(*layer)[:, :-1],
    ),
    (
        'the last row or column of the output is not computed',
        ONE,
        one_not_computed,
    ),
    ('the output is one row or one column too large', ONE, one_too_large),
    (
        'the first row or column of the output is left out',
        ONE,
        begins_at_one,
    ),
    (
        'the output has the size of the input, and zeros at its end',
        ONE,
        of_input_size,
    ),
    (
        'only the beginning of the output is computed',
        ONE,
        returns_after_a_row,
    ),
    (
        'the output is transposed',
        ONE,
        lambda X, K: corr(X[None], K[None, None])[0].T,
    ),
    (
        'height and width of the output are swapped by a reshape',
        LAYER,
        lambda *layer: corr(*layer).reshape(
            [corr(*layer).shape[axis] for axis in (0, 2, 1)]
        ),
    ),
    (
        'the output is reshaped where it has to be transposed',
        OUT,
        product_not_transposed,
    ),
    ('the output is flipped', OUT, lambda X, K: corr(X, K)[:, ::-1, ::-1]),
    ('the output channels are reversed', OUT, lambda X, K: corr(X, K[::-1])),
    (
        'the output channels are joined where they have to be stacked',
        OUT,
        lambda X, K: np.concatenate(corr(X, K)),
    ),
    (
        'the first input channel is counted twice',
        IN,
        first_channel_twice,
    ),
    (
        'the stride is used only for the size of the output',
        LAYER,
        windows_without_stride,
    ),
    (
        'the stride is applied to the input, before windows are taken',
        LAYER,
        thins_out_the_input,
    ),
    (
        'the output is one row or one column too small',
        LAYER,
        size_without_the_first_place,
    ),
    (
        'only the beginning of the output is computed',
        OUT,
        lambda X, K: corr(X, K[:1]),
    ),
    (
        'the output channels come last',
        LAYER,
        lambda *layer: corr(*layer).transpose(1, 2, 0),
    ),
    (
        'an axis of size 1 is left in front',
        LAYER,
        lambda *layer: corr(*layer)[None],
    ),
    (
        'an axis of size 1 is left at the end',
        ONE,
        lambda X, K: corr(X[None], K[None, None])[0][..., None],
    ),
    (
        'axes of size 1 are dropped',
        LAYER,
        lambda *layer: corr(*layer).squeeze(),
    ),
    ('the output is left flat', OUT, lambda X, K: corr(X, K).ravel()),
    (
        'the output is left flat',
        OUT,
        lambda X, K: corr(X, K).reshape(len(K), -1),
    ),
    ('the sign is reversed', OUT, lambda X, K: -corr(X, K)),
    ('the absolute value is taken', OUT, lambda X, K: abs(corr(X, K))),
    (
        'an activation is left in, a ReLU',
        LAYER,
        lambda *layer: np.maximum(corr(*layer), 0),
    ),
    (
        'an activation is left in, a sigmoid',
        OUT,
        lambda X, K: sigmoid(corr(X, K)),
    ),
    (
        'an activation is left in, tanh',
        OUT,
        lambda X, K: np.tanh(corr(X, K)),
    ),
    (
        'the output is truncated to integers',
        OUT,
        lambda X, K: np.trunc(corr(X, K)),
    ),
    ('the output is rounded to a few decimals', OUT, rounds),
    (
        'X and K are added, not multiplied',
        ONE,
        each_window(lambda window, k: (window + k).sum()),
    ),
    (
        'rounding errors are larger than those of sums of products, as from '
        'an FFT',
        OUT,
        through_fourier,
    ),
    ('a constant is added, as a bias is', OUT, lambda X, K: corr(X, K) + 1),
    (
        'the result is computed in float32',
        OUT,
        lambda X, K: corr(X.astype('f'), K.astype('f')).astype(X.dtype),
    ),
    (
        'the result is computed in float16',
        OUT,
        lambda X, K: corr(X, K).astype('float16').astype(X.dtype),
    ),
    (
        'the result is cast to float16',
        OUT,
        lambda X, K: np.float16(corr(X, K)),
    ),
    ('the function returns nothing', OUT, lambda X, K: None),
]


def check(function, like):
    """Return the diagnoses of a wrong function of NumPy arrays."""
    with pytest.raises(AssertionError) as caught:
        testing.check(function, like, convert=np.asarray)
    return re.findall(r'Diagnosis: (.*)', str(caught.value))


def mark_slow(rows, step):
    """Leave every so many rows one among the quick tests."""
    marked = []
    for n, row in enumerate(rows):
        values = row if isinstance(row, tuple) else (row,)
        marks = [] if n % step == 0 else [pytest.mark.slow]
        marked.append(pytest.param(*values, marks=marks))
    return marked


@pytest.mark.filterwarnings('ignore:overflow', 'ignore:invalid value')
@pytest.mark.parametrize('name, like, function', mark_slow(MADE, 20))
def test_a_mistake_is_called_by_its_name(name, like, function):
    if function is signal.convolve2d:

        def function(X, K):
            return signal.convolve2d(X, K, mode='valid')

    assert check(function, like) == [name]


def test_an_array_of_integers_takes_no_fractions_no_infinity_and_no_nan():
    function = each_window(lambda window, k: (window * k).sum(), dtype='int64')
    assert check(function, ONE) == [
        'the output is truncated to integers',
        'the function raises OverflowError',
        'the function raises ValueError',
    ]


def test_no_mistake_is_without_a_test():
    named = {name for name, _, _ in MADE}
    known = MISTAKES + tuple(mistake for mistake, _ in WITHOUT_RECIPE)
    assert {mistake.name for mistake in known} <= named


TWO = [
    (
        {'flipped: a', 'one row or one column too small'},
        OUT,
        lambda X, K: corr(X, K[:, :, ::-1, ::-1])[:, :-1, :-1],
    ),
    (
        {'channels are not summed', 'one row or one column too small'},
        IN,
        lambda X, K: [one_too_small(x, k) for x, k in zip(X, K)],
    ),
    (
        {'flipped: a', 'cast to float16'},
        OUT,
        lambda X, K: np.float16(corr(X, K[:, :, ::-1, ::-1])),
    ),
    (
        {'flipped: a', 'the stride is ignored'},
        LAYER,
        lambda X, K, padding, stride: corr(X, K[:, :, ::-1, ::-1], padding),
    ),
    (
        {'padding is ignored', 'output channels come last'},
        LAYER,
        lambda X, K, padding, stride: corr(X, K, 0, stride).transpose(1, 2, 0),
    ),
    (
        {'flipped: a', 'axis of size 1 is left in front'},
        OUT,
        lambda X, K: corr(X, K[:, :, ::-1, ::-1])[None],
    ),
    (
        {'only the last input channel counts', 'window is transposed'},
        IN,
        lambda X, K: corr(X[-1:], K[None, -1:].swapaxes(2, 3))[0],
    ),
    (
        {'padding is ignored', 'stride is used only for the size'},
        LAYER,
        ignores_the_padding_and_steps_by_one,
    ),
    (
        {'one row or one column too small', 'the sum is not reset'},
        IN,
        one_too_small_and_not_reset,
    ),
    (
        {'the output is transposed', 'input channels are not summed'},
        OUT,
        lambda X, K: keeps_channels(X, K).swapaxes(2, 3),
    ),
    (
        {'the output is flipped', 'input channels are not summed'},
        OUT,
        lambda X, K: keeps_channels(X, K)[..., ::-1, ::-1],
    ),
    (
        {'has the size of the input', 'input channels are not summed'},
        OUT,
        lambda X, K: np.pad(
            keeps_channels(X, K),
            [(0, 0), (0, 0), (0, K.shape[2] - 1), (0, K.shape[3] - 1)],
            mode='constant',
        ),
    ),
]


@pytest.mark.filterwarnings('ignore:overflow', 'ignore:invalid value')
@pytest.mark.parametrize('names, like, function', mark_slow(TWO, 15))
def test_two_mistakes_at_once_are_named(names, like, function):
    found = check(function, like)
    assert len(found) == len(names)
    for name in names:
        assert name in str(found)
