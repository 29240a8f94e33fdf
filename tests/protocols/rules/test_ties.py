"""A tie-break picks one of those who tie, and the verdict still says that they do."""

from collections import Counter
from typing import Any

import pytest

from moot.protocols.rules import CastingVote, ListedOrder, Plurality, SeededLot
from moot.sim import Ballots, Question, Reply, SpecError, TieBreak, decide

Q = Question(text="?", options=("x", "y", "z"))


def cast(votes: str, missing: Any = ()) -> Ballots:
    replies = {seat: Reply(stance=vote) for seat, vote in zip("ABCDEF", votes, strict=False)}
    return Ballots(Q, replies, dict(missing))


def lot(seed: int) -> Any:
    return decide(cast("xyz"), Plurality(), tie_break=SeededLot(seed=seed)).chosen


@pytest.mark.parametrize(
    ("tie_break", "chosen"),
    [(ListedOrder(), "y"), (CastingVote(seat="B"), "y"), (CastingVote(seat="A"), "z")],
)
def test_a_tie_stays_a_tie(tie_break: TieBreak, chosen: str) -> None:
    verdict = decide(cast("zyyz"), Plurality(), tie_break=tie_break)
    assert (verdict.word, verdict.winners) == ("tie", ("y", "z"))
    assert (verdict.chosen, verdict.tie_break) == (chosen, tie_break.name)


def test_where_there_is_no_tie_none_is_broken() -> None:
    verdict = decide(cast("zyy"), Plurality(), tie_break=ListedOrder())
    assert (verdict.chosen, verdict.tie_break) == ("y", "")
    assert decide(cast("zzyy"), Plurality()).chosen is None


def test_a_casting_vote_that_is_for_another_or_missing_breaks_nothing() -> None:
    assert decide(cast("xyyzz"), Plurality(), tie_break=CastingVote(seat="A")).chosen is None
    assert decide(cast("yz", {"D": "abstained"}), Plurality(), tie_break=CastingVote(seat="D")).chosen is None
    with pytest.raises(SpecError, match="'Z', who is none of A, B"):
        decide(cast("yz"), Plurality(), tie_break=CastingVote(seat="Z"))


def test_a_lot_is_the_same_for_one_seed_and_fair_over_seeds() -> None:
    drawn = [lot(seed) for seed in range(3000)]
    assert drawn[:9] == [lot(seed) for seed in range(9)]
    assert all(abs(count - 1000) < 4 * (3000 * 2 / 9) ** 0.5 for count in Counter(drawn).values())
