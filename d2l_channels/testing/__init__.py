"""Check an implementation against the definition, and name its mistake."""

from dataclasses import replace
from typing import Any, Callable, List

from .cases import FUNCTIONS, Convert, cases, find_fit, to_ndarray
from .judgement import assert_matches
from .report import Report, find_error, try_all
from .trial import Case, check_callable

__all__ = ['FUNCTIONS', 'Case', 'Report', 'assert_matches', 'cases', 'check']


def __dir__() -> List[str]:
    return __all__


def check(
    function: Callable[..., Any],
    like: str = 'corr2d_multi_in_out',
    seed: int = 0,
    integers: bool = False,
    convert: Convert = to_ndarray,
) -> Report:
    """Check a function on every case, and name its mistake.

    Parameters
    ----------
    function : callable
        Takes `X` and `K` and returns an output of any kind that
        `assert_matches` takes.
    like : str, default 'corr2d_multi_in_out'
        The function of this package that it should agree with: one of the
        chapter's four, `corr2d_multi_in_out_convolution` or
        `corr2d_multi_in_out_matmul`. For the last two alone, `function` gets
        `padding` and `stride` as third and fourth argument.
    seed : int from 0 to 2**32 - 1, default 0
        Seed of the random numbers in the cases.
    integers : bool, default False
        Whether arrays of integers and booleans are among the cases too.
    convert : callable, by default a conversion to NDArray
        Converts a NumPy array to what the function takes: `numpy.asarray`,
        `torch.as_tensor`, `jax.numpy.asarray`.

    Returns
    -------
    Report
        The number of `cases` and the `worst` share of the bound used.

    Raises
    ------
    AssertionError
        If an output is not as `assert_matches` asks, or of a narrower dtype
        than a right one, if the function raises an exception, or if it
        modifies `X` or `K`. The message names the mistake if it is a known
        one.
    TypeError, ValueError
        If an argument is not as above; the message says what would fit.

    Notes
    -----
    What is computed through the Fourier transform does not pass: it rounds
    more than the sums of products that it replaces.

    An operation of MXNet that fails in another thread is not blamed on the
    function. It can still be that the other thread never hears of it: MXNet
    hands an error to whoever waits first for what the failed operation has
    touched, and does not say whose it was.

    On a terminal, the number of cases that are done is shown on stderr.

    Examples
    --------
    >>> import d2l_channels as d2l
    >>> check(d2l.corr2d_multi_in, 'corr2d_multi_in')  # doctest: +ELLIPSIS
    corr2d_multi_in against corr2d_multi_in: right in all 86 cases
      the chapter's examples  2 of  2 right
      one-hot inputs          6 of  6 right
      integers               26 of 26 right
      fractions              26 of 26 right
      unusual sizes          10 of 10 right
      NaN and infinity        4 of  4 right
      memory layout           2 of  2 right
      large sizes            10 of 10 right
    At most ...% of what rounding allows was used.
    >>> import numpy as np
    >>> from scipy import signal
    >>> def flipped(X, K):
    ...     return signal.convolve2d(X, K, mode='valid')
    >>> try:
    ...     check(flipped, like='corr2d', convert=np.asarray)
    ... except AssertionError as error:
    ...     print(error)
    flipped against corr2d: wrong in 71 of 83 cases
      the chapter's examples  1 of  2 right
      one-hot inputs          0 of  3 right
      integers                2 of 26 right
      fractions               2 of 26 right
      unusual sizes           3 of 10 right
      NaN and infinity        4 of  4 right
      memory layout           0 of  2 right
      large sizes             0 of 10 right
    Diagnosis: the kernel is flipped: a true convolution
      scipy.signal.convolve2d flips its second argument;
      scipy.signal.correlate2d does not.
    The first wrong case, figure-X3x3-K2x2-float32:
      4 of 4 elements of Y are wrong
      the first is at (0, 0)
      arithmetic: (0×0+1×1+3×2+4×3) = 19
      expected:   19
      got:        5
      off by:     14, where arithmetic is exact
    """
    __tracebackhide__ = True
    check_callable(function)
    report = try_all(function, cases(like, seed, integers, convert), like)
    if not report.wrong:
        return report
    if report.wrong == report.cases:
        # It may be right, but another function than `like` says
        report = replace(report, fits=find_fit(function, convert))
    raise AssertionError(str(report)) from find_error(report)
