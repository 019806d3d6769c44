"""Try a function on cases."""

from .._arrays import type_name
from .._mxnet import nd
from .judgement import coarser_dtype, judge, to_numpy
from .mistakes import name_mistakes
from .report import Outcome, Report


def check_cases(function, cases, like):
    """Report on a function, and raise the report if something is wrong."""
    if not callable(function):
        raise TypeError(
            f'check: function is of type {type_name(function)}; it has to be '
            'callable: function(X, K)'
        )
    name = getattr(function, '__name__', type(function).__name__)
    outcomes = [_try(function, case) for case in cases]
    report = Report(name, like, outcomes)
    if report.wrong:
        error = next((o.error for o in outcomes if o.error), None)
        raise AssertionError(str(report)) from error
    return report


def _try(function, case):
    """Run a function on a case and judge its output."""
    earlier = _find_queued_error()
    if earlier:
        raise RuntimeError(
            'check: something else, queued before the function was called, '
            f'failed: {_describe(earlier)}'
        ) from earlier
    given = {'X': case.X.copy(), 'K': case.K.copy()}
    options = () if case.padding is None else (case.padding, case.stride)
    try:
        Y = function(*given.values(), *options)
        nd.waitall()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        _find_queued_error()
        seen = [f'the function raises {type_name(error)}']
        return Outcome(case, _describe(error), seen, error=error)
    try:
        Y = to_numpy('Y', Y)
    except ValueError as reason:
        return Outcome(case, str(reason))
    layer = case._layer
    problem, share = judge(Y, layer)
    modified = [A for A in 'XK' if _bits(given[A]) != _bits(getattr(case, A))]
    seen = [f'{name} is modified by the function' for name in modified]
    dtype = layer.X.dtype
    if coarser_dtype(Y, layer.X) != dtype:
        seen.append(f'the result is cast to {Y.dtype}')
        problem = problem or f'Y has dtype {Y.dtype}; X and K have {dtype}'
    explanations = name_mistakes(Y, layer) if problem else None
    if modified:
        problem = problem or f'the function modified {" and ".join(modified)}'
    return Outcome(case, problem, seen, share, explanations)


def _bits(A):
    return A.asnumpy().tobytes()


def _find_queued_error():
    """Wait for the engine; return its first error, which others follow."""
    try:
        nd.waitall()
    except Exception as error:
        _find_queued_error()
        return error


def _describe(error):
    """Say what was raised."""
    try:
        lines = str(error).strip().splitlines() or ['no message']
    except Exception:
        lines = ['a message that cannot be printed']
    # MXNet's messages begin with a traceback of their own
    reason = lines[-1] if lines[0].startswith('Traceback') else lines[0]
    text = f'{type_name(error)}: {reason}'
    if isinstance(error, (AttributeError, TypeError)):
        text += '\n  (X and K are NDArrays; X.asnumpy() makes a NumPy array)'
    return text
