"""What may explain an output: a mistake, two at once, or how it is rounded."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod
from typing import Callable, Iterator, NamedTuple, Optional, Sequence

import numpy as np

from ...exercises.rounding import allowance
from ..definition import Layer
from . import arguments, outputs, sizes, sums
from .recipe import Change, Mistake, Recipe, right_recipe

MISTAKES = (
    arguments.MISTAKES + sizes.MISTAKES + outputs.MISTAKES + sums.MISTAKES
)


@dataclass(frozen=True)
class Evidence:
    """What was seen of a layer: an output, or none but an exception."""

    Y: Optional[np.ndarray]
    layer: Layer
    is_right: bool

    @cached_property
    def recipe(self) -> Recipe:
        return right_recipe(self.layer)

    @cached_property
    def expected(self) -> np.ndarray:
        """The right output, in float64."""
        Y = _follow(self, ())
        assert Y is not None
        return Y

    @cached_property
    def is_nearly_right(self) -> bool:
        """Whether nothing is wrong but the rounding."""
        return _are_close(self, self.expected)


class Hypothesis(NamedTuple):
    """A mistake, or two at once, that may explain what was seen.

    `agrees` returns whether something seen is what the mistake leads to, and
    None if it says nothing about that. What is fitted to each output explains
    a single one too easily.
    """

    mistakes: Sequence[Mistake]
    agrees: Callable[[Evidence], Optional[bool]]
    is_fitted: bool = False


def single_hypotheses() -> Iterator[Hypothesis]:
    for mistake in MISTAKES:
        for change in mistake.ways:
            yield Hypothesis([mistake], _compare_with([change]))
    for mistake, agrees in WITHOUT_RECIPE:
        yield Hypothesis([mistake], agrees, is_fitted=agrees is _has_bias)


def double_hypotheses() -> Iterator[Hypothesis]:
    """Yield each common mistake, in the first of its ways, beside another."""
    common = [mistake for mistake in MISTAKES if mistake.is_common]
    tried = set()
    for other, one in product(MISTAKES, common):
        pair = frozenset((other.name, one.name))
        is_one_topic = other.topic == one.topic != ''
        if len(pair) == 2 and pair not in tried and not is_one_topic:
            tried.add(pair)
            for change in other.ways:
                agrees = _compare_with([change, one.ways[0]])
                yield Hypothesis([one, other], agrees)


def _compare_with(
    changes: Sequence[Change],
) -> Callable[[Evidence], Optional[bool]]:
    """Return what compares an output with that of changed recipes."""

    def agrees(seen: Evidence) -> Optional[bool]:
        Y = _follow(seen, changes)
        if seen.Y is None:
            return Y is None or Y.size == 0
        if Y is None or Y.shape != seen.Y.shape:
            return False
        # Most have nothing in common, and need no closer look
        rough = 0.1 * np.nanmax(abs(Y), initial=0) + 0.1
        if (abs(seen.Y - Y) > rough).any():
            return False
        if not _are_close(seen, Y, changes):
            return False
        if seen.is_right:
            return True
        # What is right but for its rounding has no mistake of these, and
        # nothing but zeros is what many of them lead to
        return None if seen.is_nearly_right or not Y.any() else True

    return agrees


def _follow(seen: Evidence, changes: Sequence[Change]) -> Optional[np.ndarray]:
    """Compute the output that mistakes lead to, None if there is none."""
    return _change_and_follow(seen.recipe, changes, seen.layer)


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
    # What has no output channels has no axis for the only one
    if Y is not None and layer.K.ndim == 3 and Y.ndim > 2 and len(Y) == 1:
        return np.asarray(Y[0])
    return Y


def _are_close(
    seen: Evidence, Y: np.ndarray, changes: Sequence[Change] = ()
) -> bool:
    """Return whether an output is that of a recipe with mistakes, up to the
    rounding of float32, or of what the output was cast to."""
    if seen.Y is None or seen.Y.shape != Y.shape:
        return False
    recipe = seen.recipe
    # Most recipes make of the magnitudes of X and K sums of the magnitudes
    of_magnitudes = recipe.but(X=abs(recipe.X), K=abs(recipe.K))
    magnitudes = _change_and_follow(of_magnitudes, changes, seen.layer)
    if magnitudes is None or magnitudes.shape != Y.shape:
        magnitudes = abs(Y)
    magnitudes = np.fmax(abs(magnitudes), abs(Y))
    dtype = 'float16' if seen.Y.dtype == np.float16 else 'float32'
    bound = allowance(magnitudes, prod(recipe.K.shape[1:]), dtype)
    # Beside an infinity, everything is within its bound, an infinity too
    is_close = (abs(seen.Y - Y) <= bound) & np.isfinite(Y)
    is_same = (seen.Y == Y) | (np.isnan(seen.Y) & np.isnan(Y))
    return bool((is_close | is_same).all())


def _is_rounded_to(dtype: str) -> Callable[[Evidence], Optional[bool]]:
    """Return what recognizes sums that were computed in a narrow dtype."""

    def agrees(seen: Evidence) -> Optional[bool]:
        if seen.is_right:
            return None
        if seen.Y is None or seen.Y.dtype.kind != 'f' or seen.Y.dtype == dtype:
            return False
        narrow = seen.Y.astype(dtype)
        is_same = (narrow == seen.Y) | np.isnan(seen.Y)
        return bool(is_same.all()) and replace(seen, Y=narrow).is_nearly_right

    return agrees


def _is_rounded_off(decimals: int) -> Callable[[Evidence], Optional[bool]]:
    """Return what recognizes outputs that have few decimals."""

    def agrees(seen: Evidence) -> Optional[bool]:
        if seen.Y is None or seen.Y.shape != seen.expected.shape:
            return False
        if seen.is_right or not np.isfinite(seen.expected).all():
            return None
        few = seen.Y.astype('float64').round(decimals)
        if (few.astype(seen.Y.dtype) != seen.Y).any():
            return False
        most = 0.51 * 10.0**-decimals
        return bool((abs(seen.Y - seen.expected) <= most).all())

    return agrees


def _is_rounded_as_by_fft(seen: Evidence) -> Optional[bool]:
    """Return whether an output is off by little, measured by all of X and K:
    a Fourier transform spreads the rounding of each product over all."""
    if seen.is_right or not np.isfinite(seen.expected).all():
        return None
    if seen.Y is None or seen.Y.shape != seen.expected.shape:
        return False
    norms = np.linalg.norm(seen.recipe.X) * np.linalg.norm(seen.recipe.K)
    epsilon = np.finfo(seen.layer.dtype).eps
    levels = np.log2(seen.recipe.X.size + seen.recipe.K.size)
    most = epsilon * levels * norms
    return bool((abs(seen.Y - seen.expected) <= most).all())


def _has_bias(seen: Evidence) -> Optional[bool]:
    """Return whether an output is off by a constant for each channel."""
    if seen.Y is None or seen.Y.shape != seen.expected.shape:
        return False
    if seen.is_right or seen.is_nearly_right or prod(seen.Y.shape[-2:]) == 1:
        return None  # a constant is whatever a single element is off by
    bias = (seen.Y - seen.expected)[..., :1, :1]
    if not np.isfinite(bias).all():
        return False
    return _are_close(seen, seen.expected + bias)


_ROUNDED = Mistake('the output is rounded to a few decimals', ())

WITHOUT_RECIPE = (
    *((_ROUNDED, _is_rounded_off(decimals)) for decimals in range(7)),
    (
        Mistake('the result is computed in float32', ()),
        _is_rounded_to('float32'),
    ),
    (
        Mistake('the result is computed in float16', ()),
        _is_rounded_to('float16'),
    ),
    (
        Mistake(
            'sums are rounded more than those of products are, as by an FFT',
            (),
            hint='What is computed through a Fourier transform does not pass.',
        ),
        _is_rounded_as_by_fft,
    ),
    (
        Mistake(
            'a constant is added, as a bias is',
            (),
            hint='A layer has a bias unless it is told: bias=False in '
            'PyTorch, use_bias=False in Gluon.',
        ),
        _has_bias,
    ),
)
