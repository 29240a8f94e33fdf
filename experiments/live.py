"""Live seats in a run: whether there are any, and the session over which they are asked."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from hashlib import sha256
from typing import TYPE_CHECKING

from ..sim import Agent, Journal, Question, Rule, Setting, moderators
from ..sim.journal import dumps

if TYPE_CHECKING:
    from ..agents.live import Model, Session, Terms
    from .review import Review


def live(agent: Agent) -> bool:
    """Tell whether a world outside is behind an agent, or behind one that it holds."""
    inner = (getattr(agent, name) for name in type(agent).model_fields)
    return agent.live or any(live(one) for one in inner if isinstance(one, Agent))


def asks_models(setting: Setting) -> bool:
    """Tell whether a model is behind a seat, or an interceptor; people and functions need no session."""
    if not (any(live(seat.agent) for seat in setting.panel.seats) or moderators(setting.interceptors)):
        return False
    from ..agents.live import reaching  # noqa: PLC0415 - only wanted where somebody is live

    return any(True for _ in reaching(setting))


@asynccontextmanager
async def opened(
    settings: Iterable[Setting],
    terms: "Terms | Session | None" = None,
    *,
    reviewer: "Model | None" = None,
    run: str = "",
    anew: bool = False,
) -> AsyncIterator["Session | None"]:
    """Keep what models are asked over, inside the `async with` block; None where none is at the tables.

    Args:
        settings: of the talks.
        terms: on what terms; or a session that somebody else keeps.
        reviewer: a model that is asked beside the seats.
        run: under which its calls are noted on the cassette: of the same name, it goes on from what it spent.
        anew: whether it is another run of that name.

    Raises:
        SpecError: a key that is asked for is not there, or no model can be asked here.
    """
    outside = [setting for setting in settings if asks_models(setting)]
    if not outside and reviewer is None:
        yield None
        return
    from ..agents.live import Session, Terms  # noqa: PLC0415 - only wanted where a model is asked

    if isinstance(terms, Session):
        yield terms
        return
    asked = [*outside, reviewer] if reviewer else outside
    async with Session(terms or Terms(), asked, run=run, anew=anew) as session:
        yield session


def run_of(design: object) -> str:
    """Return the name under which the calls of a run are noted: of what it is, wherever it is kept."""
    return sha256(dumps(design).encode()).hexdigest()[:16]


def talk_of(setting: Setting, question: Question, seed: int) -> list[object]:
    """Return what tells one talk from another, whether it begins or is taken up again."""
    seats = [seat.spec() for seat in setting.panel.seats]
    return [question.spec(), setting.protocol.spec(), seats, seed]


def talking(session: "Session | None", replicate: int = 0, seed: int = 0) -> AbstractContextManager[object]:
    """Let the seats of one talk ask over a session, inside the `with` block.

    Raises:
        NotRecorded: calls are replayed and one is not there, which ends the talk.
    """
    if session is None:
        return nullcontext()
    from ..agents.live import connect  # noqa: PLC0415 - only wanted where a model is asked

    return connect(session, replicate, seed)


async def review_of(
    reviewer: "Model | None", journal: Journal, rule: Rule, session: "Session | None"
) -> "Review | None":
    """Return the review of a finished talk by a model; None without one."""
    if reviewer is None or session is None:
        return None
    from .review.reviewer import reviewed_by  # noqa: PLC0415 - only wanted by those who ask one

    return await reviewed_by(reviewer, journal, rule, session)
