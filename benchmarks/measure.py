"""What is measured at one layer, after each result was checked."""

from math import inf
from time import perf_counter

import numpy as np

import d2l_channels as d2l
from d2l_channels._mxnet import nd

from . import reference
from .book import book_corr2d, book_multi_in
from .implementations import BOOK, IMPLEMENTATIONS, computed
from .memory import extra_memory
from .timing import interleaved

LONGEST = 20  # seconds of a call, above which it is left out
WRONG, TOO_LONG = 'wrong', f'> {LONGEST} s'


def forward(layer, names=IMPLEMENTATIONS, **limits):
    """Give the milliseconds of each implementation that can, by name."""
    c_o, c_i = layer.K_shape[:2]
    _, H, W = layer.cost.output_shape
    seconds = {BOOK: c_o * c_i * H * W * _book_seconds()}
    calls = {
        name: IMPLEMENTATIONS[name].forward(layer)
        for name in names
        if IMPLEMENTATIONS[name].can(layer)
    }
    expected = reference.output(*layer.arrays(), *layer[3:])
    return _checked(calls, seconds, expected, limits)


def _book_seconds():
    """Measure what an element of its output costs the book's loop."""
    start = perf_counter()
    book_corr2d(nd.ones((11, 11)), nd.ones((2, 2))).wait_to_read()
    return (perf_counter() - start) / 100


def forward_and_backward(layer, forward, **limits):
    """Give the milliseconds of those that have gradients, by name.

    `forward` are the milliseconds of the output alone.
    """
    # There are three times as many products. Up to nine times as long were
    # seen, where many small steps were recorded
    seconds = {
        name: inf if ms == TOO_LONG else 9 * ms / 1000
        for name, ms in forward.items()
        if ms != WRONG
    }
    calls = {
        name: IMPLEMENTATIONS[name].forward_and_backward(layer)
        for name in seconds
        if IMPLEMENTATIONS[name].gradients
    }
    expected = reference.gradients(*layer.arrays(), *layer[3:])
    return _checked(calls, seconds, expected, limits)


def _checked(calls, seconds, expected, limits):
    """Time those of the calls that are right and do not take too long.

    `seconds` are what some of them are expected to take.
    """
    cells = {}
    for name, call in calls.items():
        if seconds.get(name, 0) > LONGEST:
            cells[name] = TOO_LONG
            continue
        start = perf_counter()
        found = call()
        if perf_counter() - start > LONGEST:
            cells[name] = TOO_LONG
        if not reference.agree(found, *expected):
            cells[name] = WRONG
    right = {name: calls[name] for name in calls if name not in cells}
    return {**cells, **interleaved(right, **limits)}


def multi_in(**limits):
    """Give the milliseconds of the book's corr2d_multi_in and of ours on the
    chapter's example."""
    X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    K = nd.stack(nd.arange(4), nd.arange(1, 5)).reshape((2, 2, 2))
    calls = {
        BOOK: lambda: [computed(book_multi_in(X, K))],
        'multi_in': lambda: [computed(d2l.corr2d_multi_in(X, K))],
    }
    expected = [np.array([[56, 72], [104, 120]])], [0]
    return _checked(calls, {}, expected, limits)


def memory(layer, forward):
    """Give the extra bytes of each implementation that was timed, by name."""
    return {
        name: extra_memory(name, layer)
        for name, ms in forward.items()
        if name != BOOK and ms not in (WRONG, TOO_LONG)
    }
