import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
PACKAGE = (HERE / 'd2l_channels' / '__init__.py').read_text('utf-8')

setup(
    name='d2l_channels',
    version=re.search(r"__version__ = '(.+)'", PACKAGE)[1],
    description='Multiple input and output channels, the chapter of Dive '
    'into Deep Learning, on MXNet',
    long_description=(HERE / 'README.md').read_text('utf-8'),
    long_description_content_type='text/markdown',
    author='the d2l_channels authors',
    license='MIT-0',
    packages=find_packages(include=['d2l_channels*']),
    package_data={
        'd2l_channels': ['py.typed', 'chapter.txt'],
        'd2l_channels._mxnet': ['*.pyi'],
    },
    python_requires='>=3.8',
    install_requires=[
        # MXNet itself is installed with --no-deps: it would choose a NumPy
        # of 2022
        'numpy',
        'requests',
        # Brings distutils, which MXNet imports
        'setuptools; python_version >= "3.12"',
        # The libraries that MXNet loads and that a Linux may lack:
        # libgfortran and libquadmath,
        'scipy; sys_platform == "linux"',
        # libgomp,
        'scikit-learn; sys_platform == "linux"',
        # and OpenBLAS, which for Python 3.8, and 3.9 on Arm, is SciPy's
        'ngsolve-openblas; sys_platform == "linux" and '
        'platform_machine == "x86_64" and python_version >= "3.9"',
        'faiss-cpu; sys_platform == "linux" and '
        'platform_machine == "aarch64" and python_version >= "3.10"',
    ],
    extras_require={
        # 3.7 has legends outside of the axes
        'benchmarks': ['matplotlib>=3.7', 'torch'],
        'lint': ['build', 'mypy', 'pre-commit', 'ruff'],
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
