"""The chapter's two figures, drawn from the arrays at hand.

Needs matplotlib, which nothing else in the package does, and so is imported
on its own: `from d2l_channels import figures`. Lengths are in points, from
the top left corner.
"""

import re
from functools import lru_cache
from io import BytesIO
from math import prod

import numpy as np

from ._checks import check_index, check_operands, output_shape
from .arithmetic import explain, shortest
from .channels import corr2d_multi_in

try:
    from matplotlib import style
    from matplotlib.animation import FuncAnimation
    from matplotlib.colors import to_hex, to_rgb
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import Rectangle
    from matplotlib.textpath import text_to_path
except ModuleNotFoundError as error:
    raise ImportError(
        f'd2l_channels: the figures need {error.name}.\n'
        'Type: python -m pip install matplotlib'
    ) from error

_CELL = 18
_BEHIND = 9  # how far right and up a channel lies from the one before it
_SIGN = 26  # room for an operator between two blocks
_PLUS = 20  # and between two channels taken apart
_HEADER = 17
_WIDE_SIGN = 49  # in the second figure
_BETWEEN = 11  # two kernels of the second figure
_LINE = 339  # least room for a line of text
_ROW = 13
_INSIDE = 15.5  # width that numbers in a cell may have
_WHITE, _LIGHT, _DARK = '#FFFFFF', '#B2D9FF', '#66BFFF'
_FONT = 'DejaVu Sans'  # comes with matplotlib
_SIZE = 9

_MOST_CHANNELS = 4
_MOST_PIXELS = 8
_MOST_FRAMES = 36

# Whatever the user's own style: equal arguments give equal pictures
_STYLE = ['default', {'svg.hashsalt': 'd2l_channels'}]


def draw_multi_in(X, K, at=(0, 0)):
    """Draw how several input channels make one output element.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64, of at most 4 channels of 8 x 8.
    K : NDArray of shape (c_i, k_h, k_w)
        One kernel for each input channel, of the dtype and on the context of
        `X`.
    at : tuple of int, default (0, 0)
        Index `(i, j)` of the element in the output, counted from zero.

    Returns
    -------
    matplotlib.figure.Figure
        The picture. A notebook shows it, and its `savefig` writes the same
        SVG whenever the arguments are the same.

    Raises
    ------
    TypeError
        If an array is not a dense NDArray of float32 or float64, the two
        differ in dtype, or `at` is not a tuple of integers.
    ValueError
        If the arrays differ in context or in the number of input channels,
        one has another number of axes or an axis of size zero, the kernel is
        larger than the input, or the input is too large to be read.
    IndexError
        If `at` is not the index of an output element.

    Notes
    -----
    The chapter's first figure: the channels one behind the other, then taken
    apart in order, each with its kernel. The shaded cells are an output
    element and what it is computed from. Numbers that do not fit their cell
    are rounded; `explain` has them in full.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    ...               [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> figure = draw_multi_in(X, K)
    >>> [int(inches * 72) for inches in figure.get_size_inches()]
    [339, 146]
    >>> figure.savefig('conv_multi_in.svg')  # doctest: +SKIP
    """
    check_operands('draw_multi_in', X, '(c_i, h, w)', K, '(c_i, k_h, k_w)')
    _check_readable('draw_multi_in', 'X', X.shape)
    at = check_index('draw_multi_in', at, output_shape(X.shape, K.shape))
    with style.context(_STYLE):
        figure = _Figure()
        return figure.crop(*_multi_in(figure, X, K, at))


