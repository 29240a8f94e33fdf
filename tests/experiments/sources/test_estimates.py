"""Numbers to estimate: what the errors of seats add up to."""

import math
from statistics import fmean, pvariance
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot import run
from moot.agents import DeGroot
from moot.experiments.catalogue import typed
from moot.experiments.sources import Source
from moot.experiments.sources.estimates import Estimates
from moot.protocols import Debate
from moot.sim import SpecError, ballots

NAMES = typed()
SEATS = ("Ada", "Bo", "Cy", "Di")

parts = st.floats(-2, 2)
estimates = st.builds(
    Estimates,
    count=st.integers(1, 4),
    range=st.sampled_from([(0.0, 100.0), (-1.0, 1.0), (0.001, 1e6), (1e-300, 1e-9)]),
    noise=st.floats(0, 3) | st.tuples(*[st.floats(0, 3)] * 4),
    bias=parts | st.tuples(*[parts] * 4),
    correlation=st.floats(0, 0.99),
)


def numbers(source: Estimates, seed: int = 0) -> list[tuple[float, list[float]]]:
    """The truth of each question, and what the seats estimate it to be."""
    return [
        (float(str(question.answer)), [float(str(item.stance)) for (item,) in evidence.values()])
        for question, evidence in source.cases(SEATS, seed)
    ]


@given(estimates, st.integers(0, 99))
def test_truth_and_estimates_are_answers_with_six_digits(source: Estimates, seed: int) -> None:
    for question, evidence in source.cases(SEATS, seed):
        for number in (question.answer, *(item.stance for (item,) in evidence.values())):
            assert not question.problem(number)
            assert number == float(f"{number:.6g}") or number in source.range
        assert tuple(evidence) == SEATS


@given(estimates, st.integers(0, 99))
def test_the_mean_is_as_good_as_the_seats_less_their_diversity(source: Estimates, seed: int) -> None:
    """The diversity prediction theorem of Page (2007), on every question."""
    for truth, said in numbers(source, seed):
        error = fmean((number - truth) ** 2 for number in said)
        assert math.isclose(
            (fmean(said) - truth) ** 2,
            error - pvariance(said),
            rel_tol=1e-6,
            abs_tol=1e-9 * (source.range[1] - source.range[0]) ** 2,
        )


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("rho", [0.0, 0.3, 0.8])
def test_seats_err_as_far_and_as_alike_as_was_asked_for(rho: float, scale: Any) -> None:
    span: dict[str, tuple[float, float]] = {"linear": (-40.0, 60.0), "log": (0.01, 1000.0)}
    source = Estimates(count=4000, range=span[scale], scale=scale, noise=0.04, bias=0.03, correlation=rho)
    low, high = span[scale]

    def part(number: float) -> float:
        return (
            math.log(number / low) / math.log(high / low) if scale == "log" else (number - low) / (high - low)
        )

    errors = [[part(x) - part(truth) for x in said] for truth, said in numbers(source)]
    sd = 0.04
    for seat in range(4):
        own = [row[seat] for row in errors]
        assert abs(fmean(own) - 0.03) < 4 * sd / math.sqrt(4000)
        assert abs(pvariance(own) - sd**2) < 4 * sd**2 * math.sqrt(2 / 4000)
    both = fmean((row[0] - 0.03) * (row[1] - 0.03) for row in errors) / sd**2
    assert abs(both - rho) < 4 * math.sqrt((1 + rho**2) / 4000)
    mean = pvariance([fmean(row) for row in errors])
    expected = sd**2 * (rho + (1 - rho) / 4)
    assert abs(mean - expected) < 4 * expected * math.sqrt(2 / 4000)


def test_errors_of_seats_of_their_own_correlation_correlate_by_its_geometric_mean() -> None:
    source = Estimates(count=4000, range=(0.0, 100.0), noise=0.04, correlation=(0.8, 0.2, 0.0, 0.8))
    errors = [[(x - truth) / 4 for x in said] for truth, said in numbers(source)]
    for one, other, rho in ((0, 1, 0.4), (0, 2, 0.0), (0, 3, 0.8)):
        both = fmean(row[one] * row[other] for row in errors)
        assert abs(both - rho) < 4 * math.sqrt((1 + rho**2) / 4000)


