"""The rules that shapes, padding, stride and indexes keep: tuples alone.

Each error names the function, the argument, what it got and what would fit.
"""

import numpy as np

_MOST_ELEMENTS = 2**31 - 2


def is_integer(n):
    """Tell an int of Python's or NumPy's, which a bool is not here."""
    return isinstance(n, (int, np.integer)) and not isinstance(n, bool)


def to_ints(value):
    """Return a tuple of integers, or the like, as ints; else None."""
    if isinstance(value, np.ndarray) and value.ndim != 1:
        return None
    if isinstance(value, (tuple, list, np.ndarray)):
        if all(map(is_integer, value)):
            return tuple(map(int, value))
    return None


def check_pair(function, name, value, least):
    """Return an int, or a pair of them, as a pair."""
    is_pair = isinstance(value, (tuple, list))
    pair = to_ints(value if is_pair else (value, value))
    if pair is None or len(pair) != 2:
        raise TypeError(
            f'{function}: {name} is {value!r}; it has to be an int or a pair '
            '(height, width) of ints'
        )
    if min(pair) < least:
        raise ValueError(
            f'{function}: {name} is {value!r}; it has to be at least {least}'
        )
    return pair


def check_index(function, at, shape):
    """Return an index into an output of that shape as ints."""
    axes = '(i, j)' if len(shape) == 2 else '(o, i, j)'
    index = to_ints(at)
    if index is None:
        raise TypeError(
            f'{function}: at is {at!r}; it has to be a tuple of integers, '
            f'{axes}'
        )
    inside = [0 <= n < size for n, size in zip(index, shape)]
    if len(index) != len(shape) or not all(inside):
        raise IndexError(
            f'{function}: at is {index}; it has to be an index {axes} into '
            f'the output, whose shape is {shape}'
        )
    return index


def check_axes(function, name, shape, axes):
    """Check that `shape` has the named axes and none of size zero."""
    wanted = axes.count(',') + 1
    if len(shape) != wanted:
        raise ValueError(
            f'{function}: {name} has shape {shape}; it has to have {wanted} '
            f'axes: {axes}'
        )
    if 0 in shape:
        raise ValueError(
            f'{function}: {name} has shape {shape}; every axis of {axes} has '
            'to be at least 1'
        )


def check_fit(function, X_shape, X_axes, K_shape, K_axes, padding=(0, 0)):
    """Check that a kernel and its padded input have the named axes, the same
    input channels and room for the window."""
    check_axes(function, 'X', X_shape, X_axes)
    check_axes(function, 'K', K_shape, K_axes)
    if K_axes.endswith('1, 1)'):
        _check_1x1(function, X_shape, K_shape)
    _check_channels(function, X_shape, K_shape)
    _check_window(function, X_shape, K_shape, padding)


def check_layer_shapes(
    function,
    X_shape,
    K_shape,
    padding,
    stride,
    axes=('(c_i, h, w)', '(c_o, c_i, k_h, k_w)'),
):
    """Check that a kernel fits its input; return padding and stride as
    pairs."""
    padding = check_pair(function, 'padding', padding, least=0)
    stride = check_pair(function, 'stride', stride, least=1)
    X_axes, K_axes = axes
    check_fit(function, X_shape, X_axes, K_shape, K_axes, padding)
    return padding, stride


def _check_1x1(function, X_shape, K_shape):
    if K_shape[-2:] != (1, 1):
        fitting = (K_shape[0], X_shape[0], 1, 1)
        raise ValueError(
            f'{function}: K has shape {K_shape}, a window of {K_shape[-2]} x '
            f'{K_shape[-1]}; it has to be 1 x 1: K of shape {fitting} would '
            'fit'
        )


def _check_channels(function, X_shape, K_shape):
    c_i = X_shape[:-2]
    if K_shape[-3:-2] != c_i:
        fitting = K_shape[:-3] + c_i + K_shape[-2:]
        raise ValueError(
            f'{function}: K has {K_shape[-3]} input channels, shape '
            f'{K_shape}, and X has {c_i[0]}, shape {X_shape}; K of shape '
            f'{fitting} would fit'
        )


def _check_window(function, X_shape, K_shape, padding):
    h, w = padded_size(X_shape, padding)
    k_h, k_w = K_shape[-2:]
    if k_h > h or k_w > w:
        padded = f' padded by {padding}' if any(padding) else ''
        raise ValueError(
            f'{function}: the window of K, {k_h} x {k_w} of shape {K_shape}, '
            f'is larger than X, {h} x {w} of shape {X_shape}{padded}; it has '
            f'to be at most {h} x {w}'
        )


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


def output_shape(X_shape, K_shape, padding=(0, 0), stride=(1, 1)):
    """Return the shape of the output, `(H, W)` or `(c_o, H, W)`."""
    sizes = zip(padded_size(X_shape, padding), K_shape[-2:], stride)
    return K_shape[:-3] + tuple((n - k) // s + 1 for n, k, s in sizes)
