"""What a page is made of, before anybody lays it out: sections of sentences, counts, entries and drawings.

Every text in a document is clean: one line, bounded, with nothing in it that does not show.
"""

from typing import Literal, NamedTuple

from ...sim import Edge
from ...sim.influence import KINDS

Tone = Literal["", "alarm", "change", "lack", "quote"]
"""How a sentence is meant: plain, as a warning, a change of mind, something missing, or words of a seat."""


class Says(NamedTuple):
    """A sentence.

    Attributes:
        text: the words.
        label: what they are about, where that is set before them.
        tone: how they are meant.
    """

    text: str
    label: str = ""
    tone: Tone = ""


class Count(NamedTuple):
    """How many of all hold a thing.

    Attributes:
        number: how many.
        of: of how many.
        label: the thing.
        leads: whether it is, or shares, the result.
    """

    number: int
    of: int
    label: str
    leads: bool = False


class Drawing(NamedTuple):
    """Who moved whom in one round, for those formats that can draw it.

    Attributes:
        title: what it shows.
        seats: their names, in the order of the panel.
        edges: who moved whom.
        changed: the seats that changed their stance.
        kinds: of the edges that there may be.
    """

    title: str
    seats: tuple[str, ...]
    edges: tuple[Edge, ...]
    changed: frozenset[str]
    kinds: tuple[str, ...] = KINDS


class Entry(NamedTuple):
    """A head with a note beside it, and what belongs under it; `strong` where the head is a name."""

    head: str
    body: tuple["Block", ...]
    strong: bool = False
    note: str = ""


Block = Says | Count | Drawing | Entry


class Section(NamedTuple):
    """A part of the page.

    Attributes:
        title: what stands over it.
        body: what stands in it.
        headline: what it comes to, said at once.
    """

    title: str
    body: tuple[Block, ...]
    headline: str = ""


class Document(NamedTuple):
    """A whole page: its title, the lines under it, and its sections."""

    title: str
    lead: tuple[Says, ...]
    sections: tuple[Section, ...]
