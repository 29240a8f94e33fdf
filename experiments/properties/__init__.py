"""Properties: what a protocol, a rule, a dynamic or the table itself should guarantee, and what breaks it.

Public as `moot.properties`. Cases are drawn and made small by Hypothesis (`pip install 'moot[properties]'`).
"""

from .property import HOLDS, IDLE, Broken, Kept, Outcome, Property
from .search import Finding, falsify

__all__ = ["HOLDS", "IDLE", "Broken", "Finding", "Kept", "Outcome", "Property", "falsify"]
