"""The pictures, read back: numbers, shades, places and bytes."""

import re
import subprocess
import sys
from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.image import imread
from mxnet import nd

import d2l_channels as d2l
from d2l_channels import figures

from . import oracles

X = nd.array(
    [
        [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
        [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
    ]
)
K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
WHITE, LIGHT, DARK = '#ffffff', '#b2d9ff', '#66bfff'
FUNCTIONS = figures.draw_multi_in, figures.draw_1x1, figures.step_multi_in


def integers(*shape):
    return nd.array(np.arange(np.prod(shape)).reshape(shape) - 4)


def fractions(*shape):
    return nd.array(np.random.RandomState(0).normal(size=shape))


SHAPES = [
    ((1, 3, 3), (1, 2, 2)),
    ((2, 3, 3), (2, 2, 2)),
    ((3, 4, 5), (3, 2, 3)),
    ((4, 5, 4), (4, 3, 3)),
    ((2, 2, 8), (2, 1, 8)),
    ((1, 1, 1), (1, 1, 1)),
    ((4, 8, 8), (4, 8, 8)),
]
each_shape = pytest.mark.parametrize('X_shape, K_shape', SHAPES)
each_kind = pytest.mark.parametrize('numbers', [integers, fractions])


def boxes(figure):
    """Return the box around each text, in pixels."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    return [text.get_window_extent(renderer) for text in figure.axes[0].texts]


def cells(figure):
    """Return the (left, top) of each cell, its shade, and the text on it.

    Cells come in the order in which they are drawn. A text belongs to the
    cell around its middle that was drawn last.
    """
    patches = figure.axes[0].patches
    found = [[p.get_xy(), to_hex(p.get_facecolor()), None] for p in patches]
    to_points = figure.axes[0].transData.inverted()
    for text, box in zip(figure.axes[0].texts, boxes(figure)):
        x, y = to_points.transform(((box.x0 + box.x1) / 2, box.y0 + 1))
        over = [
            cell
            for cell in found
            if 0 < x - cell[0][0] < 18 and 0 < y - cell[0][1] < 18
        ]
        if over:
            assert over[-1][2] is None
            over[-1][2] = text.get_text()
    return found


def words(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def points(figure):
    return [round(inches * 72) for inches in figure.get_size_inches()]


def svg(figure, **kwargs):
    file = BytesIO()
    figure.savefig(file, format='svg', **kwargs)
    return file.getvalue()


def png(figure):
    file = BytesIO()
    figure.savefig(file)
    return imread(BytesIO(file.getvalue()))


def blocks_of(figure, X_shape, K_shape):
    """Cut the cells into blocks, `(shades, texts)` each, in drawn order."""
    c_i, h, w = X_shape
    k_h, k_w = K_shape[1:]
    x, k = (h, w), (k_h, k_w)
    shapes = [x] * c_i + [k] * c_i
    if c_i > 1:
        shapes += [x, k] * c_i
    shapes.append((h - k_h + 1, w - k_w + 1))
    drawn = cells(figure)
    blocks = []
    for n, m in shapes:
        block, drawn = drawn[: n * m], drawn[n * m :]
        left, top = block[0][0]
        places = [
            (left + 18 * j, top + 18 * i) for i in range(n) for j in range(m)
        ]
        assert np.allclose([cell[0] for cell in block], places)
        shades = np.array([cell[1] for cell in block]).reshape(n, m)
        texts = np.array([cell[2] for cell in block]).reshape(n, m)
        blocks.append((shades, texts))
    assert not drawn
    return blocks


def same(texts, A):
    """Compare the numbers in a block with an array, as far as they go."""
    read = texts.astype('float64')
    # The shortest rounding, to one digit, is off by a third at most
    return np.allclose(read, A, rtol=0.34, atol=1e-9)


@each_shape
@each_kind
def test_numbers_and_shades_are_those_of_the_arrays(X_shape, K_shape, numbers):
    X, K = numbers(*X_shape), numbers(*K_shape)
    Y = oracles.loops(X.asnumpy(), K.asnumpy())
    for at in {(0, 0), tuple(n - 1 for n in Y.shape)}:
        figure = figures.draw_multi_in(X, K, at)
        blocks = blocks_of(figure, X_shape, K_shape)
        c = X_shape[0]
        window = np.full(X_shape[1:], WHITE)
        window[at[0] : at[0] + K_shape[1], at[1] : at[1] + K_shape[2]] = LIGHT
        kernel = np.full(K_shape[1:], LIGHT)
        element = np.full(Y.shape, WHITE)
        element[at] = LIGHT
        apart = [(x, k) for x, k in zip(X.asnumpy(), K.asnumpy())]
        numbered = [*apart[0], *(sum(apart, ()) if c > 1 else ()), Y]
        shaded = [window] * c + [kernel] * c
        shaded += [window, kernel] * (c if c > 1 else 0) + [element]
        for (shades, _), expected in zip(blocks, shaded):
            assert (shades == expected).all()
        hidden = [texts for _, texts in blocks if texts[0, 0] is None]
        assert len(hidden) == 2 * (c - 1)
        assert all(text is None for texts in hidden for text in texts.flat)
        shown = [texts for _, texts in blocks if texts[0, 0] is not None]
        assert len(shown) == len(numbered)
        for texts, A in zip(shown, numbered):
            assert same(texts, A), (texts, A)
            if numbers is integers and abs(A).max() < 1e5:
                assert (texts.astype('float64') == A).all()


def test_the_figure_of_the_chapter():
    figure = figures.draw_multi_in(X, K)
    assert points(figure) == [339, 146]
    *_, (shades, texts) = blocks_of(figure, X.shape, K.shape)
    assert texts.tolist() == [['56', '72'], ['104', '120']]
    assert shades.tolist() == [[LIGHT, WHITE], [WHITE, WHITE]]
    shown = words(figure)
    assert [shown.count(sign) for sign in '∗+='] == [3, 1, 2]
    for word, times in {'Input': 2, 'Kernel': 2, 'Output': 1}.items():
        assert shown.count(word) == times
    assert len(shown) == 6 + 5 + 2 * (9 + 4) + 9 + 4 + 4


def test_one_channel_is_not_taken_apart():
    shown = words(figures.draw_multi_in(X[:1], K[:1]))
    assert [shown.count(sign) for sign in '∗+='] == [1, 0, 1]


def test_channels_lie_behind_to_the_right_and_above():
    figure = figures.draw_multi_in(integers(3, 3, 3), integers(3, 1, 1))
    corners = [cell[0] for cell in cells(figure)[:27:9]]
    assert np.allclose(np.diff(corners, axis=0), [[-9, 9], [-9, 9]])


@pytest.mark.parametrize(
    'number, text',
    [
        (0, '0'),
        (-7, '-7'),
        (0.125, '0.125'),
        (12345, '12345'),
        (-6885, '-6885'),
        (1 / 3, '0.33'),
        (-1 / 3, '-0.33'),
        (12.345, '12.3'),
        (-1234.5678, '-1235'),
        (16777216, '1.7e7'),
        (-16777216, '-2e7'),
        (1e-7, '1e-7'),
        (1e30, '1e30'),
        (-1.5e-30, '-2e-30'),
        (float('nan'), 'nan'),
        (float('-inf'), '-inf'),
    ],
)
def test_a_number_in_a_cell(number, text):
    one = nd.ones((1, 1, 1))
    figure = figures.draw_multi_in(one * number, one)
    assert [cell[2] for cell in cells(figure)] == [text, '1', text]


@each_shape
@each_kind
def test_texts_lie_apart_inside_their_cells_and_the_canvas(
    X_shape, K_shape, numbers
):
    figure = figures.draw_multi_in(numbers(*X_shape), numbers(*K_shape))
    found = boxes(figure)
    width, height = figure.canvas.get_width_height()
    for n, box in enumerate(found):
        assert box.x0 >= 0 and box.x1 <= width
        assert box.y0 >= 0 and box.y1 <= height
        assert not any(box.overlaps(other) for other in found[:n])
    for text, box in zip(figure.axes[0].texts, found):
        if text.get_text()[-1] in '0123456789':
            # 18 pt less the stroke, at 96 pixels an inch
            assert box.width < 17 * 96 / 72
            assert 4.5 < text.get_size() <= 9


@each_shape
def test_strokes_lie_inside_the_canvas(X_shape, K_shape):
    drawn = [
        figures.draw_multi_in(integers(*X_shape), integers(*K_shape)),
        figures.draw_1x1(integers(*X_shape), integers(3, X_shape[0], 1, 1)),
    ]
    for figure in drawn:
        width, height = figure.get_size_inches() * 72
        for patch in figure.axes[0].patches:
            x, y = patch.get_xy()
            # The origin is where the middle of the first stroke is
            assert x >= 0 and x + 18 <= width - 1 + 1e-9
            assert y >= 0 and y + 18 <= height - 1 + 1e-9
            assert patch.get_linewidth() == 1
            assert to_hex(patch.get_edgecolor()) == '#000000'
            assert (patch.get_width(), patch.get_height()) == (18, 18)


def test_the_second_figure_of_the_chapter():
    figure = figures.draw_1x1(nd.ones((3, 3, 3)), nd.ones((2, 3, 1, 1)))
    assert points(figure) == [270, 101]
    assert words(figure) == ['Input', '∗', 'Kernel', '=', 'Output']
    shades = [cell[1] for cell in cells(figure)]
    channel = [LIGHT] + [WHITE] * 7 + [DARK]
    assert shades == channel * 3 + [LIGHT] * 3 + [DARK] * 3 + channel * 2


def test_two_pixels_and_one_shade_for_each_kernel():
    at = (1, 2), (0, 1)
    drawn = figures.draw_1x1(integers(1, 2, 3), integers(4, 1, 1, 1), at)
    shades = [cell[1] for cell in cells(drawn)]
    channel = [WHITE, DARK, WHITE, WHITE, WHITE, LIGHT]
    assert shades[:6] == channel
    assert shades[10:] == channel * 4
    assert (shades[6], shades[9]) == (LIGHT, DARK)
    assert len(set(shades[6:10])) == 4
    one = figures.draw_1x1(nd.ones((1, 1, 1)), nd.ones((1, 1, 1, 1)))
    assert {cell[1] for cell in cells(one)} == {LIGHT}


@pytest.mark.parametrize(
    'draw',
    [
        lambda: figures.draw_multi_in(X, K),
        lambda: figures.draw_1x1(X, nd.ones((2, 2, 1, 1))),
    ],
)
def test_equal_arguments_give_equal_bytes(draw, tmp_path):
    first = svg(draw())
    other_style = {
        'font.family': 'serif',
        'svg.hashsalt': None,
        'savefig.bbox': 'tight',
        'figure.dpi': 50,
        'patch.antialiased': False,
    }
    with rc_context(other_style):
        figure = draw()
        assert svg(figure) == first
    assert svg(figure) == first
    figure.savefig(tmp_path / 'x.svg')
    assert (tmp_path / 'x.svg').read_bytes() == first
    figure.savefig(str(tmp_path / 'x.png'))
    assert (tmp_path / 'x.png').read_bytes()[1:4] == b'PNG'
    assert svg(figure, metadata={'Title': 'T', 'Date': None}) != first


def test_a_notebook_shows_a_figure_without_pyplot():
    script = (
        'import sys, d2l_channels; '
        "assert 'matplotlib' not in sys.modules; "
        'from mxnet import nd; '
        'from d2l_channels import figures; '
        'X, K = nd.ones((1, 3, 3)), nd.ones((1, 2, 2)); '
        'png, size = figures.draw_multi_in(X, K)._repr_png_(); '
        "assert png[1:4] == b'PNG'; "
        "assert size == {'width': 239, 'height': 96}, size; "
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, '-c', script], check=True)


def test_completion_shows_the_public_names_alone():
    assert dir(figures) == sorted(figures.__all__)
    assert set(FUNCTIONS) < {getattr(figures, name) for name in dir(figures)}


def test_without_matplotlib_the_error_says_what_to_type():
    script = (
        "import sys; sys.modules['matplotlib'] = None; "
        'import d2l_channels; import d2l_channels.figures'
    )
    run = subprocess.run(
        [sys.executable, '-c', script], stderr=subprocess.PIPE, text=True
    )
    assert 'Type: python -m pip install matplotlib' in run.stderr
    assert run.returncode == 1


def pictures(player):
    """Return the picture of each frame."""
    found = re.findall(
        r'"data:image/png;base64,(.*?)"', player._repr_html_(), re.S
    )
    return [imread(BytesIO(b64decode(picture))) for picture in found]


def stepped(X, K, monkeypatch):
    """Return the figure, and the function that draws a frame on it."""
    seen = []

    class Recorder:
        def __init__(self, figure, draw, frames, interval):
            seen.append((figure, draw))

        def to_jshtml(self, default_mode):
            # As matplotlib does before it saves any frame
            seen[0][1](0)
            return ''

    monkeypatch.setattr(figures.player, 'FuncAnimation', Recorder)
    figures.step_multi_in(X, K)
    return seen[0]


def test_the_player_of_the_chapter_shows_four_frames():
    player = figures.step_multi_in(X, K)
    shown = pictures(player)
    assert repr(player) == '<Player of 4 frames>'
    assert len(shown) == 4
    assert len({picture.shape for picture in shown}) == 1
    assert len({picture.tobytes() for picture in shown}) == 4
    assert len(player._repr_html_()) < 1e6


def test_each_frame_is_the_figure_with_its_line(monkeypatch):
    figure, draw = stepped(X, K, monkeypatch)
    for n, at in enumerate(np.ndindex(2, 2)):
        draw(n)
        *numbers, line = words(figure)
        assert line == d2l.explain(X, K, at)
        assert numbers == words(figures.draw_multi_in(X, K, at))
        shades = [cell[1] for cell in cells(figure)]
        alone = cells(figures.draw_multi_in(X, K, at))
        assert shades == [cell[1] for cell in alone]


def test_a_four_axis_kernel_is_walked_through_kernel_by_kernel(monkeypatch):
    bank = nd.stack(K, K + 1, K + 2)
    assert len(pictures(figures.step_multi_in(X, bank))) == 12
    figure, draw = stepped(X, bank, monkeypatch)
    for n, (o, i, j) in enumerate(np.ndindex(3, 2, 2)):
        draw(n)
        *numbers, channel, line = words(figure)
        assert channel == f'Output channel {o}'
        assert line == d2l.explain(X, bank, (o, i, j))
        assert numbers == words(figures.draw_multi_in(X, bank[o], (i, j)))


@pytest.mark.parametrize(
    'X_shape, K_shape',
    [((1, 1, 1), (1, 1, 1)), ((4, 4, 4), (4, 4, 4)), ((1, 2, 8), (1, 2, 8))],
)
def test_long_lines_are_wrapped_and_inside_the_picture(
    monkeypatch, X_shape, K_shape
):
    X, K = fractions(*X_shape) * 1e-3, fractions(*K_shape) * 1e-20
    X, K = X.astype('float64'), K.astype('float64')
    figure, _ = stepped(X, K, monkeypatch)
    width, _ = figure.canvas.get_width_height()
    found = boxes(figure)
    for n, box in enumerate(found):
        assert box.x0 >= 0 and box.x1 <= width and box.y0 >= 0
        assert not any(box.overlaps(other) for other in found[:n])
    line = d2l.explain(X, K).replace(' ', '')
    rows = words(figure)[len(words(figures.draw_multi_in(X, K))) :]
    assert ''.join(rows).replace(' ', '') == line
    assert not any(row.endswith('e') for row in rows)


def test_arrays_are_refused_beyond_the_limits():
    limit = 'at most 4 channels of 8 x 8'
    multi_in, one, step = FUNCTIONS
    for shape in [(5, 3, 3), (1, 9, 3), (1, 3, 9)]:
        K = nd.ones((shape[0], 1, 1))
        for function, kernel in (
            (multi_in, K),
            (step, K),
            (one, K.expand_dims(0)),
        ):
            with pytest.raises(ValueError, match=limit) as caught:
                function(nd.ones(shape), kernel)
            assert f'{function.__name__}: X has ' in str(caught.value)
    with pytest.raises(ValueError, match=f'draw_1x1: K has .* {limit}'):
        one(nd.ones((1, 3, 3)), nd.ones((5, 1, 1, 1)))
    with pytest.raises(ValueError, match=r'\(7, 6\), 42 .* at most 36'):
        step(nd.ones((1, 7, 6)), nd.ones((1, 1, 1)))
    with pytest.raises(ValueError, match=r'\(37, 1, 1\), 37 .* at most 36'):
        step(nd.ones((1, 2, 2)), nd.ones((37, 1, 2, 2)))


@pytest.mark.parametrize('window', [(2, 2), (1, 2), (2, 1)])
def test_a_window_that_is_not_1x1(window):
    message = (
        'draw_1x1: K has shape (3, 2, {0}, {1}), a window of {0} x {1}; it '
        'has to be 1 x 1: K of shape (3, 2, 1, 1) would fit'
    )
    with pytest.raises(ValueError) as caught:
        figures.draw_1x1(X, nd.ones((3, 2, *window)))
    assert str(caught.value) == message.format(*window)


@pytest.mark.parametrize('function', FUNCTIONS)
def test_bad_operands_are_refused_by_name(function):
    name = function.__name__
    ones = nd.ones((2, 3, 3))
    K = nd.ones((2, 2, 1, 1) if function is figures.draw_1x1 else (2, 1, 1))
    for x, k, error in [
        ([1], K, TypeError),
        (ones, K.asnumpy(), TypeError),
        (ones, K.astype('float64'), TypeError),
        (nd.ones((3, 3, 3)), K, ValueError),
        (nd.ones((3, 3)), K, ValueError),
        (ones, K.reshape((1, 1, 1, -1, 1)), ValueError),
    ]:
        with pytest.raises(error, match=f'^{name}: '):
            function(x, k)


@pytest.mark.parametrize('at', [(2, 0), (0, 2), (-1, 0), (0,), (0, 0, 0)])
def test_an_index_outside_the_output(at):
    with pytest.raises(IndexError, match=r'draw_multi_in: at .* is \(2, 2\)'):
        figures.draw_multi_in(X, K, at)


@pytest.mark.parametrize('at', [0, None, 'ij', (0.0, 0), ((0, 0), 0)])
def test_an_index_that_is_no_tuple_of_integers(at):
    with pytest.raises(TypeError, match='draw_multi_in: at .* of integers'):
        figures.draw_multi_in(X, K, at)


def test_pixels_that_are_none():
    K = nd.ones((2, 2, 1, 1))
    for at in [0, 'ij', (0, 0), ((0, 0),), ((0, 0), (0, 1.5))]:
        with pytest.raises(TypeError, match='draw_1x1: at is '):
            figures.draw_1x1(X, K, at)
    for at in [((0, 0), (3, 0)), ((0, -1), (0, 0)), ((0,), (0, 0))]:
        with pytest.raises(IndexError, match=r'draw_1x1: at .* is \(3, 3\)'):
            figures.draw_1x1(X, K, at)


def test_arguments_are_unchanged():
    before = X.asnumpy().tobytes(), K.asnumpy().tobytes()
    figures.draw_multi_in(X, K)
    figures.step_multi_in(X, K)
    assert (X.asnumpy().tobytes(), K.asnumpy().tobytes()) == before
