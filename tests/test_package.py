"""What the package shows: its names, and what `?` and `??` show of them."""

import inspect
import pydoc

import pytest

import d2l_channels as d2l
from d2l_channels import figures, testing

from .interpreter import python


@pytest.mark.parametrize('module', [d2l, figures, testing])
def test_completion_shows_the_public_names_alone(module):
    names = set(dir(module)) - {'__version__'}
    assert names - {'figures'} == set(module.__all__)
    for name in names:
        assert inspect.getdoc(getattr(module, name)) or name == 'FUNCTIONS'


def test_every_function_is_in_the_table_of_the_package():
    for name in {*d2l.__all__, 'figures'} - {'ConvCost'}:
        assert f'`{name}' in d2l.__doc__


def test_figures_need_no_import_of_their_own():
    code = """
        import sys
        import d2l_channels as d2l
        print('matplotlib' in sys.modules)
        print(d2l.figures.draw_multi_in.__name__)
    """
    assert python(code) == ('False\ndraw_multi_in', '')


@pytest.mark.parametrize(
    'function, line',
    [
        (
            d2l.corr2d_multi_in,
            'return nd.add_n(*[corr2d(x, k) for x, k in zip(X, K)])',
        ),
        (
            d2l.corr2d_multi_in_out,
            'return nd.stack(*[corr2d_multi_in(X, k) for k in K])',
        ),
        (d2l.corr2d_multi_in_out_1x1, 'Y = nd.dot(K, X)'),
    ],
)
def test_the_source_shown_is_the_line_of_the_book(function, line):
    assert line in inspect.getsource(function)
    assert list(inspect.signature(function).parameters) == ['X', 'K']
    assert function.__doc__.splitlines()[0] in pydoc.render_doc(function)


def test_what_is_called_inside_of_a_checked_call_is_checked_again_after_it():
    from mxnet import nd

    X = nd.ones((2, 3, 3))
    for _ in range(2):
        with pytest.raises(ValueError, match='corr2d_multi_in: K has 3'):
            d2l.corr2d_multi_in(X, nd.ones((3, 2, 2)))
        assert d2l.corr2d_multi_in(X, nd.ones((2, 2, 2))).shape == (2, 2)
