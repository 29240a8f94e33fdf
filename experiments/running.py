"""Running a coroutine function to its end from outside of trio."""

from collections.abc import Awaitable, Callable
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
    try:
        trio.lowlevel.current_task()
    except RuntimeError:
        pass
    else:
        raise SpecError(f"moot.{name} was called inside trio: write `await moot.{inside}(...)` there")
    try:
        return trio.run(work)
    except BaseExceptionGroup as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        raise error from None
