"""`python -m d2l_channels`, as it is and with one function broken."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import d2l_channels as d2l
from d2l_channels import __main__ as program


@pytest.mark.slow
def test_as_a_command():
    # SciPy, where it is installed, warns of how MXNet looks into it
    warnings = '-Werror', '-Wignore::DeprecationWarning:mxnet.ndarray.utils'
    run = subprocess.run(
        [sys.executable, *warnings, '-m', 'd2l_channels'],
        capture_output=True,
        env={'PYTHONIOENCODING': 'utf-8'},
    )
    page = run.stdout.decode('utf-8')
    assert (run.returncode, run.stderr) == (0, b''), run.stderr
    for part in (
        '(0×0+1×1+3×2+4×3)+(1×1+2×2+4×3+5×4) = 19+37 = 56\n',
        '  [[56.0, 72.0], [104.0, 120.0]]\n',
        '(3, 2, 2, 2)',
        '[[76.0, 100.0], [148.0, 172.0]]',
        '[[96.0, 128.0], [192.0, 224.0]]',
        '< 1e-6)\n  (2, 3, 3) True',
    ):
        assert part in page
    assert max(map(len, page.splitlines())) < 80
    assert len(page.splitlines()) < 60
    assert page.endswith("Everything agrees with the chapter's numbers.\n")


@pytest.mark.slow
def test_a_reader_may_leave_early():
    command = f'{sys.executable} -m d2l_channels | head -1'
    run = subprocess.run(command, shell=True, capture_output=True)
    assert run.stdout == b'Several input channels\n'
    assert run.stderr == b''


EXPLAIN, IN, OUT, PIXEL = (
    d2l.explain,
    d2l.corr2d_multi_in,
    d2l.corr2d_multi_in_out,
    d2l.corr2d_multi_in_out_1x1,
)


@pytest.mark.parametrize(
    'function, broken, got',
    [
        (EXPLAIN, lambda X, K: '1×1 = 55', '1×1 = 55'),
        (IN, lambda X, K: d2l.corr2d(X[0], K[0]), '[[19.0, 25.0],'),
        (OUT, lambda X, K: OUT(X, K[::-1]), '[[96.0, 128.0], [192.0, 224.0]]'),
        (PIXEL, lambda X, K: PIXEL(X, K) + 1e-6, '(2, 3, 3) False'),
        (PIXEL, lambda X, K: PIXEL(X, K) + 9e-7 * (X[0] < 1), 'False'),
        (PIXEL, lambda X, K: PIXEL(X, K[:1]), '(1, 3, 3) '),
    ],
)
def test_a_wrong_result_is_named(function, broken, got, monkeypatch, capsys):
    monkeypatch.setattr(d2l, function.__name__, broken)
    assert program.main([]) == 1
    report = capsys.readouterr().out
    assert 'Not as in the chapter' in report
    assert f'Got:\n    {got}' in report


def test_help_version_and_a_wrong_argument(capsys):
    for argument, status in (('--help', 0), ('--version', 0), ('more', 2)):
        with pytest.raises(SystemExit) as stop:
            program.main([argument])
        assert stop.value.code == status
    out, err = capsys.readouterr()
    assert d2l.__version__ in out
    assert 'usage: python -m d2l_channels' in out
    help = ' '.join(out.split())
    assert 'and compare each result with the one that the chapter' in help
    assert "argument command: invalid choice: 'more'" in err


STUDENT = """
import d2l_channels as d2l


def right(X, K):
    return d2l.corr2d_multi_in_out(X, K).asnumpy()


def flipped(X, K):
    return d2l.corr2d_multi_in_out(X, K[:, :, ::-1, ::-1])


class Layer:
    add = staticmethod(lambda X, K: sum(map(d2l.corr2d, X, K)))


number = 56
"""


def checked(folder, *arguments):
    """Run `python -m d2l_channels check` beside a file of the user's."""
    (folder / 'student.py').write_text(STUDENT)
    run = subprocess.run(
        [sys.executable, '-m', 'd2l_channels', 'check', *arguments],
        cwd=folder,
        env={'PYTHONPATH': str(Path(d2l.__file__).parents[1])},
        capture_output=True,
        text=True,
    )
    return run.returncode, run.stdout, run.stderr


@pytest.mark.slow
def test_check_of_a_file_outside_the_package(tmp_path):
    status, out, err = checked(tmp_path, 'student:right')
    assert (status, err) == (0, '')
    assert out.startswith('right against corr2d_multi_in_out: right in all 86')
    for group in ('chapter', 'one-hot', 'integers', 'fractions', 'large'):
        assert sum(group in line for line in out.splitlines()) == 1

    status, out, err = checked(tmp_path, 'student:flipped')
    assert (status, err) == (1, '')
    assert 'Diagnosis: the kernel is flipped: a true convolution\n' in out
    assert '56\n' in out

    like = '--like', 'corr2d_multi_in'
    status, out, err = checked(tmp_path, 'student:Layer.add', *like)
    assert (status, err) == (0, '')


