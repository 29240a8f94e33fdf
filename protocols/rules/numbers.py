"""Rules over numbers."""

from abc import abstractmethod
from collections.abc import Sequence
from fractions import Fraction

from pydantic import Field

from ...sim import ANSWER, Ballots, Question, Rule, SpecError, Tally, Wants
from ...sim.rule import figure
from .sheets import as_written

Run = tuple[Fraction, int]
"""A number, and how many votes hold it."""


class NumberRule(Rule):
    """A rule over the numbers that ballots hold; those that hold none stay in the electorate."""

    def needs(self, question: Question) -> Wants:
        """Return an answer.

        Raises:
            SpecError: it is not a number.
        """
        if question.kind != "number":
            raise SpecError(f"{self.name} is over numbers, and the question asks for {question.asks_for}")
        return ANSWER

    def tally(self, ballots: Ballots) -> Tally:
        """Make one number of all."""
        self.needs(ballots.question)
        runs = held(ballots)
        return self.estimate(runs) if runs else Tally(())

    @abstractmethod
    def estimate(self, runs: Sequence[Run]) -> Tally:
        """Make one number of one or more, from the lowest to the highest."""

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say of which numbers this is the mean, the median, ..."""
        runs = held(ballots)
        if not runs:
            return super().why(ballots, tally)
        return told_of(self, tally, runs, "numbers")


class Mean(NumberRule):
    """The arithmetic mean.

    Source: Galton (1907), The ballot-box; the mean's virtue: Page (2007), The difference.
    """

    def estimate(self, runs: Sequence[Run]) -> Tally:
        """Average."""
        return Tally((mean(runs),))


class Median(NumberRule):
    """The number in the middle; of an even count the midpoint of the two in the middle, which are told, too.

    Source: Galton (1907), Vox populi; no seat gains by misreporting: Moulin (1980), On strategy-proofness and
    single peakedness.
    """

    def estimate(self, runs: Sequence[Run]) -> Tally:
        """Take the middle."""
        n = sum(votes for _, votes in runs)
        low, high = at(runs, (n - 1) // 2), at(runs, n // 2)
        ends = f"{figure(float(low))} to {figure(float(high))}"
        note = f"every number from {ends} is a median: the midpoint is taken"
        return Tally((float((low + high) / 2),), notes=(note,) if low < high else ())


class TrimmedMean(NumberRule):
    """The mean of what is left when the lowest and the highest numbers are dropped, floor(alpha n) of each.

    Source: Tukey (1962), The future of data analysis.

    Attributes:
        alpha: the share that is dropped on each side, below 1/2; taken as it is written.
    """

    alpha: float = Field(default=0.2, ge=0, lt=0.5)

    def estimate(self, runs: Sequence[Run]) -> Tally:
        """Drop, and average."""
        extremes = self.extremes(runs)
        return Tally((mean(cut(runs, extremes)),), notes=(f"{extremes} dropped on each side",))

    def extremes(self, runs: Sequence[Run]) -> int:
        """Return how many numbers count as extreme on each side."""
        return int(as_written(self.alpha) * sum(votes for _, votes in runs))


class WinsorisedMean(TrimmedMean):
    """The mean when the lowest and the highest numbers, floor(alpha n) of each, are drawn in, not dropped.

    The lowest become the lowest of those that are left, the highest the highest.

    Source: Tukey (1962), The future of data analysis, who named it after C. P. Winsor.

    Attributes:
        alpha: the share that is drawn in on each side, below 1/2; taken as it is written.
    """

    def estimate(self, runs: Sequence[Run]) -> Tally:
        """Draw in, and average."""
        extremes = self.extremes(runs)
        left = cut(runs, extremes)
        ends = [(left[0][0], extremes), (left[-1][0], extremes)]
        return Tally((mean([*left, *ends]),), notes=(f"{extremes} drawn in on each side",))


def held(ballots: Ballots) -> list[Run]:
    """Return the numbers that ballots hold, as written, from the lowest to the highest, with their votes."""
    votes: dict[float, int] = {}
    for seat, reply in ballots.cast.items():
        if isinstance(reply.stance, float):
            votes[reply.stance] = votes.get(reply.stance, 0) + ballots.weights.get(seat, 1)
    return [(Fraction(as_written(number)), votes[number]) for number in sorted(votes)]


def told_of(rule: Rule, tally: Tally, runs: Sequence[Run], what: str) -> str:
    """Say of how many numbers, and from where to where, a number was made."""
    low, high, n = float(runs[0][0]), float(runs[-1][0]), sum(votes for _, votes in runs)
    (made,) = tally.winners
    said = (
        f"{made:.6g} is the {rule.name.replace('-', ' ')} of {n} {what} from {figure(low)} to {figure(high)}"
    )
    return "; ".join([said, *tally.notes]) + "."


def mean(runs: Sequence[Run]) -> float:
    """Return the mean, rounded once: so it is between the lowest and the highest."""
    return float(sum(number * votes for number, votes in runs) / sum(votes for _, votes in runs))


def at(runs: Sequence[Run], place: int) -> Fraction:
    """Return the number at a place, from 0 for the lowest."""
    for number, votes in runs:
        if place < votes:
            return number
        place -= votes
    raise IndexError("there are not so many numbers")


def cut(runs: Sequence[Run], extremes: int) -> list[Run]:
    """Return what is left without so many of the lowest and of the highest."""
    return _dropped(_dropped(runs, extremes)[::-1], extremes)[::-1]


def _dropped(runs: Sequence[Run], count: int) -> list[Run]:
    left: list[Run] = []
    for number, votes in runs:
        stays = max(votes - count, 0)
        count = max(count - votes, 0)
        if stays:
            left.append((number, stays))
    return left
