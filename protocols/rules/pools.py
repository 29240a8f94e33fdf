"""Opinion pools: one probability, or one for each option, of many."""

import math
from abc import abstractmethod
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from pydantic import Field

from ...sim import ANSWER, Ballots, Belief, Question, Rule, SpecError, Stance, Tally, Wants, Weight
from ...sim.rule import because, counted
from .numbers import held, told_of
from .sheets import Sheets, as_written, highest, sheets
from .weighted import greatest_product

BELIEF = Belief()
TRUE, FALSE = "true", "false"
"""The two outcomes of which a number from 0 to 1 is the probability of the first."""


class Pooled(NamedTuple):
    """What came of a pool: the probability of each outcome, the most probable ones, and notes."""

    shares: Mapping[Stance, float]
    best: tuple[Stance, ...]
    notes: tuple[str, ...] = ()


class Pool(Rule):
    """A rule over probabilities: beliefs on options, or a number from 0 to 1 that is one.

    Of options the most probable wins, and the scores are their pooled probabilities; what a belief leaves out
    it gives 0. A number is pooled as the probability of one outcome out of two. Ballots without a belief stay
    in the electorate.
    """

    def needs(self, question: Question) -> Wants:
        """Return a belief on options, or an answer that is a probability.

        Raises:
            SpecError: the question has neither options nor the range 0 to 1.
        """
        if question.options:
            return BELIEF
        if question.range == (0, 1):
            return ANSWER
        numbers = "" if question.range is None else f" from {question.range[0]:g} to {question.range[1]:g}"
        raise SpecError(
            f"{self.name} pools probabilities, of options or as a number from 0 to 1, "
            f"and the question asks for {question.asks_for}{numbers}"
        )

    def tally(self, ballots: Ballots) -> Tally:
        """Pool."""
        self.needs(ballots.question)
        if ballots.question.options:
            read = sheets(self, BELIEF, ballots)
            if not read.rows:
                return Tally((), notes=read.notes)
            pooled = self.pool(read)
            return Tally(pooled.best, pooled.shares, notes=read.notes + pooled.notes)
        rows: list[tuple[Mapping[Stance, Weight], int]] = [
            ({TRUE: number, FALSE: 1 - number}, votes) for number, votes in held(ballots)
        ]
        if not rows:
            return Tally(())
        pooled = self.pool(Sheets((TRUE, FALSE), tuple(rows), 0, ballots.electorate, ()))
        return Tally((pooled.shares[TRUE],), notes=pooled.notes)

    @abstractmethod
    def pool(self, read: Sheets) -> Pooled:
        """Pool the probabilities of one ballot or more."""

    def why(self, ballots: Ballots, tally: Tally) -> str:
        """Say how probable the winner is."""
        if ballots.question.options or not tally.winners:
            return because(tally, rest="as pooled probability")
        return told_of(self, tally, held(ballots), "probabilities")


class LinearPool(Pool):
    """The mean of the probabilities.

    Source: Stone (1961), The opinion pool.
    """

    def pool(self, read: Sheets) -> Pooled:
        """Average."""
        totals, votes = read.totals(), sum(votes for _, votes in read.rows)
        shares = {option: float(Fraction(total) / votes) for option, total in totals.items()}
        return Pooled(shares, highest(totals))


class LogarithmicPool(Pool):
    """The geometric mean of the probabilities, every vote with one weight, brought back to a sum of 1.

    What is nearer to 0 or 1 than `clip` counts as that near, and is noted: otherwise one seat that is certain
    would settle it all.

    Source: Genest and Zidek (1986), Combining probability distributions.

    Attributes:
        clip: the least that a probability, or what is missing to 1, counts as; above 0, below 1/2.
    """

    clip: float = Field(default=0.001, gt=0, lt=0.5)

    @property
    def power(self) -> float:
        """What the geometric mean is raised to before it is brought back to a sum of 1."""
        return 1.0

    def pool(self, read: Sheets) -> Pooled:
        """Multiply, and take the root."""
        factors, notes = self.clipped(read)
        best, logs = greatest_product(factors)
        votes, top = sum(votes for _, votes in read.rows), max(logs.values())
        raised = {option: math.exp(self.power * (log - top) / votes) for option, log in logs.items()}
        total = math.fsum(raised.values())
        return Pooled({option: weight / total for option, weight in raised.items()}, best, notes)

    def clipped(self, read: Sheets) -> tuple[dict[Stance, list[tuple[Fraction, int]]], tuple[str, ...]]:
        """Return the probabilities of each option, away from 0 and 1, with votes; and a note on the rest."""
        low = Fraction(as_written(self.clip))
        found: dict[Stance, list[tuple[Fraction, int]]] = {option: [] for option in read.options}
        moved = 0
        for row, votes in read.rows:
            given = [Fraction(row.get(option, 0)) for option in read.options]
            moved += votes * any(not low <= p <= 1 - low for p in given)
            for option, p in zip(read.options, given, strict=True):
                found[option].append((min(max(p, low), 1 - low), votes))
        note = f"{counted(moved, 'ballot')} nearer to 0 or 1 than {self.clip:g}: clipped to that"
        return found, (note,) if moved else ()


class GeometricMeanOfOdds(LogarithmicPool):
    """The probability whose odds are the geometric mean of the odds; of two outcomes.

    It is what the logarithmic pool makes of two outcomes, as the mean of logits.

    Source: Genest and Zidek (1986), Combining probability distributions; of forecasts: Satopää et al. (2014),
    Combining multiple probability predictions using a simple logit model.
    """

    def needs(self, question: Question) -> Wants:
        """Return a belief on two options, or an answer that is a probability.

        Raises:
            SpecError: there are more than two options, or the question does not ask for probabilities.
        """
        if len(question.options) > 2:
            raise SpecError(
                f"{self.name} is over two outcomes, and the question has {len(question.options)} options: "
                f"see logarithmic-pool"
            )
        return super().needs(question)

    def pool(self, read: Sheets) -> Pooled:
        """Average the logits."""
        one, other = read.options
        factors, notes = self.clipped(read)
        best, _ = greatest_product(factors)
        pairs = zip(factors[one], factors[other], strict=True)
        logits = [(math.log(p / q), votes) for (p, votes), (q, _) in pairs]
        logit = math.fsum(x * votes for x, votes in logits) / sum(votes for _, votes in logits)
        return Pooled({one: 1 / (1 + math.exp(-logit)), other: 1 / (1 + math.exp(logit))}, best, notes)


class ExtremisedPool(LogarithmicPool):
    """The logarithmic pool, raised to the power d: of two outcomes, d times the mean of the logits.

    With d above 1 it goes further than the voters on average, since what each knows is only a part.

    Source: Satopää, Baron, Foster, Mellers, Tetlock and Ungar (2014), Combining multiple probability
    predictions using a simple logit model, who found 1.16 to 3.92 to serve best; the default is ours.

    Attributes:
        d: above 0.
    """

    d: float = Field(default=2.0, gt=0)

    @property
    def power(self) -> float:
        """It is d."""
        return self.d

    def pool(self, read: Sheets) -> Pooled:
        """Pool, and say how far it went."""
        pooled = super().pool(read)
        return pooled._replace(notes=(f"d = {self.d:g}", *pooled.notes))