def test_the_truth_is_drawn_from_the_middle_half_or_from_where_it_is_said_to_be() -> None:
    for source, low, high in (
        (Estimates(count=300), 25.0, 75.0),
        (Estimates(count=300, range=(1.0, 10_000.0), scale="log"), 10.0, 1000.0),
        (Estimates(count=300, truth=(90.0, 100.0)), 90.0, 100.0),
        (Estimates(count=3, truth=(7.0, 7.0)), 7.0, 7.0),
    ):
        truths = [truth for truth, _ in numbers(source)]
        assert low <= min(truths) <= max(truths) <= high
        assert max(truths) - min(truths) >= 0.4 * (high - low)


def test_without_noise_seats_know_the_truth_and_a_bias_moves_each_its_own_way() -> None:
    assert all(said == [truth] * 4 for truth, said in numbers(Estimates(count=9, noise=0.0)))
    biased = Estimates(count=9, noise=0.0, bias=(0.1, -0.1, 0.0, 9.0))
    for truth, (high, low, right, end) in numbers(biased):
        assert math.isclose(high - truth, 10, rel_tol=1e-4)
        assert math.isclose(truth - low, 10, rel_tol=1e-4)
        assert (right, end) == (truth, 100.0)


def test_numeric_agents_start_from_their_estimates_and_talking_takes_their_diversity_not_their_error() -> (
    None
):
    """All who hear all, and trust all alike, hold the mean after one round: Lorenz et al. (2011)."""
    source = Estimates(count=5, correlation=0.5)
    for question, evidence in source.cases(SEATS, 3):
        made = run(
            question,
            {seat: DeGroot() for seat in SEATS},
            Debate(rounds=2),
            rule="median",
            evidence=evidence,
        )
        first = [float(str(item.stance)) for (item,) in evidence.values()]
        held = [float(str(reply.stance)) for reply in ballots(made.journal).cast.values()]
        assert pvariance(held) < 1e-18
        assert math.isclose(fmean(held), fmean(first), rel_tol=1e-12)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"range": [3.0, 3.0]}, "is empty: give the lower end first"),
        ({"range": [0.0, 9.0], "scale": "log"}, "has no logarithm"),
        ({"range": [-1e308, 1e308]}, "too wide"),
        ({"range": [1e-300, 1e300], "scale": "log"}, "too wide"),
        ({"truth": [90.0, 110.0]}, "no part of the range"),
        ({"truth": [50.0, 40.0]}, "no part of the range"),
        ({"scale": "cubic"}, "scale"),
        ({"noise": -0.1}, "noise: -0.1 is no number from 0 up: give one for all seats, or one for each"),
        ({"noise": [0.1, "x"]}, "noise: 'x' is no number from 0 up"),
        ({"bias": True}, "bias: True is no number: give one"),
        ({"bias": math.inf}, "bias: inf is no number"),
        ({"noise": [0.1, 0.2], "names": ["A"]}, "noise has 2 figures for 1 seat"),
        ({"bias": [0.1], "names": ["A", "B"]}, "bias has 1 figure for 2 seats"),
        ({"nois": 1.0}, "unknown key 'nois': did you mean 'noise'"),
    ],
)
def test_estimates_that_cannot_be_say_why(fields: dict[str, Any], expected: str) -> None:
    with pytest.raises(SpecError, match=expected) as caught:
        Source.load({"use": "estimates", "count": 2} | fields, NAMES)
    assert "\n" not in str(caught.value)


def test_figures_for_other_seats_than_sit_there_are_refused() -> None:
    with pytest.raises(SpecError, match="noise has 2 figures for 4 seats"):
        list(Estimates(count=1, noise=(0.1, 0.2)).cases(SEATS, 0))
