"""How one model is asked at one address: found out by one call, while others that were refused wait."""

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import trio

from .dialect import Dialect
from .retries import Failed

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds that who was refused waits for another to find a way, beside twice what its own refusal took."""


class Ladder:
    """What an endpoint takes from a model: at first the strictest way is tried, by all who come at once.

    Where it is refused, the first to hear so goes down by itself; the others wait for it, though no longer
    than a refusal takes: if none has come by then, the way that it tries may well be the one. It belongs to
    one trio run.

    Args:
        names: of the model and of its address, which may hold words that a refusal is told by.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._own = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))
        self._now = Dialect()
        self._settled: Dialect | None = None
        self._found = trio.Event()  # whoever goes down has an answer

    async def climb_down(self, ask: Callable[[Dialect], Awaitable[T]]) -> T:
        """Ask in the way that is known to be taken, or else find it out.

        Args:
            ask: makes one call in such a way.

        Raises:
            Failed: the call did, for no fault of the way it was asked in.
        """
        mine = trio.Event()
        try:
            while True:
                tried, began = self._now, trio.current_time()
                try:
                    reply = await ask(tried)
                except Failed as failed:
                    lower = self._below(tried, failed)
                    if self._now == tried:
                        self._now, self._found = lower, mine
                    else:
                        with trio.move_on_after(PATIENCE + 2 * (trio.current_time() - began)):
                            await self._found.wait()
                    continue
                self._now = self._settled = tried
                return reply
        finally:
            mine.set()

    def _below(self, tried: Dialect, failed: Failed) -> Dialect:
        """Return the next way down, where it is the way that was refused.

        Raises:
            Failed: it is not.
        """
        if failed.status is not None:
            said = self._own.sub("", str(failed))
            lower = tried.lowered(failed.status, said, settled=self._settled == tried)
            if lower is not None:
                return lower
        raise failed
