"""The rules that arguments keep, one function a rule.

Each error names the function, the argument, what came and what would fit.
Only types, dtypes, contexts and shapes are looked at, none of which waits for
MXNet's engine, so that an error comes before any work is queued.
"""

from math import prod

import numpy as np

from ._mxnet import mx, nd

_DTYPES = (np.float32, np.float64)
_MOST_ELEMENTS = 2**31 - 2


def check_operands(function, X, X_axes, K, K_axes, only_1x1=False):
    """Check everything the chapter asks of an input and its kernel.

    `X_axes` and `K_axes` are written as in the chapter, `'(c_i, h, w)'`.
    """
    check_arrays(function, X, K)
    X_shape, K_shape = X.shape, K.shape
    check_axes(function, 'X', X_shape, X_axes)
    check_axes(function, 'K', K_shape, K_axes)
    if only_1x1:
        check_1x1(function, X_shape, K_shape)
    check_channels(function, X_shape, K_shape)
    check_window(function, X_shape, K_shape)
    (h, w), (k_h, k_w) = X_shape[-2:], K_shape[-2:]
    windows = (h - k_h + 1) * (w - k_w + 1)
    largest = windows * max((k_h * k_w, *K_shape[:-3]))
    check_size(function, largest, X=X_shape, K=K_shape)


def check_layer(function, X, K, padding, stride):
    """Check an input, a kernel, padding and stride; give the last two as
    pairs."""
    check_arrays(function, X, K)
    X_shape, K_shape = X.shape, K.shape
    padding, stride = check_shapes(function, X_shape, K_shape, padding, stride)
    c_o, H, W = output_shape(X_shape, K_shape, padding, stride)
    h, w = padded_size(X_shape, padding)
    row_of_windows = prod(K_shape[1:]) * W
    largest = max(X_shape[0] * h * w, row_of_windows, c_o * H * W)
    check_size(function, largest, X=X_shape, K=K_shape, padding=padding)
    # A step beyond the input is none, and MXNet crashes on steps of 2**32
    return padding, tuple(min(s, n) for s, n in zip(stride, (h, w)))


def check_shapes(
    function,
    X_shape,
    K_shape,
    padding,
    stride,
    axes=('(c_i, h, w)', '(c_o, c_i, k_h, k_w)'),
):
    """Check the shapes of a layer, its padding and stride; give the last two
    as pairs."""
    X_axes, K_axes = axes
    check_axes(function, 'X', X_shape, X_axes)
    check_axes(function, 'K', K_shape, K_axes)
    check_channels(function, X_shape, K_shape)
    padding = check_pair(function, 'padding', padding, least=0)
    stride = check_pair(function, 'stride', stride, least=1)
    check_window(function, X_shape, K_shape, padding)
    return padding, stride


def check_pair(function, name, value, least):
    """Check for an int or a pair of them, and give a pair."""
    pair = value if isinstance(value, (tuple, list)) else (value, value)
    if len(pair) != 2 or not all(is_integer(n) for n in pair):
        raise TypeError(
            f'{function}: {name} is {value!r}; it has to be an int or a pair '
            '(height, width) of ints'
        )
    if min(pair) < least:
        raise ValueError(
            f'{function}: {name} is {value!r}; it has to be at least {least}'
        )
    return tuple(int(n) for n in pair)


def is_integer(n):
    """Tell whether `n` is an int of Python's or NumPy's, and no bool."""
    return isinstance(n, (int, np.integer)) and not isinstance(n, bool)


def is_integers(A):
    """Tell whether `A` is a tuple of integers, or the like."""
    return isinstance(A, (tuple, list, np.ndarray)) and all(map(is_integer, A))


def check_array(function, name, A):
    """Check that `A` is a dense NDArray of floating point numbers."""
    if type(A) is not nd.NDArray:
        _check_type(function, name, A)
    check_dtype(function, name, A.dtype)


def check_dtype(function, name, dtype):
    """Check that a dtype is one the package computes in."""
    if dtype not in _DTYPES:
        raise TypeError(
            f'{function}: {name} has dtype {np.dtype(dtype)}; it has to be '
            f"float32 or float64: {name}.astype('float32')"
        )


def _check_type(function, name, A):
    if not isinstance(A, nd.NDArray):
        hint = _how_to_wrap(name, A)
    elif isinstance(A, mx.np.ndarray):
        hint = f': {name}.as_nd_ndarray()'
    elif A.stype != 'default':
        hint = f": {name}.tostype('default')"
    else:
        return
    raise TypeError(
        f'{function}: {name} is of type {type_name(A)}; it has to be a dense '
        f'mxnet.nd.NDArray{hint}'
    )


def type_name(A):
    """Name the type of an argument, with its module."""
    module = type(A).__module__
    prefix = '' if module == 'builtins' else f'{module}.'
    return prefix + type(A).__qualname__


