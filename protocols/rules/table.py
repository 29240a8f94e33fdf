"""Complete rankings as arrays of numpy: many profiles at once, or one large one."""

from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...sim import SpecError, WeakOrder

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EXACT = 1 << 53
"""Below this, numbers of voters are exact as floats."""


class Table:
    """Complete rankings of as many voters in each of several profiles.

    Args:
        orders: profiles x rankings x options: the options, as numbers from 0, from best to worst. One profile
            stands for all where the weights tell the profiles apart.
        weights: profiles x rankings: how often each was cast, 0 or more; once each where not given.

    Raises:
        SpecError: a ranking does not have each option once; or the shapes or weights are none.
    """

    __slots__ = ("count", "options", "orders", "ranks", "weights")

    def __init__(self, orders: ArrayLike, weights: ArrayLike | None = None) -> None:
        self.orders = np.asarray(orders, np.int64)
        if self.orders.ndim != 3:
            raise SpecError(f"rankings are profiles x rankings x options, not of shape {self.orders.shape}")
        profiles, rankings, self.options = self.orders.shape
        self.weights = None if weights is None else _weights(weights, profiles, rankings)
        self.count = profiles if self.weights is None else max(profiles, len(self.weights))
        if self.orders.size and not 0 <= self.orders.min() <= self.orders.max() < self.options:
            raise SpecError(f"a ranking names an option that is none of 0 to {self.options - 1}")
        ranks = np.full(self.orders.shape, -1, np.int16)
        np.put_along_axis(ranks, self.orders, np.arange(self.options, dtype=np.int16), axis=2)
        if (ranks < 0).any():
            raise SpecError("a ranking does not have each option once")
        self.ranks = np.ascontiguousarray(ranks.swapaxes(1, 2))  # sums over rankings are the faster for it

    @property
    def voters(self) -> Ints:
        """How many voters each profile has."""
        if self.weights is None:
            return np.full(self.count, self.orders.shape[1])
        voters: Ints = self.weights.sum(axis=1)
        return voters

    def only(self, left: int) -> Bools:
        """Return options given as bits as the set that is left in every profile."""
        return np.array([[left >> i & 1 for i in range(self.options)]] * self.count, np.bool_)

    def placed(self, place: int) -> Ints:
        """Return profiles x options: how many put an option at a place, counted from 0."""
        return self._sums(self.ranks == place)

    def places(self) -> Ints:
        """Return profiles x options x places: how many put an option at a place."""
        return np.stack([self.placed(place) for place in range(self.options)], axis=2)

    def positional(self, points: Ints) -> Ints:
        """Return profiles x options: the sum of points, a place worth `points[place]`."""
        worth = points[self.ranks]
        counts: Ints
        if self.weights is None:
            counts = worth.sum(axis=2)
        else:
            counts = np.matmul(worth, self.weights[:, :, None])[:, :, 0]
        return counts

    def pairwise(self) -> Ints:
        """Return profiles x options x options: how many rank the first above the second."""
        ranks = self.ranks
        return np.stack([self._sums(ranks[:, i : i + 1] < ranks) for i in range(self.options)], axis=1)

    def margins(self) -> Ints:
        """Return profiles x options x options: by how many more the first is ranked above the second."""
        above = self.pairwise()
        return above - above.swapaxes(1, 2)

    def tops(self, left: Bools) -> Ints:
        """Return profiles x options: how many rank an option first of those left in its profile."""
        best = np.where(left[:, :, None], self.ranks, self.options).min(axis=1, keepdims=True)
        return self._sums(self.ranks == best)

    def bottoms(self, left: Bools) -> Ints:
        """Return profiles x options: how many rank an option last of those left in its profile."""
        worst = np.where(left[:, :, None], self.ranks, -1).max(axis=1, keepdims=True)
        return self._sums(self.ranks == worst)

    def _sums(self, holds: Bools) -> Ints:
        """Count the rankings for which something holds of each option."""
        counts: Ints
        if self.weights is None:
            counts = np.add.reduce(holds, axis=2, dtype=np.int64)
            return counts
        sums = np.matmul(holds.astype(float), self.weights[:, :, None].astype(float))
        counts = np.rint(sums[:, :, 0]).astype(np.int64)
        return counts


def _weights(weights: ArrayLike, profiles: int, rankings: int) -> Ints:
    found = np.asarray(weights, np.int64)
    if found.ndim != 2 or found.shape[1] != rankings or profiles not in (1, len(found)):
        raise SpecError(
            f"weights of shape {found.shape} are not for {profiles} profiles of {rankings} rankings"
        )
    if (found < 0).any() or found.sum(axis=1, dtype=float).max(initial=0) >= EXACT:
        raise SpecError("a ranking counts 0 times or more, and all of a profile less than 2^53 times")
    return found


def read(rankings: Sequence[tuple[WeakOrder, int]], place: Mapping[str, int]) -> Table | None:
    """Return the one profile that rankings of names are; None where they are not complete, or are none."""
    cast, weights = zip(*rankings, strict=True)
    n, m = len(cast), len(place)
    if {*map(len, cast)} != {m} or min(weights) < 1 or sum(weights) >= EXACT:
        return None
    names = chain.from_iterable(cast)
    try:
        orders = np.fromiter(map(place.__getitem__, names), np.int64, n * m).reshape(1, n, m)
        return Table(orders, None if max(weights) == 1 else [weights])
    except (KeyError, TypeError, SpecError):
        return None  # the slower way says what is wrong


def strongest_paths(strength: ArrayLike) -> Ints:
    """Return how strong the strongest path between options is, that of its weakest step. O(options^3).

    Args:
        strength: of the step from one to another, 0 where there is none: ... x options x options.

    Source: Floyd (1962), Algorithm 97: shortest path; Schulze (2011).
    """
    found = np.array(strength, np.int64)
    for k in range(found.shape[-1]):
        np.maximum(found, np.minimum(found[..., :, k, None], found[..., None, k, :]), out=found)
    return found
