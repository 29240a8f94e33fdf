"""A comparison as a table for people."""

import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from ..sim.value import name_in
from .controls import UNINFORMED
from .measures.accuracy import ACCURACIES
from .page import clean
from .page.words import ARGUMENT
from .spec import BASELINES

if TYPE_CHECKING:
    from rich.table import Table

    from .comparison import Comparison, Difference, Row, Split
    from .statistics import Estimate
    from .until import Promise

SPENT = ("asks", "tokens")
"""The measures of what a talk takes."""

_REASONS = 5  # of missing talks that are told, an arm
_PROSE = 100  # columns of a paragraph, at most
_NAME = 20  # columns of an arm's name, before it is folded
_FEW = 30  # questions under which a t interval of shares holds less often than it says

WIDE = 240
"""Columns where there is no terminal: nothing is wrapped."""

_COLUMNS = {
    "accuracy": ("accuracy,\nties wrong", 3, True),
    "accuracy-split": ("accuracy,\nties split", 3, True),
    "agreement": ("agree-\nment", 3, False),
    "right-to-wrong": ("right ->\nwrong", 2, False),
    "wrong-to-right": ("wrong ->\nright", 2, False),
    "messages": ("mess-\nages", 1, False),
}
"""For each measure shown: the heading, how many decimals, and whether its interval is shown."""

_COUNTED = {
    "accuracy": ("counted as wrong, accuracy (ties wrong)", "right"),
    "error": ("taken to be as far off as can be, error", "exact"),
}
"""How missing talks are counted, and what else they may have been."""

_CHANGES = "changes in a talk after a seat's first stance, all seats together."


def columns(comparison: "Comparison") -> dict[str, tuple[str, int, bool]]:
    """Return what is told of each measure shown: of those that are defined somewhere, and the primary one."""
    rows = comparison.rows
    known = {name for row in rows for name, found in row.estimates.items() if found.mean is not None}
    shown = {name: how for name, how in _COLUMNS.items() if name in known}
    return shown | {comparison.primary: _COLUMNS.get(comparison.primary, (comparison.primary, 3, True))}


def named(measure: str) -> str:
    """Return the heading of a measure as words in a line."""
    heading = _COLUMNS.get(measure, (measure,))[0]
    return heading.replace("-\n", "").replace("\n", " ")


def _grid(comparison: "Comparison") -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, collapse_padding=True, show_edge=False, pad_edge=False)
    shown = columns(comparison)
    headings = ["arm", *(heading for heading, _, _ in shown.values()), "miss-\ning"]
    rows = [tuple(cells(row, shown)) for row in comparison.rows]
    for i, (heading, column) in enumerate(zip(headings, zip(*rows, strict=True), strict=True)):
        widest = max(map(len, (*heading.splitlines(), *column)))
        if i:
            grid.add_column(heading, justify="right", no_wrap=True, min_width=widest)
        else:
            grid.add_column(heading, vertical="bottom", overflow="fold", min_width=min(widest, _NAME))
    for row in rows:
        grid.add_row(*map(Text, row))
    return grid


def _blocks(comparison: "Comparison") -> Iterator[str]:
    """Yield the table for a narrow screen: each arm by itself, a measure a line."""
    shown = columns(comparison)
    for row in comparison.rows:
        arm, *figures, missing = cells(row, shown)
        yield arm
        yield from (f"  {found}  {measure}" for measure, found in zip(shown, figures, strict=True))
        yield f"  {missing}  talks missing"
        yield ""


def text(comparison: "Comparison", *, width: int = WIDE, color: bool = False) -> str:
    """Return the comparison as text.

    Args:
        comparison: what is told.
        width: columns, 20 at least.
        color: whether to add the escape codes of colours.
    """
    from rich.console import Console, Group
    from rich.measure import Measurement
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 20),
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
    )
    if comparison.title:
        console.print(Text(f"{clean(comparison.title)}\n", style="bold"))
    if comparison.about:
        lines = wrap(clean(comparison.about, ARGUMENT), min(console.width, _PROSE), break_on_hyphens=False)
        console.print(Text("\n".join(lines) + "\n"))
    grid = _grid(comparison)
    if Measurement.get(console, console.options.update(width=10_000), grid).minimum > console.width:
        console.print(Text("\n".join(_blocks(comparison)).rstrip()))
    else:
        console.print(grid)
    console.print(Group(Text(), *map(Text, _notes(comparison))))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def cells(row: "Row", shown: Mapping[str, tuple[str, int, bool]]) -> Iterator[str]:
    """Yield the cells of an arm: its name, the columns, and how many of its talks are missing."""
    yield clean(row.label)
    for measure, (_, decimals, interval) in shown.items():
        found = row.estimates[measure]
        yield spread(found, decimals) if interval else figure(found.mean, decimals)
    yield str(sum(row.missing.values()))


