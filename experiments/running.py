"""Running a coroutine function to its end, from outside of trio or from wherever."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import trio

from ..sim import SpecError

T = TypeVar("T")


def in_trio(work: Callable[[], Awaitable[T]], name: str = "run", inside: str = "deliberate") -> T:
    """Run a coroutine function to its end, with groups of one exception unwrapped.

    Args:
        work: the function.
        name: by which moot calls it.
        inside: what moot calls it inside trio.

    Raises:
        SpecError: called from inside trio, where it has to be awaited.
    """
    if inside_trio():
        raise SpecError(f"moot.{name} was called inside trio: write `await moot.{inside}(...)` there")
    try:
        return trio.run(work)
    except BaseExceptionGroup as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        raise error from None


def anywhere(work: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine function to its end; inside trio in a thread, and all else there waits for it."""
    if not inside_trio():
        return in_trio(work)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(in_trio, work).result()


def inside_trio() -> bool:
    """Tell whether the caller runs inside trio."""
    try:
        trio.lowlevel.current_task()
    except RuntimeError:
        return False
    return True
