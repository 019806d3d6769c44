"""Answers that students give to the handout, right ones and wrong ones.

Each is what a name of the handout stands for, or what a count is in terms of
the arguments of `costs`.
"""

from fractions import Fraction

import numpy as np
from mxnet import nd
from scipy.signal import convolve2d

import d2l_channels as d2l

COUNTS = [
    'forward_multiplications',
    'forward_additions',
    'forward_memory',
    'backward_multiplications',
    'backward_additions',
    'backward_memory',
]


def replace_count(costs, part, expression):
    """Return the function with one of its six counts replaced."""

    def replaced(c_i, h, w, c_o, k_h, k_w, p_h, p_w, H, W):
        names = dict(locals(), n=c_i * k_h * k_w, np=np, Fraction=Fraction)
        names.pop('costs', None)
        counts = list(costs(c_i, h, w, c_o, k_h, k_w, p_h, p_w, H, W))
        names.update(zip(COUNTS, counts))
        counts[COUNTS.index(part)] = eval(expression, names)
        return tuple(counts)

    return replaced


# 1


def compose_by_scipy(K1, K2):
    K1, K2 = K1.asnumpy(), K2.asnumpy()
    return [
        [
            sum(convolve2d(k1, k2) for k1, k2 in zip(K1[:, i], K2[o]))
            for i in range(K1.shape[1])
        ]
        for o in range(len(K2))
    ]


def compose_into_zeros(K1, K2):
    (c_m, c_i, h1, w1), (c_o, _, h2, w2) = K1.shape, K2.shape
    K = nd.zeros((c_o, c_i, h1 + h2 - 1, w1 + w2 - 1))
    for o, i, m, a, b in np.ndindex(c_o, c_i, c_m, h2, w2):
        K[o, i, a : a + h1, b : b + w1] += K1[m, i] * K2[o, m, a, b]
    return K


def compose_by_response(K1, K2):
    """Ask each input pixel of a picture as large as the kernel."""
    shape = [k1 + k2 - 1 for k1, k2 in zip(K1.shape[2:], K2.shape[2:])]
    K = np.zeros((K2.shape[0], K1.shape[1], *shape))
    for i, y, x in np.ndindex(*K.shape[1:]):
        X = np.zeros(K.shape[1:])
        X[i, y, x] = 1
        Y = d2l.corr2d_multi_in_out(
            d2l.corr2d_multi_in_out(nd.array(X), K1), K2
        )
        K[:, i, y, x] = Y.asnumpy()[:, 0, 0]
    return K


def compose_two_by_two(K1, K2):
    K1, K2 = K1.asnumpy(), K2.asnumpy()
    (c_m, c_i, h1, w1), (c_o, _, h2, w2) = K1.shape, K2.shape
    K = np.zeros((c_o, c_i, h1 + h2 - 1, w1 + w2 - 1))
    for o, i, m, a, b in np.ndindex(c_o, c_i, c_m, 2, 2):
        K[o, i, a : a + h1, b : b + w1] += K1[m, i] * K2[o, m, a, b]
    return K


def compose_without_a_return(K1, K2):
    compose_by_scipy(K1, K2)


def compose_first_in_the_middle(K1, K2):
    return compose_by_scipy(K1[:1], K2[:, :1])


def compose_one_channel_for_all(K1, K2):
    K = np.array(compose_by_scipy(K1, K2))
    return np.broadcast_to(K[:, :1], K.shape)


# 2


def count_places(h, k, p, s):
    places, top = 0, -p
    while top + k <= h + p:
        places, top = places + 1, top + s
    return places


def measure_size(h, k, p, s):
    X, K = nd.zeros((1, 1, h, 1)), nd.zeros((1, 1, k, 1))
    pad, stride = (p, 0), (s, 1)
    Y = nd.Convolution(
        X,
        K,
        kernel=(k, 1),
        pad=pad,
        stride=stride,
        num_filter=1,
        no_bias=True,
    )
    return Y.shape[2]


# 5


def large(*numbers):
    return [[[number]] for number in numbers]


def ones(*shape):
    return nd.ones(shape)


def cancelling():
    X = np.random.RandomState(0).rand(3, 20, 20).astype('float32')
    X[2] = -(X[0] + X[1])
    return X, np.ones((1, 3, 1, 1))


