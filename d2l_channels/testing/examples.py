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


# From one channel to many. Some layers are square, as people's own examples
# are; in the others the sizes differ, so that swapping two of them is noticed
_USUAL = (
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
_UNUSUAL = (
    # A single row, a single column, a single pixel
    _Shapes((3, 1, 6), (2, 3, 1, 3), 0, 1),
    _Shapes((3, 6, 1), (2, 3, 3, 1), 0, 1),
    _Shapes((2, 1, 1), (3, 2, 1, 1), 0, 1),
    # A window larger than the input before it is padded
    _Shapes((2, 3, 2), (3, 2, 5, 4), (1, 2), 1),
    # A stride larger than the padded input
    _Shapes((2, 4, 5), (3, 2, 3, 2), 1, (8, 9)),
    # Padding and stride at least as large as the window
    _Shapes((2, 6, 4), (3, 2, 2, 4), (5, 4), (4, 5)),
)
# Larger than a tile or an unrolled loop is likely to be
_LARGE = (
    _Shapes((2, 10, 9), (2, 2, 7, 8), (5, 3), 1),
    _Shapes((2, 33, 34), (2, 2, 3, 2), 1, (2, 3)),
    _Shapes((2, 33, 36), (1, 2, 2, 3), 0, 1),
    _Shapes((70, 3, 4), (40, 70, 3, 3), 0, 1),
    # X has 34,038 elements, more than a signed index of 16 bits can count. The
    # window is so large that a loop over the output is quick: 2 x 3 places
    _Shapes((9, 61, 62), (1, 9, 60, 60), 0, 1),
)


class Example(NamedTuple):
    """The arguments of one call of a function.

    `name` and `group` are as in a Case.
    """

    name: str
    group: str
    X: np.ndarray
    K: np.ndarray
    padding: IntOrPair = 0
    stride: IntOrPair = 1


def make_examples(seed: int, integers: bool) -> Iterator[Example]:
    """Yield the arguments for layers, easiest to read first.

    With `integers`, some of the arrays have an integer dtype.
    """
    random = np.random.RandomState(seed)
    yield from _make_readable(random)
    for shapes in _USUAL:
        for dtypes in (_FLOAT32, _FLOAT64):
            yield _draw_whole_numbers(random, shapes, dtypes)
            yield _draw_fractions(random, shapes, dtypes)
        if integers:
            for dtypes in _INTEGER_DTYPES:
                yield _draw_integer_dtypes(random, shapes, dtypes)
    for shapes in _UNUSUAL:
        group = 'unusual sizes'
        yield _draw_whole_numbers(random, shapes, _FLOAT32, group)
        yield _draw_fractions(random, shapes, _FLOAT64, group)
    for example in (_make_infinite(random), _make_nan(random)):
        yield example
        X, K = example.X.astype('float64'), example.K.astype('float64')
        yield example._replace(X=X, K=K)
    # No axis is of size 1, and heights and widths differ
    shapes = _USUAL[3]
    for example in (
        _draw_whole_numbers(random, shapes, _FLOAT32),
        _draw_fractions(random, shapes, _FLOAT64),
    ):
        yield _lay_out_by_columns(example)
    for shapes in _LARGE:
        group = 'large sizes'
        yield _draw_fractions(random, shapes, _FLOAT32, group)
        yield _draw_whole_numbers(random, shapes, _FLOAT64, group)


def _draw_whole_numbers(
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


def _draw_integer_dtypes(
    random: np.random.RandomState, shapes: _Shapes, dtypes: _Dtypes
) -> Example:
    """Draw arrays of which one at least has an integer dtype.

    Most of their sums do not fit in a byte. In int8, numbers from 128 on wrap
    around to negative ones.
    """
    X_dtype, _ = dtypes
    # Of larger numbers, nearly all would be True
    X_end = 2 if X_dtype == 'bool' else 256
    X = random.randint(0, X_end, shapes.X)
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
    # The sum of any of them tells which they are
    powers = (2 ** np.arange(24)).reshape(2, 2, 2, 3).astype('float32')
    for c, (i, j) in product((0, 1), ((0, 0), (1, 2), (3, 4))):
        ones = np.zeros((2, 4, 5), 'float32')
        ones[c, i, j] = 1
        yield Example(f'one-hot-{c}-{i}-{j}', group, ones, powers, padding=1)


def _make_infinite(random: np.random.RandomState) -> Example:
    """Make an input with an infinity in its only window.

    A right function may multiply all of the input by the matrix of the layer,
    which has zeros for what is outside of a window; and zero times infinity
    is NaN. Where there is a single window, nothing is outside.
    """
    X = random.randint(1, 10, (3, 2, 3)).astype('float32')
    X[0, 1, 1] = np.inf
    K = random.randint(1, 10, (2, 3, 2, 3)).astype('float32')
    return Example('infinity', 'NaN and infinity', X, K)


def _make_nan(random: np.random.RandomState) -> Example:
    """Make an input with a NaN in every window: all outputs are NaN."""
    X = random.randint(1, 10, (3, 3, 4)).astype('float32')
    X[0, 1, 1] = np.nan
    K = random.randint(1, 10, (2, 3, 2, 3)).astype('float32')
    return Example('nan', 'NaN and infinity', X, K)


def _lay_out_by_columns(example: Example) -> Example:
    """Lay the arrays out in memory in the order of Fortran."""
    return example._replace(
        name=f'{example.name}-by-columns',
        group='memory layout',
        X=np.asfortranarray(example.X),
        K=np.asfortranarray(example.K),
    )
