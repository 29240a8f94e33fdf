"""The course of a talk in sentences: a head for each step, and under it who said what."""

from collections.abc import Iterator, Mapping, Sequence

from ...sim import Stance
from .course import Course, Spoke, Step, Telling
from .document import Block, Entry, Says
from .words import ARGUMENT, EXCERPT, MANY, STANCE, capital, counted, own, some, spelt

Heard = Mapping[str, Mapping[str, Stance | None]]

BEGINNING, ENDING = 18, 6
"""How many steps are shown of a long talk: its first ones, and its last."""


def steps(course: Course, seats: Sequence[str]) -> Iterator[Block]:
    """Say how a talk went.

    What everybody was asked is told seat by seat without words, which stand elsewhere on the page; what only
    some were asked, with theirs.
    """
    ballot = next((step for step in reversed(course) if isinstance(step, Step) and step.first.ballot), None)
    left_out = len(course) - BEGINNING - ENDING
    for i, step in enumerate(course):
        if left_out > 0 and BEGINNING <= i < BEGINNING + left_out:
            if i == BEGINNING:
                yield Says(f"and {counted(left_out, 'more step')}, then:")
        elif isinstance(step, Telling):
            yield _telling(step, seats)
        else:
            yield _step(step, seats, ballot=step is ballot)
    if not course:
        yield Says("none: nobody was asked anything")


def _telling(told: Telling, seats: Sequence[str]) -> Says:
    whom = "everyone" if told.to is None or set(told.to) == set(seats) else some(told.to, own)
    speaks = "" if told.evidence is None else f"evidence for {spelt(told.evidence)}"
    words = ": ".join(filter(None, (speaks, own(told.text, ARGUMENT) if told.text else "")))
    return Says(words or "figures only", f"The floor told {whom}")


def _step(step: Step, seats: Sequence[str], *, ballot: bool) -> Entry:
    ask = step.first
    head = f"Round {ask.round}: {own(ask.phase)}" if ask.round else own(capital(ask.phase))
    notes = [
        f"{len(step.asks)} asks in turn" if len(step.asks) > 1 else "",
        "the ballot" if ballot else "",
        _hearing(step),
        "in private" if ask.private else "",
    ]
    rows = [row for said in step.said for row in _rows(said, len(seats))]
    body = [block for row in rows[:MANY] for block in row]
    if len(rows) > MANY:
        body.append(Says(f"and {len(rows) - MANY} more"))
    return Entry(head, tuple(body), note=", ".join(filter(None, notes)))


def _hearing(step: Step) -> str:
    """Say whom the seats heard, where the protocol said so and all of them heard alike."""
    said = {_heard(heard) for heard in step.heard}
    return said.pop() if len(said) == 1 else ""


def _heard(heard: Heard | None) -> str:
    if heard is None:
        return ""
    if not any(heard.values()):
        return "hearing nobody"
    if len(heard) > 1 and all(theirs.keys() == heard.keys() - {seat} for seat, theirs in heard.items()):
        return "hearing each other"
    first = next(iter(heard.values()))
    if any(theirs.keys() != first.keys() for theirs in heard.values()):
        return ""
    stances = set(first.values())
    (stance,) = stances if len(stances) == 1 else (None,)
    who = "who held" if len(first) == 1 else "who all held"
    held = "" if stance is None else f", {who} {spelt(stance)}"
    return f"hearing {some(first, own, most=EXCERPT)}{held}"


def _rows(said: Sequence[Spoke], table: int) -> Iterator[tuple[Says, ...]]:
    """Yield a row for all who said the same; where words are shown, for each who gave some its own."""
    partly = len(said) < table
    alike: dict[tuple[str, bool, str], list[Spoke]] = {}
    for spoke in said:
        own_row = spoke.seat if partly and _words(spoke) else ""
        alike.setdefault((_position(spoke), _strength(spoke) is None, own_row), []).append(spoke)
    for (position, _, own_row), spokes in alike.items():
        seats = some((spoke.seat for spoke in spokes), own, most=EXCERPT)
        if len(spokes) == table > 1:
            seats = "Everyone"
        elif len(spokes) > MANY:
            seats = f"{len(spokes)} seats ({seats})"
        row = Says(position + _strengths(spokes), seats, "lack" if spokes[0].reply is None else "")
        yield (row, Says(own(_words(spokes[0]), EXCERPT), tone="quote")) if own_row else (row,)


def _words(spoke: Spoke) -> str:
    argument = spoke.reply.argument if spoke.reply else None
    return argument.text.strip() if argument else ""


def _position(spoke: Spoke) -> str:
    """Say what a seat held and argued for, whom it credits where it stays, and what it put in order."""
    reply = spoke.reply
    if reply is None:
        return spoke.outcome + (f" ({why})" if (why := own(spoke.reason)) else "")
    stance, before = reply.stance, spoke.before
    moved = stance is not None and before is not None and before != stance
    parts = []
    if moved:
        parts.append(f"{spelt(before)} -> {spelt(stance)}")
    elif stance is not None:
        parts.append(f"still {spelt(stance)}" if before == stance else spelt(stance))
    argument = reply.argument
    if argument is not None and argument.supports not in (None, stance):
        pleads = f"argues for {spelt(argument.supports)}"
        parts = [f"{parts[0]}, but {pleads}" if parts else pleads]
    if spoke.credits and not moved:
        parts.append(f"credits {some(spoke.credits, own, most=STANCE)}")
    return some([*parts, *_ballot(spoke)], empty="takes no stance", between="; ")


def _ballot(spoke: Spoke) -> Iterator[str]:
    """Say what a ballot holds beyond a stance."""
    reply = spoke.reply
    if reply is None:
        return
    if spoke.ranking not in ((), ((reply.stance,),)):
        yield some(spoke.ranking, _tier, most=EXCERPT, between=" > ")
    if reply.approvals:
        yield f"approves of {some(reply.approvals, own, most=EXCERPT)}"
    for what, pairs in (("scores", reply.scores), ("gives", reply.points), ("expects", reply.prediction)):
        if pairs:
            yield f"{what} {some(pairs, _figure, most=EXCERPT)}"
    if reply.delegate:
        yield f"lets {own(reply.delegate)} vote"


def _tier(items: tuple[str, ...]) -> str:
    return some(items, own, most=EXCERPT, between=" = ")


def _figure(pair: tuple[str, float]) -> str:
    return f"{own(pair[0])} {spelt(pair[1])}"


def _strength(spoke: Spoke) -> float | None:
    argument = spoke.reply.argument if spoke.reply else None
    return argument.strength if argument else None


def _strengths(spokes: Sequence[Spoke]) -> str:
    """Say how strong arguments are, where somebody knows."""
    known = [strength for spoke in spokes if (strength := _strength(spoke)) is not None]
    if not known:
        return ""
    low, high = f"{min(known):.2f}", f"{max(known):.2f}"
    return f" (strength {low})" if low == high else f" (strength {low} to {high})"