def random_pair(c_i=3):
    X = nd.random.uniform(shape=(c_i, 3, 3))
    return X, nd.random.uniform(shape=(2, c_i, 1, 1))


# 6


def lay_out(X, K):
    columns = [
        X[:, i : i + K.shape[2], j : j + K.shape[3]].reshape((-1,))
        for i in range(X.shape[1] - K.shape[2] + 1)
        for j in range(X.shape[2] - K.shape[3] + 1)
    ]
    return K.reshape((len(K), -1)), nd.stack(*columns, axis=1)


def lay_out_into_zeros(X, K):
    (c_o, c_i, k_h, k_w), (h, w) = K.shape, X.shape[1:]
    H, W = h - k_h + 1, w - k_w + 1
    left, right = nd.zeros((c_o, c_i * k_h * k_w)), nd.zeros((99, H * W))
    right = right[: c_i * k_h * k_w]
    for o in range(c_o):
        left[o] = K[o].reshape((-1,))
    for i, j in np.ndindex(H, W):
        right[:, i * W + j] = X[:, i : i + k_h, j : j + k_w].reshape((-1,))
    return left, right


def lay_out_in_numpy(X, K):
    left, right = (A.asnumpy() for A in lay_out(X, K))
    return left, right


def lay_out_by_shifts(X, K):
    """Put the channel last, so that each row is a shifted picture."""
    X, K = X.asnumpy(), K.asnumpy()
    H, W = X.shape[1] - K.shape[2] + 1, X.shape[2] - K.shape[3] + 1
    rows = [
        X[c, a : a + H, b : b + W].ravel()
        for a, b, c in np.ndindex(*K.shape[2:], len(X))
    ]
    return K.transpose(0, 2, 3, 1).reshape(len(K), -1), np.array(rows)


def lay_out_the_kernel(X, K):
    """Spread the kernel over one large matrix, the picture being a column."""
    c_i, h, w = X.shape
    pixels = nd.eye(X.size).reshape((-1, c_i, h, w))
    columns = [d2l.corr2d_multi_in_out(x, K).reshape((-1,)) for x in pixels]
    return nd.stack(*columns, axis=1), X.reshape((-1, 1))


def result_times_identity(X, K):
    Y = d2l.corr2d_multi_in_out(X, K).reshape((len(K), -1))
    return Y, nd.eye(Y.shape[1])


def identity_times_result(X, K):
    Y = d2l.corr2d_multi_in_out(X, K).reshape((len(K), -1))
    return nd.eye(len(K)), Y


def flip(K):
    return K[:, :, ::-1, ::-1]


