"""FunctionAgent: any callable at the table, by its name where it has one."""

import asyncio
import functools
import threading
import time
from collections.abc import Callable
from types import FunctionType
from typing import Any

import pytest
import trio

from moot.agents import FunctionAgent, LiveFunction
from moot.agents.function import path_of
from moot.experiments.catalogue import BUNDLED
from moot.experiments.influence.study import ask_again
from moot.protocols import Poll
from moot.sim import (
    Agent,
    Floor,
    Journal,
    Names,
    Panel,
    Question,
    Ranking,
    Reply,
    Said,
    Seat,
    Setting,
    SpecError,
    Table,
    Turn,
    replay,
)

Q = Question(text="Q", options=("x", "y"))
Talk = Callable[..., Journal]


def first(turn: Turn) -> str:
    return turn.question.options[0]


async def later(turn: Turn) -> str:
    await trio.sleep(1)
    return turn.question.options[1]


async def once(floor: Floor) -> None:
    await floor.ask("open", wants=floor.ballot)


def outcome(talk: Talk, function: Callable[[Turn], Any], question: Question = Q, **fields: Any) -> Any:
    setting = {"ballot": fields.pop("ballot")} if "ballot" in fields else None
    entry = talk([FunctionAgent(function=function, **fields)], once, question, setting=setting).entries[-1]
    return entry.reply if isinstance(entry, Said) else getattr(entry, "outcome", None)


def test_plain_and_asynchronous_functions(talk: Talk) -> None:
    assert outcome(talk, first) == Reply(stance="x")
    assert outcome(talk, later) == Reply(stance="y")


def test_a_callable_object_and_a_partial(talk: Talk) -> None:
    class Opinion:
        def __call__(self, turn: Turn) -> str:
            return turn.question.options[1]

    assert outcome(talk, Opinion()) == Reply(stance="y")
    assert outcome(talk, functools.partial(lambda said, turn: said, "x")) == Reply(stance="x")


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        (None, "abstained"),
        (Reply(stance="x", confidence=0.5), Reply(stance="x", confidence=0.5)),
        (Reply(outcome="refused"), "refused"),
        ("z", "invalid"),
        (3, "invalid"),
        (True, "invalid"),
        ([], "invalid"),
        ({}, "invalid"),
        (object(), "invalid"),
    ],
)
def test_what_it_returns_is_a_stance_a_reply_or_nothing(talk: Talk, returned: Any, expected: Any) -> None:
    assert outcome(talk, lambda turn: returned) == expected


def test_a_number_and_parts_are_stances(talk: Talk) -> None:
    number = Question(text="N", range=(0.0, 9.0))
    assert outcome(talk, lambda turn: 3, number) == Reply(stance=3.0)
    both = Question(text="B", parts=(Q, number))
    assert outcome(talk, lambda turn: ("x", 3), both) == Reply(stance=("x", 3.0))
    assert outcome(talk, lambda turn: ["x", 3], both) == Reply(stance=("x", 3.0))


def test_a_bare_stance_is_lifted_to_what_is_wanted(talk: Talk) -> None:
    assert outcome(talk, first, ballot=Ranking()) == Reply(stance="x", ranking=("x",))


def on_the_real_clock(functions: dict[Callable[[Turn], Any], bool], within: float) -> Journal:
    """Threads do not know of any other."""
    agents = [FunctionAgent(function=function, blocking=blocking) for function, blocking in functions.items()]
    seats = tuple(Seat(name=name, agent=agent) for name, agent in zip("AB", agents, strict=False))
    return trio.run(Table(Setting(panel=Panel(seats=seats), protocol=Poll(), within=within)).talk, Q)


def test_a_blocking_function_runs_in_a_thread() -> None:
    threads: list[int] = []

    def blocks(turn: Turn) -> str:
        threads.append(threading.get_ident())
        return first(turn)

    assert on_the_real_clock({blocks: True}, 60.0).statistics().outcomes == {"replied": 1}
    assert threads != [threading.get_ident()]


