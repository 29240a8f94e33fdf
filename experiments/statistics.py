"""Means over questions, with intervals. The unit is the question: replicates are averaged first."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Estimate(NamedTuple):
    """A mean over questions and its 95 % t interval (Student, 1908).

    Attributes:
        mean: None where no question defines it.
        half: half the width of the interval; None with fewer than two questions ("this question only").
        questions: how many questions define it.
    """

    mean: float | None
    half: float | None
    questions: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval, from its lower to its upper end."""
        if self.mean is None or self.half is None:
            return None
        return self.mean - self.half, self.mean + self.half


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of what is defined; None if nothing is."""
    defined = [value for value in values if value is not None]
    return math.fsum(defined) / len(defined) if defined else None


def estimate(values: Sequence[float | None]) -> Estimate:
    """Return the mean of one value a question, and its interval; undefined values are left out."""
    defined = [value for value in values if value is not None]
    centre = mean(defined)
    n = len(defined)
    if centre is None or n < 2:
        return Estimate(centre, None, n)
    variance = math.fsum((value - centre) ** 2 for value in defined) / (n - 1)
    return Estimate(centre, _t(n - 1) * math.sqrt(variance / n), n)


def difference(one: Mapping[str, float | None], other: Mapping[str, float | None]) -> Estimate:
    """Return the mean of `one - other` over the questions that define both, paired by question."""
    pairs = ((value, other.get(question)) for question, value in one.items())
    return estimate([a - b for a, b in pairs if a is not None and b is not None])


def _t(freedom: int) -> float:
    """Return the .975 quantile of Student's t."""
    from scipy.special import stdtrit  # noqa: PLC0415 - heavy, and only wanted by those who ran an experiment

    return float(stdtrit(freedom, 0.975))
