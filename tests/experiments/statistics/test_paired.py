"""Differences are paired by question and replicate, and their size told in units of their own."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.statistics import Effect, by_question, effect, paired
from moot.sim import SpecError

replicates = st.lists(st.none() | st.floats(0, 1), min_size=3, max_size=3)
arm = st.dictionaries(st.sampled_from("abcde"), replicates)
grid = st.integers(-6, 6).map(lambda n: n / 6)


def test_replicates_are_subtracted_before_they_are_averaged() -> None:
    one: dict[str, list[float | None]] = {"q": [1.0, None, 1.0], "only here": [1.0], "never": [None]}
    other = {"q": [0.0, 1.0, 1.0], "never": [1.0]}
    differences = paired(one, other)
    assert differences == {"q": (1.0, 0.0)}
    assert by_question(differences) == {"q": 0.5}


@given(arm, arm)
def test_changing_places_changes_every_sign(
    one: dict[str, list[float]], other: dict[str, list[float]]
) -> None:
    there, back = by_question(paired(one, other)), by_question(paired(other, one))
    assert there.keys() == back.keys()
    assert all(math.isclose(there[q], -back[q]) for q in there)


def test_what_arithmetic_leaves_is_no_difference() -> None:
    assert paired({"q": [0.1 + 0.2]}, {"q": [0.3]}) == {"q": (0.0,)}
    assert paired({"q": [0.75]}, {"q": [0.75 - 2**-20]}) == {"q": (2**-20,)}


def test_a_replicate_too_many_is_an_error_that_names_the_question() -> None:
    with pytest.raises(SpecError, match="question 'q' has 2 replicates in one arm and 1 in the other"):
        paired({"q": [1.0, 0.0]}, {"q": [1.0]})


def test_a_known_effect() -> None:
    # mean 1/2, deviation with n - 1: 1
    found = effect([-0.5, 0.5, 1.5])
    assert found == Effect(0.5, 2 / 3, 0.0, 1 / 3)
    assert found.word == "medium"


@pytest.mark.parametrize(
    ("d_z", "word"),
    [(None, ""), (0.19, "negligible"), (-0.2, "small"), (0.5, "medium"), (-0.8, "large"), (3.0, "large")],
)
def test_the_words_are_cohens(d_z: float | None, word: str) -> None:
    assert Effect(d_z, 0.0, 1.0, 0.0).word == word


@given(st.lists(grid, min_size=1), st.floats(0.01, 100))
def test_an_effect_does_not_depend_on_the_unit(differences: list[float], unit: float) -> None:
    found, scaled = effect(differences), effect([unit * value for value in differences])
    assert found[1:] == scaled[1:]
    assert (found.d_z is None) == (scaled.d_z is None)
    assert math.isclose(found.d_z or 0.0, scaled.d_z or 0.0, rel_tol=1e-6, abs_tol=1e-9)


@given(st.lists(grid, min_size=1))
def test_every_question_is_better_the_same_or_worse(differences: list[float]) -> None:
    found = effect(differences)
    assert math.isclose((found.better or 0) + (found.same or 0) + (found.worse or 0), 1.0)
    mirrored = effect([-value for value in differences])
    assert (mirrored.better, mirrored.same, mirrored.worse) == (found.worse, found.same, found.better)


def test_rounding_makes_nothing_better() -> None:
    assert effect([0.1 + 0.2 - 0.3, 0.3 - 0.1 - 0.2]) == Effect(None, 0.0, 1.0, 0.0)


def test_nothing_has_no_effect() -> None:
    assert effect([]) == Effect(None, None, None, None)
    assert effect([1.0]).d_z is None
    assert effect([0.25, 0.25]).d_z is None
