"""Bounded confidence: who is too far off is not listened to."""

import math
from typing import Any, ClassVar

from pydantic import Field

from .dynamic import Array, Moment, Moments, Numeric

NEAREST = 1e-4
"""The least distance that counts, where the near are preferred."""


class HegselmannKrause(Numeric):
    """Moves to the mean of its own number and of all it hears that are at most `reach` from its own.

    All move at once, from what was said in the round before. Weights are the topology's.

    Source: Hegselmann and Krause (2002), Opinion dynamics and bounded confidence models, analysis and
    simulation.

    Attributes:
        reach: the confidence bound, 0 or more; one that is just as far off counts.
    """

    claims: ClassVar[tuple[str, ...]] = ("within-hull", "spread-never-grows", "order-kept")

    reach: float = Field(default=0.2, ge=0)

    def update(self, at: Moment) -> float:
        """Move to the mean of those near."""
        near = [peer for peer in at.heard if abs(peer.stance - at.own) <= self.reach]
        total = math.fsum([at.trust, *(peer.weight for peer in near)])
        if not near or not total:
            return float(at.own)
        return math.fsum([at.trust * at.own, *(peer.weight * peer.stance for peer in near)]) / total

    def updates(self, at: Moments) -> Array:
        """Move all to the means of those near them."""
        return at.hearing.within(at.own, self.reach)


class Deffuant(Numeric):
    """Meets one other, and moves part of the way to it where they are less than `reach` apart.

    In each step of a crowd a seat and one of those it hears are drawn, and both move.

    Source: Deffuant, Neau, Amblard and Weisbuch (2000), Mixing beliefs among interacting agents.

    Attributes:
        reach: the confidence bound, 0 or more; one that is just as far off does not count.
        part: which part of the way each moves, from 0 to 1/2.
    """

    claims: ClassVar[tuple[str, ...]] = ("within-hull", "spread-never-grows", "mean-conserved")

    meets = "group"

    reach: float = Field(default=0.2, ge=0)
    part: float = Field(default=0.5, ge=0, le=0.5)

    def asks(self) -> int:
        """One."""
        return 1

    def update(self, at: Moment) -> float:
        """Move towards the one it met."""
        apart = at.asked[0] - at.own
        return float(at.own + self.part * apart) if abs(apart) < self.reach else float(at.own)

    def updates(self, at: Moments) -> Array:
        """Move all towards those they met."""
        apart = at.asked[:, 0] - at.own
        moved: Array = at.own + self.part * apart * (abs(apart) < self.reach)
        return moved


class AlgorithmicBias(Deffuant):
    """Deffuant where whom one meets is chosen by a platform: the nearer, the likelier.

    The chance to meet a seat that is d away is proportional to d^-bias.

    Source: Sirbu, Pedreschi, Giannotti and Kertesz (2019), Algorithmic bias amplifies opinion fragmentation
    and polarization: a bounded confidence model.

    Attributes:
        bias: 0 is Deffuant. Distances under 1e-4 count as that: who agrees has a distance of 0.
    """

    leans = True

    bias: float = Field(default=1.0, ge=0)

    def lean(self, own: Any, theirs: Any) -> Any:
        """Prefer the near."""
        apart = abs(own - theirs)
        return (apart + (NEAREST - apart) * (apart < NEAREST)) ** -self.bias
