"""Walk through the chapter in a terminal, or check somebody's function."""

import argparse
import importlib
import operator
import sys
from textwrap import indent

from . import (
    __version__,
    corr2d_multi_in,
    corr2d_multi_in_out,
    corr2d_multi_in_out_1x1,
    explain,
    rounding_bound,
    testing,
)
from ._mxnet import mx, nd

FIRST = [[56, 72], [104, 120]]
ALL_THREE = [FIRST, [[76, 100], [148, 172]], [[96, 128], [192, 224]]]


def walk_through():
    """Print the chapter and return what differs from what it states."""
    differences = []

    def compare(what, found, stated):
        if found != stated:
            differences.append(f'{what} is {found}, the chapter has {stated}')

    X = nd.array(
        [
            [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
            [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        ]
    )
    K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    Y = corr2d_multi_in(X, K)
    line = explain(X, K)
    print('Several input channels\n')
    print(f'  Input X {X.shape}, kernel K {K.shape}, output Y {Y.shape}.')
    print('  Each channel is cross-correlated with its kernel and the results')
    print('  are added up. For the first output element:\n')
    print(f'  {line}\n')
    print('  corr2d_multi_in(X, K) is')
    _show(Y)
    compare('the first output element', line.rpartition(' = ')[2], '56')
    compare('corr2d_multi_in(X, K)', Y.asnumpy().tolist(), FIRST)

    K = nd.stack(K, K + 1, K + 2)
    Y = corr2d_multi_in_out(X, K)
    print('\nSeveral output channels\n')
    print(f'  K, K + 1 and K + 2 stacked are a kernel of shape {K.shape}: one')
    print(f'  output channel for each, {Y.shape} in all. The first is the')
    print('  output above.\n')
    print('  corr2d_multi_in_out(X, K) is')
    _show(Y)
    compare('the shape of the stacked kernel', K.shape, (3, 2, 2, 2))
    compare('corr2d_multi_in_out(X, K)', Y.asnumpy().tolist(), ALL_THREE)

    mx.random.seed(0)
    X = nd.random.uniform(shape=(3, 3, 3))
    K = nd.random.uniform(shape=(2, 3, 1, 1))
    Y1 = corr2d_multi_in_out_1x1(X, K)
    Y2 = corr2d_multi_in_out(X, K)
    norm = (Y1 - Y2).norm().asscalar()
    # each of the two may be off by the bound
    allowed = 2 * rounding_bound(X, K).asnumpy()
    share = (abs(Y1 - Y2).asnumpy() / allowed).max()
    print('\nA window of 1 x 1\n')
    print(f'  Input {X.shape}, kernel {K.shape}, output {Y1.shape}: height')
    print('  and width stay, and at each pixel the output channels are linear')
    print('  combinations of the input channels. One matrix product, Y1, does')
    print('  the work of the cross-correlation, Y2:\n')
    print(f'  (Y1 - Y2).norm() is {norm:.2g}, and below 1e-6: {norm < 1e-6}')
    print(f'  No element uses more than {share:.0%} of what rounding allows')
    compare('the shape of the 1 x 1 output', Y1.shape, (2, 3, 3))
    compare('(Y1 - Y2).norm() < 1e-6', bool(norm < 1e-6), True)
    compare('Y1 within rounding of Y2', bool(share <= 1), True)
    return differences


def _show(Y):
    print(indent(str(Y.asnumpy()), '    '))


def check(function, like):
    """Print the report on a function and return the exit status."""
    try:
        print(testing.check(function, like))
    except AssertionError as error:
        print(error)
        return 1
    return 0


def _imported(name):
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


def main(arguments=None):
    """Run the command line and return its exit status."""
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
    )
    checking.add_argument(
        'function', metavar='module:function', type=_imported
    )
    checking.add_argument(
        '--like',
        metavar='NAME',
        choices=testing.LIKE,
        default='corr2d_multi_in_out',
        help='the function it should agree with, %(default)s unless it is '
        f'one of {", ".join(testing.LIKE)}',
    )
    options = parser.parse_args(arguments)
    if options.command == 'check':
        return check(options.function, options.like)
    differences = walk_through()
    if differences:
        print('\nNot as in the chapter:')
        print('\n'.join(f'  {difference}' for difference in differences))
        return 1
    print("\nEverything agrees with the chapter's numbers.")
    return 0


if __name__ == '__main__':
    if hasattr(sys.stdout, 'reconfigure'):
        # A terminal that has no × shows ? in its place
        sys.stdout.reconfigure(errors='replace')
    sys.exit(main())
