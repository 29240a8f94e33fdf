"""Rules in which a place in a ranking is worth a number of points."""

from abc import abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm

from ...sim import Ballots, Tally, Weight
from ...sim.rule import because, figure, listed
from .profile import Profile
from .ranked import RankedRule, elected


class Positional(RankedRule):
    """The highest sum of points wins. Those that share places, as the unranked do, share their points."""

    @abstractmethod
    def points(self, options: int) -> Sequence[Weight]:
        """Return what each place is worth, the best first."""

    def count(self, profile: Profile) -> Tally:
        """Sum the points."""
        points, whole = in_wholes(self, len(profile.options))
        scores, once = profile.positional(points)
        return elected(profile, scores, whole * once)

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the points say it
        """Say how many points the winner has."""
        return because(tally, "point")


class AntiPlurality(Positional):
    """The fewest last places win; also called veto.

    Source: Baharad and Nitzan (2005), The inverse plurality rule: an axiomatization.
    """

    def points(self, options: int) -> Sequence[Weight]:
        """Nothing is worth less than the last place: -1, and the others 0."""
        return [0] * (options - 1) + [-1]

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the last places say it
        """Say how many last places each has."""
        last = sorted(tally.scores.items(), key=lambda item: -item[1])
        return f"The fewest last places win: {listed([f'{name} {figure(-score)}' for name, score in last])}."


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


@lru_cache(maxsize=256)
def in_wholes(rule: Positional, options: int) -> tuple[tuple[int, ...], int]:
    """Return what each place is worth in whole numbers, and how many of these make one point.

    >>> in_wholes(Dowdall(), 3)
    ((6, 3, 2), 6)
    """
    ratios = [point.as_integer_ratio() for point in rule.points(options)]
    whole = lcm(*(below for _, below in ratios))
    return tuple(above * (whole // below) for above, below in ratios), whole
