"""How time and memory grow with each of a layer's sizes."""

from itertools import groupby

import numpy as np

from .layers import Layer
from .report import cell, numbers, table

BASE = {'c_i': 64, 'c_o': 64, 'H': 28, 'W': 28, 'k': 3}
# What changes of the base in each step: from one to the next a size doubles
AXES = {
    'c_i': [{'c_i': n} for n in (32, 64, 128, 256, 512)],
    'c_o': [{'c_o': n} for n in (32, 64, 128, 256, 512)],
    'H x W': [
        {'H': H, 'W': W}
        for H, W in ((28, 28), (28, 56), (56, 56), (56, 112), (112, 112))
    ],
    'k': [{'k': n} for n in (1, 2, 4, 8, 16)],
}
OURS = ['matmul', 'convolution']
FAST = [*OURS, 'torch']
TOLERANCE = 0.1  # by which a fitted slope may be off


def layer(c_i, c_o, H, W, k):
    """Give the layer whose output has H x W pixels."""
    return Layer('', (c_i, H + k - 1, W + k - 1), (c_o, c_i, k, k))


def slope(values):
    """Fit the power of a size with which values grow as it doubles."""
    # Where nothing was measured, a page of memory
    values = np.maximum(values, 4e-3)
    return np.polyfit(range(len(values)), np.log2(values), deg=1)[0]


def report(results):
    """Give a table for each size, and say what grows faster than the work."""
    tables, faster = [], []
    for axis, steps in groupby(results['scale'], lambda row: row['axis']):
        steps = list(steps)
        columns = {
            'multiply-adds, millions': [
                row['multiply_adds'] / 1e6 for row in steps
            ]
        }
        for part, unit, scale in (('forward', 'ms', 1), ('memory', 'MB', 1e6)):
            for name in FAST:
                values = [numbers(row[part]).get(name) for row in steps]
                if None not in values:
                    columns[f'{name}, {unit}'] = [v / scale for v in values]
        slopes = {name: slope(values) for name, values in columns.items()}
        work, *_ = slopes.values()
        tables.append(
            table(
                [axis, *(row['size'] for row in steps), 'slope'],
                [
                    [name, *map(cell, values), f'{slopes[name]:.2f}']
                    for name, values in columns.items()
                ],
            )
        )
        faster += [
            f'{name} with {axis}'
            for name in columns
            if name.split(',')[0] in OURS and slopes[name] > work + TOLERANCE
        ]
    verdict = (
        f'Faster than the work grow: {"; ".join(faster)}.'
        if faster
        else f'No time and no extra memory of {" and ".join(OURS)} grows '
        'faster than the work, whose slope is in the first row of each table.'
    )
    return '\n\n'.join([*tables, verdict])
