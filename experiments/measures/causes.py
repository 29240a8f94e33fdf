"""Why seats changed their stance, or kept it, told by asking them again; see `influence/causes`.

The talk is held once more, and each seat asked about three times in each ask. All are undefined where a seat
cannot be asked again, and where the floor had told a seat what came of the talk, which cannot be taken away.
"""

from collections.abc import Mapping
from functools import partial

from ..influence.study import ask_again
from ..running import anywhere
from .seen import Seen


def spontaneous(seen: Seen) -> float | None:
    """Return how many flips a seat would have made on hearing nobody."""
    return seen.once(_counts).get("spontaneous")


def told(seen: Seen) -> float | None:
    """Return how many other flips a seat would have made hearing nobody, but told what the floor told it."""
    return seen.once(_counts).get("told")


def conformity(seen: Seen) -> float | None:
    """Return how many other flips a seat would have made on hearing what others hold, and nothing of why."""
    return seen.once(_counts).get("conformity")


def persuasion(seen: Seen) -> float | None:
    """Return how many flips are neither spontaneous nor of conformity: it took the arguments."""
    return seen.once(_counts).get("persuasion")


def held_back(seen: Seen) -> float | None:
    """Return how often a seat kept its stance, and would have left it on hearing nobody."""
    return seen.once(_counts).get("held back")


def _counts(seen: Seen) -> Mapping[str, int]:
    """Return how many there are of each; nothing where one cannot be told."""
    found = anywhere(partial(ask_again, seen.journal, setting=seen.setting, orders=None))
    return {} if found.left_out else found.counts()
