"""Topologies from the literature on networks: paths and trees, and the random ones, drawn from a seed.

All are undirected: who hears, is heard. Lines follow the order of the panel, never the names of the seats.
"""

from collections.abc import Iterable
from itertools import combinations, product
from typing import Annotated, Any

from pydantic import Field, field_validator

from .errors import SpecError
from .names import kebab
from .streams import Key, Stream
from .topology import Link, Topology

Count = Annotated[int, Field(ge=1)]
Chance = Annotated[float, Field(ge=0, le=1)]
Pair = tuple[int, int]


def both_ways(pairs: Iterable[Pair], seats: tuple[str, ...]) -> tuple[Link, ...]:
    """Return a line each way for every pair of places, in order of place."""
    return tuple(
        Link(speaker=seats[a], listener=seats[b]) for u, v in sorted(pairs) for a, b in ((u, v), (v, u))
    )


class Path(Topology):
    """Each seat hears the one before it and the one after it.

    Source: the chain of Leavitt (1951), Some effects of certain communication patterns on group performance.
    """

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...]:
        """Return a line each way between neighbours."""
        import networkx as nx

        return both_ways(nx.path_graph(len(seats)).edges, seats)


class Tree(Topology):
    """Each seat hears the one above it and those below it; the first seat is at the top.

    The levels are filled from the top, so that the depths of any two seats at an end differ by 1 at most.

    Source: the balanced hierarchy of Radner (1993), The organization of decentralized information processing.

    Attributes:
        branching: how many seats are directly below one, where there are enough.
    """

    branching: Count = 2

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...]:
        """Return a line each way between every seat and those below it."""
        import networkx as nx

        return both_ways(nx.full_rary_tree(self.branching, len(seats)).edges, seats)


class Drawn(Topology):
    """A topology with chance in it: the same seed, parameters and number of seats give the same lines.

    Attributes:
        seed: which of the many it is; all talks of a setting share it, whatever their own seed.
    """

    seed: int = 0

    def random(self, n: int) -> Stream:
        """Return the draws for `n` seats."""
        return Key(self.seed, "topology", kebab(type(self).__name__)).stream(n)


class Bipartite(Drawn):
    """Two camps: each seat hears those of the other camp and none of its own.

    Source: the random graph of Gilbert (1959), Random graphs, with lines between the camps alone.

    Attributes:
        split: how many seats, from the first on, are in the first camp; half of them, rounded up, if None.
        chance: of each line between the camps; with 1 the graph is complete bipartite. With the same seed, a
            higher chance keeps the lines that a lower one has.
    """

    split: Count | None = None
    chance: Chance = 1.0

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...]:
        """Return a line each way between every two of different camps, or for each with the chance.

        Raises:
            SpecError: a camp has no seat.
        """
        n = len(seats)
        split = (n + 1) // 2 if self.split is None else self.split
        if split >= n:
            raise SpecError(f"a first camp of {split} leaves none of {n} seats for the second: split lower")
        random = self.random(n)
        pairs = product(range(split), range(split, n))
        return both_ways((pair for pair in pairs if random.random() < self.chance), seats)


class Block(Drawn):
    """Groups whose members hear each other with one chance, and members of other groups with another.

    Source: the stochastic block model of Holland, Laskey and Leinhardt (1983), Stochastic blockmodels: first
    steps.

    Attributes:
        groups: how many groups of the same size (the first are larger by one where seats are left over), or
            the size of each; those of a group sit side by side.
        within: the chance of a line between two of the same group.
        between: the chance of a line between two of different groups. With the same seed, a higher chance
            keeps the lines that a lower one has.
    """

    groups: int | tuple[int, ...] = 2
    within: Chance = 0.8
    between: Chance = 0.1

    @field_validator("groups", mode="before")
    @classmethod
    def _whole(cls, groups: Any) -> Any:
        sizes = groups if isinstance(groups, tuple) else (groups,)
        if not sizes or not all(type(size) is int and size >= 1 for size in sizes):
            raise ValueError(f"give a whole number of 1 or more, or one for each group, not {groups!r:.80}")
        return groups

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...]:
        """Return a line each way for every two, with the chance that their groups give.

        Raises:
            SpecError: more groups than seats, or sizes that do not add up to them.
        """
        n = len(seats)
        group = [place for place, size in enumerate(self._sizes(n)) for _ in range(size)]
        random = self.random(n)
        pairs = combinations(range(n), 2)
        return both_ways(
            (
                (u, v)
                for u, v in pairs
                if random.random() < (self.within if group[u] == group[v] else self.between)
            ),
            seats,
        )

    def _sizes(self, n: int) -> tuple[int, ...]:
        """Return the size of each group at a table of `n` seats."""
        if isinstance(self.groups, tuple):
            if sum(self.groups) != n:
                raise SpecError(f"groups of {self.groups} are {sum(self.groups)} seats: the panel has {n}")
            return self.groups
        if self.groups > n:
            raise SpecError(f"{self.groups} groups are more than the {n} seats of the panel: give fewer")
        each, more = divmod(n, self.groups)
        return tuple(each + (place < more) for place in range(self.groups))


