"""Wrong answers to the handout, and some of what is said about them.

Each is what a name of the handout stands for, or what a count is in terms of
the arguments of `costs`.
"""

import numpy as np
from mxnet import nd

import d2l_channels as d2l

from .right_answers import compose_by_scipy


def compose_two_by_two(K1, K2):
    K1, K2 = K1.asnumpy(), K2.asnumpy()
    (c_m, c_i, h1, w1), (c_o, _, h2, w2) = K1.shape, K2.shape
    K = np.zeros((c_o, c_i, h1 + h2 - 1, w1 + w2 - 1))
    for o, i, m, a, b in np.ndindex(c_o, c_i, c_m, 2, 2):
        K[o, i, a : a + h1, b : b + w1] += K1[m, i] * K2[o, m, a, b]
    return K


def compose_two_by_three(K1, K2):
    K1, K2 = K1.asnumpy(), K2.asnumpy()
    (c_m, c_i, h1, w1), c_o = K1.shape, len(K2)
    K = np.zeros((c_o, c_i, h1 + 1, w1 + 2))
    for o, i, m, a, b in np.ndindex(c_o, c_i, c_m, *K2.shape[2:]):
        K[o, i, a : a + h1, b : b + w1] += K1[m, i] * K2[o, m, a, b]
    return K


def compose_without_a_return(K1, K2):
    compose_by_scipy(K1, K2)


def compose_first_in_the_middle(K1, K2):
    return compose_by_scipy(K1[:1], K2[:, :1])


def compose_one_channel_for_all(K1, K2):
    K = np.array(compose_by_scipy(K1, K2))
    return np.broadcast_to(K[:, :1], K.shape)


def random_pair(c_i=3):
    X = nd.random.uniform(shape=(c_i, 3, 3))
    return X, nd.random.uniform(shape=(2, c_i, 1, 1))


def result_times_identity(X, K):
    Y = d2l.corr2d_multi_in_out(X, K).reshape((len(K), -1))
    return Y, nd.eye(Y.shape[1])


def identity_times_result(X, K):
    Y = d2l.corr2d_multi_in_out(X, K).reshape((len(K), -1))
    return nd.eye(len(K)), Y


def flip(K):
    return K[:, :, ::-1, ::-1]


def whole(K):
    return K.astype('int32').astype('float32')


ONCE = 'it goes wrong once there '
FRACTIONS = ONCE + 'are weights that are not whole numbers'
CLOSE = 'that is close, but not exact: do not round'
NO_RETURN = 'returns nothing: is there a return?'

