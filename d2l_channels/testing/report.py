"""Try a function on cases, and put into words what became of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, List, NamedTuple

from .._arrays import type_name
from .._mxnet import nd
from .judgement import coarser_dtype, judge, to_numpy
from .mistakes import name_mistakes


class Outcome(NamedTuple):
    """What became of a case: a problem, unless all is right.

    `share` is how much of the bound on rounding a right output used, and
    `explanations` are those of a wrong one, as `name_mistakes` returns them.
    The mistakes `seen` need no explanation.
    """

    case: Any
    problem: str
    seen: Any = ()
    share: float = 0.0
    explanations: Any = None
    error: Any = None


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What became of the cases; printed, it is a page to read.

    Attributes
    ----------
    function, like : str
        Names of what was checked and of what it should be.
    outcomes : list
        What became of each case.
    cases, wrong : int
        How many cases there were, and how many of them were wrong.
    worst : float
        Largest share of the bound on rounding that a right output used.
    mistakes : list of str
        What explains the wrong cases: the mistake that gives most of the
        wrong outputs, or two at once; modified arguments, a cast to a
        narrower dtype, exceptions.
    """

    function: str
    like: str
    outcomes: List[Outcome]

    @property
    def cases(self) -> int:
        return len(self.outcomes)

    @property
    def wrong(self) -> int:
        return sum(bool(o.problem) for o in self.outcomes)

    @property
    def worst(self) -> float:
        return max((o.share for o in self.outcomes), default=0.0)

    @property
    def mistakes(self) -> List[str]:
        wrong = [o for o in self.outcomes if o.explanations is not None]
        counts = Counter(e for o in wrong for e in o.explanations)
        most = max(counts.values(), default=0)
        best = [e for e, n in counts.items() if n == most > len(wrong) / 2]
        fewest = min(map(len, best), default=0)
        common = [name for e in best if len(e) == fewest for name in e]
        seen = [name for o in self.outcomes for name in o.seen]
        return list(dict.fromkeys(common + seen))

    def __str__(self) -> str:
        wrong = [o for o in self.outcomes if o.problem]
        what = f'wrong in {len(wrong)} of' if wrong else 'right in all'
        name = f'{self.function} against {self.like}'
        lines = [f'{name}: {what} {self.cases} cases']
        wrong_in = Counter(o.case.group for o in wrong)
        for group, n in Counter(o.case.group for o in self.outcomes).items():
            lines.append(f'  {group:22}{n - wrong_in[group]:3} of {n:2} right')
        if not wrong:
            used = f'{self.worst:.0%} of what rounding allows'
            return '\n'.join([*lines, f'At most {used} was used.'])
        for mistake in self.mistakes or ['no known mistake']:
            lines.append(f'Diagnosis: {mistake}')
        shown = [('wrong case', wrong[0])]
        if not wrong[0].error:
            shown += [('exception', o) for o in wrong if o.error][:1]
        for what, o in shown:
            lines.append(f'The first {what}, {o.case.name}:\n  {o.problem}')
        return '\n'.join(lines)

    __repr__ = __str__


def check_cases(function, cases, like):
    """Report on a function, and raise the report if something is wrong."""
    if not callable(function):
        raise TypeError(
            f'check: function is of type {type_name(function)}; it has to be '
            'callable: function(X, K)'
        )
    name = getattr(function, '__name__', type(function).__name__)
    report = Report(name, like, [_try(function, case) for case in cases])
    if report.wrong:
        error = next((o.error for o in report.outcomes if o.error), None)
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
    problem, share = judge(Y, *layer)
    modified = [A for A in 'XK' if _bits(given[A]) != _bits(getattr(case, A))]
    seen = [f'{name} is modified by the function' for name in modified]
    dtype = layer[0].dtype
    if coarser_dtype(Y, layer[0]) != dtype:
        seen.append(f'the result is cast to {Y.dtype}')
        problem = problem or f'Y has dtype {Y.dtype}; X and K have {dtype}'
    explanations = name_mistakes(Y, *layer) if problem else None
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
