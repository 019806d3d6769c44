"""The page on checking one's own function does what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from d2l_channels import testing
from d2l_channels.testing.mistakes import MISTAKES
from d2l_channels.testing.mistakes.numbers import WITHOUT_RECIPE

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / 'docs' / 'testing.md').read_text('utf-8')


def blocks(language):
    return re.findall(rf'```{language}\n(.*?)```', PAGE, re.S)


def test_its_code_runs_and_prints_what_is_shown(capsys):
    names = {}
    for code in blocks('python'):
        if 'import torch' not in code:
            exec(code, names)
    out = capsys.readouterr().out
    assert 'my_corr against corr2d_multi_in_out: right in all ' in out
    assert 'flipped kernel above, 75 of\n86 do' in PAGE
    assert 'flipped against corr2d_multi_in_out: wrong in 75 of 86 ' in out
    groups = {case.group for case in testing.cases()}
    assert 'eight groups' in PAGE and len(groups) == 8
    (shown,) = blocks('text')
    assert shown in out
    assert names['grade'](names['my_corr']) == 'right'
    assert 'Diagnosis: ' in names['grade'](names['flipped'])
    for case in testing.cases(convert=names['np'].asarray)[:3]:
        names['test_my_corr'](case)
    for case in testing.cases('corr2d_multi_in_out_matmul')[:3]:
        names['test_with_batch_axis'](case)
    assert names['Y'].dtype == 'float64'


def test_its_code_of_pytorch_runs():
    pytest.importorskip('torch')
    (code,) = (code for code in blocks('python') if 'import torch' in code)
    exec(code, {'testing': testing})


@pytest.mark.slow
@pytest.mark.parametrize('number, library', [(0, 'numpy'), (1, 'torch')])
def test_its_commands_print_what_is_shown(number, library, tmp_path):
    pytest.importorskip(library)
    code = next(
        code for code in blocks('python') if f'import {library}' in code
    )
    # The last lines of a block may check the function
    function, *_ = code.partition('\ntesting.check(')
    (tmp_path / 'mine.py').write_text(function)
    shown = blocks('console')[number].replace('\\\n', '')
    command, first = shown.splitlines()
    assert command.endswith(f' --arrays {library}')
    run = subprocess.run(
        [sys.executable, *command.split()[2:]],
        cwd=tmp_path,
        env={**os.environ, 'PYTHONPATH': str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, '')
    lines = run.stdout.splitlines()
    assert lines[0] == first
    assert 'of ten lines' in PAGE and len(lines) == 10


def test_it_lists_the_functions_and_the_mistakes_that_are_known():
    for name in testing.FUNCTIONS:
        assert f'`{name}`' in PAGE
    known = MISTAKES + tuple(mistake for mistake, _ in WITHOUT_RECIPE)
    names = list(dict.fromkeys(mistake.name for mistake in known))
    *_, part = PAGE.partition('## The mistakes that have a name')
    assert re.findall('^- (.*)$', part, re.M) == names
    assert len(names) > 80
