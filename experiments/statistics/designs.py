"""How many questions an experiment needs. Replicates do not buy down what lies between questions."""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

from ...sim import SpecError
from .components import Components
from .estimates import quantile


class Design(NamedTuple):
    """One way to spend talks.

    Attributes:
        replicates: of each question; infinite in the last line of a table: the floor.
        variance: of a question's mean.
        questions: how many are needed.
        talks: how many that are, an arm.
    """

    replicates: float
    variance: float
    questions: int
    talks: float


def needed(variance: float, delta: float, *, level: float = 0.95, power: float = 0.8) -> int:
    """Return how many questions detect a difference.

    (z_a/2 + z_b)^2 variance / delta^2, rounded up, and never fewer than a sign-flip test needs to reach its
    level: 6 at .95.

    Args:
        variance: of the difference on a question, between + within / replicates.
        delta: the difference to be found, not 0.
        level: of the test, 1 - alpha.
        power: how often it is to be found.

    Raises:
        SpecError: delta is 0, or a share is not between 0 and 1.
    """
    _positive("a difference to be found", abs(delta))
    _share("level", level)
    _share("power", power)
    z = NormalDist().inv_cdf((1 + level) / 2) + NormalDist().inv_cdf(power)
    least = math.ceil(1 - math.log2(1 - level))
    return max(least, math.ceil(z * z * variance / delta**2))


def needed_for_half(variance: float, half: float, *, level: float = 0.95) -> int:
    """Return how many questions make the t interval no wider than `half` to a side, 2 at least.

    Raises:
        SpecError: half is not above 0, or the level not between 0 and 1.
    """
    _positive("half a width", half)
    _share("level", level)
    z = NormalDist().inv_cdf((1 + level) / 2)
    n = max(2, math.ceil(z * z * variance / half**2))
    while quantile(n - 1, level) * math.sqrt(variance / n) > half:  # t is a little wider than z
        n += 1
    return n


def designs(
    found: Components,
    delta: float,
    replicates: Sequence[float] = (1, 2, 5, 10, 100, math.inf),
    *,
    level: float = 0.95,
    power: float = 0.8,
) -> tuple[Design, ...]:
    """Return what detecting a difference takes with more and more replicates; see `needed`.

    Empty where the components cannot be told apart.
    """
    lines = []
    for each in replicates:
        variance = found.variance(each)
        if variance is not None:
            questions = needed(variance, delta, level=level, power=power)
            lines.append(Design(each, variance, questions, questions * each))
    return tuple(lines)


def _positive(what: str, value: float) -> None:
    if not 0 < value < math.inf:
        raise SpecError(f"{what} of {value}: give a number above 0")


def _share(what: str, value: float) -> None:
    if not 0 < value < 1:
        raise SpecError(f"a {what} of {value}: give a share between 0 and 1, such as 0.95")
