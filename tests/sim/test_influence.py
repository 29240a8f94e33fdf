"""Influence: exactly the edges that a journal shows, declared and observed."""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import Recorded
from moot.protocols import Debate
from moot.sim import Edge, Edges, Flip, Floor, Influence, Journal, Link, Question, Reply, Turn

Q = Question(text="Q", options=("x", "y", "z"))
Talk = Callable[..., Journal]
SEATS = tuple("ABCD")


def recorded(*lines: tuple[str | None, Sequence[str]] | str | None) -> Recorded:
    said = [line if isinstance(line, tuple) else (line, ()) for line in lines]
    return Recorded(
        lines=tuple(
            Reply(outcome="abstained") if stance is None else Reply(stance=stance, credits=tuple(credited))
            for stance, credited in said
        )
    )


def debate(talk: Talk, *panel: Recorded, **options: Any) -> Influence:
    rounds = max(len(agent.lines) for agent in panel)
    return Influence(talk(panel, Debate(rounds=rounds), Q, **options))


def test_the_edges_of_a_small_debate(talk: Talk) -> None:
    made = debate(
        talk,
        recorded("x", ("y", ["B", "C"])),
        recorded("y", "y"),
        recorded("y", ("z", ["A", "C", "Zoe"])),
        recorded("x", "x"),
    )
    assert made.edges == [
        Edge("B", "A", 2, 2, "declared", 0.5),
        Edge("C", "A", 2, 2, "declared", 0.5),
        Edge("B", "A", 2, 2, "observed", 0.5),
        Edge("C", "A", 2, 2, "observed", 0.5),
        Edge("A", "C", 2, 2, "declared", 1.0),
    ]
    assert made.flips == [
        Flip("A", 2, 2, "x", "y", ("B", "C"), ("B", "C")),
        Flip("C", 2, 2, "y", "z", ("A", "C", "Zoe"), ()),
    ]
    assert [flip.novel for flip in made.flips] == [False, True]
    assert made.invalid_credits == [("C", "C", 2), ("C", "Zoe", 2)]
    assert made.total("declared") == {"A": 1.0, "B": 0.5, "C": 0.5, "D": 0.0}
    assert made.total("observed") == {"A": 0.0, "B": 0.5, "C": 0.5, "D": 0.0}


def test_credits_in_the_first_round_are_invalid_as_nobody_was_heard(talk: Talk) -> None:
    made = debate(talk, recorded(("x", ["B"])), recorded("y"))
    assert made.edges == []
    assert made.invalid_credits == [("A", "B", 1)]


def test_credits_to_the_unheard_are_invalid(talk: Talk) -> None:
    only_b = Edges(edges=(Link(speaker="B", listener="A"),))
    made = debate(talk, recorded("x", ("y", ["B", "C"])), recorded("y"), recorded("y"), topology=only_b)
    assert made.edges == [Edge("B", "A", 2, 2, "declared", 1.0), Edge("B", "A", 2, 2, "observed", 1.0)]
    assert made.invalid_credits == [("A", "C", 2)]


def test_a_flip_to_what_only_the_unheard_hold_is_novel(talk: Talk) -> None:
    only_b = Edges(edges=(Link(speaker="B", listener="A"),))
    made = debate(talk, recorded("x", "z"), recorded("y", "y"), recorded("z", "z"), topology=only_b)
    assert made.edges == []
    assert [(flip.seat, flip.novel) for flip in made.flips] == [("A", True)]


def test_the_same_credit_twice_weighs_twice(talk: Talk) -> None:
    made = debate(talk, recorded("x", ("x", ["B", "B", "C"])), recorded("y", "y"), recorded("y", "y"))
    assert [(edge.speaker, edge.influence) for edge in made.edges] == [("B", 2 / 3), ("C", 1 / 3)]


def test_changing_back_and_abstaining_between_are_told_apart(talk: Talk) -> None:
    made = debate(talk, recorded("x", None, "x", "y", "x"), recorded("y", "y", "y", "y", "x"), recorded("z"))
    assert [(flip.seat, flip.before, flip.after, flip.ask) for flip in made.flips] == [
        ("A", "x", "y", 4),
        ("A", "y", "x", 5),
        ("B", "y", "x", 5),
    ]
    assert [flip.novel for flip in made.flips] == [False, True, True]
    assert [(edge.speaker, edge.listener, edge.ask) for edge in made.edges] == [("B", "A", 4)]


def test_only_what_was_heard_before_the_ask_counts(talk: Talk) -> None:
    """Two seats that swap in one ask heard each other's old stance, so both are moved by the other."""
    made = debate(talk, recorded("x", "y"), recorded("y", "x"))
    assert [(edge.speaker, edge.listener) for edge in made.edges] == [("B", "A"), ("A", "B")]


def test_private_asks_are_ignored(talk: Talk) -> None:
    stances = {"A": ["x", "y", "x"], "B": ["y", "x", "y"]}

    def act(turn: Turn) -> Reply:
        return turn.say(stances[turn.seat][turn.asked], credits=["A", "B"] if turn.asked == 1 else ())

    async def run(floor: Floor) -> None:
        await floor.ask("open")
        await floor.ask("secret", private=True)
        await floor.ask("open")

    made = Influence(talk((act, act), run, Q))
    assert (made.edges, made.flips, made.invalid_credits) == ([], [], [])