def figure(value: float | None, decimals: int) -> str:
    """Spell a figure without the zero before its point; undefined is "-"."""
    if value is None:
        return "-"
    spelt = f"{value:z.{decimals}f}"
    return spelt.replace("0.", ".", 1) if spelt.startswith(("0.", "-0.")) else spelt


def spread(found: "Estimate", decimals: int) -> str:
    """Spell a mean and half the width of its interval, where it has one."""
    half = "" if found.half is None else f" ±{figure(found.half, decimals)}"
    return f"{figure(found.mean, decimals)}{half}"


def _notes(comparison: "Comparison") -> Iterator[str]:
    if comparison.promise:
        yield from _promise(comparison.promise)
        yield ""
    for base, found in groupby(sorted(comparison.differences, key=_base(comparison)), lambda one: one.b):
        yield f"Difference from {clean(base)!r}, paired by question ({named(comparison.primary)}):"
        yield from map(_paired, found)
        yield ""
    if comparison.splits:
        yield "Flips, for each time that a seat was asked again (alone + by stances + by arguments):"
        yield from (_split(found) for found in comparison.splits)
        yield ""
    yield from _costs(comparison)
    yield from lacks(comparison)
    talks = f"{comparison.replicates} talk{'s' * (comparison.replicates > 1)} each"
    if comparison.questions == 1:
        yield f"This question only ({talks}): nothing is said about others, so there is no interval."
    else:
        rough = "; with so few questions they are rough" if comparison.questions < _FEW else ""
        intervals = f"±: 95 % t intervals over questions{rough}"
        yield f"{comparison.questions} questions, {talks}; {intervals}."
        if comparison.differences:
            yield "Differences: intervals that hold together (95 %); p of sign flips, corrected after Holm."
    if "right-to-wrong" in columns(comparison):
        yield f"right -> wrong, wrong -> right: {_CHANGES}"
    yield f"seed {comparison.seed}, digest {comparison.digest}"


def _promise(made: "Promise") -> Iterator[str]:
    """Say when it stopped, and what is known."""
    hold = "these hold together" if made.wanted.differences else "each of these holds"
    if made.reached:
        yield f"Stopped after {made.questions} of {made.of} questions, with {made.wanted} known:"
    else:
        yield f"All {made.questions} questions were asked, and {made.wanted} is not known:"
    for one in made.known:
        ends = "no interval" if one.interval is None else "[{:.3f}, {:.3f}]".format(*one.interval)
        against = "" if one.b is None else f" - {clean(one.b)}"
        yield f"  {figure(one.mean, 3)}  {ends}  {clean(one.a)}{against}"
    yield f"Confidence sequences: {hold} (95 %), whenever one stops."
    yield "All other intervals and p-values take the number of questions as fixed beforehand."


def _costs(comparison: "Comparison") -> Iterator[str]:
    """Say what each arm takes, and which are on the frontier, where there are baselines beside them."""
    if not any(row.recipe["control"] in BASELINES for row in comparison.rows):
        return
    if comparison.primary in ACCURACIES:
        better = "is more accurate"
    else:
        less = any(one.less for one in comparison.differences)
        better = f"has {'less' if less else 'more'} {named(comparison.primary)}"
    yield f"Asks a talk (* none {better} at as few):"
    for row in comparison.rows:
        asks, tokens = (figure(row.estimates[one].mean, 1) if one in row.estimates else "-" for one in SPENT)
        worth = "*" if row.label in comparison.frontier else " "
        yield f"  {worth} {asks}{f', {tokens} tokens' if tokens != '-' else ''}  {clean(row.label)}"
    yield ""