def draw_1x1(X, K, at=None):
    """Draw how a 1 x 1 window mixes channels, pixel by pixel.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64, of at most 4 channels of 8 x 8.
    K : NDArray of shape (c_o, c_i, 1, 1)
        Kernel of at most 4 output channels, of the dtype and on the context
        of `X`.
    at : pair of tuples of int, optional
        Two pixels `((i, j), (i2, j2))`, counted from zero. By default, the
        first and the last.

    Returns
    -------
    matplotlib.figure.Figure
        The picture. A notebook shows it, and its `savefig` writes the same
        SVG whenever the arguments are the same.

    Raises
    ------
    TypeError
        If an array is not a dense NDArray of float32 or float64, the two
        differ in dtype, or `at` is not a pair of tuples of integers.
    ValueError
        If the arrays differ in context or in the number of input channels,
        one has another number of axes or an axis of size zero, the window is
        not 1 x 1, or the arrays are too large to be drawn.
    IndexError
        If `at` holds what is not the index of a pixel.

    Notes
    -----
    The chapter's second figure. One pixel is light and the other dark, in all
    channels of the input and of the output. The kernels are shaded from light,
    for the first output channel, to dark, for the last.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.random.uniform(shape=(3, 3, 3))
    >>> K = nd.random.uniform(shape=(2, 3, 1, 1))
    >>> figure = draw_1x1(X, K, at=((0, 0), (1, 2)))
    >>> [int(inches * 72) for inches in figure.get_size_inches()]
    [270, 101]
    """
    check_operands('draw_1x1', X, '(c_i, h, w)', K, '(c_o, c_i, 1, 1)')
    _check_readable('draw_1x1', 'X', X.shape)
    _check_readable('draw_1x1', 'K', K.shape)
    h, w = X.shape[1:]
    first, last = _pixels(at, (h, w))
    colours = np.full((h, w), _WHITE)
    colours[last] = _DARK
    colours[first] = _LIGHT
    with style.context(_STYLE):
        figure = _Figure()
        return figure.crop(*_1x1(figure, X.shape[0], K.shape[0], colours))


def step_multi_in(X, K):
    """Move the first figure over every output element, to be stepped through.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64, of at most 4 channels of 8 x 8.
    K : NDArray of shape (c_i, k_h, k_w) or (c_o, c_i, k_h, k_w)
        Kernel, of the dtype and on the context of `X`. One with four axes is
        walked through kernel by kernel.

    Returns
    -------
    Player
        Shown by a notebook, also a saved one without a kernel, as a picture
        with buttons and a slider.

    Raises
    ------
    TypeError
        If an array is not a dense NDArray of float32 or float64, or the two
        differ in dtype.
    ValueError
        If the arrays differ in context or in the number of input channels,
        one has another number of axes or an axis of size zero, the kernel is
        larger than the input, the input is too large to be read, or there are
        more than 36 output elements.

    Notes
    -----
    Below each picture is the line that `explain` writes.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    ...               [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> step_multi_in(X, K)
    <Player of 4 frames>
    >>> step_multi_in(X, nd.stack(K, K + 1, K + 2))
    <Player of 12 frames>
    """
    several_out = getattr(K, 'ndim', 3) == 4
    K_axes = '(c_o, c_i, k_h, k_w)' if several_out else '(c_i, k_h, k_w)'
    check_operands('step_multi_in', X, '(c_i, h, w)', K, K_axes)
    _check_readable('step_multi_in', 'X', X.shape)
    Y_shape = output_shape(X.shape, K.shape)
    if prod(Y_shape) > _MOST_FRAMES:
        raise ValueError(
            f'step_multi_in: the output has shape {Y_shape}, '
            f'{prod(Y_shape)} elements; it has to have at most {_MOST_FRAMES}'
        )
    places = list(np.ndindex(*Y_shape))
    with style.context(_STYLE):
        figure = _Figure()
        right, bottom = _multi_in(
            figure, X, K[0] if several_out else K, (0, 0)
        )
        lines = [explain(X, K, at) for at in places]
        captions = _wrapped(lines, max(right, _LINE))
        if several_out:
            captions = [
                [f'Output channel {o}', *rows]
                for (o, _, _), rows in zip(places, captions)
            ]
        right = max(right, *(_width(row) for rows in captions for row in rows))
        below = bottom + (max(map(len, captions)) + 0.5) * _ROW

        def draw(n):
            *o, i, j = places[n]
            figure.clean()
            _multi_in(figure, X, K[o[0]] if o else K, (i, j))
            figure.caption(bottom, captions[n])
            figure.crop(right, below)

        draw(0)
        frames = FuncAnimation(figure, draw, len(places), interval=1500)
        html = frames.to_jshtml(default_mode='loop')
    return Player(len(places), html + _ICONS)


# matplotlib fetches the icons of its buttons from the network
_ICONS = '<style>.animation .fa {{ transform: none; }} {} </style>'.format(
    ' '.join(
        f'.animation .fa-{name}::before {{ font: 14px sans-serif; content: '
        f"'{icon}'; }}"
        for name, icon in [
            ('minus', '−'),
            ('fast-backward', '|◀'),
            ('step-backward', '<'),
            ('pause', '||'),
            ('play', '▶'),
            ('flip-horizontal', '◀'),
            ('step-forward', '>'),
            ('fast-forward', '▶|'),
            ('plus', '+'),
        ]
    )
)


