"""What is measured at each layer, after each result was checked."""

import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from math import inf, prod
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import numpy as np

import d2l_channels as d2l
from d2l_channels._mxnet import nd

from . import machine, reference
from .implementations import BOOK, IMPLEMENTATIONS, book_multi_in, wait
from .layers import LADDER

LONGEST = 20  # seconds; a call that would take more is left out
WRONG, TOO_LONG = 'wrong', f'> {LONGEST} s'
FORWARD, BOTH = PARTS = 'forward', 'forward_and_backward'
BOOK_SECONDS = 3e-4  # roughly, for an element of a channel's output


def run(ladder=LADDER, **limits):
    """Measure everything, and return it by name."""
    peak, rows = machine.measure_peaks(), []
    for layer in ladder:
        print(layer.title, file=sys.stderr)
        work = layer.cost.forward_multiplications
        forward = measure_forward(layer, **limits)
        backward = measure_forward_and_backward(layer, forward, **limits)
        # On small layers that of any code is larger, and only Linux tells
        large = work > 10**7 and sys.platform == 'linux'
        names = [n for n in pick_times(forward) if large and n != BOOK]
        forward['limit'] = machine.compute_limit(layer, peak)
        row = {'title': layer.title, FORWARD: forward, BOTH: backward}
        rows.append({**row, 'memory': measure_memory(layer, names)})
    multi_in = measure_multi_in(**limits)
    return {'peak': peak, 'multi_in': multi_in, 'layers': rows}


def measure_forward(layer, names=IMPLEMENTATIONS, **limits):
    """Return the milliseconds of each implementation that can, by name."""
    elements = prod(layer.K_shape[:2]) * prod(layer.cost.output_shape[1:])
    calls = {
        name: IMPLEMENTATIONS[name].prepare_call(layer)
        for name in names
        if IMPLEMENTATIONS[name].can(layer)
    }
    expected = reference.compute_output(*layer.arrays(), *layer[3:])
    seconds = {BOOK: elements * BOOK_SECONDS}
    return check_and_time(calls, expected, seconds, **limits)


def measure_forward_and_backward(layer, forward, **limits):
    """Return the milliseconds of those in `forward` that have gradients."""
    # There are three times as many products. Up to nine times as long were
    # seen, where many small steps were recorded
    seconds = {
        name: inf if ms == TOO_LONG else 9 * ms / 1000
        for name, ms in forward.items()
        if ms != WRONG and IMPLEMENTATIONS[name].has_gradients
    }
    calls = {
        name: IMPLEMENTATIONS[name].prepare_call(layer, backward=True)
        for name in seconds
    }
    expected = reference.compute_gradients(*layer.arrays(), *layer[3:])
    return check_and_time(calls, expected, seconds, **limits)


def measure_multi_in(**limits):
    """Return the milliseconds of the book's corr2d_multi_in and of ours."""
    X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    K = nd.stack(nd.arange(4), nd.arange(1, 5)).reshape((2, 2, 2))
    calls = {
        BOOK: lambda: [wait(book_multi_in(X, K))],
        'multi_in': lambda: [wait(d2l.corr2d_multi_in(X, K))],
    }
    expected = [np.array([[56, 72], [104, 120]])], [0]
    title = f'chapter {X.shape}, {K.shape}'
    return {'title': title, FORWARD: check_and_time(calls, expected, **limits)}


def check_and_time(calls, expected, seconds=(), **limits):
    """Time the calls that are right and not expected to take too long."""
    cells = {}
    for name, call in calls.items():
        if name in seconds and seconds[name] > LONGEST:
            cells[name] = TOO_LONG
        elif not reference.agree(call(), *expected):
            cells[name] = WRONG
    right = {name: calls[name] for name in calls if name not in cells}
    return {**cells, **interleave(right, **limits)}


def interleave(calls, seconds=2, rounds=101):
    """Return the median milliseconds of each of the named calls.

    Each round runs each call once, in another order: the first call of a
    library finds cold caches. A call leaves after so many seconds, or rounds.
    """
    times, order = {name: [] for name in calls}, Random(0)
    for _ in range(rounds):
        for name, taken in order.sample([*times.items()], len(times)):
            if sum(taken) < seconds:
                start = perf_counter()
                calls[name]()
                taken.append(perf_counter() - start)
    return {name: 1000 * median(taken) for name, taken in times.items()}


def pick_times(cells):
    """Return those of the cells that are times."""
    return {n: v for n, v in cells.items() if v not in (WRONG, TOO_LONG)}


def measure_memory(layer, names):
    """Return the megabytes that each takes beyond X, K and the output."""
    # Larger blocks go back to the system when freed: none is reused unseen
    os.environ['MALLOC_MMAP_THRESHOLD_'] = str(2**17)
    extra = {}
    for name in names:
        # In a new process, as allocators and caches keep what they have
        with ProcessPoolExecutor(1, get_context('spawn')) as process:
            extra[name] = process.submit(_call_once, name, layer).result()
    return extra


def _call_once(name, layer):
    # A call on a tiny layer comes first, as it loads code
    k_h, k_w = layer.K_shape[2:]
    tiny = layer._replace(X_shape=(2, k_h, k_w), K_shape=(2, 2, k_h, k_w))
    IMPLEMENTATIONS[name].prepare_call(tiny)()
    function, X, K = IMPLEMENTATIONS[name].prepare(layer)
    nd.waitall()
    # Makes the peak start anew, from what is held now
    Path('/proc/self/clear_refs').write_text('5')
    before = _read_peak()
    Y = function(X, K)
    nd.waitall()
    return (_read_peak() - before - 4 * prod(Y.shape)) / 1e6


def _read_peak():
    status = Path('/proc/self/status').read_text()
    return 1024 * int(re.search(r'VmHWM:\s*(\d+)', status)[1])
