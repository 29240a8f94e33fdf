"""The terminal of this process, at which one person at a time is asked."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import trio

if sys.platform != "win32":
    import termios

INPUT = 0
"""Standard input, by its number: Python's own buffer would read ahead, past the line that was asked for."""


class Terminal:
    """Standard input, read line by line; what is put to people goes to standard error.

    Whether a line is there is waited for, on trio's clock; no thread is left behind in a read. What is half
    typed when a limit strikes is dropped; what is typed after it goes to the next prompt. A file or a pipe
    in the place of the terminal is read in the same way.
    """

    def __init__(self) -> None:
        self._typed = bytearray()
        self._free = trio.Lock()
        self._last = trio.Event()
        self._last.set()

    def line_up(self) -> AbstractAsyncContextManager["Terminal"]:
        """Join the queue; to enter it is to wait until one has the terminal. Called in the order of seats."""
        before, self._last = self._last, trio.Event()
        return self._in_turn(before, self._last)

    @asynccontextmanager
    async def _in_turn(self, before: trio.Event, mine: trio.Event) -> AsyncIterator["Terminal"]:
        try:
            await before.wait()
            async with self._free:  # who gives up while it waits lets the next one come up to here
                yield self
        finally:
            mine.set()

    def tell(self, text: str) -> None:
        """Write to standard error, where there is one."""
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()

    async def line(self) -> str | None:
        """Return the next line without its end; None at the end of input, or where there is no input."""
        try:
            while not self._typed.endswith(b"\n"):
                try:
                    await _readable()
                    byte = os.read(INPUT, 1)
                except BlockingIOError:  # somebody else has read it, and made reads not wait
                    continue
                except OSError:  # it is closed, or its other end has gone
                    byte = b""
                if not byte and not self._typed:
                    return None
                self._typed += byte or b"\n"
        except trio.Cancelled:
            self._drop()
            raise
        line = self._typed.decode(errors="replace")
        self._typed.clear()
        return line.rstrip("\r\n")

    def _drop(self) -> None:
        """Forget what is half typed at a terminal: it answers what is no longer asked."""
        if sys.platform != "win32" and os.isatty(INPUT):
            termios.tcflush(INPUT, termios.TCIFLUSH)
            self._typed.clear()


async def _readable() -> None:
    """Wait until a read gives something; of a file, which cannot be waited for, it always does."""
    try:
        await trio.lowlevel.wait_readable(INPUT)
    except PermissionError:
        await trio.lowlevel.checkpoint()


_TERMINAL: trio.lowlevel.RunVar[Terminal] = trio.lowlevel.RunVar("moot terminal")


def terminal() -> Terminal:
    """Return the terminal that all tables of this trio run share."""
    try:
        return _TERMINAL.get()
    except LookupError:
        made = Terminal()
        _TERMINAL.set(made)
        return made
