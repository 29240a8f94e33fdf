"""The application: it plays a script to whoever asks, and counts what it was asked and what it told.

Any server of ASGI can run it. To break a line it needs more than ASGI has: a function in the extensions of
the scope, `BREAK`, called with whether the line is reset. The port and the transport beside it have one.
"""

import json
from collections import Counter, deque
from dataclasses import dataclass
from typing import Any, Literal

import trio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .replies import Answer, fill
from .script import Asked, Script, Step

BREAK = "scripted.break"


@dataclass(slots=True)
class Call:
    """A request, and what became of it.

    Attributes:
        path: that was posted to.
        asked: the request.
        reply: the file that it was answered from.
        status: of the reply.
        usage: tokens read and written, as the reply tells them; None where it tells none.
        end: `waiting`, until the reply is on its way to its last byte: `whole`; or the line was `cut` or
            `reset`; or the client had `gone` before.
    """

    path: str
    asked: Asked
    reply: str
    status: int
    usage: tuple[int, int] | None
    end: Literal["waiting", "whole", "cut", "reset", "gone"] = "waiting"


class Counts:
    """What a server was asked.

    Attributes:
        calls: the requests in the order of their arrival; the last ones, where no more are kept.
        models: how many each model had.
        read: tokens that whole replies told as read.
        written: and as written.
    """

    def __init__(self, keep: int | None = None) -> None:
        self.calls = deque[Call](maxlen=keep)
        self.models = Counter[str]()
        self.read = 0
        self.written = 0
        self._more = trio.Event()

    @property
    def total(self) -> int:
        """How many calls came."""
        return self.models.total()

    def came(self, call: Call) -> None:
        """Enter a call."""
        self.calls.append(call)
        self.models[call.asked.model] += 1
        self._more.set()
        self._more = trio.Event()

    def answered(self, call: Call) -> None:
        """Enter that its reply goes out whole."""
        call.end = "whole"
        read, written = call.usage or (0, 0)
        self.read += read
        self.written += written

    async def reached(self, total: int) -> None:
        """Wait until so many calls came."""
        while self.total < total:
            await self._more.wait()

    def summary(self) -> dict[str, Any]:
        """Return the sums, as `GET /counts` tells them."""
        models = dict(sorted(self.models.items()))
        return {"calls": self.total, "models": models, "read": self.read, "written": self.written}


class Scripted:
    """A server that plays a script.

    Attributes:
        script: what it plays.
        counts: what it was asked.
        app: the application: `POST /v1/chat/completions`, `POST /v1/moderations`, `GET /counts`.
    """

    def __init__(self, script: Script, *, keep: int | None = None) -> None:
        """Set up.

        Args:
            script: what it plays.
            keep: how many requests it remembers; None = all.
        """
        self.script = script
        self.counts = Counts(keep)
        self._played = Counter[str]()
        self.app = Starlette(
            routes=[
                Route("/v1/chat/completions", self._answer, methods=["POST"]),
                Route("/v1/moderations", self._answer, methods=["POST"]),
                Route("/counts", self._told, methods=["GET"]),
            ]
        )

    async def _answer(self, request: Request) -> Response:
        raw = await request.body()
        asked, step = self._step(raw, dict(request.headers))
        answer = fill(step, asked)
        call = Call(request.url.path, asked, step.reply, answer.status, answer.usage)
        self.counts.came(call)
        return _Played(step, answer, call, self)

    def _step(self, raw: bytes, headers: dict[str, str]) -> tuple[Asked, Step]:
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return Asked("", {}, headers, raw, 0), Step(reply="bad_json")
        model = str(body.get("model", ""))
        asked = Asked(model, body, headers, raw, self._played[model])
        step, played = self.script.step(asked)
        self._played[model] += played
        return asked, step

    async def _told(self, _: Request) -> Response:
        return JSONResponse(self.counts.summary())


class _Played(Response):
    """A reply that takes its time, and perhaps never comes to its end."""

    def __init__(self, step: Step, answer: Answer, call: Call, server: Scripted) -> None:
        super().__init__(status_code=answer.status, headers=dict(answer.headers))
        self.step = step
        self.answer = answer
        self.call = call
        self.server = server
        if len(answer.chunks) == 1:
            self.headers["content-length"] = str(len(answer.chunks[0]))
        else:
            del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._leave, receive, nursery.cancel_scope)
            await self._play(scope, send)
            nursery.cancel_scope.cancel()

    async def _leave(self, receive: Receive, playing: trio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        if self.call.end == "waiting":
            self.call.end = "gone"
            playing.cancel()

    async def _play(self, scope: Scope, send: Send) -> None:
        await trio.sleep(self.server.script.delay + self.step.after)
        if self.step.breaks:
            await self._play_in_part(scope, send)
            return
        await self._begin(send)
        *chunks, last = self.answer.chunks
        for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await trio.sleep(self.step.pace)
        self.server.counts.answered(self.call)
        await send({"type": "http.response.body", "body": last})

    async def _play_in_part(self, scope: Scope, send: Send) -> None:
        if self.step.at:
            await self._begin(send)
            body = b"".join(self.answer.chunks)
            part = body[: int(self.step.at * len(body))]
            await send({"type": "http.response.body", "body": part, "more_body": True})
        if self.step.breaks == "hang":
            await trio.sleep_forever()
        else:
            self.call.end = self.step.breaks or "whole"
            scope["extensions"][BREAK](self.step.breaks == "reset")

    async def _begin(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
