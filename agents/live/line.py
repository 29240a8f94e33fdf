"""The way from one talk to the models: what its seats and its guardrails ask over."""

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any

import trio

from ...sim import SpecError, Stream
from ...sim.streams import Key
from ...sim.used import Tally, Used, together
from .cassette import Call, CassetteError, NotRecorded, Tape
from .dialect import Answer, Request, answer
from .endpoint import Reaches
from .ledger import OutOfBudget
from .retries import GaveUp, persist

if TYPE_CHECKING:
    from .session import Session


class Line:
    """The way from one talk to the models: what its seats ask over.

    Args:
        session: that it leads over.
        replicate: of the talk.
        seed: of the talk.
        tape: what is recorded, or played back.
        scope: around the talk; cancelled where a call cannot be played back, or none be recorded.

    Attributes:
        missing: why.
    """

    def __init__(
        self, session: "Session", replicate: int, seed: int, tape: Tape | None, scope: trio.CancelScope
    ) -> None:
        self._session = session
        self._replicate = replicate
        self._seed = seed
        self._tape = tape
        self._scope = scope
        self.missing: NotRecorded | CassetteError | None = None

    async def ask(
        self,
        of: Reaches,
        seat: str,
        round_: int,
        request: Request,
        random: Stream,
        tally: Tally,
        question: str = "",
    ) -> Answer:
        """Ask a model, or play back what it answered.

        Args:
            of: what is asked, and where.
            seat: who asks.
            round_: of the protocol.
            request: what is asked.
            random: gives the jitter of the waits between tries.
            tally: is told what it took; of what is played back, what it took when it was asked.
            question: the key of what is decided, which two questions of the same text may differ in.

        Raises:
            GaveUp: there is no reply.
            TooSlowError: it was recorded that there was none by a deadline, now or before.
            NotRecorded: it is replayed, and not there.
            OutOfBudget: a call does not fit under a cap.
        """
        session, endpoint = self._session, self._session.endpoint(of)
        began = trio.current_time()
        used: list[Used] = []

        def told(took: Used) -> None:
            used.append(took)
            tally(took)

        def took() -> dict[str, Any]:
            told(Used(seconds=round(trio.current_time() - began, 3)))
            return together(used).spec()

        content = {**request.content, "max_tokens": request.most, "schema": request.shape}
        content |= {"at": endpoint.base_url, "question": question, "talk_seed": self._seed}
        send = partial(session.chat, endpoint, request, random, told)
        try:
            found = await self._recorded(Call(seat, round_, self._replicate, content), send, took)
        except GaveUp as error:
            if not used and error.used:
                tally(Used.load(error.used))
            if error.late:
                raise trio.TooSlowError(str(error)) from error
            raise
        finally:
            session.answered += 1
        if not used:
            tally(Used.load(found["used"]))
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
        used: list[Used] = []

        async def send() -> dict[str, Any]:
            attempt = partial(session.post, endpoint, path, body, 0, used.append)
            reply = await persist(attempt, session.terms.retries, Key(path, self._replicate).stream())
            return {"sent": body, "reply": reply}

        def took() -> dict[str, Any]:
            return together(used).spec()

        content = {**body, "at": endpoint.base_url, "talk_seed": self._seed}
        try:
            return (await self._recorded(Call("", 0, self._replicate, content), send, took))["reply"]
        except OutOfBudget as broke:
            session.unjudged(broke)
            raise

    async def _recorded(
        self, call: Call, send: Callable[[], Awaitable[dict[str, Any]]], took: Callable[[], dict[str, Any]]
    ) -> Any:
        """Return what is recorded of a call, or what is sent for, once it is, with what it took."""

        async def made() -> dict[str, Any]:
            try:
                return {**await send(), "used": took()}
            except GaveUp as error:
                error.used = took()
                raise

        if self._tape is None:
            return await made()
        began, deadline = trio.current_time(), trio.current_effective_deadline()

        def late() -> GaveUp | None:
            if trio.current_time() < deadline:  # somebody wants no more of it
                return None
            over = GaveUp(f"no reply within {deadline - began:g} s")
            over.late, over.used = True, took()
            return over

        try:
            return await self._tape.reply(call, made, late)
        except (NotRecorded, CassetteError) as error:
            self.missing = self.missing or error
            self._scope.cancel()  # it is no failure of the seat, and nothing may be made of it
            await trio.lowlevel.checkpoint()
            raise


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
            "`async with Session(...)` and `session.talk()`"
        ) from None


LINE: ContextVar[Line] = ContextVar("moot line to models")
