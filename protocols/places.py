"""Places in rankings: of each item, on average, and how far rankings agree."""

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from ..sim import WeakOrder, places


def placed(ranking: WeakOrder, items: Sequence[str]) -> dict[str, float]:
    """Return the place of each item, from 1.

    Those at one place have the mean of the places they take, and so have those that the ranking leaves out,
    at the end.

    >>> placed(("x", ("y", "z")), ("v", "w", "x", "y", "z"))
    {'v': 4.5, 'w': 4.5, 'x': 1.0, 'y': 2.5, 'z': 2.5}
    """
    found: dict[str, float] = {}
    for tier in places(ranking):
        found |= dict.fromkeys(tier, len(found) + (1 + len(tier)) / 2)
    last = (len(found) + 1 + len(items)) / 2
    return {item: found.get(item, last) for item in items}


def mean_places(rankings: Sequence[WeakOrder], items: Sequence[str]) -> dict[str, float]:
    """Return the mean place of each item in one ranking or more."""
    rows = [placed(ranking, items) for ranking in rankings]
    return {item: math.fsum(row[item] for row in rows) / len(rows) for item in items}


def concordance(rankings: Sequence[WeakOrder], options: Sequence[str]) -> Fraction:
    """Return Kendall's W of rankings, from 0 to 1, corrected for ties.

    1 where no ranking tells any two options apart.

    Source: Kendall and Babington Smith (1939), The problem of m rankings.

    >>> concordance([("x", "y", "z"), ("x", "y", "z"), ("x", "z", "y")], ("x", "y", "z"))
    Fraction(7, 9)
    """
    m, n = len(rankings), len(options)
    rows = [placed(ranking, options) for ranking in rankings]
    ties = sum(size**3 - size for row in rows for size in Counter(row.values()).values())
    # places are halves, so that all sums are exact
    spread = 3 * sum(int(2 * sum(row[option] for row in rows) - m * (n + 1)) ** 2 for option in options)
    most = m * m * n * (n * n - 1) - m * ties
    return Fraction(spread, most) if most else Fraction(1)