def test_a_blocking_function_is_abandoned_at_the_deadline() -> None:
    let_go = threading.Event()

    def blocks(turn: Turn) -> str:
        let_go.wait(30)
        return first(turn)

    start = time.monotonic()
    journal = on_the_real_clock({blocks: True, first: False}, 0.05)
    let_go.set()
    assert journal.statistics().outcomes == {"replied": 1, "timed out": 1}
    assert time.monotonic() - start < 10


def test_an_agent_under_asyncio_answers_from_a_thread_with_a_loop_of_its_own() -> None:
    async def thinks() -> str:
        await asyncio.sleep(0)
        return "x"

    journal = on_the_real_clock({lambda turn: asyncio.run(thinks()): True, first: False}, 60.0)
    assert journal.statistics().outcomes == {"replied": 2}


def test_an_agent_under_asyncio_is_abandoned_at_the_deadline_and_goes_on_unheard() -> None:
    let_go, over = threading.Event(), threading.Event()

    async def thinks() -> str:
        await asyncio.to_thread(let_go.wait, 30)
        over.set()
        return "x"

    journal = on_the_real_clock({lambda turn: asyncio.run(thinks()): True, first: False}, 0.05)
    assert journal.statistics().outcomes == {"replied": 1, "timed out": 1}
    before = b"".join(journal.lines())
    let_go.set()
    assert over.wait(30)
    assert b"".join(journal.lines()) == before


def test_a_coroutine_of_asyncio_without_its_loop_fails(talk: Talk) -> None:
    async def thinks(turn: Turn) -> str:
        await asyncio.sleep(0.01)
        return "x"

    assert outcome(talk, thinks) == "failed"


calls: list[str] = []


def outside(turn: Turn) -> str:
    calls.append(turn.seat)
    return turn.question.options[-1] if len(calls) % 2 else turn.question.options[0]


def test_what_is_live_is_recorded_and_never_asked_again(
    talk: Talk, trio_run: Callable[..., Any], names: Names
) -> None:
    calls.clear()
    agent = LiveFunction(function=outside)
    journal = talk({"A": agent, "B": first}, Poll(), Q)
    again = trio_run(functools.partial(replay, journal, names))
    assert (again.same, again.asked, again.played, calls) == (True, 1, 1, ["A"])
    asked = trio_run(functools.partial(ask_again, journal, names=names))
    assert asked.left_out["A"] == "a world outside is behind it"
    assert calls == ["A"]
    spec = {"use": "live-function", "function": f"{__name__}:outside"}
    assert agent.spec() == spec
    assert Agent.load(spec, names) == agent


def test_a_function_with_a_name_is_stored_by_it(names: Names) -> None:
    agent = FunctionAgent(function=first)
    assert agent.replayable
    assert agent.spec() == {"use": "function-agent", "function": f"{__name__}:first"}
    assert Agent.load(agent.spec(), names) == agent
    with pytest.raises(SpecError, match="--trust"):
        Agent.load(agent.spec(), Names(BUNDLED))


def test_what_has_no_name_is_stored_as_not_replayable(names: Names) -> None:
    foreign = FunctionType(first.__code__, {})
    foreign.__module__ = "no_such_module"
    for function in (lambda turn: "x", functools.partial(first), foreign):
        agent = FunctionAgent(function=function)
        assert path_of(function) is None
        assert not agent.replayable
        assert agent.spec() == {"use": "function-agent", "function": None}
        assert Agent.load(agent.spec(), names) == FunctionAgent()


def test_a_seat_whose_function_is_gone_says_so(talk: Talk) -> None:
    journal = talk([FunctionAgent()], once, Q)
    assert journal.statistics().outcomes == {"invalid": 1}
    assert b"it can be played back, not asked again" in b"".join(journal.lines())
