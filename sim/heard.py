"""What has reached a seat: the room that all turns of a talk share, a seat's desk, and what it heard."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

from .bus import Bus, Remark
from .question import Evidence, Question, Stance
from .streams import Key
from .topology import Audience

if TYPE_CHECKING:
    from .statement import Reply
    from .turn import Turn


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
    """What all turns of one talk share."""

    question: Question  # without its answer
    seats: tuple[str, ...]
    places: Mapping[str, int]
    audience: Audience
    bus: Bus
    told: list[Told]
    key: Key


class Desk:
    """What the floor keeps for one seat: appended to when an ask closes, read through turns."""

    __slots__ = ("act", "asked", "cursor", "evidence", "memory", "name", "place", "room", "said", "stance")

    def __init__(
        self, room: Room, place: int, act: Callable[["Turn"], Any], evidence: tuple[Evidence, ...]
    ) -> None:
        self.room = room
        self.place = place
        self.name = room.seats[place]
        self.act = act
        self.evidence = evidence
        self.said: list[Reply] = []  # open replies
        self.stance: Stance | None = None  # of the last open reply that took one
        self.memory: Any = None  # of the last reply
        self.asked: dict[str, int] = {}  # how often for each kind of want
        self.cursor = 0  # how far the bus was when this seat was last asked


class Heard:
    """What has reached one seat.

    Iterating gives what is new since the seat was last asked. Everything here is a pure function of the
    log up to the moment of the ask; nothing is copied until it is read.
    """

    __slots__ = ("_desk", "_end", "_only", "_part", "_start", "_told")

    def __init__(
        self,
        desk: Desk,
        start: int,
        end: int,
        only: tuple[int, ...] | None,
        told: int,
        part: int | None = None,
    ) -> None:
        self._desk = desk
        self._start = start
        self._end = end
        self._only = only
        self._told = told
        self._part = part

    def _seen(self, remarks: list[Remark]) -> list[Remark]:
        return remarks if self._part is None else [_part_of(remark, self._part) for remark in remarks]

    def new(self) -> list[Remark]:
        """Return what was said to this seat since it was last asked, in the order it was said."""
        desk = self._desk
        return self._seen(desk.room.bus.new(desk.place, self._start, self._end, self._only))

    def __iter__(self) -> Iterator[Remark]:
        return iter(self.new())

    @property
    def latest(self) -> Sequence[Remark]:
        """Each heard speaker's last open statement, however old, in the order of the panel."""
        desk = self._desk
        return self._seen(desk.room.bus.latest(desk.place, self._end, self._only))

    def tally(self) -> Mapping[Stance, int]:
        """Count the stances that the heard last held: every option, zeros included, one's own not counted."""
        desk = self._desk
        if self._part is None:
            return desk.room.bus.tally(desk.place, self._end, self._only)
        counts: dict[Stance, int] = dict.fromkeys(desk.room.question.parts[self._part].options, 0)
        for _, stance in self.held():
            counts[stance] = counts.get(stance, 0) + 1
        return counts

    def held(self) -> list[tuple[str, Stance]]:
        """Return (speaker, stance) for each heard speaker that holds one, in the order of the panel."""
        desk = self._desk
        held = desk.room.bus.held(desk.place, self._end, self._only)
        if self._part is None:
            return [(desk.room.seats[place], stance) for place, stance in held]
        return [
            (desk.room.seats[place], stance[self._part])
            for place, stance in held
            if isinstance(stance, tuple)
        ]

    def trust(self, speaker: str) -> float:
        """Return the weight this seat gives a speaker, or itself: the topology's, 1 where it has none."""
        desk = self._desk
        weights = desk.room.audience.trust
        return weights[desk.place].get(desk.room.places[speaker], 1.0) if weights else 1.0

    @property
    def told(self) -> Sequence[Told]:
        """What the floor itself told this seat, so far."""
        desk = self._desk
        said = desk.room.told[: self._told]
        return tuple(
            told._replace(data=deepcopy(told.data))
            for told in said
            if told.to is None or desk.place in told.to
        )


def _part_of(remark: Remark, part: int) -> Remark:
    stance = remark.stance
    return remark._replace(stance=stance[part] if isinstance(stance, tuple) else None)
