"""The cases to try a function on."""

from itertools import product
from typing import Any, Iterator, List, NamedTuple, NoReturn, Tuple

import numpy as np

from .._mxnet import nd
from .._shapes import IntOrPair, is_integer, show
from .trial import Case

FUNCTIONS = (
    'corr2d',
    'corr2d_multi_in',
    'corr2d_multi_in_out',
    'corr2d_multi_in_out_1x1',
    'corr2d_multi_in_out_convolution',
    'corr2d_multi_in_out_matmul',
)
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


def cases(
    like: str = 'corr2d_multi_in_out', seed: int = 0, integers: bool = False
) -> List[Case]:
    """List inputs and kernels that tell right from wrong.

    The chapter's examples, inputs of a single 1 against kernels of powers of
    two, and small integers and fractions in a ladder of shapes and both
    dtypes.

    Parameters
    ----------
    like : str, default 'corr2d_multi_in_out'
        The function whose arguments the cases are: one of the chapter's
        four, `corr2d_multi_in_out_convolution` or
        `corr2d_multi_in_out_matmul`.
    seed : int from 0 to 2**32 - 1, default 0
        Seed of the random numbers.
    integers : bool, default False
        Whether arrays of integers and booleans are among them too.

    Returns
    -------
    list of Case
        To go through, or for `pytest.mark.parametrize`.

    Raises
    ------
    ValueError
        If an argument is not as above; the message says what would fit.

    Examples
    --------
    >>> case = cases('corr2d_multi_in')[0]
    >>> case.name, case.X.shape, case.K.shape
    ('figure-X2x3x3-K2x2x2-float32', (2, 3, 3), (2, 2, 2))
    """
    if not (isinstance(like, str) and like in FUNCTIONS):
        _refuse('like', like, 'one of ' + ', '.join(FUNCTIONS))
    if not (is_integer(seed) and 0 <= seed < 2**32):
        _refuse('seed', seed, 'an int from 0 to 2**32 - 1')
    made = []
    for layer in _make_layers(seed, integers):
        case = _make_case(layer, like)
        # A single channel may have lost the only 1 of its input
        if case.layer.X.any():
            made.append(case)
    return made


def _refuse(name: str, value: Any, fit: str) -> NoReturn:
    raise ValueError(f'cases: {name} is {show(value)}; it has to be {fit}')


class _Layer(NamedTuple):
    """What `corr2d_multi_in_out_matmul` takes, not yet in its dtypes."""

    name: str
    group: str
    X: np.ndarray
    K: np.ndarray
    dtypes: Tuple[str, str] = ('float32', 'float32')
    padding: IntOrPair = 0
    stride: IntOrPair = 1


def _make_case(layer: _Layer, like: str) -> Case:
    """Cut a layer down to the arguments of a function."""
    X, K = layer.X, layer.K
    if like == 'corr2d':
        X, K = X[0], K[0, 0]
    elif like == 'corr2d_multi_in':
        K = K[0]
    elif like == 'corr2d_multi_in_out_1x1':
        K = K[:, :, :1, :1]
    name = f'{layer.name}-X{_join(X.shape)}-K{_join(K.shape)}'
    options: Tuple[IntOrPair, ...] = ()
    if like in FUNCTIONS[-2:]:
        options = (layer.padding, layer.stride)
        padding, stride = (_join(np.broadcast_to(n, 2)) for n in options)
        name += f'-padding{padding}-stride{stride}'
    X_dtype, K_dtype = layer.dtypes
    name += '-' + '-'.join(dict.fromkeys(layer.dtypes))
    X = nd.array(X, dtype=X_dtype)
    K = nd.array(K, dtype=K_dtype)
    return Case(name, layer.group, X, K, *options)


def _join(sizes: Any) -> str:
    return 'x'.join(map(str, sizes))


def _make_layers(seed: int, integers: bool) -> Iterator[_Layer]:
    random = np.random.RandomState(seed)
    X: np.ndarray
    K: np.ndarray
    group = "the chapter's examples"
    X = np.stack([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3)
    K = np.stack([np.arange(4), np.arange(1, 5)]).reshape(2, 2, 2)
    yield _Layer('figure', group, X, np.stack([K, K + 1, K + 2]))
    X = random.rand(3, 3, 3)
    K = random.rand(2, 3, 1, 1)
    yield _Layer('pixel', group, X, K)

    K = 2 ** np.arange(24).reshape(2, 2, 2, 3)
    for c, (i, j) in product((0, 1), ((0, 0), (1, 2), (3, 4))):
        X = np.zeros((2, 4, 5))
        X[c, i, j] = 1
        yield _Layer(f'one-hot-{c}-{i}-{j}', 'one-hot inputs', X, K, padding=1)

    for shapes in _LADDER:
        sizes = shapes.padding, shapes.stride
        for dtype in ('float32', 'float64'):
            dtypes = dtype, dtype
            X = random.randint(-9, 10, shapes.X)
            K = random.randint(-9, 10, shapes.K)
            yield _Layer('integers', 'integers', X, K, dtypes, *sizes)
            X = random.uniform(-1, 1, shapes.X)
            K = random.uniform(-1, 1, shapes.K)
            yield _Layer('fractions', 'fractions', X, K, dtypes, *sizes)
        for dtypes in _INTEGER_DTYPES if integers else ():
            X = random.randint(0, 256, shapes.X)
            K = random.randint(0, 256, shapes.K)
            yield _Layer('integers', 'integer dtypes', X, K, dtypes, *sizes)