RIGHT = {
    'compose': [
        'compose_by_scipy',
        'compose_into_zeros',
        'compose_by_response',
        'd2l.compose_kernels',
        'lambda K1, K2: np.array(compose_by_scipy(K1, K2), "int32")',
    ],
    'size': [
        'lambda k1, k2: (k1 - 1) + (k2 - 1) + 1',
        'lambda k1, k2: float(k1 + k2 - 1)',
        'lambda k1, k2: len(np.convolve(np.ones(k1), np.ones(k2)))',
    ],
    'row': [
        '(1, 1, 1)',
        'nd.array([1, 0, 1])',
        'np.array([[-2, 0.5, -2]])',
        '[1, 1.99, 1]',
        '[100, 20, 1.5]',
        '[1, 1.9999999, 1]',
        '[Fraction(1, 3), 0, Fraction(1, 2)]',
        'np.array([2, 1, 3], "float32")',
    ],
    'output_size': [
        'count_places',
        'measure_size',
        'lambda h, k, p, s: len(range(0, h + 2 * p - k + 1, s))',
        'lambda h, k, p, s: np.floor((h + 2 * p - k) / s) + 1',
        'lambda h, k, p, s: int((h - k + 2 * p + s) / s)',
        'lambda h, k, p, s: -(-(h + 2 * p - k + 1) // s)',
        'lambda h, k, p, s: np.floor((h + 2 * p - k + s) / s)',
    ],
    'forward_multiplications': ['n * c_o * H * W', 'float(c_o * H * W * n)'],
    'forward_additions': [
        'forward_multiplications - c_o * H * W',
        'H * W * c_o * ((c_i - 1) + c_i * (k_h * k_w - 1))',
    ],
    'forward_memory': [
        'np.prod([c_i, h, w]) + np.prod([c_o, c_i, k_h, k_w]) + c_o * H * W'
    ],
    'backward_multiplications': ['n * c_o * H * W + n * c_o * H * W'],
    'backward_additions': [
        'c_o * n * (H * W - 1) + c_o * n * H * W'
        ' - c_i * (h + p_h + p_h) * (w + p_w + p_w)'
    ],
    'backward_memory': [
        'forward_memory + c_i * h * w + c_o * c_i * k_h * k_w'
    ],
    'channels_factor': [
        'lambda a, b: float(a) * b',
        'lambda a, b: Fraction(a * b, 1)',
        'lambda a, b: nd.array([a]) * b',
    ],
    'additions_factor': [
        'lambda c_i, k_h, k_w: 4 + 2 / (c_i * k_h * k_w - 1)',
        'lambda c, h, w: Fraction(2 * (2 * c * h * w - 1), c * h * w - 1)',
    ],
    'padding_factor': [
        'lambda h, k, p: (1 + 2 * p / (h + 2 * p - k + 1)) ** 2',
        'lambda h, k, p: Fraction(h + 4*p - k + 1, h + 2*p - k + 1) ** 2',
        'lambda h, k, p: np.square(np.divide(h - k + 1 + 4 * p,'
        ' h - k + 1 + 2 * p, dtype="float32"))',
    ],
    'multiplications': ['lambda *sizes: np.prod(sizes)'],
    'additions': [
        'lambda c_i, c_o, h, w: c_i * c_o * h * w - c_o * h * w',
        'lambda c_i, c_o, h, w: float(c_o * h * w) * (c_i - 1)',
    ],
    'pair': [
        'cancelling()',
        'large(1, 2**25, -2**25), ones(1, 3, 1, 1)',
        '[nd.array(large(1, 1e8, -1e8)), ones(4, 3, 1, 1)]',
        'ones(3, 1, 2), np.array([1, 1e9, -1e9]).reshape(1, 3, 1, 1)',
        'np.array(large(3, 2**30, -2**30)), ones(2, 3, 1, 1).asnumpy()',
    ],
    'matrices': [
        'lay_out',
        'lay_out_into_zeros',
        'lay_out_in_numpy',
        'lay_out_by_shifts',
        'lay_out_the_kernel',
        'lambda X, K: [A.tolist() for A in lay_out_in_numpy(X, K)]',
        'lambda X, K: [A.astype("float64") for A in lay_out(X, K)]',
    ],
}

ONCE = 'it goes wrong once there '
NO_RETURN = 'returns nothing: is there a return?'

