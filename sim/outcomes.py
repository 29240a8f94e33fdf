"""How one ask ends for one seat: what its answer counts as, or what went wrong."""

from copy import deepcopy
from typing import Any

import trio

from .ballot import beside
from .bus import Ask, Missing, Said
from .errors import AgentError, SpecError, shown
from .statement import Reply
from .turn import Put
from .used import Account


def settle(put: Put, place: int, reply: Any) -> Said | Missing:
    """Decide what an answer counts as."""
    if reply.__class__ is not Reply:
        seen = f"{shown(reply)[:80]} ({type(reply).__name__})"
        error = f"returned {seen}: expected a reply, made with turn.say(...)"
        return Missing(put.ask, place, "invalid", error=error)
    if reply.bare:  # most are, and there is nothing more to look at
        problem = put.wants.problem(reply, put.question)
        if not problem:
            return Said(put.ask, place, reply)
        return Missing(put.ask, place, "invalid", error=shown(problem, str))
    return _checked(put, place, reply)


def _checked(put: Put, place: int, reply: Reply) -> Said | Missing:
    """Decide what a reply counts as that holds more than a stance."""
    if reply.after >= put.deadline:
        return late(put, place)
    if reply.outcome != "replied":
        return Missing(put.ask, place, reply.outcome, reply.reason)
    if reply.memory is not None:  # the record is not the agent's to change
        reply = reply.model_copy(update={"memory": deepcopy(reply.memory)})
    if put.aliases is not None:
        reply = put.aliases.unmask(reply)
    problem = put.wants.problem(reply, put.question)
    if put.ask.ballot and not problem:
        problem = beside(reply, put.question)
    if reply.delegate and not problem:
        problem = _astray(put, place, reply.delegate)
    if reply.asides and not problem:
        problem = _apart(put, place, reply)
    return (
        Missing(put.ask, place, "invalid", error=shown(problem, str))
        if problem
        else Said(put.ask, place, reply)
    )


def _astray(put: Put, place: int, delegate: str) -> str:
    """Say why a seat cannot delegate to this one."""
    asked = [put.seats[other] for other in put.ask.places if other != place]
    if delegate in asked:
        return ""
    who = "itself" if delegate == put.seats[place] else f"{delegate!r:.80}"
    return f"it delegates to {who}: name one of the others asked, {', '.join(asked)[:200]}"


def _apart(put: Put, place: int, reply: Reply) -> str:
    """Say why a seat cannot tell others what it tells them alone."""
    others = [seat for other, seat in enumerate(put.seats) if other != place]
    for seat, stance in reply.asides:
        if seat not in others:
            return f"an aside to {seat!r:.80}: name one of the others, {', '.join(others)[:200]}"
        if said := put.question.problem(stance):
            return f"an aside to {seat!r:.80}: {said}"
    return ""


def late(put: Put, place: int, account: Account | None = None) -> Missing:
    """Return the outcome of a seat that has not answered in time."""
    return Missing(put.ask, place, "timed out", error=(account or Account()).late(put.deadline))


def failed(ask: Ask, place: int, error: BaseException) -> Missing:
    """Return the outcome of a seat that raised this."""
    text = shown(error, str)
    if isinstance(error, trio.TooSlowError):  # of a limit of its own, inside that of the ask
        return Missing(ask, place, "timed out", error=text)
    if isinstance(error, AgentError | SpecError):
        return Missing(ask, place, "invalid", error=text)
    return Missing(ask, place, "failed", type(error).__name__, text)
