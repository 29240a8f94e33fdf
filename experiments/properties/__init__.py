"""Properties: what a protocol, a rule, a dynamic or the table itself should guarantee, and what breaks it.

Public as `moot.properties`. Cases are drawn and made small by Hypothesis (`pip install 'moot[properties]'`).
"""

from .property import HOLDS, IDLE, Broken, Kept, Outcome, Property
from .search import Finding, falsify  # isort: split

from . import strategies
from .cases import Deliberation
from .catalogue import PROPERTIES, named
from .kernel import Kernel
from .story import as_test, story
from .targets import target

__all__ = [
    "HOLDS",
    "IDLE",
    "PROPERTIES",
    "Broken",
    "Deliberation",
    "Finding",
    "Kept",
    "Kernel",
    "Outcome",
    "Property",
    "as_test",
    "falsify",
    "named",
    "story",
    "strategies",
    "target",
]
