"""What an import says where MXNet cannot be imported."""

from importlib import metadata
from types import SimpleNamespace

import pytest

from d2l_channels._mxnet import advice, lines

from .interpreter import python
from .test_mxnet import NAMES

INSTALL_MXNET = (
    'MXNet is not installed.\n'
    'Type: python -m pip install --no-deps mxnet==1.9.1'
)
USE_ANOTHER_LINUX = (
    'Use a Linux with glibc, such as that of the container python:3-slim or, '
    'on Windows, of WSL.'
)
CANNOT_OPEN = 'cannot open shared object file: No such file or directory'
NEITHER = (
    'Neither the system nor an installed wheel has it, or the folder TMPDIR '
    'cannot hold links.\n'
)


def give_spec(monkeypatch, origin):
    """Have MXNet be found at this place, or as a mere folder for None."""
    spec = SimpleNamespace(origin=origin)
    monkeypatch.setattr(advice, 'find_spec', {'mxnet': spec}.get)


def give_platform(monkeypatch, system, machine):
    monkeypatch.setattr(advice.platform, 'system', lambda: system)
    monkeypatch.setattr(advice.platform, 'machine', lambda: machine)


def test_where_mxnet_is_found_nothing_is_wrong():
    assert advice.find_problem() is None


def test_a_folder_called_mxnet_is_not_mxnet(monkeypatch):
    give_platform(monkeypatch, 'Linux', 'x86_64')
    give_spec(monkeypatch, origin=None)
    assert advice.find_problem() == INSTALL_MXNET


@pytest.mark.parametrize(
    'system, machine, message',
    [
        ('Linux', 'x86_64', INSTALL_MXNET),
        ('Linux', 'aarch64', INSTALL_MXNET),
        ('Darwin', 'x86_64', INSTALL_MXNET),
        (
            'Windows',
            'AMD64',
            f'MXNet has no wheel for Windows on AMD64.\n{USE_ANOTHER_LINUX}',
        ),
        (
            'Darwin',
            'arm64',
            f'MXNet has no wheel for Darwin on arm64.\n{USE_ANOTHER_LINUX}',
        ),
    ],
)
def test_mxnet_has_wheels_for_three_platforms(
    system, machine, message, monkeypatch
):
    give_platform(monkeypatch, system, machine)
    monkeypatch.setattr(advice, 'find_spec', lambda name: None)
    assert advice.find_problem() == message


def test_mxnet_has_no_wheel_for_musl(monkeypatch):
    give_platform(monkeypatch, 'Linux', 'x86_64')
    monkeypatch.setattr(advice, 'find_spec', lambda name: None)
    monkeypatch.setattr(
        advice.sysconfig,
        'get_config_var',
        {'HOST_GNU_TYPE': 'x86_64-alpine-linux-musl'}.get,
    )
    assert advice.find_problem() == (
        'MXNet has no wheel for a Linux whose C library is musl, such as '
        f'Alpine.\n{USE_ANOTHER_LINUX}'
    )


@pytest.mark.parametrize(
    'info, found',
    [
        ('__version__ = "1.8.0.post0"\n', '1.8.0.post0'),
        ('__version__ = "2.0.0"\n', '2.0.0'),
        ('', 'another release'),
    ],
)
def test_another_release_of_mxnet_is_told(info, found, tmp_path, monkeypatch):
    (tmp_path / 'libinfo.py').write_text(info)
    give_spec(monkeypatch, origin=str(tmp_path / '__init__.py'))
    assert advice.find_problem() == (
        f'MXNet 1.9.1 is needed; this is {found}.\n'
        'Type: python -m pip install --no-deps mxnet==1.9.1'
    )


def test_a_file_of_the_user_that_is_called_mxnet_is_told(
    tmp_path, monkeypatch
):
    file = str(tmp_path / 'mxnet.py')
    give_spec(monkeypatch, origin=file)
    assert advice.find_problem() == (
        f'{file} is not MXNet, but hides it by its name.\nRename that file.'
    )


@pytest.mark.parametrize('name', ['OMP_NUM_THREADS', 'MXNET_OMP_MAX_THREADS'])
@pytest.mark.parametrize('value', ['4,2', '-1', 'all'])
def test_a_number_of_threads_at_which_mxnet_aborts(name, value, monkeypatch):
    monkeypatch.setenv(name, value)
    assert advice.find_problem() == (
        f'{name} is {value!r}, and MXNet aborts on this value.\n'
        'Set it to a positive integer.'
    )


@pytest.mark.parametrize('name', ['OMP_NUM_THREADS', 'MXNET_OMP_MAX_THREADS'])
@pytest.mark.parametrize('value', ['', '1', '16'])
def test_a_number_of_threads_that_mxnet_takes(name, value, monkeypatch):
    monkeypatch.setenv(name, value)
    assert advice.find_problem() is None


