"""The pictures, read back: numbers, colours, places and bytes."""

from io import BytesIO

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from mxnet import nd
from PIL import Image

import d2l_channels as d2l
from d2l_channels import figures

from . import oracles
from .interpreter import python

X = nd.array(np.stack([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3))
K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
BANK = nd.stack(K, K + 1, K + 2)
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


each_shape = pytest.mark.parametrize(
    'X_shape, K_shape',
    [
        ((1, 3, 3), (1, 2, 2)),
        ((2, 3, 3), (2, 2, 2)),
        ((3, 2, 4), (3, 2, 3)),
        ((4, 3, 3), (4, 3, 3)),
        ((2, 2, 8), (2, 1, 8)),
        ((1, 8, 1), (1, 1, 1)),
        ((1, 1, 1), (1, 1, 1)),
        ((2, 3, 3), (3, 2, 2, 2)),
    ],
)
each_kind = pytest.mark.parametrize('numbers', [integers, fractions])
each_style = pytest.mark.parametrize('style', ['channels', 'book'])


def blocks(figure):
    """Return the colours and texts of each block of cells, as drawn."""
    texts = {t.get_position(): t.get_text() for t in figure.axes[0].texts}
    found = []
    # A text is on the block that was drawn last where it stands
    for mesh in reversed(figure.axes[0].collections):
        corners = mesh.get_coordinates()
        h, w = np.array(corners.shape[:2]) - 1
        width = corners[0, 1, 0] - corners[0, 0, 0]
        steps = np.meshgrid(np.arange(w + 1), np.arange(h + 1))
        expected = corners[0, 0] + np.stack(steps, axis=2) * (width, 18)
        assert np.allclose(corners, expected)
        places = corners[:-1, :-1] + (width / 2, 12)
        inside = [texts.pop(tuple(at), '') for at in places.reshape(-1, 2)]
        colours = mesh.to_rgba(np.reshape(mesh.get_array(), (h, w)))
        colours = np.reshape([*map(to_hex, colours.reshape(-1, 4))], (h, w))
        found.insert(0, (colours, np.reshape(inside, (h, w))))
    return found


def words(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def caption(figure):
    """Return the rows below the picture, with their colours."""
    rows = [text for text in figure.axes[0].texts if text.get_ha() == 'left']
    bars = figure.axes[0].patches
    assert len(rows) == len(bars)
    for row, bar in zip(rows, bars):
        assert bar.get_y() < row.get_position()[1] < bar.get_y() + 13
        assert np.isclose(bar.get_width(), len(row.get_text()) * 0.602 * 8)
    return [
        (row.get_text(), to_hex(bar.get_facecolor()))
        for row, bar in zip(rows, bars)
    ]


def saved(picture, format, **kwargs):
    file = BytesIO()
    save = getattr(picture, 'save', None) or picture.savefig
    save(file, format=format, **kwargs)
    return file.getvalue()


def pixels(png):
    return np.array(Image.open(BytesIO(png)).convert('RGB'))


def same(texts, A):
    """Compare with numbers: integers exactly, others to three digits."""
    read = texts.astype('float64')
    is_exact = (A == A.round()).all()
    return np.allclose(read, A, rtol=0 if is_exact else 0.0051, atol=0)


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
        assert d2l.explain(X, K, at) in figure.alt
        *o, i, j = at
        x, k, y = X.asnumpy(), K.asnumpy()[tuple(o)], Y[tuple(o)]
        assert {f'{A} {o[0]}' if o else A for A in ('Kernel', 'Output')} <= {
            *words(figure)
        }
        # Behind one another, then apart in order
        order = [(n, A) for A in (x, k) for n in reversed(range(c))]
        if c > 1:
            order += [(n, A) for n in range(c) for A in (x, k)]
        *drawn, (colours, texts) = blocks(figure)
        assert same(texts, y)
        expected = np.full(y.shape, '#ffffff')
        expected[i, j] = (BLUE if is_blue else GREY)[1]
        assert (colours == expected).all()
        # Behind the output, those of later kernels
        assert len(drawn) == len(order) + len(Y[o[0] + 1 :] if o else ())
        for m, ((n, A), (colours, texts)) in enumerate(zip(order, drawn)):
            expected = np.full(A[n].shape, inks[n][0])
            part = np.s_[i : i + k_h, j : j + k_w] if A is x else np.s_[:]
            expected[part] = inks[n][1]
            assert (colours == expected).all()
            is_hidden = m < 2 * c and n > 0
            assert (texts == '').all() if is_hidden else same(texts, A[n])


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


@pytest.mark.parametrize(
    'number, text',
    [
        (0, '0'),
        (-7, '-7'),
        (-0.625, '-0.625'),
        (0.0625, '0.0625'),
        (-12345, '-12345'),
        (1 / 3, '0.333'),
        (-1 / 3, '-0.333'),
        (12.345, '12.3'),
        (-1234.5678, '-1.23e3'),
        (16777216, '1.68e7'),
        (1e-7, '1e-7'),
        (-1.5e-30, '-1.5e-30'),
        (1e30, '1e30'),
        (float('nan'), 'nan'),
        (float('-inf'), '-inf'),
    ],
)
def test_a_number_in_a_cell(number, text):
    one = nd.ones((1, 1, 1))
    figure = figures.draw_multi_in(one * number, one)
    assert [t for _, t in blocks(figure)] == [[text], ['1'], [text]]
    # Read as the array reads it
    is_rounded = text != 'nan' and np.float32(text) != np.float32(number)
    assert ('≈' in words(figure)) == is_rounded


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
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        texts = [text for text in figure.axes[0].texts if text.get_text()]
        renderer = canvas.get_renderer()
        found = [text.get_window_extent(renderer) for text in texts]
        corners = figure.axes[0].collections[0].get_coordinates()
        cell = corners[0, 1, 0] - corners[0, 0, 0]
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
    assert sums == ['+'.join(row.split(' = ')[1] for row in rows)][: len(sums)]
    return [*rows, f'{sums[0]} = {whole}'] if len(rows) > 1 else rows


@pytest.mark.parametrize('c', [1, 2, 3, 4])
def test_what_explain_writes_is_below_in_the_colours_of_the_channels(c):
    X, K = integers(c, 3, 3), integers(c, 2, 2)
    figure = figures.draw_multi_in(X, K, (1, 0))
    inks = [*CHANNELS[:c], GREY] if c > 1 else [BLUE]
    colours = [ink[1] for ink in inks]
    assert caption(figure) == [*zip(rows_of(X, K, (1, 0)), colours)]
    assert caption(figures.draw_multi_in(X, K, style='book')) == []


@pytest.mark.parametrize('shape', [(1, 1, 1), (2, 1, 2), (1, 2, 8)])
def test_long_rows_are_wrapped(shape):
    X, K = (fractions(*shape).astype('float64') * n for n in (1e-3, 1e-20))
    figure = figures.draw_multi_in(X, K)
    rows, _ = zip(*caption(figure))
    assert ''.join(rows) == ''.join(rows_of(X, K, (0, 0)))
    assert not any(row.endswith('e') for row in rows)
    width = figure.get_size_inches()[0] * 72
    assert max(map(len, rows)) * 0.602 * 8 < width - 12


def test_digits_are_black_enough_on_every_colour():
    for shade in sum([*CHANNELS, BLUE, GREY], ()):
        rgb = np.array(to_rgb(shade))
        linear = np.where(
            rgb < 0.04, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4
        )
        # Web Content Accessibility Guidelines 2.1, 1.4.3
        luminance = linear @ [0.2126, 0.7152, 0.0722]
        assert (luminance + 0.05) / 0.05 > 4.5


@each_kind
@pytest.mark.parametrize('c_i, c_o', [(1, 1), (2, 3), (3, 2), (4, 4)])
def test_the_numbers_of_two_pixels(c_i, c_o, numbers):
    X, K = numbers(c_i, 2, 3), numbers(c_o, c_i, 1, 1)
    Y = np.tensordot(K.asnumpy()[:, :, 0, 0], X.asnumpy(), 1)
    at = (1, 2), (0, 1)
    both = tuple(zip(*at))
    figure = figures.draw_1x1(X, K, at)
    inks = CHANNELS[:c_i] if c_i > 1 else [BLUE]
    drawn = blocks(figure)
    pixels = drawn[:c_i][::-1] + drawn[-c_o:][::-1]
    arrays, out = [*X.asnumpy(), *Y], [GREY if c_i > 1 else BLUE] * c_o
    for a, ink, (colours, texts) in zip(arrays, [*inks, *out], pixels):
        assert colours[both].tolist() == [*ink[1:]]
        assert (colours == ink[0]).sum() == (texts == '').sum() == 4
        assert same(texts[both], a[both])
    assert len(drawn) == c_i + c_o + c_i * c_o
    for o in range(c_o):
        weights = drawn[c_i * (o + 1) :][:c_i][::-1]
        assert [colour for colour, _ in weights] == [ink[1] for ink in inks]
        texts = np.array([text for _, text in weights])
        assert same(texts, K.asnumpy()[o])
    assert [row for row, _ in caption(figure)] == rows_of(X, K[0], at[0])
    assert d2l.explain(X, K, (0, *at[0])) in figure.alt


@pytest.mark.parametrize(
    'X, K, style',
    [
        ((3, 3, 3), (2, 3, 1, 1), 'channels'),
        ((3, 3, 3), (2, 3, 1, 1), 'book'),
        (nd.ones((3, 8, 8)), nd.ones((2, 3, 1, 1)), 'channels'),
        (nd.ones((3, 3, 3)), nd.ones((2, 3, 1, 1)), 'book'),
    ],
)
def test_the_second_figure_of_the_book(X, K, style):
    figure = figures.draw_1x1(X, K, style=style)
    assert {*words(figure)} == {'', 'Input', '∗', 'Kernel', '=', 'Output'}
    if style == 'book':
        drawn = [colours.ravel().tolist() for colours, _ in blocks(figure)]
        channel = [BLUE[1]] + [BLUE[0]] * 7 + [BLUE[2]]
        kernels = [[BLUE[1]]] * 3 + [[BLUE[2]]] * 3
        assert drawn == [channel] * 3 + kernels + [channel] * 2


@pytest.mark.parametrize('kernel', [K, BANK], ids=['one', 'three'])
@each_style
def test_the_steps_are_the_figures(kernel, style):
    steps = figures.step_multi_in(X, kernel, style)
    places = [*np.ndindex((*BANK.shape[: kernel.ndim - 3], 2, 2))]
    assert len(steps) == len(places)
    assert len({tuple(figure.get_size_inches()) for figure in steps}) == 1
    for figure, at in zip(steps, places):
        alone = figures.draw_multi_in(X, kernel, at, style)
        assert words(figure) == words(alone)
        assert caption(figure) == caption(alone)
        for (a, _), (b, _) in zip(blocks(figure), blocks(alone)):
            assert (a == b).all()
        # The last row may be longer in another step
        assert alone.get_size_inches()[1] <= figure.get_size_inches()[1]


def test_moving_pictures_show_the_figures(tmp_path):
    steps = figures.step_multi_in(X, K)
    frames = [pixels(saved(figure, 'png')) for figure in steps]
    assert len({frame.tobytes() for frame in frames}) == 4
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
    steps.save(str(tmp_path / 'x.pdf'))
    pdf = (tmp_path / 'x.pdf').read_bytes()
    assert pdf.count(b'/Type /Page ') == 4
    with pytest.raises(ValueError, match='unknown file extension'):
        steps.save(tmp_path / 'x.what')


@pytest.mark.parametrize('ending', ['png', 'PDF', 'SVG', 'gif'])
def test_equal_arguments_give_equal_files(ending, tmp_path, monkeypatch):
    other_style = {
        'font.family': 'serif',
        'svg.hashsalt': None,
        'savefig.bbox': 'tight',
        'figure.dpi': 50,
        'patch.linewidth': 3,
    }
    files = []
    for n, style in enumerate(({}, other_style)):
        monkeypatch.setattr('time.time', lambda n=n: 1e9 * (n + 1))
        with rc_context(style):
            steps = figures.step_multi_in(X, K[:, :, :1])
            mixed = figures.draw_1x1(X, nd.ones((1, 2, 1, 1)))
            saves = [steps[0].savefig, mixed.savefig, steps.save]
            endings = [ending == 'gif', ending == 'gif', ending == 'SVG']
            for save, is_other in zip(saves, endings):
                if not is_other:
                    save(tmp_path / f'x.{ending}')
                    files.append((tmp_path / f'x.{ending}').read_bytes())
    assert files[: len(files) // 2] == files[len(files) // 2 :]
    titled = saved(steps[0], 'svg', metadata={'Title': 'T'})
    assert b'<dc:title>T' in titled and b'<dc:date>' not in titled


@pytest.mark.parametrize(
    'draw', [figures.draw_multi_in, figures.step_multi_in]
)
def test_a_notebook_shows_a_picture_at_half_its_pixels(draw, monkeypatch):
    shown = []
    monkeypatch.setattr('IPython.display.display', shown.append)
    formatter = DisplayFormatter()
    assert formatter.format(draw(X, K)) == ({}, {})
    _, metadata = formatter.format(shown[0])
    assert Image.open(BytesIO(shown[0].data)).size == (938, 534)
    assert d2l.explain(X, K) in metadata['image/png'].pop('alt')
    assert metadata['image/png'] == {'width': 469, 'height': 267}


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
        try:
            import d2l_channels.figures
        except ImportError as error:
            print(error)
    """
    out, _ = python(code)
    assert out.startswith('False\nFalse\nd2l_channels: the figures need ')
    assert out.endswith('Type: python -m pip install matplotlib')


def test_arrays_are_refused_beyond_the_limits():
    multi_in, one, step = FUNCTIONS
    calls = [
        (one, (1, 3, 3), (5, 1, 1, 1), 'K has .* at most 4 channels of 8 x 8'),
        (step, nd.ones((1, 7, 6)), nd.ones((1, 1, 1)), r'.*\(7, 6\).* 36 '),
    ]
    for shape in [(5, 3, 3), (1, 9, 3), (1, 3, 9)]:
        X, K = nd.ones(shape), nd.ones((1, shape[0], 1, 1))
        limit = 'X has .* at most 4 channels of 8 x 8'
        calls += [(multi_in, X, K[0], limit), (step, X, K[0], limit)]
        calls += [(one, X, K, limit), (one, shape, K.shape, limit)]
    for function, X, K, message in calls:
        with pytest.raises(
            ValueError, match=f'{function.__name__}: {message}'
        ):
            function(X, K)


@pytest.mark.parametrize('function', FUNCTIONS)
def test_bad_arguments_are_refused_by_name(function):
    ones = nd.ones((2, 3, 3))
    K = nd.ones((2, 2, 1, 1) if function is figures.draw_1x1 else (2, 1, 1))
    for x, k, style, error in [
        ((2, 3, 3), K, 'book', TypeError),
        ((2, 3, 10**9), (1, 2, 1, 1), 'book', TypeError),
        (ones, K.reshape((1, 1, 1, -1, 1)), 'book', ValueError),
        (ones, K, 'blue', ValueError),
        (ones, K, None, ValueError),
    ]:
        with pytest.raises(error, match=f'^{function.__name__}: '):
            function(x, k, style=style)


def test_indexes_outside_the_output():
    one = (2, 3, 3), (2, 2, 1, 1)
    outside = [(2, 0), (0, 2), (-1, 0), (0,), (0, 0, 0)]
    pixels = [((0, 0), (3, 0)), ((0, -1), (0, 0)), ((0,), (0, 0))]
    no_pixels = [0, 'ij', (0, 0), ((0, 0),), ((0, 0), (0, 1.5))]
    draw, mix, _ = FUNCTIONS
    for function, arrays, values, error, shape in (
        (draw, (X, K), outside, IndexError, (2, 2)),
        (draw, (X, BANK), outside[:4], IndexError, (3, 2, 2)),
        (draw, (X, K), [0, None, 'ij', (0.0, 0)], TypeError, ''),
        (mix, one, pixels, IndexError, (3, 3)),
        (mix, one, no_pixels, TypeError, ''),
    ):
        for at in values:
            with pytest.raises(error) as caught:
                function(*arrays, at)
            message = str(caught.value)
            assert message.startswith(f'{function.__name__}: at is ')
            assert str(shape) in message


def test_a_window_that_is_not_1x1():
    for x, k in ((X, nd.ones((3, 2, 1, 2))), (X.shape, (3, 2, 1, 2))):
        with pytest.raises(ValueError, match='draw_1x1: K .* 1 x 2; it has '):
            figures.draw_1x1(x, k)
