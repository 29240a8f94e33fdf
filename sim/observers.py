"""Watching a table from outside, without ever slowing it."""

from collections.abc import AsyncIterator
from typing import Protocol

import trio

from .journal import Close, Entry, Journal

Event = tuple[Journal, Entry | Close]


class Observer(Protocol):
    """Whatever wants to be told what is recorded, as it is recorded. It must return at once."""

    def notify(self, journal: Journal, entry: Entry | Close) -> None:
        """Take one entry of a journal; its close comes last."""


class Watch:
    """An observer with a bounded queue: iterate over it in a trio task of your own.

    What does not fit is lost, and counted in `lost`; the table is never made to wait.

    Args:
        capacity: how many entries may wait.
    """

    def __init__(self, capacity: int = 256) -> None:
        self._send, self._receive = trio.open_memory_channel[Event](capacity)
        self.lost = 0

    def notify(self, journal: Journal, entry: Entry | Close) -> None:
        """Queue an entry, or count it as lost."""
        try:
            self._send.send_nowait((journal, entry))
        except (trio.WouldBlock, trio.ClosedResourceError, trio.BrokenResourceError):
            self.lost += 1

    def close(self) -> None:
        """End the iteration, once what is queued has been read."""
        self._send.close()

    async def __aiter__(self) -> AsyncIterator[Event]:
        async for event in self._receive:
            yield event
