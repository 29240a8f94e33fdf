"""Intervals that hold together: how far the largest of several t statistics strays by chance."""

import math
from typing import TYPE_CHECKING

from .permutation import FLIPS
from .signs import drawn_patterns, enumerable, every_pattern

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]


def critical(
    table: "Floats", there: "Bools", *, level: float = 0.95, flips: int = FLIPS, seed: int = 0
) -> float:
    """Return how many standard errors all intervals must reach to cover together.

    The differences are centred, the signs of whole questions flipped for all comparisons at once, so that
    what hangs together stays together, and each mean is divided by its own standard error, after the flip.
    The result is the quantile of the largest: max-T of Westfall and Young (1993), Resampling-based multiple
    testing, by what is also known as the wild bootstrap. O(flips x comparisons x questions) time, a few MB.

    Args:
        table: comparisons x questions, the differences; each comparison with at least two that differ.
        there: which of them are defined.
        level: how often all cover, from 0 to 1.
        flips: how many patterns of signs to draw.
        seed: of the draws.

    Returns:
        Infinite where there are too few patterns for the level.
    """
    import numpy as np

    n = there.sum(axis=1)
    centred = np.where(there, table - (np.where(there, table, 0.0).sum(axis=1) / n)[:, None], 0.0)
    scaled = centred / np.sqrt((centred**2).sum(axis=1))[:, None]
    places = table.shape[1]
    exact = enumerable(places, flips)
    largest = []
    for signs in every_pattern(places) if exact else drawn_patterns(places, flips, seed):
        squares = np.minimum((signs @ scaled.T) ** 2, n)  # the sum of squares stays as it is under flips
        with np.errstate(divide="ignore"):
            largest.append((squares * (n - 1) / (n - squares)).max(axis=1))
    squares = np.sort(np.concatenate(largest))
    rank = math.ceil(level * (len(squares) + (not exact)) - 1e-9)
    return math.sqrt(float(squares[rank - 1])) if rank <= len(squares) else math.inf
