"""Replies are bytes in files: a status line, headers, an empty line, the body as real servers send it.

In a body `{{text}}` stands for what the model says, `{{read}}` and `{{written}}` for tokens; `fill` knows the
rest. Where a stream was asked for, the file NAME_stream is sent, and where a tool was offered, NAME_tool, if
there is one. An event of a stream that holds the text comes once for each word; that with the tokens, only if
they were asked for.
"""

import json
import re
from functools import lru_cache
from typing import NamedTuple

from .script import REPLIES, Asked, Step


class File(NamedTuple):
    """A reply as its file has it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Answer(NamedTuple):
    """A reply as it is sent.

    Attributes:
        status: of HTTP.
        headers: without the length.
        chunks: the body, in the pieces in which it is sent: one, or the events of a stream.
        usage: the tokens read and written that it tells; None where it tells none.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    chunks: tuple[bytes, ...]
    usage: tuple[int, int] | None


@lru_cache
def read_reply(name: str, variant: str = "") -> File:
    """Read the file of a reply, in its variant, if there is one."""
    path = REPLIES / f"{name}{variant}.http"
    head, _, body = (path if path.exists() else REPLIES / f"{name}.http").read_bytes().partition(b"\n\n")
    first, *lines = head.decode().splitlines()
    headers = (line.partition(": ") for line in lines)
    return File(int(first.split()[1]), tuple((name, value) for name, _, value in headers), body)


def escaped(text: str) -> bytes:
    """Return a text as it stands between the quotes of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode(errors="surrogateescape")


def _used(step: Step, asked: Asked, said: str) -> tuple[int, int]:
    """Tokens: a fourth of the bytes, and no server writes more than it may."""
    if step.usage is not None:
        return step.usage
    most = asked.body.get("max_completion_tokens") or asked.body.get("max_tokens")
    written = len(said.encode(errors="surrogateescape")) // 4 + 1
    return len(asked.raw) // 4, min(written, most) if isinstance(most, int) else written


def _tool(asked: Asked) -> str:
    tools = asked.body.get("tools") or [{}]
    return str(tools[0].get("function", {}).get("name", ""))


def _results(step: Step, asked: Asked) -> bytes:
    """What a moderator finds in each input."""
    given = asked.body.get("input", "")
    inputs = [given] if isinstance(given, str) else given
    found = ("flagged" if step.flags and step.flags in str(one) else "passed" for one in inputs)
    return b",\n".join((REPLIES / f"moderation_{each}.json").read_bytes().rstrip() for each in found)


def fill(step: Step, asked: Asked) -> Answer:
    """Return the reply of a step to a request."""
    variant = "_stream" if asked.body.get("stream") else "_tool" if asked.body.get("tools") else ""
    file = read_reply(step.reply, variant)
    if step.body is not None:
        file = file._replace(body=step.body)
    said = step.said + "x" * step.pad
    read, written = usage = _used(step, asked, said)
    values = {
        b"model": escaped(asked.model),
        b"key": escaped(asked.key),
        b"temperature": str(asked.body.get("temperature")).encode(),
        b"tool": escaped(_tool(asked)),
        b"read": b"%d" % read,
        b"written": b"%d" % written,
        b"both": b"%d" % (read + written),
    }
    if b"{{results}}" in file.body:
        values[b"results"] = _results(step, asked)

    def filled(template: bytes, text: str) -> bytes:
        here = values | {b"text": escaped(text)}
        return re.sub(rb"\{\{(\w+)\}\}", lambda hole: here[hole[1]], template)

    if dict(file.headers)["content-type"].startswith("text/event-stream"):
        wanted = (asked.body.get("stream_options") or {}).get("include_usage", False)
        chunks = tuple(
            filled(event, word)
            for event in re.findall(rb".*?\n\n", file.body, re.DOTALL)
            if wanted or b"{{written}}" not in event
            for word in (re.findall(r"\S+\s*|\s+", said) if b"{{text}}" in event else [""])
        )
        told = wanted
    else:
        more = b"" if b"{{text}}" in file.body else b"x" * step.pad
        chunks = (filled(file.body, said) + more,)
        told = b"{{written}}" in file.body
    return Answer(file.status, file.headers, chunks, usage if told else None)
