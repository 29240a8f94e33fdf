"""Who had been heard when an ask was put, and what they held: worked out once where all heard the same."""

from typing import NamedTuple

from .bus import Ask, Bus
from .inboxes import Inboxes
from .question import Stance

NOBODY = -1
"""The place of a listener that is none of the seats, and so hears all of them."""

Shares = tuple[tuple[str, float], ...]
"""Who moved, by name, each with its share; the shares sum to 1."""


class Holders(NamedTuple):
    """The seats heard that hold one stance.

    Attributes:
        names: of the seats.
        shares: the same for each.
        moved: filled by whoever notes it, with the places of those that they moved.
    """

    names: tuple[str, ...]
    shares: Shares
    moved: list[int]


NONE = Holders((), (), [])


class Reached:
    """What had reached the seats when an ask was put; worked out once where it is the same for all."""

    def __init__(self, bus: Bus, ask: Ask) -> None:
        self._bus = bus
        self._ask = ask
        self._now = bus.begin(ask)
        self._alike = not isinstance(bus, Inboxes)
        self._spoke: frozenset[str] | None = None
        self._holders: dict[Stance, Holders] | None = None

    def spoke(self, me: int) -> frozenset[str]:
        """Return those whom a seat had heard; where all hear all, itself too if it had spoken."""
        only = self._bus.window(self._ask, me)
        shared = only is None and self._alike
        if shared and self._spoke is not None:
            return self._spoke
        listener = NOBODY if shared else me
        found = frozenset(remark.speaker for remark in self._bus.latest(listener, self._now, only))
        if shared:
            self._spoke = found
        return found

    def holders(self, me: int, stance: Stance) -> Holders:
        """Return those heard that held a stance, which is not one's own."""
        if self._holders is not None:
            return self._holders.get(stance, NONE)
        only = self._bus.window(self._ask, me)
        if only is not None or not self._alike:
            return self._of(me, only).get(stance, NONE)
        self._holders = self._of(NOBODY, None)
        return self._holders.get(stance, NONE)

    def _of(self, me: int, only: tuple[int, ...] | None) -> dict[Stance, Holders]:
        names: dict[Stance, list[str]] = {}
        for place, stance in self._bus.held(me, self._now, only):
            names.setdefault(stance, []).append(self._bus.seats[place])
        return {
            stance: Holders(tuple(held), tuple((name, 1 / len(held)) for name in held), [])
            for stance, held in names.items()
        }
