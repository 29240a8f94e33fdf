"""What each speaker did to what one seat said in one ask."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from ...sim import Key, Stance
from .moment import Moment
from .shapley import Part, sampled, shapley

EXACT = 8
"""Up to so many heard, Shapley values are exact: 256 askings."""

NEAR = 1e-9
"""Numbers that are nearer than this, to the size of the larger, are one."""


class Effect(NamedTuple):
    """What hearing one speaker did to what a listener said in one ask, all else being as it was.

    Attributes:
        speaker: who was heard.
        listener: who heard it.
        ask: in which the listener spoke.
        round: the round it belongs to; 0 outside rounds.
        held: the stance of the speaker as the listener knew it; None where it knew none.
        said: what the listener said.
        otherwise: what it would have said without the speaker; None = nothing.
        direct: of numbers said - otherwise; of others 1 where it would have said otherwise, else 0. None for
            a number that it would not have given.
        pull: the share of the way to the speaker's stance that the speaker drew it, (said - otherwise) /
            (held - otherwise); of others 1 where it took that stance and would not have, else 0. None where
            it would have held that stance anyway.
        third: whether it changed to a stance that is not the speaker's.
        shapley: the speaker's share in said - alone, where alone is what it would have said on hearing nobody
            (of others 1 where it would have said otherwise); None where that is no number.
        error: the standard error of it; 0 where it is exact.
        talk: in which of the talks that were asked about, from 0.
    """

    speaker: str
    listener: str
    ask: int
    round: int
    held: Stance | None
    said: Stance
    otherwise: Stance | None
    direct: float | None
    pull: float | None
    third: bool
    shapley: float | None
    error: float
    talk: int = 0


def effects(moment: Moment, orders: int, seed: int) -> Iterator[Effect]:
    """Yield the effect of each speaker that was heard.

    Args:
        moment: the ask.
        orders: how many orders are drawn for Shapley values where more than `EXACT` were heard; 0 = none.
        seed: of these draws.
    """
    parts = _parts(moment, orders, seed)
    for i, speaker in enumerate(moment.heard):
        otherwise = moment.without(i)
        held = moment.held.get(speaker)
        numbers = moment.number
        moved = not moment.same(otherwise, moment.said)
        direct = moment.value(moment.all) - moment.value(moment.all & ~(1 << i))
        yield Effect(
            speaker,
            moment.seat,
            moment.ask,
            moment.round,
            held,
            moment.said,
            otherwise,
            None if math.isnan(direct) else direct,
            _drawn(moment, held, otherwise) if numbers else _taken(moment, held, otherwise),
            not numbers and moved and not moment.same(held, moment.said),
            None if math.isnan(parts[i].value) else parts[i].value,
            parts[i].error if not math.isnan(parts[i].error) else 0.0,
            moment.talk,
        )


def _parts(moment: Moment, orders: int, seed: int) -> list[Part]:
    n = len(moment.heard)
    if n <= EXACT:
        return shapley(n, moment.value)
    if not orders:
        return [Part(math.nan, 0.0)] * n
    return sampled(n, moment.value, orders, Key(seed, "shapley").stream(moment.ask, moment.seat))


def _drawn(moment: Moment, held: Stance | None, otherwise: Stance | None) -> float | None:
    """Return which share of the way a number was drawn."""
    if not isinstance(held, float | int) or not isinstance(otherwise, float | int):
        return None
    if math.isclose(held, otherwise, rel_tol=NEAR, abs_tol=NEAR * moment.width):
        return None
    return (moment.value(moment.all) - otherwise) / (held - otherwise)


def _taken(moment: Moment, held: Stance | None, otherwise: Stance | None) -> float | None:
    """Return whether what is no number was taken over."""
    if held is None or moment.same(otherwise, held):
        return None
    return float(moment.same(moment.said, held))
