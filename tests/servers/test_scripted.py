"""The scripted server, asked by the bare SDK: each reply arrives as it should, and what was asked is counted.

All is asked over a real port and over the transport, but what takes its time: that only in virtual time.
"""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx2
import openai
import pytest
import trio
from scripted.application import Scripted
from scripted.port import serving
from scripted.replies import read_reply
from scripted.script import REPLIES, Asked, Plays, Script, Step, read_script
from scripted.transport import BASE_URL, connected

TALK: Any = [{"role": "user", "content": "Tea, coffee or water?"}]
SAID = Step().said
TOOL = {"type": "function", "function": {"name": "answer", "parameters": {"type": "object"}}}
DEFAULTS: dict[str, Any] = {"api_key": "sk-right", "max_retries": 0}

SDK_STREAMS = pytest.mark.filterwarnings("ignore:Async generator '(openai|httpx2|httpcore2):ResourceWarning")
"""The SDK leaves the generators of a stream to the garbage collector, of which trio complains."""

Work = Callable[[openai.AsyncOpenAI], Awaitable[Any]]


def one(*steps: Step, **options: Any) -> Scripted:
    """A server with one model, `m`."""
    return Scripted(Script(models={"m": Plays(steps=steps or (Step(),), **options)}, key="sk-right"))


async def on_port(server: Scripted, work: Work, **options: Any) -> Any:
    async with (
        serving(server) as base_url,
        openai.AsyncOpenAI(base_url=base_url, **DEFAULTS | options) as client,
    ):
        return await work(client)


async def on_transport(server: Scripted, work: Work, **options: Any) -> Any:
    async with connected(server) as http:
        return await work(openai.AsyncOpenAI(base_url=BASE_URL, http_client=http, **DEFAULTS | options))


@pytest.fixture(params=["port", "transport"])
def ask(request: pytest.FixtureRequest, trio_run: Callable[..., Any]) -> Callable[..., Any]:
    """Asks a server over a real port, and then the same over the transport in virtual time."""

    def ask(server: Scripted, work: Work, **options: Any) -> Any:
        if request.param == "port":
            return trio.run(lambda: on_port(server, work, **options))
        return trio_run(lambda: on_transport(server, work, **options))

    return ask


async def raw(client: openai.AsyncOpenAI, model: str = "m", **options: Any) -> Any:
    """The reply as it came."""
    create = client.chat.completions.with_raw_response.create
    return (await create(model=model, messages=TALK, **options)).http_response


async def said(client: openai.AsyncOpenAI, model: str = "m", **options: Any) -> Any:
    return await client.chat.completions.create(model=model, messages=TALK, **options)


async def failed(client: openai.AsyncOpenAI, model: str = "m", **options: Any) -> Any:
    """The error of a call."""
    with pytest.raises(openai.OpenAIError) as caught:
        await said(client, model, **options)
    return caught.value


@pytest.mark.parametrize("shape", ["openai", "vllm", "llama_cpp", "ollama", "openrouter"])
def test_a_good_reply_of_each_shape_holds_what_the_model_says_and_what_it_used(ask: Any, shape: str) -> None:
    server = one(Step(reply=shape))
    got = ask(server, said)
    assert got.choices[0].message.content == SAID
    assert got.choices[0].finish_reason == "stop"
    assert got.model == "m"
    assert (got.usage.prompt_tokens, got.usage.completion_tokens) == (
        server.counts.read,
        server.counts.written,
    )
    assert got.usage.total_tokens == server.counts.read + server.counts.written
    assert server.counts.written == len(SAID) // 4 + 1


