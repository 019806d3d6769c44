"""What the notebooks' texts claim, recomputed without the package."""

import re
from fractions import Fraction
from math import erfc, exp, log, pi, prod, sqrt
from pathlib import Path

import mxnet as mx
import nbformat
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.cbook import get_sample_data
from mxnet import nd
from scipy.integrate import dblquad
from scipy.signal import convolve2d, correlate2d

from d2l_channels.exercises import matmul

from . import oracles
from .test_cost import counted

NOTEBOOKS = Path(__file__).parents[1] / 'notebooks'
FLOAT32, FLOAT64 = (np.finfo(dtype) for dtype in ('float32', 'float64'))
# Names of networks, the book's edition, and the bound that the chapter chose
NAMES = re.compile(r'ResNet-50|VGG-16|edition of 2019|10\^\{-6\}')
NUMBER = re.compile(r'(?<![\w.])\d+(?:\.\d+)?')


def read(name):
    return nbformat.read(NOTEBOOKS / f'{name}.ipynb', as_version=4).cells


def printed(name, cell_id):
    (cell,) = (cell for cell in read(name) if cell.id == cell_id)
    return ''.join(output.get('text', '') for output in cell.outputs)


# The chapter's example


def figure():
    X = np.stack([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3)
    K = np.stack([np.arange(4), np.arange(1, 5)]).reshape(2, 2, 2)
    return X, K


def at_top_left(channel=slice(None), more=0):
    X, K = figure()
    return oracles.loops(X[channel], K[channel] + more)[0, 0]


# Costs


def products(c_i, h, c_o, k, padding=0, stride=1):
    places = len(range(0, h + 2 * padding - k + 1, stride))
    return c_o * c_i * k * k * places**2


def resnet50():
    """Add up stage after stage, the stride being that of a 3 x 3 layer."""
    total, c_i, h = products(3, 224, 64, 7, 3, 2), 64, 56
    for stage, (c_m, blocks) in enumerate(
        [(64, 3), (128, 4), (256, 6), (512, 3)]
    ):
        c_o, stride = 4 * c_m, 2 if stage else 1
        total += products(c_i, h, c_o, 1, 0, stride)
        for block in range(blocks):
            total += products(c_i, h, c_m, 1)
            total += products(c_m, h, c_m, 3, 1, 1 if block else stride)
            h = h if block else h // stride
            total += products(c_m, h, c_o, 1)
            c_i = c_o
    return total


def padding_factor(h, k, p):
    return products(1, h, 1, k, 2 * p) / products(1, h, 1, k, p)


def additions_factor(c_i, c_o, k):
    before, after = (
        counted((c * c_i, 9, 9), (c * c_o, c * c_i, k, k), (0, 0), (1, 1), 0)
        for c in (1, 2)
    )
    return Fraction(after.forward_additions, before.forward_additions)


# Rows of three


def uniform_rows_that_split():
    """Return the chance in percent that b * b >= 4 * a * c, in closed form."""
    return f'{100 * (41 / 72 + log(2) / 12):.0f}'


def normal_rows_that_split():
    """Return it for normal numbers, with the integral over b done."""

    def chance(c, a):
        density = 4 * exp(-(a * a + c * c) / 2) / (2 * pi)
        return density * erfc(sqrt(2 * a * c))

    same_sign, _ = dblquad(chance, 0, 9, 0, 9, epsabs=1e-4)
    return f'{100 * (1 + same_sign) / 2:.0f}'


# Rounding


def seeds_that_differ():
    """Count them with the additions in another order, in plain NumPy."""
    differ = 0
    for seed in range(200):
        mx.random.seed(seed)
        X = nd.random.uniform(shape=(3, 3, 3)).asnumpy()
        K = nd.random.uniform(shape=(2, 3, 1, 1)).asnumpy()
        a, b, c = (K[:, i] * X[i] for i in range(3))
        differ += ((a + b) + c != a + (b + c)).any()
    return differ


def largest_that_follows(most=12, most_p=8):
    """Try the rule for doubled padding, and return how far."""
    for h, k, p in np.ndindex(most + 1, most + 1, most_p + 1):
        if min(h, k, p) > 0 and k <= h + 2 * p:
            factor = padding_factor(h, k, p)
            assert np.sign(factor - 4) == np.sign(k - 1 - h)
    return most


def photograph():
    with get_sample_data('grace_hopper.jpg') as file:
        picture = plt.imread(file, format='jpg')
    return picture.transpose(2, 0, 1) / 255


def power_that_loses_a_one():
    """Return the first power of two that a 1 added to it leaves as it is.

    And its negative too: below a power of two, numbers are twice as dense.
    """
    one, power = np.float32(1), 0
    while any(
        large + one != large
        for large in (np.float32(2**power), np.float32(-(2**power)))
    ):
        power += 1
    return power


# Every number of the texts from 10 on, or with a decimal point, stands for the
# # in one of these phrases, unless it is an input of the section's cells
CLAIMS = {
    'channels': [
        ('and the number at its top left is #', at_top_left),
        ('That # is the dot product', at_top_left),
        ('In a darker shade are the # and', at_top_left),
        ('The first channel contributes #', lambda: at_top_left([0])),
        ('contributes 19, the second #', lambda: at_top_left([1])),
        ('the first, with # at its top left', lambda: at_top_left([0])),
        ('that of the second, with #', lambda: at_top_left([1])),
        ('that we had before, with its #', at_top_left),
        ('which is # at the top left', lambda: figure()[0][:, :2, :2].sum()),
        ('top left: # instead', lambda: at_top_left(more=1)),
        ('76 instead of #', at_top_left),
        (r'It is stored as $#\times 512$', lambda: photograph().shape[1]),
        (r'as $600\times #$ pixels', lambda: photograph().shape[2]),
        (r'of shape $3\times #\times 512$', lambda: photograph().shape[1]),
        (r'shape $3\times 600\times #$', lambda: photograph().shape[2]),
    ],
    'exercises': [
        ('about #% if each number is', uniform_rows_that_split),
        ('and #% if it is normal', normal_rows_that_split),
        (
            'The first layer of ResNet-50 takes # million',
            lambda: f'{products(3, 224, 64, 7, 3, 2) / 1e6:.0f}',
        ),
        (
            'second layer alone takes # billion',
            lambda: f'{products(64, 224, 64, 3, 1) / 1e9:.2f}',
        ),
        (
            'all the convolutions of ResNet-50 # billion',
            lambda: f'{resnet50() / 1e9:.2f}',
        ),
        (
            'as many, # times for 3 channels',
            lambda: f'{float(additions_factor(3, 5, 2)):.2f}',
        ),
        (
            'of 2 instead of 1 makes # times',
            lambda: f'{padding_factor(224, 3, 1):.3f}',
        ),
        ('on a single pixel, # instead of 50', lambda: 2 * 50),
        (
            '100 instead of 50 makes # times',
            lambda: f'{padding_factor(1, 1, 50):.3f}',
        ),
        (
            '4 instead of 2 makes # times',
            lambda: f'{padding_factor(1, 5, 2):.0f}',
        ),
        ('all $h$ and $k$ up to #', largest_that_follows),
        ('are rounded to # binary digits', lambda: FLOAT32.nmant + 1),
        ('the other two $2^{#}$', power_that_loses_a_one),
        ('and $-2^{#}$. The exact', power_that_loses_a_one),
        ('in the last of the # binary', lambda: FLOAT32.nmant + 1),
        ('The # binary digits after the point', lambda: FLOAT32.nmant),
        ('at least one of the # elements', lambda: 2 * 3 * 3),
        ('differs from `Y2` in # of the', seeds_that_differ),
        ('stay below $2^{#}$ in magnitude', lambda: FLOAT32.nmant + 1),
        (r'cannot exceed $3\cdot 4\cdot 4=#$', lambda: 3 * 4 * 4),
        (r'at most about $n\cdot 2^{-#}$', lambda: FLOAT32.nmant + 1),
        (
            'it is 9 times the input, # MB',
            lambda: f'{9 * 64 * 224**2 * 4 / 1e6:.0f}',
        ),
        ("AlexNet's first layer has # numbers", lambda: 11 * 11),
        ('takes at most # MiB', lambda: matmul._AT_ONCE // 2**20),
    ],
    'testing': [
        ("In the chapter's figure # comes out", lambda: at_top_left([0])),
        ('comes out instead of #', at_top_left),
        ("of float64's # binary digits", lambda: FLOAT64.nmant + 1),
        ('binary digits, # are lost', lambda: FLOAT64.nmant - FLOAT32.nmant),
    ],
}


def sections(cells):
    """Yield the texts and the code of each section."""
    texts, sources = [], []
    for cell in cells:
        if cell.source.startswith('## '):
            yield texts, '\n'.join(sources)
            texts, sources = [], []
        kinds = {'markdown': texts, 'code': sources}
        kinds[cell.cell_type].append(cell.source)
    yield texts, '\n'.join(sources)


def pattern(phrase):
    return re.escape(phrase).replace(r'\#', r'(\d+(?:\.\d+)?)')


@pytest.mark.parametrize(
    'name, phrase, recompute',
    [(name, *claim) for name in CLAIMS for claim in CLAIMS[name]],
)
def test_a_number_is_as_recomputed(name, phrase, recompute):
    texts = [c.source for c in read(name) if c.cell_type == 'markdown']
    stated = re.findall(pattern(phrase), '\n'.join(texts))
    assert stated == [str(recompute())]


@pytest.mark.parametrize('name', CLAIMS)
def test_no_number_is_left_out(name):
    for texts, source in sections(read(name)):
        inputs = NUMBER.findall(source)
        for text in texts:
            claimed = {
                match.start(1)
                for phrase, _ in CLAIMS[name]
                for match in re.finditer(pattern(phrase), text)
            }
            without_names = NAMES.sub(lambda match: '_' * len(match[0]), text)
            for number in NUMBER.finditer(without_names):
                is_small = float(number[0]) < 10 and '.' not in number[0]
                is_known = number.start() in claimed or number[0] in inputs
                assert is_small or is_known, text[number.start() - 40 :]


def test_the_photograph_is_as_printed():
    X = photograph()
    lines = printed('channels', 'cell-41').splitlines()[1:]
    patches = [(300, 320, 98, 112), (280, 292, 118, 132), (240, 260, 60, 90)]
    for line, (top, bottom, left, right) in zip(lines, patches):
        means = X[:, top:bottom, left:right].mean(axis=(1, 2))
        assert line.split()[-3:] == [f'{mean:.2f}' for mean in means]

    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    edges = [correlate2d(x, sobel, 'valid') for x in X]
    red, green, blue = edges
    edges.append(0.299 * red + 0.587 * green + 0.114 * blue)
    edges.append(red - blue)
    peaks = [
        [abs(Y[rows, columns]).max(axis=1).mean() for Y in edges]
        for rows, columns in (
            (slice(282, 290), slice(80, 100)),
            (slice(288, 310), slice(100, 125)),
        )
    ]
    lines = printed('channels', 'cell-43').splitlines()[1:]
    for line, *both in zip(lines, *peaks):
        assert line.split()[-2:] == [f'{peak:.2f}' for peak in both]
    to_blue, to_white = peaks
    # "strongly" and "weakly"
    assert to_blue[0] > 2 * max(to_blue[1:3])
    assert min(to_white[:3]) > to_blue[0]
    assert to_white[3] > 2 * to_blue[3]
    assert to_blue[4] > 2 * to_white[4]


def test_a_sobel_kernel_is_blind_to_level_edges():
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    level = np.repeat([[0], [0], [0], [1], [1], [1]], 7, axis=1)
    assert not correlate2d(level, sobel, 'valid').any()
    assert correlate2d(level, sobel.T, 'valid').any()
    assert correlate2d(level.T, sobel, 'valid').any()
    assert not correlate2d(level.T, sobel.T, 'valid').any()


def test_a_row_of_three_splits_if_and_only_if_its_quadratic_does():
    numbers = range(-4, 5)
    for p, q, r, s in np.ndindex(9, 9, 9, 9):
        p, q, r, s = p - 4, q - 4, r - 4, s - 4
        a, b, c = p * r, p * s + q * r, q * s
        assert b * b - 4 * a * c == (p * s - q * r) ** 2
    for a, b, c in np.ndindex(9, 9, 9):
        a, b, c = numbers[a], numbers[b], numbers[c]
        if b * b >= 4 * a * c:
            first, second = ([0, 1], [b, c])
            if a:
                root = (-b + sqrt(b * b - 4 * a * c)) / (2 * a)
                first, second = [1, -root], [a, b + a * root]
            made = np.convolve(first, second)
            assert np.allclose(made, [a, b, c], rtol=0, atol=1e-13)


def test_no_row_that_splits_is_closer_than_one():
    steps = [Fraction(n, 8) for n in range(-16, 17)]
    for a in steps:
        for c in steps:
            rest = (a - 1) ** 2 + (c - 1) ** 2
            assert rest + max(0, 4 * a * c) >= 1
            if a * c > 0:
                assert rest + 4 * a * c == (a + c - 1) ** 2 + 2 * a * c + 1
    assert (1 - 1) ** 2 + 0 + (0 - 1) ** 2 == 1


def test_kernels_that_split_have_as_many_dimensions_as_printed():
    random = np.random.RandomState(0)
    lines = printed('exercises', 'cell-15').splitlines()[2:]
    sizes = []
    for line in lines:
        *k, most, _ = map(int, re.findall(r'\d+', line))
        k1, k2 = k[:2], k[2:]
        sizes.append((tuple(k1), tuple(k2)))
        K1, K2 = random.randint(1, 9, k1), random.randint(1, 9, k2)
        units = [np.eye(K.size).reshape(-1, *K.shape) for K in (K1, K2)]
        moves = [convolve2d(unit, K2).ravel() for unit in units[0]]
        moves += [convolve2d(K1, unit).ravel() for unit in units[1]]
        # all numbers, but for the factor that can be moved
        assert np.linalg.matrix_rank(moves) == K1.size + K2.size - 1 == most
        assert convolve2d(K1, K2).shape == (3, 3)
    assert len(set(sizes)) == len(sizes) == 3 * 3 - 2


def is_smaller(part, whole):
    return part != whole and all(np.less_equal(part, whole))


def smaller_parts(whole):
    """List the sizes of two smaller kernels that make one of this size."""
    parts = [
        (k1, tuple(np.subtract(whole, k1) + 1))
        for k1 in np.ndindex(*np.add(whole, 1))
        if 0 not in k1
    ]
    return [
        (k1, k2)
        for k1, k2 in parts
        if is_smaller(k1, whole) and is_smaller(k2, whole)
    ]


@pytest.mark.parametrize('whole', list(np.ndindex(4, 6)))
def test_enough_channels_in_the_middle_split_what_is_not_tiny(whole):
    whole = tuple(np.add(whole, 1))
    assert bool(smaller_parts(whole)) == (prod(whole) > 2)
    K = np.random.RandomState(0).randint(1, 9, whole)
    for k1, (h2, w2) in smaller_parts(whole):
        rest, made = K.copy(), 0
        for a, b in np.ndindex(k1):
            one = np.zeros(k1, int)
            one[a, b] = 1
            weights = rest[a : a + h2, b : b + w2].copy()
            rest[a : a + h2, b : b + w2] = 0
            made = made + convolve2d(one, weights)
        assert (made == K).all()


def layer(X, K, b, padding=0, stride=1):
    return oracles.loops(X, K, padding, stride) + b.reshape(-1, 1, 1)


@pytest.mark.parametrize('bias', [False, True])
@pytest.mark.parametrize('padding', range(3))
@pytest.mark.parametrize('stride', [1, 2])
def test_a_layer_of_one_pixel_folds_into_its_neighbour(bias, padding, stride):
    random = np.random.RandomState(0)
    X = random.randint(1, 9, (2, 7, 8))
    mix, b_mix = random.randint(1, 9, (3, 2)), bias * random.randint(1, 9, 3)
    one = mix[:, :, None, None]

    # first
    K = random.randint(1, 9, (4, 3, 3, 3))
    b = bias * random.randint(1, 9, 4)
    in_turn = layer(layer(X, one, b_mix), K, b, padding, stride)
    both = np.einsum('omhw,mi->oihw', K, mix)
    b_both = b + K.sum(axis=(2, 3)) @ b_mix
    at_once = layer(X, both, b_both, padding, stride)
    assert (in_turn == at_once).all() == (not bias or padding == 0)

    # and after the other one
    K = random.randint(1, 9, (2, 2, 3, 3))
    b = bias * random.randint(1, 9, 2)
    in_turn = layer(layer(X, K, b, padding, stride), one, b_mix)
    both = np.einsum('om,mihw->oihw', mix, K)
    at_once = layer(X, both, b_mix + mix @ b, padding, stride)
    assert (in_turn == at_once).all()


def test_two_places_of_the_quadratic_tell_whether_a_row_splits():
    for a, b, c in np.ndindex(9, 9, 9):
        a, b, c = a - 4, b - 4, c - 4
        there = a * b * b + b * b * -2 * a + c * (-2 * a) ** 2
        assert there == 4 * a * a * c - a * b * b
        assert (a * there > 0) == (b * b < 4 * a * c)


def test_padding_in_between_shows_in_a_frame_as_wide_as_itself():
    random = np.random.RandomState(0)
    for k1, k2, p1, p2 in np.ndindex(5, 4, 5, 3):
        if min(k1, k2) == 0:
            continue
        X = random.randint(1, 9, (11, 11))
        K1, K2 = random.randint(1, 9, (k1, k1)), random.randint(1, 9, (k2, k2))
        in_turn = oracles.loops(X[None], K1[None], (p1, p1))
        in_turn = oracles.loops(in_turn[None], K2[None], (p2, p2))
        both = convolve2d(K1, K2)
        at_once = oracles.loops(X[None], both[None], (p1 + p2, p1 + p2))
        differ = in_turn != at_once
        width = p2 if p1 < k1 - 1 else 0
        inside = differ[width : len(differ) - width]
        assert not inside[:, width : len(differ) - width].any()
        if width:
            assert differ[width - 1].any() and differ[:, -width].any()


def test_sizes_are_as_printed():
    for line in printed('exercises', 'sizes-code').splitlines()[1:]:
        h, k, p, s, H, left_over = map(int, line.split())
        tops = range(0, h + 2 * p - k + 1, s)
        assert H == len(tops)
        assert left_over == h + 2 * p - (tops[-1] + k)
        if k % 2 and s == 1 and p == (k - 1) // 2:
            assert H == h


@pytest.mark.parametrize('bias', [False, True])
@pytest.mark.parametrize(
    'X_shape, K_shape, padding, stride',
    [
        ((2, 5, 6), (3, 2, 2, 3), (1, 0), (1, 1)),
        ((2, 7, 9), (3, 2, 2, 3), (0, 1), (3, 2)),
        ((1, 8, 5), (2, 1, 3, 1), (0, 0), (3, 4)),
    ],
)
def test_costs_by_the_formulas_of_the_text(
    X_shape, K_shape, padding, stride, bias
):
    cost = counted(X_shape, K_shape, padding, stride, bias)
    (c_i, _, _), (c_o, _, k_h, k_w), (s_h, s_w) = X_shape, K_shape, stride
    _, H, W = cost.output_shape
    n = c_i * k_h * k_w
    R = c_i * ((H - 1) * min(s_h, k_h) + k_h) * ((W - 1) * min(s_w, k_w) + k_w)
    of_K = c_o * H * W * n - c_o * n
    inputs, biases = prod(X_shape), bias * c_o
    assert cost.forward_multiplications == c_o * H * W * n
    assert cost.backward_multiplications == 2 * c_o * H * W * n
    assert cost.forward_additions == c_o * H * W * (n - 1) + biases * H * W
    assert cost.backward_additions == (c_o * H * W * n - R) + of_K + (
        biases * (H * W - 1)
    )
    assert cost.forward_memory == inputs + c_o * n + c_o * H * W + biases
    assert cost.backward_memory == (
        2 * (inputs + c_o * n) + c_o * H * W + biases
    )
    assert cost.parameters == c_o * n + biases


def test_channels_twice_are_more_than_four_times_the_additions():
    for c_i, c_o, k in [(3, 5, 2), (1, 2, 3), (4, 1, 1)]:
        factor = additions_factor(c_i, c_o, k)
        assert factor == 4 + Fraction(2, c_i * k * k - 1)


def test_whichever_channels_come_first_one_pixel_is_right():
    X = np.float32([[1, -(2**25), 2**25], [2**25, 1, -(2**25)]])
    X = np.stack([*X, [-(2**25), 2**25, 1]]).astype('float32')
    right = []
    for last in range(3):
        a, b = (X[c] for c in range(3) if c != last)
        right.append(((a + b) + X[last]).tolist())
    assert sorted(right) == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]


def test_four_channels_give_results_of_opposite_signs():
    terms = np.float32([1, 2**25, -(2**25), -1 + 2**-20])
    a, b, c, d = terms
    assert ((a + b) + c) + d == -1 + 2**-20
    assert a + (b + (c + d)) == 1
    assert sum(map(Fraction, terms.tolist())) == Fraction(1, 2**20)


def test_a_matrix_of_convolution_is_mostly_zeros():
    last_line = printed('exercises', 'backward-code').splitlines()[-1]
    # a row for each of 3 x 3 x 3 outputs, of 2 x 2 x 3 weights each
    share = 1 - Fraction(2 * 2 * 3, 2 * 4 * 5)
    assert last_line.startswith(f'A has shape ({3**3}, {2 * 4 * 5})')
    assert f' {float(share):.0%} of it' in last_line


def test_shares_in_words():
    # "fewer than a sixteenth", "less than an eighth", "a ninth"
    assert 16 * 55**2 < 224**2
    by_way = 2 * products(256, 56, 64, 1) + products(64, 56, 64, 3, 1)
    assert 8 * by_way < products(256, 56, 256, 3, 1)
    assert 9 * products(8, 56, 8, 1) == products(8, 56, 8, 3, 1)


def test_a_stride_divides_what_doubled_padding_adds():
    for h, k, p, s in np.ndindex(9, 6, 5, 5):
        if min(h, k, p, s) > 0 and k <= h + 2 * p:
            once, twice = (
                len(range(0, h + 2 * padding - k + 1, s))
                for padding in (p, 2 * p)
            )
            assert twice - once in (2 * p // s, -(-2 * p // s))
