"""A family of comparisons, fixed beforehand: each by itself, and what may be said of all together."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from .effects import Effect, effect
from .estimates import Estimate, estimate, quantile
from .holm import holm
from .max_t import critical
from .permutation import FLIPS, Permutation, sign_flips

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEW = 10
"""Questions below which patterns of signs are too few for a quantile."""

MAX_T, BONFERRONI = "max-T", "Bonferroni t"


class Compared(NamedTuple):
    """One comparison of a family.

    Attributes:
        name: what is compared.
        estimate: the mean difference and its own t interval.
        together: the same with the interval that covers together with those of all others.
        method: what the latter comes from: `"max-T"`, `"Bonferroni t"` with fewer than `FEW` questions, or
            nothing where there is no interval.
        test: the sign-flip test.
        p_holm: its p-value, adjusted for the family.
        effect: how large the difference is.
    """

    name: str
    estimate: Estimate
    together: Estimate
    method: str
    test: Permutation
    p_holm: float | None
    effect: Effect


class Family(NamedTuple):
    """All comparisons of a family, in their order.

    Attributes:
        compared: each of them.
        level: how often an interval covers, and how often all do together.
    """

    compared: tuple[Compared, ...]
    level: float


def family(
    comparisons: Mapping[str, Mapping[str, float]],
    low: float = -1.0,
    high: float = 1.0,
    *,
    level: float = 0.95,
    flips: int = FLIPS,
    seed: int = 0,
) -> Family:
    """Return what may be said of several comparisons.

    A question that a comparison does not have is not in its figures; signs are flipped for all that have
    it. The error of the family is shared out: comparisons with few questions take a Bonferroni share each,
    the others the rest by max-T (see `critical`). Comparisons without an interval keep theirs, since the
    family was fixed beforehand. A joint interval is never narrower than its own. O(flips x comparisons x
    questions).

    Args:
        comparisons: by name, one difference a question (see `by_question`); all that the experiment makes.
        low: the least that a difference can be.
        high: the most that it can be.
        level: as above.
        flips: how many patterns of signs to draw.
        seed: of the draws.
    """
    import numpy as np

    places = {q: i for i, q in enumerate(dict.fromkeys(q for found in comparisons.values() for q in found))}
    table = np.full((len(comparisons), len(places)), np.nan)
    for row, found in enumerate(comparisons.values()):
        table[row, [places[q] for q in found]] = list(found.values())
    values = [list(found.values()) for found in comparisons.values()]
    estimates = [estimate(each, low, high, level=level) for each in values]
    tests = [
        test if each else test._replace(p=None)
        for test, each in zip(sign_flips(np.nan_to_num(table), flips=flips, seed=seed), values, strict=True)
    ]
    reaches = _reaches(table, estimates, level, flips, seed)
    return Family(
        tuple(
            Compared(name, own, _wider(own, reach, level), method, test, p_holm, effect(each))
            for name, own, (reach, method), test, p_holm, each in zip(
                comparisons, estimates, reaches, tests, holm([test.p for test in tests]), values, strict=True
            )
        ),
        level,
    )


def _reaches(
    table: "Floats", estimates: list[Estimate], level: float, flips: int, seed: int
) -> list[tuple[float, str]]:
    """Return how many standard errors each interval reaches, and by which method."""
    import numpy as np

    share = (1 - level) / max(1, len(estimates))
    many = [row for row, own in enumerate(estimates) if own.half is not None and own.questions >= FEW]
    joint = math.inf
    if many:
        chosen = table[many]
        chosen = chosen[:, ~np.isnan(chosen).all(axis=0)]
        joint = critical(chosen, ~np.isnan(chosen), level=1 - share * len(many), flips=flips, seed=seed)
    together = set(many) if joint < math.inf else set()
    return [
        (joint, MAX_T)
        if row in together
        else (0.0, "")
        if own.half is None
        else (quantile(own.questions - 1, 1 - share), BONFERRONI)
        for row, own in enumerate(estimates)
    ]


def _wider(own: Estimate, reach: float, level: float) -> Estimate:
    if own.half is None:
        return own
    return own._replace(half=own.half * max(1.0, reach / quantile(own.questions - 1, level)))
