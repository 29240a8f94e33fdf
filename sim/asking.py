"""How one ask runs: from the seats to one outcome each, in the order of the panel."""

import inspect
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from typing import Any

import trio

from .bus import Bus, Missing, Said
from .errors import ours
from .heard import Desk
from .interceptor import Blocked
from .office import Office
from .outcomes import failed, late, settle
from .probe import Asked, Probe
from .question import Question
from .spellings import one_answer
from .statement import Outcome, Reply
from .turn import Put, Turn
from .used import Account


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
    desks: Sequence[Desk],
    put: Put,
    bus: Bus,
    taped: Mapping[int, Said | Missing],
    probe: Probe | None = None,
) -> tuple[list[Any], list[int]]:
    """Ask every seat; return an outcome for each that answered at once, and where in the list one is awaited.

    Args:
        desks: of all seats.
        put: the ask.
        bus: says whom each seat hears.
        taped: outcomes, by place, that are handed out instead of asking.
        probe: shown each of the other seats first; an outcome that it returns stands for the seat's answer.
    """
    outcomes: list[Any] = []
    waiting: list[int] = []
    ask = put.ask
    kind = put.wants.key
    open_to_all = ask.hears is None and bus.hears is None
    asked = put.wants.asks(put.question)
    aided = bool(taped)
    for i, place in enumerate(ask.places):
        desk = desks[place]
        draw = desk.asked.get(kind, 0)
        given = taped.get(place) if aided else None
        if given is None and probe is not None:
            given = probe(Asked(put, desk, bus, draw))
        if given is not None:
            outcomes.append(given._replace(ask=ask))
        else:
            try:
                question = asked if desk.question is put.question else put.wants.asks(desk.question)
                only = None if open_to_all else bus.window(ask, place)
                reply = desk.act(Turn(desk, put, question, only, draw))
                if reply.__class__ is not Reply and inspect.isawaitable(reply):
                    waiting.append(i)
                    outcomes.append(reply)
                else:
                    outcomes.append(settle(put, place, reply))
            except BaseException as error:
                if ours(error):
                    raise
                outcomes.append(failed(ask, place, error))
        desk.cursor = put.end
        desk.asked[kind] = draw + 1
    return outcomes, waiting


async def gather(put: Put, outcomes: list[Any], waiting: Sequence[int]) -> None:
    """Await the asynchronous seats as trio tasks, all at once, and put their outcomes in place.

    What has not come by the deadline is timed out; what comes at it or after it too.
    """
    ask, deadline = put.ask, put.deadline

    async def hear(i: int, awaitable: Awaitable[Any]) -> None:
        try:
            outcome = settle(put, ask.places[i], await awaitable)
        except BaseException as error:
            if ours(error):
                raise
            outcome = failed(ask, ask.places[i], error)
        if not scope.cancel_called:
            outcomes[i] = _accounted(outcome, awaitable)

    *others, last = waiting
    async with trio.open_nursery() as nursery:
        scope = nursery.cancel_scope
        scope.deadline = trio.current_time() + deadline
        for i in others:
            nursery.start_soon(hear, i, outcomes[i])
        await hear(last, outcomes[last])  # the last needs no task of its own
    for i in waiting:
        if not isinstance(outcomes[i], tuple):
            account = outcomes[i] if isinstance(outcomes[i], Account) else None
            outcomes[i] = _accounted(late(put, ask.places[i], account), account)


def _accounted(outcome: Said | Missing, awaitable: object) -> Said | Missing:
    """Return an outcome with what it took, where whoever gives it tells."""
    if isinstance(awaitable, Account) and awaitable.used.calls:
        return outcome._replace(used=awaitable.used)
    return outcome


def screened(outcomes: Iterable[Said | Missing], office: Office) -> list[Said | Missing]:
    """Return outcomes as guardrails leave them, blocked where one of them says so."""
    found = list(outcomes)
    for i, outcome in enumerate(found):
        if isinstance(outcome, Said):
            left = office.left(outcome)
            found[i] = (
                Missing(outcome.ask, outcome.place, "blocked", left.why, used=outcome.used)
                if isinstance(left, Blocked)
                else outcome._replace(reply=left)
            )
    return found
