"""The floor: what a protocol holds while a talk runs. The mutable part; it dies with the run.

The floor stamps who, when and in which ask; nobody can speak in another's name. An ask is a barrier: it
ends, for every seat asked, in exactly one outcome, gathered in the order of the panel whatever the order of
arrival.
"""

import json
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import trio

from .agenda import Agenda, Clock, Due, Wakes
from .asking import Replies, call, gather, screened
from .bus import Ask, Missing, Said
from .errors import ProtocolError, StoppedError
from .given import hearing, place_of, places_of, seconds, words
from .heard import Desk, Room, Told
from .interceptor import Meddled
from .journal import Entry, dumps
from .probe import Probe
from .question import Evidence, Question
from .screening import ruled
from .statement import Reply
from .streams import Stream
from .taped import Tape, taped
from .turn import Put
from .wants import ANSWER, Wants, is_ballot


class Floor:
    """What a protocol asks, tells and waits on.

    Args:
        room: what all turns of the talk share.
        desks: one for each seat.
        ballot: what the rules need of the last ask.
        within: the deadline of an ask that names none, in seconds.
        record: takes each entry of the journal.
        tape: what was recorded of an earlier run of this talk, to be handed out again.
        pause: whether to let other trio tasks (observers) run at each ask.
        probe: shown each seat before it is asked; what it returns stands for the answer.
    """

    def __init__(
        self,
        room: Room,
        desks: list[Desk],
        *,
        ballot: Wants,
        within: float,
        record: Callable[[Entry], object],
        tape: Tape,
        pause: bool,
        probe: Probe | None = None,
    ) -> None:
        self.ballot = ballot
        self.round = 0
        self.status = "finished"
        self._room = room
        self._desks = desks
        self._within = within
        self._record = record
        self._tape = tape
        self._pause = pause
        self._probe = probe
        self._clock = Clock()
        self._agenda = Agenda(self._clock)
        self._phases = 0
        self._everyone = tuple(range(len(room.seats)))
        self._asks = 0
        self._asking = False
        self._random: Stream | None = None
        self._requests: list[Due] = []

    @property
    def question(self) -> Question:
        """The question, without its answer."""
        return self._room.question

    @property
    def seats(self) -> tuple[str, ...]:
        """The names of the seats, in the order of the panel."""
        return self._room.seats

    @property
    def now(self) -> float:
        """Simulated time in seconds."""
        return self._clock.now

    @property
    def random(self) -> Stream:
        """The protocol's own stream."""
        if self._random is None:
            self._random = self._room.key.stream("protocol")
        return self._random

    def hears(self, seat: str) -> tuple[str, ...]:
        """Return the seats that this one hears, as the topology has it in this round."""
        me = place_of(self._room.places, seat)
        heard = self._room.hears(self.round)
        places = self._everyone if heard is None else heard[me]
        return tuple(self.seats[other] for other in places if other != me)

    def rounds(self, n: int) -> Iterator[int]:
        """Count rounds from 1 to n; asks inside belong to them, asks outside to round 0."""
        try:
            for number in range(1, n + 1):
                self.round = number
                yield number
        finally:
            self.round = 0

    def stop(self, why: str) -> None:
        """End the talk as `stopped: why`; nothing can be asked after it."""
        if self.status == "finished":
            self.status = f"stopped: {words('why a talk is stopped', why)}"

    async def ask(
        self,
        phase: str,
        seats: Iterable[str] | None = None,
        *,
        wants: Wants | None = None,
        hears: Mapping[str, Collection[str]] | None = None,
        within: float | None = None,
        private: bool = False,
    ) -> Replies:
        """Ask seats, all at once, and return when each has ended in exactly one outcome.

        Args:
            phase: the protocol's word for what is asked.
            seats: whom; everyone where none are given.
            wants: what a reply must hold; an answer to the question where nothing is said. Only an ask that
                names `floor.ballot` is a ballot.
            hears: who is heard in this ask, speaker names by listener; a listener that is not named hears
                nobody (so `{}` isolates everyone). What the topology says where nothing is given.
            within: the deadline in seconds, simulated for simulated seats, real for asynchronous ones.
            private: journalled, and heard by nobody.

        Raises:
            ProtocolError: another ask is open, the talk was stopped, or a seat is not of this table.
            StoppedError: a seat is out of budget, which stops the talk: let it pass.
        """
        words("the phase of an ask", phase)
        if wants is not None and not isinstance(wants, Wants):
            raise ProtocolError(
                f"ask {phase!r:.80} wants {wants!r:.80}: give floor.ballot, or a value such as Ranking()"
            )
        if within is not None:
            within = seconds(f"ask {phase!r:.80} within", within)
        if self._asking:
            raise ProtocolError(f"ask {phase!r} while another is open: asks are serial, await the first")
        if self.status != "finished":
            raise ProtocolError(f"ask {phase!r} after the talk was {self.status}")
        self._asking = True
        try:
            return await self._ask(phase, seats, wants, hears, within, private=private)
        finally:
            self._asking = False

    async def _ask(
        self,
        phase: str,
        seats: Iterable[str] | None,
        wanted: Wants | None,
        hears: Mapping[str, Collection[str]] | None,
        within: float | None,
        *,
        private: bool,
    ) -> Replies:
        wants = ANSWER if wanted is None else wanted
        places = self._everyone if seats is None else places_of(self._room.places, seats)
        ask = Ask(
            self._asks + 1,
            phase,
            self.round,
            self._clock.now,
            places,
            len(self._room.bus.log),
            None if wants is ANSWER or wants == ANSWER else wants.spec(),
            self._hearing(hears, places),
            within,
            private,
            wanted is self.ballot or is_ballot(wanted, self.ballot),
        )
        self._asks = ask.number
        recorded = taped(self._tape, ask)
        self._record(ask)
        room = self._room
        deadline = self._within if within is None else within
        opened = room.office.open(ask) if room.office else []
        now = room.bus.begin(ask)
        put = Put(ask, wants, room.question, deadline, len(room.told), now, room.seats, room.aliases)
        outcomes, waiting = call(self._desks, put, room.bus, recorded.outcomes, self._probe)
        if waiting:
            await gather(put, outcomes, waiting)
        elif self._pause or not self._asks % 64:  # so that even a talk that never waits can be cancelled
            await trio.lowlevel.checkpoint()
        if room.office is not None and room.office.guarded:
            outcomes = await ruled(outcomes, room.office, recorded.rulings)
        self._close(ask, put.deadline, outcomes, opened)
        if self.status != "finished":
            raise StoppedError(self.status)
        return Replies(self.seats, outcomes, room.question)

    def _close(
        self, ask: Ask, deadline: float, outcomes: list[Said | Missing], opened: list[Meddled]
    ) -> None:
        """Journal the outcomes in the order of the panel, and let what was said be heard."""
        took = 0.0
        record = self._record
        spoken: list[Said] = []
        for outcome in outcomes:
            record(outcome)
            if isinstance(outcome, Missing):
                if outcome.outcome == "timed out":
                    took = max(took, deadline)
                elif outcome.outcome == "out of budget":
                    self.stop("budget")  # what was said is kept; nobody else can be asked
                continue
            _, place, reply, *_ = outcome
            desk = self._desks[place]
            desk.memory = reply.memory
            if reply.after:
                took = max(took, reply.after)
            if reply.wake is not None:
                self._requests.append(Due(place, reply.wake, "request"))
            if not ask.private:
                desk.said.append(outcome)
                if reply.stance is not None:
                    desk.stance = reply.stance
                spoken.append(outcome)
        meddled = self._room.office.meddle(spoken) if self._room.office else []
        for done in (*opened, *meddled):
            record(done)
        self._room.bus.extend(spoken, meddled)
        self._clock.now += took

    def passed(self, replies: Replies) -> Replies:
        """Return the outcomes of an ask as guardrails leave them: what may be told on, as in a tally."""
        office = self._room.office
        return replies if office is None else Replies(self.seats, screened(replies, office), self.question)

    def quote(self, replies: Replies) -> dict[str, Reply]:
        """Return what the floor may tell of each reply, by seat, unsigned: its stance and its argument.

        They are as guardrails leave them, and as the lens shows them. What a guardrail blocks is not there.
        """
        said = [one for one in self.passed(replies) if isinstance(one, Said)]
        seen = {self.seats[one.place]: self._room.bus.seen(one) for one in said}
        return {seat: Reply(stance=it.stance, argument=it.argument) for seat, it in seen.items()}

    def tell(self, what: str | Evidence, to: Iterable[str] | None = None, **data: Any) -> None:
        """Let the floor itself speak.

        Args:
            what: words, or evidence.
            to: whom it tells; everyone where nobody is named.
            **data: figures that go with it; JSON.
        """
        if not isinstance(what, str | Evidence):
            raise ProtocolError(f"the floor tells words or evidence, not {what!r:.80}")
        text, evidence = (what, None) if isinstance(what, str) else ("", what)
        try:
            data = json.loads(dumps([text, data]).encode())[1]
        except (TypeError, ValueError) as error:
            raise ProtocolError(
                f"what the floor tells is words and JSON, and this is not: {error}"
            ) from error
        told = Told(text, evidence, data, None if to is None else places_of(self._room.places, to))
        self._room.told.append(told)
        self._record(told)

    def at(self, delay: float, what: Any) -> None:
        """Put something on the agenda, `delay` simulated seconds from now."""
        self._agenda.put(delay, what)

    async def next(self, until: float) -> Any:
        """Move simulated time to what `at` put on the agenda next, and return it.

        None, with time at `until`, if nothing is due by then.
        """
        return self._agenda.take(until)

    def wakes(self, rate: float = 1.0, until: float | None = None, *, on_message: bool = False) -> Wakes:
        """Open a phase in which seats speak unasked; iterate over it with `async for`.

        Args:
            rate: how often each seat's own Poisson clock rings, per simulated second.
            until: the simulated time at which it ends; None = when nothing is due.
            on_message: whether a seat is woken when something reaches it, after the latency of the line.
        """
        if not 0 <= rate < math.inf:
            raise ProtocolError(f"rate {rate!r:.40} of an open phase: a clock rings 0 times a second or more")
        self._phases += 1
        rings = [self._room.key.stream("clock", self._phases, place) for place in self._everyone]
        self._requests = []
        seen = len(self._room.bus.log)

        def reached() -> list[Due]:
            nonlocal seen
            new, seen = self._room.bus.log[seen:], len(self._room.bus.log)
            requests, self._requests = self._requests, []
            return [due for said in new if on_message for due in self._reached_by(said)] + requests

        return Wakes(self._clock, self.seats, rings, rate, until, reached)

    def _reached_by(self, said: Said) -> list[Due]:
        heard, latency = self._room.hears(said.ask.round), self._room.audience.latency
        return [
            Due(listener, latency[listener][said.place] if latency else 0.0, "message")
            for listener in self._everyone
            if listener != said.place and (heard is None or said.place in heard[listener])
        ]

    def _hearing(
        self, hears: Mapping[str, Collection[str]] | None, places: tuple[int, ...]
    ) -> dict[int, tuple[int, ...]] | None:
        """Return who is heard in an ask, by place; None where it is as in all asks that say nothing."""
        room = self._room
        if hears is not None:
            return hearing(room.places, hears)
        return None if room.rewiring is None else room.rewiring.asked(self.round, places)
