"""What sits at the table."""

import inspect
from abc import abstractmethod
from collections.abc import Awaitable
from typing import ClassVar

from .question import Question
from .statement import Reply
from .turn import Turn
from .value import Kind


class Agent(Kind):
    """A pure function from a turn to what is said. Override `act`, as `def` or as `async def`.

    >>> class Contrarian(Agent):
    ...     def act(self, turn):
    ...         held = turn.heard.tally()
    ...         return turn.say(min(turn.question.options, key=held.__getitem__))

    A synchronous agent costs a function call; an asynchronous one runs as a trio task.
    """

    live: ClassVar[bool] = False
    """Whether a world outside is behind it: then its replies are recorded, and played back on replay."""

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        """Raise a SpecError if what it was given does not fit this question, or these seats.

        It is asked before a talk: names of seats in its fields are checked here, and stances.
        """

    @abstractmethod
    def act(self, turn: Turn) -> Reply | Awaitable[Reply]:
        """Return what this seat says, made with `turn.say(...)` or `turn.abstain(...)`."""

    @property
    def replayable(self) -> bool:
        """Whether asking again gives the same; if not, a replay plays back what was recorded."""
        return not self.live

    @property
    def fixed(self) -> str:
        """Why it cannot be asked what it would have said had it heard otherwise; empty where it can."""
        if self.live or not self.replayable:
            return "a world outside is behind it"
        return "it answers asynchronously" if inspect.iscoroutinefunction(self.act) else ""
