"""Guardrails that ask a world outside whether a statement may be heard."""

from abc import abstractmethod
from collections.abc import Iterable

import trio
from pydantic import Field

from .errors import ours, shown
from .interceptor import Blocked, Interceptor
from .question import Question
from .ruling import Ruling
from .statement import Reply
from .value import name_in


class Moderator(Interceptor):
    """A guardrail that asks somebody outside, such as a model, and blocks a statement or lets it pass whole.

    A statement is judged once, as its speaker said it, before anybody hears it; guardrails before this one
    leave it what they leave. All statements of an ask are judged at once, on the real clock. That time is
    not the seats': who answered within the ask's deadline is in time, however long this takes.

    What was ruled is recorded: a replay or a resume plays it back, and what is recorded is never asked again.

    Attributes:
        open: what becomes of a statement that could not be judged, since nobody could be asked, or said
            nothing that can be read. False: it is blocked. True: it is heard, and noted as unjudged.
        within: the seconds, above 0, in which a statement must be judged.
    """

    open: bool = False
    within: float = Field(default=30.0, gt=0)

    @abstractmethod
    async def judge(self, reply: Reply, question: Question) -> Blocked | None:
        """Return why nobody may hear a reply to a question; None lets it pass.

        Whatever it raises, but an interrupt, is a failure to judge.
        """

    async def ruling(self, reply: Reply, question: Question) -> Ruling | None:
        """Return what is ruled of a reply; None where it passes. Nothing that goes wrong gets out."""
        name, error = name_in(self.spec()), ""
        with trio.move_on_after(self.within) as scope:
            try:
                found = await self.judge(reply, question)
                if isinstance(found, Blocked | None) and not scope.cancel_called:
                    return None if found is None else Ruling(name, shown(found.why, str))
                error = f"{shown(found)[:80]} is no verdict"
            except BaseException as raised:
                if ours(raised):
                    raise
                error = shown(raised, str) or type(raised).__name__
        if scope.cancel_called:
            error = f"no verdict within {self.within:g} s"
        return Ruling(name, f"{name} failed", error, blocked=not self.open)


def moderators(interceptors: Iterable[Interceptor]) -> tuple[str, ...]:
    """Return the names of those that ask a world outside."""
    return tuple(name_in(one.spec()) for one in interceptors if isinstance(one, Moderator))
