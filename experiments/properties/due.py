"""What each seat should hear in a talk: worked out from its journal alone, by other means than the bus.

The record says who spoke, who hears whom, through which lens, and what interceptors did to each statement:
so what is held back, late, doubled or in another's name is expected so, and nothing else is.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...sim import Ask, Everything, Journal, Lens, Said, Stance
from ...sim.bus import Remark
from ...sim.interceptor import Delivery, Meddled
from ...sim.lens import Aliases, aliases
from ...sim.replay import draw_of
from ...sim.statement import Reply
from ...sim.streams import Key
from ..catalogue import typed
from .overheard import At, Heard, Memory


class _Copy(NamedTuple):
    """A statement as it comes to somebody; in the order in which one reads what comes.

    Attributes:
        due: the first ask in which it is heard.
        rank: where it stands among what comes at that moment.
        said: which statement of the talk it is.
        number: which of its copies.
        speaker: the place of who said it.
        remark: what is seen of it.
    """

    due: int
    rank: float
    said: int
    number: int
    speaker: int
    remark: Remark


def due(journal: Journal) -> Heard:
    """Return what each seat should know, each time that it is asked. O(what is heard, and by whom)."""
    seen = _Seen(journal)
    hears = _audience(journal)
    coming = _coming(journal, seen)
    boards = [_Board() for _ in journal.seats]
    found: dict[At, Memory] = {}
    for ask, _ in journal.asks():
        for place in ask.places:
            board = boards[place]
            speakers = _speakers(ask, place, hears, seen.order)
            new = board.take(coming[place], ask.number)
            found[ask.number, place] = Memory(
                tuple(one.remark for one in new if one.speaker in speakers),
                tuple(board.latest[who].remark for who in speakers if who in board.latest),
                held := tuple((seen.names[who], board.held[who][1]) for who in speakers if who in board.held),
                seen.tally(ask, [stance for _, stance in held]),
            )
    return found


def _audience(journal: Journal) -> tuple[set[int], ...] | None:
    """Return whom each seat hears by the header; None where it leaves that to each ask, or all hear all."""
    links = journal.header.links
    if links is None:
        return None
    place = {seat: number for number, seat in enumerate(journal.seats)}
    return tuple({place[link.speaker] for link in links if link.listener == seat} for seat in journal.seats)


class _Seen:
    """What a table lets its seats see: names, the order of the seats, and what a lens leaves."""

    def __init__(self, journal: Journal) -> None:
        spec = journal.header.spec
        self.lens = Lens.load(spec["lens"], typed()) if "lens" in spec else Everything()
        self.options = journal.question.options
        self.masks: Aliases | None = None
        if self.lens.anonymous:
            draw = draw_of(journal.header)
            self.masks = aliases(journal.seats, Key(draw.seed, journal.question.key, draw.replicate))
        self.names = journal.seats if self.masks is None else self.masks.names
        self.order = range(len(journal.seats)) if self.masks is None else self.masks.order

    def remark(self, said: Said, reply: Reply) -> Remark:
        """Return what is seen of a statement that reads so to whom it comes."""
        names = {} if self.masks is None else self.masks.masks
        return self.lens.show(
            Remark(
                speaker=self.names[said.place],
                stance=reply.stance,
                argument=reply.argument,
                confidence=reply.confidence,
                belief=reply.belief,
                credits=tuple(names.get(name, name) for name in reply.credits),
                phase=said.ask.phase,
                round=said.ask.round,
            )
        )

    def tally(self, ask: Ask, held: Sequence[Stance]) -> dict[Stance, int]:
        """Count stances, those options at zero included that are open; none that is closed."""
        closed = {*self.options}.difference(_open_options(ask.wants, self.options))
        return {stance: held.count(stance) for stance in (*self.options, *held) if stance not in closed}


def _open_options(wants: Any, options: Sequence[str]) -> Sequence[str]:
    """Return those that an ask leaves open, as it stands in the record: a want may hold another."""
    if not isinstance(wants, Mapping):
        return options
    left = wants["options"] if wants.get("use") == "among" else options
    return [option for option in _open_options(wants.get("ballot"), options) if option in left]


class _Board:
    """What one listener has come to know: of each speaker, heard or not, what was said last."""

    def __init__(self) -> None:
        self.latest: dict[int, _Copy] = {}
        self.held: dict[int, tuple[int, Stance]] = {}
        self._taken = 0

    def take(self, coming: Sequence[_Copy], until: int) -> list[_Copy]:
        """Take in what has come until an ask, and return it."""
        new = []
        for one in coming[self._taken :]:
            if one.due > until:
                break
            new.append(one)
            who, stance = one.speaker, one.remark.stance
            if who not in self.latest or self.latest[who].said <= one.said:
                self.latest[who] = one
            if stance is not None and (who not in self.held or self.held[who][0] <= one.said):
                self.held[who] = one.said, stance
        self._taken += len(new)
        return new


def _coming(journal: Journal, seen: _Seen) -> list[list[_Copy]]:
    """Return for each place what comes to it, if it hears the speaker, in the order of coming."""
    meddled: dict[At, list[Meddled]] = {}
    for done in journal.meddled():
        meddled.setdefault((done.ask.number, done.place), []).append(done)
    coming: list[list[_Copy]] = [[] for _ in journal.seats]
    for number, said in enumerate(_public(journal, seen.order)):
        at = said.ask.number, said.place
        instead = {place: done.heard for done in meddled.get(at, ()) for place in done.to}
        plain = [*_copies(number, said, (Delivery(said.reply),), seen)]
        for place, copies in enumerate(coming):
            if place in instead:
                copies.extend(_copies(number, said, instead[place], seen))
            elif place != said.place:
                copies.extend(plain)
    return [sorted(copies, key=lambda one: one[:4]) for copies in coming]


def _copies(number: int, said: Said, sent: Sequence[Delivery], seen: _Seen) -> Iterator[_Copy]:
    for copy, one in enumerate(sent):
        remark = seen.remark(said, one.reply)
        yield _Copy(said.ask.number + 1 + one.delay, one.rank, number, copy, said.place, remark)


def _public(journal: Journal, order: Sequence[int]) -> Iterator[Said]:
    """Yield what was said for others to hear: ask by ask, in the order in which speakers are listed."""
    for ask, outcomes in journal.asks():
        if not ask.private:
            said = [one for one in outcomes if isinstance(one, Said)]
            yield from sorted(said, key=lambda one: order.index(one.place))


def _speakers(ask: Ask, place: int, hears: tuple[set[int], ...] | None, order: Sequence[int]) -> list[int]:
    """Return those whom a seat hears in an ask, in the order in which they are listed."""
    if ask.hears is not None:
        heard: Collection[int] = ask.hears.get(place, ())
    else:
        heard = order if hears is None else hears[place]
    return [who for who in order if who in heard and who != place]
