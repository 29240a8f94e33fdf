"""What an agent is shown when it is asked, and nothing else."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from copy import copy, deepcopy
from itertools import islice
from typing import Any, NamedTuple

from .bus import Ask, Said
from .errors import AgentError, SpecError
from .heard import Desk, Heard
from .lens import Aliases
from .question import Evidence, Question, Stance
from .statement import Reply, bare
from .streams import Stream
from .wants import Wants


class Put(NamedTuple):
    """An ask as it is put to the seats.

    Attributes:
        ask: the line of the journal.
        wants: what a reply must hold.
        question: the question, without its answer, its options in their order.
        deadline: in seconds.
        told: how much the floor had told by then.
        end: the moment of the ask, as the bus counts.
        seats: the names of all seats, by place.
        aliases: the names by which speakers are heard, where those are not the seats'.
    """

    ask: Ask
    wants: Wants
    question: Question
    deadline: float
    told: int
    end: int
    seats: tuple[str, ...]
    aliases: Aliases | None = None


class Turn:
    """The immutable view that an agent is shown when it is asked. Read-only, lazy and cheap.

    What is said after the ask was put is not in it, however late it is read.
    """

    __slots__ = (
        "_desk",
        "_draw",
        "_memory",
        "_only",
        "_part",
        "_put",
        "_question",
        "_random",
        "_said",
        "_stance",
        "_start",
    )

    def __init__(
        self, desk: Desk, put: Put, question: Question, only: tuple[int, ...] | None, draw: int
    ) -> None:
        self._desk = desk
        self._put = put
        self._question = question
        self._only = only
        self._draw = draw
        self._start = desk.cursor
        self._said = len(desk.said)
        self._stance = desk.stance
        self._memory = desk.memory
        self._part: int | None = None
        self._random: Stream | None = None

    @property
    def seat(self) -> str:
        """The name of the seat that is asked."""
        return self._desk.name

    @property
    def question(self) -> Question:
        """The question, without its answer, and without the options that are closed."""
        return self._question

    @property
    def all_options(self) -> tuple[str, ...]:
        """The options of the question, those that are closed too."""
        whole = self._desk.question
        return (whole if self._part is None else whole.parts[self._part]).options

    @property
    def part(self) -> int | None:
        """Which part of the question this turn is about, from 0; None for the whole."""
        return self._part

    @property
    def phase(self) -> str:
        """The protocol's word for this ask."""
        return self._put.ask.phase

    @property
    def round(self) -> int:
        """The round, from 1; 0 outside rounds."""
        return self._put.ask.round

    @property
    def now(self) -> float:
        """Simulated time in seconds."""
        return self._put.ask.now

    @property
    def wants(self) -> Wants:
        """What a reply must hold."""
        return self._put.wants

    @property
    def asked(self) -> int:
        """How often this seat has been asked for this kind of want before."""
        return self._draw

    @property
    def heard(self) -> Heard:
        """What others said to this seat."""
        return Heard(self._desk, self._put, self._question, self._start, self._only, self._part)

    @property
    def said(self) -> tuple[Reply, ...]:
        """This seat's own open replies so far."""
        return tuple(map(self._own, self._desk.said[: self._said]))

    def answered(self, ask: int) -> Reply | None:
        """Return this seat's own open reply to an ask, by its number; None where it gave none. O(log n)."""
        said = self._desk.said
        i = bisect_left(said, ask, 0, self._said, key=lambda own: own.ask.number)
        return self._own(said[i]) if i < self._said and said[i].ask.number == ask else None

    def _own(self, said: Said) -> Reply:
        reply, aliases = said.reply, self._put.aliases
        if aliases is not None:
            reply = aliases.mask(reply)
        return reply if reply.memory is None else reply.model_copy(update={"memory": deepcopy(reply.memory)})

    @property
    def stance(self) -> Stance | None:
        """The last stance of this seat, None while it has none."""
        return self._of_part(self._stance)

    @property
    def first(self) -> Stance | None:
        """The first stance of this seat, None while it has none."""
        said = (
            own.reply.stance for own in islice(self._desk.said, self._said) if own.reply.stance is not None
        )
        return self._of_part(next(said, None))

    def _of_part(self, stance: Stance | None) -> Stance | None:
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
        items = desk.evidence
        if self._put.told:
            items += tuple(
                told.evidence
                for told in desk.room.told[: self._put.told]
                if told.evidence is not None and (told.to is None or desk.place in told.to)
            )
        if self._part is None:
            return items
        return tuple(
            item.model_copy(update={"stance": item.stance[self._part]})
            for item in items
            if isinstance(item.stance, tuple)
        )

    @property
    def random(self) -> Stream:
        """The stream of this seat for this ask; where it stands is the turn's only state."""
        if self._random is None:
            desk = self._desk
            part = () if self._part is None else (self._part,)
            self._random = desk.room.key.stream("seat", desk.place, self._put.wants.key, self._draw, *part)
        return self._random

    def parts(self) -> "tuple[Turn, ...]":
        """Return one turn for each part of the question, with what was heard and held about that part."""
        return tuple(self._with(self._only, part) for part in range(len(self._desk.question.parts)))

    def without(self, *speakers: str) -> "Turn":
        """Return the counterfactual turn: the same stream from its start, with those speakers unheard."""
        room = self._desk.room
        silenced = {room.place(speaker): speaker for speaker in speakers}
        if None in silenced:
            raise SpecError(f"{silenced[None]!r} is none of the seats {', '.join(room.speakers)[:200]}")
        heard = range(len(room.seats)) if self._only is None else self._only
        unheard = {*silenced, self._desk.place}
        return self._with(tuple(place for place in heard if place not in unheard), self._part)

    def untold(self, first: int) -> "Turn":
        """Return the counterfactual turn: the floor told so much in this talk at most, beside evidence."""
        desk, put = copy(self._desk), self._put
        told = desk.room.told[: put.told]
        known = [one for i, one in enumerate(told) if i < first or one.evidence is not None]
        desk.room = desk.room._replace(told=known)
        return self._with(self._only, self._part, _desk=desk, _put=put._replace(told=len(known)))

    def _with(self, only: tuple[int, ...] | None, part: int | None, **instead: object) -> "Turn":
        turn = object.__new__(Turn)
        for slot in ("_desk", "_draw", "_memory", "_put", "_said", "_stance", "_start"):
            setattr(turn, slot, instead[slot] if slot in instead else getattr(self, slot))
        turn._question = self._question if part in (None, self._part) else self._desk.question.parts[part]
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
            **ballot: further fields of `Reply`: `ranking`, `approvals`, `scores`, `wake`, `asides`.

        Raises:
            AgentError: a field is not what it should be; at the table that is the outcome `invalid`.
        """
        try:
            if (
                isinstance(stance, str)
                and argument is None
                and confidence is None
                and belief is None
                and memory is None
                and not (credits or after or ballot)
            ):
                return bare(stance)
            given = {
                "argument": argument,
                "confidence": confidence,
                "belief": belief,
                "credits": credits or None,
                "memory": memory,
                "after": after or None,
            }
            fields = {name: item for name, item in given.items() if item is not None}
            return Reply(**({} if stance is None else {"stance": stance}) | fields | ballot)
        except SpecError as error:
            raise AgentError(str(error)) from error

    def abstain(self, reason: str = "") -> Reply:
        """Return the reply that takes no stance, and says why."""
        try:
            return Reply(outcome="abstained", reason=reason)
        except SpecError as error:
            raise AgentError(str(error)) from error
