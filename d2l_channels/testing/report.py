"""Say what became of a function that was tried on cases."""

import sys
from collections import Counter
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Callable, List, Optional, Sequence

from .judgement import has_changed, to_bytes
from .trial import Case, Outcome, name_mistakes, run, write_out_mistakes

# How long a function is tried that has done nothing but raise exceptions
_PATIENCE = 3  # seconds


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What became of the cases; printed, it is a page to read.

    Attributes
    ----------
    function, like : str
        Names of what was checked and of what it should be.
    outcomes : list
        What became of each case.
    untried : int
        How many cases were left out, as the function did nothing but raise
        exceptions, and slowly.
    fits : str
        What `like` should have been, if that is the mistake; else empty.
    cases, wrong : int
        How many cases were tried, and how many of them were wrong.
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
    untried: int = 0
    fits: str = ''

    @property
    def cases(self) -> int:
        return len(self.outcomes)

    @property
    def wrong(self) -> int:
        return len(self._wrong_outcomes())

    @property
    def worst(self) -> float:
        return max((outcome.share for outcome in self.outcomes), default=0.0)

    @property
    def mistakes(self) -> List[str]:
        if self.fits:
            return [f'the function fits like={self.fits!r}']
        return [named.mistake for named in name_mistakes(self.outcomes)]

    def _wrong_outcomes(self) -> List[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.problem]

    def __str__(self) -> str:
        wrong = self._wrong_outcomes()
        what = f'wrong in {len(wrong)} of' if wrong else 'right in all'
        name = f'{self.function} against {self.like}'
        lines = [f'{name}: {what} {self.cases} cases']
        cases_of = Counter(outcome.case.group for outcome in self.outcomes)
        wrong_of = Counter(outcome.case.group for outcome in wrong)
        for group, cases in cases_of.items():
            right = cases - wrong_of[group]
            lines.append(f'  {group:22}{right:3} of {cases:2} right')
        if not wrong:
            lines.append(
                f'At most {self.worst:.0%} of what rounding allows was used.'
            )
            return '\n'.join(lines)
        if self.untried:
            lines.append(
                f'{self.untried} more cases were not tried, as these took so '
                'long.'
            )
        if self.fits:
            lines.append(f'Diagnosis: {self.mistakes[0]}')
        else:
            lines += write_out_mistakes(self.outcomes)
        lines.append(_show('wrong case', wrong[0]))
        if wrong[0].error is None:
            raised = [
                outcome for outcome in wrong if outcome.error is not None
            ]
            lines += [_show('exception', outcome) for outcome in raised[:1]]
        return '\n'.join(lines)

    __repr__ = __str__


def _show(what: str, outcome: Outcome) -> str:
    return f'The first {what}, {outcome.case.name}:\n  {outcome.describe()}'


def try_all(
    function: Callable[..., Any], cases: Sequence[Case], like: str
) -> Report:
    """Run a function on one case after the other, and report on it.

    Give up on a function that only raises exceptions, and slowly.
    """
    name = getattr(function, '__name__', type(function).__name__)
    outcomes: List[Outcome] = []
    start = perf_counter()
    for case in cases:
        _show_progress(f'{name}: {len(outcomes)} of {len(cases)} cases')
        outcomes.append(run(function, case))
        is_slow = perf_counter() - start > _PATIENCE
        only_raises = all(outcome.error is not None for outcome in outcomes)
        if is_slow and only_raises:
            break
    _show_progress('')
    untried = len(cases) - len(outcomes)
    outcomes = [_look_again(outcome) for outcome in outcomes]
    return Report(name, like, outcomes, untried)


def _look_again(outcome: Outcome) -> Outcome:
    """See whether a later call has changed an output."""
    evidence = outcome.evidence
    if evidence.Y is None:
        return outcome
    if not has_changed(outcome.returned, to_bytes(evidence.Y)):
        return outcome
    mistake = 'a later call changes the output of an earlier one'
    mistakes = [*evidence.evident_mistakes, mistake]
    return outcome._replace(
        problem=outcome.problem or mistake,
        evidence=replace(evidence, evident_mistakes=mistakes),
    )


def _show_progress(text: str) -> None:
    """Show a line on a terminal in place of the one before."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f'\r\x1b[K{text}')
        sys.stderr.flush()


def find_error(report: Report) -> Optional[BaseException]:
    """Return the first exception that the function raised."""
    for outcome in report.outcomes:
        if outcome.error is not None:
            return outcome.error
    return None
