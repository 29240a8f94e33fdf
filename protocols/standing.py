"""How a question stands after an ask, part by part: who leads, how far apart answers are, and its tally."""

import statistics
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from ..sim import Floor, Question, Ranking, Replies, Stance, WeakOrder, counted_as, exact
from .places import mean_places

LISTED = 12
"""How many of a tally a text names, at most; the figures told with it are whole."""

RANKING = Ranking()


class Standing(NamedTuple):
    """What was said on one question without parts, or on one part.

    Attributes:
        question: the question, or the part.
        said: the stances, ascending: nothing is left of who said which.
        electorate: how many seats were asked.
    """

    question: Question
    said: tuple[Stance, ...]
    electorate: int

    @property
    def counts(self) -> dict[Stance, int]:
        """How many hold each stance: every option in its order, then numbers or texts ascending."""
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
        return [float(stance) for stance in self.said if isinstance(stance, float | int)]

    @property
    def quartiles(self) -> tuple[Fraction, Fraction, Fraction]:
        """The quartiles of the numbers said, one at least; between two of them by interpolation."""
        numbers = list(map(exact, self.numbers))
        several = numbers if len(numbers) > 1 else numbers * 2
        low, middle, high = statistics.quantiles(several, method="inclusive")
        return low, middle, high

    @property
    def most(self) -> int:
        """How many hold the most held stance."""
        return max(self.counts.values(), default=0)

    @property
    def words(self) -> str:
        """The counts for a reader; of many stances those that most hold."""
        if self.question.range is not None and self.said:
            low, middle, high = map(float, self.quartiles)
            return f"{len(self.said)} numbers, quartiles {low:g}, {middle:g}, {high:g}"
        counts = list(self.counts.items())
        if len(counts) > LISTED:
            counts.sort(key=lambda item: -item[1])
        return some([f"{str(stance)[:80]} {count}" for stance, count in counts])


def standings(question: Question, replies: Replies) -> tuple[Standing, ...]:
    """Return how the question, or each of its parts, stands after an ask; free text in one spelling."""
    given: list[Any] = sorted(reply.stance for reply in replies.said.values() if reply.stance is not None)
    counted = counted_as(given, question)
    said = sorted(counted.get(stance, stance) for stance in given) if counted else given
    if not question.parts:
        return (Standing(question, tuple(said), len(replies)),)
    return tuple(
        Standing(part, tuple(sorted(stance[i] for stance in said)), len(replies))
        for i, part in enumerate(question.parts)
    )


def tell_tally(floor: Floor, what: str, replies: Replies, stands: Sequence[Standing]) -> None:
    """Tell everyone the tally of an ask, as far as guardrails let it pass, and which ask it counts.

    Where the ballots rank options, their mean places go with it.

    Args:
        floor: tells it.
        what: was asked, in words.
        replies: what came back.
        stands: how the question stands after them.
    """
    passed = floor.passed(replies)
    if passed is not replies:
        stands = standings(floor.question, passed)
    several = len(stands) > 1
    words = "; ".join(f"part {i}: {one.words}" if several else one.words for i, one in enumerate(stands, 1))
    tally = by_part(floor.question, [list(stand.counts.items()) for stand in stands])
    data: dict[str, Any] = {"tally": tally, "ask": replies[0].ask.number}
    if rankings := ranked(floor, passed):
        data["places"] = list(mean_places(rankings, floor.question.options).items())
        words += f"; mean places: {some([f'{option[:80]} {mean:.3g}' for option, mean in data['places']])}"
    floor.tell(f"{what}: {words}", **data)


def ranked(floor: Floor, replies: Replies) -> list[WeakOrder]:
    """Return the rankings of options in replies; none where the ballot does not want any."""
    if not floor.question.options or not floor.ballot.gives(RANKING):
        return []
    return [reply.ranking for reply in replies.said.values() if reply.ranking]


def by_part(question: Question, found: Sequence[Any]) -> Any:
    """Return what was found for each part as the floor tells it; the one thing where there are no parts."""
    return list(found) if question.parts else found[0]


def some(items: Sequence[str]) -> str:
    """Return a list for a reader: the first dozen, and how many more there are."""
    more = f" and {len(items) - LISTED} more" if len(items) > LISTED else ""
    return ", ".join(items[:LISTED]) + more or "nothing"
