"""Krippendorff's alpha: how far several observers agree beyond chance."""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from ...sim import SpecError


def krippendorff(units: Iterable[Sequence[Any]], metric: str = "nominal") -> float | None:
    """Return Krippendorff's alpha, 1 - observed / expected disagreement: 1 at most, 0 by chance. O(values).

    Undefined (None) where all values are one, since then nothing could disagree, and where no unit has two.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability.

    Args:
        units: what each observer says of a unit (a question, say); None = missing. Units with fewer than two
            values are left out.
        metric: `"nominal"`, values differ or they do not, or `"interval"`, by the square of how far numbers
            are apart.

    Raises:
        SpecError: there is no such metric.
    """
    if metric not in METRICS:
        raise SpecError(f"there is no metric {metric!r}: expected one of {', '.join(METRICS)}")
    apart = METRICS[metric]
    said = [[value for value in unit if value is not None] for unit in units]
    pairable = [unit for unit in said if len(unit) > 1]
    everything = [value for unit in pairable for value in unit]
    if len(set(everything)) < 2:
        return None
    observed = math.fsum(apart(unit) / (len(unit) - 1) for unit in pairable)
    return 1 - observed * (len(everything) - 1) / apart(everything)


def _differ(values: Sequence[Hashable]) -> float:
    """Return how many ordered pairs differ."""
    return len(values) ** 2 - sum(count**2 for count in Counter(values).values())


def _squares(values: Sequence[float]) -> float:
    """Return the sum over ordered pairs of the squared difference."""
    centre = math.fsum(values) / len(values)
    return 2 * len(values) * math.fsum((value - centre) ** 2 for value in values)


METRICS: Mapping[str, Callable[[Sequence[Any]], float]] = {"nominal": _differ, "interval": _squares}
"""How far the values of a list are apart, summed over its ordered pairs."""
