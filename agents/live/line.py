"""The way from one talk to the models: what its seats and its guardrails ask over."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, NamedTuple

import trio

from ...sim import SpecError, Stream
from ...sim.streams import Key
from ...sim.used import Account, Used, together
from .calls import Call
from .cassette import CassetteError, NotRecorded
from .dialect import Answer, Dialect, MalformedError, Request, answer
from .endpoint import Reaches
from .ledger import OutOfBudget
from .retries import Failed, GaveUp, persist
from .session import Session


class Caller(NamedTuple):
    """Who asks a model.

    Attributes:
        seat: its name.
        round: of the protocol.
        random: gives the jitter of the waits between tries.
        question: the key of what is decided, which two questions of the same text may differ in.
    """

    seat: str
    round: int
    random: Stream
    question: str = ""


class Line:
    """The way from one talk to the models: what its seats ask over.

    Args:
        session: that it leads over.
        replicate: of the talk.
        seed: of the talk.
        scope: around the talk; cancelled where a call cannot be played back, or none be recorded.

    Attributes:
        missing: why.
    """

    def __init__(self, session: Session, replicate: int, seed: int, scope: trio.CancelScope) -> None:
        self._session = session
        self._replicate = replicate
        self._seed = seed
        self._tape = session.tape()
        self._scope = scope
        self.missing: NotRecorded | CassetteError | None = None

    async def ask(self, of: Reaches, caller: Caller, request: Request, account: Account) -> Answer:
        """Ask a model, or play back what it answered.

        Args:
            of: what is asked, and where.
            caller: who asks.
            request: what is asked.
            account: is told what it took; of what is played back, what it took when it was asked.

        Raises:
            GaveUp: there is no reply.
            TooSlowError: it was recorded that there was none by a deadline, now or before.
            NotRecorded: it is replayed, and not there.
            OutOfBudget: a call does not fit under a cap.
        """
        session, endpoint = self._session, self._session.endpoint(of)

        async def once(dialect: Dialect) -> dict[str, Any]:
            body = dialect.dressed(request)
            reply = await session.post(endpoint, "/chat/completions", body, request.most, course.tell)
            try:
                answer(reply)
            except MalformedError as error:
                raise Failed(f"{endpoint.base_url} sent {error}") from error
            return {"sent": body, "reply": reply}

        content = {**request.content, "max_tokens": request.most, "schema": request.shape}
        content |= {"at": endpoint.base_url, "question": caller.question, "talk_seed": self._seed}
        call = Call(caller.seat, caller.round, self._replicate, content)
        ladder = session.ladder(endpoint, str(request.content["model"]))
        course = _Course(partial(ladder.climb_down, once), account)
        try:
            found = await self._recorded(call, course, caller.random)
        except GaveUp as error:
            course.played(error.used)
            if error.late:
                raise trio.TooSlowError(str(error)) from error
            raise
        finally:
            session.answered += 1
        course.played(found["used"])
        given = answer(found["reply"])
        clear = session.redactor.text  # again, now that no piece of a stream can split what it looks for
        return given._replace(text=clear(given.text), refusal=clear(given.refusal))

    async def post(self, of: Reaches, path: str, body: Mapping[str, Any]) -> Any:
        """Return what an endpoint answers to a body that asks for no words, or what it answered before.

        Args:
            of: what is asked, and where.
            path: behind the address.
            body: JSON, with the model in it.

        Raises:
            GaveUp: there is no reply.
            NotRecorded: it is replayed, and not there.
            OutOfBudget: a call does not fit under a cap.
        """
        session, endpoint = self._session, self._session.endpoint(of)

        async def once() -> dict[str, Any]:
            return {"sent": body, "reply": await session.post(endpoint, path, body, 0, course.tell)}

        content = {**body, "at": endpoint.base_url, "talk_seed": self._seed}
        call = Call("", 0, self._replicate, content, shared=True)
        course = _Course(once, Account())
        try:
            return (await self._recorded(call, course, Key(path, self._replicate).stream()))["reply"]
        except OutOfBudget as broke:  # its talk may finish for all that, and no run may keep it
            session.missing = session.missing or broke
            raise

    async def _recorded(self, call: Call, course: "_Course", random: Stream) -> Any:
        """Return what is recorded of a call, or what its tries come to, once it is, with what it took."""

        async def made() -> dict[str, Any]:
            try:
                sent = await persist(course.attempt, self._session.terms.retries, random)
            except GaveUp as error:
                error.used = course.took()
                raise
            return {**sent, "used": course.took()}

        if self._tape is None:
            return await made()
        began, deadline = trio.current_time(), trio.current_effective_deadline()

        def late() -> GaveUp | None:
            if trio.current_time() < deadline:  # somebody wants no more of it
                return None
            over = GaveUp(course.account.late(deadline - began))
            over.late, over.used = True, course.took()
            return over

        try:
            return await self._tape.reply(call, made, late)
        except (NotRecorded, CassetteError) as error:
            self.missing = self.missing or error
            self._scope.cancel()  # it is no failure of the seat, and nothing may be made of it
            await trio.lowlevel.checkpoint()
            raise


class _Course:
    """How one call goes: its tries, what they took, and how the last of them failed.

    Args:
        once: makes one try.
        account: is told, too.
    """

    def __init__(self, once: Callable[[], Awaitable[dict[str, Any]]], account: Account) -> None:
        self._once = once
        self._began = trio.current_time()
        self._used: list[Used] = []
        self.account = account

    async def attempt(self) -> dict[str, Any]:
        """Make one try."""
        try:
            return await self._once()
        except Failed as failed:
            self.account.met = str(failed)
            raise

    def tell(self, took: Used) -> None:
        """Note what a try took."""
        self._used.append(took)
        self.account.add(took)

    def took(self) -> dict[str, Any]:
        """Return what all tries took, now that they are over."""
        self.tell(Used(seconds=round(trio.current_time() - self._began, 3)))
        return together(self._used).spec()

    def played(self, used: Mapping[str, Any] | None) -> None:
        """Note what was recorded that it took, where no try was made."""
        if used and not self._used:
            self.account.add(Used.load(used))


@contextmanager
def connect(session: Session, replicate: int = 0, seed: int = 0) -> Iterator[Line]:
    """Let the seats of one talk ask over a session, inside the `with` block.

    Raises:
        NotRecorded: calls are replayed, and one of the talk's is not there, which ends the talk.
        CassetteError: a call could not be recorded, which ends it, too.
    """
    with trio.CancelScope() as scope:
        made = Line(session, replicate, seed, scope)
        token = LINE.set(made)
        try:
            yield made
        finally:
            LINE.reset(token)
    if made.missing is not None:
        session.missing = made.missing
        raise made.missing


def line() -> Line:
    """Return the way to the models of the talk that the caller takes part in.

    Raises:
        SpecError: there is none.
    """
    try:
        return LINE.get()
    except LookupError:
        raise SpecError(
            "a model is asked inside a session: hold the talk with moot.run, or inside "
            "`async with Session(...)` and `connect(session)`"
        ) from None


LINE: ContextVar[Line] = ContextVar("moot line to models")
