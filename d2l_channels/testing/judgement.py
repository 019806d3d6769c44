"""Judge an output, by the definition and the bound on rounding."""

from math import prod
from typing import Any, NamedTuple, Tuple, Type

import numpy as np

from .._arrays import type_name
from ..exercises.rounding import allowance
from .definition import Layer, cross_correlate


def to_numpy(
    name: str, A: Any, error: Type[Exception] = ValueError
) -> np.ndarray:
    """Make a NumPy array of an NDArray, of lists of them, or of the like."""
    try:
        return _to_numpy(A)
    except Exception as reason:
        raise error(
            f'{name} is of type {type_name(A)}, of which NumPy makes no '
            f'array: {reason}'
        ) from reason


def _to_numpy(A):
    if isinstance(A, (list, tuple)):
        return np.array([_to_numpy(a) for a in A])
    if np.ma.is_masked(A):
        raise ValueError('some elements are masked')
    return np.asarray(A.asnumpy() if hasattr(A, 'asnumpy') else A)


class Verdict(NamedTuple):
    """An output `Y` beside what the definition makes of its layer.

    `share` is how much of the bound on rounding each element uses: at most 1
    where it is right. It is None for a `Y` that is not an array of real
    numbers of the `shape` it should have.
    """

    layer: Layer
    Y: np.ndarray
    shape: Tuple[int, ...]
    expected: Any = None
    share: Any = None

    @property
    def is_real(self) -> bool:
        """Whether `Y` holds real numbers."""
        return self.Y.dtype.kind in 'biuf'

    @property
    def is_right(self) -> bool:
        """Whether all of `Y` is."""
        return self.share is not None and not self.wrong.any()

    @property
    def wrong(self) -> np.ndarray:
        """Which elements are wrong, in a `Y` of the right shape."""
        return ~(self.share <= 1)

    @property
    def is_narrow(self) -> bool:
        """Whether `Y` is less precise than the input."""
        return is_narrower(self.Y, self.layer.X)


def is_narrower(Y: np.ndarray, X: np.ndarray) -> bool:
    """Tell whether an output is less precise than its input."""
    return Y.dtype.kind == 'f' and Y.itemsize < X.itemsize


def compare(Y: np.ndarray, layer: Layer) -> Verdict:
    """Compare an output with what the definition makes of its layer."""
    coarser = Y if is_narrower(Y, layer.X) else layer.X
    expected, bound = expect(layer, coarser.dtype)
    verdict = Verdict(layer, Y, expected.shape)
    if not verdict.is_real or Y.shape != verdict.shape:
        return verdict
    with np.errstate(all='ignore'):
        share = abs(Y - expected) / bound
    share[np.isinf(bound)] = 0
    share[~np.isfinite(expected)] = np.inf
    share[(Y == expected) | (np.isnan(Y) & np.isnan(expected))] = 0
    return verdict._replace(expected=expected, share=share)


@np.errstate(all='ignore')
def expect(layer: Layer, dtype: Any) -> Tuple[np.ndarray, np.ndarray]:
    """Compute the right output, and bound what rounding in `dtype` may do.

    The bound is infinite where a sum may overflow.
    """
    higher = np.float64 if layer.X.dtype == np.float32 else np.longdouble
    X, K = layer.X.astype(higher), layer.K.astype(higher)
    sizes = layer.padding, layer.stride
    Y = cross_correlate(X, K, *sizes)
    magnitudes = cross_correlate(abs(X), abs(K), *sizes).astype('float64')
    terms = prod(K.shape[1:])
    bound = allowance(magnitudes, terms, dtype)
    bound = bound + allowance(magnitudes, terms, higher)
    return layer.drop_c_o(Y), layer.drop_c_o(bound)
