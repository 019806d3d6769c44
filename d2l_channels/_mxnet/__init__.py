"""Make MXNet 1.9.1, retired in 2023, importable on today's Python and NumPy.

Every other module of the package takes `mx` and `nd` from here, and a
`from mxnet import nd` anywhere works once the package has been imported.
"""

import sys
import warnings

import numpy

from .advice import explain, find_problem
from .lending import bound_cache, lend
from .libraries import load_library
from .numpy2 import NAMES, adapt

if 'mxnet' not in sys.modules:
    problem = find_problem()
    if problem:
        raise ImportError(f'd2l_channels: {problem}')
    load_library()
    try:
        # Nobody will mend what MXNet's own import warns of
        with lend(NAMES, vars(numpy)), warnings.catch_warnings():
            warnings.simplefilter('ignore')
            import mxnet
    except Exception as error:
        raise ImportError(f'd2l_channels: {explain(error)}') from error
    adapt(mxnet)
    bound_cache(mxnet.nd)

import mxnet as mx  # noqa: E402
from mxnet import nd  # noqa: E402

__all__ = ['mx', 'nd']
