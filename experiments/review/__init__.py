"""A model's review of a finished talk: asked for, checked against the journal, shown as its words."""

from .known import Known
from .page import as_roundtable, reviewed
from .prompts import messages
from .reviewing import Ask, read, review, unreviewed
from .schema import schema
from .value import Dropped, Passage, Review, Strong, Turning, Vote

__all__ = [
    "Ask",
    "Dropped",
    "Known",
    "Passage",
    "Review",
    "Strong",
    "Turning",
    "Vote",
    "as_roundtable",
    "messages",
    "read",
    "review",
    "reviewed",
    "schema",
    "unreviewed",
]
