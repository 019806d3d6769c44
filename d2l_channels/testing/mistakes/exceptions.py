"""What to say of an exception that a function under test has raised."""

import inspect
import traceback
from typing import Any, Callable, Dict

from ..._mxnet import nd

# Their functions cannot read an NDArray; NumPy's can
_OTHER_LIBRARIES = ('torch', 'jax', 'tensorflow')


def advise(
    function: Callable[..., Any],
    arguments: Dict[str, Any],
    error: BaseException,
) -> str:
    """Return a sentence on how to mend what was raised, or nothing.

    `arguments` are those that the function was given, by their names.
    """
    if isinstance(error, TypeError) and not _takes(function, arguments):
        return (
            f'It takes {inspect.signature(function)} and was given '
            f'({", ".join(arguments)}).'
        )
    try:
        message = str(error)
    except Exception:
        return ''
    if 'must have NDArray type' in message:
        return (
            "MXNet's functions take NDArrays: nd.array(A, dtype=A.dtype) "
            'makes one of a NumPy array A.'
        )
    if 'Incompatible attr in node' in message:
        return (
            'The dtypes differ. nd.zeros and the like make float32 unless '
            'they are told: nd.zeros(shape, dtype=X.dtype).'
        )
    is_given_ndarrays = isinstance(arguments['X'], nd.NDArray)
    if is_given_ndarrays and ('NDArray' in message or _is_foreign(error)):
        return (
            'X and K are NDArrays: X.asnumpy() makes a NumPy array, and '
            'check(..., convert=np.asarray) gives NumPy arrays.'
        )
    return ''


def _takes(function: Callable[..., Any], arguments: Dict[str, Any]) -> bool:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # of a function in C, it is unknown
        return True
    try:
        signature.bind(*arguments.values())
    except TypeError:
        return False
    return True


def _is_foreign(error: BaseException) -> bool:
    """Return whether another library was at work."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        module = frame.f_globals.get('__name__') or ''
        if module.partition('.')[0] in _OTHER_LIBRARIES:
            return True
    return False
