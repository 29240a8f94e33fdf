"""What is measured of the opinions at a table when a talk is over, and of how they came about."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ..sim import Flip, Influence, Journal, Said, Stance, Verdict, in_one_spelling
from ..sim.opinions import (
    assortativity,
    bimodality_coefficient,
    clusters,
    e_i_index,
    effective_number,
    entropy,
    esteban_ray,
    local_agreement,
    mean_pairwise_distance,
    reynal_querol,
    simpson,
    time_to_consensus,
    variance,
)

Measure = Callable[[Journal, Verdict], float | None]

GAP = 0.01
"""The part of the range that parts two clusters of numbers."""


class Held(NamedTuple):
    """What the seats hold at the end.

    Attributes:
        stances: of those that hold one, in the order of the panel; of numbers the cluster that each is in.
        numbers: for a question for a number, its part of the way through the range, from 0 to 1.
        lines: who hears whom of them, speaker and listener, by their place in these; none where all hear all,
            and nobody hears its like more than others do.
    """

    stances: tuple[Any, ...]
    numbers: tuple[float, ...]
    lines: tuple[tuple[int, int], ...]


def held(journal: Journal) -> Held | None:
    """Return what is held at the end of a talk; None where nobody holds anything."""
    return _held(journal, len(journal.entries))


def flips(journal: Journal) -> Sequence[Flip]:
    """Return the changes of stance in a talk."""
    return _flips(journal, len(journal.entries))


@lru_cache(maxsize=1)  # every measure of a talk asks for it
def _flips(journal: Journal, entries: int) -> Sequence[Flip]:  # noqa: ARG001 - a talk that goes on is another
    return Influence(journal).flips


@lru_cache(maxsize=1)
def _held(journal: Journal, entries: int) -> Held | None:  # noqa: ARG001 - as above
    course = states(journal)
    last = {place: stance for place, stance in enumerate(course[-1]) if stance is not None} if course else {}
    if not last:
        return None
    numbers = tuple(_part(journal, stance) for stance in last.values()) if journal.question.range else ()
    stances = tuple(_camps(numbers) if numbers else last.values())
    rank = {journal.seats[place]: i for i, place in enumerate(last)}
    lines = [
        (rank[link.speaker], rank[link.listener])
        for link in journal.header.links or ()
        if link.speaker in rank and link.listener in rank and link.speaker != link.listener
    ]
    return Held(stances, numbers, tuple(lines))


def states(journal: Journal) -> list[tuple[Stance | None, ...]]:
    """Return what each seat held after each ask."""
    now: list[Stance | None] = [None] * len(journal.seats)
    found = []
    for _, outcomes in in_one_spelling(journal).asks():
        for outcome in outcomes:
            if isinstance(outcome, Said) and _open(outcome):
                now[outcome.place] = outcome.reply.stance
        found.append(tuple(now))
    return found


def _part(journal: Journal, stance: Stance) -> float:
    low, high = journal.question.range or (0.0, 1.0)
    return (float(stance) - low) / (high - low) if isinstance(stance, float | int) else 0.0


def _camps(numbers: Sequence[float]) -> list[int]:
    """Return the cluster that each number is in."""
    camps = clusters(numbers, GAP)
    return [next(i for i, camp in enumerate(camps) if number <= camp[-1]) for number in numbers]


def consensus(journal: Journal, verdict: Verdict) -> float | None:  # noqa: ARG001 - of the talk alone
    """Return the number of the ask from which on all hold one stance; undefined where they do not."""
    spread = 0.0
    if journal.question.range:
        spread = GAP * (journal.question.range[1] - journal.question.range[0])
    found = time_to_consensus(states(journal), spread)
    return None if found is None else float(found + 1)


def flip_rate(journal: Journal, verdict: Verdict) -> float | None:  # noqa: ARG001 - as above
    """Return how often a seat that held a stance, and took one again, changed it: a share from 0 to 1.

    Undefined where no seat was asked again.
    """
    took = [entry.place for entry in journal.entries if isinstance(entry, Said) and _open(entry)]
    again = len(took) - len(set(took))
    return len(flips(journal)) / again if again else None


def _open(said: Said) -> bool:
    """Tell whether a stance was taken where others may hear it."""
    return not said.ask.private and said.reply.stance is not None


def _of_stances(measure: Callable[[Sequence[Any]], float | None]) -> Measure:
    def measured(journal: Journal, verdict: Verdict) -> float | None:  # noqa: ARG001 - as above
        found = held(journal)
        value = None if found is None else measure(found.stances)
        return None if value is None else float(value)

    measured.__doc__ = measure.__doc__
    return measured


def _of_numbers(measure: Callable[[Sequence[float]], float | None]) -> Measure:
    def measured(journal: Journal, verdict: Verdict) -> float | None:  # noqa: ARG001 - as above
        found = held(journal)
        value = None if found is None or not found.numbers else measure(found.numbers)
        return None if value is None else float(value)

    measured.__doc__ = measure.__doc__
    return measured


def _of_lines(measure: Callable[[Sequence[Any], Sequence[tuple[int, int]]], float | None]) -> Measure:
    def measured(journal: Journal, verdict: Verdict) -> float | None:  # noqa: ARG001 - as above
        found = held(journal)
        value = None if found is None else measure(found.stances, found.lines)
        return None if value is None else float(value)

    measured.__doc__ = measure.__doc__
    return measured


def _how_many(stances: Sequence[Any]) -> int:
    """Return how many different stances are held."""
    return len(set(stances))


def _esteban_ray(numbers: Sequence[float]) -> float | None:
    return esteban_ray(numbers, gap=GAP)


_esteban_ray.__doc__ = esteban_ray.__doc__

SHARE = (0.0, 1.0)
COUNT = (0.0, math.inf)

OF_OPINIONS: Mapping[str, tuple[Measure, tuple[float, float]]] = {
    "flip-rate": (flip_rate, SHARE),
    "consensus": (consensus, COUNT),
    "stances": (_of_stances(_how_many), COUNT),
    "entropy": (_of_stances(entropy), COUNT),
    "effective-number": (_of_stances(effective_number), (1.0, math.inf)),
    "simpson": (_of_stances(simpson), SHARE),
    "reynal-querol": (_of_stances(reynal_querol), SHARE),
    "variance": (_of_numbers(variance), SHARE),
    "pairwise-distance": (_of_numbers(mean_pairwise_distance), SHARE),
    "esteban-ray": (_of_numbers(_esteban_ray), SHARE),
    "bimodality": (_of_numbers(bimodality_coefficient), COUNT),
    "local-agreement": (_of_lines(local_agreement), SHARE),
    "e-i-index": (_of_lines(e_i_index), (-1.0, 1.0)),
    "assortativity": (_of_lines(assortativity), (-math.inf, 1.0)),
}
"""Each measure by name, and the least and the most that it can be. Of numbers, in parts of the range."""
