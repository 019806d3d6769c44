"""The peak of memory of a call, as only Linux tells it."""

import re
from pathlib import Path

from d2l_channels._mxnet import nd

# For the environment of a process that measures: blocks above this size go
# back to the system when they are freed, so that none is reused unseen. glibc
# begins with this size too, but raises it unless it is set
ENVIRONMENT = {'MALLOC_MMAP_THRESHOLD_': str(2**17)}


def measure_growth(call):
    """Return the result of a call, and by how many bytes the peak of memory
    was above what the process held before it."""
    nd.waitall()
    # Makes the peak start anew, from what is held now
    Path('/proc/self/clear_refs').write_text('5')
    before = _read_peak()
    result = call()
    nd.waitall()
    return result, _read_peak() - before


def _read_peak():
    status = Path('/proc/self/status').read_text()
    kilobytes = re.search(r'VmHWM:\s*(\d+)', status)[1]
    return 1024 * int(kilobytes)
