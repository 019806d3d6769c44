"""The handout is the exercises without the answers, and its checks tell right
answers from wrong ones, in words that a student understands."""

import ast
import re
import runpy
from fractions import Fraction
from pathlib import Path

import nbformat
import numpy as np
import pytest

from . import right_answers, wrong_answers
from .right_answers import COUNTS, RIGHT, replace_count
from .wrong_answers import WRONG

NOTEBOOKS = Path(__file__).parents[1] / 'notebooks'
EXERCISES = nbformat.read(NOTEBOOKS / 'exercises.ipynb', as_version=4)
HANDOUT = nbformat.read(NOTEBOOKS / 'exercises_handout.ipynb', as_version=4)

# What each question asks for
PARTS = {
    1: ['compose', 'size', 'row'],
    2: ['output_size', *COUNTS],
    3: ['channels_factor', 'additions_factor', 'padding_factor'],
    4: ['multiplications', 'additions'],
    5: ['pair'],
    6: ['matrices'],
}
RIGHT_ANSWERS = [
    (question, part, answer)
    for question, parts in PARTS.items()
    for part in parts
    for answer in RIGHT[part]
]
WRONG_ANSWERS = [
    (question, part, answer, reason)
    for question, parts in PARTS.items()
    for part in parts
    for answer, reason in WRONG[part].items()
]

# What only somebody who wrote the checks understands
FOREIGN = [
    'Incompatible',
    'NDArray type',
    'NoneType',
    'Traceback',
    'check_',
    'too large',
    'too small',
    'unsupported operand',
]


def code(notebook, question, *tags):
    """Join a question's cells of code with these tags; question 0 is what
    comes before the first."""
    at, sources = 0, []
    for cell in notebook.cells:
        at += cell.source.startswith('## ')
        is_tagged = {*tags} & {*cell.metadata.get('tags', ())}
        if at == question and is_tagged and cell.cell_type == 'code':
            sources.append(cell.source)
    return '\n\n\n'.join(sources)


def judge(notebook, question, part='', answer=''):
    """Run a question, with another answer to a part of it if there is one.

    Return all names, before and after the check, and what it says about each
    part.
    """
    said = []
    names = {'print': said.append}
    exec(code(notebook, 0, 'question'), names)
    exec(code(notebook, question, 'question', 'answer'), names)
    given = dict(names)
    if part in COUNTS:
        names['costs'] = replace_count(names['costs'], part, answer)
    elif part:
        given_by_us = {**vars(right_answers), **vars(wrong_answers)}
        names[part] = eval(answer, {**given_by_us, **names})
    exec(code(notebook, question, 'check'), names)
    return given, names, dict(line.split(': ', 1) for line in said)


def test_handout_is_made_of_the_exercises():
    make = runpy.run_path(str(NOTEBOOKS / 'make_handout.py'))['make']
    cells = make(EXERCISES).cells
    assert len(cells) == len(HANDOUT.cells)
    for cell, committed in zip(cells, HANDOUT.cells):
        assert cell.source == committed.source
        assert cell.cell_type == committed.cell_type
        assert cell.metadata.get('tags') == committed.metadata.get('tags')


@pytest.mark.parametrize('question', PARTS)
def test_unanswered(question):
    *_, verdicts = judge(HANDOUT, question)
    assert verdicts == dict.fromkeys(PARTS[question], 'not answered yet')


@pytest.mark.parametrize('question', PARTS)
def test_answers_of_the_exercises(question):
    *_, verdicts = judge(EXERCISES, question)
    assert verdicts == dict.fromkeys(PARTS[question], 'right')


def test_partly_answered():
    *_, verdicts = judge(HANDOUT, 2, 'forward_memory', 'c_i * h * w')
    assert verdicts.pop('forward_memory').startswith('in costs(c_i=1, h=4')
    assert set(verdicts.values()) == {'not answered yet'}


def test_an_answer_that_uses_one_that_is_missing():
    *_, verdicts = judge(HANDOUT, 2, 'costs', 'lambda *_: (..., 2 * ...)')
    assert verdicts.pop('output_size') == 'not answered yet'
    assert [*verdicts] == COUNTS
    for verdict in verdicts.values():
        assert verdict.startswith('costs(c_i=1, h=4, w=5')
        assert verdict.endswith('uses a value that is still `...`')


@pytest.mark.parametrize('array', ['list', 'np.array', 'nd.array'])
def test_six_costs_in_an_array(array):
    names = ', '.join('abcdefghij')
    answer = f'lambda {names}: {array}(costs({names}))'
    *_, verdicts = judge(EXERCISES, 2, 'costs', answer)
    assert verdicts == dict.fromkeys(PARTS[2], 'right')


