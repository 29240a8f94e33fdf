"""What may be heard at all: rules that look at what is said, and block it or leave a part of it."""

import re
from typing import Literal, Self

from pydantic import Field, model_validator

from .errors import SpecError
from .interceptor import Blocked, Guardrail
from .question import Question
from .statement import Argument, Reply

Action = Literal["block", "redact"]


class Words(Guardrail):
    """A guardrail on the words of an argument.

    Attributes:
        action: whether what breaks the rule is blocked whole, or heard without the words that break it.
    """

    action: Action = "redact"

    def screen(self, reply: Reply) -> Reply | Blocked:
        """Judge the words of the argument."""
        argument = reply.argument
        left = self.left(argument.text) if argument else ""
        if argument is None or left == argument.text:
            return reply
        if self.action == "block":
            return Blocked(self.why)
        kept = Argument(text=left, supports=argument.supports, strength=argument.strength)
        return reply.model_copy(update={"argument": kept})

    @property
    def why(self) -> str:
        """The reason that is journalled for what is blocked."""
        return f"{self.spec()['use']}: the argument breaks the rule"

    def left(self, text: str) -> str:
        """Return what may be heard of the words."""
        return text


class Length(Words):
    """An argument has at most so many characters; the rest is not heard.

    Attributes:
        characters: the most that are heard.
    """

    characters: int = Field(default=2000, ge=0)

    def left(self, text: str) -> str:
        """Cut what is too long."""
        return text[: self.characters]


class Pattern(Words):
    """An argument holds no match of a regular expression; matches are heard as `[...]`.

    Attributes:
        pattern: the expression, as Python's `re` spells it, upper and lower case alike.
    """

    pattern: str = Field(default=r"https?://\S+", min_length=1, max_length=200)

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"pattern {self.pattern!r:.80} is no regular expression: {error}") from error
        return self

    def left(self, text: str) -> str:
        """Replace every match."""
        return re.sub(self.pattern, "[...]", text, flags=re.IGNORECASE)


class AllowList(Guardrail):
    """Only stances that are listed are heard; a statement with another one is blocked.

    Attributes:
        stances: those that may be heard.
    """

    stances: tuple[str, ...] = Field(min_length=1)

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - of any seats
        """Refuse stances that nobody could take: nothing else would be heard."""
        if question.kind in ("number", "parts"):
            raise SpecError(f"allow-list names texts, and the question asks for {question.asks_for}")
        strangers = [stance for stance in self.stances if question.problem(stance)]
        if strangers:
            raise SpecError(f"allow-list: {question.problem(strangers[0])}")

    def screen(self, reply: Reply) -> Reply | Blocked:
        """Block a stance that is not listed."""
        if reply.stance is None or reply.stance in self.stances:
            return reply
        return Blocked(f"allow-list: {reply.stance!r:.80} is not listed")
