"""Rules in which a place in a ranking is worth a number of points."""

from abc import abstractmethod
from collections.abc import Sequence
from fractions import Fraction

from ...sim import Tally, Weight
from .profile import Profile
from .ranked import RankedRule, elected


class Positional(RankedRule):
    """The highest sum of points wins. Those that share places, as the unranked do, share their points."""

    @abstractmethod
    def points(self, options: int) -> Sequence[Weight]:
        """Return what each place is worth, the best first."""

    def count(self, profile: Profile) -> Tally:
        """Sum the points."""
        return elected(profile, profile.positional(self.points(len(profile.options))))


class AntiPlurality(Positional):
    """The fewest last places win; also called veto.

    Source: Baharad and Nitzan (2005), The inverse plurality rule: an axiomatization.
    """

    def points(self, options: int) -> Sequence[Weight]:
        """Nothing is worth less than the last place: -1, and the others 0."""
        return [0] * (options - 1) + [-1]


class Borda(Positional):
    """The last place is worth 0, and each place above it one more.

    Those at one place, as the unranked, get the mean of what their places are worth, so that scores are the
    sums of margins over the other options, but for a constant.

    Source: Borda (1781); the mean of places: Black (1976), Partial justification of the Borda count.
    """

    def points(self, options: int) -> Sequence[Weight]:
        """From m - 1 down to 0."""
        return range(options - 1, -1, -1)


class Dowdall(Positional):
    """The first place is worth 1, the second 1/2, the third 1/3, ...; those at one place share the mean.

    Source: Reilly (2002), Social choice in the South Seas: electoral innovation and the Borda count.
    """

    def points(self, options: int) -> Sequence[Weight]:
        """From 1 over 1/2 to 1/m."""
        return [Fraction(1, place) for place in range(1, options + 1)]
