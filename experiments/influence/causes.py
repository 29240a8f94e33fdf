"""Why a seat changed its stance, or kept it: told by asking it again, never by what it says of itself."""

from typing import NamedTuple

from ...sim import Stance
from .moment import Moment

CAUSES = ("spontaneous", "told", "conformity", "persuasion")
"""What a flip can come from; each comes from exactly one."""


class Cause(NamedTuple):
    """A change of stance, and where it came from.

    Attributes:
        seat: whose.
        ask: in which it changed.
        round: the round it belongs to; 0 outside rounds.
        before: the stance that it held.
        after: the stance that it took.
        cause: `"spontaneous"` where it takes the same on hearing nobody, and told nothing by the floor since
            they began to talk; else `"told"` where it does on hearing nobody, but told what it was told; else
            `"conformity"` where it does on hearing what the others hold, and nothing of why; else
            `"persuasion"`.
        talk: in which of the talks that were asked about, from 0.
    """

    seat: str
    ask: int
    round: int
    before: Stance
    after: Stance
    cause: str
    talk: int = 0


class HeldBack(NamedTuple):
    """A stance that was kept, and would have been left on hearing nobody and being told nothing.

    Attributes:
        seat: whose.
        ask: in which it was kept.
        round: the round it belongs to; 0 outside rounds.
        kept: the stance.
        alone: what it would have taken; None = nothing.
        talk: in which of the talks that were asked about, from 0.
    """

    seat: str
    ask: int
    round: int
    kept: Stance
    alone: Stance | None
    talk: int = 0


def cause(moment: Moment) -> Cause | HeldBack | None:
    """Return why a seat changed its stance, or what kept it; None where it neither changed nor was kept."""
    before, after = moment.before, moment.said
    if before is None:
        return None
    alone = moment.alone()
    if moment.same(before, after):
        return (
            None
            if moment.same(alone, before)
            else HeldBack(moment.seat, moment.ask, moment.round, before, alone, moment.talk)
        )
    return Cause(moment.seat, moment.ask, moment.round, before, after, _why(moment, alone), moment.talk)


def _why(moment: Moment, alone: Stance | None) -> str:
    """Return the least that makes the seat take what it took."""
    if moment.same(alone, moment.said):
        return "spontaneous"
    if moment.same(moment.unheard(), moment.said):
        return "told"
    return "conformity" if moment.same(moment.on_stances(), moment.said) else "persuasion"
