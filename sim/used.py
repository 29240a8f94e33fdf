"""What the answers of live seats took: kept beside their lines in a journal, outside the digest."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple


class Used(NamedTuple):
    """What one answer took, or several together.

    Attributes:
        model: who was asked.
        calls: requests sent, those that came to nothing included.
        untold: of these, how many may have read or written what nobody told.
        read: tokens that were sent.
        written: tokens that came back.
        price: of those calls that have one, in the currency of the prices; None where none has.
        seconds: from the ask to the answer, waits included, on the clock of the run.
    """

    model: str = ""
    calls: int = 0
    read: int = 0
    written: int = 0
    price: Decimal | None = None
    seconds: float = 0.0
    untold: int = 0

    @property
    def tokens(self) -> int:
        """All tokens, read and written."""
        return self.read + self.written

    def plus(self, other: "Used") -> "Used":
        """Return both together, under the name of the model that has one."""
        prices = [price for price in (self.price, other.price) if price is not None]
        return Used(
            self.model or other.model,
            self.calls + other.calls,
            self.read + other.read,
            self.written + other.written,
            sum(prices, Decimal(0)) if prices else None,
            self.seconds + other.seconds,
            self.untold + other.untold,
        )

    def spec(self) -> dict[str, Any]:
        """Return the JSON form; the price as text, since it is exact."""
        price = {} if self.price is None else {"price": f"{self.price:f}"}
        counts = {"calls": self.calls, "read": self.read, "written": self.written}
        untold = {"untold": self.untold} if self.untold else {}
        return {"model": self.model, **counts, **untold, **price, "seconds": self.seconds}

    @classmethod
    def load(cls, data: Any) -> "Used":
        """Read the JSON form back.

        Raises:
            ValueError: it is none.
        """
        try:
            price = None if "price" not in data else Decimal(data["price"])
            counts = data["calls"], data["read"], data["written"]
            used = cls(data["model"], *counts, price, float(data["seconds"]), data.get("untold", 0))
        except (TypeError, KeyError, ValueError, InvalidOperation) as error:
            raise ValueError(f"what an answer took is calls, tokens and seconds, not {data!r:.80}") from error
        whole = all(type(count) is int and count >= 0 for count in (*counts, used.untold))
        fits = price is None or (price.is_finite() and price >= 0)
        if not (isinstance(used.model, str) and whole and fits and 0 <= used.seconds < float("inf")):
            raise ValueError(f"what an answer took is figures from 0, not {data!r:.80}")
        return used


class Account:
    """What an answer to come has taken so far: the base of those that tell.

    Attributes:
        used: all of it, as soon as it is known.
        met: how its last try failed, in words; empty where none did.
    """

    def __init__(self, model: str = "") -> None:
        self.used = Used(model)
        self.met = ""

    def add(self, took: Used) -> None:
        """Add what something took."""
        self.used = self.used.plus(took)

    def late(self, seconds: float) -> str:
        """Return in words that no reply came in this time."""
        return f"no reply within {round(seconds, 3):g} s" + (f"; before that: {self.met}" if self.met else "")


def together(several: Iterable[Used]) -> Used:
    """Return what several took."""
    whole = Used()
    for used in several:
        whole = whole.plus(used)
    return whole


def used_of(meta: Mapping[str, Any]) -> Used | None:
    """Return what stands in the meta of a line; None where nothing does."""
    return Used.load(meta["used"]) if "used" in meta else None
