"""A scale: from figures to where they stand, with round figures to read them by."""

import math
from collections.abc import Iterable
from typing import NamedTuple


class Axis(NamedTuple):
    """A scale.

    Attributes:
        low: the figure at its beginning.
        high: the figure at its end.
        ticks: round figures in between.
    """

    low: float
    high: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Return where a figure stands, from 0 to 100."""
        return 100 * (value - self.low) / (self.high - self.low)

    def spelt(self, tick: float) -> str:
        """Spell a tick with as many decimals as tell it from the next."""
        step = self.ticks[1] - self.ticks[0] if len(self.ticks) > 1 else abs(tick) or 1.0
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        return f"{tick:z,.{decimals}f}"


def axis(figures: Iterable[float], *, ticks: int = 5, whole: bool = False) -> Axis:
    """Return a scale on which all figures have room.

    Args:
        figures: what is to be shown.
        ticks: about how many round figures there are to be.
        whole: whether only whole figures are ticks.
    """
    known = list(figures) or [0.0]
    low, high = min(known), max(known)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    low, high = low - room, high + room
    step = _round((high - low) / ticks)
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.ceil(low / step), math.floor(high / step)
    return Axis(low, high, tuple(i * step for i in range(first, last + 1)))


def _round(step: float) -> float:
    """Return 1, 2 or 5 times a power of ten that is nearest above."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= step * (1 - 1e-9))
