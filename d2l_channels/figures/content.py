"""What figures show: numbers, colours, and the arithmetic below them."""

import re
from typing import Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from .._mxnet import nd
from .._shapes import Shape
from ..arithmetic import explain, shortest

# Faint, light and dark, for black digits
Ink = Tuple[str, str, str]
Row = Tuple[str, str]  # a line of the caption, and its colour
# For each role of a stack the shades of its cells, of shape (rows, columns) or
# (channels, rows, columns), or one for all of them: 0 is faint, 1 light and
# 2 dark
Shades = Dict[str, Union[int, np.ndarray]]

_STYLES = ('channels', 'book')
_MOST_CHANNELS = 4  # as many as have an ink
_MOST_CELLS = 8  # in a row or a column
_LONGEST_NUMBER = 5  # characters without the sign; others are rounded

_BLUE = ('#FFFFFF', '#B2D9FF', '#66BFFF')
_GREY = ('#FFFFFF', '#D9D9D9', '#BFBFBF')
# Any two of the light inks differ by 13 or more in CAM02-UCS, for an eye that
# sees all colours, and for one that confuses red and green, or blue and yellow
_CHANNELS = [
    ('#E8F4FF', '#B2D9FF', '#66BFFF'),
    ('#FFF6DC', '#FFE08A', '#FFC933'),
    ('#FDE3DC', '#F7A08C', '#F0664B'),
    ('#EEE6EE', '#C6ADC6', '#A37CA3'),
]


class View(NamedTuple):
    """What differs from one step of a figure to the next."""

    alt: str
    shades: Shades
    rows: Sequence[Row]


def check_style(function: str, style: object) -> None:
    """Check that there is a style of that name."""
    if style not in _STYLES:
        raise ValueError(
            f"{function}: style is {style!r}, not 'channels' or 'book'"
        )


def check_readable(function: str, **shapes: Shape) -> None:
    """Check that arrays are small enough to be read in a figure."""
    for name, shape in shapes.items():
        channels = max(shape[:-2], default=1)
        if channels > _MOST_CHANNELS or max(shape[-2:]) > _MOST_CELLS:
            raise ValueError(
                f'{function}: {name} has shape {shape}; to be readable it '
                f'has to have at most {_MOST_CHANNELS} channels of '
                f'{_MOST_CELLS} x {_MOST_CELLS}'
            )


def choose_inks(style: str, input_channels: int) -> Tuple[Sequence[Ink], Ink]:
    """Return the inks of the input channels, and that of all outputs."""
    if style == 'book' or input_channels == 1:
        return [_BLUE] * input_channels, _BLUE
    return _CHANNELS[:input_channels], _GREY


def write_layer(
    X: nd.NDArray,
    K: nd.NDArray,
    Y: nd.NDArray,
    is_written: Optional[np.ndarray] = None,
) -> Tuple[np.ndarray, np.ndarray, np.ndarray, str]:
    """Write the numbers of a layer, and the sign before its output.

    It says whether the numbers are equal, or were rounded to be written. Of
    input and output, only the pixels where `is_written` is True are written,
    by default all.
    """
    inputs, is_input_rounded = _write_numbers(X, is_written)
    weights, is_weight_rounded = _write_numbers(K)
    outputs, is_output_rounded = _write_numbers(Y, is_written)
    equals = '='
    if is_input_rounded or is_weight_rounded or is_output_rounded:
        equals = '≈'
    return inputs, weights, outputs, equals


def _write_numbers(
    A: nd.NDArray, is_written: Optional[np.ndarray] = None
) -> Tuple[np.ndarray, bool]:
    """Write the numbers of an array, and say whether any was rounded."""
    # Integers as floats, which can be rounded
    numbers = A.asnumpy() * 1.0
    texts = np.full(A.shape, '', object)
    is_any_rounded = False
    for index, number in np.ndenumerate(numbers):
        if is_written is not None and not is_written[index[-2:]]:
            continue
        text = shortest(number)
        if len(text.lstrip('-')) > _LONGEST_NUMBER:
            text = f'{float(number):.3g}'
        is_rounded = number.dtype.type(text) != number
        if is_rounded and not np.isnan(number):
            is_any_rounded = True
        texts[index] = _shorten_exponent(text)
    return texts, is_any_rounded


def _shorten_exponent(text: str) -> str:
    """Leave out what says nothing: 1e30 for 1e+30, and 1e-7 for 1e-07."""
    return re.sub(r'e\+?(-?)0*', r'e\1', text)


def explain_element(
    X: nd.NDArray, K: nd.NDArray, at: Shape, style: str
) -> Tuple[str, List[Row]]:
    """Return what `explain` writes, and the rows below a figure.

    The rows are of each channel and of their sum.
    """
    line = explain(X, K, at)
    if style == 'book':
        return line, []
    texts = [line]
    if len(X) > 1:
        _, total = line.split(' = ', maxsplit=1)
        texts = [*(explain(x, k, at) for x, k in zip(X, K)), total]
    inks, output_ink = choose_inks(style, len(X))
    light = [ink[1] for ink in (*inks, output_ink)]
    return line, list(zip(texts, light))
