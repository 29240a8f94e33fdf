"""What a talk takes."""

from ...sim.noted import used_in
from .seen import Seen


def messages(seen: Seen) -> float:
    """Return how many open statements were made."""
    return float(seen.messages)


def asks(seen: Seen) -> float:
    """Return how often a seat was asked: what a talk costs, whether it answered or not."""
    return float(seen.asks)


def intercepted(seen: Seen) -> float:
    """Return how many deliveries, a statement to a listener each, interceptors did something to.

    Those after which the listener was asked nothing more count too.
    """
    return float(seen.intercepted)


def tokens(seen: Seen) -> float | None:
    """Return how many tokens live seats read and wrote; undefined where no seat told of any."""
    used = used_in(seen.journal)
    return None if used is None else float(used.tokens)


def price(seen: Seen) -> float | None:
    """Return what live seats cost, in the currency of their prices; undefined where none is known."""
    used = used_in(seen.journal)
    return None if used is None or used.price is None else float(used.price)
