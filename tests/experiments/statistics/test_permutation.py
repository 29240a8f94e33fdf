"""Sign flips: exact where all patterns can be counted, else close to it, and never by accident."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from moot.experiments.statistics import Permutation, sign_flip
from moot.experiments.statistics.permutation import sign_flips
from moot.experiments.statistics.signs import drawn_patterns, enumerable, every_pattern
from moot.sim import Key, Stream

whole = st.integers(-9, 9)


def share_as_far(differences: list[int]) -> float:
    reached = [
        abs(sum(s * d for s, d in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=len(differences))
    ]
    return sum(one >= abs(sum(differences)) for one in reached) / len(reached)


@given(st.lists(whole, min_size=1, max_size=10), st.sampled_from([1, 3, 7]))
def test_p_is_the_share_of_all_patterns_also_where_sums_are_rounded(
    differences: list[int], parts: int
) -> None:
    found = sign_flip([value / parts for value in differences])
    assert found.exact
    assert found.p == share_as_far(differences)


def test_it_is_scipys() -> None:
    values = [0.31, -0.12, 0.55, 0.02, 0.47, -0.05, 0.33, 0.29]
    theirs = stats.permutation_test((values,), np.mean, permutation_type="samples", n_resamples=10**6)
    assert sign_flip(values).p == pytest.approx(theirs.pvalue, abs=1e-12)


@pytest.mark.parametrize(("questions", "least"), [(1, 1.0), (5, 0.0625), (6, 0.03125), (13, 2**-12)])
def test_the_least_p_is_that_of_questions_that_all_agree(questions: int, least: float) -> None:
    found = sign_flip([1.0] * questions)
    assert found == Permutation(least, least, 2**questions, exact=True)
    assert bool(found.note) == (questions < 6)


def test_questions_on_which_nothing_differs_show_nothing() -> None:
    assert sign_flip([0.0] * 50) == Permutation(1.0, 1.0, 1, exact=True)
    assert sign_flip([0.0] * 50 + [1.0] * 5).p == 0.0625
    assert sign_flip([]).p is None
    assert sign_flip([0.0] * 50 + [1.0] * 5).note == "too few questions differ to reach .05"


@given(st.lists(st.integers(1, 9), min_size=12, max_size=12), st.integers(0, 9))
def test_drawn_patterns_come_close_to_all(differences: list[int], seed: int) -> None:
    differences[:4] = [-value for value in differences[:4]]
    every, drawn = sign_flip(differences), sign_flip(differences, flips=2**12 - 2, seed=seed)
    assert every.exact
    assert not drawn.exact
    assert every.p is not None
    assert drawn.p is not None
    assert abs(every.p - drawn.p) < 4.5 * (0.25 / 2**12) ** 0.5


def test_what_was_seen_is_counted_among_what_was_drawn() -> None:
    assert sign_flip([1.0] * 40, flips=99) == Permutation(0.01, 0.01, 100, exact=False)


@given(st.lists(whole, min_size=20, max_size=40), st.integers(0, 9))
def test_p_depends_on_the_seed_alone_and_on_no_sign_of_the_whole(values: list[int], seed: int) -> None:
    assert sign_flip(values, flips=99, seed=seed) == sign_flip(values, flips=99, seed=seed)
    assert sign_flip(values, flips=99, seed=seed) == sign_flip([-v for v in values], flips=99, seed=seed)


def test_several_are_tested_as_each_alone() -> None:
    table = np.array([[1.0, -1.0, 2.0] * 7, [0.0, 0.0, 1.0] * 7, [0.5] * 21])
    assert sign_flips(table, flips=499, seed=3) == [sign_flip(row, flips=499, seed=3) for row in table]
    assert [one.exact for one in sign_flips(table, flips=499, seed=3)] == [False, True, False]


@pytest.mark.parametrize("places", range(1, 7))
def test_every_pattern_is_there_once_but_for_its_mirror(places: int) -> None:
    (block,) = every_pattern(places)
    patterns = {tuple(row) for row in block.tolist()}
    mirrors = {tuple(-sign for sign in row) for row in patterns}
    assert len(block) == len(patterns) == 2 ** (places - 1)
    assert patterns | mirrors == set(product((1.0, -1.0), repeat=places))


def test_signs_are_bits_of_streams() -> None:
    drawn = np.concatenate(list(drawn_patterns(130, 5, seed=7)))
    for word in range(3):
        stream = Stream(Key(7, "sign flips").stream(word).bits())
        for row in drawn[:, 64 * word : 64 * (word + 1)]:
            bits = stream.bits()
            assert row.tolist() == [1.0 - 2.0 * (bits >> place & 1) for place in range(len(row))]


def test_more_questions_or_patterns_leave_signs_as_they_are() -> None:
    few = np.concatenate(list(drawn_patterns(70, 30, seed=1)))
    many = np.concatenate(list(drawn_patterns(100_000, 40, seed=1)))
    assert (many[:30, :70] == few).all()
    assert len(many) == 40
    assert abs(many.mean()) < 4 / many.size**0.5


@pytest.mark.parametrize(
    ("places", "flips", "all_of_them"),
    [(13, 9999, True), (14, 9999, False), (3, 7, True), (3, 6, False), (10**6, 9999, False)],
)
def test_all_patterns_are_counted_where_they_are_few(places: int, flips: int, *, all_of_them: bool) -> None:
    assert enumerable(places, flips) == all_of_them
