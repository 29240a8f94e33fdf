"""Means and medians, exactly."""

import math
import statistics
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import Mean, Median, TrimmedMean, WinsorisedMean
from moot.sim import ANSWER, Ballots, Question, Rule, SpecError, decide

Box = Callable[..., Ballots]
NUMBER = Question(text="How many?", range=(0.0, 100.0))
NUMBERS = st.lists(st.floats(0, 100), min_size=1, max_size=9)
RULES = [Mean(), Median(), TrimmedMean(), WinsorisedMean(), TrimmedMean(alpha=0.49)]


def held(box: Box, numbers: Sequence[float], **more: Any) -> Ballots:
    return box(*({"stance": number} for number in numbers), question=NUMBER, **more)


def estimate(box: Box, rule: Rule, numbers: Sequence[float]) -> Any:
    (winner,) = rule.tally(held(box, numbers)).winners
    return winner


@given(NUMBERS)
def test_the_mean(box: Box, numbers: list[float]) -> None:
    assert estimate(box, Mean(), numbers) == pytest.approx(math.fsum(numbers) / len(numbers), abs=1e-12)


@given(NUMBERS)
def test_the_median_is_the_midpoint_and_the_interval_is_told(box: Box, numbers: list[float]) -> None:
    tally = Median().tally(held(box, numbers))
    assert tally.winners[0] == pytest.approx(statistics.median(numbers), abs=1e-12)
    low, high = statistics.median_low(numbers), statistics.median_high(numbers)
    assert len(tally.notes) == (low < high)


def test_every_number_of_the_interval_is_a_median(box: Box) -> None:
    ballots = held(box, [9.0, 2.0, 3.5, 1.0])
    tally = Median().tally(ballots)
    assert tally.winners == (2.75,)
    assert tally.notes == ("every number from 2 to 3.5 is a median: the midpoint is taken",)
    assert Median().why(ballots, tally) == (
        "2.75 is the median of 4 numbers from 1 to 9; "
        "every number from 2 to 3.5 is a median: the midpoint is taken."
    )


@given(NUMBERS, st.integers(0, 49))
def test_extremes_are_dropped_or_drawn_in(box: Box, numbers: list[float], percent: int) -> None:
    n, alpha = len(numbers), percent / 100
    extremes = Fraction(percent, 100) * n // 1
    order = sorted(numbers)
    left = order[extremes : n - extremes]
    drawn_in = [left[0]] * extremes + left + [left[-1]] * extremes
    trimmed = estimate(box, TrimmedMean(alpha=alpha), numbers)
    winsorised = estimate(box, WinsorisedMean(alpha=alpha), numbers)
    assert trimmed == pytest.approx(math.fsum(left) / len(left), abs=1e-12)
    assert winsorised == pytest.approx(math.fsum(drawn_in) / n, abs=1e-12)


def test_a_share_is_taken_as_it_is_written(box: Box) -> None:
    numbers = [float(i) for i in range(100)]
    assert int(0.29 * 100) == 28  # which is why
    tally = TrimmedMean(alpha=0.29).tally(held(box, numbers))
    assert tally.notes == ("29 dropped on each side",)
    assert WinsorisedMean(alpha=0.29).tally(held(box, numbers)).notes == ("29 drawn in on each side",)


@pytest.mark.parametrize("rule", RULES)
@given(numbers=NUMBERS, data=st.data())
def test_an_estimate_is_among_the_numbers_and_hangs_on_no_order(
    box: Box, rule: Rule, numbers: list[float], data: st.DataObject
) -> None:
    made = estimate(box, rule, numbers)
    assert min(numbers) <= made <= max(numbers)
    assert estimate(box, rule, data.draw(st.permutations(numbers))) == made


@pytest.mark.parametrize("rule", RULES)
@given(
    numbers=st.lists(st.floats(0, 100), min_size=1, max_size=4),
    votes=st.lists(st.integers(1, 3), min_size=4, max_size=4),
)
def test_a_seat_with_several_votes_is_as_many_seats(
    box: Box, rule: Rule, numbers: list[float], votes: list[int]
) -> None:
    weights = {f"S{i}": n for i, n in enumerate(votes, 1)}
    several = [number for number, n in zip(numbers, votes, strict=False) for _ in range(n)]
    assert rule.tally(held(box, numbers, weights=weights)).winners == rule.tally(held(box, several)).winners


@given(NUMBERS, st.floats(0, 100))
def test_the_median_is_nearest_to_all(box: Box, numbers: list[float], other: float) -> None:
    def distance(to: float) -> float:
        return math.fsum(abs(number - to) for number in numbers)

    assert distance(estimate(box, Median(), numbers)) <= distance(other) + 1e-9


def test_one_tenth_and_two_tenths_are_as_they_are_written(box: Box) -> None:
    assert estimate(box, Mean(), [0.1, 0.2]) == 0.15
    assert estimate(box, Median(), [0.1, 0.2]) == 0.15


@pytest.mark.parametrize("rule", RULES)
def test_a_number_that_not_all_hold_is_an_estimate(box: Box, rule: Rule) -> None:
    verdict = decide(held(box, [1.0, 2.0, 6.0, 7.0], missing=1), rule)
    assert (verdict.word, verdict.winners, verdict.electorate) == ("estimate", (4.0,), 5)
    assert 4.0 not in verdict.counts
    assert decide(held(box, [4.0, 4.0]), rule).word == "unanimous"
    assert decide(held(box, [4.0, 4.0], missing=1), rule).word == "estimate"
    assert decide(held(box, [1.0, 4.0, 4.0, 7.0]), rule).word == "estimate"
    assert decide(held(box, [], missing=2), rule).word == "no answer"
    blank = box({"delegate": "S2"}, question=NUMBER)
    assert decide(blank, rule).word == "no decision"
    assert rule.why(blank, decide(blank, rule).tally) == "Nobody is elected."


@pytest.mark.parametrize("rule", RULES)
def test_numbers_are_needed(rule: Rule) -> None:
    assert rule.needs(NUMBER) == ANSWER
    for question in (Question(text="?"), Question(text="?", options=("1", "2"))):
        with pytest.raises(SpecError, match="is over numbers, and the question asks for"):
            rule.needs(question)
