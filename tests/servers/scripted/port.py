"""The application on a real port, by the trio worker of hypercorn."""

import math
import socket
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from weakref import WeakSet

import trio
from hypercorn.config import Config
from hypercorn.trio.tcp_server import TCPServer
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import AppWrapper, ConnectionState
from hypercorn.utils import wrap_app

from .application import BREAK, Scripted

AT_ONCE = struct.pack("ii", 1, 0)
"""A socket that lingers for no time is reset when it is closed."""


class _Connection(TCPServer):
    """A connection that the application can break."""

    def __init__(
        self, app: AppWrapper, config: Config, lines: WeakSet[trio.SocketStream], stream: trio.SocketStream
    ) -> None:
        async def breakable(scope: Any, *rest: Any) -> None:
            scope["extensions"][BREAK] = self.hang_up
            await app(scope, *rest)

        given: Any = breakable, config, WorkerContext(None), ConnectionState({}), stream
        super().__init__(*given)  # its types know TLS alone
        self.line = stream
        lines.add(stream)

    def hang_up(self, reset: bool) -> None:
        """Close the socket: the peer reads an end, or a reset."""
        if reset:
            self.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.line.socket.close()


@asynccontextmanager
async def serving(server: Scripted, port: int = 0) -> AsyncIterator[str]:
    """Serve on the loopback; give the base URL; when it is left, what is under way ends at once.

    Args:
        server: what is served.
        port: which; 0 = any that is free.
    """
    config = Config()
    config.keep_alive_timeout = math.inf  # else it hangs up on whoever pauses, which is for the script to say
    config.keep_alive_max_requests = sys.maxsize
    app: Any = server.app  # hypercorn and starlette name the types of ASGI each in its own way
    lines = WeakSet[trio.SocketStream]()
    connection = partial(_Connection, wrap_app(app, 0, "asgi"), config, lines)
    listeners = await trio.open_tcp_listeners(port, host="127.0.0.1")
    (_, found) = listeners[0].socket.getsockname()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.serve_listeners, connection, listeners)
        yield f"http://127.0.0.1:{found}/v1"
        for line in [*lines]:
            line.socket.close()  # what hypercorn sends cannot be cancelled, and a peer may never read it
        nursery.cancel_scope.cancel()
