"""How one ask runs: from the seats to one outcome each, in the order of the panel."""

import inspect
import math
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import trio

from .ballot import beside
from .bus import Ask, Bus, Said
from .errors import AgentError, SpecError, shown
from .heard import Desk
from .interceptor import Blocked
from .journal import Missing
from .office import Office
from .question import Question
from .spellings import one_answer
from .statement import Outcome, Reply
from .turn import Put, Turn


class Replies(Sequence[Said | Missing]):
    """The outcomes of one ask, in the order of the panel."""

    __slots__ = ("_outcomes", "_question", "_seats")

    def __init__(self, seats: tuple[str, ...], outcomes: list[Said | Missing], question: Question) -> None:
        self._seats = seats
        self._outcomes = outcomes
        self._question = question

    def __getitem__(self, index: Any) -> Any:
        return self._outcomes[index]

    def __len__(self) -> int:
        return len(self._outcomes)

    @property
    def said(self) -> dict[str, Reply]:
        """The replies by seat; who did not reply is not in it."""
        return {self._seats[said.place]: said.reply for said in self._outcomes if isinstance(said, Said)}

    @property
    def missing(self) -> dict[str, Outcome]:
        """How the ask ended for those who did not reply, by seat."""
        return {self._seats[gone.place]: gone.outcome for gone in self._outcomes if isinstance(gone, Missing)}

    @property
    def agreed(self) -> bool:
        """Whether every seat asked replied, and all with one stance; free text may be spelt otherwise."""
        said = [said.reply.stance if isinstance(said, Said) else None for said in self._outcomes]
        return one_answer(said, self._question)


def call(
    desks: Sequence[Desk], put: Put, bus: Bus, taped: Mapping[int, Said | Missing]
) -> tuple[list[Any], list[int]]:
    """Ask every seat; return an outcome for each that answered at once, and where in the list one is awaited.

    Args:
        desks: of all seats.
        put: the ask.
        bus: says whom each seat hears.
        taped: outcomes, by place, that are handed out instead of asking.
    """
    outcomes: list[Any] = []
    late: list[int] = []
    ask = put.ask
    kind = put.wants.key
    open_to_all = ask.hears is None and bus.hears is None
    asked = put.wants.asks(put.question)
    for i, place in enumerate(ask.places):
        desk = desks[place]
        draw = desk.asked.get(kind, 0)
        if place in taped:
            outcomes.append(taped[place]._replace(ask=ask))
        else:
            try:
                question = asked if desk.question is put.question else put.wants.asks(desk.question)
                only = None if open_to_all else bus.window(ask, place)
                reply = desk.act(Turn(desk, put, question, only, draw))
                if reply.__class__ is not Reply and inspect.isawaitable(reply):
                    late.append(i)
                    outcomes.append(reply)
                else:
                    outcomes.append(_settle(put, place, reply))
            except BaseException as error:
                if _ours(error):
                    raise
                outcomes.append(_failed(ask, place, error))
        desk.cursor = put.end
        desk.asked[kind] = draw + 1
    return outcomes, late


async def gather(put: Put, outcomes: list[Any], late: Sequence[int]) -> None:
    """Await the asynchronous seats as trio tasks, all at once, and put their outcomes in place.

    What has not come by the deadline is timed out; what comes at it or after it too.
    """
    ask, deadline = put.ask, put.deadline

    async def hear(i: int, awaitable: Awaitable[Any]) -> None:
        try:
            outcome = _settle(put, ask.places[i], await awaitable)
        except BaseException as error:
            if _ours(error):
                raise
            outcome = _failed(ask, ask.places[i], error)
        if not scope.cancel_called:
            outcomes[i] = outcome

    *others, last = late
    async with trio.open_nursery() as nursery:
        scope = nursery.cancel_scope
        scope.deadline = trio.current_time() + deadline
        for i in others:
            nursery.start_soon(hear, i, outcomes[i])
        await hear(last, outcomes[last])  # the last needs no task of its own
    for i in late:
        if not isinstance(outcomes[i], tuple):
            outcomes[i] = _late(put, ask.places[i])


def screened(outcomes: Iterable[Said | Missing], office: Office) -> list[Said | Missing]:
    """Return outcomes as guardrails leave them, blocked where one of them says so."""
    found = list(outcomes)
    for i, outcome in enumerate(found):
        if isinstance(outcome, Said):
            left = office.screened(outcome.reply)
            found[i] = (
                Missing(outcome.ask, outcome.place, "blocked", left.why)
                if isinstance(left, Blocked)
                else outcome._replace(reply=left)
            )
    return found


def _settle(put: Put, place: int, reply: Any) -> Said | Missing:
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
        return _late(put, place)
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


def _late(put: Put, place: int) -> Missing:
    return Missing(put.ask, place, "timed out", error=f"no reply within {put.deadline:g} s")


def _ours(error: BaseException) -> bool:
    """Tell a person's interrupt, and the end of a deadline, from whatever else a seat may raise.

    One seat can never crash a round: what is not ours is an outcome.
    """
    if isinstance(error, Exception):
        return False
    if isinstance(error, BaseExceptionGroup) and error.subgroup(KeyboardInterrupt):
        return True
    if isinstance(error, KeyboardInterrupt | GeneratorExit):
        return True
    return trio.current_effective_deadline() == -math.inf  # a scope around the seat was cancelled


def _failed(ask: Ask, place: int, error: BaseException) -> Missing:
    text = shown(error, str)
    if isinstance(error, AgentError | SpecError):
        return Missing(ask, place, "invalid", error=text)
    return Missing(ask, place, "failed", type(error).__name__, text)
