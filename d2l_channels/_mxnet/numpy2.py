"""What MXNet, written for NumPy 1.19, does not find or get on later ones.

It is given to MXNet's own modules: NumPy stays as it is for everybody else.
"""

import re
import sys
from functools import partial
from types import FunctionType, ModuleType, SimpleNamespace

import numpy
from numpy import inf, nan


def _refuse(*args, **kwargs):
    raise NotImplementedError('NumPy 1.20 dropped this function')


# What MXNet asks for while it is imported, and later. It tells functions apart
# by identity: an old name is not to be the function of the new name itself
NAMES = {
    **dict(bool=bool, float=float, int=int, object=object),
    **dict(Inf=inf, PINF=inf, NINF=-inf, PZERO=0.0, NZERO=-0.0),
    **dict(NAN=nan, NaN=nan, compat=SimpleNamespace(basestring=str)),
    **dict(alltrue=partial(numpy.all), sometrue=partial(numpy.any)),
    **dict(product=partial(numpy.prod), round_=partial(numpy.round)),
    'in1d': lambda a, *b, **more: numpy.isin(numpy.ravel(a), *b, **more),
    'msort': partial(numpy.sort, axis=0),
    'trapz': getattr(numpy, 'trapezoid', None),
    **dict.fromkeys('mirr npv pmt ppmt pv rate'.split(), _refuse),
}


# The modules that make text of what they hand to operators and iterators
_WRITERS = '_ctypes.ndarray _ctypes.symbol io.io kvstore.base symbol.symbol'

# NumPy 1 wrote 7 and True within a tuple
_NUMBER = re.compile(r'\bnp\.(?:\w+\(([^()]*)\)|(\w+)_)')


def _show(text):
    return _NUMBER.sub(r'\1\2', text) if 'np.' in text else text


class _Text:
    """`str`, but NumPy's numbers look as those of Python.

    MXNet hands operators their parameters as text.
    """

    def __call__(self, value):
        return value if isinstance(value, str) else _show(str(value))

    def __instancecheck__(self, value):
        return isinstance(value, str)


def _set_in_float64(metric, name, value):
    """Set a metric's attribute; sums stay in float64 whatever is added."""
    if name.endswith('sum_metric') and isinstance(value, numpy.floating):
        value = numpy.float64(value)
    object.__setattr__(metric, name, value)


def adapt(mx):
    """Have MXNet work as on NumPy 1.19."""
    own = ModuleType('numpy')
    vars(own).update({**NAMES, **vars(numpy), 'array': _array})
    for path in [path for path in sys.modules if path.startswith('mxnet')]:
        module = sys.modules[path]
        for name, value in list(vars(module).items()):
            if value is numpy:
                setattr(module, name, own)
            elif getattr(value, '__module__', '') == path:
                _edit(value)
    for name in _WRITERS.split():
        sys.modules[f'mxnet.{name}'].str = _Text()
    mx.metric.EvalMetric.__setattr__ = _set_in_float64
    # as NumPy calls the function now that was true_divide
    mx.numpy.multiarray._NUMPY_ARRAY_UFUNC_DICT['divide'] = mx.np.true_divide
    make = mx.numpy.multiarray._as_mx_np_array

    def make_of_any(out, ctx=None):
        # linalg.qr and others give tuples of classes of their own
        return make(tuple(out) if isinstance(out, tuple) else out, ctx)

    mx.numpy.multiarray._as_mx_np_array = make_of_any


def _array(values, dtype=None, **kwargs):
    """Make an array in which integers too large for it wrap."""
    try:
        return numpy.array(values, dtype, **kwargs)
    # NumPy 2 refuses, and 1.24 warns, which users may have made an error
    except (OverflowError, DeprecationWarning):
        return numpy.array(values, **kwargs).astype(dtype)


class _Empty(tuple):
    """A tuple that no integer of NumPy answers by an array: `size == ()`."""

    __array_ufunc__ = None


def _edit(value):
    """Have a class show numbers, or a function work, as they did."""
    if isinstance(value, type):
        for name in {'__repr__', '__str__'}.intersection(vars(value)):
            show = vars(value)[name]
            setattr(value, name, lambda self, show=show: _show(show(self)))
    elif isinstance(value, FunctionType):
        code = value.__code__
        names = tuple(n.replace('tostring', 'tobytes') for n in code.co_names)
        consts = tuple(_Empty() if c == () else c for c in code.co_consts)
        value.__code__ = code.replace(co_names=names, co_consts=consts)
