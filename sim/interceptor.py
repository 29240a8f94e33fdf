"""What is done to a statement between the mouth and the ear, and the record of it."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .bus import Ask, Said
from .question import Question
from .statement import Reply
from .streams import Key, Noise
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
        round: in which it was said.
        options: of the question.
        noise: a number in [0, 1) for each listener's place, the same whoever else listens.
    """

    seats: tuple[str, ...]
    speaker: int
    round: int
    options: tuple[str, ...]
    noise: Noise


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


class Guardrail(Interceptor):
    """An interceptor that looks at what is said, and blocks it or leaves a part of it, for all alike."""

    @abstractmethod
    def screen(self, reply: Reply) -> Reply | Blocked:
        """Return what may be heard of a reply, or why nothing may; outside ballots that is then no reply."""

    def deliver(
        self,
        sent: Delivery,
        listeners: Sequence[int],
        post: Post,  # noqa: ARG002 - the same for all
    ) -> Mapping[int, tuple[Delivery, ...]]:
        """Return the same for all: what is left, or nothing."""
        left = self.screen(sent.reply)
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


@lru_cache(maxsize=4096)
def others(seats: int, place: int) -> tuple[int, ...]:
    """Return the places of those who may hear a speaker: all others, since an ask can open any line later."""
    return tuple(other for other in range(seats) if other != place)


class Office:
    """Hands statements to the interceptors of one talk, one behind the other.

    Args:
        interceptors: the first is the nearest to the speaker.
        seats: the names, by place.
        options: of the question.
        key: of the talk, for the noise.
    """

    def __init__(
        self,
        interceptors: tuple[Interceptor, ...],
        seats: tuple[str, ...],
        options: tuple[str, ...],
        key: Key,
    ) -> None:
        self._chain = [(one, str(one.spec()["use"])) for one in interceptors]
        self._seats = seats
        self._options = options
        self._key = key

    def blocked(self, reply: Reply) -> str:
        """Return why a guardrail lets a reply not pass; an empty string if all do."""
        for interceptor, _ in self._chain:
            if isinstance(interceptor, Guardrail):
                left = interceptor.screen(reply)
                if isinstance(left, Blocked):
                    return left.why
                reply = left
        return ""

    def meddle(self, said: Said) -> list[Meddled]:
        """Return what is done to a statement, those listeners together who get the same by the same."""
        everyone = others(len(self._seats), said.place)
        first = Delivery(said.reply)
        got: dict[int, tuple[Delivery, ...]] = {}
        by: dict[int, tuple[str, ...]] = {}
        for number, (interceptor, name) in enumerate(self._chain):
            noise = Noise(self._key.stream("noise", number, said.ask.number, said.place))
            post = Post(self._seats, said.place, said.ask.round, self._options, noise)
            plain = [place for place in everyone if place not in got] if got else everyone
            changed = interceptor.deliver(first, plain, post)
            for place, copies in got.items():
                passed = tuple(
                    copy
                    for sent in copies
                    for copy in interceptor.deliver(sent, [place], post).get(place, (sent,))
                )
                if passed != copies:
                    got[place] = passed
                    by[place] = (*by[place], name)
            got.update(changed)
            by.update(dict.fromkeys(changed, (name,)))
        together: dict[tuple[tuple[str, ...], int], list[int]] = {}
        for place in sorted(got):
            together.setdefault((by[place], id(got[place])), []).append(place)
        return [
            Meddled(said.ask, said.place, names, tuple(places), got[places[0]])
            for (names, _), places in together.items()
        ]
