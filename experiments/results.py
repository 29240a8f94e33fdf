"""What an experiment measured, before anything is averaged over questions."""

from collections.abc import Mapping
from typing import NamedTuple

from .measures import Figures


class Cell(NamedTuple):
    """One arm on one question.

    Attributes:
        arm: the place of the arm in the plan.
        question: the key of the question.
        means: each measure, averaged over the replicates that define it.
        talks: how many talks there were, the missing included.
        missing: how many broke off, by reason.
        ballots: how many ballots were asked for.
        uncast: how many of them were not cast, by outcome.
    """

    arm: int
    question: str
    means: Figures
    talks: int
    missing: Mapping[str, int]
    ballots: int
    uncast: Mapping[str, int]


class Results(NamedTuple):
    """What all talks came to.

    Attributes:
        cells: all cells.
        digest: over the digests of all talks, in order.
        uninformed: the places of the arms with controls in none of whose talks a seat was asked when it had
            heard somebody.
    """

    cells: tuple[Cell, ...]
    digest: str
    uninformed: tuple[int, ...] = ()