def _how_to_wrap(name, A):
    if isinstance(A, (list, tuple)) and any(
        isinstance(a, nd.NDArray) for a in A
    ):
        return f': nd.stack(*{name})'
    if isinstance(A, np.ndarray) and A.dtype == np.float64:
        # Without its dtype, nd.array would make it float32
        return f": nd.array({name}, dtype='float64')"
    if isinstance(A, (np.ndarray, list, tuple)):
        return f': nd.array({name})'
    return ''


def check_arrays(function, X, K, names=('X', 'K')):
    """Check two arrays, and that they share a dtype and a context."""
    x, k = names
    check_array(function, x, X)
    check_array(function, k, K)
    check_same_dtype(function, X.dtype, K.dtype, names)
    if X.context != K.context:
        raise ValueError(
            f'{function}: {k} is on {K.context} and {x} on {X.context}; they '
            f'have to be on the same: {k}.as_in_context({x}.context)'
        )


def check_same_dtype(function, X_dtype, K_dtype, names=('X', 'K')):
    """Check that the dtypes of two arrays are the same."""
    x, k = names
    if X_dtype != K_dtype:
        narrow = x if X_dtype == np.float32 else k
        raise TypeError(
            f'{function}: {k} has dtype {np.dtype(K_dtype)} and {x} '
            f'{np.dtype(X_dtype)}; they have to be the same: '
            f"{narrow}.astype('float64')"
        )


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


def check_channels(function, X_shape, K_shape):
    """Check that a kernel has a channel for every channel of its input."""
    c_i = X_shape[:-2]
    if K_shape[-3:-2] != c_i:
        fitting = K_shape[:-3] + c_i + K_shape[-2:]
        raise ValueError(
            f'{function}: K has {K_shape[-3]} input channels, shape '
            f'{K_shape}, and X has {c_i[0]}, shape {X_shape}; K of shape '
            f'{fitting} would fit'
        )


def check_window(function, X_shape, K_shape, padding=(0, 0)):
    """Check that the window of a kernel lies inside its padded input."""
    h, w = padded_size(X_shape, padding)
    k_h, k_w = K_shape[-2:]
    if k_h > h or k_w > w:
        padded = f' padded by {padding}' if any(padding) else ''
        raise ValueError(
            f'{function}: the window of K, {k_h} x {k_w} of shape {K_shape}, '
            f'is larger than X, {h} x {w} of shape {X_shape}{padded}; it has '
            f'to be at most {h} x {w}'
        )


def padded_size(X_shape, padding):
    """Give the height and width of an input with its padding."""
    return [n + 2 * p for n, p in zip(X_shape[-2:], padding)]


def output_shape(X_shape, K_shape, padding=(0, 0), stride=(1, 1)):
    """Give the shape of the output, `(H, W)` or `(c_o, H, W)`."""
    sizes = zip(padded_size(X_shape, padding), K_shape[-2:], stride)
    size = tuple((n - k) // s + 1 for n, k, s in sizes)
    return K_shape[:-3] + size


def check_size(function, elements, **sizes):
    """Check that MXNet can make an array of so many elements, for the shapes
    and other sizes of the arguments."""
    if elements > _MOST_ELEMENTS:
        given = ', '.join(f'{name} {a}' for name, a in sizes.items())
        raise ValueError(
            f'{function}: {given} would need an array of {elements} elements; '
            f'MXNet has at most {_MOST_ELEMENTS}'
        )


def check_1x1(function, X_shape, K_shape):
    """Check that the window of a kernel is a single pixel."""
    if K_shape[-2:] != (1, 1):
        fitting = (K_shape[0], X_shape[0], 1, 1)
        raise ValueError(
            f'{function}: K has shape {K_shape}, a window of {K_shape[-2]} x '
            f'{K_shape[-1]}; it has to be 1 x 1: K of shape {fitting} would '
            'fit'
        )


def check_terms(function, K_shape, dtype):
    """Check that sums over a kernel are short enough to bound their
    rounding."""
    terms = prod(K_shape[-3:])
    most = round(2 / np.finfo(dtype).eps)
    if terms >= most:
        raise ValueError(
            f'{function}: K has shape {K_shape}; there is no bound on sums of '
            f'{terms} products in {np.dtype(dtype)}, only of fewer than {most}'
        )


def check_index(function, at, shape):
    """Check that `at` is an index into an output, and give it as ints."""
    axes = '(i, j)' if len(shape) == 2 else '(o, i, j)'
    if not is_integers(at):
        raise TypeError(
            f'{function}: at is {at!r}; it has to be a tuple of integers, '
            f'{axes}'
        )
    at = tuple(int(n) for n in at)
    if len(at) != len(shape) or not all(0 <= n < s for n, s in zip(at, shape)):
        raise IndexError(
            f'{function}: at is {at}; it has to be an index {axes} into the '
            f'output, whose shape is {shape}'
        )
    return at
