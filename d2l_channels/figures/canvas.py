"""What both figures are drawn with: cells, words, operators and colours.

Lengths are in points, from the top left corner of the cells.
"""

import re
from gzip import GzipFile
from io import BytesIO

import numpy as np
from matplotlib import figure, style
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.cbook import open_file_cm
from PIL import Image

from ..arithmetic import explain, shortest

CELL = 18

# Faint, light and dark, for black digits. However well an eye tells colours
# apart, any two of the light ones and grey differ by 13 or more in CAM02-UCS
_BLUE = '#FFFFFF', '#B2D9FF', '#66BFFF'
_GREY = '#FFFFFF', '#D9D9D9', '#BFBFBF'
_CHANNELS = [
    ('#E8F4FF', '#B2D9FF', '#66BFFF'),
    ('#FFF6DC', '#FFE08A', '#FFC933'),
    ('#FDE3DC', '#F7A08C', '#F0664B'),
    ('#EEE6EE', '#C6ADC6', '#A37CA3'),
]
_STYLES = 'channels', 'book'
_SIZE = 8  # of digits: three fill a cell
_MONO = 'DejaVu Sans Mono'  # comes with matplotlib
_LETTER = 0.602 * _SIZE


def check_readable(function, style, **shapes):
    """Check the style, and that arrays are small enough to be read."""
    if style not in _STYLES:
        raise ValueError(f'{function}: style is {style!r}, not in {_STYLES}')
    for name, shape in shapes.items():
        if max(shape[:-2]) > 4 or max(shape[-2:]) > 8:
            raise ValueError(
                f'{function}: {name} has shape {shape}; to be readable it '
                'has to have at most 4 channels of 8 x 8'
            )


def fix_style():
    """Set the user's own style aside: equal arguments, equal pictures."""
    ours = {'svg.hashsalt': 'd2l_channels', 'text.hinting': 'none'}
    return style.context(['default', ours])


class Steps(tuple):
    """Figures in a row, which a notebook shows as one moving picture."""

    def __repr__(self):
        return f'<Steps of {len(self)} figures>'

    def save(self, file, format=None):
        """Save as GIF or PNG, which move, or as PDF of many pages."""
        if str(format or file).lower().endswith('pdf'):
            with PdfPages(file, metadata={'CreationDate': None}) as pdf:
                for figure in self:
                    pdf.savefig(figure)
            return
        pngs = [BytesIO() for _ in self]
        for figure, png in zip(self, pngs):
            figure.savefig(png)
        first, *rest = [Image.open(png).convert('RGB') for png in pngs]
        moving = {'save_all': True, 'append_images': rest, 'loop': 0}
        first.save(file, format, duration=1500, **moving)

    def _ipython_display_(self):
        from IPython import display

        png = BytesIO()
        self.save(png, 'png')
        alt = '; '.join(figure.alt for figure in self)
        display.display(display.Image(png.getvalue(), retina=True, alt=alt))


