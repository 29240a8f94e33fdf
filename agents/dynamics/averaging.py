"""Dynamics that average: everyone moves to a weighted mean of what it heard."""

import math
from typing import ClassVar

from pydantic import Field

from ...sim import Question
from ...sim.names import check_seated
from .dynamic import Array, Floats, Moment, Moments, Numeric, Peer


def mean(at: Moment, heard: list[Peer]) -> float:
    """Return the mean of one's own number and of those heard; signs of weights turn numbers round."""
    weighed = [*heard, Peer(at.trust, at.own)]
    total = math.fsum(abs(peer.weight) for peer in weighed)
    if not total:
        return float(at.own)
    moved = math.fsum(peer.weight * peer.stance for peer in weighed) / total
    # rounding leaves the range of what was heard by an ulp
    ends = [math.copysign(1.0, peer.weight) * peer.stance for peer in weighed if peer.weight]
    return float(min(max(moved, min(ends)), max(ends)))


def averages(at: Moments) -> Floats:
    """Return the means of all."""
    return at.hearing.average(at.own)


class DeGroot(Numeric):
    """Moves to the weighted mean of its own number and the last number of each seat it hears.

    The weights are the topology's (a link to oneself is self-trust), 1 where it gives none, and renormalise
    over who was heard; with nobody heard it stays.

    Source: DeGroot (1974), Reaching a consensus.
    """

    claims: ClassVar[tuple[str, ...]] = (
        "within-hull",
        "spread-never-grows",
        "mean-conserved",
        "converges",
        "converges-aperiodic",
        "honest-range",
        "agreement-from-2f+1",
        "agreement-from-3f+1",
    )

    def update(self, at: Moment) -> float:
        """Move to the mean."""
        return mean(at, list(at.heard))

    def updates(self, at: Moments) -> Array:
        """Move all to their means."""
        return averages(at)


class FriedkinJohnsen(Numeric):
    """Moves to the mean that DeGroot moves to, and stays attached to what it held at first.

    x' = s W x + (1 - s) x0, with s the susceptibility.

    Source: Friedkin and Johnsen (1990), Social influence and opinions.

    Attributes:
        susceptibility: from 0, which is stubborn, to 1, which is DeGroot.
    """

    claims: ClassVar[tuple[str, ...]] = ("within-hull",)

    susceptibility: float = Field(default=0.5, ge=0, le=1)

    def update(self, at: Moment) -> float:
        """Move a part of the way from where it began to the mean."""
        return self.susceptibility * mean(at, list(at.heard)) + (1 - self.susceptibility) * float(at.first)

    def updates(self, at: Moments) -> Array:
        """Move all."""
        moved: Array = self.susceptibility * averages(at)
        return moved + (1 - self.susceptibility) * at.first


class Altafini(Numeric):
    """Averages as DeGroot does, with the numbers of its foes taken for their opposites.

    A crowd is given its foes by negative weights. On a structurally balanced graph two camps end at opposite
    numbers, else all end at 0; ask for a range that is as wide below 0 as above it.

    Source: Altafini (2013), Consensus problems on networks with antagonistic interactions; in discrete time.

    Attributes:
        foes: the names of the seats that it takes at their opposite.
    """

    signed = True

    foes: tuple[str, ...] = ()

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        """Refuse a start that is no answer, and foes who do not sit there."""
        super().check(question, seats)
        check_seated("foes:", self.foes, seats)

    def update(self, at: Moment) -> float:
        """Move to the mean, of friends and of the opposites of foes."""
        return mean(at, [p._replace(weight=-p.weight) if p.name in self.foes else p for p in at.heard])

    def updates(self, at: Moments) -> Array:
        """Move all."""
        return averages(at)
