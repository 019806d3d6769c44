"""Check an implementation against the definition, and name its mistake."""

from math import prod
from typing import Any, Callable, List

from .._arrays import check_dtypes
from .._shapes import AXES, Size, check_layer_shapes, check_size, padded_size
from ..exercises.rounding import check_terms
from .cases import Case, cases
from .definition import Layer
from .inputs import LIKE
from .judgement import coarser_dtype, judge, to_numpy
from .report import Report
from .trial import check_cases

__all__ = ['LIKE', 'Case', 'Report', 'assert_matches', 'cases', 'check']


def __dir__() -> List[str]:
    return __all__


def assert_matches(
    Y: Any, X: Any, K: Any, padding: Size = 0, stride: Size = 1
) -> None:
    """Assert that an output is the right one but for rounding.

    Parameters
    ----------
    Y : array
        Output to judge: an NDArray, a NumPy array or whatever `numpy.asarray`
        takes, of shape `(H, W)`, or `(c_o, H, W)` with a four-axis `K`.
    X : array of shape (c_i, h, w), or (h, w) with a two-axis `K`
        Input, of any kind that `Y` may be, float32, float64 or integers,
        which count as float32 or, beside float64, as that.
    K : array of shape (c_o, c_i, k_h, k_w), (c_i, k_h, k_w) or (k_h, k_w)
        Kernel, likewise, its window at most as large as the padded input.
    padding : int or pair (height, width) of int, at least 0, default 0
        Rows and columns of zeros on each side of `X`, as in
        `gluon.nn.Conv2D`. The book's `p_h` counts those of both sides
        together: `2 * padding`.
    stride : int or pair (height, width) of int, at least 1, default 1
        Step of the window.

    Raises
    ------
    AssertionError
        If `Y` has another shape, does not hold real numbers, or an element is
        off by more than `rounding_bound` in the dtype of `Y` or of `X`,
        whichever is coarser. NaN and infinity have to be where IEEE
        arithmetic sends them; where the products are so large that a sum may
        overflow, any result will do.
    TypeError, ValueError
        If another argument is not as above; the message says what would fit.
        There is no bound on sums of 2**24 products in float32.

    Notes
    -----
    What is right is computed in NumPy, independently of this package's
    functions: in float64 for float32, in NumPy's longdouble for float64.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[[0., 1, 2], [3, 4, 5], [6, 7, 8]],
    ...               [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> K = np.array([[[0., 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> assert_matches([[56, 72], [104, 120]], X, K)
    >>> assert_matches([[56, 72], [104, 121]], X, K)
    Traceback (most recent call last):
        ...
    AssertionError: assert_matches: 1 of 4 elements of Y is wrong
      the first is at (1, 1)
      arithmetic: (4×0+5×1+7×2+8×3)+(5×1+6×2+8×3+9×4) = 43+77 = 120
      expected:   120
      got:        121
      off by:     1, which is 9.4e+12 times rounding_bound
    """
    name = 'assert_matches'
    Y = to_numpy(f'{name}: Y', Y, AssertionError)
    X = to_numpy(f'{name}: X', X, TypeError)
    K = to_numpy(f'{name}: K', K, TypeError)
    check_dtypes(name, X=X.dtype, K=K.dtype)
    axes = AXES.get(K.ndim, AXES[3])
    *pairs, _ = check_layer_shapes(
        name, X.shape, K.shape, padding, stride, axes
    )
    layer = Layer(X, K, *pairs)
    check_terms(name, K.shape, coarser_dtype(Y, layer.X))
    padded = len(layer.X) * prod(padded_size(X.shape, pairs[0]))
    check_size(name, padded, X=X.shape, padding=pairs[0])
    problem, _ = judge(Y, layer)
    if problem:
        raise AssertionError(f'{name}: {problem}')


def check(
    function: Callable,
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
