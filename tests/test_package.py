"""What the package shows: its names, and what `?` and `??` show of them."""

import inspect
import pydoc
import threading
from unittest import mock

import pytest
from mxnet import nd

import d2l_channels as d2l
from d2l_channels import figures, testing

from .interpreter import python

ARRAY_FUNCTIONS = [
    'corr2d',
    'corr2d_multi_in',
    'corr2d_multi_in_out',
    'corr2d_multi_in_out_1x1',
    'corr2d_multi_in_out_convolution',
    'corr2d_multi_in_out_matmul',
    'compose_kernels',
    'rounding_bound',
]
PUBLIC_FUNCTIONS = [
    f'{module.__name__}.{name}'
    for module in (d2l, figures, testing)
    for name in module.__all__
    if inspect.isfunction(getattr(module, name))
]
# Of numpydoc's rules, those that find what a reader would miss
DOCSTRING_RULES = {
    'EX01': 'no example',
    'GL03': 'blank lines where none belong',
    'GL06': 'an unknown section',
    'GL07': 'sections out of order',
    'GL08': 'no docstring',
    'PR01': 'an argument that is not described',
    'PR02': 'an argument that there is not',
    'PR03': 'arguments out of order',
    'PR07': 'an argument without a description',
    'PR10': 'no space before a colon',
    'RT01': 'nothing on what is returned',
    'RT03': 'no description of what is returned',
    'SS01': 'no summary',
    'SS03': 'a summary without a full stop',
    'SS05': 'a summary that does not begin with a verb in the imperative',
    'SS06': 'a summary of more than a line',
}


@pytest.mark.parametrize('module', [d2l, figures, testing])
def test_completion_shows_the_public_names_alone(module):
    names = set(dir(module)) - {'__version__'}
    assert names - {'figures'} == set(module.__all__)
    for name in names:
        assert inspect.getdoc(getattr(module, name)) or name == 'FUNCTIONS'


def test_every_function_is_in_the_table_of_the_package():
    for name in {*d2l.__all__, 'figures'} - {'ConvCost'}:
        assert f'`{name}' in d2l.__doc__


@pytest.mark.slow
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


@pytest.mark.parametrize('name', PUBLIC_FUNCTIONS)
def test_a_docstring_keeps_the_rules_of_numpydoc(name):
    validation = pytest.importorskip('numpydoc.validate')
    errors = dict(validation.validate(name)['errors'])
    broken = {code: errors[code] for code in errors if code in DOCSTRING_RULES}
    assert broken == {}


@pytest.mark.parametrize('name', ARRAY_FUNCTIONS)
def test_a_docstring_says_in_which_dtype_and_where_the_result_is(name):
    _, returns = inspect.getdoc(getattr(d2l, name)).split('Returns\n-------\n')
    returns = ' '.join(returns.split('Raises\n')[0].split())
    assert 'float64' in returns
    assert 'on the context of the arguments.' in returns


X, K = nd.ones((2, 3, 3)), nd.ones((2, 2, 2))
lacks_a_channel = pytest.raises(ValueError, match='corr2d_multi_in: K has 1')


def test_a_call_is_checked_again_after_a_checked_call():
    assert d2l.corr2d_multi_in(X, K).shape == (2, 2)
    with lacks_a_channel:
        d2l.corr2d_multi_in(X, K[:1])


@pytest.mark.parametrize('error', [KeyboardInterrupt, RuntimeError])
def test_a_call_is_checked_again_after_one_that_was_interrupted(error):
    with mock.patch.object(nd, 'add_n', side_effect=error):
        with pytest.raises(error):
            d2l.corr2d_multi_in(X, K)
    with lacks_a_channel:
        d2l.corr2d_multi_in(X, K[:1])


def test_a_call_is_checked_while_another_thread_is_inside_of_one(monkeypatch):
    refused = []

    def call_wrongly():
        with lacks_a_channel:
            d2l.corr2d_multi_in(X, K[:1])
        refused.append(True)

    def call_in_another_thread(*arrays):
        monkeypatch.undo()
        thread = threading.Thread(target=call_wrongly)
        thread.start()
        thread.join()
        return nd.add_n(*arrays)

    monkeypatch.setattr(nd, 'add_n', call_in_another_thread)
    assert d2l.corr2d_multi_in(X, K)[0, 0].asscalar() == 8
    assert refused == [True]
