"""How large a paired difference is, in units that do not depend on the measure."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from .estimates import mean, variance

ROUNDING = 1e-9
"""Differences no larger than this are taken for none."""

_WORDS = ((0.2, "negligible"), (0.5, "small"), (0.8, "medium"))


class Effect(NamedTuple):
    """The size of an effect over questions.

    Attributes:
        d_z: the mean difference in standard deviations of the differences: of 1 it is as large as what
            questions typically stray from it. Averaging replicates makes the deviation smaller, so it is
            compared between experiments with as many replicates only. None with fewer than two questions,
            and where all differ by the same. Source: Cohen (1988), Statistical power analysis.
        better: the share of questions on which the first is ahead; None where there are none.
        same: the share on which neither is.
        worse: the share on which the other is ahead.
    """

    d_z: float | None
    better: float | None
    same: float | None
    worse: float | None

    @property
    def word(self) -> str:
        """Cohen's word: negligible below .2, small below .5, medium below .8, else large; or nothing."""
        if self.d_z is None:
            return ""
        size = abs(self.d_z)
        return next((word for limit, word in _WORDS if size < limit), "large")


def effect(differences: Sequence[float]) -> Effect:
    """Return the size of an effect from one difference a question."""
    centre, n = mean(differences), len(differences)
    if centre is None:
        return Effect(None, None, None, None)
    better = sum(value > ROUNDING for value in differences)
    worse = sum(value < -ROUNDING for value in differences)
    spread = math.sqrt(variance(differences)) if n > 1 else 0.0
    d_z = centre / spread if spread > ROUNDING else None
    return Effect(d_z, better / n, (n - better - worse) / n, worse / n)
