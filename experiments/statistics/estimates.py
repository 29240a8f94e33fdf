"""Means over questions, with intervals. The unit is the question: replicates are averaged first."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Estimate(NamedTuple):
    """A mean over questions and its t interval (Student, 1908).

    Attributes:
        mean: None where no question defines it.
        half: half the width of the interval; None where there is none: with fewer than two questions, and
            where all say the same, which tells nothing of how far others would stray.
        questions: how many questions define it.
        low: the least that the measure can be.
        high: the most that it can be.
    """

    mean: float | None
    half: float | None
    questions: int
    low: float = -math.inf
    high: float = math.inf

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval, from its lower to its upper end, cut at what is possible."""
        if self.mean is None or self.half is None:
            return None
        return max(self.low, self.mean - self.half), min(self.high, self.mean + self.half)

    @property
    def note(self) -> str:
        """Why there is no interval; empty where there is one."""
        if self.half is not None:
            return ""
        few = {0: "no question defines it", 1: "this question only"}
        return few.get(self.questions, "the same on every question")


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of what is defined; None if nothing is."""
    defined = [value for value in values if value is not None]
    return math.fsum(defined) / len(defined) if defined else None


def variance(values: Sequence[float]) -> float:
    """Return the variance of two or more values, with n - 1; exactly 0 where all are the same."""
    if len(set(values)) == 1:
        return 0.0
    centre = math.fsum(values) / len(values)
    return math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1)


def estimate(
    values: Sequence[float | None], low: float = -math.inf, high: float = math.inf, *, level: float = 0.95
) -> Estimate:
    """Return the mean of one value a question, and its interval; undefined values are left out.

    Args:
        values: one for each question.
        low: the least that one can be.
        high: the most that one can be.
        level: how often the interval covers, from 0 to 1.
    """
    defined = [value for value in values if value is not None]
    n = len(defined)
    half = quantile(n - 1, level) * math.sqrt(variance(defined) / n) if len(set(defined)) > 1 else None
    return Estimate(mean(defined), half, n, low, high)


def difference(one: Mapping[str, float | None], other: Mapping[str, float | None]) -> Estimate:
    """Return the mean of `one - other`, both shares, over the questions that define both, paired."""
    pairs = ((value, other.get(question)) for question, value in one.items())
    return estimate([a - b for a, b in pairs if a is not None and b is not None], -1.0, 1.0)


def quantile(freedom: float, level: float) -> float:
    """Return how many standard errors a two-sided t interval reaches: Student's t with `freedom` degrees."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))
