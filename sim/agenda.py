"""Simulated time: what is due, in order, and the clocks by which seats speak unasked."""

import heapq
import math
from collections.abc import Callable
from itertools import count
from typing import Any, Literal, NamedTuple, Self

import trio

from .errors import ProtocolError
from .streams import Stream

Why = Literal["clock", "message", "request"]


class Wake(NamedTuple):
    """A seat's chance to speak unasked.

    Attributes:
        seat: whose.
        at: simulated time in seconds.
        why: its own `"clock"`, a `"message"` that reached it, or its own `"request"`.
    """

    seat: str
    at: float
    why: Why


class Due(NamedTuple):
    """A wake to come: in how many seconds, and why."""

    place: int
    delay: float
    why: Why


class Clock:
    """Simulated time, in seconds; it only moves forward."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        self.now = 0.0


class Agenda:
    """What is due, as a heap on simulated time; at one moment by place, then in order of entry.

    Args:
        clock: the time that it moves.
    """

    __slots__ = ("_clock", "_heap", "_serial")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[float, int, int, Any]] = []
        self._serial = count()

    def put(self, delay: float, what: Any, place: int = 0) -> None:
        """Put something on the agenda `delay` seconds from now (finite, 0 or more)."""
        if not 0 <= delay < math.inf:
            raise ProtocolError(f"delay {delay!r:.40} is not a number of seconds, 0 or more")
        heapq.heappush(self._heap, (self._clock.now + float(delay), place, next(self._serial), what))

    def take(self, until: float) -> Any:
        """Move time to what is due next and return it; None, with time at `until`, if nothing is by then."""
        clock = self._clock
        if self._heap and self._heap[0][0] <= until and clock.now <= until:
            at, _, _, what = heapq.heappop(self._heap)
            clock.now = max(clock.now, at)
            return what
        if until < math.inf:
            clock.now = max(clock.now, float(until))
        return None


class Wakes:
    """An open phase: yields who may speak, in order of (time, seat, entry), until its end.

    Args:
        clock: simulated time.
        seats: their names.
        rings: one stream for each seat's clock.
        rate: how often each seat's own Poisson clock rings, per second; 0 = never.
        until: the simulated time at which the phase ends; None = when nothing is due.
        reached: says who was reached, and who asked to be woken, by what was said since it was last called.
    """

    def __init__(
        self,
        clock: Clock,
        seats: tuple[str, ...],
        rings: list[Stream],
        rate: float,
        until: float | None,
        reached: Callable[[], list[Due]],
    ) -> None:
        self._clock = clock
        self._agenda = Agenda(clock)
        self._seats = seats
        self._rings = rings
        self._rate = rate
        self._until = math.inf if until is None else until
        self._reached = reached
        self._woken: set[tuple[int, float]] = set()
        self._request: dict[int, Due] = {}
        for place in range(len(seats)):
            self._wind(place)

    def _wind(self, place: int) -> None:
        if self._rate > 0:
            self._put(Due(place, self._rings[place].exponential(self._rate), "clock"))

    def _put(self, due: Due) -> None:
        self._agenda.put(due.delay, due, due.place)

    def _put_once(self, due: Due) -> None:
        """Put a wake that a seat was given by words: its own, or those of others.

        Messages wake a seat once at one moment, so that talk without delay ends; and of its own requests the
        last one counts.
        """
        if due.why == "message":
            moment = (due.place, self._clock.now + due.delay)
            if moment in self._woken:
                return
            self._woken.add(moment)
        else:
            self._request[due.place] = due
        self._put(due)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Wake:
        await trio.lowlevel.checkpoint()  # a phase of seats that never wait can be cancelled too
        for due in self._reached():
            self._put_once(due)
        while True:
            next_due: Due | None = self._agenda.take(self._until)
            if next_due is None:
                raise StopAsyncIteration
            if next_due.why != "request" or self._request.get(next_due.place) is next_due:
                break
        if next_due.why == "clock":
            self._wind(next_due.place)
        return Wake(self._seats[next_due.place], self._clock.now, next_due.why)
