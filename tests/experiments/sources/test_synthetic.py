"""Questions made up: right as often, and wrong as much alike, as was asked for."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot import run
from moot.agents import Expert, Stubborn
from moot.experiments.catalogue import typed
from moot.experiments.sources import Source
from moot.experiments.sources.synthetic import Synthetic, chance_right
from moot.protocols import Debate
from moot.sim import SpecError, ballots

SEATS = ("Ada", "Bo", "Cy")
NAMES = typed()

chances = st.floats(0, 1)
synthetics = st.builds(
    Synthetic,
    count=st.integers(1, 4),
    options=st.integers(2, 12),
    difficulty=chances,
    correlation=st.floats(0, 0.99),
    attraction=st.none() | chances,
)


def rights(source: Synthetic, seats: tuple[str, ...] = SEATS, seed: int = 0) -> list[tuple[bool, ...]]:
    return [
        tuple(case.evidence[seat][0].stance == case.question.answer for seat in seats)
        for case in source.cases(seats, seed)
    ]


@given(synthetics)
def test_a_source_comes_back_from_its_spec(source: Synthetic) -> None:
    assert Source.load(source.spec(), NAMES) == source


@given(synthetics, st.integers(0, 2**31))
def test_cases_are_a_function_of_the_source_the_seats_and_the_seed(source: Synthetic, seed: int) -> None:
    cases = list(source.cases(SEATS, seed))
    assert cases == list(source.cases(SEATS, seed))
    assert [case.question.id for case in cases] == [f"synthetic-{i}" for i in range(1, source.count + 1)]
    for question, evidence in cases:
        assert question.answer in question.options
        assert len(question.options) == source.options
        assert tuple(evidence) == SEATS
        assert all(item.stance in question.options for (item,) in evidence.values())


@given(synthetics, st.integers(0, 2**31))
def test_a_seat_is_told_the_same_whoever_sits_after_it_and_whatever_it_is_called(
    source: Synthetic, seed: int
) -> None:
    few, many = source.cases(("X", "Y"), seed), source.cases(SEATS, seed)
    for less, more in zip(few, many, strict=True):
        assert less.question == more.question
        assert tuple(less.evidence.values()) == tuple(more.evidence.values())[:2]


@given(chances, chances, st.floats(0, 0.99), st.integers(0, 1000))
def test_a_higher_accuracy_never_turns_a_right_answer_wrong(
    p: float, q: float, correlation: float, seed: int
) -> None:
    low, high = (
        rights(Synthetic(count=20, difficulty=1 - chance, correlation=correlation), seed=seed)
        for chance in sorted((p, q))
    )
    assert all(
        b >= a for worse, better in zip(low, high, strict=True) for a, b in zip(worse, better, strict=True)
    )


@given(st.floats(0.01, 0.99), st.floats(0, 0.95))
def test_the_mean_chance_to_be_right_is_the_accuracy_whatever_the_correlation(p: float, rho: float) -> None:
    grid = np.linspace(-9, 9, 4001)
    weights = np.exp(-(grid**2) / 2)
    values = np.array([chance_right(p, rho, z) for z in grid])
    assert math.isclose(float((values * weights).sum() / weights.sum()), p, abs_tol=1e-6)


def test_answers_are_right_as_often_as_said_and_the_truth_stands_anywhere() -> None:
    source = Synthetic(count=3000, options=5, accuracy=(0.9, 0.6, 0.2), correlation=0.5, attraction=0.7)
    cases = list(source.cases(SEATS, 1))
    for place, p in enumerate((0.9, 0.6, 0.2)):
        share = sum(row[place] for row in rights(source, seed=1)) / 3000
        assert abs(share - p) < 4 * math.sqrt(p * (1 - p) / 3000)
    places = Counter(question.options.index(str(question.answer)) for question, _ in cases)
    assert all(abs(places[i] - 600) < 4 * math.sqrt(480) for i in range(5))
    assert {item.accuracy for case in cases for item in case.evidence["Cy"]} == {0.2}


@pytest.mark.parametrize(("attraction", "shared"), [(None, 1 / 9), (0.6, 0.36 + 0.16 / 8), (1.0, 1.0)])
def test_two_wrong_seats_meet_on_an_option_as_often_as_the_attraction_says(
    attraction: float | None, shared: float
) -> None:
    source = Synthetic(count=3000, options=10, difficulty=1.0, attraction=attraction)
    met = sum(case.evidence["Ada"] == case.evidence["Bo"] for case in source.cases(SEATS, 3))
    assert abs(met / 3000 - shared) <= 4 * math.sqrt(shared * (1 - shared) / 3000)


def test_errors_correlate_as_the_normal_copula_says() -> None:
    # for p = 1/2, P(both right) = 1/4 + arcsin(rho) / 2 pi (Sheppard, 1899)
    source = Synthetic(count=4000, difficulty=0.5, correlation=0.5)
    both = sum(row[0] and row[1] for row in rights(source, seed=5)) / 4000
    assert abs(both - (0.25 + math.asin(0.5) / math.tau)) < 4 * math.sqrt(0.33 * 0.67 / 4000)


@pytest.mark.parametrize(("others", "rho"), [(0.5, 0.5), (0.0, 0.0), (0.1, math.sqrt(0.05))])
def test_seats_of_their_own_correlation_err_alike_by_its_geometric_mean(others: float, rho: float) -> None:
    source = Synthetic(count=4000, difficulty=0.5, correlation=(others, 0.5, 0.0))
    found = rights(source, seed=5)
    both = sum(row[0] and row[1] for row in found) / 4000
    assert abs(both - (0.25 + math.asin(rho) / math.tau)) < 4 * math.sqrt(0.33 * 0.67 / 4000)
    assert abs(sum(row[1] and row[2] for row in found) / 4000 - 0.25) < 4 * math.sqrt(0.25 * 0.75 / 4000)


def test_one_seat_may_be_drawn_to_the_attractive_option_and_another_not() -> None:
    source = Synthetic(count=200, difficulty=1.0, attraction=(1.0, 0.0, 1.0))
    for _, evidence in source.cases(SEATS, 3):
        assert evidence["Ada"] == evidence["Cy"] != evidence["Bo"]


@given(synthetics, st.integers(0, 2**31))
def test_unshuffled_the_truth_is_the_first_option_and_seats_are_right_as_often(
    source: Synthetic, seed: int
) -> None:
    placed = source.model_copy(update={"shuffled": False})
    assert all(case.question.answer == case.question.options[0] for case in placed.cases(SEATS, seed))
    assert rights(placed, seed=seed) == rights(source, seed=seed)


def test_with_two_options_there_is_one_way_to_be_wrong() -> None:
    for case in Synthetic(count=20, options=2, difficulty=1.0, attraction=0.0).cases(SEATS, 0):
        assert {case.question.answer} | {item.stance for (item,) in case.evidence.values()} == set(
            case.question.options
        )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"count": 0}, "count"),
        ({"count": 3, "options": 1}, "options"),
        ({"count": 3, "correlation": 1.0}, r"correlation: 1\.0 is no number from 0 to 1, 1 excluded"),
        ({"count": 3, "correlation": [0.3, -0.1]}, r"correlation: -0\.1 is no number"),
        ({"count": 3, "correlation": [0.3], "names": ["A", "B"]}, "correlation has 1 figure for 2 seats"),
        ({"count": 3, "attraction": [0.3], "names": ["A", "B"]}, "attraction has 1 figure for 2 seats"),
        ({"count": 3, "dificulty": 0.2}, "did you mean 'difficulty'"),
        ({"count": 3, "accuracy": [0.2, 0.3], "names": ["A"]}, "2 figures for 1 seat"),
        ({"count": 3, "accuracy": [0.2], "difficulty": 0.3}, "difficulty and accuracy say the same thing"),
        ({"count": 3, "accuracy": [0.2], "domains": {"law": 0.3}}, "accuracy and domains say the same thing"),
        ({"count": 3, "domains": [["law", 0.3], ["law", 0.4]]}, "a domain stands twice"),
        (
            {"count": 3, "domains": {"law": [0.3]}, "names": ["A", "B"]},
            r"domains\.law has 1 figure for 2 seats",
        ),
        ({"count": 3, "domains": {"law": 1.3}}, r"domains\.0\.1: 1\.3 is no number from 0 to 1"),
        ({"count": 3, "domains": 3}, "domains: 3 is no table: write one such as"),
    ],
)
def test_a_synthetic_source_that_cannot_be_says_why(fields: dict[str, object], expected: str) -> None:
    with pytest.raises(SpecError, match=expected):
        Source.load({"use": "synthetic"} | fields, NAMES)


def test_seats_that_a_source_knows_nothing_of_are_answered_with_the_nearest() -> None:
    with pytest.raises(SpecError, match="did you mean 'Gemini'"):
        list(Synthetic(count=1, names=("Gemini", "Llama")).cases(("Gemni",), 0))
    with pytest.raises(SpecError, match=r"domains\.law has 1 figure for 3 seats"):
        list(Synthetic(count=1, domains=(("law", (0.2,)),)).cases(SEATS, 0))
    with pytest.raises(SpecError, match="2 figures for 3 seats"):
        list(Synthetic(count=1, accuracy=(0.2, 0.3)).cases(SEATS, 0))


def test_named_seats_keep_their_accuracy_in_any_order() -> None:
    source = Synthetic(count=5, accuracy=(1.0, 0.0), names=("Sage", "Fool"))
    assert source.seats() == ("Sage", "Fool")
    assert rights(source, ("Fool", "Sage")) == [(False, True)] * 5


def test_each_domain_has_its_own_accuracies() -> None:
    source = Source.load(
        {"use": "synthetic", "count": 400, "domains": {"law": [1.0, 0.0, 1.0], "tea": 0.0}}, NAMES
    )
    assert Source.load(source.spec(), NAMES) == source
    seen: Counter[object] = Counter()
    for question, evidence in source.cases(SEATS, 2):
        right = tuple(item.stance == question.answer for (item,) in evidence.values())
        told = tuple(item.accuracy for (item,) in evidence.values())
        seen[question.domain, right, told] += 1
    law = ("law", (True, False, True), (1.0, 0.0, 1.0))
    assert set(seen) == {law, ("tea", (False,) * 3, (0.0,) * 3)}
    assert abs(seen[law] - 200) < 4 * math.sqrt(100)


def test_a_seat_that_is_not_told_its_accuracy_hears_the_same_otherwise() -> None:
    told, untold = (list(Synthetic(count=9, told=told).cases(SEATS, 4)) for told in (True, False))
    for more, less in zip(told, untold, strict=True):
        assert less.question == more.question
        for seat in SEATS:
            assert less.evidence[seat] == (more.evidence[seat][0].model_copy(update={"accuracy": None}),)


def test_an_expert_insists_where_it_knows_and_gives_way_elsewhere() -> None:
    """Untold, it goes by what it says that it knows: alone against two in its own domain."""
    sure = Expert(domains=(("law", 0.99),))
    source = Synthetic(count=60, options=2, told=False, domains=(("law", (1.0, 0.0, 0.0)), ("tea", 0.5)))
    panel = {"Ada": sure, "Bo": Stubborn(), "Cy": Stubborn()}
    stayed: Counter[object] = Counter()
    for question, evidence in source.cases(SEATS, 1):
        first = {seat: item.stance for seat, (item,) in evidence.items()}
        if first["Ada"] not in (first["Bo"], first["Cy"]):
            made = run(question, panel, Debate(rounds=2), evidence=evidence, seed=1)
            stayed[question.domain, ballots(made.journal).cast["Ada"].stance == first["Ada"]] += 1
    assert set(stayed) == {("law", True), ("tea", False)}
