"""What both figures are drawn with, in points from the top left cell."""

import re
from gzip import GzipFile
from io import BytesIO
from os.path import splitext

import matplotlib.figure
import numpy as np
from matplotlib import cbook, colors, style, transforms
from matplotlib.backends.backend_pdf import PdfPages
from PIL import Image

from .._arrays import check_operands
from .._shapes import axes_for
from ..arithmetic import explain, shortest

CELL = 18
# Faint, light and dark, for black digits. However well an eye tells colours
# apart, any two of the light ones differ by 13 or more in CAM02-UCS
_BLUE = ['#FFFFFF', '#B2D9FF', '#66BFFF']
_CHANNELS = [
    ['#E8F4FF', '#B2D9FF', '#66BFFF'],
    ['#FFF6DC', '#FFE08A', '#FFC933'],
    ['#FDE3DC', '#F7A08C', '#F0664B'],
    ['#EEE6EE', '#C6ADC6', '#A37CA3'],
]
_OUTPUT = ['#FFFFFF', '#D9D9D9', '#BFBFBF']
_LETTER = 0.602 * 8  # of DejaVu Sans Mono, which comes with matplotlib


def check(function, X, K, style, axes=None):
    """Check what is to be drawn; return the shape of the output."""
    Y_shape = check_operands(function, X, K, axes or axes_for(K, (3, 4)))
    if style not in ('channels', 'book'):
        fit = "not 'channels' or 'book'"
        raise ValueError(f'{function}: style is {style!r}, {fit}')
    # Of many kernels, only a 1 x 1 figure draws more than one
    drawn = {'X': X.shape, 'K': K.shape if axes else K.shape[-3:]}
    for name, shape in drawn.items():
        if max(shape[:-2]) > 4 or max(shape[-2:]) > 8:
            fit = 'to be readable it has to have at most 4 channels of 8 x 8'
            raise ValueError(f'{function}: {name} has shape {shape}; {fit}')
    return Y_shape


def fix_style():
    """Set the user's own style aside: equal arguments, equal pictures."""
    # Three digits of 8 points fill a cell
    ours = {'svg.hashsalt': 'd2l_channels', 'text.hinting': 'none'}
    return style.context(['default', {**ours, 'font.size': 8}])


def crop(figures):
    """Show all that figures hold, in one size, with a margin of 6 points."""
    box = transforms.Bbox.union([f.axis.dataLim for f in figures]).padded(6.75)
    # Whole pixels at 96 an inch
    size = np.ceil(box.size * 4 / 3) * 3 / 4
    (left, top), (right, bottom) = box.min, box.min + size
    for figure in figures:
        figure.set_size_inches(size / 72)
        figure.axis.set(xlim=(left, right), ylim=(bottom, top))
    return figures


class Steps(tuple):
    """Figures in a row, which a notebook shows as one moving picture."""

    def save(self, file, format=None):
        """Save as GIF or PNG, which move, or as PDF of many pages."""
        if str(format or file).lower().endswith('pdf'):
            with PdfPages(file, metadata={'CreationDate': None}) as pdf:
                for figure in self:
                    pdf.savefig(figure)
            return
        pngs = [BytesIO() for _ in self]
        for figure, png in zip(self, pngs):
            figure.savefig(png, pil_kwargs={'compress_level': 1})
        first, *rest = [Image.open(png).convert('RGB') for png in pngs]
        moving = {'save_all': True, 'append_images': rest, 'loop': 0}
        first.save(file, format, duration=1500, **moving)

    def _ipython_display_(self):
        from IPython import display

        png = BytesIO()
        self.save(png, 'png')
        alt = '; '.join(figure.alt for figure in self)
        display.display(display.Image(png.getvalue(), retina=True, alt=alt))


