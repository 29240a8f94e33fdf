"""Rules with a threshold count the whole electorate, exactly; nobody may be elected."""

from fractions import Fraction
from typing import Any

import pytest

from moot.protocols.rules import Majority, Supermajority, Unanimity, VetoPower
from moot.sim import Ballots, Question, Reply, Rule, SpecError, decide

Q = Question(text="?", options=("x", "y", "z"))


def box(votes: str, weights: dict[str, int] | None = None) -> Ballots:
    """`"xxy-"` is two ballots for x, one for y, and a seat that cast none."""
    cast = {f"S{i}": Reply(stance=vote) for i, vote in enumerate(votes) if vote != "-"}
    missing = {f"S{i}": "abstained" for i, vote in enumerate(votes) if vote == "-"}
    return Ballots(Q, cast, missing, weights or {})


@pytest.mark.parametrize(
    ("rule", "votes", "winners"),
    [
        (Majority(), "xxy", "x"),
        (Majority(), "xxyy", ""),
        (Majority(), "xx-", "x"),
        (Majority(), "xx--", ""),
        (Supermajority(), "xxy", "x"),
        (Supermajority(more=True), "xxy", ""),
        (Supermajority(share=0.7), "x" * 7 + "yyy", "x"),  # in floats, .7 of 10 votes is more than 7
        (Supermajority(share=0.7, more=True), "x" * 7 + "yyy", ""),
        (Supermajority(share="2/3"), "xxxxyy-", ""),
        (Supermajority(share=0.5), "xxyy", "xy"),
        (Supermajority(share=Fraction(1, 3)), "xxyyz-", "xy"),
        (Supermajority(share="1/4"), "xxyyz-", "xy"),  # of all that have the share, those with the most
        (Unanimity(), "xxx", "x"),
        (Unanimity(), "xxy", ""),
        (Unanimity(), "xx-", ""),
    ],
)
def test_who_has_enough(rule: Rule, votes: str, winners: str) -> None:
    verdict = decide(box(votes), rule)
    assert verdict.winners == tuple(winners)
    assert verdict.word != "no decision" if winners else verdict.word == "no decision"
    assert verdict.tally.scores == box(votes).counts()


def test_a_seat_counts_as_many_votes_as_it_has() -> None:
    assert Majority().tally(box("xyy", {"S0": 3})).winners == ("x",)
    assert Majority().tally(box("xy-", {"S0": 3, "S2": 2})).winners == ()


def test_equal_first_places_share_the_vote() -> None:
    cast = {"A": Reply.load({"ranking": [["x", "y"], "z"]}), "B": Reply.load({"ranking": ["x", "z"]})}
    tally = Majority().tally(Ballots(Q, cast, {}))
    assert (tally.winners, tally.scores) == (("x",), {"x": Fraction(3, 2), "y": Fraction(1, 2), "z": 0})
    assert Majority().tally(Ballots(Q, cast, {"C": "abstained"})).winners == ()


def test_answers_of_every_kind_are_counted() -> None:
    number = Question(text="?", range=(0.0, 9.0))
    cast = {"A": Reply(stance=2.0), "B": Reply(stance=2.0), "C": Reply(stance=3.0)}
    assert Majority().tally(Ballots(number, cast, {})).winners == (2.0,)
    text = {"A": Reply(stance="tea"), "B": Reply(stance="tea")}
    assert Unanimity().tally(Ballots(Question(text="?"), text, {})).winners == ("tea",)


@pytest.mark.parametrize("share", [0, 1.5, "3/2", "half"])
def test_what_is_no_share_is_refused(share: Any) -> None:
    with pytest.raises(SpecError, match="is no share"):
        Supermajority(share=share)


def approvals(*given: str, missing: str = "", weights: dict[str, int] | None = None) -> Ballots:
    cast = {f"S{i}": Reply.load({"approvals": list(approved)}) for i, approved in enumerate(given)}
    return Ballots(Q, cast, dict.fromkeys(missing, "abstained"), weights or {})


@pytest.mark.parametrize(
    ("given", "winners", "vetoes"),
    [
        (("xy", "yz", "xyz"), "y", {"x": -1, "y": 0, "z": -1}),
        (("xy", "xy"), "xy", {"x": 0, "y": 0, "z": -2}),
        (("x", "y"), "", {"x": -1, "y": -1, "z": -2}),
        (("xy", ""), "xy", {"x": 0, "y": 0, "z": -1}),
    ],
)
def test_any_seat_kills_what_it_does_not_approve_of(
    given: tuple[str, ...], winners: str, vetoes: dict[str, int]
) -> None:
    tally = VetoPower().tally(approvals(*given, missing="MN"))
    assert (tally.winners, tally.scores) == (tuple(winners), vetoes)


def test_vetoes_are_counted_as_often_as_the_seat_has_votes() -> None:
    assert VetoPower().tally(approvals("xy", "x", weights={"S1": 4})).scores == {"x": 0, "y": -4, "z": -5}


def test_nothing_becomes_approvals() -> None:
    with pytest.raises(SpecError, match="veto-power counts approvals, and no ballot holds any"):
        VetoPower().tally(box("xy"))
    with pytest.raises(SpecError, match="among options, and the question asks for a text"):
        VetoPower().needs(Question(text="?"))
