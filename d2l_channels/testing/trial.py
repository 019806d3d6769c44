"""Run a function on a case, and see what becomes of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Callable, List, NamedTuple, Optional, Sequence

import numpy as np

from .._arrays import type_name
from .._mxnet import nd
from .._shapes import IntOrPair
from .definition import Layer, expect, make_layer
from .judgement import coarser_dtype, judge, to_numpy
from .mistakes import Explanation, explain_output


@dataclass(frozen=True, eq=False)
class Case:
    """One input and kernel to try a function on.

    Attributes
    ----------
    name : str
        What sets it apart; pytest takes it as the id of a test.
    group : str
        What it is there for.
    X, K : NDArray
        Input and kernel.
    padding, stride : int or pair (height, width) of int, or None
        What the function gets besides, None if it takes neither.
    layer : Layer
        The same as NumPy arrays with all their channels, `X`, `K`, `padding`
        and `stride`, and the `dtype` of a right output.
    Y : numpy.ndarray
        The right output: float64 for float32, longdouble for float64.
    bound : numpy.ndarray
        How far rounding may take each element of an output from `Y`;
        infinite where a sum may overflow.
    """

    name: str
    group: str
    X: nd.NDArray
    K: nd.NDArray
    padding: Optional[IntOrPair] = None
    stride: Optional[IntOrPair] = None

    @property
    def __name__(self) -> str:  # pytest makes the id of a test of it
        return self.name

    @property
    def layer(self) -> Layer:
        X = self.X.asnumpy()
        K = self.K.asnumpy()
        if self.padding is None:
            return make_layer(X, K)
        return make_layer(X, K, self.padding, self.stride)

    @property
    def Y(self) -> np.ndarray:
        layer = self.layer
        return expect(layer, layer.dtype)[0]

    @property
    def bound(self) -> np.ndarray:
        layer = self.layer
        return expect(layer, layer.dtype)[1]

    def check(self, function: Callable[..., Any]) -> None:
        """Assert that a function returns what it should in this case.

        Parameters
        ----------
        function : callable
            It gets copies of `X` and `K`, and `padding` and `stride` after
            them if the case has them.

        Raises
        ------
        AssertionError
            As `testing.check` does, about this case alone.
        TypeError
            If `function` cannot be called.

        Examples
        --------
        >>> import d2l_channels as d2l
        >>> for case in d2l.testing.cases('corr2d_multi_in'):
        ...     case.check(d2l.corr2d_multi_in)
        """
        check_callable(function)
        outcome = run(function, self)
        if outcome.problem:
            lines = [f'wrong: {outcome.problem}']
            for mistake in name_mistakes([outcome]) or ['no known mistake']:
                lines.append(f'Diagnosis: {mistake}')
            raise AssertionError('\n'.join(lines)) from outcome.error


class Outcome(NamedTuple):
    """What became of a case.

    Attributes
    ----------
    problem : str
        What is wrong, nothing if all is right.
    seen : sequence of str
        Mistakes that were seen, which need no explanation.
    share : float
        How much of the bound on rounding a right output used.
    explanations : list of Explanation, or None
        What explains a wrong output; None if there is none.
    error : BaseException or None
        What the function raised.
    """

    case: Case
    problem: str
    seen: Sequence[str] = ()
    share: float = 0.0
    explanations: Optional[List[Explanation]] = None
    error: Optional[BaseException] = None


def check_callable(function: Any) -> None:
    if not callable(function):
        raise TypeError(
            f'check: function is of type {type_name(function)}; it has to be '
            'callable: function(X, K)'
        )


def run(function: Callable[..., Any], case: Case) -> Outcome:
    """Run a function on a case and judge its output."""
    earlier = _find_queued_error()
    if earlier:
        raise RuntimeError(
            'check: something else, queued before the function was called, '
            f'failed: {_describe(earlier)}'
        ) from earlier
    X = case.X.copy()
    K = case.K.copy()
    options = () if case.padding is None else (case.padding, case.stride)
    try:
        Y = function(X, K, *options)
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
    layer = case.layer
    problem, share = judge(Y, layer)
    modified = [
        name
        for name, before, after in (('X', case.X, X), ('K', case.K, K))
        if _bits(before) != _bits(after)
    ]
    seen = [f'{name} is modified by the function' for name in modified]
    if coarser_dtype(Y, layer) != layer.dtype:
        seen.append(f'the result is cast to {Y.dtype}')
        problem = (
            problem or f'Y has dtype {Y.dtype}; X and K have {layer.dtype}'
        )
    explanations = explain_output(Y, layer) if problem else None
    if modified:
        problem = problem or f'the function modified {" and ".join(modified)}'
    return Outcome(case, problem, seen, share, explanations)


def name_mistakes(outcomes: Sequence[Outcome]) -> List[str]:
    """Name the mistakes that were seen, and those that explain most of the
    wrong outputs.

    Each wrong output has a vote for all that explains it. More than half of
    the votes are needed, and of equals, one mistake comes before two.
    """
    votes: Counter[Explanation] = Counter()
    voters = 0
    for outcome in outcomes:
        if outcome.explanations is not None:
            voters += 1
            votes.update(outcome.explanations)
    most = max(votes.values(), default=0)
    best = []
    if most > voters / 2:
        best = [
            explanation for explanation in votes if votes[explanation] == most
        ]
    shortest = min(map(len, best), default=0)
    names: List[str] = []
    for explanation in best:
        if len(explanation) == shortest:
            names += explanation
    for outcome in outcomes:
        names += outcome.seen
    return list(dict.fromkeys(names))


def _bits(A: nd.NDArray) -> bytes:
    return bytes(A.asnumpy().tobytes())


def _find_queued_error() -> Optional[Exception]:
    """Wait for the engine; return its first error, which others follow."""
    try:
        nd.waitall()
    except Exception as error:
        _find_queued_error()
        return error
    return None


def _describe(error: BaseException) -> str:
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
