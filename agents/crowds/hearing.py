"""Who hears whom in a crowd, as arrays: what many seats hear at once, in one pass."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Array = NDArray[Any]

BLOCK = 1 << 15
"""Of how many seats the lines are looked at together: what is worked out for them stays in the cache."""

LINES = 1 << 17
"""The same in lines, where those are looked at together that hear as many."""


class Hearing(ABC):
    """Who hears whom; several copies of one crowd, side by side and deaf to each other, are one crowd.

    Attributes:
        seats: how many, of one copy.
        copies: how many copies; the seats of the first come first.
    """

    def __init__(self, seats: int, copies: int) -> None:
        self.seats = seats
        self.copies = copies

    @property
    def signed(self) -> bool:
        """Whether a weight is below 0."""
        return False

    @property
    def key(self) -> str:
        """Tell who hears whom, in a few letters."""
        return f"everyone of {self.seats}"

    @property
    def size(self) -> int:
        """How many seats, of all copies."""
        return self.seats * self.copies

    @abstractmethod
    def average(self, values: Floats) -> Floats:
        """Return for each seat the weighted mean of its own number and of those it hears.

        Of negative weights the mean is by the sum of the weights without their signs.
        """

    @abstractmethod
    def within(self, values: Floats, reach: float) -> Floats:
        """Return for each seat the mean of its own number and of those it hears that are no farther off."""

    @abstractmethod
    def counts(self, stances: Ints, options: int) -> Floats:
        """Return seats x options: the weight of those that hold an option, heard or oneself."""

    @abstractmethod
    def trimmed(self, values: Floats, faults: int) -> Floats:
        """Return means of one's own number and of those heard, without the lowest and highest.

        Args:
            values: of all.
            faults: how many are left out on each side; where nothing would be left one's own stays.
        """

    @abstractmethod
    def asked(self, seats: Ints, draws: Floats, *, itself: bool = False, distinct: bool = False) -> Ints:
        """Return the places that some seats ask, drawn in proportion to weight; see `pick`.

        Args:
            seats: who asks.
            draws: asking x asked, from [0, 1).
            itself: whether a seat may ask itself; its own place is then the last of those drawn from.
            distinct: whether nobody is asked twice; where too few are heard its own place stands for the
                rest. Not with `itself`.
        """

    @abstractmethod
    def heard_by(self, seat: int) -> tuple[Ints, Floats]:
        """Return the places that a seat hears, and their weights."""

    def leaning(self, seats: Ints, draws: Floats, values: Array, lean: Callable[[Any, Any], Any]) -> Ints:
        """Return the places that some seats ask, drawn by weight and by what they hold. O(asking x heard).

        Args:
            seats: who asks.
            draws: asking x asked, from [0, 1).
            values: what all hold.
            lean: by what a weight is multiplied, from one's own number and theirs.
        """
        asked = np.empty(draws.shape, np.int64)
        for row, seat in enumerate(seats):
            speakers, weights = self.heard_by(int(seat))
            upto = np.cumsum(weights * lean(values[seat], values[speakers]))
            which = np.searchsorted(upto, draws[row] * upto[-1], "right")
            asked[row] = speakers[np.minimum(which, len(speakers) - 1)]
        return asked
