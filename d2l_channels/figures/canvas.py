"""What both figures are drawn with: blocks of cells, operators and a caption.

All lengths are in points, 72 to an inch, from the top left corner of the
first block, to the right and down.
"""

from io import BytesIO
from math import ceil
from numbers import Real
from os import PathLike
from pathlib import PurePath
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

import matplotlib.figure
import numpy as np
from matplotlib import colors
from matplotlib.artist import Artist
from matplotlib.collections import QuadMesh
from matplotlib.transforms import Bbox

from .caption import draw_caption, measure_caption
from .content import View
from .layout import (
    CELL,
    OPERATOR_ROOM,
    Part,
    Stack,
    break_lines,
    row_height,
)
from .output import (
    DOTS_PER_INCH,
    PIXELS_PER_INCH,
    POINTS_PER_INCH,
    display_png,
    fix_style,
    save_undated,
)

_MARGIN = 6.75
_LINE_GAP = 28.0  # between two lines of blocks, with the words of the second
_WORD_SIZE = 9.0  # of the font
_OPERATOR_SIZE = 12.0
_WORD_HEIGHT = 13.0
_LETTER_WIDTH = 6.0  # of a word, at most
# Where the baseline of text lies
_BASELINE_IN_CELL = 12.0  # below the top of the cell
_OPERATOR_DROP = 4.0  # below the middle of the blocks
_WORD_RISE = 6.0  # above the blocks
# In pixels to an inch: below it, digits would be smaller than half a pixel
_LEAST_DPI = 5
# Black words and operators stay legible on a dark page
_WHITE_BOX = {'facecolor': 'white', 'linewidth': 0, 'pad': 1.5}


class Block(NamedTuple):
    """A channel as it was drawn."""

    role: str  # of its stack
    channel: int  # within its stack
    mesh: QuadMesh
    shape: Tuple[int, int]  # in cells

    def find_shades(self, view: View) -> np.ndarray:
        """Return the shade of each cell in a view."""
        shades = view.shades[self.role]
        if np.ndim(shades) == 3:
            shades = np.asarray(shades)[self.channel]
        return np.full(self.shape, shades, int)


