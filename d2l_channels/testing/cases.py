"""The cases to try a function on."""

from itertools import islice
from typing import Any, Callable, Iterator, List, NoReturn

import numpy as np

from .._arrays import type_name
from .._mxnet import nd
from .._shapes import is_integer, show
from .examples import Example, make_examples
from .trial import Case, run

Convert = Callable[[np.ndarray], Any]

FUNCTIONS = (
    'corr2d',
    'corr2d_multi_in',
    'corr2d_multi_in_out',
    'corr2d_multi_in_out_1x1',
    'corr2d_multi_in_out_convolution',
    'corr2d_multi_in_out_matmul',
)
_WITH_SIZES = FUNCTIONS[-2:]  # they take padding and stride
# The first cases of a function are enough to tell it from the others
_FEW = 4


def to_ndarray(A: np.ndarray) -> nd.NDArray:
    """Convert a NumPy array to an NDArray."""
    return nd.array(A, dtype=A.dtype)


def cases(
    like: str = 'corr2d_multi_in_out',
    seed: int = 0,
    integers: bool = False,
    convert: Convert = to_ndarray,
) -> List[Case]:
    """List inputs and kernels that tell right from wrong.

    The chapter's examples, inputs of a single 1 against kernels of powers of
    two, small integers and fractions in many shapes and both dtypes, then
    single rows and columns, strides beyond the input and the like, NaN and
    infinity, arrays in the memory order of Fortran, and at last a few large
    layers.

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
    convert : callable, by default a conversion to NDArray
        Converts a NumPy array to what the function takes: `numpy.asarray`,
        `torch.as_tensor`, `jax.numpy.asarray`.

    Returns
    -------
    list of Case
        To go through, or for `pytest.mark.parametrize`.

    Raises
    ------
    TypeError, ValueError
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
    if not callable(convert):
        raise TypeError(
            f'cases: convert is of type {type_name(convert)}; it has to be '
            'callable, such as numpy.asarray'
        )
    made = list(_make_cases(like, seed, integers, convert))
    # An error of a convert that fits no array comes now, not in every case
    made[0].convert_operands()
    return made


def find_fit(function: Callable[..., Any], convert: Convert) -> str:
    """Return the first name whose cases a function passes, if any."""
    for like in FUNCTIONS:
        few = islice(_make_cases(like, 0, False, convert), _FEW)
        if not any(run(function, case).problem for case in few):
            return like
    return ''


def _make_cases(
    like: str, seed: int, integers: bool, convert: Convert
) -> Iterator[Case]:
    for example in make_examples(seed, integers):
        example = _cut(example, like)
        # Cut down to one channel, an input may have lost its only 1; without
        # padding, the window may have no room
        if example.X.any() and _has_room(example):
            yield _make_case(example, like in _WITH_SIZES, convert)


def _refuse(name: str, value: Any, fit: str) -> NoReturn:
    raise ValueError(f'cases: {name} is {show(value)}; it has to be {fit}')


def _cut(example: Example, like: str) -> Example:
    """Cut an example down to the arguments of a function."""
    name, group, X, K, *_ = example
    if like in _WITH_SIZES:
        return example
    if like == 'corr2d':
        X, K = X[0], K[0, 0]
    elif like == 'corr2d_multi_in':
        K = K[0]
    elif like == 'corr2d_multi_in_out_1x1':
        K = K[:, :, :1, :1]
        if not np.isfinite(X).all():
            # Keep pixel (1, 1) alone, which is not finite, so that it is in
            # every window, as it is with larger kernels
            X = X[:, 1:2, 1:2]
    return Example(name, group, X, K)


def _has_room(example: Example) -> bool:
    p_h, p_w = np.broadcast_to(example.padding, 2)
    h, w = example.X.shape[-2:]
    k_h, k_w = example.K.shape[-2:]
    return bool(k_h <= h + 2 * p_h and k_w <= w + 2 * p_w)


def _make_case(example: Example, has_sizes: bool, convert: Convert) -> Case:
    X, K = example.X, example.K
    padding = example.padding if has_sizes else None
    stride = example.stride if has_sizes else None
    parts = [example.name, f'X{_join(X.shape)}', f'K{_join(K.shape)}']
    if has_sizes:
        parts.append('padding' + _join(np.broadcast_to(example.padding, 2)))
        parts.append('stride' + _join(np.broadcast_to(example.stride, 2)))
    dtypes = [str(X.dtype), str(K.dtype)]
    parts += dtypes[:1] if X.dtype == K.dtype else dtypes
    name = '-'.join(parts)
    return Case(name, example.group, (X, K), padding, stride, convert)


def _join(sizes: Any) -> str:
    return 'x'.join(map(str, sizes))
