"""Whether the seats hear their like: echo chambers, measured on who hears whom."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

Lines = Iterable[tuple[int, int]]
"""Who hears whom: pairs of places, speaker and listener."""


def local_agreement(stances: Sequence[Any], lines: Lines) -> float | None:
    """Return the share of those heard that hold one's own stance, on average over those who hear somebody.

    From 0 to 1; None where nobody hears anybody. O(lines).
    """
    heard: Counter[int] = Counter()
    alike: Counter[int] = Counter()
    for speaker, listener in lines:
        heard[listener] += 1
        alike[listener] += stances[speaker] == stances[listener]
    return math.fsum(alike[seat] / heard[seat] for seat in sorted(heard)) / len(heard) if heard else None


def e_i_index(stances: Sequence[Any], lines: Lines) -> float | None:
    """Return (E - I) / (E + I) of the lines between stances (E) and within one (I), from -1 to 1.

    -1 where each hears its like alone; None where nobody hears anybody. O(lines).

    Source: Krackhardt and Stern (1988), Informal networks and organizational crises.
    """
    crosses = [stances[speaker] != stances[listener] for speaker, listener in lines]
    return 2 * sum(crosses) / len(crosses) - 1 if crosses else None


def assortativity(stances: Sequence[Any], lines: Lines) -> float | None:
    """Return how far like hear like beyond what the shares of stances would make, at most 1.

    Of numbers it is their correlation along the lines. None where all who speak, or all who listen, hold one
    stance. O(lines).

    Source: Newman (2003), Mixing patterns in networks.
    """
    pairs = [(stances[speaker], stances[listener]) for speaker, listener in lines]
    if not pairs:
        return None
    if all(isinstance(one, float | int) for pair in pairs for one in pair):
        return _correlation(pairs)
    n = len(pairs)
    spoken, listened = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(count * listened[stance] for stance, count in spoken.items()) / n**2
    alike = sum(one == other for one, other in pairs) / n
    return None if len(spoken.keys() | listened.keys()) == 1 else (alike - expected) / (1 - expected)


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    n = len(pairs)
    means = [math.fsum(column) / n for column in zip(*pairs, strict=True)]
    apart = [(one - means[0], other - means[1]) for one, other in pairs]
    squares = [math.fsum(d * d for d in column) for column in zip(*apart, strict=True)]
    if min(squares) <= 1e-24 * n * max(1.0, *(mean * mean for mean in means)):
        return None
    return math.fsum(a * b for a, b in apart) / math.sqrt(squares[0] * squares[1])
