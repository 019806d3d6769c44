"""The arithmetic below a figure, row by row. All lengths are in points."""

import re
from typing import List, Sequence, Tuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from .content import Row
from .layout import FONT_SIZE

_FONT = 'DejaVu Sans Mono'  # it comes with matplotlib
# The font's own is 0.602; matplotlib below 3.11 rounds it up to 0.6035
_LETTER_WIDTH = 0.604 * FONT_SIZE
_NARROWEST = 340.0  # that rows are wrapped at
_ROW_HEIGHT = 13.0
_BASELINE_IN_ROW = 9.5


def draw_caption(
    ax: Axes, rows: Sequence[Row], figure_width: float, top: float
) -> List[Artist]:
    """Draw rows below what ends at `top`; return all that was drawn."""
    drawn: List[Artist] = []
    y = top + _ROW_HEIGHT / 2
    for text, colour in _wrap(rows, figure_width):
        width = len(text) * _LETTER_WIDTH
        bar = Rectangle((0, y), width, _ROW_HEIGHT, color=colour, lw=0)
        drawn.append(ax.add_patch(bar))
        baseline = y + _BASELINE_IN_ROW
        drawn.append(ax.text(0, baseline, text, family=_FONT))
        y += _ROW_HEIGHT
    return drawn


def measure_caption(
    rows: Sequence[Row], figure_width: float
) -> Tuple[float, float]:
    """Return the width of rows, and the height that they add to a figure."""
    if not rows:
        return 0.0, 0.0
    wrapped = _wrap(rows, figure_width)
    longest = max(len(text) for text, _ in wrapped)
    return longest * _LETTER_WIDTH, (len(wrapped) + 0.5) * _ROW_HEIGHT


def _wrap(rows: Sequence[Row], figure_width: float) -> List[Row]:
    """Break rows that are wider than a figure, before + or =."""
    most = int(max(figure_width, _NARROWEST) / _LETTER_WIDTH)
    # A + after e belongs to an exponent. A line has room for 70 letters at
    # least, more than there are between two places for a break: in less room,
    # findall would skip what does not fit
    line = re.compile(rf'.{{1,{most}}}(?:$|(?<!e)(?=[+=]))')
    return [
        (text, colour) for row, colour in rows for text in line.findall(row)
    ]
