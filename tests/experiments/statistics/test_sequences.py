"""Confidence sequences: valid however often one looks, and the same however the values were cut."""

import math
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from moot.experiments.statistics import Betting, Proportion, betting
from moot.experiments.statistics.betting import CELLS
from moot.sim import SpecError

flips = st.lists(st.sampled_from([0.0, 1.0]), max_size=60)
shares = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=60)
steps = st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.0, 1 / 3, 1.0]), max_size=150)


@given(shares, shares)
def test_batches_leave_a_proportion_as_it_is(one: list[float], other: list[float]) -> None:
    assert Proportion().extended(one).extended(other) == Proportion().extended(one + other)


@pytest.mark.parametrize("n", [1, 2, 10, 1000])
def test_of_nothing_but_wrong_the_upper_end_has_a_closed_form(n: int) -> None:
    found = Proportion().extended([0.0] * n)
    assert found.low == 0.0
    assert found.high == pytest.approx(1 - (20 * (n + 1)) ** (-1 / n), rel=1e-9)


@given(flips)
def test_the_ends_are_the_inmost_of_all_steps(values: list[float]) -> None:
    found, low, high = Proportion().extended(values), 0.0, 1.0
    grid = np.linspace(0, 1, 2001)
    for n, s in enumerate(accumulate(values), start=1):
        with np.errstate(divide="ignore"):
            against = (
                special.betaln(1 + s, 1 + n - s) - special.xlogy(s, grid) - special.xlog1py(n - s, -grid)
            )
        inside = grid[against < math.log(20)]
        low, high = max(low, inside[0]), min(high, inside[-1])
    assert found.low <= low <= found.low + 0.0006
    assert found.high - 0.0006 <= high <= found.high


@given(flips)
def test_right_and_wrong_are_mirrors(values: list[float]) -> None:
    found, mirrored = Proportion().extended(values), Proportion().extended([1 - v for v in values])
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9)
    assert found.high == pytest.approx(1 - mirrored.low, abs=1e-9)


def test_values_that_fit_no_mean_have_no_interval() -> None:
    found = Proportion().extended([1.0] * 100 + [0.0] * 400)
    assert (found.interval, found.half, found.mean) == (None, None, 0.2)
    bets = betting().extended([1.0] * 100 + [0.0] * 400)
    assert (bets.interval, bets.half, bets.mean) == (None, None, 0.2)
    assert bets.extended([0.5] * 10).interval is None


def test_before_the_first_question_nothing_is_known() -> None:
    assert (Proportion().interval, Proportion().mean) == ((0.0, 1.0), None)
    assert (betting(-1, 1).interval, betting(-1, 1).mean, betting(-1, 1).half) == ((-1.0, 1.0), None, 1.0)


def test_what_is_out_of_range_is_an_error() -> None:
    with pytest.raises(SpecError, match=r"a value of 1.5 in a sequence of shares: expected 0 to 1"):
        Proportion().extended([1.5])
    with pytest.raises(SpecError, match=r"a value of -0.5 in a sequence of values from 0.0 to 1.0"):
        betting().extended([-0.5])
    with pytest.raises(SpecError, match="give finite ends"):
        betting(1.0, 1.0)


def same(one: Betting, other: Betting) -> bool:
    return one[:8] == other[:8] and (one.up == other.up).all() and (one.down == other.down).all()


@given(steps, steps)
def test_batches_leave_bets_as_they_are_to_the_last_bit(one: list[float], other: list[float]) -> None:
    start = betting(-1, 1)
    assert same(start.extended(one).extended(other), start.extended(one + other))


def wealth(values: list[float], m: float, *, up: bool) -> float:
    """The most that a gambler against m ever had, by the book: Waudby-Smith and Ramdas (2024), section 4."""
    seen: list[float] = []
    squares, capital, most = 0.0, 1.0, 0.0
    for t, x in enumerate(values, start=1):
        variance = (0.25 + squares) / t
        bet = math.sqrt(2 * math.log(2 / 0.05) / (variance * t * math.log(t + 1)))
        capital *= 1 + min(bet, 0.5 / m) * (x - m) if up else 1 - min(bet, 0.5 / (1 - m)) * (x - m)
        most = max(most, capital)
        seen.append(x)
        squares += (x - (0.5 + math.fsum(seen)) / (t + 1)) ** 2
    return most


@given(steps)
def test_an_end_is_the_last_border_that_a_gambler_got_rich_against(values: list[float]) -> None:
    found = betting(-1, 1).extended(values)
    brought = [(value + 1) / 2 for value in values]
    for border, up in ((found.first, True), (found.last, False)):
        if 0 < border < CELLS:
            assert wealth(brought, border / CELLS, up=up) >= 40 * (1 - 1e-9)
        within = border + 1 if up else border - 1
        if 0 < within < CELLS:
            assert wealth(brought, within / CELLS, up=up) < 40 * (1 + 1e-9)


@given(steps)
def test_bets_on_changed_places_are_mirrors(values: list[float]) -> None:
    found, mirrored = betting(-1, 1).extended(values), betting(-1, 1).extended([-v for v in values])
    assert abs(found.first - (CELLS - mirrored.last)) <= 1
    assert abs(found.last - (CELLS - mirrored.first)) <= 1


@given(st.lists(st.floats(0, 1), max_size=80), st.lists(st.floats(0, 1), max_size=80))
def test_an_interval_only_narrows(one: list[float], other: list[float]) -> None:
    for start in (Proportion(), betting()):
        before, after = start.extended(one), start.extended(one + other)
        if before.interval and after.interval:
            assert before.interval[0] <= after.interval[0] <= after.interval[1] <= before.interval[1]


def test_values_that_hardly_vary_need_few_questions() -> None:
    quiet = ([0.0] * 9 + [1.0] + [0.0] * 9 + [-1.0]) * 25
    differences, proportion = (
        betting(-1, 1).extended(quiet),
        Proportion().extended([(d + 1) / 2 for d in quiet]),
    )
    assert (differences.half or 1.0) < 0.6 * 2 * (proportion.half or 0.0)


def test_looking_after_every_question_does_not_mislead() -> None:
    paths, n, truth = 200, 300, 0.3
    random = np.random.default_rng(11)
    wrong = {"z": 0, "proportion": 0, "betting": 0}
    for _ in range(paths):
        values = (random.random(n) < truth).astype(float)
        seen = np.arange(1, n + 1)
        means = values.cumsum() / seen
        with np.errstate(invalid="ignore", divide="ignore"):
            z = abs(means - truth) / np.sqrt(means * (1 - means) / seen)
        wrong["z"] += bool((z[9:] > 1.96).any())
        for name, start in (("proportion", Proportion()), ("betting", betting())):
            # ends only move inwards: a mean that is inside at the end was never outside
            low, high = start.extended(values.tolist()).interval or (1.0, 0.0)
            wrong[name] += not low <= truth <= high
    assert wrong["z"] > 0.3 * paths
    assert wrong["proportion"] <= 0.05 * paths
    assert wrong["betting"] <= 0.05 * paths
