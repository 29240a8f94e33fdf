"""What the live seats of one run share: connections, limits, money, and the recording of calls."""

import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

import trio

from ...sim import SpecError
from ...sim.used import Used
from .cassette import Cassette, CassetteError, NotRecorded, Tape
from .dialect import tokens
from .endpoint import Endpoint, Reaches, reaching
from .ladder import Ladder
from .ledger import Ledger, OutOfBudget, Reservation, Spent, most_tokens
from .limits import Gate
from .redaction import SHORTEST, Redactor
from .retries import Failed
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
        anew: whether it is another run of that name, and what is noted of the one before it goes.

    Raises:
        SpecError: a key that is asked for is not there, a model has no price under a cap of money, or the
            openai SDK is not installed.

    Attributes:
        ledger: what is spent.
        answered: how many times a model was asked and is done with it, whatever came of it.
        missing: why a talk could not be played back, not be recorded, or not be judged.
    """

    def __init__(
        self,
        terms: Terms,
        within: Any,
        *,
        environ: Mapping[str, str] = os.environ,
        transport: Transport = lambda _: None,
        run: str = "",
        anew: bool = False,
    ) -> None:
        self.terms = terms
        self._run, self._anew = run, anew
        self._transport = transport
        played = terms.mode == "replay"
        self._asked = {one: one.endpoint(environ, keyless=played) for one in reaching(within)}
        if terms.prices is not None and terms.caps.money is not None:
            for one in self._asked:
                terms.prices.check(one.model)
        elif terms.caps.money is not None:
            raise SpecError("a cap of money needs prices: name the file of a price table")
        for one in self._asked:
            terms.limits.check(one.writes, f"a call of model {one.model!r:.80}")
        keys = {endpoint.key for endpoint in self._asked.values()}
        # what is shorter is a word, as local servers take any, and would go from what models say
        self.redactor = Redactor(sorted(key for key in keys if len(key) >= SHORTEST))
        self.ledger = Ledger(terms.caps, terms.prices)
        self._gates: dict[str, Gate] = {}
        self._wires: dict[Endpoint, Wire] = {}
        self._ladders: dict[tuple[str, str], Ladder] = {}
        self._open = AsyncExitStack()
        self._cassette: Cassette | None = None
        self._broke: OutOfBudget | None = None
        self._ended = trio.Event()  # a call, since somebody last looked
        self._first = trio.StrictFIFOLock()  # of those who wait for that
        self.missing: NotRecorded | CassetteError | OutOfBudget | None = None
        self.answered = 0

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            if self.terms.cassette:
                made = Cassette(self.terms.cassette, self.terms.mode, self.redactor)
                self._cassette = opening.enter_context(made)
                if self._run and self.terms.mode != "replay":
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

    def _before(self, cassette: Cassette) -> Spent:
        """Return what this run had spent before it was interrupted; calls in flight at the most they can."""
        if self._anew:
            cassette.forget(self._run)
        spent = Spent()
        for call in cassette.spent(self._run):
            spent = spent.plus(self.ledger.priced(*call))
        return spent

    def check(self, statuses: Iterable[str]) -> None:
        """Raise what the run cannot go on from: a call that is not recorded, or what stopped one of these."""
        if self.missing is not None:
            raise self.missing
        if self._broke is not None and any(status == "stopped: budget" for status in statuses):
            raise self._broke

    def endpoint(self, of: Reaches) -> Endpoint:
        """Return where a model is reached that the session was made for."""
        try:
            return self._asked[of]
        except KeyError:
            raise SpecError(f"model {of.model!r:.80} was not at the table when the session began") from None

    def ladder(self, endpoint: Endpoint, model: str) -> Ladder:
        """Return how a model is asked there, as far as it is known."""
        key = (endpoint.base_url, model)
        if key not in self._ladders:
            self._ladders[key] = Ladder(key)
        return self._ladders[key]

    def tape(self) -> Tape | None:
        """Return what one talk records to, or is played back from; None where neither is done."""
        return None if self._cassette is None else self._cassette.tape()

    async def post(
        self, endpoint: Endpoint, path: str, body: Mapping[str, Any], most: int, tell: Callable[[Used], None]
    ) -> Any:
        """Send one request, within the limits of its endpoint and under the caps of the run.

        Args:
            endpoint: where to.
            path: behind the address.
            body: JSON, with the model in it.
            most: how many tokens may be written.
            tell: is told what it took.

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
                tell(Used(model, calls=1, untold=int(not failed.refused)))
                raise
            except BaseException:
                tell(self._took(model, None))
                raise
            used = tokens(reply) or (None if most else (0, 0))  # what writes nothing need not count
            if used is not None:
                self._settle(call, noted, *used)
                passed.used(sum(used))
            tell(self._took(model, used))
        return reply

    def _settle(self, call: Reservation, noted: int, read: int, written: int) -> None:
        call.settle(read, written)
        if self._cassette is not None:
            self._cassette.settled(noted, read, written)

    @asynccontextmanager
    async def _reserved(self, model: str, read: int, most: int) -> AsyncIterator[Reservation]:
        """Reserve what a call can cost; wait while calls in flight may turn out to cost less than that."""
        with ExitStack() as held:
            if self._waits(model, read, most):
                async with self._first:  # who waits is woken alone, and not with all others at each end
                    while self._waits(model, read, most):
                        await self._ended.wait()
            try:
                call = held.enter_context(self.ledger.call(model, read, most))
            except OutOfBudget as broke:
                self._broke = broke
                raise
            try:
                yield call
            finally:
                held.close()
                self._ended.set()
                self._ended = trio.Event()

    def _waits(self, model: str, read: int, most: int) -> bool:
        """Tell whether a call fits only once others end, that are in flight."""
        ledger = self.ledger
        return (
            bool(ledger.reserved.calls)
            and not ledger.fits(model, read, most, beside=ledger.reserved)
            and ledger.fits(model, read, most)
        )

    def _took(self, model: str, used: tuple[int, int] | None) -> Used:
        if used is None:
            return Used(model, calls=1, untold=1)
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
    try:
        return Wire(endpoint, transport, redactor)
    except (OSError, ValueError) as error:  # certificates, or a proxy, that the environment names
        raise SpecError(f"{endpoint.base_url} cannot be asked from here: {redactor.error(error)}") from error
