"""The pictures, read back: numbers, colours, places and bytes."""

import subprocess
import sys
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


SHAPES = [
    ((1, 3, 3), (1, 2, 2)),
    ((2, 3, 3), (2, 2, 2)),
    ((3, 4, 5), (3, 2, 3)),
    ((4, 5, 5), (4, 3, 3)),
    ((2, 2, 8), (2, 1, 8)),
    ((1, 1, 1), (1, 1, 1)),
    ((4, 8, 8), (4, 8, 8)),
]
each_shape = pytest.mark.parametrize('X_shape, K_shape', SHAPES)
each_kind = pytest.mark.parametrize('numbers', [integers, fractions])
each_style = pytest.mark.parametrize('style', ['channels', 'book'])


def patches(figure, are_cells=True):
    return [
        patch
        for patch in figure.axes[0].patches
        if (patch.get_edgecolor()[3] == 1) == are_cells
    ]


def blocks(figure, *shapes):
    """Cut the cells, in drawn order, into `(colours, texts)` of blocks.

    A text is on the cell that was drawn last where it stands.
    """
    drawn, texts = patches(figure), {}
    for text in figure.axes[0].texts:
        x, y = text.get_position()
        for cell in reversed(drawn):
            left, top = cell.get_xy()
            if np.allclose((left + cell.get_width() / 2, top + 12), (x, y)):
                texts[cell] = text.get_text()
                break
    for h, w in shapes:
        block, drawn = drawn[: h * w], drawn[h * w :]
        (left, top), width = block[0].get_xy(), block[0].get_width()
        corners = [
            (left + j * width, top + i * 18) for i, j in np.ndindex(h, w)
        ]
        assert np.allclose([cell.get_xy() for cell in block], corners)
        assert {(c.get_width(), c.get_height()) for c in block} == {
            (width, 18)
        }
        colours = [to_hex(cell.get_facecolor()) for cell in block]
        yield (
            np.reshape(colours, (h, w)),
            np.reshape([texts.get(cell, '') for cell in block], (h, w)),
        )
    assert not drawn


