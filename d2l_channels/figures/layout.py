"""Blocks of cells, and how what does not fit is broken into lines.

All lengths are in points, 72 to an inch.
"""

from typing import List, NamedTuple, Optional, Sequence

import numpy as np

from .content import Ink

CELL = 18.0  # the height of a cell, and the least width
DEPTH = 9.0  # from a channel to the one behind it
OPERATOR_ROOM = 26.0  # between two blocks
# A figure is at most 675 points wide, 900 pixels at 96 to an inch. Besides
# the widest line, the margins need room, and words that are wider than their
# block
WIDEST_LINE = 636.0

FONT_SIZE = 8.0  # in cells and in the caption

_DIGIT_WIDTH = 5.25  # of DejaVu Sans, with what is between two digits
_CELL_PADDING = 2.25


def cell_width(*texts: np.ndarray) -> float:
    """Return the width of a cell that holds any of the numbers."""
    longest = max(len(text) for numbers in texts for text in numbers.flat)
    return max(CELL, longest * _DIGIT_WIDTH + _CELL_PADDING)


class Stack(NamedTuple):
    """Channels of an array, one behind the other or side by side."""

    role: str  # the key of its shades in a View
    word: str  # above it
    texts: np.ndarray  # of shape (channels, rows, columns)
    inks: Sequence[Ink]  # one for each channel
    cell: float  # the width of a cell
    # Between channels side by side; None if one is behind the other
    gap: Optional[float] = None

    @property
    def step(self) -> float:
        """How far to the right each channel begins after the one before."""
        if self.gap is None:
            return DEPTH
        columns: int = self.texts.shape[2]
        return columns * self.cell + self.gap

    @property
    def rise(self) -> float:
        """How much higher each channel is than the one before."""
        return DEPTH if self.gap is None else 0.0

    @property
    def width(self) -> float:
        channels: int
        columns: int
        channels, _, columns = self.texts.shape
        return columns * self.cell + (channels - 1) * self.step

    @property
    def height(self) -> float:
        channels: int
        rows: int
        channels, rows, _ = self.texts.shape
        return rows * CELL + (channels - 1) * self.rise


class Part(NamedTuple):
    """An operator and what follows it; a line may break before it."""

    operator: str
    # One below the other, each a product of stacks
    rows: Sequence[Sequence[Stack]]
    row_gap: float = 0.0
    row_operator: str = ''  # between rows

    @property
    def width(self) -> float:
        return max(
            sum(stack.width for stack in row) + (len(row) - 1) * OPERATOR_ROOM
            for row in self.rows
        )

    @property
    def height(self) -> float:
        gaps = (len(self.rows) - 1) * self.row_gap
        return sum(map(row_height, self.rows)) + gaps


def row_height(row: Sequence[Stack]) -> float:
    """Return the height of the tallest stack of a row."""
    return max(stack.height for stack in row)


def break_lines(
    parts: Sequence[Part], operator_room: float = OPERATOR_ROOM
) -> List[List[Part]]:
    """Break an equation before its operators so that every line fits."""
    lines: List[List[Part]] = [[]]
    right = 0.0
    for part in parts:
        width = part.width
        if part.operator:
            width += operator_room
        if lines[-1] and right + width > WIDEST_LINE:
            lines.append([])
            right = 0.0
        lines[-1].append(part)
        right += width
    return lines


def split(product: Part) -> List[Part]:
    """Break a product before its ∗ if it is wider than a line."""
    if OPERATOR_ROOM + product.width <= WIDEST_LINE:
        return [product]
    (row,) = product.rows
    first, *others = row
    return [
        Part(product.operator, [[first]]),
        *(Part('∗', [[stack]]) for stack in others),
    ]
