"""Cases, and what becomes of a function on them."""

from dataclasses import dataclass
from typing import Callable, List, Optional

import numpy as np

from .._arrays import type_name
from .._mxnet import nd
from .._shapes import Size, is_integer, show
from .definition import Layer, make_layer
from .inputs import LIKE, make_inputs
from .judgement import compare, expect, to_numpy
from .report import Outcome, Report, describe, describe_error


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
    padding, stride : int or pair (height, width) of int, or None
        What the function gets besides, None if it takes neither.
    Y : numpy.ndarray
        The right output: float64 for float32, longdouble for float64.
    bound : numpy.ndarray
        How far rounding may take each element of an output from `Y`;
        infinite where a sum may overflow.
    """

    name: str
    group: str
    X: nd.NDArray
    K: nd.NDArray
    padding: Optional[Size] = None
    stride: Optional[Size] = None

    @property
    def __name__(self) -> str:
        return self.name

    @property
    def _layer(self) -> Layer:
        arrays = self.X.asnumpy(), self.K.asnumpy()
        return make_layer(*arrays, self.padding or 0, self.stride or 1)

    @property
    def Y(self) -> np.ndarray:
        return expect(self._layer, self._layer.X.dtype)[0]

    @property
    def bound(self) -> np.ndarray:
        return expect(self._layer, self._layer.X.dtype)[1]

    def check(self, function: Callable) -> None:
        """Assert that a function returns what it should in this case.

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
        check_cases(function, [self], 'the definition')


def check_cases(function: Callable, cases: List[Case], like: str) -> Report:
    """Report on a function, and raise the report if something is wrong."""
    if not callable(function):
        raise TypeError(
            f'check: function is of type {type_name(function)}; it has to be '
            'callable: function(X, K)'
        )
    name = getattr(function, '__name__', type(function).__name__)
    report = Report(name, like, [_try(function, case) for case in cases])
    if report.wrong:
        errors = [o.error for o in report.outcomes if o.error]
        raise AssertionError(str(report)) from next(iter(errors), None)
    return report


def _try(function, case):
    """Run a function on a case and judge its output."""
    earlier = _find_queued_error()
    if earlier:
        raise RuntimeError(
            'check: something else, queued before the function was called, '
            f'failed: {describe_error(earlier)}'
        ) from earlier
    about = case.name, case.group
    arguments = {'X': case.X.copy(), 'K': case.K.copy()}
    options = () if case.padding is None else (case.padding, case.stride)
    error = None
    try:
        Y = function(*arguments.values(), *options)
    except KeyboardInterrupt:
        raise
    except BaseException as raised:
        error = raised
    late = _find_queued_error()
    error = error or late
    if error:
        return Outcome(*about, describe_error(error), error=error)
    try:
        verdict = compare(to_numpy('Y', Y), case._layer)
    except ValueError as reason:
        return Outcome(*about, str(reason))
    modified = tuple(
        name
        for name, A in arguments.items()
        if A.asnumpy().tobytes() != getattr(case, name).asnumpy().tobytes()
    )
    problem = describe(verdict)
    if not problem and verdict.is_narrow:
        Y, X = verdict.Y, verdict.layer.X
        problem = f'Y has dtype {Y.dtype}; X and K have {X.dtype}'
    if not problem and modified:
        problem = f'the function modified {" and ".join(modified)}'
    return Outcome(*about, problem, verdict, modified)


def _find_queued_error():
    """Wait for the engine; return its first error, which others follow."""
    try:
        nd.waitall()
    except Exception as error:
        _find_queued_error()
        return error


def cases(
    like: str = 'corr2d_multi_in_out', seed: int = 0, integers: bool = False
) -> List[Case]:
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
    seed : int from 0 to 2**32 - 1, default 0
        Seed of the random numbers.
    integers : bool, default False
        Whether arrays of integers and booleans are among them too.

    Returns
    -------
    list of Case
        To go through, or for `pytest.mark.parametrize`.

    Raises
    ------
    ValueError
        If an argument is not as above; the message says what would fit.

    Examples
    --------
    >>> case = cases('corr2d_multi_in')[0]
    >>> case.name, case.X.shape, case.K.shape
    ('figure-X2x3x3-K2x2x2-float32', (2, 3, 3), (2, 2, 2))
    """
    if not (isinstance(like, str) and like in LIKE):
        raise ValueError(
            f'cases: like is {show(like)}; it has to be one of '
            + ', '.join(LIKE)
        )
    if not (is_integer(seed) and 0 <= seed < 2**32):
        raise ValueError(
            f'cases: seed is {show(seed)}; it has to be an int from 0 to '
            '2**32 - 1'
        )
    return [
        Case(
            name, group, *(nd.array(A, dtype=A.dtype) for A in (X, K)), *pairs
        )
        for name, group, X, K, *pairs in make_inputs(like, seed, integers)
    ]
