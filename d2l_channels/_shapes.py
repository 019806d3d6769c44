"""The rules that shapes, padding, stride and indexes keep: tuples alone.

Each error names the function, the argument, what it got and what would fit.
"""

from contextlib import suppress
from typing import Tuple, Union

import numpy as np

Size = Union[int, Tuple[int, int]]
AXES = {
    2: ('(h, w)', '(k_h, k_w)'),
    3: ('(c_i, h, w)', '(c_i, k_h, k_w)'),
    4: ('(c_i, h, w)', '(c_o, c_i, k_h, k_w)'),
}
_MOST_ELEMENTS = 2**31 - 2


def is_integer(n):
    """Tell an int of Python's or NumPy's, which a bool is not here."""
    is_other = isinstance(n, (bool, np.timedelta64))
    return isinstance(n, (int, np.integer)) and not is_other


def show(value):
    """Write a value into a message; an array, which may be large or not yet
    computed, by its type."""
    if not hasattr(value, 'shape'):
        with suppress(ValueError):  # Python writes 4300 digits at most
            return repr(value)
    return f'of type {type(value).__name__}'


def to_ints(name, value, fit, items=None):
    """Return the items of a value, a tuple of integers or the like, as ints.

    Here and below, a name is that of the function and the argument.
    """
    items = value if items is None else items
    if isinstance(items, np.ndarray):
        items = items.tolist()
    if not isinstance(items, (tuple, list)) or not all(map(is_integer, items)):
        raise TypeError(f'{name} is {show(value)}; it has to be {fit}')
    # So that what is computed of them can be written out
    if any(abs(int(n)) >= 1e100 for n in items):
        raise ValueError(
            f'{name} holds an integer of more than 100 digits; it has to be '
            'below 10**100'
        )
    return tuple(map(int, items))


def check_pair(name, value, least):
    """Return an int, or a pair of them, as a pair."""
    is_pair = isinstance(value, (tuple, list)) and len(value) == 2
    items = value if is_pair else (value, value)
    fit = 'an int or a pair (height, width) of ints'
    pair = to_ints(name, value, fit, items)
    if min(pair) < least:
        raise ValueError(f'{name} is {value!r}; it has to be at least {least}')
    return pair


def check_index(function, at, shape):
    """Return an index into an output of that shape as ints."""
    axes = '(i, j)' if len(shape) == 2 else '(o, i, j)'
    index = to_ints(f'{function}: at', at, f'a tuple of integers, {axes}')
    inside = [0 <= n < size for n, size in zip(index, shape)]
    if len(index) != len(shape) or not all(inside):
        raise IndexError(
            f'{function}: at is {index}; it has to be an index {axes} into '
            f'the output, whose shape is {shape}'
        )
    return index


def check_axes(name, shape, axes):
    """Check that `shape` has the named axes and none of size zero."""
    wanted = axes.count(',') + 1
    if len(shape) == wanted and min(shape) > 0:
        return
    fit = f'it has to have {wanted} axes: {axes}'
    if len(shape) == wanted:
        fit = f'every axis of {axes} has to be at least 1'
    raise ValueError(f'{name} has shape {shape}; {fit}')


def check_fit(function, X_shape, K_shape, axes, padding=(0, 0), stride=(1, 1)):
    """Check that a kernel and its padded input have the named axes, the same
    input channels and room for the window.

    Return the shape of the output, `(H, W)` or `(c_o, H, W)`.
    """
    check_axes(f'{function}: X', X_shape, axes[0])
    check_axes(f'{function}: K', K_shape, axes[1])
    c_i, (k_h, k_w) = X_shape[:-2], K_shape[-2:]
    if axes[1].endswith('1, 1)') and (k_h, k_w) != (1, 1):
        raise ValueError(
            f'{function}: K has shape {K_shape}, a window of {k_h} x {k_w}; '
            f'it has to be 1 x 1: K of shape {(K_shape[0], *c_i, 1, 1)} would '
            'fit'
        )
    if K_shape[-3:-2] != c_i:
        raise ValueError(
            f'{function}: K has {K_shape[-3]} input channels, shape '
            f'{K_shape}, and X has {c_i[0]}, shape {X_shape}; K of shape '
            f'{K_shape[:-3] + c_i + (k_h, k_w)} would fit'
        )
    h, w = padded_size(X_shape, padding)
    if k_h > h or k_w > w:
        padded = f' padded by {padding}' if any(padding) else ''
        raise ValueError(
            f'{function}: the window of K, {k_h} x {k_w} of shape {K_shape}, '
            f'is larger than X, {h} x {w} of shape {X_shape}{padded}; it has '
            f'to be at most {h} x {w}'
        )
    s_h, s_w = stride
    return K_shape[:-3] + ((h - k_h) // s_h + 1, (w - k_w) // s_w + 1)


def check_layer_shapes(
    function, X_shape, K_shape, padding, stride, axes=AXES[4]
):
    """Check that a kernel fits its input.

    Return padding and stride as pairs, and the shape of the output. A stride
    beyond the input, which takes no second step, is returned as the size of
    the input: MXNet crashes on 2**32.
    """
    padding = check_pair(f'{function}: padding', padding, least=0)
    stride = check_pair(f'{function}: stride', stride, least=1)
    Y_shape = check_fit(function, X_shape, K_shape, axes, padding, stride)
    s_h, s_w = map(min, stride, padded_size(X_shape, padding))
    return padding, (s_h, s_w), Y_shape


def check_size(function, elements, **sizes):
    """Check that MXNet can make an array of so many elements, for arguments
    of those sizes."""
    if elements > _MOST_ELEMENTS:
        given = ', '.join(f'{name} {a}' for name, a in sizes.items())
        raise ValueError(
            f'{function}: {given} would need an array of {elements} elements; '
            f'an MXNet array holds at most {_MOST_ELEMENTS}'
        )


def padded_size(X_shape, padding):
    """Return the height and width of an input with its padding."""
    return [n + 2 * p for n, p in zip(X_shape[-2:], padding)]
