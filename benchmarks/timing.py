"""Calls that take turns, and the median time of each."""

from statistics import median
from time import perf_counter


def interleaved(calls, seconds=2, rounds=101):
    """Give the median milliseconds of each of the named calls.

    Each round runs each call once, so that a slow spell of the machine meets
    all of them. A call leaves after so many seconds of its own, or rounds.
    """
    times = {name: [] for name in calls}
    while True:
        staying = [
            name
            for name, taken in times.items()
            if sum(taken) < seconds and len(taken) < rounds
        ]
        if not staying:
            break
        for name in staying:
            start = perf_counter()
            calls[name]()
            times[name].append(perf_counter() - start)
    return {name: 1000 * median(taken) for name, taken in times.items()}
