"""Judge an output, by the definition and the bound on rounding."""

from dataclasses import dataclass
from math import prod
from typing import Any, Optional, Tuple, Type

import numpy as np

from .._arrays import type_name
from .._shapes import output_shape
from ..exercises.rounding import allowance
from .definition import Array, Layer, compute, cross_correlate


def to_numpy(name: str, A: Any, error: Type[Exception] = ValueError) -> Array:
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
    return A.asnumpy() if hasattr(A, 'asnumpy') else np.asarray(A)


@dataclass(frozen=True, eq=False)
class Verdict:
    """What is right and what is wrong with an output `Y`.

    `right` says which elements are right; it is None for a `Y` that is not an
    array of real numbers of the `shape` it should have. `at` is the index of
    the first wrong element, `expected`, `off` and `bound` what would be right
    there, how far off it is and how far it may be. `share` is that of the
    bound used there or, where all is right, the largest.
    """

    layer: Layer
    Y: Array
    shape: Tuple[int, ...]
    right: Optional[Array] = None
    at: Optional[Tuple[int, ...]] = None
    expected: float = 0.0
    off: float = 0.0
    bound: float = 0.0
    share: float = 0.0

    @property
    def is_real(self) -> bool:
        """Whether `Y` holds real numbers."""
        return self.Y.dtype.kind in 'biuf'

    @property
    def is_right(self) -> bool:
        """Whether all of `Y` is."""
        return self.right is not None and self.at is None

    @property
    def is_narrow(self) -> bool:
        """Whether `Y` is less precise than the input."""
        dtype = self.Y.dtype
        return dtype.kind == 'f' and dtype.itemsize < self.layer.X.itemsize


def compare(Y: Array, layer: Layer) -> Verdict:
    """Compare an output with what the definition makes of its layer."""
    X, K, padding, stride = layer
    shape = output_shape(X.shape, K.shape, padding, stride)
    verdict = Verdict(layer, Y, shape)
    if not verdict.is_real or Y.shape != shape:
        return verdict
    expected, bound = expect(layer, Y.dtype if verdict.is_narrow else X.dtype)
    with np.errstate(all='ignore'):
        off = abs(Y - expected)
        same = (Y == expected) | (np.isnan(Y) & np.isnan(expected))
        fits = (off <= bound) | np.isinf(bound)
        right = same | fits & np.isfinite(expected)
        share = np.where(same | np.isinf(bound), 0, off / bound)
    if right.all():
        return Verdict(layer, Y, shape, right, share=float(share.max()))
    at = tuple(int(n) for n in np.argwhere(~right)[0])
    there = [float(A[at]) for A in (expected, off, bound, share)]
    return Verdict(layer, Y, shape, right, at, *there)


def expect(layer: Layer, dtype: Any) -> Tuple[Array, Array]:
    """Compute the right output, and bound what rounding in `dtype` may do.

    The bound is infinite where a sum may overflow.
    """
    higher = np.float64 if layer.X.dtype == np.float32 else np.longdouble
    Y, magnitudes = compute(cross_correlate, layer, higher)
    with np.errstate(all='ignore'):
        bound = bound_rounding(layer, magnitudes, dtype)
        bound += bound_rounding(layer, magnitudes, higher)
        return Y, np.where(magnitudes > np.finfo(dtype).max, np.inf, bound)


def bound_rounding(layer: Layer, magnitudes: Array, dtype: Any) -> Array:
    """Bound what rounding does to an output, given its magnitudes."""
    return allowance(magnitudes, prod(layer.K.shape[-3:]), dtype)
