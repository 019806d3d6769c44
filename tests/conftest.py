import platform
from pathlib import Path

import numpy
import pytest
from hypothesis import settings

SITE = Path(numpy.__file__).parents[1]

settings.register_profile('default', max_examples=60, deadline=None)
# pytest --hypothesis-profile=thorough tests/test_rounding.py
settings.register_profile('thorough', max_examples=10_000, deadline=None)
settings.load_profile('default')


@pytest.fixture
def complete_system(tmp_path):
    """The environment of a system with all that MXNet does not bring."""
    folder = tmp_path / 'system'
    folder.mkdir()
    for stem, version in (('libgomp', 'so.1'), ('libquadmath', 'so.0')):
        # where no wheel has it, the system has to
        for file in SITE.glob(f'*.libs/{stem}-*.{version}*'):
            (folder / f'{stem}.{version}').symlink_to(file)
            break
    if platform.machine() == 'aarch64':
        # Arm's own libraries, and what OpenBLAS, in their place, needs
        (blas,) = SITE.glob('faiss_cpu.libs/libopenblaso-*.so')
        for file in blas.parent.glob('lib*.so*'):
            (folder / file.name).symlink_to(file)
        for stem in ('armpl_lp64_mp', 'amath', 'astring'):
            (folder / f'lib{stem}.so').symlink_to(blas)
    return {'LD_LIBRARY_PATH': str(folder)}
