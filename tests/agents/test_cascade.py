"""Information cascades: LAWS 6, exactly."""

import math
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import CascadeAware
from moot.agents.cascade import best, chances, learnt, weighed
from moot.protocols import Relay
from moot.sim import Evidence, Journal, Question, Said

Q = Question(text="Up or down?", options=("up", "down"))
THREE = Question(text="Which?", options=("x", "y", "z"))
Talk = Callable[..., Journal]


def course(p: float, seats: int) -> list[float]:
    """The chance that the n-th seat is right where "up" is, over all that can be said before it."""
    states: dict[tuple[float, ...], float] = {(0.0, 0.0): 1.0}
    right = []
    for _ in range(seats):
        after: dict[tuple[float, ...], float] = {}
        correct = 0.0
        for public, chance in states.items():
            belief = dict(zip(Q.options, public, strict=True))
            for signal, likely in (("up", p), ("down", 1 - p)):
                for act, how in chances(belief, signal, p).items():
                    if how:
                        up, down = learnt(belief, act, p).values()
                        state = (round(up - down, 9), 0.0)
                        after[state] = after.get(state, 0.0) + chance * likely * how
                        correct += chance * likely * how * (act == "up")
        states = after
        right.append(correct)
    return right


@pytest.mark.parametrize("p", [0.55, 0.6, 0.75, 0.9])
def test_a_cascade_is_right_as_often_as_the_formula_says(p: float) -> None:
    """P(right) = p (p + 1) / (2 (1 - p + p^2)), of cascades at net +-2 with a fair coin between."""
    right = course(p, 120)
    assert right[0] == pytest.approx(p, abs=1e-12)
    assert right[1] == pytest.approx(p, abs=1e-12)  # an indifferent seat's coin is as good as its signal
    assert right[-1] == pytest.approx(p * (p + 1) / (2 * (1 - p + p * p)), abs=1e-9)


def test_after_two_alike_nobody_follows_a_signal() -> None:
    public = dict.fromkeys(Q.options, 0.0)
    for _ in range(2):
        public = dict(learnt(public, "up", 0.6))
    assert chances(public, "down", 0.6) == {"up": 1.0, "down": 0.0}
    assert learnt(public, "up", 0.6) == pytest.approx(public)  # and so a third tells nothing
    assert learnt(public, "down", 0.6) == public  # nor does what no signal explains


@pytest.mark.parametrize("signals", list(product(Q.options, repeat=4)))
def test_on_a_relay_each_says_what_the_model_says(talk: Talk, signals: tuple[str, ...]) -> None:
    evidence = {name: Evidence(stance=one, accuracy=0.6) for name, one in zip("ABCD", signals, strict=True)}
    ties, firsts = 0, 0
    for seed in range(60):
        journal = talk([CascadeAware(accuracy=0.6)] * 4, Relay(), Q, evidence=evidence, seed=seed)
        said: list[Any] = [entry.reply.stance for entry in journal.entries if isinstance(entry, Said)]
        assert said[4:] == said[:4]  # the ballot
        public: Any = dict.fromkeys(Q.options, 0.0)
        for act, signal in zip(said[:4], signals, strict=True):
            expected = chances(public, signal, 0.6)
            assert expected[act] > 0
            if expected[act] < 1:
                ties, firsts = ties + 1, firsts + (act == "up")
            public = learnt(public, act, 0.6)
    if ties > 50:
        assert firsts / ties == pytest.approx(0.5, abs=4 * 0.5 / ties**0.5)


@given(st.lists(st.sampled_from(THREE.options), max_size=6), st.floats(0.4, 0.95))
def test_a_public_belief_is_bayes_rule(acts: list[str], p: float) -> None:
    """Over all signals that can have made the acts, with three options."""
    public: Any = dict.fromkeys(THREE.options, 0.0)
    for act in acts:
        before = public
        public = learnt(before, act, p)
        likely = {
            truth: sum(
                (p if signal == truth else (1 - p) / 2) * chances(before, signal, p)[act]
                for signal in THREE.options
            )
            for truth in THREE.options
        }
        if all(likely.values()):
            assert public["x"] - public["y"] == pytest.approx(
                before["x"] - before["y"] + math.log(likely["x"] / likely["y"]), abs=1e-9
            )
    assert set(best(weighed(public, "x", p))) <= set(THREE.options)


def test_without_a_signal_it_follows_those_before_it(talk: Talk) -> None:
    evidence = {"A": Evidence(stance="down", accuracy=0.6)}
    for seed in range(20):
        journal = talk([CascadeAware()] * 3, Relay(), Q, evidence=evidence, seed=seed)
        said = [entry.reply.stance for entry in journal.entries if isinstance(entry, Said)]
        assert said == ["down"] * 6
