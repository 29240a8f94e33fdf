"""Where the interceptors of one talk do their work: each statement passes through all of them."""

from collections.abc import Sequence

from .bus import Ask, Said
from .inboxes import Inboxes
from .interceptor import Blocked, Delivery, Guardrail, Interceptor, Meddled, Post
from .statement import Reply
from .streams import Key, Noise


class Office:
    """Hands statements to the interceptors of one talk, one behind the other.

    Args:
        interceptors: the first is the nearest to the speaker.
        seats: the names, by place.
        options: of the question.
        bus: says who hears whom.
        key: of the talk, for the noise.
    """

    def __init__(
        self,
        interceptors: tuple[Interceptor, ...],
        seats: tuple[str, ...],
        options: tuple[str, ...],
        bus: Inboxes,
        key: Key,
    ) -> None:
        self._chain = [(one, str(one.spec()["use"])) for one in interceptors]
        self._seats = seats
        self._options = options
        self._bus = bus
        self._key = key

    def screened(self, reply: Reply) -> Reply | Blocked:
        """Return a reply as guardrails leave it, or why one of them lets it not pass."""
        for interceptor, _ in self._chain:
            if isinstance(interceptor, Guardrail):
                left = interceptor.screen(reply)
                if isinstance(left, Blocked):
                    return left
                reply = left
        return reply

    def open(self, ask: Ask) -> list[Meddled]:
        """Open the lines that an ask adds to the topology.

        Returns what is done on them to what was said before, which the bus then knows of.
        """
        meddled = [done for said, places in self._bus.unheard(ask) for done in self._meddled(said, places)]
        self._bus.note(meddled)
        return meddled

    def meddle(self, spoken: list[Said]) -> list[Meddled]:
        """Return what is done to the statements of an ask on the lines that are open."""
        return [done for said in spoken for done in self._meddled(said, self._bus.listeners(said.place))]

    def _meddled(self, said: Said, everyone: Sequence[int]) -> list[Meddled]:
        """Return what is done to a statement, those listeners together who get the same by the same."""
        first = Delivery(said.reply)
        got: dict[int, tuple[Delivery, ...]] = {}
        by: dict[int, tuple[str, ...]] = {}
        for number, (interceptor, name) in enumerate(self._chain):
            noise = Noise(self._key.stream("noise", number, said.ask.number, said.place))
            post = Post(self._seats, said.place, said.ask.phase, said.ask.round, self._options, noise)
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
