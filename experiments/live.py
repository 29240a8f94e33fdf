"""Live seats in a run: whether there are any, and the session over which they are asked."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import TYPE_CHECKING

from ..sim import Agent, Setting, moderators

if TYPE_CHECKING:
    from ..agents.live import Session, Terms


def live(agent: Agent) -> bool:
    """Tell whether a world outside is behind an agent, or behind one that it holds."""
    inner = (getattr(agent, name) for name in type(agent).model_fields)
    return agent.live or any(live(one) for one in inner if isinstance(one, Agent))


def is_live(setting: Setting) -> bool:
    """Tell whether a world outside is behind a seat, or behind an interceptor."""
    seats = any(live(seat.agent) for seat in setting.panel.seats)
    return seats or bool(moderators(setting.interceptors))


@asynccontextmanager
async def opened(
    settings: Iterable[Setting], terms: "Terms | Session | None" = None, *, goes_on: bool = False
) -> AsyncIterator["Session | None"]:
    """Keep what live seats are asked over, inside the `async with` block; None where nobody is live.

    Args:
        settings: of the talks.
        terms: on what terms; or a session that somebody else keeps.
        goes_on: whether what is on the cassette was spent by this very run, before it was interrupted.

    Raises:
        SpecError: a key that is asked for is not there, or no model can be asked here.
    """
    outside = [setting for setting in settings if is_live(setting)]
    if not outside:
        yield None
        return
    from ..agents.live import Session, Terms  # noqa: PLC0415 - only wanted where somebody is live

    if isinstance(terms, Session):
        yield terms
        return
    async with Session(terms or Terms(), outside, goes_on=goes_on) as session:
        yield session


def talking(session: "Session | None", replicate: int = 0) -> AbstractContextManager[object]:
    """Let the seats of one talk ask over a session, inside the `with` block.

    Raises:
        NotRecorded: at the end, where calls are replayed and one is not there.
    """
    return nullcontext() if session is None else session.talk(replicate)
