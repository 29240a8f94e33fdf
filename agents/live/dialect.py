"""How an endpoint is asked for JSON, and how its replies are read: what differs from one to the next.

An endpoint is asked in the strictest way first. Where it refuses that, the next one is tried, down to plain
text, and what it took is kept for all calls that follow.
"""

import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from .prompts import Messages
from .schema import Schema

WAYS = ("json_schema", "json_object", "tool", "text")
"""Ways to ask for an object, the strictest first."""

REFUSED = frozenset({400, 422, 501})
"""The statuses with which endpoints refuse a request that they do not understand."""

CUT = frozenset({"length", "content_filter"})
"""How endpoints say that they did not let a model finish."""

_NAME = "answer"

MOST = 10**12
"""Tokens that no reply takes: an endpoint that tells more tells nothing."""


class Request(NamedTuple):
    """What is asked of a model.

    Attributes:
        content: model, messages and what else decides the reply.
        shape: the schema of the object that is asked for.
        most: how many tokens may be written.
        plain: makes the messages for an endpoint that has no JSON.
    """

    content: Mapping[str, Any]
    shape: Schema
    most: int
    plain: Callable[[], Messages] | None = None


class Dialect(NamedTuple):
    """What an endpoint takes, for one model.

    Attributes:
        way: one of `WAYS`.
        limit: the name under which it is told how much may be written.
    """

    way: str = WAYS[0]
    limit: str = "max_tokens"

    def dressed(self, request: Request) -> dict[str, Any]:
        """Return the body of a request in this dialect."""
        form: dict[str, Any] = {}
        described = {"name": _NAME, "strict": True}
        if self.way == "json_schema":
            form = {
                "response_format": {"type": self.way, "json_schema": described | {"schema": request.shape}}
            }
        elif self.way == "json_object":
            form = {"response_format": {"type": self.way}}
        elif self.way == "tool":
            tool = {"type": "function", "function": described | {"parameters": request.shape}}
            form = {"tools": [tool], "tool_choice": {"type": "function", "function": {"name": _NAME}}}
        elif request.plain is not None:
            form = {"messages": request.plain()}
        return {**request.content, self.limit: request.most, **form}

    def lowered(self, status: int, why: str, *, settled: bool = False) -> "Dialect | None":
        """Return what to try next where a request was refused; None where it is not the dialect's fault.

        Args:
            status: of the refusal.
            why: in the words of the endpoint.
            settled: whether the endpoint has taken this dialect before: then only words blame it.
        """
        if self.limit == "max_tokens" and "max_completion_tokens" in why:
            return self._replace(limit="max_completion_tokens")
        if self.way == WAYS[-1] or "context length" in why or "context_length" in why:
            return None
        blamed = any(word in why for word in ("response_format", "schema", "tool"))
        refused = status in REFUSED and (blamed or not settled)
        failed = status == HTTPStatus.INTERNAL_SERVER_ERROR and blamed  # some do over what they do not know
        if not (refused or failed):
            return None
        return self._replace(way=WAYS[WAYS.index(self.way) + 1])


class Answer(NamedTuple):
    """What a model wrote.

    Attributes:
        text: the object, or whatever stands in its place.
        refusal: its words where it says in the protocol itself that it will not answer.
        cut: why it ends before its end, as the endpoint calls it; empty where it does not.
    """

    text: str
    refusal: str = ""
    cut: str = ""


class MalformedError(ValueError):
    """A reply is none of a chat completion."""


def answer(body: Any) -> Answer:
    """Read the reply of a chat completion.

    Raises:
        MalformedError: it is none, in words.
    """
    choices = body.get("choices") if isinstance(body, Mapping) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, Mapping) else None
    if not isinstance(choice, Mapping) or not isinstance(message, Mapping):
        raise MalformedError(f"a reply without a message: {json.dumps(body)[:200]}")
    ended = choice.get("finish_reason")
    if refusal := message.get("refusal"):
        return Answer("", str(refusal))
    if choice.get("error"):
        raise MalformedError(f"a reply that ended in an error: {json.dumps(choice['error'])[:200]}")
    said = [_text(message.get("content")), *_called(message)]
    text = "\n".join(dict.fromkeys(one for one in said if one.strip()))
    if ended == "content_filter" and not text:
        return Answer("", "its endpoint filters what it would say")
    return Answer(text, cut=str(ended) if ended in CUT else "")


def _called(message: Mapping[str, Any]) -> list[str]:
    """Return the arguments of the tool calls."""
    calls = message.get("tool_calls")
    functions = [call.get("function") for call in _mappings(calls)]
    given = [function.get("arguments") for function in _mappings(functions)]
    return [one if isinstance(one, str) else json.dumps(one) for one in given if one]


def _mappings(items: object) -> list[Mapping[str, Any]]:
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _text(content: Any) -> str:
    """Return content as text; some endpoints give it in parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else ()
    return "".join(str(part.get("text") or "") for part in parts if isinstance(part, Mapping))


def tokens(body: Any) -> tuple[int, int] | None:
    """Return how many tokens a reply says were read and written; None where it does not say."""
    usage = body.get("usage") if isinstance(body, Mapping) else None
    if not isinstance(usage, Mapping):
        return None
    read, written = (
        usage.get(name, usage.get(other))
        for name, other in (("prompt_tokens", "input_tokens"), ("completion_tokens", "output_tokens"))
    )
    told = all(type(count) is int and 0 <= count <= MOST for count in (read, written))
    return (read, written) if told else None


def assembled(events: str) -> dict[str, Any]:
    """Put a reply together that came in pieces, as server-sent events.

    Raises:
        MalformedError: a piece is no JSON, or the end is missing: what came may be half of what was said.
    """
    text, refusal, ended = "", "", None
    called: dict[Any, str] = {}
    usage: Any = None
    for line in re.split(r"\r\n|\r|\n", events):  # and nowhere else: JSON may hold what other lines end with
        if not line.startswith("data:"):
            continue
        data = line[5:].strip()
        if data == "[DONE]":
            break
        piece = _object(data)
        if piece.get("error"):
            raise MalformedError(f"the stream ended in an error: {json.dumps(piece['error'])[:200]}")
        usage = piece.get("usage") or usage
        try:
            for choice in piece.get("choices") or ():
                delta = choice.get("delta") or {}
                text += _text(delta.get("content"))
                refusal += str(delta.get("refusal") or "")
                for call in delta.get("tool_calls") or ():
                    given = str((call.get("function") or {}).get("arguments") or "")
                    called[call.get("index")] = called.get(call.get("index"), "") + given
                ended = choice.get("finish_reason") or ended
        except (AttributeError, TypeError) as error:
            raise MalformedError(f"a piece of the stream is none of a completion: {data[:80]!r}") from error
    if ended is None:
        raise MalformedError("the stream broke off")
    message: dict[str, Any] = {"content": text, "refusal": refusal}
    if called:
        message["tool_calls"] = [{"function": {"arguments": given}} for given in called.values()]
    return {"choices": [{"message": message, "finish_reason": ended}], "usage": usage}


def _object(data: str) -> dict[str, Any]:
    try:
        piece = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"a piece of the stream is no JSON: {data[:80]!r}") from error
    if not isinstance(piece, dict):
        raise MalformedError(f"a piece of the stream is no object: {data[:80]!r}")
    return piece
