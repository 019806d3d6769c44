"""Walk through the chapter in a terminal, or check somebody's function."""

import argparse
import doctest
import importlib
import operator
import signal
import sys
from pathlib import Path

from mxnet import nd

from . import __version__, testing

PAGE = Path(__file__).with_name('chapter.txt')


def walk_through():
    """Print the chapter, run it, and return the exit status."""
    print(PAGE.read_text('utf-8'))
    options = {'module_relative': False, 'encoding': 'utf-8', 'verbose': False}
    if doctest.testfile(str(PAGE), **options).failed:
        print('Not as in the chapter: see above.')
        return 1
    print("Everything agrees with the chapter's numbers.")
    return 0


def check(function, like):
    """Print the report on a function, and return the exit status."""
    try:
        print(testing.check(function, like))
    except AssertionError as error:
        print(error)
        return 1
    return 0


def draw(file):
    """Draw the chapter's first figure, step by step if the file can move."""
    from .figures import draw_multi_in, step_multi_in

    X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    K = nd.stack(nd.arange(4), nd.arange(1, 5)).reshape((2, 2, 2))
    if file.lower().endswith('.gif'):
        step_multi_in(X, K).save(file)
    else:
        draw_multi_in(X, K).savefig(file)


def import_function(name):
    """Import `module:function`."""
    module, _, path = name.partition(':')
    if not (module and path):
        raise argparse.ArgumentTypeError(
            f'{name!r} has to be module:function, as in my_module:my_function'
        )
    try:
        function = operator.attrgetter(path)(importlib.import_module(module))
    except (Exception, SystemExit) as error:
        raise argparse.ArgumentTypeError(
            f'{name!r} cannot be imported: {type(error).__name__}: {error}'
        ) from error
    if not callable(function):
        raise argparse.ArgumentTypeError(f'{name!r} cannot be called')
    return function


def make_parser():
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        prog='python -m d2l_channels',
        description='Walk through the chapter on several channels and compare '
        'each result with the number that the chapter states.',
    )
    parser.add_argument('--version', action='version', version=__version__)
    commands = parser.add_subparsers(dest='command', title='or')
    checking = commands.add_parser(
        'check',
        help='check a function of yours and name its mistake',
        description='Run a function on inputs and kernels that tell right '
        'from wrong. It takes NDArrays and returns one, or anything that '
        'NumPy makes an array of.',
        epilog='For the function my_convolution in the file mine.py: '
        'python -m d2l_channels check mine:my_convolution',
    )
    checking.add_argument(
        'function', metavar='module:function', type=import_function
    )
    checking.add_argument(
        '--like',
        metavar='NAME',
        choices=testing.LIKE,
        default='corr2d_multi_in_out',
        help='the function it should agree with, %(default)s unless it is '
        f'one of {", ".join(testing.LIKE)}',
    )
    drawing = commands.add_parser('draw', help="draw the chapter's figure")
    drawing.add_argument(
        'file', help='where to, as SVG, PDF, PNG or moving GIF'
    )
    return parser


def main(arguments=None):
    """Run the command line, and return its exit status."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.command == 'check':
        return check(options.function, options.like)
    if options.command == 'draw':
        try:
            draw(options.file)
        except (ImportError, OSError, ValueError) as error:
            parser.error(str(error))
        return 0
    return walk_through()


if __name__ == '__main__':
    # As programs end whose output nobody reads any more, `| head`
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # A terminal that has no × shows ? in its place
    sys.stdout.reconfigure(errors='replace')  # type: ignore
    sys.exit(main())
