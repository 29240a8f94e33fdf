"""Where the interceptors of one talk do their work: each statement passes through all of them."""

from collections.abc import Mapping, Sequence

from .bus import Ask, Said
from .inboxes import Inboxes
from .interceptor import Blocked, Delivery, Guardrail, Interceptor, Meddled, Post
from .moderator import Moderator
from .question import Question
from .ruling import Ruling
from .statement import Reply
from .streams import Key, Noise
from .value import name_in


class Office:
    """Hands statements to the interceptors of one talk, one behind the other.

    Args:
        interceptors: the first is the nearest to the speaker.
        seats: the names, by place.
        question: without its answer.
        bus: says who hears whom.
        key: of the talk, for the noise.

    Attributes:
        guarded: whether there are guardrails among them.
        asks_outside: whether one of these asks a world outside.
    """

    def __init__(
        self,
        interceptors: tuple[Interceptor, ...],
        seats: tuple[str, ...],
        question: Question,
        bus: Inboxes,
        key: Key,
    ) -> None:
        self._chain = [(one, name_in(one.spec())) for one in interceptors]
        self._seats = seats
        self._question = question
        self._bus = bus
        self._key = key
        # in this ask, by the ids of guardrail and reply; the reply is kept, so that none gets its id
        self._looked: dict[tuple[int, int], tuple[Reply, Reply | Blocked]] = {}
        self.guarded = any(isinstance(one, Guardrail | Moderator) for one in interceptors)
        self.asks_outside = any(isinstance(one, Moderator) for one in interceptors)

    async def ruling(self, said: Said, known: Mapping[int, Ruling | None]) -> Ruling | None:
        """Return what guardrails have against a statement, each given what those before it leave.

        Args:
            said: the statement.
            known: what was ruled before, by place: of these nobody is asked again.
        """
        reply, noted = said.reply, None
        for one, name in self._chain:
            if isinstance(one, Guardrail):
                left = self._screen(one, reply)
                if isinstance(left, Blocked):
                    return Ruling(name, left.why)
                reply = left
            elif isinstance(one, Moderator):
                if said.place in known:
                    before = known[said.place]
                    ruling = before and (before._replace(by=name) if before.by in ("", name) else None)
                else:
                    ruling = await one.ruling(reply, self._question)
                if ruling is not None and ruling.blocked:
                    return ruling
                noted = noted or ruling
        return noted

    def left(self, said: Said) -> Reply | Blocked:
        """Return what guardrails leave of a statement that was ruled of, or why nobody may hear it."""
        if said.ruling is not None and said.ruling.blocked:
            return Blocked(said.ruling.why)
        reply = said.reply
        for one, _ in self._chain:
            if isinstance(one, Guardrail):
                left = self._screen(one, reply)
                if isinstance(left, Blocked):
                    return left
                reply = left
        return reply

    def _screen(self, guardrail: Guardrail, reply: Reply) -> Reply | Blocked:
        key = id(guardrail), id(reply)
        if key not in self._looked:
            self._looked[key] = reply, guardrail.screen(reply)
        return self._looked[key][1]

    def open(self, ask: Ask) -> list[Meddled]:
        """Open the lines that an ask adds to the topology.

        Returns what is done on them to what was said before, which the bus then knows of.
        """
        self._looked.clear()
        meddled = [done for said, places in self._bus.unheard(ask) for done in self._meddled(said, places)]
        self._bus.note(meddled)
        return meddled

    def meddle(self, spoken: list[Said]) -> list[Meddled]:
        """Return what is done to the statements of an ask on the lines that are open."""
        return [done for said in spoken for done in self._meddled(said, self._bus.listeners(said.place))]

    def _meddled(self, said: Said, everyone: Sequence[int]) -> list[Meddled]:
        """Return what is done to a statement, those listeners together who get the same by the same."""
        if said.ruling is not None and said.ruling.blocked:
            return [Meddled(said.ask, said.place, (said.ruling.by,), tuple(everyone), ())] if everyone else []
        options = self._question.options
        first = Delivery(said.reply)
        got: dict[int, tuple[Delivery, ...]] = {}
        by: dict[int, tuple[str, ...]] = {}
        for number, (interceptor, name) in enumerate(self._chain):
            noise = Noise(self._key.stream("noise", number, said.ask.number, said.place))
            post = Post(self._seats, said.place, said.ask.phase, said.ask.round, options, noise, self._screen)
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
