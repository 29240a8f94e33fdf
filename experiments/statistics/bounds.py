"""What talks that broke off leave open: between having been wrong and having been right."""

from collections.abc import Mapping
from typing import NamedTuple

from .estimates import mean
from .paired import Replicates, by_question, paired


class Bounds(NamedTuple):
    """How good an arm can have been.

    Attributes:
        worst: its figure had all missing talks been wrong, which is what is reported; None without a
            question. Of an error it is the larger one.
        best: had all been right.
        missing: how many are.
        talks: how many define the measure, the missing included.
    """

    worst: float | None
    best: float | None
    missing: int
    talks: int


Ends = tuple[Mapping[str, Replicates], Mapping[str, Replicates]]
"""A measure in each replicate, by question: with all missing talks wrong, and with all right."""


def bounds(ends: Ends) -> Bounds:
    """Return the bounds of a measure: the mean over questions. Source: Manski (1989), worst-case bounds.

    What is undefined is left out: a question that a talk left undefined rests on its others. O(values).
    """
    worst, best = ends
    defined = [
        (value, best[question][place])
        for question, row in worst.items()
        for place, value in enumerate(row)
        if value is not None
    ]
    return Bounds(
        mean(map(mean, worst.values())),
        mean(map(mean, best.values())),
        sum(value != other for value, other in defined),
        len(defined),
    )


def between(one: Ends, other: Ends) -> tuple[float, float] | None:
    """Return the least and the most that `one - other` can be, paired as `paired` does; None without a pair.

    One may have been right wherever it is missing, and the other wrong, or the other way round. O(values).
    """
    (worst, best), (others_worst, others_best) = one, other
    means = (
        mean(by_question(paired(mine, theirs)).values())
        for mine, theirs in ((worst, others_best), (best, others_worst))
    )
    found = [end for end in means if end is not None]
    return (min(found), max(found)) if found else None