class Player:
    """A picture with buttons and a slider, to be stepped through.

    Parameters
    ----------
    frames : int
        How many pictures there are.
    html : str
        What a notebook shows.
    """

    def __init__(self, frames, html):
        self._frames = frames
        self._html = html

    def __repr__(self):
        return f'<Player of {self._frames} frames>'

    def _repr_html_(self):
        return self._html


class _Figure(Figure):
    """A figure in points, made without pyplot, which would show it twice."""

    def __init__(self):
        super().__init__(facecolor=_WHITE)
        self.add_axes([0, 0, 1, 1])
        self.clean()

    def clean(self):
        """Remove what was drawn."""
        self.gca().clear()
        self.gca().axis('off')
        self._left = self._right = 0

    def crop(self, right, bottom):
        """Leave what lies between the origin and a corner, strokes, and
        words that are wider than what is below them."""
        left, right = self._left, max(right, self._right)
        self.set_dpi(96)
        self.set_size_inches((right - left + 1) / 72, (bottom + 1) / 72)
        self.gca().set_xlim(left - 0.5, right + 0.5)
        self.gca().set_ylim(bottom + 0.5, -0.5)
        return self

    def stack(self, x, middle, colours, c, A=None):
        """Draw `c` channels of coloured cells, the first in front with the
        numbers of `A`, and give the right edge."""
        h, w = colours.shape
        bottom = middle + (h * _CELL + (c - 1) * _BEHIND) / 2
        for n in reversed(range(c)):
            left, top = x + n * _BEHIND, bottom - n * _BEHIND - h * _CELL
            for i, j in np.ndindex(h, w):
                cell = left + j * _CELL, top + i * _CELL
                self.gca().add_patch(
                    Rectangle(
                        cell,
                        _CELL,
                        _CELL,
                        facecolor=colours[i, j],
                        edgecolor='black',
                        linewidth=1,
                        clip_on=False,
                    )
                )
        if A is not None:
            texts = [[_in_a_cell(a) for a in row] for row in A]
            widest = max(_width(text) for row in texts for text in row)
            size = _SIZE * min(1, _INSIDE / widest)
            for i, j in np.ndindex(h, w):
                self.write(
                    left + (j + 0.5) * _CELL,
                    top + (i + 0.5) * _CELL,
                    texts[i][j],
                    size,
                )
        return x + w * _CELL + (c - 1) * _BEHIND

    def sign(self, x, middle, text, room=_SIGN):
        """Write an operator to the right of `x`, and give its right edge."""
        self.write(x + room / 2, middle, text, 12, half=0.314)
        return x + room

    def word(self, left, right, text):
        """Write a word into the header."""
        x, half = (left + right) / 2, _width(text) / 2 + 1
        self.write(x, _HEADER / 2 - 2, text, _SIZE)
        self._left = min(self._left, x - half)
        self._right = max(self._right, x + half)

    def write(self, x, middle, text, size, half=0.365):
        """Centre a line; `half` is half the height of its letters, in em."""
        self.gca().text(
            x,
            middle + half * size,
            text,
            family=_FONT,
            size=size,
            color='black',
            horizontalalignment='center',
            verticalalignment='baseline',
        )

    def caption(self, bottom, rows):
        """Write rows of text below the picture."""
        for n, row in enumerate(rows):
            self.gca().text(
                0,
                bottom + (n + 1.25) * _ROW,
                row,
                family=_FONT,
                size=_SIZE,
                color='black',
            )

    def savefig(self, fname, **kwargs):
        """Save as matplotlib does, but the same SVG for the same picture."""
        kwargs.setdefault('dpi', 144)  # whole pixels: two a point
        if str(kwargs.get('format', fname)).endswith('svg'):
            kwargs.setdefault('metadata', {'Date': None, 'Creator': None})
        with style.context(_STYLE):
            super().savefig(fname, **kwargs)

    def _repr_png_(self):
        png = BytesIO()
        self.savefig(png, format='png')
        width, height = (round(n * 96) for n in self.get_size_inches())
        return png.getvalue(), {'width': width, 'height': height}


