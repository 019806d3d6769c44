"""Convert other arrays to NumPy, and NumPy's to others."""

from typing import Any, Callable, Optional, Type

import numpy as np

from ..._arrays import type_name
from ..._mxnet import mx

_LONGEST = 200  # characters of a message that is not ours


def to_numpy(
    name: str, A: Any, error: Type[Exception] = ValueError
) -> np.ndarray:
    """Convert an NDArray, a list of them or the like to a NumPy array."""
    try:
        return _to_numpy(A)
    except Exception as reason:
        if is_engine_error(reason):
            raise
        raise error(
            f'{name} is of type {type_name(A)}, which NumPy cannot convert '
            f'to an array: {reason}'
        ) from reason


def is_engine_error(error: Optional[BaseException]) -> bool:
    """Return whether an operation of MXNet has failed."""
    # This subclass means that a Symbol was passed; no operation has failed
    is_about_symbol = isinstance(error, mx.base.NotImplementedForSymbol)
    return isinstance(error, mx.base.MXNetError) and not is_about_symbol


def _to_numpy(A: Any) -> np.ndarray:
    if isinstance(A, (list, tuple)):
        return np.array([_to_numpy(a) for a in A])
    if np.ma.is_masked(A):
        raise ValueError('some elements are masked')
    return np.asarray(A.asnumpy() if hasattr(A, 'asnumpy') else A)


def to_bytes(A: Any) -> bytes:
    """Return shape, dtype and bits of an array, to compare it later."""
    array = to_numpy('array', A)
    kind = f'{array.shape} {array.dtype} '
    return kind.encode() + array.tobytes()


def has_changed(A: Any, before: bytes) -> bool:
    """Return whether an array is not what `to_bytes` returned before."""
    try:
        return to_bytes(A) != before
    except ValueError:  # it cannot even be read any more
        return True


def shorten_error(error: BaseException) -> str:
    """Return the type and the message of an exception in one line."""
    try:
        lines = str(error).strip().splitlines() or ['no message']
    except Exception:
        lines = ['a message that cannot be printed']
    # MXNet's messages begin with a traceback of their own
    reason = lines[-1] if lines[0].startswith('Traceback') else lines[0]
    if len(reason) > _LONGEST:
        reason = reason[:_LONGEST] + '…'
    return f'{type_name(error)}: {reason}'


def convert_array(A: np.ndarray, convert: Callable[[np.ndarray], Any]) -> Any:
    """Convert a copy of a NumPy array to what a function takes."""
    # A copy that is laid out in memory like the array
    converted = convert(A.copy(order='K'))
    made = to_numpy('what convert returns', converted)
    has_right_dtype = made.dtype in (A.dtype, np.float32, np.float64)
    if made.shape != A.shape or not has_right_dtype:
        raise ValueError(
            f'cases: convert turns an array of shape {A.shape} and dtype '
            f'{A.dtype} into one of shape {made.shape} and dtype '
            f'{made.dtype}; it has to keep the shape, and to keep the dtype '
            'or to return float32 or float64'
        )
    return converted