# Wrong answers, and some of what is said about them
WRONG = {
    'compose': {
        'compose_two_by_two': 'already with one channel everywhere: for K1',
        'compose_two_by_three': 'for K1 of shape (2, 3, 1, 3) and K2 of (2, 2',
        'compose_without_a_return': f'compose(K1, K2) {NO_RETURN}',
        'compose_first_in_the_middle': ONCE + 'are several channels in the m',
        'compose_one_channel_for_all': ONCE + 'are several input channels',
        'lambda K1, K2: compose_into_zeros(K1, flip(K2))': 'differ from',
        'lambda K1, K2: compose_into_zeros(flip(K1), flip(K2))': 'differ',
        'lambda K1, K2: compose_into_zeros(K1, K2) + 1': 'differ from those',
        'lambda K1, K2: 1.01 * compose_into_zeros(K1, K2)': 'differ from',
        'lambda K1, K2: compose_into_zeros(K1, K2) + 0.009': 'differ from',
        'lambda K1, K2: compose_by_fourier(K1, K2) - 0.002': 'differ from',
        'lambda K1, K2: np.array(compose_by_scipy(K1, K2), int)': FRACTIONS,
        'lambda K1, K2: compose_by_fourier(K1, K2).round()': FRACTIONS,
        'lambda K1, K2: compose_into_zeros(whole(K1), whole(K2))': FRACTIONS,
        'lambda K1, K2: compose_into_zeros(K1, K2).round()': FRACTIONS,
        'lambda K1, K2: np.inf * compose_into_zeros(K1, K2)': 'differ from',
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
        'lambda K1, K2: [[[[1, 2, 3], [4, 5]]]]': 'rows that differ in length',
        'lambda K1, K2: []': 'rows that differ in length, or an empty list',
        'lambda K1, K2: compose': 'real numbers are needed',
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
        'np.array(5)': 'three numbers or None',
        'nd.array([1, 2, 1])': '] make it',
        '[1, None, 1]': 'row is None, where real numbers are needed',
        '[[1, 0], [0, 1]]': 'three numbers or None, not [[1, 0], [0, 1]]',
        '[1, 2]': 'three numbers or None, not [1, 2]',
        '[1, 2, 1]': '[1, 1] and [1, 1] make it',
        '[1, 2.2, 1.21]': '] make it',
        'np.array([1, 2.2, 1.21], "float32")': '] make it',
        '[1, 5, 6]': '] make it',
        '[0, 1, 0]': '[0, 1] and [1, 0] make it',
        '[0, 1, 1]': '[0, 1] and [1, 1] make it',
        '[1, -1, 0]': '[1, -1] and [1, 0] make it',
        '[3, 0, 0]': '[1, 0] and [3, 0] make it',
        '[1, 0, -1]': '] make it',
        '[0, 0, 0]': '[0, 1] and [0, 0] make it',
        '[100, 20, 1]': '[1, 0.1] and [100, 10] make it',
        '[1, 1000, 1]': '[1, 1e+03] and [1, 0.001] make it (written here',
        '[1, 1e5, 1]': '[1, 1e+05] and [1, 1e-05] make it (written here',
        '[1 / 6, 1 / 3, 1 / 6]': '[1, 1] and [0.167, 0.167] make it',
        'np.array([1, 2, 1]) / 6': '[1, 1] and [0.167, 0.167] make it',
        'nd.array([1, 2, 1]) / 6': '[1, 1] and [0.167, 0.167] make it',
        'np.convolve([0.1, 0.3], [0.1, 0.3])': '] make it (written here',
        '[1, 2 * 3**0.5, 3]': '[1, 1.73] and [1, 1.73] make it',
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
        'lambda h, k, p, s: output_size(h, p, k, s)': 'output_size(',
        'lambda h, k, p, s: (p, k)': 'and not one number',
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
        '0': 'wrong once the kernel is larger: write out one element of the '
        'output: how many plus signs are in it, and how many elements are',
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
        'lambda c_i, k_h, k_w: 4.18': (
            'additions_factor(3, 2, 2) is 4.18; ' + CLOSE
        ),
        'lambda c, h, w: round(4 + 2 / (c * h * w - 1), 1)': CLOSE,
        'lambda c_i, k_h, k_w: 4.181818181818182': 'additions_factor(1, 1, 2)',
        'lambda c_i, k_h, k_w: 2 * (2 * c_i - 1) / (c_i - 1)': 'is 5',
        'lambda c, h, w: (2 * c * h * w - 1) / (c * h * w - 1)': 'is 2.09',
        'lambda c_i, k_h, k_w: None': NO_RETURN,
    },
    'padding_factor': {
        'lambda h, k, p: 2': 'padding_factor(224, 3, 1) is 2; count the',
        'lambda h, k, p: 4': 'padding_factor(224, 3, 1) is 4',
        'lambda h, k, p: 1': 'padding_factor(224, 3, 1) is 1',
        'lambda h, k, p: 1.018': 'padding_factor(224, 3, 1) is 1.018; '
        + CLOSE,
        'lambda h, k, p: ((h - k + 1 + 3*p) / (h - k + 1 + p)) ** 2': (
            'there are p on each side'
        ),
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
        'lambda c_i, c_o, h, w: c_o * h * w': ONCE + 'are several input '
        'channels: write out one element of the output; and how many',
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
        'large(2**25, 1, -2**25), ones(1, 3, 1, 1)': (
            'or the same was rounded in both; give the numbers to the channel'
        ),
        'large(1, 2**25, -2**25, 2**-30), ones(1, 4, 1, 1)': (
            'the difference is slightly less than the element: what makes'
        ),
        'integers(3, 4, 5), integers(2, 3, 1, 1)': 'Y1 and Y2 are the same',
        'ones(1, 1, 3), ones(2, 1, 1, 1)': 'Y1 and Y2 are the same',
        'large(1, 2**-24, 2**-24), ones(1, 3, 1, 1)': (
            'the difference is at most about 1e-07 times the element'
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
