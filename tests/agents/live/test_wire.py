"""One endpoint over a real port: what comes back is JSON or a failure in one line; nothing is tried twice."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
import trio
from scripted.application import Scripted
from scripted.port import serving
from scripted.script import Plays, Script, Step
from scripted.table import playing
from scripted.transport import BASE_URL, carrying

from moot.agents.live import Endpoint, Failed, Redactor
from moot.agents.live.wire import MOST, Wire

KEY = "sk-abcdefghijklmnop"
BODY = {"model": "m", "messages": [{"role": "user", "content": "Tea?"}], "max_tokens": 50}
REPLY: dict[str, Any] = {"choices": [{"message": {"content": "Tea"}, "finish_reason": "stop"}]}

UNREAD = pytest.mark.filterwarnings("ignore:Async generator '(httpx2|httpcore2):ResourceWarning")

Work = Callable[[Wire], Awaitable[Any]]


def over(server: Scripted, work: Work) -> Any:
    """Do some work over a wire to a port."""

    async def connected() -> Any:
        async with (
            serving(server) as address,
            Wire(Endpoint(address, KEY, "MINE"), redactor=Redactor([KEY])) as wire,
        ):
            return await work(wire)

    return trio.run(connected)


async def chat(wire: Wire, **more: Any) -> Any:
    return await wire.post("/chat/completions", BODY | more)


async def failure(wire: Wire, **more: Any) -> Failed:
    with pytest.raises(Failed) as caught:
        await chat(wire, **more)
    return caught.value


def carried(response: httpx2.Response, work: Work) -> Any:
    """Do some work over a wire at whose end this response is."""

    async def connected() -> Any:
        transport = httpx2.MockTransport(lambda _: response)
        async with Wire(Endpoint(BASE_URL, KEY, "MINE"), transport, Redactor([KEY])) as wire:
            return await work(wire)

    return trio.run(connected)


@pytest.mark.parametrize("stream", [False, True])
def test_a_body_goes_there_and_json_comes_back(stream: bool) -> None:
    server = playing(Step(text="Tea"))
    more = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
    reply = over(server, lambda wire: chat(wire, **more))
    assert reply["choices"][0]["message"]["content"] == "Tea"
    (call,) = server.counts.calls
    assert call.asked.body == BODY | more
    assert call.asked.key == KEY
    assert call.asked.headers["accept-encoding"] == "identity"
    assert (reply["usage"]["prompt_tokens"], reply["usage"]["completion_tokens"]) == call.usage


@UNREAD
@pytest.mark.parametrize(
    ("step", "status", "wait", "why"),
    [
        (Step(reply="rate_limited"), 429, 2.0, "said 429: Rate limit reached for m in organization"),
        (Step(reply="server_error"), 500, None, "said 500: The server had an error"),
        (Step(reply="unknown_model"), 404, None, "are the model's name and base_url right?"),
        (Step(reply="unknown_model_vllm"), 404, None, "said 404: The model `m` does not exist."),
        (Step(reply="wrong_key"), 401, None, "is the key in MINE right?"),
        (Step(reply="openrouter_error"), 502, None, "said 502: Provider returned error"),
        (Step(reply="html"), 200, None, "sent text/html; charset=utf-8 in the place of JSON: '<!DOCTYPE"),
        (Step(reply="truncated"), None, None, "sent what is no JSON: '{"),
        (Step(breaks="reset"), None, None, "cannot be reached: ReadError"),
        (Step(breaks="cut", at=0.5), None, None, "cannot be reached: RemoteProtocolError: peer closed"),
        (Step(pad=MOST), 200, None, f"sent more than anybody reads: over {MOST} bytes"),
    ],
)
def test_what_is_no_reply_is_a_failure_in_one_line(
    step: Step, status: int | None, wait: float | None, why: str
) -> None:
    server = playing(step)
    failed = over(server, failure)
    assert (failed.status, failed.wait) == (status, wait)
    assert why in str(failed)
    assert "\n" not in str(failed)
    assert KEY not in str(failed)
    assert server.counts.total == 1


def test_where_nobody_listens_it_says_so() -> None:
    async def alone() -> Failed:
        async with Wire(Endpoint("http://127.0.0.1:9/v1", "", "")) as wire:
            return await failure(wire)

    failed = trio.run(alone)
    assert failed.status is None
    assert str(failed).startswith("http://127.0.0.1:9/v1 cannot be reached: ConnectError")


def test_a_connection_serves_again_after_a_failure() -> None:
    server = playing(Step(reply="server_error"), Step(breaks="reset"), Step(text="Tea"))

    async def thrice(wire: Wire) -> Any:
        await failure(wire)
        await failure(wire)
        return await chat(wire)

    assert over(server, thrice)["choices"][0]["message"]["content"] == "Tea"


def test_many_at_once_share_the_connections() -> None:
    server = playing()

    async def many(wire: Wire) -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(20):
                nursery.start_soon(chat, wire)

    over(server, many)
    assert server.counts.total == 20


@pytest.mark.parametrize("before", range(280, 300))
def test_a_key_is_gone_from_what_a_server_echoes_wherever_it_is_cut(before: int) -> None:
    echo = {"error": {"message": "x" * before + KEY}}
    failed = carried(httpx2.Response(400, json=echo), failure)
    assert KEY[:6] not in str(failed)


@pytest.mark.parametrize(
    "response",
    [
        httpx2.Response(500, text=f"what is {KEY}?"),
        httpx2.Response(500, json={"error": KEY}),
        httpx2.Response(500, json=[KEY]),
        httpx2.Response(401, json={"message": f"Authorization: Bearer {KEY[:5]}"}),
        httpx2.Response(200, json={"error": {"message": KEY, "code": 401}}),
        httpx2.Response(200, json={"error": {"message": KEY, "code": KEY}}),
        httpx2.Response(200, text=f"<html>{'x' * 60}{KEY}</html>", headers={"content-type": "text/html"}),
        httpx2.Response(200, text=f'{{"a": "{KEY}', headers={"content-type": "application/json"}),
        httpx2.Response(200, text=f'data: {{"{KEY}', headers={"content-type": "text/event-stream"}),
        httpx2.Response(
            200, text=f'data: {{"error":"{KEY}"}}\n\n', headers={"content-type": "text/event-stream"}
        ),
    ],
)
def test_a_key_is_in_no_failure(response: httpx2.Response) -> None:
    failed = carried(response, failure)
    assert KEY[:5] not in str(failed)


@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
def test_a_key_is_in_no_reply(kind: str) -> None:
    piece = f'{{"choices":[{{"delta":{{"content":"{KEY}"}},"finish_reason":"stop"}}]}}'
    text = f"data: {piece}\n\n" if "stream" in kind else piece
    reply = carried(httpx2.Response(200, text=text, headers={"content-type": kind}), chat)
    assert "choices" in reply
    assert KEY not in str(reply)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nothing_is_sent_after_a_redirect(status: int) -> None:
    elsewhere = httpx2.Response(status, headers={"location": "http://elsewhere.test/v1"})
    failed = carried(elsewhere, failure)
    assert failed.status == status


@pytest.mark.parametrize("packed", ["gzip", "br"])
def test_what_was_not_asked_for_is_not_unpacked(packed: str) -> None:
    response = httpx2.Response(
        200, headers={"content-encoding": packed}, stream=httpx2.ByteStream(b"\x1f\x8b whatever")
    )
    failed = carried(response, failure)
    assert f"{packed} that was not asked for" in str(failed)


@pytest.mark.parametrize("named", ["identity", "Identity", " IDENTITY "])
def test_what_is_not_packed_may_say_so(named: str) -> None:
    response = httpx2.Response(200, headers={"content-encoding": named}, json=REPLY)
    assert carried(response, chat) == REPLY


@pytest.mark.parametrize("error", [None, {}, {"message": "slow"}, "slow"])
def test_an_error_beside_an_answer_is_none(error: Any) -> None:
    assert carried(httpx2.Response(200, json={"error": error, **REPLY}), chat)["choices"] == REPLY["choices"]


@pytest.mark.parametrize("error", [None, "", []])
def test_no_error_is_none_where_no_words_are_asked_for(error: Any) -> None:
    judged = {"error": error, "results": []}
    assert carried(httpx2.Response(200, json=judged), chat) == judged


@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
def test_bytes_that_are_no_text_are_read_as_a_mark(kind: str) -> None:
    piece = b'{"choices":[{"%s":{"content":"Te\xffa"},"finish_reason":"stop"}]}'
    body = b"data: " + piece % b"delta" + b"\n\n" if "stream" in kind else piece % b"message"
    reply = carried(httpx2.Response(200, content=body, headers={"content-type": kind}), chat)
    assert reply["choices"][0]["message"]["content"] == "Te\ufffda"


def test_the_transport_says_the_same_as_the_port() -> None:
    async def both() -> tuple[Any, Any]:
        server = Scripted(Script(models={"m": Plays(steps=(Step(text="Tea"),))}))
        async with (
            carrying(server) as transport,
            serving(server) as address,
            Wire(Endpoint(BASE_URL, KEY, "MINE"), transport) as near,
            Wire(Endpoint(address, KEY, "MINE")) as far,
        ):
            return await chat(near), await chat(far)

    near, far = trio.run(both)
    assert near == far
