"""Randomness as data: a stream is a key and a counter, the same in every process and Python version.

A stream is splitmix64 (Steele, Lea and Flood, 2014) started on a blake2b hash of what the draw is for. Two
draws that are for the same thing are equal, and no others are related; nothing is seeded by accident.
"""

import math
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_UNIT = 2.0**-53
_MANY = 32  # places from which on numpy is the faster


class Key:
    """A hash that grows by what the draw is for: `Key(seed, "q1", 0).stream("seat", 3)`."""

    __slots__ = ("_hash",)

    def __init__(self, *parts: object) -> None:
        # quoted, so that 1 and "1" differ; ascii, since what repr escapes depends on Python's version
        self._hash = blake2b(ascii(parts).encode(), digest_size=8)

    def stream(self, *parts: object) -> "Stream":
        """Return the stream for these parts under this key (about a microsecond)."""
        grown = self._hash.copy()
        grown.update(ascii(parts).encode())
        return Stream(int.from_bytes(grown.digest(), "little"))


class Noise:
    """One number for each of many places, drawn uniformly from [0, 1): the same whichever others are drawn.

    It is a stream read at the place's own counter.
    """

    __slots__ = ("_state",)

    def __init__(self, stream: "Stream") -> None:
        self._state = stream.bits()

    def __getitem__(self, place: int) -> float:
        z = (self._state + (place + 1) * _GOLDEN) & _MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((z ^ (z >> 31)) >> 11) * _UNIT

    def below(self, rate: float, places: Sequence[int]) -> list[int]:
        """Return those of the places whose number is below a rate."""
        if len(places) >= _MANY:
            return self._below(rate, places)
        found = []
        state, bound = self._state, rate * 2.0**53
        for place in places:  # self[place] < rate, spelt out: this is asked of every delivery
            z = (state + (place + 1) * _GOLDEN) & _MASK
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
            if (z ^ (z >> 31)) >> 11 < bound:
                found.append(place)
        return found

    def _below(self, rate: float, places: Sequence[int]) -> list[int]:
        """Return the same with numpy, all at once: its 64-bit words wrap around as ours are cut."""
        import numpy as np

        at = np.asarray(places, np.uint64)
        low = (words(np.uint64(self._state), at + np.uint64(1)) >> np.uint64(11)) < rate * 2.0**53
        return [int(place) for place in at[low]]

    def stream(self, place: int) -> "Stream":
        """Return a stream of further draws for a place."""
        return Stream(self._state ^ ((place + 1) * _GOLDEN))


class Stream:
    """A reproducible source of random draws, 53 bits each.

    >>> Stream(7).random()
    0.3898297483912715
    """

    __slots__ = ("_state",)

    def __init__(self, state: int) -> None:
        self._state = state & _MASK

    def bits(self) -> int:
        """Return 64 random bits."""
        self._state = z = (self._state + _GOLDEN) & _MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def random(self) -> float:
        """Return a number drawn uniformly from [0, 1)."""
        # bits(), spelt out here: most draws come this way
        self._state = z = (self._state + _GOLDEN) & _MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((z ^ (z >> 31)) >> 11) * _UNIT

    def uniform(self, low: float, high: float) -> float:
        """Return a number drawn uniformly from [low, high)."""
        return low + (high - low) * self.random()

    def below(self, n: int) -> int:
        """Return an integer drawn uniformly from 0 to n - 1."""
        return int(self.random() * n)

    def choice(self, items: Sequence[T]) -> T:
        """Return one of the items, each with the same chance."""
        if not items:
            raise IndexError("there is nothing to choose from")
        return items[int(self.random() * len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """Return one of the items, each with a chance proportional to its weight (>= 0, not all 0)."""
        left = self.random() * math.fsum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return next(
            item for item, weight in zip(reversed(items), reversed(weights), strict=True) if weight > 0
        )

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in an order drawn uniformly (Fisher-Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def exponential(self, rate: float) -> float:
        """Return a waiting time drawn from the exponential distribution with this rate (> 0)."""
        return -math.log1p(-self.random()) / rate

    def normal(self, mean: float = 0.0, deviation: float = 1.0) -> float:
        """Return a draw from the normal distribution (Box-Muller, 1958)."""
        radius = math.sqrt(2 * self.exponential(1.0))
        return mean + deviation * radius * math.cos(math.tau * self.random())


def words(states: "NDArray[np.uint64] | np.uint64", counters: "NDArray[np.uint64]") -> "NDArray[np.uint64]":
    """Return what streams give at some counters, all at once: `bits()` called n times ends with counter n.

    The 64-bit words of numpy wrap around as ours are cut.

    Args:
        states: what the streams were started on; in one shape with the counters, as numpy broadcasts.
        counters: from 1.
    """
    import numpy as np

    z = states + counters * np.uint64(_GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found: NDArray[np.uint64] = z ^ (z >> np.uint64(31))
    return found
