"""`turn.say`: what is given is what is said, nothing is lost on the way, and memory is one's own."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.sim import AgentError, Evidence, Floor, Journal, Question, Reply, SpecError, Turn

Q = Question(text="Q", options=("x", "y"))


@pytest.fixture(scope="module")
def turn(talk: Callable[..., Journal]) -> Turn:
    turns: list[Turn] = []

    def act(shown: Turn) -> str:
        turns.append(shown)
        return "x"

    async def run(floor: Floor) -> None:
        await floor.ask("open")

    talk([act, act], run, Q)
    return turns[0]


@given(
    stance=st.sampled_from([None, "x", "", 0, 0.0, -0.0, 2, ("x", 0.0), ()]),
    confidence=st.none() | st.floats(0, 1),
    credits=st.lists(st.sampled_from("AB")).map(tuple),
    memory=st.sampled_from([None, 0, 0.0, 1, False, True, "", "m", [], [0], {}, {"n": 0}]),
    after=st.floats(0, 9),
    argument=st.sampled_from([None, "", "why"]),
    belief=st.sampled_from([None, {}, {"x": 1.0}]),
)
def test_what_is_given_is_what_is_said(turn: Turn, **given_fields: Any) -> None:
    said = turn.say(given_fields.pop("stance"), **given_fields)
    assert said.confidence == given_fields["confidence"]
    assert said.credits == given_fields["credits"]
    assert type(said.memory) is type(given_fields["memory"])
    assert said.memory == given_fields["memory"]
    assert said.after == given_fields["after"]
    assert said.belief == tuple((given_fields["belief"] or {}).items())
    assert (said.argument.text if said.argument else "") == (given_fields["argument"] or "")


@pytest.mark.parametrize("stance", ["x", 2, 0.0, ("x", 1.0), ""])
def test_a_stance_is_said_as_it_is(turn: Turn, stance: Any) -> None:
    assert turn.say(stance).stance == stance


@pytest.mark.parametrize(
    "fields",
    [
        {"confidence": 2.0},
        {"stance": True},
        {"stance": object()},
        {"memory": {1}},
        {"after": -1.0},
        {"belief": {"x": 2.0}},
        {"credit": ("A",)},
        {"stance": "\ud800"},
        {"memory": "\ud800"},
        {"argument": "\ud800"},
    ],
)
def test_what_nobody_may_say_is_the_agents_error(turn: Turn, fields: dict[str, Any]) -> None:
    with pytest.raises(AgentError):
        turn.say(**fields)


def test_abstaining_says_why(turn: Turn) -> None:
    assert turn.abstain("tired") == Reply(outcome="abstained", reason="tired")
    with pytest.raises(AgentError):
        turn.abstain(3)  # type: ignore[arg-type] # wrong on purpose


def test_silencing_a_stranger_is_an_error(turn: Turn) -> None:
    with pytest.raises(SpecError, match="'Zoe' is none of the seats A, B"):
        turn.without("Zoe")


@pytest.mark.parametrize("field", ["seat", "question", "heard", "stance", "nonsense"])
def test_a_turn_is_read_only(turn: Turn, field: str) -> None:
    with pytest.raises(AttributeError):
        setattr(turn, field, None)


def test_memory_is_that_of_the_last_reply_and_changing_it_changes_nothing(
    talk: Callable[..., Journal],
) -> None:
    seen: list[Any] = []

    def act(shown: Turn) -> Reply:
        seen.append(shown.memory)
        count = shown.memory["n"][0] if shown.memory else 0
        if shown.memory:
            shown.memory["n"][0] = 99
        return shown.say("x", memory={"n": [count + 1]})

    async def run(floor: Floor) -> None:
        for _ in floor.rounds(3):
            await floor.ask("open")

    talk([act], run, Q)
    assert seen == [None, {"n": [1]}, {"n": [2]}]


def test_memory_counts_from_zero(talk: Callable[..., Journal]) -> None:
    seen: list[Any] = []

    def act(shown: Turn) -> Reply:
        seen.append(shown.memory)
        return shown.say("x", memory=0 if shown.memory is None else shown.memory + 1)

    async def run(floor: Floor) -> None:
        for _ in floor.rounds(3):
            await floor.ask("open")

    talk([act], run, Q)
    assert seen == [None, 0, 1]


def test_the_record_is_not_the_agents_to_change(talk: Callable[..., Journal]) -> None:
    def act(shown: Turn) -> Reply:
        for kept in ([reply.memory for reply in shown.said], [told.data for told in shown.heard.told]):
            for data in kept:
                with suppress(TypeError):
                    data["n"] = "changed"  # type: ignore[index] # wrong on purpose
        return shown.say("x", memory={"n": 1})

    async def run(floor: Floor) -> None:
        floor.tell("hello", n=1)
        for _ in floor.rounds(2):
            await floor.ask("open")

    assert b"changed" not in b"".join(talk([act], run, Q).lines())


def test_evidence_and_what_is_told_reach_whom_they_are_for(talk: Callable[..., Journal]) -> None:
    seen: list[tuple[str, list[Any], list[str]]] = []

    def act(shown: Turn) -> str:
        signals = [item.stance for item in shown.evidence]
        seen.append((shown.seat, signals, [told.text for told in shown.heard.told]))
        return "x"

    async def run(floor: Floor) -> None:
        await floor.ask("one", ["A"])
        floor.tell("to all", figure=3)
        floor.tell(Evidence(stance="y"), ["A"])
        await floor.ask("two")

    journal = talk([act, act], run, Q, evidence={"A": (Evidence(stance="x"),)})
    assert seen == [("A", ["x"], []), ("A", ["x", "y"], ["to all", ""]), ("B", [], ["to all"])]
    lines = list(journal.lines())
    assert b'{"told":"to all","data":{"figure":3}}\n' in lines
    assert b'{"told":"","evidence":{"stance":"y"},"to":["A"]}\n' in lines
