"""What both figures are drawn with: cells, words and operators.

Lengths are in points, from the top left corner of the cells. The header is
above it.
"""

from functools import lru_cache
from io import BytesIO

import numpy as np
from matplotlib import figure, style
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

CELL = 18
WHITE, LIGHT, DARK = '#FFFFFF', '#B2D9FF', '#66BFFF'

_BEHIND = 9  # how far right and up a channel lies from the one before it
_HEADER = 17
_INSIDE = 15.5  # width that numbers in a cell may have
_FONT = 'DejaVu Sans'  # comes with matplotlib
_SIZE = 9


def check_small(function, **shapes):
    """Check that arrays of those shapes are small enough to be read."""
    for name, shape in shapes.items():
        if max(shape[:-2]) > 4 or max(shape[-2:]) > 8:
            raise ValueError(
                f'{function}: {name} has shape {shape}; to be readable it '
                'has to have at most 4 channels of 8 x 8'
            )


def fix_style():
    """Set the user's own style aside: equal arguments, equal pictures."""
    return style.context(['default', {'svg.hashsalt': 'd2l_channels'}])


def extent(cells, c):
    """Return the height or width of `c` channels of so many cells."""
    return cells * CELL + (c - 1) * _BEHIND


@lru_cache(maxsize=None)
def width(text):
    """Measure a line of text."""
    font = FontProperties(family=_FONT, size=_SIZE)
    size = text_to_path.get_text_width_height_descent(text, font, False)
    # Letters set in whole pixels take up to that much more
    return 1.06 * size[0]


class Figure(figure.Figure):
    """A figure in points, made without pyplot, which would show it twice."""

    def __init__(self):
        super().__init__(facecolor=WHITE, dpi=96)
        self.clean()

    def clean(self):
        """Remove what was drawn."""
        self.clear()
        self.add_axes((0, 0, 1, 1)).axis('off')
        self._edges = [0]  # of the words

    def stack(self, x, middle, colours, c, texts=(), word=None):
        """Draw `c` channels of cells to the right of `x`, the first in front
        and with the texts, and a word above; return their right edge."""
        h, w = colours.shape
        right, bottom = x + extent(w, c), middle + extent(h, c) / 2
        for n in reversed(range(c)):
            left, top = x + n * _BEHIND, bottom - n * _BEHIND - h * CELL
            for (i, j), colour in np.ndenumerate(colours):
                corner = left + j * CELL, top + i * CELL
                cell = Rectangle(corner, CELL, CELL, fc=colour, ec='black')
                self.gca().add_patch(cell).set_clip_on(False)
        size = _SIZE * min(1, _INSIDE / max(map(width, texts), default=1))
        for (i, j), text in zip(np.ndindex(h, w), texts):
            y = top + (i + 0.5) * CELL + 0.365 * size
            self.write(left + (j + 0.5) * CELL, y, text, size)
        if word:
            self.head(x, right, word)
        return right

    def sign(self, x, middle, text, room):
        """Write an operator to the right of `x`; return where its room
        ends."""
        self.write(x + room / 2, middle + 0.314 * 12, text, 12)
        return x + room

    def head(self, left, right, word):
        """Write a word into the header, which it may be wider than."""
        x, half = (left + right) / 2, width(word) / 2 + 1
        self.write(x, -_HEADER / 2 - 2 + 0.365 * _SIZE, word)
        self._edges += [x - half, x + half]

    def write(self, x, y, text, size=_SIZE, align='center'):
        """Write a line that stands on `y`."""
        self.gca().text(x, y, text, family=_FONT, size=size, ha=align)

    def crop(self, right, bottom):
        """Leave what lies between the header and a corner, strokes, and
        words that are wider than what is below them."""
        left, right = min(self._edges) - 0.5, max(right, *self._edges) + 0.5
        top, bottom = -_HEADER - 0.5, bottom + 0.5
        self.set_size_inches((right - left) / 72, (bottom - top) / 72)
        self.gca().set(xlim=(left, right), ylim=(bottom, top))
        return self

    def savefig(self, fname, **kwargs):
        """Save as matplotlib does, but the same SVG for the same picture."""
        kwargs.setdefault('dpi', 144)  # whole pixels: two a point
        if str(kwargs.get('format', fname)).endswith('svg'):
            kwargs.setdefault('metadata', {'Date': None, 'Creator': None})
        with fix_style():
            super().savefig(fname, **kwargs)

    def _repr_png_(self):
        png = BytesIO()
        self.savefig(png, format='png')
        width, height = (round(n * 96) for n in self.get_size_inches())
        return png.getvalue(), {'width': width, 'height': height}
