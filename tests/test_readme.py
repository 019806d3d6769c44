"""The README's snippet gives the numbers in its comments."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from mxnet import nd
from PIL import Image

ROOT = Path(__file__).parents[1]
README = (ROOT / 'README.md').read_text('utf-8')


def test_the_snippets_give_what_their_comments_say(capsys):
    chapter, _, exercises = re.findall(r'```python\n(.*?)```', README, re.S)
    snippet = chapter + exercises
    names = {}
    checked = 0
    for statement in ast.parse(snippet).body:
        source = ast.get_source_segment(snippet, statement)
        if not isinstance(statement, ast.Expr):
            exec(source, names)
            continue
        line = snippet.splitlines()[statement.end_lineno - 1]
        stated = line.split('  # ')[1]
        value = eval(source, names)
        if value is None:
            assert capsys.readouterr().out == stated + '\n'
        elif isinstance(value, nd.NDArray):
            assert value.asnumpy().tolist() == ast.literal_eval(stated)
        else:
            assert value == ast.literal_eval(stated)
        checked += 1
    assert checked == 10


def test_the_test_of_the_readme_passes_for_a_right_convolution():
    snippet = re.findall(r'```python\n(.*?)```', README, re.S)[1]

    def my_convolution(X, K):
        X, K = X.asnumpy(), K.asnumpy()
        k_h, k_w = K.shape[2:]
        H, W = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
        return sum(
            np.einsum('oi,ihw->ohw', K[:, :, a, b], X[:, a:][:, :H, b : b + W])
            for a in range(k_h)
            for b in range(k_w)
        )

    names = {'my_convolution': my_convolution}
    exec(snippet, names)
    test = names['test_my_convolution']
    (mark,) = test.pytestmark
    for case in mark.args[1]:
        test(case)
    names['my_convolution'] = lambda X, K: my_convolution(X, K) + 1
    with pytest.raises(AssertionError):
        test(case)


@pytest.mark.slow
def test_the_diagnosis_shown_is_what_the_command_prints(tmp_path):
    command, *shown = re.search(
        r'    \$ python (-m d2l_channels check .*) \| grep -e cases '
        r'-e Diagnosis\n    (.*)\n    (.*)\n',
        README,
    ).groups()
    (tmp_path / 'mine.py').write_text(
        'import d2l_channels as d2l\n'
        'def my_convolution(X, K):\n'
        '    return d2l.corr2d_multi_in_out(X, K[:, :, ::-1, ::-1])\n'
    )
    run = subprocess.run(
        [sys.executable, *command.split()],
        cwd=tmp_path,
        env={'PYTHONPATH': str(ROOT), 'PYTHONIOENCODING': 'utf-8'},
        capture_output=True,
    )
    assert run.returncode == 1
    lines = run.stdout.decode('utf-8').splitlines()
    parts = 'cases', 'Diagnosis'
    assert [n for n in lines if any(part in n for part in parts)] == shown


@pytest.mark.slow
def test_the_committed_picture_is_what_the_command_draws(tmp_path):
    """As it looks here: the releases of matplotlib and Pillow differ."""
    (committed,) = re.findall(r' -m d2l_channels draw (.*)`', README)
    assert f'({committed})' in README
    again = tmp_path / 'again.gif'
    command = [sys.executable, '-m', 'd2l_channels', 'draw', str(again)]
    subprocess.run(command, check=True)
    with Image.open(ROOT / committed) as shown, Image.open(again) as drawn:
        assert shown.n_frames == drawn.n_frames == 4
        assert shown.size == drawn.size
        assert shown.info['duration'] == drawn.info['duration']


def test_the_first_command_needs_nothing_but_python():
    commands = re.findall(r'^    (\S.* -m d2l_channels.*)$', README, re.M)
    assert commands[0].startswith('python3 -m venv ')


def test_it_is_short_and_names_what_people_search_for():
    assert len(README.splitlines()) <= 150
    for part in (
        "module 'numpy' has no attribute 'bool'",
        "No module named 'distutils'",
        'libquadmath.so.0',
        'Colab',
        'macOS',
    ):
        assert part in README.split('## Two commands')[0]
