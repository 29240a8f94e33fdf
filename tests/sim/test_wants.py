"""Wants: what a reply must hold, and what is said of one that does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.sim import ANSWER, Among, Answer, Approval, Order, Question, Ranking, Reply, Scores, Wants
from moot.sim.wants import is_ballot

Q = Question(text="Q", options=("A", "B", "C"))


@pytest.mark.parametrize(
    ("wants", "reply", "message"),
    [
        (ANSWER, Reply(stance="A"), ""),
        (ANSWER, Reply(stance="A", belief=tuple({"B": 1.0}.items())), ""),
        (ANSWER, Reply(), "None is none of the options"),
        (ANSWER, Reply(stance="Z"), "'Z' is none of the options 'A', 'B', 'C'"),
        (
            ANSWER,
            Reply(stance="A", belief=tuple({"Z": 1.0}.items())),
            "the belief names 'Z', which is no option",
        ),
        (Ranking(), Reply(stance="A", ranking=("A", "C")), ""),
        (Ranking(), Reply(stance="A"), "no ranking given"),
        (Ranking(), Reply(stance="A", ranking=("A", "A")), "lists an option twice"),
        (Ranking(), Reply(stance="A", ranking=("A", "Z")), "the ranking names 'Z'"),
        (Ranking(), Reply(stance="B", ranking=("A", "B")), "'B' is not the top of the ranking ['A', 'B']"),
        (Approval(), Reply(stance="B", approvals=("A", "B")), ""),
        (Approval(), Reply(stance="A"), "no approvals given"),
        (Approval(), Reply(stance="C", approvals=("A", "B")), "'C' is not among the approvals"),
        (Approval(), Reply(stance="A", approvals=("A", "Z")), "the approvals names 'Z'"),
        (Approval(), Reply(stance="A", approvals=("A", "A")), "twice"),
        (Scores(), Reply(stance="A", scores=tuple({"A": 5.0, "B": 0.0}.items())), ""),
        (Scores(), Reply(stance="A"), "no scores given"),
        (Scores(), Reply(stance="A", scores=tuple({"A": 5.5}.items())), "score 'A' 5.5 is outside 0 to 5"),
        (Scores(low=-1.0), Reply(stance="A", scores=tuple({"Z": 1.0}.items())), "the scores names 'Z'"),
        (Scores(), Reply(stance="Z", scores=tuple({"A": 5.0}.items())), "'Z'"),
        (Scores(), Reply(stance="B", scores=tuple({"A": 5.0, "B": 1.0}.items())), "'B'"),
    ],
)
def test_problems(wants: Wants, reply: Reply, message: str) -> None:
    said = wants.problem(reply, Q)
    assert (message in said) if message else not said
    assert bool(said) == bool(message)


@given(
    st.sampled_from([Answer(), Ranking(), Approval(), Scores(), Scores(low=-3.0, high=1.0)]),
    st.sampled_from(Q.options),
)
def test_a_lifted_option_is_what_is_wanted(wants: Wants, option: str) -> None:
    reply = wants.lift(option)
    assert reply.stance == option
    assert wants.problem(reply, Q) == ""


def test_draws_are_keyed_by_the_kind_of_want() -> None:
    assert len({wants.key for wants in (Answer(), Ranking(), Approval(), Scores())}) == 4
    assert Scores().key == Scores(high=9.0).key


def test_among_is_the_ballot_with_fewer_options_open() -> None:
    wants = Among(ballot=Ranking(), options=("A", "B"))
    assert wants.key == Ranking().key
    assert wants.lift("A") == Ranking().lift("A")
    assert wants.problem(Reply(stance="A", ranking=("A", "C")), Q) == ""
    assert wants.problem(Reply(stance="C", ranking=("C", "A")), Q) == "'C' is no longer open"
    assert "is not the top" in wants.problem(Reply(stance="A", ranking=("B",)), Q)
    assert is_ballot(wants, Ranking())
    assert not is_ballot(wants, ANSWER)
    assert not is_ballot(None, ANSWER)


@pytest.mark.parametrize(
    ("ranking", "problem"),
    [
        (("1",), ""),
        (("2", "1"), ""),
        ((), "no ranking given"),
        (("1", "1"), "the ranking lists '1' twice"),
        (("A",), "the ranking names 'A', which is none of 1, 2"),
    ],
)
def test_order_ranks_what_are_no_options(ranking: tuple[str, ...], problem: str) -> None:
    wants = Order(items=("1", "2"))
    assert wants.problem(Reply(ranking=ranking), Q) == problem
    assert wants.lift("2") == Reply(ranking=("2",))
