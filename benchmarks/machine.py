"""The machine, what it could do at its best, and the libraries' versions."""

import os
import platform
import re
from pathlib import Path
from timeit import repeat

import numpy as np

from d2l_channels._mxnet import mx

from .implementations import torch


def describe(threads):
    """Return what a reader has to know about the run."""
    about = {
        'processor': _name_processor(),
        'cores': os.cpu_count(),
        'threads of every library': threads,
        'Python': platform.python_version(),
        'NumPy': np.__version__,
        'MXNet': mx.__version__,
    }
    if torch:
        about['PyTorch'] = torch.__version__
    return about


def _name_processor():
    cpuinfo = Path('/proc/cpuinfo')
    text = cpuinfo.read_text() if cpuinfo.exists() else ''
    name = re.search('model name\\s*: (.+)', text)
    return name[1] if name else platform.processor()


def measure_peaks(n=2048):
    """Return the most flops and bytes per second, by NumPy or by PyTorch."""
    A = np.ones((n, n), 'float32')
    # Half a gigabyte each, far more than any cache holds
    x, y = np.ones((2, 32 * n * n), 'float32')
    products = [lambda: A @ A]
    copies = [lambda: np.copyto(y, x)]
    if torch:
        A_t, x_t, y_t = map(torch.from_numpy, (A, x, y))
        products.append(lambda: A_t @ A_t)
        copies.append(lambda: y_t.copy_(x_t))
    return {
        'flops': 2 * n**3 / _time_fastest(products),
        'bytes': 2 * x.nbytes / _time_fastest(copies),
    }


def _time_fastest(calls):
    return min(min(repeat(call, number=1, repeat=10)) for call in calls)


def compute_limit(layer, peak):
    """Return the least milliseconds in which the machine computes a layer."""
    return 1000 * max(
        2 * layer.cost.forward_multiplications / peak['flops'],
        layer.cost.bytes()['forward_memory'] / peak['bytes'],
    )
