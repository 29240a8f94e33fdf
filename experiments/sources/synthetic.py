"""Questions made up, with first answers that are wrong as often and as alike as we want them to be."""

import math
from collections.abc import Mapping
from functools import lru_cache
from statistics import NormalDist
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, field_validator, model_validator

from ...sim import Evidence, Key, Question, Stream
from .drawn import Drawn, Figures, check_figures, figure_of, figures
from .source import Case, pairs

Chance = Annotated[float, Field(ge=0, le=1)]
Chances = Annotated[Figures, figures(0, 1)]

_NORMAL = NormalDist()


class Synthetic(Drawn):
    """Choices with a known answer, and for each seat the option that its evidence speaks for.

    Seats err together: one normal draw z a question, its difficulty, is shared by all, and a seat of accuracy
    p is right with chance Phi((Phi^-1(p) - sqrt(rho) z) / sqrt(1 - rho)), which is p on average whatever the
    correlation rho. They also err alike: one wrong option of each question is attractive.

    Source: the one-factor probit of Vasicek (1987), Probability of loss on loan portfolio; correlated votes
    as in Ladha (1992), The Condorcet jury theorem, free speech, and correlated votes.

    Attributes:
        count: how many questions.
        names: the seats that it has evidence for, in order; any panel where none are named.
        correlation: rho, from 0 to 1 (excluded), of what lies behind the answers; being right correlates less
            (.25 for two seats of .7 and .5 at rho = .4). One for all seats, or one for each in order; with 0
            a seat errs independently of all others.
        options: how many options each has.
        difficulty: the chance that a first answer is wrong, for every seat.
        accuracy: the chance that it is right, for each seat in order; it then takes the place of difficulty.
        domains: the same by what a question is about, `{ law = [0.9, 0.5], math = 0.6 }`, for each seat or
            for all; it then takes the place of both. The domain of each question is drawn.
        told: whether seats are told how accurate their evidence is.
        attraction: the chance that a wrong answer falls on the attractive option, for all seats or for each
            in order; the other wrong ones share the rest evenly. Where none is given no wrong option is more
            attractive than another.
        shuffled: whether the truth may stand anywhere among the options; else it is the first, for seats that
            lean to an option by its place.
    """

    word: ClassVar[str] = "synthetic"
    options: int = Field(default=4, ge=2, le=1000)
    difficulty: Chance = 0.4
    accuracy: tuple[Chance, ...] | None = None
    domains: tuple[tuple[str, Chances], ...] = ()
    told: bool = True
    attraction: Chances | None = None
    shuffled: bool = True

    @field_validator("domains", mode="before")
    @classmethod
    def _pairs(cls, domains: Any) -> Any:
        return pairs(domains, "{ law = 0.9 }")

    @model_validator(mode="after")
    def _check(self) -> Self:
        given = [name for name in ("difficulty", "accuracy", "domains") if name in self.model_fields_set]
        if self.accuracy is None and "accuracy" in given:
            given.remove("accuracy")
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} say the same thing: give one of them")
        if len(dict(self.domains)) < len(self.domains):
            raise ValueError("a domain stands twice: give each once")
        if self.names:
            self.check(len(self.names))
        return self

    def check(self, seats: int) -> None:
        """Raise a SpecError if there is not an accuracy, a correlation and an attraction for each seat."""
        super().check(seats)
        check_figures("accuracy", self.accuracy, seats)
        check_figures("attraction", self.attraction, seats)
        for domain, chances in self.domains:
            check_figures(f"domains.{domain}", chances, seats)

    def case(self, name: str, key: Key, shared: float, places: Mapping[str, int]) -> Case:
        """Return a choice; the truth, and the options that are wrong, are drawn."""
        options = tuple(f"Option {i}" for i in range(1, self.options + 1))
        truth, *wrong = key.stream("options").shuffled(options) if self.shuffled else options
        domain, chances = self._domain(key)
        text = f"Synthetic question {name}"
        question = Question(text=text, options=options, answer=truth, id=name, domain=domain)
        evidence = {}
        for seat, place in places.items():
            accuracy = figure_of(chances, place)
            draw = key.stream("seat", place)
            right = draw.random() < chance_right(accuracy, figure_of(self.correlation, place), shared)
            stance = truth if right else self._error(wrong, place, draw)
            evidence[seat] = _told(stance, accuracy if self.told else None)
        return Case(question, evidence)

    def _domain(self, key: Key) -> tuple[str, Figures]:
        """Return what a question is about, and how accurate seats are there."""
        if self.domains:
            return key.stream("domain").choice(self.domains)
        return "", 1 - self.difficulty if self.accuracy is None else self.accuracy

    def _error(self, wrong: list[str], place: int, draw: Stream) -> str:
        attractive, *others = wrong
        if self.attraction is None or not others:
            return draw.choice(wrong)
        return attractive if draw.random() < figure_of(self.attraction, place) else draw.choice(others)


@lru_cache
def _told(stance: str, accuracy: float | None) -> tuple[Evidence]:
    """Return what a seat is told; most are told what others were."""
    return (Evidence(stance=stance, accuracy=accuracy),)


def chance_right(accuracy: float, correlation: float, z: float) -> float:
    """Return the chance to be right on a question of difficulty z; its mean over normal z is `accuracy`."""
    if not 0 < accuracy < 1:
        return accuracy
    reach = _NORMAL.inv_cdf(accuracy) - math.sqrt(correlation) * z
    return _NORMAL.cdf(reach / math.sqrt(1 - correlation))
