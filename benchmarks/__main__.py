"""Measure this package beside the book's loops and its peers.

Each result is checked before it is timed; one that is wrong is named and
makes the exit status 1.
"""

import argparse
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
# The libraries read these variables when they are loaded, so main imports
# them after it has read its arguments
THREADS = (
    'OMP_NUM_THREADS',
    'MXNET_OMP_MAX_THREADS',
    'OPENBLAS_NUM_THREADS',
    'MKL_NUM_THREADS',
)


def main(arguments=None):
    """Run the command line and return its exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m benchmarks', description=__doc__
    )
    parser.add_argument(
        '--threads', type=int, default=1, help='of every library (default: 1)'
    )
    parser.add_argument(
        '--write',
        action='store_true',
        help='into README.md and speed.svg, beside this program',
    )
    options = parser.parse_args(arguments)
    os.environ.update(dict.fromkeys(THREADS, str(options.threads)))

    from . import machine, measure, report

    results = measure.run()
    page = report.report(machine.describe(options.threads), results)
    print(page)
    if options.write:
        report.write(HERE / 'README.md', page)
        report.draw(results).savefig(HERE / 'speed.svg')
    wrong = report.name_wrong([results['multi_in'], *results['layers']])
    if wrong:
        print('\nWrong: ' + ', '.join(wrong))
    return bool(wrong)


if __name__ == '__main__':
    sys.exit(main())
