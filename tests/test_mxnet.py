"""What importing the package does to MXNet and NumPy, in fresh processes."""

import numpy as np

from .interpreter import python

# Every name that `import mxnet` asks NumPy for and some NumPy no longer has
NAMES = (
    'bool PZERO NZERO NINF PINF NAN NaN Inf alltrue sometrue product round_ '
    'in1d msort trapz mirr npv pmt ppmt pv rate'
).split()


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


def test_numpy_is_left_alone_if_mxnet_was_imported_before(
    complete_system,
):
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
    ran = python(code, '-W', 'ignore', **complete_system)
    assert ran == ('True True', '')


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
