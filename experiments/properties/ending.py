"""What ends a talk that does not end by itself: too many answers, none for too long, the end of a search.

Talks are held in a time of their own: where all tasks wait for nothing but the time, it is there at once.
"""

import ctypes
import gc
import math
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from types import FrameType
from typing import Any, NamedTuple, TypeVar

import trio

from ...sim import Close, Entry, Journal, Missing, MootError, Said
from ...sim.observers import Observer
from ...sim.probe import Asked, Probe
from ..running import anywhere

T = TypeVar("T")

MANY = 2_000
"""After how many answers a talk counts as one that does not end."""
DAY = 86_400.0
"""How many seconds of its own time a talk may ask nobody, beyond the deadline of the ask before."""
SECOND, FIFTH = 1.0, 0.2
"""Where the time is over, a talk that was silent for a second and a fifth of that time counts as endless."""
TICK = 0.05
"""How often one looks whether the time is over, in real seconds, where nobody else would."""
STUBBORN = 50
"""How often a talk may catch what ends it before it is left as it stands."""
CATCHES = "and catches what ends it"


class EndlessError(MootError):
    """A talk goes on and on.

    Attributes:
        journal: what was recorded so far, and why it ends there; None where nothing was.
    """

    def __init__(self, what: str, journal: Journal | None = None) -> None:
        super().__init__(what)
        self.journal = journal
        if journal is not None and journal.close is None:
            journal.seal(f"stopped: {what}")


class OverError(KeyboardInterrupt):
    """The time is over: trio, Hypothesis and all else that a person interrupts let it through."""


class _EnoughError(BaseException):
    """Too many have answered: no protocol that catches what is an Exception goes on."""


class _End(NamedTuple):
    """Whether the time is over, and how long a talk must have been silent then to count as endless."""

    over: Callable[[], bool] = lambda: False
    silence: float = SECOND


_END = ContextVar("end", default=_End())  # noqa: B039 - it is frozen


@contextmanager
def until(end: float, clock: Callable[[], float]) -> Iterator[None]:
    """Have what is done inside end at a time, with an OverError.

    Talks look at each answer whether it is over. What asks nobody is interrupted by a timer, which only the
    main thread of a process on Unix has, where nobody else uses `SIGALRM`: elsewhere it goes on.

    Args:
        end: the time.
        clock: tells it.
    """

    def over() -> bool:
        return clock() >= end

    left = end - clock()
    known = _END.set(_End(over, max(SECOND, FIFTH * left)))
    alarm = end < math.inf and _free()
    try:
        if alarm:
            signal.signal(signal.SIGALRM, lambda _, at: _ring(over, at))
            signal.setitimer(signal.ITIMER_REAL, min(max(left, TICK), 1e6), TICK)
        yield
    finally:
        try:
            _silence(alarm)
        finally:  # the first may have been interrupted by it
            _silence(alarm)
            _END.reset(known)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Have what is done inside end after so many seconds, as a test does that was printed.

    A talk that asks nobody any more is ended as an endless one, so that `terminates` tells it. What asks
    nobody is interrupted only in the main thread of a process on Unix, where nobody else uses `SIGALRM`.

    Args:
        seconds: how long it may take, in real seconds.

    Raises:
        EndlessError: it takes longer.
    """
    try:
        with until(time.monotonic() + seconds, time.monotonic):
            yield
    except OverError as over:
        raise EndlessError(str(over) or f"it takes longer than {seconds:g} seconds") from None


def _free() -> bool:
    """Tell whether there is a timer that may be used."""
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    )


def _silence(alarm: bool) -> None:  # noqa: FBT001 - it is there or not
    if alarm:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _ring(over: Callable[[], bool], at: FrameType | None) -> None:
    """Interrupt what is done; trio itself, and who cleans up, is let be, and looked at a little later."""
    if not over() or _collects(at):
        return
    with suppress(RuntimeError):  # trio does not run
        trio.lowlevel.current_trio_token()
        if trio.lowlevel.currently_ki_protected():
            return
        clock = trio.lowlevel.current_clock()
        if isinstance(clock, Quick):
            clock.ended += 1
    raise OverError


def _collects(at: FrameType | None) -> bool:
    """Tell whether garbage is collected, where what is raised is printed, and ends nothing."""
    codes = {getattr(one, "__code__", None) for one in gc.callbacks}
    while at is not None:
        if at.f_code in codes:
            return True
        at = at.f_back
    return False


class Quick(trio.abc.Clock):
    """A clock that need not be waited for: where all tasks wait for the time, it is there at once.

    As long as a thread works for a task, or one waits for a socket, it goes as fast as the real one, until
    the time of the search is over. It stops, and the run with it, where a talk catches all that ends it.

    Attributes:
        watch: looks over the talk that is held.
        ended: how often that was ended, and went on.
    """

    def __init__(self) -> None:
        self._now = 0.0
        self._since: float | None = None  # when the real time was looked at last, where it counts
        self._over = _END.get().over
        self.watch: _Watch | None = None
        self.ended = 0

    def watched(self, watch: "_Watch | None") -> None:
        """Begin with a talk."""
        self.watch, self.ended = watch, 0

    def start_clock(self) -> None:
        """Begin: at 0."""

    def current_time(self) -> float:
        """Return the time."""
        if self._since is not None:
            now = time.monotonic()
            self._now, self._since = self._now + now - self._since, now
        if self.watch is not None:
            self.ended += self._now >= self.watch.scope.deadline
            if self.ended > STUBBORN:
                _keep(trio.lowlevel.current_root_task())
                raise self.watch.left()
        return self._now

    def deadline_to_sleep_time(self, deadline: float) -> float:
        """Go to when somebody waits for the time next; say how long to wait for what is outside."""
        left = deadline - self.current_time()
        self._since = time.monotonic() if _outside() and not self._over() else None
        if left <= 0:
            return 0.0
        if self._since is None and left < math.inf:
            self._now = deadline
            return 0.0
        return min(left, TICK)


def _outside() -> bool:
    """Tell whether a thread works for a task, or one waits for a socket: trio's own is always waited for."""
    known: Any = trio.lowlevel.current_statistics().io_statistics
    fields = "tasks_waiting", "tasks_waiting_read", "tasks_waiting_write", "tasks_waiting_overlapped"
    waiting = sum(getattr(known, field, 0) for field in fields)
    return waiting > 1 or trio.to_thread.current_default_thread_limiter().borrowed_tokens > 0