class Figure(matplotlib.figure.Figure):
    """A figure laid out in points.

    It shows itself in a notebook: pyplot would show it twice, cropped and at
    a low resolution.
    """

    def __init__(self, operator_room: float = OPERATOR_ROOM) -> None:
        super().__init__(dpi=DOTS_PER_INCH)
        self.ax = self.add_axes((0, 0, 1, 1))
        self.ax.axis('off')
        self.alt = ''
        self._laid_out = Bbox.null()
        self.operator_room = operator_room
        # From the back to the front
        self.blocks: List[Block] = []
        self._caption: List[Artist] = []

    def lay_out(self, parts: Sequence[Part]) -> None:
        """Draw the parts of an equation, in as many lines as they need."""
        top = 0.0
        for line in break_lines(parts, self.operator_room):
            height = max(part.height for part in line)
            middle = top + height / 2
            x = 0.0
            for part in line:
                if part.operator:
                    centre = x + self.operator_room / 2
                    self._draw_operator(part.operator, centre, middle)
                    x += self.operator_room
                self._draw_part(part, x, middle, top)
                x += part.width
            top += height + _LINE_GAP
        self._laid_out = self.ax.dataLim.frozen()

    def _draw_part(
        self, part: Part, left: float, middle: float, top: float
    ) -> None:
        """Draw the rows of a part, with words at the top of the line."""
        row_top = middle - part.height / 2
        for n, row in enumerate(part.rows):
            if n > 0 and part.row_operator:
                # Between two rows, in the column of their first ∗
                self._draw_operator(
                    part.row_operator,
                    left + row[0].width + OPERATOR_ROOM / 2,
                    row_top - part.row_gap / 2,
                )
            row_middle = row_top + row_height(row) / 2
            x = left
            for m, stack in enumerate(row):
                if m > 0:
                    centre = x + OPERATOR_ROOM / 2
                    self._draw_operator('∗', centre, row_middle)
                    x += OPERATOR_ROOM
                self._draw_stack(stack, x, row_middle)
                # Words stand above the upper row alone
                if n == 0 and stack.word:
                    self._draw_word(stack.word, x + stack.width / 2, top)
                x += stack.width
            row_top += row_height(row) + part.row_gap

    def _draw_stack(self, stack: Stack, left: float, middle: float) -> None:
        """Draw channels, the first one in front."""
        channels, rows, columns = stack.texts.shape
        bottom = middle + stack.height / 2
        for n in reversed(range(channels)):
            x = left + n * stack.step + np.arange(columns + 1) * stack.cell
            first_row = bottom - n * stack.rise - rows * CELL
            y = first_row + np.arange(rows + 1) * CELL
            mesh = self.ax.pcolormesh(
                x,
                y,
                np.zeros((rows, columns)),
                vmin=0,
                vmax=2,
                cmap=colors.ListedColormap(stack.inks[n]),
                edgecolor='black',
            )
            self.blocks.append(Block(stack.role, n, mesh, (rows, columns)))
            # Numbers further back would be hidden in part
            if n == 0 or stack.rise == 0:
                for (i, j), text in np.ndenumerate(stack.texts[n]):
                    centre = float(x[j] + stack.cell / 2)
                    baseline = float(y[i] + _BASELINE_IN_CELL)
                    self.ax.text(centre, baseline, text, ha='center')

    def _draw_word(self, word: str, centre: float, top: float) -> None:
        # It may be wider than what it stands above
        half = len(word) * _LETTER_WIDTH / 2
        corners = [(centre - half, top - _WORD_HEIGHT), (centre + half, top)]
        self.ax.update_datalim(corners)
        self.ax.text(
            centre,
            top - _WORD_RISE,
            word,
            size=_WORD_SIZE,
            ha='center',
            bbox=_WHITE_BOX,
        )

    def _draw_operator(
        self, operator: str, centre: float, middle: float
    ) -> None:
        self.ax.text(
            centre,
            middle + _OPERATOR_DROP,
            operator,
            size=_OPERATOR_SIZE,
            ha='center',
            bbox=_WHITE_BOX,
        )

    def show_view(self, view: View) -> None:
        """Shade the cells, and write the caption, in place of the last."""
        self.alt = view.alt
        for block in self.blocks:
            block.mesh.set_array(block.find_shades(view).astype(float))
        for artist in self._caption:
            artist.remove()
        _, _, right, bottom = self._laid_out.extents
        self._caption = draw_caption(self.ax, view.rows, right, bottom)

    def measure(self, view: View) -> Bbox:
        """Return the box of all that is drawn when a view is shown."""
        left, top, right, bottom = self._laid_out.extents
        width, height = measure_caption(view.rows, right)
        return Bbox([(left, top), (max(right, width), bottom + height)])

    def fit(self, box: Bbox) -> None:
        """Make the figure as large as what it shows, with a margin."""
        box = box.padded(_MARGIN)
        width = _fill_pixels(box.width)
        height = _fill_pixels(box.height)
        self.set_size_inches(width / POINTS_PER_INCH, height / POINTS_PER_INCH)
        left, top = box.x0, box.y0
        self.ax.set(xlim=(left, left + width), ylim=(top + height, top))

    def savefig(
        self,
        fname: Any,
        *,
        transparent: Optional[bool] = None,
        **kwargs: Any,
    ) -> None:
        """Save as matplotlib does, but the same file for the same picture."""
        dpi = kwargs.get('dpi')
        if isinstance(dpi, Real) and dpi < _LEAST_DPI:
            raise ValueError(
                f'savefig: dpi is {dpi}; for digits to be drawn it has to be '
                f'at least {_LEAST_DPI}'
            )
        kind = kwargs.get('format') or _read_suffix(fname)
        with fix_style():
            save_undated(
                super().savefig,
                fname,
                kind.lower(),
                transparent=transparent,
                **kwargs,
            )

    def _ipython_display_(self) -> None:
        png = BytesIO()
        self.savefig(png)
        display_png(png.getvalue(), self.alt)


def _read_suffix(fname: Any) -> str:
    """Return the suffix of a name without its dot, empty for a file object."""
    if isinstance(fname, (str, PathLike)):
        return PurePath(fname).suffix[1:]
    return ''


def _fill_pixels(length: float) -> float:
    """Round a length up to a whole number of pixels at 96 to an inch."""
    pixels = ceil(length * PIXELS_PER_INCH / POINTS_PER_INCH)
    return pixels * POINTS_PER_INCH / PIXELS_PER_INCH
