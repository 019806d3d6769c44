"""The machine, what it could do at its best, and the libraries' versions."""

import platform
import re
from pathlib import Path
from timeit import repeat

import numpy as np

from d2l_channels._mxnet import mx

from .implementations import torch


def describe(threads):
    """Return what a reader has to know about the run."""
    cpuinfo = Path('/proc/cpuinfo')
    text = cpuinfo.read_text() if cpuinfo.exists() else ''
    names = re.findall('model name\\s*: (.+)', text) or [platform.processor()]
    return {
        'processor': names[0],
        'threads': threads,
        'python': platform.python_version(),
        **{a.__name__: a.__version__ for a in (np, mx, torch) if a},
    }


def measure_peaks(n=2048):
    """Return the most flops and bytes per second, by NumPy or by PyTorch."""
    A = np.ones((n, n), 'float32')
    x, y = np.ones((2, 32 * n * n), 'float32')
    products, copies = [lambda: A @ A], [lambda: np.copyto(y, x)]
    if torch:
        A_, x_, y_ = map(torch.from_numpy, (A, x, y))
        products.append(lambda: A_ @ A_)
        copies.append(lambda: y_.copy_(x_))
    product, copy = (
        min(min(repeat(call, number=1, repeat=10)) for call in calls)
        for calls in (products, copies)
    )
    return {'flops': 2 * n**3 / product, 'bytes': 2 * x.nbytes / copy}


def compute_limit(layer, peak):
    """Return the least milliseconds in which the machine computes a layer."""
    return 1000 * max(
        2 * layer.cost.forward_multiplications / peak['flops'],
        layer.cost.bytes()['forward_memory'] / peak['bytes'],
    )
