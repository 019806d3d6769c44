"""Put into words what became of an output, and of all the cases."""

from collections import Counter
from dataclasses import dataclass
from typing import List, Optional, Tuple

import numpy as np

from .._arrays import type_name
from .._mxnet import nd
from ..arithmetic import explain, shortest
from .definition import Layer, pad
from .judgement import Verdict
from .mistakes import name_mistakes


def describe(verdict: Verdict) -> str:
    """Say what is wrong with an output; nothing if all is right."""
    Y = verdict.Y
    if verdict.is_right:
        return ''
    if not verdict.is_real:
        what = f'has dtype {Y.dtype}'
        if Y.ndim == 0:
            what = f'is of type {type_name(Y.item())}'
        return f'Y {what}; it has to be an array of real numbers'
    if verdict.share is None:
        return f'Y has shape {Y.shape}; it has to be {verdict.shape}'
    wrong = verdict.wrong
    at = tuple(int(n) for n in np.argwhere(wrong)[0])
    got = Y[at] if Y.dtype.kind == 'f' else int(Y[at])
    expected = float(verdict.expected[at])
    return (
        f'{wrong.sum()} of {Y.size} elements of Y '
        f'{"is" if wrong.sum() == 1 else "are"} wrong\n'
        f'  the first is at {at}\n'
        f'  arithmetic: {_explain_element(verdict.layer, at)}\n'
        f'  expected:   {shortest(expected)}\n'
        f'  got:        {shortest(got)}\n'
        f'  off by:     {abs(got - expected):.3g}, which is '
        f'{verdict.share[at]:.2g} times rounding_bound'
    )


def _explain_element(layer: Layer, at: Tuple[int, ...]) -> str:
    """Explain an element of an output that may have padding and stride."""
    *o, i, j = at
    (s_h, s_w), (k_h, k_w) = layer.stride.tolist(), layer.K.shape[2:]
    X = pad(layer.X, layer.padding)
    window = X[:, i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w]
    kernel = layer.K[o[0] if o else 0]
    return explain(*(nd.array(A, dtype=A.dtype) for A in (window, kernel)))


def describe_error(error: BaseException) -> str:
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


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of one case: a problem, unless it is right."""

    name: str
    group: str
    problem: str = ''
    verdict: Optional[Verdict] = None
    modified: Tuple[str, ...] = ()
    error: Optional[BaseException] = None


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
        right = [o.verdict for o in self.outcomes if not o.problem]
        return max((float(v.share.max()) for v in right if v), default=0.0)

    @property
    def mistakes(self) -> List[str]:
        named = self._find_common_mistakes()
        for o in self.outcomes:
            named += [f'{A} is modified by the function' for A in o.modified]
            if o.verdict and o.verdict.is_narrow:
                named.append(f'the result is cast to {o.verdict.Y.dtype}')
            if o.error:
                named.append(f'the function raises {type_name(o.error)}')
        return list(dict.fromkeys(named))

    def _find_common_mistakes(self) -> List[str]:
        verdicts = [o.verdict for o in self.outcomes if o.verdict]
        wrong = [v for v in verdicts if v.is_narrow or not v.is_right]
        counts = Counter(
            e for v in wrong if v.is_real for e in name_mistakes(v.Y, v.layer)
        )
        most = max(counts.values(), default=0)
        if 2 * most <= len(wrong):
            return []
        best = [e for e in counts if counts[e] == most]
        fewest = min(map(len, best))
        return [name for e in best if len(e) == fewest for name in e]

    def __str__(self) -> str:
        what = f'right in all {self.cases}'
        if self.wrong:
            what = f'wrong in {self.wrong} of {self.cases}'
        lines = [f'{self.function} against {self.like}: {what} cases']
        right = Counter(o.group for o in self.outcomes if not o.problem)
        for group, n in Counter(o.group for o in self.outcomes).items():
            lines.append(f'  {group:22}{right[group]:3} of {n:2} right')
        if not self.wrong:
            used = f'{self.worst:.0%} of what rounding allows'
            return '\n'.join([*lines, f'At most {used} was used.'])
        for mistake in self.mistakes or ['no known mistake']:
            lines.append(f'Diagnosis: {mistake}')
        first = next(o for o in self.outcomes if o.problem)
        lines.append(f'The first wrong case, {first.name}:\n  {first.problem}')
        error = next((o for o in self.outcomes if o.error), first)
        if error is not first:
            lines.append(
                f'The first exception, {error.name}:\n  {error.problem}'
            )
        return '\n'.join(lines)

    __repr__ = __str__
