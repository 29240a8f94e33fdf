"""Opinion pools: linear, logarithmic, by odds, extremised."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import ExtremisedPool, GeometricMeanOfOdds, LinearPool, LogarithmicPool, Mean
from moot.sim import ANSWER, Ballots, Belief, Question, Rule, SpecError, decide

Box = Callable[..., Ballots]
CHANCE = Question(text="Rain?", range=(0.0, 1.0))
TWO = Question(text="Rain?", options=("Yes", "No"))
ABC = Question(text="?", options=("A", "B", "C"))
FINE = st.integers(1, 99).map(lambda n: n / 100)
CHANCES = st.lists(FINE, min_size=1, max_size=6)
PARTS = st.lists(st.integers(1, 9), min_size=3, max_size=3)
BELIEFS = st.lists(PARTS.map(lambda parts: [part / sum(parts) for part in parts]), min_size=1, max_size=5)
POOLS: list[Rule] = [LinearPool(), LogarithmicPool(), ExtremisedPool(), GeometricMeanOfOdds()]


def numbers(box: Box, chances: Sequence[float], **more: Any) -> Ballots:
    return box(*({"stance": chance} for chance in chances), question=CHANCE, **more)


def yes(box: Box, chances: Sequence[float]) -> Ballots:
    beliefs = [{"Yes": chance, "No": float(1 - Fraction(str(chance)))} for chance in chances]
    return box(*({"belief": belief} for belief in beliefs), question=TWO)


def beliefs(box: Box, rows: Sequence[Sequence[float]], **more: Any) -> Ballots:
    return box(*({"belief": dict(zip("ABC", row, strict=True))} for row in rows), **more)


def pooled(rule: Rule, ballots: Ballots) -> Any:
    (made,) = rule.tally(ballots).winners
    return made


def logit(p: float) -> float:
    return math.log(p / (1 - p))


@given(CHANCES)
def test_the_geometric_mean_of_odds_is_the_equal_weight_logarithmic_pool_on_two_outcomes(
    box: Box, chances: list[float]
) -> None:
    odds = math.prod(chance / (1 - chance) for chance in chances) ** (1 / len(chances))
    expected = odds / (1 + odds)
    for rule in (GeometricMeanOfOdds(), LogarithmicPool()):
        assert pooled(rule, numbers(box, chances)) == pytest.approx(expected, abs=1e-12)
        tally = rule.tally(yes(box, chances))
        assert tally.scores == pytest.approx({"Yes": expected, "No": 1 - expected}, abs=1e-12)
        product = math.prod(Fraction(str(c)) / (1 - Fraction(str(c))) for c in chances)
        assert tally.winners == (("Yes",) if product > 1 else ("No",) if product < 1 else ("Yes", "No"))


@given(CHANCES, st.sampled_from([0.5, 1.0, 2.0, 3.0]))
def test_extremising_takes_the_mean_logit_d_times(box: Box, chances: list[float], d: float) -> None:
    mean = math.fsum(map(logit, chances)) / len(chances)
    tally = ExtremisedPool(d=d).tally(numbers(box, chances))
    assert tally.winners[0] == pytest.approx(1 / (1 + math.exp(-d * mean)), abs=1e-12)
    assert tally.notes[0] == f"d = {d:g}"


@given(BELIEFS)
def test_the_linear_pool_is_the_mean(box: Box, rows: list[list[float]]) -> None:
    tally = LinearPool().tally(beliefs(box, rows))
    mean = {
        name: math.fsum(column) / len(rows)
        for name, column in zip("ABC", zip(*rows, strict=True), strict=True)
    }
    assert tally.scores == pytest.approx(mean, abs=1e-12)
    assert set(tally.winners) <= {name for name in "ABC" if mean[name] >= max(mean.values()) - 1e-12}


@given(BELIEFS, st.sampled_from([1.0, 2.0, 0.5]))
def test_the_logarithmic_pool_is_the_geometric_mean(box: Box, rows: list[list[float]], d: float) -> None:
    means = {
        name: math.prod(column) ** (d / len(rows))
        for name, column in zip("ABC", zip(*rows, strict=True), strict=True)
    }
    expected = {name: mean / math.fsum(means.values()) for name, mean in means.items()}
    tally = ExtremisedPool(d=d).tally(beliefs(box, rows))
    assert tally.scores == pytest.approx(expected, abs=1e-12)
    assert math.fsum(map(float, tally.scores.values())) == pytest.approx(1, abs=1e-12)
    if d == 1:
        assert LogarithmicPool().tally(beliefs(box, rows)).scores == tally.scores


@given(BELIEFS, PARTS)
def test_the_logarithmic_pool_is_externally_bayesian(
    box: Box, rows: list[list[float]], likelihood: list[int]
) -> None:
    """Genest (1984): to update and pool is to pool and update. The linear pool does not."""

    def updated(row: Sequence[float]) -> list[float]:
        weights = [p * x for p, x in zip(row, likelihood, strict=True)]
        return [weight / math.fsum(weights) for weight in weights]

    rule = LogarithmicPool(clip=1e-9)
    after = [rule.tally(beliefs(box, [*map(updated, rows)])).scores[name] for name in "ABC"]
    before = [float(rule.tally(beliefs(box, rows)).scores[name]) for name in "ABC"]
    assert after == pytest.approx(updated(before), abs=1e-9)


def test_the_linear_pool_is_not_externally_bayesian(box: Box) -> None:
    first = LinearPool().tally(beliefs(box, [[0.8, 0.1, 0.1], [0.2, 0.4, 0.4]])).scores
    then = LinearPool().tally(beliefs(box, [[0.4 / 0.6, 0.1 / 0.6, 0.1 / 0.6], [0.1 / 0.9, 4 / 9, 4 / 9]]))
    assert float(first["A"]) / 2 / (1 - float(first["A"]) / 2) != pytest.approx(float(then.scores["A"]))


def test_ties_are_exact(box: Box) -> None:
    rows = [[0.4, 0.2, 0.4], [0.3, 0.6, 0.1]]
    assert LogarithmicPool().tally(beliefs(box, rows)).winners == ("A", "B")  # .4 x .3 = .2 x .6
    rows = [[0.1, 0.3, 0.6], [0.2, 0.0, 0.8], *[[0.5, 0.5, 0.0]] * 4]
    assert LinearPool().tally(beliefs(box, rows)).winners == ("A", "B")  # .1 + .2 = .3


def test_what_is_next_to_certain_is_clipped_and_noted(box: Box) -> None:
    ballots = numbers(box, [1.0, 0.5, 0.2])
    for rule in (LogarithmicPool(clip=0.1), GeometricMeanOfOdds(clip=0.1)):
        tally = rule.tally(ballots)
        expected = (logit(0.9) + logit(0.2)) / 3
        assert tally.winners[0] == pytest.approx(1 / (1 + math.exp(-expected)), abs=1e-12)
        assert tally.notes == ("1 ballot nearer to 0 or 1 than 0.1: clipped to that",)
    assert LogarithmicPool().tally(numbers(box, [0.001, 0.999])).notes == ()
    assert LinearPool().tally(numbers(box, [1.0, 0.0])) == Mean().tally(numbers(box, [1.0, 0.0]))
    sure = box({"belief": {"A": 1.0}}, {"belief": {"B": 0.5, "C": 0.5}}, weights={"S2": 2})
    tally = LogarithmicPool(clip=0.01).tally(sure)
    weights = {
        "A": (0.99 * 0.01**2) ** (1 / 3),
        "B": (0.01 * 0.5**2) ** (1 / 3),
        "C": (0.01 * 0.5**2) ** (1 / 3),
    }
    total = math.fsum(weights.values())
    assert tally.scores == pytest.approx({name: x / total for name, x in weights.items()}, abs=1e-12)
    assert tally.winners == ("B", "C")
    assert tally.notes == ("3 ballots nearer to 0 or 1 than 0.01: clipped to that",)


@pytest.mark.parametrize("rule", POOLS)
def test_a_pooled_number_is_an_estimate(box: Box, rule: Rule) -> None:
    ballots = numbers(box, [0.25, 0.5, 0.75], missing=1)
    verdict = decide(ballots, rule)
    assert (verdict.word, verdict.electorate) == ("estimate", 4)
    assert verdict.winners[0] == pytest.approx(0.5, abs=1e-12)
    said = f"0.5 is the {rule.name.replace('-', ' ')} of 3 probabilities from 0.25 to 0.75"
    assert rule.why(ballots, verdict.tally).startswith(said)
    assert decide(box({"delegate": "S2"}, question=CHANCE), rule).word == "no decision"


@pytest.mark.parametrize("rule", POOLS)
def test_the_most_probable_option_wins(box: Box, rule: Rule) -> None:
    stances = [{"stance": "Yes", "belief": {"Yes": 0.6, "No": 0.4}}] * 2
    ballots = box(
        *stances, {"stance": "No", "belief": {"No": 0.95, "Yes": 0.05}}, {"stance": "Yes"}, question=TWO
    )
    verdict = decide(ballots, rule)
    assert (verdict.word, verdict.winners) == ("elected", ("No",))
    assert "1 ballot without belief: blank" in verdict.tally.notes
    assert rule.why(ballots, verdict.tally).startswith("No has 0.")
    spoilt = box({"belief": {"Yes": 0.2}}, question=TWO)
    assert decide(spoilt, rule).word == "no decision"
    assert "the belief sums to 0.2, not to 1" in decide(spoilt, rule).tally.notes[0]


@pytest.mark.parametrize("rule", POOLS)
def test_probabilities_are_needed(box: Box, rule: Rule) -> None:
    assert (rule.needs(TWO), rule.needs(CHANCE)) == (Belief(), ANSWER)
    with pytest.raises(SpecError, match="counts belief, and no ballot holds any"):
        rule.tally(box({"stance": "Yes"}, question=TWO))
    for question in (
        Question(text="?"),
        Question(text="?", range=(0.0, 10.0)),
        Question(text="?", range=(0.0, 0.5)),
    ):
        with pytest.raises(SpecError, match="pools probabilities, of options or as a number from 0 to 1"):
            rule.needs(question)


def test_odds_are_of_two_outcomes(box: Box) -> None:
    with pytest.raises(SpecError, match="is over two outcomes, and the question has 3 options"):
        GeometricMeanOfOdds().tally(beliefs(box, [[0.2, 0.3, 0.5]]))