def words(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def caption(figure):
    """Return the rows below the picture, and their coloured terms."""
    rows = [t for t in figure.axes[0].texts if t.get_ha() == 'left']
    terms = []
    for row in rows:
        y = row.get_position()[1]
        for patch in patches(figure, are_cells=False):
            a, b = patch.get_x(), patch.get_x() + patch.get_width()
            if 0 < y - patch.get_y() < 13 and a >= 0:
                start, end = (int(round(x / (0.602 * 8))) for x in (a, b))
                colour = to_hex(patch.get_facecolor())
                terms.append((row.get_text()[start:end], colour))
    return [row.get_text() for row in rows], terms


def saved(picture, format, **kwargs):
    file = BytesIO()
    save = getattr(picture, 'save', None) or picture.savefig
    save(file, format=format, **kwargs)
    return file.getvalue()


def pixels(png):
    return np.array(Image.open(BytesIO(png)).convert('RGB'))


@each_shape
@each_kind
@each_style
def test_numbers_and_colours_are_those_of_the_arrays(
    X_shape, K_shape, numbers, style
):
    X, K = numbers(*X_shape), numbers(*K_shape)
    Y = oracles.loops(X.asnumpy(), K.asnumpy())
    (c, h, w), (_, k_h, k_w) = X_shape, K_shape
    x, k = (h, w), (k_h, k_w)
    is_blue = style == 'book' or c == 1
    inks = [BLUE] * c if is_blue else CHANNELS
    for i, j in {(0, 0), tuple(n - 1 for n in Y.shape)}:
        figure = figures.draw_multi_in(X, K, (i, j), style)
        # Behind one another, then apart in order, then the output
        apart = [x, k] * c if c > 1 else []
        drawn = blocks(figure, *[x] * c, *[k] * c, *apart, Y.shape)
        order = [(n, A) for A in (X, K) for n in reversed(range(c))]
        if c > 1:
            order += [(n, A) for n in range(c) for A in (X, K)]
        for m, (n, A) in enumerate(order):
            colours, texts = next(drawn)
            expected = np.full(A[n].shape, inks[n][0])
            part = np.s_[i : i + k_h, j : j + k_w] if A is X else np.s_[:]
            expected[part] = inks[n][1]
            assert (colours == expected).all()
            if m < 2 * c and n > 0:
                assert (texts == '').all()
            else:
                assert same(texts, A[n].asnumpy(), numbers)
        colours, texts = next(drawn)
        expected = np.full(Y.shape, '#ffffff')
        expected[i, j] = (BLUE if is_blue else GREY)[1]
        assert (colours == expected).all()
        assert same(texts, Y, numbers)
        assert not list(drawn)


def same(texts, A, numbers):
    """Compare texts with numbers, to three digits where there are more."""
    read = texts.astype('float64')
    if numbers is integers:
        return (read == A).all()
    return np.allclose(read, A, rtol=0.0051, atol=1e-9)


@pytest.mark.parametrize(
    'draw, size',
    [
        (lambda: figures.draw_multi_in(X, K), (351.75, 177)),
        (lambda: figures.draw_multi_in(X, K, style='book'), (351.75, 154.5)),
        (lambda: figures.draw_1x1((3, 3, 3), (2, 3, 1, 1)), (282.75, 109.5)),
    ],
)
def test_the_figures_of_the_chapter(draw, size):
    figure = draw()
    assert tuple(figure.get_size_inches() * 72) == size
    shown = words(figure)
    for word in 'Input', 'Kernel', 'Output', '∗', '=':
        assert word in shown


def test_channels_lie_behind_and_are_taken_apart_in_two_rows():
    shown = words(figures.draw_multi_in(X[:1], K[:1]))
    assert [shown.count(sign) for sign in '∗+='] == [1, 0, 1]
    for c in (2, 3, 4):
        figure = figures.draw_multi_in(integers(c, 3, 3), integers(c, 1, 1))
        corners = [cell.get_xy() for cell in patches(figure)]
        assert np.allclose(np.diff(corners[: 9 * c : 9], axis=0), (-9, 9))
        apart = [corners[10 * c + 10 * n] for n in range(c)]
        assert len({round(y) for _, y in apart}) <= 3
        assert figure.get_size_inches()[1] < 2.5
        shown = words(figure)
        assert [shown.count(sign) for sign in '∗+='] == [c + 1, c - 1, 2]


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
    (_, x), (_, k), (_, y) = blocks(figure, *[(1, 1)] * 3)
    assert (x, k, y) == (text, '1', text)
    exact = d2l.explain(one * number, one).split(' = ')[1].strip('()')
    is_rounded = exact.replace('e+', 'e') != text
    assert ('≈' in words(figure)) == is_rounded


@each_shape
@each_kind
def test_all_lies_apart_within_a_margin_of_six_points(
    X_shape, K_shape, numbers
):
    K = numbers(*K_shape)
    for figure in (
        figures.draw_multi_in(numbers(*X_shape), K),
        figures.draw_1x1(numbers(*X_shape), numbers(3, X_shape[0], 1, 1)),
    ):
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        texts = [text for text in figure.axes[0].texts if text.get_text()]
        found = [
            text.get_window_extent(canvas.get_renderer()) for text in texts
        ]
        for n, box in enumerate(found):
            assert not any(box.overlaps(other) for other in found[:n])
        cell = min(patch.get_width() for patch in patches(figure))
        for text, box in zip(texts, found):
            if text.get_text()[-1].isdigit() and text.get_ha() == 'center':
                if text.get_size() != 9:
                    assert text.get_size() == 8
                    assert box.width / figure.dpi * 72 < cell - 1
        picture = pixels(saved(figure, 'png'))
        ink = np.argwhere((picture != 255).any(axis=2))
        top, left = ink.min(axis=0)
        bottom, right = picture.shape[:2] - ink.max(axis=0) - 1
        # At 192 dots an inch
        assert min(top, left, bottom, right) >= 16
        assert left < 36 and bottom < 40


def caption_of(X, K, at):
    """Return the terms that have colours, in order, one for each channel."""
    terms = [d2l.explain(x, k, at).split(' = ') for x, k in zip(X, K)]
    brackets, sums = zip(*terms)
    whole = d2l.explain(X, K, at).split(' = ')[-1]
    return [*brackets, *(sums if len(sums) > 1 else ()), whole]


@pytest.mark.parametrize('c', [1, 2, 3, 4])
def test_what_explain_writes_is_below_in_the_colours_of_the_channels(c):
    X, K = integers(c, 3, 3), integers(c, 2, 2)
    figure = figures.draw_multi_in(X, K, (1, 0))
    rows, terms = caption(figure)
    assert ''.join(rows) == d2l.explain(X, K, (1, 0))
    inks = [ink[1] for ink in CHANNELS[:c]]
    colours = [*inks, *(inks if c > 1 else ()), (GREY if c > 1 else BLUE)[1]]
    joined = []
    for text, colour in terms:
        if joined and joined[-1][1] == colour and len(rows) > 1:
            joined[-1] = joined[-1][0] + text, colour
        else:
            joined.append((text, colour))
    assert joined == [*zip(caption_of(X, K, (1, 0)), colours)]
    assert d2l.explain(X, K, (1, 0)) in figure.alt
    assert caption(figures.draw_multi_in(X, K, style='book')) == ([], [])


@pytest.mark.parametrize('shape', [(1, 1, 1), (4, 4, 4), (1, 2, 8)])
def test_long_lines_are_wrapped(shape):
    X, K = fractions(*shape) * 1e-3, fractions(*shape) * 1e-20
    X, K = X.astype('float64'), K.astype('float64')
    figure = figures.draw_multi_in(X, K)
    rows, terms = caption(figure)
    assert ''.join(text for text, _ in terms) == ''.join(
        caption_of(X, K, (0, 0))
    )
    assert not any(row.endswith('e') for row in rows)
    width = figure.get_size_inches()[0] * 72
    assert max(len(row.strip()) for row in rows) * 0.602 * 8 < width - 12


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
    (i, j), (i2, j2) = at = (1, 2), (0, 1)
    figure = figures.draw_1x1(X, K, at)
    inks = CHANNELS[:c_i] if c_i > 1 else [BLUE]
    shapes = [(2, 3)] * c_i, [(1, 1)] * c_i * c_o, [(2, 3)] * c_o
    drawn = blocks(figure, *sum(shapes, []))
    out = GREY if c_i > 1 else BLUE
    for A, shades in ((X.asnumpy(), inks), (None, inks), (Y, [out] * c_o)):
        if A is None:
            for o in range(c_o):
                for c in reversed(range(c_i)):
                    colours, texts = next(drawn)
                    assert colours == shades[c][1]
                    assert same(texts, K[o, c].asnumpy(), numbers)
            continue
        for a, shade in reversed([*zip(A, shades)]):
            colours, texts = next(drawn)
            assert (colours[i, j], colours[i2, j2]) == shade[1:]
            assert (colours == shade[0]).sum() == (texts == '').sum() == 4
            both = [i, i2], [j, j2]
            assert same(texts[both], a[both], numbers)
    assert not list(drawn)
    rows, _ = caption(figure)
    assert ''.join(rows) == d2l.explain(X, K, (0, i, j))


@pytest.mark.parametrize(
    'draw',
    [
        lambda style: figures.draw_1x1((3, 3, 3), (2, 3, 1, 1), style=style),
        lambda style: figures.draw_1x1(
            nd.ones((3, 3, 3)), nd.ones((2, 3, 1, 1)), style='book'
        ),
        lambda style: figures.draw_1x1(
            nd.ones((3, 8, 8)), nd.ones((2, 3, 1, 1)), style=style
        ),
    ],
)
@each_style
def test_no_numbers(draw, style):
    assert words(draw(style)) != []
    assert {*words(draw(style))} == {'', 'Input', '∗', 'Kernel', '=', 'Output'}


def test_the_second_figure_of_the_book():
    figure = figures.draw_1x1((3, 3, 3), (2, 3, 1, 1), style='book')
    shapes = [(3, 3)] * 3 + [(1, 1)] * 6 + [(3, 3)] * 2
    drawn = [
        colours.ravel().tolist() for colours, _ in blocks(figure, *shapes)
    ]
    channel = [BLUE[1]] + [BLUE[0]] * 7 + [BLUE[2]]
    kernels = [[BLUE[1]]] * 3 + [[BLUE[2]]] * 3
    assert drawn == [channel] * 3 + kernels + [channel] * 2


@pytest.mark.parametrize('kernel', [K, BANK], ids=['one', 'three'])
@each_style
def test_the_steps_are_the_figures(kernel, style):
    steps = figures.step_multi_in(X, kernel, style)
    places = [*np.ndindex(d2l.corr2d_multi_in_out(X, BANK).shape)]
    places = places if kernel is BANK else [*np.ndindex(2, 2)]
    assert repr(steps) == f'<Steps of {len(places)} figures>'
    assert len(steps) == len(places)
    for figure, at in zip(steps, places):
        alone = figures.draw_multi_in(X, kernel, at, style)
        assert words(figure) == words(alone)
        assert svg_of(figure) == svg_of(alone)


def svg_of(figure):
    """Return the colours and places of what is drawn."""
    return [(p.get_xy(), p.get_facecolor()) for p in figure.axes[0].patches]


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


def test_steps_are_all_of_one_size():
    kernels = nd.stack(K, K / 3, -1000.125 * K)
    for style in 'channels', 'book':
        alone = [
            figures.draw_multi_in(X, kernels, (o, 0, 0), style)
            for o in range(3)
        ]
        heights = {figure.get_size_inches()[1] for figure in alone}
        assert (len(heights) > 1) == (style == 'channels')
        steps = figures.step_multi_in(X, kernels, style)
        assert len({tuple(f.get_size_inches()) for f in steps}) == 1
        assert len({p.get_width() for f in steps for p in patches(f)}) == 1


@pytest.mark.parametrize('at', [(0, 0, 0), (1, 1, 1), (2, 0, 1)])
def test_a_kernel_of_four_axes(at):
    figure = figures.draw_multi_in(X, BANK, at)
    o, i, j = at
    kernel = BANK.asnumpy()[o]
    drawn = blocks(
        figure, (3, 3), (3, 3), (2, 2), (2, 2), *[(3, 3), (2, 2)] * 2, (2, 2)
    )
    texts = [text for _, text in drawn]
    for text, A in ((texts[3], kernel[0]), (texts[5], kernel[0])):
        assert (text.astype('float64') == A).all()
    assert (texts[7].astype('float64') == kernel[1]).all()
    Y = oracles.loops(X.asnumpy(), kernel)
    assert (texts[8].astype('float64') == Y).all()
    assert ''.join(caption(figure)[0]) == d2l.explain(X, BANK, at)
    assert {f'Kernel {o}', f'Output {o}'} < {*words(figure)}


@pytest.mark.parametrize(
    'draw',
    [
        lambda: figures.draw_multi_in(X, K),
        lambda: figures.draw_1x1(X, nd.ones((2, 2, 1, 1))),
        lambda: figures.step_multi_in(X, K),
    ],
    ids=['multi_in', '1x1', 'steps'],
)
def test_equal_arguments_give_equal_files(draw, tmp_path, monkeypatch):
    other_style = {
        'font.family': 'serif',
        'svg.hashsalt': None,
        'savefig.bbox': 'tight',
        'figure.dpi': 50,
        'patch.antialiased': False,
    }
    endings = 'png', 'PDF', 'gif', 'SVG', 'svgz'
    is_moving = not hasattr(draw(), 'savefig')
    for ending in endings[:3] if is_moving else endings[:2] + endings[3:]:
        files = []
        for n in range(2):
            # gzip has the time in seconds
            monkeypatch.setattr('time.time', lambda n=n: 1e9 * (n + 1))
            picture = draw()
            save = picture.save if is_moving else picture.savefig
            file = tmp_path / f'x.{ending}'
            with rc_context(other_style if n else {}):
                save(file)
            files.append(file.read_bytes())
        assert files[0] == files[1]
    if not is_moving:
        titled = saved(draw(), 'svg', metadata={'Title': 'T'})
        assert b'<dc:title>T' in titled and b'<dc:date>' not in titled


@pytest.mark.parametrize(
    'draw', [figures.draw_multi_in, figures.step_multi_in]
)
def test_a_notebook_shows_a_picture_at_half_its_pixels(draw, monkeypatch):
    shown = []
    monkeypatch.setattr('IPython.display.display', shown.append)
    formatter = DisplayFormatter()
    assert formatter.format(draw(X, K)) == ({}, {})
    data, metadata = formatter.format(shown[0])
    png = data['image/png']
    png = (
        png if isinstance(png, bytes) else __import__('base64').b64decode(png)
    )
    assert Image.open(BytesIO(png)).size == (938, 472)
    alt = metadata['image/png'].pop('alt')
    assert metadata['image/png'] == {'width': 469, 'height': 236}
    assert d2l.explain(X, K) in alt


def test_without_pyplot():
    script = (
        'import sys, d2l_channels; '
        "assert 'matplotlib' not in sys.modules; "
        'from mxnet import nd; '
        'from d2l_channels import figures; '
        'figures.draw_multi_in(nd.ones((1, 3, 3)), nd.ones((1, 2, 2))); '
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, '-c', script], check=True)


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


