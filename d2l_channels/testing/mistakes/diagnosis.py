"""Find the mistake that explains what was seen better than any other."""

from math import prod
from textwrap import wrap
from typing import Iterator, List, NamedTuple, Sequence, Tuple

import numpy as np

from ..definition import is_real
from .hypotheses import (
    Evidence,
    Hypothesis,
    double_hypotheses,
    single_hypotheses,
)

# A mistake has to explain all wrong outputs but so many
_UNEXPLAINED = 1 / 8
# and so many if it is made in some cases alone
_FEWEST = 3
# A larger output is no evidence: it would take seconds to imitate
_MOST_PRODUCTS = 100_000


class Diagnosis(NamedTuple):
    """What is wrong, and a sentence on how to mend it, or nothing."""

    mistake: str
    hint: str = ''


class _Finding(NamedTuple):
    """How much of what was seen a hypothesis agrees with: of wrong outputs,
    of right ones, and of exceptions."""

    hypothesis: Hypothesis
    explained: int
    unexplained: int
    agreeing: int
    contradicted: int
    explains_exceptions: bool

    @property
    def names(self) -> List[str]:
        return [mistake.name for mistake in self.hypothesis.mistakes]

    @property
    def rank(self) -> Tuple[int, int, bool]:
        """The more is explained, the better; one mistake before two."""
        agreement = self.explained + self.agreeing
        return agreement, -len(self.names), not self.hypothesis.is_fitted


@np.errstate(all='ignore')
def diagnose(evidence: Sequence[Evidence]) -> Tuple[List[Diagnosis], bool]:
    """Name the mistake that explains the wrong outputs, or two at once.

    Return whether that explains the exceptions, too. Nothing is named that
    explains too few of the outputs, or no more than another does.
    """
    small = [s for s in evidence if _count_products(s) <= _MOST_PRODUCTS]
    seen = sorted(small, key=_count_products)
    wrong = [s for s in seen if _is_output(s) and not s.is_right]
    right = [s for s in seen if _is_output(s) and s.is_right]
    raised = [s for s in seen if s.Y is None]
    if not wrong:
        return [], False
    findings = _test(single_hypotheses(), wrong, right, raised)
    is_explained = any(
        finding.unexplained == finding.contradicted == 0
        for finding in findings
    )
    is_rounding = all(s.is_nearly_right for s in wrong)
    if not is_explained and not is_rounding:
        pairs = _test(double_hypotheses(), wrong, right, raised)
        findings += [finding for finding in pairs if not finding.unexplained]
    if not findings:
        return [], False
    most = max(finding.rank for finding in findings)
    best = [finding for finding in findings if finding.rank == most]
    # What explains the same of many outputs is the same in other words, but
    # a single output may have come about in several ways
    are_many = len(wrong) + len(right) > 1
    is_sure = are_many or all(f.names == best[0].names for f in best)
    return _word(best[0]) if is_sure else ([], False)


def _count_products(seen: Evidence) -> int:
    return int(seen.recipe.K.size * prod(seen.recipe.output_size.tolist()))


def _is_output(seen: Evidence) -> bool:
    return seen.Y is not None and is_real(seen.Y)


def _word(finding: _Finding) -> Tuple[List[Diagnosis], bool]:
    when = ''
    if finding.contradicted:
        if finding.explained < _FEWEST or finding.unexplained:
            return [], False
        when = ', in some cases'
    named = [
        Diagnosis(mistake.name + when, mistake.hint)
        for mistake in finding.hypothesis.mistakes
    ]
    return named, finding.explains_exceptions


def _test(
    hypotheses: Iterator[Hypothesis],
    wrong: List[Evidence],
    right: List[Evidence],
    raised: List[Evidence],
) -> List[_Finding]:
    """Find the hypotheses that explain enough of what is wrong."""
    findings = []
    for hypothesis in hypotheses:
        explained, unexplained = _count(hypothesis, wrong)
        if not explained:
            continue
        verdicts = [hypothesis.agrees(seen) for seen in right]
        findings.append(
            _Finding(
                hypothesis,
                explained,
                unexplained,
                agreeing=verdicts.count(True),
                contradicted=verdicts.count(False),
                explains_exceptions=all(map(hypothesis.agrees, raised)),
            )
        )
    return findings


def _count(hypothesis: Hypothesis, wrong: List[Evidence]) -> Tuple[int, int]:
    """Count the wrong outputs that a hypothesis explains, and those that it
    does not; nothing of either as soon as these are too many."""
    most = int(len(wrong) * _UNEXPLAINED)
    explained = 0
    unexplained = 0
    for seen in wrong:
        agrees = hypothesis.agrees(seen)
        explained += agrees is True
        unexplained += agrees is False
        if unexplained > most:
            return 0, 0
    return explained, unexplained


def word(mistakes: Sequence[Diagnosis]) -> List[str]:
    """Return the lines of a report about mistakes."""
    if not mistakes:
        return ['Diagnosis: no known mistake']
    lines = []
    for mistake, hint in mistakes:
        lines.append(f'Diagnosis: {mistake}')
        lines += wrap(hint, initial_indent='  ', subsequent_indent='  ')
    return lines