class RandomRegular(Drawn):
    """Each seat hears `degree` others, drawn at random.

    Every seat has `degree` free ends. Two ends are drawn and joined, unless they are of one seat or of two
    that are joined already; where no two are left that can be, all begins anew. As the panel grows, each
    graph becomes as likely as any other. It need not be connected. At a degree of half the seats or more, who
    does not hear whom is drawn instead.

    Source: Steger and Wormald (1999), Generating random regular graphs quickly.

    Attributes:
        degree: how many others each seat hears; degree or number of seats must be even.
    """

    degree: Count = 4

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...]:
        """Return a line each way for every pair drawn.

        Raises:
            SpecError: a degree that no seat or not every seat can have.
        """
        n = len(seats)
        if self.degree >= n:
            raise SpecError(f"none of {n} seats can hear {self.degree} others: give a lower degree")
        if self.degree * n % 2:
            raise SpecError(f"{n} seats cannot each hear {self.degree} others: make one of the two even")
        random = self.random(n)
        if 2 * self.degree < n:
            return both_ways(_regular(n, self.degree, random), seats)
        apart = _regular(n, n - 1 - self.degree, random)
        return both_ways(set(combinations(range(n), 2)) - apart, seats)


def _regular(n: int, degree: int, random: Stream) -> set[Pair]:
    while True:
        pairs = _paired([place for place in range(n) for _ in range(degree)], random)
        if pairs is not None:
            return pairs


def _paired(ends: list[int], random: Stream) -> set[Pair] | None:
    """Join free ends, each given as its place, two by two; None if some are left that cannot be joined."""
    pairs: set[Pair] = set()
    while ends:
        # two of the free ends are drawn and brought to the end of the list, from where they are cheap to take
        for last in (len(ends) - 1, len(ends) - 2):
            drawn = random.below(last + 1)
            ends[drawn], ends[last] = ends[last], ends[drawn]
        u, v = sorted(ends[-2:])
        if u != v and (u, v) not in pairs:
            pairs.add((u, v))
            del ends[-2:]
        elif all(pair in pairs for pair in combinations(sorted(set(ends)), 2)):
            return None
    return pairs


class SmallWorld(Drawn):
    """A ring of which some lines are rewired to seats anywhere.

    Lap by lap, nearest neighbours first, the line of each seat to the one `step` further on is moved with the
    chance: it then leads to a seat drawn from those that the seat has no line to, if there is one.
    There are as many lines as in the ring.

    Source: Watts and Strogatz (1998), Collective dynamics of 'small-world' networks.

    Attributes:
        reach: how many neighbours on each side there are before rewiring.
        chance: of each line to be rewired: 0 leaves the ring as it is.
    """

    reach: Count = 2
    chance: Chance = 0.1

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...]:
        """Return a line each way for every pair of the rewired ring.

        Raises:
            SpecError: too few seats for as many neighbours.
        """
        n = len(seats)
        if 2 * self.reach >= n:
            raise SpecError(f"none of {n} seats has {2 * self.reach} neighbours: give a lower reach")
        random = self.random(n)
        steps = range(1, self.reach + 1)
        near = [{(place + side * step) % n for step in steps for side in (-1, 1)} for place in range(n)]
        for step, place in product(steps, range(n)):
            if random.random() < self.chance and len(near[place]) < n - 1:
                old = new = (place + step) % n
                while new == place or new in near[place]:
                    new = random.below(n)
                near[place] ^= {old, new}
                near[old].remove(place)
                near[new].add(place)
        return both_ways(((u, v) for u in range(n) for v in near[u] if u < v), seats)


class ScaleFree(Drawn):
    """Seats join one by one and tie themselves to those that have many ties: a few become hubs.

    Seats join in the order of the panel, so that hubs sit first. `ties` seats are there without a tie; the
    first to join is tied to these, each later one to `ties` different seats, drawn by how many ties each has.

    Source: Barabási and Albert (1999), Emergence of scaling in random networks.

    Attributes:
        ties: how many others a seat is tied to when it joins.
    """

    ties: Count = 2

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...]:
        """Return a line each way for every tie.

        Raises:
            SpecError: too few seats for one to join.
        """
        n = len(seats)
        if self.ties >= n:
            raise SpecError(f"none of {n} seats can join with {self.ties} ties: give fewer")
        random = self.random(n)
        pairs: list[Pair] = []
        ends: list[int] = []  # each place once for each of its ties: one drawn from here is drawn by degree
        chosen = set(range(self.ties))
        for newcomer in range(self.ties, n):
            ties = [(old, newcomer) for old in sorted(chosen)]
            pairs += ties
            ends += [end for tie in ties for end in tie]
            chosen.clear()
            while len(chosen) < self.ties:
                chosen.add(random.choice(ends))
        return both_ways(pairs, seats)
