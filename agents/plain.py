"""Agents with one idea each: hold on, draw, stay silent, be late, fail."""

from collections.abc import Awaitable

import trio
from pydantic import Field

from ..sim import Agent, Question, Reply, Stance, Turn
from .simulated import Simulated, check_given, closed, drawn, given, opening


class Stubborn(Simulated):
    """Says one thing for ever, whatever it hears, from its first open answer on; once it is closed, nothing.

    Attributes:
        stance: what it says, of several parts one for each or one for all; where none is given, what its
            evidence says, or its first draw.
    """

    stance: Stance | None = None

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - any seats
        """Refuse a stance that is no answer."""
        check_given("stance", self.stance, question)

    def answer(self, turn: Turn) -> Reply:
        """Say it again."""
        stance = turn.stance if turn.stance is not None else given(turn, self.stance)
        if stance is None:
            stance = opening(turn)
        if closed(turn, stance):
            return turn.abstain("what it holds is no longer open")
        return turn.abstain("it has nothing to hold on to") if stance is None else turn.say(stance)


class Random(Simulated):
    """Draws afresh whenever it is asked: an option, or a number of the range, each with the same chance."""

    def answer(self, turn: Turn) -> Reply:
        """Draw."""
        stance = drawn(turn)
        return turn.abstain("a text cannot be drawn") if stance is None else turn.say(stance)


class Silent(Agent):
    """Abstains, always."""

    def act(self, turn: Turn) -> Reply:
        """Abstain."""
        return turn.abstain("silent")


class Slow(Agent):
    """Another agent that takes its time: asynchronous, on trio's clock.

    Attributes:
        seconds: how long it sleeps before it answers.
        agent: what answers then.
    """

    seconds: float = Field(default=1.0, ge=0)
    agent: Agent = Stubborn()

    @property
    def replayable(self) -> bool:
        """Whether the agent is."""
        return self.agent.replayable

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        """Refuse what the agent does."""
        self.agent.check(question, seats)

    async def act(self, turn: Turn) -> Reply:
        """Sleep, then let the other agent answer."""
        await trio.sleep(self.seconds)
        reply = self.agent.act(turn)
        return await reply if isinstance(reply, Awaitable) else reply


class Crashing(Agent):
    """Raises an error, always.

    Attributes:
        message: the text of the error.
    """

    message: str = "this agent crashes"

    def act(self, turn: Turn) -> Reply:  # noqa: ARG002 - it fails before it looks
        """Raise, whatever the turn."""
        raise RuntimeError(self.message)