@pytest.mark.slow
def test_python_without_docstrings():
    out, err = python('import d2l_channels', '-OO')
    assert out == ''
    assert err.endswith(
        'd2l_channels: Python was started with -OO or PYTHONOPTIMIZE=2, which '
        'drops the docstrings that MXNet reads.\n'
        'Start Python without it, or with -O.'
    )
    code = """
        import d2l_channels as d2l
        from mxnet import nd
        print(d2l.corr2d(nd.ones((2, 2)), nd.ones((2, 2))).asnumpy())
    """
    assert python(code, '-O') == ('[[4.]]', '')


def test_a_module_that_mxnet_needs():
    error = ModuleNotFoundError("No module named 'requests'", name='requests')
    assert advice.explain(error) == (
        'MXNet needs requests.\nType: python -m pip install requests'
    )


@pytest.mark.parametrize('name', ['mxnet.gluon', 'numpy.lost'])
def test_a_part_of_a_package_is_not_what_to_install(name):
    error = ModuleNotFoundError(f'No module named {name!r}', name=name)
    assert 'install mxnet.gluon' not in explain_raised(error)
    assert 'install numpy.lost' not in explain_raised(error)


def explain_raised(error):
    try:
        raise error
    except Exception as raised:
        return advice.explain(raised)


def test_an_mxnet_that_was_changed():
    error = lines.LineNotFoundError('The module mxnet.io.io is not that of it')
    assert advice.explain(error) == (
        'The module mxnet.io.io is not that of it.\n'
        'Type: python -m pip install --force-reinstall --no-deps mxnet==1.9.1'
    )


@pytest.mark.parametrize(
    'reason, message',
    [
        (
            f'libgomp.so.1: {CANNOT_OPEN}',
            f'MXNet needs libgomp.so.1. {NEITHER}'
            'Type: python -m pip install scikit-learn\n'
            'Or, as root: apt-get install libgomp1 (Debian, Ubuntu), '
            'dnf install libgomp (Fedora)',
        ),
        (
            f'libquadmath.so.0: {CANNOT_OPEN}',
            f'MXNet needs libquadmath.so.0. {NEITHER}'
            'Type: python -m pip install scipy\n'
            'Or, as root: apt-get install libquadmath0 (Debian, Ubuntu), '
            'dnf install libquadmath (Fedora)',
        ),
        (
            f'libarmpl_lp64_mp.so: {CANNOT_OPEN}',
            f'MXNet needs libarmpl_lp64_mp.so. {NEITHER}'
            'Type: python -m pip install faiss-cpu',
        ),
        (
            'libgomp.so.1: cannot allocate memory',
            'MXNet is installed but does not load: libgomp.so.1: cannot '
            'allocate memory',
        ),
        (
            'libmxnet.so: invalid ELF header\nand more',
            'MXNet is installed but does not load: libmxnet.so: invalid ELF '
            'header',
        ),
        ('', 'MXNet is installed but does not load: OSError'),
    ],
)
def test_a_library_that_does_not_load(reason, message, monkeypatch):
    monkeypatch.setattr(advice.platform, 'libc_ver', lambda: ('glibc', '2.36'))
    assert advice.explain(OSError(reason)) == message


@pytest.mark.parametrize('release', ['2.17', '2.27', '2.27.9'])
def test_a_glibc_too_old_for_the_wheels_that_have_the_libraries(
    release, monkeypatch
):
    monkeypatch.setattr(
        advice.platform, 'libc_ver', lambda: ('glibc', release)
    )
    assert advice.explain(OSError(f'libgomp.so.1: {CANNOT_OPEN}')) == (
        f'MXNet needs libgomp.so.1. {NEITHER}'
        f'Wheels with it need glibc 2.28; this is glibc {release}.\n'
        'Or, as root: apt-get install libgomp1 (Debian, Ubuntu), '
        'dnf install libgomp (Fedora)'
    )


@pytest.mark.parametrize('release', ['2.28', '2.28.1', '3.0', ''])
def test_a_glibc_new_enough_for_them(release, monkeypatch):
    monkeypatch.setattr(advice.platform, 'libc_ver', lambda: ('', release))
    message = advice.explain(OSError(f'libgomp.so.1: {CANNOT_OPEN}'))
    assert 'pip install scikit-learn' in message
    assert 'glibc' not in message


@pytest.mark.slow
def test_numpy_has_its_own_names_alone_after_an_import_that_failed():
    code = f"""
        import sys, numpy
        sys.modules['requests'] = None
        before = dict(vars(numpy))
        try:
            import d2l_channels
        except ImportError as error:
            print(error)
        print([n for n in {NAMES} if (n in before) != (n in vars(numpy))])
        print([f for f in sys.meta_path if 'lines' in f.__module__])
    """
    assert python(code) == (
        'd2l_channels: MXNet needs requests.\n'
        'Type: python -m pip install requests\n[]\n[]',
        '',
    )


@pytest.mark.slow
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