# Wrong answers, and some of what is said about them
WRONG = {
    'compose': {
        'compose_two_by_two': 'already with one channel everywhere: for K1',
        'compose_without_a_return': f'compose(K1, K2) {NO_RETURN}',
        'compose_first_in_the_middle': ONCE + 'are several channels in the m',
        'compose_one_channel_for_all': ONCE + 'are several input channels',
        'lambda K1, K2: compose_into_zeros(K1, flip(K2))': 'differ from',
        'lambda K1, K2: compose_into_zeros(flip(K1), flip(K2))': 'differ',
        'lambda K1, K2: compose_into_zeros(K1, K2) + 1': 'differ from those',
        'lambda K1, K2: compose_into_zeros(K1, K2).swapaxes(2, 3)': (
            'the output of its kernel has shape'
        ),
        'lambda K1, K2: compose_into_zeros(K1, K2).swapaxes(0, 1)': (
            'a kernel has four axes, here 1 output and 2 input channels first'
        ),
        'lambda K1, K2: compose_into_zeros(K1, K2)[0, 0]': 'four axes',
        'lambda K1, K2: nd.ones((len(K2), K1.shape[1], 3, 4))': (
            'the output of its kernel has shape'
        ),
        'lambda K1, K2: nd.ones((len(K2), K1.shape[1], 20, 4))': (
            'larger than the picture of 9 x 12'
        ),
        'lambda K1, K2: K1 * K2': 'compose(K1, K2) stops with',
        'lambda K1, K2: 1j * np.ones((1, 1, 4, 6))': 'real numbers are needed',
        'ones(4, 2, 4, 6)': 'this has to be a function',
    },
    'size': {
        'lambda k1, k2: k1 + k2 + 1': 'size(3, 2) is 6; of 20 rows, kernels',
        'lambda k1, k2: k1 + k2': 'size(3, 2) is 5',
        'lambda k1, k2: max(k1, k2)': 'size(3, 2) is 3',
        'lambda k1, k2: max(k1, k2) + 1': 'size(5, 5) is 6',
        'lambda k1, k2: k1 * k2 - 2': 'size(2, 6) is 10',
        'lambda k1, k2: None': NO_RETURN,
        'lambda k1, k2: "k1 + k2"': 'real numbers are needed',
        'lambda k1, k2: (k1, k2)': 'and not one number',
    },
    'row': {
        'None': 'there is one: what do',
        '"yes"': "row is 'yes', where real numbers are needed",
        'True': 'row is True, where real numbers are needed',
        '[1, 2]': 'three numbers or None, not [1, 2]',
        '[1, 2, 1]': '[0.707, 0.707] and [1.41, 1.41] make it',
        '[1, 2.2, 1.21]': '] make it',
        'np.array([1, 2.2, 1.21], "float32")': '] make it',
        '[1, 5, 6]': '] make it',
        '[0, 1, 0]': '] make it',
        '[1, 0, -1]': '] make it',
        '[0, 0, 0]': '] make it',
        '[100, 20, 1]': '] make it',
        '[1, 1000, 1]': '] make it',
        '[1, 1j, 1]': 'row is 1j, where real numbers are needed',
        '[1, float("nan"), 1]': 'three numbers or None',
    },
    'output_size': {
        'lambda h, k, p, s: (h + p - k) // s + 1': 'padding on both sides',
        'lambda h, k, p, s: (h + 2 * p - k) / s + 1': (
            'output_size(8, 3, 0, 3) is 2.6666667; the stride does not fit'
        ),
        'lambda h, k, p, s: np.ceil((h + 2 * p - k) / s) + 1': 'does not fit',
        'lambda h, k, p, s: round((h + 2 * p - k) / s) + 1': 'does not fit',
        'lambda h, k, p, s: (h + 2 * p - k) // s': 'a kernel of a single row',
        'lambda h, k, p, s: (h + 2 * p) // s': 'the top row of the kernel',
        'lambda h, k, p, s: (h + 2 * p) // s + 1': 'a kernel of a single row',
        'lambda h, k, p, s: h // s': 'the top row of the kernel',
        'lambda h, k, p, s: (h - k) // s + 1': 'padding on both sides',
        'lambda h, k, p, s: h + 2 * p - k + 1': 'a step of 2 reach',
        'lambda h, k, p, s: (h + 2 * p - k + 1) // s': 'a step of 2 reach',
        'lambda h, k, p, s: (h + 2 * p - s) // k + 1': 'output_size(',
        'lambda h, k, p, s: None': NO_RETURN,
        'lambda h, k, p, s: h // (p - p)': 'stops with ZeroDivisionError',
    },
    'forward_multiplications': {
        'c_o * k_h * k_w * H * W': ONCE + 'are several input channels: write',
        'c_i * k_h * k_w * H * W': ONCE + 'are several output channels',
        'c_o * c_i * H * W': 'wrong once the kernel is larger',
        'c_o * c_i * k_h * k_h * H * W': 'wrong once the kernel is larger',
        'c_o * c_i * k_h * k_w * h * w': 'wrong once the kernel is larger',
        'n * c_o * (h + 2*p_h - k_h + 1) * (w + 2*p_w - k_w + 1)': (
            ONCE + 'is a stride'
        ),
    },
    'forward_additions': {
        '0': 'wrong once the kernel is larger: write out one element',
        'forward_multiplications': 'already with one channel and a 1 x 1',
        'c_o * H * W * (c_i - 1) * k_h * k_w': 'once the kernel is larger',
        'c_o * H * W * c_i * (k_h * k_w - 1)': ONCE + 'are several input',
        'forward_multiplications - 1': 'already with one channel',
        'forward_additions + c_o * H * W': 'already with one channel',
        'H * W * (n - 1)': ONCE + 'are several output channels',
    },
    'forward_memory': {
        'c_i * h * w + c_o * H * W': 'already with one channel and a 1 x 1 '
        'kernel: which arrays does this pass read',
        'c_i * h * w + c_o * n': 'already with one channel',
        'c_i * (h + 2*p_h) * (w + 2*p_w) + c_o * n + c_o * H * W': (
            ONCE + 'is padding'
        ),
        'c_i * h * w + n + c_o * H * W': ONCE + 'are several output channels',
        '4 * forward_memory': 'already with one channel',
    },
    'backward_multiplications': {
        'forward_multiplications': 'which products add up to the gradients',
        '3 * forward_multiplications': 'already with one channel',
        'None': 'real numbers are needed',
    },
    'backward_additions': {
        '0': 'already with one channel and a 1 x 1 kernel: write out the gra',
        'forward_additions': 'already with one channel',
        'backward_multiplications': 'already with one channel',
        '2 * forward_additions': 'already with one channel',
        'backward_multiplications - c_i * h * w - c_o * n': (
            ONCE + 'is padding'
        ),
        'backward_multiplications - c_o * n'
        ' - c_i * (h + 2*p_h) * (W + k_w - 1)': ONCE + 'is a stride',
        'backward_multiplications - n - c_i * (h + 2*p_h) * (w + 2*p_w)': (
            ONCE + 'are several output channels'
        ),
        'backward_multiplications - c_o * n'
        ' - c_i * (2 * H + 1) * (2 * W + 1)': 'already with one channel',
    },
    'backward_memory': {
        'forward_memory': 'already with one channel and a 1 x 1 kernel: which',
        '2 * forward_memory': 'already with one channel',
        'forward_memory + c_i * h * w': 'already with one channel',
    },
    'channels_factor': {
        'lambda a, b: 4': 'channels_factor(1, 1) is 4; which factors of the',
        'lambda a, b: a + b': 'channels_factor(1, 1) is 2',
        'lambda a, b: a': 'channels_factor(1, 3) is 1',
        'lambda a, b: (a * b) ** 2': 'channels_factor(2, 1) is 4',
        'lambda a, b: max(a, b)': 'channels_factor(2, 2) is 2',
        'lambda a, b: "double"': "is 'double', where real numbers are needed",
        '4': 'this has to be a function',
    },
    'additions_factor': {
        'lambda c_i, k_h, k_w: 4': (
            'additions_factor(3, 2, 2) is 4; count the plus signs in one'
        ),
        'lambda c_i, k_h, k_w: 4.18': 'additions_factor(3, 2, 2) is 4.18',
        'lambda c_i, k_h, k_w: 4.181818181818182': 'additions_factor(1, 1, 2)',
        'lambda c_i, k_h, k_w: 2 * (2 * c_i - 1) / (c_i - 1)': 'is 5',
        'lambda c, h, w: (2 * c * h * w - 1) / (c * h * w - 1)': 'is 2.09',
        'lambda c_i, k_h, k_w: None': NO_RETURN,
    },
    'padding_factor': {
        'lambda h, k, p: 2': 'padding_factor(224, 3, 1) is 2; count the',
        'lambda h, k, p: 4': 'padding_factor(224, 3, 1) is 4',
        'lambda h, k, p: 1': 'padding_factor(224, 3, 1) is 1',
        'lambda h, k, p: 1.018': 'padding_factor(224, 3, 1) is 1.018',
        'lambda h, k, p: 1 + 2*p / (h + 2*p - k + 1)': 'along the height',
        'lambda h, k, p: ((h + 4*p) / (h + 2*p)) ** 2': 'and along the width',
        'lambda h, k, p: ((h + 2*p - k + 1) / (h + p - k + 1)) ** 2': (
            'and along the width'
        ),
        'lambda h, k, p: ((h + 2*p - k + 1) / (h + 4*p - k + 1)) ** 2': (
            'and along the width'
        ),
        'lambda h, k, p: float("nan")': 'is nan',
        'lambda h, k, p: [1, 1]': 'and not one number',
    },
    'multiplications': {
        'lambda c_i, c_o, h, w: c_o * h * w': ONCE + 'are several input',
        'lambda c_i, c_o, h, w: c_i * h * w': ONCE + 'are several output',
        'lambda c_i, c_o, h, w: (c_i + c_o) * h * w': 'already with one',
        'lambda c_i, c_o, h, w: 9 * c_i * c_o * h * w': 'already with one',
        'lambda c_i, c_o, h, w: c_i * c_o * h * h': 'already with one',
        'lambda c_i, c_o, h, w: None': NO_RETURN,
        'lambda c_i, c_o: c_i * c_o': 'multiplications(1, 1, 5, 7) stops',
    },
    'additions': {
        'lambda c_i, c_o, h, w: 0': ONCE + 'are several input channels',
        'lambda c_i, c_o, h, w: c_o * c_i * h * w': 'already with one',
        'lambda c_i, c_o, h, w: (c_i - 1) * h * w': ONCE + 'are several out',
        'lambda c_i, c_o, h, w: (c_o - 1) * c_i * h * w': ONCE + 'are several',
        'lambda c_i, c_o, h, w: c_o * c_i * h * w - 1': 'already with one',
        'lambda c_i, c_o, h, w: c_o * (c_i - 1)': ONCE + 'are several input',
    },
    'pair': {
        'None': 'there is one: compare Y1 and Y2',
        'random_pair()': 'times the element',
        'random_pair(256)': 'times the element',
        'ones(3, 4, 5), ones(2, 3, 1, 1)': 'Y1 and Y2 are the same',
        'integers(3, 4, 5), integers(2, 3, 1, 1)': 'Y1 and Y2 are the same',
        'ones(1, 1, 3), ones(2, 1, 1, 1)': 'Y1 and Y2 are the same',
        'large(1, 2**-24, 2**-24), ones(1, 3, 1, 1)': (
            'the difference is at most 1e-07 times the element'
        ),
        'large(1, 2**20, -2**20), ones(1, 3, 1, 1)': 'Y1 and Y2 are the same',
        'large(np.nan), ones(1, 1, 1, 1)': 'take finite numbers',
        'large(3e38, 3e38, -3e38), ones(1, 3, 1, 1)': 'a sum overflows',
        'ones(3, 4, 5), ones(2, 3, 2, 2)': ('not (3, 4, 5) and (2, 3, 2, 2)'),
        'ones(3, 4, 5), ones(2, 4, 1, 1)': 'K of shape (c_o, c_i, 1, 1)',
        'ones(3, 4, 5)': 'it has to be a pair (X, K)',
        '"X", "K"': "X is 'X', where real numbers are needed",
        'True': 'it has to be a pair (X, K)',
    },
    'matrices': {
        'result_times_identity': 'the first matrix changes with X',
        'identity_times_result': 'the second matrix changes with K',
        'lambda X, K: lay_out(X, K)[::-1]': 'have to be as many as the rows',
        'lambda X, K: [A.T for A in lay_out(X, K)][::-1]': (
            'the first matrix changes with X'
        ),
        'lambda X, K: (K.reshape((len(K), -1)), X.reshape((len(X), -1)))': (
            'the columns of the first have to be as many as the rows of the'
        ),
        'lambda X, K: lay_out(X, flip(K))': (
            'already with one channel: for X of shape (1, 4, 6)'
        ),
        'lambda X, K: lay_out(X[:1], K[:, :1])': (
            ONCE + 'are several input channels'
        ),
        'lambda X, K: lay_out(X, K[::-1])': ONCE + 'are several output',
        'lambda X, K: (lay_out(X, K.swapaxes(2, 3))[0], lay_out(X, K)[1])': (
            'already with one channel'
        ),
        'lambda X, K: (lay_out(X, K)[0], lay_out(X, K)[1][:, :-1])': (
            'and cannot hold the output'
        ),
        'lambda X, K: lay_out(X, K)[1]': 'has to return two matrices',
        'lambda X, K: (K, X)': 'matrices have two axes each',
        'lambda X, K: None': NO_RETURN,
        'lambda X, K: (None, None)': 'real numbers are needed',
        'lambda X, K: nd.dot(K, X)': 'matrices(X, K) stops with',
    },
}
