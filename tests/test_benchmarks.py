"""The benchmarks' own logic, on tiny layers; PyTorch is not needed."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip('numpy', '1.20', reason='has no sliding_window_view')

from benchmarks import __main__ as program  # noqa: E402
from benchmarks import (  # noqa: E402
    machine,
    measure,
    memory,
    plot,
    reference,
    report,
    scale,
    timing,
)
from benchmarks.implementations import IMPLEMENTATIONS  # noqa: E402
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


def pairs(layer):
    return {'padding': 2 * [layer.padding], 'stride': 2 * [layer.stride]}


@each_layer
def test_the_reference_is_the_definition(layer):
    X, K = integers(layer)
    (Y,), (bound,) = reference.output(X, K, *layer[3:])
    expected = oracles.loops(X, K, **pairs(layer))
    assert (Y == expected).all() and Y.shape == expected.shape
    bound_on_sums = oracles.bound(X, K, **pairs(layer))
    np.testing.assert_allclose(bound, bound_on_sums, atol=1e-37)


@each_layer
def test_gradients_are_what_one_element_adds_to_the_sum(layer):
    X, K = integers(layer)
    exact, _ = reference.gradients(X, K, *layer[3:])

    def adds(A, of):
        def sum_with(index):
            one = np.zeros_like(A)
            one[index] = 1
            return oracles.loops(*of(one), **pairs(layer)).sum()

        return [sum_with(index) for index in np.ndindex(A.shape)]

    assert exact[0].ravel().tolist() == adds(X, lambda one: (one, K))
    assert exact[1].ravel().tolist() == adds(K, lambda one: (X, one))


@each_layer
def test_every_implementation_is_right(layer):
    forward = measure.forward(layer, rounds=1)
    backward = measure.forward_and_backward(layer, forward, rounds=1)
    can = {name for name, i in IMPLEMENTATIONS.items() if i.installed}
    if layer.name != '1x1':
        can -= {'in_out_1x1'}
    if layer.name == 'strided':
        can -= {'in_out', 'book'}
    assert set(forward) == can
    assert set(backward) == can - {'book', 'NumPy', 'SciPy'}
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
        lambda X, K, *_: reference.tensordot(X, K[..., ::-1]),
        lambda X, K, *_: reference.tensordot(X, K)[:1],
        lambda X, K, *_: reference.tensordot(X, K) * np.float32(1 + 1e-5),
        lambda X, K, *_: reference.tensordot(X, K) + np.nan,
    ],
)
def test_what_is_wrong_is_named_and_not_timed(broken, monkeypatch):
    replaced(monkeypatch, 'NumPy', broken)
    forward = measure.forward(CHAPTER, ['NumPy', 'SciPy'], rounds=1)
    assert forward['NumPy'] == 'wrong' and forward['SciPy'] > 0
    rows = [{'title': 'chapter', 'forward': forward}]
    assert report.wrong(rows) == ['NumPy at chapter']


def test_wrong_gradients_are_found(monkeypatch):
    right = IMPLEMENTATIONS['in_out'].function
    replaced(monkeypatch, 'in_out', lambda X, K: right(X, K) + X.sum() * 1e-3)
    backward = measure.forward_and_backward(CHAPTER, {'in_out': 1}, rounds=1)
    assert backward == {'in_out': 'wrong'}


def test_what_would_take_too_long_is_not_called(monkeypatch):
    replaced(monkeypatch, 'book', None)
    # 24 elements of the single channels' outputs
    monkeypatch.setattr(measure, '_book_seconds', lambda: 20.1 / 24)
    assert measure.forward(CHAPTER, ['book'], rounds=1) == {'book': '> 20 s'}
    replaced(monkeypatch, 'in_out', None)
    for before in ('> 20 s', 20_000 / 8.9):
        backward = measure.forward_and_backward(CHAPTER, {'in_out': before})
        assert backward == {'in_out': '> 20 s'}


def test_calls_take_turns_until_their_time_is_up(monkeypatch):
    now, called = [0], []
    monkeypatch.setattr(timing, 'perf_counter', lambda: now[0])

    def call(name, *taken):
        taken = iter(taken)

        def run():
            called.append(name)
            now[0] += next(taken)

        return run

    calls = {'a': call('a', 1, 9, 3), 'b': call('b', 5), 'c': call('c', 2, 1)}
    medians = timing.interleaved(calls, seconds=5, rounds=2)
    assert called == ['a', 'b', 'c', 'a', 'c']
    assert medians == {'a': 5000, 'b': 5000, 'c': 1500}


def test_limit():
    # 96 multiply-adds; 18 + 24 + 12 elements of 4 bytes
    assert machine.limit(CHAPTER, {'flops': 192, 'bytes': 432}) == 1000
    assert machine.limit(CHAPTER, {'flops': 384, 'bytes': 216}) == 1000


@pytest.mark.skipif(sys.platform != 'linux', reason='only Linux tells')
def test_memory_is_that_of_the_windows():
    layer = Layer('windows', (16, 258, 258), (64, 16, 3, 3))
    windows = 4 * 16 * 3 * 3 * 256 * 256
    # The product has some buffers as well
    assert windows < memory.extra_memory('NumPy', layer) < 1.5 * windows


def test_table():
    page = report.table(
        ['', 'a', 'long'], [['x', '1', '-'], ['yyyy', '2', '3']]
    )
    assert page == (
        '|      |   a | long |\n'
        '| ---- | --: | ---: |\n'
        '| x    |   1 |    - |\n'
        '| yyyy |   2 |    3 |'
    )
    cells = [None, 'wrong', 0.01234, 2.345, 34.56, 456.7, 56789.0]
    assert [report.cell(value) for value in cells] == [
        *('-', 'wrong', '0.0123', '2.35', '34.6', '457', '56789')
    ]


RESULTS = {
    'peak': {'flops': 1.5e11, 'bytes': 2e10},
    'multi_in': {'title': '', 'forward': {'book': 6.5, 'multi_in': 1.0}},
    'layers': [
        {
            'title': 'layer',
            'multiply_adds': 10**6,
            'limit': 1.0,
            'forward': {'in_out': 40.0, 'torch': 2.0, 'book': 3320.0},
            'forward_and_backward': {'in_out': 'wrong', 'torch': 8.0},
            'memory': {'torch': 3_000_000},
        }
    ],
}


def test_report():
    peak, _, *parts = report.report(RESULTS).split('\n\n')
    assert peak == 'Peak: 150 GFLOP/s, 20 GB/s'
    tables = {
        title: table.splitlines()[2].split('|')[2:-1]
        for title, table in zip(parts[::2], parts[1::2])
        if 'nd.Convolution' not in title
    }
    assert [[c.strip() for c in row] for row in tables.values()] == [
        ['40', '2', '3320', '1'],
        ['20', '1', '1660'],
        ['2.5%', '50.0%', '0.0%'],
        ['83'],
        ['wrong', '8'],
        ['1'],
        ['3'],
    ]
    assert 'it is 6.5:' in parts[8]
    assert report.wrong(RESULTS['layers']) == ['in_out at layer']


def test_plot(tmp_path):
    file = tmp_path / 'speed.svg'
    plot.draw(RESULTS['layers']).savefig(file)
    page = file.read_text('utf-8')
    for name in ('in_out', 'torch', 'book', 'multiply-adds', 'milliseconds'):
        assert f'<!-- {name} -->' in page
    assert '<!-- matmul -->' not in page


@pytest.mark.parametrize('axis, work', [('c_i', 1), ('c_o', 1), ('k', 2)])
def test_slopes(axis, work):
    steps = [scale.layer(**{**scale.BASE, **s}) for s in scale.AXES[axis]]
    assert len({layer.cost.output_shape[1:] for layer in steps}) == 1
    counts = [layer.multiply_adds for layer in steps]
    assert scale.slope(counts) == pytest.approx(work)


def test_growth_is_compared_with_that_of_the_work():
    def rows(last):
        return [
            {
                'axis': 'c_i',
                'size': str(size),
                'multiply_adds': 10**6 * size,
                'forward': {'matmul': ms, 'convolution': 1, 'torch': ms**2},
                'memory': {},
            }
            for size, ms in ((1, 2), (2, 4), (4, last))
        ]

    page = scale.report({'scale': rows(8)})
    assert '| matmul, ms              |   2 |   4 |   8 |  1.00 |' in page
    assert 'of matmul and convolution grows faster than the work' in page
    page = scale.report({'scale': rows(16)})
    assert page.endswith('Faster than the work grow: matmul, ms with c_i.')


def test_both_runs(monkeypatch, capsys):
    pytest.importorskip('tqdm')
    from benchmarks import run

    peak = {'flops': 1e11, 'bytes': 1e10}
    monkeypatch.setattr(machine, 'peaks', lambda: peak)
    results = run.run_layers([CHAPTER], rounds=1)
    assert 'chapter (2, 3, 3), (3, 2, 2, 2)' in report.report(results)
    monkeypatch.setattr(scale, 'BASE', dict(c_i=1, c_o=1, H=4, W=4, k=2))
    monkeypatch.setattr(run, 'HAS_MEMORY', False)
    axes = {'c_i': [{'c_i': 1}, {'c_i': 2}]}
    assert 'convolution, ms' in scale.report(run.run_scale(axes, rounds=1))


def test_a_wrong_result_makes_the_status_1(monkeypatch, capsys, tmp_path):
    pytest.importorskip('tqdm')
    from benchmarks import run

    for name in program.THREADS:
        monkeypatch.setenv(name, 'restored afterwards')
    monkeypatch.setattr(run, 'run_layers', lambda: RESULTS)
    file = tmp_path / 'results.json'
    assert program.main(['--threads', '2', '--json', str(file)]) == 1
    assert {os.environ[name] for name in program.THREADS} == {'2'}
    assert capsys.readouterr().out.endswith('Wrong: in_out at layer\n')
    written = json.loads(file.read_text('utf-8'))
    assert written.pop('machine')['threads'] == 2
    assert written == RESULTS


def test_as_a_command():
    command = [sys.executable, '-m', 'benchmarks']
    arguments = ['scale', '--plot', 'x.svg']
    run = subprocess.run(command + arguments, stderr=subprocess.PIPE)
    assert run.returncode == 2
    assert b'--plot draws the layers only' in run.stderr
