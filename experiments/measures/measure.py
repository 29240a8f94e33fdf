"""What a measure is: a figure of one talk, with the least and the most that it can be."""

import math
from collections.abc import Callable
from typing import NamedTuple

SHARE = (0.0, 1.0)
COUNT = (0.0, math.inf)

Figures = tuple[float | None, ...]
"""One figure for each of several measures, in their order; None = undefined there."""


class Measure(NamedTuple):
    """A measure of a talk.

    Attributes:
        name: in kebab-case.
        of: a function of the talk as it is seen (`Seen`), and of its verdict where it takes one; it returns
            the figure, None where it is undefined.
        low: the least that it can be.
        high: the most that it can be.
        costly: whether the talk is held again for it: measured only where it is named.
        takes_verdict: whether `of` takes the verdict, too.
        less: whether less of it is better.
    """

    name: str
    of: Callable[..., float | None]
    low: float = -math.inf
    high: float = math.inf
    costly: bool = False
    takes_verdict: bool = False
    less: bool = False
