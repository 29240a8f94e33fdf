"""Votes that weigh as much as their voters are sure, or good."""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.catalogue import typed
from moot.protocols.rules import ConfidenceWeighted, LogOddsWeighted
from moot.sim import ANSWER, Ballots, Confidence, Question, Rule, SpecError, decide, learnt

Box = Callable[..., Ballots]
TWO = Question(text="two", options=("A", "B"))
ABC = Question(text="?", options=("A", "B", "C"))


def known(accuracies: Mapping[str, float], *, estimate: bool = False) -> LogOddsWeighted:
    return LogOddsWeighted(accuracies=tuple(accuracies.items()), estimate=estimate)


def test_the_most_confident_in_sum_win_exactly(box: Box) -> None:
    ballots = box(
        {"stance": "A", "confidence": 0.1},
        {"stance": "A", "confidence": 0.2},
        {"stance": "B", "confidence": 0.3},
        {"stance": "C", "belief": {"C": 0.25, "A": 0.1}},
    )
    tally = ConfidenceWeighted().tally(ballots)
    assert tally.winners == ("A", "B")  # .1 + .2 is .3
    assert tally.scores == {"A": Fraction(3, 10), "B": Fraction(3, 10), "C": Fraction(1, 4)}
    said = "A and B each have 3/10 of confidence; next comes C with 1/4."
    assert ConfidenceWeighted().why(ballots, tally) == said


def test_one_who_is_sure_outweighs_two_who_are_not(box: Box) -> None:
    unsure = {"stance": "A", "confidence": 0.4}
    ballots = box(unsure, unsure, {"stance": "B", "confidence": 0.9})
    assert decide(ballots, ConfidenceWeighted()).winners == ("B",)
    assert decide(
        box(unsure, {"stance": "B", "confidence": 0.7}, weights={"S1": 2}), ConfidenceWeighted()
    ).winners == ("A",)
    nobody = box({"stance": "A", "confidence": 0.0}, {"stance": "B", "belief": {"A": 0.5}})
    assert decide(nobody, ConfidenceWeighted()).word == "no decision"


def test_confidences_are_needed_and_free_text_will_do(box: Box) -> None:
    with pytest.raises(SpecError, match="counts confidences, and the ballot of 'S2' holds none"):
        ConfidenceWeighted().tally(box({"stance": "A", "confidence": 1.0}, {"stance": "A"}))
    with pytest.raises(SpecError, match="the question asks for a number: see mean, median"):
        ConfidenceWeighted().needs(Question(text="?", range=(0.0, 1.0)))
    free = Question(text="why?")
    assert ConfidenceWeighted().needs(free) == Confidence()
    ballots = box({"stance": "x", "confidence": 0.5}, {"stance": "y", "confidence": 0.75}, question=free)
    assert ConfidenceWeighted().tally(ballots).winners == ("y",)


ACCURACIES = st.lists(st.integers(1, 19).map(lambda n: Fraction(n, 20)), min_size=1, max_size=5)


@given(ACCURACIES, st.data())
def test_the_most_probable_option_wins_whatever_the_accuracies(
    box: Box, accuracies: list[Fraction], data: st.DataObject
) -> None:
    """The probability of the votes, were an option the truth, computed by itself and exactly."""
    votes = data.draw(st.lists(st.sampled_from("ABC"), min_size=len(accuracies), max_size=len(accuracies)))
    given = {f"S{i}": float(p) for i, p in enumerate(accuracies, 1)}
    tally = known(given).tally(box(*({"stance": vote} for vote in votes)))
    likely = {
        truth: math.prod(
            p if vote == truth else (1 - p) / 2 for p, vote in zip(accuracies, votes, strict=True)
        )
        for truth in "ABC"
    }
    assert tally.winners == tuple(name for name in "ABC" if likely[name] == max(likely.values()))
    for one in "ABC":
        ratio = math.log(likely[one] / likely["A"])
        assert tally.scores[one] - tally.scores["A"] == pytest.approx(ratio, abs=1e-9)


def test_weights_that_are_as_much_as_another_tie_exactly(box: Box) -> None:
    rule = known({"S1": 0.9, "S2": 0.75, "S3": 0.75})
    votes = ({"stance": "A"}, {"stance": "B"}, {"stance": "B"})
    assert rule.tally(box(*votes, question=TWO)).winners == ("A", "B")  # odds of 9 are 3 times 3
    more = known({"S1": 0.9000001, "S2": 0.75, "S3": 0.75})
    assert more.tally(box(*votes, question=TWO)).winners == ("A",)
    hardly = known({"S1": 0.9 + 1e-13, "S2": 0.75, "S3": 0.75})
    assert hardly.tally(box(*votes, question=TWO)).winners == ("A",)
    two = box(*votes[:2], question=TWO, weights={"S2": 2})
    assert rule.tally(two).winners == ("A", "B")


