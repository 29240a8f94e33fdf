"""What a run has spent on live models, and what it may still: hard caps, checked before each call.

A call reserves the most that it can cost. Reserving, settling and releasing never wait, so no cancellation
falls between them, and each reservation ends in exactly one of three ways:

- **settled**: what the server said that it used;
- **released**: it was never sent, and costs nothing;
- **unknown**: it was sent and its reply never came (a deadline, a broken line). It may have been paid for, so
  the most that it can cost stays spent; should its use be learnt later, it can still be settled.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any, Literal, NamedTuple

from pydantic import Field

from ...sim import MootError, Reply, SpecError
from ...sim.value import Value
from .prices import Amount, Prices, money, pico


class OutOfBudget(MootError):  # noqa: N818 - the word of the outcome
    """The most that a call can cost is more than what is left under a cap.

    Attributes:
        cap: which one, such as `"100 calls"`.
    """

    def __init__(self, cap: str, why: str) -> None:
        super().__init__(why)
        self.cap = cap

    @property
    def reply(self) -> Reply:
        """What a seat says then: the outcome `out of budget`, and the cap, whatever else was in flight."""
        return Reply(outcome="out of budget", reason=f"the run may spend {self.cap}")


class Spent(NamedTuple):
    """A sum over calls.

    Attributes:
        calls: how many.
        read: tokens that models were sent.
        written: tokens that they wrote.
        pico: what the calls cost that have a price, in trillionths of the currency.
        unpriced: how many calls have none.
    """

    calls: int = 0
    read: int = 0
    written: int = 0
    pico: int = 0
    unpriced: int = 0

    @property
    def tokens(self) -> int:
        """All tokens, read and written."""
        return self.read + self.written

    @property
    def money(self) -> Decimal:
        """What the calls cost that have a price, in the currency."""
        return money(self.pico)

    def plus(self, other: "Spent", sign: int = 1) -> "Spent":
        """Return both together; with -1, this without the other."""
        return Spent(*(one + sign * two for one, two in zip(self, other, strict=True)))


class Caps(Value):
    """The most that a run may spend; None = no such cap. Zero calls, or tokens, allow nothing.

    Attributes:
        calls: requests sent, retries and those that the server refused included.
        tokens: read and written together.
        money: in the currency of the prices, such as `5`, `0.25` or `"0.25"`.
    """

    calls: int | None = Field(default=None, ge=0)
    tokens: int | None = Field(default=None, ge=0)
    money: Amount | None = None


class Left(NamedTuple):
    """What a run may still reserve; None = without end.

    Attributes:
        calls: as many.
        tokens: read and written together.
        money: in the currency of the prices.
    """

    calls: int | None
    tokens: int | None
    money: Decimal | None


class _Sums:
    """What all calls of a run come to, by how they stand."""

    __slots__ = ("reserved", "settled", "unknown")

    def __init__(self, settled: Spent) -> None:
        self.settled = settled
        self.unknown = Spent()
        self.reserved = Spent()


class Reservation:
    """The most that one call can cost, until it is known what it did. `Ledger.call` makes it.

    Attributes:
        worst: what is reserved.
        state: how it stands, or how it ended.
    """

    __slots__ = ("_priced", "_sums", "state", "worst")

    def __init__(self, sums: _Sums, priced: Callable[[int, int], Spent], read: int, written: int) -> None:
        self._sums = sums
        self._priced = priced
        self.worst = priced(read, written)
        self.state: Literal["reserved", "sent", "settled", "released", "unknown"] = "reserved"
        sums.reserved = sums.reserved.plus(self.worst)

    def sent(self) -> None:
        """Note that the request leaves now: from here on it may be paid for, whatever becomes of it.

        To be called just before the first await that can send a byte.

        Raises:
            SpecError: it was sent before, or has ended: a retry is a call of its own.
        """
        if self.state != "reserved":
            raise SpecError(f"a call that is {self.state} is not sent again: reserve another")
        self.state = "sent"

    def settle(self, read: int, written: int) -> None:
        """Note what the call used, in tokens; one that the server refused used none.

        What is more than was reserved is noted too: it is spent, whatever the caps say.

        Raises:
            SpecError: it was not sent, or is settled already, or tokens below 0. Nothing changes then.
        """
        if self.state not in ("sent", "unknown"):
            raise SpecError(f"a call that is {self.state} is not settled: only one that was sent is, once")
        if min(read, written) < 0:
            raise SpecError(f"tokens are counted from 0, not {read} read and {written} written")
        self._leave()
        self._sums.settled = self._sums.settled.plus(self._priced(read, written))
        self.state = "settled"

    def end(self) -> None:
        """End it where that is still to be done: as released where nothing was sent, else as unknown."""
        if self.state == "reserved":
            self._leave()
            self.state = "released"
        elif self.state == "sent":
            self._leave()
            self._sums.unknown = self._sums.unknown.plus(self.worst)
            self.state = "unknown"

    def _leave(self) -> None:
        """Take it off the sum that it stands in."""
        if self.state == "unknown":
            self._sums.unknown = self._sums.unknown.plus(self.worst, -1)
        else:
            self._sums.reserved = self._sums.reserved.plus(self.worst, -1)


class Ledger:
    """What one run spends. It belongs to one thread, and nothing in it waits.

    Args:
        caps: the most that it may.
        prices: of models. A call to one without a price is counted as unpriced, and refused under a cap of
            money.
        spent: what the run had spent before it was interrupted.
    """

    def __init__(
        self, caps: Caps | None = None, prices: Prices | None = None, spent: Spent | None = None
    ) -> None:
        self._caps = caps or Caps()
        self._prices = prices or Prices(models=())
        self._of = dict(self._prices.models)
        most = None if self._caps.money is None else pico(self._caps.money)
        figures = {"calls": self._caps.calls, "tokens": self._caps.tokens, "pico": most}
        self._most = {name: cap for name, cap in figures.items() if cap is not None}
        self._sums = _Sums(spent or Spent())

    @property
    def settled(self) -> Spent:
        """What is known to be spent."""
        return self._sums.settled

    @property
    def unknown(self) -> Spent:
        """The most that those calls cost whose replies never came."""
        return self._sums.unknown

    @property
    def reserved(self) -> Spent:
        """The most that the calls in flight can cost."""
        return self._sums.reserved

    @property
    def spent(self) -> Spent:
        """What is spent, and what may be: settled and unknown."""
        return self.settled.plus(self.unknown)

    @property
    def left(self) -> Left:
        """What may still be reserved under each cap."""
        rest = self._rest("pico")
        return Left(self._rest("calls"), self._rest("tokens"), None if rest is None else money(rest))

    def _rest(self, name: str) -> int | None:
        """Return what is left of a figure of a sum; a call that used more than it reserved leaves none."""
        if name not in self._most:
            return None
        taken: int = getattr(self.spent.plus(self.reserved), name)
        return max(0, self._most[name] - taken)

    @contextmanager
    def call(self, model: str, read: int, written: int) -> Iterator[Reservation]:
        """Reserve the most that a call can cost, for as long as the block runs.

        Args:
            model: its name, as in the prices.
            read: tokens of the request, at most; see `most_tokens`.
            written: tokens of the reply, at most: its `max_tokens`.

        Raises:
            OutOfBudget: it does not fit under a cap, with all that is in flight. Nothing is reserved then.
            SpecError: money is capped and the model has no price, or tokens below 0.
        """
        if min(read, written) < 0:
            raise SpecError(f"tokens are counted from 0, not {read} read and {written} written")
        if self._caps.money is not None:
            self._prices.check(model)
        self._check(self.priced(model, read, written))
        made = Reservation(self._sums, partial(self.priced, model), read, written)
        try:
            yield made
        finally:
            made.end()

    def priced(self, model: str, read: int, written: int) -> Spent:
        """Return what a call comes to that reads and writes so many tokens."""
        price = self._of.get(model)
        return Spent(1, read, written, price.cost(read, written) if price else 0, 0 if price else 1)

    def fits(self, model: str, read: int, written: int, beside: Spent | None = None) -> bool:
        """Tell whether a call would fit beside what is spent, and what else is given."""
        worst = self.spent.plus(self.priced(model, read, written)).plus(beside or Spent())
        return all(getattr(worst, name) <= cap for name, cap in self._most.items())

    def _check(self, worst: Spent) -> None:
        """Raise an OutOfBudget if this does not fit under each cap, too."""
        for name, cap in self._most.items():
            needs, held = getattr(worst, name), getattr(self.reserved, name)
            if getattr(self.spent, name) + held + needs > cap:
                of = self._told(name, cap)
                advice = "raise the cap" + ("" if name == "calls" else ", or lower max_tokens")
                raise OutOfBudget(
                    of,
                    f"the run may spend {of}: {self._told(name, self._rest(name) or 0)} left, with "
                    f"{self._told(name, held)} reserved by calls in flight, and this call can need "
                    f"{self._told(name, needs)}; {advice}",
                )

    def _told(self, name: str, figure: int) -> str:
        if name == "pico":
            return f"{money(figure):f}".rstrip("0").rstrip(".") + f" {self._prices.currency}"
        return f"{figure} {name[: -1 if figure == 1 else None]}"


def most_tokens(request: Mapping[str, Any]) -> int:
    """Return a bound on the tokens that a request is read as: the bytes of its JSON.

    A token of a byte-level tokenizer (GPT-2: Radford et al., 2019) stands for one byte at least, and what a
    chat template adds to a message is less than what JSON does. The bound is loose: words need a quarter.
    """
    return len(json.dumps(request, ensure_ascii=False).encode(errors="surrogatepass"))
