"""What an import says where MXNet cannot be imported."""

import sys
from importlib import metadata

import pytest

from .interpreter import python
from .test_mxnet import NAMES

MISSING = """
import importlib.util
find_spec = importlib.util.find_spec
def without(name, *package):
    return None if name in missing else find_spec(name, *package)
importlib.util.find_spec = without
missing = """
NOT_LOADED = """
import ctypes
CDLL = ctypes.CDLL
def load(path, *args, **kwargs):
    if 'libmxnet' in str(path):
        raise OSError(reason)
    return CDLL(path, *args, **kwargs)
ctypes.CDLL = load
reason = """
CANNOT_OPEN = 'cannot open shared object file: No such file or directory'
NEITHER = (
    'It is not on the system, or in a wheel to which links in TMPDIR can be '
    'made.\n'
)
ANOTHER = (
    'Use another Linux: that of WSL, or of a container, such as python:3-slim.'
)
OLD_GLIBC = "\nimport platform\nplatform.libc_ver = lambda: ('glibc', '2.17')"


def not_found(library):
    return f'{NOT_LOADED}"{library}: {CANNOT_OPEN}"'


def on(system, machine):
    return (
        f'{MISSING}["mxnet"]\nimport platform\n'
        f'platform.system = lambda: "{system}"\n'
        f'platform.machine = lambda: "{machine}"'
    )


@pytest.mark.parametrize(
    'spoil, message',
    [
        (
            f'{MISSING}["mxnet"]',
            'MXNet is not installed.\n'
            'Type: python -m pip install --no-deps mxnet==1.9.1',
        ),
        (
            on('Linux', 'aarch64'),
            'MXNet is not installed.\n'
            'Type: python -m pip install --no-deps mxnet==1.9.1',
        ),
        (
            on('Windows', 'AMD64'),
            f'MXNet has no wheel for Windows on AMD64.\n{ANOTHER}',
        ),
        (
            on('Darwin', 'arm64'),
            f'MXNet has no wheel for Darwin on arm64.\n{ANOTHER}',
        ),
        (
            on('Linux', 'x86_64')
            + '\nimport sysconfig\nsysconfig.get_config_var = '
            '{"HOST_GNU_TYPE": "x86_64-alpine-linux-musl"}.get',
            'MXNet has no wheel for a Linux whose C library is musl, such as '
            f'Alpine.\n{ANOTHER}',
        ),
        (
            # A mere folder of that name
            'import importlib.util\n'
            'folder = importlib.util.spec_from_loader("mxnet", None)\n'
            'spec = importlib.util.find_spec\n'
            'importlib.util.find_spec = (\n'
            '    lambda n, *p: folder if n == "mxnet" else spec(n, *p)\n'
            ')',
            'MXNet is not installed.\n'
            'Type: python -m pip install --no-deps mxnet==1.9.1',
        ),
        (
            f'{MISSING}["distutils", "setuptools"]',
            'MXNet needs distutils, which Python 3.12 dropped and setuptools '
            'brings.\nType: python -m pip install setuptools',
        ),
        (
            'sys.modules["requests"] = None',
            'MXNet needs requests.\nType: python -m pip install requests',
        ),
        (
            'import os; os.environ["OMP_NUM_THREADS"] = "4,2"',
            "OMP_NUM_THREADS is '4,2', at which MXNet ends the process.\n"
            'Set it to an integer.',
        ),
        (
            f'{NOT_LOADED}"libgomp.so.1: cannot allocate memory"',
            'MXNet is installed but does not load: libgomp.so.1: cannot '
            'allocate memory',
        ),
        (
            not_found('libgomp.so.1'),
            f'MXNet needs libgomp.so.1. {NEITHER}'
            'Type: python -m pip install scikit-learn\n'
            'Or, as root: apt-get install libgomp1 (Debian, Ubuntu), '
            'dnf install libgomp (Fedora)',
        ),
        (
            not_found('libquadmath.so.0'),
            f'MXNet needs libquadmath.so.0. {NEITHER}'
            'Type: python -m pip install scipy\n'
            'Or, as root: apt-get install libquadmath0 (Debian, Ubuntu), '
            'dnf install libquadmath (Fedora)',
        ),
        (
            not_found('libarmpl_lp64_mp.so'),
            f'MXNet needs libarmpl_lp64_mp.so. {NEITHER}'
            'Type: python -m pip install faiss-cpu',
        ),
        (
            not_found('libgomp.so.1') + OLD_GLIBC,
            f'MXNet needs libgomp.so.1. {NEITHER}'
            'Wheels with it need glibc 2.28; this is glibc 2.17.\n'
            'Or, as root: apt-get install libgomp1 (Debian, Ubuntu), '
            'dnf install libgomp (Fedora)',
        ),
        (
            f'{NOT_LOADED}"libmxnet.so: invalid ELF header"',
            'MXNet is installed but does not load: libmxnet.so: invalid ELF '
            'header',
        ),
        (
            f'{NOT_LOADED}""',
            'MXNet is installed but does not load: OSError',
        ),
    ],
)
def test_what_to_type(spoil, message):
    code = f"""
import sys, numpy
before = set(vars(numpy))
{spoil}
try:
    import d2l_channels
except ImportError as error:
    print(error)
print(*(set(vars(numpy)) - before).intersection({NAMES}))
"""
    # an empty last line: NumPy has its own names alone again
    assert python(code) == (f'd2l_channels: {message}\n', '')


@pytest.mark.parametrize(
    'spoil, message',
    [
        (
            'del numpy.ulonglong',
            'NumPy {numpy} is too old for scipy, damaged, or no longer the '
            "one installed: module 'numpy' has no attribute 'ulonglong'.\n"
            'Start Python again. If that does not help, type: python -m pip '
            'install --upgrade --force-reinstall numpy',
        ),
        (
            'del numpy.float16',
            "MXNet 1.9.1 does not know NumPy {numpy}: module 'numpy' has no "
            "attribute 'float16'.\n"
            "Type: python -m pip install 'numpy<{minor}'",
        ),
    ],
)
def test_a_numpy_that_does_not_fit(spoil, message):
    code = f"""
        import numpy
        {spoil}
        try:
            import d2l_channels
        except ImportError as error:
            print(error)
    """
    message = message.format(
        numpy=metadata.version('numpy'),
        minor='.'.join(metadata.version('numpy').split('.')[:2]),
    )
    assert python(code) == (f'd2l_channels: {message}', '')


@pytest.mark.skipif(
    sys.version_info < (3, 12), reason='distutils is a part of this Python'
)
def test_setuptools_may_come_while_python_runs():
    code = """
        import sys
        sys.meta_path = [
            finder for finder in sys.meta_path
            if type(finder).__name__ != 'DistutilsMetaFinder'
        ]
        from importlib.util import find_spec
        print(find_spec('distutils'))
        import d2l_channels as d2l
        from mxnet import nd
        print(d2l.corr2d(nd.ones((2, 2)), nd.ones((2, 2))).asnumpy())
    """
    assert python(code) == ('None\n[[4.]]', '')
