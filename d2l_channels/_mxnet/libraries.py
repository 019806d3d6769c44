"""The shared libraries that MXNet loads, and where they come from.

MXNet's wheels bring some of what `libmxnet` needs, an OpenBLAS of 2020 on
x86_64 and none on Arm, and leave the rest to the system. What a system lacks
is in wheels of other packages, under names of their own. So `libmxnet` is
loaded from a folder of links for a moment: it looks there first.
"""

import ctypes
import os
import platform
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

SYSTEM = 'the system'

# Builds that choose their kernels by the processor they run on, the newest
# first, and one for any processor of its kind. Others stop on processors
# older than that of the machine which built them
_OPENBLAS = (
    'ngsolve_openblas/libopenblas*.so',
    'scipy.libs/libopenblasp-*.so',  # of Python 3.8 and 3.9
    'faiss_cpu.libs/libopenblaso-*.so',
)
# The packages that bring the libraries of GCC
GCC = {
    'libgfortran.so.5': 'scipy',
    'libquadmath.so.0': 'scipy',
    'libgomp.so.1': 'scikit-learn',
}
# Arm's own: of linear algebra, of mathematics and of strings
_ARM = ('libarmpl_lp64_mp.so', 'libamath.so', 'libastring.so')
PACKAGES = {**GCC, **dict.fromkeys(_ARM, 'faiss-cpu')}

_ANYWHERE = (SYSTEM, '*.libs/{}-*.{}*')
# with the threads of which the OpenBLAS beside it computes
_GOMP = ('faiss_cpu.libs/libgomp-*.so.1*', *_ANYWHERE)
# What is asked for, and where to look for it, in order
_PLACES = {
    'x86_64': {'libopenblas.so.0': _OPENBLAS, **dict.fromkeys(GCC, _ANYWHERE)},
    'aarch64': {**dict.fromkeys(_ARM, _OPENBLAS), 'libgomp.so.1': _GOMP},
}


def load_library():
    """Load `libmxnet` with the best libraries there are.

    The import of MXNet then finds it loaded. What keeps it from loading, that
    import will say.
    """
    chosen_by_the_user = os.environ.get('MXNET_LIBRARY_PATH', '')
    if sys.platform != 'linux' or os.path.isfile(chosen_by_the_user):
        return
    own = _list_libraries(Path(find_spec('mxnet').origin).resolve().parent)
    asked = _PLACES.get(platform.machine(), {}).items()
    found = {n: f for n, places in asked if (f := _find(n, places))}
    # A library that is better than MXNet's own may not load here
    for files in ({**own, **found}, {**found, **own}):
        with suppress(OSError):
            _limit_threads(_load_from_links(files))
            return


def _list_libraries(folder):
    return {file.name: file for file in folder.glob('lib*.so*')}


def _find(name, places):
    """Find the file to link to, or None if that is better left alone."""
    for place in places:
        if place == SYSTEM:
            with suppress(OSError):
                ctypes.CDLL(name)
                return None
        pattern = place.format(*name.split('.', 1))
        for entry in sys.path:
            # an entry may be anything, a folder that cannot be read, or one
            # without such a file: there is no least of none
            with suppress(TypeError, OSError, ValueError):
                return min(Path(entry).resolve().glob(pattern))
    return None


def _load_from_links(files):
    # What a wheel's library needs in turn lies beside it
    links = {}
    for file in files.values():
        links.update(_list_libraries(file.parent))
    links.update(files)
    with TemporaryDirectory(prefix='d2l_channels-') as folder:
        for name, file in links.items():
            Path(folder, name).symlink_to(file)
        return ctypes.CDLL(f'{folder}/libmxnet.so')


def _limit_threads(library):
    """Have OpenBLAS use as many threads as MXNet's own would.

    That one takes OpenMP's threads, whose number MXNet has set by now.
    """
    get_parallel = getattr(library, 'openblas_get_parallel', lambda: None)
    if get_parallel() != 1:  # with threads of its own
        return
    threads = library.omp_get_max_threads()
    if not os.environ.get('OMP_NUM_THREADS'):
        most = os.environ.get('MXNET_OMP_MAX_THREADS')
        threads = min(threads, int(most or threads))
        # and in forked processes, such as a data loader's, MXNet takes one.
        # openblas_set_num_threads would start all of them there
        count = ctypes.c_int.in_dll(library, 'blas_cpu_number')
        os.register_at_fork(after_in_child=lambda: setattr(count, 'value', 1))
    library.openblas_set_num_threads(max(1, threads))
