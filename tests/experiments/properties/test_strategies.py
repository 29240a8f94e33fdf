"""Strategies: what is drawn is what was promised, by construction, and what is simple is drawn first."""

from inspect import signature
from typing import Any

import networkx as nx
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from moot.agents import Stubborn
from moot.experiments.properties import strategies
from moot.experiments.properties.cases import PEOPLE, Deliberation
from moot.experiments.properties.strategies import Votes
from moot.protocols import Debate, Poll
from moot.protocols.rules import RULES, Plurality
from moot.protocols.rules.axioms import Blocks
from moot.sim import (
    Answer,
    Approval,
    Belief,
    Complete,
    Everything,
    Evidence,
    Journal,
    Panel,
    Question,
    Ranking,
    Rule,
    Scores,
    Seat,
    SpecError,
    Table,
    Wants,
    parse,
)

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
    assert simplest(strategies.numbers(low=2.0, high=5.0)) == 2.0


CHOICE = Question(text="Which?", options=("x", "y"))
SIMPLEST: dict[str, tuple[Any, Any]] = {
    "questions": (strategies.questions(), CHOICE),
    "opinions": (strategies.opinions(CHOICE), "x"),
    "beliefs": (strategies.beliefs(CHOICE), (("x", 0.5), ("y", 0.5))),
    "evidence": (strategies.evidence(CHOICE, ["Ada"]), (("Ada", Evidence(stance="x")),)),
    "evidence of some": (strategies.evidence(CHOICE, ["Ada"], every=False), ()),
    "numbers": (strategies.numbers(), 0.0),
    "profiles": (strategies.profiles(), Blocks(("a", "b"), ((("a", "b"), 1),))),
    "votes": (strategies.votes(), Votes(("a", "b"), ((("a", "b"), 1),))),
    "weights": (strategies.weights(2), ((0, 0), (0, 0))),
    "topologies": (strategies.topologies(["Ada", "Bo"]), Complete()),
    "agents": (strategies.agents(CHOICE), Stubborn()),
    "panels": (strategies.panels(CHOICE), Panel(seats=(Seat(name="Ada", agent=Stubborn()),))),
    "protocols": (strategies.protocols(2), Poll()),
    "protocols in which they hear": (strategies.protocols(2, heard=True), Debate(early=False)),
    "rules": (strategies.rules(CHOICE), Plurality()),
    "lenses": (strategies.lenses(CHOICE), Everything()),
    "faults": (strategies.faults(CHOICE, ["Ada", "Bo"]), ()),
    "schedules": (strategies.schedules(3), (0, 0, 0)),
}
"""A strategy of each kind, and what it comes to where nothing asks for more."""


@pytest.mark.parametrize("name", SIMPLEST)
def test_the_simplest_is_drawn_where_nothing_asks_for_more(name: str) -> None:
    strategy, expected = SIMPLEST[name]
    assert simplest(strategy) == expected


GIVEN = {"question", "seats", "panel", "schedule", "matrix"}


@pytest.mark.parametrize("name", [name for name in strategies.__all__ if name != "Votes"])
def test_bounds_are_given_by_keyword(name: str) -> None:
    fields = signature(getattr(strategies, name)).parameters.values()
    assert {field.name for field in fields if field.kind is not field.KEYWORD_ONLY} <= GIVEN


@given(
    strategies.questions().flatmap(lambda question: st.tuples(st.just(question), strategies.rules(question)))
)
def test_every_rule_that_is_drawn_decides_the_question(drawn: tuple[Question, Rule]) -> None:
    question, rule = drawn
    assert isinstance(rule.needs(question), Wants)


@pytest.mark.parametrize("ballot", [Answer(), Ranking(), Approval(), Belief(), Scores()], ids=str)
def test_rules_that_fit_a_ballot_can_count_it(ballot: Wants) -> None:
    names = set()

    @settings(database=None, max_examples=300)
    @given(strategies.rules(CHOICE, ballot=ballot))
    def drawn(rule: Rule) -> None:
        assert ballot.gives(rule.needs(CHOICE))
        names.add(rule.name)

    drawn()
    own = {
        "Answer": set(),
        "Ranking": {"borda", "kemeny"},
        "Approval": {"approval"},
        "Belief": {"linear-pool"},
    }
    assert names >= {"plurality", "majority"} | own.get(type(ballot).__name__, {"score", "star"})
    assert "mean" not in names


def test_every_bundled_rule_can_be_drawn() -> None:
    logical = Question(
        text="Is it so?",
        parts=tuple(Question(text=text, options=("yes", "no")) for text in ("One?", "Two?", "Both?")),
    )
    found = set()
    for question in (CHOICE, logical, Question(text="How much?", range=(0, 1))):

        @settings(database=None, max_examples=1000)
        @given(strategies.rules(question))
        def drawn(rule: Rule) -> None:
            found.add(rule.name)

        drawn()
    assert found == set(RULES)


@given(strategies.journals())
def test_every_journal_can_be_written_and_read(journal: Journal) -> None:
    lines = list(journal.lines())
    again = parse(b"".join(lines), partial=True)
    assert (list(again.lines()), again.status, again.digest) == (lines, journal.status, journal.digest)


@pytest.mark.parametrize(
    ("ending", "status"),
    [("finished", "finished"), ("stopped", "stopped: budget"), ("cut off", "unfinished")],
)
def test_a_journal_ends_as_was_asked(ending: str, status: str) -> None:
    journal = simplest(strategies.journals(endings=[ending]))
    assert journal.status == status
    assert journal.seats == ("Ada",)
    assert len(journal.entries) == (0 if ending == "cut off" else 2)


def test_a_talk_is_stopped_after_an_ask_that_is_closed() -> None:
    long = strategies.deliberations(of=st.just(CHOICE), min_seats=3, heard=True)
    journal = find(
        strategies.journals(of=long, endings=["stopped"]),
        lambda drawn: len(list(drawn.asks())) == 1,
        settings=settings(database=None),
    )
    ((ask, outcomes),) = journal.asks()
    assert [one.place for one in outcomes] == list(ask.places) == [0, 1, 2]


@given(strategies.deliberations(meddled=False, max_seats=4), st.data())
def test_a_schedule_changes_who_is_first_and_nothing_that_is_said(case: Deliberation, data: Any) -> None:
    plan = data.draw(strategies.schedules(len(case.panel.seats)))
    later = case.model_copy(update={"panel": strategies.scheduled(case.panel, plan)})
    assert list(later.hold().lines())[1:-1] == list(case.hold().lines())[1:-1]


class Mute(Wants):
    """A ballot that holds nothing that could be counted."""

    def problem(self, reply: Any, question: Question) -> str:
        return ""

    def gives(self, other: Wants) -> bool:
        return False


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: strategies.questions(kinds=["riddle"]), "unknown kind of question 'riddle': known: choice"),
        (
            lambda: strategies.journals(endings=["lost"]),
            "unknown ending 'lost': known: finished, stopped, cut",
        ),
        (
            lambda: strategies.rules(Question(text="How much?", range=(0, 1)), ballot=Mute()),
            "no bundled rule decides 'How much",
        ),
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
