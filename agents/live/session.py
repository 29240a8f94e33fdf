"""What the live seats of one run share: connections, limits, money, and the recording of calls."""

import os
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Self

import trio

from ...sim import SpecError, Stream
from ...sim.used import Tally, Used
from .cassette import Cassette, CassetteError, NotRecorded
from .dialect import Dialect, MalformedError, Request, answer, tokens
from .endpoint import Endpoint, Reaches, reaching
from .ledger import Ledger, OutOfBudget, Reservation, Spent, most_tokens
from .limits import Gate
from .line import LINE, Line
from .redaction import SHORTEST, Redactor
from .retries import Failed, persist
from .terms import Terms

if TYPE_CHECKING:
    import httpx2

    from .wire import Wire

Transport = Callable[[Endpoint], "httpx2.AsyncBaseTransport | None"]
"""What carries requests to an endpoint in the place of sockets."""


class Session:
    """The live side of one run; an `async with` block inside trio. It belongs to that trio run.

    Args:
        terms: what it may spend, how fast, what is recorded.
        within: where to look for what reaches models: settings, panels, agents.
        environ: the variables of the environment.
        transport: what carries requests in the place of sockets.
        run: under which its calls are noted on the cassette: of the same name, it goes on from what it spent.

    Raises:
        SpecError: a key that is asked for is not there, a model has no price under a cap of money, or the
            openai SDK is not installed.

    Attributes:
        ledger: what is spent.
        answered: how many times a model was asked and is done with it, whatever came of it.
    """

    def __init__(
        self,
        terms: Terms,
        within: Any,
        *,
        environ: Mapping[str, str] = os.environ,
        transport: Transport = lambda _: None,
        run: str = "",
    ) -> None:
        self.terms = terms
        self._run = run
        self._transport = transport
        played = terms.mode == "replay"
        self._asked = {one: one.endpoint(environ, keyless=played) for one in reaching(within)}
        if terms.prices is not None and terms.caps.money is not None:
            for one in self._asked:
                terms.prices.check(one.model)
        elif terms.caps.money is not None:
            raise SpecError("a cap of money needs prices: name the file of a price table")
        keys = {endpoint.key for endpoint in self._asked.values()}
        # what is shorter is a word, as local servers take any, and would go from what models say
        self.redactor = Redactor(sorted(key for key in keys if len(key) >= SHORTEST))
        self.ledger = Ledger(terms.caps, terms.prices)
        self._gates: dict[str, Gate] = {}
        self._wires: dict[Endpoint, Wire] = {}
        self._dialects: dict[tuple[str, str], Dialect] = {}
        self._settled: set[tuple[str, str]] = set()
        self._open = AsyncExitStack()
        self._cassette: Cassette | None = None
        self._broke: OutOfBudget | None = None
        self._ended = trio.Event()  # a call, since somebody last looked
        self._missing: NotRecorded | CassetteError | OutOfBudget | None = None
        self.answered = 0

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            if self.terms.cassette:
                made = Cassette(self.terms.cassette, self.terms.mode, self.redactor)
                self._cassette = opening.enter_context(made)
                if self._run:
                    self.ledger = Ledger(self.terms.caps, self.terms.prices, self._before(made))
            for endpoint in dict.fromkeys(self._asked.values()):
                if self.terms.mode != "replay":
                    wire = _wire(endpoint, self._transport(endpoint), self.redactor)
                    self._wires[endpoint] = await opening.enter_async_context(wire)
                self._gates.setdefault(endpoint.base_url, Gate(self.terms.limits))
            self._open = opening.pop_all()
        return self

    async def __aexit__(self, *raised: object) -> None:
        with trio.CancelScope(shield=True):
            await self._open.aclose()

    @contextmanager
    def talk(self, replicate: int = 0, seed: int = 0) -> Iterator["Line"]:
        """Let the seats of one talk ask over this session, inside the `with` block.

        Raises:
            NotRecorded: calls are replayed, and one of the talk's is not there, which ends the talk.
            CassetteError: a call could not be recorded, which ends it, too.
        """
        with trio.CancelScope() as scope:
            tape = None if self._cassette is None else self._cassette.tape()
            line = Line(self, replicate, seed, tape, scope)
            token = LINE.set(line)
            try:
                yield line
            finally:
                LINE.reset(token)
        if line.missing is not None:
            self._missing = line.missing
            raise line.missing

    def _before(self, cassette: Cassette) -> Spent:
        """Return what this run had spent before it was interrupted; calls in flight at the most they can."""
        spent = Spent()
        for call in cassette.spent(self._run):
            spent = spent.plus(self.ledger.priced(*call))
        return spent

    def check(self, statuses: Iterable[str]) -> None:
        """Raise what the run cannot go on from: a call that is not recorded, or what stopped one of these."""
        if self._missing is not None:
            raise self._missing
        if self._broke is not None and any(status == "stopped: budget" for status in statuses):
            raise self._broke

    def unjudged(self, broke: OutOfBudget) -> None:
        """Note that a guardrail could not ask: its talk may be finished for all that, and no run keeps it."""
        self._missing = self._missing or broke

    def endpoint(self, of: Reaches) -> Endpoint:
        """Return where a model is reached that the session was made for."""
        try:
            return self._asked[of]
        except KeyError:
            raise SpecError(f"model {of.model!r:.80} was not at the table when the session began") from None

    async def chat(
        self, endpoint: Endpoint, request: Request, random: Stream, tally: Tally
    ) -> dict[str, Any]:
        """Ask, in whatever way the endpoint takes, until there is a reply.

        Returns:
            What is recorded: the body that was sent, and the reply to it.

        Raises:
            GaveUp: there is none, and no more tries.
            OutOfBudget: a call does not fit under a cap.
        """
        key = (endpoint.base_url, str(request.content["model"]))

        async def attempt() -> dict[str, Any]:
            while True:
                dialect = self._dialects.get(key, Dialect())
                body = dialect.dressed(request)
                try:
                    reply = await self.post(endpoint, "/chat/completions", body, request.most, tally)
                    answer(reply)
                except MalformedError as error:
                    raise Failed(f"{endpoint.base_url} sent {error}") from error
                except Failed as failed:
                    # another call may have found out in the meantime
                    if self._dialects.get(key, Dialect()) == dialect and not self._lower(key, failed):
                        raise
                    continue
                self._dialects[key] = dialect
                self._settled.add(key)
                return {"sent": body, "reply": reply}

        return await persist(attempt, self.terms.retries, random)

    def _lower(self, key: tuple[str, str], failed: Failed) -> bool:
        """Ask this model in a less strict way from now on, where that is what its endpoint refused."""
        if failed.status is None:
            return False
        said = str(failed)
        for own in key:  # an address, or a model, may be named after a tool
            said = re.sub(rf"(?<!\w){re.escape(own)}(?!\w)", "", said)
        lower = self._dialects.get(key, Dialect()).lowered(failed.status, said, settled=key in self._settled)
        if lower is None:
            return False
        self._dialects[key] = lower
        return True

    async def post(
        self, endpoint: Endpoint, path: str, body: Mapping[str, Any], most: int, tally: Tally
    ) -> Any:
        """Send one request, within the limits of its endpoint and under the caps of the run.

        Args:
            endpoint: where to.
            path: behind the address.
            body: JSON, with the model in it.
            most: how many tokens may be written.
            tally: is told what it took.

        Raises:
            Failed: there is no reply, without secrets in its words.
            OutOfBudget: it does not fit under a cap; nothing was sent.
        """
        read = most_tokens(body)
        model = str(body["model"])
        gate = self._gates[endpoint.base_url]
        async with gate.call(read + most) as passed, self._reserved(model, read, most) as call:
            call.sent()
            tape = self._cassette
            noted = 0 if tape is None else tape.sending(self._run, model, read, most)
            try:
                reply = await self._wires[endpoint].post(path, body)
            except Failed as failed:
                if failed.refused:
                    self._settle(call, noted, 0, 0)
                tally(Used(model, calls=1))
                raise
            except BaseException:
                tally(Used(model, calls=1))
                raise
            used = tokens(reply) or (None if most else (0, 0))  # what writes nothing need not count
            if used is not None:
                self._settle(call, noted, *used)
                passed.used(sum(used))
            tally(self._took(model, used))
        return reply

    def _settle(self, call: Reservation, noted: int, read: int, written: int) -> None:
        call.settle(read, written)
        if self._cassette is not None:
            self._cassette.settled(noted, read, written)

    @asynccontextmanager
    async def _reserved(self, model: str, read: int, most: int) -> AsyncIterator[Reservation]:
        """Reserve what a call can cost; wait while calls in flight may turn out to cost less than that."""
        with ExitStack() as held:
            while True:
                try:
                    call = held.enter_context(self.ledger.call(model, read, most))
                    break
                except OutOfBudget as broke:
                    if not (self.ledger.reserved.calls and self.ledger.fits(model, read, most)):
                        self._broke = broke
                        raise
                    await self._ended.wait()
            try:
                yield call
            finally:
                held.close()
                self._ended.set()
                self._ended = trio.Event()

    def _took(self, model: str, used: tuple[int, int] | None) -> Used:
        if used is None:
            return Used(model, calls=1)
        spent = self.ledger.priced(model, *used)
        return Used(model, 1, *used, None if spent.unpriced else spent.money)


def _wire(endpoint: Endpoint, transport: "httpx2.AsyncBaseTransport | None", redactor: Redactor) -> "Wire":
    try:
        from .wire import Wire  # noqa: PLC0415 - the SDK is loaded by those who ask a model
    except ImportError as error:
        raise SpecError(
            f"models are asked through the openai SDK, and it cannot be loaded ({error}): "
            "pip install 'moot[live]'"
        ) from error
    return Wire(endpoint, transport, redactor)
