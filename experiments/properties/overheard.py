"""What each seat hears in a talk, and what it should: worked out from the journal alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ...sim import Ask, Journal, Said, Stance
from ...sim.probe import Asked
from ...sim.topology import audience
from .cases import Deliberation


class Remembered(NamedTuple):
    """What a listener knows of a statement."""

    speaker: str
    stance: Stance | None
    phase: str
    round: int


Heard = Mapping[tuple[int, int], Sequence[Remembered]]
"""What was new to a seat when it was asked, by the number of the ask and its place."""


def overheard(hold: Callable[..., Journal], case: Deliberation) -> tuple[Journal, Heard]:
    """Hold a talk, and note what each seat hears each time it is asked.

    Args:
        hold: holds it; it takes the probe of `Table.talk`.
        case: the talk.
    """
    heard: dict[tuple[int, int], list[Remembered]] = {}

    def listen(asked: Asked) -> None:
        news = asked.turn.heard.new()
        heard[asked.put.ask.number, asked.place] = [
            Remembered(one.speaker, one.stance, one.phase, one.round) for one in news
        ]

    return hold(case, probe=listen), heard


def due(journal: Journal) -> Heard:
    """Return what should have been new to each seat: all that those it hears said since it was last asked."""
    hears = audience(journal.header.links, journal.seats).hears
    last: dict[int, int] = {}  # where each seat was last asked, in the log
    log: list[Said] = []
    found: dict[tuple[int, int], list[Remembered]] = {}
    for ask, outcomes in journal.asks():
        for place in ask.places:
            speakers = _speakers(ask, place, hears, len(journal.seats))
            found[ask.number, place] = [
                Remembered(journal.seats[said.place], said.reply.stance, said.ask.phase, said.ask.round)
                for said in log[last.get(place, 0) :]
                if said.place in speakers and said.place != place
            ]
            last[place] = len(log)
        if not ask.private:
            log += [one for one in outcomes if isinstance(one, Said)]
    return found


def _speakers(ask: Ask, place: int, hears: tuple[tuple[int, ...], ...] | None, seats: int) -> Sequence[int]:
    if ask.hears is not None:
        return ask.hears.get(place, ())
    return range(seats) if hears is None else hears[place]
