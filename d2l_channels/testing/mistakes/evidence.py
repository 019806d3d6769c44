"""What was seen of a layer, and whether it is what a mistake leads to."""

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Optional, Sequence

import numpy as np

from ...exercises.rounding import allowance
from ..judgement import Layer
from .recipe import Change, Recipe, right_recipe


@dataclass(frozen=True)
class Evidence:
    """What a function did on a layer.

    Attributes
    ----------
    layer : Layer
        The layer that it was run on.
    Y : numpy.ndarray or None
        What it returned, None if that is no array or if it raised an
        exception.
    is_right : bool
        Whether shape and numbers are right; the dtype may be another one.
    has_raised : bool
        Whether it raised an exception.
    evident_mistakes : sequence of str
        Mistakes that were seen, which need no explanation.
    """

    layer: Layer
    Y: Optional[np.ndarray] = None
    is_right: bool = False
    has_raised: bool = False
    evident_mistakes: Sequence[str] = ()

    @cached_property
    def recipe(self) -> Recipe:
        return right_recipe(self.layer)

    @cached_property
    def expected(self) -> np.ndarray:
        """The right output, in float64."""
        Y = follow(self, ())
        assert Y is not None
        return Y

    @cached_property
    def is_finite(self) -> bool:
        """Whether the right output holds neither NaN nor infinity."""
        return bool(np.isfinite(self.expected).all())

    @cached_property
    def is_nearly_right(self) -> bool:
        """Whether the output is right but for rounding in float32, or in
        float16 if that is its dtype."""
        return are_close(self, self.expected)


def follow(
    evidence: Evidence, changes: Sequence[Change]
) -> Optional[np.ndarray]:
    """Compute the output that mistakes lead to, None if there is none."""
    return _change_and_follow(evidence.recipe, changes, evidence.layer)


def _change_and_follow(
    recipe: Recipe, changes: Sequence[Change], layer: Layer
) -> Optional[np.ndarray]:
    changed: Optional[Recipe] = recipe
    try:
        for change in changes:
            if changed is None:
                return None
            changed = change(changed)
        Y = None if changed is None else changed.follow()
    except (IndexError, ValueError):  # what does not fit any more
        return None
    # A kernel without output channels gives an output without that axis
    if Y is not None and layer.K.ndim == 3 and Y.ndim > 2 and len(Y) == 1:
        return np.asarray(Y[0])
    return Y


def are_close(
    evidence: Evidence, Y: np.ndarray, changes: Sequence[Change] = ()
) -> bool:
    """Return whether the output that was seen is Y but for rounding.

    `changes` are those that lead to Y, empty for the right output and for
    that plus a bias. Following them with |X| and |K| tells how large the
    numbers were that were rounded. The bound is that of float32 even for
    float64, as a function with a mistake may compute in float32 too, and that
    of float16 for an output in float16.
    """
    seen = evidence.Y
    if seen is None or seen.shape != Y.shape:
        return False
    recipe = evidence.recipe
    # Followed with |X| and |K|, most recipes give the sum of |products|
    of_magnitudes = recipe.but(X=abs(recipe.X), K=abs(recipe.K))
    magnitudes = _change_and_follow(of_magnitudes, changes, evidence.layer)
    # The same changes led to Y, so they lead to magnitudes as well
    assert magnitudes is not None
    # Negated, the magnitudes have a minus. And |Y| exceeds them where a bias
    # was added, or where floor makes -4 of -3.7 but 3 of 3.7
    magnitudes = np.maximum(abs(magnitudes), abs(Y))
    dtype = 'float16' if seen.dtype == np.float16 else 'float32'
    bound = allowance(magnitudes, prod(recipe.K.shape[1:]), dtype)
    # Where a sum may overflow, the bound is infinite. There, only what an
    # overflow leaves is close
    has_overflowed = np.isinf(bound) & np.isfinite(Y) & ~np.isfinite(seen)
    is_close = (abs(seen - Y) <= bound) & np.isfinite(bound)
    is_same = (seen == Y) | (np.isnan(seen) & np.isnan(Y))
    return bool((is_close | has_overflowed | is_same).all())
