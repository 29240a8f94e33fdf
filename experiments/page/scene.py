"""What is to be seen of who moved whom, before anybody draws it: dots, names and arrows with their places."""

from collections.abc import Iterable, Iterator
from math import cos, degrees, sin, sqrt
from typing import NamedTuple
from unicodedata import east_asian_width

from ...sim import Edge, Influence
from ...sim.influence import KINDS
from .circle import DOT, HEIGHT, WIDTH, Circle, circle
from .document import Drawing
from .movers import drawings
from .words import BRIEF, MANY, clean

ARROWS = 200
"""How many arrows are drawn on one circle: more of them are a blot, which shows nobody anything."""
DENSE = 100
"""From so many arrows on, each kind gets a circle of its own, and nothing says what it is when pointed at."""
LETTERS = 18
"""How many letters of a name are written in a drawing."""
THICK = 5.0
"""How wide an arrow is at most: of a whole talk shares add up."""
DRAWN = (*KINDS, "causal")
"""The kinds of influence that can be drawn; the last is told by asking again."""
BENDS = (0.1, 0.24, 0.38)
"""How much the arrows of the first, the second and the third kind in a drawing are bent."""
MARGIN = 16.0
TOP = 44.0
"""How much of a sheet the key takes."""
HEAD = 30.0
"""How much of a sheet the heading of a drawing takes."""


class Arrow(NamedTuple):
    """An arrow from who moved to who was moved: `curve` is its start, its control point and its end."""

    kind: str
    curve: tuple[float, ...]
    width: float
    what: str


class Dot(NamedTuple):
    """A seat, the larger the more it moved others; filled where it changed."""

    x: float
    y: float
    radius: float
    changed: bool
    what: str


class Name(NamedTuple):
    """The name of a seat: `anchor` is `"start"`, `"middle"` or `"end"`, `turn` in degrees, clockwise."""

    x: float
    y: float
    text: str
    anchor: str
    turn: float


class Scene(NamedTuple):
    """One drawing around the point 0, 0, y downwards, in pixels.

    Attributes:
        drawing: what is drawn.
        across: half its width.
        down: half its height.
        arrows: the arrows, in the order in which they happened.
        dots: the seats.
        names: their names.
    """

    drawing: Drawing
    across: float
    down: float
    arrows: tuple[Arrow, ...]
    dots: tuple[Dot, ...]
    names: tuple[Name, ...]

    @property
    def dense(self) -> bool:
        """Whether there are so many arrows that each is drawn faint."""
        return len(self.arrows) >= DENSE

    @property
    def alone(self) -> bool:
        """Whether there are arrows of one kind alone, which need not be told from others by dashes."""
        return len(self.drawing.kinds) == 1

    @property
    def heading(self) -> str:
        """What stands over it."""
        return " - ".join(filter(None, (self.drawing.title, omitted(self.drawing))))


class Sheet(NamedTuple):
    """Several drawings beside and below each other.

    Attributes:
        width: in pixels.
        height: in pixels.
        scenes: each with where its heading stands and where its middle is.
        more: how many drawings found no place.
        kinds: of the arrows, each with where it stands in the key.
        changed: where in the key a seat stands that changed.
    """

    width: float
    height: float
    scenes: tuple[tuple[Scene, tuple[float, float], tuple[float, float]], ...]
    more: int
    kinds: tuple[tuple[str, float], ...]
    changed: float

    @property
    def alone(self) -> bool:
        """Whether each drawing has arrows of one kind alone."""
        return all(one.alone for one, _, _ in self.scenes)


