"""What importing the package does to MXNet and NumPy, in fresh processes."""

import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest

# Every name that `import mxnet` asks NumPy for and some NumPy no longer has
NAMES = (
    'bool PZERO NZERO NINF PINF NAN NaN Inf alltrue sometrue product round_ '
    'in1d msort trapz mirr npv pmt ppmt pv rate'
).split()
CORETYPE = 'OPENBLAS_CORETYPE'


def python(code, *options, **environment):
    """Run code in a fresh interpreter, and give its output and errors."""
    inherited = {n: v for n, v in os.environ.items() if n != CORETYPE}
    run = subprocess.run(
        [sys.executable, *options, '-c', textwrap.dedent(code)],
        capture_output=True,
        text=True,
        env={**inherited, **environment},
    )
    return run.stdout[:-1], run.stderr[:-1]


def test_import_is_silent_and_adds_only_what_mxnet_reads_again():
    code = f"""
        import numpy
        before = set(vars(numpy))
        import d2l_channels
        added = set(vars(numpy)) - before
        print(*sorted(added.intersection({NAMES})))
    """
    release = tuple(map(int, np.__version__.split('.')[:2]))
    had_both = release < (1, 20)
    added = '' if had_both else 'bool' if release < (2, 0) else 'Inf'
    assert python(code, '-W', 'error') == (added, '')


def test_mxnet_works_after_the_package():
    code = """
        import d2l_channels as d2l
        from mxnet import autograd, gluon, nd
        import mxnet as mx
        layer = gluon.nn.Conv2D(1, 2, in_channels=1, use_bias=False)
        layer.initialize(mx.init.One())
        X = nd.ones((1, 1, 2, 2))
        with autograd.record():
            Y = layer(X)
        Y.backward()
        A = mx.np.array([1.0, 2.0, 3.0])
        print(Y.asnumpy().item(), layer.weight.grad().sum().asscalar())
        print(A[A > 1.5].sum(), mx.np.full((1,), True, dtype='bool'))
        from mxnet.gluon.contrib.estimator import EarlyStoppingHandler
        stop = EarlyStoppingHandler(mx.metric.Accuracy(), mode='max')
        stop.train_begin(None)
        print(stop.best)
    """
    assert python(code) == ('4.0 4.0\n5.0 [ True]\n-inf', '')


def test_numpy_is_left_alone_if_mxnet_was_imported_before():
    code = f"""
        import numpy
        lent = [n for n in {NAMES} if n not in vars(numpy)]
        for name in lent:
            setattr(numpy, name, bool if name == 'bool' else lambda: None)
        import mxnet
        for name in lent:
            delattr(numpy, name)
        before = dict(vars(numpy))
        import d2l_channels
        print(before == vars(numpy), d2l_channels.channels.nd is mxnet.nd)
    """
    assert python(code, '-W', 'ignore') == ('True True', '')


def test_a_first_import_of_mxnet_that_failed_does_no_harm():
    code = """
        try:
            import mxnet
        except AttributeError:
            pass
        import d2l_channels as d2l
        from mxnet import nd
        print(d2l.corr2d(nd.ones((2, 2)), nd.ones((2, 2))).asnumpy())
    """
    assert python(code, '-W', 'ignore') == ('[[4.]]', '')


@pytest.mark.parametrize(
    'cpuinfo, given, held, fails',
    [
        ('model name : A\nflags : fpu fma avx2\n', None, 'Haswell', None),
        ('flags : fma avx2\n', None, 'Haswell', 'libmxnet'),
        ('flags : fma avx2\n', None, 'Haswell', 'libopenblas'),
        ('flags : fma avx2\n', 'Nehalem', None, None),
        ('flags : fma avx2\n', '', None, None),
        ('flags : fpu fma avx\n', None, None, None),
        ('flags : fpu avx avx2 fma4\n', None, None, None),
        ('Features : fp asimd\n', None, None, None),
        (None, None, None, None),
    ],
)
def test_openblas_is_told_the_kernels_only_while_it_loads(
    cpuinfo, given, held, fails
):
    code = f"""
        import builtins, ctypes, io, os, subprocess, sys
        real_open, CDLL = open, ctypes.CDLL
        getenv = CDLL(None).getenv
        getenv.restype = ctypes.c_char_p
        cpuinfo = {cpuinfo!r}

        def open_(path, *args, **kwargs):
            if path != '/proc/cpuinfo':
                return real_open(path, *args, **kwargs)
            if cpuinfo is None:
                raise FileNotFoundError
            return io.StringIO(cpuinfo)

        def load(path, *args, **kwargs):
            name = os.path.basename(str(path)).split('.')[0]
            if name in ('libmxnet', 'libopenblas'):
                print(name, getenv(b'{CORETYPE}'))
            if name == {fails!r}:
                raise OSError('it does not')
            return CDLL(path, *args, **kwargs)

        builtins.open, ctypes.CDLL = open_, load
        before = dict(os.environ)
        try:
            import d2l_channels
            print('imported')
        except ImportError as error:
            print(error)
        print(getenv(b'{CORETYPE}'), dict(os.environ) == before)
        child = 'import os; print(os.environ.get("{CORETYPE}"))'
        print(subprocess.check_output([sys.executable, '-c', child], text=1))
    """
    environment = {} if given is None else {CORETYPE: given}
    as_given = given if given is None else given.encode()
    out, err = python(code, **environment)
    failed = 'd2l_channels: MXNet is installed but does not load: it does not'
    assert out.split('\n') == [
        *([f"libopenblas b'{held}'"] if held else []),
        f'libmxnet {as_given}',
        failed if fails == 'libmxnet' else 'imported',
        f'{as_given} True',
        f'{given}',
        '',
    ]
    assert err == ''


