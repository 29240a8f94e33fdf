"""Each measure against what its definition gives by hand, and all of them within their ranges."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import DeGroot, Stubborn
from moot.experiments.measures import MEASURES
from moot.protocols import Debate, Gossip, JudgedDebate, Meetings, Relay
from moot.protocols.rules import Borda, Median
from moot.sim import Drop, Influence, Journal, Question, Reply, Ring, Topology
from moot.sim import Said as Statement
from moot.sim.used import Used

Said = Callable[..., Journal]
Figures = Callable[..., dict[str, float | None]]

OPTIONS = ("A", "B", "C")
UNKNOWN = Question(text="Which?", options=OPTIONS)
TWO = Question(text="Which?", options=("A", "B"), answer="A")
TEXT = Question(text="Where?", answer="Free accommodation")
NUMBER = Question(text="N", range=(0.0, 10.0), answer=3.0)

lines = st.integers(1, 3).flatmap(
    lambda rounds: st.lists(
        st.lists(st.sampled_from([*OPTIONS, None]), min_size=rounds, max_size=rounds), min_size=1, max_size=6
    )
)


@pytest.mark.parametrize(
    ("stances", "accuracy", "split", "agreement", "above"),
    [
        ("AAB", 1.0, 1.0, 2 / 3, 0.0),
        ("ABB", 0.0, 0.0, 2 / 3, 0.0),
        ("AB", 0.0, 0.5, 1 / 2, -0.5),
        ("ABC", 0.0, 1 / 3, 1 / 3, -0.5),
        ("BC", 0.0, 0.0, 1 / 2, -0.5),
        ("AAAB", 1.0, 1.0, 3 / 4, 0.25),
        ("CCC", 0.0, 0.0, 1.0, 1.0),
        ("A", 1.0, 1.0, 1.0, None),
    ],
)
def test_accuracy_counts_a_tie_as_wrong_or_splits_it(
    said: Said,
    figures: Figures,
    stances: str,
    accuracy: float,
    split: float,
    agreement: float,
    above: float | None,
) -> None:
    found = figures(said([[stance] for stance in stances]))
    assert (found["accuracy"], found["accuracy-split"], found["agreement"]) == (accuracy, split, agreement)
    assert found["agreement-above-chance"] == pytest.approx(above)
    assert found["consensus"] == float(agreement == 1)
    assert found["messages"] == found["asks"] == len(stances)


@pytest.mark.parametrize(
    ("numbers", "error"), [((3.0, 3.0), 0.0), ((10.0, 2.0, 1.0), 0.1), ((3.0, 8.0), 0.25)]
)
def test_the_error_of_a_number_is_told_in_parts_of_the_range(
    said: Said, figures: Figures, numbers: tuple[float, ...], error: float
) -> None:
    found = figures(said([[number] for number in numbers], NUMBER), Median())
    assert found["error"] == pytest.approx(error)
    assert figures(said([["A"]]))["error"] is None


def test_where_no_number_won_the_error_is_as_large_as_it_can_be(said: Said, figures: Figures) -> None:
    assert figures(said([[None], [None]], NUMBER), Median())["error"] == pytest.approx(0.7)  # from 3 to 10


def test_numbers_are_near_or_far_and_never_right_or_wrong(said: Said, figures: Figures) -> None:
    found = figures(said([[3.0, 4.0], [5.0, 3.0]], NUMBER), Median())
    undefined = {"accuracy", "accuracy-split", "minority-rescued", "majority-destroyed", "right-to-wrong"}
    undefined |= {"wrong-to-right", "wrong-to-wrong"}
    assert {found[name] for name in undefined} == {None}
    assert found["error"] == pytest.approx(0.05)
    assert found["flip-rate"] == 1.0


def test_free_answers_are_right_whatever_their_spelling(said: Said, figures: Figures) -> None:
    found = figures(said([["free accomodation.", "B"], ["B", "free accomodation."], ["B", "B"]], TEXT))
    assert (found["right-to-wrong"], found["wrong-to-right"]) == (1.0, 1.0)
    assert (found["minority-rescued"], found["accuracy"]) == (0.0, 0.0)
    assert figures(said([["free accomodation."], ["B"]], TEXT))["accuracy-split"] == 0.5
    assert figures(said([["FREE accommodation"], ["B"], ["Free accommodation"]], TEXT))["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("stances", "rescued", "destroyed"),
    [
        (["AA", "BA", "BA"], 1.0, None),  # a minority that won
        (["AA", "BB", "BB"], 0.0, None),
        (["AA", "BA"], 1.0, None),  # a tie is no lead
        (["AB", "AB", "BB"], None, 1.0),  # a majority that lost
        (["AB", "AA", "CC"], None, 1.0),  # a tie in the end is not right
        (["AA", "AB", "BA"], None, 0.0),
        (["AA", "BB", "CC", "AA"], None, 0.0),  # a plurality is enough
        (["BA", "BA"], None, None),  # nobody held it at first
    ],
)
def test_a_minority_is_rescued_and_a_majority_destroyed(
    said: Said, figures: Figures, stances: list[str], rescued: float | None, destroyed: float | None
) -> None:
    found = figures(said(stances))
    assert (found["minority-rescued"], found["majority-destroyed"]) == (rescued, destroyed)


def test_first_stances_are_each_seats_own_first_whenever_it_took_one(said: Said, figures: Figures) -> None:
    found = figures(said([[None, "A"], ["B", "A"], [None, "A"]]))
    assert (found["minority-rescued"], found["majority-destroyed"]) == (None, 0.0)


def test_flips_are_counted_by_where_they_lead(said: Said, figures: Figures) -> None:
    found = figures(said(["AB", "BA", "BC", "CA", "AA"]))
    assert (found["right-to-wrong"], found["wrong-to-right"], found["wrong-to-wrong"]) == (1.0, 2.0, 1.0)
    assert found["flip-rate"] == 0.8
    assert (found["messages"], found["asks"]) == (10.0, 10.0)


def test_a_seat_that_abstains_between_keeps_its_stance(said: Said, figures: Figures) -> None:
    found = figures(said([["A", None, "B"], ["A", None, "A"]]))
    assert (found["right-to-wrong"], found["flip-rate"]) == (1.0, 0.5)


def test_who_does_not_answer_stays_in_the_electorate_and_was_asked(said: Said, figures: Figures) -> None:
    found = figures(said([["A"], ["A"], [None], [None]]))
    assert (found["accuracy"], found["agreement"], found["consensus"]) == (1.0, 0.5, 0.0)
    assert found["agreement-above-chance"] == 1.0  # all that were cast agree
    assert (found["messages"], found["asks"]) == (2.0, 4.0)
    nobody = figures(said([[None]]))
    assert (nobody["accuracy"], nobody["accuracy-split"], nobody["agreement"]) == (0.0, 0.0, 0.0)
    assert nobody["stances"] is None


def test_where_one_seat_of_several_decides_nothing_is_said_of_agreement(figures: Figures, talk: Said) -> None:
    found = figures(talk([Stubborn(stance="A")] * 3, JudgedDebate(), TWO))
    assert (found["accuracy"], found["agreement"], found["consensus"]) == (1.0, None, None)


def test_without_a_known_truth_nothing_is_right_or_wrong(said: Said, figures: Figures) -> None:
    found = figures(said([[Reply(stance="A", confidence=0.5), "B"], ["B", "B"]], UNKNOWN))
    of_truth = {"accuracy", "accuracy-split", "minority-rescued", "majority-destroyed", "brier", "log-score"}
    of_truth |= {"right-to-wrong", "wrong-to-right", "wrong-to-wrong"}
    assert {name for name in of_truth if found[name] is not None} == set()
    assert (found["agreement"], found["flip-rate"]) == (1.0, 0.5)


def test_beliefs_are_scored_over_all_options(said: Said, figures: Figures) -> None:
    sure, torn = (("A", 1.0),), (("A", 0.25), ("B", 0.5), ("C", 0.25))
    talk = said([[Reply(stance="A", belief=sure)], [Reply(stance="B", belief=torn)], ["C"]])
    found = figures(talk)
    assert found["brier"] == pytest.approx((0 + (0.75**2 + 0.5**2 + 0.25**2)) / 2)
    assert found["log-score"] == pytest.approx(-math.log(0.25) / 2)


@pytest.mark.parametrize(
    ("stance", "confidence", "brier", "loss"),
    [
        ("A", 1.0, 0.0, 0.0),
        ("B", 1.0, 2.0, -math.log(0.001)),  # clipped
        ("A", 0.7, 2 * 0.3**2, -math.log(0.7)),
        ("B", 0.7, 2 * 0.7**2, -math.log(0.3)),
    ],
)
def test_a_confidence_leaves_the_rest_to_the_other_options(
    said: Said, figures: Figures, stance: str, confidence: float, brier: float, loss: float
) -> None:
    found = figures(said([[Reply(stance=stance, confidence=confidence)]], TWO))
    assert [found["brier"], found["log-score"]] == pytest.approx([brier, loss])


def test_the_rest_is_shared_evenly_and_only_the_last_statement_counts(said: Said, figures: Figures) -> None:
    unsure, third = Reply(stance="C", confidence=0.9), Reply(stance="B", confidence=0.5)
    found = figures(said([[unsure, third], [unsure, "A"]]))
    assert found["brier"] == pytest.approx(0.75**2 + 0.5**2 + 0.25**2)
    assert found["log-score"] == pytest.approx(-math.log(0.25))
    assert figures(said([[unsure, "A"]]))["brier"] is None


def test_rounds_to_consensus_are_counted_to_the_one_that_lasts(said: Said, figures: Figures) -> None:
    assert figures(said(["AAAA", "BAAA"]))["rounds-to-consensus"] == 2
    assert figures(said(["ABAA", "AAAA"]))["rounds-to-consensus"] == 3
    assert figures(said(["AB", "AA"]))["rounds-to-consensus"] is None
    assert figures(said([["A", "A"], [None, None]]))["rounds-to-consensus"] is None


def test_a_round_may_have_many_asks(said: Said, figures: Figures) -> None:
    found = figures(said(["AA", "BA", "BA"], protocol=Relay(rounds=2)))
    assert (found["rounds-to-consensus"], found["asks"]) == (2, 9)
    assert figures(said(["AAA", "AAA"], protocol=Meetings(sweeps=1)))["rounds-to-consensus"] == 0


def test_a_talk_without_rounds_has_none_to_consensus(said: Said, figures: Figures) -> None:
    found = figures(said(["AAAAA", "AAAAA"], protocol=Gossip(seconds=1.0)))
    assert (found["rounds-to-consensus"], found["consensus"]) == (None, 1.0)


def numbers(talk: Said, *starts: float, rounds: int = 1, topology: Topology | None = None) -> Journal:
    """A talk of DeGroot seats that start there, from 0 to 10."""
    return talk([DeGroot(start=one) for one in starts], Debate(rounds=rounds), NUMBER, topology=topology)


def test_numbers_are_measured_in_parts_of_their_range(figures: Figures, talk: Said) -> None:
    found = figures(numbers(talk, 0.0, 10.0))
    assert (found["variance"], found["pairwise-distance"], found["esteban-ray"]) == (0.25, 1.0, 0.25)
    assert (found["stances"], found["simpson"], found["rounds-to-consensus"]) == (2.0, 0.5, None)
    assert (found["consensus"], found["agreement-above-chance"], found["brier"]) == (0.0, None, None)
    near = figures(numbers(talk, 5.0, 5.05))
    assert (near["stances"], near["rounds-to-consensus"], near["esteban-ray"]) == (1.0, 1.0, 0.0)
    assert (near["consensus"], near["agreement"]) == (1.0, 0.5)
    moved = figures(numbers(talk, 0.0, 10.0, rounds=2))
    assert (moved["variance"], moved["rounds-to-consensus"], moved["flip-rate"]) == (0.0, 2.0, 1.0)
    assert figures(numbers(talk, 0.0, 0.0, 10.0, 10.0))["bimodality"] == pytest.approx(1 / 7.5)


def test_options_are_measured_as_they_are_held_at_the_end(said: Said, figures: Figures) -> None:
    found = figures(said(["AB", "BB", "AA", "AA"]))
    assert (found["stances"], found["simpson"]) == (2.0, 0.5)
    assert found["entropy"] == pytest.approx(math.log(2))
    assert (found["reynal-querol"], found["flip-rate"], found["variance"]) == (1.0, 0.25, None)
    assert found["assortativity"] is None  # all hear all
    assert figures(said(["A", "B"]))["flip-rate"] is None


def test_an_echo_chamber_is_told_by_its_lines(figures: Figures, talk: Said) -> None:
    """Four on a circle, 0 0 10 10: each hears one of its like and one of the others."""
    found = figures(numbers(talk, 0.0, 0.0, 10.0, 10.0, topology=Ring()))
    assert (found["local-agreement"], found["e-i-index"], found["assortativity"]) == (0.5, 0.0, 0.0)


def test_concentration_is_that_of_who_was_followed(said: Said, figures: Figures) -> None:
    one = figures(said(["AA", "BA", "CA", "BA"]))  # three follow the first
    assert one["influence-concentration"] == pytest.approx(3 / 4)
    even = figures(said(["AB", "BA"]))  # each follows the other
    assert even["influence-concentration"] == 0.0
    assert figures(said(["AA", "BB"]))["influence-concentration"] is None
    assert figures(said(["AC", "BB"]))["influence-concentration"] is None  # to what nobody held


def test_costs_are_counted_and_what_live_seats_took_is_read_off_the_journal(
    said: Said, figures: Figures
) -> None:
    struck = said(["AA", "BB", "AA"], setting={"interceptors": (Drop(rate=1.0),)})
    found = figures(struck)
    assert (found["messages"], found["asks"], found["intercepted"]) == (6.0, 6.0, 12.0)
    assert (found["tokens"], found["price"]) == (None, None)
    took = Used("m", calls=1, read=1000, written=200, price=Decimal("0.125"), seconds=1.5)
    entries = [one._replace(used=took) if isinstance(one, Statement) else one for one in struck.entries]
    told = figures(Journal(struck.header, entries, struck.close))
    answers = sum(isinstance(one, Statement) for one in struck.entries)
    assert (told["tokens"], told["price"]) == (1200.0 * answers, 0.125 * answers)


@given(lines)
def test_figures_keep_their_ranges_and_agree_with_each_other(
    said: Said, figures: Figures, stances: list[list[str | None]]
) -> None:
    journal = said(stances)
    found = figures(journal)  # a figure outside its range is a trouble there
    named = {name: figure for name, figure in found.items() if figure is not None}
    assert all(MEASURES[name].low <= figure <= MEASURES[name].high for name, figure in named.items())
    assert 0 <= named["accuracy"] <= named["accuracy-split"] <= 1
    assert named["consensus"] == float(named["agreement"] == 1)
    parted = sum(named[name] for name in ("right-to-wrong", "wrong-to-right", "wrong-to-wrong"))
    assert parted == len(Influence(journal).flips)
    assert named["messages"] <= named["asks"]
    assert not {"minority-rescued", "majority-destroyed"} <= named.keys()


@given(lines, st.sampled_from([{}, {"topology": Ring()}, {"setting": {"interceptors": (Drop(rate=0.5),)}}]))
def test_concentration_is_the_gini_of_observed_influence(
    said: Said, figures: Figures, stances: list[list[str | None]], setting: dict[str, Any]
) -> None:
    journal = said(stances, **(setting if len(stances) > 2 else {}))
    moved = list(Influence(journal).total("observed").values())
    n, total = len(moved), sum(moved)
    by_hand = sum(abs(a - b) for a in moved for b in moved) / (2 * n * total) if total else None
    assert figures(journal)["influence-concentration"] == pytest.approx(by_hand, abs=1e-12)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.floats(0, 1)), min_size=1, max_size=5))
def test_on_two_options_a_brier_score_is_twice_that_of_the_event(
    said: Said, figures: Figures, sure: list[tuple[str, float]]
) -> None:
    found = figures(said([[Reply(stance=stance, confidence=p)] for stance, p in sure], TWO))
    events = [(p if stance == "A" else 1 - p) for stance, p in sure]
    assert found["brier"] == pytest.approx(sum(2 * (1 - p) ** 2 for p in events) / len(events))


@given(st.lists(st.sampled_from("ABC"), min_size=2, max_size=7))
def test_agreement_above_chance_is_the_share_of_agreeing_pairs_put_on_a_scale(
    said: Said, figures: Figures, stances: list[str]
) -> None:
    pairs = [one == other for i, one in enumerate(stances) for other in stances[:i]]
    found = figures(said([[stance] for stance in stances]), Borda())
    assert found["agreement-above-chance"] == pytest.approx((sum(pairs) / len(pairs) - 1 / 3) * 1.5)