def test_who_is_heard_in_a_meeting_counts(talk: Talk) -> None:
    def act(turn: Turn) -> str:
        return {"A": "x", "B": "y", "C": "y"}[turn.seat] if turn.asked == 0 else "y"

    async def run(floor: Floor) -> None:
        await floor.ask("open")
        await floor.ask("meet", ["A", "C"], hears={"A": ["C"], "C": ["A"]})

    made = Influence(talk((act, act, act), run, Q))
    assert made.edges == [Edge("C", "A", 2, 0, "observed", 1.0)]


said = st.tuples(
    st.sampled_from(["x", "y", "z", None]), st.lists(st.sampled_from([*SEATS, "Zoe"]), max_size=3)
)
tables = st.lists(st.lists(said, min_size=3, max_size=3), min_size=4, max_size=4)


@settings(max_examples=60)
@given(tables)
def test_shares_sum_to_one_and_every_credit_is_counted_once(talk: Talk, table: list[list[Any]]) -> None:
    made = debate(talk, *(recorded(*lines) for lines in table))
    sums: dict[tuple[str, int, str], float] = defaultdict(float)
    for edge in made.edges:
        sums[edge.listener, edge.ask, edge.kind] += edge.influence
        assert edge.speaker != edge.listener
        assert 0 < edge.influence <= 1
    assert all(math.isclose(total, 1) for total in sums.values())
    flipped = {(flip.seat, flip.ask) for flip in made.flips if not flip.novel}
    assert {key[:2] for key in sums if key[2] == "observed"} == flipped
    for flip in made.flips:
        assert flip.before != flip.after
        assert flip.seat not in flip.holders
    assert sum(made.total("observed").values()) == pytest.approx(len(flipped))


def test_the_graph_has_an_edge_for_each_ask_and_kind(talk: Talk) -> None:
    made = debate(
        talk, recorded("x", ("y", ["B"]), ("x", [])), recorded("y", "y", "y"), recorded("x", "x", "x")
    )
    graph = made.graph
    assert list(graph.nodes) == ["A", "B", "C"]
    assert dict(graph.edges) == {
        ("B", "A", "2:declared"): {"ask": 2, "round": 2, "kind": "declared", "influence": 1.0},
        ("B", "A", "2:observed"): {"ask": 2, "round": 2, "kind": "observed", "influence": 1.0},
        ("C", "A", "3:observed"): {"ask": 3, "round": 3, "kind": "observed", "influence": 1.0},
    }
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert made.graph is graph


def test_a_matrix_has_a_share_of_each_chance_to_be_moved(talk: Talk) -> None:
    made = debate(
        talk,
        recorded("x", ("y", ["B", "C"]), "x", "x"),
        recorded("y", "y", ("y", ["A"]), "y"),
        recorded("y", "z", "z", "z"),
    )
    # A: moved by B and C, moved back by nobody it heard, kept; C took what nobody held
    observed = np.array([[4, 1, 1], [0, 6, 0], [0, 0, 6]]) / 6
    assert made.matrix("observed") == pytest.approx(observed)
    declared = np.array([[4, 1, 1], [2, 4, 0], [0, 0, 6]]) / 6
    assert made.matrix("declared") == pytest.approx(declared)


@settings(max_examples=60)
@given(tables)
def test_rows_of_a_matrix_sum_to_one(talk: Talk, table: list[list[Any]]) -> None:
    made = debate(talk, *(recorded(*lines) for lines in table))
    for kind in ("declared", "observed"):
        matrix = made.matrix(kind)
        assert (matrix >= 0).all()
        assert matrix.sum(axis=1).tolist() == pytest.approx([1] * 4)


@given(tables)
def test_listeners_that_heard_the_same_share_one_list(talk: Talk, table: list[list[Any]]) -> None:
    """What is worked out once for all is what each would find alone: lines that are given one by one."""
    links = tuple(Link(speaker=u, listener=v) for u in SEATS for v in SEATS if u != v)
    panel = [recorded(*lines) for lines in table]
    made = debate(talk, *panel)
    alone = debate(talk, *panel, topology=Edges(edges=links))
    assert made.edges == alone.edges
    assert made.flips == alone.flips
    assert made.invalid_credits == alone.invalid_credits


@given(tables, st.lists(st.booleans(), min_size=3, max_size=3))
def test_it_does_not_matter_in_which_asks_all_hear_all_by_name(
    talk: Talk, table: list[list[Any]], named: list[bool]
) -> None:
    """What an ask that says who is heard in it finds was said in those before, which said nothing of it."""
    everyone = {v: [u for u in SEATS if u != v] for v in SEATS}

    async def run(floor: Floor) -> None:
        for i in floor.rounds(3):
            await floor.ask("speak", wants=floor.ballot, hears=everyone if named[i - 1] else None)

    panel = [recorded(*lines) for lines in table]
    made, plain = Influence(talk(panel, run, Q)), Influence(talk(panel, Debate(rounds=3, early=False), Q))
    assert made.edges == plain.edges
    assert made.flips == plain.flips
    assert made.invalid_credits == plain.invalid_credits
    for kind in ("declared", "observed"):
        assert (made.matrix(kind) == plain.matrix(kind)).all()
