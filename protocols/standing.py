"""How a question stands after an ask, part by part: who leads, who is last, how far apart answers are."""

import statistics
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from ..sim import Question, Replies, Stance, counted_as


class Standing(NamedTuple):
    """What was said on one question without parts, or on one part.

    Attributes:
        question: the question, or the part.
        said: the stances, in the order of the panel.
        electorate: how many seats were asked.
    """

    question: Question
    said: tuple[Stance, ...]
    electorate: int

    @property
    def counts(self) -> dict[Stance, int]:
        """How many hold each stance: every option in its order, others as they first occur."""
        counts: dict[Stance, int] = dict.fromkeys(self.question.options, 0)
        for stance in self.said:
            counts[stance] = counts.get(stance, 0) + 1
        return counts

    @property
    def leaders(self) -> tuple[Stance, ...]:
        """All that share the lead; nobody leads where all do. The middle one, for numbers."""
        if self.question.range is not None:
            return (statistics.median_low(self.numbers),) if self.said else ()
        counts = self.counts
        most = max(counts.values(), default=0)
        leaders = tuple(stance for stance, count in counts.items() if count == most)
        return leaders if len(leaders) < max(len(counts), 2) else ()

    @property
    def numbers(self) -> list[float]:
        """The numbers that were said, the lowest first."""
        return sorted(float(stance) for stance in self.said if isinstance(stance, float | int))

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """The quartiles of the numbers said, one at least; between two of them by interpolation."""
        numbers = self.numbers
        several = numbers if len(numbers) > 1 else numbers * 2
        low, middle, high = statistics.quantiles(several, method="inclusive")
        return low, middle, high

    def passed(self, share: float) -> bool:
        """Whether more than this share of the electorate, or all of it, hold one stance."""
        most = max(self.counts.values(), default=0)
        return most > Fraction(str(share)) * self.electorate or most == self.electorate

    def reached(self, share: float) -> bool:
        """Whether at least this share of the electorate hold one stance."""
        return max(self.counts.values(), default=0) >= Fraction(str(share)) * self.electorate

    @property
    def words(self) -> str:
        """The counts for a reader."""
        if self.question.range is not None and self.said:
            low, middle, high = self.quartiles
            return f"{len(self.said)} numbers, quartiles {low:g}, {middle:g}, {high:g}"
        return ", ".join(f"{str(stance)[:80]} {count}" for stance, count in self.counts.items()) or "nothing"


def standings(question: Question, replies: Replies) -> tuple[Standing, ...]:
    """Return how the question, or each of its parts, stands after an ask; free text in one spelling."""
    given = [reply.stance for reply in replies.said.values() if reply.stance is not None]
    counted = counted_as(given, question)
    said = [counted.get(stance, stance) for stance in given]
    if not question.parts:
        return (Standing(question, tuple(said), len(replies)),)
    rows = [stance for stance in said if isinstance(stance, tuple)]
    return tuple(
        Standing(part, tuple(row[i] for row in rows), len(replies)) for i, part in enumerate(question.parts)
    )


def by_part(question: Question, found: Sequence[Any]) -> Any:
    """Return what was found for each part as the floor tells it; the one thing where there are no parts."""
    return list(found) if question.parts else found[0]


def told(question: Question, stands: Sequence[Standing]) -> dict[str, Any]:
    """Return the figures of a tally as the floor tells them, under the key that seats look for."""
    return {"tally": by_part(question, [list(stand.counts.items()) for stand in stands])}


def in_words(stands: Sequence[Standing]) -> str:
    """Return the counts of a tally for a reader."""
    if len(stands) == 1:
        return stands[0].words
    return "; ".join(f"part {i}: {stand.words}" for i, stand in enumerate(stands, 1))
