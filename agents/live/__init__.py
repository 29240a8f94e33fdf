"""Live models: what they are shown, and how what they write is read."""

from .matching import Match, letters, match
from .prompts import messages, repair, speakers, takes_plain
from .prose import refuses
from .reading import Reading, read
from .schema import schema

__all__ = [
    "Match",
    "Reading",
    "letters",
    "match",
    "messages",
    "read",
    "refuses",
    "repair",
    "schema",
    "speakers",
    "takes_plain",
]
