"""An average that leaves out the extremes: what a few liars say moves it little."""

import math
from typing import ClassVar

from pydantic import Field

from .dynamic import Array, Moment, Moments, Numeric


class TrimmedMean(Numeric):
    """Moves to the mean of its own number and all it hears, without the `faults` lowest and highest.

    With at most that many liars it stays in the range of the honest where 2 faults + 1 seats or more all hear
    each other, and they come to agree where 3 faults + 1 do, though a liar tell each listener another thing.
    Where nothing would be left it stays. All that is left counts alike, whatever weights the topology has.

    Source: Dolev, Lynch, Pinter, Stark and Weihl (1986), Reaching approximate agreement in the presence of
    faults; the bound is that of Pease, Shostak and Lamport (1980), Reaching agreement in the presence of
    faults.

    Attributes:
        faults: how many are left out on each side.
    """

    claims: ClassVar[tuple[str, ...]] = (
        "within-hull",
        "spread-never-grows",
        "honest-range",
        "agreement-from-2f+1",
        "agreement-from-3f+1",
    )

    faults: int = Field(default=1, ge=0)

    def update(self, at: Moment) -> float:
        """Move to the mean of what is left."""
        numbers = sorted([at.own, *(peer.stance for peer in at.heard if peer.weight)])
        left = numbers[self.faults : len(numbers) - self.faults]
        if not left:
            return float(at.own)
        # rounding leaves the range by an ulp
        return float(min(max(math.fsum(left) / len(left), left[0]), left[-1]))

    def updates(self, at: Moments) -> Array:
        """Move all to the means of what is left to them."""
        return at.hearing.trimmed(at.own, self.faults)
