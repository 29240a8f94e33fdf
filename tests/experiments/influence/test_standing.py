"""Rank, concentration, coalitions and rounds, read off the graph of who moved whom."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Persuadable, Recorded, Stubborn
from moot.experiments.influence.standing import by_round, coalitions, gini, moved, pagerank
from moot.protocols import Debate
from moot.sim import Influence, Journal, Question, Reply

CHOICE = Question(text="Which?", options=("x", "y", "z"))
Talk = Callable[..., Journal]


def recorded(*stances: str) -> Recorded:
    return Recorded(lines=tuple(Reply(stance=stance) for stance in stances))


@pytest.fixture(scope="module")
def influence(talk: Talk) -> Influence:
    """B moves A, then A and B move C."""
    panel = [recorded("x", "y", "y"), recorded("y", "y", "y"), recorded("z", "z", "y")]
    return Influence(talk(panel, Debate(rounds=3, early=False), CHOICE))


def test_who_moved_others_ranks_high_and_who_was_moved_low(influence: Influence) -> None:
    graph = moved(influence, "observed")
    assert sorted(graph.edges(data="influence")) == [("A", "C", 0.5), ("B", "A", 1.0), ("B", "C", 0.5)]
    ranks = pagerank(graph)
    assert ranks["B"] > ranks["A"] > ranks["C"]
    assert sum(ranks.values()) == pytest.approx(1)
    drawn = nx.pagerank(graph, weight="influence")
    assert drawn["C"] > drawn["B"]  # as drawn it ranks the influenced


def test_edges_of_all_asks_are_summed(talk: Talk) -> None:
    panel = [recorded("x", "y", "x", "y"), Stubborn(stance="y"), recorded("z")]
    graph = moved(Influence(talk(panel, Debate(rounds=4), CHOICE)), "observed")
    assert list(graph.edges(data="influence")) == [("B", "A", 2.0)]
    assert moved(Influence(talk(panel, Debate(rounds=4), CHOICE)), "declared").number_of_edges() == 0


@given(st.lists(st.integers(0, 10**6).map(float), min_size=1, max_size=8), st.floats(0.5, 10))
def test_concentration_is_between_equal_and_all_to_one(amounts: list[float], scale: float) -> None:
    n, total = len(amounts), sum(amounts)
    found = gini(amounts)
    if found is None:
        assert total == 0
        return
    assert -1e-12 <= found <= (n - 1) / n + 1e-12
    apart = sum(abs(one - other) for one in amounts for other in amounts)
    assert found == pytest.approx(apart / (2 * n * total), abs=1e-9)
    assert gini([scale * amount for amount in amounts]) == pytest.approx(found, abs=1e-9)
    assert (gini([amount + total for amount in amounts]) or 0) <= found + 1e-12


def test_coalitions_are_those_that_moved_each_other() -> None:
    graph: Any = nx.DiGraph()
    graph.add_nodes_from("ABCDEFG")
    for group in ("ACE", "BDF"):
        graph.add_edges_from(((u, v) for u in group for v in group if u != v), influence=1.0)
    graph.add_edge("A", "B", influence=0.1)
    assert coalitions(graph) == [("A", "C", "E"), ("B", "D", "F"), ("G",)]
    assert coalitions(nx.create_empty_copy(graph)) == [(seat,) for seat in "ABCDEFG"]


def test_influence_by_round(influence: Influence) -> None:
    assert by_round(influence, "observed") == {
        "2": {"A": 0.0, "B": 1.0, "C": 0.0},
        "3": {"A": 0.5, "B": 0.5, "C": 0.0},
    }
    assert by_round(influence, "declared") == {}


def test_coalitions_of_sixty_come_to_an_end(talk: Talk) -> None:
    question = Question(text="Ship?", options=("Yes", "No"))
    journal = talk([Persuadable()] * 60, Debate(rounds=3), question, seed=2)
    for kind in ("declared", "observed"):
        graph = moved(Influence(journal), kind)
        assert sorted(seat for one in coalitions(graph) for seat in one) == sorted(journal.seats)
