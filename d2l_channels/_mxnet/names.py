"""What MXNet's modules and classes need in order to work as on NumPy 1.19."""

import multiprocessing
import sys
import warnings
from functools import wraps
from typing import Any, Callable

import numpy

from .dropped import get_modules, give_numpy


def give_names(mx: Any) -> None:
    """Give MXNet's modules and classes what they look up or lack."""
    give_numpy()
    _write_numbers_plainly()
    _accept_numpy_integers(mx.nd.NDArray)
    _accept_numpy_integers(mx.np.ndarray)
    mx.nd.NDArray.__array__ = _to_numpy
    mx.metric.EvalMetric.__setattr__ = _set_in_float64
    mx.nd.NDArray.backward = _take_truth_values(mx.nd.NDArray.backward)
    mx.gluon.data.dataloader.start_workers = _start_workers
    # NumPy now calls true_divide by this name
    ufuncs = mx.numpy.multiarray._NUMPY_ARRAY_UFUNC_DICT
    ufuncs['divide'] = mx.np.true_divide
    mx.numpy.multiarray._as_mx_np_array = _convert_named_tuples(
        mx.numpy.multiarray._as_mx_np_array
    )


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
    # What MXNet shows of its own objects looks as before, too
    for name, module in get_modules().items():
        for value in list(vars(module).values()):
            if isinstance(value, type) and value.__module__ == name:
                _change_text_of(value)


def _write_plainly(write: Callable[[Any], str], value: Any) -> str:
    text = write(value)
    if 'np.' in text:
        # This changes how NumPy's numbers are written, and no other text
        with numpy.printoptions(legacy='1.25'):
            text = write(value)
    return text


class _PlainStr:
    """Stands for `str` in a module, and writes NumPy's numbers plainly.

    The module calls it, and asks `isinstance(value, str)`.
    """

    def __call__(self, value: Any) -> str:
        return _write_plainly(str, value)

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, str)


def _change_text_of(cls: type) -> None:
    for name in ('__repr__', '__str__'):
        if name in vars(cls):
            setattr(cls, name, _change_method(vars(cls)[name]))


def _change_method(write: Callable[[Any], str]) -> Callable[[Any], str]:
    @wraps(write)
    def change_text(self: Any) -> str:
        return _write_plainly(write, self)

    return change_text


def _accept_numpy_integers(cls: Any) -> None:
    """Have a class convert NumPy's integers in an index to Python's.

    Indexing compares them with (), which gives an empty array on NumPy 2.
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
    """Return a NumPy array of the same values, for NumPy's functions.

    An NDArray of MXNet has no such method. NumPy would take it for sequences
    within sequences without end.
    """
    if copy is False:
        raise ValueError(
            'An NDArray cannot become a NumPy array without a copy; pass '
            'copy=None, or call asnumpy()'
        )
    array = self.asnumpy()
    if dtype is None:
        return array
    return array.astype(dtype, copy=False)


def _set_in_float64(metric: Any, name: str, value: Any) -> None:
    """Set a metric's attribute; its sums stay in float64.

    On NumPy 2, a Python float and a float32 add up to a float32.
    """
    if name.endswith('sum_metric') and isinstance(value, numpy.floating):
        value = numpy.float64(value)
    object.__setattr__(metric, name, value)


def _take_truth_values(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Convert a gradient's flags: ctypes takes no bool of NumPy 2."""

    @wraps(backward)
    def take_bools(
        self: Any,
        out_grad: Any = None,
        retain_graph: Any = False,
        train_mode: Any = True,
    ) -> None:
        backward(self, out_grad, bool(retain_graph), bool(train_mode))

    return take_bools


def _start_workers(*args: Any, **options: Any) -> Any:
    """Start the processes of a data loader."""
    with warnings.catch_warnings():
        # Python warns of a fork beside other threads. MXNet stops its own
        # before a fork, and starts them again after it
        warnings.filterwarnings(
            'ignore', '.*fork', category=DeprecationWarning
        )
        return _choose_context().Pool(*args, **options)


def _choose_context() -> Any:
    """Return the context that a data loader starts its processes in.

    On Linux that is a fork, as it was by default before Python 3.14, unless
    the user has chosen another one that is not Python's default.
    """
    # None if nothing was chosen, but the default once a process was started
    method = multiprocessing.get_start_method(allow_none=True)
    default = multiprocessing.get_all_start_methods()[0]
    is_chosen = method not in (None, default)
    if sys.platform == 'linux' and not is_chosen:
        method = 'fork'
    return multiprocessing.get_context(method)


def _convert_named_tuples(convert: Callable[..., Any]) -> Callable[..., Any]:
    """Convert results that are named tuples too, such as linalg.qr's.

    MXNet makes a tuple anew by calling its class on a list. The class of a
    named tuple takes each item as an argument of its own.
    """

    @wraps(convert)
    def convert_any(out: Any, ctx: Any = None) -> Any:
        if isinstance(out, tuple):
            out = tuple(out)
        return convert(out, ctx)

    return convert_any
