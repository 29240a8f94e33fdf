"""Approval: who is approved of by the most."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import Approval
from moot.sim import Ballots, Question, SpecError, decide

Box = Callable[..., Ballots]
SETS = st.sets(st.sampled_from("ABC"), min_size=1)


@given(st.lists(st.tuples(SETS, st.integers(1, 4)), min_size=1, max_size=8))
def test_the_most_approved_win(box: Box, cast: list[tuple[set[str], int]]) -> None:
    weights = {f"S{i}": votes for i, (_, votes) in enumerate(cast, 1)}
    tally = Approval().tally(box(*({"approvals": sorted(names)} for names, _ in cast), weights=weights))
    counts = {name: sum(votes for names, votes in cast if name in names) for name in "ABC"}
    assert tally.scores == counts
    assert tally.winners == tuple(name for name in "ABC" if counts[name] == max(counts.values()))


def test_a_blank_ballot_approves_of_nothing_and_keeps_its_voter(box: Box) -> None:
    ballots = box({"stance": "A", "approvals": ["A", "B"]}, {"approvals": ["B"]}, {"stance": "C"}, missing=1)
    verdict = decide(ballots, Approval())
    assert (verdict.winners, verdict.word, verdict.electorate) == (("B",), "elected", 4)
    assert verdict.tally.notes == ("1 ballot without approvals: blank",)
    assert Approval().why(ballots, verdict.tally) == "B has 2 approvals from 3 ballots; next comes A with 1."


def test_a_ballot_for_what_is_no_option_is_spoilt(box: Box) -> None:
    tally = Approval().tally(box({"approvals": ["A"]}, {"approvals": ["Z", "B"]}, {"approvals": ["B", "B"]}))
    assert tally.winners == ("A",)
    assert tally.notes == (
        "2 spoilt ballots, such as that of S2: the approvals name 'Z', which is no option",
    )
    assert Approval().tally(box({"approvals": ["Z"]})).winners == ()


def test_nothing_else_becomes_approvals(box: Box) -> None:
    with pytest.raises(SpecError, match="approval counts approvals, and no ballot holds any"):
        Approval().tally(box({"stance": "A", "ranking": ["A", "B"], "scores": {"A": 5.0}}))
    for question in (Question(text="?"), Question(text="?", range=(0.0, 1.0))):
        with pytest.raises(SpecError, match="chooses among options, and the question asks for a"):
            Approval().needs(question)
