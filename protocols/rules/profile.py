"""Rankings of options and how many cast each: what all rules over rankings count."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from ...sim import SpecError, WeakOrder, Weight, places

LARGE = 20_000
"""From how many comparisons on pairs are counted by numpy."""

Order = tuple[int | tuple[int, ...], ...]
"""Options by their place in the profile, from best to worst; several in one tuple share a place."""


Rows = dict[Order, int]
"""How often each order was cast."""


class Profile:
    """Rankings of options, each as often as it was cast.

    Options that a ranking leaves out are unranked: below all others, and alike.

    Args:
        options: all that can be ranked, each once.
        rankings: each with its weight: how many cast it.

    Raises:
        SpecError: a ranking names what is no option, or an option twice; or a weight is not above 0.
    """

    __slots__ = ("_pairwise", "options", "rows", "strict")

    def __init__(self, options: Sequence[str], rankings: Iterable[tuple[WeakOrder, int]]) -> None:
        self.options = tuple(options)
        place = {option: i for i, option in enumerate(self.options)}
        if len(place) < len(self.options):
            raise SpecError(f"an option stands twice in {list(self.options)!r:.200}: give each once")
        self.strict = True
        self.rows: Rows = {}
        for ranking, weight in rankings:
            try:
                order: Order = tuple([place[name] for name in ranking])  # type: ignore[index]
                twice = len(set(order)) < len(order)
            except (KeyError, TypeError):
                order = _order(ranking, place)
                self.strict = False
                twice = False
            if twice:
                name = next(name for i, name in enumerate(ranking) if name in ranking[:i])
                raise SpecError(f"a ranking has {name!r:.80} twice: each option has one place")
            if weight < 1:
                raise SpecError(f"a ranking counts {weight} times: leave it out, or count it once or more")
            self.rows[order] = self.rows.get(order, 0) + weight
        self._pairwise: list[list[int]] | None = None

    @property
    def voters(self) -> int:
        """How many rankings there are."""
        return sum(self.rows.values())

    def names(self, chosen: Iterable[int]) -> tuple[str, ...]:
        """Return the names of options, in the order of the profile."""
        return tuple(self.options[i] for i in sorted(chosen))

    def positional(self, points: Sequence[Weight]) -> list[Weight]:
        """Return the sum of points of each option, where a place is worth `points[place]`.

        Those that share places, as the unranked do, share what those are worth. O(rows x options).
        """
        m = len(self.options)
        scores: list[Weight] = [0] * m
        for order, weight in self.rows.items():
            if self.strict and len(order) == m:
                for i, worth in zip(order, points, strict=True):
                    scores[i] += worth * weight  # type: ignore[index]
                continue
            at = 0
            for tier in (*tiers(order), self.unranked(order)):
                if tier:
                    share = _mean(points[at : at + len(tier)]) * weight
                    for i in tier:
                        scores[i] += share
                    at += len(tier)
        return scores

    def unranked(self, order: Order) -> tuple[int, ...]:
        """Return the options that a ranking leaves out."""
        named = {i for tier in tiers(order) for i in tier}
        return tuple(i for i in range(len(self.options)) if i not in named)

    @property
    def pairwise(self) -> list[list[int]]:
        """How many rank one option above another: `pairwise[i][j]` for i above j. O(rows x options^2)."""
        if self._pairwise is None:
            m = len(self.options)
            large = len(self.rows) * m * m >= LARGE
            self._pairwise = _by_numpy(self) if large else _by_hand(self)
        return self._pairwise

    @property
    def margins(self) -> list[list[int]]:
        """By how many more one option is ranked above another than below it."""
        above = self.pairwise
        return [[ours - above[j][i] for j, ours in enumerate(row)] for i, row in enumerate(above)]

    def tops(self, left: int) -> list[Weight]:
        """Return how many rank each option first among those left; several at one place share the vote.

        Rankings in which none of them is ranked count for nobody.

        Args:
            left: the options that count, as bits: `1 << i` for option i.
        """
        scores: list[Weight] = [0] * len(self.options)
        if self.strict:
            for order, weight in self.rows.items():
                for i in order:
                    if left >> i & 1:  # type: ignore[operator]
                        scores[i] += weight  # type: ignore[index]
                        break
            return scores
        for order, weight in self.rows.items():
            for tier in tiers(order):
                if first := [i for i in tier if left >> i & 1]:
                    for i in first:
                        scores[i] += _share(weight, len(first))
                    break
        return scores

    def bottoms(self, left: int) -> list[Weight]:
        """Return how many rank each option last of those left; several, as the unranked, share the vote."""
        scores: list[Weight] = [0] * len(self.options)
        for order, weight in self.rows.items():
            for tier in (self.unranked(order), *reversed(tiers(order))):
                if last := [i for i in tier if left >> i & 1]:
                    for i in last:
                        scores[i] += _share(weight, len(last))
                    break
        return scores


def tiers(order: Order) -> tuple[tuple[int, ...], ...]:
    """Return the options at each place."""
    return tuple((place,) if isinstance(place, int) else place for place in order)


def members(left: int) -> Iterator[int]:
    """Yield the options of a set given as bits."""
    while left:
        low = left & -left
        yield low.bit_length() - 1
        left ^= low


def _order(ranking: WeakOrder, place: Mapping[str, int]) -> Order:
    found: list[int | tuple[int, ...]] = []
    seen: set[str] = set()
    for names in places(ranking):
        for name in names:
            if name not in place:
                listed = ", ".join(place)[:200]
                raise SpecError(f"a ranking names {name!r:.80}, which is none of the options {listed}")
            if name in seen:
                raise SpecError(f"a ranking has {name!r:.80} twice: each option has one place")
            seen.add(name)
        tier = tuple(sorted(place[name] for name in names))
        if not tier:
            raise SpecError("a ranking has a place that nobody takes: leave it out")
        found.append(tier if len(tier) > 1 else tier[0])
    return tuple(found)


def _share(weight: int, among: int) -> Weight:
    return weight if among == 1 else Fraction(weight, among)


def _mean(points: Sequence[Weight]) -> Weight:
    return points[0] if len(points) == 1 else Fraction(sum(points)) / len(points)


def _by_hand(profile: Profile) -> list[list[int]]:
    m = len(profile.options)
    above = [[0] * m for _ in range(m)]
    for order, weight in profile.rows.items():
        below = list(range(m))
        for tier in tiers(order):
            for i in tier:
                below.remove(i)
            for i in tier:
                row = above[i]
                for j in below:
                    row[j] += weight
    return above


def _by_numpy(profile: Profile) -> list[list[int]]:
    import numpy as np  # noqa: PLC0415 - heavy, and only wanted for large profiles

    m = len(profile.options)
    weights = np.array(list(profile.rows.values()))
    ranks = np.full((len(weights), m), m, dtype=np.int16)
    if profile.strict and all(len(order) == m for order in profile.rows):
        np.put_along_axis(ranks, np.array(list(profile.rows)), np.arange(m, dtype=np.int16)[None, :], axis=1)
    else:
        for row, order in zip(ranks, profile.rows, strict=True):
            for place, tier in enumerate(tiers(order)):
                row[list(tier)] = place
    found: list[list[int]] = [(weights @ (ranks[:, [i]] < ranks)).tolist() for i in range(m)]
    return found