@pytest.mark.parametrize(
    'answer', ['np.array(5)', '5', '[1, 2]', 'nd.ones(7)']
)
def test_other_than_six_costs(answer):
    *_, verdicts = judge(EXERCISES, 2, 'costs', f'lambda *_: {answer}')
    assert verdicts.pop('output_size') == 'right'
    for verdict in verdicts.values():
        assert verdict.endswith(', and not six numbers')


LOPSIDED_ROWS = [
    (1, 1e5, 1),
    (1, 1000, 1),
    (1, 1e12, 1),
    (1e-9, 1, -1e-9),
    (1, 2.2, 1.21),
    (-3, 0.001, 7),
]


def test_a_row_splits_into_two_that_make_it():
    names = {}
    exec(code(HANDOUT, 0, 'question'), names)
    eps = np.finfo('float64').eps
    small_rows = [np.subtract(row, 2) for row in np.ndindex(5, 5, 5)]
    for a, b, c in [*small_rows, *LOPSIDED_ROWS]:
        parts = names['split'](np.array([a, b, c]))
        exact = [Fraction(str(number)) for number in (a, b, c)]
        assert bool(parts) == (exact[1] ** 2 >= 4 * exact[0] * exact[2])
        if parts:
            (p, q), (r, s) = parts
            assert p * r == a
            assert abs(q * s - c) <= 2 * eps * abs(c)
            # the root is rounded a few times, and the two terms may cancel
            terms = abs(p * s) + abs(q * r)
            assert abs(p * s + q * r - b) <= 8 * eps * terms


@pytest.mark.parametrize('question, part, answer', RIGHT_ANSWERS)
def test_other_right_answers(question, part, answer):
    *_, verdicts = judge(EXERCISES, question, part, answer)
    assert verdicts == dict.fromkeys(PARTS[question], 'right')


def test_there_are_many_answers():
    assert len(RIGHT_ANSWERS) >= 20
    assert len(WRONG_ANSWERS) >= 40
    for question in PARTS:
        assert sum(wrong[0] == question for wrong in WRONG_ANSWERS) >= 10


@pytest.mark.slow
@pytest.mark.parametrize('question, part, answer, reason', WRONG_ANSWERS)
def test_wrong_answers(question, part, answer, reason):
    given, _, verdicts = judge(EXERCISES, question, part, answer)
    verdict = verdicts.pop(part)
    assert set(verdicts.values()) <= {'right'}
    assert reason in verdict
    assert not reveals(verdict, question)
    assert not [word for word in FOREIGN if word in verdict]

    # nor is the right number in it, of the call that it tells of
    name = 'costs' if part in COUNTS else part
    call = re.search(rf'{name}\((\d[\d, ]*|\w+=[\w=, ]+)\)', verdict)
    if call:
        arguments = re.findall(r'\d+', call[1])
        right = given[name](*map(int, arguments))
        if part in COUNTS:
            right = right[COUNTS.index(part)]
        others = verdict.replace(call[0], '').replace(',', '')
        numbers = re.findall(r'\d+(?:\.\d+)?', others)
        assert right not in map(float, numbers)


@pytest.mark.parametrize('question', PARTS)
def test_handout_does_not_tell_the_answers(question):
    everything = code(HANDOUT, question, 'question', 'answer', 'check')
    assert not reveals(everything, question)


@pytest.mark.parametrize('question', PARTS)
def test_checks_leave_nothing_to_print(question):
    before, after, _ = judge(EXERCISES, question)
    left = [after[name] for name in after if name not in before]
    assert left
    texts = [value for value in left if not callable(value)]
    while texts:
        value = texts.pop()
        if isinstance(value, dict):
            texts += [*value, *value.values()]
        else:
            assert isinstance(value, str)


def reveals(text, question):
    """List what a text has of the answers: their expressions, and rows of
    three numbers that do not split."""
    right = code(EXERCISES, question, 'answer')
    expressions = [
        ast.get_source_segment(right, node.value)
        for node in ast.walk(ast.parse(right))
        if isinstance(node, (ast.Assign, ast.Return))
        and not isinstance(node.value, ast.Constant)
        and not is_list_of_names(node.value)
    ]
    assert expressions
    rows = [
        row
        for row in re.findall(r'\[(-?\d+), (-?\d+), (-?\d+)\]', text)
        if int(row[1]) ** 2 < 4 * int(row[0]) * int(row[2])
    ]
    return rows + [known for known in expressions if known in text]


def is_list_of_names(node):
    return isinstance(node, ast.Tuple) and all(
        isinstance(element, ast.Name) for element in node.elts
    )
