"""Run somebody's program, which imports MXNet, as Python itself would."""

import builtins
import multiprocessing
import os
import runpy
import sys
from multiprocessing import spawn
from types import ModuleType, TracebackType
from typing import Any, Dict, List, Optional


def run_program(arguments: List[str]) -> None:
    """Run a script file or, after '-m', a module, with its arguments.

    The program finds `sys.argv`, `sys.path` and `__main__` as if Python had
    started it, and its exit status and traceback are those that it would
    have had. It can import MXNet because this package has been imported.
    """
    _import_this_package_in_new_processes()
    try:
        if arguments[0] == '-m':
            _run_module(*arguments[1:])
        else:
            _run_script(*arguments)
    except SystemExit:
        raise
    except BaseException as error:
        error.__traceback__ = _drop_own_frames(error.__traceback__)
        sys.excepthook(type(error), error, error.__traceback__)
        # The exception sets the exit status, and must not be printed again
        sys.excepthook = _print_nothing
        raise


def _run_script(path: str, *arguments: str) -> None:
    try:
        with open(path, 'rb') as file:
            source = file.read()
    except OSError as error:
        print(f"run: can't open file {path!r}: {error}", file=sys.stderr)
        sys.exit(2)
    sys.argv = [path, *arguments]
    # Since Python 3.9, the __file__ of __main__ is absolute
    if sys.version_info >= (3, 9):
        path = os.path.join(os.getcwd(), path)
    if not getattr(sys.flags, 'safe_path', False):
        sys.path[0] = os.path.dirname(os.path.realpath(path))
    module: Any = ModuleType('__main__')
    module.__file__ = path
    module.__builtins__ = builtins
    sys.modules['__main__'] = module
    exec(compile(source, path, 'exec', dont_inherit=True), vars(module))


def _run_module(name: str, *arguments: str) -> None:
    # As in Python, '-m' stands there until the module's file is known
    sys.argv = ['-m', *arguments]
    runpy.run_module(name, run_name='__main__', alter_sys=True)


def _drop_own_frames(
    traceback: Optional[TracebackType],
) -> Optional[TracebackType]:
    """Return the part of a traceback that begins in the program."""
    own_files = (__file__, runpy.__file__, '<frozen runpy>')
    while traceback and traceback.tb_frame.f_code.co_filename in own_files:
        traceback = traceback.tb_next
    return traceback


def _print_nothing(*error: Any) -> None:
    pass


def _import_this_package_in_new_processes() -> None:
    """Have processes that are spawned, or forked by a server, import it first.

    They run the program's `import mxnet` anew, which fails without it.
    """
    # The fork server would otherwise import the program first
    multiprocessing.set_forkserver_preload([__package__])
    get_data = spawn.get_preparation_data

    def add_reference(name: str) -> Dict[str, Any]:
        # A new process unpickles this before it imports the program, and to
        # unpickle a function is to import its package. The key is not read
        return {**get_data(name), __package__: run_program}

    spawn.get_preparation_data = add_reference
