"""Streams: equal for equal keys, unrelated for others, and exactly the published splitmix64."""

import math
from collections import Counter
from hashlib import blake2b
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from moot.sim import Key, Stream
from moot.sim.streams import Noise

part = st.one_of(st.integers(), st.text(max_size=5))
parts = st.lists(part, max_size=4).map(tuple)
LIKELY = 1e-3  # at a fixed seed: a p-value below it means the draw is wrong, not unlucky


def splitmix64(state: int, n: int) -> list[int]:
    """Steele, Lea and Flood (2014), in numpy's own wrapping arithmetic."""
    with np.errstate(over="ignore"):
        z = np.uint64(state) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return [int(x) for x in z ^ (z >> np.uint64(31))]


@given(st.integers(0, 2**64 - 1))
def test_bits_are_those_of_an_independent_splitmix64(state: int) -> None:
    stream = Stream(state)
    assert [stream.bits() for _ in range(20)] == splitmix64(state, 20)


def test_bits_are_the_published_ones() -> None:
    stream = Stream(1234567)
    assert [stream.bits() for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_a_key_is_blake2b_over_its_parts_spelt_out() -> None:
    state = blake2b(b"(7, 'q', 0)('seat', 3)", digest_size=8).digest()
    expected = Stream(int.from_bytes(state, "little"))
    drawn = Key(7, "q", 0).stream("seat", 3)
    assert [drawn.bits() for _ in range(4)] == [expected.bits() for _ in range(4)]


def test_golden_draws() -> None:
    stream = Key(7, "q", 0).stream("seat", 3)
    assert stream.bits() == 9024871656583450138
    assert stream.random() == 0.10952868769432422


@given(parts, parts)
def test_the_same_key_draws_the_same_whatever_else_was_drawn(
    key: tuple[object, ...], at: tuple[object, ...]
) -> None:
    whole = Key(*key)
    first = whole.stream(*at).bits()
    whole.stream("other").bits()
    assert whole.stream(*at).bits() == first == Key(*key).stream(*at).bits()


@given(parts, parts)
def test_different_keys_draw_differently(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    same = repr(one) == repr(other)
    assert (Key(1).stream(*one).bits() == Key(1).stream(*other).bits()) == same


def test_keys_do_not_run_together() -> None:
    keys = [("a", "b"), ("a, b",), ("ab",), ("a', 'b",), (("a", "b"),), (1,), ("1",), ()]
    assert len({Key(0).stream(*key).bits() for key in keys}) == len(keys)


def test_neighbouring_streams_are_uncorrelated() -> None:
    one, other = ([Key(3).stream("seat", place, draw).random() for draw in range(4000)] for place in (0, 1))
    assert stats.pearsonr(one, other).pvalue > LIKELY


@given(st.integers(0, 2**64 - 1))
def test_random_is_in_the_half_open_unit_interval(state: int) -> None:
    x = Stream(state).random()
    assert 0 <= x < 1
    assert x * 2**53 == int(x * 2**53)


def test_random_is_uniform() -> None:
    stream = Key(11).stream()
    assert stats.kstest([stream.random() for _ in range(5000)], "uniform").pvalue > LIKELY


def test_below_is_uniform() -> None:
    stream = Key(12).stream()
    counts = Counter(stream.below(7) for _ in range(7000))
    assert counts.keys() == set(range(7))
    assert stats.chisquare(list(counts.values())).pvalue > LIKELY


def test_choice_is_uniform_and_needs_something_to_choose_from() -> None:
    stream = Key(13).stream()
    counts = Counter(stream.choice("abcde") for _ in range(5000))
    assert counts.keys() == set("abcde")
    assert stats.chisquare(list(counts.values())).pvalue > LIKELY
    with pytest.raises(IndexError, match="nothing to choose"):
        stream.choice([])


def test_weighted_follows_the_weights_and_never_draws_a_zero() -> None:
    stream = Key(14).stream()
    weights = [0.0, 1.0, 3.0, 0.0, 6.0, 0.0]
    counts = Counter(stream.weighted(range(6), weights) for _ in range(10_000))
    assert counts.keys() == {1, 2, 4}
    assert stats.chisquare([counts[1], counts[2], counts[4]], [1000, 3000, 6000]).pvalue > LIKELY


@given(st.integers(0, 2**64 - 1), st.lists(st.floats(0, 1e6), min_size=1, max_size=6).filter(any))
def test_weighted_draws_only_what_has_weight(state: int, weights: list[float]) -> None:
    assert weights[Stream(state).weighted(range(len(weights)), weights)] > 0


def test_shuffled_orders_are_equally_likely() -> None:
    stream = Key(15).stream()
    counts = Counter(tuple(stream.shuffled("abcd")) for _ in range(6000))
    assert counts.keys() == set(permutations("abcd"))
    assert stats.chisquare(list(counts.values())).pvalue > LIKELY


@given(st.integers(0, 2**64 - 1), st.lists(st.integers()))
def test_shuffled_is_a_new_list_of_the_same(state: int, items: list[int]) -> None:
    before = list(items)
    assert sorted(Stream(state).shuffled(items)) == sorted(items)
    assert items == before


def test_exponential_and_normal_have_their_distributions() -> None:
    stream = Key(16).stream()
    assert (
        stats.kstest([stream.exponential(2.0) for _ in range(4000)], stats.expon(0, 0.5).cdf).pvalue > LIKELY
    )
    assert stats.kstest([stream.normal(3, 2) for _ in range(4000)], stats.norm(3, 2).cdf).pvalue > LIKELY


@given(st.integers(0, 2**64 - 1), st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_uniform_stays_in_its_interval(state: int, low: float, width: float) -> None:
    x = Stream(state).uniform(low, low + width)
    assert low <= x <= low + width
    assert math.isfinite(x)


@given(st.integers(0, 2**64 - 1), st.floats(0, 1), st.integers(1, 80))
def test_noise_is_the_same_one_by_one_and_all_at_once(state: int, rate: float, n: int) -> None:
    noise = Noise(Stream(state))
    expected = [place for place in range(n) if noise[place] < rate]
    assert noise.below(rate, range(n)) == expected
    assert noise.below(rate, range(0, n, 2)) == [place for place in expected if not place % 2]
