"""How many opinions there are, and how evenly they are held."""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise


def shares(stances: Iterable[Hashable]) -> list[float]:
    """Return the share of each stance that is held, the largest first; they sum to 1. O(n)."""
    counts = Counter(stances)
    total = sum(counts.values())
    return [count / total for count in sorted(counts.values(), reverse=True)]


def entropy(stances: Iterable[Hashable]) -> float | None:
    """Return the entropy of what is held, in nats: 0 where all agree, ln k where k are held by as many each.

    Source: Shannon (1948), A mathematical theory of communication.
    """
    held = shares(stances)
    return -math.fsum(share * math.log(share) for share in held) + 0.0 if held else None


def simpson(stances: Iterable[Hashable]) -> float | None:
    """Return the chance that two seats, drawn with replacement, hold different stances; from 0 to 1 - 1/k.

    Source: Simpson (1949), Measurement of diversity.
    """
    held = shares(stances)
    return 1 - math.fsum(share * share for share in held) if held else None


def effective_number(stances: Iterable[Hashable]) -> float | None:
    """Return how many stances, held by as many each, would be as diverse; from 1.

    Source: Laakso and Taagepera (1979), Effective number of parties.
    """
    held = shares(stances)
    return 1 / math.fsum(share * share for share in held) if held else None


def clusters(numbers: Iterable[float], gap: float) -> list[Sequence[float]]:
    """Return numbers in order, parted where two neighbours are more than `gap` (0 or more) apart. O(n log n).

    No measure: of no numbers there are no clusters.

    Source: the clusters of Hegselmann and Krause (2002), Opinion dynamics and bounded confidence models.

    >>> clusters([0.5, 0.1, 0.52, 0.11], gap=0.1)
    [[0.1, 0.11], [0.5, 0.52]]
    """
    ordered = sorted(map(float, numbers))
    starts = [0, *(i for i in range(1, len(ordered)) if ordered[i] - ordered[i - 1] > gap), len(ordered)]
    return [ordered[a:b] for a, b in pairwise(starts) if a < b]
