"""What may explain an output: a mistake, two at once, or how it is rounded."""

from itertools import combinations
from typing import Callable, Iterator, NamedTuple, Optional, Sequence

import numpy as np

from . import arguments, channels, outputs, sizes, sums
from .evidence import Evidence, are_close, follow
from .numbers import WITHOUT_RECIPE, has_bias
from .recipe import Change, Mistake

# Of two mistakes at once, the one that stands first here changes the recipe
# first. Those in outputs read sizes from the recipe as they find it, so that
# what changes its input, window, padding or stride has to stand before them
MISTAKES = (
    *arguments.MISTAKES,
    *channels.MISTAKES,
    *sizes.MISTAKES,
    *outputs.MISTAKES,
    *sums.MISTAKES,
)
# Far beyond any rounding: a share of the largest element, and a difference
_LARGE_SHARE = 0.1
_LARGE_DIFFERENCE = 0.1


class Hypothesis(NamedTuple):
    """A mistake, or two at once, that may explain what was seen.

    `agrees` returns True if the mistake leads to what was seen, False if not,
    None if it cannot tell. `is_fitted` marks a mistake with a free parameter,
    which fits any single output.
    """

    mistakes: Sequence[Mistake]
    agrees: Callable[[Evidence], Optional[bool]]
    is_fitted: bool = False


def single_hypotheses() -> Iterator[Hypothesis]:
    for mistake in MISTAKES:
        for change in mistake.ways:
            yield Hypothesis([mistake], _compare_with([change]))
    for mistake, agrees in WITHOUT_RECIPE:
        yield Hypothesis([mistake], agrees, is_fitted=agrees is has_bias)


def double_hypotheses() -> Iterator[Hypothesis]:
    """Yield each common mistake beside every other mistake.

    The common one comes about in the first of its ways, and the other in any
    of its ways. Of two that are common, the second counts as the common one.
    """
    for first, second in combinations(MISTAKES, 2):
        if first.topic and first.topic == second.topic:
            continue
        if second.is_common:
            pairs = [[change, second.ways[0]] for change in first.ways]
        elif first.is_common:
            pairs = [[first.ways[0], change] for change in second.ways]
        else:
            pairs = []
        for changes in pairs:
            yield Hypothesis([first, second], _compare_with(changes))


def _compare_with(
    changes: Sequence[Change],
) -> Callable[[Evidence], Optional[bool]]:
    """Make a function that compares an output with what changes lead to."""

    def agrees(evidence: Evidence) -> Optional[bool]:
        Y = follow(evidence, changes)
        if evidence.Y is None:
            # An exception is explained if there is nothing to return
            return Y is None or Y.size == 0
        if Y is None or Y.shape != evidence.Y.shape:
            return False
        if not _are_alike(evidence, Y, changes):
            # With NaN or infinity about, this refutes nothing: of two
            # functions with the same mistake, one may make NaN of infinity,
            # as its sum begins as 0 * X, where the other does not
            return False if evidence.is_finite else None
        if evidence.is_right:
            return True
        # What is wrong by its rounding alone shows none of these mistakes
        if evidence.is_nearly_right:
            return None
        # Many mistakes lead to all zeros, which are evidence of none
        if not Y.any():
            return None
        return True

    return agrees


def _are_alike(
    evidence: Evidence, Y: np.ndarray, changes: Sequence[Change]
) -> bool:
    # Most have nothing in common, and need no closer look
    largest = np.nanmax(abs(Y), initial=0)
    most = _LARGE_SHARE * largest + _LARGE_DIFFERENCE
    is_far = (abs(evidence.Y - Y) > most).any()
    return not is_far and are_close(evidence, Y, changes)
