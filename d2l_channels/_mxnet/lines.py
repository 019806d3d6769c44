"""The lines of MXNet that had to change, and how they are changed.

Its files stay as they are: a module is compiled from its changed source while
MXNet is being imported.
"""

import sys
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType
from typing import Any, Iterator, Optional

# The module, the text as it is, and the text as it has to be. Every line of
# the module that holds the old text is changed
LINES = (
    # Python 3.12 has no distutils. Its StrictVersion would also refuse a NumPy
    # called 2.6.0.dev0
    (
        'mxnet.numpy_op_fallback',
        'from distutils.version import StrictVersion',
        'from numpy.lib import NumpyVersion as StrictVersion',
    ),
    (
        'mxnet.numpy_dispatch_protocol',
        'from distutils.version import LooseVersion',
        'from numpy.lib import NumpyVersion as LooseVersion',
    ),
    (
        'mxnet.numpy_dispatch_protocol',
        # NumpyVersion refuses a version of only two numbers
        "np_1_17_ver = LooseVersion('1.17')",
        "np_1_17_ver = LooseVersion('1.17.0')",
    ),
    (
        'mxnet.numpy_dispatch_protocol',
        "np_1_15_ver = LooseVersion('1.15')",
        "np_1_15_ver = LooseVersion('1.15.0')",
    ),
    # SciPy 2.0 has no scipy.sparse.csr
    (
        'mxnet.ndarray.utils',
        'isinstance(source_array, spsp.csr.csr_matrix)',
        'isinstance(source_array, spsp.csr_matrix)',
    ),
    (
        'mxnet.ndarray.sparse',
        'isinstance(source_array, spsp.csr.csr_matrix)',
        'isinstance(source_array, spsp.csr_matrix)',
    ),
    (
        'mxnet.ndarray.sparse',
        'isinstance(src_array, spsp.csr.csr_matrix)',
        'isinstance(src_array, spsp.csr_matrix)',
    ),
    (
        'mxnet.ndarray.sparse',
        'isinstance(arg1, spsp.csr.csr_matrix)',
        'isinstance(arg1, spsp.csr_matrix)',
    ),
    # NumPy 2.3 has no tostring
    (
        'mxnet.recordio',
        's = label.tostring() + s',
        's = label.tobytes() + s',
    ),
    (
        'mxnet.recordio',
        'return pack(header, buf.tostring())',
        'return pack(header, buf.tobytes())',
    ),
    # Python deprecates setDaemon
    (
        'mxnet.io.io',
        'thread.setDaemon(True)',
        'thread.daemon = True',
    ),
    # ctypes.c_int does not take a bool of NumPy 2
    (
        'mxnet.autograd',
        'ctypes.c_int(is_recording)',
        'ctypes.c_int(bool(is_recording))',
    ),
    (
        'mxnet.autograd',
        'ctypes.c_int(train_mode)',
        'ctypes.c_int(bool(train_mode))',
    ),
    (
        'mxnet.autograd',
        'ctypes.c_int(retain_graph)',
        'ctypes.c_int(bool(retain_graph))',
    ),
    (
        'mxnet.autograd',
        'ctypes.c_int(create_graph)',
        'ctypes.c_int(bool(create_graph))',
    ),
    # An integer of NumPy 2 compared with () is an empty array
    (
        'mxnet.ndarray.numpy.random',
        'if size == ():',
        'if isinstance(size, tuple) and size == ():',
    ),
    (
        'mxnet.ndarray.numpy_extension.random',
        'if size == ():',
        'if isinstance(size, tuple) and size == ():',
    ),
    (
        'mxnet.ndarray.numpy_extension.random',
        'if batch_shape == ():',
        'if isinstance(batch_shape, tuple) and batch_shape == ():',
    ),
    (
        'mxnet.symbol.numpy.random',
        'if size == ():',
        'if isinstance(size, tuple) and size == ():',
    ),
    (
        'mxnet.symbol.numpy_extension.random',
        'if size == ():',
        'if isinstance(size, tuple) and size == ():',
    ),
    (
        'mxnet.symbol.numpy_extension.random',
        'if batch_shape == ():',
        'if isinstance(batch_shape, tuple) and batch_shape == ():',
    ),
    # Python 3.14 no longer forks by default, and only a fork can take over
    # local functions or an unguarded script. names.give_names gives the module
    # start_workers
    (
        'mxnet.gluon.data.dataloader',
        'self._worker_pool = multiprocessing.Pool(',
        'self._worker_pool = start_workers(',
    ),
)
_MODULES = {module for module, _, _ in LINES}


class LineNotFoundError(Exception):
    """A module lacks a line that has to be changed."""


@contextmanager
def change_lines() -> Iterator[None]:
    """Within a block, compile MXNet's modules from changed source."""
    sys.meta_path.insert(0, _Finder)
    try:
        yield
    finally:
        sys.meta_path.remove(_Finder)


class _Finder:
    @staticmethod
    def find_spec(
        name: str, path: Any = None, target: Any = None
    ) -> Optional[ModuleSpec]:
        if name not in _MODULES:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.origin:
            spec.loader = _Loader(name, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        # Skip the cached bytecode, which is that of the unchanged source
        source = self.get_data(self.path).decode('utf-8')
        return self.source_to_code(change(fullname, source), self.path)


def change(module: str, source: str) -> str:
    """Return the source of a module with its lines changed."""
    for name, old, new in LINES:
        if name != module:
            continue
        if old not in source:
            raise LineNotFoundError(
                f'The module {module} does not match MXNet 1.9.1; it has no '
                f'line {old!r}'
            )
        source = source.replace(old, new)
    return source
