"""Shapley values: they share out all that all bring about."""

import math
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.experiments.influence.shapley import sampled, shapley
from moot.sim import Stream

games = st.integers(1, 5).flatmap(lambda n: st.lists(st.floats(-100, 100), min_size=1 << n, max_size=1 << n))


@settings(max_examples=50)
@given(games)
def test_they_are_what_each_adds_over_all_orders_and_sum_to_all_less_none(worth: list[float]) -> None:
    n = len(worth).bit_length() - 1
    parts = [part.value for part in shapley(n, worth.__getitem__)]
    for i in range(n):
        added = []
        for order in permutations(range(n)):
            before = sum(1 << other for other in order[: order.index(i)])
            added.append(worth[before | 1 << i] - worth[before])
        assert parts[i] == pytest.approx(math.fsum(added) / len(added), abs=1e-9)
    assert math.fsum(parts) == pytest.approx(worth[-1] - worth[0], abs=1e-12 * 200)


@settings(max_examples=50)
@given(games, st.integers(2, 9), st.integers(0, 99))
def test_drawn_ones_sum_to_the_same(worth: list[float], orders: int, seed: int) -> None:
    n = len(worth).bit_length() - 1
    parts = sampled(n, worth.__getitem__, orders, Stream(seed))
    assert math.fsum(part.value for part in parts) == pytest.approx(worth[-1] - worth[0], abs=1e-10)
    assert parts == sampled(n, worth.__getitem__, orders, Stream(seed))


def test_those_alike_have_the_same_part_and_a_dummy_has_none() -> None:
    """A majority of three, and a fourth that counts for nothing."""
    parts = shapley(4, lambda these: float((these & 7).bit_count() > 1))
    assert [part.value for part in parts] == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])


def test_the_error_of_drawn_ones_is_the_sd_over_the_root() -> None:
    """Of two, each adds 1 if it is the second: a fair coin, whose sd is a half."""
    one, other = sampled(2, lambda these: float(these == 3), 400, Stream(7))
    assert one.value + other.value == 1
    assert one.error == pytest.approx(math.sqrt(one.value * other.value / 399))
    assert abs(one.value - 0.5) < 4 * one.error
