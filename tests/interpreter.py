"""Fresh interpreters, for what happens once a process."""

import os
import subprocess
import sys
import textwrap

# seconds, on a machine that is emulated
SLOW = 3600


def python(code, *options, **environment):
    """Run code in a fresh interpreter, and give its output and errors.

    A variable of the environment that is None is not set.
    """
    environment = {**os.environ, **environment}
    run = subprocess.run(
        [sys.executable, *options, '-c', textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=SLOW,
        env={n: v for n, v in environment.items() if v is not None},
    )
    return run.stdout[:-1], run.stderr[:-1]
