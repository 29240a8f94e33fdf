"""Who sits where a model would, while it is foretold what asking models would take."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from ..agents.live import Model, Prices, money, most_tokens
from ..agents.live.dialect import Dialect
from ..agents.live.prompts import LONGEST
from ..agents.simulated import Simulated, drawn
from ..sim import Journal, Reply, Said, Turn


class Takes(NamedTuple):
    """What calls to models could take, at most, where each is answered at the first try.

    Attributes:
        read: tokens that models would be sent.
        written: tokens that they may write.
        price: of both; None where a model has no price.
    """

    read: int = 0
    written: int = 0
    price: Decimal | None = Decimal(0)

    def times(self, rate: float) -> "Takes":
        """Return what so many times as many calls take."""
        price = None if self.price is None else round(self.price * Decimal(rate), 6)
        return Takes(round(self.read * rate), round(self.written * rate), price)


class Unasked(Simulated):
    """Draws its answer, argues at such length as its model may, and notes what the call could take.

    Attributes:
        model: in whose place it sits.
    """

    model: Model

    def act(self, turn: Turn) -> Reply:
        """Answer, and note what the model would be sent, in the longest way that it can be asked."""
        model = self.model
        read = most_tokens(Dialect().dressed(model.request(turn, partial(model.shown, turn))))
        taken = {"model": model.model, "read": read, "written": model.max_tokens}
        return super().act(turn).model_copy(update={"memory": taken})

    def answer(self, turn: Turn) -> Reply:
        """Draw; a token that is written is one that is read, of one character at least."""
        words = "x" * min(self.model.max_tokens, LONGEST)
        stance = drawn(turn)
        return turn.say(words if stance is None else stance, argument=words)


def takes(journals: Iterable[Journal], prices: Prices | None) -> Takes:
    """Return what the models could take in whose place somebody sat in these talks."""
    read = written = 0
    cost: int | None = 0
    for journal in journals:
        for entry in journal.entries:
            noted = entry.reply.memory if isinstance(entry, Said) else None
            if not isinstance(noted, dict) or noted.keys() != {"model", "read", "written"}:
                continue
            read += noted["read"]
            written += noted["written"]
            price = prices.of(noted["model"]) if prices else None
            if cost is not None:
                cost = cost + price.cost(noted["read"], noted["written"]) if price else None
    return Takes(read, written, None if cost is None else money(cost))
