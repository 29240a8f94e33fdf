"""Liquid democracy: votes flow to those who vote; circles abstain, and are told."""

from collections.abc import Callable

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Stubborn
from moot.protocols import Debate, Poll
from moot.protocols.rules import Liquid, delegations
from moot.protocols.rules.liquid import arrived
from moot.sim import (
    Anonymous,
    Ballots,
    Delegation,
    Journal,
    Missing,
    Question,
    Reply,
    SpecError,
    Turn,
    ballots,
    decide,
    parse,
)

Box = Callable[..., Ballots]
Talk = Callable[..., Journal]
ABC = Question(text="?", options=("A", "B", "C"))


@given(st.lists(st.sampled_from(["A", "B", "-", *"12345678"]), min_size=1, max_size=8), st.data())
def test_votes_arrive_where_following_them_leads(votes: list[str], data: st.DataObject) -> None:
    """`A` votes, `3` delegates to the third seat, `-` casts no ballot; nobody delegates to itself."""
    votes = ["A" if vote == str(i) else vote for i, vote in enumerate(votes, 1)]
    weights = {f"S{i}": data.draw(st.integers(1, 3)) for i in range(1, len(votes) + 1)}
    seats = dict(zip(weights, votes, strict=True))
    cast = {
        seat: Reply(stance=vote) if vote in "AB" else Reply(delegate=f"S{vote}")
        for seat, vote in seats.items()
        if vote != "-"
    }
    gone = {seat: "abstained" for seat, vote in seats.items() if vote == "-"}
    counts, lost = dict.fromkeys("ABC", 0), set()
    for start in cast:
        seat = start
        for _ in votes:
            seat = seat if seats.get(seat, "-") in "AB-" else f"S{seats[seat]}"
        if seats.get(seat) in ("A", "B"):
            counts[seats[seat]] += weights[start]
        else:
            lost.add(start)
    box = Ballots(ABC, cast, gone, weights)
    verdict = decide(box, Liquid())
    most = max(counts.values())
    assert verdict.tally.scores == (counts if most else {})
    assert verdict.winners == tuple(name for name in "ABC" if counts[name] == most and most)
    assert verdict.electorate == sum(weights.values())
    assert arrived(box)[0].electorate == verdict.electorate
    told = [name for note in verdict.tally.notes for name in note.split(": ")[1].split(", ")]
    assert sorted(told) == sorted(lost)
    circles = {seat for circle in nx.simple_cycles(delegations(box)) for seat in circle}
    in_circles = [note for note in verdict.tally.notes if note.startswith("delegating in a circle")]
    assert sum(len(note.split(", ")) - 1 for note in in_circles) == len(circles)


def test_circles_and_who_flows_into_them_abstain_and_are_listed(box: Box) -> None:
    ballots = box(
        {"stance": "A"},
        {"delegate": "S1"},
        {"delegate": "S4"},
        {"delegate": "S3"},
        {"delegate": "S3"},
        {"delegate": "S8"},
        {"delegate": "Zed"},
        missing=1,
    )
    verdict = decide(ballots, Liquid())
    assert (verdict.word, verdict.winners, verdict.electorate) == ("plurality", ("A",), 8)
    assert verdict.tally.scores["A"] == 2
    assert verdict.tally.notes == (
        "delegating in a circle, and so abstaining: S3, S4",
        "whose votes flow into that circle, and so abstaining: S5",
        "delegating, in the end, to nobody who votes, and so abstaining: S6, S7",
    )
    assert Liquid().why(ballots, verdict.tally) == (
        "A has 2 votes; next comes B with 0. 1 vote for A came by delegation."
    )
    only = box({"delegate": "S2"}, {"delegate": "S1"})
    assert decide(only, Liquid()).word == "no decision"


