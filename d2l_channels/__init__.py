"""*Dive into Deep Learning*'s chapter on channels, for MXNet as it runs today.

=================================  ============================================
`corr2d(X, K)`                     one channel, one kernel
`corr2d_multi_in(X, K)`            several input channels, added up
`corr2d_multi_in_out(X, K)`        and several output channels, stacked
`corr2d_multi_in_out_1x1(X, K)`    a window of one pixel, as a matrix product
`corr2d_multi_in_out_matmul`       any window, as a matrix product
`corr2d_multi_in_out_convolution`  any window, by the operator networks use
`compose_kernels(K1, K2)`          two kernels in a row as one
`conv_cost(X_shape, K_shape)`      what a layer costs
`rounding_bound(X, K)`             how far apart two right answers may be
`explain(X, K)`                    the arithmetic under an output element
`testing`                          checks a function of yours
`figures`                          draws the chapter's figures
=================================  ============================================

>>> import d2l_channels as d2l
>>> from mxnet import nd
>>> X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
>>> K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
>>> d2l.corr2d_multi_in(X, K).asnumpy().tolist()
[[56.0, 72.0], [104.0, 120.0]]

Each function raises a TypeError, a ValueError or an IndexError that names the
argument, what it got, and what would have been right.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, List

from . import testing
from .arithmetic import explain
from .channels import (
    corr2d,
    corr2d_multi_in,
    corr2d_multi_in_out,
    corr2d_multi_in_out_1x1,
)
from .convolution import corr2d_multi_in_out_convolution
from .exercises.composition import compose_kernels
from .exercises.cost import ConvCost, conv_cost
from .exercises.matmul import corr2d_multi_in_out_matmul
from .exercises.rounding import rounding_bound

__version__ = '0.1.0'

__all__ = [
    'ConvCost',
    'compose_kernels',
    'conv_cost',
    'corr2d',
    'corr2d_multi_in',
    'corr2d_multi_in_out',
    'corr2d_multi_in_out_1x1',
    'corr2d_multi_in_out_convolution',
    'corr2d_multi_in_out_matmul',
    'explain',
    'rounding_bound',
    'testing',
]


if TYPE_CHECKING:
    from . import figures as figures
else:
    # Only the figures need matplotlib, so they are imported when asked for
    def __getattr__(name: str) -> Any:
        if name == 'figures':
            return import_module('.figures', __name__)
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')


def load_ipython_extension(shell: Any) -> None:
    """Let `%load_ext d2l_channels` stand in place of an import.

    Nothing is left to do: importing this package has mended MXNet.
    """


def __dir__() -> List[str]:
    return [*__all__, 'figures', '__version__']
