"""The bus of a table whose statements are meddled with: the log that all share, and what differs for whom."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from .bus import Ask, Bus, Remark, Said
from .interceptor import Meddled
from .question import Stance


class Received(NamedTuple):
    """A copy of a statement as it reaches somebody; in the order in which it is read.

    Attributes:
        due: the number of the first ask in which it is heard.
        rank: its place among what arrives at that moment.
        said: its place in the log of all statements.
        copy: which of several copies.
        speaker: the place of who said it.
        remark: what is seen of it.
    """

    due: int
    rank: float
    said: int
    copy: int
    speaker: int
    remark: Remark


class Board(NamedTuple):
    """What a seat last heard of each speaker until a moment, and of each that holds one the last stance."""

    end: int
    latest: dict[int, Received]
    held: dict[int, Received]


EMPTY = Board(0, {}, {})


class Inboxes(Bus):
    """A bus on which listeners may hear different things, each at its own time.

    Times are numbers of asks: what is said in one is heard from the next on, or later where it is delayed.
    What reaches a listener as it was said is read off the log; kept for each is only what does not, and what
    comes instead. A broadcast costs one append, and one for each listener that does not hear it so.
    """

    __slots__ = ("_boards", "_hearers", "_index", "_instead", "_lengths", "_plain", "_struck")

    def __init__(
        self,
        seats: Sequence[str],
        options: Sequence[str] = (),
        hears: tuple[tuple[int, ...], ...] | None = None,
        show: Callable[[Remark], Remark] | None = None,
        order: Sequence[int] | None = None,
    ) -> None:
        super().__init__(seats, options, hears, show, order)
        self._lengths = [0]  # of the log, by the number of the ask that began there
        self._plain: list[Received] = []  # the log as it reaches those for whom nothing differs
        self._index: dict[tuple[int, int], int] = {}  # where in the log who spoke in which ask
        self._struck: list[list[int]] = [[] for _ in seats]  # what in the log does not reach whom as it is
        self._instead: list[list[Received]] = [[] for _ in seats]  # and what does
        self._boards = [EMPTY] * len(seats)
        self._hearers: dict[int, list[int]] = {}

    def begin(self, ask: Ask) -> int:
        """Open the lines that an ask adds to the topology, and return the moment of the ask."""
        self._lengths.append(len(self.log))
        for speaker, places in self._added(ask).items():
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

    def listeners(self, place: int) -> list[int]:
        """Return the places of those who hear a speaker, ascending; each speaker's are looked for once."""
        if place not in self._hearers:
            self._hearers[place] = super().listeners(place)
        return self._hearers[place]

    def extend(self, spoken: list[Said], meddled: Sequence[Meddled] = ()) -> None:
        """Append what was said in one ask, and note what some get instead of it."""
        super().extend(spoken, meddled)
        remarks = self.remarks(len(self.log))
        for index in range(len(self._plain), len(self.log)):
            said = self.log[index]
            self._index[said.ask.number, said.place] = index
            self._plain.append(Received(said.ask.number + 1, 0.0, index, 0, said.place, remarks[index]))
        self.note(meddled)

    def note(self, meddled: Sequence[Meddled]) -> None:
        """Take in what some get instead of what stands in the log. O(those who do)."""
        for done in meddled:
            index = self._index[done.ask.number, done.place]
            copies = self._copies(index, done)
            for place in done.to:
                struck = self._struck[place]
                if not struck or struck[-1] < index:
                    struck.append(index)
                else:
                    insort(struck, index)
                for received in copies:
                    insort(self._instead[place], received)
                if self._plain[index].due <= self._boards[place].end:
                    self._boards[place] = EMPTY

    def _copies(self, index: int, done: Meddled) -> list[Received]:
        """Return the copies of a statement of the log that some get; they share them."""
        plain, said = self._plain[index], self.log[index]
        return [
            Received(
                plain.due + copy.delay,
                copy.rank,
                index,
                number,
                done.place,
                plain.remark if copy.reply is said.reply else self.seen(said._replace(reply=copy.reply)),
            )
            for number, copy in enumerate(done.heard)
        ]

    def _arrived(self, me: int, start: int, end: int) -> list[Received]:
        """Return what reached a listener after the moment `start`, until `end`, in order; its own too."""
        first, last = self._lengths[start], self._lengths[end]
        arrived = self._plain[first:last]
        struck, instead = self._struck[me], self._instead[me]
        for index in reversed(struck[bisect_left(struck, first) : bisect_left(struck, last)]):
            del arrived[index - first]
        others = instead[bisect_right(instead, start, key=_due) : bisect_right(instead, end, key=_due)]
        return sorted(arrived + others) if others else arrived

    def new(self, me: int, start: int, end: int, only: tuple[int, ...] | None) -> list[Remark]:
        """Return what reached this seat after the moment `start`, until `end`, in the order of arrival."""
        return [one.remark for one in self.arrived(me, start, end, only)]

    def arrived(self, me: int, start: int, end: int, only: tuple[int, ...] | None) -> list[Received]:
        """Return the copies that reached this seat after the moment `start`, until `end`."""
        arrived = self._arrived(me, start, end)
        if only is None:
            return [one for one in arrived if one.speaker != me]
        heard = set(only).difference([me])
        return [one for one in arrived if one.speaker in heard] if heard else []

    def _board(self, me: int, end: int) -> Board:
        """Return what a seat last heard until a moment, told from what it had before that where it can be."""
        before = self._boards[me] if self._boards[me].end <= end else EMPTY
        latest, held = before.latest.copy(), before.held.copy()
        for one in self._arrived(me, before.end, end):
            if one.speaker not in latest or one.said >= latest[one.speaker].said:
                latest[one.speaker] = one
            if one.remark.stance is not None and (
                one.speaker not in held or one.said >= held[one.speaker].said
            ):
                held[one.speaker] = one
        self._boards[me] = board = Board(end, latest, held)
        return board

    def latest(self, me: int, end: int, only: tuple[int, ...] | None) -> list[Remark]:
        """Return the last statement of each speaker that has reached this seat."""
        last = self._board(me, end).latest
        return [last[place].remark for place in self._listed(only) if place in last and place != me]

    def held(self, me: int, end: int, only: tuple[int, ...] | None) -> Iterator[tuple[int, Stance]]:
        """Yield (place, stance) for each speaker of which a stance has reached this seat."""
        last = self._board(me, end).held
        for place in self._listed(only):
            if place in last and place != me:
                stance = last[place].remark.stance
                if stance is not None:
                    yield place, stance

    def tally(self, me: int, end: int, only: tuple[int, ...] | None) -> dict[Stance, int]:
        """Count the stances that have reached this seat, options at zero included."""
        counts: dict[Stance, int] = dict.fromkeys(self.options, 0)
        for _, stance in self.held(me, end, only):
            counts[stance] = counts.get(stance, 0) + 1
        return counts


def _due(one: Received) -> int:
    return one.due
