"""Who exchanged sides: seats that ended where others began, while those ended where they began."""

from collections.abc import Iterable
from typing import NamedTuple

from ...sim import Flip, Stance


class Exchange(NamedTuple):
    """Two stances between which seats crossed over both ways.

    Attributes:
        one: a stance.
        other: the other.
        there: the seats that began with `one` and ended with `other`, in the order of their first changes.
        back: those that went the other way.
    """

    one: Stance
    other: Stance
    there: tuple[str, ...]
    back: tuple[str, ...]


def exchanges(flips: Iterable[Flip]) -> tuple[Exchange, ...]:
    """Return every pair of stances that seats exchanged, from the first stance of each to its last."""
    ways: dict[str, tuple[Stance, Stance]] = {}
    for flip in flips:
        began, _ = ways.get(flip.seat, (flip.before, flip.after))
        ways[flip.seat] = (began, flip.after)
    went: dict[tuple[Stance, Stance], list[str]] = {}
    for seat, way in ways.items():
        went.setdefault(way, []).append(seat)
    found: list[Exchange] = []
    done: set[tuple[Stance, Stance]] = set()
    for (one, other), there in went.items():
        back = went.get((other, one))
        if one != other and back and (other, one) not in done:
            done.add((one, other))
            found.append(Exchange(one, other, tuple(there), tuple(back)))
    return tuple(found)
