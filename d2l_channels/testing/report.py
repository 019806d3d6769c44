"""Put into words what became of a function on all the cases."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, List, NamedTuple


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
        shown = {'wrong case': wrong[0]}
        errors = [o for o in wrong if o.error]
        if errors and not wrong[0].error:
            shown['exception'] = errors[0]
        for what, o in shown.items():
            lines.append(f'The first {what}, {o.case.name}:\n  {o.problem}')
        return '\n'.join(lines)

    __repr__ = __str__
