import math

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from moot.experiments.statistics import Estimate, difference, estimate, mean

figures = st.floats(-1e3, 1e3)
samples = st.lists(figures, min_size=2, max_size=30)


@given(samples)
def test_the_interval_is_students(values: list[float]) -> None:
    assume(len(set(values)) > 1)
    found = estimate(values)
    assert found.mean is not None
    assert found.half is not None
    assert math.isclose(found.mean, math.fsum(values) / len(values), abs_tol=1e-9)
    error = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    assert math.isclose(found.half, float(stats.t.ppf(0.975, len(values) - 1)) * error, abs_tol=1e-6)
    assert found.interval == (found.mean - found.half, found.mean + found.half)


def test_a_known_case() -> None:
    # 1, 2, 3: standard error 1/sqrt 3, and the .975 quantile of t with 2 degrees of freedom is 4.302653
    found = estimate([1.0, 2.0, 3.0])
    assert found.mean == 2.0
    assert math.isclose(found.half or 0, 4.302652729911275 / math.sqrt(3), rel_tol=1e-9)


def test_one_question_has_a_mean_and_no_interval_and_none_has_neither() -> None:
    assert estimate([0.5]) == Estimate(0.5, None, 1)
    assert estimate([None, None]) == Estimate(None, None, 0)
    assert estimate([0.5]).interval is None
    assert mean([]) is None


@given(st.floats(0, 1), st.integers(2, 9))
def test_where_all_say_the_same_nothing_is_known_of_how_far_others_stray(value: float, n: int) -> None:
    found = estimate([value] * n)
    assert math.isclose(found.mean or 0.0, value, abs_tol=1e-12)
    assert found.interval is None


@given(st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_an_interval_never_leaves_what_is_possible(values: list[float]) -> None:
    low, high = estimate(values, 0.0, 1.0).interval or (0.0, 1.0)
    assert 0 <= low <= high <= 1


@given(st.lists(st.none() | figures, max_size=20))
def test_what_is_undefined_is_left_out_and_not_taken_for_zero(values: list[float | None]) -> None:
    assert estimate(values) == estimate([value for value in values if value is not None])


@given(st.dictionaries(st.integers(0, 20).map(str), figures, min_size=2), st.floats(-10, 10))
def test_a_constant_gain_on_every_question_is_found_without_error(
    values: dict[str, float], gain: float
) -> None:
    found = difference({question: value + gain for question, value in values.items()}, values)
    assert math.isclose(found.mean or 0.0, gain, abs_tol=1e-9)
    assert math.isclose(found.half or 0.0, 0.0, abs_tol=1e-9)
    assert found.questions == len(values)


def test_differences_are_paired_by_question_and_need_both() -> None:
    found = difference({"a": 1.0, "b": 0.0, "c": None, "d": 1.0}, {"b": 1.0, "a": 0.0, "c": 1.0})
    assert (found.mean, found.questions) == (0.0, 2)


@given(samples, st.floats(0.5, 0.99))
def test_an_interval_that_covers_oftener_is_wider(values: list[float], level: float) -> None:
    assume(max(values) - min(values) > 1e-9)
    assert (estimate(values, level=level).half or 0.0) < (estimate(values, level=0.995).half or 0.0)


def test_where_there_is_no_interval_it_says_why() -> None:
    assert estimate([None]).note == "no question defines it"
    assert estimate([0.5]).note == "this question only"
    assert estimate([0.5, 0.5]).note == "the same on every question"
    assert estimate([0.5, 0.6]).note == ""
