"""Who moved whom as a person reads it: tables of what the journal tells and of what asking again told."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...sim import Flip, Influence
from ...sim.influence import KINDS
from ..page import Grid, Line, clean, spelt
from .causal import Causal, Pair
from .pivotal import Pivot, TurningPoint
from .record import power_record
from .total import Total

UNKNOWN = "-"
"""Stands for what is not known, or not defined."""
HUNG = {True: "yes", False: "no", None: UNKNOWN}
OTHERWISE = {1.0: "yes", 0.0: "", None: UNKNOWN}
WIDE = 40
"""How many letters the names of seats have that get a column each."""
ROUNDS = 6
"""How many rounds are shown side by side, the last ones."""
FEW = 5
"""How many seats of a class are shown, and how many classes."""


class Answers(NamedTuple):
    """What asking again told.

    Attributes:
        found: of each speaker on each listener.
        pivots: of each change of stance in the first talk.
        totals: of each seat on the end of the first talk, or why there is none.
    """

    found: Causal
    pivots: Sequence[Pivot]
    totals: Sequence[Total] | str


class Told(NamedTuple):
    """All that is shown.

    Attributes:
        influence: what the journal tells.
        standing: who stands where, as JSON.
        turning: the asks after which another verdict stood.
        untold: why these cannot be told; empty where they can.
        answers: what asking again told, if anybody was asked.
    """

    influence: Influence
    standing: Mapping[str, Any]
    turning: Sequence[TurningPoint]
    untold: str = ""
    answers: Answers | None = None


def page(told: Told) -> Iterator[Line | Grid]:
    """Yield the page."""
    moved, answers = told.influence, told.answers
    yield from _section("Who moved whom", ("ask", "round", "who", "whom", *KINDS), _edges(moved))
    yield from _section("In all", ("seat", *KINDS, "PageRank"), _totals(told))
    yield from _standing(told.standing)
    yield Line("")
    for kind in KINDS:
        yield from _rounds(kind, told.standing[kind]["by_round"])
    yield from _changes(moved, answers)
    yield from _turning(told)
    yield Line(f"Credits to oneself or to the unheard: {len(moved.invalid_credits)}.")
    if answers is not None:
        yield Line("")
        yield from _causal(answers.found)
        yield from _ends(answers.found, answers.totals)


def _section(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[Line | Grid]:
    body = tuple(rows)
    yield Line(title, style="bold")
    yield Grid(head, body) if body else Line("none", 2)
    yield Line("")


def _edges(moved: Influence) -> Iterator[tuple[str, ...]]:
    shares: dict[tuple[int, int, str, str], dict[str, float]] = {}
    for edge in moved.edges:
        shares.setdefault((edge.ask, edge.round, edge.speaker, edge.listener), {})[edge.kind] = edge.influence
    for (ask, number, speaker, listener), share in shares.items():
        figures = (_figure(share.get(kind)) for kind in KINDS)
        yield str(ask), str(number or UNKNOWN), clean(speaker), clean(listener), *figures


def _totals(told: Told) -> Iterator[tuple[str, ...]]:
    moved = told.influence
    sums = [moved.total(kind) for kind in KINDS]
    ranks = told.standing["observed"]["pagerank"]
    for seat in moved.seats:
        yield clean(seat), *(_figure(of[seat]) for of in sums), _figure(ranks[seat])


def _rounds(kind: str, found: Mapping[str, Mapping[str, float]]) -> Iterator[Line | Grid]:
    """Say how much each moved others in each round, where there is more than one to tell apart."""
    if len(found) < 2:
        return
    shown = list(found.items())[-ROUNDS:]
    head = ("seat", *(clean(f"round {when}" if when.isdigit() else when, 12) for when, _ in shown))
    rows = ((clean(seat), *(_figure(sums[seat]) for _, sums in shown)) for seat in shown[0][1])
    last = "" if len(shown) == len(found) else f" (the last {ROUNDS} of {len(found)})"
    yield from _section(f"{kind.capitalize()}, by round{last}", head, rows)


def _standing(standing: Mapping[str, Any]) -> Iterator[Line]:
    """Say who stands where: concentration, coalitions and power."""
    for kind in KINDS:
        if standing[kind]["gini"] is not None:
            together = [", ".join(map(clean, one)) for one in standing[kind]["coalitions"] if len(one) > 1]
            who = " | ".join(together) or "none"
            yield Line(f"{kind.capitalize()}: Gini {standing[kind]['gini']:.2f}; coalitions: {who}.", 2)
            yield Line(f"{kind.capitalize()}: {_power(standing[kind]['power'])}", 2)


def _power(found: Mapping[str, Any]) -> str:
    """Say who has power: the first of each closed class, the most powerful class members first."""
    if found["why"]:
        return f"power is not told: {found['why']}"
    classes = [sorted(one["power"].items(), key=lambda item: -round(item[1], 9)) for one in found["classes"]]
    shown = [", ".join(f"{clean(seat)} {share:.2f}" for seat, share in one[:FEW]) for one in classes[:FEW]]
    more = " ..." if len(classes) > FEW or any(len(one) > FEW for one in classes) else ""
    within = "" if len(classes) == 1 else f" within each of {len(classes)} closed classes"
    return f"power{within}: {' | '.join(shown)}{more}"


def _changes(moved: Influence, answers: Answers | None) -> Iterator[Line | Grid]:
    head = ("ask", "round", "seat", "from", "to", "")
    if answers is None:
        yield from _section("Changes of stance", head, map(_flip, moved.flips))
        return
    why = {(one.seat, one.ask): one.cause for one in answers.found.causes if not one.talk}
    hung = {(one.flip.seat, one.flip.ask): one.pivotal for one in answers.pivots}
    keys = [(flip.seat, flip.ask) for flip in moved.flips]
    causes = (why.get(key, UNKNOWN) for key in keys)
    pivotal = (HUNG[hung.get(key)] for key in keys)
    rows = ((*_flip(flip), *more) for flip, *more in zip(moved.flips, causes, pivotal, strict=True))
    yield from _section("Changes of stance", (*head, "cause", "pivotal"), rows)


def _flip(flip: Flip) -> tuple[str, ...]:
    when = str(flip.ask), str(flip.round or UNKNOWN)
    return (*when, clean(flip.seat), spelt(flip.before), spelt(flip.after), "novel" if flip.novel else "")


def _turning(told: Told) -> Iterator[Line | Grid]:
    if told.untold:
        yield Line("Turning points", style="bold")
        yield Line(f"not told: {told.untold}", 2)
        yield Line("")
        return
    rows = (
        (
            str(point.ask),
            str(point.round or UNKNOWN),
            _winners(point.before),
            _winners(point.after),
            ", ".join(clean(flip.seat) for flip in point.flips),
        )
        for point in told.turning
    )
    yield from _section("Turning points", ("ask", "round", "stood", "then", "changed"), rows)


def _winners(winners: Iterable[Any]) -> str:
    return " = ".join(map(spelt, winners)) or "nobody"


def _causal(found: Causal) -> Iterator[Line | Grid]:
    yield Line("Causal, direct: asked again, without that speaker", style="bold")
    for why in dict.fromkeys(found.left_out.values()):
        seats = ", ".join(clean(seat) for seat in found.left_out if found.left_out[seat] == why)
        yield Line(f"Not asked again, since {why}: {seats}. Control arms tell of them.", 2)
    if len(found.left_out) == len(found.seats):
        yield Line("")
        return
    number = found.question.kind == "number"
    talks = "1 talk" if found.talks == 1 else f"{found.talks} talks"
    unit = "said - otherwise" if number else "the share of asks with another answer"
    yield Line(f"Means over the asks of {talks}; direct is {unit}.", 2)
    head = ("who", "whom", "asks", "direct", "Shapley", "pull", *(() if number else ("third",)))
    body = tuple(_pair(pair)[: len(head)] for pair in found.pairs())
    yield Grid(head, body) if body else Line("none", 2)
    yield Line(f"By pull: {_power(power_record(found.weights(), found.seats))}", 2)
    yield Line("")
    heard = {effect.speaker for effect in found.effects}
    if found.question.options and heard:
        chances = {seat: found.probability(seat) for seat in found.seats if seat in heard}
        rows = ((clean(seat), *map(_signed, chances[seat].values())) for seat in chances)
        head = ("who", *(spelt(option, 20) for option in found.question.options))
        yield from _section("P(said | heard) - P(said | not)", head, rows)
    yield from _section(
        "Why stances changed",
        ("cause", "times"),
        ((why, str(times)) for why, times in found.counts().items()),
    )


def _pair(pair: Pair) -> tuple[str, ...]:
    return (
        clean(pair.speaker),
        clean(pair.listener),
        str(pair.asks),
        _figure(pair.direct),
        _figure(pair.shapley) + (f" +-{pair.error:.2f}" if pair.error else ""),
        _figure(pair.pull),
        str(pair.third or ""),
    )


def _ends(found: Causal, totals: Sequence[Total] | str) -> Iterator[Line | Grid]:
    number = found.question.kind == "number"
    less = "the end, less the end" if number else "who ends otherwise"
    title = f"Causal, total: {less} in the talk with that seat unheard"
    if isinstance(totals, str):
        yield Line(title, style="bold")
        yield Line(f"not told: {clean(totals, 400)}", 2)
        return
    shown = _signed if number else OTHERWISE.__getitem__
    seats = tuple(map(clean, found.seats))
    if sum(map(len, seats)) <= WIDE:
        rows = ((clean(one.speaker), *map(shown, one.effects.values())) for one in totals)
        yield from _section(title, ("unheard", *seats), rows)
        return
    sums = ((clean(one.speaker), *_sum(one, number=number)) for one in totals)
    yield from _section(title, ("unheard", "seats that end otherwise", *(("mean",) if number else ())), sums)


def _sum(total: Total, *, number: bool) -> Iterator[str]:
    """Yield how many seats end otherwise and, of numbers, by how much on average."""
    known = [figure for figure in total.effects.values() if figure is not None]
    yield str(sum(map(bool, known)))
    if number:
        yield _signed(math.fsum(known) / len(known) if known else None)


def _figure(figure: float | None) -> str:
    return UNKNOWN if figure is None else f"{figure:z.2f}"


def _signed(figure: float | None) -> str:
    if figure is None:
        return UNKNOWN
    return f"{figure:+.2f}" if round(figure, 2) else "0"
