"""The machine, the versions of the libraries, and the least possible time."""

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

import numpy as np

try:
    import torch
except ImportError:
    torch = None


def describe(threads):
    """Give what a reader has to know about the run."""
    libraries = ('numpy', 'mxnet', 'torch', 'scipy')
    return {
        'processor': _processor(),
        'threads': threads,
        'python': platform.python_version(),
        **{library: _version(library) for library in libraries},
        'OPENBLAS_CORETYPE': os.environ.get('OPENBLAS_CORETYPE', 'not set'),
    }


def _processor():
    try:
        text = Path('/proc/cpuinfo').read_text()
        return re.search(r'model name\s*: (.+)', text)[1]
    except (OSError, TypeError):
        return platform.processor()


def _version(library):
    try:
        return version(library)
    except PackageNotFoundError:
        return 'not installed'


def peaks(n=2048):
    """Measure the peak flops and bytes per second.

    The best of several products of float32 matrices and copies of an array,
    by NumPy and by PyTorch: 2 n**3 operations, and 128 n**2 bytes of float32
    read and as many written.
    """
    A = np.ones((n, n), 'float32')
    x = np.ones(32 * n * n, 'float32')
    y = np.ones_like(x)
    products, copies = [lambda: A @ A], [lambda: np.copyto(y, x)]
    if torch:
        A_, x_, y_ = (torch.from_numpy(array) for array in (A, x, y))
        products.append(lambda: A_ @ A_)
        copies.append(lambda: y_.copy_(x_))
    return {
        'flops': 2 * n**3 / _shortest(products),
        'bytes': 2 * x.nbytes / _shortest(copies),
    }


def _shortest(calls, rounds=10):
    taken = []
    for call in rounds * calls:
        start = perf_counter()
        call()
        taken.append(perf_counter() - start)
    return min(taken)


def limit(layer, peak):
    """Give the milliseconds below which the machine cannot compute a layer.

    It has to multiply and add, and to read X and K and write Y once.
    """
    return 1000 * max(
        2 * layer.multiply_adds / peak['flops'],
        layer.cost.bytes()['forward_memory'] / peak['bytes'],
    )
