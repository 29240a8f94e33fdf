"""The application without a socket: a transport of httpx2, for virtual time.

It keeps the client's read timeout and breaks as a line does, with the errors that httpx2 has for that; a
stream comes event by event.
"""

import math
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import trio
from starlette.applications import Starlette

from .application import BREAK, Scripted

BASE_URL = "http://scripted.test/v1"


class _Line(httpx2.AsyncByteStream):
    """One exchange: what the application sends, as the client reads it."""

    def __init__(self, request: httpx2.Request) -> None:
        self.request = request
        self.left = trio.Event()
        self._limit: float | None = request.extensions.get("timeout", {}).get("read")
        self._put, self._get = trio.open_memory_channel[MutableMapping[str, Any]](math.inf)
        self._request: list[MutableMapping[str, Any]] = []
        self._reset = False
        self._begun = False

    async def play(self, app: Starlette) -> None:
        """Run the application to its end."""
        url = self.request.url
        self._request = [{"type": "http.request", "body": await self.request.aread(), "more_body": False}]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.request.method,
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": url.raw_path.partition(b"?")[0],
            "query_string": url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in self.request.headers.raw],
            "client": ("127.0.0.1", 1),
            "server": (url.host, url.port),
            "extensions": {BREAK: self._break},
        }
        with self._put:
            await app(scope, self._receive, self._put.send)

    async def _receive(self) -> MutableMapping[str, Any]:
        if self._request:
            return self._request.pop()
        await self.left.wait()
        return {"type": "http.disconnect"}

    def _break(self, reset: bool) -> None:
        self._reset = reset

    async def read(self) -> MutableMapping[str, Any]:
        """Wait for what the application sends next, as long as the client would."""
        try:
            with trio.fail_after(math.inf if self._limit is None else self._limit):
                message = await self._get.receive()
        except trio.TooSlowError:
            raise httpx2.ReadTimeout("", request=self.request) from None
        except trio.EndOfChannel:
            if self._reset:
                raise httpx2.ReadError("", request=self.request) from None
            seen = "complete message body" if self._begun else "a response"
            raise httpx2.RemoteProtocolError(
                f"Server disconnected without sending {seen}.", request=self.request
            ) from None
        self._begun = True
        return message

    async def __aiter__(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self.read()
            more = message.get("more_body", False)
            yield message.get("body", b"")

    async def aclose(self) -> None:
        """Tell the application that nobody listens."""
        self.left.set()


class _Transport(httpx2.AsyncBaseTransport):
    def __init__(self, app: Starlette, nursery: trio.Nursery) -> None:
        self.app = app
        self.nursery = nursery

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        line = _Line(request)
        self.nursery.start_soon(line.play, self.app)
        try:
            head = await line.read()
        except BaseException:
            await line.aclose()
            raise
        return httpx2.Response(head["status"], headers=head["headers"], stream=line, request=request)


@asynccontextmanager
async def carrying(server: Scripted) -> AsyncIterator[httpx2.AsyncBaseTransport]:
    """Give what carries requests to this server, whatever their address.

    Args:
        server: who answers.
    """
    async with trio.open_nursery() as nursery:
        yield _Transport(server.app, nursery)
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def connected(server: Scripted) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a client that reaches this server and nothing else, at `BASE_URL`.

    Args:
        server: who answers.
    """
    async with carrying(server) as transport, httpx2.AsyncClient(transport=transport) as client:
        yield client
