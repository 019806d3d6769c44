"""Check an implementation against the definition, and name its mistake."""

from collections import Counter
from dataclasses import dataclass
from math import prod

import numpy as np

from ._cases import LIKE, layers, pairs
from ._checks import (
    check_dtype,
    check_same_dtype,
    check_shapes,
    check_size,
    check_terms,
    is_integer,
    padded_size,
    type_name,
)
from ._judgement import as_numpy, compare, computed, is_narrow, is_real
from ._mistakes import MISTAKES, cross_correlate
from ._mxnet import nd
from .arithmetic import AXES
from .exercises.rounding import allowance

__all__ = ['Case', 'Report', 'assert_matches', 'cases', 'check']

_FLIPPED = 'the kernel is flipped: a true convolution'
_IN_FLOAT32 = 'the result is computed in float32'


def assert_matches(Y, X, K, padding=0, stride=1):
    """Assert that an output is the right one but for rounding.

    Parameters
    ----------
    Y : array
        Output to judge: an NDArray, a NumPy array or whatever `numpy.asarray`
        takes, of shape `(H, W)`, or `(c_o, H, W)` with a four-axis `K`.
    X : array of shape (c_i, h, w), or (h, w) with a two-axis `K`
        Input, float32 or float64, of any kind that `Y` may be.
    K : array of shape (c_o, c_i, k_h, k_w), (c_i, k_h, k_w) or (k_h, k_w)
        Kernel, of the dtype of `X`.
    padding : int or pair (height, width) of int, default 0
        Rows and columns of zeros on each side of `X`, as in
        `gluon.nn.Conv2D`. The book's `p_h` counts those of both sides
        together: `2 * padding`.
    stride : int or pair (height, width) of int, default 1
        Step of the window.

    Raises
    ------
    AssertionError
        If `Y` has another shape, does not hold real numbers, or an element is
        off by more than `rounding_bound` in the dtype of `Y` or of `X`,
        whichever is coarser. NaN and infinity have to be where IEEE
        arithmetic sends them; where the products are so large that a sum may
        overflow, any result will do.
    TypeError
        If `X` or `K` is neither float32 nor float64, the two differ in dtype,
        or `padding` or `stride` is not an int or a pair of ints.
    ValueError
        If `X` and `K` differ in the number of input channels, one has another
        number of axes or an axis of size zero, `padding` is below 0 or
        `stride` below 1, the window is larger than the padded input or
        has more than 2**31 - 2 elements, or an element is the sum of so many
        products that there is no bound.

    Notes
    -----
    What is right is computed in NumPy, apart from the functions of this
    package: in float64 for float32, in NumPy's longdouble for float64.

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
      came:       121
      off by:     1, which is 9.4e+12 times rounding_bound
    """
    Y = _converted('Y', Y, AssertionError)
    X, K = _converted('X', X, TypeError), _converted('K', K, TypeError)
    check_dtype('assert_matches', 'X', X.dtype)
    check_dtype('assert_matches', 'K', K.dtype)
    check_same_dtype('assert_matches', X.dtype, K.dtype)
    padding, stride = check_shapes(
        'assert_matches',
        X.shape,
        K.shape,
        padding,
        stride,
        AXES.get(K.ndim, AXES[3]),
    )
    check_terms('assert_matches', K.shape, X.dtype)
    padded = prod((*X.shape[:-2], *padded_size(X.shape, padding)))
    check_size('assert_matches', padded, X=X.shape, padding=padding)
    problem, _ = compare(Y, X, K, padding, stride)
    if problem:
        raise AssertionError(f'assert_matches: {problem}')


def _converted(name, A, error):
    try:
        return as_numpy(name, A)
    except ValueError as reason:
        raise error(f'assert_matches: {reason}') from reason


