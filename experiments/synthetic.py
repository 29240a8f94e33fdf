"""Questions made up, with first answers that are wrong as often and as alike as we want them to be."""

import math
from collections.abc import Iterator
from statistics import NormalDist
from typing import Annotated, Self

from pydantic import Field, model_validator

from ..sim import Evidence, Key, Question, SpecError, Stream
from .sources import Case, Source, check_seats

Chance = Annotated[float, Field(ge=0, le=1)]

_NORMAL = NormalDist()


class Synthetic(Source):
    """Choices with a known answer, and for each seat the option that its evidence speaks for.

    Seats err together: one normal draw z a question, its difficulty, is shared by all, and a seat of accuracy
    p is right with chance Phi((Phi^-1(p) - sqrt(rho) z) / sqrt(1 - rho)), which is p on average whatever the
    correlation rho. They also err alike: one wrong option of each question is attractive.

    Source: the one-factor probit of Vasicek (1987), Probability of loss on loan portfolio; correlated votes
    as in Ladha (1992), The Condorcet jury theorem, free speech, and correlated votes.

    Attributes:
        count: how many questions.
        options: how many options each has.
        difficulty: the chance that a first answer is wrong, for every seat.
        accuracy: the chance that it is right, for each seat in order; it then takes the place of difficulty.
        names: the seats that it has evidence for, in order; any panel where none are named.
        correlation: rho, from 0 to 1 (excluded), of what lies behind the answers; being right correlates less
            (.25 for two seats of .7 and .5 at rho = .4).
        attraction: the chance that a wrong answer falls on the attractive option; the other wrong ones share
            the rest evenly. Where none is given no wrong option is more attractive than another.
    """

    count: int = Field(ge=1, le=100_000)
    options: int = Field(default=4, ge=2, le=1000)
    difficulty: Chance = 0.4
    accuracy: tuple[Chance, ...] | None = None
    names: tuple[str, ...] = ()
    correlation: float = Field(default=0.0, ge=0, lt=1)
    attraction: Chance | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.accuracy is not None and "difficulty" in self.model_fields_set:
            raise ValueError("difficulty and accuracy say the same thing: give one of them")
        if self.accuracy is not None and self.names and len(self.accuracy) != len(self.names):
            raise ValueError(
                f"accuracy has {len(self.accuracy)} figures for {len(self.names)} names: give one for each"
            )
        return self

    def seats(self) -> tuple[str, ...] | None:
        """Return the names, where there are any."""
        return self.names or None

    def cases(self, seats: tuple[str, ...], seed: int) -> Iterator[Case]:
        """Yield the questions `synthetic-1`, `synthetic-2`, ...; draws are keyed by question and place."""
        roster = self.names or seats
        check_seats(seats, roster, "the synthetic source")
        if self.accuracy is not None and len(self.accuracy) != len(roster):
            raise SpecError(
                f"accuracy has {len(self.accuracy)} figures for {len(roster)} seats: give one for each"
            )
        options = tuple(f"Option {i}" for i in range(1, self.options + 1))
        for i in range(1, self.count + 1):
            yield self._case(f"synthetic-{i}", options, Key(seed, "synthetic", i), roster, seats)

    def _case(
        self, name: str, options: tuple[str, ...], key: Key, roster: tuple[str, ...], seats: tuple[str, ...]
    ) -> Case:
        truth, *wrong = key.stream("options").shuffled(options)
        z = key.stream("difficulty").normal()
        evidence = {seat: (self._signal(roster.index(seat), truth, wrong, z, key),) for seat in seats}
        question = Question(text=f"Synthetic question {name}", options=options, answer=truth, id=name)
        return Case(question, evidence)

    def _signal(self, place: int, truth: str, wrong: list[str], z: float, key: Key) -> Evidence:
        accuracy = 1 - self.difficulty if self.accuracy is None else self.accuracy[place]
        draw = key.stream("seat", place)
        right = draw.random() < chance_right(accuracy, self.correlation, z)
        return Evidence(stance=truth if right else self._error(wrong, draw), accuracy=accuracy)

    def _error(self, wrong: list[str], draw: Stream) -> str:
        attractive, *others = wrong
        if self.attraction is None or not others:
            return draw.choice(wrong)
        return attractive if draw.random() < self.attraction else draw.choice(others)


def chance_right(accuracy: float, correlation: float, z: float) -> float:
    """Return the chance to be right on a question of difficulty z; its mean over normal z is `accuracy`."""
    if not 0 < accuracy < 1:
        return accuracy
    reach = _NORMAL.inv_cdf(accuracy) - math.sqrt(correlation) * z
    return _NORMAL.cdf(reach / math.sqrt(1 - correlation))
