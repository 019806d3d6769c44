"""Make MXNet 1.9.1, retired in 2023, importable on today's Python and NumPy.

Every other module of the package takes `mx` and `nd` from here, and a
`from mxnet import nd` anywhere works once the package has been imported.
"""

import sys
import warnings

from .advice import explain, find_problem
from .cache import bound_cache
from .libraries import load_library
from .numpy2 import adapt, lend_names


def _import_mxnet():
    advice = find_problem()
    if advice:
        raise ImportError(f'd2l_channels: {advice}')
    load_library()
    try:
        # Nobody will mend what MXNet's own import warns of
        with lend_names(), warnings.catch_warnings():
            warnings.simplefilter('ignore')
            import mxnet
    except Exception as error:
        raise ImportError(f'd2l_channels: {explain(error)}') from error
    adapt(mxnet)
    bound_cache(mxnet.nd)


if 'mxnet' not in sys.modules:
    _import_mxnet()

import mxnet as mx  # noqa: E402
from mxnet import nd  # noqa: E402

__all__ = ['mx', 'nd']
