"""Rankings of options and how many cast each: what all rules over rankings count."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import itemgetter, mul, sub
from typing import TYPE_CHECKING, Any, cast

from ...sim import SpecError, WeakOrder, Weight, places

if TYPE_CHECKING:
    from .table import Ints, Table

LARGE = 4_000
"""From how many places on, rankings x options, complete rankings are counted by numpy."""

KEPT = 5_040
"""How many rankings of a set of options are kept in mind: all there are of seven options."""

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

    Attributes:
        options: as given.
        complete: whether every ranking puts every option at a place of its own.
        strict: whether no ranking puts two options at one place, but for those that it leaves out.

    Raises:
        SpecError: a ranking names what is no option, or an option twice; or a weight is not above 0.
    """

    __slots__ = ("_margins", "_pairwise", "_rows", "_table", "complete", "options", "strict")

    def __init__(self, options: Sequence[str], rankings: Iterable[tuple[WeakOrder, int]]) -> None:
        self.options = options = tuple(options)
        self._pairwise: list[list[int]] | None = None
        self._margins: list[list[int]] | None = None
        self._rows: Rows = {}
        rankings = tuple(rankings)
        large = len(rankings) * len(options) >= LARGE
        self._table = _table(rankings, options) if large else None
        if self._table is not None:
            self.complete = self.strict = True
            return
        rows, read = self._rows, _reader(options)
        for ranking, weight in rankings:
            order = read[ranking]
            if weight < 1:
                raise SpecError(f"a ranking counts {weight} times: leave it out, or count it once or more")
            rows[order] = rows.get(order, 0) + weight
        self.complete = sum(map(len, rows)) == len(options) * len(rows)
        self.strict = self.complete or all(isinstance(place, int) for order in rows for place in order)

    @property
    def rows(self) -> Rows:
        """How often each order was cast."""
        if self._table is not None and not self._rows:
            orders, weights = self._table.orders[0].tolist(), self._table.weights
            cast = [1] * len(orders) if weights is None else weights[0].tolist()
            for order, weight in zip(map(tuple, orders), cast, strict=True):
                self._rows[order] = self._rows.get(order, 0) + weight
        return self._rows

    @property
    def voters(self) -> int:
        """How many rankings there are."""
        return sum(self._rows.values()) if self._table is None else int(self._table.voters[0])

    def names(self, chosen: int) -> tuple[str, ...]:
        """Return the names of options given as bits, in the order of the profile."""
        return picker(chosen)(self.options)

    def positional(self, points: tuple[int, ...]) -> tuple[list[int], int]:
        """Return what each option gets, where a place is worth so many points, and what one point is then.

        Those that share places, as the unranked do, share what these are worth: one point is so much that all
        shares are whole numbers. O(rows x options).
        """
        m = len(self.options)
        if self._table is not None:
            return [sum(map(mul, row, points)) for row in self._table.places()[0].tolist()], 1
        scores = [0] * m
        if self.complete:
            counts = _counting(points)
            for row, weight in _single(self._rows):
                for at, worth in counts:
                    scores[row[at]] += worth * weight
            return scores, 1
        split = lcm(*range(1, m + 1))
        for order, weight in self._rows.items():
            at = 0
            for tier in (*tiers(order), self.unranked(order)):
                if tier:
                    share = sum(points[at : at + len(tier)]) * (split // len(tier)) * weight
                    for i in tier:
                        scores[i] += share
                    at += len(tier)
        return scores, split

    def placed(self, place: int) -> list[Weight]:
        """Return how many put each option at a place, counted from 0.

        Those at one place share the places that they take; the unranked take none.
        """
        scores = [0] * len(self.options)
        if self._table is not None:
            return _whole(self._table.placed(place))
        if self.strict:
            for row, weight in _single(self._rows):
                if place < len(row):
                    scores[row[place]] += weight
            return in_parts(scores, 1)
        split = lcm(*range(1, len(scores) + 1))
        for order, weight in self._rows.items():
            at = 0
            for tier in tiers(order):
                if at <= place < at + len(tier):
                    for i in tier:
                        scores[i] += weight * (split // len(tier))
                at += len(tier)
        return in_parts(scores, split)

    def unranked(self, order: Order) -> tuple[int, ...]:
        """Return the options that a ranking leaves out."""
        named = {i for tier in tiers(order) for i in tier}
        return tuple(i for i in range(len(self.options)) if i not in named)

    @property
    def pairwise(self) -> list[list[int]]:
        """How many rank one option above another: `pairwise[i][j]` for i above j. O(rows x options)."""
        if self._pairwise is None:
            self._pairwise = _pairwise(self) if self._table is None else self._table.pairwise()[0].tolist()
        return self._pairwise

    @property
    def margins(self) -> list[list[int]]:
        """By how many more one option is ranked above another than below it."""
        if self._margins is None:
            above = self.pairwise
            columns = zip(*above, strict=True)
            self._margins = [[*map(sub, row, column)] for row, column in zip(above, columns, strict=True)]
        return self._margins

    def tops(self, left: int) -> list[Weight]:
        """Return how many rank each option first among those left; several at one place share the vote.

        Rankings in which none of them is ranked count for nobody.

        Args:
            left: the options that count, as bits: `1 << i` for option i.
        """
        if self._table is not None:
            return _whole(self._table.tops(self._table.only(left)))
        if not self.strict:
            return self._ends(left, tiers)
        return self._firsts(left, iter)

    def bottoms(self, left: int) -> list[Weight]:
        """Return how many rank each option last of those left; several, as the unranked, share the vote."""
        if self._table is not None:
            return _whole(self._table.bottoms(self._table.only(left)))
        if not self.complete:
            return self._ends(left, lambda order: (self.unranked(order), *reversed(tiers(order))))
        return self._firsts(left, reversed)

    def _firsts(self, left: int, walk: Callable[[tuple[int, ...]], Iterable[int]]) -> list[Weight]:
        """Count for each order the first of those left on a walk through it, where no two share a place."""
        scores: list[Weight] = [0] * len(self.options)
        is_left = _flags(left, len(scores))
        for row, weight in _single(self._rows):
            for i in walk(row):
                if is_left[i]:
                    scores[i] += weight
                    break
        return scores

    def _ends(self, left: int, walk: Callable[[Order], Iterable[tuple[int, ...]]]) -> list[Weight]:
        """Count for each order the first place of a walk through it that has one of those left."""
        scores = [0] * len(self.options)
        split = lcm(*range(1, len(scores) + 1))
        for order, weight in self._rows.items():
            for tier in walk(order):
                if found := [i for i in tier if left >> i & 1]:
                    for i in found:
                        scores[i] += weight * (split // len(found))
                    break
        return in_parts(scores, split)


def _single(rows: Rows) -> Iterable[tuple[tuple[int, ...], int]]:
    """Return the rows, in which no two options share a place, and how often each was cast."""
    return cast("dict[tuple[int, ...], int]", rows).items()


def tiers(order: Order) -> tuple[tuple[int, ...], ...]:
    """Return the options at each place."""
    return tuple((place,) if isinstance(place, int) else place for place in order)


@lru_cache(maxsize=1 << 12)
def members(left: int) -> tuple[int, ...]:
    """Return the options of a set given as bits."""
    return tuple(i for i in range(left.bit_length()) if left >> i & 1)


@lru_cache(maxsize=1 << 12)
def singles(left: int) -> tuple[int, ...]:
    """Return the options of a set given as bits, each as a set of its own."""
    return tuple(1 << i for i in members(left))


@lru_cache(maxsize=256)
def _counting(points: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Return the places that are worth anything, each with what it is worth."""
    return tuple((at, worth) for at, worth in enumerate(points) if worth)


@lru_cache(maxsize=1 << 12)
def picker(left: int) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Return what picks, of something that each option has, what those of a set have, given as bits."""
    among = members(left)
    first = min(among, default=0)
    return itemgetter(*among) if len(among) > 1 else itemgetter(slice(first, first + len(among)))


@lru_cache(maxsize=1 << 12)
def _flags(left: int, options: int) -> tuple[bool, ...]:
    """Return for each option whether it is in a set given as bits."""
    return tuple(left >> i & 1 == 1 for i in range(options))


def in_parts(scores: Sequence[Weight], whole: int) -> list[Weight]:
    """Return scores of which `whole` make one point, in points.

    >>> in_parts([6, 3, 2], 6)
    [1, Fraction(1, 2), Fraction(1, 3)]
    """
    return list(scores) if whole == 1 else [_quotient(score, whole) for score in scores]


@lru_cache(maxsize=1 << 14)
def _quotient(above: Weight, below: int) -> Weight:
    # the same few quotients come again and again, and a fraction takes long to make
    found = Fraction(above) / below
    return int(found) if found.denominator == 1 else found


class _Reader(dict[WeakOrder, Order]):
    """Orders by the rankings of names that they are: each is read and checked once, as they come again."""

    __slots__ = ("place",)

    def __init__(self, options: tuple[str, ...]) -> None:
        super().__init__()
        self.place = dict(zip(options, range(len(options)), strict=True))
        if len(self.place) < len(options):
            raise SpecError(f"an option stands twice in {list(options)!r:.200}: give each once")

    def __missing__(self, ranking: WeakOrder) -> Order:
        if len(self) >= KEPT:
            self.clear()
        order = self[ranking] = self._read(ranking)
        return order

    def _read(self, ranking: WeakOrder) -> Order:
        found: list[int | tuple[int, ...]] = []
        seen: set[str] = set()
        for names in places(ranking):
            for name in names:
                if name not in self.place:
                    listed = ", ".join(self.place)[:200]
                    raise SpecError(f"a ranking names {name!r:.80}, which is none of the options {listed}")
                if name in seen:
                    raise SpecError(f"a ranking has {name!r:.80} twice: each option has one place")
                seen.add(name)
            tier = tuple(sorted(self.place[name] for name in names))
            if not tier:
                raise SpecError("a ranking has a place that nobody takes: leave it out")
            found.append(tier if len(tier) > 1 else tier[0])
        return tuple(found)


_reader = lru_cache(maxsize=16)(_Reader)


def _pairwise(profile: Profile) -> list[list[int]]:
    """Count pairs in whole numbers that hold a count for each option, side by side: one sum adds them all."""
    width = profile.voters.bit_length()
    shifts = [width * i for i in range(len(profile.options))]
    once = [1 << shift for shift in shifts]
    every = sum(once)
    above = [0] * len(shifts)
    if profile.strict:
        for row, weight in _single(profile.rows):
            below = every
            for i in row:
                below -= once[i]
                above[i] += below * weight
    else:
        for order, weight in profile.rows.items():
            below = every
            for tier in tiers(order):
                below -= sum([once[i] for i in tier])
                for i in tier:
                    above[i] += below * weight
    mask = (1 << width) - 1
    return [[counts >> shift & mask for shift in shifts] for counts in above]


def _whole(counts: "Ints") -> list[Weight]:
    found: list[Weight] = counts[0].tolist()
    return found


def _table(rankings: Sequence[tuple[WeakOrder, int]], options: tuple[str, ...]) -> "Table | None":
    from .table import read  # noqa: PLC0415 - numpy is heavy, and only wanted for large profiles

    return read(rankings, _reader(options).place)
