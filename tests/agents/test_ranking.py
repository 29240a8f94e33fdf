"""Putting answers in order, and concluding on the one that was ranked best."""

from collections.abc import Callable
from typing import Any

import pytest

from moot.agents import (
    Conformist,
    Contrarian,
    MajorityFollower,
    Persuadable,
    Random,
    Recorded,
    Stubborn,
)
from moot.sim import Agent, Order, Question, Reply

Q = Question(text="Q", options=("x", "y", "z"))
N = Question(text="N", range=(0.0, 1000.0))
BOTH = Question(text="P", parts=(Q, N))
PAIR = Question(
    text="P", parts=(Question(text="1", options=("x", "y")), Question(text="2", options=("p", "q")))
)
Asked = Callable[..., Any]
CHAIR = Conformist(bias=-700.0)


def ranked(
    asked: Asked, own: Any, answers: dict[str, Any], question: Question = Q, agent: Any = None, **options: Any
) -> Any:
    """The order in which a seat that holds a stance puts answers."""
    wants = Order(items=tuple(answers))
    seat = agent or Stubborn()
    tell = {"answers": answers}
    return asked(seat, own, spoke=True, tell=tell, wants=wants, question=question, **options)


@pytest.mark.parametrize(
    "agent", [Stubborn(), CHAIR, Persuadable(), MajorityFollower(), Random(), Contrarian()]
)
def test_what_agrees_comes_first_and_then_what_is_better_argued(asked: Asked, agent: Agent) -> None:
    answers = {
        "1": {"stance": "y", "argument": {"strength": 0.1}},
        "2": {"stance": "z", "argument": {"strength": 0.9}},
        "3": {"stance": "x"},
        "4": {"stance": "y"},
    }
    for seed in range(12):
        said = ranked(asked, "x", answers, agent=agent, seed=seed)
        assert said.stance is None
        assert sorted(said.ranking) == ["1", "2", "3", "4"]
        if not isinstance(agent, Random | Contrarian):  # these hold something else than their evidence
            assert said.ranking == ("3", "2", "1", "4")


def test_what_is_as_near_and_as_well_argued_stands_in_an_order_drawn(asked: Asked) -> None:
    answers = {label: {"stance": "y"} for label in "123"}
    assert len({ranked(asked, "x", answers, seed=seed).ranking for seed in range(60)}) == 6


def test_of_numbers_the_nearest_comes_first(asked: Asked) -> None:
    answers = {"far": {"stance": 900.0}, "near": {"stance": 120.0}, "nearer": {"stance": 90.0}}
    for seed in range(6):
        assert ranked(asked, 100.0, answers, N, seed=seed).ranking == ("nearer", "near", "far")


def test_of_parts_what_agrees_on_more_comes_first_and_numbers_count_by_their_range(asked: Asked) -> None:
    """To be 200 of 1,000 away is less than to hold another option."""
    answers = {
        "neither": {"stance": ["y", 900.0]},
        "one": {"stance": ["y", 101.0]},
        "most": {"stance": ["x", 300.0]},
        "all": {"stance": ["x", 100.0]},
    }
    for seed in range(6):
        assert ranked(asked, ("x", 100.0), answers, BOTH, seed=seed).ranking == (
            "all",
            "most",
            "one",
            "neither",
        )


def test_a_text_that_is_spelt_otherwise_is_the_same(asked: Asked) -> None:
    answers = {"1": {"stance": "Coffee"}, "2": {"stance": "green  tea."}}
    free = Question(text="T")
    for seed in range(6):
        assert ranked(asked, "Green tea", answers, free, seed=seed).ranking == ("2", "1")


def test_what_is_recorded_is_no_ranking(asked: Asked) -> None:
    recorded = Recorded(lines=(Reply(stance="x"),))
    said = ranked(asked, None, {"1": {"stance": "x"}}, agent=recorded)
    assert (said.outcome, said.reason) == ("abstained", "no ranking is recorded")


def concluded(asked: Asked, own: Any, standing: Any, question: Question = Q, **options: Any) -> Any:
    told = {"tell": {"standing": standing}} if standing else {}
    return asked(CHAIR, own, spoke=True, phase="conclude", question=question, **told, **options).stance


def test_a_chair_takes_the_answer_ranked_best_and_its_own_of_several(asked: Asked) -> None:
    assert concluded(asked, "x", None) == "x"
    assert concluded(asked, "x", [["y", 1.0], ["x", 2.0]]) == "y"
    drawn = [concluded(asked, "x", [["y", 1.0], ["z", 1.0], ["x", 2.0]], seed=seed) for seed in range(20)]
    assert set(drawn) == {"y", "z"}
    own = [concluded(asked, "x", [["y", 1.0], ["z", 1.0], ["x", 1.0]], seed=seed) for seed in range(20)]
    assert set(own) == {"x"}


def test_a_chair_concludes_on_an_answer_that_somebody_gave(asked: Asked) -> None:
    """Two share the lead: it takes the parts of one of them, never some of each."""
    tied = [[["x", 1.0], ["y", 1.0], ["x", 2.0]], [["p", 1.0], ["q", 1.0], ["q", 2.0]]]
    drawn = [concluded(asked, ("y", "p"), tied, PAIR, seed=seed) for seed in range(30)]
    assert set(drawn) == {("x", "p"), ("y", "q")}
    assert {concluded(asked, ("y", "q"), tied, PAIR, seed=seed) for seed in range(10)} == {("y", "q")}
    assert concluded(asked, ("y", "p"), None, PAIR) == ("y", "p")
    hidden: list[Any] = [[], []]  # as behind a lens that shows no stance
    assert concluded(asked, ("y", "p"), hidden, PAIR) == ("y", "p")
