"""What an agent is shown when it is asked, and nothing else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from pydantic import ValidationError

from .bus import Ask, Bus, Remark
from .errors import AgentError, SpecError
from .question import Evidence, Question, Stance
from .statement import Reply, bare
from .streams import Key, Stream
from .topology import Audience
from .value import explain
from .wants import Wants


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
            (desk.room.seats[place], stance[self._part]) for place, stance in held if isinstance(stance, tuple)
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
        return tuple(told for told in said if told.to is None or desk.place in told.to)


class Turn:
    """The immutable view that an agent is shown when it is asked. Read-only, lazy and cheap.

    What is said after the ask was put is not in it, however late it is read.
    """

    __slots__ = (
        "_ask",
        "_desk",
        "_draw",
        "_memory",
        "_only",
        "_part",
        "_random",
        "_said",
        "_stance",
        "_start",
        "_told",
        "wants",
    )

    wants: Wants
    """What a reply must hold."""

    def __init__(self, desk: Desk, ask: Ask, wants: Wants, only: tuple[int, ...] | None) -> None:
        self._desk = desk
        self._ask = ask
        self.wants = wants
        self._only = only
        self._start = desk.cursor
        self._said = len(desk.said)
        self._stance = desk.stance
        self._memory = desk.memory
        self._draw = desk.asked.get(wants.key, 0)
        self._told = len(desk.room.told)
        self._part: int | None = None
        self._random: Stream | None = None

    @property
    def seat(self) -> str:
        """The name of the seat that is asked."""
        return self._desk.name

    @property
    def question(self) -> Question:
        """The question, without its answer."""
        whole = self._desk.room.question
        return whole if self._part is None else whole.parts[self._part]

    @property
    def phase(self) -> str:
        """The protocol's word for this ask."""
        return self._ask.phase

    @property
    def round(self) -> int:
        """The round, from 1; 0 outside rounds."""
        return self._ask.round

    @property
    def now(self) -> float:
        """Simulated time in seconds."""
        return self._ask.now

    @property
    def asked(self) -> int:
        """How often this seat has been asked for this kind of want before."""
        return self._draw

    @property
    def heard(self) -> Heard:
        """What others said to this seat."""
        return Heard(self._desk, self._start, self._ask.heard, self._only, self._told, self._part)

    @property
    def said(self) -> tuple[Reply, ...]:
        """This seat's own open replies so far."""
        return tuple(self._desk.said[: self._said])

    @property
    def stance(self) -> Stance | None:
        """The last stance of this seat, None while it has none."""
        stance = self._stance
        if self._part is None or stance is None:
            return stance
        return stance[self._part] if isinstance(stance, tuple) else None

    @property
    def memory(self) -> Any:
        """What this seat attached to its last reply."""
        return deepcopy(self._memory)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What nature told this seat alone: at the start, and by the floor since."""
        desk = self._desk
        since = desk.room.told[: self._told]
        late = tuple(
            told.evidence
            for told in since
            if told.evidence is not None and (told.to is None or desk.place in told.to)
        )
        if self._part is None:
            return desk.evidence + late
        return tuple(
            item.model_copy(update={"stance": item.stance[self._part]})
            for item in desk.evidence + late
            if isinstance(item.stance, tuple)
        )

    @property
    def random(self) -> Stream:
        """The stream of this seat for this ask; where it stands is the turn's only state."""
        if self._random is None:
            desk = self._desk
            part = () if self._part is None else (self._part,)
            self._random = desk.room.key.stream("seat", desk.place, self.wants.key, self._draw, *part)
        return self._random

    def parts(self) -> "tuple[Turn, ...]":
        """Return one turn for each part of the question, with what was heard and held about that part."""
        return tuple(self._with(self._only, part) for part in range(len(self._desk.room.question.parts)))

    def without(self, *speakers: str) -> "Turn":
        """Return the counterfactual turn: the same stream from its start, with those speakers unheard."""
        room = self._desk.room
        strangers = [speaker for speaker in speakers if speaker not in room.places]
        if strangers:
            raise SpecError(f"{strangers[0]!r} is none of the seats {', '.join(room.seats)[:200]}")
        silenced = {room.places[speaker] for speaker in speakers}
        heard = range(len(room.seats)) if self._only is None else self._only
        only = tuple(place for place in heard if place not in silenced and place != self._desk.place)
        return self._with(only, self._part)

    def _with(self, only: tuple[int, ...] | None, part: int | None) -> "Turn":
        turn = object.__new__(Turn)
        for slot in ("_ask", "_desk", "_draw", "_memory", "_said", "_stance", "_start", "_told", "wants"):
            setattr(turn, slot, getattr(self, slot))
        turn._only = only
        turn._part = part
        turn._random = None
        return turn

    def say(
        self,
        stance: Stance | None = None,
        *,
        argument: object = None,
        confidence: float | None = None,
        belief: Mapping[str, float] | None = None,
        credits: Sequence[str] = (),  # noqa: A002 - the word of the field
        memory: Any = None,
        after: float = 0.0,
        **ballot: Any,
    ) -> Reply:
        """Return a reply with this stance.

        Args:
            stance: an option, a number, a text, or a tuple with one of these for each part.
            argument: why: words, or an `Argument` with support and strength.
            confidence: from 0 to 1.
            belief: a probability for options.
            credits: the seats that convinced this one.
            memory: JSON for this seat's own later turns.
            after: the simulated seconds that it took.
            **ballot: further fields of `Reply`: `ranking`, `approvals`, `scores`, `wake`.

        Raises:
            AgentError: a field is not what it should be; at the table that is the outcome `invalid`.
        """
        if (
            argument is None
            and confidence is None
            and belief is None
            and not credits
            and memory is None
            and not after
            and not ballot
            and isinstance(stance, str)
        ):
            return bare(stance)
        given = {
            "stance": stance,
            "argument": argument,
            "confidence": confidence,
            "belief": belief,
            "credits": credits,
            "memory": memory,
            "after": after,
        }
        fields = ballot | {name: item for name, item in given.items() if item not in (None, (), 0.0, "")}
        if stance is not None:
            fields["stance"] = stance
        try:
            return Reply.model_validate(fields)
        except ValidationError as error:
            raise AgentError(explain(error, Reply)) from error

    def abstain(self, reason: str = "") -> Reply:
        """Return the reply that takes no stance, and says why."""
        return Reply(outcome="abstained", reason=reason)


def _part_of(remark: Remark, part: int) -> Remark:
    stance = remark.stance
    return remark._replace(stance=stance[part] if isinstance(stance, tuple) else None)
