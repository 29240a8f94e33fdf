"""What rules over pairs of options have in common: who beats whom, and by how much."""

from abc import abstractmethod
from typing import Literal

from ...sim import Ballots, Tally
from .profile import Profile, members
from .ranked import RankedRule, ranked
from .words import duels

Strength = Literal["margins", "winning-votes"]
"""How strong a victory of one option over another is: by how many votes it is won, or how many it has.

Either way a pair that ties has none. On complete rankings both order victories alike.
"""


class PairwiseRule(RankedRule):
    """A rule over who beats whom in pairs; an option that beats every other needs no further account."""

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say how the winner fares in pairs."""
        profile = ranked(ballots)
        if len(profile.options) == 1:
            return f"{profile.options[0]} is the only option."
        best = condorcet_winner(profile)
        if best is not None and tally.winners == (profile.options[best],):
            return f"{tally.winners[0]} beats every other option in pairs: {duels(profile, best)}."
        return self.account(profile, tally)

    @abstractmethod
    def account(self, profile: Profile, tally: Tally) -> str:
        """Say why the winners win where none of them beats every other."""


class VictoryRule(PairwiseRule):
    """A rule over how strong victories in pairs are; an option that beats every other wins.

    Attributes:
        strength: how strong a victory is: `"margins"`, by how many votes, or `"winning-votes"`, how many it
            has.
    """

    strength: Strength = "margins"

    def count(self, profile: Profile) -> Tally:
        """Look for the option that beats every other, else compare victories."""
        best = condorcet_winner(profile)
        if best is not None:
            return Tally((profile.options[best],))
        return self.compare(profile, strengths(profile, self.strength))

    @abstractmethod
    def compare(self, profile: Profile, strength: list[list[int]]) -> Tally:
        """Count by how strong the victory of one option over another is, where none beats every other."""


def condorcet_winner(profile: Profile) -> int | None:
    """Return the option that more rank above than below each other; None where there is none."""
    above, best = profile.pairwise, 0
    for i in range(1, len(above)):
        if above[i][best] >= above[best][i]:
            best = i
    row = above[best]
    beats = [i for i, column in enumerate(above) if row[i] > column[best]]
    return best if len(beats) == len(above) - 1 else None


def beats(profile: Profile) -> list[int]:
    """Return for each option the set of those that it beats, as bits."""
    return [sum([1 << j for j, margin in enumerate(row) if margin > 0]) for row in profile.margins]


def strengths(profile: Profile, kind: Strength) -> list[list[int]]:
    """Return how strong the victory of one option over another is; 0 where it is none."""
    margins = profile.margins
    counted = margins if kind == "margins" else profile.pairwise
    return [
        [count if margin > 0 else 0 for count, margin in zip(counts, row, strict=True)]
        for counts, row in zip(counted, margins, strict=True)
    ]


def smith(profile: Profile, left: int) -> int:
    """Return the smallest set, as bits, of those left whose members beat all others left. O(options^2)."""
    won = beats(profile)
    found, new = 0, 1 << max(members(left), key=lambda i: (won[i] & left).bit_count())
    while new:
        found |= new
        outside = left & ~found
        for i in members(new):
            outside &= won[i]
        new = left & ~found & ~outside  # who is not beaten by all inside is inside, too
    return found
