"""The chapter's second figure: a 1 x 1 window mixes channels."""

from typing import Any, List, Optional, Sequence, Tuple, Union

import numpy as np

from .._arrays import check_operands
from .._mxnet import nd
from .._shapes import Shape, check_fit, check_index, is_integer, show, to_ints
from ..channels import corr2d_multi_in_out_1x1
from .canvas import Figure
from .content import (
    Row,
    Shades,
    View,
    check_readable,
    check_style,
    choose_inks,
    explain_element,
    write_layer,
)
from .layout import (
    CELL,
    OPERATOR_ROOM,
    WIDEST_LINE,
    Part,
    Stack,
    cell_width,
)
from .output import fix_style

_AXES = ('c_i', 'h', 'w'), ('c_o', 'c_i', '1', '1')
_WIDE_OPERATOR_ROOM = 49.0  # the book's, between channels without numbers
_CHANNEL_GAP = 9.0  # between two channels side by side
_KERNEL_GAP = 11.0  # between two kernels, one below the other
_MOST_NUMBERED_COLUMNS = 24  # of all channels side by side

_ArrayOrShape = Union[nd.NDArray, Shape]


@fix_style()
def draw_1x1(
    X: _ArrayOrShape,
    K: _ArrayOrShape,
    at: Optional[Sequence[Any]] = None,
    style: str = 'channels',
) -> Figure:
    """Draw how a 1 x 1 window mixes channels, pixel by pixel.

    With the style 'channels' and arrays, the numbers at both pixels are
    shown, and below them the arithmetic of the first pixel in the first
    output channel. Numbers and arithmetic are left out if input and output
    channels together have more than 24 columns, or if one array would be
    wider than 900 pixels.

    Parameters
    ----------
    X, K : NDArray of shape (c_i, h, w) and of (c_o, c_i, 1, 1), or the shapes
        Input and kernel, as for `draw_multi_in`; at most 4 output channels.
    at : pair of tuples of int, optional
        Two pixels `((i, j), (i2, j2))`, by default the first and the last.
    style : {'channels', 'book'}, default 'channels'
        A colour for each input channel, or the book's blue.

    Returns
    -------
    matplotlib.figure.Figure
        As from `draw_multi_in`, errors too; one pixel light, the other dark.

    Examples
    --------
    >>> draw_1x1((3, 3, 3), (2, 3, 1, 1)).savefig('1x1.svg')  # doctest: +SKIP
    """
    X_shape, K_shape = _check(X, K)
    check_style('draw_1x1', style)
    check_readable('draw_1x1', X=X_shape, K=K_shape)
    c_i, h, w = X_shape
    c_o = K_shape[0]
    first, second = _check_pixels(at, (h, w))
    shades = np.zeros((h, w))
    shades[second] = 2
    shades[first] = 1  # also if both are the same pixel
    alt = f'{c_i} channels mixed into {c_o}'
    rows: List[Row] = []

    parts = None
    operator_room = OPERATOR_ROOM
    has_room = (c_i + c_o) * w <= _MOST_NUMBERED_COLUMNS
    is_numbered = style != 'book' and has_room
    # Shapes alone have no numbers
    if is_numbered and isinstance(X, nd.NDArray) and isinstance(K, nd.NDArray):
        parts = _arrange_numbers(X, K, shades > 0, style)
        if parts is not None:
            # One output channel is enough to read
            line, rows = explain_element(X, K[0], first, style)
            alt = f'{alt}, at {first}: {line}'
    if parts is None:
        operator_room = _WIDE_OPERATOR_ROOM
        parts = _arrange_channels(c_i, c_o, h, w, style)
    figure = Figure(operator_room)
    figure.lay_out(parts)
    # In the book, the kernels are light and dark
    odd = 2 if style == 'book' else 1
    by_role: Shades = {'pixels': shades, 'even kernel': 1, 'odd kernel': odd}
    view = View(alt, by_role, rows)
    figure.show_view(view)
    figure.fit(figure.measure(view))
    return figure


def _is_shape(A: object) -> bool:
    return isinstance(A, (tuple, list)) and all(map(is_integer, A))


def _check(X: Any, K: Any) -> Tuple[Shape, Shape]:
    """Check two arrays, or two shapes, and return the shapes."""
    if not (_is_shape(X) and _is_shape(K)):
        check_operands('draw_1x1', X, K, _AXES)
        return X.shape, K.shape
    X_shape = to_ints('draw_1x1: X', X, 'a shape')
    K_shape = to_ints('draw_1x1: K', K, 'a shape')
    check_fit('draw_1x1', X_shape, K_shape, _AXES)
    return X_shape, K_shape


def _check_pixels(
    at: Optional[Sequence[Any]], shape: Tuple[int, int]
) -> List[Shape]:
    """Return two pixels, by default the first and the last."""
    if at is None:
        h, w = shape
        return [(0, 0), (h - 1, w - 1)]
    if isinstance(at, np.ndarray):
        at = at.tolist()
    if not isinstance(at, (tuple, list)) or len(at) != 2:
        raise TypeError(
            f'draw_1x1: at is {show(at)}; it has to be a pair of pixels, '
            '((i, j), (i2, j2))'
        )
    return [check_index('draw_1x1', pixel, shape) for pixel in at]


def _arrange_numbers(
    X: nd.NDArray, K: nd.NDArray, is_written: np.ndarray, style: str
) -> Optional[List[Part]]:
    """Return channels side by side with numbers in them, if these fit."""
    Y = corr2d_multi_in_out_1x1(X, K)
    inputs, weights, outputs, equals = write_layer(X, K, Y, is_written)
    parts = _arrange(
        inputs,
        weights,
        outputs,
        style,
        equals,
        cell=cell_width(inputs, weights, outputs),
        channel_gap=_CHANNEL_GAP,
        weight_gap=0.0,
    )
    widest = max(part.width for part in parts)
    return parts if widest + OPERATOR_ROOM <= WIDEST_LINE else None


def _arrange_channels(
    c_i: int, c_o: int, h: int, w: int, style: str
) -> List[Part]:
    """Return channels one behind the other, without numbers."""
    return _arrange(
        np.full((c_i, h, w), ''),
        np.full((c_o, c_i, 1, 1), ''),
        np.full((c_o, h, w), ''),
        style,
        equals='=',
        cell=CELL,
        channel_gap=None,
        weight_gap=None,
    )


def _arrange(
    inputs: np.ndarray,
    weights: np.ndarray,
    outputs: np.ndarray,
    style: str,
    equals: str,
    cell: float,
    channel_gap: Optional[float],
    weight_gap: Optional[float],
) -> List[Part]:
    inks, output_ink = choose_inks(style, len(inputs))
    output_inks = [output_ink] * len(outputs)
    kernels = []
    for o, texts in enumerate(weights):
        role = 'odd kernel' if o % 2 else 'even kernel'
        word = 'Kernel' if o == 0 else ''
        kernels.append([Stack(role, word, texts, inks, cell, weight_gap)])
    input = Stack('pixels', 'Input', inputs, inks, cell, channel_gap)
    output = Stack('pixels', 'Output', outputs, output_inks, cell, channel_gap)
    return [
        Part('', [[input]]),
        Part('∗', kernels, _KERNEL_GAP),
        Part(equals, [[output]]),
    ]
