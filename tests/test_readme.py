"""What the README and the pages in docs say is so."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from mxnet import nd
from PIL import Image

import d2l_channels as d2l
from d2l_channels._mxnet.libraries import PACKAGES

ROOT = Path(__file__).parents[1]
README = (ROOT / 'README.md').read_text('utf-8')
MXNET = (ROOT / 'docs' / 'mxnet.md').read_text('utf-8')
PAGES = [ROOT / 'README.md', *sorted((ROOT / 'docs').glob('*.md'))]
# What a code block shows on a page that is 700 pixels wide
CHARACTERS = 72


def find_blocks(page, language='[a-z]*'):
    return re.findall(rf'^```{language}\n(.*?)^```$', page, re.M | re.S)


CHAPTER, FIGURE, HELPER, MINE, TEST_MINE, EXERCISES = find_blocks(
    README, 'python'
)


@pytest.mark.parametrize(
    'snippet, statements', [(CHAPTER + EXERCISES, 11), (HELPER, 1)]
)
def test_the_snippets_give_what_their_comments_say(
    snippet, statements, capsys
):
    names = {}
    checked = 0
    lines = snippet.splitlines()
    for statement in ast.parse(snippet).body:
        source = ast.get_source_segment(snippet, statement)
        if not isinstance(statement, ast.Expr):
            exec(source, names)
            continue
        # The comment stands after the statement or in the next line
        rest = lines[statement.end_lineno - 1 :]
        stated = re.search('# (.*)', '\n'.join(rest[:2]))[1]
        value = eval(source, names)
        if value is None:
            assert capsys.readouterr().out == stated + '\n'
        elif isinstance(value, nd.NDArray):
            assert value.asnumpy().tolist() == ast.literal_eval(stated)
        else:
            # As a prompt shows it
            assert repr(value) == stated
        checked += 1
    assert checked == statements


def test_the_figure_is_the_picture_at_the_top(tmp_path):
    """As it looks here: the releases of matplotlib and Pillow differ."""
    *lines, last = FIGURE.splitlines()
    names = {}
    exec('\n'.join(lines), names)
    eval(last, names).save(tmp_path / 'again.gif')
    (committed,) = re.findall(r'!\[.*\]\((.*\.gif)\)', README)
    with Image.open(ROOT / committed) as shown:
        with Image.open(tmp_path / 'again.gif') as drawn:
            assert shown.n_frames == drawn.n_frames == 4
            assert shown.size == drawn.size
            assert shown.info['duration'] == drawn.info['duration']


def test_the_pages_for_slides_are_saved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (line,) = re.findall(r'`(d2l\.figures.*\.save\(.*\))`', README)
    names = {}
    exec(FIGURE, names)
    exec(line, names)
    assert Path('steps.pdf').read_bytes().startswith(b'%PDF')
    assert "`.save('steps.html')`" in README
    exec(line.replace('pdf', 'html'), names)
    page = Path('steps.html').read_text('utf-8')
    assert page.startswith('<!DOCTYPE html>')
    assert 'type="range"' in page and '<button title="Play"' in page


def test_a_step_is_saved_on_a_transparent_background(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (line,) = re.findall(r'`(d2l\.figures.*\.savefig\(.*\))`', README)
    names = {}
    exec(FIGURE, names)
    exec(line, names)
    background = re.search(
        r'<g id="patch_1">.*?style="(.*?)"', Path('step.svg').read_text(), re.S
    )
    assert background[1] == 'fill: none'


def run_python(folder, *arguments):
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={
            **os.environ,
            'PYTHONPATH': str(ROOT),
            'PYTHONIOENCODING': 'utf-8',
        },
        stdout=subprocess.PIPE,
    )
    return run.returncode, run.stdout.decode('utf-8')


@pytest.mark.slow
def test_the_diagnosis_shown_is_what_the_command_prints(tmp_path):
    (tmp_path / 'mine.py').write_text(MINE)
    (console,) = find_blocks(README, 'console')
    command, *shown = console.splitlines()
    prompt, *arguments = command.split(' ')[1:]
    assert prompt == 'python'
    status, printed = run_python(tmp_path, *arguments)
    assert status == 1
    lines = printed.splitlines()
    parts = 'cases', 'Diagnosis'
    assert [n for n in lines if any(part in n for part in parts)] == shown


@pytest.mark.slow
@pytest.mark.parametrize(
    'taps, outcome',
    [
        ('k_h - 1 - a, k_w - 1 - b', '75 failed, 11 passed'),
        ('a, b', '86 passed'),
    ],
)
def test_the_tests_shown_find_the_mistake(tmp_path, taps, outcome):
    wrong = 'k_h - 1 - a, k_w - 1 - b'
    assert wrong in MINE
    (tmp_path / 'mine.py').write_text(MINE.replace(wrong, taps))
    (tmp_path / 'test_mine.py').write_text(TEST_MINE)
    _, printed = run_python(tmp_path, '-m', 'pytest', '-q', '--tb=no')
    assert printed.splitlines()[-1].startswith(outcome)


def test_the_error_shown_is_what_is_raised():
    X, K = nd.ones((2, 3, 3)), nd.ones((2, 2, 2))
    with pytest.raises(ValueError) as raised:
        d2l.corr2d_multi_in(X, K[:1])
    assert f'ValueError: {raised.value}' in join_lines(README)


def join_lines(text):
    return ' '.join(text.split())


def test_the_first_command_needs_nothing_but_python():
    joined = re.sub(r' *\\\n *', ' ', README)
    commands = re.findall(r'^.* -m d2l_channels.*$', joined, re.M)
    assert commands[0].startswith('python3 -m venv ')


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_code_is_seen_whole_on_a_narrow_page(page):
    blocks = find_blocks(page.read_text('utf-8'))
    assert blocks
    for block in blocks:
        for line in block.splitlines():
            assert len(line) <= CHARACTERS, line


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = page.read_text('utf-8')
    links = re.findall(r'\]\(([^)]+)\)', text)
    assert links
    for link in links:
        if link.startswith('https:'):
            continue
        path, _, section = link.partition('#')
        target = page.parent / path if path else page
        assert target.is_file(), link
        if section:
            assert section in find_sections(target.read_text('utf-8')), link


def find_sections(page):
    """Return the names by which code hosts link to a page's headings."""
    headings = re.findall(r'^#+ (.*)$', page, re.M)
    words = [re.sub(r'[^\w\- ]', '', heading.lower()) for heading in headings]
    return [heading.replace(' ', '-') for heading in words]


