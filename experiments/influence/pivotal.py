"""Turning points: where the verdict changed as they talked, and on which replies it hung."""

from collections.abc import Callable
from typing import NamedTuple

from ...sim import (
    Ballots,
    Flip,
    Influence,
    Journal,
    Missing,
    Names,
    Reply,
    Rule,
    Said,
    Setting,
    Stance,
    decide,
    in_one_spelling,
)
from ...sim.probe import Asked, Probe
from ...sim.turn import Put
from ..progress import Gauge
from .again import Again, NotAskableError, likeness


class TurningPoint(NamedTuple):
    """An ask after which another verdict stood.

    Attributes:
        ask: its number.
        round: the round it belongs to; 0 outside rounds.
        before: who would have won before it, by what all held.
        after: who would have won after it.
        flips: the changes of stance in it.
    """

    ask: int
    round: int
    before: tuple[Stance, ...]
    after: tuple[Stance, ...]
    flips: tuple[Flip, ...]


class Pivot(NamedTuple):
    """A change of stance, and whether the verdict hung on it.

    Attributes:
        flip: the change.
        winners: who wins where the seat keeps its old stance there, and all else reacts.
        pivotal: whether these are others than who won; None where it cannot be told.
        why: why it cannot be told; empty where it can.
    """

    flip: Flip
    winners: tuple[Stance, ...]
    pivotal: bool | None
    why: str = ""


def turning_points(journal: Journal, rule: Rule) -> list[TurningPoint]:
    """Return the asks after which another verdict stood, by what each seat last held openly.

    It is told of what was said alone, and asks nobody again. Of numbers, which move with every reply, none.

    Raises:
        SpecError: the rule cannot count what was said.
    """
    if journal.question.kind == "number":
        return []
    journal = in_one_spelling(journal)
    flips = Influence(journal).flips
    held: dict[str, Reply] = {}
    stood: tuple[Stance, ...] = ()
    found = []
    for ask, outcomes in journal.asks():
        said = [outcome for outcome in outcomes if isinstance(outcome, Said) and not ask.private]
        taken = {journal.seats[one.place]: one.reply for one in said if one.reply.stance is not None}
        if not taken:
            continue
        held |= taken
        cast = {seat: held[seat] for seat in journal.seats if seat in held}
        now = decide(Ballots(journal.question, cast, {}), rule).winners
        if stood and set(now) != set(stood):
            moved = tuple(flip for flip in flips if flip.ask == ask.number)
            found.append(TurningPoint(ask.number, ask.round, stood, now, moved))
        stood = now
    return found


async def pivots(
    journal: Journal,
    rule: Rule,
    *,
    setting: Setting | None = None,
    names: Names | None = None,
    gauge: Gauge | None = None,
) -> list[Pivot]:
    """Return for each change of stance whether the verdict hung on it; that it hung on none is an answer.

    The talk is held again from there, the seat keeping its old stance and all else reacting: one talk for
    each change. Of numbers, which change with every reply, none is looked at.

    Args:
        journal: the talk.
        rule: how it is decided.
        setting: who sat there; where none is given, the seats are found by the names in the journal.
        names: resolves those names.
        gauge: is moved a step for each talk, where somebody waits.

    Raises:
        SpecError: the rule cannot count the ballots, or the talk cannot be held again.
    """
    if journal.question.kind == "number":
        return []
    again = Again(journal, setting, names)
    won = decide(journal, rule).winners
    flips = Influence(journal).flips
    gauge = Gauge() if gauge is None else gauge
    gauge.begin("without a change", len(flips))
    made = []
    for flip in flips:
        made.append(await _pivot(again, flip, won, rule))
        gauge.step()
    return made


async def _pivot(again: Again, flip: Flip, won: tuple[Stance, ...], rule: Rule) -> Pivot:
    try:
        again.all_judgeable()
        kept = await again.hold(_kept(again, flip))
    except NotAskableError as error:
        return Pivot(flip, (), None, str(error))
    now = decide(kept, rule).winners
    return Pivot(flip, now, not _alike(won, now, likeness(again.question)))


def _kept(again: Again, flip: Flip) -> Probe:
    """Return the probe of a talk in which a seat keeps its old stance, and all that follows may differ."""
    place = again.seats.index(flip.seat)
    old = [
        entry.reply
        for entry in again.journal.entries
        if isinstance(entry, Said)
        and entry.place == place
        and entry.ask.number < flip.ask
        and not entry.ask.private
        and entry.reply.stance is not None
    ][-1]

    def probe(asked: Asked) -> Said | Missing:
        if asked.put.ask.number > flip.ask:
            return again.answer(asked)
        if asked.put.ask.number == flip.ask and asked.place == place:
            return Said(asked.put.ask, place, _fitting(old, asked.put))
        return again.recorded(asked)

    return probe


def _fitting(old: Reply, put: Put) -> Reply:
    """Return an old reply as this ask wants it: as it was, or as one who holds its stance would give it."""
    for reply in (old, put.wants.lift(old.stance, old.belief)):
        if not put.wants.problem(reply, put.wants.asks(put.question)):
            return reply
    raise NotAskableError(f"{old.stance!r:.80} was no longer open")


def _alike(
    these: tuple[Stance, ...], those: tuple[Stance, ...], same: Callable[[Stance, Stance], bool]
) -> bool:
    """Tell whether two sets of winners are the same."""
    return len(these) == len(those) and all(any(same(one, other) for other in those) for one in these)
