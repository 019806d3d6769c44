"""Which shared libraries MXNet runs on, in fresh processes."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import mxnet as mx
import numpy as np
import pytest
from mxnet import nd

from .interpreter import SLOW, python

pytestmark = pytest.mark.skipif(
    sys.platform != 'linux', reason='elsewhere MXNet brings what it needs'
)
ROOT = Path(__file__).parents[1]
X86 = platform.machine() == 'x86_64'
LACKED = ['libgomp.so.1'] + ['libquadmath.so.0', 'libgfortran.so.5'] * X86

# Loading these fails, as on a system that does not have them
WITHOUT = f"""
import ctypes, os
CDLL = ctypes.CDLL
lacked = {LACKED}
def load(path, *args, **kwargs):
    if path in lacked:
        raise OSError(path)
    return CDLL(path, *args, **kwargs)
ctypes.CDLL = load
"""
SHOW = """
import os
import d2l_channels as d2l
from mxnet import nd
X = nd.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]],
              [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
print(d2l.corr2d_multi_in(X, K)[0, 0].asscalar())
with open('/proc/self/maps') as maps:
    print(*sorted({line.split()[-1] for line in maps if '.so' in line}))
"""


def run_on_libraries(code, **environment):
    """Compute 56 in a fresh process, and give the paths of what it loaded."""
    out, err = python(code, **environment)
    number, loaded = out.split('\n')
    assert (number, err) == ('56.0', '')
    return [Path(path) for path in loaded.split()]


def find(loaded, name):
    return [path for path in loaded if path.name.startswith(name)]


@pytest.mark.slow
def test_what_the_system_lacks_comes_from_wheels():
    loaded = run_on_libraries(WITHOUT + SHOW)
    for name in LACKED:
        stem = name.split('.')[0]
        # linked to under its name, so the file has the name of the wheel's
        found = find(loaded, f'{stem}-')
        assert found, name
        assert all(path.parent.name.endswith('.libs') for path in found)
        assert find(loaded, name) == []
    assert all(path.exists() for path in loaded)


def find_openblas(loaded):
    """Return the OpenBLAS that is neither NumPy's nor SciPy's own."""
    return [
        path
        for path in find(loaded, 'libopenblas')
        if path.parent.name not in ('numpy.libs', '.libs')
    ]


@pytest.mark.slow
def test_openblas_is_a_current_one():
    found = find_openblas(run_on_libraries(SHOW))
    folders = {path.parent.name for path in found}
    # Some releases of SciPy load theirs for themselves, beside MXNet's
    (folder,) = folders - {'scipy.libs'} or folders
    assert folder in ('ngsolve_openblas', 'scipy.libs', 'faiss_cpu.libs')


NO_OPENBLAS = """
import pathlib
glob = pathlib.Path.glob
def without(self, pattern):
    return found if 'openblas' in pattern else glob(self, pattern)
pathlib.Path.glob = without
found = """


@pytest.mark.slow
@pytest.mark.skipif(not X86, reason='on Arm MXNet has none')
@pytest.mark.parametrize('found', ['[]', '[pathlib.Path(os.devnull)]'])
def test_without_one_that_loads_openblas_is_that_of_mxnet(found):
    loaded = run_on_libraries(f'import os{NO_OPENBLAS}{found}{SHOW}')
    assert 'mxnet' in {path.parent.name for path in find_openblas(loaded)}


@pytest.mark.slow
@pytest.mark.skipif(not X86, reason='on Arm MXNet has none')
def test_a_library_that_the_user_chose_is_left_alone(complete_system):
    mxnet = Path(nd.__file__).parents[1]
    chosen = {'MXNET_LIBRARY_PATH': str(mxnet / 'libmxnet.so')}
    loaded = run_on_libraries(SHOW, **complete_system, **chosen)
    assert mxnet in {path.parent for path in find_openblas(loaded)}


@pytest.mark.slow
@pytest.mark.skipif(not X86, reason='on Arm MXNet has none')
def test_a_library_that_the_user_chose_and_that_is_gone_is_no_choice():
    gone = {'MXNET_LIBRARY_PATH': '/nowhere/libmxnet.so'}
    # MXNet's own warning, which is right to come
    silent = 'import logging; logging.disable(logging.WARNING)\n'
    found = find_openblas(run_on_libraries(silent + SHOW, **gone))
    assert 'mxnet' not in {path.parent.name for path in found}


@pytest.mark.slow
@pytest.mark.skipif(not X86, reason='on Arm MXNet has none')
def test_what_the_system_lacks_is_found_beside_the_openblas_of_mxnet_too():
    no_openblas = f'{NO_OPENBLAS}[pathlib.Path(os.devnull)]'
    loaded = run_on_libraries(WITHOUT + no_openblas + SHOW)
    assert 'mxnet' in {path.parent.name for path in find_openblas(loaded)}
    # the wheel's, and not the system's, which this system may well have
    assert find(loaded, 'libgomp-')
    assert find(loaded, 'libgomp.so') == []


@pytest.mark.slow
def test_odd_entries_of_the_path_do_no_harm(tmp_path):
    (tmp_path / 'the system').write_text('no library')
    code = f"""
import os, sys
sys.path[:] = [os.path.relpath(entry or '.') for entry in sys.path]
sys.path.insert(0, {str(tmp_path)!r})
{WITHOUT}{SHOW}"""
    loaded = run_on_libraries(code)
    assert find(loaded, 'libgomp-')


@pytest.mark.slow
def test_nothing_is_left_behind(tmp_path):
    code = """
        import os
        before = dict(os.environ)
        import d2l_channels
        print(dict(os.environ) == before, os.listdir(os.environ['TMPDIR']))
    """
    assert python(code, TMPDIR=str(tmp_path)) == ('True []', '')


@pytest.mark.slow
def test_many_may_import_at_once(tmp_path):
    command = [sys.executable, '-c', WITHOUT + SHOW]
    environment = {**os.environ, 'TMPDIR': str(tmp_path)}
    runs = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    outputs = [run.communicate(timeout=SLOW)[0] for run in runs]
    assert [out.split()[0] for out in outputs] == ['56.0'] * 4
    assert list(tmp_path.iterdir()) == []


# SciPy, too, may need a folder for temporary files, which it can have
NO_FOLDER = """
import tempfile
def refuse(*args, **kwargs):
    raise FileNotFoundError(2, 'No such file or directory')
tempfile.mkdtemp = refuse
"""
FULL = """
import errno, pathlib
def fail(*args):
    raise OSError(errno.ENOSPC, 'No space left on device')
pathlib.Path.symlink_to = fail
"""


LIBRARY_LACKS = f"""{WITHOUT}
load_or_not = ctypes.CDLL
def refuse(path, *args, **kwargs):
    if path.endswith('mxnet/libmxnet.so'):
        raise OSError('libgomp.so.1: cannot open shared object file')
    return load_or_not(path, *args, **kwargs)
ctypes.CDLL = refuse
"""


@pytest.mark.slow
@pytest.mark.parametrize('spoil', [NO_FOLDER, FULL])
def test_a_folder_that_takes_no_links_is_named_where_they_are_needed(spoil):
    code = f"""{LIBRARY_LACKS}{spoil}
try:
    import d2l_channels
except ImportError as error:
    print(error)
"""
    out, err = python(code)
    assert out.startswith(
        'd2l_channels: MXNet needs libgomp.so.1. Neither the system nor an '
        'installed wheel has it, or the folder TMPDIR cannot hold links.\n'
    )
    assert err == ''


@pytest.mark.slow
@pytest.mark.skipif(not X86, reason='on Arm links are always needed')
@pytest.mark.parametrize('spoil', [NO_FOLDER, FULL])
def test_without_links_mxnet_runs_on_what_the_system_has(
    complete_system, spoil
):
    loaded = run_on_libraries(spoil + SHOW, **complete_system)
    assert 'mxnet' in {path.parent.name for path in find_openblas(loaded)}


CPUS = len(os.sched_getaffinity(0)) if sys.platform == 'linux' else 1
ITS_OWN = max(1, CPUS // 2) if X86 else CPUS


@pytest.mark.slow
@pytest.mark.parametrize(
    'environment, threads, forked',
    [
        ({}, ITS_OWN, 1),
        ({'OMP_NUM_THREADS': '1'}, 1, 1),
        ({'OMP_NUM_THREADS': '3'}, 3, 3),
        ({'MXNET_OMP_MAX_THREADS': '1'}, 1, 1),
        ({'MXNET_OMP_MAX_THREADS': '99'}, CPUS, 1),
        ({'OMP_NUM_THREADS': '2', 'MXNET_OMP_MAX_THREADS': '1'}, 2, 2),
        ({'OPENBLAS_NUM_THREADS': '7'}, ITS_OWN, 1),
    ],
)
@pytest.mark.skipif(not X86, reason='on Arm OpenBLAS takes those of OpenMP')
def test_products_use_the_threads_that_those_of_mxnet_would(
    environment, threads, forked
):
    """As many as its own OpenBLAS was seen to start."""
    code = """
        import os, sys
        import d2l_channels
        from mxnet import base, nd
        A = nd.ones((64, 64))
        count = base._LIB.openblas_get_num_threads
        print(nd.dot(A, A).sum().asscalar(), count())
        sys.stdout.flush()
        if os.fork() == 0:
            # MXNet's engine has four, and starts a fifth for the product
            assert len(os.listdir('/proc/self/task')) <= 5
            print(nd.dot(A, A).sum().asscalar(), count())
            sys.stdout.flush()
            os._exit(0)
        os.wait()
    """
    names = ('OMP_NUM_THREADS', 'MXNET_OMP_MAX_THREADS')
    environment = {**dict.fromkeys(names), **environment}
    right = 64.0**3
    expected = f'{right} {threads}\n{right} {forked}'
    # that there are threads beside the one that forks
    options = '-W', 'ignore::DeprecationWarning'
    assert python(code, *options, **environment) == (expected, '')


@pytest.mark.slow
@pytest.mark.parametrize('method', ['fork', 'spawn', 'forkserver'])
def test_child_processes_compute_however_they_start(tmp_path, method):
    script = tmp_path / 'script.py'
    script.write_text(
        'import multiprocessing, sys\n'
        'import d2l_channels as d2l\n'
        'from mxnet import nd\n'
        'def compute(n):\n'
        '    A = n * nd.ones((2, 2))\n'
        '    return float(d2l.corr2d(A, A).asnumpy()[0, 0])\n'
        'if __name__ == "__main__":\n'
        '    nd.ones((2, 2)).wait_to_read()\n'
        '    context = multiprocessing.get_context(sys.argv[1])\n'
        '    with context.Pool(2) as pool:\n'
        '        print(pool.map(compute, range(3)))\n'
    )
    run = subprocess.run(
        [sys.executable, str(script), method],
        env={**os.environ, 'PYTHONPATH': str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=SLOW,
    )
    assert run.stdout == '[0.0, 4.0, 16.0]\n'


@pytest.mark.parametrize('dtype', ['float32', 'float64'])
def test_linear_algebra_agrees_with_that_of_numpy(dtype):
    """On small integers, so that the matrices are well conditioned."""
    random = np.random.RandomState(0)
    A = random.randint(-3, 4, (6, 6)) + 20 * np.eye(6)
    S = A @ A.T

    def mx_array(A):
        return nd.array(A, dtype=dtype)

    def agree(B, C):
        # a bound for backward stable algorithms: a small multiple of
        # n**2 rounding errors, times the condition, below 10 and 100 here
        B = B.asnumpy().astype('float64')
        error = np.abs(B - C).max() / np.abs(C).max()
        return error <= 36 * 100 * np.finfo(dtype).eps

    assert agree(nd.linalg.potrf(mx_array(S)), np.linalg.cholesky(S))
    Q, L = nd.linalg.gelqf(mx_array(A))
    Q64, R64 = np.linalg.qr(A.T)
    signs = np.sign(np.diag(R64)) * np.sign(np.diag(L.asnumpy()))
    assert agree(L, R64.T * signs)
    assert agree(Q, (Q64 * signs).T)
    U, eigenvalues = nd.linalg.syevd(mx_array(S))
    assert agree(eigenvalues, np.linalg.eigvalsh(S))
    assert agree(nd.dot(U.T, nd.dot(nd.diag(eigenvalues), U)), S)
    singular = mx.np.linalg.svd(mx_array(A).as_np_ndarray())[1]
    assert agree(singular, np.linalg.svd(A, compute_uv=False))
    inverse = mx.np.linalg.inv(mx_array(A).as_np_ndarray())
    assert agree(inverse, np.linalg.inv(A))
