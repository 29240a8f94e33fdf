"""Verdicts: the honest word for every ballot box, and an electorate that never shrinks."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols import Debate, Poll, Relay
from moot.protocols.rules import Plurality
from moot.sim import (
    Ballots,
    Floor,
    Journal,
    Question,
    Reply,
    SpecError,
    Tally,
    Turn,
    ballots,
    chance_of_bloc,
    decide,
    learnt,
    rule,
)

Q = Question(text="Q", options=("x", "y", "z"))
Talk = Callable[..., Journal]
Vote = st.sampled_from(["x", "y", "z", None])


def box(votes: str, question: Question = Q) -> Ballots:
    """`"xxy-"` is two ballots for x, one for y, and a seat that cast none."""
    cast = {f"S{i}": Reply(stance=vote) for i, vote in enumerate(votes) if vote != "-"}
    return Ballots(question, cast, {f"S{i}": "abstained" for i, vote in enumerate(votes) if vote == "-"})


@pytest.mark.parametrize(
    ("votes", "word", "winners"),
    [
        ("xxxx", "unanimous", "x"),
        ("x", "unanimous", "x"),
        ("xxxy", "supermajority", "x"),
        ("xxx-", "supermajority", "x"),
        ("xxxxxxyy", "supermajority", "x"),
        ("xxxxxxxyyy", "majority", "x"),
        ("xxxyy", "majority", "x"),
        ("xxy", "majority", "x"),
        ("xx-", "majority", "x"),
        ("xxyz", "plurality", "x"),
        ("xx--", "plurality", "x"),
        ("x---", "plurality", "x"),
        ("xxyyz", "tie", "xy"),
        ("xy", "tie", "xy"),
        ("zyx", "tie", "xyz"),
        ("xy---", "tie", "xy"),
        ("----", "no answer", ""),
        ("", "no answer", ""),
    ],
)
def test_the_word_says_how_many_of_the_electorate_hold_the_winner(
    votes: str, word: str, winners: str
) -> None:
    verdict = decide(box(votes), Plurality())
    assert (verdict.word, verdict.winners) == (word, tuple(winners))
    assert verdict.electorate == len(votes)
    assert dict(verdict.counts) == {option: votes.count(option) for option in "xyz"}
    assert len(verdict.missing) == votes.count("-")
    assert verdict.rule == "plurality"


def word(votes: str, *winners: str, question: Question = Q) -> str:
    return decide(box(votes, question), rule(lambda _: Tally(winners))).word


def test_a_winner_that_is_not_the_most_held_is_elected() -> None:
    assert word("xxy", "y") == "elected"
    assert word("xxyy", "x") == "elected"
    assert word("xxy", "z") == "elected"
    assert word("xxy", "x") == "majority"


def test_a_rule_may_elect_nobody() -> None:
    assert word("xxy") == "no decision"


def test_most_rules_learn_nothing() -> None:
    taught = learnt(Plurality(), [box("xxy"), box("yyx")])
    assert taught == Plurality()


def test_a_quorum_only_where_it_was_asked_for() -> None:
    verdict = decide(box("xx--"), Plurality(), quorum=0.75)
    assert (verdict.word, verdict.winners, verdict.electorate) == ("no quorum", (), 4)
    assert decide(box("xx--"), Plurality(), quorum=0.5).word == "plurality"
    assert decide(box("----"), Plurality(), quorum=0.75).word == "no answer"


def test_a_number_between_those_held_is_an_estimate() -> None:
    question = Question(text="N", range=(0.0, 9.0))
    counted = Ballots(question, {"A": Reply(stance=1.0), "B": Reply(stance=4.0)}, {})
    assert decide(counted, rule(lambda _: Tally((2.5,)))).word == "estimate"


@given(st.lists(Vote, min_size=1, max_size=9))
def test_words_are_what_they_say(votes: list[str | None]) -> None:
    verdict = decide(box("".join(vote or "-" for vote in votes)), Plurality())
    n, counts = len(votes), sorted((votes.count(option) for option in "xyz"), reverse=True)
    expected = (
        "no answer"
        if not counts[0]
        else "tie"
        if counts[0] == counts[1]
        else "unanimous"
        if counts[0] == n
        else "supermajority"
        if Fraction(counts[0], n) >= Fraction(3, 4)
        else "majority"
        if Fraction(counts[0], n) > Fraction(1, 2)
        else "plurality"
    )
    assert verdict.word == expected
    assert all(verdict.counts[winner] == counts[0] for winner in verdict.winners)
    assert verdict.electorate == n


@given(st.lists(Vote, min_size=1, max_size=6), st.data())
def test_the_electorate_is_who_was_asked_and_silence_only_weakens(
    talk: Talk, votes: list[str | None], data: st.DataObject
) -> None:
    journal = talk([lambda turn, vote=vote: vote for vote in votes], Poll(), Q)
    verdict = decide(journal, Plurality())
    assert verdict == decide(journal, Plurality())
    assert verdict.electorate == len(votes) == sum(verdict.counts.values()) + len(verdict.missing)
    silenced = data.draw(st.integers(0, len(votes) - 1))
    fewer = [None if i == silenced else vote for i, vote in enumerate(votes)]
    after = decide(talk([lambda turn, vote=vote: vote for vote in fewer], Poll(), Q), Plurality())
    assert after.electorate == verdict.electorate
    if after.word == "unanimous":
        assert fewer == votes


def test_ballots_are_the_outcomes_of_the_last_ask_that_wanted_them(talk: Talk) -> None:
    def leaves(turn: Turn) -> str | None:
        return "x" if turn.asked == 0 else None

    journal = talk([leaves, lambda turn: "y", lambda turn: "x"], Debate(rounds=2), Q)
    counted = ballots(journal)
    assert {seat: reply.stance for seat, reply in counted.cast.items()} == {"B": "y", "C": "x"}
    assert counted.missing == {"A": "abstained"}
    assert decide(journal, Plurality()).word == "tie"


def test_without_a_ballot_there_is_no_answer(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        floor.tell("nobody is asked")

    journal = talk([lambda turn: "x"], run, Q)
    assert decide(journal, Plurality()).word == "no answer"


def test_a_ballot_of_some_is_an_electorate_of_some(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("vote", ["A", "C"], wants=floor.ballot)

    verdict = decide(talk([lambda turn: "x"] * 3, run, Q), Plurality())
    assert (verdict.word, verdict.electorate) == ("unanimous", 2)


def test_an_ask_that_did_not_want_the_ballot_is_none_and_shrinks_no_electorate(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("vote", wants=floor.ballot)
        await floor.ask("why did you?", ["A"])

    verdict = decide(talk([lambda turn: "x", lambda turn: "y", lambda turn: "y"], run, Q), Plurality())
    assert (verdict.word, verdict.winners, verdict.electorate) == ("majority", ("y",), 3)


def test_an_unfinished_ballot_keeps_its_electorate(talk: Talk) -> None:
    journal = talk([lambda turn: "x"] * 4, Relay(), Q)
    cut = Journal(journal.header, journal.entries[:-2])
    verdict = decide(cut, Plurality())
    assert verdict.electorate == 4
    assert dict(verdict.missing) == {"C": "unfinished", "D": "unfinished"}
    assert verdict.word == "plurality"


@pytest.mark.parametrize(
    ("seats", "options"), [(1, 1), (1, 4), (3, 2), (4, 3), (5, 3), (6, 2), (6, 4), (7, 1)]
)
def test_the_chance_of_a_bloc_is_that_of_all_draws_counted(seats: int, options: int) -> None:
    draws = [
        max(draw.count(option) for option in set(draw)) for draw in product(range(options), repeat=seats)
    ]
    for size in range(seats + 3):
        exact = Fraction(sum(largest >= size for largest in draws), len(draws))
        assert chance_of_bloc(seats, options, size) == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.parametrize(
    ("seats", "options", "size", "expected"),
    [
        (2000, 2, 2000, 0.0),
        (2000, 2, 1000, 1.0),
        (3000, 2, 2000, 0.0),
        (1000, 1, 1001, 0.0),
        (1000, 1, 1000, 1.0),
    ],
)
def test_the_chance_of_a_bloc_holds_for_large_tables(
    seats: int, options: int, size: int, expected: float
) -> None:
    assert chance_of_bloc(seats, options, size) == pytest.approx(expected, abs=1e-9)


def test_a_bloc_needs_seats_and_options() -> None:
    with pytest.raises(SpecError, match="a bloc needs a seat and an option"):
        chance_of_bloc(0, 2, 1)
    with pytest.raises(SpecError, match="a bloc needs a seat and an option"):
        chance_of_bloc(2, 0, 1)
