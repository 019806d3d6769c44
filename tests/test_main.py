"""`python -m d2l_channels`, as it is and with one function broken."""

import subprocess
import sys

import pytest

import d2l_channels as d2l
from d2l_channels import __main__ as program


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
        '    [[ 56.  72.]\n     [104. 120.]]\n',
        '(3, 2, 2, 2)',
        '[ 76. 100.]',
        '[192. 224.]]]',
        'below 1e-6: True',
    ):
        assert part in page
    assert max(map(len, page.splitlines())) < 80
    assert len(page.splitlines()) < 50


@pytest.mark.parametrize(
    'name, broken, stated',
    [
        ('explain', lambda X, K: '1×1 = 55', '56'),
        (
            'corr2d_multi_in',
            lambda X, K: d2l.corr2d(X[0], K[0]),
            '[[56, 72], [104, 120]]',
        ),
        (
            'corr2d_multi_in_out',
            lambda X, K: d2l.corr2d_multi_in_out(X, K[::-1]),
            '[[76, 100], [148, 172]]',
        ),
        (
            'corr2d_multi_in_out_1x1',
            lambda X, K: d2l.corr2d_multi_in_out_1x1(X, K) + 1e-6,
            '(Y1 - Y2).norm() < 1e-6 is False, the chapter has True',
        ),
        (
            'corr2d_multi_in_out_1x1',
            lambda X, K: d2l.corr2d_multi_in_out_1x1(X, K) + 9e-7 * (X[0] < 1),
            'Y1 within rounding of Y2 is False',
        ),
        (
            'corr2d_multi_in_out_1x1',
            lambda X, K: d2l.corr2d_multi_in_out_1x1(X, K[:1]),
            '(2, 3, 3)',
        ),
    ],
)
def test_a_wrong_result_is_named(name, broken, stated, monkeypatch, capsys):
    monkeypatch.setattr(program, name, broken)
    assert program.main([]) == 1
    report = capsys.readouterr().out.split('Not as in the chapter:')[1]
    assert stated in report


def test_help_version_and_a_wrong_argument(capsys):
    for argument, status in (('--help', 0), ('--version', 0), ('more', 2)):
        with pytest.raises(SystemExit) as stop:
            program.main([argument])
        assert stop.value.code == status
    out, err = capsys.readouterr()
    assert d2l.__version__ in out
    assert 'usage: python -m d2l_channels' in out
    assert 'more' in err