def sheet(influence: Influence, kinds: tuple[str, ...] = KINDS, more: Iterable[Edge] = ()) -> Sheet:
    """Lay out the influence of a talk: a drawing for each round, and for each phase outside rounds.

    Args:
        influence: of the talk.
        kinds: what is drawn.
        more: edges beside those that the journal tells of.
    """
    drawn = list(drawings(influence, kinds, more))
    seats = tuple(influence.seats)
    none = Drawing("Nobody moved anybody", seats, (), frozenset(), kinds)
    scenes = [scene(part) for drawing in drawn[:MANY] for part in parts(drawing)] or [scene(none)]
    width, height = 2 * scenes[0].across, 2 * scenes[0].down
    wide = min(len(scenes), 2)
    high = -(-len(scenes) // wide)
    left = max(len(drawn) - MANY, 0)
    key = [12.0 + 110 * i for i in range(len(kinds) + 1)]
    full, tall = max(wide * width, key[-1] + 108), TOP + high * (height + HEAD) + (24 if left else 0)
    placed = []
    for i, one in enumerate(scenes):
        x, y = (i % wide + 0.5) * full / wide, TOP + (i // wide) * (height + HEAD)
        placed.append((one, (x, y + 14), (x, y + 24 + height / 2)))
    return Sheet(full, tall, tuple(placed), left, tuple(zip(kinds, key, strict=False)), key[-1] + 8)


def parts(drawing: Drawing) -> tuple[Drawing, ...]:
    """Return a drawing as it is, or one for each kind of influence where its arrows are many."""
    if len(drawing.edges) < DENSE:
        return (drawing,)
    of_kind = ((kind, tuple(edge for edge in drawing.edges if edge.kind == kind)) for kind in drawing.kinds)
    return tuple(
        drawing._replace(title=f"{drawing.title}, {kind}", edges=edges, kinds=(kind,))
        for kind, edges in of_kind
        if edges
    )


def omitted(drawing: Drawing) -> str:
    """Say how many arrows are left out; nothing where none is."""
    edges = len(drawing.edges)
    return f"the largest {ARROWS} of {edges} arrows" if edges > ARROWS else ""


def scene(drawing: Drawing) -> Scene:
    """Lay out one drawing: its seats on a circle, in the order of the panel."""
    ring = circle(len(drawing.seats))
    names = tuple(map(short, drawing.seats))
    return Scene(
        drawing,
        *_half(ring, names),
        tuple(_arrows(drawing, ring, names)),
        tuple(_dots(drawing, ring)),
        tuple(_name(ring, i, name) for i, name in enumerate(names)),
    )


def _letters(text: str) -> float:
    """Return how wide a text is, in letters; those of some scripts are as wide as two."""
    return sum(1.8 if east_asian_width(letter) in "WF" else 1.0 for letter in text)


def short(name: str) -> str:
    """Return a name with at most as many letters as are written."""
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].strip()}\u2026"


def _arrows(drawing: Drawing, ring: Circle, names: tuple[str, ...]) -> Iterator[Arrow]:
    place = {seat: i for i, seat in enumerate(drawing.seats)}
    most = _most(drawing.edges)
    for edge in most:
        one, other = place[edge.speaker], place[edge.listener]
        what = f"{names[one]} moved {names[other]} ({edge.kind} {edge.influence:.2f})"
        width = min(1 + round(2 * edge.influence) / 2, THICK)
        curve = ring.arrow(one, other, BENDS[drawing.kinds.index(edge.kind)])
        yield Arrow(edge.kind, curve, width, "" if len(most) >= DENSE else what)


def _most(edges: Iterable[Edge]) -> list[Edge]:
    """Return the largest edges in the order in which they happened; of equals, as many into each seat."""
    into: dict[tuple[str, str, float], int] = {}
    ranked: list[tuple[float, int, int, Edge]] = []
    for i, edge in enumerate(edges):
        alike = (edge.listener, edge.kind, edge.influence)
        into[alike] = into.get(alike, 0) + 1
        ranked.append((-edge.influence, into[alike], i, edge))
    return [edge for *_, edge in sorted(sorted(ranked)[:ARROWS], key=lambda item: item[2])]


def _dots(drawing: Drawing, ring: Circle) -> Iterator[Dot]:
    moved = dict.fromkeys(drawing.seats, 0.0)
    for edge in drawing.edges:
        moved[edge.speaker] += edge.influence / len(drawing.kinds)
    for i, seat in enumerate(drawing.seats):
        changed = seat in drawing.changed
        radius = DOT - 2 + min(3 * sqrt(moved[seat]), DOT)
        what = f"{clean(seat, BRIEF)}{' (changed)' if changed else ''}"
        yield Dot(*ring.at(i), radius, changed, "" if len(drawing.edges) >= DENSE else what)


def _name(ring: Circle, place: int, name: str) -> Name:
    x, y = ring.at(place, DOT + (8 if ring.crowded else 12))
    angle = ring.angle(place)
    left = cos(angle) < -1e-9
    if ring.crowded:
        return Name(x, y, name, "end" if left else "start", degrees(angle) + (180 if left else 0))
    anchor = "middle" if abs(cos(angle)) < 0.2 else "end" if left else "start"
    return Name(x, y + sin(angle) * HEIGHT / 3, name, anchor, 0.0)


def _half(ring: Circle, names: tuple[str, ...]) -> tuple[float, float]:
    """Return half the width and half the height that a drawing needs."""
    longest = max(map(_letters, names)) * WIDTH
    beyond = ring.radius + DOT + 12
    if ring.crowded:
        return (beyond + longest + MARGIN / 2,) * 2
    sides = max((abs(cos(ring.angle(i))) for i in range(ring.seats)), default=0.0)
    return max(beyond * sides + longest, longest / 2) + MARGIN / 2, beyond + HEIGHT + MARGIN / 2
