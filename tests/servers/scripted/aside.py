"""A scripted server on a port, in a thread of its own: for programs that are no part of this trio run."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Thread

import trio

from .application import Scripted
from .port import serving


@contextmanager
def beside(server: Scripted, port: int = 0) -> Iterator[str]:
    """Serve inside the `with` block, and give the base URL.

    Args:
        server: who answers; what it counts can be read once an answer came.
        port: which; 0 = any that is free.
    """
    said: Queue[tuple[str, trio.lowlevel.TrioToken, trio.CancelScope]] = Queue()

    async def serve() -> None:
        with trio.CancelScope() as scope:
            async with serving(server, port) as base_url:
                said.put((base_url, trio.lowlevel.current_trio_token(), scope))
                await trio.sleep_forever()

    thread = Thread(target=trio.run, args=(serve,))
    thread.start()
    base_url, token, scope = said.get()
    try:
        yield base_url
    finally:
        token.run_sync_soon(scope.cancel)
        thread.join()
