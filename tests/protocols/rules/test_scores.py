"""Rules over scores: sums, means, runoffs, medians."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import MajorityJudgment, Score, Star
from moot.sim import Ballots, Question, Rule, Scores, SpecError, decide

Box = Callable[..., Ballots]
SHEET = st.dictionaries(st.sampled_from("ABC"), st.integers(0, 3).map(float), min_size=1)
SHEETS = st.lists(SHEET, min_size=1, max_size=7)


def scored(box: Box, sheets: Sequence[dict[str, float]], **more: Any) -> Ballots:
    return box(*({"scores": sheet} for sheet in sheets), **more)


def sums(sheets: Sequence[dict[str, float]]) -> dict[str, Fraction]:
    return {name: sum((Fraction(sheet.get(name, 0)) for sheet in sheets), Fraction(0)) for name in "ABC"}


@given(SHEETS)
def test_the_highest_sum_wins_and_a_blank_is_nothing(box: Box, sheets: list[dict[str, float]]) -> None:
    tally = Score().tally(scored(box, sheets))
    total = sums(sheets)
    assert tally.scores == total
    assert tally.winners == tuple(name for name in "ABC" if total[name] == max(total.values()))


def test_scores_count_as_they_are_written(box: Box) -> None:
    ballots = scored(box, [{"A": 0.1, "B": 0.3}, {"A": 0.2}])
    assert Score().tally(ballots).winners == ("A", "B")
    assert Score().tally(ballots).scores["A"] == Fraction(3, 10)


def test_a_score_outside_the_bounds_spoils_the_ballot(box: Box) -> None:
    ballots = scored(box, [{"A": 2.0, "B": 1.0}, {"B": 9.0}])
    tally = Score().tally(ballots)
    assert tally.winners == ("A",)
    assert tally.notes == ("1 spoilt ballot, such as that of S2: score 'B' 9 is outside 0 to 5",)
    assert Score(high=9.0).tally(ballots).winners == ("B",)
    assert Score(low=-9.0).tally(scored(box, [{"A": -1.0}])).winners == ("B", "C")


def test_the_mean_is_over_those_who_scored_and_needs_a_quorum(box: Box) -> None:
    sheets = [{"A": 3.0, "B": 5.0}, {"A": 3.0}, {"A": 2.0}]
    ballots = scored(box, sheets, missing=1)
    assert Score().tally(ballots).winners == ("A",)
    half = Score(mean=True).tally(ballots)
    assert (half.winners, half.scores) == (("A",), {"A": Fraction(8, 3)})
    assert half.notes == ("scored by too few of 4 to win: B (1), C (0)",)
    quarter = Score(mean=True, quorum=0.25)
    assert quarter.tally(ballots).winners == ("B",)  # 1 of 4 is a quarter: the quorum is met
    assert Score(mean=True, quorum=0.26).tally(ballots).winners == ("A",)
    assert Score(mean=True, quorum=0.0).tally(ballots).scores.keys() == {"A", "B"}
    assert Score(mean=True, quorum=0.8).tally(ballots).winners == ()
    assert quarter.why(ballots, quarter.tally(ballots)).startswith("B has 5 points on average; next comes A")


@given(SHEETS)
def test_star_elects_all_that_some_order_of_the_sums_elects(box: Box, sheets: list[dict[str, float]]) -> None:
    total = sums(sheets)
    expected = set()
    for order in permutations("ABC"):
        if sorted(order, key=total.__getitem__, reverse=True) == list(order):
            one, other = order[:2]
            margin = sum(
                (sheet.get(one, 0) > sheet.get(other, 0)) - (sheet.get(one, 0) < sheet.get(other, 0))
                for sheet in sheets
            )
            expected |= {one} if margin > 0 else {other} if margin < 0 else {one, other}
    assert set(Star().tally(scored(box, sheets)).winners) == expected


def test_star_may_elect_another_than_score(box: Box) -> None:
    ballots = scored(box, [{"A": 5.0, "B": 0.0}, {"A": 3.0, "B": 4.0}, {"A": 3.0, "B": 4.0, "C": 1.0}])
    assert Score().tally(ballots).winners == ("A",)
    tally = Star().tally(ballots)
    assert tally.winners == ("B",)
    assert [(dict(one.scores), one.out) for one in tally.rounds] == [
        ({"A": 11, "B": 8, "C": 1}, ("C",)),
        ({"A": 1, "B": 2}, ("A",)),
    ]
    assert Star().why(ballots, tally) == (
        "A and B have the highest sums, 11 and 8 points; 1 ballot scores A higher, 2 B."
    )


def test_star_names_the_two_in_the_order_of_the_options(box: Box) -> None:
    tally = Star().tally(scored(box, [{"A": 1.0, "B": 5.0}, {"A": 1.0}]))
    assert list(tally.rounds[1].scores.items()) == [("A", 1), ("B", 1)]


def test_star_says_that_the_runoff_is_tied_for(box: Box) -> None:
    ballots = scored(box, [{"A": 5.0, "B": 2.0, "C": 2.0}, {"B": 1.0}, {"C": 1.0}])
    tally = Star().tally(ballots)
    assert tally.winners == ("A", "B", "C")  # each runoff, with B or with C, ties
    assert tally.notes == ("sums tie for the runoff: every pair that could be in it is",)
    assert "Other pairs" in Star().why(ballots, tally)
    assert Star().tally(scored(box, [{"A": 9.0}])).winners == ()
    assert Star().why(ballots, Star().tally(scored(box, [{"A": 9.0}]))) == "Nobody is elected."


ORSAY = {  # per mille of the ballots; grades from 5 (excellent) to 0 (reject)
    "Bayrou": (136, 307, 251, 148, 84, 74),
    "Royal": (167, 227, 191, 168, 122, 125),
    "Sarkozy": (191, 198, 143, 115, 71, 282),
}


def test_orsay_2007(box: Box) -> None:
    """Balinski and Laraki (2010), Majority judgment, chapter 6: medians are alike, the gauge decides."""
    question = Question(text="President?", options=tuple(ORSAY))
    cells = [(name, 5.0 - i, n) for name, counts in ORSAY.items() for i, n in enumerate(counts)]
    columns = {name: [grade for one, grade, n in cells if one == name for _ in range(n)] for name in ORSAY}
    sheets = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    tally = MajorityJudgment().tally(scored(box, sheets, question=question))
    assert dict(tally.scores) == {"Bayrou": 3, "Royal": 3, "Sarkozy": 3}
    assert tally.winners == ("Bayrou",)
    (note,) = tally.notes
    assert note.startswith("equal medians: Bayrou 443 above and 306 below, Royal 394 above and 415 below, ")
    said = MajorityJudgment().why(scored(box, sheets, question=question), tally)
    assert said.startswith(
        "Bayrou has 3 as the median grade; next comes Royal with 3; equal medians: Bayrou 443"
    )
    left = {name: sheets for name, sheets in columns.items() if name != "Bayrou"}
    pair = [dict(zip(left, row, strict=True)) for row in zip(*left.values(), strict=True)]
    question = Question(text="President?", options=("Royal", "Sarkozy"))
    assert MajorityJudgment().tally(scored(box, pair, question=question)).winners == ("Royal",)


def grades(sheets: Sequence[dict[str, float]], name: str) -> list[float]:
    return sorted(sheet.get(name, 0.0) for sheet in sheets)


@given(SHEETS)
def test_the_best_lower_median_wins_by_the_gauge(box: Box, sheets: list[dict[str, float]]) -> None:
    medians = {name: grades(sheets, name)[(len(sheets) - 1) // 2] for name in "ABC"}
    tally = MajorityJudgment().tally(scored(box, sheets))
    assert tally.scores == medians

    def gauge(name: str) -> tuple[float, int, int]:
        above = sum(grade > medians[name] for grade in grades(sheets, name))
        below = sum(grade < medians[name] for grade in grades(sheets, name))
        return (medians[name], 1, above) if above > below else (medians[name], 0, -below)

    assert tally.winners == tuple(name for name in "ABC" if gauge(name) == max(map(gauge, "ABC")))


@given(SHEETS)
def test_the_gauge_agrees_with_taking_medians_away(box: Box, sheets: list[dict[str, float]]) -> None:
    """Balinski and Laraki (2010): the majority value decides what the gauge decides, and decides alike."""

    def value(name: str) -> list[float]:
        left, found = grades(sheets, name), []
        while left:
            found.append(left.pop((len(left) - 1) // 2))
        return found

    first = [name for name in "ABC" if value(name) == max(map(value, "ABC"))]
    assert set(first) <= set(MajorityJudgment().tally(scored(box, sheets)).winners)


def test_a_blank_gets_the_lowest_grade(box: Box) -> None:
    blank = box({"scores": {"A": 1.0, "B": -1.0}}, {"scores": {"A": 2.0}}, {"stance": "B"})
    assert MajorityJudgment(low=-2.0).tally(blank).scores == {"A": 1, "B": -2, "C": -2}
    assert MajorityJudgment(low=-2.0).tally(blank).winners == ("A",)
    voter, silent = {"scores": {"A": 2.0, "B": 1.0}}, {"stance": "B"}
    assert MajorityJudgment().tally(box(voter, voter, silent)).scores["A"] == 2
    assert MajorityJudgment().tally(box(voter, voter, silent, silent)).scores["A"] == 0
    assert MajorityJudgment().tally(box(voter, voter, missing=2)).scores["A"] == 2  # who is not there is not


@pytest.mark.parametrize("rule", [Score(), Star(), MajorityJudgment()])
def test_rules_over_scores_need_scores_of_options(box: Box, rule: Rule) -> None:
    assert rule.needs(Question(text="?", options=("A", "B"))) == Scores()
    with pytest.raises(SpecError, match="counts scores, and no ballot holds any"):
        rule.tally(box({"stance": "A", "approvals": ["A"]}))
    with pytest.raises(SpecError, match="chooses among options, and the question asks for several parts"):
        rule.needs(Question(text="?", parts=(Question(text="1"),)))
    assert decide(box({"scores": {"A": 7.0}}), rule).word == "no decision"


def test_a_scale_has_two_ends() -> None:
    with pytest.raises(SpecError, match="scores from 5 to 5 are none"):
        Score(low=5.0).needs(Question(text="?", options=("A", "B")))
