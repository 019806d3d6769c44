"""The lines of MXNet that are changed, and what each change is good for."""

import inspect
from importlib.util import find_spec
from pathlib import Path

import mxnet as mx
import numpy as np
import pytest

from d2l_channels._mxnet import lines

from .interpreter import python

i64 = np.int64


@pytest.mark.parametrize('module, old, new', lines.LINES)
def test_a_line_is_in_mxnet_as_shipped_and_is_changed_when_loaded(
    module, old, new
):
    source = Path(find_spec(module).origin).read_text('utf-8')
    assert old in source
    changed = lines.change(module, source)
    assert old not in changed and new in changed
    # line for line, so that tracebacks show what they should
    assert len(changed.splitlines()) == len(source.splitlines())


def test_a_module_without_the_line_is_not_loaded():
    with pytest.raises(lines.LineNotFoundError) as error:
        lines.change('mxnet.recordio', 'import sys\n')
    assert str(error.value) == (
        'The module mxnet.recordio does not match MXNet 1.9.1; it has no line '
        "'s = label.tostring() + s'"
    )


@pytest.mark.slow
def test_the_import_leaves_no_finder_behind():
    code = """
        import sys
        import numpy, requests, scipy.sparse
        before = list(sys.meta_path)
        import d2l_channels
        print(before == sys.meta_path)
    """
    assert python(code) == ('True', '')


def test_source_that_inspect_shows_is_that_of_the_function():
    source = inspect.getsource(mx.recordio.pack_img)
    assert source.startswith('def pack_img(')


@pytest.mark.slow
@pytest.mark.parametrize('release', [np.__version__, '2.6.0.dev0', '3.0.0rc1'])
def test_mxnet_needs_no_distutils_and_any_release_of_numpy_will_do(release):
    code = f"""
        import sys
        sys.modules['distutils'] = None
        sys.modules['setuptools'] = None
        import numpy
        numpy.__version__ = numpy.version.version = {release!r}
        import d2l_channels
        import mxnet as mx
        like = mx.np.empty_like(mx.np.ones((2, 3)), dtype='int8')
        print(like.asnumpy().shape, like.dtype)
    """
    assert python(code) == ('(2, 3) int8', '')


@pytest.mark.slow
def test_mxnet_needs_no_deprecated_submodule_of_scipy():
    code = """
        import sys
        import numpy as np
        import scipy.sparse
        for name in ('csr', 'csc', 'coo', 'bsr', 'dia', 'dok', 'lil', 'base'):
            sys.modules['scipy.sparse.' + name] = None
            vars(scipy.sparse).pop(name, None)
        import d2l_channels
        from mxnet import nd
        print(nd.array(np.eye(2)).asnumpy().tolist())
        eye = scipy.sparse.csr_matrix(np.eye(2))
        for make in (nd.array, nd.sparse.array, nd.sparse.csr_matrix):
            A = make(eye)
            print(A.stype, A.dtype.__name__, A.asnumpy().tolist())
    """
    eye = [[1.0, 0.0], [0.0, 1.0]]
    sparse = f'csr float64 {eye}'
    assert python(code) == (f'{eye}\n{sparse}\n{sparse}\n{sparse}', '')


@pytest.mark.slow
def test_a_suite_in_which_warnings_are_errors_can_use_the_cases():
    code = """
        import d2l_channels as d2l
        print(len(d2l.testing.cases()) > 50)
    """
    assert python(code, '-W', 'error') == ('True', '')


@pytest.mark.parametrize(
    'call',
    [
        lambda size: mx.np.random.normal(size=size),
        lambda size: mx.np.random.beta(1, 1, size=size),
        lambda size: mx.npx.random.bernoulli(0.5, size=size),
        lambda size: mx.npx.random.uniform_n(0, 1, batch_shape=size),
        lambda size: mx.npx.random.normal_n(0, 1, batch_shape=size),
    ],
)
def test_sizes_of_random_numbers_in_integers_of_numpy(call):
    assert call((i64(2), i64(3))).shape == (2, 3)
    assert call(i64(3)).shape == call(3).shape
    with mx.util.np_shape(True):
        assert call(()).shape == ()


@pytest.mark.parametrize(
    'call',
    [
        lambda size: mx.sym.np.random.normal(size=size),
        lambda size: mx.sym.npx.random.bernoulli(0.5, size=size),
        lambda size: mx.sym.npx.random.uniform_n(0, 1, batch_shape=size),
    ],
)
def test_sizes_of_random_symbols_in_integers_of_numpy(call):
    # the symbol keeps the size as its text
    for size in (i64(3), (i64(2), i64(3))):
        plain = np.array(size).tolist()
        plain = tuple(plain) if isinstance(plain, list) else plain
        assert call(size).list_attr() == call(plain).list_attr()


def test_records_of_images_hold_what_was_packed():
    header = mx.recordio.IRHeader(0, [1.0, 2.0], 7, 0)
    record = mx.recordio.pack(header, b'content')
    header, content = mx.recordio.unpack(record)
    assert (header.label.tolist(), content) == ([1, 2], b'content')
