"""Simulated time: what is due, in order, and the clocks by which seats speak unasked."""

import heapq
import math
from collections.abc import Callable
from itertools import count
from typing import Any, Literal, NamedTuple, Self

from .streams import Stream

_FLOOR = -1  # what the protocol itself put on the agenda comes before the seats at the same moment


class Wake(NamedTuple):
    """A seat's chance to speak unasked.

    Attributes:
        seat: whose.
        at: simulated time in seconds.
        why: its own `"clock"`, a `"message"` that reached it, or its own `"request"`.
    """

    seat: str
    at: float
    why: Literal["clock", "message", "request"]


class Agenda:
    """A heap on simulated time; at one moment the floor's own first, then seats by place, then by entry."""

    __slots__ = ("_heap", "_serial", "now")

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, int, Any]] = []
        self._serial = count()
        self.now = 0.0

    def put(self, delay: float, what: Any, place: int = _FLOOR) -> None:
        """Put something on the agenda `delay` seconds from now (finite, 0 or more)."""
        if not 0 <= delay < math.inf:
            raise ValueError(f"delay {delay!r} is not a number of seconds, 0 or more")
        heapq.heappush(self._heap, (self.now + delay, place, next(self._serial), what))

    def take(self, until: float) -> Any:
        """Move time to what is due next and return it; None, with time at `until`, if nothing is by then."""
        if self._heap and self._heap[0][0] <= until:
            at, _, _, what = heapq.heappop(self._heap)
            self.now = max(self.now, at)
            return what
        if until < math.inf:
            self.now = max(self.now, until)
        return None

    def clear(self, kind: type) -> None:
        """Drop what is of a kind."""
        self._heap = [item for item in self._heap if not isinstance(item[3], kind)]
        heapq.heapify(self._heap)


class Wakes:
    """An open phase: yields who may speak, in order of (time, seat, entry), until its end.

    Args:
        agenda: the agenda of the floor.
        seats: their names.
        clocks: one stream for each seat.
        rate: how often each seat's own Poisson clock rings, per second; 0 = never.
        until: the simulated time at which the phase ends; None = when nothing is due.
        reached: says who was reached by what was said since it was last called, as (place, delay), and who
            asked to be woken, as (place, delay), in that order.
    """

    def __init__(
        self,
        agenda: Agenda,
        seats: tuple[str, ...],
        clocks: list[Stream],
        rate: float,
        until: float | None,
        reached: Callable[[], tuple[list[tuple[int, float]], list[tuple[int, float]]]],
    ) -> None:
        agenda.clear(_Due)  # those of an earlier phase that was left early
        self._agenda = agenda
        self._seats = seats
        self._clocks = clocks
        self._rate = rate
        self._until = math.inf if until is None else until
        self._reached = reached
        for place in range(len(seats)):
            self._wind(place)

    def _wind(self, place: int) -> None:
        if self._rate > 0:
            delay = self._clocks[place].exponential(self._rate)
            self._agenda.put(delay, _Due(place, "clock"), place)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Wake:
        messages, requests = self._reached()
        for place, delay in messages:
            self._agenda.put(delay, _Due(place, "message"), place)
        for place, delay in requests:
            self._agenda.put(delay, _Due(place, "request"), place)
        while (due := self._agenda.take(self._until)) is not None:
            if not isinstance(due, _Due):
                continue  # what `floor.at` put there is taken by `floor.next`
            if due.why == "clock":
                self._wind(due.place)
            return Wake(self._seats[due.place], self._agenda.now, due.why)
        raise StopAsyncIteration


class _Due(NamedTuple):
    place: int
    why: Literal["clock", "message", "request"]
