"""Make exercises_handout.ipynb out of exercises.ipynb, in this directory.

The cells tagged `question` and `check` stay as they are, those tagged
`answer` leave room for one, and all others go.
"""

import ast
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

HERE = Path(__file__).parent

TITLE = """\
# The six exercises, to work out

The chapter *Multiple Input and Output Channels* of
[Dive into Deep Learning](https://d2l.ai) closes with six questions, here in
our words. (Where they speak of the chapter's code, it is that of the book's
edition of 2019, with MXNet's `nd` API; later editions have other code.)

Put your answers in place of `...` and run their cell, then the one below it.
It tries your functions on sizes of its own and your numbers as they are, and
says of each part whether it is right or what to think about again. For some of
the functions there is one in `d2l_channels`; write your own. The answers, with
proofs and measurements, are in [`exercises.ipynb`](exercises.ipynb).

The next cell runs where `d2l_channels` is installed, as after the first
command of its README. In Colab, or in any other Jupyter kernel, `%cd` to a
clone of the repository and run this in a cell of its own first:

    import numpy
    %pip install -q . numpy=={numpy.__version__}
    %pip install -q --no-deps mxnet==1.9.1
"""

WORDS = '*Your proof or your reasons, in words: double-click here.*'


def make(exercises):
    """Return the notebook without its answers."""
    handout = new_notebook(metadata=exercises.metadata)
    handout.cells = [new_markdown_cell(TITLE, id='title')]
    for cell in deepcopy(exercises.cells):
        tags = cell.metadata.get('tags', [])
        if 'answer' in tags:
            is_code = cell.cell_type == 'code'
            cell.source = blank(cell.source) if is_code else WORDS
        if {'question', 'answer', 'check'} & set(tags):
            handout.cells.append(cell)
            if cell.cell_type == 'code':
                cell.update(execution_count=None, outputs=[])
    return handout


def blank(source):
    """Put `...` for the value of each assignment, and for what each function
    does after its docstring."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.FunctionDef):
            docstring = node.body[0]
            kept = blank_body(node, lines)
            lines[docstring.end_lineno : node.end_lineno] = kept
        else:
            (name,) = node.targets
            lines[node.lineno - 1 : node.end_lineno] = [f'{name.id} = ...']
    return '\n'.join(lines)


def blank_body(function, lines):
    """Return what is left of a function's body: where it returns a list of
    names, these names and the return; otherwise a return alone."""
    *steps, last = function.body[1:]
    is_list = isinstance(last.value, ast.Tuple)
    if not (is_list and all(isinstance(n, ast.Name) for n in last.value.elts)):
        return ['    return ...']
    names = [step.targets[0].id for step in steps]
    blanks = [f'    {name} = ...' for name in names]
    return blanks + lines[last.lineno - 1 : last.end_lineno]


if __name__ == '__main__':
    exercises = nbformat.read(HERE / 'exercises.ipynb', as_version=4)
    nbformat.write(make(exercises), HERE / 'exercises_handout.ipynb')
