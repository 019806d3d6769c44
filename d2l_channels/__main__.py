"""Walk through the chapter in a terminal, or check somebody's function."""

import doctest
import importlib
import operator
import os
import signal
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, Callable, List, Optional

from . import __version__, testing
from ._mxnet import nd
from ._program import run_program

# By library, the module and the function that convert a NumPy array
CONVERTERS = {
    'numpy': ('numpy', 'asarray'),
    'torch': ('torch', 'as_tensor'),
    'jax': ('jax.numpy', 'asarray'),
    'tensorflow': ('tensorflow', 'convert_to_tensor'),
}


def walk_through(options: Namespace) -> None:
    """Walk through the chapter on several channels, and compare each result
    with the one that the chapter states."""
    page = Path(__file__).with_name('chapter.txt')
    print(page.read_text('utf-8'))
    # If verbose is left out, doctest looks for -v among the arguments
    if doctest.testfile(page.name, encoding='utf-8', verbose=False).failed:
        raise AssertionError('Not as in the chapter: see above.')
    print("Everything agrees with the chapter's numbers.")


def check(options: Namespace) -> None:
    """Run a function on inputs and kernels that tell right from wrong.

    The function receives NDArrays, or the arrays chosen with --arrays, and
    may return anything that NumPy can convert to an array.
    """
    function, like = options.function, options.like
    if options.arrays == 'mxnet':
        report = testing.check(function, like)
    else:
        convert = find_converter(options)
        report = testing.check(function, like, convert=convert)
    print(report)


def find_converter(options: Namespace) -> Any:
    """Return a library's function that converts a NumPy array, or exit."""
    module, name = CONVERTERS[options.arrays]
    try:
        return getattr(importlib.import_module(module), name)
    except ImportError as error:
        options.fail(f'--arrays {options.arrays}: {error}')


def draw(options: Namespace) -> None:
    """Draw the chapter's first figure, step by step as GIF or HTML."""
    X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    K = nd.stack(nd.arange(4), nd.arange(1, 5)).reshape((2, 2, 2))
    try:
        from .figures import draw_multi_in, step_multi_in

        if options.file.lower().endswith(('.gif', '.html')):
            step_multi_in(X, K).save(options.file)
        else:
            draw_multi_in(X, K).savefig(options.file)
    except (ImportError, OSError, ValueError) as error:
        options.fail(str(error))


def load(name: str) -> Callable[..., Any]:
    """Import `module:function` or `file.py:function`."""
    module, _, attribute = name.rpartition(':')
    if not (module and attribute):
        raise ArgumentTypeError(
            f'{name!r} has to be module:function, as in my_module:my_function'
        )
    try:
        namespace = import_module_or_file(module)
        function = operator.attrgetter(attribute)(namespace)
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
    # So that the file can import its neighbours
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
    commands = parser.add_subparsers(dest='command', title='commands')

    checking = commands.add_parser(
        'check',
        help='check a function of yours and name its mistake',
        description=check.__doc__,
        epilog='For the function my_convolution in the file mine.py: '
        f'{prog} check mine:my_convolution, or check mine.py:my_convolution',
    )
    # error prints the message below the usage, and exits with status 2
    checking.set_defaults(run=check, fail=checking.error)
    checking.add_argument('function', metavar='module:function', type=load)
    checking.add_argument(
        '--like',
        metavar='NAME',
        choices=testing.FUNCTIONS,
        default='corr2d_multi_in_out',
        help='the function it should agree with, %(default)s by default: '
        'one of %(choices)s',
    )
    checking.add_argument(
        '--arrays',
        choices=['mxnet', *CONVERTERS],
        default='mxnet',
        help="the library whose arrays it takes, MXNet's by default",
    )

    # For the help alone: where `names_program` finds a program, nothing is
    # parsed
    running = commands.add_parser(
        'run',
        help='run a program of yours that imports MXNet',
        usage=f'{prog} run script.py [argument ...]\n       '
        f'{prog} run -m module [argument ...]',
    )
    # Taken without a module, so that the error below is the one that is shown
    running.add_argument('-m', action='store_true', help=SUPPRESS)
    running.set_defaults(run=lambda options: running.error('name a program'))

    drawing = commands.add_parser('draw', help="draw the chapter's figure")
    drawing.set_defaults(run=draw, fail=drawing.error)
    drawing.add_argument(
        'file',
        help='output: .svg, .pdf or .png; .gif or .html for an animation',
    )

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
    """Cope with output that is closed, read in part, or lacks characters."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, 'w')
    # End quietly when a reader such as `head` closes the pipe
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # A terminal that has no × shows ? in its place
    sys.stdout.reconfigure(errors='replace')  # type: ignore


if __name__ == '__main__':
    if names_program(sys.argv[1:]):
        run_program(sys.argv[2:])
    else:
        prepare_output()
        sys.exit(main())
