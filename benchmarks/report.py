"""Tables, in Markdown, and the plot of what was measured."""

from .implementations import BOOK, IMPLEMENTATIONS, OURS
from .measure import TOO_LONG, WRONG

LEGEND = """\
A layer is named by the shapes of X and K, its padding p and its stride s.
in_out, in_out_1x1, matmul and convolution are this package's, short for
corr2d_multi_in_out and so on; book are the book's loops as printed. in_out,
in_out_1x1 and book take no padding, so X was padded for them beforehand, and
no stride: '-'. A result is there when all of it has been computed and lies in
memory in the order of its elements. SciPy sums directly: what its Fourier
transform gives is not within the bound on rounding. limit is what this
machine could do at its own peak: multiply and add, and read X and K and write
Y once."""


def table(heading, rows):
    """Lay out strings as a table, the first column to the left."""
    rows = [heading, *rows]
    widths = [max(3, *map(len, column)) for column in zip(*rows)]
    rule = ['-' * widths[0], *('-' * (n - 1) + ':' for n in widths[1:])]
    lines = [
        [row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]
        for row in (heading, rule, *rows[1:])
    ]
    return '\n'.join(f'| {" | ".join(line)} |' for line in lines)


def cell(value):
    """Give a number three digits, and nothing a dash."""
    if value is None:
        return '-'
    if isinstance(value, str):
        return value
    return f'{value:.0f}' if value >= 100 else f'{value:.3g}'


def wrong(rows):
    """Name what was found wrong, and where."""
    return [
        f'{name} at {row["title"]}'
        for row in rows
        for part in ('forward', 'forward_and_backward')
        for name, ms in row.get(part, {}).items()
        if ms == WRONG
    ]


def by_layer(layers, cells_of):
    """Give a row to each layer and a column to each implementation.

    `cells_of` gives the values of a layer, by name.
    """
    rows = [cells_of(layer) for layer in layers]
    columns = [*IMPLEMENTATIONS, 'limit']
    columns = [name for name in columns if any(name in row for row in rows)]
    return table(
        ['', *columns],
        [
            [layer['title'], *(cell(row.get(name)) for name in columns)]
            for layer, row in zip(layers, rows)
        ],
    )


def numbers(cells):
    return {n: v for n, v in cells.items() if v not in (WRONG, TOO_LONG)}


def ratios(cells, to):
    """Divide the times by that of one of them."""
    cells = numbers(cells)
    return {n: v / cells[to] for n, v in cells.items() if to in cells}


def book_ratios(layer):
    """Divide the time of the book's loops by those of ours."""
    cells = numbers(layer['forward'])
    return {n: cells[BOOK] / cells[n] for n in OURS if n in cells}


def shares(layer):
    """Divide the least possible time by those that were measured."""
    cells = numbers(layer['forward'])
    return {n: f'{layer["limit"] / ms:.1%}' for n, ms in cells.items()}


def report(results):
    """Give all tables of the layers."""
    layers = results['layers']
    with_book = [row for row in layers if BOOK in numbers(row['forward'])]
    with_memory = [row for row in layers if row['memory']]
    flops, copied = results['peak']['flops'], results['peak']['bytes']
    peak = f'Peak: {flops / 1e9:.0f} GFLOP/s, {copied / 1e9:.0f} GB/s'
    multi_in = ratios(results['multi_in']['forward'], 'multi_in').get(BOOK)

    def against(part, peer):
        return by_layer(layers, lambda row: ratios(row[part], peer))

    tables = {
        'Forward, milliseconds': by_layer(
            layers, lambda row: {**row['forward'], 'limit': row['limit']}
        ),
        'Forward, time by that of torch': against('forward', 'torch'),
        'Forward, time by that of nd.Convolution': against(
            'forward', 'nd.Convolution'
        ),
        "Forward, this machine's limit by the time": by_layer(layers, shares),
        "Forward, the time of the book's loops by ours; for "
        f'corr2d_multi_in (2, 3, 3), (2, 2, 2) it is {cell(multi_in)}': (
            by_layer(with_book, book_ratios)
        ),
        'Forward and backward, milliseconds': by_layer(
            layers, lambda row: row['forward_and_backward']
        ),
        'Forward and backward, time by that of torch': against(
            'forward_and_backward', 'torch'
        ),
        'Forward and backward, time by that of nd.Convolution': against(
            'forward_and_backward', 'nd.Convolution'
        ),
        'Forward, most memory beyond X, K and the output, MB': by_layer(
            with_memory,
            lambda row: {n: b / 1e6 for n, b in row['memory'].items()},
        ),
    }
    return '\n\n'.join(
        [
            peak,
            LEGEND,
            *(f'{title}:\n\n{body}' for title, body in tables.items()),
        ]
    )