def _multi_in(figure, X, K, at):
    """Draw the first figure, and give its right and bottom edges."""
    (c_i, h, w), (k_h, k_w), (i, j) = X.shape, K.shape[1:], at
    Y = corr2d_multi_in(X, K).asnumpy()
    X, K = X.asnumpy(), K.asnumpy()
    window = np.full((h, w), _WHITE)
    window[i : i + k_h, j : j + k_w] = _LIGHT
    kernel = np.full((k_h, k_w), _LIGHT)
    element = np.full(Y.shape, _WHITE)
    element[at] = _LIGHT

    def product(x, middle, channels, header):
        c = len(channels)
        right = figure.stack(x, middle, window, c, X[channels[0]])
        if header:
            figure.word(x, right, 'Input')
        x = figure.sign(right, middle, '∗')
        right = figure.stack(x, middle, kernel, c, K[channels[0]])
        if header:
            figure.word(x, right, 'Kernel')
        return right

    row = h * _CELL + _PLUS
    bottom = _HEADER + c_i * row - _PLUS
    middle = (_HEADER + bottom) / 2
    right = product(0, middle, range(c_i), True)
    x = figure.sign(right, middle, '=')
    if c_i > 1:
        for c in range(c_i):
            y = _HEADER + c * row + h * _CELL / 2
            right = product(x, y, [c], c == 0)
            if c:
                figure.sign(x + w * _CELL, y - row / 2, '+')
        x = figure.sign(right, middle, '=')
    right = figure.stack(x, middle, element, 1, Y)
    figure.word(x, right, 'Output')
    return right, bottom


def _1x1(figure, c_i, c_o, colours):
    """Draw the second figure, and give its right and bottom edges."""
    h, w = colours.shape
    kernel = _CELL + (c_i - 1) * _BEHIND
    kernels = c_o * (kernel + _BETWEEN) - _BETWEEN
    bottom = _HEADER + max(h * _CELL + (max(c_i, c_o) - 1) * _BEHIND, kernels)
    middle = (_HEADER + bottom) / 2
    right = figure.stack(0, middle, colours, c_i)
    figure.word(0, right, 'Input')
    x = figure.sign(right, middle, '∗', _WIDE_SIGN)
    y = middle - kernels / 2 + kernel / 2
    for shade in np.linspace(to_rgb(_LIGHT), to_rgb(_DARK), c_o):
        right = figure.stack(x, y, np.full((1, 1), to_hex(shade)), c_i)
        y += kernel + _BETWEEN
    figure.word(x, right, 'Kernel')
    x = figure.sign(right, middle, '=', _WIDE_SIGN)
    right = figure.stack(x, middle, colours, c_o)
    figure.word(x, right, 'Output')
    return right, bottom


def _in_a_cell(x):
    """Write a number, rounded where it has more than five characters."""
    text = _short_exponent(shortest(x))
    if len(text) > 5:
        for digits in '.4g', '.3g', '.2g', '.1g', '.0e':
            text = _short_exponent(format(float(x), digits))
            if len(text) - ('-' in text or 'e' in text) <= 4:
                break
    return text


def _short_exponent(text):
    return re.sub(r'e\+?(-?)0*', r'e\1', text)


@lru_cache(maxsize=None)
def _width(text):
    font = FontProperties(family=_FONT, size=_SIZE)
    width = text_to_path.get_text_width_height_descent(text, font, False)[0]
    # Letters set in whole pixels take up to that much more
    return 1.06 * width


def _wrapped(lines, room):
    """Break each line before + and = into rows as wide as the room."""
    parts = [re.split(r'(?<=[^e])(?=\+| =)', line) for line in lines]
    room = max(room, *(_width(part) for line in parts for part in line))
    wrapped = []
    for line in parts:
        rows = ['']
        for part in line:
            if _width(rows[-1] + part) > room:
                rows.append('')
                part = part.strip()
            rows[-1] += part
        wrapped.append(rows)
    return wrapped


def _pixels(at, shape):
    if at is None:
        return (0, 0), (shape[0] - 1, shape[1] - 1)
    try:
        first, second = at
    except (TypeError, ValueError):
        raise TypeError(
            f'draw_1x1: at is {at!r}; it has to be two pixels '
            '((i, j), (i2, j2))'
        ) from None
    return tuple(check_index('draw_1x1', p, shape) for p in (first, second))


def _check_readable(function, name, shape):
    *channels, h, w = shape
    if max(channels) > _MOST_CHANNELS or max(h, w) > _MOST_PIXELS:
        raise ValueError(
            f'{function}: {name} has shape {shape}; to be readable it has to '
            f'have at most {_MOST_CHANNELS} channels of {_MOST_PIXELS} x '
            f'{_MOST_PIXELS}'
        )
