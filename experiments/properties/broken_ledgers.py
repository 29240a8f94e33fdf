"""Ledgers that are broken on purpose, each in one way that a programmer may well go wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from ...agents.live.ledger import Ledger, Reservation, Spent
from .held import Kernel


class _Overlooking(Ledger):
    @property
    def reserved(self) -> Spent:
        return Spent()


class _Forgiving(Ledger):
    @property
    def unknown(self) -> Spent:
        return Spent()


class _Free(Ledger):
    def priced(self, model: str, read: int, written: int) -> Spent:
        return super().priced(model, read, written)._replace(pico=0)


class _OneSided(Ledger):
    def priced(self, model: str, read: int, written: int) -> Spent:
        return super().priced(model, read, written)._replace(written=0)


class _Swapping(Ledger):
    def priced(self, model: str, read: int, written: int) -> Spent:
        return super().priced(model, written, read)._replace(read=read, written=written)


class _Full(Reservation):
    __slots__ = ()

    def settle(self, read: int, written: int) -> None:  # noqa: ARG002 - that is the fault
        super().settle(self.worst.read, self.worst.written)


class _Reserving(Ledger):
    @contextmanager
    def call(self, model: str, read: int, written: int) -> Iterator[Reservation]:
        with super().call(model, read, written) as made:
            made.__class__ = _Full
            yield made


class _Keeping(Ledger):
    @contextmanager
    def call(self, model: str, read: int, written: int) -> Iterator[Reservation]:
        with super().call(model, read, written) as made:
            try:
                yield made
            finally:
                if made.state == "reserved":
                    made.sent()


class _Careless(Ledger):
    def _check(self, worst: Spent) -> None:
        super()._check(worst._replace(calls=0))


class _Fresh(Ledger):
    def __init__(self, *given: object) -> None:
        super().__init__(*given[:2])  # type: ignore[arg-type] # as they were given


class ForgetsWhatIsInFlight(Kernel):
    """A ledger that forgets what is in flight."""

    books = _Overlooking


class ForgetsWhatIsLost(Kernel):
    """A ledger that takes a call for free whose reply never came."""

    books = _Forgiving


class ForgetsTheCost(Kernel):
    """A ledger that forgets what calls cost."""

    books = _Free


class CountsWhatIsRead(Kernel):
    """A ledger that counts the tokens that are read alone."""

    books = _OneSided


class SwapsPrices(Kernel):
    """A ledger that takes the price of what is read for that of what is written."""

    books = _Swapping


class SettlesWhatWasReserved(Kernel):
    """A ledger that settles what was reserved in place of what was used."""

    books = _Reserving


class NeverGivesBack(Kernel):
    """A ledger that keeps what was reserved for a call that was never sent."""

    books = _Keeping


class OneTooMany(Kernel):
    """A ledger that lets a call through where as many were made as may be."""

    books = _Careless


class BeginsAnew(Kernel):
    """A ledger that forgets what was spent before an interruption."""

    books = _Fresh


BROKEN_LEDGERS: tuple[Kernel, ...] = (
    ForgetsWhatIsInFlight(),
    ForgetsWhatIsLost(),
    ForgetsTheCost(),
    CountsWhatIsRead(),
    SwapsPrices(),
    SettlesWhatWasReserved(),
    NeverGivesBack(),
    OneTooMany(),
    BeginsAnew(),
)
"""All of them."""
