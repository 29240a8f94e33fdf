"""What an arm is held against: its price, the best single seat, and what is missing."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.experiments.statistics import (
    Bounds,
    Ends,
    best_seat,
    between,
    bounds,
    by_question,
    estimate,
    frontier,
    mean,
    paired,
)
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


Cell = float | None
cells = st.lists(st.sampled_from([0.0, 1.0, None, "gone"]), min_size=3, max_size=3)
tables = st.lists(cells, min_size=2, max_size=2)


def ends(table: list[list[Any]]) -> Ends:
    """Return a table with all that is gone wrong, and right."""
    wrong, right = (
        {str(q): [which if cell == "gone" else cell for cell in row] for q, row in enumerate(table)}
        for which in (0.0, 1.0)
    )
    return wrong, right


def fillings(table: list[list[Any]]) -> Iterator[dict[str, list[Cell]]]:
    """Yield every table that it may have been."""
    gone = [(q, r) for q, row in enumerate(table) for r, cell in enumerate(row) if cell == "gone"]
    for ended in product((0.0, 1.0), repeat=len(gone)):
        told = dict(zip(gone, ended, strict=True))
        yield {str(q): [told.get((q, r), cell) for r, cell in enumerate(row)] for q, row in enumerate(table)}


def test_what_is_missing_may_have_been_right_or_wrong() -> None:
    some = ends([["gone", "gone", 1.0, 1.0], [1.0] * 4, [None] * 4])
    assert bounds(some) == Bounds(0.75, 1.0, 2, 8)
    assert between(some, some) == (-0.25, 0.25)
    assert between(some, ends([])) is None
    assert bounds(ends([])) == Bounds(None, None, 0, 0)


def test_a_question_that_a_talk_left_undefined_rests_on_its_others() -> None:
    assert bounds(ends([["gone", None, 1.0, 1.0]])) == Bounds(2 / 3, 1.0, 1, 3)


@given(tables)
def test_whatever_the_missing_were_the_bounds_hold_it(table: list[list[Any]]) -> None:
    found = bounds(ends(table))
    means = [mean(map(mean, filled.values())) for filled in fillings(table)]
    known = [one for one in means if one is not None]
    assert (found.worst is None) == (not known)
    if known:
        assert found[:2] == pytest.approx((min(known), max(known)))


@given(tables, tables)
@settings(max_examples=30)
def test_the_bounds_of_a_difference_are_the_farthest_that_it_can_be(
    one: list[list[Any]], other: list[list[Any]]
) -> None:
    found = between(ends(one), ends(other))
    means = [
        apart
        for mine in fillings(one)
        for theirs in fillings(other)
        if (apart := mean(by_question(paired(mine, theirs)).values())) is not None
    ]
    assert found == (pytest.approx((min(means), max(means))) if means else None)
