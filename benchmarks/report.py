"""Tables, in Markdown, and the plot of what was measured."""

from matplotlib.figure import Figure

from .implementations import BOOK, IMPLEMENTATIONS, OURS
from .measure import FORWARD, PARTS, WRONG, pick_times

LEGEND = """\
A layer is named by the shapes of X and K, its padding p and its stride s.
in_out, matmul and so on are short for corr2d_multi_in_out and the others;
book are the book's loops as printed. in_out, in_out_1x1 and book are given X
padded by nd.pad, and have no stride: '-'. A result is there when all of it
lies in memory in the order of its elements. limit is what this machine could
do at its own peak: multiply and add, and read X and K and write Y once."""


def report(results):
    """Return the peak, the legend and all tables."""
    layers, tables = results['layers'], {}
    for part in PARTS:
        title = part.replace('_', ' ').capitalize()
        cells = {row['title']: row[part] for row in layers}
        tables[f'{title}, milliseconds'] = cells
        for peer in 'torch', 'nd.Convolution':
            tables[f'{title}, time by that of {peer}'] = {
                layer: divide(times, peer) for layer, times in cells.items()
            }
    book = tables["Forward, the time of the book's loops by ours"] = {}
    for row in [results['multi_in'], *layers]:
        ratios = divide(row[FORWARD], BOOK).items()
        book[row['title']] = {n: 1 / v for n, v in ratios if n in OURS}
    tables['Forward, most memory beyond X, K and the output, MB'] = {
        row['title']: row['memory'] for row in layers
    }
    pages = [f'{title}:\n\n{tabulate(rows)}' for title, rows in tables.items()]
    flops, copied = (n / 1e9 for n in results['peak'].values())
    peak = f'Peak: {flops:.0f} GFLOP/s, {copied:.0f} GB/s'
    return '\n\n'.join([peak, LEGEND, *pages])


def divide(cells, by):
    """Divide the times by that of one of them."""
    times = pick_times(cells)
    return {n: ms / times[by] for n, ms in times.items() if by in times}


def tabulate(rows):
    """Lay out the rows that have values, and the columns, as a table."""
    columns = [
        name
        for name in dict.fromkeys([*OURS, *IMPLEMENTATIONS, 'limit'])
        if any(name in row for row in rows.values())
    ]
    lines = [['', *columns]] + [
        [title, *(show(row.get(name, '-')) for name in columns)]
        for title, row in rows.items()
        if row
    ]
    widths = [max(3, *map(len, column)) for column in zip(*lines)]
    rule = ['-' * widths[0], *('-' * (n - 1) + ':' for n in widths[1:])]
    lines = [
        [line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]
        for line in (lines[0], rule, *lines[1:])
    ]
    return '\n'.join(f'| {" | ".join(line)} |' for line in lines)


def show(value):
    """Write a number with three digits."""
    if isinstance(value, str):
        return value
    return f'{value:.0f}' if value >= 100 else f'{value:.3g}'


def name_wrong(rows):
    """Name what was found wrong, and where."""
    return [
        f'{name} at {row["title"]}'
        for row in rows
        for part in PARTS
        for name, ms in row.get(part, {}).items()
        if ms == WRONG
    ]


def draw(layers):
    """Return a matplotlib Figure of the layers' forward times."""
    figure = Figure(figsize=(640 / 72, 420 / 72), layout='constrained')
    axes = figure.subplots()
    axes.set(xlabel='multiply-adds', xscale='log')
    axes.set(ylabel='milliseconds', yscale='log')
    rows = [(row['multiply_adds'], pick_times(row[FORWARD])) for row in layers]
    # Markers tell apart what colours may not
    for name, marker in zip([*IMPLEMENTATIONS, 'limit'], 'os^Ddx+v*_'):
        points = [(work, ms[name]) for work, ms in rows if name in ms]
        if points:
            axes.plot(*zip(*points), marker, label=name)
    figure.legend(loc='outside right center', frameon=False)
    return figure
