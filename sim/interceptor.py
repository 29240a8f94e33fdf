"""What is done to a statement between the mouth and the ear, and the record of it."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator

from .bus import Ask
from .question import Question
from .statement import Reply
from .streams import Noise
from .value import Kind


class Blocked(NamedTuple):
    """What a guardrail answers that lets a statement not pass."""

    why: str


class Delivery(NamedTuple):
    """One copy of a statement, as one listener gets it.

    Attributes:
        reply: what is heard.
        delay: how many asks later than it would have been.
        rank: where it stands among what arrives at that moment; those of one rank in the order of the panel.
    """

    reply: Reply
    delay: int = 0
    rank: float = 0.0


class Post(NamedTuple):
    """A statement on its way.

    Attributes:
        seats: the names of all seats, by place.
        speaker: the place of who said it.
        phase: of the ask in which it was said.
        round: in which it was said.
        options: of the question.
        noise: a number in [0, 1) for each listener's place, the same whoever else listens.
        screen: what a guardrail leaves of a reply; it looks at each once in an ask, whoever wants to know.
    """

    seats: tuple[str, ...]
    speaker: int
    phase: str
    round: int
    options: tuple[str, ...]
    noise: Noise
    screen: Callable[["Guardrail", Reply], Reply | Blocked]


class Interceptor(Kind):
    """Something done to statements on their way; this one lets all pass as they are.

    The record keeps what was said, and beside it what others got to hear. Ballots are counted as they were
    cast, whatever was done to them on their way.
    """

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        """Raise a SpecError if it cannot work on this question, or with these seats."""

    def deliver(
        self,
        sent: Delivery,  # noqa: ARG002 - this one lets all pass
        listeners: Sequence[int],  # noqa: ARG002 - as above
        post: Post,  # noqa: ARG002 - as above
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Return what those listeners get who do not get just what was sent: nothing where it is dropped."""
        return {}


def _chained(given: Any) -> Any:
    return given if isinstance(given, tuple | list) else (given,)


Chain = Annotated[tuple[Interceptor, ...], BeforeValidator(_chained)]
"""Interceptors, one behind the other, the first the nearest to the speaker; one may be given alone."""


class Guardrail(Interceptor):
    """An interceptor that looks at what is said, and blocks it or leaves a part of it, for all alike."""

    @abstractmethod
    def screen(self, reply: Reply) -> Reply | Blocked:
        """Return what may be heard of a reply, or why nothing may; outside ballots that is then no reply.

        It is a pure function, asked once in an ask.
        """

    def deliver(
        self,
        sent: Delivery,
        listeners: Sequence[int],
        post: Post,
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Return the same for all: what is left, or nothing."""
        left = post.screen(self, sent.reply)
        if isinstance(left, Blocked):
            return dict.fromkeys(listeners, ())
        return {} if left is sent.reply else dict.fromkeys(listeners, (sent._replace(reply=left),))


class Meddled(NamedTuple):
    """What was done to one statement.

    Attributes:
        ask: in which it was said.
        place: whose it is.
        by: the names of the interceptors that did it.
        to: the places of those to whom it was done.
        heard: what they got instead; nothing where it was dropped.
    """

    ask: Ask
    place: int
    by: tuple[str, ...]
    to: tuple[int, ...]
    heard: tuple[Delivery, ...]


def by_ask(meddled: Iterable[Meddled]) -> dict[int, list[Meddled]]:
    """Return what was done to the statements of each ask, by its number."""
    found: dict[int, list[Meddled]] = {}
    for done in meddled:
        found.setdefault(done.ask.number, []).append(done)
    return found
