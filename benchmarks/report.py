"""Tables, in Markdown, and the plot of what was measured."""

from matplotlib.figure import Figure

from .implementations import (
    BOOK,
    FAST,
    IMPLEMENTATIONS,
    OURS,
    PEERS,
    READABLE,
)
from .measure import FORWARD, PARTS, WRONG, pick_times

# What stands above it in a page is written by hand
MARK = '<!-- What follows is written by python -m benchmarks --write -->'
LEGEND = """\
A layer is named by the shapes of X and K, its padding p and its stride s.
in_out is short for corr2d_multi_in_out, and so on; book is the book's loops.
in_out, in_out_1x1 and book get X already padded, by nd.pad, and have no stride
('-'). A result counts as done when its elements lie in memory in order. limit
is what this machine could do at its own peak, reading and writing once."""


def report(about, results):
    """Return the machine, its peak, the legend and all tables, in Markdown."""
    machine = [f'- {name}: {value}' for name, value in about.items()]
    flops = results['peak']['flops'] / 1e9
    copied = results['peak']['bytes'] / 1e9
    machine.append(f'- peak: {flops:.0f} GFLOP/s, {copied:.0f} GB/s')
    tables = [
        f'## {title}\n\n{tabulate(rows)}'
        for title, rows in list_tables(results).items()
    ]
    return '\n\n'.join(['\n'.join(machine), LEGEND, *tables])


def list_tables(results):
    """Return the rows of each table by its title."""
    layers = results['layers']
    tables = {}
    for part in PARTS:
        title = part.replace('_', ' ').capitalize()
        cells = {row['title']: row[part] for row in layers}
        tables[f'{title}, milliseconds'] = cells
        for names in PEERS, ['nd.Convolution']:
            peers = pick_measured(names, cells)
            if not peers:
                continue
            tables[f'{title}, {name_ratio(peers)}'] = {
                layer: divide(times, *peers) for layer, times in cells.items()
            }
    title = "Forward, how many times as fast as the book's loops"
    tables[title] = compare_with_book(results)
    tables['Forward, most memory beyond X, K and the output, MB'] = {
        row['title']: row['memory'] for row in layers
    }
    return tables


def pick_measured(names, rows):
    """Return those of the names that any of the rows has."""
    measured = {name for row in rows.values() for name in row}
    return [name for name in names if name in measured]


def name_ratio(peers):
    """Say what the times are divided by."""
    fastest = ' and '.join(peers)
    if len(peers) > 1:
        fastest = f'the faster of {fastest}'
    return f'time relative to {fastest}'


def write(file, page):
    """Replace what stands below the mark in a file."""
    above, mark, _ = file.read_text('utf-8').partition(MARK)
    if not mark:
        raise ValueError(f'{file} lacks the line {MARK}')
    file.write_text(f'{above}{MARK}\n\n{page}\n', 'utf-8')


def divide(cells, *peers):
    """Divide the times by that of the fastest of the peers."""
    times = pick_times(cells)
    of_peers = [times[peer] for peer in peers if peer in times]
    if not of_peers:
        return {}
    return {name: ms / min(of_peers) for name, ms in times.items()}


def compare_with_book(results):
    """Divide the times of the book's loops by ours."""
    rows = {}
    for row in [results['multi_in'], *results['layers']]:
        ratios = divide(row[FORWARD], BOOK)
        rows[row['title']] = {
            name: 1 / ratio for name, ratio in ratios.items() if name in OURS
        }
    return rows


def tabulate(rows):
    """Lay out the rows that have values, and the columns, as a table."""
    names = dict.fromkeys([*OURS, *IMPLEMENTATIONS, 'limit'])
    columns = pick_measured(names, rows)
    head = ['', *columns]
    body = [
        [title, *(show(row.get(name, '-')) for name in columns)]
        for title, row in rows.items()
        if row
    ]
    # The rule of a table in Markdown has at least three characters
    title_width, *widths = (
        max(3, *map(len, column)) for column in zip(head, *body)
    )
    # Titles to the left, and numbers to the right
    rule = ['-' * title_width, *('-' * (width - 1) + ':' for width in widths)]
    lines = []
    for title, *cells in [head, rule, *body]:
        cells = [cell.rjust(width) for cell, width in zip(cells, widths)]
        lines.append(f'| {" | ".join([title.ljust(title_width), *cells])} |')
    return '\n'.join(lines)


def show(value):
    """Write a number with three digits, or as an integer from 100 on."""
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


NOTE = """\
A layer is named by the shapes of X and K; p is its padding, and s its stride.
The limit is what this machine could do at its own peak, reading and writing
once. in_out stands for corr2d_multi_in_out, matmul for
corr2d_multi_in_out_matmul, and so on: functions of this package.
nd.Convolution is MXNet's operator."""


def draw(results):
    """Draw the times of the fast functions relative to the faster peer, and
    below them how many times as fast as the book's loops the others are."""
    rows = {
        row['title']: divide(row[FORWARD], *PEERS) for row in results['layers']
    }
    book = {
        title: row for title, row in compare_with_book(results).items() if row
    }
    # 640 x 540 points
    figure = Figure(figsize=(640 / 72, 540 / 72), layout='constrained')
    sizes = {'height_ratios': [len(rows), len(book)]}
    above, below = figure.subplots(2, gridspec_kw=sizes)
    peers = pick_measured(PEERS, rows)
    above.set(xlabel=f'{name_ratio(peers)}: less is faster')
    draw_rows(above, rows, [*FAST, 'nd.Convolution', *peers, 'limit'])
    above.set_xlim(left=0)
    below.set(
        xlabel="how many times as fast as the book's loops: more is faster",
        xscale='log',
    )
    draw_rows(below, book, READABLE)
    below.xaxis.set_major_formatter('{x:g}')
    figure.supxlabel(NOTE, x=0.01, ha='left', size='small')
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
