"""Views, what is not finite, threads, processes and many calls."""

import multiprocessing
import os
import subprocess
import sys
import textwrap
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from mxnet import autograd, gluon, nd

import d2l_channels as d2l

from . import oracles
from .strategies import DTYPES, integers

ROOT = Path(__file__).parents[1]
LAYERS = (d2l.corr2d_multi_in_out_convolution, d2l.corr2d_multi_in_out_matmul)
X_SHAPE = (3, 6, 7)
K_SHAPES = {
    d2l.corr2d: (2, 3),
    d2l.corr2d_multi_in: (3, 2, 3),
    d2l.corr2d_multi_in_out: (4, 3, 2, 3),
    d2l.corr2d_multi_in_out_1x1: (4, 3, 1, 1),
    **dict.fromkeys(LAYERS, (4, 3, 2, 3)),
}
each_function = pytest.mark.parametrize('function', K_SHAPES)
each_dtype = pytest.mark.parametrize('dtype', DTYPES)


def operands(function, dtype='float32'):
    X = integers(*X_SHAPE, dtype=dtype)
    K = integers(*K_SHAPES[function], dtype=dtype)
    return (X[0] if K.ndim == 2 else X), K


def of_a_bank(A):
    """Return a view into the middle of a larger array."""
    return nd.stack(A + 1, A, A - 1)[1]


def spread(A):
    """Return every second element of an array with junk in between."""
    return nd.stack(A, A * np.nan, axis=A.ndim).reshape((*A.shape[:-1], -1))[
        (slice(None),) * (A.ndim - 1) + (slice(None, None, 2),)
    ]


VIEWS = {
    'bank': of_a_bank,
    'spread': spread,
    'transposed': lambda A: A.T.copy().T,
    'reversed': lambda A: nd.reverse(A, axis=0)[::-1],
    'reshaped': lambda A: A.reshape((-1,)).reshape(A.shape),
    'cut': lambda A: nd.concat(A - 5, A, dim=0)[A.shape[0] :],
    'detached': lambda A: A.detach(),
    'from NumPy': lambda A: nd.from_numpy(A.asnumpy().copy()),
}


@each_function
@each_dtype
@pytest.mark.parametrize('X_view', VIEWS)
@pytest.mark.parametrize('K_view', VIEWS)
def test_a_view_is_as_good_as_an_array(function, dtype, X_view, K_view):
    X, K = operands(function, dtype)
    expected = oracles.loops(X.asnumpy(), K.asnumpy())
    Y = function(VIEWS[X_view](X), VIEWS[K_view](K))
    assert Y.dtype == X.dtype
    assert (Y.asnumpy() == expected).all()


