"""The names that MXNet's modules look up, and what they find there.

MXNet 1.9.1 was written for NumPy 1.19. What it is given stands in its own
modules: NumPy stays as it is for everybody else.
"""

import multiprocessing
import sys
from contextlib import contextmanager
from functools import partial, wraps
from types import ModuleType, SimpleNamespace
from typing import Any, Callable, Dict, Iterator, Mapping, MutableMapping

import numpy


def _in1d(ar1: Any, ar2: Any, **options: Any) -> Any:
    return numpy.isin(numpy.ravel(ar1), ar2, **options)


def _refuse(*args: Any, **kwargs: Any) -> Any:
    raise NotImplementedError('NumPy 1.20 dropped this function')


# What NumPy has no longer. MXNet tells functions apart by identity: an old
# name must not be the very function that has the new name
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
    'alltrue': partial(numpy.all),
    'sometrue': partial(numpy.any),
    'product': partial(numpy.prod),
    'round_': partial(numpy.round),
    'in1d': _in1d,
    'msort': partial(numpy.sort, axis=0),
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
    """Have a mapping hold those of the entries that it lacks, in a block."""
    lent = {name: entries[name] for name in entries if name not in mapping}
    mapping.update(lent)
    try:
        yield
    finally:
        for name in lent:
            del mapping[name]


def give_names(mx: Any) -> None:
    """Give MXNet's modules the names that make them work as on NumPy 1.19."""
    _give_numpy()
    _write_numbers_plainly()
    _accept_numpy_integers(mx.nd.NDArray)
    _accept_numpy_integers(mx.np.ndarray)
    mx.nd.NDArray.__array__ = _to_numpy
    mx.metric.EvalMetric.__setattr__ = _set_in_float64
    mx.gluon.data.dataloader.get_worker_context = _get_worker_context
    # NumPy's name, now, for the function that was called true_divide
    ufuncs = mx.numpy.multiarray._NUMPY_ARRAY_UFUNC_DICT
    ufuncs['divide'] = mx.np.true_divide
    mx.numpy.multiarray._as_mx_np_array = _convert_named_tuples(
        mx.numpy.multiarray._as_mx_np_array
    )


def _get_modules() -> Dict[str, ModuleType]:
    return {
        name: module
        for name, module in sys.modules.items()
        if name.split('.')[0] == 'mxnet'
    }


def _give_numpy() -> None:
    """Give MXNet's modules a NumPy that has the dropped names too."""
    own: Any = ModuleType('numpy')
    vars(own).update(DROPPED)
    vars(own).update(vars(numpy))
    own.array = _array
    for module in _get_modules().values():
        for name, value in list(vars(module).items()):
            if value is numpy:
                setattr(module, name, own)


def _array(values: Any, dtype: Any = None, **options: Any) -> Any:
    """Make an array in which integers too large for it wrap."""
    try:
        return numpy.array(values, dtype, **options)
    # NumPy 2 refuses, and 1.24 warns, which users may have made an error
    except (OverflowError, DeprecationWarning):
        return numpy.array(values, **options).astype(dtype)


# The modules that hand MXNet's library its parameters, as text
_WRITERS = (
    'mxnet._ctypes.ndarray',
    'mxnet._ctypes.symbol',
    'mxnet.io.io',
    'mxnet.symbol.symbol',
)


def _write_numbers_plainly() -> None:
    """Have MXNet write NumPy's numbers in tuples as NumPy 1 did: 7.

    NumPy 2 writes np.int64(7), which MXNet's library cannot read.
    """
    if repr(numpy.int64(7)) == '7':
        return
    for name in _WRITERS:
        vars(sys.modules[name])['str'] = _PlainStr()
    for name, module in _get_modules().items():
        for value in list(vars(module).values()):
            if isinstance(value, type) and value.__module__ == name:
                _show_numbers_plainly(value)


def _write_plainly(write: Callable[[Any], str], value: Any) -> str:
    text = write(value)
    if 'np.' in text:
        # This changes how NumPy's numbers are written, and no other text
        with numpy.printoptions(legacy='1.25'):
            text = write(value)
    return text


class _PlainStr:
    """`str`, but that it writes NumPy's numbers plainly."""

    def __call__(self, value: Any) -> str:
        return _write_plainly(str, value)

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, str)


def _show_numbers_plainly(cls: type) -> None:
    for name in ('__repr__', '__str__'):
        if name in vars(cls):
            setattr(cls, name, _make_plain(vars(cls)[name]))


def _make_plain(show: Callable[[Any], str]) -> Callable[[Any], str]:
    @wraps(show)
    def show_plainly(self: Any) -> str:
        return _write_plainly(show, self)

    return show_plainly


def _accept_numpy_integers(cls: Any) -> None:
    """Have a class compare NumPy's integers with () as those of Python.

    Indexing does so, and an integer of NumPy 2 would give an empty array.
    """
    get = cls.__getitem__

    @wraps(get)
    def get_item(self: Any, key: Any) -> Any:
        return get(self, _to_python(key))

    cls.__getitem__ = get_item


def _to_python(key: Any) -> Any:
    if isinstance(key, tuple):
        return tuple(map(_to_python, key))
    if isinstance(key, numpy.integer):
        return int(key)
    return key


def _to_numpy(self: Any, dtype: Any = None, copy: Any = None) -> Any:
    """Return a NumPy array of the same values, for NumPy's functions."""
    if copy is False:
        raise ValueError(
            'An NDArray cannot become a NumPy array without a copy; pass '
            'copy=None, or call asnumpy()'
        )
    return self.asnumpy().astype(dtype or self.dtype, copy=False)


def _set_in_float64(metric: Any, name: str, value: Any) -> None:
    """Set a metric's attribute; sums stay in float64 whatever is added."""
    if name.endswith('sum_metric') and isinstance(value, numpy.floating):
        value = numpy.float64(value)
    object.__setattr__(metric, name, value)


def _get_worker_context() -> Any:
    """Return the context that a data loader starts its processes in.

    On Linux that is a fork, as it was by default until Python 3.14, unless
    the user has chosen another one.
    """
    method = multiprocessing.get_start_method(allow_none=True)
    default = multiprocessing.get_all_start_methods()[0]
    if sys.platform == 'linux' and method in (None, default):
        method = 'fork'
    return multiprocessing.get_context(method)


def _convert_named_tuples(convert: Callable[..., Any]) -> Callable[..., Any]:
    """Have results be converted that NumPy returns as tuples of its own.

    Those of linalg.qr are of a class that names their items.
    """

    @wraps(convert)
    def convert_any(out: Any, ctx: Any = None) -> Any:
        if isinstance(out, tuple):
            out = tuple(out)
        return convert(out, ctx)

    return convert_any
