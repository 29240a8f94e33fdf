"""Replaying: pure seats are asked again, the others played back; what no header can make is refused."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import (
    Conformist,
    Random,
)
from moot.protocols import Debate, Poll, Relay
from moot.sim import (
    Agent,
    Journal,
    MootError,
    Names,
    ProtocolError,
    Question,
    Reply,
    Turn,
    parse,
    replay,
    resume,
)
from moot.sim.journal import dumps

CHOICE = Question(text="Q", options=("x", "y", "z"), answer="x")
Talk = Callable[..., Journal]
Run = Callable[..., Any]


def test_what_was_answered_is_not_asked_again(talk: Talk, names: Names, trio_run: Run) -> None:
    whole = talk((Random(), lambda turn: turn.random.choice(turn.question.options)), Debate(rounds=1), CHOICE)
    lines = list(whole.lines())
    again = trio_run(partial(resume, parse(b"".join(lines[:4]), partial=True), names))
    assert again.digest == whole.digest  # the lambda could not have been asked again
    half = trio_run(partial(resume, parse(b"".join(lines[:3]), partial=True), names))
    assert half.statistics().outcomes == {"invalid": 1, "replied": 1}


def test_a_lambda_is_played_back(talk: Talk, names: Names, trio_run: Run) -> None:
    whole = talk((Conformist(), lambda turn: turn.random.choice("xy"), Random()), Debate(rounds=3), CHOICE)
    again = trio_run(partial(replay, whole, names))
    assert again.same
    assert (again.played, again.asked) == (3, 6)


def named(turn: Turn) -> str:
    return turn.random.choice(turn.question.options)


def test_a_function_with_a_name_is_asked_again(talk: Talk, names: Names, trio_run: Run) -> None:
    again = trio_run(partial(replay, talk((named, named), Poll(), CHOICE), names))
    assert (again.same, again.played, again.asked) == (True, 0, 2)


class Fickle(Agent):
    """Not the pure function that it claims to be."""

    def act(self, turn: Turn) -> Reply:
        said.append(turn.seat)
        return turn.say("x" if len(said) == 1 else "y")


said: list[str] = []


def test_a_replay_says_where_it_differs(talk: Talk, names: Names, trio_run: Run) -> None:
    said.clear()
    again = trio_run(partial(replay, talk((Fickle(),), Poll(), CHOICE), names))
    assert not again.same
    assert again.difference.startswith("line 3: the journal has ")


def test_another_protocol_does_not_take_the_journal_for_its_own(
    talk: Talk, names: Names, trio_run: Run
) -> None:
    lines = list(talk((Random(), Random()), Relay(), CHOICE).lines())
    lines[0] = lines[0].replace(b'"relay"', b'"poll"')
    with pytest.raises(
        ProtocolError, match=r"the journal's ask 1 has phase 'speak', .* now puts it with 'open'"
    ):
        trio_run(partial(resume, parse(b"".join(lines[:-1]), partial=True), names))


HEADER: dict[str, Any] = {
    "moot": 1,
    "question": {"text": "Q", "options": ["x", "y"]},
    "panel": [{"name": "A", "agent": {"use": "random"}}],
    "protocol": {"use": "poll"},
    "seed": 0,
}
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
GONE = object()


@settings(max_examples=300)
@given(
    st.sampled_from(
        [
            "question",
            "panel",
            "protocol",
            "seed",
            "replicate",
            "topology",
            "ballot",
            "within",
            "evidence",
            "meta",
        ]
    ),
    junk | st.just(GONE),
)
def test_a_header_of_any_kind_is_resumed_or_refused(names: Names, trio_run: Run, key: str, item: Any) -> None:
    data = {name: field for name, field in (HEADER | {key: item}).items() if field is not GONE}
    try:
        part = parse(dumps(data).encode() + b"\n", partial=True)
        again = trio_run(partial(resume, part, names))
    except MootError as error:
        refusal = str(error)
    else:
        refusal = ""
        assert again.status == "finished"
        assert parse(b"".join(again.lines())).digest == again.digest
    assert "\n" not in refusal
