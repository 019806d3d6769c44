"""Judge an output, by the definition and the bound on rounding."""

from math import prod
from typing import Any, List, NamedTuple, Optional, Tuple, Type

import numpy as np

from ..._arrays import check_dtypes, type_name
from ..._mxnet import mx, nd
from ..._shapes import (
    IntOrPair,
    axes_for,
    check_layer_shapes,
    check_size,
    padded_size,
)
from ...arithmetic import explain, shortest
from ...exercises.rounding import check_terms
from .arrays import shorten_error, to_numpy
from .definition import Expectation, Layer, expect, is_real, make_layer, pad


def assert_matches(
    Y: Any, X: Any, K: Any, padding: IntOrPair = 0, stride: IntOrPair = 1
) -> None:
    """Assert that an output is the right one but for rounding.

    Parameters
    ----------
    Y : array
        Output to judge: an NDArray, a NumPy array or whatever `numpy.asarray`
        takes, of shape `(H, W)`, or `(c_o, H, W)` with a four-axis `K`.
    X : array of shape (c_i, h, w), or (h, w) with a two-axis `K`
        Input, of any kind that `Y` may be, of float32, float64 or integers.
        Integers count as float32, or as float64 if the other array is
        float64.
    K : array of shape (c_o, c_i, k_h, k_w), (c_i, k_h, k_w) or (k_h, k_w)
        Kernel, likewise, its window at most as large as the padded input.
    padding : int or pair (height, width) of int, at least 0, default 0
        Rows and columns of zeros on each side of `X`, as in
        `gluon.nn.Conv2D`. The book's `p_h` counts those of both sides
        together: `2 * padding`.
    stride : int or pair (height, width) of int, at least 1, default 1
        Step of the window.

    Raises
    ------
    AssertionError
        If `Y` has another shape, does not hold real numbers, or an element is
        off by more than `rounding_bound` in the dtype of `Y` or of `X`,
        whichever is coarser. NaN and infinity have to be where IEEE
        arithmetic sends them; where the products are so large that a sum may
        overflow, any result will do.
    TypeError, ValueError
        If another argument is not as above; the message says what would fit.
        Also if sums have 2**24 products or more in float32: they have no
        bound.
    RuntimeError
        If an operation of MXNet that should have computed `X` or `K` failed.

    Notes
    -----
    What is right is computed in NumPy, independently of this package's
    functions: in float64 for float32, in NumPy's longdouble for float64.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[[0., 1, 2], [3, 4, 5], [6, 7, 8]],
    ...               [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> K = np.array([[[0., 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> assert_matches([[56, 72], [104, 120]], X, K)
    >>> assert_matches([[56, 72], [104, 121]], X, K)
    Traceback (most recent call last):
        ...
    AssertionError: assert_matches: 1 of 4 elements of Y is wrong
      the first is at (1, 1)
      arithmetic: (4×0+5×1+7×2+8×3)+(5×1+6×2+8×3+9×4) = 43+77 = 120
      expected:   120
      got:        121
      off by:     1, where arithmetic is exact
    """
    __tracebackhide__ = True
    name = 'assert_matches'
    Y = _read(f'{name}: Y', Y, AssertionError, AssertionError)
    X = _read(f'{name}: X', X, TypeError, RuntimeError)
    K = _read(f'{name}: K', K, TypeError, RuntimeError)
    check_dtypes(name, X=X.dtype, K=K.dtype)
    axes = axes_for(K)
    padding, stride, _ = check_layer_shapes(
        name, X.shape, K.shape, padding, stride, axes
    )
    layer = make_layer(X, K, padding, stride)
    check_terms(name, K.shape, coarser_dtype(Y, layer))
    # Padding of a million, say, would exhaust the memory
    elements = prod(X.shape[:-2]) * prod(padded_size(X.shape, padding))
    check_size(name, elements, X=X.shape, padding=padding)
    verdict = judge(Y, layer)
    if verdict.problem:
        lines = [f'{name}: {verdict.problem}']
        if verdict.at is not None:
            lines += describe_element(Y, layer, verdict.at)
        raise AssertionError('\n  '.join(lines))


