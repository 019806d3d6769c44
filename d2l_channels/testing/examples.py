"""The layers that tell right from wrong."""

from itertools import product
from typing import Iterator, NamedTuple, Tuple

import numpy as np

from .._shapes import IntOrPair

# The dtypes of X and K: products and sums would wrap in them
_INTEGER_DTYPES = (
    ('uint8', 'uint8'),
    ('int8', 'float32'),
    ('float64', 'int32'),
    ('bool', 'int64'),
)


class _Shapes(NamedTuple):
    """The sizes of a layer."""

    X: Tuple[int, int, int]
    K: Tuple[int, int, int, int]
    padding: IntOrPair
    stride: IntOrPair


# No two sizes may be mixed up unnoticed
_LADDER = (
    _Shapes((1, 4, 5), (1, 1, 2, 3), 0, 1),
    _Shapes((1, 5, 4), (3, 1, 3, 2), 1, 1),
    _Shapes((3, 5, 5), (1, 3, 2, 2), 0, 2),
    _Shapes((3, 5, 7), (4, 3, 3, 2), (1, 2), 1),
    _Shapes((4, 7, 5), (3, 4, 2, 3), 0, (2, 1)),
    _Shapes((3, 6, 6), (3, 3, 3, 3), 1, 2),
    _Shapes((4, 5, 6), (4, 4, 3, 3), (2, 0), (1, 3)),
    _Shapes((5, 3, 4), (2, 5, 3, 4), 0, 1),
    _Shapes((3, 5, 6), (2, 3, 1, 1), 0, (3, 2)),
    _Shapes((4, 4, 6), (5, 4, 1, 3), (0, 1), (1, 2)),
    _Shapes((3, 6, 4), (3, 3, 3, 1), 2, 3),
    _Shapes((32, 5, 6), (8, 32, 3, 2), 1, (2, 3)),
    _Shapes((3, 4, 5), (24, 3, 2, 2), 3, 2),
)
# Where a side, the window, padding or stride is at an end of its range
_UNUSUAL = (
    _Shapes((3, 1, 6), (2, 3, 1, 3), 0, 1),
    _Shapes((3, 6, 1), (2, 3, 3, 1), 0, 1),
    _Shapes((2, 1, 1), (3, 2, 1, 1), 0, 1),
    _Shapes((2, 3, 2), (3, 2, 5, 4), (1, 2), 1),
    _Shapes((2, 4, 5), (3, 2, 3, 2), 1, (8, 9)),
    _Shapes((2, 6, 4), (3, 2, 2, 4), (5, 4), (4, 5)),
)
# Beyond any tile, and any loop that is written out
_LARGE = (
    _Shapes((2, 10, 9), (2, 2, 7, 8), (5, 3), 1),
    _Shapes((2, 33, 34), (2, 2, 3, 2), 1, (2, 3)),
    _Shapes((2, 33, 36), (1, 2, 2, 3), 0, 1),
    _Shapes((70, 3, 4), (40, 70, 3, 3), 0, 1),
    # More elements than an index of 16 bits can count, and few windows
    _Shapes((9, 61, 62), (1, 9, 60, 60), 0, 1),
)


class Example(NamedTuple):
    """The arguments of a function of several channels, padding and stride."""

    name: str
    group: str
    X: np.ndarray
    K: np.ndarray
    padding: IntOrPair = 0
    stride: IntOrPair = 1


def make_examples(seed: int, integers: bool) -> Iterator[Example]:
    random = np.random.RandomState(seed)
    float32 = 'float32', 'float32'
    float64 = 'float64', 'float64'

    def draw(
        name: str, shapes: _Shapes, dtypes: Tuple[str, str], group: str = ''
    ) -> Example:
        arrays = []
        A: np.ndarray
        for shape, dtype in zip(shapes[:2], dtypes):
            if name == 'fractions':
                A = random.uniform(-4, 4, shape)
            elif group == 'integer dtypes':
                A = random.randint(0, 256, shape)
            else:
                A = random.randint(-9, 10, shape)
            arrays.append(A.astype(dtype))
        X, K = arrays
        sizes = shapes.padding, shapes.stride
        return Example(name, group or name, X, K, *sizes)

    yield from _make_readable(random)
    for shapes in _LADDER:
        for dtypes in (float32, float64):
            yield draw('integers', shapes, dtypes)
            yield draw('fractions', shapes, dtypes)
        for dtypes in _INTEGER_DTYPES if integers else ():
            yield draw('integers', shapes, dtypes, 'integer dtypes')
    for shapes in _UNUSUAL:
        yield draw('integers', shapes, float32, 'unusual sizes')
        yield draw('fractions', shapes, float64, 'unusual sizes')
    for example in (_make_infinite(random), _make_nan(random)):
        yield example
        X, K = example.X.astype('float64'), example.K.astype('float64')
        yield example._replace(X=X, K=K)
    yield _lay_out_by_columns(draw('integers', _LADDER[3], float32))
    yield _lay_out_by_columns(draw('fractions', _LADDER[3], float64))
    for shapes in _LARGE:
        yield draw('fractions', shapes, float32, 'large sizes')
        yield draw('integers', shapes, float64, 'large sizes')


def _make_readable(random: np.random.RandomState) -> Iterator[Example]:
    group = "the chapter's examples"
    X = np.stack([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3)
    K = np.stack([np.arange(4), np.arange(1, 5)]).reshape(2, 2, 2)
    kernels = np.stack([K, K + 1, K + 2]).astype('float32')
    yield Example('figure', group, X.astype('float32'), kernels)
    pixels = random.rand(3, 3, 3).astype('float32')
    mix = random.rand(2, 3, 1, 1).astype('float32')
    yield Example('pixel', group, pixels, mix)

    group = 'one-hot inputs'
    powers = (2 ** np.arange(24)).reshape(2, 2, 2, 3).astype('float32')
    for c, (i, j) in product((0, 1), ((0, 0), (1, 2), (3, 4))):
        ones = np.zeros((2, 4, 5), 'float32')
        ones[c, i, j] = 1
        yield Example(f'one-hot-{c}-{i}-{j}', group, ones, powers, padding=1)


def _make_infinite(random: np.random.RandomState) -> Example:
    """Make an input with an infinity in its only window: a right function
    that multiplies other pixels by zeros may make NaN of it elsewhere."""
    X = random.randint(1, 10, (3, 2, 3)).astype('float32')
    X[0, 1, 1] = np.inf
    X[1:, 0, 0] = -0.0
    K = random.randint(1, 10, (2, 3, 2, 3)).astype('float32')
    return Example('infinity', 'NaN and infinity', X, K)


def _make_nan(random: np.random.RandomState) -> Example:
    """Make an input with a NaN in all windows."""
    X = random.randint(1, 10, (3, 3, 4)).astype('float32')
    X[0, 1, 1] = np.nan
    K = random.randint(1, 10, (2, 3, 2, 3)).astype('float32')
    return Example('nan', 'NaN and infinity', X, K)


def _lay_out_by_columns(example: Example) -> Example:
    """Lay the arrays out in memory the other way round."""
    return example._replace(
        name=f'{example.name}-by-columns',
        group='memory layout',
        X=np.asfortranarray(example.X),
        K=np.asfortranarray(example.K),
    )
