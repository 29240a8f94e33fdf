"""How far opinions are apart, and whether in camps: several measures, since they do not mean the same."""

import math
from collections.abc import Hashable, Iterable, Sequence

from .diversity import clusters, shares


def variance(numbers: Sequence[float]) -> float | None:
    """Return the mean squared distance from the mean, in squared units; 0 or more.

    O(n).
    """
    if not len(numbers):
        return None
    mean = math.fsum(numbers) / len(numbers)
    return math.fsum((number - mean) ** 2 for number in numbers) / len(numbers)


def mean_pairwise_distance(numbers: Sequence[float]) -> float | None:
    """Return the mean distance of two different seats; None where there is one.

    O(n log n).

    Source: the mean difference of Gini (1912), Variabilita e mutabilita.
    """
    n = len(numbers)
    if n < 2:
        return None
    # of the i-th number n - i are above it and i below
    total = math.fsum((2 * i + 1 - n) * number for i, number in enumerate(sorted(numbers)))
    return 2 * total / (n * (n - 1))


def esteban_ray(numbers: Iterable[float], alpha: float = 1.0, gap: float = 0.0) -> float | None:
    """Return how strongly alike seats form camps that are far from each other; 0 where all agree.

    The sum over two camps, of shares p and q, of p^(1 + alpha) q times how far they are apart, where camps
    are clusters that more than `gap` parts, each at its mean. It is highest with two camps of half the seats
    at either end. O(n log n).

    Source: Esteban and Ray (1994), On the measurement of polarization; without their constant.

    Args:
        numbers: what each seat holds.
        alpha: how much a camp's size counts, above 0 and at most 1.6.
        gap: what parts two camps.

    Raises:
        ValueError: `alpha` is none that their axioms allow.
    """
    if not 0 < alpha <= 1.6:
        raise ValueError(f"alpha {alpha!r:.40} is above 0 and at most 1.6 (Esteban and Ray, 1994)")
    camps = clusters(numbers, gap)
    n = sum(map(len, camps))
    if not n:
        return None
    size = [len(camp) / n for camp in camps]
    mean = [math.fsum(camp) / len(camp) for camp in camps]
    # the distance of a camp to all others, by size, from the sums below it and above
    whole, moment = math.fsum(size), math.fsum(p * y for p, y in zip(size, mean, strict=True))
    below = below_moment = 0.0
    found = []
    for p, y in zip(size, mean, strict=True):
        above, above_moment = whole - below - p, moment - below_moment - p * y
        found.append(p ** (1 + alpha) * (y * below - below_moment + above_moment - y * above))
        below, below_moment = below + p, below_moment + p * y
    return max(math.fsum(found), 0.0)


def bimodality_coefficient(numbers: Sequence[float]) -> float | None:
    """Return (skewness^2 + 1) / kurtosis, both corrected for small samples; 5/9 for a uniform distribution.

    More points to two modes, though a skewed distribution of one mode has more, too. None with fewer than
    four numbers, or where all are equal. O(n).

    Source: SAS Institute (1990); Pfister, Schwarz, Janczyk, Dale and Freeman (2013), Good things peak in
    pairs: a note on the bimodality coefficient.
    """
    n = len(numbers)
    mean = math.fsum(numbers) / max(n, 1)
    second, third, fourth = (
        math.fsum((x - mean) ** power for x in numbers) / max(n, 1) for power in (2, 3, 4)
    )
    if n < 4 or second <= 1e-24 * max(1.0, mean * mean):
        return None
    skewness = third / math.pow(second, 1.5) * math.sqrt(n * (n - 1)) / (n - 2)
    excess = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (fourth / second**2 - 3) + 6)
    return (skewness * skewness + 1) / (excess + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))


def reynal_querol(stances: Iterable[Hashable]) -> float | None:
    """Return how near the shares of stances are to two camps of half the seats, from 0 to 1, which is that.

    Source: Montalvo and Reynal-Querol (2005), Ethnic polarization, potential conflict, and civil wars.
    """
    held = shares(stances)
    return 4 * math.fsum(share * share * (1 - share) for share in held) if held else None
