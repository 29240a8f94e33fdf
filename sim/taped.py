"""What was recorded of an earlier run of a talk, to be handed out to the asks that it answered."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from .bus import Ask, Missing, Said
from .errors import ProtocolError
from .journal import Journal
from .ruling import Ruling


class Taped(NamedTuple):
    """What was recorded of one ask.

    Attributes:
        ask: its line.
        outcomes: by place, those that are handed out again.
        rulings: by place, what guardrails ruled; of these places none that asks is asked again.
    """

    ask: Ask
    outcomes: Mapping[int, Said | Missing]
    rulings: Mapping[int, Ruling | None]


Tape = Mapping[int, Taped]
"""What was recorded, by the number of the ask."""


def tape(journal: Journal, places: Collection[int] | None = None, *, rulings: bool = False) -> Tape:
    """Return what was recorded, for a floor to hand out again.

    Args:
        journal: the record.
        places: whose outcomes; None = of all, with the rulings.
        rulings: whether what guardrails ruled of all is handed out too.
    """
    everything = places is None
    found: dict[int, Taped] = {}
    for ask, outcomes in journal.asks():
        handed = {said.place: said for said in outcomes if places is None or said.place in places}
        if handed or everything or rulings:
            known = {said.place: _ruling(said) for said in outcomes} if everything or rulings else {}
            found[ask.number] = Taped(ask, handed, known)
    return found


def _ruling(outcome: Said | Missing) -> Ruling | None:
    """Return what was ruled of what was said; which guardrail it was is not told of what is missing."""
    if isinstance(outcome, Said):
        return outcome.ruling
    return Ruling("", outcome.reason, outcome.error) if outcome.outcome == "blocked" else None


def taped(tape: Tape, ask: Ask) -> Taped:
    """Return what was recorded of an ask.

    Raises:
        ProtocolError: another one was recorded under its number.
    """
    if ask.number not in tape:
        return Taped(ask, {}, {})
    found = tape[ask.number]
    was = found.ask._replace(ballot=ask.ballot, heard=ask.heard)
    if was != ask:
        field = next(name for name in ask._fields if getattr(was, name) != getattr(ask, name))
        raise ProtocolError(
            f"the journal's ask {ask.number} has {field} {getattr(was, field)!r:.80}, and the protocol "
            f"now puts it with {getattr(ask, field)!r:.80}: it is another protocol, or it or a seat "
            "draws on something outside"
        )
    return found
