"""Several comparisons: p-values that may be read one by one, and intervals that hold together."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from moot.experiments.statistics import by_question, effect, estimate, family, holm, sign_flip
from moot.experiments.statistics.max_t import critical

shares = st.lists(st.floats(0, 1), min_size=1, max_size=8)
Differences = dict[str, float]


def drawn(rows: int, questions: int, seed: int = 0) -> dict[str, Differences]:
    random = np.random.default_rng(seed)
    return {
        f"c{row}": {f"q{i}": value for i, value in enumerate(random.uniform(-1, 1, questions).tolist())}
        for row in range(rows)
    }


def test_holm_of_a_known_case() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(shares, st.floats(0.001, 0.5))
def test_holm_rejects_what_stepping_down_rejects(values: list[float], level: float) -> None:
    rejected = set()
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        if (len(values) - rank) * values[place] > level:
            break
        rejected.add(place)
    assert {
        place for place, value in enumerate(holm(values)) if value is not None and value <= level
    } == rejected


@given(shares)
def test_a_test_that_cannot_be_made_stays_in_the_family(values: list[float]) -> None:
    assert holm([None, *values])[0] is None
    assert holm([None, *values])[1:] == holm([1.0, *values])[1:]


def test_the_critical_value_is_a_quantile_of_the_largest_t_over_all_patterns() -> None:
    table = np.random.default_rng(3).normal(size=(3, 8))
    there = np.ones(table.shape, bool)
    there[1, 2] = there[2, 7] = False
    largest = [
        max(
            abs(float(stats.ttest_1samp((np.array(signs) * (row - row[has].mean()))[has], 0.0).statistic))
            for row, has in zip(table, there, strict=True)
        )
        for signs in product((1, -1), repeat=8)
    ]
    for level in (0.5, 0.9, 0.95):
        expected = sorted(largest)[math.ceil(level * len(largest)) - 1]
        assert critical(table, there, level=level) == pytest.approx(expected, rel=1e-9)


def test_what_is_missing_is_not_looked_at() -> None:
    table = np.random.default_rng(3).normal(size=(2, 30))
    there = np.ones(table.shape, bool)
    there[0, 4] = False
    other = table.copy()
    other[0, 4] = 1e6
    assert critical(table, there, flips=499) == critical(other, there, flips=499)


def test_copies_of_one_comparison_cost_nothing() -> None:
    row = np.random.default_rng(1).normal(size=(1, 40))
    copies = np.repeat(row, 7, axis=0)
    alone, together = (critical(table, np.ones(table.shape, bool), flips=999) for table in (row, copies))
    assert together == pytest.approx(alone, rel=1e-9)


def test_without_dependence_it_is_close_to_what_normal_theory_says() -> None:
    table = np.random.default_rng(2).normal(size=(5, 400))
    expected = float(stats.norm.ppf((1 + 0.95 ** (1 / 5)) / 2))  # Sidak (1967)
    assert critical(table, np.ones(table.shape, bool)) == pytest.approx(expected, rel=0.03)


def test_too_few_patterns_for_the_level_reach_nowhere() -> None:
    table = np.random.default_rng(2).normal(size=(2, 50))
    assert critical(table, np.ones(table.shape, bool), flips=18) == math.inf
    assert critical(table, np.ones(table.shape, bool), flips=19) < math.inf


def test_each_comparison_is_what_it_is_alone() -> None:
    comparisons = drawn(3, 25)
    found = family(comparisons, flips=499, seed=5)
    for compared, (name, differences) in zip(found.compared, comparisons.items(), strict=True):
        values = list(differences.values())
        assert compared.name == name
        assert compared.estimate == estimate(values, -1.0, 1.0)
        assert compared.test == sign_flip(values, flips=499, seed=5)
        assert compared.effect == effect(values)
    assert [c.p_holm for c in found.compared] == holm([c.test.p for c in found.compared])


@given(st.integers(1, 6), st.integers(2, 30), st.integers(0, 99))
def test_a_joint_interval_is_never_narrower_than_its_own(rows: int, questions: int, seed: int) -> None:
    for compared in family(drawn(rows, questions, seed), flips=199).compared:
        assert (compared.together.half or 0.0) >= (compared.estimate.half or 0.0) > 0
        assert compared.together.mean == compared.estimate.mean


def test_few_questions_take_their_share_by_bonferroni_and_leave_the_rest() -> None:
    comparisons = drawn(3, 40) | {"few": {"q1": 0.5, "q2": 0.25, "q3": -0.5}}
    found = family(comparisons, flips=999).compared
    assert [compared.method for compared in found] == ["max-T"] * 3 + ["Bonferroni t"]
    own, together = found[3].estimate, found[3].together
    ratio = float(stats.t.ppf(1 - 0.05 / 8, 2) / stats.t.ppf(0.975, 2))
    assert together.half == pytest.approx((own.half or 0.0) * ratio)
    table = np.array([list(each.values()) for each in drawn(3, 40).values()])
    reach = critical(table, np.ones(table.shape, bool), level=1 - 3 * 0.05 / 4, flips=999)
    assert found[0].together.half == pytest.approx(table[0].std(ddof=1) / 40**0.5 * reach)


def test_what_cannot_be_compared_is_there_and_says_why() -> None:
    found = family({"none": {}, "one": {"q": 0.5}, "same": {"q": 0.25, "r": 0.25}} | drawn(1, 30), flips=99)
    none, one, same, fine = found.compared
    assert (none.estimate.note, none.test.p, none.p_holm) == ("no question defines it", None, None)
    assert (one.estimate.note, one.test.p) == ("this question only", 1.0)
    assert (same.estimate.note, same.method) == ("the same on every question", "")
    assert fine.method == "max-T"
    assert family({}).compared == ()


def test_where_patterns_are_too_few_for_the_level_bonferroni_stands_in() -> None:
    assert {c.method for c in family(drawn(2, 30), flips=9).compared} == {"Bonferroni t"}


def test_a_shift_moves_intervals_and_does_not_widen_them() -> None:
    comparisons = drawn(3, 60)
    moved = {name: {q: d / 4 + 0.5 for q, d in each.items()} for name, each in comparisons.items()}
    narrow = {name: {q: d / 4 for q, d in each.items()} for name, each in comparisons.items()}
    for there, here in zip(family(moved).compared, family(narrow).compared, strict=True):
        assert there.together.half == pytest.approx(here.together.half)
        assert there.together.mean == pytest.approx((here.together.mean or 0.0) + 0.5)
        assert there.p_holm == pytest.approx(3 / 10_000)


def test_it_takes_what_pairing_gives() -> None:
    replicates: dict[str, list[float]] = {f"q{i}": [0.0, i / 10] for i in range(8)}
    (found,) = family({"a less b": by_question(replicates)}).compared
    assert found.estimate.mean == pytest.approx(0.175)
    assert found.estimate.questions == 8
