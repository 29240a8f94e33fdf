"""A run of trio that goes on only as far as it is let: on one thread, in a time that is data."""

import math
from collections.abc import Awaitable, Callable
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

import trio

from ...sim.errors import alone
from .ending import MANY, EndlessError

T = TypeVar("T")


class Time(trio.abc.Clock):
    """A clock that moves when it is told.

    Attributes:
        now: in seconds.
        due: when somebody waits for the time next; infinity where nobody does.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.due = math.inf

    def start_clock(self) -> None:
        """Begin: at 0."""

    def current_time(self) -> float:
        """Return the time."""
        return self.now

    def deadline_to_sleep_time(self, deadline: float) -> float:
        """Return how long to wait for something else to happen: for ever, unless it is due."""
        self.due = deadline
        return 0.0 if deadline <= self.now else math.inf


class Stepped(trio.abc.Instrument, Generic[T]):
    """A run whose host is whoever made it: it goes on until all its tasks wait, and then gives way.

    It is a guest run, so that gates can be opened from outside. As long as it is not over, no other run can
    be on this thread.

    Args:
        work: what is run.
    """

    def __init__(self, work: Callable[[], Awaitable[T]]) -> None:
        self.time = Time()
        self._work = work
        self._scope = trio.CancelScope()
        self._ready: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._waits = self._leaves = self._over = False
        self._found: Any = None
        self._error: BaseException | None = None
        self._token: trio.lowlevel.TrioToken | None = None
        trio.lowlevel.start_guest_run(
            self._main,
            run_sync_soon_threadsafe=self._ready.put,
            done_callback=self._done,
            host_uses_signal_set_wakeup_fd=True,
            clock=self.time,
            instruments=[self],
        )
        self._settle()

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self._over

    def result(self) -> T:
        """Return what came of it; what it raised is raised."""
        if self._error is not None:
            raise self._error
        found: T = self._found
        return found

    def go_on(self) -> None:
        """Let all run that can, until all wait again."""
        if self._token is not None and not self.over:
            self._token.run_sync_soon(lambda: None)  # or nobody might ever wake it
            self._settle()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.time.now += seconds
        self.go_on()

    def skip(self) -> None:
        """Let time pass until what is due next happens, where anything is."""
        if self.time.due < math.inf:
            self.time.now = max(self.time.now, self.time.due)
            self.go_on()

    def finish(self) -> T:
        """Let time pass until it has come to its end, and return what came of it.

        Raises:
            EndlessError: nothing is due, or it goes on and on.
        """
        for _ in range(MANY):
            if self.over:
                return self.result()
            if self.time.due == math.inf:
                break
            self.skip()
        self.kill()
        raise EndlessError("it still waits")

    def kill(self) -> None:
        """Have it end here and now."""
        if not self.over:
            self._scope.cancel()
            while not self.over:
                self.go_on()

    def before_io_wait(self, timeout: float) -> None:
        """Note whether anybody can still run: trio says so."""
        self._waits = timeout > 0

    async def _main(self) -> T | None:
        self._token = trio.lowlevel.current_trio_token()
        try:
            with self._scope:
                return await self._work()
        finally:
            self._leaves = True
        return None

    def _settle(self) -> None:
        self._waits = False
        while not self.over and (self._leaves or not self._waits):
            self._ready.get()()

    def _done(self, outcome: Any) -> None:
        self._over = True
        try:
            self._found = outcome.unwrap()
        except BaseExceptionGroup as group:
            self._error = alone(group)
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is wanted
            self._error = error
