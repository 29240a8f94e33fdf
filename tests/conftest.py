"""What tests share: a table that is held in one call, on a clock that jumps instead of sleeping."""

import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pytest
import trio
from hypothesis import settings
from trio.testing import MockClock

from moot.agents import FunctionAgent
from moot.experiments.catalogue import typed
from moot.sim import (
    Agent,
    Complete,
    Floor,
    Journal,
    Names,
    Panel,
    Protocol,
    Question,
    Seat,
    Setting,
    Table,
    Topology,
)

# a job in the background begins with interrupts ignored, and so would all that it starts
signal.signal(signal.SIGINT, signal.default_int_handler)

# a red test is red again when it is run again, and a busy machine is no failure
settings.register_profile("moot", derandomize=True, deadline=None)
settings.load_profile("moot")

TEA = Question(text="Tea, coffee or water?", options=("Tea", "Coffee", "Water"), answer="Tea", id="tea")


class Script(Protocol):
    """A protocol that is a function of the floor."""

    function: Callable[[Floor], Awaitable[None]]

    def spec(self) -> dict[str, Any]:
        return {"use": "script"}

    async def run(self, floor: Floor) -> None:
        await self.function(floor)


def in_trio(work: Callable[[], Awaitable[Any]]) -> Any:
    return trio.run(work, clock=MockClock(autojump_threshold=0))


def seated(panel: Panel | Mapping[str, Any] | Sequence[Any]) -> Panel:
    if isinstance(panel, Panel):
        return panel
    named = panel if isinstance(panel, Mapping) else dict(zip("ABCDEFGHIJ", panel, strict=False))
    agents = {
        name: agent if isinstance(agent, Agent) else FunctionAgent(function=agent)
        for name, agent in named.items()
    }
    return Panel(seats=tuple(Seat(name=name, agent=agent) for name, agent in agents.items()))


def hold(
    panel: Panel | Mapping[str, Any] | Sequence[Any],
    protocol: Protocol | Callable[[Floor], Awaitable[None]],
    question: Question = TEA,
    *,
    topology: Topology | None = None,
    setting: Mapping[str, Any] | None = None,
    **options: Any,
) -> Journal:
    """Hold one talk; a panel is agents or functions of a turn, a protocol may be a function of the floor."""
    made = Setting(
        panel=seated(panel),
        protocol=protocol if isinstance(protocol, Protocol) else Script(function=protocol),
        topology=topology or Complete(),
        **(setting or {}),
    )
    journal: Journal = in_trio(partial(Table(made).talk, question, **options))
    return journal


@pytest.fixture(scope="session")
def talk() -> Callable[..., Journal]:
    return hold


@pytest.fixture(scope="session")
def trio_run() -> Callable[..., Any]:
    return in_trio


@pytest.fixture(scope="session")
def names() -> Names:
    return typed()
