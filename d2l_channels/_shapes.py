"""The rules that shapes, padding, stride and indexes keep.

Nothing here needs an array or MXNet. Each error names the function, the
argument, what it got and what would have been right.
"""

from contextlib import suppress
from math import prod
from typing import Any, Dict, NamedTuple, Tuple, Union

import numpy as np

IntOrPair = Union[int, Tuple[int, int]]
Pair = Tuple[int, int]
Shape = Tuple[int, ...]
# The names of the axes of an input and of its kernel
Axes = Tuple[Tuple[str, ...], Tuple[str, ...]]

_AXES: Dict[int, Axes] = {
    2: (('h', 'w'), ('k_h', 'k_w')),
    3: (('c_i', 'h', 'w'), ('c_i', 'k_h', 'k_w')),
    4: (('c_i', 'h', 'w'), ('c_o', 'c_i', 'k_h', 'k_w')),
}
# MXNet counts elements in 32-bit integers, and some of its code counts one
# more than there are
_MOST_ELEMENTS = 2**31 - 2
# Keeps every number that is derived from an argument short enough to print
_MOST_DIGITS = 100
_TOO_LONG = 10**_MOST_DIGITS


class Words(NamedTuple):
    """How a message speaks of an input, of a kernel and of their shapes.

    Of arrays it says "X has shape (2, 3)" and "K of shape (2, 3)"; where a
    function takes shapes, "X_shape is (2, 3)" and "K_shape of (2, 3)".
    """

    X: str
    K: str
    has_shape: str
    shape_word: str


OF_ARRAYS = Words(X='X', K='K', has_shape='has shape', shape_word='shape ')
OF_SHAPES = Words(X='X_shape', K='K_shape', has_shape='is', shape_word='')


def axes_for(K: Any) -> Axes:
    """Return the names of the axes of X and K, by the number of axes of K.

    If no kernel has as many axes, or K is no array, they are those for a
    kernel of three axes; the check that follows raises an error.
    """
    return _AXES.get(getattr(K, 'ndim', 3), _AXES[3])


def is_integer(n: Any) -> bool:
    """Return whether n is a Python or NumPy integer; bools do not count."""
    # np.timedelta64 is a subclass of np.integer
    is_other = isinstance(n, (bool, np.timedelta64))
    return isinstance(n, (int, np.integer)) and not is_other


def show(value: Any) -> str:
    """Return a value as a message shows it: an array by its type alone.

    An array may be large, or not yet computed.
    """
    if not hasattr(value, 'shape'):
        # Python refuses to write integers of more than 4300 digits
        with suppress(ValueError):
            return repr(value)
    return f'of type {type(value).__name__}'


def to_ints(name: str, value: Any, fit: str) -> Shape:
    """Return a tuple, list or NumPy array of integers as a tuple of ints.

    Here and below, `name` names the function and the argument, as in
    'explain: at', and `fit` says what would have been right.
    """
    items = value.tolist() if isinstance(value, np.ndarray) else value
    if not isinstance(items, (tuple, list)) or not all(map(is_integer, items)):
        raise TypeError(f'{name} is {show(value)}; it has to be {fit}')
    if any(abs(int(n)) >= _TOO_LONG for n in items):
        raise ValueError(
            f'{name} holds an integer of more than {_MOST_DIGITS} digits; it '
            f'has to be below 10**{_MOST_DIGITS}'
        )
    return tuple(map(int, items))


def check_pair(name: str, value: Any, least: int) -> Pair:
    """Return an int, or a pair of ints, as a pair."""
    fit = 'an int or a pair (height, width) of ints'
    is_pair = isinstance(value, (tuple, list)) and len(value) == 2
    if not is_pair and not is_integer(value):
        raise TypeError(f'{name} is {show(value)}; it has to be {fit}')
    first, second = to_ints(name, value if is_pair else (value, value), fit)
    if min(first, second) < least:
        raise ValueError(f'{name} is {value!r}; it has to be at least {least}')
    return first, second


def check_index(function: str, at: Any, shape: Shape) -> Shape:
    """Return an index into an output of that shape as ints."""
    axes = '(i, j)' if len(shape) == 2 else '(o, i, j)'
    index = to_ints(f'{function}: at', at, f'a tuple of integers, {axes}')
    is_inside = all(0 <= n < size for n, size in zip(index, shape))
    if len(index) != len(shape) or not is_inside:
        raise IndexError(
            f'{function}: at is {index}; it has to be an index {axes} into '
            f'the output, whose shape is {shape}'
        )
    return index


