"""What importing the package does to MXNet and NumPy, in fresh processes."""

import platform
import sys

import pytest

from .interpreter import python

# Every name that `import mxnet` asks NumPy for and some NumPy no longer has
NAMES = (
    'bool PZERO NZERO NINF PINF NAN NaN Inf alltrue sometrue product round_ '
    'in1d msort trapz mirr npv pmt ppmt pv rate compat int float object'
).split()


@pytest.mark.slow
def test_import_is_silent_and_adds_nothing_to_numpy():
    code = f"""
        import numpy
        before = dict(vars(numpy))
        options = numpy.get_printoptions()
        import d2l_channels
        after = vars(numpy)
        print({{n for n in {NAMES} if before.get(n) is not after.get(n)}})
        print(options == numpy.get_printoptions())
    """
    assert python(code, '-W', 'error') == ('set()\nTrue', '')


@pytest.mark.slow
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


@pytest.mark.slow
def test_numpy_is_left_alone_if_mxnet_was_imported_before(
    complete_system,
):
    code = f"""
        import sys
        from types import ModuleType
        import numpy
        # Python 3.12 has no distutils
        version = ModuleType('distutils.version')
        version.LooseVersion = version.StrictVersion = str
        sys.modules['distutils'] = ModuleType('distutils')
        sys.modules['distutils.version'] = version
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
    ran = python(code, '-W', 'ignore', **complete_system)
    assert ran == ('True True', '')


@pytest.mark.slow
def test_a_first_import_of_mxnet_that_failed_does_no_harm():
    code = """
        try:
            import mxnet
        except (AttributeError, OSError):
            pass
        import d2l_channels as d2l
        from mxnet import nd
        print(d2l.corr2d(nd.ones((2, 2)), nd.ones((2, 2))).asnumpy())
    """
    assert python(code, '-W', 'ignore') == ('[[4.]]', '')


@pytest.mark.slow
@pytest.mark.skipif(
    platform.machine() != 'x86_64' or sys.platform != 'linux',
    reason='reads /proc, and bounds what was measured on x86_64',
)
@pytest.mark.parametrize('entries', [None, '1000000'])
def test_memory_over_many_shapes(entries):
    """A convolution and its gradient of 900 shapes: 2 MB, or 155 MB."""
    code = """
        import os, resource
        name = 'MXNET_MKLDNN_CACHE_NUM'
        before = os.environ.get(name)
        import d2l_channels as d2l
        assert os.environ.get(name) == before
        from mxnet import autograd, nd

        def run(shapes):
            K = nd.ones((4, 3, 3, 3))
            K.attach_grad()
            for h, w in shapes:
                with autograd.record():
                    Y = d2l.corr2d_multi_in_out_convolution(
                        nd.ones((3, h, w)), K
                    )
                Y.backward()
            nd.waitall()
            with open('/proc/self/statm') as pages:
                return int(pages.read().split()[1]) * resource.getpagesize()

        # more shapes than are kept
        some = run([(40, w) for w in range(8, 208)])
        print(run([(h, w) for h in range(8, 38) for w in range(8, 38)]) - some)
    """
    out, err = python(code, MXNET_MKLDNN_CACHE_NUM=entries)
    assert err == ''
    # the user's own choice stays, and shows what the bound is good for
    assert (int(out) < 50e6) == (entries is None)
