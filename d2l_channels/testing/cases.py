"""The cases to try a function on."""

from dataclasses import dataclass
from itertools import product
from typing import Any, Callable, List, Optional

import numpy as np

from .._mxnet import nd
from .._shapes import IntOrPair, is_integer, show
from .definition import make_layer
from .judgement import expect
from .report import check_cases

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
# Shapes of X and K, padding, stride: no two sizes may be mixed up unnoticed
_LADDER: Any = (
    ((1, 4, 5), (1, 1, 2, 3), 0, 1),
    ((1, 5, 4), (3, 1, 3, 2), 1, 1),
    ((3, 5, 5), (1, 3, 2, 2), 0, 2),
    ((3, 5, 7), (4, 3, 3, 2), (1, 2), 1),
    ((4, 7, 5), (3, 4, 2, 3), 0, (2, 1)),
    ((3, 6, 6), (3, 3, 3, 3), 1, 2),
    ((4, 5, 6), (4, 4, 3, 3), (2, 0), (1, 3)),
    ((5, 3, 4), (2, 5, 3, 4), 0, 1),
    ((3, 5, 6), (2, 3, 1, 1), 0, (3, 2)),
    ((4, 4, 6), (5, 4, 1, 3), (0, 1), (1, 2)),
    ((3, 6, 4), (3, 3, 3, 1), 2, 3),
    ((32, 5, 6), (8, 32, 3, 2), 1, (2, 3)),
    ((3, 4, 5), (24, 3, 2, 2), 3, 2),
)


@dataclass(frozen=True, eq=False)
class Case:
    """One input and kernel to try a function on.

    Attributes
    ----------
    name : str
        What sets it apart; pytest takes it as the id of a test.
    group : str
        What it is there for.
    X, K : NDArray
        Input and kernel.
    padding, stride : int or pair (height, width) of int, or None
        What the function gets besides, None if it takes neither.
    Y : numpy.ndarray
        The right output: float64 for float32, longdouble for float64.
    bound : numpy.ndarray
        How far rounding may take each element of an output from `Y`;
        infinite where a sum may overflow.
    """

    name: str
    group: str
    X: nd.NDArray
    K: nd.NDArray
    padding: Optional[IntOrPair] = None
    stride: Optional[IntOrPair] = None

    @property
    def __name__(self) -> str:
        return self.name

    @property
    def _layer(self) -> Any:
        arrays = self.X.asnumpy(), self.K.asnumpy()
        return make_layer(*arrays, self.padding or 0, self.stride or 1)

    @property
    def Y(self) -> np.ndarray:
        return expect(self._layer[0].dtype, *self._layer)[0]

    @property
    def bound(self) -> np.ndarray:
        return expect(self._layer[0].dtype, *self._layer)[1]

    def check(self, function: Callable) -> None:
        """Assert that a function returns what it should in this case.

        Parameters
        ----------
        function : callable
            It gets copies of `X` and `K`, and `padding` and `stride` after
            them if the case has them.

        Raises
        ------
        AssertionError
            As `testing.check` does, about this case alone.
        TypeError
            If `function` cannot be called.

        Examples
        --------
        >>> import d2l_channels as d2l
        >>> for case in cases('corr2d_multi_in'):
        ...     case.check(d2l.corr2d_multi_in)
        """
        check_cases(function, [self], 'the definition')


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
    if not (isinstance(like, str) and like in LIKE):
        _refuse('like', like, 'one of ' + ', '.join(LIKE))
    if not (is_integer(seed) and 0 <= seed < 2**32):
        _refuse('seed', seed, 'an int from 0 to 2**32 - 1')
    return list(_make_cases(like, seed, integers))


def _refuse(name, value, fit):
    raise ValueError(f'cases: {name} is {show(value)}; it has to be {fit}')


def _make_cases(like, seed, integers):
    for name, group, dtypes, *layer in _make_layers(seed, integers):
        X, K, *options = _CUTS[like](*layer)
        # A single channel may have lost the only 1 of its input
        if not X.any():
            continue
        sizes = X.shape, K.shape, *(np.broadcast_to(n, 2) for n in options)
        for argument, size in zip(('X', 'K', 'padding', 'stride'), sizes):
            name += f'-{argument}' + 'x'.join(map(str, size))
        dtype = dtypes.split('-')
        X, K = nd.array(X, dtype=dtype[0]), nd.array(K, dtype=dtype[-1])
        yield Case(f'{name}-{dtypes}', group, X, K, *options)


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
    for c, (i, j) in product((0, 1), ((0, 0), (1, 2), (3, 4))):
        X = np.zeros((2, 4, 5))
        X[c, i, j] = 1
        yield f'one-hot-{c}-{i}-{j}', 'one-hot inputs', 'float32', X, K, 1, 1

    for *shapes, padding, stride in _LADDER:
        for dtype in ('float32', 'float64'):
            X, K = (random.randint(-9, 10, shape) for shape in shapes)
            yield 'integers', 'integers', dtype, X, K, padding, stride
            X, K = (random.uniform(-1, 1, shape) for shape in shapes)
            yield 'fractions', 'fractions', dtype, X, K, padding, stride
        for dtypes in _OF_INTEGERS if integers else ():
            X, K = (random.randint(0, 256, shape) for shape in shapes)
            yield 'integers', 'integer dtypes', dtypes, X, K, padding, stride
