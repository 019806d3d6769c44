"""What to say of an exception that a function under test has raised."""

import inspect
from typing import Any, Callable, Dict

from ..._mxnet import nd
from ..judgement import shorten_error


def describe_error(
    function: Callable[..., Any],
    arguments: Dict[str, Any],
    error: BaseException,
) -> str:
    """Return what was raised, and a sentence on how to mend it, if known.

    `arguments` are those that the function was given, by their names.
    """
    description = shorten_error(error)
    advice = _advise(function, arguments, error)
    return f'{description}\n  {advice}' if advice else description


def _advise(
    function: Callable[..., Any],
    arguments: Dict[str, Any],
    error: BaseException,
) -> str:
    """Return a sentence on how to mend what was raised, or nothing."""
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
    if isinstance(arguments['X'], nd.NDArray) and 'NDArray' in message:
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
