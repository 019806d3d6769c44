"""Make MXNet 1.9.1, retired in 2023, importable on today's Python and NumPy.

Every other module of the package takes `mx` and `nd` from here, and a
`from mxnet import nd` anywhere works once the package has been imported.
"""

import sys
import warnings

import numpy

from .advice import explain, find_problem
from .dropped import DROPPED, lend
from .libraries import limit_convolution_cache, load_library
from .lines import change_lines
from .names import give_names

# MXNet needs no mending where a program could import it before this package
if 'mxnet' not in sys.modules:
    problem = find_problem()
    if problem:
        raise ImportError(f'd2l_channels: {problem}')
    load_library()
    try:
        # Nobody will mend what MXNet's own import warns of
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            with lend(DROPPED, vars(numpy)), change_lines():
                import mxnet
    except Exception as error:
        raise ImportError(f'd2l_channels: {explain(error)}') from error
    give_names(mxnet)
    limit_convolution_cache(mxnet.nd)

import mxnet as mx  # noqa: E402
from mxnet import nd  # noqa: E402

__all__ = ['mx', 'nd']
