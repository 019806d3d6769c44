"""The notebooks print what is committed, on a fresh kernel and again."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(ROOT.glob('notebooks/*.ipynb'))


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == 'code']


def printed(cell):
    """Return the text that a cell shows, unless it depends on the machine."""
    if 'machine' in cell.metadata.get('tags', ()):
        return ''
    return ''.join(
        output.text
        if output.output_type == 'stream'
        else output.data['text/plain']
        for output in cell.outputs
    )


@pytest.mark.slow
@pytest.mark.parametrize('path', NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_twice_and_prints_what_is_committed(path):
    committed = nbformat.read(path, as_version=4)
    expected = [printed(cell) for cell in code(committed)]
    assert any(expected)
    twice = nbformat.v4.new_notebook(metadata=committed.metadata)
    twice.cells = [
        nbformat.v4.new_code_cell(cell.source, metadata=cell.metadata)
        for cell in code(committed) * 2
    ]
    where = {'metadata': {'path': ROOT}}
    NotebookClient(twice, timeout=300, resources=where).execute()
    assert [printed(cell) for cell in twice.cells] == expected * 2


@pytest.mark.parametrize('path', NOTEBOOKS, ids=lambda path: path.stem)
def test_is_committed_executed_in_order_and_fits_a_page(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    counts = [cell.execution_count for cell in code(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in code(notebook):
        for output in cell.outputs:
            if '<Figure' in str(output.get('data')):
                assert 'image/png' in output.data
    lines = [line for c in code(notebook) for line in c.source.splitlines()]
    assert max(map(len, lines)) <= 78


@pytest.mark.parametrize(
    'path',
    [path for path in NOTEBOOKS if path.stem.startswith('exercises')],
    ids=lambda path: path.stem,
)
def test_pictures_have_alternative_text(path):
    for cell in code(nbformat.read(path, as_version=4)):
        if any(
            'image/png' in output.get('data', {}) for output in cell.outputs
        ):
            # where nbconvert looks for it
            assert cell.metadata.alt


def test_there_are_notebooks():
    assert [path.stem for path in NOTEBOOKS] == [
        'channels',
        'exercises',
        'exercises_handout',
        'testing',
    ]