@SDK_STREAMS
@pytest.mark.parametrize("shape", ["openai", "vllm", "ollama", "openrouter"])
@pytest.mark.parametrize("usage", [True, False])
def test_a_stream_comes_in_words_and_tells_its_use_in_the_last_if_asked(
    ask: Any, shape: str, usage: bool
) -> None:
    server = one(Step(reply=shape, pace=0.001))

    async def stream(client: openai.AsyncOpenAI) -> Any:
        options: Any = {"stream_options": {"include_usage": True}} if usage else {}
        return [chunk async for chunk in await said(client, stream=True, **options)]

    chunks = ask(server, stream)
    words = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(words) == SAID
    assert len([word for word in words if word]) == len(SAID.split())
    used = [chunk.usage for chunk in chunks if chunk.usage]
    assert [(each.prompt_tokens, each.completion_tokens) for each in used] == (
        [(server.counts.read, server.counts.written)] if usage else []
    )
    assert (server.counts.read > 0) == usage


def test_a_tool_that_is_offered_is_called(ask: Any) -> None:
    (call,) = ask(one(), lambda client: said(client, tools=[TOOL])).choices[0].message.tool_calls
    assert (call.function.name, call.function.arguments) == ("answer", SAID)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (Step(words="fenced"), "```json"),
        (Step(words="wrong_option"), "Hot chocolate"),
        (Step(words="refusal"), "can\u2019t help"),
        (Step(text=""), ""),
        (Step(text='{"stance": "Tea"}', pad=3), '{"stance": "Tea"}xxx'),
    ],
    ids=str,
)
def test_a_model_says_what_the_script_has_it_say(ask: Any, step: Step, told: str) -> None:
    content = ask(one(step), said).choices[0].message.content
    assert told in content
    assert content or not step.said


def test_bytes_that_are_no_text_are_sent_as_they_are(ask: Any) -> None:
    body = ask(one(Step(words="not_utf8")), raw).content
    assert b"caf\xe9 \xff" in body
    with pytest.raises(UnicodeDecodeError):
        body.decode()


def test_a_body_of_its_own_stands_in_the_place_of_the_files(ask: Any) -> None:
    step = Step(reply="server_error", body=b'{"error": {"message": "{{model}} broke down"}}')
    error = ask(one(step), failed)
    assert (error.status_code, error.body) == (500, {"message": "m broke down"})


def test_a_refusal_has_a_field_of_its_own(ask: Any) -> None:
    message = ask(one(Step(reply="refusal")), said).choices[0].message
    assert message.content is None
    assert message.refusal == "I'm sorry, I cannot assist with that request."


def test_a_megabyte_comes_whole(ask: Any) -> None:
    assert len(ask(one(Step(text="", pad=10**6)), said).choices[0].message.content) == 10**6
    assert len(ask(one(Step(reply="html", pad=10**6)), raw).content) > 10**6


@pytest.mark.parametrize(
    ("reply", "status", "error"),
    [
        ("rate_limited", 429, openai.RateLimitError),
        ("no_quota", 429, openai.RateLimitError),
        ("no_credit", 402, openai.APIStatusError),
        ("server_error", 500, openai.InternalServerError),
        ("overloaded", 503, openai.InternalServerError),
        ("unknown_model_vllm", 404, openai.NotFoundError),
        ("too_long", 400, openai.BadRequestError),
    ],
)
def test_a_failure_has_its_status(
    ask: Any, reply: str, status: int, error: type[openai.APIStatusError]
) -> None:
    server = one(Step(reply=reply))
    caught = ask(server, failed)
    assert type(caught) is error
    assert caught.status_code == status
    assert server.counts.read == server.counts.written == 0
    assert server.counts.calls[0].status == status


def test_a_limit_says_when_to_come_again(ask: Any) -> None:
    caught = ask(one(Step(reply="rate_limited")), failed)
    assert caught.response.headers["retry-after"] == "2"


def test_retries_are_calls_too(trio_run: Any) -> None:
    server = one(Step(reply="rate_limited"), Step(reply="server_error"), Step())
    got = trio_run(lambda: on_transport(server, said, max_retries=2))
    assert got.choices[0].message.content == SAID
    assert [call.status for call in server.counts.calls] == [429, 500, 200]
    assert server.counts.total == server.counts.models["m"] == 3


