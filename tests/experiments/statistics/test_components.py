"""What lies between questions, and how many of them that takes."""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.statistics import Components, components, designs, estimate, needed, needed_for_half
from moot.sim import SpecError

few = st.lists(st.lists(st.floats(-1, 1), min_size=2, max_size=4), min_size=2, max_size=6)


@pytest.mark.parametrize("sizes", [(2, 2, 2), (1, 2, 3), (1, 1, 3)])
def test_both_are_unbiased_over_everything_that_can_happen(sizes: tuple[int, ...]) -> None:
    found = []
    for signs in product((1, -1), repeat=len(sizes) + sum(sizes)):
        questions, noise = iter(signs[: len(sizes)]), iter(signs[len(sizes) :])
        values = {
            str(i): [0.3 * q + 0.7 * next(noise) for _ in range(size)]
            for i, (size, q) in enumerate(zip(sizes, questions, strict=True))
        }
        found.append(components(values))
    assert math.fsum(one.between or 0.0 for one in found) / len(found) == pytest.approx(0.3**2)
    assert math.fsum(one.within or 0.0 for one in found) / len(found) == pytest.approx(0.7**2)


def test_a_known_case() -> None:
    # means 1 and 4; within (2 + 2) / 2; between: 2 * (9/2) / 1 = 9, (9 - 2) / 2
    found = components({"a": [0.0, 2.0], "b": [3.0, 5.0]})
    assert found == Components(3.5, 2.0, 4.5, 2, 2.0)
    assert found.variance(1) == 5.5
    assert found.variance(2) == 4.5
    assert found.variance(math.inf) == 3.5


@given(few)
def test_with_even_replicates_the_parts_make_the_whole(groups: list[list[float]]) -> None:
    found = components({str(i): group[:2] for i, group in enumerate(groups)})
    assert found.between is not None
    assert found.within is not None
    assert found.between + found.within / 2 == pytest.approx(found.total, abs=1e-12)
    assert found.replicates == 2


def test_what_cannot_be_told_apart_is_not_guessed() -> None:
    single = components({"a": [0.0], "b": [1.0]})
    assert single == Components(None, None, 0.5, 2, 1.0)
    assert (single.variance(1), single.variance(2)) == (0.5, None)
    assert designs(single, 0.1)[0].replicates == 1
    assert len(designs(single, 0.1)) == 1
    assert components({"a": [0.0, 1.0]}) == Components(None, 0.5, None, 1, 2.0)
    assert components({"a": []}) == components({}) == Components(None, None, None, 0, 0.0)


def test_chance_may_put_between_below_nothing_and_it_is_kept() -> None:
    found = components({"a": [0.0, 1.0], "b": [1.0, 0.0]})
    assert found.between == -0.25
    assert found.variance(math.inf) == 0.0


def test_the_needed_questions_of_a_known_case() -> None:
    assert needed(1.0, 0.5) == 32  # (1.959964 + 0.841621)^2 / 0.25 = 31.4
    assert needed(1.0, 0.5, level=0.99, power=0.9) == 60  # (2.575829 + 1.281552)^2 / 0.25 = 59.5
    assert needed(0.0, 0.5) == 6


@given(st.floats(0.01, 1), st.floats(0.02, 0.5))
def test_the_half_width_is_reached_and_with_one_question_less_it_is_not(variance: float, half: float) -> None:
    n = needed_for_half(variance, half)
    unit = estimate([0.0, math.sqrt(2)])  # a deviation of 1
    assert unit.half is not None

    def width(questions: int) -> float:
        from scipy import stats

        return float(stats.t.ppf(0.975, questions - 1)) * math.sqrt(variance / questions)

    assert width(n) <= half * (1 + 1e-9)
    assert n == 2 or width(n - 1) > half * (1 - 1e-9)


def test_replicates_do_not_buy_down_what_lies_between_questions() -> None:
    lines = designs(Components(0.04, 0.16, 0.12, 50, 2.0), 0.05)
    assert [line.replicates for line in lines] == [1, 2, 5, 10, 100, math.inf]
    assert [line.questions for line in lines] == [628, 377, 227, 176, 131, 126]
    assert lines[-1].talks == math.inf
    assert [line.talks for line in lines[:-1]] == sorted(line.talks for line in lines[:-1])


@pytest.mark.parametrize("wrong", [{"delta": 0.0}, {"level": 1.0}, {"power": 0.0}])
def test_what_makes_no_sense_is_an_error(wrong: dict[str, float]) -> None:
    with pytest.raises(SpecError, match="give a"):
        needed(**{"variance": 1.0, "delta": 0.1} | wrong)
    with pytest.raises(SpecError, match="give a number above 0"):
        needed_for_half(1.0, -1.0)
