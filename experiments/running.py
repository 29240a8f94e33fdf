"""Running a coroutine function to its end: from outside of any loop, inside trio, inside asyncio."""

import sys
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial, wraps
from typing import Any, Generic, ParamSpec, TypeVar

import trio

from ..sim import SpecError
from ..sim.errors import alone

P = ParamSpec("P")
T = TypeVar("T")


def in_trio(work: Callable[[], Awaitable[T]], name: str = "run", inside: str = "deliberate") -> T:
    """Run a coroutine function to its end, with groups of one exception unwrapped.

    Inside asyncio, as in a notebook, it runs in a thread of its own, and the loop waits for it: the thread of
    the loop may have a trio run as its guest, and signals stay with whoever handles them there.

    Args:
        work: the function.
        name: by which moot calls it.
        inside: what moot calls it inside trio.

    Raises:
        SpecError: called from inside trio, where it has to be awaited.
    """
    if inside_trio():
        raise SpecError(f"moot.{name} was called inside trio: write `await moot.{inside}(...)` there")
    return _in_thread(work) if inside_asyncio() else _to_its_end(work)


def anywhere(work: Callable[[], Awaitable[T]], clock: Callable[[], trio.abc.Clock] | None = None) -> T:
    """Run a coroutine function to its end; inside trio in a thread, and all else there waits for it.

    Args:
        work: the function.
        clock: makes the clock of the run; that of the world where none is given.
    """
    return _in_thread(work, clock) if inside_trio() or inside_asyncio() else _to_its_end(work, clock)


def in_either(function: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let a coroutine function of trio be awaited inside asyncio, too, where trio is then a guest."""

    @wraps(function)
    async def awaited(*args: P.args, **options: P.kwargs) -> T:
        if inside_trio():
            return await function(*args, **options)
        if not inside_asyncio():
            name = function.__name__
            raise SpecError(f"{name} is awaited inside trio or asyncio, and here is neither: use moot.run")
        from .guest import in_asyncio  # noqa: PLC0415 - only wanted inside asyncio

        return await in_asyncio(partial(function, *args, **options))

    return awaited


def inside_trio() -> bool:
    """Tell whether the caller runs inside trio."""
    try:
        trio.lowlevel.current_task()
    except RuntimeError:
        return False
    return True


def inside_asyncio() -> bool:
    """Tell whether the caller runs inside asyncio, and not in a guest of it."""
    asyncio = sys.modules.get("asyncio")  # which nobody is inside of who has not loaded it
    if asyncio is None or inside_trio():
        return False
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _to_its_end(work: Callable[[], Awaitable[T]], clock: Callable[[], trio.abc.Clock] | None = None) -> T:
    try:
        return trio.run(work, clock=clock and clock())
    except BaseExceptionGroup as group:
        raise alone(group) from None


def _in_thread(work: Callable[[], Awaitable[T]], clock: Callable[[], trio.abc.Clock] | None = None) -> T:
    held = Stoppable(work)
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(copy_context().run, _to_its_end, held.hold, clock)
        try:
            return running.result()
        except KeyboardInterrupt:
            held.stop()  # or it would go on, and be waited for
            raise


class Stoppable(Generic[T]):
    """A run that another thread can stop."""

    def __init__(self, work: Callable[[], Awaitable[T]]) -> None:
        self._work = work
        self._scope = trio.CancelScope()
        self._token: trio.lowlevel.TrioToken | None = None
        self._stopped = False

    async def hold(self) -> T:
        """Run it; a KeyboardInterrupt where it was stopped."""
        self._token = trio.lowlevel.current_trio_token()
        if self._stopped:
            self._scope.cancel()
        with self._scope:
            return await self._work()
        raise KeyboardInterrupt  # which the other thread has seen

    def stop(self) -> None:
        """Cancel it, from any thread, begun or not."""
        self._stopped = True
        if self._token is not None:
            with suppress(trio.RunFinishedError):
                self._token.run_sync_soon(self._scope.cancel)
