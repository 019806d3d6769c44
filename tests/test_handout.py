"""The handout is the exercises without the answers, and its checks tell right
answers from wrong ones."""

import ast
import re
import runpy
from pathlib import Path

import nbformat
import numpy as np
import pytest
from mxnet import nd

NOTEBOOKS = Path(__file__).parents[1] / 'notebooks'
EXERCISES = nbformat.read(NOTEBOOKS / 'exercises.ipynb', as_version=4)
HANDOUT = nbformat.read(NOTEBOOKS / 'exercises_handout.ipynb', as_version=4)

FORWARD = ['forward_multiplications', 'forward_additions', 'forward_memory']
BACKWARD = [name.replace('for', 'back') for name in FORWARD]
PARTS = {
    1: ['compose', 'size', 'row'],
    2: ['H', 'W', *FORWARD, *BACKWARD],
    3: ['channels_factor', 'padding_factor'],
    4: ['multiplications', 'additions'],
    5: ['pair'],
    6: ['matrices'],
}


def compose_in_numpy(K1, K2):
    K1, K2 = K1.asnumpy(), K2.asnumpy()
    (c_m, c_i, h1, w1), (c_o, _, h2, w2) = K1.shape, K2.shape
    K = np.zeros((c_o, c_i, h1 + h2 - 1, w1 + w2 - 1), 'float32')
    for o, i, m, u, v in np.ndindex(c_o, c_i, c_m, h1, w1):
        K[o, i, u : u + h2, v : v + w2] += K1[m, i, u, v] * K2[o, m]
    return nd.array(K)


def lay_out(X, K):
    columns = [
        X[:, i : i + K.shape[2], j : j + K.shape[3]].reshape((-1,))
        for i in range(X.shape[1] - K.shape[2] + 1)
        for j in range(X.shape[2] - K.shape[3] + 1)
    ]
    return K.reshape((len(K), -1)), nd.stack(*columns, axis=1)


# Other right answers than those of the exercises: what a name or an expression
# stands for
RIGHT = {
    'compose': ['compose_in_numpy'],
    'size': ['lambda k1, k2: (k1 - 1) + (k2 - 1) + 1'],
    'row': ['(1, 1, 1)', 'np.array([-2, 0.5, -2])', '[1, 1.9, 1]'],
    'H': ['float(H)'],
    'W': ['np.int64(W)'],
    'forward_additions': ['forward_multiplications - c_o * H * W'],
    'channels_factor': ['2.0 * 2'],
    'padding_factor': [
        'lambda h, k, p: (1 + 2 * p / (h + 2 * p - k + 1)) ** 2'
    ],
    'pair': [
        '(nd.random.uniform(shape=(3, 30, 30)), '
        'nd.random.uniform(shape=(2, 3, 1, 1)))'
    ],
    'matrices': ['lay_out'],
}

