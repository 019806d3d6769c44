"""Check an implementation against the definition, and name its mistake."""

from typing import Any, Callable, List

from .cases import FUNCTIONS, cases
from .judgement import assert_matches
from .report import Report, check_cases
from .trial import Case

__all__ = ['FUNCTIONS', 'Case', 'Report', 'assert_matches', 'cases', 'check']


def __dir__() -> List[str]:
    return __all__


def check(
    function: Callable[..., Any],
    like: str = 'corr2d_multi_in_out',
    seed: int = 0,
    integers: bool = False,
) -> Report:
    """Check a function on every case, and name its mistake.

    Parameters
    ----------
    function : callable
        Takes `X` and `K` as NDArrays and returns an output of any kind that
        `assert_matches` takes.
    like : str, default 'corr2d_multi_in_out'
        The function of this package that it should agree with: one of the
        chapter's four, `corr2d_multi_in_out_convolution` or
        `corr2d_multi_in_out_matmul`. Like the last two, it gets `padding` and
        `stride` as third and fourth argument.
    seed : int from 0 to 2**32 - 1, default 0
        Seed of the random numbers in the cases.
    integers : bool, default False
        Whether arrays of integers and booleans are among the cases too.

    Returns
    -------
    Report
        The number of `cases` and the `worst` share of the bound used.

    Raises
    ------
    AssertionError
        If an output is not as `assert_matches` asks, or of a narrower dtype
        than `X`, if the function raises an exception, or if it modifies `X`
        or `K`. The message names the mistake if it is a known one.
    TypeError, ValueError
        If an argument is not as above; the message says what would fit.

    Notes
    -----
    What is computed through the Fourier transform does not pass: it rounds
    more than the sums of products do that it stands for.

    Examples
    --------
    >>> import d2l_channels as d2l
    >>> check(d2l.corr2d_multi_in, 'corr2d_multi_in')  # doctest: +ELLIPSIS
    corr2d_multi_in against corr2d_multi_in: right in all 60 cases
      the chapter's examples  2 of  2 right
      one-hot inputs          6 of  6 right
      integers               26 of 26 right
      fractions              26 of 26 right
    At most ...% of what rounding allows was used.
    >>> def flipped(X, K):
    ...     return d2l.corr2d_multi_in(X, K[:, ::-1, ::-1])
    >>> try:
    ...     check(flipped, like='corr2d_multi_in')
    ... except AssertionError as error:
    ...     print(error)
    flipped against corr2d_multi_in: wrong in 55 of 60 cases
      the chapter's examples  1 of  2 right
      one-hot inputs          0 of  6 right
      integers                2 of 26 right
      fractions               2 of 26 right
    Diagnosis: the kernel is flipped: a true convolution
    The first wrong case, figure-X2x3x3-K2x2x2-float32:
      4 of 4 elements of Y are wrong
      the first is at (0, 0)
      arithmetic: (0×0+1×1+3×2+4×3)+(1×1+2×2+4×3+5×4) = 19+37 = 56
      expected:   56
      got:        28
      off by:     28, which is 1e+06 times rounding_bound
    """
    return check_cases(function, cases(like, seed, integers), like)
