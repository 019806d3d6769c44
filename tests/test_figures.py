"""The pictures, read back: numbers, colours, places and bytes."""

import re
from base64 import b64decode
from functools import partial
from gzip import decompress as gunzip
from io import BytesIO
from itertools import product
from math import ceil

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Bbox
from mxnet import nd
from PIL import Image

import d2l_channels as d2l
from d2l_channels import figures

from . import oracles
from .interpreter import python

X = nd.array(np.stack([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3))
K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
BANK = nd.stack(K, K / 3 - 0.125)
BLUE = '#ffffff', '#b2d9ff', '#66bfff'
GREY = '#ffffff', '#d9d9d9', '#bfbfbf'
CHANNELS = [
    ('#e8f4ff', '#b2d9ff', '#66bfff'),
    ('#fff6dc', '#ffe08a', '#ffc933'),
    ('#fde3dc', '#f7a08c', '#f0664b'),
    ('#eee6ee', '#c6adc6', '#a37ca3'),
]
FUNCTIONS = figures.draw_multi_in, figures.draw_1x1, figures.step_multi_in


def integers(*shape):
    return nd.array(np.arange(np.prod(shape)).reshape(shape) % 13 - 4)


def fractions(*shape):
    return nd.array(np.random.RandomState(0).normal(size=shape))


SHAPES = [
    ((1, 3, 3), (1, 2, 2)),
    ((2, 2, 8), (2, 1, 8)),
    ((3, 2, 4), (3, 2, 3)),
    ((4, 3, 3), (4, 3, 3)),
    ((1, 8, 1), (1, 1, 1)),
    ((2, 3, 3), (3, 2, 2, 2)),
]
each_shape = pytest.mark.parametrize('X_shape, K_shape', SHAPES)
each_kind = pytest.mark.parametrize('numbers', [integers, fractions])
each_style = pytest.mark.parametrize('style', ['channels', 'book'])


def blocks(figure):
    """Return the colours and texts of each block of cells, as drawn."""
    texts = {t.get_position(): t.get_text() for t in figure.axes[0].texts}
    found = []
    for mesh in reversed(figure.axes[0].collections):
        corners = mesh.get_coordinates()
        h, w = np.array(corners.shape[:2]) - 1
        width = corners[0, 1, 0] - corners[0, 0, 0]
        steps = np.meshgrid(np.arange(w + 1), np.arange(h + 1))
        expected = corners[0, 0] + np.stack(steps, axis=2) * (width, 18)
        assert np.allclose(corners, expected)
        places = corners[:-1, :-1] + (width / 2, 12)
        inside = [texts.pop(tuple(at), '') for at in places.reshape(-1, 2)]
        colours = [*map(to_hex, mesh.to_rgba(np.ravel(mesh.get_array())))]
        found.insert(0, [np.reshape(a, (h, w)) for a in (colours, inside)])
    return found


def words(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def caption(figure):
    """Return the rows below the picture, with their colours."""
    rows = [text for text in figure.axes[0].texts if text.get_ha() == 'left']
    bars = figure.axes[0].patches
    assert len(rows) == len(bars)
    renderer = FigureCanvasAgg(figure).get_renderer()
    for row, bar in zip(rows, bars):
        assert bar.get_y() < row.get_position()[1] < bar.get_y() + 13
        with rc_context({'text.hinting': 'none'}):
            words = row.get_window_extent(renderer)
        behind = bar.get_window_extent(renderer)
        assert behind.x0 == words.x0
        letter = words.width / len(row.get_text())
        assert words.x1 <= behind.x1 < words.x1 + letter
    texts = [row.get_text() for row in rows]
    return [*zip(texts, [to_hex(bar.get_facecolor()) for bar in bars])]


def saved(picture, format, **kwargs):
    file = BytesIO()
    save = getattr(picture, 'save', None) or picture.savefig
    save(file, format=format, **kwargs)
    return file.getvalue()


def pixels(png):
    return np.array(Image.open(BytesIO(png)).convert('RGB'))


def same(texts, A):
    """Compare with numbers: integers exactly, others to three digits."""
    rtol = 0 if (A == A.round()).all() else 0.0051
    return np.allclose(texts.astype('float64'), A, rtol=rtol, atol=0)


@pytest.mark.slow
@each_shape
@each_kind
@each_style
def test_numbers_and_colours_are_those_of_the_arrays(
    X_shape, K_shape, numbers, style
):
    X, K = numbers(*X_shape), numbers(*K_shape)
    Y = oracles.loops(X.asnumpy(), K.asnumpy())
    c, (k_h, k_w) = X_shape[0], K_shape[-2:]
    is_blue = style == 'book' or c == 1
    inks = [BLUE] * c if is_blue else CHANNELS
    for at in {(0,) * Y.ndim, tuple(n - 1 for n in Y.shape)}:
        figure = figures.draw_multi_in(X, K, at, style)
        line = d2l.explain(X, K, at)
        assert figure.alt == f'Output element {at}: {line}'
        *o, i, j = at
        x, k, y = X.asnumpy(), K.asnumpy()[tuple(o)], Y[tuple(o)]
        rows = [row for row, _ in caption(figure)] if style != 'book' else ''
        assert not rows or ''.join(rows) == ''.join(
            rows_of(X, K[o[0]] if o else K, (i, j))
        )
        n = f' {o[0]}' if o else ''
        assert {f'Kernel{n}', f'Output{n}'} <= {*words(figure)}
        order = [(n, A) for A in (x, k) for n in reversed(range(c))]
        if c > 1:
            order += [(n, A) for n in range(c) for A in (x, k)]
        *drawn, (colours, texts) = blocks(figure)
        assert same(texts, y)
        expected = np.full(y.shape, '#ffffff')
        expected[i, j] = (BLUE if is_blue else GREY)[1]
        assert (colours == expected).all()
        assert len(drawn) == len(order) + len(Y[o[0] + 1 :] if o else ())
        for m, ((n, A), (colours, texts)) in enumerate(zip(order, drawn)):
            expected = np.full(A[n].shape, inks[n][0])
            part = np.s_[i : i + k_h, j : j + k_w] if A is x else np.s_[:]
            expected[part] = inks[n][1]
            assert (colours == expected).all()
            is_hidden = m < 2 * c and n > 0
            assert (texts == '').all() if is_hidden else same(texts, A[n])
        for colours, _ in drawn[len(order) :]:
            assert (colours == (BLUE if is_blue else GREY)[0]).all()


@pytest.mark.parametrize('c_o', [2, 5])
def test_a_tall_stack_of_outputs_hides_no_word(c_o):
    kernels = integers(c_o, 1, 1, 1)
    figure = figures.draw_multi_in(integers(1, 3, 3), kernels, at=(0, 0, 0))
    (y,) = {
        t.get_position()[1] for t in figure.axes[0].texts if t.get_size() == 9
    }
    tops = [m.get_coordinates()[0, 0, 1] for m in figure.axes[0].collections]
    assert y < 0 <= min(tops)


def test_channels_lie_behind_and_are_taken_apart_in_two_rows():
    for c in (1, 2, 3, 4):
        figure = figures.draw_multi_in(integers(c, 3, 3), integers(c, 1, 1))
        meshes = figure.axes[0].collections
        corners = np.array([m.get_coordinates()[0, 0] for m in meshes])
        assert np.allclose(np.diff(corners[:c], axis=0), (-9, 9))
        signs = [words(figure).count(sign) for sign in '∗+=']
        assert signs == ([c + 1, c - 1, 2] if c > 1 else [1, 0, 1])
        apart = corners[2 * c : -1 : 2, 1].tolist()
        assert len({*apart[: c - c % 2]}) == (2 if c > 1 else 0)
        if c == 3:
            assert apart[2] == (apart[0] + apart[1]) / 2
        if c == 2:
            x = {sign: set() for sign in '∗+=≈'}
            for text in figure.axes[0].texts:
                x.get(text.get_text(), set()).add(text.get_position()[0])
            assert x['+'] == {max(x['∗'])}


EXACT = '0 -7 -0.625 0.0625 -12345 1e-7 -1.5e-30 1e30 nan -inf'.split()
ROUNDED = '0.333 -0.333 12.3 -1.23e3 1.68e7'.split()
NUMBERS = [*map(float, EXACT), 1 / 3, -1 / 3, 12.345, -1234.5678, 16777216]


@pytest.mark.parametrize('number, text', [*zip(NUMBERS, EXACT + ROUNDED)])
def test_a_number_in_a_cell(number, text):
    one = nd.ones((1, 1, 1))
    figure = figures.draw_multi_in(one * number, one)
    assert [t for _, t in blocks(figure)] == [[text], ['1'], [text]]
    assert ('≈' in words(figure)) == (text in ROUNDED)


@pytest.mark.parametrize(
    'dtype, number, text, sign',
    [
        ('int32', 2**31 - 1, '2.15e9', '≈'),
        ('int64', -(2**60) - 1, '-1.15e18', '≈'),
        ('int32', 1200000, '1.2e6', '='),
        ('bool', 0, '0', '='),
        ('bool', 1, '1', '='),
        ('uint8', 255, '255', '='),
    ],
)
def test_an_integer_in_a_cell(dtype, number, text, sign):
    one = nd.ones((1, 1, 1), dtype=dtype)
    number = nd.array(np.full((1, 1, 1), number, dtype), dtype=dtype)
    for figure in (
        figures.draw_multi_in(number, one),
        figures.draw_1x1(number, one.expand_dims(0)),
    ):
        assert [t for _, t in blocks(figure)] == [[text], ['1'], [text]]
        assert ({*'=≈'} & {*words(figure)}) == {sign}


@pytest.mark.slow
@each_shape
@each_kind
def test_all_lies_apart_within_a_margin_of_six_points(
    X_shape, K_shape, numbers
):
    X, K = numbers(*X_shape), numbers(*K_shape[-3:])
    for figure in (
        figures.draw_multi_in(X, K),
        figures.draw_1x1(X, numbers(3, len(X), 1, 1)),
    ):
        renderer = FigureCanvasAgg(figure).get_renderer()
        texts = [text for text in figure.axes[0].texts if text.get_text()]
        found = [text.get_window_extent(renderer) for text in texts]
        meshes = [m.get_coordinates() for m in figure.axes[0].collections]
        assert min(corners[0, 0, 1] for corners in meshes) == 0
        cell = meshes[0][0, 1, 0] - meshes[0][0, 0, 0]
        for n, (text, box) in enumerate(zip(texts, found)):
            assert not any(box.overlaps(other) for other in found[:n])
            if text.get_size() == 8 and text.get_ha() == 'center':
                assert box.width / figure.dpi * 72 < cell - 1
        picture = pixels(saved(figure, 'png'))
        ink = np.argwhere((picture != 255).any(axis=2))
        top, left = ink.min(axis=0)
        bottom, right = picture.shape[:2] - ink.max(axis=0) - 1
        # At 192 dots an inch
        assert min(top, left, bottom, right) >= 16
        assert left < 36 and bottom < 40


def rows_of(X, K, at):
    """Return what is written for each channel, and for their sum."""
    rows = [d2l.explain(x, k, at) for x, k in zip(X, K)]
    _, *sums, whole = d2l.explain(X, K, at).split(' = ')
    first, *others = [row.split(' = ')[1] for row in rows]
    others = [f'({n})' if n.startswith('-') else n for n in others]
    all_sums = '+'.join([first, *others])
    assert sums in ([], [all_sums]) or '…' in sums[0]
    return [*rows, f'{sums[0]} = {whole}'] if len(rows) > 1 else rows


@pytest.mark.parametrize('c', [1, 2, 3, 4])
def test_what_explain_writes_is_below_in_the_colours_of_the_channels(c):
    X, K = integers(c, 3, 3), integers(c, 2, 2)
    figure = figures.draw_multi_in(X, K, (1, 0))
    colours = [ink[1] for ink in ([*CHANNELS[:c], GREY] if c > 1 else [BLUE])]
    assert caption(figure) == [*zip(rows_of(X, K, (1, 0)), colours)]
    assert caption(figures.draw_multi_in(X, K, style='book')) == []


@pytest.mark.parametrize(
    'draw, at', [*zip(FUNCTIONS, [(0, 0, 0), ((0, 0), (1, 1))])]
)
def test_no_line_is_computed_twice(draw, at, monkeypatch):
    shapes = []

    def explain(X, K, at):
        shapes.append(X.shape)
        return d2l.explain(X, K, at)

    monkeypatch.setattr('d2l_channels.figures.content.explain', explain)
    for c in (1, 2):
        draw(nd.ones((c, 3, 3)), nd.ones((1, c, 1, 1)), at)
    assert shapes == [(1, 3, 3), (2, 3, 3), (3, 3), (3, 3)]


@pytest.mark.parametrize('shape', [(1, 1, 1), (2, 1, 2), (1, 2, 8)])
def test_long_rows_are_wrapped(shape):
    X, K = (fractions(*shape).astype('float64') * n for n in (1e-3, 1e30))
    figure = figures.draw_multi_in(X, K)
    rows, _ = zip(*caption(figure))
    assert ''.join(rows) == ''.join(rows_of(X, K, (0, 0)))
    assert not any(row.endswith('e') for row in rows)
    assert max(map(len, rows)) * 4.816 < figure.get_size_inches()[0] * 72 - 12


def test_digits_are_black_enough_on_every_colour():
    for shade in sum([*CHANNELS, BLUE, GREY], ()):
        # Web Content Accessibility Guidelines 2.1, 1.4.3
        linear = ((np.array(to_rgb(shade)) + 0.055) / 1.055) ** 2.4
        luminance = linear @ [0.2126, 0.7152, 0.0722]
        assert (luminance + 0.05) / 0.05 > 4.5


@each_kind
@pytest.mark.parametrize('c_i, c_o', [(1, 1), (2, 3), (3, 2), (4, 4)])
def test_the_numbers_of_two_pixels(c_i, c_o, numbers):
    X, K = numbers(c_i, 2, 3), numbers(c_o, c_i, 1, 1)
    Y = np.tensordot(K.asnumpy()[:, :, 0, 0], X.asnumpy(), 1)
    at, both = ((1, 2), (0, 1)), ((1, 0), (2, 1))
    figure = figures.draw_1x1(X, K, at)
    inks = CHANNELS[:c_i] if c_i > 1 else [BLUE]
    drawn = blocks(figure)
    pixels = drawn[:c_i][::-1] + drawn[-c_o:][::-1]
    shades = inks + [GREY if c_i > 1 else BLUE] * c_o
    for a, ink, block in zip([*X.asnumpy(), *Y], shades, pixels):
        colours, texts = block
        assert colours[both].tolist() == [*ink[1:]]
        assert (colours == ink[0]).sum() == (texts == '').sum() == 4
        assert same(texts[both], a[both])
    meshes = [m.get_coordinates()[0] for m in figure.axes[0].collections]
    cell = meshes[0][1, 0] - meshes[0][0, 0]
    lefts = [mesh[0, 0] for mesh in meshes]
    for part, w in ((lefts[:c_i], 3 * cell + 9), (lefts[c_i : 2 * c_i], cell)):
        assert np.allclose(np.diff(part), -w)
    colours, texts = zip(*drawn[c_i:-c_o])
    assert [*colours] == [ink[1] for ink in reversed(inks)] * c_o
    assert same(np.reshape(texts, K.shape)[:, ::-1], K.asnumpy())
    assert [row for row, _ in caption(figure)] == rows_of(X, K[0], at[0])
    assert figure.alt == (
        f'{c_i} channels mixed into {c_o}, at (1, 2): '
        + d2l.explain(X, K, (0, 1, 2))
    )
    rights = [mesh[-1, 0] for mesh in meshes]
    assert lefts[2 * c_i - 1] - rights[0] == 26
    # What does not fit into 900 pixels begins a line of its own
    first, *_, last = figure.axes[0].collections
    bottom = first.get_coordinates()[-1, 0, 1]
    is_below = last.get_coordinates()[0, 0, 1] > bottom
    assert lefts[-1] - (0 if is_below else rights[c_i]) == 26


def test_one_pixel_twice_is_light():
    figure = figures.draw_1x1((1, 2, 2), (1, 1, 1, 1), ((0, 1), (0, 1)))
    colours, _ = blocks(figure)[0]
    assert colours.ravel().tolist() == [BLUE[n] for n in (0, 1, 0, 0)]


def test_a_shape_may_be_a_list_or_hold_integers_of_numpy():
    expected = saved(figures.draw_1x1((3, 2, 4), (2, 3, 1, 1)), 'svg')
    for kind in (list, lambda shape: (*np.array(shape),)):
        figure = figures.draw_1x1(kind((3, 2, 4)), kind((2, 3, 1, 1)))
        assert saved(figure, 'svg') == expected


def test_the_second_figure_of_the_book():
    shapes, large = ((3, 3, 3), (2, 3, 1, 1)), ((3, 8, 8), (2, 3, 1, 1))
    for arrays, style in (
        (shapes, 'channels'),
        (map(nd.ones, large), 'channels'),
        (map(nd.ones, shapes), 'book'),
        (shapes, 'book'),
    ):
        figure = figures.draw_1x1(*arrays, style=style)
        assert {*words(figure)} == {'', *'∗=', 'Input', 'Kernel', 'Output'}
    drawn = [colours.ravel().tolist() for colours, _ in blocks(figure)]
    channel = [BLUE[1]] + [BLUE[0]] * 7 + [BLUE[2]]
    kernels = [[BLUE[1]]] * 3 + [[BLUE[2]]] * 3
    assert drawn == [channel] * 3 + kernels + [channel] * 2
    corners = [m.get_coordinates()[0] for m in figure.axes[0].collections]
    lefts, rights = zip(*[corner[[0, -1], 0] for corner in corners])
    # Without numbers, there is room
    assert (lefts[5] - rights[0], lefts[-1] - rights[3]) == (49, 49)


@pytest.mark.slow
@pytest.mark.parametrize('kernel', [K, BANK], ids=['one', 'two'])
@each_style
def test_the_steps_are_the_figures_all_of_one_size(kernel, style):
    steps = figures.step_multi_in(X, kernel, style)
    places = [*np.ndindex((*BANK.shape[: kernel.ndim - 3], 2, 2))]
    assert len(steps) == len(places)
    assert len({tuple(figure.get_size_inches()) for figure in steps}) == 1
    sizes = set()
    for figure, at in zip(steps, places):
        alone = figures.draw_multi_in(X, kernel, at, style)
        sizes.add(tuple(alone.get_size_inches()))
        assert words(figure) == words(alone)
        assert caption(figure) == caption(alone)
        for (a, _), (b, _) in zip(blocks(figure), blocks(alone)):
            assert (a == b).all()
    assert (len(sizes) > 1) == (kernel is BANK)


@pytest.mark.slow
def test_moving_pictures_show_the_figures(tmp_path):
    steps = figures.step_multi_in(X, K)
    frames = [pixels(saved(figure, 'png')) for figure in steps]
    for name in 'x.png', 'x.GIF':
        steps.save(tmp_path / name)
        moving = Image.open(BytesIO((tmp_path / name).read_bytes()))
        assert (moving.n_frames, moving.info['loop']) == (4, 0)
        for n, frame in enumerate(frames):
            moving.seek(n)
            assert moving.info['duration'] == 1500
            off = np.abs(np.array(moving.convert('RGB'), int) - frame)
            # A GIF has 256 colours
            assert off.max() <= (0 if name == 'x.png' else 24)
            # All but the edges of digits and cells is as good as exact
            assert np.median(off) <= 1
    assert saved(steps, 'pdf').count(b'/Type /Page ') == 4


@pytest.mark.slow
@pytest.mark.parametrize('name', ['one', 'mixed', 'steps'])
def test_equal_arguments_give_equal_files(name, monkeypatch):
    endings = (
        'png gif PDF html' if name == 'steps' else 'png PDF SVG svgz eps ps'
    )
    styles = {}, {'font.family': 'serif', 'savefig.bbox': 'tight'}
    styles[1].update({'svg.hashsalt': None, 'patch.linewidth': 3})
    styles[1].update({'figure.facecolor': 'red', 'savefig.dpi': 50})
    styles[1].update({'pdf.fonttype': 42, 'pdf.compression': 0})
    styles[1].update({'animation.frame_format': 'svg'})
    styles[1].update({'pcolor.shading': 'nearest'})
    files = []
    for n, style in enumerate(styles):
        time = 1e9 * (n + 1)
        monkeypatch.setattr('time.time', lambda time=time: time)
        monkeypatch.setattr('time.ctime', lambda time=time: f'at {time}')
        with rc_context(style):
            if name == 'one':
                picture = figures.draw_multi_in(X, K[:, :, :1])
            elif name == 'mixed':
                picture = figures.draw_1x1(X, nd.ones((1, 2, 1, 1)))
            else:
                picture = figures.step_multi_in(X, K[:, :, :1])[:]
            files.append([saved(picture, end) for end in endings.split()])
    assert files[0] == files[1]


def test_a_file_holds_the_metadata_that_it_is_given_and_no_date():
    figure = figures.draw_multi_in(X, K)
    titled = saved(figure, 'svg', metadata={'Title': 'T'})
    assert b'<dc:title>T' in titled and b'<dc:date>' not in titled
    packed = saved(figure, 'svgz', metadata={'Title': 'T'})
    assert gunzip(packed) == titled
    created = saved(figure, 'eps', metadata={'Creator': 'C'})
    assert b'%%Creator: C' in created and b'Date' not in created


@pytest.mark.slow
@pytest.mark.parametrize(
    'ending', 'svg SVG svgz SVGZ pdf Pdf png eps PS'.split()
)
def test_the_name_of_a_file_and_the_time_are_not_in_it(
    ending, tmp_path, monkeypatch
):
    figure = figures.draw_multi_in(X, K)
    expected = saved(figure, ending.lower())
    monkeypatch.setattr('time.time', lambda: 1e9)
    monkeypatch.setattr('time.ctime', lambda: 'another day')
    named, path = (tmp_path / f'{name}.{ending}' for name in ('a', 'b'))
    figure.savefig(str(named))
    figure.savefig(path, metadata=None)
    written = tmp_path / 'c'
    with written.open('wb') as file:
        figure.savefig(file, format=ending)
    for file in (named, path, written):
        assert file.read_bytes() == expected


@pytest.mark.slow
@pytest.mark.parametrize('ending', 'gif GIF png pdf PDF html HTML'.split())
def test_steps_are_the_same_file_under_every_name(ending, tmp_path):
    steps = figures.step_multi_in(X[:, :2], K)
    expected = saved(steps, ending.lower())
    named, path = (tmp_path / f'{name}.{ending}' for name in ('a', 'b'))
    steps.save(str(named))
    steps.save(path, format=ending)
    assert named.read_bytes() == path.read_bytes() == expected


@pytest.mark.parametrize('name', ['g.jpg', 'dpdf', 's.svg', 'html', '.gif'])
def test_steps_say_what_can_be_saved(name, tmp_path):
    steps = figures.step_multi_in(X[:, :2], K)
    fit = 'has to end in .gif, .png, .pdf or .html'
    for file in (name, tmp_path / name):
        with pytest.raises(ValueError, match=fit) as caught:
            steps.save(file)
        assert f'save: {file!r}' in str(caught.value)
    with pytest.raises(ValueError, match="format='svg' does not say"):
        steps.save(BytesIO(), 'svg')
    with pytest.raises(ValueError, match=fit):
        steps.save(BytesIO())
    assert [*tmp_path.iterdir()] == []


def test_steps_are_shown_as_long_as_asked(tmp_path):
    steps = figures.step_multi_in(X[:, :2], K)
    for kind in ('gif', 'png'):
        file = BytesIO()
        steps.save(file, kind, duration=250)
        assert Image.open(file).info['duration'] == 250
    steps.save(tmp_path / 'x.html', duration=250)
    assert ', 250.0,' in (tmp_path / 'x.html').read_text('utf-8')


@pytest.mark.parametrize('kind', ['gif', 'png', 'pdf', 'html'])
def test_a_duration_that_no_file_holds_is_refused(kind):
    steps = figures.step_multi_in(X[:, :2], K)
    for duration in (0, -1, float('nan'), 5, 9.9, 65536, 700000, float('inf')):
        fit = f'save: duration is {duration}; it has to be from 10 to 65535'
        with pytest.raises(ValueError, match=fit):
            steps.save(BytesIO(), kind, duration=duration)
    for duration in (None, '250', [250]):
        with pytest.raises(TypeError, match='save: duration is .* a number'):
            steps.save(BytesIO(), kind, duration=duration)


@pytest.mark.parametrize('kind', ['gif', 'png'])
@pytest.mark.parametrize('duration, in_a_gif', [(10, 10), (65535, 65530)])
def test_the_shortest_and_the_longest_duration(kind, duration, in_a_gif):
    steps = figures.step_multi_in(X[:, :, :2], K[:, :, :1])
    moving = Image.open(BytesIO(saved(steps, kind, duration=duration)))
    held = in_a_gif if kind == 'gif' else duration
    assert moving.info['duration'] == held


def test_a_page_has_all_steps_and_loads_nothing():
    steps = figures.step_multi_in(X, K)
    page = saved(steps, 'html').decode()
    frames = re.findall('"data:image/png;base64,([^"]*)"', page)
    assert len(frames) == 4
    for frame, figure in zip(frames, steps):
        png = b64decode(frame.replace('\\', ''))
        assert (pixels(png) == pixels(saved(figure, 'png'))).all()
    rest = re.sub('"data:image/png[^"]*"', '', page)
    assert not re.search('//[a-z]|<link|url|@import| src="', rest)
    width, _ = steps[0].get_size_inches() * 96
    assert f'<img width="{width:.0f}"' in page
    assert d2l.explain(X, K, (1, 1)) in page
    for button in re.findall('<i class="fa ([^ "]*)', page):
        assert re.search(rf'\.{button}::before {{ content: "[^"]+"', page)


@pytest.mark.parametrize('dpi', [0, 1, 4.5, np.int64(1), np.float32(4)])
def test_too_few_pixels_are_refused(dpi):
    figure = figures.draw_multi_in(X, K)
    with pytest.raises(ValueError, match=f'savefig: dpi is {dpi}; .* least 5'):
        figure.savefig(BytesIO(), dpi=dpi)
    assert saved(figure, 'png', dpi=5)


@pytest.mark.parametrize('draw', FUNCTIONS[::2])
def test_a_notebook_shows_a_picture_at_half_its_pixels(draw, monkeypatch):
    shown = []

    def display(*data, **how):
        shown.append((data, how))

    monkeypatch.setattr('IPython.display.display', display)
    picture = draw(X, K)
    assert DisplayFormatter().format(picture) == ({}, {})
    ((data,), how) = shown[0]
    png = Image.open(BytesIO(b64decode(data['image/png'])))
    assert png.size == (938, 534)
    assert how['raw']
    metadata = how['metadata']['image/png']
    # A screen reader is told in words, in whichever place it is read
    assert metadata.pop('alt') == data['text/plain'] == picture.alt
    assert d2l.explain(X, K) in picture.alt
    assert metadata == {'width': 469, 'height': 267}


@pytest.mark.slow
def test_without_pyplot_and_without_matplotlib():
    code = """
        import sys
        import d2l_channels
        print('matplotlib' in sys.modules)
        from mxnet import nd
        from d2l_channels import figures
        figures.draw_multi_in(nd.ones((1, 3, 3)), nd.ones((1, 2, 2)))
        print('matplotlib.pyplot' in sys.modules)
        for name in [name for name in sys.modules if 'figures' in name]:
            del sys.modules[name]
        sys.modules['matplotlib'] = None
        import d2l_channels.figures
    """
    out, error = python(code)
    assert out == 'False\nFalse'
    assert error.endswith('\nType: python -m pip install matplotlib')


WIDE = [
    *product(range(1, 5), [8], [1, 3, 8], [1, 1 / 3, -1e-30]),
    *product([3, 4], [3, 5], [2], [1, 1 / 3, -1e-30]),
]


@pytest.mark.slow
@pytest.mark.parametrize('c_i, size, k, factor', WIDE)
def test_a_figure_fits_a_page_with_legible_digits(c_i, size, k, factor):
    X, K = integers(c_i, size, size), integers(c_i, k, k)
    drawn = [figures.draw_multi_in(X * factor, K)]
    if k == 1:
        drawn.append(figures.draw_1x1(X * factor, integers(4, c_i, 1, 1)))
    for figure in drawn:
        width, _ = figure.get_size_inches() * 96
        assert width <= 900
        for text in figure.axes[0].texts:
            font = text.get_fontproperties()
            digit = TextPath((0, 0), '0', text.get_size(), prop=font)
            assert digit.get_extents().height * 96 / 72 > 7


@pytest.mark.parametrize('style', ['channels', 'book'])
def test_channels_taken_apart_go_below_one_another(style):
    X, K = integers(4, 8, 8), integers(4, 3, 3)
    figure = figures.draw_multi_in(X, K, (2, 3), style)
    signs = [t for t in figure.axes[0].texts if t.get_text() in [*'∗+=']]
    assert [t.get_text() for t in signs] == [*'∗=∗+∗+∗+∗=']
    # As a reader reads, line by line
    places = [t.get_position()[::-1] for t in signs]
    assert places == sorted(places)
    assert len({y for y, _ in places}) == 3
    meshes = [m.get_coordinates() for m in figure.axes[0].collections]
    boxes = [Bbox([m[0, 0], m[-1, -1]]) for m in meshes]
    for n, box in enumerate(boxes[8:], start=8):
        assert not any(box.overlaps(other) for other in boxes[:n])


def test_outputs_wider_than_a_page_are_refused():
    X, K = nd.ones((1, 3, 3)), nd.ones((100, 1, 1, 1))
    with pytest.raises(ValueError, match='its 100 outputs.* 900 pixels'):
        figures.draw_multi_in(X, K, at=(0, 0, 0))


@pytest.mark.slow
@each_style
@pytest.mark.parametrize('number', [1, 1 / 3])
def test_words_are_legible_on_any_page(style, number):
    X, K = integers(3, 4, 4) * number, integers(3, 3, 3)
    steps = figures.step_multi_in(X, K, style)
    mixed = figures.draw_1x1(X, integers(2, 3, 1, 1), style=style)
    for figure in (steps[0], mixed):
        png = saved(figure, 'png', transparent=True)
        picture = Image.open(BytesIO(png)).convert('RGBA')
        found = []
        for page in ('white', 'black'):
            paper = Image.new('RGBA', picture.size, page)
            paper.alpha_composite(picture)
            found.append(np.array(paper.convert('L')))
        renderer = FigureCanvasAgg(figure).get_renderer()
        for text in figure.axes[0].texts:
            if not text.get_text():
                continue
            with rc_context({'text.hinting': 'none'}):
                box = text.get_window_extent(renderer)
            top, bottom = picture.height - box.y1, picture.height - box.y0
            rows = slice(ceil(top), int(bottom))
            columns = slice(ceil(box.x0), int(box.x1))
            on_white, on_black = (image[rows, columns] for image in found)
            assert (on_white == on_black).all()
            assert on_black.min() < 64 and on_black.max() > 128


def test_a_channel_without_an_axis_of_its_own():
    flat = figures.draw_multi_in(X[0], K[0], (1, 0))
    one = figures.draw_multi_in(X[:1], K[:1], (1, 0))
    assert saved(flat, 'svg') == saved(one, 'svg')
    line = d2l.explain(X[0], K[0], (1, 0))
    assert flat.alt == f'Output element (1, 0): {line}'
    assert len(figures.step_multi_in(X[0], K[0])) == 4


@pytest.mark.slow
@each_style
def test_frames_are_the_figures_to_the_pixel(style):
    X, K = integers(4, 4, 4), fractions(2, 4, 3, 3)
    steps = figures.step_multi_in(X, K, style)
    moving = Image.open(BytesIO(saved(steps, 'png')))
    for n, figure in enumerate(steps):
        moving.seek(n)
        expected = pixels(saved(figure, 'png'))
        assert (np.array(moving.convert('RGB')) == expected).all()


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['gif', 'png', 'html'])
def test_only_what_changes_is_drawn_anew(kind, monkeypatch):
    drawn = []
    draw = Text.draw

    def count(text, renderer):
        drawn.append(text)
        return draw(text, renderer)

    monkeypatch.setattr(Text, 'draw', count)
    steps = figures.step_multi_in(integers(4, 8, 8), integers(4, 3, 3))
    saved(steps[0], 'png')
    once = len(drawn)
    drawn.clear()
    saved(steps, kind)
    assert len(drawn) < len(steps) * once / 10


def test_some_of_the_steps():
    steps = figures.step_multi_in(X, K)
    assert [figure.alt for figure in steps[1:3]] == steps.alt.split('\n')[1:3]
    assert steps[-1].alt == steps.alt.split('\n')[3]


@pytest.mark.parametrize('kind', ['gif', 'png', 'pdf', 'html'])
def test_no_steps_are_empty_and_cannot_be_saved(kind, tmp_path):
    steps = figures.step_multi_in(X, K)[:0]
    assert ([*steps], steps.alt) == ([], '')
    with pytest.raises(ValueError, match='save: there is no step to save'):
        steps.save(tmp_path / f'x.{kind}')
    assert [*tmp_path.iterdir()] == []


def bad_calls():
    """Yield functions, arguments, errors and parts of their messages."""
    draw, mix, step = FUNCTIONS
    for shape in [(5, 3, 3), (1, 9, 3), (1, 3, 9)]:
        X, K = nd.ones(shape), nd.ones((1, shape[0], 1, 1))
        limit = f'X has shape {shape}; to be readable'
        for call in ((draw, X, K[0]), (step, X, K[0]), (mix, X, K)):
            yield (*call, ValueError, limit)
        yield mix, shape, K.shape, ValueError, limit
    X, K = nd.ones((2, 3, 3)), nd.ones((2, 1, 1))
    yield mix, (1, 3, 3), (5, 1, 1, 1), ValueError, 'K has shape (5, 1, 1, 1)'
    yield step, nd.ones((1, 7, 6)), K[:1], ValueError, '(7, 6), has more than'
    for x, k in ((X, nd.ones((3, 2, 1, 2))), (X.shape, (3, 2, 1, 2))):
        yield mix, x, k, ValueError, 'K of shape (3, 2, 1, 1) would fit'
    for function in FUNCTIONS:
        k = nd.ones((2, 2, 1, 1)) if function is mix else K
        yield function, X.shape, k, TypeError, 'X is of type tuple'
        yield function, X, k.expand_dims(0).expand_dims(0), ValueError, 'K has'
        blue = partial(function, style='blue')
        yield blue, X, k, ValueError, "style is 'blue', not 'channels' or"
    for function in FUNCTIONS[::2]:
        shapes = X.shape, K.shape
        yield function, *shapes, TypeError, 'X is of type tuple'
    kernel = 2, 3, 1, 1
    for shape, part in (
        ((3, 10**9, 3), 'X has shape (3, 1000000000, 3); to be readable'),
        ((3, 1000, 1000), 'X has shape (3, 1000, 1000); to be readable'),
        ([3, 9, 3], 'X has shape (3, 9, 3); to be readable'),
        ((3, 0, 3), 'X has shape (3, 0, 3); every axis of (c_i, h, w) has to'),
        ((3, -1, 3), 'X has shape (3, -1, 3); every axis of (c_i, h, w) has'),
        ((3, 3), 'X has shape (3, 3); it has to have 3 axes'),
        ((3, 10**5000, 3), 'X holds an integer of more than 100 digits'),
        ((2, 3, 3), 'K of shape (2, 2, 1, 1) would fit'),
    ):
        yield mix, shape, kernel, ValueError, part
    one, two = nd.ones((2, 2, 2)), nd.ones((3, 2, 2, 2))
    outside = [(2, 0), (0, 2), (-1, 0), (0,)]
    pixels = [((0, 0), (3, 0)), ((0, -1), (0, 0)), ((0,), (0, 0))]
    none = [0, 'ij', (0.0, 0), ((0, 0),), ((0, 0), (0, 1.5))]
    no_pair = [0, 'ij', ((0, 0),), ((0, 0),) * 3, np.zeros((3, 2), int)]
    pair = 'it has to be a pair of pixels, ((i, j), (i2, j2))'
    for function, arrays, values, error, part in (
        (draw, (X, one), [*outside, (0, 0, 0)], IndexError, '(2, 2)'),
        (draw, (X, two), outside, IndexError, 'is (3, 2, 2)'),
        (draw, (X, one), [*none, None], TypeError, 'at is '),
        (mix, (X, two[:2, :, :1, :1]), pixels, IndexError, 'is (3, 3)'),
        (mix, (X, two[:2, :, :1, :1]), none, TypeError, 'at is '),
        (mix, (X, two[:2, :, :1, :1]), no_pair, TypeError, pair),
    ):
        for at in values:
            yield (partial(function, at=at), *arrays, error, part)


def test_bad_arguments_are_refused_by_name():
    for function, X, K, error, part in bad_calls():
        with pytest.raises(error) as caught:
            function(X, K)
        name = getattr(function, 'func', function).__name__
        assert str(caught.value).startswith(f'{name}: ')
        assert part in str(caught.value)


@pytest.mark.parametrize('name', ['svg', '.svg'])
def test_a_name_without_a_suffix_gets_that_of_a_png(name, tmp_path):
    figures.draw_multi_in(X, K).savefig(tmp_path / name)
    (file,) = tmp_path.iterdir()
    with Image.open(file) as picture:
        assert picture.format == 'PNG'


def test_only_numbers_that_are_written_make_a_sign_approximate():
    X, K = nd.ones((1, 2, 2)), nd.array([2]).reshape((1, 1, 1, 1))
    X[0, 1, 1] = 1 / 3
    shown, hidden = (0, 0), (1, 1)
    exact = figures.draw_1x1(X, K, at=(shown, (0, 1)))
    assert '=' in words(exact) and '≈' not in words(exact)
    rounded = figures.draw_1x1(X, K, at=(shown, hidden))
    assert '≈' in words(rounded)
