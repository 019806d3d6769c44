"""Judge an output, by the definition and the bound on rounding."""

from math import prod

import numpy as np

from .._arrays import type_name
from .._mxnet import nd
from ..arithmetic import explain, shortest
from ..exercises.rounding import allowance
from .definition import cross_correlate, pad


def to_numpy(name, A, error=ValueError):
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


def is_real(Y):
    """Tell whether an output holds real numbers."""
    return Y.dtype.kind in 'biuf'


def coarser_dtype(Y, X):
    """Return the dtype of an output or its input, whichever is coarser."""
    is_narrower = Y.dtype.kind == 'f' and Y.itemsize < X.itemsize
    return Y.dtype if is_narrower else X.dtype


@np.errstate(all='ignore')
def judge(Y, layer):
    """Say what is wrong with an output; nothing if all is right.

    Beside it, how much of the bound on rounding a right one uses.
    """
    if not is_real(Y):
        what = f'has dtype {Y.dtype}'
        if Y.ndim == 0:
            what = f'is of type {type_name(Y.item())}'
        return f'Y {what}; it has to be an array of real numbers', 0.0
    expected, bound = expect(layer, coarser_dtype(Y, layer.X))
    if Y.shape != expected.shape:
        return f'Y has shape {Y.shape}; it has to be {expected.shape}', 0.0
    share = abs(Y - expected) / bound
    share[np.isinf(bound)] = 0
    share[~np.isfinite(expected)] = np.inf
    share[(Y == expected) | (np.isnan(Y) & np.isnan(expected))] = 0
    wrong = np.argwhere(~(share <= 1))
    if not len(wrong):
        return '', float(share.max())
    at = tuple(wrong[0].tolist())
    got = Y[at] if Y.dtype.kind == 'f' else int(Y[at])
    right = float(expected[at])
    return (
        f'{len(wrong)} of {Y.size} elements of Y '
        f'{"is" if len(wrong) == 1 else "are"} wrong\n'
        f'  the first is at {at}\n'
        f'  arithmetic: {_explain_element(layer, at)}\n'
        f'  expected:   {shortest(right)}\n'
        f'  got:        {shortest(got)}\n'
        f'  off by:     {abs(got - right):.3g}, which is '
        f'{share[at]:.2g} times rounding_bound'
    ), 0.0


def _explain_element(layer, at):
    """Explain an element of an output that may have padding and stride."""
    *o, i, j = at
    (s_h, s_w), (k_h, k_w) = layer.stride.tolist(), layer.K.shape[2:]
    X = pad(layer.X, layer.padding)
    window = X[:, i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w]
    kernel = layer.K[o[0] if o else 0]
    return explain(*(nd.array(A, dtype=A.dtype) for A in (window, kernel)))


@np.errstate(all='ignore')
def expect(layer, dtype):
    """Compute the right output, and bound what rounding in `dtype` may do.

    The bound is infinite where a sum may overflow.
    """
    higher = np.float64 if layer.X.dtype == np.float32 else np.longdouble
    X, K = layer.X.astype(higher), layer.K.astype(higher)
    sizes = layer.padding, layer.stride
    Y = cross_correlate(X, K, *sizes)
    magnitudes = cross_correlate(abs(X), abs(K), *sizes).astype('float64')
    terms = prod(K.shape[1:])
    bound = sum(allowance(magnitudes, terms, d) for d in (dtype, higher))
    return layer.drop_c_o(Y), layer.drop_c_o(bound)
