"""The rules that arrays keep, and the decorator that applies them.

Only types, dtypes, contexts and shapes are looked at. None of these waits for
MXNet's engine, so an error comes before any work is queued.
"""

from functools import wraps
from math import prod
from threading import local
from typing import Any, Callable, List, Tuple, Type, TypeVar, Union, cast

import numpy as np

from ._mxnet import mx, nd
from ._shapes import (
    Axes,
    IntOrPair,
    Pair,
    Shape,
    check_fit,
    check_layer_shapes,
    check_size,
    count_window_elements,
    padded_size,
)

Float = Union[Type[np.float32], Type[np.float64]]
_Function = TypeVar('_Function', bound=Callable[..., Any])

_FLOATS = (np.float32, np.float64)
# Converted to floats: to float64 beside float64, else to float32
_INTEGERS = (np.bool_, np.int8, np.uint8, np.int32, np.int64)
# Operators that are handed to MXNet's engine together
_BULK = 16
# MXNet derives these from NDArray, but the operators of nd refuse them
_NOT_TAKEN = (mx.np.ndarray, nd.sparse.BaseSparseNDArray)

# Whether this thread is inside a call whose arguments have been checked.
# Without it, each channel would be checked again by the function that gets
# it, and a layer of 64 to 16 channels would take 0.45 s instead of 0.24
_call = local()


def takes(
    X: Tuple[str, ...], K: Tuple[str, ...]
) -> Callable[[_Function], _Function]:
    """Check that a function of X and K gets arrays with the named axes.

    The chapter's functions call one another on parts of arrays that the
    outermost of them has already checked.
    """
    axes = X, K

    def decorate(function: _Function) -> _Function:
        @wraps(function)
        def checked(X: nd.NDArray, K: nd.NDArray) -> Any:
            if getattr(_call, 'is_checked', False):
                return function(X, K)
            check_operands(function.__name__, X, K, axes)
            try:
                _call.is_checked = True
                # Handing operators to the engine one by one would take most
                # of the time
                with mx.engine.bulk(_BULK):
                    return function(*to_floats(X, K))
            finally:
                # Also after an interrupt: else this thread would never check
                # anything again
                _call.is_checked = False

        return cast(_Function, checked)

    return decorate


def check_operands(
    function: str, X: nd.NDArray, K: nd.NDArray, axes: Axes
) -> Shape:
    """Check an input and its kernel, and return the shape of the output."""
    check_arrays(function, X=X, K=K)
    X_shape, K_shape = X.shape, K.shape
    Y_shape = check_fit(function, X_shape, K_shape, axes)
    H, W = Y_shape[-2:]
    k_h, k_w = K_shape[-2:]
    # All windows of one channel, or the output
    largest = max(k_h * k_w * H * W, prod(Y_shape))
    check_size(function, largest, X=X_shape, K=K_shape)
    return Y_shape


def check_layer(
    function: str,
    X: nd.NDArray,
    K: nd.NDArray,
    padding: IntOrPair,
    stride: IntOrPair,
) -> Tuple[Pair, Pair, Shape]:
    """Check an input, a kernel, padding and stride.

    Return padding and stride as pairs, and the shape of the output.
    """
    check_arrays(function, X=X, K=K)
    X_shape, K_shape = X.shape, K.shape
    padding, stride, Y_shape = check_layer_shapes(
        function, X_shape, K_shape, padding, stride
    )
    h, w = padded_size(X_shape, padding)
    # The padded input, or the output
    largest = max(X_shape[0] * h * w, prod(Y_shape))
    check_size(function, largest, X=X_shape, K=K_shape, padding=padding)
    return padding, stride, Y_shape


def check_windows(
    function: str, X: nd.NDArray, K: nd.NDArray, Y_shape: Shape
) -> None:
    """Check that one array can hold all windows, side by side."""
    elements = count_window_elements(K.shape, Y_shape)
    check_size(function, elements, X=X.shape, K=K.shape)


def to_floats(X: nd.NDArray, K: nd.NDArray) -> List[nd.NDArray]:
    """Return checked arrays in the dtype and on the context of a result."""
    dtype = float_dtype(X.dtype, K.dtype)
    arrays = [A.as_in_context(_result_context(A)) for A in (X, K)]
    return [A if A.dtype == dtype else A.astype(dtype) for A in arrays]


def float_dtype(X_dtype: Any, K_dtype: Any) -> Float:
    """Return the dtype of a result; integers take that of the other array.

    Two arrays of integers give float32.
    """
    return np.float64 if np.float64 in (X_dtype, K_dtype) else np.float32


def _result_context(A: nd.NDArray) -> Any:
    """Return the context on which an array's results are computed.

    Pinned and shared memory belongs to a CPU.
    """
    context = A.context
    if context.device_type in ('cpu_pinned', 'cpu_shared'):
        return mx.cpu(context.device_id)
    return context


def check_arrays(function: str, **arrays: nd.NDArray) -> None:
    """Check two arrays, and that their dtypes and contexts go together."""
    for name, A in arrays.items():
        _check_type(function, name, A)
    check_dtypes(function, **{name: A.dtype for name, A in arrays.items()})
    (first, A), (second, B) = arrays.items()
    if _result_context(A) != _result_context(B):
        raise ValueError(
            f'{function}: {second} is on {B.context} and {first} on '
            f'{A.context}; they have to be on the same: '
            f'{second}.as_in_context({first}.context)'
        )


def _check_type(function: str, name: str, A: Any) -> None:
    if not isinstance(A, nd.NDArray) or isinstance(A, _NOT_TAKEN):
        raise TypeError(
            f'{function}: {name} is of type {type_name(A)}; it has to be a '
            f'dense mxnet.nd.NDArray{_how_to_convert(name, A)}'
        )


def type_name(A: Any) -> str:
    """Return the name of the type of an argument, with its module."""
    module = type(A).__module__
    prefix = '' if module == 'builtins' else f'{module}.'
    return prefix + type(A).__qualname__


def _how_to_convert(name: str, A: Any) -> str:
    if isinstance(A, mx.np.ndarray):
        return f': {name}.as_nd_ndarray()'
    if isinstance(A, nd.NDArray):
        return f": {name}.tostype('default')"
    if isinstance(A, np.ndarray) and A.dtype == np.float64:
        # Without its dtype, nd.array would make it float32
        return f": nd.array({name}, dtype='float64')"
    if isinstance(A, np.ndarray):
        return f': nd.array({name})'
    if not isinstance(A, (list, tuple)):
        return ''
    has_arrays = any(isinstance(a, nd.NDArray) for a in A)
    return f': nd.stack(*{name})' if has_arrays else f': nd.array({name})'


def check_dtypes(function: str, **dtypes: Any) -> None:
    """Check that two dtypes are supported, and the same if both are floats."""
    for name, dtype in dtypes.items():
        if dtype not in _FLOATS + _INTEGERS:
            raise TypeError(
                f'{function}: {name} has dtype {np.dtype(dtype)}; it has to '
                f"be float32 or float64: {name}.astype('float32')"
            )
    (first, A_dtype), (second, B_dtype) = dtypes.items()
    if A_dtype != B_dtype and A_dtype in _FLOATS and B_dtype in _FLOATS:
        narrow = first if A_dtype == np.float32 else second
        raise TypeError(
            f'{function}: {second} has dtype {np.dtype(B_dtype)} and {first} '
            f'{np.dtype(A_dtype)}; they have to be the same: '
            f"{narrow}.astype('float64')"
        )
