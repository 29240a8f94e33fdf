"""A person at the terminal."""

import sys
from collections.abc import Awaitable, Mapping
from contextlib import AbstractAsyncContextManager
from math import inf
from typing import Any, ClassVar

import trio
from pydantic import Field

from ...sim import Agent, Argument, MootError, Reply, Turn
from .sheet import sheet
from .terminal import Terminal, terminal
from .typed import Line, lines, reply_of, shows

MOMENT = 0.1
"""How long before the deadline of an ask, in seconds, an answer is taken as it stands."""


class Human(Agent):
    """A person at the terminal, who is shown what the others said, and types an answer.

    An answer is an option by its letter, its number or its words, a number, or text, and then why, where the
    person says so. A line that will not do is told why, and asked for again; an empty one, or the end of
    input, abstains. Several people take turns, in the order of the panel. What they said is in the journal,
    and played back by a replay; they are not asked again.

    Attributes:
        within: the seconds that the person has, from when the terminal is free; as long as the ask where
            nothing is said. Who has answered by then, and not yet said why, has answered.
    """

    live: ClassVar[bool] = True

    within: float | None = Field(default=None, gt=0)

    def act(self, turn: Turn) -> Awaitable[Reply]:
        """Queue at the terminal, in the order in which seats are asked, and return the answer to come."""
        if sys.platform == "win32":
            raise OSError(
                "a person is asked at a terminal that can be waited on, which Windows has not: use WSL"
            )
        return self._asked(turn, terminal().line_up())

    async def _asked(self, turn: Turn, turns: AbstractAsyncContextManager[Terminal]) -> Reply:
        said: Reply | None = None
        async with turns as place:
            with trio.move_on_at(self._ends()):
                place.tell(sheet(turn))
                said = await _answer(place, turn)
                if said.outcome == "replied":
                    said = await _argued(place, said)
            if said is None:
                place.tell("\nTime is up.\n")
                limit = "by the deadline" if self.within is None else f"within {self.within:g} s"
                raise trio.TooSlowError(f"no answer {limit}")
        return said

    def _ends(self) -> float:
        own = inf if self.within is None else trio.current_time() + self.within
        return min(own, trio.current_effective_deadline() - MOMENT)


async def _answer(place: Terminal, turn: Turn) -> Reply:
    """Ask until what is typed answers; abstain where nothing is."""
    while True:
        given = []
        for line in lines(turn):
            read = await _read(place, line)
            if isinstance(read, str):
                return turn.abstain(read)
            given.append(read)
            if "delegate" in read:
                break
        try:
            return reply_of(turn, given)
        except (MootError, ValueError) as error:
            place.tell(f"{error}\n")


async def _read(place: Terminal, line: Line) -> Mapping[str, Any] | str:
    """Return the fields that a line gives; or, where there is none, why."""
    while True:
        place.tell(f"{line.prompt}; Enter to abstain: ")
        typed = await place.line()
        if typed is None:
            place.tell("\n")
            return "the input has ended"
        if not typed.strip():
            return "left blank"
        try:
            return line.read(shows(typed))
        except ValueError as error:
            place.tell(f"{error}\n")


async def _argued(place: Terminal, said: Reply) -> Reply:
    """Return the reply with why, where the person says so."""
    while True:
        place.tell("Why; Enter for no word: ")
        typed = await place.line()
        if not typed or not typed.strip():
            return said
        try:
            return said.model_copy(update={"argument": Argument(text=shows(typed))})
        except ValueError as error:
            place.tell(f"{error}\n")
