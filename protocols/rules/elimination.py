"""Rules that drop one option after the other, and count again without it."""

from abc import abstractmethod

from ...sim import Tally
from .profile import Profile
from .ranked import RankedRule
from .universes import Step, eliminate, highest, lowest


class Elimination(RankedRule):
    """Drops options until one is left; where several tie for it, every way to break the tie is followed."""

    def count(self, profile: Profile) -> Tally:
        """Drop one by one."""
        return eliminate(profile, lambda left: self.step(profile, left))

    @abstractmethod
    def step(self, profile: Profile, left: int) -> Step:
        """Return what a set of options, as bits, comes to."""


class InstantRunoff(Elimination):
    """Drops the option with the fewest first places, until one has more than half of those still counted.

    Equal first places share the vote. Ballots on which nobody is left who is ranked leave the count, and stay
    in the electorate. Ties are followed in every way (parallel universes), exactly to 15 options.

    Source: Ware (1871); parallel universes: Conitzer, Rognlie and Xia (2009), Preference functions that score
    rankings and maximum likelihood estimation.
    """

    def step(self, profile: Profile, left: int) -> Step:
        """A majority of the first places wins; else the fewest of them leave."""
        scores = profile.tops(left)
        best = highest(scores, left)[0]
        if 2 * scores[best.bit_length() - 1] > sum(scores):
            return Step(scores, winners=best)
        return Step(scores, lowest(scores, left))
