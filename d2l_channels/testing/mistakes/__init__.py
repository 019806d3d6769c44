"""The mistakes that people make with cross-correlation, and their names.

A mistake is a line in one of the tables: what it makes of the recipe of a
right output. The mistake whose outputs are those that were seen is the one
that was made.
"""

from .diagnosis import Diagnosis, diagnose, word
from .evidence import Evidence
from .exceptions import advise
from .hypotheses import MISTAKES

__all__ = ['MISTAKES', 'Diagnosis', 'Evidence', 'advise', 'diagnose', 'word']
