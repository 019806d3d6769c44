"""Inputs and kernels that tell a right implementation from a wrong one."""

import numpy as np

LIKE = (
    'corr2d',
    'corr2d_multi_in',
    'corr2d_multi_in_out',
    'corr2d_multi_in_out_1x1',
    'corr2d_multi_in_out_convolution',
    'corr2d_multi_in_out_matmul',
)
_WINDOWED = LIKE[-2:]
# c_i, c_o, h, w, k_h, k_w, padding, stride: no two of these sizes may be mixed
# up unnoticed. What a function does not take is left out
_LADDER = (
    (1, 1, 4, 5, 2, 3, 0, 1),
    (1, 3, 5, 4, 3, 2, 1, 1),
    (3, 1, 5, 5, 2, 2, 0, 2),
    (3, 4, 5, 7, 3, 2, (1, 2), 1),
    (4, 3, 7, 5, 2, 3, 0, (2, 1)),
    (3, 3, 6, 6, 3, 3, 1, 2),
    (4, 4, 5, 6, 3, 3, (2, 0), (1, 3)),
    (5, 2, 3, 4, 3, 4, 0, 1),
    (3, 2, 5, 6, 1, 1, 0, (3, 2)),
    (4, 5, 4, 6, 1, 3, (0, 1), (1, 2)),
    (3, 3, 6, 4, 3, 1, 2, 3),
    (32, 8, 5, 6, 3, 2, 1, (2, 3)),
    (3, 24, 4, 5, 2, 2, 3, 2),
)


def layers(like, seed):
    """Give what `like` takes, as NumPy arrays, with a name and a group.

    The last item is `(padding, stride)`, or empty for a function that takes
    neither.
    """
    for name, group, X, K, window, dtype in _all_layers(seed):
        if like == 'corr2d':
            X, K = X[0], K[0, 0]
        elif like == 'corr2d_multi_in':
            K = K[0]
        elif like == 'corr2d_multi_in_out_1x1':
            K = K[:, :, :1, :1]
        window = window if like in _WINDOWED else ()
        # A single channel may have lost the only 1 of its input
        if X.any():
            name = '-'.join([name, *_sizes(X, K, window), dtype])
            yield name, group, X.astype(dtype), K.astype(dtype), window


def pairs(window):
    """Give the padding and the stride, each as a pair."""
    return [n if isinstance(n, tuple) else (n, n) for n in window or (0, 1)]


def _sizes(X, K, window):
    yield 'X' + 'x'.join(map(str, X.shape))
    yield 'K' + 'x'.join(map(str, K.shape))
    if window:
        padding, stride = pairs(window)
        yield 'padding{}x{}'.format(*padding)
        yield 'stride{}x{}'.format(*stride)


def _all_layers(seed):
    """Give names, groups and the arguments of `corr2d_multi_in_out_matmul`."""
    random = np.random.RandomState(seed)
    group = "the chapter's examples"
    X = np.stack([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3)
    K = np.stack([np.arange(4), np.arange(1, 5)]).reshape(2, 2, 2)
    K = np.stack([K, K + 1, K + 2])
    yield 'figure', group, X, K, (0, 1), 'float32'
    X, K = random.rand(3, 3, 3), random.rand(2, 3, 1, 1)
    yield 'pixel', group, X, K, (0, 1), 'float32'

    K = 2 ** np.arange(24).reshape(2, 2, 2, 3)
    for at in np.ndindex(2, 4, 5):
        if at[1:] in [(0, 0), (1, 2), (3, 4)]:
            X = np.zeros((2, 4, 5))
            X[at] = 1
            name = 'one-hot-{}-{}-{}'.format(*at)
            yield name, 'one-hot inputs', X, K, (1, 1), 'float32'

    for c_i, c_o, h, w, k_h, k_w, padding, stride in _LADDER:
        X_shape, K_shape = (c_i, h, w), (c_o, c_i, k_h, k_w)
        for dtype in ('float32', 'float64'):
            X, K = (random.randint(-9, 10, n) for n in (X_shape, K_shape))
            yield 'integers', 'integers', X, K, (padding, stride), dtype
            X, K = (random.uniform(-1, 1, n) for n in (X_shape, K_shape))
            yield 'fractions', 'fractions', X, K, (padding, stride), dtype
