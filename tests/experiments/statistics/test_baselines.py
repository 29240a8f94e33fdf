"""What an arm is held against: its price, the best single seat, and what is missing."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.statistics import Bounds, best_seat, bounds, estimate, frontier
from moot.sim import SpecError
from moot.sim.streams import Stream

figure = st.none() | st.integers(0, 5).map(float)
answers = st.integers(1, 4).flatmap(
    lambda seats: st.lists(
        st.lists(st.none() | st.sampled_from([0, 1]), min_size=seats, max_size=seats), max_size=7
    )
)


@given(st.lists(st.tuples(figure, figure), max_size=12))
def test_the_frontier_is_all_that_nothing_dominates(points: list[tuple[float | None, float | None]]) -> None:
    known = {i: (c, a) for i, (c, a) in enumerate(points) if c is not None and a is not None}
    kept = [
        i
        for i, (cost, accuracy) in known.items()
        if not any(c <= cost and a >= accuracy and (c, a) != (cost, accuracy) for c, a in known.values())
    ]
    found = frontier(points)
    assert sorted(found) == kept
    assert [known[i][0] for i in found] == sorted(known[i][0] for i in found)


def test_ties_on_the_frontier() -> None:
    points = [(1.0, 0.5), (1.0, 0.5), (2.0, 0.5), (2.0, 0.7), (1.0, 0.4), (None, 0.9)]
    assert frontier(points) == (0, 1, 3)


@given(answers)
def test_the_best_seat_is_the_best_on_the_questions_before(right: list[list[int | None]]) -> None:
    expected: list[Fraction | None] = []
    for place, row in enumerate(right):
        means = []
        for seat in range(len(row)):
            asked = [answer for other in right[:place] if (answer := other[seat]) is not None]
            means.append(Fraction(sum(asked), max(1, len(asked))))
        best = [row[seat] for seat, value in enumerate(means) if value == max(means)]
        scores = [score for score in best if score is not None]
        expected.append(Fraction(sum(scores), len(scores)) if scores else None)
    assert best_seat(right) == [None if score is None else float(score) for score in expected]


def test_nothing_that_comes_later_changes_who_is_best() -> None:
    assert best_seat([[1, 0], [0, 1]]) == [0.5, 0.0]
    assert best_seat([[1, 0], [1, 0], [0, 1]]) == [0.5, 1.0, 0.0]
    assert best_seat([[1, 0]]) == [0.5]
    assert best_seat([]) == []


def test_its_interval_covers_where_all_seats_are_alike() -> None:
    """Each right with chance 1/2, so that whoever is chosen is too."""
    draws = Stream(7)
    covered = 0
    for _ in range(400):
        right = [[float(draws.random() < 0.5) for _ in range(5)] for _ in range(60)]
        low, high = estimate(best_seat(right)).interval or (1.0, 0.0)
        covered += low <= 0.5 <= high
    assert 0.92 < covered / 400 < 0.98


def test_shares_that_are_equal_but_for_rounding_tie() -> None:
    assert best_seat([[0.0, 1.0], [0.1 + 0.2, 0.3]])[0] == 0.5


def test_what_is_missing_may_have_been_right_or_wrong() -> None:
    found = bounds([(0.5, 2, 4), (1.0, 0, 4), (None, 4, 4)])
    assert found == Bounds(0.75, 1.0, 2, 8)
    assert found.less(Bounds(0.25, 0.5, 1, 4)) == (0.25, 0.75)
    assert found.less(bounds([])) is None
    assert bounds([]) == Bounds(None, None, 0, 0)


@given(st.lists(st.lists(st.none() | st.booleans(), min_size=1, max_size=5), min_size=1, max_size=5))
def test_whatever_the_missing_were_the_bounds_hold_it(talks: list[list[bool | None]]) -> None:
    found = bounds(
        (sum(one is True for one in each) / len(each), sum(one is None for one in each), len(each))
        for each in talks
    )
    for truth in (False, True):
        filled = [sum(truth if one is None else one for one in each) / len(each) for each in talks]
        accuracy = sum(filled) / len(filled)
        assert (found.worst or 0.0) - 1e-12 <= accuracy <= (found.best or 0.0) + 1e-12
        assert accuracy == pytest.approx(found.best if truth else found.worst)


@pytest.mark.parametrize("wrong", [(0.5, 3, 2), (0.5, 0, 0), (0.5, -1, 2)])
def test_more_missing_than_there_were_is_an_error(wrong: tuple[float, int, int]) -> None:
    with pytest.raises(SpecError, match="talks missing of"):
        bounds([wrong])
