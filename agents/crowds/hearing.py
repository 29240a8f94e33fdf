"""Who hears whom in a crowd, as arrays: what many seats hear at once, in one pass."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...sim import SpecError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Array = NDArray[Any]

BLOCK = 1 << 15
"""Of how many seats the lines are looked at together: what is worked out for them stays in the cache."""


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
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    low = np.searchsorted(ordered, values - reach, "left")
    high = np.searchsorted(ordered, values + reach, "right")
    means: Floats = (sums[high] - sums[low]) / (high - low)
    return means


class Lines(Hearing):
    """Lines between some, with weights.

    Args:
        weights: seats x seats, W[listener, speaker]; the diagonal is what each gives itself. Only ratios
            matter.
        copies: how many copies.

    Raises:
        SpecError: the matrix is not square, a weight is not finite, or a seat hears nobody.
    """

    def __init__(self, weights: Any, copies: int = 1) -> None:
        matrix = sparse.csr_array(weights, dtype=np.float64)
        if matrix.shape[0] != matrix.shape[1]:
            raise SpecError(f"weights of shape {matrix.shape}: give a row and a column for each seat")
        if not np.isfinite(matrix.data).all():
            raise SpecError("a weight that is not finite: give numbers")
        super().__init__(matrix.shape[0], copies)
        own = matrix.diagonal()
        heard = sparse.csr_array(matrix - sparse.diags_array(own, format="csr"))
        heard.eliminate_zeros()
        heard.sort_indices()
        degree = np.diff(heard.indptr).astype(np.int64)
        if (deaf := np.flatnonzero(degree == 0)).size:
            raise SpecError(f"seat {deaf[0]} (from 0) hears nobody: give it a line, or leave it out")
        self.own = np.tile(own, copies)
        self.degree = np.tile(degree, copies)
        self.ends = np.concatenate(([0], np.cumsum(self.degree)))
        self.speakers = np.tile(heard.indices.astype(np.int64), copies)
        if copies > 1:
            self.speakers += np.repeat(np.arange(copies) * self.seats, heard.nnz)
        self.weights = np.tile(heard.data, copies)
        self._plain = bool((self.weights == 1).all() and (self.own == 1).all())

    def _blocks(self) -> Iterator[tuple[slice, slice, Ints]]:
        """Yield seats, their lines, and where among these lines those of each begin; some seats at a time."""
        for first in range(0, self.size, BLOCK):
            seats = slice(first, min(first + BLOCK, self.size))
            lines = slice(self.ends[seats.start], self.ends[seats.stop])
            yield seats, lines, self.ends[seats] - lines.start

    @cached_property
    def _upto(self) -> Floats:
        """The weights of all lines before each, and of all."""
        return np.concatenate(([0.0], np.cumsum(self.weights)))

    @cached_property
    def _matrix(self) -> sparse.csr_array:
        return sparse.csr_array((self.weights, self.speakers, self.ends), shape=(self.size, self.size))

    @cached_property
    def _total(self) -> Floats:
        total: Floats = np.add.reduceat(np.abs(self.weights), self.ends[:-1]) + np.abs(self.own)
        return total

    def average(self, values: Floats) -> Floats:
        """Return weighted means. O(lines)."""
        means: Floats = (self._matrix @ values + self.own * values) / self._total
        return means

    def within(self, values: Floats, reach: float) -> Floats:
        """Return weighted means of those near. O(lines)."""
        means = np.empty(self.size)
        for seats, lines, starts in self._blocks():
            mine, theirs = values[seats], values[self.speakers[lines]]
            near = np.abs(theirs - np.repeat(mine, self.degree[seats])) <= reach
            weight = near * self.weights[lines]
            theirs *= weight
            sums = np.add.reduceat(theirs, starts) + self.own[seats] * mine
            total = np.add.reduceat(weight, starts) + self.own[seats]
            means[seats] = np.divide(sums, total, out=mine.copy(), where=total != 0)
        return means

    def counts(self, stances: Ints, options: int) -> Floats:
        """Return the weight behind each option. O(lines)."""
        listeners = np.repeat(np.arange(self.size) * options, self.degree)
        where = listeners + stances[self.speakers]
        held: Any = np.bincount(where, weights=self.weights, minlength=self.size * options)
        held[np.arange(self.size) * options + stances] += self.own
        counts: Floats = held.reshape(self.size, options)
        return counts

    def trimmed(self, values: Floats, faults: int) -> Floats:
        """Return means of what is left. O(lines log lines)."""
        everyone = np.arange(self.size)
        listener = np.concatenate((np.repeat(everyone, self.degree), everyone))
        number = np.concatenate((values[self.speakers], values))
        order = np.lexsort((number, listener))
        listener, number = listener[order], number[order]
        size = self.degree + 1
        rank = np.arange(len(order)) - np.repeat(np.cumsum(size) - size, size)
        left = (rank >= faults) & (rank < (size - faults)[listener])
        count = np.maximum(size - 2 * faults, 0)
        sums = np.bincount(listener[left], weights=number[left], minlength=self.size)
        means: Floats = values.copy()
        return np.divide(sums, count, out=means, where=count > 0)

    def asked(self, seats: Ints, draws: Floats, *, itself: bool = False, distinct: bool = False) -> Ints:
        """Return places of those heard. O(asked log lines); O(asked) where all weights are 1."""
        if distinct:
            return self._distinct(seats, draws)
        start, degree = self.ends[seats][:, None], self.degree[seats][:, None]
        if self._plain:
            which = (draws * (degree + itself)).astype(np.int64)
        else:
            before = self._upto[start]
            total = self._upto[start + degree] - before + (self.own[seats][:, None] if itself else 0.0)
            which = np.searchsorted(self._upto[1:], before + draws * total, "right") - start
        chosen = self.speakers[start + np.minimum(which, degree - 1)]
        return np.where(which >= degree, seats[:, None], chosen) if itself else chosen

    def _distinct(self, seats: Ints, draws: Floats) -> Ints:
        """Return places of those heard, none twice: what was drawn is skipped over by the next draw."""
        start, end = self.ends[seats], self.ends[seats + 1]
        before = self._upto[start]
        chosen = np.full(draws.shape, len(self.speakers))
        asked = np.repeat(seats[:, None], draws.shape[1], axis=1)
        left = self._upto[end] - before
        weights = np.append(self.weights, 0.0)
        for column in range(draws.shape[1]):
            some = (left > 0) & (column < end - start)
            at = before + draws[:, column] * left
            for taken in np.sort(chosen[:, :column], axis=1).T:
                at += weights[taken] * (at >= self._upto[taken])
            line = np.clip(np.searchsorted(self._upto[1:], at, "right"), start, end - 1)
            chosen[some, column] = line[some]
            asked[some, column] = self.speakers[line[some]]
            left = np.where(some, left - self.weights[line], 0.0)
        return asked

    def heard_by(self, seat: int) -> tuple[Ints, Floats]:
        """Return those at the other end of its lines."""
        lines = slice(self.ends[seat], self.ends[seat + 1])
        return self.speakers[lines], self.weights[lines]


def hearing(graph: Any, seats: int, copies: int = 1, *, turned: bool = False) -> Hearing:
    """Return who hears whom.

    Args:
        graph: a networkx graph of as many nodes as seats, in their order, whose edge u -> v means that v
            hears u (both ways where it is undirected), with `weight`, and gives itself 1 unless an edge to
            itself says more; a matrix W[listener, speaker], dense or of scipy.sparse; or None: all hear all.
        seats: how many.
        copies: how many copies of the crowd.
        turned: whether to return who is heard by whom instead.

    Raises:
        SpecError: the graph is of another size, or somebody in it hears nobody.
    """
    if graph is None:
        return Everyone(seats, copies)
    if hasattr(graph, "nodes"):
        import networkx as nx  # noqa: PLC0415 - heavy, and only wanted where a graph is given

        alone = [float(not graph.has_edge(node, node)) for node in graph]
        graph = nx.to_scipy_sparse_array(graph, weight="weight").T + sparse.diags_array(alone)
    lines = Lines(sparse.csr_array(graph).T if turned else graph, copies)
    if lines.seats != seats:
        raise SpecError(f"the graph has {lines.seats} seats, and {seats} stances are given to start from")
    return lines
