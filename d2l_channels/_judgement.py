"""Compare an output with the exact result, apart from all other functions."""

from math import prod

import numpy as np

from ._checks import output_shape, type_name
from ._mistakes import cross_correlate
from ._mxnet import nd
from .arithmetic import explain, shortest
from .exercises.rounding import allowance


def as_numpy(name, A):
    """Make a NumPy array of an NDArray, of lists of them, or of the like."""
    try:
        return _as_numpy(A)
    except Exception as reason:
        raise ValueError(
            f'{name} is of type {type_name(A)}, of which NumPy makes no '
            f'array: {reason}'
        ) from reason


def _as_numpy(A):
    if isinstance(A, (list, tuple)):
        return np.array([_as_numpy(a) for a in A])
    return A.asnumpy() if hasattr(A, 'asnumpy') else np.asarray(A)


def _lifted(X, K):
    """Give two- and three-axis arguments their channel axes of size 1."""
    X = X.reshape((1,) * (3 - X.ndim) + X.shape)
    return X, K.reshape((1,) * (4 - K.ndim) + K.shape)


def computed(function, X, K, padding, stride, dtype):
    """Compute an output and the sums of the magnitudes of its products."""
    axes = K.ndim
    X, K = _lifted(X.astype(dtype), K.astype(dtype))
    with np.errstate(all='ignore'):
        Y = function(X, K, padding, stride)
        magnitudes = function(abs(X), abs(K), padding, stride)
        magnitudes = magnitudes.astype('float64')
    if axes < 4 and len(Y) == 1:
        return Y[0], magnitudes[0]
    return Y, magnitudes


def compare(Y, X, K, padding, stride):
    """Say what is wrong with an output, or None, and give the share of the
    bound that it uses."""
    if not is_real(Y):
        what = f'has dtype {Y.dtype}'
        if Y.ndim == 0:
            what = f'is of type {type_name(Y.item())}'
        return f'Y {what}; it has to be an array of real numbers', 0.0
    higher = 'float64' if X.dtype == np.float32 else np.longdouble
    shape = output_shape(X.shape, K.shape, padding, stride)
    if Y.shape != shape:
        return f'Y has shape {Y.shape}; it has to be {shape}', 0.0
    right, magnitudes = computed(
        cross_correlate, X, K, padding, stride, higher
    )
    coarsest = Y.dtype if is_narrow(Y, X) else X.dtype
    n = prod(K.shape[-3:])
    with np.errstate(all='ignore'):
        bound = allowance(magnitudes, n, coarsest)
        bound += allowance(magnitudes, n, higher)
        off = abs(Y - right)
        same = (Y == right) | (np.isnan(Y) & np.isnan(right))
        overflows = magnitudes > np.finfo(coarsest).max
        fine = same | (off <= bound) | overflows
        fine &= np.isfinite(right) | same
        used = np.where(same | overflows, 0, off / bound)
    if fine.all():
        return None, float(used.max())
    at = tuple(int(n) for n in np.argwhere(~fine)[0])
    wrong = fine.size - fine.sum()
    came = Y[at] if Y.dtype.kind == 'f' else int(Y[at])
    return (
        f'{wrong} of {fine.size} elements of Y {"is" if wrong == 1 else "are"}'
        f' wrong\n'
        f'  the first is at {at}\n'
        f'  arithmetic: {_arithmetic(X, K, at, padding, stride)}\n'
        f'  expected:   {shortest(right[at].astype("float64"))}\n'
        f'  came:       {shortest(came)}\n'
        f'  off by:     {off[at]:.3g}, which is {used[at]:.2g} times '
        'rounding_bound'
    ), float(used.max())


def is_real(Y):
    """Tell whether an output holds real numbers."""
    return Y.dtype.kind in 'biuf'


def is_narrow(Y, X):
    """Tell whether an output is less precise than its input."""
    itemsize = np.dtype(X.dtype).itemsize
    return Y.dtype.kind == 'f' and Y.dtype.itemsize < itemsize


def _arithmetic(X, K, at, padding, stride):
    """Explain an element of an output that may have padding and stride."""
    X, K = _lifted(X, K)
    *o, i, j = at
    (p_h, p_w), (s_h, s_w), (k_h, k_w) = padding, stride, K.shape[2:]
    X = np.pad(X, ((0, 0), (p_h, p_h), (p_w, p_w)), mode='constant')
    window = X[:, i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w]
    kernel = K[o[0] if o else 0]
    return explain(
        nd.array(window, dtype=X.dtype), nd.array(kernel, dtype=X.dtype)
    )
