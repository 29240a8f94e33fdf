"""The bus of a table whose statements are meddled with: each listener has a log of its own."""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from .bus import Ask, Bus, Remark, Said
from .interceptor import Delivery, Meddled
from .question import Stance


class Received(NamedTuple):
    """A copy of a statement in somebody's inbox, in the order in which it is read.

    Attributes:
        due: the number of the first ask in which it is heard.
        rank: its place among what arrives at that moment.
        said: its place in the log of all statements.
        copy: which of several copies.
        speaker: whose it is.
        remark: what is seen of it.
    """

    due: int
    rank: float
    said: int
    copy: int
    speaker: int
    remark: Remark


class Inboxes(Bus):
    """A bus on which listeners may hear different things, each at its own time.

    Times are numbers of asks: what is said in one is heard from the next on, or later where it is delayed. A
    broadcast costs one append for each listener.
    """

    __slots__ = ("_boxes", "_hearers", "_instead", "_late")

    def __init__(
        self,
        seats: Sequence[str],
        options: Sequence[str] = (),
        hears: tuple[tuple[int, ...], ...] | None = None,
        show: Callable[[Remark], Remark] | None = None,
        order: Sequence[int] | None = None,
    ) -> None:
        super().__init__(seats, options, hears, show, order)
        self._boxes: list[list[Received]] = [[] for _ in seats]
        self._late: dict[int, list[tuple[int, Received]]] = {}  # by when it is due, with whose it is
        self._hearers: dict[int, list[int]] = {}
        # what some get instead of what was said, by ask and speaker
        self._instead: dict[tuple[int, int], dict[int, tuple[Delivery, ...]]] = {}

    def begin(self, ask: Ask) -> int:
        """Let what is due by now arrive, on lines that the ask adds too, and return the moment of the ask."""
        for due in sorted(due for due in self._late if due <= ask.number):
            for place, received in self._late.pop(due):
                insort(self._boxes[place], received, key=_order)
        added = self._added(ask)
        for index, said in enumerate(self.log if added else ()):
            if said.place in added:
                self._send(index, added[said.place], ask.number)
        for speaker, places in added.items():
            self._hearers[speaker] = sorted({*self.listeners(speaker), *places})
        return ask.number

    def unheard(self, ask: Ask) -> list[tuple[Said, list[int]]]:
        """Return what was said before by those whom an ask lets be heard, with the places of the listeners.

        These are listeners that the topology, and every earlier ask, kept from hearing them.
        """
        added = self._added(ask)
        return [(said, added[said.place]) for said in self.log if said.place in added] if added else []

    def _added(self, ask: Ask) -> dict[int, list[int]]:
        """Return the listeners that an ask adds to those of each speaker, ascending."""
        added: dict[int, list[int]] = {}
        if self.hears is not None:  # else everyone hears everyone already
            for listener, speakers in sorted((ask.hears or {}).items()):
                for speaker in speakers:
                    if listener != speaker and listener not in self.listeners(speaker):
                        added.setdefault(speaker, []).append(listener)
        return added

    def note(self, meddled: Sequence[Meddled]) -> None:
        """Take in what some get instead of what was said."""
        for one in meddled:
            got = self._instead.setdefault((one.ask.number, one.place), {})
            got.update(dict.fromkeys(one.to, one.heard))

    def listeners(self, place: int) -> list[int]:
        """Return the places of those who hear a speaker, ascending; each speaker's are looked for once."""
        if place not in self._hearers:
            self._hearers[place] = super().listeners(place)
        return self._hearers[place]

    def extend(self, spoken: list[Said], meddled: Sequence[Meddled] = ()) -> None:
        """Append what was said in one ask, and put into each inbox what comes of it."""
        self.note(meddled)
        rank = self._rank
        for said in spoken if rank is None else sorted(spoken, key=lambda said: rank[said.place]):
            self.log.append(said)
            self._send(len(self.log) - 1, self.listeners(said.place), said.ask.number + 1)

    def _send(self, index: int, places: Sequence[int], now: int) -> None:
        """Put a statement of the log into inboxes; what is due after `now` waits."""
        said = self.log[index]
        due = said.ask.number + 1
        instead = self._instead.get((said.ask.number, said.place), {})
        plain = Received(due, 0.0, index, 0, said.place, self.seen(said))
        made: dict[int, list[Received]] = {}  # those that get the same share it
        for place in places:
            box = self._boxes[place]
            copies = instead.get(place)
            if copies is None:
                last = box[-1] if box else plain
                if last.due < due or (last.due == due and not last.rank and last.said <= index):
                    box.append(plain)
                else:
                    insort(box, plain, key=_order)
                continue
            if id(copies) not in made:
                made[id(copies)] = [
                    Received(
                        due + copy.delay,
                        copy.rank,
                        index,
                        number,
                        said.place,
                        plain.remark
                        if copy.reply is said.reply
                        else self.seen(said._replace(reply=copy.reply)),
                    )
                    for number, copy in enumerate(copies)
                ]
            for received in made[id(copies)]:
                if received.due > now:
                    self._late.setdefault(received.due, []).append((place, received))
                else:
                    insort(box, received, key=_order)

    def _until(self, me: int, end: int, start: int = 0) -> list[Received]:
        box = self._boxes[me]
        first = bisect_right(box, start, key=_due) if start else 0
        return box[first:] if not box or box[-1].due <= end else box[first : bisect_right(box, end, key=_due)]

    def new(self, me: int, start: int, end: int, only: tuple[int, ...] | None) -> list[Remark]:
        """Return what reached this seat after the moment `start`, until `end`, in the order of arrival."""
        return [one.remark for one in self.arrived(me, start, end, only)]

    def arrived(self, me: int, start: int, end: int, only: tuple[int, ...] | None) -> list[Received]:
        """Return the copies that reached this seat after the moment `start`, until `end`."""
        copies = self._until(me, end, start)
        return copies if only is None else [one for one in copies if one.speaker in only]

    def latest(self, me: int, end: int, only: tuple[int, ...] | None) -> list[Remark]:
        """Return the last statement of each speaker that has reached this seat."""
        last: dict[int, Received] = {}
        for one in self._until(me, end):
            if one.speaker not in last or one.said >= last[one.speaker].said:
                last[one.speaker] = one
        return [last[place].remark for place in self._listed(only) if place in last]

    def held(self, me: int, end: int, only: tuple[int, ...] | None) -> Iterator[tuple[int, Stance]]:
        """Yield (place, stance) for each speaker of which a stance has reached this seat."""
        last: dict[int, tuple[int, Stance]] = {}
        for one in self._until(me, end):
            stance = one.remark.stance
            if stance is not None and one.said >= last.get(one.speaker, (-1, stance))[0]:
                last[one.speaker] = (one.said, stance)
        for place in self._listed(only):
            if place in last:
                yield place, last[place][1]

    def tally(self, me: int, end: int, only: tuple[int, ...] | None) -> dict[Stance, int]:
        """Count the stances that have reached this seat, options at zero included."""
        counts: dict[Stance, int] = dict.fromkeys(self.options, 0)
        for _, stance in self.held(me, end, only):
            counts[stance] = counts.get(stance, 0) + 1
        return counts


def _order(one: Received) -> tuple[int, float, int, int]:
    return one.due, one.rank, one.said, one.copy


def _due(one: Received) -> int:
    return one.due
