"""The moments of a talk at which stances can be counted, and which of them a sentence speaks of."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ...sim import Stance
from ..page.words import listed, some
from .known import Held, Known

WORDS = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905 - to be read
)
NUMBER = rf"(?:\d{{1,6}}|{'|'.join(WORDS)})"
ORDINALS = {"opening": 1, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}

ROUND = re.compile(rf"\brounds?\s+({NUMBER})\b", re.IGNORECASE)
MANY_ROUNDS = re.compile(rf"\b({NUMBER})\s+rounds?\b", re.IGNORECASE)
NTH = re.compile(rf"\b({'|'.join(ORDINALS)}|last|final)\s+round\b", re.IGNORECASE)
OPENING = re.compile(
    r"\b(?:initial(?:ly)?|at\s+first|first\s+(?:answer|vote|held|chose|back|took|choice)\w*|opening|at\s+the\s+(?:start|outset|beginning)|beg[iau]n\w*|start(?:ed|s)?"
    r"|originally)\b",
    re.IGNORECASE,
)
END = re.compile(
    r"\b(?:final(?:ly)?|in\s+the\s+end|at\s+the\s+end|end(?:ed|s|ing)|ultimately|result|outcome|verdict)\b",
    re.IGNORECASE,
)


class Moment(NamedTuple):
    """A moment at which stances are counted.

    Attributes:
        where: the moment in words.
        counts: how many hold each stance.
        of: of how many.
        held: who holds what.
        round: which round it ends; None for what was held first, and for the ballots.
    """

    where: str
    counts: Mapping[Stance, int]
    of: int
    held: Held
    round: int | None = None

    def tallies(self, options: Collection[str] = ()) -> set[int]:
        """Return how many hold each of these options, and any of them; of no options how many hold each.

        Parts are counted one by one, too.
        """
        found: Counter[tuple[int, Stance]] = Counter()
        for stance, count in self.counts.items():
            found[-1, stance] += count
            for i, held in enumerate(stance if isinstance(stance, tuple) else ()):
                found[i, held] += count
        if not options:
            return set(found.values())
        each = {i: [found[i, option] for option in options] for i, _ in found} or {-1: [0]}
        return {count for counts in each.values() for count in (*counts, sum(counts))}

    def leaders(self) -> list[Stance]:
        """Return what most hold."""
        most = max(self.counts.values(), default=0)
        return [stance for stance, count in self.counts.items() if count == most and most]

    def told(self) -> str:
        """Return the counts in words."""
        counts = (f"{listed(stance)}: {count}" for stance, count in self.counts.items() if count)
        return f"{self.where} {some(counts, empty='none')} of {self.of}"


def number(text: str) -> int:
    """Return the number that a text spells."""
    return int(text) if text.isdecimal() else WORDS.index(text.lower())


def at_end(known: Known) -> Moment:
    """Return the ballots."""
    verdict = known.facts.verdict
    return Moment("on the ballots", verdict.counts, verdict.electorate, known.ballots)


def moments(sentence: str, known: Known) -> Iterator[Moment]:
    """Yield the moments of which a sentence speaks, as far as it says so."""
    rounds = [number(found) for found in ROUND.findall(sentence)]
    last = max(known.held, default=0)
    rounds += [ORDINALS.get(nth.lower(), last) for nth in NTH.findall(sentence)]
    for when in dict.fromkeys(rounds):
        if when in known.held:
            counts = known.counts(when)
            yield Moment(known.where(when), counts, sum(counts.values()), known.held[when], when)
    if OPENING.search(sentence) and not rounds:
        opening = known.facts.opening
        yield Moment("in the first answers", opening, sum(opening.values()), known.opening)
    if END.search(sentence) or (last and last in rounds):
        yield at_end(known)
