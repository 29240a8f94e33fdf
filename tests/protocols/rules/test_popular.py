"""Surprisingly popular: what more choose than all foresee."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import SurprisinglyPopular
from moot.sim import Ballots, Question, SpecError, decide

Box = Callable[..., Ballots]
SHARES = st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any)
VOTES = st.lists(st.tuples(st.sampled_from("ABC"), SHARES), min_size=1, max_size=6)


@given(VOTES)
def test_the_largest_share_for_what_was_foreseen_wins(box: Box, votes: list[tuple[str, list[int]]]) -> None:
    cast = [
        {"stance": vote, "prediction": {name: n / 16 for name, n in zip("ABC", shares, strict=True)}}
        for vote, shares in votes
    ]
    n = len(votes)
    share = {name: Fraction(sum(vote == name for vote, _ in votes), n) for name in "ABC"}
    foreseen = {name: Fraction(sum(row[i] for _, row in votes), 16 * n) for i, name in enumerate("ABC")}
    verdict = decide(box(*cast), SurprisinglyPopular())
    new = tuple(name for name in "ABC" if share[name] and not foreseen[name])
    times = {name: share[name] / foreseen[name] for name in "ABC" if share[name] and foreseen[name]}
    assert verdict.tally.scores == times
    assert verdict.winners == (new or tuple(name for name in times if times[name] == max(times.values())))


def test_what_nobody_foresaw_comes_first_and_what_nobody_chose_never(box: Box) -> None:
    ballots = box({"stance": "A", "prediction": {"A": 0.5}}, {"stance": "B", "prediction": {"A": 1.0}})
    tally = SurprisinglyPopular().tally(ballots)
    assert tally.winners == ("B",)
    assert tally.notes == ("nobody foresaw a vote for B",)
    assert SurprisinglyPopular().why(ballots, tally) == "B: elected."
    alone = box({"stance": "A", "prediction": {"B": 1.0}}, {"stance": "A", "prediction": {"A": 0.5}})
    assert SurprisinglyPopular().tally(alone).winners == ("A",)


def test_who_predicts_nothing_votes_all_the_same(box: Box) -> None:
    ballots = box({"stance": "A"}, {"stance": "A"}, {"stance": "B", "prediction": {"A": 0.5, "B": 0.5}})
    verdict = decide(ballots, SurprisinglyPopular())
    assert verdict.winners == ("A",)
    assert verdict.tally.notes == ("2 ballots without prediction: blank",)
    assert SurprisinglyPopular().why(ballots, verdict.tally) == (
        "A: 1.33 times what was foreseen, the most; A 66.7 % (foreseen 50 %), B 33.3 % (foreseen 50 %)."
    )
    other = box({"stance": "Z", "prediction": {"A": 0.5}}, {"stance": "A"})
    assert SurprisinglyPopular().tally(other).scores == {"A": 2}
    spoilt = box({"stance": "A", "prediction": {"Z": 0.5}})
    assert SurprisinglyPopular().tally(spoilt).winners == ()


def test_predictions_are_needed(box: Box) -> None:
    with pytest.raises(SpecError, match="counts prediction, and no ballot holds any"):
        SurprisinglyPopular().tally(box({"stance": "A"}))
    with pytest.raises(SpecError, match="chooses among options"):
        SurprisinglyPopular().needs(Question(text="?"))