@pytest.mark.slow
def test_check_of_numpy_arrays_in_a_file(tmp_path):
    (tmp_path / 'here').mkdir()
    (tmp_path / 'here' / 'beside.py').write_text(
        'import numpy as np\n'
        'def corr(X, K):\n'
        '    w = np.lib.stride_tricks.sliding_window_view(X, K.shape)\n'
        "    return np.einsum('ijab,ab->ij', w, K)\n"
    )
    (tmp_path / 'here' / 'mine.py').write_text(
        'from beside import corr\n'
        'def flipped(X, K):\n'
        '    return corr(X, K[::-1, ::-1])\n'
    )
    arguments = '--like', 'corr2d', '--arrays', 'numpy'
    status, out, err = checked(tmp_path, 'here/mine.py:corr', *arguments)
    assert (status, err) == (0, '')
    assert out.startswith('corr against corr2d: right in all ')
    status, out, err = checked(tmp_path, 'here/mine.py:flipped', *arguments)
    assert (status, err) == (1, '')
    assert 'Diagnosis: the kernel is flipped: a true convolution\n' in out


def test_arrays_of_what_is_not_installed(tmp_path, monkeypatch, capsys):
    (tmp_path / 'student.py').write_text(STUDENT)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, 'tensorflow', None)
    with pytest.raises(SystemExit) as stop:
        program.main(['check', 'student:right', '--arrays', 'tensorflow'])
    assert stop.value.code == 2
    assert '--arrays tensorflow: ' in capsys.readouterr().err


@pytest.mark.parametrize(
    'arguments, reason',
    [
        ([], 'module:function'),
        (['student'], 'as in my_module:my_function'),
        (['student:'], 'as in my_module:my_function'),
        (['student.py:right'], 'No such file or directory: '),
        (['student:right', '--arrays', 'list'], "invalid choice: 'list'"),
        (['nobody:right'], "No module named 'nobody'"),
        (['student:left'], "has no attribute 'left'"),
        (['student:number'], "'student:number' cannot be called"),
        (['stops:right'], "'stops:right' cannot be imported: SystemExit: 0"),
        (['student:right', '--like', 'conv'], "invalid choice: 'conv'"),
    ],
)
def test_a_bad_argument_of_check(
    arguments, reason, tmp_path, monkeypatch, capsys
):
    (tmp_path / 'student.py').write_text(STUDENT)
    (tmp_path / 'stops.py').write_text('exit(0)')
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SystemExit) as stop:
        program.main(['check', *arguments])
    out, err = capsys.readouterr()
    assert (stop.value.code, out) == (2, '')
    assert err.startswith('usage: python -m d2l_channels check')
    assert reason in err


def test_the_help_of_check_has_an_example(capsys):
    with pytest.raises(SystemExit):
        program.main(['check', '--help'])
    help = ' '.join(capsys.readouterr().out.split())
    assert 'python -m d2l_channels check mine:my_convolution' in help
    assert (
        'tell right from wrong. The function receives NDArrays, or the' in help
    )


@pytest.mark.parametrize('file', ['x.xyz', 'none/x.svg'])
def test_a_file_that_cannot_be_drawn_to_is_a_wrong_argument(file, capsys):
    with pytest.raises(SystemExit) as stop:
        program.main(['draw', file])
    assert stop.value.code == 2
    assert 'd2l_channels draw: error: ' in capsys.readouterr().err


@pytest.mark.slow
def test_draw_makes_a_page_with_a_slider(tmp_path):
    assert program.main(['draw', str(tmp_path / 'x.html')]) == 0
    page = (tmp_path / 'x.html').read_text('utf-8')
    assert '<input' in page and 'type="range"' in page


@pytest.mark.parametrize('file, frames', [('x.GIF', 4), ('x.png', 1)])
def test_draw_moves_if_the_file_can(file, frames, tmp_path):
    assert program.main(['draw', str(tmp_path / file)]) == 0
    with Image.open(tmp_path / file) as picture:
        assert picture.n_frames == frames


def test_draw_says_what_the_figures_need(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, 'd2l_channels.figures', None)
    with pytest.raises(SystemExit) as stop:
        program.main(['draw', 'x.svg'])
    assert stop.value.code == 2
    assert 'd2l_channels.figures' in capsys.readouterr().err
