"""Profiles as blocks of voters who rank alike: small enough to be read, and changed block by block."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from ....sim import SpecError

Order = tuple[str, ...]
"""All options, from best to worst."""

WAYS = 5_000
"""In how many ways a profile is parted or added to, at most; of more, only some that treat blocks alike."""

_BLOCK = re.compile(r"\s*(\d+)\s+(.*\S)\s*", re.DOTALL)


class Blocks(NamedTuple):
    """Voters in a row, in blocks that rank alike.

    Attributes:
        options: all there are, in the order in which they are listed.
        rows: what each block ranks, and how many voters it has; one ranking may have several blocks.
    """

    options: tuple[str, ...]
    rows: tuple[tuple[Order, int], ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[Sequence[str], int]], options: Sequence[str] = ()) -> Self:
        """Return checked blocks.

        Args:
            rows: rankings of all options, each with the number of its voters.
            options: as they are listed; in alphabetical order where none are given.

        Raises:
            SpecError: nobody votes, or a ranking does not have every option once.
        """
        made = tuple((tuple(ranking), count) for ranking, count in rows)
        if not made or any(count < 1 for _, count in made):
            raise SpecError("a profile is blocks of one voter or more: give at least one")
        listed = tuple(options) or tuple(sorted(made[0][0]))
        if len(set(listed)) < len(listed):
            raise SpecError(f"an option stands twice in {' '.join(listed)!r:.80}: give each once")
        for ranking, _ in made:
            if sorted(ranking) != sorted(listed):
                raise SpecError(
                    f"{spelt(ranking)!r:.80} does not have each of {' '.join(listed):.200} once: "
                    "axioms are checked on complete rankings"
                )
        return cls(listed, made)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `str` writes.

        Raises:
            SpecError: it is no list of blocks.

        >>> str(Blocks.read("6 abc, 5 cab")), Blocks.read("2 Tea > Milk, 1 Milk > Tea").options
        ('6 abc, 5 cab', ('Milk', 'Tea'))
        """
        found = [_BLOCK.fullmatch(block) for block in text.split(",")]
        rows = [(_order(block[2]), int(block[1])) for block in found if block]
        if len(rows) < len(found):
            raise SpecError(f"{text!r:.200} is no profile: write blocks such as 6 abc, 4 bca, 5 c > a > b")
        return cls.of(rows)

    def __str__(self) -> str:
        return ", ".join(f"{count} {spelt(ranking)}" for ranking, count in self.rows)

    @property
    def voters(self) -> int:
        """How many there are."""
        return sum(count for _, count in self.rows)

    @property
    def multiset(self) -> frozenset[tuple[Order, int]]:
        """How many voters each ranking has, whoever they are."""
        return frozenset(_counted(self.rows).items())

    def tidy(self) -> Self:
        """Return each ranking as one block."""
        return self._replace(rows=tuple(_counted(self.rows).items()))

    def above(self, one: str, other: str) -> int:
        """Return how many rank one option above another."""
        return sum(count for ranking, count in self.rows if ranking.index(one) < ranking.index(other))

    def margin(self, one: str, other: str) -> int:
        """Return by how many more one option is ranked above another than below it."""
        return 2 * self.above(one, other) - self.voters

    def at(self, place: int, option: str) -> int:
        """Return how many rank an option at a place: 0 is the first, -1 the last."""
        return sum(count for ranking, count in self.rows if ranking[place] == option)

    def moved(self, at: int, count: int, ranking: Order) -> Self:
        """Return the profile in which so many voters of a block, its last ones, rank otherwise."""
        return self._with(at, count, ((ranking, count),))

    def without(self, at: int, count: int) -> Self:
        """Return the profile without so many voters of a block."""
        return self._with(at, count, ())

    def _with(self, at: int, count: int, rows: tuple[tuple[Order, int], ...]) -> Self:
        ranking, there = self.rows[at]
        kept = ((ranking, there - count),) if there > count else ()
        return self._replace(rows=(*self.rows[:at], *kept, *rows, *self.rows[at + 1 :]))

    def renamed(self, names: Sequence[str]) -> Self:
        """Return the profile in which each option bears another name, in the order of the options."""
        new = dict(zip(self.options, names, strict=True))
        rows = tuple((tuple(new[option] for option in ranking), count) for ranking, count in self.rows)
        return self._replace(rows=rows)

    def only(self, options: Sequence[str]) -> Self:
        """Return the profile without any other options."""
        rows = tuple((tuple(o for o in ranking if o in options), count) for ranking, count in self.rows)
        return self._replace(options=tuple(options), rows=rows)

    def reverse(self) -> Self:
        """Return the profile in which everyone ranks the other way round."""
        return self._replace(rows=tuple((ranking[::-1], count) for ranking, count in self.rows))


def spelt(ranking: Sequence[str]) -> str:
    """Spell a ranking: `abc` where options are letters, else `Tea > Coffee > Milk`."""
    return ("" if all(len(option) == 1 for option in ranking) else " > ").join(ranking)


def voters(count: int) -> str:
    """Spell a number of voters.

    >>> voters(1), voters(2)
    ('1 voter', '2 voters')
    """
    return f"{count} voter{'s' * (count != 1)}"


def _order(text: str) -> Order:
    return tuple(name.strip() for name in text.split(">")) if ">" in text else tuple(text)


def _counted(rows: Iterable[tuple[Order, int]]) -> Counter[Order]:
    counts: Counter[Order] = Counter()
    for ranking, count in rows:
        counts[ranking] += count
    return counts
