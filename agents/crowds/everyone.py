"""A crowd in which everyone hears everyone."""

import numpy as np

from ...sim import SpecError
from .hearing import Floats, Hearing, Ints


class Everyone(Hearing):
    """Everyone hears everyone, with equal weight.

    Args:
        seats: how many, of one copy; at least 2.
        copies: how many copies.
    """

    def __init__(self, seats: int, copies: int = 1) -> None:
        if seats < 2:
            raise SpecError(f"a crowd of {seats}: nobody hears anybody; give 2 seats or more")
        super().__init__(seats, copies)

    def average(self, values: Floats) -> Floats:
        """Return the mean of all, for each. O(seats)."""
        return np.repeat(values.reshape(self.copies, self.seats).mean(axis=1), self.seats)

    def within(self, values: Floats, reach: float) -> Floats:
        """Return means of windows of the numbers in order. O(seats log seats)."""
        means = [_windows(row, reach) for row in values.reshape(self.copies, self.seats)]
        return means[0] if self.copies == 1 else np.concatenate(means)

    def counts(self, stances: Ints, options: int) -> Floats:
        """Return how many hold each option, the same for all. O(seats)."""
        copy = np.repeat(np.arange(self.copies), self.seats)
        held = np.bincount(copy * options + stances, minlength=self.copies * options)
        return np.repeat(held.reshape(self.copies, options), self.seats, axis=0).astype(np.float64)

    def trimmed(self, values: Floats, faults: int) -> Floats:
        """Return one mean for all of a copy. O(seats log seats)."""
        if 2 * faults >= self.seats:
            return values
        left = np.sort(values.reshape(self.copies, self.seats), axis=1)[:, faults : self.seats - faults]
        return np.repeat(left.mean(axis=1).clip(left[:, 0], left[:, -1]), self.seats)

    def asked(self, seats: Ints, draws: Floats, *, itself: bool = False, distinct: bool = False) -> Ints:
        """Return places of the same copy, each with the same chance."""
        place = (seats % self.seats)[:, None]
        if distinct:
            others = _apart_from_each_other(draws, self.seats - 1)
            others = np.where(others < 0, place, others + (others >= place))
            return others + (seats[:, None] - place)
        others = (draws * (self.seats if itself else self.seats - 1)).astype(np.int64)
        if itself:
            others = np.where(others == self.seats - 1, place, others + (others >= place))
        else:
            others += others >= place
        return others + (seats[:, None] - place)

    def heard_by(self, seat: int) -> tuple[Ints, Floats]:
        """Return all others of the same copy."""
        first = seat - seat % self.seats
        others = np.delete(np.arange(first, first + self.seats), seat - first)
        return others, np.ones(self.seats - 1)


def _apart_from_each_other(draws: Floats, among: int) -> Ints:
    """Return places from 0, none twice in a row; -1 where none is left."""
    chosen = np.full(draws.shape, -1)
    for column in range(min(draws.shape[1], among)):
        place = (draws[:, column] * (among - column)).astype(np.int64)
        for taken in np.sort(chosen[:, :column], axis=1).T:
            place += place >= taken
        chosen[:, column] = place
    return chosen


def _windows(values: Floats, reach: float) -> Floats:
    ordered = np.sort(values)
    # in more digits than the numbers have, so that what is far off costs no accuracy
    sums = np.concatenate(([0.0], np.cumsum(ordered, dtype=np.longdouble)))
    low = np.searchsorted(ordered, values - reach, "left")
    high = np.searchsorted(ordered, values + reach, "right")
    means = ((sums[high] - sums[low]) / (high - low)).astype(np.float64)
    nearest: Floats = means.clip(ordered[low], ordered[high - 1])
    return nearest