def check_axes(subject: str, shape: Shape, axes: Tuple[str, ...]) -> None:
    """Check that `shape` has the named axes and none of size zero.

    The subject is what the message says before it gives the shape.
    """
    if len(shape) != len(axes):
        raise ValueError(
            f'{subject} {shape}; it has to have {len(axes)} axes: '
            f'({", ".join(axes)})'
        )
    if min(shape) < 1:
        raise ValueError(
            f'{subject} {shape}; every axis of ({", ".join(axes)}) has to be '
            'at least 1'
        )


def check_fit(
    function: str,
    X_shape: Shape,
    K_shape: Shape,
    axes: Axes,
    padding: Pair = (0, 0),
    stride: Pair = (1, 1),
    words: Words = OF_ARRAYS,
) -> Shape:
    """Check that a kernel fits its padded input.

    Both have to have the named axes and the same input channels, and the
    window has to have room. Return the shape of the output, `(H, W)` or
    `(c_o, H, W)`.
    """
    X_axes, K_axes = axes
    X, K, has_shape, shape_word = words
    check_axes(f'{function}: {X} {has_shape}', X_shape, X_axes)
    check_axes(f'{function}: {K} {has_shape}', K_shape, K_axes)
    k_h, k_w = K_shape[-2:]
    # Each is empty if the shape has no such axis
    X_channels = X_shape[:-2]
    K_channels = K_shape[-3:-2]
    K_outputs = K_shape[:-3]
    # An axis that is named '1' has to have that size
    if K_axes[-2:] == ('1', '1') and (k_h, k_w) != (1, 1):
        raise ValueError(
            f'{function}: {K} {has_shape} {K_shape}, a window of {k_h} x '
            f'{k_w}; it has to be 1 x 1: {K} of {shape_word}'
            f'{(K_shape[0], *X_channels, 1, 1)} would fit'
        )
    if K_channels != X_channels:
        fitting_shape = (*K_outputs, *X_channels, k_h, k_w)
        raise ValueError(
            f'{function}: {K} has {K_channels[0]} input channels, {shape_word}'
            f'{K_shape}, and {X} has {X_channels[0]}, {shape_word}{X_shape}; '
            f'{K} of {shape_word}{fitting_shape} would fit'
        )
    h, w = padded_size(X_shape, padding)
    if k_h > h or k_w > w:
        padded = f' padded by {padding}' if any(padding) else ''
        raise ValueError(
            f'{function}: the window of {K}, {k_h} x {k_w} of {shape_word}'
            f'{K_shape}, is larger than {X}, {h} x {w} of {shape_word}'
            f'{X_shape}{padded}; it has to be at most {h} x {w}'
        )
    s_h, s_w = stride
    H = (h - k_h) // s_h + 1
    W = (w - k_w) // s_w + 1
    return (*K_outputs, H, W)


def check_layer_shapes(
    function: str,
    X_shape: Shape,
    K_shape: Shape,
    padding: IntOrPair,
    stride: IntOrPair,
    axes: Axes = _AXES[4],
    words: Words = OF_ARRAYS,
) -> Tuple[Pair, Pair, Shape]:
    """Check padding and stride, and that a kernel fits its padded input.

    Return padding and stride as pairs, and the shape of the output. A stride
    larger than the padded input takes no second step. It is returned as the
    size of that input, because MXNet crashes on a stride of 2**32.
    """
    padding = check_pair(f'{function}: padding', padding, least=0)
    stride = check_pair(f'{function}: stride', stride, least=1)
    Y_shape = check_fit(
        function, X_shape, K_shape, axes, padding, stride, words
    )
    h, w = padded_size(X_shape, padding)
    s_h, s_w = stride
    return padding, (min(s_h, h), min(s_w, w)), Y_shape


def check_size(function: str, elements: int, **sizes: object) -> None:
    """Check that an MXNet array can hold this many elements.

    `sizes` are the arguments that this number comes from, as the message shows
    them.
    """
    if elements > _MOST_ELEMENTS:
        given = ', '.join(f'{name} {size}' for name, size in sizes.items())
        raise ValueError(
            f'{function}: {given} would need an array of {elements} elements; '
            f'an MXNet array holds at most {_MOST_ELEMENTS}'
        )


def count_window_elements(K_shape: Shape, Y_shape: Shape) -> int:
    """Count the elements of all windows of a layer, side by side."""
    return prod(K_shape[1:]) * prod(Y_shape[1:])


def padded_size(X_shape: Shape, padding: Pair) -> Pair:
    """Return the height and width of an input with its padding."""
    h, w = X_shape[-2:]
    p_h, p_w = padding
    return h + 2 * p_h, w + 2 * p_w
