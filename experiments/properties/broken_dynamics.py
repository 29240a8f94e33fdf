"""Dynamics that are broken on purpose, each in one way that a programmer may well go wrong."""

from typing import Any, ClassVar

from ...agents import Deffuant, DeGroot, DirichletMultinomial, HegselmannKrause, TrimmedMean
from ...agents.dynamics import Dynamic, Moment


class TooFew(DeGroot):
    """A mean that divides by one too few."""

    def update(self, at: Moment) -> float:
        """Divide by how many others there are."""
        numbers = [at.own, *(peer.stance for peer in at.heard)]
        return float(min(1.0, sum(numbers) / (len(numbers) - 1)))


class PastTheMean(HegselmannKrause):
    """A move past the mean."""

    def update(self, at: Moment) -> float:
        """Go twice as far."""
        return float(min(max(2 * super().update(at) - at.own, 0.0), 1.0))


class OnlyOneMoves(Deffuant):
    """A meeting of two in which one moves."""

    meets: ClassVar[Any] = "one"


class Drifts(DeGroot):
    """A number that drifts."""

    def update(self, at: Moment) -> float:
        """Add a little."""
        return min(1.0, super().update(at) + 0.01)


class HoldsOn(DeGroot):
    """A seat that holds on to its first number."""

    def update(self, at: Moment) -> float:
        """Go half the way."""
        return (super().update(at) + float(at.first)) / 2


class Restless(DeGroot):
    """Inertia that is left out."""

    def move(self, at: Moment) -> Any:
        """Move, always."""
        return self.update(at)


class CountsTwice(DirichletMultinomial):
    """An urn that counts its first option twice."""

    def remember(self, at: Moment) -> list[float]:
        """Add one more."""
        first, *others = super().remember(at)
        return [first + (at.own == at.options[0]), *others]


class OneSided(TrimmedMean):
    """A trimmed mean that trims one side only."""

    def update(self, at: Moment) -> float:
        """Drop the lowest."""
        left = sorted([at.own, *(peer.stance for peer in at.heard)])[self.faults :]
        return float(sum(left) / len(left))


class Stays(TrimmedMean):
    """A seat that stays as it is."""

    def update(self, at: Moment) -> float:
        """Hear nobody."""
        return float(at.own)


BROKEN_DYNAMICS: dict[str, Dynamic] = {
    "within-hull": TooFew(),
    "spread-never-grows": PastTheMean(reach=0.6),
    "mean-conserved": OnlyOneMoves(reach=2.0),
    "order-kept": PastTheMean(reach=0.6),
    "consensus-absorbing": Drifts(),
    "converges": HoldsOn(),
    "converges-aperiodic": HoldsOn(),
    "stubborn-stay": Restless(),
    "belief-is-a-martingale": CountsTwice(),
    "honest-range": OneSided(),
    "agreement-from-2f+1": Stays(),
    "agreement-from-3f+1": Stays(),
}
"""By the property that catches each."""
