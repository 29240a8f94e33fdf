"""How long it took."""

from collections.abc import Sequence
from typing import Any


def time_to_consensus(course: Sequence[Sequence[Any]], spread: float = 0.0) -> int | None:
    """Return the place of the first state from which on all hold one stance; None where they do not end so.

    Where there are no seats, or no states, nobody holds anything, and so nobody one stance.

    Args:
        course: states, the first at 0, each with what every seat holds; None where it holds nothing.
        spread: how far apart numbers may be and still count as one. O(states x seats).

    >>> time_to_consensus(["xyx", "xxx", "xyx", "xxx", "xxx"])
    3
    """
    found = None
    for place in range(len(course) - 1, -1, -1):
        if not _one(course[place], spread):
            break
        found = place
    return found


def _one(state: Sequence[Any], spread: float) -> bool:
    first = state[0] if len(state) else None
    if first is None:
        return False
    if spread:
        return None not in state and bool(max(state) - min(state) <= spread)
    return all(stance == first for stance in state)
