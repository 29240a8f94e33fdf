"""What has reached a seat: the room that all turns of a talk share, a seat's desk, and what it heard."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

from .bus import Bus, Remark, Said
from .errors import SpecError
from .lens import Aliases, Lens
from .office import Office
from .question import Evidence, Question, Stance
from .rewired import Rewiring
from .streams import Key
from .topology import Audience

if TYPE_CHECKING:
    from .turn import Put, Turn


class Told(NamedTuple):
    """What the floor itself said.

    Attributes:
        text: the words.
        evidence: what nature tells, where that is what was told.
        data: figures that go with it.
        to: the places told; None = everyone.
    """

    text: str
    evidence: Evidence | None
    data: Mapping[str, Any]
    to: tuple[int, ...] | None


class Room(NamedTuple):
    """What all turns of one talk share.

    Attributes:
        question: without its answer.
        seats: the names of the seats, by place.
        places: the place of each seat.
        audience: who hears whom.
        bus: what was said, under the names by which speakers are heard.
        told: what the floor itself said.
        key: what all random draws are keyed by.
        lens: what listeners get to see; None = everything.
        aliases: the names by which speakers are heard, where those are not the seats'.
        office: what meddles with statements on their way, if anything does.
        rewiring: who hears whom by round, where that changes.
    """

    question: Question
    seats: tuple[str, ...]
    places: Mapping[str, int]
    audience: Audience
    bus: Bus
    told: list[Told]
    key: Key
    lens: Lens | None = None
    aliases: Aliases | None = None
    office: Office | None = None
    rewiring: Rewiring | None = None

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names under which speakers are heard, in the order in which they are listed."""
        masked = self.aliases
        return self.seats if masked is None else tuple(masked.names[place] for place in masked.order)

    def hears(self, number: int) -> tuple[tuple[int, ...], ...] | None:
        """Return for each place those it hears in a round, as the topology has it; None = all others."""
        return self.audience.hears if self.rewiring is None else self.rewiring.hears(number)

    def place(self, speaker: str) -> int | None:
        """Return the place of a speaker by the name under which it is heard; None if nobody is."""
        return self.places.get(self.aliases.seats.get(speaker, "") if self.aliases else speaker)


class Desk:
    """What the floor keeps for one seat: appended to when an ask closes, read through turns."""

    __slots__ = (
        "act",
        "asked",
        "cursor",
        "evidence",
        "memory",
        "name",
        "place",
        "question",
        "room",
        "said",
        "stance",
    )

    def __init__(
        self, room: Room, place: int, act: Callable[["Turn"], Any], evidence: tuple[Evidence, ...]
    ) -> None:
        self.room = room
        self.place = place
        self.name = room.seats[place]
        self.question = room.question  # as this seat sees it
        if room.lens is not None:
            self.question = room.lens.question(room.question, room.key.stream("lens", place))
        self.act = act
        self.evidence = evidence
        self.said: list[Said] = []  # open replies, each with its ask
        self.stance: Stance | None = None  # of the last open reply that took one
        self.memory: Any = None  # of the last reply
        self.asked: dict[str, int] = {}  # how often for each kind of want
        self.cursor = 0  # how far the bus was when this seat was last asked


class Heard:
    """What has reached one seat.

    Iterating gives what is new since the seat was last asked. Everything here is a pure function of the
    log up to the moment of the ask; nothing is copied until it is read.
    """

    __slots__ = ("_desk", "_only", "_part", "_put", "_question", "_start")

    def __init__(
        self,
        desk: Desk,
        put: "Put",
        question: Question,
        start: int,
        only: tuple[int, ...] | None,
        part: int | None,
    ) -> None:
        self._desk = desk
        self._put = put
        self._question = question
        self._start = start
        self._only = only
        self._part = part

    def _seen(self, remarks: list[Remark]) -> list[Remark]:
        return remarks if self._part is None else [_part_of(remark, self._part) for remark in remarks]

    def new(self) -> list[Remark]:
        """Return what was said to this seat since it was last asked, in the order it was said."""
        desk = self._desk
        return self._seen(desk.room.bus.new(desk.place, self._start, self._put.end, self._only))

    def __iter__(self) -> Iterator[Remark]:
        return iter(self.new())

    @property
    def latest(self) -> Sequence[Remark]:
        """Each heard speaker's last open statement, however old, in the order of the panel."""
        desk = self._desk
        return self._seen(desk.room.bus.latest(desk.place, self._put.end, self._only))

    def tally(self) -> Mapping[Stance, int]:
        """Count the stances that the heard last held: every option, zeros included, one's own not counted.

        Where options are closed, those that are open.
        """
        desk, question = self._desk, self._question
        counts: dict[Stance, int] = {}
        if self._part is None:
            counts = desk.room.bus.tally(desk.place, self._put.end, self._only)
            if question is desk.room.question:
                return counts
        else:
            for _, stance in self.held():
                counts[stance] = counts.get(stance, 0) + 1
        listed = dict.fromkeys(question.options, 0)
        closed = set(desk.question.options).difference(listed)
        return listed | {stance: count for stance, count in counts.items() if stance not in closed}

    def held(self) -> list[tuple[str, Stance]]:
        """Return (speaker, stance) for each heard speaker that holds one, in the order of the panel."""
        desk = self._desk
        held = desk.room.bus.held(desk.place, self._put.end, self._only)
        names = desk.room.bus.seats
        if self._part is None:
            return [(names[place], stance) for place, stance in held]
        return [(names[place], stance[self._part]) for place, stance in held if isinstance(stance, tuple)]

    def trust(self, speaker: str) -> float:
        """Return the weight this seat gives a speaker, or itself: the topology's, 1 where it has none."""
        desk = self._desk
        weights = desk.room.audience.trust
        if not weights:
            return 1.0
        place = desk.place if speaker == desk.name else desk.room.place(speaker)
        if place is None:
            raise SpecError(f"{speaker!r:.80} is none of the seats {', '.join(desk.room.speakers)[:200]}")
        return weights[desk.place].get(place, 1.0)

    @property
    def told(self) -> Sequence[Told]:
        """What the floor itself told this seat, so far."""
        desk = self._desk
        said = desk.room.told[: self._put.told]
        return tuple(
            told._replace(data=deepcopy(told.data))
            for told in said
            if told.to is None or desk.place in told.to
        )

    def figures(self, key: str) -> Mapping[str, Any] | None:
        """Return what the floor last told this seat that has such a figure; None where it told none.

        O(what was told since); a copy of that alone.
        """
        desk = self._desk
        told = desk.room.told
        for i in range(self._put.told - 1, -1, -1):
            data, to = told[i].data, told[i].to
            if key in data and (to is None or desk.place in to):
                return deepcopy(data)
        return None


def _part_of(remark: Remark, part: int) -> Remark:
    stance, argument = remark.stance, remark.argument
    if argument is not None and isinstance(argument.supports, tuple):
        argument = argument.model_copy(update={"supports": argument.supports[part]})
    return remark._replace(stance=stance[part] if isinstance(stance, tuple) else None, argument=argument)
