"""DeGroot on the bus against the matrix: LAWS 19, weights and self-trust as the topology gives them."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import DeGroot, Stubborn
from moot.protocols import SelfRevision
from moot.sim import Edges, Evidence, Floor, Journal, Link, Question, Said

Q = Question(text="How many?", range=(0.0, 1.0))
W = np.array([[0.5, 0.5, 0.0], [0.25, 0.5, 0.25], [0.0, 0.25, 0.75]])  # W[listener, speaker]
Talk = Callable[..., Journal]
number = st.floats(0, 1)


def network(weights: Any) -> Edges:
    n = len(weights)
    return Edges(
        edges=tuple(
            Link(speaker="ABCDEFGH"[u], listener="ABCDEFGH"[v], weight=float(weights[v][u]))
            for v in range(n)
            for u in range(n)
            if weights[v][u]
        )
    )


def course(talk: Talk, start: list[float], rounds: int, **options: Any) -> Any:
    async def run(floor: Floor) -> None:
        for _ in floor.rounds(rounds):
            await floor.ask("open")

    journal = talk([DeGroot(start=x) for x in start], run, Q, **options)
    said = [entry.reply.stance for entry in journal.entries if isinstance(entry, Said)]
    assert len(said) == rounds * len(start)
    return np.array(said).reshape(rounds, len(start))


@settings(max_examples=40)
@given(st.tuples(number, number, number), st.integers(1, 6))
def test_the_bus_is_the_matrix(talk: Talk, start: tuple[float, ...], steps: int) -> None:
    said = course(talk, list(start), steps + 1, topology=network(W))
    expected = np.array(start)
    for step in range(steps + 1):
        assert said[step] == pytest.approx(expected, abs=1e-12)
        expected = W @ expected


def test_the_limit_is_that_of_the_left_eigenvector(talk: Talk) -> None:
    start = [0.9, 0.1, 0.4]
    said = course(talk, start, 80, topology=network(W))
    limit = np.dot((0.2, 0.4, 0.4), start)
    assert said[-1] == pytest.approx([limit] * 3, abs=1e-9)
    gaps = [np.ptp(row) for row in said]
    assert gaps[30] / gaps[29] == pytest.approx(0.654508, abs=1e-4)


def test_two_that_only_listen_to_each_other_swap_for_ever(talk: Talk) -> None:
    """Period 2: a self-link of weight 0 is no trust in oneself."""
    links = tuple(
        Link(speaker=u, listener=v, weight=w)
        for u, v, w in (("A", "B", 1), ("B", "A", 1), ("A", "A", 0), ("B", "B", 0))
    )
    said = course(talk, [0.25, 0.75], 5, topology=Edges(edges=links))
    assert said.tolist() == [[0.25, 0.75], [0.75, 0.25]] * 2 + [[0.25, 0.75]]


def test_where_no_weight_is_given_all_weigh_the_same(talk: Talk) -> None:
    assert course(talk, [0.0, 0.5, 1.0, 0.1], 2)[1] == pytest.approx([0.4] * 4)


def test_weights_renormalise_over_who_was_heard(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open")
        await floor.ask("meet", ["B"], hears={"B": ["A"]})

    journal = talk([DeGroot(start=x) for x in (1.0, 0.0, 1.0)], run, Q, topology=network(W))
    assert journal.entries[-1].reply.stance == pytest.approx(0.25 / 0.75)  # type: ignore[union-attr] # all spoke


@given(number, st.floats(1e-3, 1e3))
def test_with_nobody_heard_it_stays_exactly(talk: Talk, start: float, trust: float) -> None:
    own = Edges(edges=(Link(speaker="A", listener="A", weight=trust),))
    journal = talk([DeGroot(start=start), DeGroot(start=0.5)], SelfRevision(rounds=3), Q, topology=own)
    said = [entry.reply.stance for entry in journal.entries if isinstance(entry, Said) and entry.place == 0]
    assert said == [start] * len(said)


@given(st.lists(number, min_size=2, max_size=6), st.data())
def test_it_never_leaves_the_range_of_what_it_averaged(
    talk: Talk, start: list[float], data: st.DataObject
) -> None:
    n = len(start)
    weight = st.floats(0, 10)
    weights = data.draw(st.lists(st.lists(weight, min_size=n, max_size=n), min_size=n, max_size=n))
    said = course(talk, start, 3, topology=network(weights))
    for before, after in pairwise(said):
        assert before.min() <= after.min()
        assert after.max() <= before.max()


@given(number, st.lists(st.lists(st.floats(0, 10), min_size=3, max_size=3), min_size=3, max_size=3))
def test_where_all_hold_one_number_nobody_moves(talk: Talk, held: float, weights: list[list[float]]) -> None:
    assert (course(talk, [held] * 3, 3, topology=network(weights)) == held).all()


def test_it_starts_from_what_it_is_given_its_evidence_or_a_draw(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open")

    panel = (DeGroot(start=0.125), DeGroot(), DeGroot())
    journal = talk(panel, run, Q, evidence={"B": (Evidence(stance=0.75),)})
    given_, told, drawn = (entry.reply.stance for entry in journal.entries if isinstance(entry, Said))
    assert (given_, told) == (0.125, 0.75)
    assert isinstance(drawn, float)


def test_it_averages_numbers_only(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open")

    journal = talk((DeGroot(), Stubborn()), run, Question(text="Q", options=("x", "y")))
    assert journal.statistics().outcomes == {"invalid": 1, "replied": 1}
