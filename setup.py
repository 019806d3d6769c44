import re
from pathlib import Path

import setuptools

HERE = Path(__file__).parent
PACKAGE = (HERE / 'd2l_channels' / '__init__.py').read_text('utf-8')
README = (HERE / 'README.md').read_text('utf-8')


def make_description(readme):
    """Return the README as it can be read without the files beside it.

    A picture becomes its description, and a link to a file becomes its text.
    """
    is_file = r'(?!https?:)[^)]+'
    readme = re.sub(rf'!\[([^]]+)\]\({is_file}\)', r'*\1.*', readme)
    return re.sub(rf'\[([^]]+)\]\({is_file}\)', r'\1', readme)


def state_license(expression):
    """Return the licence as this release of setuptools takes it."""
    # setuptools takes a licence expression since 77, which needs Python 3.9
    if int(setuptools.__version__.split('.')[0]) < 77:
        return {'license': expression}
    return {'license_expression': expression}


setuptools.setup(
    name='d2l_channels',
    version=re.search(r"__version__ = '(.+)'", PACKAGE)[1],
    description='Multiple input and output channels, the chapter of Dive '
    'into Deep Learning, on MXNet',
    long_description=make_description(README),
    long_description_content_type='text/markdown',
    author='the d2l_channels authors',
    **state_license('MIT-0'),
    keywords=[
        'convolution',
        'cross-correlation',
        'd2l',
        'deep learning',
        'mxnet',
        'teaching',
    ],
    classifiers=[
        'Development Status :: 4 - Beta',
        'Intended Audience :: Developers',
        'Intended Audience :: Education',
        'Operating System :: MacOS',
        'Operating System :: POSIX :: Linux',
        'Programming Language :: Python :: 3',
        *(f'Programming Language :: Python :: 3.{n}' for n in range(8, 16)),
        'Topic :: Education',
        'Topic :: Scientific/Engineering :: Artificial Intelligence',
        'Typing :: Typed',
    ],
    packages=setuptools.find_packages(include=['d2l_channels*']),
    package_data={
        'd2l_channels': ['py.typed', 'chapter.txt'],
        'd2l_channels._mxnet': ['*.pyi'],
    },
    python_requires='>=3.8',
    install_requires=[
        # MXNet itself is installed with --no-deps: it would choose a NumPy
        # of 2022
        'numpy',
        # MXNet imports it
        'requests',
        # The libraries that MXNet loads and that a Linux may lack are found
        # in wheels: libgfortran.so.5 and libquadmath.so.0 in scipy.libs.
        # SciPy's OpenBLAS is taken where neither ngsolve-openblas nor
        # faiss-cpu is installed: on Python 3.8, and on Python 3.9 on Arm
        'scipy; sys_platform == "linux"',
        # libgomp.so.1 is in scikit_learn.libs
        'scikit-learn; sys_platform == "linux"',
        # OpenBLAS is in ngsolve_openblas
        'ngsolve-openblas; sys_platform == "linux" and '
        'platform_machine == "x86_64" and python_version >= "3.9"',
        # On Arm, OpenBLAS and libgomp.so.1 are in faiss_cpu.libs
        'faiss-cpu; sys_platform == "linux" and '
        'platform_machine == "aarch64" and python_version >= "3.10"',
    ],
    extras_require={
        # 3.7 is the oldest that was tried, and the newest for Python 3.8
        'benchmarks': ['matplotlib>=3.7', 'torch'],
        'lint': ['build', 'mypy', 'numpydoc', 'pre-commit', 'ruff==0.17.6'],
        'notebooks': ['ipywidgets', 'matplotlib', 'notebook'],
        'test': [
            'hypothesis',
            'ipykernel',
            'matplotlib',
            'nbclient',
            'onnx',
            'pytest',
            'scipy',
        ],
    },
)
