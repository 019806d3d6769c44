"""Make MXNet 1.9.1, retired in 2023, importable on today's Python and NumPy.

Every other module of the package takes `mx` and `nd` from here, and a
`from mxnet import nd` anywhere works once the package has been imported.
"""

import ctypes
import os
import platform
import sys
import warnings
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import numpy

_WHEELS = {('Linux', 'x86_64'), ('Linux', 'aarch64'), ('Darwin', 'x86_64')}

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
    'alltrue',
    'in1d',
    'mirr',
    'msort',
    'npv',
    'pmt',
    'ppmt',
    'product',
    'pv',
    'rate',
    'round_',
    'sometrue',
    'trapz',
)

# Of these, MXNet reads two again later: `np.bool` whenever an `mx.np` array is
# made or indexed, `np.Inf` in the handlers of Gluon's estimator
_STAY = {'bool', 'Inf'}


def _gone(name):
    def function(*args, **kwargs):
        raise NotImplementedError(f'this NumPy has no {name}')

    return function


def _problem():
    """Say why MXNet cannot be imported here and what to type, or None."""
    # A mere folder of that name is found too, but has no origin
    if getattr(find_spec('mxnet'), 'origin', None) is None:
        system, machine = platform.system(), platform.machine()
        if (system, machine) not in _WHEELS:
            return (
                f'MXNet has no wheel for {system} on {machine}.\nUse Linux '
                '(x86_64 or aarch64; a container or WSL will do) or macOS on '
                'x86_64.'
            )
        # Its metadata asks for NumPy < 2, of which Python 3.13 has no wheel
        no_deps = '--no-deps ' if sys.version_info >= (3, 13) else ''
        return (
            'MXNet is not installed.\n'
            f'Type: python -m pip install {no_deps}mxnet==1.9.1'
        )
    if find_spec('distutils') is None:
        return (
            'MXNet needs distutils, which Python 3.12 dropped and setuptools '
            'brings.\nType: python -m pip install setuptools'
        )
    return None


def _load_openblas():
    """Let MXNet's OpenBLAS use what the processor can do.

    It is of 2020 and takes its slowest kernels on later processors. Its
    fastest ones, named after Haswell, do for all that have AVX2 and FMA. It
    looks for a name only while it loads, so loading it here, alone, keeps the
    name from other libraries and from child processes.
    """
    name = 'OPENBLAS_CORETYPE'
    if name in os.environ or not _has_avx2_and_fma():
        return
    library = Path(find_spec('mxnet').origin).with_name('libopenblas.so.0')
    os.environ[name] = 'Haswell'
    try:
        # What keeps it from loading, the import of MXNet will say
        with suppress(OSError):
            ctypes.CDLL(str(library))
    finally:
        del os.environ[name]


def _has_avx2_and_fma():
    # Linux only: elsewhere OpenBLAS is left to choose
    try:
        with open('/proc/cpuinfo') as lines:
            flags = next(line for line in lines if line.startswith('flags'))
    except (OSError, StopIteration):
        return False
    return {'avx2', 'fma'} <= set(flags.split())


def _import_mxnet():
    problem = _problem()
    if problem:
        raise ImportError(f'd2l_channels: {problem}')
    _load_openblas()
    names = {**{name: _gone(name) for name in _FUNCTIONS}, **_CONSTANTS}
    lent = {n: v for n, v in names.items() if n not in vars(numpy)}
    vars(numpy).update(lent)
    try:
        # Nobody will mend what MXNet's own import warns of
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            import mxnet  # noqa: F401
    except ModuleNotFoundError as error:
        raise ImportError(
            f'd2l_channels: MXNet needs {error.name}.\n'
            f'Type: python -m pip install {error.name}'
        ) from error
    except (OSError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise ImportError(
            f'd2l_channels: MXNet is installed but does not load: {reason}'
        ) from error
    finally:
        for name in lent.keys() - _STAY:
            delattr(numpy, name)


if 'mxnet' not in sys.modules:
    _import_mxnet()

import mxnet as mx  # noqa: E402
from mxnet import nd  # noqa: E402

__all__ = ['mx', 'nd']
