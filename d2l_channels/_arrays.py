"""The rules that arrays keep, and the decorator that applies them.

Only types, dtypes, contexts and shapes are looked at, none of which waits for
MXNet's engine, so that an error comes before any work is queued.
"""

from functools import wraps
from threading import local

import numpy as np

from ._mxnet import mx, nd
from ._shapes import (
    check_fit,
    check_layer_shapes,
    check_size,
    output_shape,
    padded_size,
)

_FLOATS = (np.float32, np.float64)
# Taken as nd.array takes them
_INTEGERS = (np.bool_, np.int8, np.uint8, np.int32, np.int64)
# NDArrays too, for MXNet
_OTHERS = (mx.np.ndarray, nd.sparse.BaseSparseNDArray)


# Whether this thread is inside of a checked call
_call = local()


def takes(X_axes, K_axes):
    """Check that a function of X and K gets what it takes.

    The axes are written as in the chapter, `'(c_i, h, w)'`. What the
    chapter's functions hand to one another are parts of arrays that the
    outermost of them has checked.
    """

    def decorate(function):
        @wraps(function)
        def checked(X, K):
            if getattr(_call, 'is_checked', False):
                return function(X, K)
            check_operands(function.__name__, X, X_axes, K, K_axes)
            try:
                _call.is_checked = True
                # Handing operators to the engine one by one takes most of
                # the time
                with mx.engine.bulk(16):
                    return function(*to_floats(X, K))
            finally:
                _call.is_checked = False

        return checked

    return decorate


def check_operands(function, X, X_axes, K, K_axes):
    """Check everything the chapter asks of an input and its kernel."""
    check_arrays(function, X, K)
    X_shape, K_shape = X.shape, K.shape
    check_fit(function, X_shape, X_axes, K_shape, K_axes)
    (h, w), (k_h, k_w) = X_shape[-2:], K_shape[-2:]
    windows = (h - k_h + 1) * (w - k_w + 1)
    largest = windows * max((k_h * k_w, *K_shape[:-3]))
    check_size(function, largest, X=X_shape, K=K_shape)


def check_layer(function, X, K, padding, stride):
    """Check an input, a kernel, padding and stride.

    Return the last two as pairs, and the shape of the output. A stride beyond
    the input, which takes no second step, is returned as the size of the
    input: MXNet crashes on 2**32.
    """
    check_arrays(function, X, K)
    X_shape, K_shape = X.shape, K.shape
    padding, stride = check_layer_shapes(
        function, X_shape, K_shape, padding, stride
    )
    c_o, H, W = output_shape(X_shape, K_shape, padding, stride)
    h, w = padded_size(X_shape, padding)
    largest = max(X_shape[0] * h * w, c_o * H * W)
    check_size(function, largest, X=X_shape, K=K_shape, padding=padding)
    return padding, (min(stride[0], h), min(stride[1], w)), (c_o, H, W)


def to_floats(X, K):
    """Return checked arrays in the dtype and the memory of a result."""
    dtype = float_dtype(X.dtype, K.dtype)
    return [_to_float(A, dtype) for A in (X, K)]


def float_dtype(X_dtype, K_dtype):
    """Return the dtype of a result: integers are taken as floats."""
    return np.float64 if np.float64 in (X_dtype, K_dtype) else np.float32


def _to_float(A, dtype):
    A = A.as_in_context(_context(A))
    return A if A.dtype == dtype else A.astype(dtype)


def _context(A):
    """Return where results of an array are: pinned and shared memory is that
    of a CPU."""
    context = A.context
    if context.device_type in ('cpu_pinned', 'cpu_shared'):
        return mx.cpu(context.device_id)
    return context


def check_arrays(function, X, K, names=('X', 'K')):
    """Check two arrays, and that they share a dtype and a context."""
    x, k = names
    _check_array(function, x, X)
    _check_array(function, k, K)
    check_same_dtype(function, X.dtype, K.dtype, names)
    if _context(X) != _context(K):
        raise ValueError(
            f'{function}: {k} is on {K.context} and {x} on {X.context}; they '
            f'have to be on the same: {k}.as_in_context({x}.context)'
        )


def _check_array(function, name, A):
    if not isinstance(A, nd.NDArray) or isinstance(A, _OTHERS):
        raise TypeError(
            f'{function}: {name} is of type {type_name(A)}; it has to be a '
            f'dense mxnet.nd.NDArray{_how_to_convert(name, A)}'
        )
    check_dtype(function, name, A.dtype)


def type_name(A):
    """Name the type of an argument, with its module."""
    module = type(A).__module__
    prefix = '' if module == 'builtins' else f'{module}.'
    return prefix + type(A).__qualname__


def _how_to_convert(name, A):
    if isinstance(A, mx.np.ndarray):
        return f': {name}.as_nd_ndarray()'
    if isinstance(A, nd.NDArray):
        return f": {name}.tostype('default')"
    if isinstance(A, np.ndarray) and A.dtype == np.float64:
        # Without its dtype, nd.array would make it float32
        return f": nd.array({name}, dtype='float64')"
    if not isinstance(A, (np.ndarray, list, tuple)):
        return ''
    has_arrays = any(isinstance(a, nd.NDArray) for a in A)
    return f': nd.stack(*{name})' if has_arrays else f': nd.array({name})'


def check_dtype(function, name, dtype):
    """Check that a dtype is one the package takes."""
    if dtype not in _FLOATS + _INTEGERS:
        raise TypeError(
            f'{function}: {name} has dtype {np.dtype(dtype)}; it has to be '
            f"float32 or float64: {name}.astype('float32')"
        )


def check_same_dtype(function, X_dtype, K_dtype, names=('X', 'K')):
    """Check that the dtypes of two arrays are the same, but for integers."""
    x, k = names
    if X_dtype != K_dtype and X_dtype in _FLOATS and K_dtype in _FLOATS:
        narrow = x if X_dtype == np.float32 else k
        raise TypeError(
            f'{function}: {k} has dtype {np.dtype(K_dtype)} and {x} '
            f'{np.dtype(X_dtype)}; they have to be the same: '
            f"{narrow}.astype('float64')"
        )
