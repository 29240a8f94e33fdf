"""What talks that broke off leave open: between having been wrong and having been right."""

from collections.abc import Iterable
from typing import NamedTuple

from ...sim import SpecError
from .estimates import mean


class Bounds(NamedTuple):
    """How accurate an arm can have been.

    Attributes:
        worst: its accuracy had all missing talks been wrong, which is what is reported; None without a
            question.
        best: had all been right.
        missing: how many are.
        talks: how many there were, the missing included.
    """

    worst: float | None
    best: float | None
    missing: int
    talks: int

    def less(self, other: "Bounds") -> tuple[float, float] | None:
        """Return the least and the most that this less another can be, over the same questions."""
        if self.worst is None or self.best is None or other.worst is None or other.best is None:
            return None
        return self.worst - other.best, self.best - other.worst


def bounds(questions: Iterable[tuple[float | None, int, int]]) -> Bounds:
    """Return the bounds of an accuracy: the mean over questions. Source: Manski (1989), worst-case bounds.

    Args:
        questions: for each its accuracy with missing talks counted as wrong (None = undefined, left out),
            how many of its talks are missing, and how many there were.

    Raises:
        SpecError: more talks are missing than there were.
    """
    known = [(value, missing, talks) for value, missing, talks in questions if value is not None]
    for _, missing, talks in known:
        if not 0 <= missing <= talks or not talks:
            raise SpecError(f"{missing} talks missing of {talks}: expected at most all of 1 or more")
    return Bounds(
        mean(value for value, _, _ in known),
        mean(value + missing / talks for value, missing, talks in known),
        sum(missing for _, missing, _ in known),
        sum(talks for _, _, talks in known),
    )
