"""Strategies for who answers first, where seats are asked at the same time."""

from collections.abc import Sequence
from typing import Any

import trio
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ....agents import FunctionAgent
from ....sim import Agent, Panel, Seat, Turn

Schedule = tuple[int, ...]
"""For each seat how often it lets all others run before it answers."""


def schedules(seats: int, *, most: int = 3) -> SearchStrategy[Schedule]:
    """Return a strategy of schedules: nobody waits first.

    Args:
        seats: how many.
        most: how often one waits at most.
    """
    return st.tuples(*(st.integers(0, most) for _ in range(seats)))


def scheduled(panel: Panel, schedule: Sequence[int]) -> Panel:
    """Return a panel whose seats say the same, each in a task of trio that takes its time.

    Which of them a scheduler has ready in one step is then as the schedule says. In a journal they are
    functions without a name, whatever the schedule.
    """
    waits = zip(panel.seats, schedule, strict=True)
    seats = tuple(
        Seat(name=seat.name, agent=FunctionAgent(function=_later(seat.agent, steps))) for seat, steps in waits
    )
    return Panel(seats=seats, source=panel.source)


def _later(agent: Agent, steps: int) -> Any:
    async def act(turn: Turn) -> Any:
        for _ in range(steps):
            await trio.lowlevel.checkpoint()
        reply: Any = agent.act(turn)
        return reply if not hasattr(reply, "__await__") else await reply

    return act
