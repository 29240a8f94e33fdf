"""What is decided, and what nature tells a seat about it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self

from pydantic import Field, model_validator

from .value import Value

Stance = str | float | tuple[str | float, ...]
"""What a seat holds: an option or a text, a number, or one of these for each part of the question."""


class Question(Value):
    """What is decided.

    With `options` it is a choice, with a `range` a number, with `parts` several questions at once (a stance
    each), with none of them open text.

    Attributes:
        text: the words that every seat is asked.
        options: at least two, all different.
        range: lowest and highest number that counts as an answer.
        parts: questions without parts of their own.
        answer: the truth where it is known; no seat is ever shown it.
        id: what random draws are keyed by; the text where none is given, so that paired runs stay paired.
        domain: what it is about, in a word, such as "law"; experts differ by it.
        checkable: how far a seat can verify an answer by itself, from 0 (taste) to 1 (proof).
    """

    text: str = Field(min_length=1)
    options: tuple[str, ...] = ()
    range: tuple[float, float] | None = None
    parts: tuple["Question", ...] = ()
    answer: Stance | None = None
    id: str = ""
    domain: str = ""
    checkable: float = Field(default=0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if sum((bool(self.options), self.range is not None, bool(self.parts))) > 1:
            raise ValueError(
                "a question has options, a range or parts: one of the three, or none (open text)"
            )
        if wrong := _told_apart(self.options):
            raise ValueError(wrong)
        if self.range is not None and not self.range[0] < self.range[1]:
            raise ValueError(f"range {list(self.range)} is empty: give the lower end first")
        if any(part.parts for part in self.parts):
            raise ValueError("a part has parts of its own: parts go one level deep")
        if self.answer is not None and (problem := self.problem(self.answer)):
            raise ValueError(f"the answer cannot be one: {problem}")
        return self

    @property
    def key(self) -> str:
        """What random draws are keyed by."""
        return self.id or self.text

    @property
    def kind(self) -> str:
        """One of `"choice"`, `"number"`, `"parts"`, `"text"`."""
        if self.options:
            return "choice"
        if self.range is not None:
            return "number"
        return "parts" if self.parts else "text"

    @property
    def asks_for(self) -> str:
        """What an answer is, in words for a message."""
        words = {"choice": "one of its options", "number": "a number", "parts": "several parts"}
        return words.get(self.kind, "a text")

    def problem(self, stance: object) -> str:
        """Say what keeps `stance` from being an answer; an empty string if nothing does."""
        if self.options:
            return (
                ""
                if stance in self.options
                else f"{stance!r:.80} is none of the options {_listed(self.options)}"
            )
        if self.range is not None:
            low, high = self.range
            if not isinstance(stance, float | int) or isinstance(stance, bool):
                return f"{stance!r:.80} is not a number"
            return "" if low <= stance <= high else f"{stance!r:.80} is outside the range {low:g} to {high:g}"
        if self.parts:
            if not isinstance(stance, tuple) or len(stance) != len(self.parts):
                return f"{stance!r:.80} does not answer each of the {len(self.parts)} parts"
            problems = (part.problem(held) for part, held in zip(self.parts, stance, strict=True))
            return next((f"part {i}: {said}" for i, said in enumerate(problems, 1) if said), "")
        return "" if isinstance(stance, str) and stance.strip() else f"{stance!r:.80} is not a text"


def _told_apart(options: tuple[str, ...]) -> str:
    """Say what keeps options from being chosen among; an empty string if nothing does."""
    if len(options) == 1:
        return f"one option ({options[0]!r}) leaves nothing to decide: give two or more"
    if any(not option.strip() for option in options):
        return "an option is blank: give each a text"
    if twice := [option for option in sorted(options) if options.count(option) > 1]:
        return f"option {twice[0]!r} stands twice: give each once"
    shown = [" ".join(option.split()) for option in options]
    alike = [option for i, option in enumerate(options) if shown[i] in shown[:i]]
    return f"option {alike[0]!r} differs from another in blanks only: who would see it?" if alike else ""


def _listed(options: tuple[str, ...]) -> str:
    shown = ", ".join(repr(option[:40]) for option in options[:6])
    return shown if len(options) <= 6 else f"{shown} and {len(options) - 6} more"


@lru_cache(maxsize=256)
def unanswered(question: Question) -> Question:
    """Return the question as seats are shown it: without its answer, nor those of its parts."""
    parts = tuple(map(unanswered, question.parts))
    return question.model_copy(update={"answer": None, "parts": parts})


class Evidence(Value):
    """What nature tells one seat alone: a private signal, or a recorded first answer.

    Attributes:
        stance: what the evidence speaks for; None where a recording has no answer.
        accuracy: the chance that it speaks for the truth, where that is known, from 0 to 1.
        text: the evidence in words.
    """

    stance: Stance | None = None
    accuracy: float | None = Field(default=None, ge=0, le=1)
    text: str = ""


Signal = Evidence | Stance | Sequence[Evidence | Stance]
"""What nature tells a seat: evidence, or a stance that it speaks for; one or several."""


def evidence_of(question: Question, given: Signal) -> tuple[Evidence, ...]:
    """Return what a seat is told, item by item; of a question of parts a tuple is one stance."""
    items: Any = given
    several = isinstance(given, list) or (
        isinstance(given, tuple) and (not question.parts or all(isinstance(one, Evidence) for one in given))
    )
    if not several:
        items = (given,)
    return tuple(item if isinstance(item, Evidence) else Evidence.load({"stance": item}) for item in items)
