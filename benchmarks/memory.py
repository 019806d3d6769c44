"""The memory that an implementation takes beyond X, K and its output.

The most that the process holds during its first call, less what it held just
before and the output. A call on a tiny layer comes before, as it loads code.
Each is measured in a process of its own, `python -m benchmarks.memory NAME
LAYER`, as allocators and caches keep what they have.
"""

import os
import subprocess
import sys
from ast import literal_eval
from math import prod
from pathlib import Path

from d2l_channels._mxnet import nd

from .implementations import IMPLEMENTATIONS
from .layers import Layer


def extra_memory(name, layer):
    """Give the bytes, on Linux."""
    child = subprocess.run(
        [sys.executable, '-m', __name__, name, repr(tuple(layer))],
        check=True,
        cwd=Path(__file__).parents[1],
        # Blocks of 128 kB and more go back to the system when they are freed,
        # so that none from before the call is used again unseen
        env={**os.environ, 'MALLOC_MMAP_THRESHOLD_': str(2**17)},
        stdout=subprocess.PIPE,
    )
    return int(child.stdout)


def _held(field):
    status = Path('/proc/self/status').read_text()
    return 1024 * int(status.split(f'{field}:')[1].split()[0])


def measure(name, layer):
    k_h, k_w = layer.K_shape[2:]
    tiny = layer._replace(X_shape=(2, k_h, k_w), K_shape=(2, 2, k_h, k_w))
    IMPLEMENTATIONS[name].forward(tiny)()
    function, X, K = IMPLEMENTATIONS[name].prepare(layer)
    nd.waitall()
    # Makes the peak, VmHWM, start anew
    Path('/proc/self/clear_refs').write_text('5')
    before = _held('VmRSS')
    Y = function(X, K)
    nd.waitall()
    return _held('VmHWM') - before - 4 * prod(Y.shape)


if __name__ == '__main__':
    name, layer = sys.argv[1:]
    print(measure(name, Layer(*literal_eval(layer))))
