"""Causal, total: how a talk ends when one seat is unheard in it, or begins otherwise, and all else reacts."""

from collections.abc import Mapping
from typing import NamedTuple

from ...sim import Journal, Missing, Names, Said, Setting, SpecError, Stance, ballots
from ...sim.probe import Asked
from ..progress import Gauge
from .again import Again, likeness


class Total(NamedTuple):
    """What one seat's part in a talk did to how each seat ended.

    Attributes:
        speaker: the seat.
        since: the round from which it was unheard, or the ask before which nothing differs.
        journal: the talk as it went without it.
        effects: by seat, of numbers the end of the talk as it was, less the end without; of others 1 where
            the end differs, else 0. None where a number is missing.
    """

    speaker: str
    since: int
    journal: Journal
    effects: Mapping[str, float | None]


class Shift(NamedTuple):
    """What became of a talk in which one seat began with another number.

    Attributes:
        speaker: the seat.
        delta: how much more than it said it said first.
        journal: the talk as it went then.
        slopes: by seat, the end then less the end as it was, over delta; None where one is missing.
    """

    speaker: str
    delta: float
    journal: Journal
    slopes: Mapping[str, float | None]


async def silenced(
    journal: Journal,
    speaker: str,
    since: int = 0,
    *,
    setting: Setting | None = None,
    names: Names | None = None,
) -> Total:
    """Hold a talk again in which nobody hears one seat from a round on, and all else reacts.

    The seat is asked, and counted, as ever; what a protocol itself makes of its words is not kept back, as
    faults keep nothing back from the floor.

    Args:
        journal: the talk.
        speaker: the seat that is silenced.
        since: the first round in which it is unheard; 0 = from the first ask on.
        setting: who sat there; where none is given, the seats are found by the names in the journal.
        names: resolves those names.

    Raises:
        SpecError: there is no such seat or round, or a seat cannot be asked again.
    """
    again = _ready(journal, speaker, setting, names)
    rounds = max((ask.round for ask, _ in journal.asks()), default=0)
    if not 0 <= since <= rounds:
        raise SpecError(f"since round {since}: the talk has rounds 1 to {rounds}; 0 is from the first ask on")
    return await _silent(again, speaker, since)


async def each_silenced(
    journal: Journal,
    *,
    setting: Setting | None = None,
    names: Names | None = None,
    gauge: Gauge | None = None,
) -> list[Total]:
    """Hold a talk again once for each seat, with that one unheard from the first ask on.

    Args:
        journal: the talk.
        setting: who sat there; where none is given, the seats are found by the names in the journal.
        names: resolves those names.
        gauge: is moved a step for each talk, where somebody waits.

    Raises:
        SpecError: a seat cannot be asked again.
    """
    again = _ready(journal, journal.seats[0], setting, names)
    gauge = Gauge() if gauge is None else gauge
    gauge.begin("without a seat", len(journal.seats))
    made = []
    for speaker in journal.seats:
        made.append(await _silent(again, speaker))
        gauge.step()
    return made


async def _silent(again: Again, speaker: str, since: int = 0) -> Total:
    silent = since == 0

    def probe(asked: Asked) -> Said | Missing:
        nonlocal silent
        silent = silent or asked.put.ask.round >= since
        if not silent:
            return again.recorded(asked)
        name = asked.put.aliases.masks[speaker] if asked.put.aliases else speaker
        own = again.seats[asked.place] == speaker
        return again.answer(asked, None if own else asked.turn.without(name))

    made = await again.hold(probe)
    return Total(speaker, since, made, _effects(again.journal, made))


async def shifted(
    journal: Journal,
    speaker: str,
    delta: float,
    *,
    setting: Setting | None = None,
    names: Names | None = None,
) -> Shift:
    """Hold a talk of numbers again in which the first number of one seat is moved by delta.

    Of DeGroot seats the slopes are column u of W to the power of the rounds after the first.

    Args:
        journal: the talk.
        speaker: the seat u.
        delta: how far; not 0.
        setting: who sat there; where none is given, the seats are found by the names in the journal.
        names: resolves those names.

    Raises:
        SpecError: the question asks for no number, the seat gave none, or the shifted one is not in range.
    """
    again = _ready(journal, speaker, setting, names)
    if journal.question.range is None or not delta:
        raise SpecError(
            f"a start cannot be shifted by {delta:g} where the question asks for "
            f"{journal.question.asks_for}: shift a number, by other than 0"
        )
    moved = False

    def probe(asked: Asked) -> Said | Missing:
        nonlocal moved
        said = again.answer(asked)
        if moved or again.seats[asked.place] != speaker or not isinstance(said, Said):
            return said
        stance = said.reply.stance
        if not isinstance(stance, float | int):
            return said
        moved = True
        if problem := journal.question.problem(stance + delta):
            raise SpecError(f"the start of {speaker!r:.140} shifted by {delta:g}: {problem}")
        return said._replace(reply=said.reply.model_copy(update={"stance": stance + delta}))

    made = await again.hold(probe)
    if not moved:
        raise SpecError(f"{speaker!r:.140} gave no number: there is nothing to shift")
    ends = _effects(made, journal)
    slopes = {seat: None if by is None else by / delta for seat, by in ends.items()}
    return Shift(speaker, delta, made, slopes)


def _ready(journal: Journal, speaker: str, setting: Setting | None, names: Names | None) -> Again:
    if speaker not in journal.seats:
        listed = ", ".join(journal.seats)[:200]
        raise SpecError(f"{speaker!r:.140} is none of the seats {listed}")
    again = Again(journal, setting, names)
    again.all_askable()
    return again


def ends(journal: Journal) -> dict[str, Stance | None]:
    """Return where each seat ended: at its ballot, else at what it last took openly; None = nowhere."""
    found: dict[str, Stance | None] = dict.fromkeys(journal.seats)
    for entry in journal.entries:
        if isinstance(entry, Said) and not entry.ask.private and entry.reply.stance is not None:
            found[journal.seats[entry.place]] = entry.reply.stance
    return found | {seat: reply.stance for seat, reply in ballots(journal).cast.items()}


def _effects(one: Journal, other: Journal) -> dict[str, float | None]:
    """Return by how much each seat ended elsewhere in one talk than in another."""
    same = likeness(one.question)
    mine, theirs = ends(one), ends(other)
    if one.question.kind != "number":
        return {seat: float(not same(mine[seat], theirs[seat])) for seat in mine}
    return {seat: _less(mine[seat], theirs[seat]) for seat in mine}


def _less(one: Stance | None, other: Stance | None) -> float | None:
    if isinstance(one, float | int) and isinstance(other, float | int):
        return one - other
    return None
