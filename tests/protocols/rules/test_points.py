"""Points out of a budget: summed, and a ballot over it is spoilt."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import Cumulative, Quadratic
from moot.sim import Ballots, Points, Question, Rule, SpecError, decide

Box = Callable[..., Ballots]
Q = Question(text="?", options=("A", "B"))


@pytest.mark.parametrize(
    ("rule", "cost"), [(Cumulative(budget=9.0), lambda v: v), (Quadratic(budget=9.0), lambda v: v * v)]
)
@given(cast=st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_within_the_budget_is_summed_and_the_rest_is_spoilt(
    box: Box, rule: Rule, cost: Callable[[int], int], cast: list[list[int]]
) -> None:
    ballots = box(*({"points": dict(zip("ABC", map(float, row), strict=True))} for row in cast))
    valid = [row for row in cast if sum(map(cost, row)) <= 9]
    verdict = decide(ballots, rule)
    assert verdict.electorate == len(cast)
    assert any("spoilt" in note for note in verdict.tally.notes) == (len(valid) < len(cast))
    if not valid:
        assert (verdict.word, verdict.winners) == ("no decision", ())
        return
    totals = dict(zip("ABC", map(sum, zip(*valid, strict=True)), strict=True))
    assert verdict.tally.scores == totals
    assert verdict.winners == tuple(name for name in "ABC" if totals[name] == max(totals.values()))


def test_intensity_counts_for_less_at_quadratic_cost(box: Box) -> None:
    strong, mild = {"points": {"A": 10.0}}, {"points": {"B": 4.0}}
    ballots = box(strong, mild, mild)
    assert Cumulative().tally(ballots).winners == ("A",)
    square = box({"points": {"A": 10.0**0.5}}, {"points": {"B": 3.0}}, {"points": {"B": 3.0, "C": 1.0}})
    tally = Quadratic().tally(square)
    assert tally.winners == ("B",)
    assert Quadratic().why(square, tally) == "B has 6 points; next comes A with 3.16228."


def test_spoilt_ballots_are_told_and_never_rescaled(box: Box) -> None:
    tally = Quadratic().tally(box({"points": {"A": 3.0, "B": 1.0}}, {"points": {"B": 3.5}}))
    assert tally.winners == ("A",)
    assert tally.notes == (
        "1 spoilt ballot, such as that of S2: the points cost 12.25, and the budget is 10",
    )
    assert Cumulative().tally(box({"points": {"A": 1.0}}, {"points": {"B": -2.0}})).winners == ("A",)
    thrice = Cumulative().tally(box({"points": {"A": 11.0}}, weights={"S1": 3}))
    assert thrice.notes[0].startswith("3 spoilt ballots, such as that of S1: the points cost 11")


def test_the_ballot_has_the_budget_of_the_rule(box: Box) -> None:
    assert Cumulative(budget=3.0).needs(Q) == Points(budget=3.0)
    assert Quadratic(budget=3.0).needs(Q) == Points(budget=3.0, quadratic=True)
    with pytest.raises(SpecError, match="quadratic counts points, and no ballot holds any"):
        Quadratic().tally(box({"stance": "A"}))
