"""The cases to try a function on."""

from dataclasses import dataclass
from typing import Callable, List, Optional

import numpy as np

from .._mxnet import nd
from .._shapes import Size, is_integer, show
from .definition import Layer
from .inputs import LIKE, make_inputs
from .judgement import expect
from .trial import check_cases


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
        return Layer(*arrays, self.padding or 0, self.stride or 1)

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
    return [Case(*row) for row in make_inputs(like, seed, integers)]
