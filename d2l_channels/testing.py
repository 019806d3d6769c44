"""Check an implementation against the definition, and name its mistake."""

from collections import Counter
from dataclasses import dataclass
from math import prod

import numpy as np

from ._checks import (
    check_dtype,
    check_same_dtype,
    check_shapes,
    check_size,
    check_terms,
    is_integer,
    output_shape,
    type_name,
)
from ._mistakes import FLIPPED, MISTAKES, cross_correlate
from ._mxnet import nd
from .arithmetic import AXES, explain, shortest
from .rounding import allowance

__all__ = ['Case', 'Report', 'assert_matches', 'cases', 'check']

_CAST = 'the result is computed in float32 or cast to it'
LIKE = (
    'corr2d',
    'corr2d_multi_in',
    'corr2d_multi_in_out',
    'corr2d_multi_in_out_1x1',
    'corr2d_multi_in_out_convolution',
    'corr2d_multi_in_out_matmul',
)
_WINDOWED = LIKE[-2:]
# c_i, c_o, h, w, k_h, k_w, padding, stride: no two of these sizes may be mixed
# up unnoticed. What a function does not take is left out
_LADDER = (
    (1, 1, 4, 5, 2, 3, 0, 1),
    (1, 3, 5, 4, 3, 2, 1, 1),
    (3, 1, 5, 5, 2, 2, 0, 2),
    (3, 4, 5, 7, 3, 2, (1, 2), 1),
    (4, 3, 7, 5, 2, 3, 0, (2, 1)),
    (3, 3, 6, 6, 3, 3, 1, 2),
    (4, 4, 5, 6, 3, 3, (2, 0), (1, 3)),
    (5, 2, 3, 4, 3, 4, 0, 1),
    (3, 2, 5, 6, 1, 1, 0, (3, 2)),
    (4, 5, 4, 6, 1, 3, (0, 1), (1, 2)),
    (3, 3, 6, 4, 3, 1, 2, 3),
    (32, 8, 5, 6, 3, 2, 1, (2, 3)),
    (3, 24, 4, 5, 2, 2, 3, 2),
)


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
    h, w = (n + 2 * p for n, p in zip(X.shape[-2:], padding))
    padded = prod(X.shape[:-2]) * h * w
    check_size('assert_matches', padded, X=X.shape, padding=padding)
    problem, _ = _compare(Y, X, K, padding, stride)
    if problem:
        raise AssertionError(f'assert_matches: {problem}')


def _converted(name, A, error):
    try:
        return _as_numpy(A)
    except Exception as reason:
        raise error(
            f'assert_matches: {name} is of type {type_name(A)}, of which '
            f'NumPy makes no array: {reason}'
        ) from reason


def _as_numpy(A):
    if isinstance(A, (list, tuple)):
        return np.array([_as_numpy(a) for a in A])
    return A.asnumpy() if hasattr(A, 'asnumpy') else np.asarray(A)


def _lifted(X, K):
    """Give two- and three-axis arguments their channel axes of size 1."""
    X = X.reshape((1,) * (3 - X.ndim) + X.shape)
    return X, K.reshape((1,) * (4 - K.ndim) + K.shape)


def _computed(function, X, K, padding, stride, dtype):
    """Compute an output and the sums of the magnitudes of its products."""
    axes = K.ndim
    X, K = _lifted(X.astype(dtype), K.astype(dtype))
    with np.errstate(all='ignore'):
        Y = function(X, K, padding, stride)
        magnitudes = function(abs(X), abs(K), padding, stride)
        magnitudes = magnitudes.astype('float64')
    if axes < 4 and len(Y) == 1:
        return Y[0], magnitudes[0]
    return Y, magnitudes


