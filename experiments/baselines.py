"""The best single seat as an arm: told by the first answers of a talk, chosen on earlier questions."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .measures.accuracy import ACCURACIES
from .statistics import best_seats, mean
from .store import Store

if TYPE_CHECKING:
    from .results import ArmResults

COST = "asks"
"""The measure of what a talk costs."""


def best_seat_of(store: Store, design: Mapping[str, Any], arm: int, found: "ArmResults") -> "ArmResults":
    """Return what the best single seat of an arm would have come to alone, at one ask a talk.

    On each question it is the seat whose first answers were most often right on those before it, all
    replicates together; where several were, their mean (see `best_seats`). A seat that did not answer is
    wrong, and so are all where the talk is missing; a rule that cannot decide is no matter of a seat. Only
    the accuracies and the asks of it are known. O(talks x seats).

    Args:
        store: has what was held after each round.
        design: of the experiment.
        arm: the place of the arm.
        found: what was found in it.
    """
    import numpy as np

    names = [one["name"] for one in design["measures"]]
    seats = len(design["arms"][arm]["seats"])
    right = np.full((*found.figures.shape[:2], seats), np.nan)
    for question, replicate, row in _right(store, arm, seats):
        right[question, replicate] = row
    told = right.tolist()
    pooled = [
        [mean(value for value in values if not math.isnan(value)) for values in zip(*rows, strict=True)]
        for rows in told
    ]
    alone = np.full(found.figures.shape, np.nan)
    for question, best in enumerate(best_seats(pooled)):
        if best:
            share = right[question][:, list(best)].mean(axis=1)
            for place, name in enumerate(names):
                if name in ACCURACIES:
                    alone[question, :, place] = share
                elif name == COST:
                    alone[question, :, place] = np.where(np.isnan(share), np.nan, 1.0)
    lost = list(store.lost(arm, of="trials"))
    return found._replace(
        figures=alone,
        missing=Counter(why for *_, why in lost),
        lost=frozenset((question, replicate) for question, replicate, _ in lost),
        ballots=0,
        uncast={},
        troubles={},
        alpha=None,
        informed=None,
    )


def _right(store: Store, arm: int, seats: int) -> Iterator[tuple[int, int, list[float]]]:
    """Yield which first answers were right, by question and replicate, where the truth is known."""
    questions = store.rows("SELECT question, spec FROM questions")
    truths = {question: _truth(store.parsed(spec, f"question {question}")) for question, spec in questions}
    rows = store.rows(
        "SELECT t.trial, t.question, t.replicate, r.stances FROM decisions d JOIN trials t USING (trial) "
        "LEFT JOIN rounds r ON r.trial = t.trial WHERE d.arm = ? ORDER BY t.trial, r.round",
        (arm,),
    )
    for (_, question, replicate), held in groupby(rows, itemgetter(0, 1, 2)):
        truth = truths.get(question)
        if truth is None:
            continue
        *_, stances = next(held)  # of the first round: what is said later was said after hearing others
        first: list[Any] = store.parsed(stances or "[]", "a round") or [None] * seats
        yield question, replicate, [float(answer == truth) for answer in first]


def _truth(question: Mapping[str, Any]) -> Any:
    """Return the answer to a choice as it is told of what is held; None where it is not known."""
    answer = question.get("answer")
    if answer is None or not question.get("options"):
        return None
    return question["options"].index(answer)
