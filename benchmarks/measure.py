"""What is measured at each layer, after each result was checked."""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from math import inf, prod
from multiprocessing import get_context
from random import Random
from statistics import median
from time import perf_counter

import numpy as np

import d2l_channels as d2l
from d2l_channels._mxnet import nd

from . import book, machine, memory, reference
from .implementations import BOOK, IMPLEMENTATIONS, wait
from .layers import LADDER

# A call that would take more seconds is left out
LONGEST = 20
# What a cell holds in place of a time
WRONG = 'wrong'
TOO_LONG = f'> {LONGEST} s'
# The names of what is measured
FORWARD = 'forward'
BOTH = 'forward_and_backward'
PARTS = FORWARD, BOTH
# What the book's loops take, roughly, for each element of the output and each
# channel of the input
BOOK_SECONDS = 3e-4


def run(ladder=LADDER, **limits):
    """Measure everything, and return it by name.

    `limits` are the options of `interleave`.
    """
    peak = machine.measure_peaks()
    return {
        'peak': peak,
        'multi_in': measure_multi_in(**limits),
        'layers': [measure_layer(layer, peak, **limits) for layer in ladder],
    }


def measure_layer(layer, peak, **limits):
    """Measure every implementation at a layer."""
    print(layer.title, file=sys.stderr)
    forward = measure_forward(layer, **limits)
    backward = measure_forward_and_backward(layer, forward, **limits)
    # On small layers, what every library takes for itself would outweigh what
    # the layer needs. Only Linux tells the peak
    is_large = layer.cost.forward_multiplications > 10**7
    names = []
    if is_large and sys.platform == 'linux':
        names = list(pick_times(forward))
    # Only now: the lines above take each name for an implementation
    forward['limit'] = machine.compute_limit(layer, peak)
    return {
        'title': layer.title,
        FORWARD: forward,
        BOTH: backward,
        'memory': measure_memory(layer, names),
    }


def measure_forward(layer, names=IMPLEMENTATIONS, **limits):
    """Return the milliseconds of each implementation that can, by name."""
    calls = {
        name: IMPLEMENTATIONS[name].prepare_call(layer)
        for name in names
        if IMPLEMENTATIONS[name].can(layer)
    }
    expected = reference.compute_output(
        *layer.arrays(), layer.padding, layer.stride
    )
    c_o, c_i = layer.K_shape[:2]
    _, H, W = layer.cost.output_shape
    estimates = {BOOK: c_o * c_i * H * W * BOOK_SECONDS}
    return check_and_time(calls, expected, estimates, **limits)


def measure_forward_and_backward(layer, forward, **limits):
    """Return the milliseconds of those in `forward` that have gradients."""
    # There are three times as many products, and where many small steps are
    # recorded it takes up to some 16 times as long
    estimates = {
        name: inf if ms == TOO_LONG else 16 * ms / 1000
        for name, ms in forward.items()
        if ms != WRONG and IMPLEMENTATIONS[name].has_gradients
    }
    calls = {
        name: IMPLEMENTATIONS[name].prepare_call(layer, backward=True)
        for name in estimates
    }
    expected = reference.compute_gradients(
        *layer.arrays(), layer.padding, layer.stride
    )
    return check_and_time(calls, expected, estimates, **limits)


def measure_multi_in(**limits):
    """Return the milliseconds of the book's corr2d_multi_in and of ours."""
    X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    K = nd.stack(nd.arange(4), nd.arange(1, 5)).reshape((2, 2, 2))
    calls = {
        BOOK: lambda: [wait(book.corr2d_multi_in(X, K))],
        'multi_in': lambda: [wait(d2l.corr2d_multi_in(X, K))],
    }
    outputs = [np.array([[56, 72], [104, 120]])]
    bounds = [0]
    return {
        'title': f'chapter {X.shape}, {K.shape}',
        FORWARD: check_and_time(calls, (outputs, bounds), {}, **limits),
    }


def check_and_time(calls, expected, estimates, **limits):
    """Time the calls that are right and not estimated to take too long.

    `expected` are the outputs and their bounds on rounding, `estimates` the
    seconds that some of the calls take, and `limits` those of `interleave`.
    """
    cells = {}
    for name, call in calls.items():
        if estimates.get(name, 0) > LONGEST:
            cells[name] = TOO_LONG
        elif not reference.agree(call(), *expected):
            cells[name] = WRONG
    right = {name: calls[name] for name in calls if name not in cells}
    return {**cells, **interleave(right, **limits)}


def interleave(calls, seconds=2, rounds=101):
    """Return the median milliseconds of each of the named calls.

    Each round runs each call once, in another order, as the first call of a
    library finds cold caches. A call that has taken `seconds` in all is not
    run in later rounds.
    """
    times = {name: [] for name in calls}
    order = Random(0)
    for _ in range(rounds):
        for name in order.sample(list(calls), len(calls)):
            if sum(times[name]) < seconds:
                start = perf_counter()
                calls[name]()
                times[name].append(perf_counter() - start)
    return {name: 1000 * median(taken) for name, taken in times.items()}


def pick_times(cells):
    """Return those of the cells that are times."""
    return {
        name: cell
        for name, cell in cells.items()
        if cell not in (WRONG, TOO_LONG)
    }


def measure_memory(layer, names):
    """Return the megabytes that each takes beyond X, K and the output."""
    os.environ.update(memory.ENVIRONMENT)
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
    Y, growth = memory.measure_growth(lambda: function(X, K))
    bytes_of_output = 4 * prod(Y.shape)  # of float32
    return (growth - bytes_of_output) / 1e6
