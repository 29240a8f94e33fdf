"""What stands over the columns of a table of ballots."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ...sim import SpecError
from ...sim.names import match
from .figures import figure

EACH = {
    "rank": "ranking",
    "score": "scores",
    "approve": "approvals",
    "points": "points",
    "belief": "belief",
    "predict": "prediction",
}
"""Headings of which each option has a column, `score: Tea`, with the field of a reply that they fill."""
LISTS = ("choice", "ranking", "approvals")
"""Headings of a column that holds names; they may list the options, `choice: Tea | Coffee`."""
OTHERS = ("voter", "count", "weight", "delegate", "confidence", "number")
RANGES = {"score": (0.0, 5.0), "points": (0.0, 10.0), "number": None}
"""Headings that may say a range, `score 0..10: Tea`, and which it is where they do not.

That of points ends with the budget of a ballot.
"""

_HEADING = re.compile(
    r"(?P<kind>\w+)(?:\s+(?P<low>\S+?)\.\.(?P<high>\S+?))?\s*(?::(?P<options>.*))?", re.DOTALL
)


class Heading(NamedTuple):
    """What a heading says.

    Attributes:
        kind: one of `EACH`, `LISTS` and `OTHERS`.
        options: the one that the column is for, or those that it lists.
        range: of its figures, where they have one.
    """

    kind: str
    options: tuple[str, ...]
    range: tuple[float, float] | None


def headings(cells: Sequence[str]) -> tuple[Heading, ...]:
    """Read the headings of a table, and check that they go together.

    Raises:
        SpecError: one is no heading, or two do not go together.
    """
    found = tuple(map(_heading, cells))
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for cell, (kind, options, _) in zip(cells, found, strict=True):
        column = (kind, options if kind in EACH else ())
        if column in seen:
            raise SpecError(f"two columns are headed {cell.strip()!r:.80}")
        seen.add(column)
    kinds = {head.kind for head in found}
    if not kinds & {*EACH, *LISTS, "delegate", "number"}:
        raise SpecError(
            "no column holds ballots: head one `choice`, `ranking`, or those of options `rank: NAME`"
        )
    for one, other in (("rank", "ranking"), ("approve", "approvals")):
        if {one, other} <= kinds:
            raise SpecError(f"`{one}` and `{other}` say the same thing: keep one of the two")
    if "number" in kinds and kinds & {*EACH, *LISTS}:
        raise SpecError("a column of numbers beside one of options: a file holds the ballots of one question")
    if "delegate" in kinds and "voter" not in kinds:
        raise SpecError("who delegates to whom? a column `delegate` needs a column `voter`")
    _alike(found)
    return found


def listed(found: Sequence[Heading]) -> tuple[str, ...]:
    """Return the options that headings name, in order; none where they name none."""
    return tuple(dict.fromkeys(option for head in found for option in head.options))


def _alike(found: Sequence[Heading]) -> None:
    """Check that wherever options are named, they are the same, and have one scale."""
    named: dict[str, dict[str, None]] = {}
    for head in found:
        if head.options:
            named.setdefault(head.kind, {}).update(dict.fromkeys(head.options))
    for (one, ours), (other, theirs) in pairwise(named.items()):
        for odd in (name for name in (*ours, *theirs) if (name in ours) != (name in theirs)):
            has, lacks = (one, other) if odd in ours else (other, one)
            raise SpecError(f"option {odd!r:.80} is one for `{has}`, and none for `{lacks}`")
    scales = {(head.kind, head.range) for head in found if head.kind in RANGES}
    for kind in RANGES:
        if sum(kind == scaled for scaled, _ in scales) > 1:
            raise SpecError(f"columns `{kind}` are on two scales: give all of them the same range")


def _heading(cell: str) -> Heading:
    text = cell.strip()
    found = _HEADING.fullmatch(text)
    kind = match(found["kind"], (*EACH, *LISTS, *OTHERS)) if found else None
    if found is None or kind is None:
        raise SpecError(
            f"the heading {text!r:.80} does not say what stands below it: of an option write `rank: NAME`, "
            f"`score: NAME` or `approve: NAME`, else one of {', '.join((*LISTS, *OTHERS))}"
        )
    return Heading(
        "count" if kind == "weight" else kind, _options(kind, found["options"]), _range(kind, found)
    )


def _options(kind: str, text: str | None) -> tuple[str, ...]:
    if text is None:
        if kind in EACH:
            raise SpecError(f"a heading `{kind}` names no option: write `{kind}: NAME`")
        return ()
    if kind in OTHERS:
        raise SpecError(f"a heading `{kind}` takes no option: leave out what follows the colon")
    names = tuple(name.strip() for name in (text.split("|") if kind in LISTS else (text,)))
    if not all(names):
        raise SpecError(f"a heading `{kind}` has an option without a name")
    if len(set(names)) < len(names):
        raise SpecError(f"a heading `{kind}` lists an option twice")
    return names


def _range(kind: str, found: re.Match[str]) -> tuple[float, float] | None:
    if found["low"] is None:
        if kind == "number":
            raise SpecError("a heading `number` says what range the numbers are in, such as `number 0..100`")
        return RANGES.get(kind)
    if kind not in RANGES:
        raise SpecError(f"a heading `{kind}` has no range: leave it out")
    low, high = figure(found["low"], "the lower end"), figure(found["high"], "the upper end")
    if kind == "points" and low:
        raise SpecError(
            f"points begin at 0, not at {low:g}: a range `0..{high:g}` ends with the budget of a ballot"
        )
    if not low < high:
        raise SpecError(f"the range {low:g}..{high:g} is empty: give the lower end first")
    return low, high