def lacks(comparison: "Comparison") -> Iterator[str]:
    """Say what is not there: ballots, questions that define a measure, talks, figures."""
    yield from _grouped(comparison, lambda row: UNINFORMED if row.uninformed else "")
    yield from _grouped(comparison, _untouched)
    yield from _grouped(comparison, _uncast)
    yield from _grouped(comparison, partial(_fewer, comparison))
    for row in comparison.rows:
        if row.missing:
            yield from _missing(row)
        for (measure, why), count in row.troubles.items():
            yield f"{clean(row.label)}: {clean(measure)} failed in {count} of {row.talks} talks: {clean(why)}"
    if comparison.held < comparison.talks:
        yield f"Not finished: {comparison.held} of {comparison.talks} talks are held."


def _grouped(comparison: "Comparison", note: Callable[["Row"], str]) -> Iterator[str]:
    """Yield what there is to note of each arm, once for those of which the same is true."""
    found: dict[str, list[str]] = {}
    for row in comparison.rows:
        found.setdefault(note(row), []).append(clean(row.label))
    for text, labels in found.items():
        if text:
            named = "every arm" if len(labels) == len(comparison.rows) > 1 else ", ".join(labels)
            yield f"{named}: {text}"


def _untouched(row: "Row") -> str:
    """Say that interceptors did nothing, as those are bound to that are kept to phases which never come."""
    given, touched = row.recipe["interceptors"], row.estimates.get("intercepted")
    if row.recipe["control"] or not given or touched is None or touched.mean != 0:
        return ""
    kept = [f"{name_in(one)} in {', '.join(one['phases'])}" for one in given if one.get("phases")]
    only = f" (they may: {'; '.join(map(clean, kept))})" if kept else ""
    return f"its interceptors did nothing to any statement in any talk{only}"


def _uncast(row: "Row") -> str:
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in row.uncast.items())
    return outcomes and f"{sum(row.uncast.values())} of {row.ballots} ballots not cast ({outcomes})"


def _fewer(comparison: "Comparison", row: "Row") -> str:
    """Say which columns rest on fewer questions than there are; those of none are empty."""
    few: dict[int, list[str]] = {}
    for measure in columns(comparison):
        n = row.estimates[measure].questions
        if 0 < n < comparison.questions:
            few.setdefault(n, []).append(measure)
    of = comparison.questions
    return "; ".join(f"{', '.join(names)} over {n} of {of} questions" for n, names in few.items())


def _base(comparison: "Comparison") -> Callable[["Difference"], int]:
    """Return the place of the arm that a difference is from."""
    labels = [row.label for row in comparison.rows]
    return lambda one: labels.index(one.b)


def _split(found: "Split") -> str:
    parts = (found.spontaneous, found.conformity, found.persuasion)
    words = ("spontaneous", "conformity", "persuasion")
    told = ", ".join(f"{word} {spread(part, 3)}" for word, part in zip(words, parts, strict=True))
    return f"  {figure(found.full.mean, 3)}  {clean(found.arm)}: {told}"


def _paired(one: "Difference") -> str:
    found = one.found
    if found.estimate.mean is None:
        return f"  -  {clean(one.a)}{left_out(one)}"
    ends = found.together.interval
    if ends is None:
        between = "the same for every question"
    else:
        between = f"[{ends[0]:+z.3f}, {ends[1]:+z.3f}]"
        between += f"  p {probability(found.p_holm)}"
    return f"  {found.estimate.mean:+z.3f}  {between}  {clean(one.a)}{left_out(one)}"


def left_out(one: "Difference") -> str:
    """Say without which talks a difference and its p-value are; nothing where they are of all."""
    if not one.failed:
        return ""
    return f", without {one.failed} talk{'s' * (one.failed > 1)} in which {clean(one.measure)} failed"


def probability(p: float | None) -> str:
    """Spell a p-value to three places; one that would be 0 there is "<.001"."""
    if p is None:
        return "-"
    return "<.001" if p < 0.0005 else figure(p, 3)


def _missing(row: "Row") -> Iterator[str]:
    for reason, count in list(row.missing.items())[:_REASONS]:
        yield f"{clean(row.label)}: {count} of {row.talks} talks missing: {clean(reason)}"
    if len(row.missing) > _REASONS:
        yield f"  and {len(row.missing) - _REASONS} more reasons; --json gives them all"
    for measure, (counted, otherwise) in _COUNTED.items():
        found = row.bounds.get(measure)
        if found and found.missing:
            worst, best = figure(found.worst, 3), figure(found.best, 3)
            yield f"  {counted} is {worst}; had all of them been {otherwise}, {best}"
