"""Who moved whom as PNG: the same sheet as the SVG has, drawn in dots."""

from collections.abc import Iterable
from io import BytesIO
from math import atan2, cos, sin
from typing import TYPE_CHECKING, Any

from ...sim import Edge, Influence
from ...sim.influence import KINDS
from .circle import DOT
from .scene import Arrow, Dot, Name, Scene, Sheet, sheet, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCALE = 2
"""How many dots a pixel of the sheet is wide."""
DOTS = 4_000_000
"""A sheet that would have more dots gets one for each pixel."""
INCH = 100
"""How many pixels of the sheet an inch is."""
LETTER = 13 * 72 / INCH
"""The size of letters, in points."""
COLORS = {"declared": "#1f5fbf", "observed": "#c05a12", "causal": "#2a7d46"}
DASHES = {"observed": (5, 4), "causal": (2, 2)}
INK, SOFT, PAPER = "#1d2127", "#5b6470", "#ffffff"
HEAD, SPREAD = 9.0, 0.45
"""How long the head of an arrow is, in pixels, and half the angle of its tip, in radians."""


def raster(influence: Influence, kinds: tuple[str, ...] = KINDS, more: Iterable[Edge] = ()) -> bytes:
    """Return the influence of a talk as one PNG file, as it looks by day.

    The same influence gives the same bytes under one version of matplotlib. Letters that its own typeface
    lacks are spelt out; the SVG has them.

    Args:
        influence: of the talk.
        kinds: what is drawn, of `DRAWN`.
        more: edges beside those that the journal tells of.
    """
    from matplotlib.figure import Figure

    made = sheet(influence, kinds, more)
    scale = SCALE if SCALE**2 * made.width * made.height <= DOTS else 1
    figure = Figure(figsize=(made.width / INCH, made.height / INCH), dpi=INCH * scale, facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, made.width), ylim=(made.height, 0))
    axes.set_axis_off()
    _key(axes, made)
    for one, (x, y), middle in made.scenes:
        _write(axes, x, y, one.heading, ha="center", va="baseline", weight="bold")
        _draw(axes, one, middle)
    if made.more:
        _write(axes, 12, made.height - 8, f"and {made.more} more rounds", va="baseline")
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None, "Title": "Who moved whom"})
    return out.getvalue()


def _draw(axes: "Axes", one: Scene, middle: tuple[float, float]) -> None:
    for arrow in sorted(one.arrows, key=lambda arrow: one.drawing.kinds.index(arrow.kind), reverse=True):
        _arrow(axes, arrow, middle, dense=one.dense, alone=one.alone)
    for dot, name in zip(one.dots, one.names, strict=True):
        _dot(axes, dot, middle)
        _name(axes, name, middle)


def _arrow(
    axes: "Axes",
    arrow: Arrow,
    middle: tuple[float, float],
    *,
    dense: bool = False,
    alone: bool = False,
) -> None:
    from matplotlib.patches import PathPatch, Polygon
    from matplotlib.path import Path

    x, y, cx, cy, u, v = (number + middle[i % 2] for i, number in enumerate(arrow.curve))
    color, alpha = COLORS[arrow.kind], 0.4 if dense else 0.85
    dashes = "solid" if alone or arrow.kind not in DASHES else (0, DASHES[arrow.kind])
    curve = Path([(x, y), (cx, cy), (u, v)], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    # a line is as wide as it is drawn on the sheet: 72 points are an inch
    style: dict[str, Any] = {"lw": arrow.width * 72 / INCH, "ls": dashes, "alpha": alpha}
    axes.add_artist(PathPatch(curve, fill=False, ec=color, capstyle="butt", **style))
    angle = atan2(v - cy, u - cx)
    wings = [(u - HEAD * cos(angle + turn), v - HEAD * sin(angle + turn)) for turn in (SPREAD, -SPREAD)]
    axes.add_artist(Polygon([(u, v), *wings], fc=color, ec="none", alpha=alpha))


def _dot(axes: "Axes", dot: Dot, middle: tuple[float, float]) -> None:
    from matplotlib.patches import Circle

    at = (dot.x + middle[0], dot.y + middle[1])
    fill = SOFT if dot.changed else PAPER
    axes.add_artist(Circle(at, dot.radius, fc=fill, ec=SOFT, lw=1.5 * 72 / INCH, zorder=2))


def _name(axes: "Axes", name: Name, middle: tuple[float, float]) -> None:
    side = {"start": "left", "middle": "center", "end": "right"}[name.anchor]
    x, y = name.x + middle[0], name.y + middle[1]
    how: dict[str, Any] = {"rotation": -name.turn, "rotation_mode": "anchor", "va": "center"}
    _write(axes, x, y, short(_drawable(name.text)), ha=side, **how)


def _key(axes: "Axes", made: Sheet) -> None:
    """Say what the signs mean."""
    for kind, x in made.kinds:
        arrow = Arrow(kind, (x, 22, x + 16, 22, x + 32, 22), 2, "")
        _arrow(axes, arrow, (0, 0), alone=made.alone)
        _write(axes, x + 38, 26, kind, va="baseline")
    _dot(axes, Dot(made.changed, 22, DOT, changed=True, what=""), (0, 0))
    _write(axes, made.changed + 12, 26, "changed", va="baseline")


def _write(axes: "Axes", x: float, y: float, text: str, **how: Any) -> None:
    """Write one line, letters as themselves: nothing in it is a formula."""
    axes.text(
        x, y, _drawable(text), fontsize=LETTER, color=INK, family="DejaVu Sans", parse_math=False, **how
    )


def _drawable(text: str) -> str:
    """Return text with the letters that the typeface of matplotlib lacks spelt out."""
    if text.isascii():
        return text
    from matplotlib.font_manager import FontProperties, findfont, get_font

    known = get_font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap()
    return "".join(
        letter if ord(letter) in known else letter.encode("unicode_escape").decode() for letter in text
    )
