"""How an endpoint is asked for JSON, the ways down, and how its replies are read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted.replies import fill
from scripted.script import REPLIES, Asked, Step

from moot.agents.live.dialect import WAYS, Dialect, MalformedError, Request, answer, assembled, tokens

SHAPE = {"type": "object"}
CONTENT = {"model": "m", "messages": [{"role": "user", "content": "Tea?"}], "temperature": 0.5}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
NAMES = ("choices", "message", "delta", "content", "text", "refusal", "tool_calls", "function", "arguments")
shaped = st.recursive(
    anything, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner)
)


def served(reply: str, said: str, **body: Any) -> bytes:
    """The body of a reply of the scripted server."""
    step = Step(reply=reply, text=said)
    return b"".join(fill(step, Asked("m", {"model": "m"} | body, {}, b"x" * 40, 0)).chunks)


def test_each_way_asks_for_the_same_and_differs_in_nothing_but_how() -> None:
    dressed = {way: Dialect(way).dressed(Request(CONTENT, SHAPE, 50)) for way in WAYS}
    for body in dressed.values():
        assert body.items() >= {**CONTENT, "max_tokens": 50}.items()
    extra = {
        way: {name: body[name] for name in body if name not in dressed["text"]}
        for way, body in dressed.items()
    }
    assert extra["text"] == {}
    assert extra["json_object"] == {"response_format": {"type": "json_object"}}
    assert extra["json_schema"]["response_format"]["json_schema"]["schema"] == SHAPE
    (tool,) = extra["tool"]["tools"]
    assert tool["function"]["parameters"] == SHAPE
    assert extra["tool"]["tool_choice"]["function"]["name"] == tool["function"]["name"]


def test_the_way_down_ends_at_text() -> None:
    dialect: Dialect | None = Dialect()
    seen = []
    while dialect is not None:
        seen.append(dialect.way)
        dialect = dialect.lowered(400, "no such thing")
    assert tuple(seen) == WAYS


@pytest.mark.parametrize("status", [401, 402, 403, 404, 429, 500, 503])
def test_what_is_not_the_dialects_fault_is_no_way_down(status: int) -> None:
    assert Dialect().lowered(status, "no") is None


@pytest.mark.parametrize(
    ("status", "why", "fresh", "settled"),
    [
        (400, "'response_format' of type 'json_schema' is not supported", True, True),
        (422, "schema: Extra inputs are not permitted", True, True),
        (501, "no tools here", True, True),
        (400, "Unsupported value: 'temperature'", True, False),
        (500, "unknown response_format", True, True),
        (500, "The server had an error", False, False),
        (503, "no tools here", False, False),
        (429, "too many calls of tools", False, False),
        (400, "maximum context length is 8192 tokens, schema included", False, False),
    ],
)
def test_once_it_is_settled_words_alone_lead_down(status: int, why: str, fresh: bool, settled: bool) -> None:
    assert (Dialect().lowered(status, why) is not None) is fresh
    assert (Dialect().lowered(status, why, settled=True) is not None) is settled


def test_the_other_name_of_the_limit_is_taken_where_it_is_asked_for_once() -> None:
    why = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    lowered = Dialect().lowered(400, why)
    assert lowered == Dialect("json_schema", "max_completion_tokens")
    assert lowered.dressed(Request(CONTENT, SHAPE, 5))["max_completion_tokens"] == 5
    assert "max_tokens" not in lowered.dressed(Request(CONTENT, SHAPE, 5))
    assert lowered.lowered(400, why) == Dialect("json_object", "max_completion_tokens")


@pytest.mark.parametrize("shape", ["openai", "vllm", "ollama", "openrouter"])
def test_every_servers_shape_is_read_whole_and_in_pieces(shape: str) -> None:
    said = 'Tea, "b\u2028cause"\nit\x85 is'
    whole = json.loads(served(shape, said))
    pieces = assembled(served(shape, said, stream=True, stream_options={"include_usage": True}).decode())
    assert answer(whole) == answer(pieces) == (said, "", "")
    assert tokens(whole) == tokens(pieces) == (10, len(said.encode()) // 4 + 1)


@pytest.mark.parametrize("stream", [False, True])
def test_tools_that_are_called_with_different_answers_are_two(stream: bool) -> None:
    calls = [
        {"index": i, "function": {"arguments": f'{{"stance": "{said}"}}'}}
        for i, said in enumerate(("Tea", "Coffee"))
    ]
    choice = {"delta" if stream else "message": {"tool_calls": calls}, "finish_reason": "tool_calls"}
    body = {"choices": [choice]}
    given = answer(assembled(f"data: {json.dumps(body)}\n\ndata: [DONE]") if stream else body)
    assert given.text == '{"stance": "Tea"}\n{"stance": "Coffee"}'


def test_a_reply_that_ended_in_an_error_is_none() -> None:
    choice = {"message": {"content": "Tea"}, "finish_reason": "error", "error": {"message": "overloaded"}}
    with pytest.raises(MalformedError, match="overloaded"):
        answer({"choices": [choice]})


def test_a_tool_that_is_called_holds_the_answer() -> None:
    tools = Dialect("tool").dressed(Request(CONTENT, SHAPE, 50))["tools"]
    body = json.loads(served("openai", '{"stance": "Tea"}', tools=tools))
    assert answer(body).text == '{"stance": "Tea"}'
    called = body["choices"][0]["message"]["tool_calls"][0]["function"]
    called["arguments"] = json.loads(called["arguments"])  # as some endpoints have it
    assert json.loads(answer(body).text) == {"stance": "Tea"}


def test_content_in_parts_is_one_text() -> None:
    parts = [{"type": "text", "text": "Te"}, {"type": "image"}, {"type": "text", "text": "a"}]
    assert answer({"choices": [{"message": {"content": parts}}]}).text == "Tea"


def test_a_reply_that_was_cut_says_so() -> None:
    assert answer({"choices": [{"message": {"content": "Te"}, "finish_reason": "length"}]}).cut


@pytest.mark.parametrize("body", [None, [], "Tea", {}, {"choices": []}, {"choices": [{}]}, {"choices": "no"}])
def test_what_is_no_completion_is_told(body: Any) -> None:
    with pytest.raises(MalformedError, match="a reply without a message"):
        answer(body)


@given(shaped)
def test_reading_a_reply_fails_in_words_or_not_at_all(body: Any) -> None:
    tokens(body)
    try:
        found = answer({"choices": [{"message": body}]})
    except MalformedError:
        return
    assert isinstance(found.text, str)


@given(st.lists(shaped, max_size=3), st.booleans())
def test_assembling_pieces_fails_in_words_or_not_at_all(pieces: list[Any], done: bool) -> None:
    events = "".join(f"data: {json.dumps(piece)}\n\n" for piece in pieces)
    try:
        answer(assembled(f"{events}data: [DONE]\n\n" if done else events))
    except MalformedError:
        return
    assert done or any("choices" in piece for piece in pieces if isinstance(piece, dict))


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ("", "broke off"),
        ('data: {"choices":[{"delta":{"content":"Te"}}]}\n\n', "broke off"),
        ('data: {"choices":[{"de', "no JSON"),
        ("data: []\n\ndata: [DONE]\n\n", "no object"),
        ('data: {"choices":[7]}\n\n', "none of a completion"),
        ('data: {"error":{"message":"overloaded"}}\n\n', "ended in an error: .*overloaded"),
    ],
)
def test_half_a_stream_is_none(events: str, why: str) -> None:
    with pytest.raises(MalformedError, match=why):
        assembled(events)


@pytest.mark.parametrize("error", ["null", '""', "{}"])
def test_an_error_that_is_none_ends_no_stream(error: str) -> None:
    piece = f'{{"error":{error},"choices":[{{"delta":{{"content":"Tea"}},"finish_reason":"stop"}}]}}'
    assert answer(assembled(f"data: {piece}\n\ndata: [DONE]\n\n")).text == "Tea"


@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_a_stream_is_read_whatever_its_lines_end_with_and_without_comments(line: str) -> None:
    piece = 'data:{"choices":[{"delta":{"content":"Tea"},"finish_reason":"stop"}]}'
    assert answer(assembled(line.join([": ping", "event: x", piece, "", "data: [DONE]", ""]))).text == "Tea"


@pytest.mark.parametrize(
    ("usage", "found"),
    [
        ({"prompt_tokens": 3, "completion_tokens": 4}, (3, 4)),
        ({"input_tokens": 3, "output_tokens": 4}, (3, 4)),
        ({"prompt_tokens": 0, "completion_tokens": 0}, (0, 0)),
        ({}, None),
        ({"total_tokens": 7}, None),
        ({"prompt_tokens": 3}, None),
        ({"prompt_tokens": -3, "completion_tokens": 4}, None),
        ({"prompt_tokens": 10**12, "completion_tokens": 0}, (10**12, 0)),
        ({"prompt_tokens": 10**30, "completion_tokens": 4}, None),
        ({"prompt_tokens": 3, "completion_tokens": 10**12 + 1}, None),
        ({"prompt_tokens": 3.0, "completion_tokens": 4}, None),
        ({"prompt_tokens": True, "completion_tokens": 4}, None),
        (None, None),
        ("many", None),
    ],
)
def test_what_was_used_is_what_the_reply_says_or_unknown(usage: Any, found: Any) -> None:
    assert tokens({"usage": usage}) == found


def test_the_replies_of_the_scripted_server_are_all_read_or_told() -> None:
    for path in REPLIES.glob("*.http"):
        raw = served(path.stem, "Tea")
        try:
            body = json.loads(raw)
        except ValueError:
            continue
        assert tokens(body) is None or min(tokens(body) or ()) >= 0
