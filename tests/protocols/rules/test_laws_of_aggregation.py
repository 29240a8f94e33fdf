"""Known results of aggregation. Exact ones to 1e-9, against formulas computed here; each has its mutant.

Expected figures are formulas, or literals of the sources; what is measured comes from the rules, and, where a
law is simulated, from seats that vote at a table.
"""

import math
import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaln

from moot.agents import Stubborn
from moot.protocols import Poll
from moot.protocols.rules import (
    ConclusionBased,
    LogOddsWeighted,
    Mean,
    PartByPart,
    Plurality,
    PremiseBased,
    SurprisinglyPopular,
)
from moot.sim import (
    Ballots,
    Evidence,
    Panel,
    Question,
    Reply,
    Rule,
    Seat,
    Setting,
    Table,
    Tally,
    Verdict,
    decide,
    rule,
)

EXACT = 1e-9
TRUE_OR_FALSE = Question(text="?", options=("right", "wrong"), answer="right")


def split(verdict: Verdict) -> float:
    """The share of the win that the truth has, fair ties."""
    return verdict.winners.count("right") / max(1, len(verdict.winners))


def strict(verdict: Verdict) -> float:
    return float(verdict.winners == ("right",))


def counted(right: int, n: int) -> Ballots:
    """`right` votes of n for the truth."""
    votes = {"right": right, "wrong": n - right}
    cast = {name: Reply(stance=name) for name, count in votes.items() if count}
    return Ballots(TRUE_OR_FALSE, cast, {}, {name: count for name, count in votes.items() if count})


def accuracy(
    under: Rule, n: int, chance: Callable[[int], float], right: Callable[[Verdict], float] = split
) -> float:
    """The chance that a rule is right, where j of n votes are with a chance of its own."""
    return math.fsum(chance(j) * right(decide(counted(j, n), under)) for j in range(n + 1))


def binomial(n: int, p: float) -> Callable[[int], float]:
    return lambda j: math.comb(n, j) * p**j * (1 - p) ** (n - j)


