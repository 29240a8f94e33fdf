"""One endpoint on the network, through the openai SDK: a body goes there, and JSON comes back.

Nothing is tried twice here, and nothing is read but whether a reply came and is JSON.
"""

import json
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Any, Self

import httpx2
import openai

from .dialect import MalformedError, assembled
from .endpoint import HOSTED, Endpoint
from .redaction import Redactor
from .retries import Failed, asked_wait

MOST = 8 * 2**20
"""The bytes of a reply, at most: a thousand times what an answer needs."""

_OWN = ("OpenAI-Organization", "OpenAI-Project")

CONNECTING = 20.0
"""Seconds that a connection may take to be made. How long a reply may take is for whoever waits for it."""


class TooLongError(Exception):
    """A reply is longer than anybody will read."""


class Wire:
    """The connections to one endpoint, shared by all who ask it. It belongs to one trio run.

    Args:
        endpoint: the address, and the key.
        transport: what carries requests in the place of sockets.
        redactor: takes the secrets out of what comes back, before any of it is cut or told.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        transport: httpx2.AsyncBaseTransport | None = None,
        redactor: Redactor | None = None,
    ) -> None:
        self._address, self._variable = endpoint.base_url, endpoint.variable
        self._redactor = redactor or Redactor()
        http = httpx2.AsyncClient(
            transport=transport,
            timeout=httpx2.Timeout(None, connect=CONNECTING),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=None),
            event_hooks={"response": [_bounded]},
        )
        # what the environment says of OpenAI is nobody else's business
        foreign = {} if endpoint.base_url == HOSTED else dict.fromkeys(_OWN, openai.omit)
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.key or "none",  # the SDK sends something
            max_retries=0,
            http_client=http,
            default_headers={"Accept-Encoding": "identity", **foreign},  # type: ignore[dict-item] # Omit is taken, and not in the types
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._client.close()

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Send a body and return the reply, parsed; of a stream, what its pieces come to.

        Args:
            path: behind the address, such as `/chat/completions`.
            body: JSON.

        Raises:
            Failed: there is no reply, or it is none.
        """
        try:
            response = await self._client.post(path, cast_to=httpx2.Response, body=dict(body))
        except openai.APIStatusError as error:
            wait = asked_wait(error.response.headers)
            raise Failed(self._refused(error.status_code, error.body), error.status_code, wait) from error
        except openai.APIConnectionError as error:
            why = error.__cause__ or error
            said = self._redactor.error(f"{type(why).__name__}: {why}")
            raise Failed(f"{self._address} cannot be reached: {said.removesuffix(': ')}") from error
        except TooLongError as error:
            raise Failed(f"{self._address} sent more than anybody reads: {error}", HTTPStatus.OK) from error
        return self._parsed(response)

    def _parsed(self, response: httpx2.Response) -> Any:
        kind = response.headers.get("content-type", "")
        try:
            if kind.startswith("text/event-stream"):
                return assembled(self._redactor.text(response.content.decode(errors="replace")))
            body = self._redactor.words(json.loads(response.content.decode(errors="replace")))
        except MalformedError as error:
            raise Failed(f"{self._address}: {error}") from error
        except (ValueError, RecursionError) as error:
            seen = repr(self._redactor.error(response.text)[:80])
            if "json" in kind:  # half of it, perhaps
                raise Failed(f"{self._address} sent what is no JSON: {seen}") from error
            raise Failed(
                f"{self._address} sent {kind or 'something'} in the place of JSON: {seen}; "
                "is base_url right? Most end in /v1",
                response.status_code,
            ) from error
        if isinstance(body, dict) and isinstance(body.get("error"), Mapping) and "choices" not in body:
            status = body["error"].get("code")  # some say with status 200 that they failed
            raise Failed(self._refused(status, body["error"]), status if isinstance(status, int) else None)
        return body

    def _refused(self, status: Any, body: Any) -> str:
        """Say in one line what an endpoint said."""
        inner = body.get("error", body) if isinstance(body, Mapping) else body
        message = inner.get("message", inner) if isinstance(inner, Mapping) else inner
        words = " ".join(self._redactor.error(str(message or "nothing more")).split())
        hint = ""
        if status in (401, 403):
            hint = f"; is the key in {self._variable} right?" if self._variable else "; does it need a key?"
        if status == HTTPStatus.NOT_FOUND:
            hint = "; are the model's name and base_url right?"
        return f"{self._address} said {status}: {words[:300]}{hint}"


async def _bounded(response: httpx2.Response) -> None:
    """See to it that no reply is read that does not end."""
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed != "identity":  # which was not asked for, and a little may hold very much
        raise TooLongError(f"{packed} that was not asked for")
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Bounded(response.stream)


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for piece in self._stream:
            length += len(piece)
            if length > MOST:
                raise TooLongError(f"over {MOST} bytes")
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()