# Wrong answers, and what is said about them
WRONG = {
    'compose': {
        'lambda K1, K2: nd.ones((4, 2, 3, 3))': 'its output has shape',
        'lambda K1, K2: compose_in_numpy(K1, K2[:, :, ::-1, ::-1])': 'differ',
        'lambda K1, K2: compose_in_numpy(K1[:1], K2[:, :1])': 'differ',
        'lambda K1, K2: compose_in_numpy(K1, K2) + 1': 'differ',
        'lambda K1, K2: compose_in_numpy(K1, K2).asnumpy()': 'nd.array(K)',
        'lambda K1, K2: K1 * K2': 'Error',
        'lambda K1, K2: None': 'NoneType',
    },
    'size': {
        'lambda k1, k2: k1 + k2 + 1': 'size(3, 2) is 6',
        'lambda k1, k2: k1 + k2': 'size(3, 2) is 5',
        'lambda k1, k2: max(k1, k2)': 'size(3, 2) is 3',
        'lambda k1, k2: max(k1, k2) + 1': 'size(5, 5) is 6',
        'lambda k1, k2: k1 * k2 - 2': 'size(2, 6) is 10',
        'lambda k1, k2: None': 'NoneType',
    },
    'row': {
        'None': 'there is one: what do',
        '"yes"': "not 'yes'",
        'True': 'not True',
        '[1, 2]': 'not [1, 2]',
        '[1, 2, 1]': '[0.71, 0.71] and [1.41, 1.41] make it',
        '[1, 5, 6]': '] make it',
        '[0, 1, 0]': '] make it',
        '[1, 0, -1]': '] make it',
        '[0, 0, 0]': '] make it',
    },
    'H': {'(h + p_h - k_h) // s_h + 1': 'small: in how many places'},
    'W': {'(w + 2 * p_w - k_w) // s_w': 'small: in how many places'},
    'forward_multiplications': {
        'forward_multiplications // c_i': 'small: write out one element',
        'forward_multiplications // c_o': 'small: write out one element',
    },
    'forward_additions': {
        '0': '0 is too small: write out one element',
        'forward_multiplications': 'large: write out one element',
    },
    'forward_memory': {
        'c_i * h * w + c_o * H * W': 'small: which arrays',
        'forward_memory + c_i * (h + 2 * p_h) * (w + 2 * p_w)': 'large: which',
    },
    'backward_multiplications': {
        'forward_multiplications': 'small: which products'
    },
    'backward_additions': {
        '0': '0 is too small: count the plus',
        'forward_additions': 'small: count the plus',
        'backward_multiplications': 'large: count the plus',
    },
    'backward_memory': {
        'forward_memory': 'small: which arrays',
        '2 * forward_memory': 'large: which arrays',
    },
    'channels_factor': {
        '2': '2 is too small: which factors',
        '16': '16 is too large: which factors',
        '1': '1 is too small: which factors',
        '"double"': "'double'",
    },
    'padding_factor': {
        'lambda h, k, p: 2': '2 is too large: for padding_factor(224, 3, 1)',
        'lambda h, k, p: 4': '4 is too large: for padding_factor(224, 3, 1)',
        'lambda h, k, p: 1': '1 is too small: for padding_factor(224, 3, 1)',
        'lambda h, k, p: 1 + 2 * p / (h + 2 * p - k + 1)': 'is too small',
        'lambda h, k, p: ((h + 4 * p) / (h + 2 * p)) ** 2': 'is too small',
        'lambda h, k, p: float("nan")': 'NaN',
    },
    'multiplications': {
        'lambda c_i, c_o, h, w: c_o * h * w': '70 is too small: for multip',
        'lambda c_i, c_o, h, w: c_i * h * w': '105 is too small: for multip',
        'lambda c_i, c_o, h, w: (c_i + c_o) * h * w': '175 is too small',
        'lambda c_i, c_o, h, w: 9 * c_i * c_o * h * w': '1,890 is too large',
    },
    'additions': {
        'lambda c_i, c_o, h, w: 0': '0 is too small: for additions(3',
        'lambda c_i, c_o, h, w: c_o * c_i * h * w': '210 is too large',
        'lambda c_i, c_o, h, w: (c_i - 1) * h * w': '70 is too small',
    },
    'pair': {
        'None': 'there is one: compare Y1 and Y2',
        '(nd.ones((3, 4, 5)), nd.ones((2, 3, 1, 1)))': 'all 40 elements',
        '(integers(3, 4, 5), integers(2, 3, 1, 1))': 'all 40 elements',
        '(pair[0][:1], pair[1][:, :1])': 'all 6 elements',
        '(nd.array([[[np.nan]]]), nd.ones((1, 1, 1, 1)))': 'finite',
        '(nd.ones((3, 4, 5)), nd.ones((2, 3, 2, 2)))': '1 x 1',
        '(pair[0], pair[1][:, :2])': 'would fit',
        'pair[0][0, 0, 0]': 'Error',
    },
    'matrices': {
        'lambda X, K: (K.reshape((len(K), -1)), X.reshape((len(X), -1)))': (
            'dot shape error'
        ),
        'lambda X, K: lay_out(X, K[:, :, ::-1, ::-1])': 'kernel is flipped',
        'lambda X, K: lay_out(X[:1], K[:, :1])': 'channel',
        'lambda X, K: lay_out(X, K[::-1])': 'wrong in',
        'lambda X, K: [K.transpose((0, 1, 3, 2)).reshape((len(K), -1)), '
        'lay_out(X, K)[1]]': 'wrong in',
        'lambda X, K: [A.T for A in lay_out(X, K)][::-1]': 'wrong in',
        'lambda X, K: [A.astype("float32") for A in lay_out(X, K)]': 'float32',
        'lambda X, K: lay_out(X, K)[1]': 'unpack',
    },
}


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

    Return all names, and what the check says about each part.
    """
    said = []
    names = {
        'print': said.append,
        'compose_in_numpy': compose_in_numpy,
        'lay_out': lay_out,
    }
    exec(code(notebook, 0, 'question'), names)
    exec(code(notebook, question, 'question', 'answer'), names)
    given = dict(names)
    if part:
        names[part] = eval(answer, names)
    exec(code(notebook, question, 'check'), names)
    return given, dict(line.split(': ', 1) for line in said)


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
    _, verdicts = judge(HANDOUT, question)
    assert verdicts == dict.fromkeys(PARTS[question], 'not answered yet')


@pytest.mark.parametrize('question', PARTS)
def test_answers_of_the_exercises(question):
    _, verdicts = judge(EXERCISES, question)
    assert verdicts == dict.fromkeys(PARTS[question], 'right')


@pytest.mark.parametrize(
    'question, part, answer',
    [
        (question, part, answer)
        for question, parts in PARTS.items()
        for part in parts
        for answer in RIGHT.get(part, ())
    ],
)
def test_other_right_answers(question, part, answer):
    _, verdicts = judge(EXERCISES, question, part, answer)
    assert verdicts == dict.fromkeys(PARTS[question], 'right')


def test_five_wrong_answers_a_question():
    for parts in PARTS.values():
        assert sum(len(WRONG[part]) for part in parts) >= 5


@pytest.mark.parametrize(
    'question, part, answer, reason',
    [
        (question, part, *wrong)
        for question, parts in PARTS.items()
        for part in parts
        for wrong in WRONG[part].items()
    ],
)
def test_wrong_answers(question, part, answer, reason):
    right, verdicts = judge(EXERCISES, question, part, answer)
    verdict = verdicts.pop(part)
    assert set(verdicts.values()) <= {'right'}
    assert verdict not in ('right', 'not answered yet')
    assert reason in verdict
    assert not reveals(verdict, question)

    # nor is the right number in it, of the call that it tells of
    number = right[part]
    call = re.search(rf'{part}\(([\d, ]+)\)', verdict)
    if call:
        number = number(*map(int, call[1].split(', ')))
    if isinstance(number, (int, float)):
        numbers = re.findall(r'\d+(?:\.\d+)?', verdict.replace(',', ''))
        assert number not in map(float, numbers)


@pytest.mark.parametrize('question', PARTS)
def test_handout_does_not_tell_the_answers(question):
    everything = code(HANDOUT, question, 'question', 'answer', 'check')
    assert not reveals(everything, question)


def reveals(text, question):
    """List what a text has of the answers: their expressions, and rows of
    three numbers that do not split."""
    answers = code(EXERCISES, question, 'answer')
    expressions = [
        ast.get_source_segment(answers, node.value)
        for node in ast.walk(ast.parse(answers))
        if isinstance(node, (ast.Assign, ast.Return))
        and not isinstance(node.value, ast.Constant)
    ]
    assert expressions
    rows = [
        row
        for row in re.findall(r'\[(-?\d+), (-?\d+), (-?\d+)\]', text)
        if int(row[1]) ** 2 < 4 * int(row[0]) * int(row[2])
    ]
    return rows + [known for known in expressions if known in text]
