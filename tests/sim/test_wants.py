"""Wants: what a reply must hold, and what is said of one that does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.sim import (
    ANSWER,
    Among,
    Answer,
    Approval,
    Belief,
    Brief,
    Confidence,
    Delegation,
    Order,
    Points,
    Prediction,
    Question,
    Ranking,
    Reply,
    Scores,
    SpecError,
    Together,
    Wants,
    richest,
    shared,
)
from moot.sim.wants import is_ballot

Q = Question(text="Q", options=("A", "B", "C"))


NARROW = Among(ballot=Ranking(), options=("C", "A"))


@pytest.mark.parametrize(
    ("wants", "options"),
    [
        (ANSWER, "ABC"),
        (Ranking(), "ABC"),
        (Order(items=("1",)), "ABC"),
        (Brief(ballot=ANSWER), "ABC"),
        (NARROW, "AC"),
        (Brief(ballot=NARROW), "AC"),
        (Among(ballot=NARROW, options=("C", "B", "A")), "AC"),
    ],
)
def test_what_is_asked_leaves_out_the_options_that_are_closed(wants: Wants, options: str) -> None:
    assert wants.asks(Q) == Q.model_copy(update={"options": tuple(options)})
    number = Question(text="N", range=(0.0, 1.0))
    assert wants.asks(number) == number


@pytest.mark.parametrize("options", [(), ("B",), ("B", "Z"), ("Y", "Z")])
def test_what_leaves_nothing_to_choose_is_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(SpecError, match=r"open are '.*', [01] of the options: leave two or more"):
        Among(ballot=ANSWER, options=options).asks(Q)


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
        (Ranking(), Reply(stance="C", ranking=(("B", "C"), "A")), ""),
        (Ranking(), Reply(stance="A", ranking=(("B", "C"), "A")), "'A' is not the top of the ranking"),
        (Ranking(), Reply(stance="B", ranking=(("B", "C"), "B")), "lists an option twice"),
        (Ranking(), Reply(stance="A", ranking=("A", ())), "a place that nobody takes"),
        (Belief(), Reply.load({"stance": "A", "belief": {"A": 0.5, "B": 0.5}}), ""),
        (Belief(), Reply.load({"stance": "A", "belief": {"A": 0.5}}), "the belief sums to 0.5, not to 1"),
        (
            Belief(),
            Reply.load({"stance": "B", "belief": {"A": 1.0}}),
            "'B' does not have the highest belief, 1",
        ),
        (Belief(), Reply(stance="A"), "no belief given"),
        (Points(), Reply.load({"stance": "A", "points": {"A": 7.0, "B": 3.0}}), ""),
        (
            Points(),
            Reply.load({"stance": "A", "points": {"A": 8.0, "B": 3.0}}),
            "cost 11, and the budget is 10",
        ),
        (Points(), Reply.load({"stance": "A", "points": {"A": 8.0, "B": -3.0}}), "points are 0 or more"),
        (Points(quadratic=True), Reply.load({"stance": "A", "points": {"A": 3.0, "B": 1.0}}), ""),
        (Points(quadratic=True), Reply.load({"stance": "A", "points": {"A": 3.0, "B": 1.1}}), "cost 10.21"),
        (Confidence(), Reply(stance="A", confidence=0.0), ""),
        (Confidence(), Reply(stance="A"), "no confidence given"),
        (Confidence(), Reply(confidence=1.0), "None is none of the options"),
        (Prediction(), Reply.load({"stance": "A", "prediction": {"A": 0.2, "C": 0.8}}), ""),
        (Prediction(), Reply.load({"stance": "A", "prediction": {"Z": 0.2}}), "names 'Z'"),
        (Prediction(), Reply(stance="A"), "no prediction given"),
        (Delegation(), Reply(delegate="Bo"), ""),
        (Delegation(), Reply(stance="A"), ""),
        (Delegation(), Reply(stance="A", delegate="Bo"), "both an answer and a delegate"),
        (Delegation(), Reply(), "None is none of the options"),
        (Approval(), Reply(stance="B", approvals=("A", "B")), ""),
        (Approval(), Reply(stance="A"), "no approvals given"),
        (Approval(), Reply(stance="C", approvals=("A", "B")), "'C' is not among the approvals"),
        (Approval(), Reply(stance="A", approvals=("A", "Z")), "the approvals name 'Z'"),
        (Approval(), Reply(stance="A", approvals=("A", "A")), "twice"),
        (Scores(), Reply(stance="A", scores=tuple({"A": 5.0, "B": 0.0}.items())), ""),
        (Scores(), Reply(stance="A"), "no scores given"),
        (Scores(), Reply(stance="A", scores=tuple({"A": 5.5}.items())), "score 'A' 5.5 is outside 0 to 5"),
        (Scores(low=-1.0), Reply(stance="A", scores=tuple({"Z": 1.0}.items())), "the scores name 'Z'"),
        (Scores(), Reply(stance="Z", scores=tuple({"A": 5.0}.items())), "'Z'"),
        (Scores(), Reply(stance="B", scores=tuple({"A": 5.0, "B": 1.0}.items())), "'B'"),
    ],
)
def test_problems(wants: Wants, reply: Reply, message: str) -> None:
    said = wants.problem(reply, Q)
    assert (message in said) if message else not said
    assert bool(said) == bool(message)


KINDS: list[Wants] = [
    Answer(),
    Ranking(),
    Approval(),
    Scores(),
    Scores(low=-3.0, high=1.0),
    Belief(),
    Points(),
    Points(quadratic=True),
    Confidence(),
    Prediction(),
    Delegation(),
]
PARTS = st.lists(st.sampled_from([0, 1, 1, 2, 5]), min_size=3, max_size=3).filter(any)


@given(st.sampled_from(KINDS), st.sampled_from(Q.options), st.none() | PARTS)
def test_a_lifted_option_is_what_is_wanted(wants: Wants, option: str, parts: list[int] | None) -> None:
    chances = [] if parts is None else [part / sum(parts) for part in parts]
    if chances:
        option = Q.options[chances.index(max(chances))]
    reply = wants.lift(option, tuple(zip(Q.options, chances, strict=False)))
    assert reply.stance == option
    assert wants.problem(reply, Q) == ""


@given(st.lists(st.sampled_from(KINDS), min_size=1))
def test_a_shared_ballot_gives_all_that_is_wanted_of_it(wants: list[Wants]) -> None:
    ballots = shared(wants)
    for want, ballot in zip(wants, ballots, strict=True):
        assert ballot.gives(want)
        reply = ballot.lift("A", (("A", 0.5), ("B", 0.25), ("C", 0.25)))
        assert ballot.problem(reply, Q) == ""
        assert want.problem(reply, Q) == ""
    most = max(sum(type(other) is type(want) for other in set(wants)) for want in wants)
    assert len(set(ballots)) == most


def test_richest_keeps_what_none_other_gives() -> None:
    assert richest([ANSWER, Ranking()]) == Ranking()
    assert richest([Ranking(), ANSWER]) == Ranking()
    both = richest([Ranking(), ANSWER, Approval(), Ranking()])
    assert both == Together(wants=(Ranking(), Approval()))
    assert both.problem(Reply(stance="A", ranking=("A",)), Q) == "no approvals given"


def test_a_belief_fills_in_a_ballot() -> None:
    belief = (("A", 0.2), ("B", 0.6), ("C", 0.2))
    assert Ranking().lift("B", belief).ranking == ("B", ("A", "C"))
    assert Approval().lift("B", belief).approvals == ("B",)
    assert dict(Scores().lift("B", belief).scores) == pytest.approx({"B": 5.0, "A": 5 / 3, "C": 5 / 3})
    assert dict(Points(quadratic=True).lift("B", belief).points)["B"] == pytest.approx(6**0.5)


def test_a_seat_is_as_sure_as_it_believes() -> None:
    assert Confidence().lift("A").confidence == 1.0
    assert Confidence().lift("B", (("A", 0.2), ("B", 0.8))).confidence == 0.8
    assert Confidence().lift("B", (("B", 1.0000000000000002),)).confidence == 1.0


def test_what_is_as_high_but_for_rounding_is_as_high() -> None:
    for want in (Belief(), Scores(), Points()):
        given = (("A", 0.5), ("B", 0.5 + 2e-16), ("C", 0.0))
        assert want.problem(Reply.load({"stance": "A", want.field: dict(given)}), Q) == ""
        above = {"A": 0.4999, "B": 0.5001}
        assert "'A' does not have the highest" in want.problem(
            Reply.load({"stance": "A", want.field: above}), Q
        )


def test_a_scale_has_two_ends() -> None:
    with pytest.raises(SpecError, match="scores from 5 to 1 are none: give the lowest first"):
        Scores(low=5.0, high=1.0)


def test_draws_for_an_answer_are_the_same_whatever_else_a_ballot_holds() -> None:
    assert {want.key for want in KINDS} == {ANSWER.key}
    assert Among(ballot=Ranking(), options=("A", "B")).key == ANSWER.key
    assert Order(items=("1", "2")).key != ANSWER.key


def test_among_is_the_ballot_with_fewer_options_open() -> None:
    wants = Among(ballot=Ranking(), options=("A", "B"))
    assert wants.lift("A") == Ranking().lift("A")
    assert wants.problem(Reply(stance="A", ranking=("A", "C")), Q) == ""
    assert wants.problem(Reply(stance="C", ranking=("C", "A")), Q) == "'C' is no longer open"
    assert "is not the top" in wants.problem(Reply(stance="A", ranking=("B",)), Q)
    assert "no longer open" in wants.problem(Reply(stance="A", ranking=(("A", "C"), "B")), Q)
    assert is_ballot(wants, Ranking())
    assert not is_ballot(wants, ANSWER)
    assert not is_ballot(None, ANSWER)


@pytest.mark.parametrize(
    ("ballot", "field", "most"),
    [
        (Approval(), "approvals", None),
        (Scores(), "scores", 5.0),
        (Points(), "points", 5.0),
        (Belief(), "belief", 0.5),
        (ANSWER, "belief", 0.5),
        (Prediction(), "prediction", 0.5),
    ],
)
def test_nothing_on_a_ballot_speaks_for_what_is_closed(ballot: Wants, field: str, most: float | None) -> None:
    def reply(*options: str) -> Reply:
        return Reply.load({"stance": "A", field: options if most is None else dict.fromkeys(options, most)})

    wants = Among(ballot=ballot, options=("A", "B"))
    assert wants.problem(reply("A", "B"), Q) == ""
    assert ballot.problem(reply("A", "C"), Q) == ""
    assert wants.problem(reply("A", "C"), Q) == "'C' is no longer open"
    if most is not None:
        figures = {"A": most, "B": most, "C": 0.0}
        assert wants.problem(Reply.load({"stance": "A", field: figures}), Q) == ""


def test_who_lets_another_vote_names_no_option() -> None:
    assert Among(ballot=Delegation(), options=("A", "B")).problem(Reply(delegate="Bo"), Q) == ""


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


def test_what_is_put_in_order_are_things_each_once_and_no_stance_is_taken() -> None:
    said = Order(items=("1", "2")).problem(Reply(stance="nonsense", ranking=("1",)), Q)
    assert said == "the stance 'nonsense', where things are put in order: leave it out"
    with pytest.raises(SpecError, match="items"):
        Order(items=())
    with pytest.raises(SpecError, match=r"an item stands twice in \['1', '1'\]: give each once"):
        Order(items=("1", "1"))