def _keep(task: object) -> None:
    """Never let go of a task, and of all below it: who catches everything would be run again to be closed."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(task))


def at_once(work: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine function to its end in a time of its own, and leave it where its talk cannot be ended.

    What is left so is never run again: not what it still had to do, nor its `finally`.

    Raises:
        EndlessError: it cannot be ended.
        OverError: the same, and the time of a search is over.
    """
    try:
        return anywhere(work, Quick)
    except trio.TrioInternalError as error:  # a run is left so, whatever its tasks catch
        left = error.__cause__
        if not isinstance(left, EndlessError | OverError):
            raise
    raise left.with_traceback(None)


class _Watch:
    """Looks over one talk: a probe that counts, and an observer that keeps the record."""

    def __init__(self, most: int, probe: Probe | None) -> None:
        self.most, self.probe = most, probe
        self.journal: Journal | None = None
        self.scope = trio.CancelScope(deadline=trio.current_time() + DAY)
        self.answers = self.open = 0
        self.began = self.last = time.monotonic()
        self.over, self.silence = _END.get()
        self.clock = trio.lowlevel.current_clock()

    def __call__(self, asked: Asked) -> Said | Missing | None:
        """See who is asked."""
        enough = self.answers == self.most
        if enough or self.over():
            return self._end(asked, _EnoughError if enough else OverError)
        self.answers += 1
        if self.open != asked.put.ask.number:
            self.open = asked.put.ask.number
            self.last = time.monotonic()
            self.scope.deadline = trio.current_time() + asked.put.deadline + DAY
        return None if self.probe is None else self.probe(asked)

    def _end(self, asked: Asked, kind: type[BaseException]) -> Missing:
        """End the talk; where it always catches that, let it wait for its clock, which has stopped."""
        if isinstance(self.clock, Quick):
            self.clock.ended += 1
            if self.clock.ended > STUBBORN:
                return Missing(asked.put.ask, asked.place, "failed")
        raise kind

    def notify(self, journal: Journal, entry: Entry | Close) -> None:
        """Take the record."""
        self.journal = journal
        if isinstance(entry, Said | Missing):
            self.open, self.last = 0, time.monotonic()

    def silent(self, more: str = "") -> EndlessError:
        """Return what is wrong with a talk in which nothing happens any more."""
        what = f"ask {self.open} does not end" if self.open else "it goes on without asking anybody"
        return EndlessError(f"{what}{more}", self.journal)

    def left(self) -> BaseException:
        """Return what is wrong with a talk that catches all that ends it."""
        if self.answers == self.most:
            what = f"after {self.most} answers it still goes on, {CATCHES}"
            return EndlessError(what, self.journal)
        if self.over() and time.monotonic() - self.last < self.silence:
            return OverError(f"the last talk still goes on after {self.answers} answers, {CATCHES}")
        return self.silent(f", {CATCHES}")

    def late(self) -> BaseException:
        """Return what is wrong where the time is over: nothing with a talk that has just asked somebody."""
        now = time.monotonic()
        if now - self.last >= self.silence:
            return self.silent()
        long = now - self.began >= SECOND
        return OverError(f"the last talk still goes on after {self.answers} answers" if long else "")


async def watched(
    talk: Callable[..., Awaitable[Journal]],
    *,
    most: int = MANY,
    probe: Probe | None = None,
    observers: Sequence[Observer] = (),
    **options: Any,
) -> Journal:
    """Hold a talk, and end it where it does not by itself.

    Args:
        talk: holds it: `Table.talk` with all but what is named here.
        most: after how many answers it is given up.
        probe: as of `Table.talk`.
        observers: likewise.
        **options: likewise.

    Raises:
        EndlessError: it still goes on after so many answers, or for a day of its own time without asking
            anybody; or, where the time of a search is over, for a fifth of it.
        OverError: the time of a search is over.
    """
    watch = _Watch(most, probe)
    clock = watch.clock if isinstance(watch.clock, Quick) else Quick()
    clock.watched(watch)
    try:
        with watch.scope:
            return await talk(probe=watch, observers=(*observers, watch), **options)
    except BaseException as error:
        if _holds(error, _EnoughError):
            raise EndlessError(f"after {most} answers it still goes on", watch.journal) from None
        if _holds(error, OverError):
            raise watch.late() from None
        raise
    finally:
        clock.watched(None)
    raise watch.silent()


def _holds(error: BaseException, kind: type[BaseException]) -> bool:
    """Tell whether an error is of a kind, or is a group with one that is."""
    return isinstance(error, kind) or (
        isinstance(error, BaseExceptionGroup) and error.subgroup(kind) is not None
    )
