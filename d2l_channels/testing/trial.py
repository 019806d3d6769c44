"""Run a function on cases, and see what becomes of it."""

from dataclasses import dataclass
from typing import Any, Callable, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from .._arrays import type_name
from .._shapes import IntOrPair
from .judgement import (
    Layer,
    coarser_dtype,
    convert_array,
    describe_element,
    expect,
    has_changed,
    is_engine_error,
    judge,
    make_layer,
    to_bytes,
    to_numpy,
)
from .mistakes import Diagnosis, Evidence, describe_error, diagnose, write_out

# An operation of another thread does not make a call fail so often in a row
_TRIES = 5


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """One input and kernel to try a function on.

    Attributes
    ----------
    name : str
        What sets it apart from the others.
    group : str
        What it is there for.
    operands : pair of numpy.ndarray
        Input and kernel.
    X, K : NDArray, or what `convert` makes
        Copies of them as the function gets them.
    padding, stride : int or pair (height, width) of int, or None
        What the function gets besides, None if it takes neither.
    convert : callable
        Converts a NumPy array to what the function takes.
    layer : Layer
        The same as the definition takes it: NumPy arrays `X` and `K` with an
        axis for channels, pairs `padding` and `stride`, and the `dtype` of a
        right output.
    Y : numpy.ndarray
        The right output: float64 for float32, longdouble for float64.
    bound : numpy.ndarray
        How far rounding may take each element of an output from `Y`;
        infinite where a sum may overflow.
    """

    name: str
    group: str
    operands: Tuple[np.ndarray, np.ndarray]
    padding: Optional[IntOrPair]
    stride: Optional[IntOrPair]
    convert: Callable[[np.ndarray], Any]

    def __repr__(self) -> str:
        return f'<Case {self.name}>'

    @property
    def __name__(self) -> str:  # pytest uses it as the id of a test
        return self.name

    @property
    def X(self) -> Any:
        return self.convert_operands()[0]

    @property
    def K(self) -> Any:
        return self.convert_operands()[1]

    def convert_operands(self) -> Tuple[Any, Any]:
        """Return new arrays of the kind that the function takes."""
        X, K = self.operands
        return convert_array(X, self.convert), convert_array(K, self.convert)

    @property
    def layer(self) -> Layer:
        # convert may change the dtype, as JAX makes float32 of float64
        X, K = (to_numpy('case', A) for A in self.convert_operands())
        if self.padding is None or self.stride is None:
            return make_layer(X, K)
        return make_layer(X, K, self.padding, self.stride)

    @property
    def Y(self) -> np.ndarray:
        layer = self.layer
        return expect(layer, layer.dtype).Y

    @property
    def bound(self) -> np.ndarray:
        layer = self.layer
        return expect(layer, layer.dtype).bound

    def check(self, function: Callable[..., Any]) -> None:
        """Assert that a function returns what it should in this case.

        Parameters
        ----------
        function : callable
            It gets `X` and `K`, then `padding` and `stride` if there are any.

        Raises
        ------
        AssertionError, TypeError
            As `testing.check` raises them, about this case alone.

        Examples
        --------
        >>> import d2l_channels as d2l
        >>> for case in d2l.testing.cases('corr2d_multi_in'):
        ...     case.check(d2l.corr2d_multi_in)
        """
        __tracebackhide__ = True
        check_callable(function)
        outcome = run(function, self)
        if outcome.problem:
            lines = [f'wrong: {outcome.describe()}']
            lines += write_out_mistakes([outcome])
            raise AssertionError('\n'.join(lines)) from outcome.error


class Outcome(NamedTuple):
    """What became of a case.

    Attributes
    ----------
    case : Case
        What the function was run on.
    problem : str
        What is wrong in a few words, empty if all is right.
    evidence : Evidence
        What the function did, for the diagnosis.
    share : float
        How much of the bound on rounding a right output used.
    returned : object
        The output as the function returned it.
    error : BaseException or None
        What the function raised.
    at : tuple of int, or None
        Index of the first element that is wrong.
    """

    case: Case
    problem: str
    evidence: Evidence
    share: float = 0.0
    returned: Any = None
    error: Optional[BaseException] = None
    at: Optional[Tuple[int, ...]] = None

    def describe(self) -> str:
        """Return the problem and, for an element, its arithmetic."""
        Y = self.evidence.Y
        if self.at is None or Y is None:
            return self.problem
        lines = describe_element(Y, self.evidence.layer, self.at)
        return '\n  '.join([self.problem, *lines])


def check_callable(function: Any) -> None:
    if not callable(function):
        raise TypeError(
            f'check: function is of type {type_name(function)}; it has to be '
            'callable: function(X, K)'
        )


def run(function: Callable[..., Any], case: Case) -> Outcome:
    """Run a function on a case and judge its output.

    In MXNet an operation that fails can make another fail that shares its
    memory for intermediate results, even in another thread. So a function is
    run again after an error of MXNet; its own errors come back each time.
    """
    for _ in range(_TRIES):
        outcome = _run_once(function, case)
        if not is_engine_error(outcome.error):
            return outcome
    return outcome


def _run_once(function: Callable[..., Any], case: Case) -> Outcome:
    X, K = case.convert_operands()
    operands = {'X': X, 'K': K}
    before = {name: to_bytes(A) for name, A in operands.items()}
    arguments = dict(operands)
    if case.padding is not None:
        arguments.update(padding=case.padding, stride=case.stride)
    try:
        returned = function(*arguments.values())
        try:
            # A copy, as a later call may change what was returned
            Y = np.array(to_numpy('Y', returned))
        except ValueError as reason:
            return Outcome(case, str(reason), Evidence(case.layer))
        # Within the try, as a write to X that failed raises when X is read
        modified = [n for n in operands if has_changed(operands[n], before[n])]
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        problem = describe_error(function, arguments, error)
        mistakes = [f'the function raises {type_name(error)}']
        evidence = Evidence(
            case.layer, has_raised=True, evident_mistakes=mistakes
        )
        return Outcome(case, problem, evidence, error=error)
    if returned is None:
        problem = 'Y is None; it has to be an array of real numbers'
        mistakes = ['the function returns nothing']
        evidence = Evidence(case.layer, evident_mistakes=mistakes)
        return Outcome(case, problem, evidence)
    return _judge(case, returned, Y, modified)


def _judge(
    case: Case, returned: Any, Y: np.ndarray, modified: List[str]
) -> Outcome:
    layer = case.layer
    problem, share, at = judge(Y, layer)
    is_right = not problem
    mistakes = [f'{name} is modified by the function' for name in modified]
    if coarser_dtype(Y, layer) != layer.dtype:
        mistakes.append(f'the result is cast to {Y.dtype}')
        cast = f'Y has dtype {Y.dtype}; it has to have {layer.dtype}'
        problem = problem or cast
    if modified:
        problem = problem or f'the function modified {" and ".join(modified)}'
    evidence = Evidence(layer, Y, is_right, evident_mistakes=mistakes)
    return Outcome(case, problem, evidence, share, returned, at=at)


def name_mistakes(outcomes: Sequence[Outcome]) -> List[Diagnosis]:
    """Name what explains the wrong outputs, and what is evident."""
    return diagnose([outcome.evidence for outcome in outcomes])


def write_out_mistakes(outcomes: Sequence[Outcome]) -> List[str]:
    """Return lines on what explains the wrong outputs, for a report."""
    return write_out(name_mistakes(outcomes))
