"""Walk through the chapter in a terminal, or check somebody's function."""

import argparse
import importlib
import operator
import sys
from textwrap import indent

import mxnet as mx
from mxnet import nd

from . import (
    __version__,
    corr2d_multi_in,
    corr2d_multi_in_out,
    corr2d_multi_in_out_1x1,
    explain,
    rounding_bound,
    testing,
)

PAGE = """\
Several input channels

  Input X {X.shape}, kernel K {K.shape}, output Y {Y.shape}.
  Each channel is cross-correlated with its kernel and the results
  are added up. For the first output element:

  {line}

  corr2d_multi_in(X, K) is
{Y_shown}

Several output channels

  K, K + 1 and K + 2 stacked are a kernel of shape {kernels.shape}: one
  output channel for each, {outputs.shape} in all. The first is the
  output above.

  corr2d_multi_in_out(X, K) is
{outputs_shown}

A window of 1 x 1

  Input {pixels.shape}, kernel {mix.shape}, output {Y1.shape}: height
  and width stay, and at each pixel the output channels are linear
  combinations of the input channels. One matrix product, Y1, does
  the work of the cross-correlation, Y2:

  (Y1 - Y2).norm() is {norm:.2g}, and below 1e-6: {is_close}
  No element uses more than {share:.0%} of what rounding allows
"""
FIRST = [[56, 72], [104, 120]]
ALL_THREE = [FIRST, [[76, 100], [148, 172]], [[96, 128], [192, 224]]]


def make_example():
    """Make the input and the kernel of the chapter's first figure."""
    X = nd.stack(nd.arange(9), nd.arange(1, 10)).reshape((2, 3, 3))
    return X, nd.stack(nd.arange(4), nd.arange(1, 5)).reshape((2, 2, 2))


def compute():
    """Compute what the page shows, by name."""
    X, K = make_example()
    Y = corr2d_multi_in(X, K)
    line = explain(X, K)
    kernels = nd.stack(K, K + 1, K + 2)
    outputs = corr2d_multi_in_out(X, kernels)
    mx.random.seed(0)
    pixels = nd.random.uniform(shape=(3, 3, 3))
    mix = nd.random.uniform(shape=(2, 3, 1, 1))
    Y1 = corr2d_multi_in_out_1x1(pixels, mix)
    Y2 = corr2d_multi_in_out(pixels, mix)
    norm = (Y1 - Y2).norm().asscalar()
    is_close = bool(norm < 1e-6)
    # each of the two may be off by the bound
    allowed = 2 * rounding_bound(pixels, mix)
    share = (abs(Y1 - Y2).astype('float64') / allowed).max().asscalar()
    Y_shown = indent(str(Y.asnumpy()), '    ')
    outputs_shown = indent(str(outputs.asnumpy()), '    ')
    return locals()


def find_differences(computed):
    """List what differs from what the chapter states."""
    Y, outputs = computed['Y'], computed['outputs']
    facts = [
        ('first output element', computed['line'].split(' = ')[-1], '56'),
        ('corr2d_multi_in(X, K)', Y.asnumpy().tolist(), FIRST),
        ('shape of the kernels', computed['kernels'].shape, (3, 2, 2, 2)),
        ('corr2d_multi_in_out(X, K)', outputs.asnumpy().tolist(), ALL_THREE),
        ('shape of the 1 x 1 output', computed['Y1'].shape, (2, 3, 3)),
        ('(Y1 - Y2).norm() < 1e-6', computed['is_close'], True),
        ('Y1 within rounding of Y2', bool(computed['share'] <= 1), True),
    ]
    return [
        f'{what} is {found}, the chapter has {stated}'
        for what, found, stated in facts
        if found != stated
    ]


def walk_through():
    """Print the chapter, and return the exit status."""
    computed = compute()
    print(PAGE.format(**computed))
    differences = find_differences(computed)
    if differences:
        print('Not as in the chapter:')
        print(indent('\n'.join(differences), '  '))
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
    drawing.add_argument('file', help='where to, as SVG, PDF or PNG')
    return parser


def main(arguments=None):
    """Run the command line, and return its exit status."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.command == 'check':
        return check(options.function, options.like)
    if options.command == 'draw':
        try:
            from .figures import draw_multi_in

            draw_multi_in(*make_example()).savefig(options.file)
        except (ImportError, OSError, ValueError) as error:
            parser.error(str(error))
        return 0
    return walk_through()


if __name__ == '__main__':
    if hasattr(sys.stdout, 'reconfigure'):
        # A terminal that has no × shows ? in its place
        sys.stdout.reconfigure(errors='replace')
    sys.exit(main())
