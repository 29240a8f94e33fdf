"""What may be noted with a journal in the `meta` of its header: of the whole talk, and outside the digest."""

import math

from .journal import Journal

TOKENS, PRICE = "tokens", "price"
"""What live seats read and wrote; what that cost, in dollars."""


def noted(journal: Journal, key: str) -> float | None:
    """Return a figure that is noted with a journal; None where none is."""
    figure = journal.header.meta.get(key)
    if isinstance(figure, bool) or not isinstance(figure, int | float) or not math.isfinite(figure):
        return None
    return float(figure)
