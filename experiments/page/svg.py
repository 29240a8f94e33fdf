"""Who moved whom as SVG: seats on a circle, an arrow from who moved to who was moved."""

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from math import cos, degrees, sin, sqrt

from ...sim import Edge, Influence
from .circle import DOT, HEIGHT, WIDTH, Circle, circle
from .document import Drawing
from .movers import KINDS, drawings
from .words import BRIEF, MANY, clean

ARROWS = 300
"""How many arrows are drawn on one circle: more of them are a blot, which shows nobody anything."""
DENSE = 100
"""From so many arrows on, each kind gets a circle of its own, and none says what it is when pointed at."""
LETTERS = 18
"""How many letters of a name are written in a drawing."""
BEND = {"declared": 0.1, "observed": 0.24}
MARGIN = 16.0

STYLE = files(__package__).joinpath("drawing.css").read_text("utf-8")
"""How drawings look: colours and lines, in the light and in the dark."""


def plot(influence: Influence) -> str:
    """Return the influence of a talk as one SVG file: a drawing for each round, side by side.

    It refers to nothing outside itself. The same influence gives the same bytes.
    """
    drawn = list(drawings(influence))
    seats = tuple(influence.seats)
    shown = [part for drawing in drawn[:MANY] for part in parts(drawing)] or [
        Drawing("Nobody moved anybody", seats, (), frozenset())
    ]
    width, height = (2 * half for half in _half(circle(len(seats)), seats))
    wide = min(len(shown), 2)
    high = -(-len(shown) // wide)
    top = 44.0
    full, tall = max(wide * width, 340.0), top + high * (height + 30) + (24 if len(drawn) > MANY else 0)
    size = f'width="{_n(full)}" height="{_n(tall)}"'
    view = f'viewBox="0 0 {_n(full)} {_n(tall)}"'
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" {view} {size}>',
        f"<title>Who moved whom</title><style>{STYLE}</style>",
        f'<rect class="paper" {size}/>',
        *_key(),
    ]
    for i, drawing in enumerate(shown):
        x, y = (i % wide + 0.5) * full / wide, top + (i // wide) * (height + 30)
        heading = " - ".join(filter(None, (drawing.title, omitted(drawing))))
        out.append(
            f'<text class="heading" x="{_n(x)}" y="{_n(y + 14)}" text-anchor="middle">{heading}</text>'
        )
        out.append(f'<g transform="translate({_n(x)} {_n(y + 24 + height / 2)})">')
        out += _drawn(drawing, str(i))
        out.append("</g>")
    if len(drawn) > MANY:
        out.append(f'<text x="12" y="{_n(tall - 8)}">and {len(drawn) - MANY} more rounds</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def inline(drawing: Drawing, mark: str) -> str:
    """Return one drawing as an element for a page, which brings `STYLE`.

    Args:
        drawing: who moved whom in one round.
        mark: what tells the ids in it from those of the other drawings of the page.
    """
    across, down = _half(circle(len(drawing.seats)), drawing.seats)
    view = f"{_n(-across)} {_n(-down)} {_n(2 * across)} {_n(2 * down)}"
    # a wide drawing is not blown up beyond the size at which its letters are as large as the page's
    opening = (
        f'<svg class="drawing" role="img" aria-label="{escape(_description(drawing))}" viewBox="{view}"'
        f' width="{_n(2 * across)}" height="{_n(2 * down)}">'
    )
    return "\n".join([opening, *_drawn(drawing, mark), "</svg>"])


def parts(drawing: Drawing) -> tuple[Drawing, ...]:
    """Return a drawing as it is, or one for each kind of influence where its arrows are many."""
    if len(drawing.edges) < DENSE:
        return (drawing,)
    of_kind = ((kind, tuple(edge for edge in drawing.edges if edge.kind == kind)) for kind in KINDS)
    return tuple(
        drawing._replace(title=f"{drawing.title}, {kind}", edges=edges) for kind, edges in of_kind if edges
    )


def omitted(drawing: Drawing) -> str:
    """Say how many arrows are left out; nothing where none is."""
    edges = len(drawing.edges)
    return f"{ARROWS} of {edges} arrows are drawn, the largest first" if edges > ARROWS else ""


def _description(drawing: Drawing) -> str:
    counts = [f"{sum(edge.kind == kind for edge in drawing.edges)} {kind}" for kind in KINDS]
    seats = len(drawing.seats)
    return f"{drawing.title}: {seats} seats on a circle, arrows from who moved to whom: {', '.join(counts)}"


def _drawn(drawing: Drawing, mark: str) -> Iterator[str]:
    ring = circle(len(drawing.seats))
    place = {seat: i for i, seat in enumerate(drawing.seats)}
    names = [
        seat if len(seat) <= LETTERS else f"{seat[: LETTERS - 1].strip()}\u2026" for seat in drawing.seats
    ]
    most = _most(drawing.edges)
    dense = " dense" if len(most) >= DENSE else ""
    for kind in reversed(KINDS):
        yield (
            f'<marker id="{kind}-{mark}" class="{kind}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="9"'
            ' markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1L9 5L0 9z"/></marker>'
        )
        yield f'<g class="{kind}{dense}" marker-end="url(#{kind}-{mark})">'
        for edge in most:
            if edge.kind == kind:
                one, other = place[edge.speaker], place[edge.listener]
                what = f"{names[one]} moved {names[other]} ({kind} {edge.influence:.2f})"
                yield _arrow(ring, one, other, edge, "" if dense else what)
        yield "</g>"
    moved = dict.fromkeys(drawing.seats, 0.0)
    for edge in drawing.edges:
        moved[edge.speaker] += edge.influence / len(KINDS)
    for i, (seat, name) in enumerate(zip(drawing.seats, names, strict=True)):
        changed = seat in drawing.changed
        x, y = ring.at(i)
        size = DOT - 2 + min(3 * sqrt(moved[seat]), DOT)
        kind, note = ("seat changed", " (changed)") if changed else ("seat", "")
        yield f'<circle class="{kind}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(size)}">'
        yield f"<title>{escape(clean(seat, BRIEF))}{note}</title></circle>"
        yield _name(ring, i, name)


def _most(edges: Iterable[Edge]) -> list[Edge]:
    """Return the largest edges in the order in which they happened; of equals, as many into each seat."""
    into: dict[tuple[str, str, float], int] = {}
    ranked: list[tuple[float, int, int, Edge]] = []
    for i, edge in enumerate(edges):
        alike = (edge.listener, edge.kind, edge.influence)
        into[alike] = into.get(alike, 0) + 1
        ranked.append((-edge.influence, into[alike], i, edge))
    return [edge for *_, edge in sorted(sorted(ranked)[:ARROWS], key=lambda item: item[2])]


def _arrow(ring: Circle, one: int, other: int, edge: Edge, what: str) -> str:
    x, y, cx, cy, u, v = (f"{number:.0f}" for number in ring.arrow(one, other, BEND[edge.kind]))
    width = 1 + round(2 * edge.influence) / 2
    wide = f' stroke-width="{_n(width)}"' if width > 1 else ""
    arrow = f'<path d="M{x} {y}Q{cx} {cy} {u} {v}"{wide}'
    return f"{arrow}><title>{escape(what)}</title></path>" if what else f"{arrow}/>"


def _name(ring: Circle, place: int, name: str) -> str:
    x, y = ring.at(place, DOT + (8 if ring.crowded else 12))
    angle = ring.angle(place)
    left = cos(angle) < -1e-9
    turn = ""
    if ring.crowded:
        anchor = "end" if left else "start"
        turn = f' transform="rotate({_n(degrees(angle) + (180 if left else 0))} {_n(x)} {_n(y)})"'
    else:
        anchor = "middle" if abs(cos(angle)) < 0.2 else "end" if left else "start"
        y += sin(angle) * HEIGHT / 3
    return f'<text x="{_n(x)}" y="{_n(y)}" dy=".35em" text-anchor="{anchor}"{turn}>{escape(name)}</text>'


def _half(ring: Circle, seats: tuple[str, ...]) -> tuple[float, float]:
    """Return half the width and half the height that a drawing needs."""
    longest = min(max(map(len, seats)), LETTERS) * WIDTH
    beyond = ring.radius + DOT + 12
    if ring.crowded:
        return (beyond + longest + MARGIN / 2,) * 2
    sides = max((abs(cos(ring.angle(i))) for i in range(ring.seats)), default=0.0)
    return max(beyond * sides + longest, longest / 2) + MARGIN / 2, beyond + HEIGHT + MARGIN / 2


def _key() -> Iterator[str]:
    """Say what the signs mean."""
    for kind, x in (("declared", 12), ("observed", 122)):
        yield f'<g class="{kind}"><path d="M{x} 22h32" stroke-width="2"/></g>'
        yield f'<text x="{x + 38}" y="26">{kind}</text>'
    yield f'<circle class="seat changed" cx="240" cy="22" r="{_n(DOT)}"/><text x="252" y="26">changed</text>'


def _n(number: float) -> str:
    """Write a number short, and alike on every machine."""
    return f"{number:.1f}".removesuffix(".0") if abs(number) >= 0.05 else "0"
