"""Replies: what can be said, and that it is the same after a journal."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.sim import Argument, Reply, SpecError

names = st.text(max_size=6)
unit = st.floats(0, 1)
stance = st.one_of(names, st.floats(-1e9, 1e9), st.lists(names, max_size=3).map(tuple))
memory = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), names),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)
belief = st.dictionaries(names, unit, max_size=3).map(
    lambda shares: {name: share / max(1.0, sum(shares.values())) for name, share in shares.items()}
)
replies = st.builds(
    Reply,
    stance=st.one_of(st.none(), stance),
    argument=st.one_of(
        st.none(),
        names,
        st.builds(Argument, text=names, supports=st.none() | names, strength=st.none() | unit),
    ),
    belief=belief,
    confidence=st.none() | unit,
    credits=st.lists(names, max_size=2).map(tuple),
    ranking=st.lists(names, max_size=3).map(tuple),
    approvals=st.lists(names, max_size=3).map(tuple),
    scores=st.dictionaries(names, st.floats(-10, 10), max_size=3),
    memory=memory,
    after=st.floats(0, 1e9),
    wake=st.none() | st.floats(1e-3, 1e9),
)


@given(replies)
def test_a_reply_comes_back_from_its_json(reply: Reply) -> None:
    again = Reply.load(json.loads(json.dumps(reply.spec())))
    assert again == reply
    assert again.spec() == reply.spec()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"stance": True}, "stance"),
        ({"stance": math.nan}, "stance"),
        ({"stance": ["a", True]}, "stance"),
        ({"confidence": 1.01}, "confidence"),
        ({"confidence": -0.1}, "confidence"),
        ({"belief": {"A": 0.7, "B": 0.7}}, "a belief is shares from 0 that sum to 1 at most"),
        ({"belief": {"A": -0.1}}, "a belief is shares"),
        ({"belief": {"A": math.nan}}, "belief"),
        ({"memory": {1, 2}}, "memory is JSON, and this is not"),
        ({"memory": math.nan}, "memory is JSON, and this is not"),
        ({"after": -1.0}, "after"),
        ({"after": math.inf}, "after"),
        ({"wake": 0.0}, "wake"),
        ({"outcome": "failed"}, "outcome"),
        ({"argument": {"strength": 2.0}}, "strength"),
        ({"credit": ["A"]}, "unknown key 'credit': did you mean 'credits'?"),
        ({"credits": "Ada"}, "credits"),
    ],
)
def test_what_nobody_may_say_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError) as error:
        Reply.load(fields)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("field", ["belief", "scores"])
def test_an_option_is_given_one_figure(field: str) -> None:
    with pytest.raises(SpecError):
        Reply.load({field: (("A", 0.2), ("A", 0.3))})


def test_memory_is_json_from_the_start() -> None:
    assert Reply.load({"memory": {"seen": (1, 2), 3: None}}).memory == {"seen": [1, 2], "3": None}


def test_memory_shares_nothing_with_what_the_agent_keeps() -> None:
    kept = {"n": [1]}
    reply = Reply.load({"memory": kept})
    kept["n"].append(2)
    assert reply.memory == {"n": [1]}


def test_words_are_an_argument() -> None:
    said = Reply.load({"stance": "A", "argument": "why"})
    assert said == Reply(stance="A", argument=Argument(text="why"))
    assert said.spec() == {"stance": "A", "argument": "why"}


def test_an_integer_is_the_number_that_it_is() -> None:
    reply = Reply(stance=3)
    assert reply.stance == 3.0
    assert isinstance(reply.stance, float)
