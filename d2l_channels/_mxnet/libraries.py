"""The shared libraries that MXNet loads, and where they come from.

MXNet's wheels bring only some of the libraries that `libmxnet` needs, with an
OpenBLAS of 2020 on x86_64 and without one on Arm. The rest is left to the
system. Wheels of other packages bring what a system lacks, under different
file names. So `libmxnet` is loaded through a temporary folder of links, which
the loader searches first.
"""

import ctypes
import os
import platform
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Dict, Iterable, Tuple

from .dropped import lend

_Files = Dict[str, Path]

# openblas_get_parallel returns 0 if OpenBLAS has no threads, 1 if it has its
# own, and 2 if it takes those of OpenMP
_OWN_THREADS = 1

# The libraries of GCC, and the packages that bring them
GCC = {
    'libgfortran.so.5': 'scipy',
    'libquadmath.so.0': 'scipy',
    'libgomp.so.1': 'scikit-learn',
}
# Arm's own. The loader asks for all three of them, but libmxnet calls only
# what OpenBLAS has too, so that OpenBLAS can stand for each
_ARM = (
    'libarmpl_lp64_mp.so',
    'libamath.so',
    'libastring.so',
)
PACKAGES = {
    **GCC,
    **dict.fromkeys(_ARM, 'faiss-cpu'),
}

# Builds that pick their kernels for the processor at run time, the newest
# first. Other builds crash on processors older than the build machine's
_OPENBLAS = (
    'ngsolve_openblas/libopenblas*.so',
    'scipy.libs/libopenblasp-*.so',  # of Python 3.8 and 3.9
    'faiss_cpu.libs/libopenblaso-*.so',
)
# By machine, the libraries that are always taken from a wheel, and its files
_FROM_WHEELS: Dict[str, Dict[str, Tuple[str, ...]]] = {
    'x86_64': {
        'libopenblas.so.0': _OPENBLAS,
    },
    'aarch64': {
        **dict.fromkeys(_ARM, _OPENBLAS),
        # the one that faiss's OpenBLAS uses
        'libgomp.so.1': ('faiss_cpu.libs/libgomp-*.so.1*',),
    },
}
# By machine, those that are taken from a wheel only if the system lacks them
_FROM_THE_SYSTEM = {
    'x86_64': tuple(GCC),
    'aarch64': ('libgomp.so.1',),
}


def load_library() -> None:
    """Load `libmxnet` with the best libraries there are.

    The import of MXNet then finds it loaded. If it cannot be loaded, that
    import says why.
    """
    chosen_by_the_user = os.environ.get('MXNET_LIBRARY_PATH', '')
    if sys.platform != 'linux' or os.path.isfile(chosen_by_the_user):
        return
    own = _list_libraries(_find_mxnet())
    better = _find_better(platform.machine())
    # A library that is better than MXNet's own may not load here
    for files in ({**own, **better}, {**better, **own}):
        with suppress(OSError):
            _limit_threads(_load_from_links(files))
            return


def _find_mxnet() -> Path:
    """Return the folder of MXNet, which is known to be there."""
    spec = find_spec('mxnet')
    assert spec and spec.origin
    return Path(spec.origin).resolve().parent


def _list_libraries(folder: Path) -> _Files:
    return {file.name: file for file in folder.glob('lib*.so*')}


def _find_better(machine: str) -> _Files:
    """Find the files of wheels to link to, by the names MXNet asks for."""
    files: _Files = {}
    for name, patterns in _FROM_WHEELS.get(machine, {}).items():
        files.update(_find_in_wheels(name, patterns))
    for name in _FROM_THE_SYSTEM.get(machine, ()):
        if name not in files and not _has_system(name):
            # For libgfortran.so.5, a file like libgfortran-0f1e.so.5.0.0
            stem, ending = name.split('.', 1)
            pattern = f'*.libs/{stem}-*.{ending}*'
            files.update(_find_in_wheels(name, [pattern]))
    return files


def _has_system(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _find_in_wheels(name: str, patterns: Iterable[str]) -> _Files:
    """Return the first file found, under the library's name, or nothing."""
    for pattern in patterns:
        for entry in sys.path:
            # An entry may be a folder that cannot be read
            with suppress(OSError):
                files = sorted(Path(entry).resolve().glob(pattern))
                if files:
                    return {name: files[0]}
    return {}


def _load_from_links(files: _Files) -> ctypes.CDLL:
    # What a wheel's library needs in turn lies beside it
    links: _Files = {}
    for file in files.values():
        links.update(_list_libraries(file.parent))
    links.update(files)
    with TemporaryDirectory(prefix='d2l_channels-') as folder:
        for name, file in links.items():
            Path(folder, name).symlink_to(file)
        return ctypes.CDLL(f'{folder}/libmxnet.so')


def _limit_threads(library: ctypes.CDLL) -> None:
    """Have OpenBLAS use as many threads as the one that MXNet brings would.

    That one takes OpenMP's number of threads. MXNet sets that number while it
    is loaded, unless the user has set a variable that limits it.
    """
    get_parallel = getattr(library, 'openblas_get_parallel', lambda: None)
    if get_parallel() != _OWN_THREADS:
        return
    threads = library.omp_get_max_threads()
    # MXNet keeps to a user's OMP_NUM_THREADS, in forked processes too. Without
    # one, it keeps to MXNET_OMP_MAX_THREADS, and to one thread when forked
    if not os.environ.get('OMP_NUM_THREADS'):
        most = os.environ.get('MXNET_OMP_MAX_THREADS')
        if most:
            # MXNet tells OpenMP of this only when its own threads start
            threads = min(threads, int(most))
        _take_one_thread_when_forked(library)
    library.openblas_set_num_threads(max(1, threads))


def _take_one_thread_when_forked(library: ctypes.CDLL) -> None:
    # OpenBLAS keeps its number of threads in this variable; to call
    # openblas_set_num_threads in a forked process would start all of them
    count = ctypes.c_int.in_dll(library, 'blas_cpu_number')

    def take_one_thread() -> None:
        count.value = 1

    os.register_at_fork(after_in_child=take_one_thread)


def limit_convolution_cache(nd: Any) -> None:
    """Limit oneDNN's cache of prepared convolutions to 100 shapes.

    MXNet's default is no limit. It asks the environment at the first
    convolution, so one is computed here. What the user has set stays.
    """
    with lend({'MXNET_MKLDNN_CACHE_NUM': '100'}, os.environ):
        X = nd.ones((1, 1, 1, 1))
        Y = nd.Convolution(X, X, kernel=(1, 1), num_filter=1, no_bias=True)
        Y.wait_to_read()
