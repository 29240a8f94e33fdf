"""What is measured of a talk: pure functions of its journal and its verdict. None = undefined there."""

from collections.abc import Mapping

from ..sim import Journal, Question, Said, Verdict
from .held import COUNT, OF_OPINIONS, SHARE, Measure, flips


def accuracy(journal: Journal, verdict: Verdict) -> float | None:
    """Return 1 if the truth alone won, else 0: a tie is wrong, and so is no decision.

    Undefined where what won is no answer to the question, such as a conclusion without its premises.
    """
    truth = journal.question.answer
    if truth is None or any(map(journal.question.problem, verdict.winners)):
        return None
    return float(verdict.winners == (truth,))


def accuracy_split(journal: Journal, verdict: Verdict) -> float | None:
    """Return the truth's share of the win, from 0 to 1: 1/k if it is one of k that tie.

    Of a lottery it is its chance. Undefined where `accuracy` is.
    """
    truth = journal.question.answer
    if truth is None or any(map(journal.question.problem, verdict.winners)):
        return None
    if verdict.tally.lottery:
        return float(verdict.tally.lottery.get(truth, 0))
    return verdict.winners.count(truth) / max(1, len(verdict.winners))


def agreement(journal: Journal, verdict: Verdict) -> float | None:
    """Return the share of the electorate that holds the most held stance, from 0 to 1.

    Undefined where one seat of several decides: alone it agrees with nobody.
    """
    if verdict.electorate < min(2, len(journal.seats)):
        return None
    return max(verdict.counts.values(), default=0) / verdict.electorate


def right_to_wrong(journal: Journal, verdict: Verdict) -> float | None:  # noqa: ARG001 - as above
    """Return how often a seat left the truth for another stance."""
    truth = journal.question.answer
    if truth is None:
        return None
    return float(sum(flip.before == truth for flip in flips(journal)))


def wrong_to_right(journal: Journal, verdict: Verdict) -> float | None:  # noqa: ARG001 - as above
    """Return how often a seat left another stance for the truth."""
    truth = journal.question.answer
    if truth is None:
        return None
    return float(sum(flip.after == truth for flip in flips(journal)))


def messages(journal: Journal, verdict: Verdict) -> float:  # noqa: ARG001 - as above
    """Return how many open statements were made."""
    return float(sum(isinstance(entry, Said) and not entry.ask.private for entry in journal.entries))


def asks(journal: Journal, verdict: Verdict) -> float:  # noqa: ARG001 - as above
    """Return how often a seat was asked: what a talk costs, whether it answered or not."""
    return float(sum(len(ask.places) for ask, _ in journal.asks()))


def intercepted(journal: Journal, verdict: Verdict) -> float:  # noqa: ARG001 - as above
    """Return how many deliveries, a statement to a listener each, interceptors did something to.

    Those after which the listener was asked nothing more count too.
    """
    return float(sum(len(done.to) for done in journal.meddled()))


MEASURES: Mapping[str, Measure] = {
    "accuracy": accuracy,
    "accuracy-split": accuracy_split,
    "agreement": agreement,
    "right-to-wrong": right_to_wrong,
    "wrong-to-right": wrong_to_right,
    "messages": messages,
    "asks": asks,
    "intercepted": intercepted,
    **{name: measure for name, (measure, _) in OF_OPINIONS.items()},
}

RANGES: Mapping[str, tuple[float, float]] = (
    dict.fromkeys(MEASURES, COUNT)
    | dict.fromkeys(("accuracy", "accuracy-split", "agreement"), SHARE)
    | {name: bounds for name, (_, bounds) in OF_OPINIONS.items()}
)
"""The least and the most that each measure can be."""

Figures = tuple[float | None, ...]
"""One figure for each of `MEASURES`, in their order."""


def figures(journal: Journal, verdict: Verdict) -> Figures:
    """Return every measure of a talk."""
    return tuple(measure(journal, verdict) for measure in MEASURES.values())


def missing(question: Question) -> Figures:
    """Return the figures of a talk that broke off: wrong where the truth is known, the rest undefined."""
    wrong = None if question.answer is None else 0.0
    return tuple(wrong if measure in (accuracy, accuracy_split) else None for measure in MEASURES.values())
