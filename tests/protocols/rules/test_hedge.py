"""Hedge: weights learnt from question to question, and never much worse than the best seat."""

import math
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.catalogue import typed
from moot.protocols.rules import Hedge, Plurality
from moot.sim import Ballots, Question, Reply, Rule, SpecError, decide, learnt

Box = Callable[..., Ballots]
NAMES = ("S1", "S2", "S3", "S4")


def asked(number: int, votes: str, answer: str | None = "A") -> Ballots:
    """`"AB-"` is a vote for A, one for B, and a seat that cast none."""
    question = Question(text=f"q{number}", options=("A", "B", "C"), answer=answer)
    cast = {name: Reply(stance=vote) for name, vote in zip(NAMES, votes, strict=False) if vote != "-"}
    gone = {name: "abstained" for name, vote in zip(NAMES, votes, strict=False) if vote == "-"}
    return Ballots(question, cast, gone)


def regret(rule: Hedge, sequence: Sequence[str]) -> float:
    """How much more the mix loses than the best seat, where an absent seat loses what the mix does."""
    mixed, lost = 0.0, dict.fromkeys(NAMES[: len(sequence[0])], 0.0)
    current: Rule = rule
    for number, votes in enumerate(sequence):
        ballots = asked(number, votes)
        mix = 1 - current.tally(ballots).scores["A"] if ballots.cast else 0.0
        mixed += float(mix)
        for name, vote in zip(lost, votes, strict=True):
            lost[name] += float(mix) if vote == "-" else float(vote != "A")
        current = current.after(ballots)
    return mixed - min(lost.values())


def bound(seats: int, questions: int) -> float:
    return math.sqrt(questions * math.log(seats) / 2)


def sequences(seats: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.text("AB-", min_size=seats, max_size=seats), min_size=1, max_size=40)


@given(st.integers(1, 4).flatmap(sequences))
def test_regret_is_bounded_on_every_sequence(sequence: list[str]) -> None:
    rule = Hedge(horizon=len(sequence))
    assert regret(rule, sequence) <= bound(len(sequence[0]), len(sequence)) + 1e-9


def test_a_mix_that_learns_otherwise_breaks_the_bound() -> None:
    sequence = ["AB"] * 200
    assert regret(Hedge(horizon=200), sequence) <= bound(2, 200)
    assert regret(Hedge(horizon=10**9), sequence) > bound(2, 200)  # too slow
    turning = ["AB", "BA"] * 100
    assert regret(Hedge(horizon=200), turning) <= bound(2, 200)
    assert regret(Hedge(horizon=1), turning) > bound(2, 200)  # too fast


def test_weights_are_those_of_the_formula() -> None:
    rule = learnt(Hedge(horizon=8), [asked(1, "AAB"), asked(2, "ABB")])
    eta = math.sqrt(8 * math.log(3) / 8)
    one, two, three = 1.0, math.exp(-eta), math.exp(-2 * eta)
    tally = rule.tally(asked(3, "BAA"))
    total = one + two + three
    assert tally.scores == pytest.approx({"A": (two + three) / total, "B": one / total, "C": 0.0})
    assert tally.winners == ("B",)  # one seat, against a majority
    assert tally.notes == ("weights learnt from 2 of 8 questions",)
    assert rule.why(asked(3, "BAA"), tally) == "B has 0.678657 of the weight; next comes A with 0.321343."
    assert isinstance(rule, Hedge)
    assert rule.questions == ("q1", "q2")
    assert rule.lost == pytest.approx(1 / 3 + (1 + two) / (1 + 1 + two))  # S2 and S3 were wrong, S3 again


def test_weights_outlast_any_number_of_losses() -> None:
    rule = Hedge(horizon=1, losses=(("S1", 5000.0), ("S2", 5000.0)), lost=5000.0)
    assert rule.tally(asked(1, "AB")).scores == {"A": 0.5, "B": 0.5, "C": 0.0}


def test_an_absent_seat_keeps_its_share() -> None:
    rule = Hedge(horizon=10).after(asked(1, "A-B"))
    assert dict(rule.losses) == pytest.approx({"S1": 0.0, "S2": 0.5, "S3": 1.0})
    everybody = rule.tally(asked(2, "ABC")).scores
    eta = math.sqrt(8 * math.log(3) / 10)
    assert everybody["B"] / everybody["A"] == pytest.approx(math.exp(-0.5 * eta))
    late = rule.after(asked(2, "---A"))  # who is new has lost what the mix has
    assert dict(late.losses)["S4"] == pytest.approx(0.5)


def test_it_decides_before_it_learns_and_learns_from_answers_only() -> None:
    rule = Hedge(horizon=10)
    assert rule.tally(asked(1, "BBA")).winners == Plurality().tally(asked(1, "BBA")).winners
    assert rule.after(asked(1, "BBA", answer=None)) is rule
    assert rule.after(asked(1, "---")) is rule
    taught = rule.after(asked(1, "BBA"))
    with pytest.raises(SpecError, match="hedge has learnt from 'q1' already"):
        taught.tally(asked(1, "BBA"))
    assert Rule.load(taught.spec(), typed()) == taught
    assert decide(asked(2, "ABB"), taught).word in ("elected", "majority")


def test_it_has_to_be_told_how_long_it_learns(box: Box) -> None:
    with pytest.raises(SpecError, match="learns over questions: say over how many, such as horizon = 100"):
        Hedge().tally(box({"stance": "A"}))
    with pytest.raises(SpecError, match="the question asks for a number"):
        Hedge(horizon=3).needs(Question(text="?", range=(0.0, 1.0)))
    delegated = Hedge(horizon=3).tally(box({"delegate": "S2"}, {"stance": "B"}))
    assert delegated.winners == ("B",)
    assert Hedge(horizon=3).tally(box({"delegate": "S2"})).winners == ()
