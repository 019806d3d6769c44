"""Right answers to the handout, in the styles of different students.

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


def compose_by_fourier(K1, K2):
    """Multiply the spectra, in single precision."""
    size = [k1 + k2 - 1 for k1, k2 in zip(K1.shape[2:], K2.shape[2:])]
    F1, F2 = (np.fft.rfft2(K.asnumpy(), size) for K in (K1, K2))
    F = np.einsum('omhw,mihw->oihw', F2, F1).astype('complex64')
    return np.fft.irfft2(F, size).astype('float32')


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


RIGHT = {
    'compose': [
        'compose_by_scipy',
        'compose_into_zeros',
        'compose_by_response',
        'compose_by_fourier',
        'd2l.compose_kernels',
        'lambda K1, K2: np.array(compose_by_scipy(K1, K2), "float32")',
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
        '[1e-200, 0, 1e-200]',
        '[1e6, 0, 1e-6]',
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
        'large(2**-140, 2**25, -2**25), ones(1, 3, 1, 1)',
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
