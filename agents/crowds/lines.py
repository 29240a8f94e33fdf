"""A crowd with lines between some, and whichever crowd a graph asks for."""

from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from scipy import sparse

from ...sim import SpecError
from .everyone import Everyone
from .hearing import BLOCK, LINES, Floats, Hearing, Ints


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
            raise SpecError(
                f"seat {deaf[0]} (from 0) hears nobody else: give it a line, leave it out, or, for one that "
                "never moves, give it a line and name it among the zealots"
            )
        self.own = np.tile(own, copies)
        self.degree = np.tile(degree, copies)
        self.ends = np.concatenate(([0], np.cumsum(self.degree)))
        self.speakers = np.tile(heard.indices.astype(np.int64), copies)
        if copies > 1:
            self.speakers += np.repeat(np.arange(copies) * self.seats, heard.nnz)
        self.weights = np.tile(heard.data, copies)
        self._plain = bool((self.weights == 1).all() and (self.own == 1).all())

    @property
    def signed(self) -> bool:
        """Whether a weight is below 0."""
        return bool((self.weights < 0).any() or (self.own < 0).any())

    @cached_property
    def key(self) -> str:
        """The sha256 of the lines and their weights, in hex."""
        told = sha256()
        for array in (self.ends, self.speakers, self.weights, self.own):
            told.update(array.astype(array.dtype.newbyteorder("<"), copy=False).data)
        return told.hexdigest()

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

    @cached_property
    def _alike(self) -> list[Ints]:
        """The seats, some at a time, those together that hear as many."""
        order = np.argsort(self.degree, kind="stable")
        degrees, starts = np.unique(self.degree[order], return_index=True)
        groups = np.split(order, starts[1:])
        steps = [max(1, LINES // (int(degree) + 1)) for degree in degrees]
        return [
            seats[first : first + step]
            for seats, step in zip(groups, steps, strict=True)
            for first in range(0, len(seats), step)
        ]

    def trimmed(self, values: Floats, faults: int) -> Floats:
        """Return means of what is left. O(lines log degree)."""
        means: Floats = values.copy()
        for seats in self._alike:
            heard = int(self.degree[seats[0]])
            if 2 * faults > heard:
                continue  # nothing is left
            numbers = np.empty((len(seats), heard + 1))
            numbers[:, 0] = values[seats]
            numbers[:, 1:] = values[self.speakers[self.ends[seats][:, None] + np.arange(heard)]]
            numbers.sort(axis=1)
            left = numbers[:, faults : heard + 1 - faults]
            means[seats] = left.mean(axis=1).clip(left[:, 0], left[:, -1])
        return means

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
    try:
        matrix = sparse.csr_array(graph, dtype=np.float64)
    except (ValueError, TypeError, IndexError) as error:
        raise SpecError(f"{graph!r:.80} is no graph, and no square matrix of weights") from error
    if matrix.ndim != 2:
        raise SpecError(f"weights of shape {matrix.shape}: give a row and a column for each seat")
    lines = Lines(matrix.T if turned else matrix, copies)
    if lines.seats != seats:
        raise SpecError(f"the graph has {lines.seats} seats, and {seats} stances are given to start from")
    return lines
