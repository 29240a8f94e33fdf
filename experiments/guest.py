"""Trio as a guest of asyncio: what runs under trio is awaited from asyncio, on the same thread.

A thread holds one trio run at a time, so that all who await something on a loop share one: it begins with the
first of them, and ends with the last.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from functools import partial
from typing import Any, Generic, TypeVar

import trio

from ..sim.errors import alone

T = TypeVar("T")


async def in_asyncio(work: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine function of trio to its end, awaited from asyncio; groups of one are unwrapped.

    Cancelling the task cancels the work, and waits until it is over.
    """
    while (guest := _HERE.guest) is not None and guest.leaving:
        await asyncio.wait([guest.left])
    if guest is None:
        guest = _HERE.guest = _Guest()
    job = _Job(work)
    guest.take(job)
    cancelled: asyncio.CancelledError | None = None
    while not job.over.done():
        try:
            await asyncio.wait([job.over])
        except asyncio.CancelledError as error:
            cancelled = error
            job.scope.cancel()
    if cancelled is None:
        return job.over.result()
    if not job.over.cancelled():
        job.over.exception()  # nobody waits for it any more
    raise cancelled


class _Job(Generic[T]):
    """One coroutine function to be run.

    Attributes:
        scope: cancels it.
        over: its result, for asyncio.
        settle: hands that over; None while it runs.
    """

    def __init__(self, work: Callable[[], Awaitable[T]]) -> None:
        self.scope = trio.CancelScope()
        self.over: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.settle: Callable[[], object] | None = None
        self.context = copy_context()
        self._work = work

    async def hold(self, guest: "_Guest") -> None:
        """Run it; what it raises is its awaiter's, unless the whole guest is told to go."""
        settle: Callable[[], object] = self.over.cancel
        try:
            with self.scope:
                settle = partial(self.over.set_result, await self._work())
        except BaseException as error:
            if guest.falling:
                raise
            settle = partial(self.over.set_exception, alone(error))
        self.settle = settle
        guest.look()


class _Guest:
    """A trio run on the thread of the running asyncio loop.

    Attributes:
        leaving: whether it takes no more jobs.
        left: done when the run is.
    """

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.leaving = False
        self.left: asyncio.Future[None] = loop.create_future()
        self._jobs: list[_Job[Any]] = []
        self._new: list[_Job[Any]] = []
        self._look = trio.Event()
        self._nursery: trio.Nursery | None = None
        trio.lowlevel.start_guest_run(
            self._main,
            run_sync_soon_threadsafe=loop.call_soon_threadsafe,
            done_callback=self._done,
            host_uses_signal_set_wakeup_fd=True,
        )

    @property
    def falling(self) -> bool:
        """Whether all jobs are told to go, since somebody interrupted the run."""
        return self._nursery is not None and self._nursery.cancel_scope.cancel_called

    def take(self, job: _Job[Any]) -> None:
        """Take one more job."""
        self._new.append(job)
        self.look()

    def look(self) -> None:
        """See what has come and what is over."""
        self._look.set()

    async def _main(self) -> None:
        try:
            async with trio.open_nursery() as self._nursery:
                while self._go_on(self._nursery):
                    self._look = trio.Event()
                    await self._look.wait()
        finally:
            self.leaving = True

    def _go_on(self, nursery: trio.Nursery) -> bool:
        """Start what has come, settle what is over; False when nothing is left.

        The last ones are settled when the run is, so that no loop is closed under it.
        """
        for job in self._new:
            job.context.run(nursery.start_soon, job.hold, self)
        self._jobs += self._new
        self._new = []
        running = [job for job in self._jobs if job.settle is None]
        if not running:
            self.leaving = True
            return False
        for job in self._jobs:
            if job.settle is not None:
                job.settle()
        self._jobs = running
        return True

    def _done(self, outcome: Any) -> None:
        error = getattr(outcome, "error", None)
        for job in self._jobs + self._new:
            if error is not None:
                job.over.set_exception(alone(error))
            elif job.settle is not None:
                job.settle()
        _HERE.guest = None
        self.left.set_result(None)


class _Here(threading.local):
    """The guest of this thread; trio's own limit is one a thread."""

    guest: _Guest | None = None


_HERE = _Here()