class Figure(matplotlib.figure.Figure):
    """A figure in points, which pyplot would show twice, coarse, cropped."""

    # At a depth of 0, channels are side by side
    middle, depth, room, cell, equals = 0.0, 9, 26, CELL, '='

    def __init__(self, style, c_i, c_o, alt):
        super().__init__(dpi=192)
        self.axis = self.add_axes((0, 0, 1, 1))
        self.axis.axis('off')
        self.is_book, self.alt = style == 'book', alt
        # Of the input channels, then of the output channels
        self.inks = _CHANNELS[:c_i] + [_OUTPUT] * c_o
        if self.is_book or c_i == 1:
            self.inks = [_BLUE] * (c_i + c_o)

    def format(self, A):
        """Write the numbers of an array, and make cells wide enough."""
        texts = np.empty(A.shape, object)
        # Integers as floats, which can be rounded
        for index, a in np.ndenumerate(A.asnumpy() * 1.0):
            text = shortest(a)
            text = text if len(text.strip('-')) < 6 else f'{float(a):.3g}'
            if a.dtype.type(text) != a == a:
                self.equals = '≈'
            texts[index] = re.sub(r'e\+?(-?)0*', r'e\1', text)
        self.cell = max(self.cell, 5.25 * max(map(len, texts.flat)) + 2.25)
        return texts

    def stack(self, x, texts, inks, shades, word='', y=0, gap=9):
        """Draw channels a step apart, the first in front; return their end."""
        c, h, w = texts.shape
        step = self.depth or w * self.cell + gap
        top = self.middle + y - (h * CELL - (c - 1) * self.depth) / 2
        for n in reversed(range(c)):
            columns = x + n * step + np.arange(w + 1) * self.cell
            rows = top - n * self.depth + np.arange(h + 1) * CELL
            grid = columns, rows, np.full((h, w), shades)
            cmap = colors.ListedColormap(inks[n])
            self.axis.pcolormesh(*grid, vmin=0, vmax=2, cmap=cmap, ec='black')
            # Numbers further back would be hidden in part
            if n == 0 or self.depth == 0:
                for (i, j), text in np.ndenumerate(texts[n]):
                    place = columns[j] + self.cell / 2, rows[i] + 12
                    self.axis.text(*place, text, ha='center')
        right = columns[-1] + (c - 1) * step
        # A word may be wider than what it is above of
        centre, half = (x + right) / 2, 3 * len(word)
        self.axis.update_datalim([(centre - half, -13), (centre + half, 0)])
        self.axis.text(centre, -6, word, size=9, ha='center')
        return right

    def sign(self, x, text, y=0):
        """Write an operator to the right of `x`; return its right edge."""
        place = x + self.room / 2, self.middle + y + 4
        self.axis.text(*place, text, size=12, ha='center')
        return x + self.room

    def explain(self, X, K, at):
        """Write what `explain` does, and in channels a row for each below."""
        rows = [explain(X, K, at)]
        self.alt += f': {rows[0]}'
        if self.is_book:
            return
        if len(X) > 1:
            total = rows[0].split(' = ', 1)[1]
            rows = [*(explain(x, k, at) for x, k in zip(X, K)), total]
        right, y = self.axis.dataLim.max
        most = int(max(right, 340) / _LETTER)
        for row, ink in zip(rows, self.inks):
            # Ends before a + or =, but not before that of an exponent
            for part in re.findall(rf'.{{1,{most}}}(?:$|(?<!e)(?=[+=]))', row):
                y += 13
                self.axis.barh(y, len(part) * _LETTER, 13, color=ink[1])
                self.axis.text(0, y + 3, part, family='DejaVu Sans Mono')

    def savefig(self, fname, **kwargs):
        """Save as matplotlib does, but the same file for the same picture."""
        kind = (kwargs.get('format') or splitext(str(fname))[1][1:]).lower()
        if kind == 'svgz':
            # matplotlib would write the time and the file's name into it
            with cbook.open_file_cm(fname, 'wb') as file:
                with GzipFile('', 'wb', fileobj=file, mtime=0) as svg:
                    return self.savefig(svg, **{**kwargs, 'format': 'svg'})
        date = {'svg': 'Date', 'pdf': 'CreationDate'}.get(kind)
        if date:
            kwargs['metadata'] = {date: None, **(kwargs.get('metadata') or {})}
        with fix_style():
            super().savefig(fname, **kwargs)

    def _ipython_display_(self):
        Steps([self])._ipython_display_()
