"""Strategies: what is drawn is what was promised, by construction, and what is simple is drawn first."""

from typing import Any

import networkx as nx
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from moot.experiments.properties import strategies
from moot.experiments.properties.cases import PEOPLE, Deliberation
from moot.protocols import Poll
from moot.sim import Complete, Everything, Question, SpecError, Table

SIZES = st.integers(1, 6)


def graph(matrix: Any) -> Any:
    """Return lines of positive weight, speaker to listener."""
    found: Any = nx.DiGraph()
    found.add_nodes_from(range(len(matrix)))
    found.add_edges_from(
        (speaker, listener)
        for listener, row in enumerate(matrix)
        for speaker, weight in enumerate(row)
        if weight
    )
    return found


def simplest(strategy: Any) -> Any:
    return find(strategy, lambda _: True, settings=settings(database=None))


@given(SIZES.flatmap(lambda n: strategies.weights(n, shape="connected")))
def test_connected_lines_run_both_ways_and_reach_all(matrix: Any) -> None:
    drawn = graph(matrix)
    assert nx.is_weakly_connected(drawn)
    assert all(drawn.has_edge(v, u) for u, v in drawn.edges)


@given(SIZES.flatmap(lambda n: strategies.weights(n, shape="strong")))
def test_strong_lines_reach_all_from_all(matrix: Any) -> None:
    assert nx.is_strongly_connected(graph(matrix))


@given(SIZES.flatmap(lambda n: strategies.weights(n, shape="aperiodic")))
def test_aperiodic_lines_do_not_only_come_back_in_steps(matrix: Any) -> None:
    drawn = graph(matrix)
    assert nx.is_strongly_connected(drawn)
    assert nx.is_aperiodic(drawn)


@given(SIZES.flatmap(lambda n: strategies.weights(n, shape="regular")))
def test_regular_lines_are_as_many_for_each(matrix: Any) -> None:
    drawn = graph(matrix)
    degrees = {degree for _, degree in drawn.in_degree} | {degree for _, degree in drawn.out_degree}
    assert len(degrees) == 1


@given(SIZES.flatmap(lambda n: strategies.weights(n, shape="doubly")))
def test_doubly_stochastic_rows_and_columns_have_one_sum(matrix: Any) -> None:
    assert len({sum(row) for row in matrix} | {sum(column) for column in zip(*matrix, strict=True)}) == 1


def test_a_ring_in_one_direction_can_be_drawn() -> None:
    ring = find(
        strategies.weights(4, shape="strong"),
        lambda drawn: graph(drawn).number_of_edges() == 4,
        settings=settings(database=None, max_examples=20_000),
    )
    assert nx.is_strongly_connected(graph(ring))


@given(strategies.questions(answered=True).flatmap(lambda q: st.tuples(st.just(q), strategies.opinions(q))))
def test_opinions_are_answers(drawn: tuple[Question, Any]) -> None:
    question, stance = drawn
    assert question.problem(stance) == ""
    assert question.kind == "text" or question.answer is not None


@given(strategies.questions(kinds=["choice"]).flatmap(strategies.beliefs))
def test_beliefs_are_shares(belief: Any) -> None:
    assert sum(share for _, share in belief) == pytest.approx(1)
    assert min(share for _, share in belief) >= 0


@given(strategies.deliberations(max_seats=4))
def test_every_deliberation_can_be_held_and_read_back(case: Deliberation) -> None:
    Table(case.setting()).check(case.question)
    assert case.panel.names == PEOPLE[: len(case.panel.seats)]
    assert case.hold().status == "finished"


def test_the_simplest_deliberation_is_one_seat_that_is_polled() -> None:
    case = simplest(strategies.deliberations())
    assert (case.panel.names, case.question.options) == (("Ada",), ("x", "y"))
    assert (case.protocol, case.topology, case.lens, case.interceptors) == (
        Poll(),
        Complete(),
        Everything(),
        (),
    )


def test_what_goes_wrong_is_nothing_at_first() -> None:
    question = simplest(strategies.questions())
    assert question == Question(text="Which?", options=("x", "y"))
    assert simplest(strategies.faults(question, PEOPLE)) == ()
    assert simplest(strategies.schedules(3)) == (0, 0, 0)
    assert simplest(strategies.numbers(2.0, 5.0)) == 2.0


@given(strategies.deliberations(meddled=False, max_seats=4), st.data())
def test_a_schedule_changes_who_is_first_and_nothing_that_is_said(case: Deliberation, data: Any) -> None:
    plan = data.draw(strategies.schedules(len(case.panel.seats)))
    later = case.model_copy(update={"panel": strategies.scheduled(case.panel, plan)})
    assert list(later.hold().lines())[1:-1] == list(case.hold().lines())[1:-1]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: strategies.questions(kinds=["riddle"]), "unknown kind of question 'riddle': known: choice"),
        (lambda: strategies.questions(max_options=1), "2 to 1 options: give from 2 to 6"),
        (lambda: strategies.weights(3, shape="round"), "unknown shape 'round': known: any"),  # type: ignore[arg-type] # it is refused
        (
            lambda: simplest(strategies.panels(Question(text="Q"), max_seats=99)),
            "1 to 99 seats: give from 1 to 10",
        ),
    ],
)
def test_bounds_that_cannot_be_are_told(wrong: Any, words: str) -> None:
    with pytest.raises(SpecError, match=words):
        wrong()
