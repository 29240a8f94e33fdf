"""What a talk takes."""

from .seen import Seen

TOKENS, PRICE = "tokens", "price"
"""The keys in the `meta` of a journal's header: what live seats used in the whole talk, and what it cost."""


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
    """Return how many tokens live seats read and wrote; undefined where none are noted with the journal."""
    return _noted(seen, TOKENS)


def price(seen: Seen) -> float | None:
    """Return what live seats cost, in dollars; undefined where no price is noted with the journal."""
    return _noted(seen, PRICE)


def _noted(seen: Seen, key: str) -> float | None:
    noted = seen.journal.header.meta.get(key)
    return None if noted is None else float(noted)