def test_who_abstains_is_listed_in_the_order_of_the_panel(box: Box) -> None:
    seats = [f"S{i}" for i in range(1, 10)]
    tally = Liquid().tally(box({"delegate": "S2"}, {"delegate": "S1"}, *[{"delegate": "S1"}] * 7))
    assert tally.notes[1].endswith(": " + ", ".join(seats[2:]))


def test_delegating_to_oneself_is_an_error(box: Box) -> None:
    with pytest.raises(SpecError, match="'S2' delegates to itself: let it vote, or name another seat"):
        Liquid().tally(box({"stance": "A"}, {"delegate": "S2"}))


def test_who_lets_whom_vote_is_a_graph(box: Box) -> None:
    graph = delegations(box({"stance": "A"}, {"delegate": "S1"}, {"delegate": "S2"}, weights={"S3": 4}))
    assert sorted(graph.edges) == [("S2", "S1"), ("S3", "S2")]
    assert {seat: graph.nodes[seat]["votes"] for seat in graph} == {"S1": 1, "S2": 1, "S3": 4}
    unknown = delegations(box({"delegate": "Zed"}))
    assert {seat: unknown.nodes[seat]["votes"] for seat in unknown} == {"S1": 1, "Zed": 0}
    assert not delegations(box({"stance": "A", "delegate": "S2"}, {"stance": "B"})).edges  # it votes itself


def test_any_choice_can_be_delegated_and_no_number(box: Box) -> None:
    free = Question(text="?")
    assert Liquid().needs(free) == Delegation()
    assert Liquid().tally(box({"stance": "x"}, {"delegate": "S1"}, question=free)).scores == {"x": 2}
    with pytest.raises(SpecError, match="liquid counts who holds what"):
        Liquid().needs(Question(text="?", range=(0.0, 1.0)))


@pytest.mark.parametrize(
    ("delegate", "error"),
    [
        ("A", "it delegates to itself: name one of the others asked, B, C"),
        ("Z", "it delegates to 'Z': name one of the others asked, B, C"),
        ("B", ""),
    ],
)
def test_at_a_table_nobody_delegates_to_itself_or_to_nobody(talk: Talk, delegate: str, error: str) -> None:
    def leave(turn: Turn) -> Reply:
        return turn.say(delegate=delegate)

    panel = [leave, Stubborn(stance="B"), Stubborn(stance="B")]
    journal = talk(panel, Poll(), ABC, setting={"ballot": Delegation()})
    verdict = decide(journal, Liquid())
    assert verdict.missing == ({"A": "invalid"} if error else {})
    assert verdict.tally.scores["B"] == (2 if error else 3)
    errors = [entry.error for entry in journal.entries if isinstance(entry, Missing)]
    assert errors == ([error] if error else [])


def test_a_vote_left_to_an_alias_arrives(talk: Talk) -> None:
    heard: list[str] = []

    def leave(turn: Turn) -> Reply:
        voice = next((remark.speaker for remark in turn.heard if remark.stance == "B"), "")
        heard.append(voice)
        return turn.say(delegate=voice) if voice else turn.say("A")

    panel = [leave, Stubborn(stance="B"), Stubborn(stance="C")]
    setting = {"ballot": Delegation(), "lens": Anonymous()}
    journal = talk(panel, Debate(rounds=2, early=False), ABC, setting=setting)
    assert heard[-1].startswith("Voice-")
    assert ballots(journal).cast["A"] == Reply(delegate="B")
    assert decide(journal, Liquid()).winners == ("B",)
    assert parse(b"".join(journal.lines())).digest == journal.digest


def test_who_names_nobody_delegates_to_nobody(box: Box) -> None:
    """A ballot on which neither stands is blank; where no ballot holds either there is nothing to count."""
    scores = {"scores": {"A": 3.0}}
    assert Liquid().tally(box(scores, {"stance": "B"})).notes == ()
    with pytest.raises(SpecError, match="liquid counts answers and delegates, and no ballot holds any"):
        Liquid().tally(box(scores, scores))
