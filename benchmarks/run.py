"""The two runs of `python -m benchmarks`, with a bar that shows progress."""

import sys

from tqdm import tqdm

from . import machine, measure, scale
from .layers import LADDER

# Elsewhere the system does not tell it in the same way
HAS_MEMORY = sys.platform == 'linux'


def run_layers(ladder=LADDER, **limits):
    """Measure everything at each layer, and give it as it goes to JSON."""
    with tqdm(total=1 + 3 * len(ladder)) as progress:

        def at(step):
            progress.set_description(step)
            progress.update()

        at("the machine's peak")
        peak = machine.peaks()
        rows = []
        for layer in ladder:
            at(f'{layer.title}, forward')
            forward = measure.forward(layer, **limits)
            at(f'{layer.title}, backward')
            backward = measure.forward_and_backward(layer, forward, **limits)
            at(f'{layer.title}, memory')
            # On small layers that of any code is larger
            large = layer.multiply_adds > 10**7 and HAS_MEMORY
            rows.append(
                {
                    **layer._asdict(),
                    'title': layer.title,
                    'multiply_adds': layer.multiply_adds,
                    'limit': machine.limit(layer, peak),
                    'forward': forward,
                    'forward_and_backward': backward,
                    'memory': measure.memory(layer, forward) if large else {},
                }
            )
        multi_in = {
            'title': 'chapter (2, 3, 3), (2, 2, 2)',
            'forward': measure.multi_in(**limits),
        }
    return {'peak': peak, 'multi_in': multi_in, 'layers': rows}


def run_scale(axes=scale.AXES, **limits):
    """Measure the fast implementations as each size doubles."""
    rows = []
    steps = [(axis, step) for axis, steps in axes.items() for step in steps]
    for axis, step in tqdm(steps):
        layer = scale.layer(**{**scale.BASE, **step})
        forward = measure.forward(layer, scale.FAST, **limits)
        rows.append(
            {
                'axis': axis,
                'size': ' x '.join(map(str, step.values())),
                'title': f'{layer.X_shape}, {layer.K_shape}',
                'multiply_adds': layer.multiply_adds,
                'forward': forward,
                'memory': measure.memory(layer, forward) if HAS_MEMORY else {},
            }
        )
    return {'scale': rows}
