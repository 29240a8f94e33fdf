"""A confidence sequence for a mean of bounded values, by betting against every candidate for it."""

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ...sim import SpecError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CELLS = 4_000
"""Into how many cells the range is cut: an end is told as the outer border of its cell."""

_AT_ONCE = 64  # steps: 2 MB
_TRUNCATED = 0.5  # no bet stakes more than this share of the capital


class Betting(NamedTuple):
    """What is known of a mean after some questions; valid however often one looks.

    Against each candidate m one gambler bets that the mean is above it and one that it is below, each with
    half of the capital. Where m is the truth no bet is favourable, and the capital exceeds 1 / alpha at
    some time with chance alpha at most; then m is excluded, for ever (the running intersection). The bets
    grow smaller with the variance seen, so narrow values, such as paired differences that are mostly 0,
    need few questions.

    Source: Waudby-Smith and Ramdas (2024), Estimating means of bounded random variables by betting: the
    hedged capital process with predictable plug-in bets, truncated at one half.

    A value: `betting` starts one, `extended` returns the next. The questions come in an order drawn
    beforehand, each one step.

    Attributes:
        least: the least that a value can be.
        most: the most that it can be.
        level: how often the interval covers, always.
        questions: steps so far.
        total: the sum of the values, brought to [0, 1].
        squares: the sum of their squared distances from the running mean.
        first: the border of cells that is the lower end, from 0 to `CELLS`: the last that was excluded.
        last: that which is the upper end.
        up: for each border from `first` to `last`, the log of the capital bet on a mean above it.
        down: that bet on a mean below it.
    """

    least: float
    most: float
    level: float
    questions: int
    total: float
    squares: float
    first: int
    last: int
    up: "Floats"
    down: "Floats"

    def extended(self, values: Iterable[float]) -> "Betting":
        """Return what is known after further values, one a question. O(values x cells that are left).

        However the values are cut into batches, the result is the same to the last bit.

        Raises:
            SpecError: a value is out of range.
        """
        made, batch = self, []
        for value in values:
            if not self.least <= value <= self.most:
                raise SpecError(
                    f"a value of {value} in a sequence of values from {self.least} to {self.most}: "
                    "say what the least and the most can be when the sequence is started"
                )
            batch.append((value - self.least) / (self.most - self.least))
            if len(batch) == _AT_ONCE:
                made, batch = _stepped(made, batch), []
        return _stepped(made, batch) if batch else made

    @property
    def mean(self) -> float | None:
        """The mean so far; None before the first step."""
        return self._unscaled(self.total / self.questions) if self.questions else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval; None where nothing fits: one time in twenty, or since the questions came sorted."""
        if self.first >= self.last:
            return None
        return self._unscaled(self.first / CELLS), self._unscaled(self.last / CELLS)

    @property
    def half(self) -> float | None:
        """Half the width of the interval; None where there is none."""
        if self.first >= self.last:
            return None
        return (self.last - self.first) / CELLS * (self.most - self.least) / 2

    def _unscaled(self, share: float) -> float:
        return self.least + (self.most - self.least) * share


def betting(least: float = 0.0, most: float = 1.0, *, level: float = 0.95) -> Betting:
    """Return what is known of a mean before the first question: nothing.

    Args:
        least: the least that a value can be: 0 for shares, -1 for differences of shares.
        most: the most that it can be.
        level: how often the interval covers, always.

    Raises:
        SpecError: there is nothing between the two.
    """
    import numpy as np

    if not -math.inf < least < most < math.inf:
        raise SpecError(f"values from {least} to {most}: give finite ends, the lower one first")
    even = np.zeros(CELLS + 1)
    return Betting(least, most, level, 0, 0.0, 0.0, 0, CELLS, even, even)


def _stepped(state: Betting, batch: list[float]) -> Betting:
    """Bet on each of some values, in [0, 1], against all candidates that are left."""
    import numpy as np

    n, total, squares = state.questions, state.total, state.squares
    bets = []
    for x in batch:
        # the bet is settled before the value is seen
        variance = (0.25 + squares) / (n + 1)
        bets.append(math.sqrt(2 * math.log(2 / (1 - state.level)) / (variance * (n + 1) * math.log(n + 2))))
        n, total = n + 1, total + x
        squares += (x - (0.5 + total) / (n + 1)) ** 2
    m = _borders()[state.first : state.last + 1]
    stakes, seen = np.array(bets)[:, None], np.array(batch)[:, None]
    limit = math.log(2 / (1 - state.level))
    with np.errstate(divide="ignore"):  # nobody can lose who bets that a mean is above 0, or below 1
        up = _capitals(state.up, np.minimum(stakes, _TRUNCATED / m) * (seen - m))
        down = _capitals(state.down, np.minimum(stakes, _TRUNCATED / (1 - m)) * (m - seen))
    below = _leading(up.max(axis=0)[1:] >= limit)
    above = _leading(down.max(axis=0)[-2::-1] >= limit)
    kept = slice(below, max(below, len(m) - above))
    first, last = state.first + below, state.last - above
    return state._replace(
        questions=n,
        total=total,
        squares=squares,
        first=first,
        last=last,
        up=up[-1, kept],
        down=down[-1, kept],
    )


@lru_cache(1)
def _borders() -> "Floats":
    import numpy as np

    return np.arange(CELLS + 1) / CELLS


def _capitals(before: "Floats", gains: "Floats") -> "Floats":
    """Return the log of the capital after each step, steps x candidates."""
    import numpy as np

    capitals: Floats = np.cumsum(np.vstack([before, np.log1p(gains)]), axis=0)[1:]
    return capitals


def _leading(flags: "NDArray[np.bool_]") -> int:
    """Return how many are true before the first that is not: the capital never grows with the distance."""
    return len(flags) if flags.all() else int(flags.argmin())