def test_who_asks_wrongly_is_told_so_and_takes_no_step(ask: Any) -> None:
    server = one(refuses=frozenset({"json_schema", "json_object", "tools", "max_tokens", "temperature"}))

    async def wrongly(client: openai.AsyncOpenAI) -> list[Any]:
        schema = {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}
        other = client.with_options(api_key="sk-wrong")
        return [
            await failed(other),
            await failed(client, "nobody"),
            await failed(client, response_format=schema),
            await failed(client, response_format={"type": "json_object"}),
            await failed(client, tools=[TOOL]),
            await failed(client, max_tokens=5),
            await failed(client, temperature=0.5),
            await said(client, max_completion_tokens=5, response_format={"type": "text"}),
        ]

    *errors, answer = ask(server, wrongly)
    assert [error.status_code for error in errors] == [401, 404, 400, 400, 400, 400, 400]
    told = ["sk-wrong", "`nobody`", "json_schema", "'json_schema' or 'text'", "tools", "max_tokens", "0.5"]
    assert [word for word, error in zip(told, errors, strict=True) if word not in error.response.text] == []
    assert answer.usage.completion_tokens == 5
    assert [call.asked.before for call in server.counts.calls] == [0] * 8


def test_what_is_no_completion_comes_as_it_is(ask: Any) -> None:
    assert "<!DOCTYPE html>" in ask(one(Step(reply="html")), said)
    assert ask(one(Step(reply="no_choices")), said).choices == []
    assert ask(one(Step(reply="no_usage")), said).usage is None
    assert ask(one(Step(reply="null")), said).choices[0].message.content is None
    assert ask(one(Step(reply="length")), said).choices[0].finish_reason == "length"
    assert ask(one(Step(reply="content_filter")), said).choices[0].finish_reason == "content_filter"
    assert ask(one(Step(reply="openrouter_error")), said).choices is None


@pytest.mark.parametrize("reply", ["truncated", "empty_body"])
def test_json_that_is_cut_arrives_whole_as_http_and_is_no_json(ask: Any, reply: str) -> None:
    got = ask(one(Step(reply=reply)), raw)
    assert got.headers["content-type"] == "application/json"
    assert len(got.content) == int(got.headers["content-length"])
    with pytest.raises(json.JSONDecodeError):
        json.loads(got.content)


@SDK_STREAMS
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("at", [0.0, 0.5])
@pytest.mark.parametrize(
    ("breaks", "cause"), [("cut", httpx2.RemoteProtocolError), ("reset", httpx2.ReadError)]
)
def test_a_line_that_breaks(ask: Any, breaks: Any, cause: type[Exception], at: float, stream: bool) -> None:
    server = one(Step(breaks=breaks, at=at))

    async def broken(client: openai.AsyncOpenAI) -> BaseException | None:
        try:
            got = await said(client, stream=stream)
            if stream:
                [chunk async for chunk in got]
        except openai.APIConnectionError as error:
            return error.__cause__
        except httpx2.HTTPError as error:  # within a stream
            return error
        return None

    found = ask(server, broken)
    assert type(found) is cause
    assert [call.end for call in server.counts.calls] == [breaks]
    assert server.counts.read == server.counts.written == 0


def test_a_line_that_broke_leaves_the_others_alone(ask: Any) -> None:
    server = one(Step(breaks="reset"), Step(), Step(breaks="cut"), Step())

    async def four(client: openai.AsyncOpenAI) -> list[str]:
        await failed(client)
        await said(client)
        await failed(client)
        return [(await said(client)).choices[0].message.content]

    assert ask(server, four) == [SAID]
    assert [call.end for call in server.counts.calls] == ["reset", "whole", "cut", "whole"]