@pytest.mark.skipif(sys.platform != 'linux', reason='reads /proc/cpuinfo')
def test_openblas_takes_the_kernels_for_avx2_and_fma():
    with open('/proc/cpuinfo') as cpuinfo:
        if not {'avx2', 'fma'} <= set(cpuinfo.read().split()):
            pytest.skip('a processor without them')
    code = """
        import ctypes, pathlib
        import d2l_channels
        import mxnet
        path = pathlib.Path(mxnet.__file__).parent / 'libopenblas.so.0'
        corename = ctypes.CDLL(str(path)).openblas_get_corename
        corename.restype = ctypes.c_char_p
        print(corename().decode())
    """
    assert python(code) == ('Haswell', '')
    assert python(code, OPENBLAS_CORETYPE='Nehalem') == ('Nehalem', '')


@pytest.mark.parametrize(
    'spoil, parts',
    [
        (
            "missing = 'mxnet'",
            ['MXNet is not installed', 'pip install', 'mxnet==1.9.1'],
        ),
        (
            "missing = 'mxnet'; sys.version_info = (3, 12, 9)",
            ['python -m pip install mxnet==1.9.1'],
        ),
        (
            "missing = 'mxnet'; sys.version_info = (3, 13, 0)",
            ['python -m pip install --no-deps mxnet==1.9.1'],
        ),
        (
            "missing = 'mxnet'; platform.machine = lambda: 'aarch64'",
            ['MXNet is not installed'],
        ),
        (
            "missing = 'mxnet'; platform.system = lambda: 'Windows'",
            ['no wheel for Windows', 'Linux', 'macOS'],
        ),
        (
            "missing = 'mxnet'; platform.system = lambda: 'Darwin'; "
            "platform.machine = lambda: 'arm64'",
            ['no wheel for Darwin on arm64'],
        ),
        (
            'missing = None\n'
            'folder = importlib.util.spec_from_loader("mxnet", None)\n'
            'spec = importlib.util.find_spec\n'
            'importlib.util.find_spec = (\n'
            '    lambda n, *p: folder if n == "mxnet" else spec(n, *p)\n'
            ')',
            ['MXNet is not installed', 'pip install', 'mxnet==1.9.1'],
        ),
        (
            "missing = 'distutils'",
            ['distutils', 'python -m pip install setuptools'],
        ),
        (
            "missing = None; sys.modules['requests'] = None",
            ['MXNet needs requests', 'python -m pip install requests'],
        ),
        (
            'missing = None; import ctypes\n'
            'def fail(*a): raise OSError("libgomp.so.1: not found")\n'
            'ctypes.CDLL = fail',
            ['does not load: libgomp.so.1: not found'],
        ),
        (
            'missing = None; import os.path as path; isfile = path.isfile\n'
            "path.isfile = lambda p: 'libmxnet' not in str(p) and isfile(p)",
            ['does not load: Cannot find the MXNet library'],
        ),
    ],
)
def test_what_to_type_where_the_import_cannot_work(spoil, parts):
    code = f"""
import importlib.util, platform, sys, numpy
before = set(vars(numpy))
find_spec = importlib.util.find_spec
importlib.util.find_spec = (
    lambda n, *package: None if n == missing else find_spec(n, *package)
)
{spoil}
try:
    import d2l_channels
except ImportError as error:
    print(error)
print(*(set(vars(numpy)) - before).intersection({NAMES[1:]}) - {{'Inf'}})
"""
    out, err = python(code)
    *message, added = out.split('\n')
    assert message[0].startswith('d2l_channels: ')
    assert 1 <= len(message) <= 2
    for part in parts:
        assert part in out
    assert added == ''
