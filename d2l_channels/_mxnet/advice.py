"""What to type where MXNet cannot be imported."""

import os
import platform
import sysconfig
import traceback
from importlib.util import find_spec

import numpy

from .libraries import GCC, PACKAGES

_INSTALL = 'Type: python -m pip install '
_WHEELS = ('Linux on x86_64', 'Linux on aarch64', 'Darwin on x86_64')


def find_problem():
    """Say why MXNet cannot be imported, and what to type, or None."""
    # A mere folder of that name is found too, but has no origin
    if getattr(find_spec('mxnet'), 'origin', None) is None:
        system = f'{platform.system()} on {platform.machine()}'
        if 'musl' in (sysconfig.get_config_var('HOST_GNU_TYPE') or ''):
            system = 'a Linux whose C library is musl, such as Alpine'
        if system not in _WHEELS:
            return (
                f'MXNet has no wheel for {system}.\nUse another Linux: that '
                'of WSL, or of a container, such as python:3-slim.'
            )
        return f'MXNet is not installed.\n{_INSTALL}--no-deps mxnet==1.9.1'
    if find_spec('distutils') is None:
        if find_spec('setuptools') is None:
            return (
                'MXNet needs distutils, which Python 3.12 dropped and '
                f'setuptools brings.\n{_INSTALL}setuptools'
            )
        # Installed after this Python had started, it has to be imported
        import setuptools  # noqa: F401
    for name in ('OMP_NUM_THREADS', 'MXNET_OMP_MAX_THREADS'):
        value = os.environ.get(name)
        if value and not value.isdecimal():
            return (
                f'{name} is {value!r}, at which MXNet ends the process.\n'
                'Set it to an integer.'
            )
    return None


def explain(error):
    """Say what an import of MXNet failed of, and what to type."""
    if isinstance(error, ModuleNotFoundError) and '.' not in error.name:
        return f'MXNet needs {error.name}.\n{_INSTALL}{error.name}'
    reason = (str(error) or type(error).__name__).splitlines()[0]
    if 'numpy' in reason and not isinstance(error, OSError):
        return _explain_numpy(error)
    for library in PACKAGES:
        if f'{library}: cannot open shared object file' in reason:
            return _explain_library(library)
    return f'MXNet is installed but does not load: {reason}'


def _explain_library(library):
    cure = _INSTALL + PACKAGES[library]
    release = platform.libc_ver()[1]
    if release and tuple(map(int, release.split('.')[:2])) < (2, 28):
        cure = f'Wheels with it need glibc 2.28; this is glibc {release}.'
    if library in GCC:
        stem, _, version = library.split('.')
        cure += (
            f'\nOr, as root: apt-get install {stem}{version} (Debian, '
            f'Ubuntu), dnf install {stem} (Fedora)'
        )
    return (
        f'MXNet needs {library}. It is not on the system, or in a wheel to '
        f'which links in TMPDIR can be made.\n{cure}'
    )


def _explain_numpy(error):
    """Tell a NumPy that is too new from one that is too old or damaged."""
    release = numpy.__version__
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    names = [f.f_globals.get('__name__', '').split('.')[0] for f in frames]
    asked = [name for name in names if name not in ('', 'importlib', 'numpy')]
    if asked[-1] == 'mxnet':
        before = '.'.join(release.split('.')[:2])
        return (
            f'MXNet 1.9.1 does not know NumPy {release}: {error}.\n'
            f"{_INSTALL}'numpy<{before}'"
        )
    return (
        f'NumPy {release} is too old for {asked[-1]}, damaged, or no longer '
        f'the one installed: {error}.\nStart Python again. If that does not '
        f'help, type: python -m pip install --upgrade --force-reinstall numpy'
    )
