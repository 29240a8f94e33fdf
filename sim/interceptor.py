"""What can happen to a statement between the mouth and the ear: guardrails before it is heard, faults on its way."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .statement import Reply
from .streams import Noise
from .value import Kind, name_of


class Blocked(NamedTuple):
    """What a guardrail answers that lets a statement not pass."""

    why: str


class Delivery(NamedTuple):
    """One copy of a statement, as one listener gets it.

    Attributes:
        reply: what is heard.
        delay: how many asks later than it would have been.
    """

    reply: Reply
    delay: int = 0


class Interceptor(Kind):
    """Something done to statements on their way; this one does nothing.

    The record keeps what was said, and beside it what was done. Ballots are never touched: they are counted as
    they were cast, whatever others got to hear of them.
    """

    def screen(self, reply: Reply, seat: str) -> Reply | Blocked:  # noqa: ARG002 - this one lets everything pass
        """Return what may be said instead, or why nothing may; before anybody hears it."""
        return reply

    def deliver(
        self,
        sent: Delivery,
        speaker: int,
        listeners: Sequence[int],
        round: int,  # noqa: A002, ARG002 - the word of the field
        noise: Noise,
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Return what those listeners get who do not get just what was sent; nothing for a dropped statement.

        Args:
            sent: the statement, as it came through the interceptors before.
            speaker: its place.
            listeners: the places of those who are to hear it.
            round: in which it was said.
            noise: a number in [0, 1) for each listener, the same whoever else listens.
        """
        return {}


class Meddled(NamedTuple):
    """What was done to one statement.

    Attributes:
        ask: in which it was said.
        place: whose it is.
        by: the names of the interceptors that did something.
        to: who did not get just what was said; None where it was changed before anybody heard it.
        heard: what they got instead: how many asks later, and what differs; nothing if it was dropped.
    """
