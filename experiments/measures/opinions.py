"""What is held at the end: how diverse it is, how far apart, and beside whom; see `moot.sim.opinions`.

Of the last stances of those seats that took one; undefined where none did. Numbers are in parts of their
range, and where stances are counted, those of one cluster are one: clusters are parted by more than a
hundredth of the range. Lines are those of the topology between two such seats, undefined where all hear all,
and where lines change by round.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ...sim import Stance, opinions
from .seen import GAP, Seen


class Held(NamedTuple):
    """What the seats hold at the end.

    Attributes:
        stances: of those that hold one, in the order of the panel; of numbers the cluster that each is in.
        numbers: for a question for a number, its part of the way through the range, from 0 to 1.
        lines: who hears whom of them, speaker and listener, by their place in these.
    """

    stances: Sequence[Any]
    numbers: Sequence[float]
    lines: Sequence[tuple[int, int]]


def stances(seen: Seen) -> float | None:
    """Return how many stances are held; of numbers, how many clusters of them."""
    return _of_stances(seen, lambda held: len(set(held)) or None)


def entropy(seen: Seen) -> float | None:
    """Return the entropy of what is held, in nats: 0 where all agree, ln k where k are held by as many each.

    Source: Shannon (1948), A mathematical theory of communication.
    """
    return _of_stances(seen, opinions.entropy)


def effective_number(seen: Seen) -> float | None:
    """Return how many stances, held by as many seats each, would be as diverse; from 1.

    Source: Laakso and Taagepera (1979), Effective number of parties.
    """
    return _of_stances(seen, opinions.effective_number)


def simpson(seen: Seen) -> float | None:
    """Return the chance that two seats, drawn with replacement, hold different stances, from 0 to 1 - 1/k.

    Source: Simpson (1949), Measurement of diversity.
    """
    return _of_stances(seen, opinions.simpson)


def reynal_querol(seen: Seen) -> float | None:
    """Return how near the shares of stances are to two camps of half the seats, from 0 to 1, which is that.

    Source: Montalvo and Reynal-Querol (2005), Ethnic polarization, potential conflict, and civil wars.
    """
    return _of_stances(seen, opinions.reynal_querol)


def variance(seen: Seen) -> float | None:
    """Return the mean squared distance of numbers from their mean, in squared parts of the range."""
    return _of_numbers(seen, opinions.variance)


def pairwise_distance(seen: Seen) -> float | None:
    """Return the mean distance of the numbers of two different seats, in parts of the range.

    Source: the mean difference of Gini (1912), Variabilita e mutabilita.
    """
    return _of_numbers(seen, opinions.mean_pairwise_distance)


def esteban_ray(seen: Seen) -> float | None:
    """Return how strongly numbers form camps that are far from each other; 0 where all are in one cluster.

    The sum over two clusters, of shares p and q, of p^2 q times how far they are apart.

    Source: Esteban and Ray (1994), On the measurement of polarization; alpha is 1, without their constant.
    """
    return _of_numbers(seen, lambda held: opinions.esteban_ray(held, gap=GAP))


def bimodality(seen: Seen) -> float | None:
    """Return (skewness^2 + 1) / kurtosis of numbers; 5/9 for a uniform distribution.

    More points to two modes, though one skewed mode has more, too. Undefined with fewer than four numbers, or
    where all are equal.

    Source: SAS Institute (1990); Pfister, Schwarz, Janczyk, Dale and Freeman (2013), Good things peak in
    pairs: a note on the bimodality coefficient.
    """
    return _of_numbers(seen, opinions.bimodality_coefficient)


def local_agreement(seen: Seen) -> float | None:
    """Return the share of those heard that hold one's own stance, on average over those who hear somebody."""
    return _of_lines(seen, opinions.local_agreement)


def e_i_index(seen: Seen) -> float | None:
    """Return (E - I) / (E + I) of the lines between stances (E) and within one (I), from -1 to 1.

    Source: Krackhardt and Stern (1988), Informal networks and organizational crises.
    """
    return _of_lines(seen, opinions.e_i_index)


def assortativity(seen: Seen) -> float | None:
    """Return how far like hear like beyond what the shares of stances would make, at most 1.

    Undefined where all who speak, or all who listen, hold one stance.

    Source: Newman (2003), Mixing patterns in networks.
    """
    return _of_lines(seen, opinions.assortativity)


def _of_stances(seen: Seen, measure: Callable[[Sequence[Any]], float | None]) -> float | None:
    return measure(seen.once(_held).stances)


def _of_numbers(seen: Seen, measure: Callable[[Sequence[float]], float | None]) -> float | None:
    return measure(seen.once(_held).numbers)


def _of_lines(
    seen: Seen, measure: Callable[[Sequence[Any], Sequence[tuple[int, int]]], float | None]
) -> float | None:
    held = seen.once(_held)
    return measure(held.stances, held.lines) if held.lines else None


def _held(seen: Seen) -> Held:
    places = sorted(seen.last)
    last = [stance for stance in (seen.last[place].stance for place in places) if stance is not None]
    numbers = _parts(seen, last)
    header = seen.journal.header
    rank = {header.seats[place]: i for i, place in enumerate(places)} if header.links else {}
    lines = [
        (rank[link.speaker], rank[link.listener])
        for link in header.links or ()
        if link.speaker in rank and link.listener in rank and link.speaker != link.listener
    ]
    return Held(_camps(numbers) if numbers else last, numbers, lines)


def _parts(seen: Seen, held: Sequence[Stance]) -> list[float]:
    if seen.question.range is None:
        return []
    low, high = seen.question.range
    return [(float(stance) - low) / (high - low) for stance in held if isinstance(stance, float | int)]


def _camps(numbers: Sequence[float]) -> list[int]:
    """Return the cluster that each number is in."""
    camps = opinions.clusters(numbers, GAP)
    return [next(i for i, camp in enumerate(camps) if number <= camp[-1]) for number in numbers]
