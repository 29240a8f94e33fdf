"""Where the variance of a difference comes from: between questions, or between replicates of one."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .estimates import variance


class Components(NamedTuple):
    """Variance components of one-way random effects, by the method of moments.

    Unbiased whatever the distributions are. Source: Henderson (1953), Estimation of variance and covariance
    components, method 1; Searle, Casella and McCulloch (1992), Variance components, chapter 3.

    Attributes:
        between: the variance of what questions would give with endless replicates; below 0 where chance makes
            it so, which is kept since it is unbiased. None with fewer than two questions, or where no
            question has two replicates.
        within: the mean variance between replicates of a question; None where none has two.
        total: the variance of the means of questions, as they are; None with fewer than two.
        questions: how many.
        replicates: how many a question has; of uneven ones Henderson's mean.
    """

    between: float | None
    within: float | None
    total: float | None
    questions: int
    replicates: float

    def variance(self, replicates: float) -> float | None:
        """Return the variance of a question's mean over `replicates` (may be infinite), never below 0.

        It is between + within / replicates. None where the two cannot be told apart, except for as many
        replicates as there were.
        """
        if self.between is None or self.within is None:
            return self.total if replicates == self.replicates else None
        return max(0.0, self.between) + self.within / replicates


def components(values: Mapping[str, Sequence[float]]) -> Components:
    """Return the variance components of replicates by question. O(values).

    Args:
        values: for each question one value a replicate: of an arm, or of the paired differences of two.
    """
    groups = [group for group in values.values() if group]
    n, total = len(groups), sum(map(len, groups))
    if not groups:
        return Components(None, None, None, 0, 0.0)
    means = [math.fsum(group) / len(group) for group in groups]
    inner = math.fsum(
        (value - centre) ** 2 for group, centre in zip(groups, means, strict=True) for value in group
    )
    within = inner / (total - n) if total > n else None
    if n < 2:
        return Components(None, within, None, n, float(total))
    spread = variance(means)
    each = (total - sum(len(group) ** 2 for group in groups) / total) / (n - 1)
    if within is None:
        return Components(None, None, spread, n, each)
    grand = math.fsum(value for group in groups for value in group) / total
    outer = math.fsum(len(group) * (centre - grand) ** 2 for group, centre in zip(groups, means, strict=True))
    return Components((outer / (n - 1) - within) / each, within, spread, n, each)
