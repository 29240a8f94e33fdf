"""What a seat says, and every way in which an ask can end for it."""

import json
from collections.abc import Sequence
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
WeakOrder = tuple[str | tuple[str, ...], ...]
"""Things from best to worst; several in one tuple share a place."""


FIGURES = ("belief", "scores", "points", "prediction")
"""The fields of a reply that give options a figure each."""


def places(ranking: Sequence[str | tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return who shares each place of a ranking, the best place first.

    >>> places(("A", ("B", "C")))
    (('A',), ('B', 'C'))
    """
    return tuple((place,) if isinstance(place, str) else place for place in ranking)


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

    A ballot may hold more than it was asked for, and another rule may then count it; what cannot be counted,
    such as a ranking of what is no option, makes the ballot invalid.

    Attributes:
        stance: an option, a number, a text, or one of these for each part.
        argument: why.
        belief: a probability for options, summing to 1 at most.
        confidence: how sure the seat is of its stance, from 0 to 1.
        credits: the seats that convinced it.
        ranking: options from best to worst, several that share a place together; for a ballot that wants one.
        approvals: the options approved of, for a ballot that wants them.
        scores: a score for options, for a ballot that wants them.
        points: points given to options out of a budget, for a ballot that wants them.
        prediction: the share of the others that the seat expects to choose each option, summing to 1 at most.
        delegate: the seat that it lets vote in its place, for a ballot that allows it.
        asides: (seat, stance) for seats that it tells another stance; see the interceptor `Asides`.
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
    ranking: WeakOrder = ()
    approvals: tuple[str, ...] = ()
    scores: Pairs = ()
    points: Pairs = ()
    prediction: Pairs = ()
    delegate: str = ""
    asides: tuple[tuple[str, Stance], ...] = ()
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

    @field_validator(*FIGURES, "asides", mode="before")
    @classmethod
    def _pairs(cls, pairs: Any) -> Any:
        return as_mapping(pairs)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in FIGURES:
            options = [option for option, _ in getattr(self, name)]
            if len(set(options)) < len(options):
                raise ValueError(f"{name} give an option two figures: {options}")
        for name in ("belief", "prediction"):
            shares = [share for _, share in getattr(self, name)]
            if shares and (min(shares) < 0 or sum(shares) > 1 + 1e-9):
                given = dict(getattr(self, name))
                raise ValueError(f"a {name} is shares from 0 that sum to 1 at most, not {given}")
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
        for name in FIGURES:
            if name in said:
                said[name] = dict(getattr(self, name))
        return said


_BARE = {"stance"}


@lru_cache(maxsize=4096, typed=True)
def bare(stance: Stance) -> Reply:
    """Return the reply that is this stance and nothing else, one object for all who hold it."""
    return Reply(stance=stance)
