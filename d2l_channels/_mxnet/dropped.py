"""The names that NumPy dropped and that MXNet's modules look up.

MXNet 1.9.1 was written for NumPy 1.19. While it is being imported, NumPy is
lent these names. Afterwards they are in a namespace that MXNet's modules
alone have: NumPy stays as it is for everybody else.
"""

import sys
from contextlib import contextmanager
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any, Dict, Iterator, Mapping, MutableMapping

import numpy


def _in1d(ar1: Any, ar2: Any, **options: Any) -> Any:
    return numpy.isin(numpy.ravel(ar1), ar2, **options)


def _alltrue(a: Any, *args: Any, **options: Any) -> Any:
    return _call_numpy(numpy.all, a, *args, **options)


def _msort(a: Any) -> Any:
    return _call_numpy(numpy.sort, a, axis=0)


def _call_numpy(function: Any, a: Any, *args: Any, **options: Any) -> Any:
    """Call a function of NumPy, even on an array of mx.np.

    NumPy would hand that to MXNet's function of the same name, which gives
    other types and takes fewer dtypes.
    """
    mx_array = sys.modules['mxnet.numpy'].ndarray
    if not isinstance(a, mx_array):
        return function(a, *args, **options)
    # MXNet looks up its own function under NumPy's. It finds none under a new
    # partial, so it converts its arrays to NumPy's and calls the partial
    not_in_table = partial(function)
    return mx_array.__array_function__(
        a, not_in_table, (type(a),), (a, *args), options
    )


def _refuse(*args: Any, **kwargs: Any) -> Any:
    raise NotImplementedError('NumPy 1.20 dropped this function')


# What NumPy has no longer
DROPPED: Dict[str, Any] = {
    'bool': bool,
    'int': int,
    'float': float,
    'object': object,
    'Inf': numpy.inf,
    'PINF': numpy.inf,
    'NINF': -numpy.inf,
    'NAN': numpy.nan,
    'NaN': numpy.nan,
    'PZERO': 0.0,
    'NZERO': -0.0,
    # MXNet has functions of its own for these, in a table whose keys are
    # NumPy's functions. If an old name meant the same object as the new one,
    # its entry would replace that of the new one
    'sometrue': partial(numpy.any),
    'product': partial(numpy.prod),
    'round_': partial(numpy.round),
    # MXNet has no functions of its own for these old names. It has some for
    # `all` and `sort`, which _call_numpy avoids, and none for `isin`
    'alltrue': _alltrue,
    'msort': _msort,
    'in1d': _in1d,
    # MXNet does not know the new name, so this may be the same object
    'trapz': getattr(numpy, 'trapezoid', None),
    'compat': SimpleNamespace(basestring=str),
    'mirr': _refuse,
    'npv': _refuse,
    'pmt': _refuse,
    'ppmt': _refuse,
    'pv': _refuse,
    'rate': _refuse,
}


@contextmanager
def lend(
    entries: Mapping[str, Any], mapping: MutableMapping[str, Any]
) -> Iterator[None]:
    """Within a block, give a mapping those of the entries that it lacks."""
    lent = {name: entries[name] for name in entries if name not in mapping}
    mapping.update(lent)
    try:
        yield
    finally:
        for name in lent:
            del mapping[name]


def get_modules() -> Dict[str, ModuleType]:
    """Return the modules of MXNet that are loaded, by name."""
    return {
        name: module
        for name, module in sys.modules.items()
        if name.split('.')[0] == 'mxnet'
    }


def give_numpy() -> None:
    """Give MXNet's modules a NumPy that has the dropped names too."""
    own: Any = ModuleType('numpy')
    vars(own).update(DROPPED)
    vars(own).update(vars(numpy))
    own.array = _array
    if hasattr(numpy.lib, 'array_utils'):
        # NumPy 2 warns of numpy.core, from which MXNet takes only
        # numeric.normalize_axis_tuple; that is in array_utils now
        own.core = SimpleNamespace(numeric=numpy.lib.array_utils)
    for module in get_modules().values():
        for name, value in list(vars(module).items()):
            if value is numpy:
                setattr(module, name, own)


def _array(values: Any, dtype: Any = None, **options: Any) -> Any:
    """Make an array; integers too large for its dtype wrap around."""
    try:
        return numpy.array(values, dtype, **options)
    # NumPy 2 raises. NumPy 1.24 warns, and users may have made that an error
    except (OverflowError, DeprecationWarning):
        return numpy.array(values, **options).astype(dtype)
