"""Laws of aggregation that hold for all inputs. Figures of the literature are in `moot laws`."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.laws.juries import as_of_two, best_guess, by_all_votes, known
from moot.protocols.rules import Mean
from moot.sim import Ballots, Question, Reply

EXACT = 1e-9


@given(st.lists(st.floats(0.05, 0.95), min_size=1, max_size=4), st.sampled_from([2, 3]))
def test_no_rule_is_right_more_often_than_the_optimal_weights(accuracies: list[float], k: int) -> None:
    """Nitzan and Paroush (1982), Shapley and Grofman (1984)."""
    options = ("right", "wrong", "wrong too")[:k]
    measured = by_all_votes(known(accuracies), accuracies, options)
    assert measured == pytest.approx(best_guess(accuracies, k), abs=EXACT)
    assert by_all_votes(as_of_two(accuracies), accuracies, options) <= measured + EXACT


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.floats(0, 1))
def test_the_diversity_prediction_theorem(numbers: list[float], truth: float) -> None:
    """Page (2007): the error of the mean is the mean error less the variance, divided by n."""
    question = Question(text="?", range=(0.0, 1.0))
    cast = {f"S{i}": Reply(stance=number) for i, number in enumerate(numbers)}
    (mean,) = Mean().tally(Ballots(question, cast, {})).winners
    assert isinstance(mean, float)
    n = len(numbers)
    errors = math.fsum((number - truth) ** 2 for number in numbers) / n
    centre = math.fsum(numbers) / n
    variance = math.fsum((number - centre) ** 2 for number in numbers) / n
    assert (mean - truth) ** 2 == pytest.approx(errors - variance, abs=EXACT)
    if n > 1 and variance > 0.01:  # its mutant: the variance of a sample
        assert (mean - truth) ** 2 != pytest.approx(errors - variance * n / (n - 1), abs=EXACT)
