"""How fast an endpoint is asked: calls at once, and requests and tokens in any minute."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio
from pydantic import Field

from ...sim import SpecError
from ...sim.value import Value

MINUTE = 60.0


class Limits(Value):
    """What an endpoint takes; None = as much as comes.

    Attributes:
        at_once: calls in flight.
        requests: in any 60 s, the first moment counted and the last not.
        tokens: in any 60 s, read and written.
    """

    at_once: int | None = Field(default=None, ge=1)
    requests: int | None = Field(default=None, ge=1)
    tokens: int | None = Field(default=None, ge=1)

    def check(self, tokens: int, what: str) -> None:
        """Check that what needs so many tokens passes at all.

        Raises:
            SpecError: those are more than are let through in a minute, so that it would wait for ever.
        """
        if self.tokens is not None and tokens > self.tokens:
            raise SpecError(
                f"{what} can need {tokens} tokens, which never pass where {self.tokens} a minute are let "
                "through: lower max_tokens, or raise the limit"
            )


class Pass:
    """That a call was let through.

    Attributes:
        at: the moment, on trio's clock.
        tokens: what it counts as.
    """

    __slots__ = ("_gate", "at", "tokens")

    def __init__(self, gate: "Gate", at: float, tokens: int) -> None:
        self._gate = gate
        self.at = at
        self.tokens = tokens

    def used(self, tokens: int) -> None:
        """Note the tokens that the call did use, so that others need not wait for those it did not."""
        self._gate.correct(self, tokens)


class Gate:
    """What all calls to one endpoint pass, in the order in which they came.

    A call that has to wait holds up those behind it: a large one is not starved by small ones. A sliding
    window is kept of the calls let through in the last minute: O(1) a call, and memory for those.

    Args:
        limits: of the endpoint.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._first = trio.StrictFIFOLock()
        self._slots = None if limits.at_once is None else trio.Semaphore(limits.at_once)
        self._window: deque[Pass] = deque()
        self._tokens = 0  # in the window
        self._fewer = trio.Event()  # the window holds fewer tokens than when somebody last looked

    @asynccontextmanager
    async def call(self, tokens: int) -> AsyncIterator[Pass]:
        """Wait until a call may be made, and hold its place among those at once while the block runs.

        One that is cancelled while it waits leaves no trace. One that was let through counts for its minute,
        whatever becomes of it.

        Args:
            tokens: that it can need, at most.

        Raises:
            SpecError: those are more than the endpoint takes in a minute, so that it would wait for ever.
        """
        self._limits.check(tokens, "a call")
        async with self._first:
            if self._slots is not None:
                await self._slots.acquire()
            try:
                await self._room(tokens)
            except BaseException:
                self._free()
                raise
            passed = self._let_through(tokens)
        try:
            yield passed
        finally:
            self._free()

    def _free(self) -> None:
        if self._slots is not None:
            self._slots.release()

    async def _room(self, tokens: int) -> None:
        """Wait until the window has room for one more call of so many tokens."""
        limits = self._limits
        while True:
            self._slide()
            crowded = limits.requests is not None and len(self._window) >= limits.requests
            if not crowded and (limits.tokens is None or self._tokens + tokens <= limits.tokens):
                return
            self._fewer = trio.Event()
            with trio.move_on_at(self._window[0].at + MINUTE):
                await self._fewer.wait()

    def _let_through(self, tokens: int) -> Pass:
        passed = Pass(self, trio.current_time(), tokens)
        if self._limits.requests is not None or self._limits.tokens is not None:
            self._window.append(passed)
            self._tokens += tokens
        return passed

    def _slide(self) -> None:
        """Drop what is a minute old."""
        now = trio.current_time()
        while self._window and self._window[0].at + MINUTE <= now:
            self._tokens -= self._window.popleft().tokens

    def correct(self, passed: Pass, tokens: int) -> None:
        """Count a call as so many tokens from now on; see `Pass.used`."""
        self._slide()
        if self._window and passed.at >= self._window[0].at:
            self._tokens += tokens - passed.tokens
        passed.tokens = tokens
        self._fewer.set()
