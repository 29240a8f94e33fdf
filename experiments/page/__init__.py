"""The page of a deliberation: first its facts, then what a person or a machine reads of them."""

from .facts import Facts, SeatFacts, facts
from .layout import Grid, Line, render
from .record import flip_record, influence_record, record
from .strongest import Strongest
from .text import lines, page
from .words import clean, spelt

__all__ = [
    "Facts",
    "Grid",
    "Line",
    "SeatFacts",
    "Strongest",
    "clean",
    "facts",
    "flip_record",
    "influence_record",
    "lines",
    "page",
    "record",
    "render",
    "spelt",
]
