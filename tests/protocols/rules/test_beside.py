"""Ballots that hold more than was asked for: what any rule may come to count is checked when it is said."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Stubborn
from moot.experiments.decisions import decisions, every_rule, pairs
from moot.protocols import Critique, Poll
from moot.protocols.rules import Liquid
from moot.sim import Ballots, Floor, Journal, Missing, Names, Question, Reply, Scores, Turn, ballots

Q = Question(text="Q", options=("A", "B"))
Talk = Callable[..., Journal]

OPTIONS = st.sampled_from(["A", "B", "junk", "C", ""])
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "ranking": st.lists(OPTIONS | st.lists(OPTIONS, max_size=2).map(tuple), max_size=3).map(tuple),
        "approvals": st.lists(OPTIONS, max_size=3).map(tuple),
        "scores": st.dictionaries(OPTIONS, st.floats(-9, 9), max_size=3),
        "points": st.dictionaries(OPTIONS, st.floats(-9, 9), max_size=3),
        "belief": st.dictionaries(OPTIONS, st.floats(0, 0.3), max_size=3),
        "prediction": st.dictionaries(OPTIONS, st.floats(0, 0.3), max_size=3),
        "delegate": OPTIONS,
    },
)


def said(talk: Talk, question: Question = Q, stance: Any = "A", **fields: Any) -> Journal:
    """A poll of two who say nothing but a stance, and of one who says more."""

    def act(turn: Turn) -> Reply:
        return turn.say(stance, **fields)

    return talk([Stubborn(stance=stance), Stubborn(stance=stance), act], Poll(), question)


@given(fields=FIELDS)
def test_what_a_ballot_holds_beside_keeps_no_rule_from_counting(
    talk: Talk, names: Names, fields: dict[str, Any]
) -> None:
    counted = ballots(said(talk, **fields))
    rules = every_rule(names)
    plain = Ballots(Q, {"A": Reply(stance="A"), "B": Reply(stance="A")}, counted.missing)
    able = {made.name for made in decisions(plain, rules) if made.verdict}
    assert able <= {made.name for made in decisions(counted, rules) if made.verdict}
    profile = pairs(counted)
    assert profile is None or profile.options == Q.options


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"ranking": ("junk",)}, "the ranking names 'junk', which is no option"),
        ({"ranking": ("A", "A")}, "the ranking lists an option twice: 'A'"),
        ({"ranking": ("A", ())}, "the ranking has a place that nobody takes"),
        ({"ranking": ("B", "A")}, "the stance 'A' is not the top of the ranking ['B', 'A']"),
        ({"approvals": ("A", "junk")}, "the approvals name 'junk', which is no option"),
        ({"approvals": ("B",)}, "the stance 'A' is not among the approvals ['B']"),
        ({"scores": {"junk": 3.0}}, "the scores name 'junk', which is no option"),
        ({"points": {"junk": 3.0}}, "the points name 'junk', which is no option"),
        ({"belief": {"junk": 1.0}}, "the belief names 'junk', which is no option"),
        ({"prediction": {"junk": 1.0}}, "the prediction names 'junk', which is no option"),
        ({"delegate": "B"}, "both an answer and a delegate, 'B': give one of the two"),
    ],
)
@pytest.mark.parametrize("ballot", [None, Scores()])
def test_it_is_told_when_it_is_said(talk: Talk, fields: dict[str, Any], why: str, ballot: Any) -> None:
    def act(turn: Turn) -> Reply:
        return turn.say("A", **({"scores": {"A": 1.0}} if ballot else {}) | fields)

    last = talk([act, act], Poll(), Q, setting={"ballot": ballot} if ballot else {}).entries[-1]
    assert isinstance(last, Missing)
    assert (last.outcome, last.error) == ("invalid", why)


@pytest.mark.parametrize(
    "fields",
    [
        {"ranking": (("A", "B"),)},
        {"approvals": ("B", "A")},
        {"scores": {"B": 99.0}},  # on which scale, the rule says
        {"belief": {"B": 0.75, "A": 0.25}},  # what is drawn from a belief need not be its top
    ],
)
def test_what_can_be_counted_is_kept(talk: Talk, fields: dict[str, Any]) -> None:
    assert ballots(said(talk, **fields)).cast["C"] == Reply(stance="A", **fields)


def test_rankings_are_of_options_and_an_open_question_has_none(talk: Talk) -> None:
    missing = said(talk, Question(text="T"), "Tea", ranking=("Tea", "Coffee")).entries[-1]
    assert isinstance(missing, Missing)
    assert missing.error == "the ranking names 'Tea', which is no option"


def test_what_is_no_ballot_may_hold_what_it_likes(talk: Talk) -> None:
    def act(turn: Turn) -> Reply:
        return turn.say("A", ranking=("this", "that")) if turn.phase == "attack" else turn.say("A")

    assert talk([act, act], Critique(), Q).statistics().outcomes == {"replied": 5}


def test_who_delegates_answers_nothing_beside(talk: Talk) -> None:
    def act(turn: Turn) -> Reply:
        return Reply(delegate="A", ranking=("B",)) if turn.seat == "B" else turn.say("A")

    async def run(floor: Floor) -> None:
        await floor.ask("vote", wants=floor.ballot)

    journal = talk([act, act], run, Q, setting={"ballot": Liquid().needs(Q)})
    assert ballots(journal).missing == {"B": "invalid"}
