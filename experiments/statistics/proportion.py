"""A confidence sequence for a proportion: an interval that may be looked at after every question."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from ...sim import SpecError


class Proportion(NamedTuple):
    """What is known of a mean of shares after some questions; valid however often one looks.

    With chance `level` the mean is inside after *every* step, so one may stop when it is narrow enough. The
    set after n steps is {p: B(1+s, 1+f) / p^s (1-p)^f < 1/alpha} with s the sum and f = n - s: the
    likelihood of a flat mixture over that of p, which is rarely ever large where p is the truth. Exact for
    0 and 1; for shares in between it is wider than need be. The ends only move inwards (the running
    intersection).

    Source: Robbins (1970), Statistical methods related to the law of the iterated logarithm; Howard, Ramdas,
    McAuliffe and Sekhon (2021), Time-uniform, nonparametric, nonasymptotic confidence sequences.

    A value: `extended` returns the next. The questions come in an order drawn beforehand, each one step.

    Attributes:
        level: how often it covers, always.
        questions: steps so far.
        total: their sum.
        low: the lower end.
        high: the upper end; below `low` where no mean fits all that was seen (see `interval`).

    >>> tuple(round(end, 3) for end in Proportion().extended([1, 0, 1, 1] * 25).interval)
    (0.597, 0.867)
    """

    level: float = 0.95
    questions: int = 0
    total: float = 0.0
    low: float = 0.0
    high: float = 1.0

    def extended(self, values: Iterable[float]) -> "Proportion":
        """Return what is known after further values, one a question, each from 0 to 1. O(values).

        Raises:
            SpecError: a value is no share.
        """
        bound = -math.log1p(-self.level)
        n, total, low, high = self.questions, self.total, self.low, self.high
        for value in values:
            if not 0 <= value <= 1:
                raise SpecError(f"a value of {value} in a sequence of shares: expected 0 to 1")
            n, total = n + 1, total + value
            centre = total / n
            if low < centre and _mixture(low, total, n) >= bound:
                low = _end(low, centre, total, n, bound)
            if high > centre and _mixture(high, total, n) >= bound:
                high = _end(high, centre, total, n, bound)
        return Proportion(self.level, n, total, low, high)

    @property
    def mean(self) -> float | None:
        """The mean so far; it may lie outside of the interval by a little. None before the first step."""
        return self.total / self.questions if self.questions else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval; None where nothing fits: one time in twenty, or since the questions came sorted."""
        return (self.low, self.high) if self.low <= self.high else None

    @property
    def half(self) -> float | None:
        """Half the width of the interval; None where there is none."""
        return (self.high - self.low) / 2 if self.low <= self.high else None


def _mixture(p: float, s: float, n: int) -> float:
    """Return the logarithm of the mixture's likelihood over that of p: convex in p, at most 0 at s / n."""
    f = n - s
    if (p <= 0 < s) or (p >= 1 and f > 0):
        return math.inf
    log_beta = math.lgamma(1 + s) + math.lgamma(1 + f) - math.lgamma(2 + n)
    return log_beta - (s * math.log(p) if s else 0.0) - (f * math.log1p(-p) if f else 0.0)


def _end(outside: float, inside: float, s: float, n: int, bound: float) -> float:
    """Return the outer neighbour of where the mixture crosses the bound, by bisection to the last digit."""
    while outside != (middle := (outside + inside) / 2) != inside:
        if _mixture(middle, s, n) >= bound:
            outside = middle
        else:
            inside = middle
    return outside