@dataclass(frozen=True, eq=False)
class Case:
    """One input and kernel to try a function on.

    Attributes
    ----------
    name : str
        What sets it apart; pytest takes it as the id of a test.
    group : str
        What it is there for.
    X, K : NDArray
        Input and kernel.
    window : tuple
        `(padding, stride)`, or empty for a function that takes neither.
    """

    name: str
    group: str
    X: nd.NDArray
    K: nd.NDArray
    window: tuple = ()

    @property
    def __name__(self):
        return self.name

    def check(self, function):
        """Assert that `function(X, K, *window)` gives what it should.

        Parameters
        ----------
        function : callable
            It gets copies of `X` and `K`, and `padding` and `stride` after
            them if the case has them.

        Raises
        ------
        AssertionError
            As `testing.check` does, about this case alone.
        TypeError
            If `function` cannot be called.

        Examples
        --------
        >>> import d2l_channels as d2l
        >>> for case in cases('corr2d_multi_in'):
        ...     case.check(d2l.corr2d_multi_in)
        """
        _check_callable(function)
        _verified(
            Report(_name(function), 'the definition', [_try(function, self)])
        )


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What became of one case; `Y` is None unless it is a wrong output."""

    case: Case
    problem: str = ''
    Y: np.ndarray = None
    modified: tuple = ()
    error: Exception = None
    used: float = 0.0


def _try(function, case):
    """Run a function on a case and judge its output."""
    X, K = case.X.copy(), case.K.copy()
    try:
        Y = function(X, K, *case.window)
        # Errors of the engine come late
        nd.waitall()
    except (Exception, SystemExit) as error:
        return _Outcome(case, _described(error), error=error)
    try:
        Y = as_numpy('Y', Y)
    except ValueError as error:
        return _Outcome(case, str(error))
    names = {'X': (X, case.X), 'K': (K, case.K)}
    modified = tuple(
        name
        for name, (A, before) in names.items()
        if A.asnumpy().tobytes() != before.asnumpy().tobytes()
    )
    X, K = case.X.asnumpy(), case.K.asnumpy()
    problem, used = compare(Y, X, K, *pairs(case.window))
    if not problem and is_narrow(Y, X):
        problem = f'Y has dtype {Y.dtype}; X and K have {X.dtype}'
    if problem:
        return _Outcome(case, problem, Y, modified)
    if modified:
        problem = f'the function modified {" and ".join(modified)}'
    return _Outcome(case, problem, modified=modified, used=used)


def _described(error):
    lines = str(error).strip().splitlines() or ['no message']
    # MXNet's messages begin with a traceback of their own
    reason = lines[-1] if lines[0].startswith('Traceback') else lines[0]
    text = f'{type_name(error)}: {reason}'
    if isinstance(error, (AttributeError, TypeError)):
        text += '\n  (X and K are NDArrays; X.asnumpy() makes a NumPy array)'
    return text


def _explanations(outcome):
    """Name the mistakes that give the wrong output of a case.

    Each explanation is a tuple, of one mistake or of one and a flipped
    kernel, as libraries for signals flip it beside what else they do.
    """
    case, Y = outcome.case, outcome.Y
    X, K = case.X.asnumpy(), case.K.asnumpy()
    window = pairs(case.window)

    def gives(mistake, K):
        mistaken, magnitudes = computed(mistake, X, K, *window, 'float64')
        if Y.shape != mistaken.shape or not magnitudes.any():
            return False
        # So that a mistake is recognized under a cast
        bound = allowance(magnitudes, prod(K.shape[-3:]), 'float32')
        return (abs(Y - mistaken) <= bound).all()

    if not is_real(Y):
        return []
    if gives(cross_correlate, K):
        return [(_IN_FLOAT32,)] if _holds_float32(Y) else []
    flipped = K[..., ::-1, ::-1]
    found = [(_FLIPPED,)] if gives(cross_correlate, flipped) else []
    for name, mistakes in MISTAKES.items():
        if any(gives(mistake, K) for mistake in mistakes):
            found.append((name,))
        if any(gives(mistake, flipped) for mistake in mistakes):
            found.append((name, _FLIPPED))
    return found


def _holds_float32(Y):
    return Y.dtype == np.float64 and (Y == Y.astype('float32')).all()


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
        How many cases there were, and how many of them came out wrong.
    worst : float
        Largest share of the bound on rounding that a right output used.
    mistakes : list of str
        What explains the wrong cases: the mistake that gives most of the
        wrong outputs, or two at once; modified arguments, a cast to a
        narrower dtype, exceptions.
    """

    function: str
    like: str
    outcomes: list

    @property
    def cases(self):
        return len(self.outcomes)

    @property
    def wrong(self):
        return sum(bool(o.problem) for o in self.outcomes)

    @property
    def worst(self):
        return max(o.used for o in self.outcomes)

    @property
    def mistakes(self):
        wrong = [o for o in self.outcomes if o.Y is not None]
        counts = Counter(e for o in wrong for e in _explanations(o))
        most = max(counts.values(), default=0)
        named = []
        if 2 * most > len(wrong):
            best = [e for e in counts if counts[e] == most]
            fewest = min(map(len, best))
            named += [n for e in best if len(e) == fewest for n in e]
        for outcome in self.outcomes:
            named += [
                f'{A} is modified by the function' for A in outcome.modified
            ]
            if outcome.Y is not None and is_narrow(outcome.Y, outcome.case.X):
                named.append(f'the result is cast to {outcome.Y.dtype}')
            if outcome.error:
                error = type_name(outcome.error)
                named.append(f'the function raises {error}')
        return list(dict.fromkeys(named))

    def __str__(self):
        return '\n'.join([*self._summary(), *self._diagnosis()])

    __repr__ = __str__

    def _summary(self):
        what = f'{self.function} against {self.like}: '
        if self.wrong:
            yield f'{what}wrong in {self.wrong} of {self.cases} cases'
        else:
            yield f'{what}right in all {self.cases} cases'
        by_group = {}
        for outcome in self.outcomes:
            by_group.setdefault(outcome.case.group, []).append(outcome)
        for group, outcomes in by_group.items():
            right = sum(not o.problem for o in outcomes)
            yield f'  {group:22}{right:3} of {len(outcomes):2} right'
        if not self.wrong:
            yield f'At most {self.worst:.0%} of what rounding allows was used.'

    def _diagnosis(self):
        if not self.wrong:
            return
        for mistake in self.mistakes or ['no mistake that is known here']:
            yield f'Diagnosis: {mistake}'
        first = next(o for o in self.outcomes if o.problem)
        yield f'The first wrong case, {first.case.name}:'
        yield f'  {first.problem}'
        error = next((o for o in self.outcomes if o.error), first)
        if error is not first:
            yield f'The first exception, {error.case.name}:'
            yield f'  {error.problem}'


