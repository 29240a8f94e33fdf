"""How one ask runs: from the seats to one outcome each, in the order of the panel."""

import inspect
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from typing import Any

import trio

from .bus import Ask, Bus, Said
from .errors import AgentError
from .heard import Desk
from .journal import Missing
from .statement import Outcome, Reply
from .turn import Put, Turn


class Replies(Sequence[Said | Missing]):
    """The outcomes of one ask, in the order of the panel."""

    __slots__ = ("_outcomes", "_seats")

    def __init__(self, seats: tuple[str, ...], outcomes: list[Said | Missing]) -> None:
        self._seats = seats
        self._outcomes = outcomes

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
        """Whether every seat asked replied, and all with one stance."""
        first = self._outcomes[0]
        if not isinstance(first, Said):
            return False
        stance = first.reply.stance
        return all(isinstance(said, Said) and said.reply.stance == stance for said in self._outcomes)


def call(desks: Sequence[Desk], put: Put, bus: Bus, taped: Mapping[int, Said | Missing]) -> list[Any]:
    """Ask every seat; an outcome for each that answered at once, an awaitable for the others.

    Args:
        desks: of all seats.
        put: the ask.
        bus: says whom each seat hears.
        taped: outcomes, by place, that are handed out instead of asking.
    """
    outcomes: list[Any] = []
    ask = put.ask
    kind = put.wants.key
    for place in ask.places:
        desk = desks[place]
        draw = desk.asked.get(kind, 0)
        if place in taped:
            outcomes.append(taped[place]._replace(ask=ask))
        else:
            try:
                reply = desk.act(Turn(desk, put, bus.window(ask, place), draw))
            except Exception as error:  # noqa: BLE001 - one seat can never crash a round
                outcomes.append(_failed(ask, place, error))
            else:
                waits = reply.__class__ is not Reply and inspect.isawaitable(reply)
                outcomes.append(reply if waits else _settle(put, place, reply))
        desk.cursor = ask.heard
        desk.asked[kind] = draw + 1
    return outcomes


async def gather(put: Put, outcomes: list[Any], late: Iterable[int]) -> None:
    """Await the asynchronous seats as trio tasks, all at once, and put their outcomes in place.

    What has not come by the deadline is timed out; what comes at it or after it too.
    """
    ask, _, _, deadline, _ = put

    async def hear(i: int, awaitable: Awaitable[Any]) -> None:
        try:
            outcome = _settle(put, ask.places[i], await awaitable)
        except Exception as error:  # noqa: BLE001 - one seat can never crash a round
            outcome = _failed(ask, ask.places[i], error)
        if not scope.cancel_called:
            outcomes[i] = outcome

    with trio.move_on_after(deadline) as scope:
        async with trio.open_nursery() as nursery:
            for i in late:
                nursery.start_soon(hear, i, outcomes[i])
                outcomes[i] = _late(put, ask.places[i])


def _settle(put: Put, place: int, reply: Any) -> Said | Missing:
    """Decide what an answer counts as."""
    if reply.__class__ is not Reply:
        seen = f"{type(reply).__name__} {reply!r:.80}"
        return Missing(
            put.ask, place, "invalid", f"returned {seen}: expected a reply, made with turn.say(...)"
        )
    if reply.after >= put.deadline:
        return _late(put, place)
    if reply.outcome != "replied":
        return Missing(put.ask, place, reply.outcome, reply.reason)
    problem = put.wants.problem(reply, put.question)
    return Missing(put.ask, place, "invalid", error=problem) if problem else Said(put.ask, place, reply)


def _late(put: Put, place: int) -> Missing:
    return Missing(put.ask, place, "timed out", error=f"no reply within {put.deadline:g} s")


def _failed(ask: Ask, place: int, error: Exception) -> Missing:
    try:
        text = str(error)[:2000].encode(errors="replace").decode()
    except Exception as second:  # noqa: BLE001 - an exception that cannot even be printed
        text = f"its text cannot be read ({type(second).__name__})"
    if isinstance(error, AgentError):
        return Missing(ask, place, "invalid", error=text)
    return Missing(ask, place, "failed", type(error).__name__, text)