def _read(
    name: str,
    A: Any,
    type_error: Type[Exception],
    engine_error: Type[Exception],
) -> np.ndarray:
    """Convert an argument to a NumPy array.

    Raise `type_error` if NumPy cannot convert it, and `engine_error` if MXNet
    failed to compute it.
    """
    try:
        return to_numpy(name, A, type_error)
    except mx.base.MXNetError as reason:
        raise engine_error(
            f'{name} could not be computed: {shorten_error(reason)}'
        ) from reason


def coarser_dtype(Y: np.ndarray, layer: Layer) -> np.dtype:
    """Return the dtype of an output or its layer, whichever is coarser."""
    is_narrower = Y.dtype.kind == 'f' and Y.itemsize < layer.dtype.itemsize
    return Y.dtype if is_narrower else layer.dtype


class Verdict(NamedTuple):
    """What is wrong with an output.

    Attributes
    ----------
    problem : str
        What is wrong in a few words, empty if the output is right.
    share : float
        How much of the bound on rounding a right output uses.
    at : tuple of int, or None
        Index of the first element that is wrong.
    """

    problem: str
    share: float = 0.0
    at: Optional[Tuple[int, ...]] = None


@np.errstate(all='ignore')
def judge(Y: np.ndarray, layer: Layer) -> Verdict:
    """Compare an output with the right one."""
    if not is_real(Y):
        what = f'has dtype {Y.dtype}'
        if Y.ndim == 0:
            what = f'is of type {type_name(Y.item())}'
        return Verdict(f'Y {what}; it has to be an array of real numbers')
    expected = expect(layer, coarser_dtype(Y, layer))
    if Y.shape != expected.Y.shape:
        return Verdict(
            f'Y has shape {Y.shape}; it has to be {expected.Y.shape}'
        )
    share = _share_of_bound(Y, expected)
    wrong = np.argwhere(~(share <= 1))
    if not len(wrong):
        return Verdict('', float(share.max()))
    verb = 'is' if len(wrong) == 1 else 'are'
    problem = f'{len(wrong)} of {Y.size} elements of Y {verb} wrong'
    return Verdict(problem, at=tuple(wrong[0].tolist()))


def _share_of_bound(Y: np.ndarray, expected: Expectation) -> np.ndarray:
    """Return how much of the bound on rounding each element uses."""
    share: np.ndarray = abs(Y - expected.Y) / expected.bound
    # Where a sum may overflow in the coarser dtype, anything is right
    share[np.isinf(expected.bound)] = 0
    # But where the exact sum is NaN or infinite, nothing is right
    share[~np.isfinite(expected.Y)] = np.inf
    # except the same
    are_nan = np.isnan(Y) & np.isnan(expected.Y)
    share[(Y == expected.Y) | are_nan] = 0
    return share


@np.errstate(all='ignore')
def describe_element(
    Y: np.ndarray, layer: Layer, at: Tuple[int, ...]
) -> List[str]:
    """Return lines on an element of an output that is wrong."""
    expected = expect(layer, coarser_dtype(Y, layer))
    right = np.float64(expected.Y[at])
    # A float stays in its own dtype, in which it has fewer digits
    got = Y[at] if Y.dtype.kind == 'f' else np.float64(Y[at])
    lines = [
        f'the first is at {at}',
        f'arithmetic: {_explain_element(at, layer)}',
        f'expected:   {shortest(right)}',
        f'got:        {shortest(got)}',
    ]
    off = abs(got - right)
    if not np.isfinite(off):
        return lines
    if expected.is_exact:
        lines.append(f'off by:     {off:.3g}, where arithmetic is exact')
    else:
        share = _share_of_bound(Y, expected)[at]
        lines.append(
            f'off by:     {off:.3g}, which is {share:.2g} times rounding_bound'
        )
    return lines


def _explain_element(at: Tuple[int, ...], layer: Layer) -> str:
    """Write out the arithmetic of an element of a layer's output."""
    *o, i, j = at
    X = pad(layer.X, layer.padding)
    K = layer.K[tuple(o)]
    k_h, k_w = K.shape[1:]
    s_h, s_w = layer.stride.tolist()
    top, left = i * s_h, j * s_w
    window = X[:, top : top + k_h, left : left + k_w]
    return explain(
        nd.array(window, dtype=window.dtype), nd.array(K, dtype=K.dtype)
    )
