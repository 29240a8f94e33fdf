"""Stop rules: of a talk and of a crowd they tell the same, and each tells what it says."""

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import DeGroot
from moot.agents.crowds import Crowd
from moot.sim import FirstOf, Question, RoundLimit, SpecError, SpreadBelow, Stable, Stop, Unanimous

STOPS: list[Stop] = [
    Unanimous(),
    SpreadBelow(spread=1.5),
    Stable(),
    Stable(rounds=3, within=1.0),
    RoundLimit(rounds=3),
    FirstOf(stops=(Stable(rounds=2), RoundLimit(rounds=4))),
]
NUMBER = Question(text="N", range=(0.0, 9.0))


@pytest.mark.parametrize("stop", STOPS, ids=str)
@given(
    course=st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), min_size=1, max_size=6),
    other=st.lists(st.integers(0, 2), min_size=3, max_size=3),
)
def test_a_crowd_and_a_talk_are_told_the_same(stop: Stop, course: list[Any], other: list[int]) -> None:
    past = [[float(stance) for stance in state] for state in course]
    told = stop.all_met([np.array([state, other]) for state in past], len(past) - 1)
    alone = [stop.met(past, len(past) - 1), stop.met([other] * len(past), len(past) - 1)]
    assert told.tolist() == alone


@pytest.mark.parametrize(
    ("stop", "past", "met"),
    [
        (Unanimous(), [["x", "x"]], True),
        (Unanimous(), [["x", None]], False),
        (Unanimous(), [[None, None]], False),
        (SpreadBelow(spread=0.5), [[0.0, 0.5]], False),
        (SpreadBelow(spread=0.5), [[0.0, 0.4]], True),
        (SpreadBelow(spread=0.5), [[0.0, None]], False),
        (Stable(rounds=2), [["x", "y"], ["x", "y"]], False),
        (Stable(rounds=2), [["x", "y"], ["x", "y"], ["x", "y"]], True),
        (Stable(rounds=2), [["x", "x"], ["x", "y"], ["x", "y"]], False),
        (Stable(within=0.1), [[0.0], [0.1]], True),
        (Stable(), [[None], [None]], False),
    ],
)
def test_each_tells_what_it_says(stop: Stop, past: Any, met: bool) -> None:
    assert stop.met(past, 1) is met


def test_a_spread_is_of_numbers() -> None:
    for stop in (SpreadBelow(), FirstOf(stops=(SpreadBelow(),))):
        stop.check(NUMBER)
        with pytest.raises(SpecError, match="is about numbers"):
            stop.check(Question(text="Q", options=("x", "y")))


@pytest.mark.parametrize("stop", [Unanimous(), SpreadBelow(spread=1e-9)], ids=str)
def test_numbers_that_are_near_enough_are_not_yet_one(stop: Stop) -> None:
    """Averages end an ulp apart, and stay so: of numbers the spread is what ends."""
    run = Crowd(DeGroot(), [0.0, 1.0, 0.3, 0.9, 0.2, 0.6], nx.path_graph(6)).run(2000, until=stop)
    assert 0 < np.ptp(run.state[0]) < 1e-9
    assert (run.steps[0] == 2000) == (stop == Unanimous())
