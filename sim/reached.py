"""Who had been heard when an ask was put, and what they held: worked out once where all heard the same."""

from collections.abc import Sequence
from typing import NamedTuple

from .bus import Ask, Bus, Said
from .inboxes import Inboxes
from .interceptor import Meddled, by_ask
from .journal import Journal
from .question import Stance
from .topology import audience


class Holders(NamedTuple):
    """The seats heard that hold one stance.

    Attributes:
        names: of the seats.
        moved: filled by whoever notes it, with the places of those that they moved.
    """

    names: tuple[str, ...]
    moved: list[int]


Board = dict[Stance, Holders]
"""Who holds what."""


def empty_bus(journal: Journal) -> tuple[Bus, dict[int, list[Meddled]]]:
    """Return a bus as a talk had it at its start, and what was done to statements on it, by ask."""
    meddled = by_ask(journal.meddled())
    made = Inboxes if meddled else Bus
    return made(journal.seats, (), audience(journal.header.links, journal.seats).hears), meddled


class Reached:
    """What had reached the seats of a talk, ask by ask.

    Where all hear the same it is told without a bus, which is caught up when an ask needs it.
    """

    def __init__(self, journal: Journal) -> None:
        self._bus, self._meddled = empty_bus(journal)
        self._seats = journal.seats
        self._alike = self._bus.hears is None and not self._meddled
        self._said: list[Said] = []  # while all hear the same; the bus is caught up when it is needed
        self._spoke: set[str] = set()
        self._counted = 0  # the statements whose speakers are in there

    def put(self, ask: Ask, held: Sequence[Stance | None]) -> Board | None:
        """Begin an ask, before which each place held this.

        Returns:
            Who held what, where all hear the same; else None, and `board` tells it for each.
        """
        self._ask = ask
        self._shared = self._alike and ask.hears is None
        if self._shared:
            return _board(self._seats, held)
        if self._alike:
            self._bus.extend(self._said[len(self._bus.log) :])
        self._now = self._bus.begin(ask)
        return None

    def board(self, me: int) -> Board:
        """Return who of those that a seat had heard held what."""
        only = self._bus.window(self._ask, me)
        found = list(self._bus.held(me, self._now, only))
        return _board([self._seats[place] for place, _ in found], [stance for _, stance in found])

    def spoke(self, me: int) -> set[str]:
        """Return those whom a seat had heard; where all hear all, itself too if it had spoken."""
        if not self._shared:
            only = self._bus.window(self._ask, me)
            return {remark.speaker for remark in self._bus.latest(me, self._now, only)}
        self._spoke |= {self._seats[said.place] for said in self._said[self._counted :]}
        self._counted = len(self._said)
        return self._spoke

    def post(self, said: list[Said]) -> None:
        """End the ask, in which this was said openly."""
        if self._alike:
            self._said += said
        else:
            self._bus.extend(said, self._meddled.get(self._ask.number, ()))


def _board(names: Sequence[str], held: Sequence[Stance | None]) -> Board:
    found: dict[Stance | None, list[str]] = {stance: [] for stance in held}
    for name, stance in zip(names, held, strict=True):
        found[stance].append(name)
    return {stance: Holders(tuple(these), []) for stance, these in found.items() if stance is not None}
