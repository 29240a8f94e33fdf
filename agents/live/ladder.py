"""How one model is asked at one address: found out by one call, while those that came with it wait."""

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import trio

from .dialect import Dialect
from .retries import Failed

T = TypeVar("T")


class Ladder:
    """What an endpoint takes from a model: at first the strictest way is tried, by all who come at once.

    Where it is refused, the first to hear so goes down by itself, until a way is taken; the others wait for
    that. It belongs to one trio run.

    Args:
        names: of the model and of its address, which may hold words that a refusal is told by.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._own = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))
        self._dialect = Dialect()
        self._settled = False
        self._found: trio.Event | None = None  # while somebody goes down

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
                while (found := self._found) is not None and found is not mine:
                    await found.wait()
                tried = self._dialect
                try:
                    reply = await ask(tried)
                except Failed as failed:
                    if self._dialect == tried:  # else another call has found out in the meantime
                        self._dialect = self._below(failed)
                        self._found = mine
                    continue
                self._dialect, self._settled = tried, True
                return reply
        finally:
            if self._found is mine:
                self._found = None
            mine.set()

    def _below(self, failed: Failed) -> Dialect:
        """Return the next way down, where it is the way that was refused.

        Raises:
            Failed: it is not.
        """
        if failed.status is not None:
            said = self._own.sub("", str(failed))
            lower = self._dialect.lowered(failed.status, said, settled=self._settled)
            if lower is not None:
                return lower
        raise failed