def test_arrays_are_refused_beyond_the_limits():
    limit = 'at most 4 channels of 8 x 8'
    multi_in, one, step = FUNCTIONS
    for shape in [(5, 3, 3), (1, 9, 3), (1, 3, 9)]:
        K = nd.ones((shape[0], 1, 1))
        for function, X, kernel in (
            (multi_in, nd.ones(shape), K),
            (step, nd.ones(shape), K),
            (one, nd.ones(shape), K.expand_dims(0)),
            (one, shape, (1, shape[0], 1, 1)),
        ):
            with pytest.raises(ValueError, match=limit) as caught:
                function(X, kernel)
            assert f'{function.__name__}: X has ' in str(caught.value)
    with pytest.raises(ValueError, match=f'draw_1x1: K has .* {limit}'):
        one((1, 3, 3), (5, 1, 1, 1))
    with pytest.raises(ValueError, match=r'\(7, 6\), 42 .* at most 36'):
        step(nd.ones((1, 7, 6)), nd.ones((1, 1, 1)))


@pytest.mark.parametrize('function', FUNCTIONS)
def test_bad_arguments_are_refused_by_name(function):
    ones = nd.ones((2, 3, 3))
    K = nd.ones((2, 2, 1, 1) if function is figures.draw_1x1 else (2, 1, 1))
    for x, k, style, error in [
        ([1], K, 'book', TypeError),
        ((2, 3, 3), K, 'book', TypeError),
        ((2, 3, 10**9), (1, 2, 1, 1), 'book', TypeError),
        (ones, K.asnumpy(), 'book', TypeError),
        (ones, K.astype('float64'), 'book', TypeError),
        (nd.ones((3, 3, 3)), K, 'book', ValueError),
        (nd.ones((3, 3)), K, 'book', ValueError),
        (ones, K.reshape((1, 1, 1, -1, 1)), 'book', ValueError),
        (ones, K, 'blue', ValueError),
        (ones, K, None, ValueError),
    ]:
        with pytest.raises(error, match=f'^{function.__name__}: '):
            function(x, k, style=style)


