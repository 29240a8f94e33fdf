"""What a seat says, and every way in which an ask can end for it."""

import json
from functools import lru_cache
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from .question import Stance
from .value import Value, as_mapping

Outcome = Literal[
    "replied", "abstained", "invalid", "refused", "blocked", "timed out", "failed", "out of budget"
]
"""How an ask ends for a seat: always in exactly one of these."""

Pairs = tuple[tuple[str, float], ...]


class Argument(Value):
    """Why: words for those who read, support and strength for those who calculate.

    Attributes:
        text: the words.
        supports: what it speaks for, where that is not the stance itself; of several parts, one for each.
        strength: how convincing it is, from 0 to 1, where somebody knows.
    """

    text: str = ""
    supports: Stance | None = None
    strength: float | None = Field(default=None, ge=0, le=1)


class Reply(Value):
    """What an agent answers when it is asked. The floor adds who, when and in which ask.

    Attributes:
        stance: an option, a number, a text, or one of these for each part.
        argument: why.
        belief: a probability for options, summing to 1 at most.
        confidence: how sure the seat is of its stance, from 0 to 1.
        credits: the seats that convinced it.
        ranking: options from best to worst, for a ballot that wants one.
        approvals: the options approved of, for a ballot that wants them.
        scores: a score for options, for a ballot that wants them.
        memory: JSON kept for the seat's own later turns; journalled, shown to nobody else.
        after: simulated seconds that it took to say this.
        wake: in an open phase, the simulated seconds after which the seat asks to be woken again; a
            thousandth at least.
        outcome: `"replied"`, or why there is no reply: `"abstained"`, `"refused"`, `"out of budget"`.
        reason: for an outcome that is no reply, the seat's own words for why.
    """

    stance: Stance | None = None
    argument: Argument | None = None
    belief: Pairs = ()
    confidence: float | None = Field(default=None, ge=0, le=1)
    credits: tuple[str, ...] = ()
    ranking: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    scores: Pairs = ()
    memory: Any = None
    after: float = Field(default=0.0, ge=0)
    wake: float | None = Field(default=None, ge=0.001)
    outcome: Literal["replied", "abstained", "refused", "out of budget"] = "replied"
    reason: str = ""

    @field_validator("argument", mode="before")
    @classmethod
    def _words(cls, argument: Any) -> Any:
        return Argument(text=argument) if isinstance(argument, str) else argument

    @field_validator("memory", mode="before")
    @classmethod
    def _json(cls, memory: Any) -> Any:
        # a journal gives it back as JSON, so the first run must see it as JSON too
        try:
            spelt = json.dumps(memory, allow_nan=False, ensure_ascii=False)
            spelt.encode()
            return json.loads(spelt)
        except (TypeError, ValueError, RecursionError) as error:
            raise ValueError(f"memory is JSON, and this is not: {error}") from error

    @field_validator("belief", "scores", mode="before")
    @classmethod
    def _pairs(cls, pairs: Any) -> Any:
        return as_mapping(pairs)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in ("belief", "scores"):
            options = [option for option, _ in getattr(self, name)]
            if len(set(options)) < len(options):
                raise ValueError(f"{name} give an option two figures: {options}")
        if self.belief:
            chances = [chance for _, chance in self.belief]
            if min(chances) < 0 or sum(chances) > 1 + 1e-9:
                raise ValueError(f"a belief is probabilities that sum to 1 at most, not {dict(self.belief)}")
        if self.outcome != "replied" and self.model_fields_set - {"outcome", "reason"}:
            raise ValueError(f"a seat that has {self.outcome} gives a reason, and nothing else")
        return self

    @property
    def bare(self) -> bool:
        """Whether this is a stance and nothing else."""
        return self.__pydantic_fields_set__ == _BARE

    def spec(self) -> dict[str, Any]:
        """Return the JSON form: what differs from the defaults; an argument of words alone is those words."""
        said = super().spec()
        if self.argument is not None:
            argument = self.argument.spec()
            said["argument"] = argument["text"] if argument.keys() == {"text"} else argument
        for name in ("belief", "scores"):
            if name in said:
                said[name] = dict(getattr(self, name))
        return said


_BARE = {"stance"}


@lru_cache(maxsize=4096, typed=True)
def bare(stance: Stance) -> Reply:
    """Return the reply that is this stance and nothing else, one object for all who hold it."""
    return Reply(stance=stance)
