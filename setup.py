import re
from pathlib import Path

from setuptools import setup

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
    packages=['d2l_channels'],
    python_requires='>=3.8',
    install_requires=[
        # It asks for numpy<2, which has no wheel for Python 3.13: there it
        # is installed with --no-deps, and requests, its other need, is ours
        'mxnet==1.9.1; python_version < "3.13"',
        'requests; python_version >= "3.13"',
        'numpy',
        # Brings distutils, which MXNet imports
        'setuptools; python_version >= "3.12"',
    ],
    extras_require={
        # 3.7 has legends outside of the axes
        'benchmarks': ['matplotlib>=3.7', 'scipy', 'torch', 'tqdm'],
        'notebooks': ['notebook', 'matplotlib'],
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
