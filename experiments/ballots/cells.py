"""What stands in a row of a table of ballots, read by the headings of its columns."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from ...protocols.rules.ranked import ranking
from ...sim import Reply, SpecError, WeakOrder, places
from ...sim.names import unknown
from ...sim.rule import counted
from .box import DIFFERENT, OPTIONS
from .figures import figure, whole, within
from .headings import EACH, Heading, listed

Texts = list[tuple[str, str]]
"""Options, each with what stands in its column, where that is not empty."""
Span = tuple[float, float]
Figures = tuple[tuple[str, float], ...]


class Cast(NamedTuple):
    """A row of a table.

    Attributes:
        reply: the ballot; None where it is blank.
        votes: how many voters cast it.
        voter: who did, where the table says.
    """

    reply: Reply | None
    votes: int
    voter: str


class Cells:
    """Reads rows.

    Args:
        columns: what stands over them.
    """

    def __init__(self, columns: Sequence[Heading]) -> None:
        self._columns = columns
        self._known = listed(columns)
        self.named: dict[str, None] = dict.fromkeys(self._known)
        self._alone = {head.kind: at for at, head in enumerate(columns) if head.kind not in EACH}
        self._each: dict[str, list[int]] = {}
        for at, head in enumerate(columns):
            if head.kind in EACH:
                self._each.setdefault(head.kind, []).append(at)
        # ballots that are alike are read once
        self._reply = lru_cache(maxsize=DIFFERENT)(self._read)

    def cast(self, row: Sequence[str]) -> Cast:
        """Read a row.

        Raises:
            SpecError: it does not hold what its headings say.
        """
        if len(row) != len(self._columns):
            headed = counted(len(self._columns), "heading")
            raise SpecError(f"{headed}, and in this row {counted(len(row), 'cell')}")
        cells = tuple(cell.strip() for cell in row)
        voter, count = self._taken(cells, "voter"), self._taken(cells, "count")
        if "voter" in self._alone and not voter:
            raise SpecError("a ballot without a voter: name each, or leave the column out")
        number = whole(count, "the count of a ballot") if "count" in self._alone else 1
        beside = {self._alone.get("voter"), self._alone.get("count")}
        reply = self._reply(tuple("" if at in beside else cell for at, cell in enumerate(cells)))
        if reply is not None and voter and reply.delegate == voter:
            raise SpecError(f"{voter!r:.80} delegates to itself: name another voter, or leave the cell empty")
        return Cast(reply, number, voter)

    def _taken(self, cells: Sequence[str], kind: str) -> str:
        return cells[self._alone[kind]] if kind in self._alone else ""

    def _read(self, cells: tuple[str, ...]) -> Reply | None:
        said: dict[str, Any] = {}
        for kind, columns in self._each.items():
            pairs = [(self._columns[at].options[0], cells[at]) for at in columns if cells[at]]
            if figures := _FIGURES[kind](pairs, self._columns[columns[0]].range or (0.0, 1.0)):
                said[EACH[kind]] = figures
        for kind, field, read in (
            ("ranking", "ranking", self._ranked),
            ("approvals", "approvals", self._list),
            ("choice", "stance", self._option),
            ("number", "stance", self._number),
        ):
            if text := self._taken(cells, kind):
                said[field] = read(text)
        if delegate := self._taken(cells, "delegate"):
            if said:
                raise SpecError(f"both a ballot and a delegate, {delegate!r:.80}: give one of the two")
            return Reply(delegate=delegate)
        if said and (text := self._taken(cells, "confidence")):
            said["confidence"] = within(text, "the confidence", 0, 1)
        return _topped(Reply.load(said)) if said else None

    def _option(self, name: str) -> str:
        if self._known and name not in self.named:
            raise SpecError(unknown("option", name, self._known))
        if name not in self.named and len(self.named) >= OPTIONS:
            raise SpecError(f"these are more than {OPTIONS} options")
        self.named[name] = None
        return name

    def _number(self, text: str) -> float:
        low, high = self._columns[self._alone["number"]].range or (-math.inf, math.inf)
        return within(text, "the number", low, high)

    def _list(self, text: str) -> tuple[str, ...]:
        names = tuple(self._option(name) for name in _parts(text, "|"))
        _once(names, "approved of")
        return names

    def _ranked(self, text: str) -> WeakOrder:
        tiers = [tuple(map(self._option, _parts(tier, "="))) for tier in _parts(text, ">")]
        _once([name for tier in tiers for name in tier], "ranked")
        return tuple(tier if len(tier) > 1 else tier[0] for tier in tiers)


def _parts(text: str, sign: str) -> list[str]:
    parts = [part.strip() for part in text.split(sign)]
    if not all(parts):
        raise SpecError(f"{text!r:.80} has a {sign!r} with nothing beside it")
    return parts


def _once(names: Sequence[str], what: str) -> None:
    if len(set(names)) < len(names):
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        raise SpecError(f"{twice!r:.80} is {what} twice")


def _topped(reply: Reply) -> Reply:
    """Return the reply with the top of its ranking for a choice, where it makes none of its own."""
    top = places(ranking(reply))[:1] if reply.ranking or reply.belief else ()
    if reply.stance is None and top and len(top[0]) == 1:
        return reply.model_copy(update={"stance": top[0][0]})
    if reply.ranking and reply.stance is not None and reply.stance not in top[0]:
        raise SpecError(f"the choice {reply.stance!r:.80} is not at the top of the ranking")
    return reply


def _ranks(pairs: Texts, _: Span) -> WeakOrder:
    ranks = sorted((whole(text, f"the rank of {name!r:.80}"), at) for at, (name, text) in enumerate(pairs))
    tiers = [tuple(pairs[at][0] for _, at in tier) for _, tier in groupby(ranks, key=lambda item: item[0])]
    return tuple(tier if len(tier) > 1 else tier[0] for tier in tiers)


def _approved(pairs: Texts, _: Span) -> tuple[str, ...]:
    for name, text in pairs:
        if text not in ("0", "1"):
            raise SpecError(f"what stands for {name!r:.80} is {text!r:.40}: 1 approves, 0 does not")
    return tuple(name for name, text in pairs if text == "1")


def _scores(pairs: Texts, scale: Span) -> Figures:
    found = tuple((name, figure(text, f"the score of {name!r:.80}")) for name, text in pairs)
    low, high = scale
    for name, score in found:
        if not low <= score <= high:
            raise SpecError(
                f"the score of {name!r:.80} is {score:g}, outside {low:g} to {high:g}; another scale is "
                "said in the heading, such as `score 0..10: NAME`"
            )
    return found


def _points(pairs: Texts, _: Span) -> Figures:
    # what is over the budget is for a rule to say: one squares the points
    return tuple((name, within(text, f"what {name!r:.80} gets", 0, math.inf)) for name, text in pairs)


def _shares(pairs: Texts, _: Span) -> Figures:
    return tuple((name, within(text, f"the share of {name!r:.80}", 0, 1)) for name, text in pairs)


def _belief(pairs: Texts, _: Span) -> Figures:
    shares = _shares(pairs, _)
    total = math.fsum(share for _, share in shares)
    if shares and abs(total - 1) > 1e-6:
        raise SpecError(f"the belief sums to {total:g}, not to 1")
    return shares


_FIGURES: Mapping[str, Callable[[Texts, Span], tuple[Any, ...]]] = {
    "rank": _ranks,
    "score": _scores,
    "approve": _approved,
    "points": _points,
    "belief": _belief,
    "predict": _shares,
}