def test_a_weight_is_the_log_odds_against_a_draw(box: Box) -> None:
    for k in (2, 3, 5):
        question = Question(text="?", options=tuple("ABCDE"[:k]))
        tally = known({"S1": 0.6}).tally(box({"stance": "B"}, question=question))
        assert tally.scores["B"] == pytest.approx(math.log(0.6 * (k - 1) / 0.4), abs=1e-12)
        assert tally.scores["A"] == 0
    tally = known({"S1": 0.3}).tally(box({"stance": "B"}))
    assert tally.winners == ("A", "C")  # who is right less often than a draw speaks for the others


def test_accuracies_are_estimated_from_other_questions(box: Box) -> None:
    def asked(n: int, *votes: str) -> Ballots:
        question = Question(text=f"q{n}", options=("A", "B", "C"), answer="A")
        return box(*({"stance": vote} for vote in votes), question=question)

    rule: Rule = LogOddsWeighted(estimate=True)
    assert rule.tally(asked(0, "A", "B")).winners == ("A", "B", "C")  # nothing is known of anybody
    rule = learnt(rule, [asked(1, "A", "B"), asked(2, "A", "A"), asked(3, "B")])
    assert isinstance(rule, LogOddsWeighted)
    assert rule.record == (("S1", 2, 3), ("S2", 1, 2))
    assert rule.questions == ("q1", "q2", "q3")
    scores = rule.tally(asked(4, "B", "A")).scores
    one, other = Fraction(2 + 1, 3 + 3), Fraction(1 + 1, 2 + 3)
    assert scores["B"] == pytest.approx(math.log(one * 2 / (1 - one)), abs=1e-12)
    assert scores["A"] == pytest.approx(math.log(other * 2 / (1 - other)), abs=1e-12)
    with pytest.raises(SpecError, match="has learnt from 'q2' already: let it decide before it learns"):
        rule.tally(asked(2, "A"))
    with pytest.raises(SpecError, match="has learnt from 'q2' already"):
        rule.after(asked(2, "A"))


def test_what_is_not_known_teaches_nothing(box: Box) -> None:
    rule = LogOddsWeighted(estimate=True)
    assert rule.after(box({"stance": "A"})) is rule
    answered = ABC.model_copy(update={"answer": "A"})
    assert rule.after(box(question=answered, missing=2)) is rule
    taught = rule.after(box({"stance": "A"}, {"delegate": "S1"}, question=answered, missing=1))
    assert taught.record == (("S1", 1, 1),)
    half = known({"S1": 0.9}, estimate=True).after(box({"stance": "B"}, question=answered))
    other = box({"stance": "B"}, question=ABC.model_copy(update={"id": "other"}))
    assert half.tally(other).scores["B"] == pytest.approx(math.log(18), abs=1e-12)  # as given, not as seen


def test_accuracies_have_to_be_known(box: Box) -> None:
    with pytest.raises(SpecError, match="knows no accuracies: give them by seat, or estimate = true"):
        LogOddsWeighted().needs(ABC)
    with pytest.raises(SpecError, match="knows no accuracy of 'S2'"):
        known({"S1": 0.6}).tally(box({"stance": "A"}, {"stance": "A"}))
    with pytest.raises(SpecError, match=r"accuracy 1 of 'S1': give one above 0 and below 1"):
        known({"S1": 1.0})
    rule = known({"S1": 0.6})
    with pytest.raises(SpecError, match="the ballot of 'S1' cannot be counted: 'Z' is none of the options"):
        rule.tally(box({"stance": "Z"}))
    assert rule.needs(ABC) == ANSWER
    for question in (Question(text="?"), Question(text="?", range=(0.0, 1.0))):
        with pytest.raises(SpecError, match="chooses among options"):
            rule.needs(question)


def test_what_was_learnt_survives_a_file(box: Box) -> None:
    answered = ABC.model_copy(update={"answer": "A"})
    rule = known({"S9": 0.6}, estimate=True).after(box({"stance": "A"}, question=answered))
    assert rule.spec()["accuracies"] == {"S9": 0.6}
    assert Rule.load(rule.spec(), typed()) == rule


def test_a_confidence_is_in_an_answer(box: Box) -> None:
    with pytest.raises(SpecError, match="confidence-weighted counts answers, and no ballot holds any"):
        ConfidenceWeighted().tally(box({"confidence": 0.5, "scores": {"A": 3.0}}))
