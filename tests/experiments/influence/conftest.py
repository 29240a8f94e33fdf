"""What tests of causal influence share: a table that is held, and whose seats are then asked again."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pytest

from moot.experiments.catalogue import typed
from moot.experiments.influence.again import Again
from moot.experiments.influence.causal import Causal
from moot.experiments.influence.pivotal import pivots
from moot.experiments.influence.study import ask_again
from moot.experiments.influence.total import shifted, silenced
from moot.sim import Agent, Complete, Floor, Journal, Panel, Protocol, Question, Seat, Setting, Table

Seats = Mapping[str, Any] | Sequence[Any]


class Held:
    """One talk, with all that can be asked about it."""

    def __init__(self, run: Callable[..., Any], setting: Setting, question: Question, **options: Any) -> None:
        self._run = run
        self.setting = setting
        self.journal: Journal = run(partial(Table(setting).talk, question, **options))

    def ask_again(self, *journals: Journal, **options: Any) -> Causal:
        asked = [self.journal, *journals]
        found: Causal = self._run(partial(ask_again, asked, setting=self.setting, **options))
        return found

    def silenced(self, seat: str, since: int = 0) -> Any:
        return self._run(partial(silenced, self.journal, seat, since, setting=self.setting))

    def shifted(self, seat: str, delta: float) -> Any:
        return self._run(partial(shifted, self.journal, seat, delta, setting=self.setting))

    def pivots(self, rule: Any) -> Any:
        return self._run(partial(pivots, self.journal, rule, setting=self.setting))

    def seeded(self, further: int) -> Journal:
        found: Journal = self._run(partial(Again(self.journal, self.setting).seeded, further))
        return found


class Script(Protocol):
    """A protocol that is a function of the floor."""

    function: Callable[[Floor], Any]

    def spec(self) -> dict[str, Any]:
        return {"use": "script"}

    async def run(self, floor: Floor) -> None:
        await self.function(floor)


@pytest.fixture(scope="session")
def held(trio_run: Callable[..., Any]) -> Callable[..., Held]:
    def held(
        seats: Seats,
        protocol: Protocol | Callable[[Floor], Any],
        question: Question,
        *,
        setting: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Held:
        named = seats if isinstance(seats, Mapping) else dict(zip("ABCDEFGHIJKL", seats, strict=False))
        panel = tuple(Seat(name=name, agent=_agent(agent)) for name, agent in named.items())
        talk = protocol if isinstance(protocol, Protocol) else Script(function=protocol)
        made = Setting(
            panel=Panel(seats=panel), protocol=talk, **{"topology": Complete()} | dict(setting or {})
        )
        return Held(trio_run, made, question, **options)

    return held


def _agent(agent: Any) -> Agent:
    if isinstance(agent, Agent):
        return agent
    if isinstance(agent, str):
        return Agent.load(agent, typed())
    from moot.agents import FunctionAgent

    return FunctionAgent(function=agent)
