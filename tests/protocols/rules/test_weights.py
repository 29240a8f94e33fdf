"""A ballot that several voters cast counts as often as they are: files with counts stand on it."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.catalogue import typed
from moot.experiments.decisions import every_rule
from moot.sim import Ballots, Question, Reply, Rule, SpecError

CHOICE = Question(text="?", options=("a", "b", "c"))
NUMBER = Question(text="?", range=(0.0, 1.0))
PARTS = Question(
    text="?", parts=(Question(text="p", options=("y", "n")), Question(text="q", options=("y", "n")))
)
BY_SEAT = ("sortition",)
"""Rules that treat voters by their names: as many voters under one name are not as many names."""


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """A ballot that holds what any rule may want."""
    order = draw(st.permutations("abc"))
    figures = dict(
        zip(order, sorted(draw(st.lists(st.integers(0, 3), min_size=3, max_size=3)))[::-1], strict=True)
    )
    total = sum(figures.values()) or 1
    shares = (
        {name: figure / total for name, figure in figures.items()}
        if any(figures.values())
        else {order[0]: 1.0}
    )
    return Reply.load(
        {
            "stance": order[0],
            "ranking": order[: draw(st.integers(1, 3))],
            "approvals": order[: draw(st.integers(1, 2))],
            "scores": {name: float(figure) for name, figure in figures.items()},
            "points": {name: float(figure) for name, figure in figures.items()},
            "belief": shares,
            "prediction": shares,
            "confidence": 0.5 + draw(st.integers(0, 4)) / 10,
        }
    )


def cast(question: Question) -> st.SearchStrategy[list[Reply]]:
    if question is CHOICE:
        return st.lists(replies(), min_size=1, max_size=5)
    if question is NUMBER:
        numbers = st.integers(1, 9).map(lambda tenth: Reply(stance=tenth / 10))
        return st.lists(numbers, min_size=1, max_size=5)
    pairs = st.tuples(st.sampled_from("yn"), st.sampled_from("yn")).map(lambda pair: Reply(stance=pair))
    return st.lists(pairs, min_size=1, max_size=5)


def close(one: Any, other: Any) -> bool:
    return one == other or (isinstance(one, float) and math.isclose(one, other, rel_tol=1e-9))


@pytest.mark.parametrize("rule", every_rule(typed()), ids=lambda rule: rule.name)
@given(data=st.data())
def test_weights_are_as_many_voters(rule: Rule, data: st.DataObject) -> None:
    if rule.name in BY_SEAT:
        return
    question = data.draw(st.sampled_from((CHOICE, NUMBER, PARTS)))
    held = data.draw(cast(question))
    weights = {f"{i}": data.draw(st.integers(1, 4)) for i in range(len(held))}
    missing = {"gone": "abstained"} if data.draw(st.booleans()) else {}
    once = Ballots(question, {f"{i}": reply for i, reply in enumerate(held)}, missing, weights)
    apart = {f"{i}/{n}": reply for i, reply in enumerate(held) for n in range(weights[f"{i}"])}
    try:
        rule.needs(question)
        found = rule.tally(once)
    except SpecError:
        return
    expected = rule.tally(Ballots(question, apart, missing))
    assert len(found.winners) == len(expected.winners)
    assert all(map(close, found.winners, expected.winners))
    assert found.scores.keys() == expected.scores.keys()
    assert all(close(found.scores[option], expected.scores[option]) for option in found.scores)
    assert found.lottery == expected.lottery
