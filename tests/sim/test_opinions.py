"""Measures of opinions against their definitions, and against scipy and networkx."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from moot.sim import opinions

numbers = st.lists(st.integers(0, 100).map(lambda i: i / 100), min_size=2, max_size=12)
stances = st.lists(st.sampled_from("xyz"), min_size=1, max_size=12)


@given(stances)
def test_diversity_is_what_its_sources_say(held: list[str]) -> None:
    share = np.array([held.count(one) for one in set(held)]) / len(held)
    assert opinions.entropy(held) == pytest.approx(stats.entropy(share), abs=1e-12)
    assert opinions.simpson(held) == pytest.approx(np.mean([a != b for a in held for b in held]), abs=1e-12)
    assert opinions.effective_number(held) == pytest.approx(1 / (share**2).sum(), abs=1e-12)
    assert opinions.reynal_querol(held) == pytest.approx(
        1 - (((0.5 - share) / 0.5) ** 2 * share).sum(), abs=1e-12
    )


@given(numbers)
def test_polarisation_is_what_its_sources_say(held: list[float]) -> None:
    n = len(held)
    assert opinions.variance(held) == pytest.approx(np.var(held), abs=1e-12)
    apart = [abs(a - b) for i, a in enumerate(held) for j, b in enumerate(held) if i != j]
    assert opinions.mean_pairwise_distance(held) == pytest.approx(np.mean(apart), abs=1e-12)
    camps = {one: held.count(one) / n for one in held}
    for alpha in (0.5, 1.0, 1.6):
        by_hand = sum(p ** (1 + alpha) * q * abs(a - b) for a, p in camps.items() for b, q in camps.items())
        assert opinions.esteban_ray(held, alpha) == pytest.approx(by_hand, abs=1e-12)


@given(st.lists(st.integers(0, 20).map(float), min_size=4, max_size=30))
def test_bimodality_is_that_of_scipys_moments(held: list[float]) -> None:
    n = len(held)
    assume(len(set(held)) > 1)
    skewness, kurtosis = stats.skew(held, bias=False), stats.kurtosis(held, bias=False)
    expected = (skewness**2 + 1) / (kurtosis + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))
    assert opinions.bimodality_coefficient(held) == pytest.approx(expected, rel=1e-9)


def test_two_camps_are_told_from_one_and_from_an_even_spread() -> None:
    camps, even = [0.0, 1.0] * 500, np.linspace(0, 1, 1000).tolist()
    one = np.random.default_rng(1).normal(0.5, 0.1, 20_000).tolist()
    found = [opinions.bimodality_coefficient(held) for held in (camps, even, one)]
    assert found == pytest.approx([1.0, 5 / 9, 1 / 3], abs=0.02)
    assert opinions.esteban_ray(camps) == 0.25
    assert opinions.esteban_ray(one, gap=1.0) == 0.0
    assert opinions.reynal_querol("xxyy") == 1.0
    assert opinions.bimodality_coefficient([0.5] * 9) is None


@given(stances.filter(lambda held: len(held) > 1), st.integers(0, 2**32))
def test_echoes_are_those_of_networkx(held: list[str], seed: int) -> None:
    graph = nx.gnp_random_graph(len(held), 0.4, seed=seed, directed=True)
    nx.set_node_attributes(graph, dict(enumerate(held)), "held")
    lines = list(graph.edges)
    if not lines:
        assert opinions.e_i_index(held, lines) is opinions.assortativity(held, lines) is None
        return
    crossing = sum(held[u] != held[v] for u, v in lines)
    assert opinions.e_i_index(held, lines) == pytest.approx((2 * crossing - len(lines)) / len(lines))
    alike = [np.mean([held[u] == held[v] for u in graph.predecessors(v)]) for v in graph if graph.pred[v]]
    assert opinions.local_agreement(held, lines) == pytest.approx(np.mean(alike))
    found = opinions.assortativity(held, lines)
    if found is None:
        assert len({held[i] for line in lines for i in line}) == 1
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            assert found == pytest.approx(nx.attribute_assortativity_coefficient(graph, "held"), abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=5, max_size=9), st.integers(0, 2**32))
def test_of_numbers_assortativity_is_their_correlation(held: list[float], seed: int) -> None:
    graph = nx.gnp_random_graph(len(held), 0.5, seed=seed, directed=True)
    found = opinions.assortativity(held, graph.edges)
    if found is not None:
        assume(np.ptp(held) > 1e-3)
        one, other = np.array([(held[u], held[v]) for u, v in graph.edges]).T
        assume(min(one.std(), other.std()) > 1e-6)
        assert found == pytest.approx(np.corrcoef(one, other)[0, 1], abs=1e-6)


@given(numbers, st.floats(0, 0.5))
def test_clusters_are_parted_by_gaps(held: list[float], gap: float) -> None:
    camps = opinions.clusters(held, gap)
    assert [one for camp in camps for one in camp] == sorted(held)
    assert all(b - a <= gap for camp in camps for a, b in pairwise(camp))
    assert all(camps[i + 1][0] - camps[i][-1] > gap for i in range(len(camps) - 1))


@pytest.mark.parametrize(
    ("course", "spread", "time"),
    [
        (["xy", "xx", "xx"], 0.0, 1),
        (["xx"], 0.0, 0),
        (["xx", "xy"], 0.0, None),
        ([["x", None], ["x", "x"]], 0.0, 1),
        ([[None, None]], 0.0, None),
        ([[0.0, 1.0], [0.4, 0.5], [0.45, 0.46]], 0.2, 1),
        ([[0.0, 1.0], [0.4, None]], 0.2, None),
        ([], 0.0, None),
    ],
)
def test_consensus_is_reached_when_it_is_not_left_again(course: Any, spread: float, time: int | None) -> None:
    assert opinions.time_to_consensus(course, spread) == time


MEASURES: dict[str, Callable[[list[Any]], float | None]] = {
    "assortativity": lambda held: opinions.assortativity(held, []),
    "bimodality_coefficient": opinions.bimodality_coefficient,
    "e_i_index": lambda held: opinions.e_i_index(held, []),
    "effective_number": opinions.effective_number,
    "entropy": opinions.entropy,
    "esteban_ray": opinions.esteban_ray,
    "local_agreement": lambda held: opinions.local_agreement(held, []),
    "mean_pairwise_distance": opinions.mean_pairwise_distance,
    "reynal_querol": opinions.reynal_querol,
    "simpson": opinions.simpson,
    "time_to_consensus": lambda held: opinions.time_to_consensus([held]),
    "variance": opinions.variance,
}
NO_MEASURES = {"Lines", "clusters"}
OF_TWO = {"mean_pairwise_distance"}
"""What is undefined of one seat alone, whatever it holds."""
MAY_BE_UNDEFINED = {
    "assortativity",
    "bimodality_coefficient",
    "e_i_index",
    "local_agreement",
    "time_to_consensus",
}


def test_these_are_all_of_them() -> None:
    assert MEASURES.keys() == set(opinions.__all__) - NO_MEASURES


@pytest.mark.parametrize("name", MEASURES)
@given(held=st.lists(st.floats(-1e6, 1e6), max_size=6))
def test_a_measure_is_a_finite_number_or_none_and_none_of_nothing(name: str, held: list[float]) -> None:
    found = MEASURES[name](held)
    assert found is None or math.isfinite(found)
    if not held:
        assert found is None
    elif name not in MAY_BE_UNDEFINED and len(held) > (name in OF_TWO):
        assert found is not None


def test_of_nobody_there_are_no_clusters_and_no_camps_of_a_size_that_none_has() -> None:
    assert opinions.clusters([], 0.1) == []
    assert opinions.time_to_consensus([[], []]) is None
    assert opinions.time_to_consensus([[]], 0.5) is None
    with pytest.raises(ValueError, match=r"alpha 2\.0 is above 0"):
        opinions.esteban_ray([0.0, 1.0], 2.0)
    assert opinions.mean_pairwise_distance([0.5]) is None
    entropy = opinions.entropy("ab")
    assert entropy is not None
    assert math.isclose(entropy, math.log(2))
