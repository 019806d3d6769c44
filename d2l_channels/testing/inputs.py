"""Inputs and kernels that tell a right implementation from a wrong one."""

from typing import Any

import numpy as np

from .._mxnet import nd

# What a function takes of the arguments of `corr2d_multi_in_out_matmul`
_CUTS: Any = {
    'corr2d': lambda X, K, *_: (X[0], K[0, 0]),
    'corr2d_multi_in': lambda X, K, *_: (X, K[0]),
    'corr2d_multi_in_out': lambda X, K, *_: (X, K),
    'corr2d_multi_in_out_1x1': lambda X, K, *_: (X, K[:, :, :1, :1]),
    'corr2d_multi_in_out_convolution': lambda *layer: layer,
    'corr2d_multi_in_out_matmul': lambda *layer: layer,
}
LIKE = tuple(_CUTS)
# of X and K: products and sums would wrap in them
_OF_INTEGERS = ('uint8', 'int8-float32', 'float64-int32', 'bool-int64')
# c_i, c_o, h, w, k_h, k_w, padding, stride: no two of these sizes may be mixed
# up unnoticed. What a function does not take is left out
_LADDER: Any = (
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


def make_inputs(like, seed, integers):
    """Yield a name, a group and the arguments of what `like` is."""
    for name, group, dtypes, *layer in _make_layers(seed, integers):
        X, K, *options = _CUTS[like](*layer)
        # A single channel may have lost the only 1 of its input
        if not X.any():
            continue
        sizes = X.shape, K.shape, *(np.broadcast_to(n, 2) for n in options)
        parts = [
            argument + 'x'.join(map(str, size))
            for argument, size in zip(('X', 'K', 'padding', 'stride'), sizes)
        ]
        X_dtype, K_dtype = (dtypes.split('-') * 2)[:2]
        X, K = nd.array(X, dtype=X_dtype), nd.array(K, dtype=K_dtype)
        yield '-'.join([name, *parts, dtypes]), group, X, K, *options


def _make_layers(seed, integers):
    """Yield what `corr2d_multi_in_out_matmul` takes, not yet in its dtypes."""
    random = np.random.RandomState(seed)
    group = "the chapter's examples"
    X = np.stack([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3)
    K = np.stack([np.arange(4), np.arange(1, 5)]).reshape(2, 2, 2)
    yield 'figure', group, 'float32', X, np.stack([K, K + 1, K + 2]), 0, 1
    X, K = random.rand(3, 3, 3), random.rand(2, 3, 1, 1)
    yield 'pixel', group, 'float32', X, K, 0, 1

    K = 2 ** np.arange(24).reshape(2, 2, 2, 3)
    for at in np.ndindex(2, 4, 5):
        if at[1:] in [(0, 0), (1, 2), (3, 4)]:
            X = np.zeros((2, 4, 5))
            X[at] = 1
            name = 'one-hot-{}-{}-{}'.format(*at)
            yield name, 'one-hot inputs', 'float32', X, K, 1, 1

    for c_i, c_o, h, w, k_h, k_w, *options in _LADDER:
        shapes = (c_i, h, w), (c_o, c_i, k_h, k_w)
        for dtype in ('float32', 'float64'):
            X, K = (random.randint(-9, 10, shape) for shape in shapes)
            yield 'integers', 'integers', dtype, X, K, *options
            X, K = (random.uniform(-1, 1, shape) for shape in shapes)
            yield 'fractions', 'fractions', dtype, X, K, *options
        for dtypes in _OF_INTEGERS if integers else ():
            X, K = (random.randint(0, 256, shape) for shape in shapes)
            yield 'integers', 'integer dtypes', dtypes, X, K, *options
