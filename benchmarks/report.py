"""Tables, in Markdown, and the plot of what was measured."""

from matplotlib.figure import Figure

from .implementations import BOOK, IMPLEMENTATIONS, OURS, PEERS
from .measure import FORWARD, PARTS, WRONG, pick_times

LEGEND = """\
A layer is named by the shapes of X and K, its padding p and its stride s.
in_out is short for corr2d_multi_in_out and so on; book are the book's loops.
These two and in_out_1x1 get X padded by nd.pad and have no stride: '-'. A
result is there when it lies in memory in the order of its elements. limit is
what this machine could do at its own peak, reading and writing once."""


def report(results):
    """Return the peak, the legend and all tables."""
    layers, tables = results['layers'], {}
    for part in PARTS:
        title = part.replace('_', ' ').capitalize()
        cells = {row['title']: row[part] for row in layers}
        tables[f'{title}, milliseconds'] = cells
        for peers in PEERS, ['nd.Convolution']:
            name = ' or '.join(peers)
            tables[f'{title}, time by that of {name}'] = {
                layer: divide(times, *peers) for layer, times in cells.items()
            }
    title = "Forward, the time of the book's loops by ours"
    tables[title] = compare_with_book(results)
    tables['Forward, most memory beyond X, K and the output, MB'] = {
        row['title']: row['memory'] for row in layers
    }
    pages = [f'{title}:\n\n{tabulate(rows)}' for title, rows in tables.items()]
    flops, copied = (n / 1e9 for n in results['peak'].values())
    peak = f'Peak: {flops:.0f} GFLOP/s, {copied:.0f} GB/s'
    return '\n\n'.join([peak, LEGEND, *pages])


def divide(cells, *peers):
    """Divide the times by that of the fastest of the peers."""
    times = pick_times(cells)
    fastest = min((times[n] for n in peers if n in times), default=None)
    return {n: ms / fastest for n, ms in times.items() if fastest}


def compare_with_book(results):
    """Divide the times of the book's loops by ours."""
    rows = {}
    for row in [results['multi_in'], *results['layers']]:
        ratios = divide(row[FORWARD], BOOK).items()
        rows[row['title']] = {n: 1 / v for n, v in ratios if n in OURS}
    return rows


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


def draw(results):
    """Return a matplotlib Figure of the times by that of the better peer, and
    of the book's loops by the chapter's functions."""
    rows = {n['title']: divide(n[FORWARD], *PEERS) for n in results['layers']}
    book = {n: r for n, r in compare_with_book(results).items() if r}
    figure = Figure(figsize=(640 / 72, 480 / 72), layout='constrained')
    sizes = {'height_ratios': [len(rows), len(book)]}
    above, below = figure.subplots(2, gridspec_kw=sizes)
    above.set(xlabel='time by that of the better of ' + ' and '.join(PEERS))
    draw_rows(above, rows, [*OURS[2:], 'nd.Convolution', *PEERS, 'limit'])
    above.set_xlim(left=0)
    below.set(xlabel="time of the book's loops by ours", xscale='log')
    draw_rows(below, book, OURS[:2])
    below.xaxis.set_major_formatter('{x:g}')
    return figure


def draw_rows(axes, rows, names):
    """Draw a line of markers for each row, from the top down."""
    axes.set_yticks(range(len(rows)), rows)
    axes.invert_yaxis()
    axes.grid(color='0.9')
    for name, marker in zip(names, '^Doxsv|'):
        cells = [row.get(name) for row in rows.values()]
        axes.plot(cells, range(len(rows)), marker, label=name, mfc='none')
    axes.legend(loc='center left', bbox_to_anchor=(1, 0.5), frameon=False)
