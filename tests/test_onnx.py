"""The node tests of the ONNX standard for Conv, without groups or dilation."""

from functools import lru_cache

import numpy as np
import pytest
from mxnet import nd

import d2l_channels as d2l

pytest.importorskip('onnx')
# Making the cases of all of its operators takes seconds
pytestmark = pytest.mark.slow

NAMES = (
    'test_basic_conv_with_padding',
    'test_basic_conv_without_padding',
    'test_conv_with_autopad_same',
    'test_conv_with_strides_and_asymmetric_padding',
    'test_conv_with_strides_no_padding',
    'test_conv_with_strides_padding',
)


@lru_cache(maxsize=None)
def cases():
    from onnx.backend.test.case.node import collect_testcases
    from onnx.helper import get_attribute_value

    found = {}
    for case in collect_testcases('Conv'):
        (node,) = case.model.graph.node
        given = {a.name: get_attribute_value(a) for a in node.attribute}
        dilated = any(d != 1 for d in given.get('dilations', ()))
        if given.get('group', 1) == 1 and not dilated:
            found[case.name] = given, case.data_sets
    return found


def padding_and_stride(given, X_shape, K_shape):
    """Return what the attributes mean for this package, a number a side."""
    stride = tuple(given.get('strides', (1, 1)))
    begin_h, begin_w, end_h, end_w = given.get('pads', (0, 0, 0, 0))
    if given.get('auto_pad') == b'SAME_LOWER':
        # as many outputs as inputs, divided by the stride
        sizes = zip(X_shape[2:], K_shape[2:], stride)
        total = [(-(-n // s) - 1) * s + k - n for n, k, s in sizes]
        begin_h, begin_w = ((t + 1) // 2 for t in total)
        end_h, end_w = (t // 2 for t in total)
    assert (begin_h, begin_w) == (end_h, end_w), 'not the same on both sides'
    return (begin_h, begin_w), stride


def test_these_are_all_there_are():
    assert sorted(cases()) == sorted(NAMES)


@pytest.mark.parametrize('name', NAMES)
@pytest.mark.parametrize(
    'function',
    [d2l.corr2d_multi_in_out_convolution, d2l.corr2d_multi_in_out_matmul],
)
def test_conv(function, name):
    given, data_sets = cases()[name]
    assert data_sets
    for (X, K), (Y,) in data_sets:
        padding, stride = padding_and_stride(given, X.shape, K.shape)
        K = nd.array(K, dtype=K.dtype)
        for x, y in zip(X, Y):
            x = nd.array(x, dtype=x.dtype)
            ours = function(x, K, padding, stride)
            bound = d2l.rounding_bound(x, K, padding, stride).asnumpy()
            assert ours.shape == y.shape
            assert (np.abs(ours.asnumpy() - y) <= 2 * bound).all()
