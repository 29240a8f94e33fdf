"""What a scripted server answers: for each model a sequence of steps, or a rule of the request.

A script is a value, in Python or in TOML; the README beside shows both.

Calls of one model are counted in the order of their arrival, which nobody knows where several are under way:
there, a rule of the request keeps two runs alike.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

REPLIES = Path(__file__).parents[1] / "replies"
WORDS = Path(__file__).parents[2] / "agents" / "live" / "replies"
Refused = Literal["json_schema", "json_object", "tools", "max_tokens", "temperature"]


class Asked(NamedTuple):
    """One request.

    Attributes:
        model: whom it names.
        body: its JSON.
        headers: by name, in small letters.
        raw: its body as it came.
        before: how many steps of this model were played before.
    """

    model: str
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    raw: bytes
    before: int

    @property
    def key(self) -> str:
        """The key that it came with."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    def has(self, what: Refused) -> bool:
        """Whether it wants something that not every server has."""
        if what in ("json_schema", "json_object"):
            return (self.body.get("response_format") or {}).get("type") == what
        return self.body.get(what) is not None


@lru_cache
def read_words(name: str) -> str:
    """Read what a model says from its file."""
    return (WORDS / f"{name}.txt").read_bytes().decode(errors="surrogateescape")


def _in(folder: Path, ending: str) -> AfterValidator:
    """A check that a name is that of a file."""

    def found(name: str) -> str:
        if not (folder / f"{name}{ending}").is_file():
            raise ValueError(f"no file {name}{ending} in {folder}")
        return name

    return AfterValidator(found)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Part):
    """One reply.

    Attributes:
        reply: which file of `replies/` it is.
        words: the model says what this file holds, among those that readers of models are tested with.
        text: or it says this.
        body: the bytes that stand in the place of the file's body; its marks are filled in as there.
        pad: so many letters more, after what it says; after the body, where it says nothing.
        usage: tokens read and written, if other than a fourth of the bytes.
        after: seconds until it begins.
        pace: seconds between the events of a stream.
        breaks: how it ends before its end: the line is `cut` in good order, or `reset`, or nothing comes ever
            after (`hang`).
        at: the share of the body that is sent before that; at 0, nothing at all.
        flags: a moderator's: an input with this in it is flagged.
    """

    reply: Annotated[str, _in(REPLIES, ".http")] = "openai"
    words: Annotated[str, _in(WORDS, ".txt")] = "plain_object"
    text: str | None = None
    body: bytes | None = None
    pad: int = Field(default=0, ge=0)
    usage: tuple[int, int] | None = None
    after: float = Field(default=0.0, ge=0)
    pace: float = Field(default=0.0, ge=0)
    breaks: Literal["", "cut", "reset", "hang"] = ""
    at: float = Field(default=0.0, ge=0, le=1)
    flags: str = ""

    @property
    def said(self) -> str:
        """What the model says; bytes that are no UTF-8 are kept as they are."""
        if self.text is not None:
            return self.text
        return read_words(self.words)


class Plays(_Part):
    """What one model does.

    Attributes:
        steps: one after another; the last stands for all that follow.
        cycle: after the last comes the first.
        rule: takes their place: the step is a pure function of the request.
        refuses: requests that want one of these get status 400 and are no step.
    """

    steps: tuple[Step, ...] = Field(default=(Step(),), min_length=1)
    cycle: bool = False
    rule: Callable[[Asked], Step] | None = None
    refuses: frozenset[Refused] = frozenset()

    def step(self, asked: Asked) -> Step:
        """Return the step that this request gets."""
        if self.rule is not None:
            return self.rule(asked)
        last = len(self.steps)
        return self.steps[asked.before % last if self.cycle else min(asked.before, last - 1)]


class Script(_Part):
    """What a server does.

    Attributes:
        models: what each does, by name.
        others: what a model of another name does; None = there is none, status 404.
        key: the only one that it takes; empty = any.
        delay: seconds before every reply, refusals included.
    """

    models: dict[str, Plays] = Field(default_factory=dict)
    others: Plays | None = None
    key: str = ""
    delay: float = Field(default=0.0, ge=0)

    def step(self, asked: Asked) -> tuple[Step, bool]:
        """Return the reply to a request, and whether it is a step of its model: a refusal is none."""
        plays = self.models.get(asked.model, self.others)
        if self.key and asked.key != self.key:
            return Step(reply="wrong_key"), False
        if plays is None:
            return Step(reply="unknown_model"), False
        for what in sorted(plays.refuses):
            if asked.has(what):
                return Step(reply=f"no_{what}"), False
        return plays.step(asked), True


def read_script(path: Path) -> Script:
    """Read a script from its TOML file."""
    return Script.model_validate(tomllib.loads(path.read_text()))
