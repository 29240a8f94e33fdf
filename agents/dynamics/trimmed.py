"""An average that leaves out the extremes: what a few liars say moves it little."""

import math

from pydantic import Field

from .dynamic import Array, Moment, Moments, Numeric


class TrimmedMean(Numeric):
    """Moves to the mean of its own number and all it hears, without the `faults` lowest and highest.

    With at most that many liars it stays in the range of the honest where 2 faults + 1 seats or more all hear
    each other, and they come to agree where 3 faults + 1 do, though a liar tell each listener another thing.
    Where nothing would be left it stays. Weights are the topology's, of what is left.

    Source: Dolev, Lynch, Pinter, Stark and Weihl (1986), Reaching approximate agreement in the presence of
    faults; the bound is that of Pease, Shostak and Lamport (1980), Reaching agreement in the presence of
    faults.

    Attributes:
        faults: how many are left out on each side.
    """

    faults: int = Field(default=1, ge=0)

    def update(self, at: Moment) -> float:
        """Move to the mean of what is left."""
        numbers = sorted([(at.own, at.trust), *((peer.stance, peer.weight) for peer in at.heard)])
        left = numbers[self.faults : len(numbers) - self.faults]
        total = math.fsum(weight for _, weight in left)
        if not total:
            return float(at.own)
        mean = math.fsum(number * weight for number, weight in left) / total
        return float(min(max(mean, left[0][0]), left[-1][0]))  # rounding leaves the range by an ulp

    def updates(self, at: Moments) -> Array:
        """Move all to the means of what is left to them."""
        return at.hearing.trimmed(at.own, self.faults)
