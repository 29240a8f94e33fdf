"""The page of a deliberation: first its facts, then what a person or a machine reads of them."""

from .content import document
from .export import EXPORTS, PLOTS, influence_page
from .facts import Facts, SeatFacts, facts
from .html import html
from .layout import Grid, Line, render
from .markdown import markdown
from .png import raster
from .record import flip_record, influence_record, record
from .roundtable import roundtable
from .scene import DRAWN
from .strongest import Strongest
from .svg import plot
from .text import lines, page
from .words import clean, spelt

__all__ = [
    "DRAWN",
    "EXPORTS",
    "PLOTS",
    "Facts",
    "Grid",
    "Line",
    "SeatFacts",
    "Strongest",
    "clean",
    "document",
    "facts",
    "flip_record",
    "html",
    "influence_page",
    "influence_record",
    "lines",
    "markdown",
    "page",
    "plot",
    "raster",
    "record",
    "render",
    "roundtable",
    "spelt",
]
