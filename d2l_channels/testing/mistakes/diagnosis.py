"""Find the mistake that explains what was seen better than any other."""

from math import prod
from textwrap import wrap
from typing import Iterator, List, NamedTuple, Sequence, Tuple

import numpy as np

from ..judgement import is_real
from .evidence import Evidence
from .hypotheses import Hypothesis, double_hypotheses, single_hypotheses

# A mistake may leave this share of the wrong outputs unexplained; two at once
# have to explain all
_UNEXPLAINED = 1 / 8
# A mistake that some right outputs contradict has to explain at least this
# many wrong ones
_LEAST_EXPLAINED = 3
# A larger output is no evidence: it would take seconds to imitate
_MOST_PRODUCTS = 100_000


class Diagnosis(NamedTuple):
    """What is wrong, and a sentence on how to mend it, or empty."""

    mistake: str
    hint: str = ''


class _Finding(NamedTuple):
    """How many of the outputs a hypothesis agrees with, and whether it leads
    to every exception that was seen, if there is any."""

    hypothesis: Hypothesis
    wrong_explained: int
    wrong_unexplained: int
    right_explained: int
    right_contradicted: int
    explains_exceptions: bool

    @property
    def names(self) -> List[str]:
        return [mistake.name for mistake in self.hypothesis.mistakes]

    @property
    def rank(self) -> Tuple[int, int, bool]:
        """The more is explained, the better; then one mistake before two,
        and one without a free parameter before one that was fitted."""
        agreement = self.wrong_explained + self.right_explained
        return agreement, -len(self.names), not self.hypothesis.is_fitted


def diagnose(evidence: Sequence[Evidence]) -> List[Diagnosis]:
    """Name what explains the wrong outputs, and what is evident."""
    named, explains_exceptions = _explain(evidence)
    for one in evidence:
        is_explained = explains_exceptions and one.has_raised
        if not is_explained:
            named += map(Diagnosis, one.evident_mistakes)
    return list(dict.fromkeys(named))


@np.errstate(all='ignore')
def _explain(evidence: Sequence[Evidence]) -> Tuple[List[Diagnosis], bool]:
    """Name the mistake that explains the wrong outputs, or two at once.

    Return also whether that explains the exceptions. Nothing is named that
    explains too few of the outputs. If several mistakes explain equally much,
    the first is named, or none if there is only one output to go by.
    """
    small = [one for one in evidence if _count_products(one) <= _MOST_PRODUCTS]
    # The first few refute most hypotheses, so the cheapest come first
    small.sort(key=_count_products)
    wrong = [one for one in small if _is_output(one) and not one.is_right]
    right = [one for one in small if _is_output(one) and one.is_right]
    # Large layers too: only the few hypotheses that explain outputs are tried
    # on them
    raised = [one for one in evidence if one.has_raised]
    if not wrong:
        return [], False
    findings = _test(single_hypotheses(), wrong, right, raised)
    is_explained = any(
        finding.wrong_unexplained == finding.right_contradicted == 0
        for finding in findings
    )
    is_rounding = all(one.is_nearly_right for one in wrong)
    if not is_explained and not is_rounding:
        pairs = _test(double_hypotheses(), wrong, right, raised)
        findings += [one for one in pairs if not one.wrong_unexplained]
    if not findings:
        return [], False
    most = max(finding.rank for finding in findings)
    first, *others = [one for one in findings if one.rank == most]
    # Mistakes that agree with many outputs alike are one mistake in two
    # wordings; a single output may have come about in several ways
    are_many = len(wrong) + len(right) > 1
    is_sure = are_many or all(other.names == first.names for other in others)
    return _name(first) if is_sure else ([], False)


def _count_products(evidence: Evidence) -> int:
    recipe = evidence.recipe
    return int(recipe.K.size * prod(recipe.output_size.tolist()))


def _is_output(evidence: Evidence) -> bool:
    return evidence.Y is not None and is_real(evidence.Y)


def _name(finding: _Finding) -> Tuple[List[Diagnosis], bool]:
    when = ''
    if finding.right_contradicted:
        are_few = finding.wrong_explained < _LEAST_EXPLAINED
        if are_few or finding.wrong_unexplained:
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
        verdicts = [hypothesis.agrees(one) for one in right]
        findings.append(
            _Finding(
                hypothesis,
                explained,
                unexplained,
                right_explained=verdicts.count(True),
                right_contradicted=verdicts.count(False),
                explains_exceptions=all(map(hypothesis.agrees, raised)),
            )
        )
    return findings


def _count(hypothesis: Hypothesis, wrong: List[Evidence]) -> Tuple[int, int]:
    """Count the wrong outputs that a hypothesis explains, and those that it
    does not. If these are too many, return 0, 0."""
    most = int(len(wrong) * _UNEXPLAINED)
    explained = 0
    unexplained = 0
    for evidence in wrong:
        agrees = hypothesis.agrees(evidence)
        explained += agrees is True
        unexplained += agrees is False
        if unexplained > most:
            return 0, 0
    return explained, unexplained


def write_out(mistakes: Sequence[Diagnosis]) -> List[str]:
    """Return the lines of a report about mistakes."""
    if not mistakes:
        return ['Diagnosis: no known mistake']
    lines = []
    for mistake, hint in mistakes:
        lines.append(f'Diagnosis: {mistake}')
        lines += wrap(hint, initial_indent='  ', subsequent_indent='  ')
    return lines
