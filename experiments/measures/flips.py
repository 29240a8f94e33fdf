"""How often seats change their stance, and for which.

A flip is a stance taken openly by a seat that held another one; free answers that differ in spelling alone
are one. Numbers are near the truth or far from it, and no flip of theirs is right or wrong.
"""

from .seen import Seen


def right_to_wrong(seen: Seen) -> float | None:
    """Return how often a seat left the truth for another stance; undefined where the truth is not known."""
    return _count(seen, right_before=True, right_after=False)


def wrong_to_right(seen: Seen) -> float | None:
    """Return how often a seat left another stance for the truth; undefined where the truth is not known."""
    return _count(seen, right_before=False, right_after=True)


def wrong_to_wrong(seen: Seen) -> float | None:
    """Return how often a seat left a wrong stance for another; undefined where the truth is not known."""
    return _count(seen, right_before=False, right_after=False)


def flip_rate(seen: Seen) -> float | None:
    """Return how often a seat that held a stance, and took one again, changed it: a share from 0 to 1.

    Undefined where no seat was asked again.
    """
    return len(seen.changes) / seen.again if seen.again else None


def _count(seen: Seen, *, right_before: bool, right_after: bool) -> float | None:
    truth = seen.truth
    if truth is None or seen.question.range is not None:
        return None
    found = sum(
        (one.before == truth) == right_before and (one.after == truth) == right_after for one in seen.changes
    )
    return float(found)
