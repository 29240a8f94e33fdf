"""Charts as SVG inside a page. Places are in per cent of the width: letters keep their size on any screen.

What is drawn stands on the page in words as well; colours are those of the page's style sheet.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..page.html import inner
from ..page.scene import short
from ..page.words import escaped
from .axis import Axis, axis
from .blocks import Intervals, Line, Lines, Mark, Point, Scatter

HEIGHT, TOP, FOOT = 260, 14, 40
LEFT, WIDTH = 9, 86
"""Where the area of a chart begins, and how wide it is, in per cent of the whole."""
COLORS = 8
"""How many lines have a colour of their own."""
NAMED = 12
"""Up to how many points all have their name beside them; of more, those that stand out."""
LETTERS = 13
"""The height of a name."""


def intervals(chart: Intervals) -> Iterator[str]:
    """Draw figures and their intervals: a line of HTML each, with its drawing in between."""
    known = [end for mark in chart.marks for end in (*(mark.own or ()), *(mark.together or ()), mark.value)]
    scale = axis([end for end in (*known, 0.0 if chart.zero else None) if end is not None])
    yield f'<figure class="intervals">\n<figcaption>{inner(chart.title)}</figcaption>\n<ul>'
    for mark in chart.marks:
        strong = ' class="strong"' if mark.strong else ""
        yield (
            f'<li{strong}><span class="label">{inner(mark.label)}</span>'
            f'<span class="told">{inner(mark.told)}</span>{_track(mark, scale, zero=chart.zero)}</li>'
        )
    ticks = "".join(
        f'<text x="{_n(scale.at(tick))}%" y="12" text-anchor="middle">{scale.spelt(tick)}</text>'
        for tick in scale.ticks
    )
    yield f'<li class="scale"><svg class="chart track" aria-hidden="true">{ticks}</svg></li>\n</ul>'
    if chart.about:
        yield f'<p class="about">{inner(chart.about)}</p>'
    yield "</figure>"


def _track(mark: Mark, scale: Axis, *, zero: bool) -> str:
    drawn = [_upright("grid", scale.at(tick)) for tick in scale.ticks]
    if zero:
        drawn.append(_upright("zero", scale.at(0.0)))
    for kind, ends in (("together", mark.together), ("own", mark.own)):
        if ends is not None:
            low, high = (_n(scale.at(end)) for end in ends)
            drawn.append(f'<line class="{kind}" x1="{low}%" y1="50%" x2="{high}%" y2="50%"/>')
    if mark.value is not None:
        drawn.append(f'<circle class="mark" cx="{_n(scale.at(mark.value))}%" cy="50%" r="4.5"/>')
    title = f"<title>{escaped(f'{mark.label}: {mark.told}')}</title>"
    return f'<svg class="chart track" aria-hidden="true">{title}{"".join(drawn)}</svg>'


def _upright(kind: str, x: float) -> str:
    return f'<line class="{kind}" x1="{_n(x)}%" y1="0" x2="{_n(x)}%" y2="100%"/>'


def scatter(chart: Scatter, mark: str) -> Iterator[str]:
    """Draw points in a plane, with the line that joins those that are best."""
    across, up = axis([point.x for point in chart.points]), axis([point.y for point in chart.points])
    best = sorted((point for point in chart.points if point.best), key=lambda one: one.x)
    yield from _opened(chart.title, mark, _points(chart), across, up, chart.across)
    for one, other in pairwise(best):
        x, y, u, v = across.at(one.x), _down(up, one.y), across.at(other.x), _down(up, other.y)
        yield _stroke("frontier", x, y, u, y) + _stroke("frontier", u, y, u, v)
    for point in chart.points:
        kind = "mark best" if point.best else "mark"
        what = f"{point.label}: {up.spelt(point.y)} for {across.spelt(point.x)} {chart.across}"
        yield (
            f'<circle class="{kind}" cx="{_n(across.at(point.x))}%" cy="{_n(_down(up, point.y))}" r="5">'
            f"<title>{escaped(what)}</title></circle>"
        )
    told = chart.points if len(chart.points) <= NAMED else best[:NAMED]
    yield from _names(told, across, up)
    yield "</svg></svg>"
    if chart.about:
        yield f'<p class="about">{inner(chart.about)}</p>'
    yield "</figure>"


def _points(chart: Scatter) -> str:
    best = [point.label for point in chart.points if point.best]
    return f"{len(chart.points)} arms; on the frontier: {', '.join(best[:NAMED]) or 'none is told'}."


def _names(points: Sequence[Point], across: Axis, up: Axis) -> Iterator[str]:
    """Write names beside points, each moved down as far as others of its side need it."""
    lowest: dict[bool, float] = {True: -LETTERS, False: -LETTERS}
    for point in sorted(points, key=lambda one: _down(up, one.y)):
        x, y = across.at(point.x), _down(up, point.y)
        left = x > 60
        y = max(y, lowest[left] + LETTERS)
        lowest[left] = y
        side = 'dx="-9" text-anchor="end"' if left else 'dx="9"'
        yield f'<text x="{_n(x)}%" y="{_n(y)}" dy=".35em" {side}>{escaped(short(point.label))}</text>'


def lines(chart: Lines, mark: str) -> Iterator[str]:
    """Draw lines over rounds, with a key below."""
    across = axis([number for line in chart.lines for number in line.points], whole=True)
    up = axis([value for line in chart.lines for value in line.points.values()])
    yield from _opened(chart.title, mark, _ends(chart), across, up, "round")
    for i in reversed(range(len(chart.lines))):
        yield from _line(chart.lines[i], f"s{i}" if i < COLORS else "other", across, up)
    yield '</svg></svg>\n<ul class="key">'
    for i, line in enumerate(chart.lines[:COLORS]):
        swatch = f'<line class="s{i}" x1="0" y1="6" x2="26" y2="6"/>'
        yield f'<li><svg class="chart swatch" aria-hidden="true">{swatch}</svg>{inner(line.label)}</li>'
    if len(chart.lines) > COLORS:
        yield f"<li>grey: {len(chart.lines) - COLORS} more, in the figures below</li>"
    yield "</ul>"
    if chart.about:
        yield f'<p class="about">{inner(chart.about)}</p>'
    yield "</figure>"


def _line(line: Line, kind: str, across: Axis, up: Axis) -> Iterator[str]:
    yield f'<g class="{kind}"><title>{escaped(line.label)}</title>'
    places = [(across.at(number), _down(up, value)) for number, value in sorted(line.points.items())]
    for (x, y), (u, v) in pairwise(places):
        yield _stroke("", x, y, u, v)
    yield from (f'<circle cx="{_n(x)}%" cy="{_n(y)}" r="3.5"/>' for x, y in places)
    yield "</g>"


def _ends(chart: Lines) -> str:
    told: list[str] = []
    for line in chart.lines[:NAMED]:
        numbers = sorted(line.points)
        if numbers:
            first, last = (f"{line.points[number]:.3f}" for number in (numbers[0], numbers[-1]))
            told.append(f"{line.label} from {first} to {last}")
    return f"{'; '.join(told)}."


def _opened(title: str, mark: str, about: str, across: Axis, up: Axis, unit: str) -> Iterator[str]:
    """Open a chart with its two scales; what follows is drawn in its area."""
    yield (
        f'<figure>\n<figcaption id="{mark}">{inner(title)}</figcaption>\n<svg class="chart" role="img" '
        f'aria-labelledby="{mark} {mark}-about" width="100%" height="{TOP + HEIGHT + FOOT}">'
        f'<desc id="{mark}-about">{escaped(about)}</desc>'
    )
    for tick in up.ticks:
        y = _n(TOP + _down(up, tick))
        yield f'<text x="{LEFT}%" y="{y}" dx="-6" dy=".35em" text-anchor="end">{up.spelt(tick)}</text>'
    yield f'<svg class="area" x="{LEFT}%" y="{TOP}" width="{WIDTH}%" height="{HEIGHT}">'
    yield from (_stroke("grid", 0, _down(up, tick), 100, _down(up, tick)) for tick in up.ticks)
    yield _stroke("edge", 0, HEIGHT, 100, HEIGHT)
    for tick in across.ticks:
        x = _n(across.at(tick))
        yield f'<text x="{x}%" y="{HEIGHT + 16}" text-anchor="middle">{across.spelt(tick)}</text>'
    yield f'<text class="unit" x="100%" y="{HEIGHT + 33}" text-anchor="end">{escaped(unit)}</text>'


def _down(up: Axis, value: float) -> float:
    """Return how far down a figure stands in the area, in pixels."""
    return HEIGHT * (1 - up.at(value) / 100)


def _stroke(kind: str, x: float, y: float, u: float, v: float) -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<line{named} x1="{_n(x)}%" y1="{_n(y)}" x2="{_n(u)}%" y2="{_n(v)}"/>'


def _n(number: float) -> str:
    """Write a number short, and alike on every machine."""
    return f"{number:.2f}".rstrip("0").rstrip(".") if abs(number) >= 0.005 else "0"
