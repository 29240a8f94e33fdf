"""Whether the truth won, and whether it was ahead before they talked. Undefined where it is not known."""

from collections import Counter

from ...sim import Question, Stance, Verdict
from .seen import Seen

ACCURACIES = ("accuracy", "accuracy-split")
"""The names of the two measures of who is right, under either convention for ties."""

COUNTED = (*ACCURACIES, "error")
"""The names of the measures that count a missing talk: as wrong, or as far off as can be."""


def accuracy(seen: Seen, verdict: Verdict) -> float | None:
    """Return 1 if the truth alone won, else 0: a tie is wrong, and so is no decision.

    Undefined where what won is no answer to the question, such as a conclusion without its premises; and of
    numbers, which are near the truth or far from it: see `error`.
    """
    truth = _truth(seen, verdict)
    return None if truth is None else float(verdict.winners == (truth,))


def accuracy_split(seen: Seen, verdict: Verdict) -> float | None:
    """Return the truth's share of the win, from 0 to 1: 1/k if it is one of k that tie.

    Of a lottery it is its chance. Undefined where `accuracy` is.
    """
    truth = _truth(seen, verdict)
    if truth is None:
        return None
    if verdict.tally.lottery:
        return float(verdict.tally.lottery.get(truth, 0))
    return verdict.winners.count(truth) / max(1, len(verdict.winners))


def _truth(seen: Seen, verdict: Verdict) -> Stance | None:
    """Return what alone is right; None where what won is neither right nor wrong."""
    unfit = seen.question.range is not None or any(map(seen.question.problem, verdict.winners))
    return None if unfit else seen.truth


def error(seen: Seen, verdict: Verdict) -> float | None:
    """Return how far the number that won is from the truth, in parts of the range; the most if none won.

    The most is how far the farther end of the range is. Of several that tie it is their mean distance.
    Undefined where no number was asked for.
    """
    truth, most = seen.truth, farthest(seen.question)
    if most is None or seen.question.range is None or not isinstance(truth, float | int):
        return None
    if not verdict.winners:
        return most
    low, high = seen.question.range
    apart = [
        abs(float(won) - truth) / (high - low) for won in verdict.winners if isinstance(won, float | int)
    ]
    return min(1.0, sum(apart) / len(apart)) if apart else None


def farthest(question: Question) -> float | None:
    """Return how far from the truth the farther end of the range is, from .5 to 1: the largest `error`.

    None where no number is asked for, or the truth is not known.
    """
    if question.range is None or not isinstance(question.answer, float | int):
        return None
    low, high = question.range
    return max(question.answer - low, high - question.answer) / (high - low)


def minority_rescued(seen: Seen, verdict: Verdict) -> float | None:
    """Return 1 if the truth, at first held by few, won in the end, else 0.

    Undefined unless somebody's first stance was the truth, and it was not the most held first stance alone.
    """
    return accuracy(seen, verdict) if seen.once(_led) is False else None


def majority_destroyed(seen: Seen, verdict: Verdict) -> float | None:
    """Return 1 if the truth, at first held by the most, did not win in the end, else 0.

    Undefined unless the truth was the most held first stance, and alone so.
    """
    right = accuracy(seen, verdict) if seen.once(_led) else None
    return None if right is None else 1 - right


def _led(seen: Seen) -> bool | None:
    """Tell whether the truth was the most held first stance, and alone so; None where nobody held it."""
    counts = Counter(seen.first.values())
    held = 0 if seen.truth is None else counts.pop(seen.truth, 0)
    return held > max(counts.values(), default=0) if held else None
