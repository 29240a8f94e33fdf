"""Numbers to estimate, with first estimates that err as far and as alike as we want them to."""

import math
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import model_validator

from ...sim import Evidence, Key, Question
from .drawn import Drawn, Figures, check_figures, figure_of, figures
from .source import Case


class Estimates(Drawn):
    """Numbers with a known answer, and for each seat a first estimate that is off.

    A seat estimates theta + b + sigma (sqrt(rho) z + sqrt(1 - rho) e): theta the truth, b what the seat is
    off by on every question, z a normal draw that all seats share on a question, e one of its own. The
    errors of two seats correlate by rho. The mean of n seats alike is off, squared, by b^2 + sigma^2 (rho +
    (1 - rho) / n) on average; on each question by the mean squared error of the seats less the variance of
    their estimates (the diversity prediction theorem). On the logarithmic scale the same holds of
    logarithms: errors multiply. What falls outside the range is moved to its end. Numbers have six digits:
    those every processor makes alike.

    Source: Page (2007), The Difference; logarithms, and talk that takes away the diversity of estimates and
    not their error: Lorenz, Rauhut, Schweitzer and Helbing (2011), How social influence can undermine the
    wisdom of crowd effect.

    Attributes:
        count: how many questions.
        names: the seats that it has estimates for, in order; any panel where none are named.
        correlation: rho, from 0 to 1 (excluded), of the errors of two seats on one question: one for all
            seats, or one for each in order; the errors of two that differ correlate by sqrt(rho rho').
        range: the lowest and the highest number that counts as an answer.
        truth: between which two numbers the truth is drawn, uniformly on the scale; the middle half of the
            range where none are given.
        scale: `"linear"`, or `"log"` for ranges above 0.
        noise: sigma, in parts of the range (of its logarithm, on that scale): one for all seats, or one for
            each in order.
        bias: b, in the same parts: one that all seats share, or one for each in order.
    """

    word: ClassVar[str] = "estimates"
    range: tuple[float, float] = (0.0, 100.0)
    truth: tuple[float, float] | None = None
    scale: Literal["linear", "log"] = "linear"
    noise: Annotated[Figures, figures(0)] = 0.1
    bias: Annotated[Figures, figures()] = 0.0

    @model_validator(mode="after")
    def _check(self) -> Self:
        low, high = self.range
        if not low < high:
            raise ValueError(f"range {[low, high]} is empty: give the lower end first")
        if self.scale == "log" and low <= 0:
            raise ValueError(f"range {[low, high]} has no logarithm: on that scale it begins above 0")
        if not math.isfinite(high / low if self.scale == "log" else high - low):
            raise ValueError(f"range {[low, high]} is too wide to be drawn from")
        if self.truth is not None and not low <= self.truth[0] <= self.truth[1] <= high:
            raise ValueError(f"truth {list(self.truth)} is no part of the range {[low, high]}")
        if self.names:
            self.check(len(self.names))
        return self

    def check(self, seats: int) -> None:
        """Raise a SpecError if there is not a correlation, a noise and a bias for each seat."""
        super().check(seats)
        check_figures("noise", self.noise, seats)
        check_figures("bias", self.bias, seats)

    def case(self, name: str, key: Key, shared: float, places: Mapping[str, int]) -> Case:
        """Return a number to estimate; on the scale all is worked out in parts of the range."""
        first, last = (0.25, 0.75) if self.truth is None else map(self._part, self.truth)
        truth = key.stream("truth").uniform(first, last)
        evidence = {}
        for seat, place in places.items():
            noise, bias = figure_of(self.noise, place), figure_of(self.bias, place)
            rho, own = figure_of(self.correlation, place), key.stream("seat", place).normal()
            error = math.sqrt(rho) * shared + math.sqrt(1 - rho) * own
            evidence[seat] = (Evidence(stance=self._number(truth + bias + noise * error)),)
        text, answer = f"How large is the number {name}?", self._number(truth)
        return Case(Question(text=text, range=self.range, answer=answer, id=name), evidence)

    def _part(self, number: float) -> float:
        """Return how far up the range a number is, from 0 to 1."""
        low, high = self.range
        if self.scale == "log":
            return math.log(number / low) / math.log(high / low)
        return (number - low) / (high - low)

    def _number(self, part: float) -> float:
        """Return the number that is this far up the range, at its ends at most."""
        low, high = self.range
        part = min(max(part, 0.0), 1.0)
        number = low * (high / low) ** part if self.scale == "log" else low + part * (high - low)
        return min(max(float(f"{number:.6g}"), low), high)