def _check_callable(function):
    if not callable(function):
        raise TypeError(
            f'check: function is of type {type_name(function)}; it has to be '
            'callable: function(X, K)'
        )


def _name(function):
    return getattr(function, '__name__', type(function).__name__)


def _verified(report):
    """Give the report back unless something in it is wrong."""
    if report.wrong:
        errors = [o.error for o in report.outcomes if o.error]
        raise AssertionError(str(report)) from next(iter(errors), None)
    return report


def check(function, like='corr2d_multi_in_out', seed=0):
    """Check a function on every case, and name its mistake.

    Parameters
    ----------
    function : callable
        Takes `X` and `K` as NDArrays and gives an output of any kind that
        `assert_matches` takes.
    like : str, default 'corr2d_multi_in_out'
        The function of this package that it should agree with: one of the
        chapter's four, `corr2d_multi_in_out_convolution` or
        `corr2d_multi_in_out_matmul`. Like the last two, it gets `padding` and
        `stride` as third and fourth argument.
    seed : int, default 0
        Seed of the random numbers in the cases.

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
    TypeError
        If `function` cannot be called.
    ValueError
        If `like` is not one of those names, or `seed` not an int from 0 to
        2**32 - 1.

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
      came:       28
      off by:     28, which is 1e+06 times rounding_bound
    """
    _check_callable(function)
    outcomes = [_try(function, case) for case in cases(like, seed)]
    return _verified(Report(_name(function), like, outcomes))


def cases(like='corr2d_multi_in_out', seed=0):
    """List inputs and kernels that tell right from wrong.

    The chapter's examples, inputs of a single 1 against kernels of powers of
    two, and small integers and fractions in a ladder of shapes and both
    dtypes.

    Parameters
    ----------
    like : str, default 'corr2d_multi_in_out'
        The function whose arguments the cases are: one of the chapter's
        four, `corr2d_multi_in_out_convolution` or
        `corr2d_multi_in_out_matmul`.
    seed : int, default 0
        Seed of the random numbers.

    Returns
    -------
    list of Case
        To go through, or for `pytest.mark.parametrize`.

    Raises
    ------
    ValueError
        If `like` is not one of those names, or `seed` not an int from 0 to
        2**32 - 1.

    Examples
    --------
    >>> case = cases('corr2d_multi_in')[0]
    >>> case.name, case.X.shape, case.K.shape
    ('figure-X2x3x3-K2x2x2-float32', (2, 3, 3), (2, 2, 2))
    """
    if not (isinstance(like, str) and like in LIKE):
        raise ValueError(
            f'cases: like is {like!r}; it has to be one of ' + ', '.join(LIKE)
        )
    if not (is_integer(seed) and 0 <= seed < 2**32):
        raise ValueError(
            f'cases: seed is {seed!r}; it has to be an int from 0 to 2**32 - 1'
        )
    return [
        Case(
            name,
            group,
            nd.array(X, dtype=X.dtype),
            nd.array(K, dtype=K.dtype),
            window,
        )
        for name, group, X, K, window in layers(like, seed)
    ]
