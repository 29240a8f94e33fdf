"""Axioms about voters who join others: a block of them, or a whole electorate."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import islice, product
from math import prod
from typing import ClassVar

from .axiom import Axiom, Breach, Elections, Winners, named, win
from .blocks import WAYS, Blocks, Order, spelt, voters


class Joined(Axiom):
    """Something holds when a block of voters who rank alike joins others."""

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Take some of each block for those who join."""
        wins = elect(profile)
        for at, (ranking, count) in enumerate(profile.rows):
            for many in range(1, min(count, profile.voters - 1) + 1):
                before = profile.without(at, many)
                if wrong := self.wrong(ranking, elect(before), wins):
                    deed = f"{voters(many)} of {spelt(ranking)} {'joins' if many == 1 else 'join'} them"
                    yield Breach(before, profile, deed, wrong)

    @abstractmethod
    def wrong(self, ranking: Order, without: Winners, joined: Winners) -> str:
        """Say what must not be when voters of this ranking have joined; an empty string if all is well."""


class Participation(Joined):
    """To join and vote is never worse than to stay at home; electing nobody is compared with nothing."""

    def wrong(self, ranking: Order, without: Winners, joined: Winners) -> str:
        """What they count with has become worse."""
        if not (without and joined):
            return ""
        before, after = self.counted(ranking, without), self.counted(ranking, joined)
        if ranking.index(after) <= ranking.index(before):
            return ""
        return f"by their ranking {spelt(ranking)} they now get {after}{self.how}, and without them {before}"

    how: ClassVar[str] = ""

    @abstractmethod
    def counted(self, ranking: Order, winners: Winners) -> str:
        """Return the winner that voters of this ranking count with."""


class ResoluteParticipation(Participation):
    """No voters do better by staying at home, where of those who tie the one listed first is elected.

    Source: Moulin (1988), Condorcet's principle implies the no show paradox.
    """

    alike: ClassVar[bool] = False

    def counted(self, ranking: Order, winners: Winners) -> str:  # noqa: ARG002 - others go by the ranking
        """Return the one listed first."""
        return winners[0]


class OptimistParticipation(Participation):
    """No voters do better by staying at home, where they count with the best for them of those who tie.

    Source: Jimeno, Perez and Garcia (2009), An extension of the Moulin no show paradox for voting
    correspondences.
    """

    how: ClassVar[str] = " at best"

    def counted(self, ranking: Order, winners: Winners) -> str:
        """Return the best."""
        return min(winners, key=ranking.index)


class PessimistParticipation(Participation):
    """No voters do better by staying at home, where they count with the worst for them of those who tie.

    Source: Jimeno, Perez and Garcia (2009), An extension of the Moulin no show paradox for voting
    correspondences.
    """

    how: ClassVar[str] = " at worst"

    def counted(self, ranking: Order, winners: Winners) -> str:
        """Return the worst."""
        return max(winners, key=ranking.index)


class PositiveInvolvement(Joined):
    """A winner still wins when voters join who rank it first.

    Source: Saari (1995), Basic geometry of voting.
    """

    def wrong(self, ranking: Order, without: Winners, joined: Winners) -> str:
        """What they rank first wins no more."""
        top = ranking[0]
        return f"{top}, which they rank first, wins no more" if top in without and top not in joined else ""


class Reinforcement(Axiom):
    """Where two electorates have winners in common, these are the winners of both together.

    Where there are too many ways to part the voters, of each block none, half or all are in the first part.

    Source: Young (1975), Social choice scoring functions; also called consistency.
    """

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Part the voters in two, in every way."""
        counts = [count for _, count in profile.rows]
        every = prod(count + 1 for count in counts) <= WAYS
        parts = [range(count + 1) if every else sorted({0, count // 2, count}) for count in counts]
        for here in islice(product(*parts), WAYS):
            there = tuple(count - many for count, many in zip(counts, here, strict=True))
            if any(here) and any(there):
                yield from self._together(_part(profile, here), _part(profile, there), profile, elect)

    def between(self, before: Blocks, after: Blocks, elect: Elections) -> Iterator[Breach]:
        """Compare some voters, and those who are there besides, with all of them."""
        all_of, some = dict(after.tidy().rows), dict(before.tidy().rows)
        counts = [count - some.pop(ranking, 0) for ranking, count in all_of.items()]
        if before.options == after.options and not some and min(counts) >= 0 and any(counts):
            yield from self._together(before, _part(after.tidy(), counts), after, elect)

    def _together(self, one: Blocks, other: Blocks, both: Blocks, elect: Elections) -> Iterator[Breach]:
        won, there = elect(one), elect(other)
        common = tuple(option for option in won if option in there)
        if common and common != elect(both):
            deed = f"they are joined by {other}, where {win(there)}"
            yield Breach(one, both, deed, f"{named(common)} would have to win")


def _part(profile: Blocks, counts: Sequence[int]) -> Blocks:
    return profile._replace(
        rows=tuple((ranking, many) for (ranking, _), many in zip(profile.rows, counts, strict=True) if many)
    )