@pytest.mark.parametrize("step", [Step(breaks="hang"), Step(breaks="hang", at=0.5), Step(after=1e9)], ids=str)
def test_a_hang_ends_with_the_clients_timeout_and_nobody_waits(trio_run: Any, step: Step) -> None:
    server = one(step)

    async def hang(client: openai.AsyncOpenAI) -> tuple[Any, float]:
        start = trio.current_time()
        return await failed(client, timeout=600.0), trio.current_time() - start

    error, waited = trio_run(lambda: on_transport(server, hang))
    assert type(error) is openai.APITimeoutError
    assert 600.0 <= waited < 601.0
    assert [call.end for call in server.counts.calls] == ["gone"]


@SDK_STREAMS
def test_a_slow_reply_takes_as_long_as_it_says(trio_run: Any) -> None:
    server = Scripted(Script(others=Plays(steps=(Step(after=30.0, pace=2.0),)), delay=5.0))

    async def slow(client: openai.AsyncOpenAI) -> list[float]:
        start = trio.current_time()
        await said(client, timeout=36.0)
        whole = trio.current_time() - start
        stream = await said(client, stream=True, timeout=36.0)
        return [whole, *[trio.current_time() - start async for _ in stream]]

    whole, *events = trio_run(lambda: on_transport(server, slow))
    assert len(events) == len(SAID.split()) + 2
    assert [whole, *events] == pytest.approx([35.0, *(70.0 + 2.0 * i for i in range(len(events)))], abs=0.5)


def test_who_left_is_told_nothing_later(trio_run: Any) -> None:
    server = one(Step(after=30.0))

    async def leave(client: openai.AsyncOpenAI) -> None:
        await failed(client, timeout=10.0)
        await trio.sleep(60.0)

    trio_run(lambda: on_transport(server, leave))
    assert [call.end for call in server.counts.calls] == ["gone"]
    assert server.counts.read == server.counts.written == 0


def test_a_client_that_leaves_is_not_counted_as_told(ask: Any) -> None:
    server = one(Step(breaks="hang"), Step())

    async def leave(client: openai.AsyncOpenAI) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(said, client)
            await server.counts.reached(1)
            nursery.cancel_scope.cancel()
        await said(client)

    ask(server, leave)
    assert [call.end for call in server.counts.calls] == ["gone", "whole"]
    assert server.counts.written == len(SAID) // 4 + 1


