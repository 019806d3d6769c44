"""Walk through the chapter in a terminal, or check somebody's function."""

import doctest
import importlib
import operator
import os
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, Callable, List, Optional

from mxnet import nd

from . import __version__, testing
from ._program import run_program

# Where each library has what makes its arrays of NumPy's
CONVERTERS = {
    'numpy': ('numpy', 'asarray'),
    'torch': ('torch', 'as_tensor'),
    'jax': ('jax.numpy', 'asarray'),
    'tensorflow': ('tensorflow', 'convert_to_tensor'),
}


def walk_through(options: Namespace) -> None:
    """Walk through the chapter on several channels and compare each result
    with the number that the chapter states."""
    page = Path(__file__).with_name('chapter.txt')
    print(page.read_text('utf-8'))
    if doctest.testfile(page.name, encoding='utf-8', verbose=False).failed:
        raise AssertionError('Not as in the chapter: see above.')
    print("Everything agrees with the chapter's numbers.")


def check(options: Namespace) -> None:
    """Run a function on inputs and kernels that tell right from wrong.

    It takes NDArrays, or the arrays that are asked for, and returns anything
    that NumPy makes an array of.
    """
    function, like = options.function, options.like
    if options.arrays == 'mxnet':
        report = testing.check(function, like)
    else:
        convert = find_converter(options)
        report = testing.check(function, like, convert=convert)
    print(report)


def find_converter(options: Namespace) -> Any:
    """Return what makes a library's arrays of NumPy's."""
    module, name = CONVERTERS[options.arrays]
    try:
        return getattr(importlib.import_module(module), name)
    except ImportError as error:
        options.fail(f'--arrays {options.arrays}: {error}')


def draw(options: Namespace) -> None:
    """Draw the chapter's first figure, step by step if the file can move."""
    X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    K = nd.stack(nd.arange(4), nd.arange(1, 5)).reshape((2, 2, 2))
    try:
        from .figures import draw_multi_in, step_multi_in

        if options.file.lower().endswith('.gif'):
            step_multi_in(X, K).save(options.file)
        else:
            draw_multi_in(X, K).savefig(options.file)
    except (ImportError, OSError, ValueError) as error:
        options.fail(str(error))


def load(name: str) -> Callable[..., Any]:
    """Import `module:function` or `file.py:function`."""
    module, _, path = name.rpartition(':')
    if not (module and path):
        raise ArgumentTypeError(
            f'{name!r} has to be module:function, as in my_module:my_function'
        )
    try:
        function = operator.attrgetter(path)(import_module_or_file(module))
    except (Exception, SystemExit) as error:
        raise ArgumentTypeError(
            f'{name!r} cannot be imported: {type(error).__name__}: {error}'
        ) from error
    if not callable(function):
        raise ArgumentTypeError(f'{name!r} cannot be called')
    return function  # type: ignore[no-any-return]


def import_module_or_file(name: str) -> ModuleType:
    """Import a module by its name, or by that of its file."""
    file = Path(name)
    if file.suffix != '.py':
        return importlib.import_module(name)
    # For what is imported there from files beside it
    sys.path.insert(0, str(file.resolve().parent))
    spec = spec_from_file_location(file.stem, file)
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules[file.stem] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[file.stem]
        raise
    return module


def main(arguments: Optional[List[str]] = None) -> int:
    """Run the command line, and return its exit status."""
    prog = 'python -m d2l_channels'
    parser = ArgumentParser(prog, description=walk_through.__doc__)
    parser.set_defaults(run=walk_through)
    parser.add_argument('--version', action='version', version=__version__)
    commands = parser.add_subparsers(dest='command', title='or')

    checking = commands.add_parser(
        'check',
        help='check a function of yours and name its mistake',
        description=check.__doc__,
        epilog='For the function my_convolution in the file mine.py: '
        f'{prog} check mine:my_convolution, or check mine.py:my_convolution',
    )
    checking.set_defaults(run=check, fail=checking.error)
    checking.add_argument('function', metavar='module:function', type=load)
    checking.add_argument(
        '--like',
        metavar='NAME',
        choices=testing.FUNCTIONS,
        default='corr2d_multi_in_out',
        help='the function it should agree with, %(default)s unless it is '
        f'one of {", ".join(testing.FUNCTIONS)}',
    )
    checking.add_argument(
        '--arrays',
        choices=['mxnet', *CONVERTERS],
        default='mxnet',
        help="whose arrays the function takes, MXNet's NDArrays by default",
    )

    # What follows is the program's own, and __main__ hands it over below
    running = commands.add_parser(
        'run',
        help='run a program of yours that imports MXNet',
        usage=f'{prog} run script.py [argument ...]\n       '
        f'{prog} run -m module [argument ...]',
    )
    running.set_defaults(run=lambda options: running.error('name a program'))

    drawing = commands.add_parser('draw', help="draw the chapter's figure")
    drawing.set_defaults(run=draw, fail=parser.error)
    drawing.add_argument('file', help='where to: SVG, PDF, PNG or moving GIF')

    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except AssertionError as error:
        print(error)
        return 1
    return 0


def names_program(arguments: List[str]) -> bool:
    """Return whether arguments are 'run' and a program to run."""
    if arguments[:2] == ['run', '-m']:
        return len(arguments) > 2
    is_run = arguments[:1] == ['run']
    return is_run and len(arguments) > 1 and not arguments[1].startswith('-')


def prepare_output() -> None:
    """Let output be closed, end early, or go to a terminal of few signs."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, 'w')
    # As programs end whose output nobody reads any more, `| head`
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # A terminal that has no × shows ? in its place
    sys.stdout.reconfigure(errors='replace')  # type: ignore


if __name__ == '__main__':
    if names_program(sys.argv[1:]):
        run_program(sys.argv[2:])
    else:
        prepare_output()
        sys.exit(main())
