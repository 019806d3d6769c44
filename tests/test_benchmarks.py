"""The benchmarks' own logic, on tiny layers; PyTorch is not needed."""

import os
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip('numpy', '1.20', reason='has no sliding_window_view')

from benchmarks import __main__ as program  # noqa: E402
from benchmarks import machine, measure, reference, report  # noqa: E402
from benchmarks.implementations import IMPLEMENTATIONS, torch  # noqa: E402
from benchmarks.layers import LADDER, Layer  # noqa: E402

from . import oracles  # noqa: E402

CHAPTER = LADDER[0]
TINY = [
    CHAPTER,
    Layer('1x1', (2, 3, 4), (3, 2, 1, 1), padding=1),
    Layer('strided', (2, 5, 6), (3, 2, 2, 3), padding=1, stride=2),
]
each_layer = pytest.mark.parametrize('layer', TINY, ids=lambda a: a.name)


def integers(layer):
    X, K = layer.arrays()
    return np.rint(9 * X), np.rint(9 * K)


@each_layer
def test_the_reference_is_the_definition(layer):
    X, K = integers(layer)
    (Y,), (bound,) = reference.compute_output(X, K, *layer[3:])
    expected = oracles.loops(X, K, layer.padding, layer.stride)
    assert (Y == expected).all() and Y.shape == expected.shape
    window = {'padding': layer.padding, 'stride': layer.stride}
    bound_on_sums = oracles.bound(X, K, **window)
    np.testing.assert_allclose(bound, bound_on_sums, atol=1e-37)


@each_layer
def test_gradients_are_what_one_element_adds_to_the_sum(layer):
    X, K = integers(layer)
    exact, _ = reference.compute_gradients(X, K, *layer[3:])

    def adds(A, of):
        def sum_with(index):
            one = np.zeros_like(A)
            one[index] = 1
            Y = oracles.loops(*of(one), layer.padding, layer.stride)
            return Y.sum()

        return [sum_with(index) for index in np.ndindex(A.shape)]

    assert exact[0].ravel().tolist() == adds(X, lambda one: (one, K))
    assert exact[1].ravel().tolist() == adds(K, lambda one: (X, one))


@each_layer
def test_every_implementation_is_right(layer):
    forward = measure.measure_forward(layer, rounds=1)
    backward = measure.measure_forward_and_backward(layer, forward, rounds=1)
    can = {name for name in IMPLEMENTATIONS if torch or name != 'torch'}
    if layer.name != '1x1':
        can -= {'in_out_1x1'}
    if layer.name == 'strided':
        can -= {'in_out', 'book'}
    assert set(forward) == can
    assert set(backward) == can - {'book', 'NumPy'}
    assert all(ms > 0 for ms in [*forward.values(), *backward.values()])


def test_agreement_is_within_the_bound_on_both_sides():
    expected, bounds = [np.array([1.0])], [np.array([0.25])]
    for found, agree in (
        (0.75, True),
        (1.25, True),
        (0.7, False),
        (1.3, False),
    ):
        assert reference.agree([np.array([found])], expected, bounds) == agree


def replaced(monkeypatch, name, function):
    changed = IMPLEMENTATIONS[name]._replace(function=function)
    monkeypatch.setitem(IMPLEMENTATIONS, name, changed)


@pytest.mark.parametrize(
    'broken',
    [
        lambda X, K, **_: reference.correlate(X, K[..., ::-1]),
        lambda X, K, **_: reference.correlate(X, K)[:1],
        lambda X, K, **_: reference.correlate(X, K) * np.float32(1 + 1e-5),
        lambda X, K, **_: reference.correlate(X, K) + np.nan,
    ],
)
def test_what_is_wrong_is_named_and_not_timed(broken, monkeypatch):
    replaced(monkeypatch, 'NumPy', broken)
    forward = measure.measure_forward(CHAPTER, ['NumPy', 'in_out'], rounds=1)
    assert forward['NumPy'] == 'wrong' and forward['in_out'] > 0
    rows = [{'title': 'chapter', 'forward': forward}]
    assert report.name_wrong(rows) == ['NumPy at chapter']


