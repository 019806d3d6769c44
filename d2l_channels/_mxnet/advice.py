"""What to type where MXNet cannot be imported."""

import os
import platform
import re
import sys
import sysconfig
import traceback
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec

from .libraries import LIBRARIES, SYSTEM

_INSTALL = 'Type: python -m pip install '
_WHEELS = {('Linux', 'x86_64'), ('Linux', 'aarch64'), ('Darwin', 'x86_64')}
_CONTAINER = 'in a container such as that of the image python:3-slim'
_GLIBC = (2, 28)  # of the wheels that bring the libraries


def find_problem():
    """Say why MXNet cannot be imported, and what to type, or None."""
    # A mere folder of that name is found too, but has no origin
    if getattr(find_spec('mxnet'), 'origin', None) is None:
        return _find_platform_problem() or (
            f'MXNet is not installed.\n{_INSTALL}--no-deps mxnet==1.9.1'
        )
    if not _has_distutils():
        return (
            'MXNet needs distutils, which Python 3.12 dropped and setuptools '
            f'brings.\n{_INSTALL}setuptools'
        )
    for name in ('OMP_NUM_THREADS', 'MXNET_OMP_MAX_THREADS'):
        if not re.fullmatch(r'\d*', os.environ.get(name, '')):
            return (
                f'{name} is {os.environ[name]!r}, at which MXNet ends the '
                'process.\nSet it to an integer.'
            )
    return None


def _find_platform_problem():
    system, machine = platform.system(), platform.machine()
    if (system, machine) not in _WHEELS:
        use = 'WSL, or Linux' if system == 'Windows' else 'Linux'
        return (
            f'MXNet has no wheel for {system} on {machine}.\n'
            f'Use {use} {_CONTAINER}.'
        )
    if 'musl' in (sysconfig.get_config_var('HOST_GNU_TYPE') or ''):
        return (
            'MXNet has no wheel for a Linux whose C library is musl, as '
            f"Alpine's is.\nUse another, {_CONTAINER}."
        )
    return None


def _has_distutils():
    if find_spec('distutils') is None and find_spec('setuptools'):
        # Installed after this Python had started, it is asked for distutils
        # only once it was imported
        import setuptools  # noqa: F401
    return find_spec('distutils') is not None


def explain(error):
    """Say what an import of MXNet failed of, and what to type."""
    if isinstance(error, ModuleNotFoundError) and '.' not in error.name:
        return f'MXNet needs {error.name}.\n{_INSTALL}{error.name}'
    reason = (str(error) or type(error).__name__).splitlines()[0]
    if 'numpy' in reason and not isinstance(error, OSError):
        return _explain_numpy(error)
    for library in LIBRARIES:
        if f'{library.name}: cannot open shared object file' in reason:
            return _explain_library(library)
    return f'MXNet is installed but does not load: {reason}'


def _explain_library(library):
    problem = f'{library.name}, which is not on the system or in a wheel'
    name, release = platform.libc_ver()
    version = tuple(map(int, re.findall(r'\d+', release)[:2]))
    if name == 'glibc' and version < _GLIBC:
        cure = f'Wheels with it need glibc 2.28; this is glibc {release}.'
    else:
        cure = _INSTALL + library.package
    if SYSTEM in library.sources:
        stem, _, version = library.name.split('.')
        cure += (
            f'\nOr, as root: apt-get install {stem}{version} (Debian, '
            f'Ubuntu), dnf install {stem} (Fedora)'
        )
    return f'MXNet needs {problem}.\n{cure}'


def _explain_numpy(error):
    running = sys.modules['numpy'].__version__
    installed = _find_version('numpy') or running
    if installed != running:
        return (
            f'NumPy {running} is running and NumPy {installed} is '
            f'installed: {error}.\nStart Python again.'
        )
    package = _find_failing_package(error)
    if package == 'mxnet':
        before = '.'.join(installed.split('.')[:2])
        return (
            f'MXNet 1.9.1 does not know NumPy {installed}: {error}.\n'
            f"{_INSTALL}'numpy<{before}'"
        )
    package = f'{package} {_find_version(package)}'.strip()
    return (
        f'NumPy {installed} is too old for {package}, or damaged: {error}.\n'
        f'{_INSTALL}--upgrade --force-reinstall numpy\n'
        'and start Python again.'
    )


def _find_version(package):
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(package)
    return ''


def _find_failing_package(error):
    """Name the package whose code asked NumPy for what it does not have."""
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        package = frame.f_globals.get('__name__', '').partition('.')[0]
        if package not in ('', 'numpy', 'importlib'):
            return package
    return 'mxnet'
