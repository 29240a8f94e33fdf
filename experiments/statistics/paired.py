"""Two arms on the same questions: differences paired by question and replicate."""

from collections.abc import Mapping, Sequence

from ...sim import SpecError
from .effects import ROUNDING
from .estimates import mean

Replicates = Sequence[float | None]
"""What a measure was in each replicate of a question, in their order; None = undefined."""


def paired(one: Mapping[str, Replicates], other: Mapping[str, Replicates]) -> dict[str, tuple[float, ...]]:
    """Return `one - other` in each replicate that defines both, by question, in the order of `one`.

    Replicate r of both arms was drawn alike (common random numbers), so they are subtracted before anything
    is averaged. A difference no larger than `ROUNDING` is one of arithmetic, and none. Questions that define
    no pair are left out. O(values).

    Raises:
        SpecError: a question has more replicates in one arm than in the other.
    """
    found = {}
    for question, mine in one.items():
        theirs = other.get(question, [None] * len(mine))
        if len(mine) != len(theirs):
            raise SpecError(
                f"question {question!r} has {len(mine)} replicates in one arm and {len(theirs)} in the "
                "other: give as many of each, with None for what is undefined"
            )
        pairs = zip(mine, theirs, strict=True)
        kept = tuple(_apart(a, b) for a, b in pairs if a is not None and b is not None)
        if kept:
            found[question] = kept
    return found


def _apart(a: float, b: float) -> float:
    return a - b if abs(a - b) > ROUNDING else 0.0


def by_question(differences: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return one difference a question, d_q: the mean over its replicates."""
    means = {question: mean(values) for question, values in differences.items()}
    return {question: value for question, value in means.items() if value is not None}
