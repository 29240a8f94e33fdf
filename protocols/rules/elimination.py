"""Rules that drop one option after the other, and count again without it."""

from abc import abstractmethod
from collections.abc import Sequence
from itertools import combinations
from typing import ClassVar

from ...sim import Ballots, Tally, Weight
from .profile import Profile, in_parts, members, picker, singles
from .ranked import RankedRule
from .universes import Step, eliminate, highest, lowest
from .words import retold


class Elimination(RankedRule):
    """Drops options until one is left; where several tie for it, every way to break the tie is followed."""

    unit: ClassVar[str] = "first place"

    def count(self, profile: Profile) -> Tally:
        """Drop one by one."""
        return eliminate(profile, self.step)

    @abstractmethod
    def step(self, profile: Profile, left: int) -> Step:
        """Return what a set of options, as bits, comes to."""

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the rounds say it
        """Tell who left in which round, and what the last one came to."""
        return retold(tally, self.unit)


class InstantRunoff(Elimination):
    """Drops the option with the fewest first places, until one has more than half of those still counted.

    Equal first places share the vote. Ballots on which nobody is left who is ranked leave the count, and stay
    in the electorate. Ties are followed in every way (parallel universes), exactly to 15 options; where those
    who tie have together fewer than the next, they leave together, since in every way they all do.

    Source: Ware (1871); parallel universes: Conitzer, Rognlie and Xia (2009), Preference functions that score
    rankings and maximum likelihood estimation.
    """

    def step(self, profile: Profile, left: int) -> Step:
        """A majority of the first places wins; else the fewest of them leave."""
        scores = profile.tops(left)
        counts = picker(left)(scores)
        if 2 * max(counts) > sum(counts):
            return scores, (), majority(scores)
        return scores, doomed(counts, left), 0


class Coombs(Elimination):
    """Drops the option with the most last places, until one is left.

    The unranked share the last place. Ties are followed in every way (parallel universes), exactly to 15
    options.

    Source: Coombs (1964), A theory of data; with the majority stop: Grofman and Feld (2004), If you like the
    alternative vote (a.k.a. the instant runoff), then you ought to know about the Coombs rule.

    Attributes:
        majority_stop: whether an option with more than half of the first places still counted wins at once.
    """

    unit = "last place"

    majority_stop: bool = False

    def step(self, profile: Profile, left: int) -> Step:
        """The most last places leave."""
        if self.majority_stop and (winner := majority(tops := profile.tops(left))):
            return tops, (), winner
        scores = profile.bottoms(left)
        return scores, highest(scores, left), 0


class Baldwin(Elimination):
    """Drops the option with the lowest Borda count, counted among those left, until one is left.

    Those at one place, as the unranked, share what their places are worth. Ties are followed in every way
    (parallel universes), exactly to 15 options.

    Source: Baldwin (1926), The technique of the Nanson preferential majority system of election.
    """

    unit = "point"

    def step(self, profile: Profile, left: int) -> Step:
        """The lowest Borda count leaves."""
        scores = borda(profile, left)
        return scores, lowest(scores, left), 0


class TwoRoundRunoff(Elimination):
    """The two options with the most first places meet: the one that more rank above the other wins.

    More than half of the first places win at once. Equal first places share the vote; ballots that rank
    neither of the two leave the count. Where several tie for a place among the two, each possible pair of
    them meets (parallel universes).

    Source: Duverger (1954), Political parties.
    """

    def step(self, profile: Profile, left: int) -> Step:
        """A majority wins; else all but two leave; of two, the one with more wins."""
        scores = profile.tops(left)
        if winner := majority(scores):
            return scores, (), winner
        first = highest(scores, left)
        if left.bit_count() == 2:
            return scores, (), sum(first)
        if len(first) == 1:
            pairs = [first[0] | second for second in highest(scores, left & ~first[0])]
        else:
            pairs = [one | other for one, other in combinations(first, 2)]
        return scores, tuple([left & ~pair for pair in pairs]), 0


def majority(scores: Sequence[Weight]) -> int:
    """Return who has more than half of all, as bits; 0 where nobody has."""
    most = max(scores)
    return 1 << scores.index(most) if 2 * most > sum(scores) else 0


def borda(profile: Profile, left: int) -> list[Weight]:
    """Return the Borda count of each option among those left; 0 for the others."""
    among, margins = members(left), profile.margins
    even = profile.voters * (len(among) - 1)  # twice what an option has that ties with every other
    halves = [0] * len(margins)
    for i in among:
        row = margins[i]
        halves[i] = even + sum([row[j] for j in among])
    return in_parts(halves, 2)


def doomed(counts: Sequence[Weight], left: int) -> tuple[int, ...]:
    """Return who may leave next: each that has the least, or all these where they cannot catch the next.

    Args:
        counts: of those left.
        left: who they are, as bits.
    """
    least = min(counts)
    if counts.count(least) == 1:
        return (singles(left)[counts.index(least)],)
    last = tuple([one for one, count in zip(singles(left), counts) if count == least])  # noqa: B905 - as many
    if len(last) < len(counts) and len(last) * least < min([count for count in counts if count > least]):
        return (sum(last),)
    return last
