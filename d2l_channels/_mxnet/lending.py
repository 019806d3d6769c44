"""What NumPy and the environment hold only while MXNet looks for it."""

import os
from contextlib import contextmanager


@contextmanager
def lend(entries, mapping):
    """Have a mapping hold those of the entries that it lacks, in a block."""
    lent = {n: v for n, v in entries.items() if n not in mapping}
    mapping.update(lent)
    try:
        yield
    finally:
        for name in lent:
            del mapping[name]


def bound_cache(nd):
    """Have MXNet keep what it prepares for new shapes for so many of them.

    oneDNN, which computes its convolutions, would for all of them. MXNet asks
    the environment at the first convolution. What the user has set stays.
    """
    with lend({'MXNET_MKLDNN_CACHE_NUM': '100'}, os.environ):
        X = nd.ones((1, 1, 1, 1))
        Y = nd.Convolution(X, X, kernel=(1, 1), num_filter=1, no_bias=True)
        Y.wait_to_read()
