"""The mistakes that people make with cross-correlation, and their names.

Most are rows of a table, with functions that change the recipe of a right
output; those in `numbers` are recognized without a recipe. The mistake that
leads to the outputs that were seen is the diagnosis.
"""

from .diagnosis import Diagnosis, diagnose, write_out
from .evidence import Evidence
from .exceptions import describe_error
from .hypotheses import MISTAKES

__all__ = [
    'MISTAKES',
    'Diagnosis',
    'Evidence',
    'describe_error',
    'diagnose',
    'write_out',
]