def test_a_call_leaves_after_the_seconds_that_are_asked_for(monkeypatch):
    calls = []
    right = measure.d2l.corr2d_multi_in

    def multi_in(X, K):
        calls.append(1)
        return right(X, K)

    monkeypatch.setattr(measure.d2l, 'corr2d_multi_in', multi_in)
    measure.measure_multi_in(seconds=1e-9, rounds=5)
    assert len(calls) == 2  # one is checked, the other timed


def test_wrong_gradients_are_found(monkeypatch):
    right = IMPLEMENTATIONS['in_out'].function
    replaced(
        monkeypatch,
        'in_out',
        lambda X, K, **w: right(X, K, **w) + X.sum() * 1e-3,
    )
    backward = measure.measure_forward_and_backward(
        CHAPTER, {'in_out': 1}, rounds=1
    )
    assert backward == {'in_out': 'wrong'}


def test_what_would_take_too_long_is_not_called(monkeypatch):
    replaced(monkeypatch, 'book', pytest.fail)
    # 24 elements of the single channels' outputs
    monkeypatch.setattr(measure, 'BOOK_SECONDS', 20.1 / 24)
    assert measure.measure_forward(CHAPTER, ['book'], rounds=1) == {
        'book': '> 20 s'
    }
    replaced(monkeypatch, 'in_out', pytest.fail)
    for before in ('> 20 s', 20_000 / 15.9):
        backward = measure.measure_forward_and_backward(
            CHAPTER, {'in_out': before}
        )
        assert backward == {'in_out': '> 20 s'}


def test_calls_take_turns_until_their_time_is_up(monkeypatch):
    now, called = [0], []
    monkeypatch.setattr(measure, 'perf_counter', lambda: now[0])

    def call(name, *taken):
        taken = iter(taken)

        def run():
            called.append(name)
            now[0] += next(taken)

        return run

    calls = {'a': call('a', 1, 9, 3), 'b': call('b', 5), 'c': call('c', 2, 1)}
    medians = measure.interleave(calls, seconds=5, rounds=2)
    assert sorted(called[:3]) == ['a', 'b', 'c']
    assert sorted(called[3:]) == ['a', 'c']
    assert medians == {'a': 5000, 'b': 5000, 'c': 1500}


def test_limit():
    # 96 multiply-adds; 18 + 24 + 12 elements of 4 bytes
    assert machine.compute_limit(CHAPTER, {'flops': 192, 'bytes': 432}) == 1000
    assert machine.compute_limit(CHAPTER, {'flops': 384, 'bytes': 216}) == 1000


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != 'linux', reason='only Linux tells')
def test_memory_is_that_of_the_windows():
    layer = Layer('windows', (16, 258, 258), (64, 16, 3, 3))
    windows = 4 * 16 * 3 * 3 * 256 * 256
    # The product has some buffers as well
    extra = measure.measure_memory(layer, ['NumPy'])['NumPy']
    assert windows < 1e6 * extra < 1.5 * windows


def test_table():
    page = report.tabulate(
        {
            'x': {'torch': 1.0, 'limit': 2.345},
            'none': {},
            'yyyy': {'matmul': 'wrong', 'torch': 34.56},
        }
    )
    assert page == (
        '|      | matmul | torch | limit |\n'
        '| ---- | -----: | ----: | ----: |\n'
        '| x    |      - |     1 |  2.35 |\n'
        '| yyyy |  wrong |  34.6 |     - |'
    )
    cells = ['wrong', 0.01234, 2.345, 34.56, 456.7, 56789.0]
    assert [report.show(value) for value in cells] == [
        *('wrong', '0.0123', '2.35', '34.6', '457', '56789')
    ]


RESULTS = {
    'peak': {'flops': 1.5e11, 'bytes': 2e10},
    'multi_in': {
        'title': 'example',
        'forward': {'book': 6.5, 'multi_in': 1.0},
    },
    'layers': [
        {
            'title': 'layer',
            'forward': {
                'in_out': 40.0,
                'torch': 2.0,
                'book': 3320.0,
                'limit': 1.0,
            },
            'forward_and_backward': {'in_out': 'wrong', 'torch': 8.0},
            'memory': {'torch': 3.0},
        }
    ],
}


