"""Make MXNet 1.9.1, retired in 2023, importable on today's Python and NumPy.

Every other module of the package takes `mx` and `nd` from here, and a
`from mxnet import nd` anywhere works once the package has been imported.
"""

import sys
import warnings
from contextlib import contextmanager

import numpy

from .advice import explain, find_problem
from .libraries import load_library

# What `import mxnet` looks up on NumPy and newer releases of NumPy dropped
_CONSTANTS = {
    'bool': bool,
    'Inf': numpy.inf,
    'PINF': numpy.inf,
    'NINF': -numpy.inf,
    'NAN': numpy.nan,
    'NaN': numpy.nan,
    'PZERO': 0.0,
    'NZERO': -0.0,
}
_FUNCTIONS = (
    'alltrue in1d mirr msort npv pmt ppmt product pv rate round_ '
    'sometrue trapz'
).split()

# Of these, MXNet reads two again later: `np.bool` whenever an `mx.np` array is
# made or indexed, `np.Inf` in the handlers of Gluon's estimator
_STAY = {'bool', 'Inf'}


@contextmanager
def _lend_names():
    """Have NumPy know the names that MXNet asks for."""

    def refuse(*args, **kwargs):
        raise NotImplementedError('this NumPy no longer has that function')

    names = {**dict.fromkeys(_FUNCTIONS, refuse), **_CONSTANTS}
    lent = {n: v for n, v in names.items() if n not in vars(numpy)}
    vars(numpy).update(lent)
    try:
        yield
    finally:
        for name in lent.keys() - _STAY:
            delattr(numpy, name)


def _import_mxnet():
    problem = find_problem()
    if problem:
        raise ImportError(f'd2l_channels: {problem}')
    load_library()
    try:
        # Nobody will mend what MXNet's own import warns of
        with _lend_names(), warnings.catch_warnings():
            warnings.simplefilter('ignore')
            import mxnet  # noqa: F401
    except Exception as error:
        raise ImportError(f'd2l_channels: {explain(error)}') from error


if 'mxnet' not in sys.modules:
    _import_mxnet()

import mxnet as mx  # noqa: E402
from mxnet import nd  # noqa: E402

__all__ = ['mx', 'nd']