def _compare(Y, X, K, padding, stride):
    """Say what is wrong with an output, or None, and give the share of the
    bound that it uses."""
    if Y.dtype.kind not in 'biuf':
        what = f'has dtype {Y.dtype}'
        if Y.ndim == 0:
            what = f'is of type {type_name(Y.item())}'
        return f'Y {what}; it has to be an array of real numbers', 0.0
    higher = 'float64' if X.dtype == np.float32 else np.longdouble
    shape = output_shape(X.shape, K.shape, padding, stride)
    if Y.shape != shape:
        return f'Y has shape {Y.shape}; it has to be {shape}', 0.0
    right, magnitudes = _computed(
        cross_correlate, X, K, padding, stride, higher
    )
    coarsest = Y.dtype if _is_narrow(Y, X) else X.dtype
    n = prod(K.shape[-3:])
    with np.errstate(all='ignore'):
        bound = allowance(magnitudes, n, coarsest)
        bound += allowance(magnitudes, n, higher)
        off = abs(Y - right)
        same = (Y == right) | (np.isnan(Y) & np.isnan(right))
        overflows = magnitudes > np.finfo(coarsest).max
        fine = same | (off <= bound) | overflows
        fine &= np.isfinite(right) | same
        used = np.where(same | overflows, 0, off / bound)
    if fine.all():
        return None, float(used.max())
    at = tuple(int(n) for n in np.argwhere(~fine)[0])
    wrong = fine.size - fine.sum()
    return (
        f'{wrong} of {fine.size} elements of Y {"is" if wrong == 1 else "are"}'
        f' wrong\n'
        f'  the first is at {at}\n'
        f'  arithmetic: {_arithmetic(X, K, at, padding, stride)}\n'
        f'  expected:   {shortest(right[at].astype("float64"))}\n'
        f'  came:       {shortest(Y[at])}\n'
        f'  off by:     {off[at]:.3g}, which is {used[at]:.2g} times '
        'rounding_bound'
    ), float(used.max())


def _is_narrow(Y, X):
    itemsize = np.dtype(X.dtype).itemsize
    return Y.dtype.kind == 'f' and Y.dtype.itemsize < itemsize


def _arithmetic(X, K, at, padding, stride):
    """Explain an element of an output that may have padding and stride."""
    X, K = _lifted(X, K)
    *o, i, j = at
    (p_h, p_w), (s_h, s_w), (k_h, k_w) = padding, stride, K.shape[2:]
    X = np.pad(X, ((0, 0), (p_h, p_h), (p_w, p_w)), mode='constant')
    window = X[:, i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w]
    kernel = K[o[0] if o else 0]
    return explain(
        nd.array(window, dtype=X.dtype), nd.array(kernel, dtype=X.dtype)
    )


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
        Y = _as_numpy(function(X, K, *case.window))
    except Exception as error:
        reason = (str(error).strip() or 'no message').splitlines()[0]
        problem = (
            f'{type_name(error)}: {reason}\n'
            '  (X and K are NDArrays; X.asnumpy() makes a NumPy array)'
        )
        return _Outcome(case, problem, error=error)
    names = {'X': (X, case.X), 'K': (K, case.K)}
    modified = tuple(
        name
        for name, (A, before) in names.items()
        if A.asnumpy().tobytes() != before.asnumpy().tobytes()
    )
    X, K = case.X.asnumpy(), case.K.asnumpy()
    problem, used = _compare(Y, X, K, *_pairs(case.window or (0, 1)))
    if not problem and _is_narrow(Y, X):
        problem = f'Y has dtype {Y.dtype}; X and K have {X.dtype}'
    if problem:
        return _Outcome(case, problem, Y, modified)
    if modified:
        problem = f'the function modifies {" and ".join(modified)}'
    return _Outcome(case, problem, modified=modified, used=used)


def _pairs(window):
    return [n if isinstance(n, tuple) else (n, n) for n in window]


