"""Mistakes that are recognized by the numbers of the output.

They have no recipe: what they lead to depends on how a function rounds, or
on a constant that nobody knows.

Like `agrees` of a Hypothesis, the functions here return True if the mistake
leads to what was seen, False if not, and None if they cannot tell.
"""

from dataclasses import replace
from math import prod
from typing import Callable, Optional

import numpy as np

from .evidence import Evidence, are_close
from .recipe import Mistake

_MOST_DECIMALS = 6
# Half of the last decimal, and some rounding
_HALF = 0.51


def _is_rounded_to(dtype: str) -> Callable[[Evidence], Optional[bool]]:
    """Make a function that recognizes sums computed in a narrow dtype."""

    def agrees(evidence: Evidence) -> Optional[bool]:
        if evidence.is_right:
            return None
        Y = evidence.Y
        if Y is None or Y.dtype.kind != 'f':
            return False
        # The bound of its own dtype was applied, and it is wrong all the same
        if Y.dtype == dtype:
            return False
        narrow = Y.astype(dtype)
        is_same = (narrow == Y) | np.isnan(Y)
        if not is_same.all():
            return False
        # As an array of that dtype, it is judged by that dtype's bound
        return replace(evidence, Y=narrow).is_nearly_right

    return agrees


def _is_rounded_off(decimals: int) -> Callable[[Evidence], Optional[bool]]:
    """Make a function that recognizes outputs with few decimals."""

    def agrees(evidence: Evidence) -> Optional[bool]:
        Y, expected = evidence.Y, evidence.expected
        if Y is None or Y.shape != expected.shape:
            return False
        if evidence.is_right or not evidence.is_finite:
            return None
        few = Y.astype('float64').round(decimals)
        if (few.astype(Y.dtype) != Y).any():
            return False
        most = _HALF * 10.0**-decimals
        return bool((abs(Y - expected) <= most).all())

    return agrees


def _is_rounded_as_by_fft(evidence: Evidence) -> Optional[bool]:
    """Return whether an output is as close as that of an FFT would be.

    A Fourier transform spreads its rounding over all outputs, so that the
    error of each grows with the norms of X and K.
    """
    if evidence.is_right or not evidence.is_finite:
        return None
    Y, expected = evidence.Y, evidence.expected
    if Y is None or Y.shape != expected.shape:
        return False
    X, K = evidence.recipe.X, evidence.recipe.K
    norms = np.linalg.norm(X) * np.linalg.norm(K)
    epsilon = np.finfo(evidence.layer.dtype).eps
    most = epsilon * np.log2(X.size + K.size) * norms
    return bool((abs(Y - expected) <= most).all())


def has_bias(evidence: Evidence) -> Optional[bool]:
    """Return whether an output is off by a constant for each channel."""
    Y, expected = evidence.Y, evidence.expected
    if Y is None or Y.shape != expected.shape:
        return False
    if evidence.is_right or evidence.is_nearly_right:
        return None
    # An element by itself is always off by a constant
    if prod(Y.shape[-2:]) == 1:
        return None
    bias = (Y - expected)[..., :1, :1]
    if not np.isfinite(bias).all():
        return False
    return are_close(evidence, expected + bias)


_ROUNDED = Mistake('the output is rounded to a few decimals', ())

WITHOUT_RECIPE = (
    *(
        (_ROUNDED, _is_rounded_off(decimals))
        for decimals in range(_MOST_DECIMALS + 1)
    ),
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
            'rounding errors are larger than those of sums of products, as '
            'from an FFT',
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
        has_bias,
    ),
)
