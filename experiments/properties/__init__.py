"""Properties: what a protocol, a rule, a dynamic or the table itself should guarantee, and what breaks it.

Public as `moot.properties`. Cases are drawn and made small by Hypothesis (`pip install 'moot[properties]'`).
"""

from .property import HOLDS, IDLE, Broken, Kept, Outcome, Property
from .search import Finding, falsify  # isort: split

from . import strategies
from .averages import Average, Drawn, Measured, Sample, averaged, within
from .axioms import Bounds
from .broken_rules import BROKEN_RULES
from .cases import Deliberation
from .catalogue import PROPERTIES, named
from .chances import one_adversary
from .kernel import Kernel
from .least import search_for, smallest
from .matrices import Matrix, matrix
from .story import as_test, story
from .targets import target

__all__ = [
    "BROKEN_RULES",
    "HOLDS",
    "IDLE",
    "PROPERTIES",
    "Average",
    "Bounds",
    "Broken",
    "Deliberation",
    "Drawn",
    "Finding",
    "Kept",
    "Kernel",
    "Matrix",
    "Measured",
    "Outcome",
    "Property",
    "Sample",
    "as_test",
    "averaged",
    "falsify",
    "matrix",
    "named",
    "one_adversary",
    "search_for",
    "smallest",
    "story",
    "strategies",
    "target",
    "within",
]