def _mistakes(outcome):
    """Name the mistakes that give the wrong output of a case."""
    case, Y = outcome.case, outcome.Y
    X, K = case.X.asnumpy(), case.K.asnumpy()
    window = _pairs(case.window or (0, 1))

    def gives(mistake, K=K):
        mistaken, magnitudes = _computed(mistake, X, K, *window, 'float64')
        if Y.shape != mistaken.shape:
            return False
        # So that a mistake is recognized under a cast
        bound = allowance(magnitudes, prod(K.shape[-3:]), 'float32')
        return (abs(Y - mistaken) <= bound).all()

    def named(K):
        return [
            name
            for name, mistakes in MISTAKES.items()
            if any(gives(mistake, K) for mistake in mistakes)
        ]

    if Y.dtype.kind not in 'biuf':
        return []
    if gives(cross_correlate):
        return [_CAST]
    found = named(K)
    if not found:
        # Libraries for signals flip the kernel beside what else they do
        found = named(K[..., ::-1, ::-1])
        found += [FLIPPED] * bool(found)
    return found


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
        wrong outputs, or several if the cases do not tell them apart; a cast
        to float32; arguments that were modified; exceptions.
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
        counts = Counter(name for o in wrong for name in _mistakes(o))
        most = max(counts.values(), default=0)
        named = []
        if 2 * most > len(wrong):
            named = [name for name in counts if counts[name] == most]
        if any(_is_narrow(o.Y, o.case.X) for o in wrong):
            named.append(_CAST)
        for outcome in self.outcomes:
            named += [f'the function modifies {A}' for A in outcome.modified]
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
    if like not in LIKE:
        raise ValueError(
            f'cases: like is {like!r}; it has to be one of ' + ', '.join(LIKE)
        )
    if not (is_integer(seed) and 0 <= seed < 2**32):
        raise ValueError(
            f'cases: seed is {seed!r}; it has to be an int from 0 to 2**32 - 1'
        )
    return [
        _fitted(like, *layer)
        for layer in _layers(seed)
        # A single channel may have lost the only 1 of the input
        if like != 'corr2d' or layer[2][0].any()
    ]


def _fitted(like, name, group, X, K, padding, stride, dtype):
    """Make a case of a layer, without what the function does not take."""
    if like == 'corr2d':
        X, K = X[0], K[0, 0]
    elif like == 'corr2d_multi_in':
        K = K[0]
    elif like == 'corr2d_multi_in_out_1x1':
        K = K[:, :, :1, :1]
    window = (padding, stride) if like in _WINDOWED else ()
    sizes = X.shape, K.shape, *_pairs(window)
    sizes = ['x'.join(map(str, size)) for size in sizes]
    labels = ('X', 'K', 'padding', 'stride')
    name = '-'.join([name, *map('{}{}'.format, labels, sizes), dtype])
    X, K = nd.array(X, dtype=dtype), nd.array(K, dtype=dtype)
    return Case(name, group, X, K, window)


def _layers(seed):
    """Give names, groups and the arguments of `corr2d_multi_in_out_matmul`."""
    random = np.random.RandomState(seed)
    group = "the chapter's examples"
    X = np.stack([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3)
    K = np.stack([np.arange(4), np.arange(1, 5)]).reshape(2, 2, 2)
    K = np.stack([K, K + 1, K + 2])
    yield 'figure', group, X, K, 0, 1, 'float32'
    X, K = random.rand(3, 3, 3), random.rand(2, 3, 1, 1)
    yield 'pixel', group, X, K, 0, 1, 'float32'

    K = 2 ** np.arange(24).reshape(2, 2, 2, 3)
    for at in np.ndindex(2, 4, 5):
        if at[1:] in [(0, 0), (1, 2), (3, 4)]:
            X = np.zeros((2, 4, 5))
            X[at] = 1
            name = 'one-hot-{}-{}-{}'.format(*at)
            yield name, 'one-hot inputs', X, K, 1, 1, 'float32'

    for c_i, c_o, h, w, k_h, k_w, padding, stride in _LADDER:
        X_shape, K_shape = (c_i, h, w), (c_o, c_i, k_h, k_w)
        for dtype in ('float32', 'float64'):
            X, K = (random.randint(-9, 10, n) for n in (X_shape, K_shape))
            yield 'integers', 'integers', X, K, padding, stride, dtype
            X, K = (random.uniform(-1, 1, n) for n in (X_shape, K_shape))
            yield 'fractions', 'fractions', X, K, padding, stride, dtype
