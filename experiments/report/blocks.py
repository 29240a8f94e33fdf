"""What a report is made of beside sentences: tables, charts, and what is folded away."""

from collections.abc import Mapping
from typing import NamedTuple

from ..page.document import Block, Document

Interval = tuple[float, float]


class Table(NamedTuple):
    """A table: its caption, its heads, and its cells; the first of a row is its head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Mark(NamedTuple):
    """A figure with its interval, on a line of its own.

    Attributes:
        label: whose figure it is.
        value: the figure; None where it is undefined.
        told: the figure in words.
        own: its own interval.
        together: the interval that holds together with those of the other lines.
        strong: whether it stands out.
    """

    label: str
    value: float | None
    told: str
    own: Interval | None = None
    together: Interval | None = None
    strong: bool = False


class Intervals(NamedTuple):
    """Figures with intervals, below each other on one scale.

    Attributes:
        title: what is drawn.
        marks: the lines.
        about: what the signs mean.
        zero: whether 0 is a mark of its own.
    """

    title: str
    marks: tuple[Mark, ...]
    about: str = ""
    zero: bool = False


class Point(NamedTuple):
    """Where something is: `best` where nothing else is as good for as little."""

    label: str
    x: float
    y: float
    best: bool = False


class Scatter(NamedTuple):
    """Points in a plane; those that are best are joined, the cheapest first."""

    title: str
    across: str
    up: str
    points: tuple[Point, ...]
    about: str = ""


class Line(NamedTuple):
    """A figure for each of several rounds."""

    label: str
    points: Mapping[int, float]


class Lines(NamedTuple):
    """Lines over rounds."""

    title: str
    lines: tuple[Line, ...]
    about: str = ""


class Code(NamedTuple):
    """What is to be typed, or stands in a file."""

    text: str


class Fold(NamedTuple):
    """What opens when it is asked for: pieces, or the whole page of a talk."""

    summary: str
    body: "tuple[Piece, ...] | Document"


Piece = Block | Table | Intervals | Scatter | Lines | Code | Fold


class Part(NamedTuple):
    """A section of a report; see `page.document.Section`. `about` says at its end how to read it."""

    title: str
    body: tuple[Piece, ...]
    headline: str = ""
    about: str = ""
