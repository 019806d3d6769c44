"""The plot: time against multiply-adds, above what the machine allows."""

from matplotlib.figure import Figure

from .implementations import IMPLEMENTATIONS
from .report import numbers

# Colours that colour-blind readers tell apart (Okabe and Ito), and markers.
# Ours are solid
STYLES = {
    'in_out': {'color': '#0072b2', 'marker': 'o'},
    'in_out_1x1': {'color': '#56b4e9', 'marker': 's', 'ls': '', 'ms': 8},
    'matmul': {'color': '#009e73', 'marker': '^'},
    'convolution': {'color': '#d55e00', 'marker': 'D'},
    'nd.Convolution': {'color': '#e69f00', 'marker': 'd', 'ls': '--'},
    'torch': {'color': '#000000', 'marker': 'x', 'ls': '--'},
    'NumPy': {'color': '#cc79a7', 'marker': '+', 'ls': '--'},
    'SciPy': {'color': '#888888', 'marker': 'v', 'ls': '--'},
    'book': {'color': '#7a4a1e', 'marker': '*', 'ls': ':'},
}


def draw(layers):
    """Give a matplotlib Figure of the layers' forward times."""
    layers = sorted(layers, key=lambda r: (r['multiply_adds'], r['limit']))
    figure = Figure(figsize=(640 / 72, 420 / 72), layout='constrained')
    axes = figure.subplots()
    axes.set(xscale='log', yscale='log')
    axes.set(xlabel='multiply-adds', ylabel='milliseconds')
    axes.grid(color='#dddddd', linewidth=0.5)
    axes.spines[['top', 'right']].set_visible(False)
    for name in IMPLEMENTATIONS:
        points = [
            (row['multiply_adds'], numbers(row['forward'])[name])
            for row in layers
            if name in numbers(row['forward'])
        ]
        if points:
            style = {'ms': 5, 'lw': 1.3, **STYLES[name]}
            axes.plot(*zip(*points), label=name, **style)
    lowest = axes.get_ylim()[0] / 10
    work = [row['multiply_adds'] for row in layers]
    limit = [row['limit'] for row in layers]
    axes.fill_between(work, limit, lowest, color='#e4e4e4')
    axes.text(work[-1], lowest * 2, "below this machine's limit ", ha='right')
    axes.set_ylim(bottom=lowest)
    figure.legend(loc='outside right center', frameon=False)
    return figure