def test_report():
    machine, _, *parts = report.report({'threads': 2}, RESULTS).split('\n\n')
    assert machine == '- threads: 2\n- peak: 150 GFLOP/s, 20 GB/s'
    tables = {
        title: [
            [cell.strip() for cell in line.split('|')[1:-1]]
            for line in table.splitlines()
        ]
        for title, table in zip(parts[::2], parts[1::2])
        if 'nd.Convolution' not in title
    }
    assert [rows[2:] for rows in tables.values()] == [
        [['layer', '40', '2', '3320', '1']],
        [['layer', '20', '1', '1660', '0.5']],
        [['layer', 'wrong', '8']],
        [['layer', '1']],
        [['example', '6.5', '-'], ['layer', '-', '83']],
        [['layer', '3']],
    ]
    assert report.name_wrong(RESULTS['layers']) == ['in_out at layer']


def test_plot():
    figure = report.draw(RESULTS)
    (note,) = [text.get_text() for text in figure.texts]
    assert 'p is its padding, and s its stride' in note
    assert 'The limit is what this machine could do' in note
    peers, book = figure.axes
    points = {
        line.get_label(): [*zip(line.get_xdata(), line.get_ydata())]
        for axes in (peers, book)
        for line in axes.lines
    }
    assert points['torch'] == [(1, 0)]
    assert points['limit'] == [(0.5, 0)]
    assert points['multi_in'] == [(6.5, 0), (None, 1)]
    assert points['in_out'] == [(None, 0), (83, 1)]
    assert points['matmul'] == [(None, 0)]


def test_a_run(monkeypatch, capsys):
    peak = {'flops': 1e11, 'bytes': 1e10}
    monkeypatch.setattr(machine, 'measure_peaks', lambda: peak)
    results = measure.run([CHAPTER], rounds=1)
    assert CHAPTER.title in report.report(machine.describe(1), results)
    assert capsys.readouterr().err == f'{CHAPTER.title}\n'
    assert report.name_wrong([results['multi_in'], *results['layers']]) == []


def test_a_wrong_result_makes_the_status_1(monkeypatch, capsys):
    for name in program.THREADS:
        monkeypatch.setenv(name, 'restored afterwards')
    monkeypatch.setattr(measure, 'run', lambda: RESULTS)
    assert program.main(['--threads', '2']) == 1
    assert {os.environ[name] for name in program.THREADS} == {'2'}
    assert capsys.readouterr().out.endswith('Wrong: in_out at layer\n')


def test_the_page_is_written_below_its_mark(monkeypatch, tmp_path):
    for name in program.THREADS:
        monkeypatch.setenv(name, 'restored afterwards')
    monkeypatch.setattr(measure, 'run', lambda: RESULTS)
    monkeypatch.setattr(program, 'HERE', tmp_path)
    page = tmp_path / 'README.md'
    page.write_text(f'by hand\n{report.MARK}\nof an earlier run', 'utf-8')
    program.main(['--write'])
    above, below = page.read_text('utf-8').split(f'\n{report.MARK}\n\n')
    assert above == 'by hand'
    about = machine.describe(1)
    assert below == report.report(about, RESULTS) + '\n'
    assert '<svg' in (tmp_path / 'speed.svg').read_text('utf-8')
    page.write_text('no mark', 'utf-8')
    with pytest.raises(ValueError, match='README.md lacks the line <!-- What'):
        program.main(['--write'])


def test_the_page_that_is_committed_is_one_that_the_command_writes():
    page = (program.HERE / 'README.md').read_text('utf-8')
    _, below = page.split(report.MARK)
    about, legend, *_ = below.strip().split('\n\n')
    names = [line.split(':')[0] for line in about.splitlines()]
    assert names[:-2] == [f'- {name}' for name in machine.describe(1)][:6]
    assert names[-1] == '- peak'
    assert legend == report.LEGEND
    titles = [line[3:] for line in below.splitlines() if line[:2] == '##']
    (layer,) = RESULTS['layers']
    of_all = {
        **layer,
        'forward': {**layer['forward'], 'NumPy': 4.0, 'nd.Convolution': 3.0},
        'forward_and_backward': {'torch': 8.0, 'nd.Convolution': 7.0},
    }
    results = {**RESULTS, 'layers': [of_all]}
    assert titles == list(report.list_tables(results))
    assert 'Forward, time relative to the faster of torch and NumPy' in titles
    # NumPy has no gradients
    assert 'Forward and backward, time relative to torch' in titles


@pytest.mark.slow
def test_as_a_command():
    command = [sys.executable, '-m', 'benchmarks', '--help']
    run = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    assert run.stdout.startswith(b'usage: python -m benchmarks')
