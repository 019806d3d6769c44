"""The layers that tell right from wrong."""

from itertools import product
from typing import Iterator, NamedTuple, Tuple

import numpy as np

from .._shapes import IntOrPair

_Dtypes = Tuple[str, str]  # of X and K

_FLOAT32 = ('float32', 'float32')
_FLOAT64 = ('float64', 'float64')
# dtypes of X and K; without a conversion to float, some would overflow
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


# The sizes differ, so that swapping any two is noticed
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
# Larger than any tile or unrolled loop
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
    """Yield the layers, easiest to read first."""
    random = np.random.RandomState(seed)
    yield from _make_readable(random)
    for shapes in _LADDER:
        for dtypes in (_FLOAT32, _FLOAT64):
            yield _draw_integers(random, shapes, dtypes)
            yield _draw_fractions(random, shapes, dtypes)
        for dtypes in _INTEGER_DTYPES if integers else ():
            yield _draw_bytes(random, shapes, dtypes)
    for shapes in _UNUSUAL:
        group = 'unusual sizes'
        yield _draw_integers(random, shapes, _FLOAT32, group)
        yield _draw_fractions(random, shapes, _FLOAT64, group)
    for example in (_make_infinite(random), _make_nan(random)):
        yield example
        X, K = example.X.astype('float64'), example.K.astype('float64')
        yield example._replace(X=X, K=K)
    yield _lay_out_by_columns(_draw_integers(random, _LADDER[3], _FLOAT32))
    yield _lay_out_by_columns(_draw_fractions(random, _LADDER[3], _FLOAT64))
    for shapes in _LARGE:
        group = 'large sizes'
        yield _draw_fractions(random, shapes, _FLOAT32, group)
        yield _draw_integers(random, shapes, _FLOAT64, group)


def _draw_integers(
    random: np.random.RandomState,
    shapes: _Shapes,
    dtypes: _Dtypes,
    group: str = 'integers',
) -> Example:
    X = random.randint(-9, 10, shapes.X)
    K = random.randint(-9, 10, shapes.K)
    return _make_example('integers', group, X, K, shapes, dtypes)


def _draw_fractions(
    random: np.random.RandomState,
    shapes: _Shapes,
    dtypes: _Dtypes,
    group: str = 'fractions',
) -> Example:
    X = random.uniform(-4, 4, shapes.X)
    K = random.uniform(-4, 4, shapes.K)
    return _make_example('fractions', group, X, K, shapes, dtypes)


def _draw_bytes(
    random: np.random.RandomState, shapes: _Shapes, dtypes: _Dtypes
) -> Example:
    """Draw integers that fill a byte, whose products do not fit in one."""
    X = random.randint(0, 256, shapes.X)
    K = random.randint(0, 256, shapes.K)
    return _make_example('integers', 'integer dtypes', X, K, shapes, dtypes)


def _make_example(
    name: str,
    group: str,
    X: np.ndarray,
    K: np.ndarray,
    shapes: _Shapes,
    dtypes: _Dtypes,
) -> Example:
    X_dtype, K_dtype = dtypes
    return Example(
        name,
        group,
        X.astype(X_dtype),
        K.astype(K_dtype),
        shapes.padding,
        shapes.stride,
    )


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
    """Make an input with an infinity in its only window.

    There is a single window, because a right function that covers other
    pixels by zero weights may turn infinity into NaN there.
    """
    X = random.randint(1, 10, (3, 2, 3)).astype('float32')
    X[0, 1, 1] = np.inf
    K = random.randint(1, 10, (2, 3, 2, 3)).astype('float32')
    return Example('infinity', 'NaN and infinity', X, K)


def _make_nan(random: np.random.RandomState) -> Example:
    """Make an input with a NaN in all windows, for the same reason."""
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
