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
from typing import NamedTuple, Tuple

SYSTEM, WHEELS = 'the system', 'wheels'  # of whatever packages
_X86, _ARM = 'x86_64', 'aarch64'

# Builds that choose their kernels by the processor they run on, the newest
# first, and one for any processor of its kind. Others stop on processors
# older than that of the machine which built them
_OPENBLAS = (
    'ngsolve_openblas/libopenblas*.so',
    'scipy.libs/libopenblasp-*.so',  # of Python 3.8 and 3.9
    'faiss_cpu.libs/libopenblaso-*.so',
)
# with the threads of which the OpenBLAS beside it computes
_GOMP = 'faiss_cpu.libs/libgomp-*.so.1*'


class Library(NamedTuple):
    """A library that is asked for, and where it may come from."""

    name: str
    machines: Tuple[str, ...]
    sources: Tuple[str, ...]  # in order; a pattern is one of a path
    package: str  # that brings it


LIBRARIES = (
    Library('libopenblas.so.0', (_X86,), _OPENBLAS, 'ngsolve-openblas'),
    # Arm's own libraries: of linear algebra, of mathematics and of strings
    Library('libarmpl_lp64_mp.so', (_ARM,), _OPENBLAS, 'faiss-cpu'),
    Library('libamath.so', (_ARM,), _OPENBLAS, 'faiss-cpu'),
    Library('libastring.so', (_ARM,), _OPENBLAS, 'faiss-cpu'),
    # GCC's
    Library('libgfortran.so.5', (_X86,), (SYSTEM, WHEELS), 'scipy'),
    Library('libquadmath.so.0', (_X86,), (SYSTEM, WHEELS), 'scipy'),
    Library('libgomp.so.1', (_X86,), (SYSTEM, WHEELS), 'scikit-learn'),
    Library('libgomp.so.1', (_ARM,), (_GOMP, SYSTEM, WHEELS), 'scikit-learn'),
)


def load_library():
    """Load `libmxnet` with the best libraries there are.

    The import of MXNet then finds it loaded. What keeps it from loading, that
    import will say.
    """
    chosen_by_the_user = os.environ.get('MXNET_LIBRARY_PATH', '')
    if sys.platform != 'linux' or os.path.isfile(chosen_by_the_user):
        return
    folder = Path(find_spec('mxnet').origin).resolve().parent
    own = {file.name: file for file in folder.glob('lib*.so*')}
    if 'libmxnet.so' not in own:
        return
    found = _find_libraries()
    # A library that is better than MXNet's own may not load here
    for chosen in (found, {n: f for n, f in found.items() if n not in own}):
        try:
            library = _load_from_links({**own, **chosen})
        except OSError as error:
            problem = error
        else:
            _limit_threads(library)
            return
    if problem.errno is None:  # it is not that links could not be made
        return
    try:
        ctypes.CDLL(str(own['libmxnet.so']))
    except OSError as reason:
        raise ImportError(
            f'd2l_channels: MXNet does not load: {reason}.\nIt would with '
            'links in the folder for temporary files, which takes none: '
            f'{problem}.\nSet TMPDIR to a folder that can be written to.'
        ) from problem


def _find_libraries():
    """Find what is to be linked: files by the names asked for."""
    found = {}
    for library in LIBRARIES:
        if platform.machine() in library.machines:
            file = _find_library(library)
            if file:
                found[library.name] = file
    return found


def _find_library(library):
    """Find the file to link to, or None if that is better left alone."""
    for source in library.sources:
        if source == SYSTEM:
            if _is_on_the_system(library.name):
                return None
            continue
        stem, _, version = library.name.partition('.')
        pattern = f'*.libs/{stem}-*.{version}*' if source == WHEELS else source
        for entry in sys.path:
            # an entry may be anything, and a folder that cannot be read
            with suppress(TypeError, OSError):
                for file in sorted(Path(entry).resolve().glob(pattern)):
                    return file
    return None


def _is_on_the_system(name):
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _load_from_links(files):
    with TemporaryDirectory(prefix='d2l_channels-') as name:
        folder = Path(name)
        # What a wheel's library needs in turn lies beside it
        beside = {
            companion.name: companion
            for file in files.values()
            for companion in file.parent.glob('lib*.so*')
        }
        for link, file in {**beside, **files}.items():
            (folder / link).symlink_to(file)
        return ctypes.CDLL(str(folder / 'libmxnet.so'))


def _limit_threads(library):
    """Have OpenBLAS use as many threads as MXNet's own would.

    That one takes OpenMP's threads, whose number MXNet has set by now.
    """
    with_threads_of_its_own = 1
    get_parallel = getattr(library, 'openblas_get_parallel', lambda: None)
    if get_parallel() != with_threads_of_its_own:
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
