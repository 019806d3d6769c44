"""What to type where MXNet cannot be imported."""

import os
import platform
import re
import sys
import sysconfig
import traceback
from importlib.util import find_spec
from pathlib import Path
from typing import List, Optional, Tuple

import numpy

from .libraries import GCC, PACKAGES
from .lines import LineNotFoundError

_INSTALL = 'Type: python -m pip install '
_RELEASE = '1.9.1'
_INSTALL_MXNET = f'{_INSTALL}--no-deps mxnet=={_RELEASE}'
_WHEELS = (
    'Linux on x86_64',
    'Linux on aarch64',
    'Darwin on x86_64',
)
_OLDEST_GLIBC = (2, 28)
# Packages that an error about NumPy passes through, but does not come from; ''
# stands for code that has no __name__
_NEVER_AT_FAULT = ('', 'importlib', 'numpy')


def find_problem() -> Optional[str]:
    """Return why MXNet cannot be imported, and what to do, or None."""
    file = getattr(find_spec('mxnet'), 'origin', None)
    # A mere folder of that name is found too, but has no file
    if file is None:
        return _explain_missing_mxnet()
    return _check_release(file) or _check_interpreter() or _check_threads()


def _explain_missing_mxnet() -> str:
    system = f'{platform.system()} on {platform.machine()}'
    if 'musl' in (sysconfig.get_config_var('HOST_GNU_TYPE') or ''):
        system = 'a Linux whose C library is musl, such as Alpine'
    if system in _WHEELS:
        return f'MXNet is not installed.\n{_INSTALL_MXNET}'
    return (
        f'MXNet has no wheel for {system}.\nUse a Linux with glibc, such as '
        'that of the container python:3-slim or, on Windows, of WSL.'
    )


def _check_release(file: str) -> Optional[str]:
    """Return what is wrong with the module that is called mxnet, or None."""
    info = Path(file).with_name('libinfo.py')
    if not info.is_file():
        return (
            f'{file} is not MXNet, but hides it by its name.\n'
            'Rename that file.'
        )
    release = re.search('__version__ = "(.+)"', info.read_text('utf-8'))
    if release and release[1] == _RELEASE:
        return None
    found = release[1] if release else 'another release'
    return f'MXNet {_RELEASE} is needed; this is {found}.\n{_INSTALL_MXNET}'


def _check_interpreter() -> Optional[str]:
    if sys.flags.optimize < 2:
        return None
    return (
        'Python was started with -OO or PYTHONOPTIMIZE=2, which drops the '
        'docstrings that MXNet reads.\nStart Python without it, or with -O.'
    )


def _check_threads() -> Optional[str]:
    for name in ('OMP_NUM_THREADS', 'MXNET_OMP_MAX_THREADS'):
        value = os.environ.get(name)
        if value and not value.isdecimal():
            return (
                f'{name} is {value!r}, and MXNet aborts on this value.\n'
                'Set it to a positive integer.'
            )
    return None


def explain(error: Exception) -> str:
    """Return why importing MXNet failed, and what to type."""
    if isinstance(error, ModuleNotFoundError):
        module = error.name or ''
        # A name with a dot is of a part that an installed package lacks
        if module and '.' not in module:
            return f'MXNet needs {module}.\n{_INSTALL}{module}'
    reason = (str(error) or type(error).__name__).splitlines()[0]
    if isinstance(error, LineNotFoundError):
        again = f'--force-reinstall --no-deps mxnet=={_RELEASE}'
        return f'{reason}.\n{_INSTALL}{again}'
    # An OSError may hold the word in the path of a library
    is_of_numpy = 'numpy' in reason and not isinstance(error, OSError)
    if is_of_numpy:
        return _explain_numpy(error)
    for library in PACKAGES:
        if f'{library}: cannot open shared object file' in reason:
            return _explain_library(library)
    return f'MXNet is installed but does not load: {reason}'


def _explain_library(library: str) -> str:
    cure = _INSTALL + PACKAGES[library]
    release = platform.libc_ver()[1]
    if release and _to_numbers(release) < _OLDEST_GLIBC:
        cure = f'Wheels with it need glibc 2.28; this is glibc {release}.'
    if library in GCC:
        stem, _, version = library.split('.')
        cure += (
            f'\nOr, as root: apt-get install {stem}{version} (Debian, '
            f'Ubuntu), dnf install {stem} (Fedora)'
        )
    return (
        f'MXNet needs {library}. Neither the system nor an installed wheel '
        f'has it, or the folder TMPDIR cannot hold links.\n{cure}'
    )


def _to_numbers(release: str) -> Tuple[int, ...]:
    return tuple(map(int, release.split('.')[:2]))


def _explain_numpy(error: Exception) -> str:
    """Tell a NumPy that is too new from one that is too old or damaged."""
    release = numpy.__version__
    asking = _find_asking_package(error)
    if asking == 'mxnet':
        before = '.'.join(release.split('.')[:2])
        return (
            f'MXNet {_RELEASE} does not know NumPy {release}: {error}.\n'
            f"{_INSTALL}'numpy<{before}'"
        )
    return (
        f'NumPy {release} is too old for {asking}, damaged, or no longer '
        f'the one installed: {error}.\nStart Python again. If that does not '
        'help, type: python -m pip install --upgrade --force-reinstall numpy'
    )


def _find_asking_package(error: Exception) -> str:
    """Return the package that asked NumPy for something it lacks."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    modules: List[str] = [
        frame.f_globals.get('__name__', '') for frame in frames
    ]
    packages = [module.split('.')[0] for module in modules]
    asking = [name for name in packages if name not in _NEVER_AT_FAULT]
    # There is one at least, as the traceback begins in this package
    return asking[-1]
