"""Krippendorff's alpha is what its author worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.statistics import krippendorff
from moot.sim import SpecError

FOUR: list[list[int | None]] = [  # Krippendorff (2011), section C: twelve units, four observers
    [1, 1, None, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [None, 5, 5, 5],
    [None, None, 1, 1],
    [None, 3, None, None],
]
units = st.lists(st.lists(st.none() | st.integers(0, 3), max_size=5), max_size=8)


def test_the_published_examples() -> None:
    binary: list[tuple[int, int]] = list(
        zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True)
    )
    assert krippendorff(binary) == pytest.approx(0.095, abs=5e-4)
    nominal = zip("aabbdcccedda", "babbbccceddd", strict=True)
    assert krippendorff(nominal) == pytest.approx(0.692, abs=5e-4)
    assert krippendorff(FOUR) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff(FOUR, "interval") == pytest.approx(0.849, abs=5e-4)


def by_pairs(table: list[list[int | None]], apart: str) -> float | None:
    """The definition, pair by pair."""
    said = [[value for value in unit if value is not None] for unit in table]
    said = [unit for unit in said if len(unit) > 1]
    everything = [value for unit in said for value in unit]

    def distance(values: list[int]) -> float:
        return sum(float(a != b) if apart == "nominal" else (a - b) ** 2 for a in values for b in values)

    if not distance(everything):
        return None
    observed = sum(distance(unit) / (len(unit) - 1) for unit in said) / len(everything)
    return 1 - observed / (distance(everything) / (len(everything) * (len(everything) - 1)))


@given(units, st.sampled_from(["nominal", "interval"]))
def test_it_is_the_definition(table: list[list[int | None]], metric: str) -> None:
    found, expected = krippendorff(table, metric), by_pairs(table, metric)
    assert (found is None) == (expected is None)
    assert math.isclose(found or 0.0, expected or 0.0, abs_tol=1e-9)


@given(st.lists(st.integers(2, 5), min_size=1, max_size=5))
def test_where_all_say_one_thing_it_is_undefined_and_where_units_differ_it_is_one(sizes: list[int]) -> None:
    assert krippendorff([["x"] * size for size in sizes]) is None
    assert krippendorff([["x", "x"], *([f"y{i}"] * size for i, size in enumerate(sizes))]) == 1.0


def test_one_value_a_unit_is_no_agreement() -> None:
    assert krippendorff([[1], [2], [None, 3]]) is None
    assert krippendorff([]) is None


def test_an_unknown_metric_is_an_error() -> None:
    with pytest.raises(SpecError, match="no metric 'ordinal': expected one of nominal, interval"):
        krippendorff(FOUR, "ordinal")