@each_function
@each_dtype
@pytest.mark.parametrize('value', [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize('name', ('X', 'K'))
@pytest.mark.filterwarnings('ignore:invalid value')
def test_what_is_not_finite_goes_where_ieee_arithmetic_sends_it(
    function, dtype, value, name
):
    given = [A.asnumpy() for A in operands(function, dtype)]
    A = given['XK'.index(name)]
    for at in {tuple(n // 2 for n in A.shape), tuple(n - 1 for n in A.shape)}:
        spoilt = A.copy()
        spoilt[at] = value
        X, K = (spoilt if B is A else B for B in given)
        expected = oracles.loops(X, K)
        X, K = (nd.array(B, dtype=dtype) for B in (X, K))
        Y = function(X, K).asnumpy()
        assert not np.isfinite(expected).all()
        assert np.isfinite(expected).any() or K.ndim < 4
        np.testing.assert_array_equal(Y, expected)


@each_function
@each_dtype
def test_subnormal_numbers_are_within_the_bound(function, dtype):
    X, K = operands(function, dtype)
    X = nd.array(X.asnumpy() * np.finfo(dtype).tiny / 4, dtype=dtype)
    assert X.asnumpy().any()
    error = oracles.error(function(X, K).asnumpy(), X.asnumpy(), K.asnumpy())
    lifted = oracles.lifted(X, K)
    bound = d2l.rounding_bound(*lifted).asnumpy().reshape(error.shape)
    assert (error <= bound).all()


@pytest.mark.parametrize('function', LAYERS)
@pytest.mark.parametrize('stride', [2**31, 2**33, (10**30, 1), (2, 2**32)])
def test_a_step_beyond_the_input_leaves_one_window(function, stride):
    """MXNet keeps steps in 32 bits, and a step of 0 ends the process."""
    X, K = operands(function)
    Y = function(X, K, 0, stride).asnumpy()
    expected = oracles.loops(X.asnumpy(), K.asnumpy(), stride=stride)
    assert Y.shape == expected.shape
    assert (Y == expected).all()


def everything():
    """Return a call of every function, on arguments that all calls share."""
    X = nd.random.uniform(-1, 1, shape=(3, 8, 9))
    K = nd.random.uniform(-1, 1, shape=(4, 3, 3, 2))
    pixels = nd.random.uniform(-1, 1, shape=(5, 4, 1, 1))

    def gradient():
        k = K[0].copy()
        k.attach_grad()
        with autograd.record():
            Y = d2l.corr2d_multi_in(X, k)
        Y.backward()
        return k.grad

    return [
        partial(d2l.corr2d, X[0], K[0, 0]),
        partial(d2l.corr2d_multi_in, X, K[1]),
        partial(d2l.corr2d_multi_in_out, X, K),
        partial(d2l.corr2d_multi_in_out_1x1, X, pixels[:, :3]),
        *(partial(function, X, K, 1, 2) for function in LAYERS),
        partial(d2l.rounding_bound, X, K),
        partial(d2l.compose_kernels, K, pixels),
        partial(d2l.explain, X, K, (1, 2, 3)),
        partial(d2l.conv_cost, X.shape, K.shape),
        gradient,
    ]


def bits(result):
    if isinstance(result, nd.NDArray):
        return result.asnumpy().tobytes()
    return str(result)


@pytest.mark.slow
def test_eight_threads_get_the_bits_of_one():
    calls = everything()
    expected = [bits(call()) for call in calls]
    wrong = []

    def work():
        for _ in range(40):
            try:
                found = [bits(call()) for call in calls]
            except Exception as error:
                wrong.append(error)
            else:
                wrong.extend(n for n, m in zip(found, expected) if n != m)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


class Outputs(gluon.data.Dataset):
    """What each of some calls gives."""

    def __init__(self, calls):
        self.calls = calls

    def __len__(self):
        return len(self.calls)

    def __getitem__(self, n):
        return self.calls[n]()


@pytest.fixture
def fork():
    before = multiprocessing.get_start_method()
    multiprocessing.set_start_method('fork', force=True)
    yield
    multiprocessing.set_start_method(before, force=True)


@pytest.mark.slow
def test_forked_workers_of_a_data_loader_get_the_same_bits(fork):
    calls = [c for c in everything() if isinstance(c(), nd.NDArray)]
    expected = [bits(call()) for call in calls]
    loader = gluon.data.DataLoader(
        Outputs(calls), batch_size=1, num_workers=2, timeout=60
    )
    for _ in range(2):
        assert [bits(batch[0]) for batch in loader] == expected


@pytest.mark.slow
def test_workers_that_start_as_python_has_them_start_load_the_data(tmp_path):
    """In a script, which its workers import: its first line is the package."""
    script = tmp_path / 'script.py'
    script.write_text(
        'import d2l_channels as d2l\n'
        'from mxnet import gluon, nd\n'
        'class Pictures(gluon.data.Dataset):\n'
        '    def __len__(self):\n'
        '        return 8\n'
        '    def __getitem__(self, n):\n'
        '        X = n * nd.ones((2, 3, 3))\n'
        '        return d2l.corr2d_multi_in(X, nd.ones((2, 2, 2)))\n'
        'if __name__ == "__main__":\n'
        '    loader = gluon.data.DataLoader(Pictures(), 4, num_workers=2)\n'
        '    for batch in loader:\n'
        '        print(batch.shape, batch[:, 1, 1].asnumpy().tolist())\n'
    )
    run = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, 'PYTHONPATH': str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=600,
    )
    assert run.stdout.splitlines() == [
        '(4, 2, 2) [0.0, 8.0, 16.0, 24.0]',
        '(4, 2, 2) [32.0, 40.0, 48.0, 56.0]',
    ]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != 'linux', reason='reads /proc')
def test_memory_does_not_grow_over_20_000_calls():
    """In a process of its own, by less than one output in a hundred."""
    code = """
        from pathlib import Path
        import d2l_channels as d2l
        from mxnet import nd

        X, K = nd.ones((3, 32, 32)), nd.ones((2, 3, 2, 2))
        layers = (
            d2l.corr2d_multi_in_out_convolution,
            d2l.corr2d_multi_in_out_matmul,
        )

        def rounds(n):
            outputs = 0
            for _ in range(n):
                for Y in (
                    d2l.corr2d(X[0], K[0, 0]),
                    d2l.corr2d_multi_in(X, K[0]),
                    d2l.corr2d_multi_in_out(X, K),
                    d2l.corr2d_multi_in_out_1x1(X, K[:, :, :1, :1]),
                    *(layer(X, K, 1, 1) for layer in layers),
                    d2l.rounding_bound(X, K),
                    d2l.compose_kernels(K, K[:, :2], 9),
                ):
                    Y.wait_to_read()
                    outputs += 4 * Y.size
            pages = Path('/proc/self/statm').read_text().split()[1]
            return outputs, 4096 * int(pages)

        before = rounds(300)[1]
        outputs, after = rounds(2500)
        print(outputs, after - before)
    """
    run = subprocess.run(
        [sys.executable, '-c', textwrap.dedent(code)],
        capture_output=True,
        text=True,
    )
    outputs, growth = map(int, run.stdout.split())
    assert outputs > 1e8
    assert growth < outputs / 100
