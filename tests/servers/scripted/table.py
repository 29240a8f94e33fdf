"""A table of live seats whose models a scripted server plays, in virtual time."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import trio
from trio.testing import MockClock

from moot.agents.live import Model, Session, Terms, connect
from moot.agents.live.cassette import Mode
from moot.protocols import Poll
from moot.sim import Agent, Journal, Missing, Panel, Protocol, Question, Said, Seat, Setting, Table

from .application import Scripted
from .script import Plays, Script, Step
from .transport import BASE_URL, carrying

ENVIRON = {"OPENAI_BASE_URL": BASE_URL}
TEA = Question(text="Tea, coffee or water?", options=("Tea", "Coffee", "Water"), id="tea")


class Held(NamedTuple):
    """A talk that was held.

    Attributes:
        journal: what came of it.
        session: over which models were asked.
        server: who played them.
        seconds: of virtual time.
    """

    journal: Journal
    session: Session
    server: Scripted
    seconds: float

    @property
    def outcomes(self) -> list[tuple[str, str, str]]:
        """Of each outcome the seat, the word, and the stance or why there is none."""
        return [told(self.journal, one) for one in self.journal.entries if isinstance(one, Said | Missing)]

    @property
    def bodies(self) -> list[Mapping[str, Any]]:
        """What the server was asked."""
        return [call.asked.body for call in self.server.counts.calls]


def told(journal: Journal, entry: Said | Missing) -> tuple[str, str, str]:
    """Return the seat of an outcome, its word, and the stance or why there is none."""
    seat = journal.seats[entry.place]
    if isinstance(entry, Said):
        return seat, "replied", str(entry.reply.stance)
    return seat, entry.outcome, entry.why


def playing(*steps: Step, **options: Any) -> Scripted:
    """Return a server that plays these steps to whoever asks, whatever the model; the last stays."""
    return Scripted(Script(others=Plays(steps=steps or (Step(),), **options)))


def recorded(folder: Path, mode: Mode = "record", **more: Any) -> Terms:
    """Return terms under which calls are recorded in this folder."""
    return Terms(cassette=str(folder / "calls.sqlite"), mode=mode, **more)


def setting_of(seats: Mapping[str, Agent], protocol: Protocol, **more: Any) -> Setting:
    """Return a setting with these seats."""
    panel = Panel(seats=tuple(Seat(name=name, agent=agent) for name, agent in seats.items()))
    return Setting(panel=panel, protocol=protocol, **more)


@asynccontextmanager
async def session_to(
    server: Scripted,
    within: Iterable[object],
    terms: Terms | None = None,
    environ: Mapping[str, str] | None = None,
    **options: Any,
) -> AsyncIterator[Session]:
    """Open a session in which every address leads to this server."""
    async with (
        carrying(server) as transport,
        Session(
            terms or Terms(),
            within,
            environ=ENVIRON if environ is None else environ,
            transport=lambda _: transport,
            **options,
        ) as session,
    ):
        for wire in session._wires.values():  # else found out in a thread, past which virtual time jumps
            wire._client._platform = "Unknown"
        yield session


def held(
    server: Scripted,
    seats: Mapping[str, Agent] | None = None,
    protocol: Protocol | None = None,
    question: Question = TEA,
    *,
    terms: Terms | None = None,
    environ: Mapping[str, str] | None = None,
    replicate: int = 0,
    seed: int = 0,
    run: str = "",
    **more: Any,
) -> Held:
    """Hold one talk; one model polled where no seats and no protocol are named."""
    setting = setting_of(seats or {"Ada": Model(model="m")}, protocol or Poll(), **more)

    async def hold() -> Held:
        async with session_to(server, [setting], terms, environ, run=run) as session:
            begun = trio.current_time()
            with connect(session, replicate, seed):
                journal = await Table(setting).talk(question, replicate=replicate, seed=seed)
            return Held(journal, session, server, trio.current_time() - begun)

    found: Held = virtual(hold)
    return found


def virtual(work: Any) -> Any:
    """Run a coroutine function on a clock that jumps instead of sleeping."""
    try:
        return trio.run(work, clock=MockClock(autojump_threshold=0))
    except BaseExceptionGroup as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        raise error from None
