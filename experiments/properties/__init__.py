"""Properties: what a protocol, a rule, a dynamic or the table itself should guarantee, and what breaks it.

Public as `moot.properties`. Cases are drawn and made small by Hypothesis (`pip install 'moot[properties]'`).
"""

from .hunt import Finding  # isort: split

from . import strategies
from .averages import Average, Drawn, Measured, Sample, averaged, within
from .axioms import Bounds
from .broken_rules import BROKEN_RULES
from .cases import Deliberation
from .catalogue import PROPERTIES, named
from .chances import one_adversary
from .ending import time_limit
from .held import Kernel
from .machine import LiveTable, machine
from .matrices import Matrix, matrix
from .mutants import MUTANTS, Mutant, caught
from .property import HOLDS, IDLE, Broken, Kept, Outcome, Property, everything, of_protocols, only
from .search import falsify
from .story import as_test, story
from .suite import Suite, suite
from .targets import target

__all__ = [
    "BROKEN_RULES",
    "HOLDS",
    "IDLE",
    "MUTANTS",
    "PROPERTIES",
    "Average",
    "Bounds",
    "Broken",
    "Deliberation",
    "Drawn",
    "Finding",
    "Kept",
    "Kernel",
    "LiveTable",
    "Matrix",
    "Measured",
    "Mutant",
    "Outcome",
    "Property",
    "Sample",
    "Suite",
    "as_test",
    "averaged",
    "caught",
    "everything",
    "falsify",
    "machine",
    "matrix",
    "named",
    "of_protocols",
    "one_adversary",
    "only",
    "story",
    "strategies",
    "suite",
    "target",
    "time_limit",
    "within",
]
