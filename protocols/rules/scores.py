"""Rules over scores: the sum or the mean, a runoff of the two best, the median."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import accumulate, combinations
from typing import NamedTuple

from pydantic import Field

from ...sim import Ballots, Figures, Round, Scores, Stance, Tally, Weight
from ...sim.rule import because, counted, figure
from .sheets import FigureRule, Sheets, as_written, highest

LEVEL = "equal medians: "
SEVERAL = "sums tie for the runoff: every pair that could be in it is"


class Scored(FigureRule):
    """A rule over scores. A score that is outside the bounds spoils its ballot.

    Attributes:
        low: the lowest score that can be given.
        high: the highest.
    """

    low: float = 0.0
    high: float = 5.0

    @property
    def ballot(self) -> Figures:
        """Scores within the bounds."""
        return Scores(low=self.low, high=self.high)


class Score(Scored):
    """Elects the option with the highest sum of scores; what a ballot leaves blank gets 0 from it.

    With `mean`, the highest mean over those who scored an option; one that fewer than the quorum scored
    cannot win.

    Source: Smith (2000), Range voting; axioms: Pivato (2014), Formal utilitarianism and range voting.

    Attributes:
        mean: whether means are compared, not sums.
        quorum: where means are, the share of the electorate that must have scored an option; 0 to 1.
    """

    mean: bool = False
    quorum: float = Field(default=0.5, ge=0, le=1)

    def count(self, read: Sheets) -> Tally:
        """Sum, or average."""
        totals = read.totals()
        if not self.mean:
            return Tally(highest(totals), totals)
        scored = {option: sum(votes for given, votes in read.rows if option in given) for option in totals}
        enough = max(as_written(self.quorum) * read.electorate, 1)
        means: dict[Stance, Weight] = {
            option: Fraction(totals[option]) / n for option, n in scored.items() if n >= enough
        }
        short = [f"{option} ({n})" for option, n in scored.items() if option not in means]
        note = f"scored by too few of {read.electorate} to win: {', '.join(short)[:200]}"
        return Tally(highest(means), means, notes=(note,) if short else ())

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the tally says it all
        """Say what the winner's sum or mean is."""
        return because(tally, "point", "on average" if self.mean else "")


class Star(Scored):
    """Of the two options with the highest sums of scores, elects the one that more ballots score higher.

    Score, then automatic runoff. What a ballot leaves blank gets 0 from it. Where several share a place in
    the runoff, every pair that could be in it is (parallel universes); a runoff that ties elects both.

    Source: Equal Vote Coalition (2014), STAR voting.
    """

    def count(self, read: Sheets) -> Tally:
        """Sum, and hold every runoff that there can be."""
        totals = read.totals()
        runoffs = [(pair, _preferring(read, *pair)) for pair in _finals(totals)]
        won = {name for pair, counts in runoffs for name in highest(dict(zip(pair, counts, strict=True)))}
        (pair, counts), *more = runoffs
        beaten = tuple(option for option in totals if option not in pair)
        last = dict(zip(pair, counts, strict=True))
        rounds = (
            Round(totals, beaten),
            Round(last, tuple(name for name in pair if name not in highest(last))),
        )
        notes = (SEVERAL,) if more else ()
        return Tally(tuple(option for option in totals if option in won), totals, notes=notes, rounds=rounds)

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say who was in the runoff, and how many scored whom higher."""
        if not tally.rounds:
            return super().why(ballots, tally)
        (one, ours), (other, theirs) = tally.rounds[1].scores.items()
        sums = f"{figure(tally.scores[one])} and {figure(tally.scores[other])} points"
        said = (
            f"{one} and {other} have the highest sums, {sums}; {counted(ours, 'ballot')} "
            f"{'scores' if ours == 1 else 'score'} {one} higher, {figure(theirs)} {other}."
        )
        return said + (" Other pairs could be in the runoff, too." if SEVERAL in tally.notes else "")


def _finals(totals: Mapping[Stance, Weight]) -> Iterator[tuple[Stance, Stance]]:
    """Yield every pair that can be in the runoff, in the order of the options."""
    first = highest(totals)
    if len(first) > 1:
        yield from combinations(first, 2)
        return
    order = list(totals)
    for second in highest(totals, [option for option in totals if option not in first]):
        yield (first[0], second) if order.index(first[0]) < order.index(second) else (second, first[0])


def _preferring(read: Sheets, one: Stance, other: Stance) -> tuple[int, int]:
    """Return how many score the one above the other, and the other above the one."""
    above = below = 0
    for given, votes in read.rows:
        ours, theirs = given.get(one, 0), given.get(other, 0)
        above += votes * (ours > theirs)
        below += votes * (theirs > ours)
    return above, below


class Gauge(NamedTuple):
    """How an option is graded.

    Attributes:
        median: the lower median of its grades.
        above: how many graded it better.
        below: how many graded it worse.
    """

    median: Weight
    above: int
    below: int

    @property
    def order(self) -> tuple[Weight, bool, int]:
        """What gauges are compared by: the higher, the better."""
        rising = self.above > self.below
        return self.median, rising, self.above if rising else -self.below


class MajorityJudgment(Scored):
    """Elects the option with the best median grade; the scores are the grades.

    Of an even number it is the lower median, and what a ballot leaves blank gets the lowest grade from it.
    Among equal medians the majority gauge decides: more above than below it is better than not, then more
    above, or fewer below. What still ties is a tie.

    Source: Balinski and Laraki (2007), A theory of measuring, electing, and ranking.
    """

    def count(self, read: Sheets) -> Tally:
        """Grade each option."""
        gauges = self.gauges(read)
        best = max(gauge.order for gauge in gauges.values())
        winners = tuple(option for option, gauge in gauges.items() if gauge.order == best)
        medians = {option: gauge.median for option, gauge in gauges.items()}
        level = [option for option, median in medians.items() if median == best[0]]
        told = ", ".join(f"{o} {gauges[o].above} above and {gauges[o].below} below" for o in level)
        return Tally(winners, medians, notes=(f"{LEVEL}{told}"[:300],) if len(level) > 1 else ())

    def gauges(self, read: Sheets) -> dict[Stance, Gauge]:
        """Return how each option is graded."""
        return {option: _gauge(read, option, as_written(self.low)) for option in read.options}

    def why(self, ballots: Ballots, tally: Tally) -> str:  # noqa: ARG002 - the tally says it all
        """Say what the winner's median is, and how many graded better and worse where medians are equal."""
        said = because(tally, rest="as the median grade")
        gauges = [note for note in tally.notes if note.startswith(LEVEL)]
        return "; ".join([said.removesuffix("."), *gauges]) + "."


def _gauge(read: Sheets, option: Stance, lowest: Weight) -> Gauge:
    grades: dict[Weight, int] = {lowest: read.blank}
    for given, votes in read.rows:
        grade = given.get(option, lowest)
        grades[grade] = grades.get(grade, 0) + votes
    ordered, total = sorted(grades.items()), sum(grades.values())
    upto = accumulate(votes for _, votes in ordered)
    grade, votes, reached = next((*row, n) for row, n in zip(ordered, upto, strict=True) if 2 * n >= total)
    return Gauge(grade, total - reached, reached - votes)
