"""The bus: one append-only log of open statements, read by each seat through its own window.

A statement is stored once, whoever hears it. Where everyone hears everyone, all listeners share one board of
who last said what, and a listener's tally is that board less its own entry: a broadcast costs one append,
whatever the size of the table.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .question import Stance
from .ruling import Ruling
from .statement import Argument, Outcome, Pairs, Reply
from .used import Used

if TYPE_CHECKING:
    from .interceptor import Meddled


class Ask(NamedTuple):
    """One ask: a barrier that ends, for every seat asked, in exactly one outcome.

    Attributes:
        number: counts the asks of a talk from 1.
        phase: the protocol's word for it.
        round: the round it belongs to; 0 outside rounds.
        now: simulated time at which it was put, in seconds.
        places: the places asked, in the order of the panel.
        heard: the length of the bus when it was put: what was said later is not heard in it.
        wants: the want as JSON, None for an answer to the question.
        hears: who is heard in this ask, by place of the listener; None = as the topology has it.
        within: the deadline in seconds.
        private: whether what is said is heard by nobody.
        ballot: whether it wanted the ballot of the talk.
    """

    number: int
    phase: str
    round: int
    now: float
    places: tuple[int, ...]
    heard: int
    wants: dict[str, object] | None = None
    hears: Mapping[int, tuple[int, ...]] | None = None
    within: float | None = None
    private: bool = False
    ballot: bool = False


class Said(NamedTuple):
    """A reply with what the floor stamped on it: in which ask, from which place.

    Attributes:
        ask: the ask.
        place: whose.
        reply: what was said.
        used: what it took, of a live seat that tells.
        ruling: what a guardrail has against it; None where it was looked at and let pass, or there is none.
    """

    ask: Ask
    place: int
    reply: Reply
    used: Used | None = None
    ruling: Ruling | None = None

    @property
    def meta(self) -> dict[str, Any]:
        """What is kept of it outside the digest."""
        return _meta(self.ruling.error if self.ruling else "", self.used)


class Missing(NamedTuple):
    """An ask that ended for a seat without a reply.

    Attributes:
        ask: the ask.
        place: whose.
        outcome: in which way.
        reason: the seat's own words for why it abstains or refuses; the type of the exception if it failed.
        error: what was wrong, in words that depend on versions: kept, but outside the digest.
        used: what it took all the same, of a live seat that tells.
    """

    ask: Ask
    place: int
    outcome: Outcome
    reason: str = ""
    error: str = ""
    used: Used | None = None

    @property
    def why(self) -> str:
        """All that is known of why."""
        return ": ".join(filter(None, (self.reason, self.error)))

    @property
    def meta(self) -> dict[str, Any]:
        """What is kept of it outside the digest."""
        return _meta(self.error, self.used)


def _meta(error: str, used: Used | None) -> dict[str, Any]:
    return ({"error": error} if error else {}) | ({} if used is None else {"used": used.spec()})


class Remark(NamedTuple):
    """A statement as a listener gets to see it."""

    speaker: str
    stance: Stance | None
    argument: Argument | None
    confidence: float | None
    belief: Pairs
    credits: tuple[str, ...]
    phase: str
    round: int


class Bus:
    """The log of open statements of one talk.

    Args:
        seats: the names under which speakers are heard, by place.
        options: the options of the question, which every tally counts, zeros included.
        hears: for each place those it hears; None = everyone hears everyone.
        show: what is seen of a statement; all of it where there is none.
        order: the places as they are listed to a listener; in the order of the panel where none is given.
    """

    __slots__ = (
        "_counts",
        "_held",
        "_last",
        "_order",
        "_rank",
        "_remarks",
        "_show",
        "hears",
        "log",
        "options",
        "seats",
    )

    def __init__(
        self,
        seats: Sequence[str],
        options: Sequence[str] = (),
        hears: tuple[tuple[int, ...], ...] | None = None,
        show: Callable[[Remark], Remark] | None = None,
        order: Sequence[int] | None = None,
    ) -> None:
        self.seats = seats
        self.options = options
        self.hears = hears
        self.log: list[Said] = []
        self._show = show
        self._order = order
        self._rank = None if order is None else {place: rank for rank, place in enumerate(order)}
        self._remarks: list[Remark] = []
        # the board that all share: where in the log each place last spoke, what it last held, and the counts
        self._last: list[int] = [-1] * len(seats)
        self._held: list[Stance | None] = [None] * len(seats)
        self._counts: dict[Stance, int] = dict.fromkeys(options, 0)

    def begin(self, ask: Ask) -> int:
        """Return the moment of an ask as this bus counts: what was said later is not heard in it."""
        return ask.heard

    def listeners(self, place: int) -> list[int]:
        """Return the places of those who hear a speaker, ascending."""
        if self.hears is None:
            return [other for other in range(len(self.seats)) if other != place]
        return [listener for listener, heard in enumerate(self.hears) if place in heard]

    def extend(self, spoken: list[Said], meddled: "Sequence[Meddled]" = ()) -> None:  # noqa: ARG002 - of inboxes
        """Append what was said in one ask, in the order in which speakers are listed."""
        rank = self._rank
        for said in spoken if rank is None else sorted(spoken, key=lambda said: rank[said.place]):
            self.post(said)

    def post(self, said: Said) -> None:
        """Append a statement. O(1), whoever hears it."""
        place = said.place
        self._last[place] = len(self.log)
        self.log.append(said)
        stance = said.reply.stance if self._show is None else self.remarks(len(self.log))[-1].stance
        before = self._held[place]
        if stance is not None and stance != before:
            self._held[place] = stance
            self._counts[stance] = self._counts.get(stance, 0) + 1
            if before is not None:
                self._drop(self._counts, before)

    def _drop(self, counts: dict[Stance, int], stance: Stance) -> None:
        left = counts[stance] = counts[stance] - 1
        if not left and stance not in self.options:
            del counts[stance]

    def window(self, ask: Ask, me: int) -> tuple[int, ...] | None:
        """Return the places that one seat hears in an ask; None = all others."""
        if ask.hears is not None:
            return ask.hears.get(me, ())
        return None if self.hears is None else self.hears[me]

    def remarks(self, end: int) -> list[Remark]:
        """Return the log as remarks, up to `end` at least; each is made once, when first read."""
        made = self._remarks
        start = len(made)
        fresh = list(map(self.seen, self.log[start:end]))
        made[start : start + len(fresh)] = fresh  # in one step: seats in threads may read at the same time
        return made

    def seen(self, said: Said) -> Remark:
        """Return what a listener sees of a statement."""
        ask, place, reply, *_ = said
        remark = Remark(
            self.seats[place],
            reply.stance,
            reply.argument,
            reply.confidence,
            reply.belief,
            reply.credits,
            ask.phase,
            ask.round,
        )
        return remark if self._show is None else self._show(remark)

    def new(self, me: int, start: int, end: int, only: tuple[int, ...] | None) -> list[Remark]:
        """Return what the heard said in log[start:end], in the order of the log."""
        remarks = self.remarks(end)[start:end]
        if only is None:
            name = self.seats[me]
            return [remark for remark in remarks if remark.speaker != name]
        if not only:
            return []
        heard = {self.seats[place] for place in only}
        return [remark for remark in remarks if remark.speaker in heard]

    def latest(self, me: int, end: int, only: tuple[int, ...] | None) -> list[Remark]:
        """Return the last open statement of each heard speaker before `end`."""
        remarks = self.remarks(end)
        last = self._last if end == len(self.log) else self._last_before(end)
        return [remarks[last[place]] for place in self._listed(only) if last[place] >= 0 and place != me]

    def _listed(self, only: tuple[int, ...] | None) -> Sequence[int]:
        """Return the places heard, in the order in which they are listed."""
        if self._order is None:
            return range(len(self.seats)) if only is None else only
        return self._order if only is None else [place for place in self._order if place in only]

    def _last_before(self, end: int) -> list[int]:
        last = [-1] * len(self.seats)
        for i, said in enumerate(self.log[:end]):
            last[said.place] = i
        return last

    def held(self, me: int, end: int, only: tuple[int, ...] | None) -> Iterator[tuple[int, Stance]]:
        """Yield (place, stance) for each heard speaker that holds one before `end`."""
        held = self._held
        if end != len(self.log):
            held = [None] * len(self.seats)
            for said, remark in zip(self.log[:end], self.remarks(end), strict=False):
                if remark.stance is not None:
                    held[said.place] = remark.stance
        for place in self._listed(only):
            stance = held[place]
            if stance is not None and place != me:
                yield place, stance

    def tally(self, me: int, end: int, only: tuple[int, ...] | None) -> dict[Stance, int]:
        """Count the stances that the heard last held, options at zero included.

        Where most are heard, from the counts that all share, less those unheard: O(options) where all are.
        """
        seats = len(self.seats)
        many = only is None or 2 * len(only) > seats
        if many and end == len(self.log) and len(self._counts) == len(self.options):
            counts = self._counts.copy()
            for place in (me,) if only is None else set(range(seats)).difference(only) | {me}:
                stance = self._held[place]
                if stance is not None:
                    self._drop(counts, stance)
            return counts
        counts = dict.fromkeys(self.options, 0)
        for _, stance in self.held(me, end, only):
            counts[stance] = counts.get(stance, 0) + 1
        return counts