def test_leaving_the_server_ends_what_nobody_reads() -> None:
    server = one(Step(text="", pad=2 * 10**7))

    async def stall() -> None:
        async with serving(server) as base_url:
            body = b'{"model": "m"}'
            head = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-right\r\n"
            stream = await trio.open_tcp_stream("127.0.0.1", int(base_url.split(":")[2].split("/")[0]))
            await stream.send_all(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            assert (await stream.receive_some()).startswith(b"HTTP/1.1 200")
        await stream.aclose()

    trio.run(stall)
    assert [call.end for call in server.counts.calls] == ["whole"]


def test_a_moderator_flags_each_input_by_what_is_in_it(ask: Any) -> None:
    server = one(Step(reply="moderation", flags="bomb"))
    found = ask(server, lambda client: client.moderations.create(model="m", input=["tea", "a bomb"]))
    assert [each.flagged for each in found.results] == [False, True]
    assert found.results[1].categories.violence
    (alone,) = ask(server, lambda client: client.moderations.create(model="m", input="tea")).results
    assert not alone.flagged


def test_a_rule_is_a_function_of_the_request_and_of_the_calls_before(ask: Any) -> None:
    def rule(asked: Asked) -> Step:
        return Step(text=f"{asked.body['messages'][0]['content'][:3]} {asked.before} {asked.body['seed']}")

    async def twice(client: openai.AsyncOpenAI) -> list[str]:
        return [(await said(client, seed=seed)).choices[0].message.content for seed in (7, 8)]

    assert ask(one(rule=rule), twice) == ["Tea 0 7", "Tea 1 8"]


def test_steps_end_with_the_last_or_begin_again() -> None:
    steps = (Step(text="a"), Step(text="b"))
    told = [
        [Plays(steps=steps, cycle=cycle).step(Asked("m", {}, {}, b"", before)).text for before in range(4)]
        for cycle in (False, True)
    ]
    assert told == [["a", "b", "b", "b"], ["a", "b", "a", "b"]]


def test_requests_are_kept_with_their_headers_as_many_as_were_asked_for(ask: Any) -> None:
    server = Scripted(Script(others=Plays()), keep=2)

    async def three(client: openai.AsyncOpenAI) -> None:
        for model in ("a", "b", "c"):
            await said(client, model, extra_headers={"X-Title": "moot"})

    ask(server, three)
    assert [call.asked.model for call in server.counts.calls] == ["b", "c"]
    call = server.counts.calls[-1]
    assert call.path == "/v1/chat/completions"
    assert call.asked.body["messages"] == TALK
    assert json.loads(call.asked.raw) == call.asked.body
    assert (call.asked.key, call.asked.headers["x-title"]) == ("sk-right", "moot")
    assert server.counts.summary()["models"] == {"a": 1, "b": 1, "c": 1}


def test_two_runs_count_alike(ask: Any) -> None:
    def rule(asked: Asked) -> Step:
        said = len(asked.raw) + asked.body["seed"]
        return Step(reply=("openai", "vllm", "server_error")[said % 3], text="x" * said)

    async def many(client: openai.AsyncOpenAI) -> None:
        async def one(seed: int) -> None:
            with suppress(openai.InternalServerError):
                await said(client, str(seed % 3), seed=seed)

        async with trio.open_nursery() as nursery:
            for seed in range(30):
                nursery.start_soon(one, seed)

    servers = [Scripted(Script(others=Plays(rule=rule))) for _ in range(2)]
    for server in servers:
        ask(server, many)
    first, second = (server.counts.summary() for server in servers)
    assert first == second
    assert first["calls"] == 30
    assert first["written"] > 0


def test_what_is_no_request_of_ours_is_refused(ask: Any) -> None:
    async def send(client: openai.AsyncOpenAI) -> tuple[Any, ...]:
        http, url = client._client, str(client.base_url)
        bad = [await http.post(f"{url}chat/completions", content=raw) for raw in (b"{", b"[]", b"\xff")]
        lost = await http.post(f"{url}v1/chat/completions", json={})
        counts = await http.get(url.replace("/v1/", "/counts"))
        return [each.status_code for each in bad], lost.status_code, counts.json()

    bad, lost, counts = ask(one(), send)
    assert (bad, lost) == ([400] * 3, 404)
    assert counts == {"calls": 3, "models": {"": 3}, "read": 0, "written": 0}


def test_every_file_is_a_reply_whose_body_is_what_its_head_says() -> None:
    odd = {"truncated", "empty_body"}
    for path in REPLIES.glob("*.http"):
        name = path.stem
        file = read_reply(name)
        assert 200 <= file.status < 600
        if dict(file.headers)["content-type"] == "application/json" and name not in odd:
            filled = file.body.replace(b"{{results}}", b"{}")
            for figure in (b"{{read}}", b"{{written}}", b"{{both}}"):
                filled = filled.replace(figure, b"0")
            assert json.loads(filled)


def test_a_script_is_read_from_its_file(tmp_path: Any) -> None:
    path = tmp_path / "script.toml"
    path.write_text(
        'key = "k"\ndelay = 0.05\n'
        '[models.a]\nrefuses = ["tools"]\nsteps = [{ text = "x" }, { breaks = "reset" }]\n'
    )
    plays = Plays(steps=(Step(text="x"), Step(breaks="reset")), refuses=frozenset({"tools"}))
    assert read_script(path) == Script(key="k", delay=0.05, models={"a": plays})
    for line, problem in (("step = []", "step"), ('steps = [{ reply = "opnai" }]', "no file opnai.http")):
        path.write_text(f"[models.a]\n{line}\n")
        with pytest.raises(ValueError, match=problem):
            read_script(path)