def jury(n: int, p: float, *, ties: float) -> float:
    """Condorcet's formula: the upper half of the binomial, and `ties` of its middle."""
    chance = binomial(n, p)
    upper = math.fsum(chance(j) for j in range(n + 1) if 2 * j > n)
    return upper + (ties * chance(n // 2) if n % 2 == 0 else 0.0)


@rule
def contrary(ballots: Ballots) -> Tally:
    """A mutant: what the fewest hold."""
    counts = ballots.counts()
    return Tally(tuple(name for name, count in counts.items() if count == min(counts.values())))


class TestCondorcetJury:
    """Law 1. Condorcet (1785)."""

    @pytest.mark.parametrize(
        ("n", "p", "figure"),
        [
            (3, 0.6, 0.648),
            (11, 0.6, 0.753498),
            (101, 0.6, 0.979103),
            (3, 0.5, 0.5),
            (4, 0.5, 0.5),
            (4, 0.6, 0.648),
        ],
    )
    def test_the_majority_of_independent_votes(self, n: int, p: float, figure: float) -> None:
        measured = accuracy(Plurality(), n, binomial(n, p))
        assert measured == pytest.approx(jury(n, p, ties=0.5), abs=EXACT)
        assert measured == pytest.approx(figure, abs=5e-7)

    @pytest.mark.parametrize(("p", "figure"), [(0.5, 0.3125), (0.6, 0.4752)])
    def test_a_tie_that_counts_as_wrong_makes_another_figure(self, p: float, figure: float) -> None:
        measured = accuracy(Plurality(), 4, binomial(4, p), strict)
        assert measured == pytest.approx(jury(4, p, ties=0.0), abs=EXACT)
        assert measured == pytest.approx(figure, abs=5e-7)

    def test_its_mutant_fails(self) -> None:
        assert abs(accuracy(contrary, 11, binomial(11, 0.6)) - jury(11, 0.6, ties=0.5)) > 0.1

    def test_blind_votes_beat_a_cascade(self) -> None:
        """Law 6, where a rule is concerned: eleven who vote blind, and a queue who see who came before."""
        p = 0.6
        cascade = p * (p + 1) / (2 * (1 - p + p * p))
        assert cascade == pytest.approx(0.6316, abs=5e-5)
        assert accuracy(Plurality(), 11, binomial(11, p)) > cascade + 0.1


def correlated(n: int, p: float, rho: float) -> Callable[[int], float]:
    """The beta-binomial distribution: theta is Beta(a, b), and rho = 1 / (a + b + 1)."""
    a, b = p * (1 - rho) / rho, (1 - p) * (1 - rho) / rho
    return lambda j: math.comb(n, j) * math.exp(betaln(j + a, n - j + b) - betaln(a, b))


def polled(
    trio_run: Callable[..., Any], chances: Sequence[float], seats: int, draws: random.Random
) -> list[float]:
    """How often the plurality of a poll is right, where each seat is with the chance of its question."""
    names = [f"S{i}" for i in range(seats)]
    panel = Panel(seats=tuple(Seat(name=name, agent=Stubborn()) for name in names))
    table = Table(Setting(panel=panel, protocol=Poll()))

    async def all_of_them() -> list[float]:
        found = []
        for chance in chances:
            signals = {
                name: (Evidence(stance="right" if draws.random() < chance else "wrong"),) for name in names
            }
            journal = await table.talk(TRUE_OR_FALSE, evidence=signals)
            found.append(split(decide(journal, Plurality())))
        return found

    found: list[float] = trio_run(partial(all_of_them))
    return found


def agrees(measured: Sequence[float], reference: float) -> bool:
    """Whether a simulation is within four standard errors of an exact reference."""
    mean = math.fsum(measured) / len(measured)
    error = math.sqrt(mean * (1 - mean) / len(measured))
    return abs(mean - reference) <= 4 * error


class TestCorrelatedJurors:
    """Law 2. Ladha (1992); votes of the beta-binomial model."""

    @pytest.mark.parametrize(("rho", "figure"), [(0.01, 0.7431), (0.1, 0.6850), (0.3, 0.6339), (0.5, 0.6133)])
    def test_the_majority_of_votes_that_err_together(self, rho: float, figure: float) -> None:
        chance = correlated(11, 0.6, rho)
        measured = accuracy(Plurality(), 11, chance)
        assert measured == pytest.approx(math.fsum(chance(j) for j in range(6, 12)), abs=EXACT)
        assert measured == pytest.approx(figure, abs=5e-5)

    def test_at_the_table(self, trio_run: Callable[..., Any]) -> None:
        """Its mutant is the same accuracy with independent errors."""
        runs, rho, p, draws = 2000, 0.3, 0.6, random.Random(20)
        a, b = p * (1 - rho) / rho, (1 - p) * (1 - rho) / rho
        thetas = [draws.betavariate(a, b) for _ in range(runs)]
        reference = math.fsum(map(correlated(11, p, rho), range(6, 12)))
        assert agrees(polled(trio_run, thetas, 11, draws), reference)
        assert not agrees(polled(trio_run, [p] * runs, 11, draws), reference)


def weighted(under: Rule, accuracies: Sequence[float], options: Sequence[str]) -> float:
    """The chance that a rule is right, over all that such seats can vote, errors spread evenly."""
    question = Question(text="?", options=tuple(options), answer="right")
    total = []
    for votes in product(options, repeat=len(accuracies)):
        chance = math.prod(
            p if vote == "right" else (1 - p) / (len(options) - 1)
            for p, vote in zip(accuracies, votes, strict=True)
        )
        cast = {f"S{i}": Reply(stance=vote) for i, vote in enumerate(votes)}
        total.append(chance * split(decide(Ballots(question, cast, {}), under)))
    return math.fsum(total)


def best_possible(accuracies: Sequence[float], k: int) -> float:
    """The chance of the best guess that there is: for all votes, the greatest likelihood, over k."""

    def likely(votes: tuple[int, ...], truth: int) -> float:
        chances = zip(accuracies, votes, strict=True)
        return math.prod(p if vote == truth else (1 - p) / (k - 1) for p, vote in chances)

    every = product(range(k), repeat=len(accuracies))
    total = [max(likely(votes, truth) for truth in range(k)) for votes in every]
    return math.fsum(total) / k


def known(accuracies: Sequence[float]) -> LogOddsWeighted:
    return LogOddsWeighted(accuracies=tuple((f"S{i}", p) for i, p in enumerate(accuracies)))


class TestOptimalWeights:
    """Law 3. Nitzan and Paroush (1982), Shapley and Grofman (1984)."""

    ONE_EXPERT = (0.9, 0.6, 0.6, 0.6, 0.6)

    def test_two_options(self) -> None:
        majority = weighted(Plurality(), self.ONE_EXPERT, ("right", "wrong"))
        four = binomial(4, 0.6)
        by_hand = 0.9 * math.fsum(map(four, (2, 3, 4))) + 0.1 * math.fsum(map(four, (3, 4)))
        assert majority == pytest.approx(by_hand, abs=EXACT)
        assert majority == pytest.approx(0.78624, abs=5e-6)
        assert weighted(known(self.ONE_EXPERT), self.ONE_EXPERT, ("right", "wrong")) == pytest.approx(
            0.9, abs=EXACT
        )

    @pytest.mark.parametrize(
        "accuracies", [(0.9, 0.6, 0.6, 0.6, 0.6), (0.8, 0.7, 0.6), (0.35, 0.6, 0.75, 0.3), (0.5, 0.5, 0.5)]
    )
    @pytest.mark.parametrize("k", [2, 3])
    def test_no_rule_is_right_more_often(self, accuracies: tuple[float, ...], k: int) -> None:
        options = ("right", "wrong", "wrong too")[:k]
        measured = weighted(known(accuracies), accuracies, options)
        assert measured == pytest.approx(best_possible(accuracies, k), abs=EXACT)

    def test_its_mutant_fails(self) -> None:
        """The weight of two options where there are three: who is right in .4 counts against itself."""
        accuracies = (0.4, 0.4, 0.45)
        options = ("right", "wrong", "wrong too")
        assert weighted(known(accuracies), accuracies, options) == pytest.approx(
            best_possible(accuracies, 3), abs=EXACT
        )

        @rule
        def two_option_form(ballots: Ballots) -> Tally:
            scores = dict.fromkeys(options, 0.0)
            for p, reply in zip(accuracies, ballots.cast.values(), strict=True):
                scores[str(reply.stance)] += math.log(p / (1 - p))
            best = max(scores.values())
            return Tally(tuple(name for name, score in scores.items() if score == best))

        assert weighted(two_option_form, accuracies, options) < best_possible(accuracies, 3) - 0.05


class TestChanceUnanimity:
    """Law 4."""

    @pytest.mark.parametrize(("p", "figure"), [(0.5, 0.0312), (0.8, 0.2622), (0.95, 0.7351)])
    def test_all_agree_by_chance(self, p: float, figure: float) -> None:
        n = 6
        measured = accuracy(
            Plurality(), n, binomial(n, p), lambda verdict: float(verdict.word == "unanimous")
        )
        assert measured == pytest.approx(p**n + (1 - p) ** n, abs=EXACT)
        assert measured == pytest.approx(figure, abs=6e-5)

    def test_its_mutant_fails(self) -> None:
        measured = accuracy(Plurality(), 6, binomial(6, 0.8), lambda verdict: float(verdict.word != "tie"))
        assert abs(measured - (0.8**6 + 0.2**6)) > 0.1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.floats(0, 1))
def test_the_diversity_prediction_theorem(numbers: list[float], truth: float) -> None:
    """Law 5. Page (2007): the error of the mean is the mean error less the variance, divided by n."""
    question = Question(text="?", range=(0.0, 1.0))
    cast = {f"S{i}": Reply(stance=number) for i, number in enumerate(numbers)}
    (mean,) = Mean().tally(Ballots(question, cast, {})).winners
    assert isinstance(mean, float)
    n = len(numbers)
    errors = math.fsum((number - truth) ** 2 for number in numbers) / n
    centre = math.fsum(numbers) / n
    variance = math.fsum((number - centre) ** 2 for number in numbers) / n
    assert (mean - truth) ** 2 == pytest.approx(errors - variance, abs=EXACT)
    if n > 1 and variance > 0.01:  # its mutant: the variance of a sample
        assert (mean - truth) ** 2 != pytest.approx(errors - variance * n / (n - 1), abs=EXACT)


class TestSurprisinglyPopular:
    """Law 8. Prelec, Seung and McCoy (2017): is Philadelphia the capital of Pennsylvania?"""

    QUESTION = Question(text="Is it?", options=("Yes", "No"), answer="No")
    SAY_YES = Reply.load({"stance": "Yes", "prediction": {"Yes": 0.8, "No": 0.2}})
    SAY_NO = Reply.load({"stance": "No", "prediction": {"Yes": 0.7, "No": 0.3}})

    def test_what_more_say_than_foresee_wins(self) -> None:
        ballots = Ballots(self.QUESTION, {"yes": self.SAY_YES, "no": self.SAY_NO}, {}, {"yes": 65, "no": 35})
        verdict = decide(ballots, SurprisinglyPopular())
        assert verdict.winners == ("No",)
        foreseen = Fraction(65 * 8 + 35 * 7, 1000)
        assert foreseen == Fraction(765, 1000)
        expected = {"Yes": Fraction(65, 100) / foreseen, "No": Fraction(35, 100) / (1 - foreseen)}
        assert verdict.tally.scores == expected
        assert decide(ballots, Plurality()).winners == ("Yes",)  # its mutant


class TestDiscursiveDilemma:
    """Law 9. List and Pettit (2002)."""

    PARTS = tuple(Question(text=text, options=("Yes", "No")) for text in ("P", "Q", "P and Q"))
    JUDGES = (("Yes", "Yes", "Yes"), ("Yes", "No", "No"), ("No", "Yes", "No"))

    def test_premises_and_conclusion_disagree(self) -> None:
        cast = {f"S{i}": Reply(stance=judged) for i, judged in enumerate(self.JUDGES)}
        ballots = Ballots(Question(text="?", parts=self.PARTS), cast, {})
        assert PartByPart().tally(ballots).winners == (("Yes", "Yes", "No"),)
        assert PremiseBased().tally(ballots).winners == (("Yes", "Yes", "Yes"),)
        assert ConclusionBased().tally(ballots).winners == ("No",)
        assert PremiseBased(follows="any").tally(ballots).winners == (("Yes", "Yes", "Yes"),)
        mutant = PremiseBased(conclusion=1)  # P does not follow from Q and from P and Q
        assert mutant.tally(ballots).winners == (("No", "Yes", "No"),)
