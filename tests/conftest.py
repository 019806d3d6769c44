import pytest
from hypothesis import settings

from .interpreter import python

settings.register_profile('default', max_examples=60, deadline=None)
# pytest --hypothesis-profile=thorough tests/test_rounding.py
settings.register_profile('thorough', max_examples=10_000, deadline=None)
settings.load_profile('default')


@pytest.fixture
def has_all():
    """Skip where the system lacks a library that MXNet does not bring."""
    code = """
        import ctypes
        ctypes.CDLL('libgomp.so.1'), ctypes.CDLL('libquadmath.so.0')
        print('yes')
    """
    if python(code)[0] != 'yes':
        pytest.skip('this system lacks what MXNet needs')
