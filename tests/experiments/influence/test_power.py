"""Power is the left eigenvector of the weights, and repeated averaging comes to what it says."""

import re

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.influence.power import limit, normalised, power, stochastic
from moot.sim import SpecError

W = [[0.5, 0.5, 0.0], [0.25, 0.5, 0.25], [0.0, 0.25, 0.75]]


def test_a_matrix_of_known_power() -> None:
    (one,) = power(W)
    assert one.members == (0, 1, 2)
    assert one.power == pytest.approx((0.2, 0.4, 0.4), abs=1e-12)
    assert one.period == 1
    assert limit(W, [0.9, 0.1, 0.4]) == pytest.approx([0.2 * 0.9 + 0.4 * 0.1 + 0.4 * 0.4] * 3, abs=1e-12)


def test_dropping_the_self_weights_changes_power() -> None:
    off = np.array(W) * (1 - np.eye(3))
    (one,) = power(normalised(off))
    assert one.power == pytest.approx((0.25, 0.5, 0.25), abs=1e-12)
    assert one.period == 2


def test_two_that_listen_to_each_other_alone_never_settle() -> None:
    swap = [[0, 1], [1, 0]]
    assert power(swap)[0].period == 2
    with pytest.raises(SpecError, match="does not converge: period 2"):
        limit(swap, [0, 1])
    assert power(np.roll(np.eye(3), 1, axis=1))[0].period == 3


def test_where_several_classes_are_closed_each_has_its_own_power() -> None:
    weights: list[list[float]] = [[0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 1, 0], [0.25, 0, 0.25, 0.5]]
    found = power(weights)
    assert [(one.members, one.power) for one in found] == [((0, 1), (0.5, 0.5)), ((2,), (1.0,))]
    # the fourth listens to both, and is heard by nobody
    ends: list[float] = limit(weights, [0.0, 1.0, 0.2, 9.0]).tolist()
    assert ends == pytest.approx([0.5, 0.5, 0.2, 0.35])


def test_zacharys_club_ends_where_its_degrees_say() -> None:
    club = nx.karate_club_graph()
    weights = normalised((nx.to_numpy_array(club) > 0) + np.eye(34))
    start = [float(club.nodes[node]["club"] == "Mr. Hi") for node in club]
    assert limit(weights, start) == pytest.approx([49 / 95] * 34, abs=1e-12)


heeded = st.just(0.0) | st.floats(1e-9, 1)


def test_however_little_somebody_heeds_others_decides_where_it_ends() -> None:
    for little in (1e-300, 1e-17, 1e-9, 0.5):
        assert limit([[1.0, 0.0], [little, 1.0 - little]], [0.25, 1.0]) == pytest.approx([0.25, 0.25])


@given(
    st.integers(1, 7).flatmap(
        lambda n: st.lists(st.lists(heeded, min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_power_is_kept_by_its_matrix_whatever_that_is(rows: list[list[float]]) -> None:
    weights = normalised(rows)
    found = power(weights)
    assert found
    for one in found:
        members = list(one.members)
        assert weights[members].sum() == pytest.approx(weights[np.ix_(members, members)].sum())
        assert one.power @ weights[np.ix_(members, members)] == pytest.approx(one.power, abs=1e-9)
        assert sum(one.power) == pytest.approx(1)
    if all(one.period == 1 for one in found):
        start = np.linspace(0, 1, len(rows))
        assert weights @ limit(weights, start) == pytest.approx(limit(weights, start), abs=1e-9)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([[0.5, 0.4], [0, 1]], "row 0 sums to 0.9: a listener's weights sum to 1; see normalised()"),
        ([[1, 0], [0, 0]], "row 1 sums to 0:"),
        ([[1.5, -0.5], [0, 1]], "row 0 has the weight -0.5"),
        ([[1, 0], [float("nan"), 1]], "row 1 has a weight that is not known: more seeds may tell it, unless"),
        ([[1, 0]], "a square matrix, W[listener, speaker], not 1 x 2"),
        ([], "not 0"),
    ],
)
def test_what_is_no_matrix_of_weights_is_refused(weights: list[list[float]], said: str) -> None:
    with pytest.raises(SpecError, match=re.escape(said)):
        power(weights)
    with pytest.raises(
        SpecError, match=re.escape(said.replace("row 0", "the row of 'A'").replace("row 1", "'B'"))
    ):
        power(weights, "AB")


def test_an_isolated_seat_keeps_to_itself() -> None:
    made = normalised([[2, 2, 0], [0, 3, 1], [0, 0, 0]])
    assert made.tolist() == [[0.5, 0.5, 0], [0, 0.75, 0.25], [0, 0, 1]]
    assert (stochastic(made) == made).all()
    assert [one.members for one in power(made)] == [(2,)]
    with pytest.raises(SpecError, match="2 numbers to start from, and 3 seats"):
        limit(made, [0, 1])
