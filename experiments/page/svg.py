"""Who moved whom as SVG: seats on a circle, an arrow from who moved to who was moved."""

from collections.abc import Iterable, Iterator
from importlib.resources import files

from ...sim import Edge, Influence
from ...sim.influence import KINDS
from .circle import DOT
from .document import Drawing
from .scene import Arrow, Dot, Name, Scene, Sheet, scene, sheet
from .words import escaped

STYLE = files(__package__).joinpath("drawing.css").read_text("utf-8")
"""How drawings look: colours and lines, in the light and in the dark."""


def plot(influence: Influence, kinds: tuple[str, ...] = KINDS, more: Iterable[Edge] = ()) -> str:
    """Return the influence of a talk as one SVG file: a drawing for each round, side by side.

    It refers to nothing outside itself. The same influence gives the same bytes.

    Args:
        influence: of the talk.
        kinds: what is drawn, of `DRAWN`.
        more: edges beside those that the journal tells of.
    """
    made = sheet(influence, kinds, more)
    size = f'width="{_n(made.width)}" height="{_n(made.height)}"'
    view = f'viewBox="0 0 {_n(made.width)} {_n(made.height)}"'
    about = " ".join(_description(one) for one, _, _ in made.scenes)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" {view} {size}>',
        f"<title>Who moved whom</title><desc>{escaped(about)}</desc><style>{STYLE}</style>",
        f'<rect class="paper" {size}/>',
        *_key(made),
    ]
    for i, (one, (x, y), (middle, height)) in enumerate(made.scenes):
        out.append(
            f'<text class="heading" x="{_n(x)}" y="{_n(y)}" text-anchor="middle">'
            f"{escaped(one.heading)}</text>"
        )
        out.append(f'<g transform="translate({_n(middle)} {_n(height)})">')
        out += _drawn(one, str(i))
        out.append("</g>")
    if made.more:
        out.append(f'<text x="12" y="{_n(made.height - 8)}">and {made.more} more rounds</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def inline(drawing: Drawing, mark: str) -> str:
    """Return one drawing as an element for a page, which brings `STYLE`.

    Args:
        drawing: who moved whom in one round.
        mark: what tells the ids in it from those of the other drawings of the page.
    """
    one = scene(drawing)
    view = f"{_n(-one.across)} {_n(-one.down)} {_n(2 * one.across)} {_n(2 * one.down)}"
    # a wide drawing is not blown up beyond the size at which its letters are as large as the page's
    opening = (
        f'<svg class="drawing" role="img" aria-labelledby="{mark}-title {mark}-desc" viewBox="{view}"'
        f' width="{_n(2 * one.across)}" height="{_n(2 * one.down)}">'
    )
    title = f'<title id="{mark}-title">{escaped(drawing.title)}: who moved whom</title>'
    about = f'<desc id="{mark}-desc">{escaped(_description(one))}</desc>'
    return "\n".join([opening, title + about, *_drawn(one, mark), "</svg>"])


def _description(one: Scene) -> str:
    """Say what is drawn, for those who do not see it."""
    edges, seats = one.drawing.edges, len(one.drawing.seats)
    counts = " and ".join(f"{sum(edge.kind == kind for edge in edges)} {kind}" for kind in one.drawing.kinds)
    return f"{one.heading}: {seats} seats on a circle, {counts} arrows from who moved to whom."


def _drawn(one: Scene, mark: str) -> Iterator[str]:
    dense = " dense" * one.dense + " alone" * one.alone
    for kind in reversed(one.drawing.kinds):
        yield (
            f'<marker id="{kind}-{mark}" class="{kind}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="9"'
            ' markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1L9 5L0 9z"/></marker>'
        )
        yield f'<g class="{kind}{dense}" marker-end="url(#{kind}-{mark})">'
        yield from (_arrow(arrow) for arrow in one.arrows if arrow.kind == kind)
        yield "</g>"
    for dot, name in zip(one.dots, one.names, strict=True):
        yield _dot(dot)
        yield _name(name)


def _arrow(arrow: Arrow) -> str:
    x, y, cx, cy, u, v = (f"{number:.0f}" for number in arrow.curve)
    wide = f' stroke-width="{_n(arrow.width)}"' if arrow.width > 1 else ""
    return _pointed("path", f'd="M{x} {y}Q{cx} {cy} {u} {v}"{wide}', arrow.what)


def _dot(dot: Dot) -> str:
    kind = "seat changed" if dot.changed else "seat"
    at = f'cx="{_n(dot.x)}" cy="{_n(dot.y)}" r="{_n(dot.radius)}"'
    return _pointed("circle", f'class="{kind}" {at}', dot.what)


def _pointed(kind: str, given: str, what: str) -> str:
    """Return an element that says what it is when it is pointed at, where there is something to say."""
    return f"<{kind} {given}><title>{escaped(what)}</title></{kind}>" if what else f"<{kind} {given}/>"


def _name(name: Name) -> str:
    at = f"{_n(name.x)} {_n(name.y)}"
    turn = f' transform="rotate({_n(name.turn)} {at})"' if name.turn else ""
    place = f'x="{_n(name.x)}" y="{_n(name.y)}" dy=".35em" text-anchor="{name.anchor}"'
    return f"<text {place}{turn}>{escaped(name.text)}</text>"


def _key(made: Sheet) -> Iterator[str]:
    """Say what the signs mean."""
    alone = " alone" * made.alone
    for kind, x in made.kinds:
        yield f'<g class="{kind}{alone}"><path d="M{_n(x)} 22h32" stroke-width="2"/></g>'
        yield f'<text x="{_n(x + 38)}" y="26">{kind}</text>'
    yield f'<circle class="seat changed" cx="{_n(made.changed)}" cy="22" r="{_n(DOT)}"/>'
    yield f'<text x="{_n(made.changed + 12)}" y="26">changed</text>'


def _n(number: float) -> str:
    """Write a number short, and alike on every machine."""
    return f"{number:.1f}".removesuffix(".0") if abs(number) >= 0.05 else "0"