# Some releases of NumPy warn before they raise the error
@pytest.mark.filterwarnings('ignore')
@pytest.mark.parametrize('name', ['bool', 'PZERO'])
def test_the_error_of_this_numpy_is_found(name):
    if hasattr(np, name):
        pytest.skip('this NumPy has the name')
    with pytest.raises(AttributeError) as raised:
        getattr(np, name)
    message = str(raised.value).splitlines()[0]
    assert f'AttributeError: {message}' in join_lines(MXNET)
    without_quotes = message.replace('`', '').split('. ')[0].rstrip('.')
    assert without_quotes in join_lines(README)


@pytest.mark.slow
def test_a_later_import_recovers(tmp_path):
    program = """
try:
    import mxnet
except Exception as error:
    print(type(error).__name__)
import d2l_channels
from mxnet import nd
print(nd.ones(2).asnumpy().tolist())
"""
    status, printed = run_python(tmp_path, '-c', program)
    assert (status, printed.splitlines()[-1]) == (0, '[1.0, 1.0]')
    assert 'in the same session recovers' in join_lines(MXNET)


def test_the_other_errors_are_found():
    for name in ('libgomp.so.1', 'libquadmath.so.0', 'libarmpl_lp64_mp.so'):
        assert name in PACKAGES
        error = f'OSError: {name}: cannot open shared object file: No such'
        assert error in join_lines(MXNET)
    for part in (
        "No module named 'distutils'",
        'metadata-generation-failed',
        'libgomp.so.1: cannot open shared object file',
    ):
        assert part in join_lines(README)
        assert part in join_lines(MXNET)
