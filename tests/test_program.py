"""`python -m d2l_channels run`, beside the same program without it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .interpreter import SLOW, python

ROOT = Path(__file__).parents[1]
RUN = ('-m', 'd2l_channels', 'run')


def run_python(folder, *arguments):
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, 'PYTHONPATH': str(ROOT)},
        capture_output=True,
        text=True,
        timeout=SLOW,
    )
    return run.returncode, run.stdout, run.stderr


# It imports no MXNet, so that it runs without the package too
PROGRAM = '''"""A program."""
import sys

def end(how):
    if how == 'error':
        raise ValueError('of the program')
    if how == 'status':
        sys.exit(7)
    if how == 'interrupt':
        raise KeyboardInterrupt

print(sys.argv, sys.path[0], __name__, __file__, __doc__)
print(sys.modules['__main__'].end is end, __spec__ is None)
end(sys.argv[-1])
'''


@pytest.fixture
def folder(tmp_path):
    (tmp_path / 'part').mkdir()
    (tmp_path / 'part' / 'script.py').write_text(PROGRAM)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize('ending', ['--flag', 'error', 'status', 'interrupt'])
@pytest.mark.parametrize('program', ['part/script.py', './part/script.py'])
def test_a_script_runs_as_without_the_package(folder, program, ending):
    arguments = program, '-m', 'check', ending
    alone = run_python(folder, *arguments)
    assert run_python(folder, *RUN, *arguments) == alone
    assert (alone[0] == 0) == (ending == '--flag')


@pytest.mark.slow
@pytest.mark.parametrize('ending', ['--flag', 'status'])
def test_a_module_runs_as_without_the_package(folder, ending):
    arguments = '-m', 'part.script', '--like', ending
    alone = run_python(folder, *arguments)
    assert run_python(folder, *RUN, *arguments) == alone


@pytest.mark.slow
def test_the_traceback_of_a_module_begins_in_it(folder):
    status, _, errors = run_python(folder, *RUN, '-m', 'part.script', 'error')
    lines = errors.splitlines()
    assert status == 1
    assert lines[0] == 'Traceback (most recent call last):'
    assert 'script.py' in lines[1]
    assert lines[-1] == 'ValueError: of the program'


@pytest.mark.slow
def test_a_script_that_is_no_python(folder):
    (folder / 'broken.py').write_text('a = = 1\n')
    alone = run_python(folder, 'broken.py')
    assert run_python(folder, *RUN, 'broken.py') == alone
    assert alone[2].endswith('SyntaxError: invalid syntax\n')


@pytest.mark.slow
def test_a_program_that_is_not_there(folder):
    status, out, err = run_python(folder, *RUN, 'nobody.py')
    assert (status, out) == (2, '')
    assert err.startswith("run: can't open file 'nobody.py': ")
    status, out, err = run_python(folder, *RUN, '-m', 'nobody')
    assert (status, out) == (1, '')
    assert err.endswith('No module named nobody\n')


@pytest.mark.slow
@pytest.mark.parametrize('arguments', [[], ['-m'], ['-x', 'part/script.py']])
def test_run_without_a_program_is_a_wrong_argument(folder, arguments):
    status, out, err = run_python(folder, *RUN, *arguments)
    assert (status, out) == (2, '')
    assert err.startswith('usage: python -m d2l_channels')
    if '-x' not in arguments:
        assert err.endswith('error: name a program\n')


OLD_PROGRAM = """
from mxnet import gluon, nd

class Squares(gluon.data.Dataset):
    def __len__(self):
        return 4
    def __getitem__(self, n):
        return float(n * n)

data = Squares().transform(lambda square: square + 1)
for batch in gluon.data.DataLoader(data, batch_size=2, num_workers=2):
    print(batch.asnumpy().tolist())
"""


@pytest.mark.slow
def test_an_old_program_trains_unedited(folder):
    """It imports MXNet first, and hands a lambda to unguarded processes."""
    (folder / 'old.py').write_text(OLD_PROGRAM)
    warnings = '-W', 'ignore::DeprecationWarning'  # of threads and a fork
    ran = run_python(folder, *warnings, *RUN, 'old.py')
    assert ran == (0, '[1.0, 2.0]\n[5.0, 10.0]\n', '')


NEW_PROCESSES = """
import multiprocessing, sys
from mxnet import nd

def compute(n):
    return (n * nd.ones((1,))).asscalar().item()

if __name__ == '__main__':
    multiprocessing.set_start_method(sys.argv[1])
    with multiprocessing.Pool(2) as pool:
        print(pool.map(compute, range(3)))
"""


@pytest.mark.slow
@pytest.mark.parametrize('method', ['spawn', 'forkserver'])
def test_processes_that_begin_anew_import_mxnet_too(folder, method):
    (folder / 'new.py').write_text(NEW_PROCESSES)
    ran = run_python(folder, *RUN, 'new.py', method)
    assert ran == (0, '[0.0, 1.0, 2.0]\n', '')


@pytest.mark.slow
def test_a_notebook_can_load_the_package_as_an_extension():
    code = """
        from IPython.core.interactiveshell import InteractiveShell
        shell = InteractiveShell.instance()
        shell.run_line_magic('load_ext', 'd2l_channels')
        from mxnet import nd
        print(nd.ones((2,)).asnumpy().tolist())
    """
    out, err = python(code, PYTHONPATH=str(ROOT))
    assert out == '[1.0, 1.0]'


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == 'win32', reason='closes by a shell')
@pytest.mark.parametrize(
    'arguments, status',
    [('', 0), ('--help', 0), ('check operator:add', 1), ('draw x.svg', 0)],
)
def test_output_may_be_closed(folder, arguments, status):
    command = f'exec {sys.executable} -m d2l_channels {arguments} >&-'
    run = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, 'PYTHONPATH': str(ROOT)},
        stderr=subprocess.PIPE,
        timeout=SLOW,
    )
    assert (run.returncode, run.stderr) == (status, b'')
