"""Say what became of a function that was tried on cases."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Callable, List, Sequence

from .trial import Case, Outcome, check_callable, name_mistakes, run


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
        return len(self._wrong_outcomes())

    @property
    def worst(self) -> float:
        return max((outcome.share for outcome in self.outcomes), default=0.0)

    @property
    def mistakes(self) -> List[str]:
        return name_mistakes(self.outcomes)

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
        for mistake in self.mistakes or ['no known mistake']:
            lines.append(f'Diagnosis: {mistake}')
        lines.append(_show('wrong case', wrong[0]))
        if not wrong[0].error:
            raised = [outcome for outcome in wrong if outcome.error]
            lines += [_show('exception', outcome) for outcome in raised[:1]]
        return '\n'.join(lines)

    __repr__ = __str__


def _show(what: str, outcome: Outcome) -> str:
    return f'The first {what}, {outcome.case.name}:\n  {outcome.problem}'


def check_cases(
    function: Callable[..., Any], cases: Sequence[Case], like: str
) -> Report:
    """Report on a function, and raise the report if something is wrong."""
    check_callable(function)
    name = getattr(function, '__name__', type(function).__name__)
    report = Report(name, like, [run(function, case) for case in cases])
    if report.wrong:
        errors = [o.error for o in report.outcomes if o.error]
        raise AssertionError(str(report)) from (errors[0] if errors else None)
    return report