@pytest.mark.parametrize('window', [(2, 2), (1, 2), (2, 1)])
def test_a_window_that_is_not_1x1(window):
    message = (
        'draw_1x1: K has shape (3, 2, {0}, {1}), a window of {0} x {1}; it '
        'has to be 1 x 1: K of shape (3, 2, 1, 1) would fit'
    )
    for x, k in ((X, nd.ones((3, 2, *window))), (X.shape, (3, 2, *window))):
        with pytest.raises(ValueError) as caught:
            figures.draw_1x1(x, k)
        assert str(caught.value) == message.format(*window)


@pytest.mark.parametrize(
    'at, error',
    [(at, IndexError) for at in [(2, 0), (0, 2), (-1, 0), (0,), (0, 0, 0)]]
    + [(at, TypeError) for at in [0, None, 'ij', (0.0, 0), ((0, 0), 0)]],
)
def test_an_index_outside_the_output(at, error):
    with pytest.raises(error, match='draw_multi_in: at '):
        figures.draw_multi_in(X, K, at)
    if error is IndexError and len(at) == 2:
        with pytest.raises(
            error, match=r'draw_multi_in: at .* is \(3, 2, 2\)'
        ):
            figures.draw_multi_in(X, BANK, at)


def test_pixels_that_are_none():
    for at in [0, 'ij', (0, 0), ((0, 0),), ((0, 0), (0, 1.5))]:
        with pytest.raises(TypeError, match='draw_1x1: at is '):
            figures.draw_1x1((2, 3, 3), (2, 2, 1, 1), at)
    for at in [((0, 0), (3, 0)), ((0, -1), (0, 0)), ((0,), (0, 0))]:
        with pytest.raises(IndexError, match=r'draw_1x1: at .* is \(3, 3\)'):
            figures.draw_1x1((2, 3, 3), (2, 2, 1, 1), at)


def test_arguments_are_unchanged():
    before = X.asnumpy().tobytes(), K.asnumpy().tobytes()
    figures.draw_multi_in(X, K)
    figures.step_multi_in(X, K)
    assert (X.asnumpy().tobytes(), K.asnumpy().tobytes()) == before