class Figure(figure.Figure):
    """A figure in points, made without pyplot, which would show it twice."""

    def __init__(self, style, c_i):
        super().__init__(facecolor='white')
        self.axis = self.add_axes((0, 0, 1, 1))
        self.axis.axis('off')
        is_blue = style == 'book' or c_i == 1
        self.inks = np.array([_BLUE] * c_i if is_blue else _CHANNELS[:c_i])
        self.ink = np.array([_BLUE if is_blue else _GREY])
        self.cell, self.equals, self.alt = CELL, '=', ''

    def format(self, A):
        """Write the numbers of an array, and make cells wide enough."""
        exact = [_shorten(shortest(a)) for a in A.flat]
        texts = [
            text if len(text.strip('-')) < 6 else _shorten(f'{float(a):.3g}')
            for text, a in zip(exact, A.flat)
        ]
        if texts != exact:
            self.equals = '≈'
        # Whole pixels
        self.cell = max(self.cell, 5.25 * max(map(len, texts)) + 2.25)
        return np.array(texts, dtype=object).reshape(A.shape)

    def stack(self, x, middle, colours, texts, word='', step=(9, 9)):
        """Draw channels one step apart from `x` on, the first in front, with
        texts where none hides them and a word above; return the right edge.
        """
        c, h, w = colours.shape
        i, j = np.indices((h, w)).reshape(2, -1)
        bottom = middle + (h * CELL + (c - 1) * step[1]) / 2
        for n in reversed(range(c)):
            left = x + n * step[0] + j * self.cell
            top = bottom - n * step[1] + (i - h) * CELL
            self.fill(left, top, self.cell, CELL, colours[n].ravel(), 'black')
            if n == 0 or step[1] == 0:
                for a, b, text in zip(left, top, texts[n].flat):
                    self.write(a + self.cell / 2, b + 12, text)
        right = x + w * self.cell + (c - 1) * step[0]
        # A word may be wider than what it is above of
        centre, width = (x + right) / 2, 6 * len(word)
        self.fill(centre - width / 2, -13, width, 13, 'none')
        self.write(centre, -6, word, size=9)
        return right

    def sign(self, x, middle, text, room=26):
        """Write an operator to the right of `x`; return its right edge."""
        self.write(x + room / 2, middle + 4, text, size=12)
        return x + room

    def explain(self, X, K, at):
        """Write below the picture what `explain` does."""
        parts = [*zip(*[explain(*xk, at).split(' = ') for xk in zip(X, K)])]
        *sums, whole = explain(X, K, at).split(' = ')
        parts[len(sums) :] = [(whole,)]
        # A digit under each letter says whose it is
        owners = [[str(n) * len(a) for n, a in enumerate(p)] for p in parts]
        owners[-1] = ['4' * len(whole)]
        line, owners = (' = '.join(map('+'.join, p)) for p in (parts, owners))
        colours = {**dict(zip('0123', self.inks[:, 1])), '4': self.ink[0, 1]}
        _, _, right, y = self.axis.dataLim.extents
        most = int(max(right, 340) / _LETTER)
        # Rows end before a + or =, but not before that of an exponent
        for row in re.finditer(rf'.{{1,{most}}}(?:$|(?<!e)(?=[+=]))', line):
            y += 13
            for run in re.finditer(r'(\d)\1*', owners[slice(*row.span())]):
                x, end = run.start() * _LETTER, run.end() * _LETTER
                self.fill(x, y - 4, end - x, 13, colours[run[1]])
            self.write(0, y + 5.5, row[0], ha='left', family=_MONO)

    def fill(self, x, y, width, height, colours, stroke='none'):
        """Fill rectangles whose top left corners are given."""
        look = {'align': 'edge', 'color': colours, 'ec': stroke}
        self.axis.bar(x, height, width, y, clip_on=False, **look)

    def write(self, x, y, text, size=_SIZE, ha='center', **kwargs):
        """Write a line that stands on `y`."""
        self.axis.text(x, y, text, size=size, ha=ha, **kwargs)

    def crop(self, box=None):
        """Show what is in a box, or all, and a margin of 6 points."""
        box = (box or self.axis.dataLim).padded(6.75)
        # Whole pixels at 96 an inch
        width, height = np.ceil(box.size * 4 / 3) * 3 / 4
        self.set_size_inches(width / 72, height / 72)
        ylim = box.y0 + height, box.y0
        self.axis.set(xlim=(box.x0, box.x0 + width), ylim=ylim)

    def savefig(self, fname, **kwargs):
        """Save as matplotlib does, but the same file for the same picture."""
        ending = str(kwargs.get('format') or fname).lower().rpartition('.')[2]
        if ending == 'svgz':
            with open_file_cm(fname, 'wb') as file:
                with GzipFile('', 'wb', fileobj=file, mtime=0) as zipped:
                    return self.savefig(zipped, **{**kwargs, 'format': 'svg'})
        for date in {'svg': ['Date'], 'pdf': ['CreationDate']}.get(ending, ()):
            kwargs['metadata'] = {date: None, **kwargs.get('metadata', {})}
        with fix_style():
            super().savefig(fname, **{'dpi': 192, **kwargs})

    def _ipython_display_(self):
        # pyplot would show it coarse and cropped
        Steps([self])._ipython_display_()


def _shorten(text):
    return re.sub(r'e\+?(-?)0*', r'e\1', text)
