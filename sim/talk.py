"""The run of one talk: a setting, a question and a seed make one journal, and always the same one."""

import operator
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from .agent import Agent
from .bus import Bus
from .errors import SpecError, StoppedError, shown
from .floor import Floor
from .heard import Desk, Room
from .inboxes import Inboxes
from .interceptor import Chain
from .journal import SCHEMA, Entry, Header, Journal, dumps
from .lens import Everything, Lens, aliases, through
from .names import check_names, check_seated
from .observers import Observer
from .office import Office
from .probe import Probe
from .protocol import Protocol
from .question import Evidence, Question, Signal, evidence_of, unanswered
from .rewired import Rewired, Rewiring
from .streams import Key
from .taped import Tape
from .topology import Complete, Topology, audience
from .value import Value
from .wants import ANSWER, Wants

Signals = Mapping[str, Signal]
"""What nature tells each seat alone, by name: evidence, or stances that it speaks for, one or several."""


class Seat(Value):
    """A named place at the table, and what sits there."""

    name: str
    agent: Agent


class Panel(Value):
    """The seats, in order; a seat's place is what its random draws are keyed by.

    Attributes:
        seats: at least one, each name once.
        source: where recorded answers come from, in words; it stands in the journal.
    """

    seats: tuple[Seat, ...]
    source: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_names(self.names)
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the seats, in order."""
        return tuple(seat.name for seat in self.seats)


class Setting(Value):
    """All of a talk but its question and its seed.

    Attributes:
        panel: who sits at the table.
        protocol: how they talk.
        topology: who hears whom.
        lens: what listeners get to see.
        interceptors: what is done to statements on their way, one behind the other.
        ballot: what the rules need of the last ask.
        within: the deadline of an ask that names none, in seconds.
    """

    panel: Panel
    protocol: Protocol
    topology: Topology = Complete.model_construct()
    lens: Lens = Everything.model_construct()
    interceptors: Chain = ()
    ballot: Wants = ANSWER
    within: float = Field(default=600.0, gt=0)


class _Sheet(NamedTuple):
    """A question in the forms that a talk needs."""

    asked: Question
    text: str


@lru_cache(maxsize=256)
def _sheet(question: Question) -> _Sheet:
    return _Sheet(unanswered(question), dumps(question.spec()))


class Table:
    """A setting made ready: what every talk of it shares is worked out once.

    Args:
        setting: who sits there, how they talk, who hears whom.

    Raises:
        SpecError: the topology does not fit the panel.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.seats = setting.panel.names
        lines = setting.topology.links(self.seats)
        rewired = isinstance(setting.topology, Rewired)
        self._rewired = audience(lines, self.seats).hears if rewired else None
        self.links = None if rewired else lines
        self._places = {seat: place for place, seat in enumerate(self.seats)}
        self._audience = audience(self.links, self.seats)
        self._lens = None if setting.lens == Everything() else setting.lens
        self._acts = [seat.agent.act for seat in setting.panel.seats]
        # most agents sit anywhere, and a table may have many
        self._wary = [seat for seat in setting.panel.seats if type(seat.agent).check is not Agent.check]
        fields = {
            "panel": [seat.spec() for seat in setting.panel.seats],
            "source": setting.panel.source or None,
            "protocol": setting.protocol.spec(),
            "lens": None if self._lens is None else self._lens.spec(),
            "interceptors": [one.spec() for one in setting.interceptors] or None,
            "topology": None if lines is None else [link.spec() for link in lines],
            "rewired": None if self._rewired is None else True,
            "ballot": None if setting.ballot == ANSWER else setting.ballot.spec(),
            "within": None if setting.within == Setting.model_fields["within"].default else setting.within,
        }
        try:
            self._text = dumps({name: field for name, field in fields.items() if field is not None})[1:-1]
        except TypeError as error:
            raise SpecError(
                f"the setting cannot be stored, since {error}: keep to numbers, texts and values"
            ) from error

    def check(self, question: Question) -> None:
        """Raise a SpecError if this question, or these seats, are nothing for one of its parts."""
        if self._lens is not None:
            self._lens.check(question)
        self.setting.protocol.check(question, self.seats)
        for one in self.setting.interceptors:
            one.check(question, self.seats)
        for seat in self._wary:
            try:
                seat.agent.check(question, self.seats)
            except SpecError as error:
                raise SpecError(f"seat {seat.name!r:.80}: {error}") from error

    def _told(self, question: Question, evidence: Signals | None) -> dict[str, tuple[Evidence, ...]]:
        """Return the evidence of each seat, in the order of the panel."""
        if not evidence:
            return {}
        check_seated("evidence:", evidence, self._places)
        return {seat: evidence_of(question, evidence[seat]) for seat in self.seats if seat in evidence}

    def _header(
        self, question: Question, evidence: Mapping[str, tuple[Evidence, ...]], seed: int, replicate: int
    ) -> Header:
        """Return the first line of a talk's journal."""
        parts = [f'{{"moot":{SCHEMA},"question":{_sheet(question).text}', self._text, f'"seed":{seed}']
        if replicate:
            parts.append(f'"replicate":{replicate}')
        if evidence:
            signals = {seat: [item.spec() for item in items] for seat, items in evidence.items()}
            parts.append(f'"evidence":{dumps(signals)}')
        return Header(question, self.seats, self.links, ",".join(parts) + "}", {})

    def _room(self, asked: Question, key: Key) -> Room:
        """Return what all turns of a talk share."""
        lens, hears, meddling = self._lens, self._audience.hears, self.setting.interceptors
        rewiring = None if self._rewired is None else Rewiring(self._rewired, key)
        if lens is None and not meddling:
            bus = Bus(self.seats, asked.options, hears)
            return Room(asked, self.seats, self._places, self._audience, bus, [], key, rewiring=rewiring)
        masked = aliases(self.seats, key) if lens is not None and lens.anonymous else None
        show = None if lens is None else through(lens, masked)
        names, order = (masked.names, masked.order) if masked else (self.seats, None)
        office = None
        if meddling:
            bus = inboxes = Inboxes(names, asked.options, hears, show, order)
            office = Office(meddling, self.seats, asked, inboxes, key)
        else:
            bus = Bus(names, asked.options, hears, show, order)
        return Room(
            asked, self.seats, self._places, self._audience, bus, [], key, lens, masked, office, rewiring
        )

    def opened(
        self, question: Question, *, evidence: Signals | None = None, seed: int = 0, replicate: int = 0
    ) -> Journal:
        """Return the journal of a talk in which nothing has happened yet; arguments are those of `talk`."""
        told = self._told(question, evidence)
        return Journal(self._header(question, told, _whole("seed", seed), _whole("replicate", replicate)))

    async def talk(
        self,
        question: Question,
        *,
        evidence: Signals | None = None,
        seed: int = 0,
        replicate: int = 0,
        tape: Tape | None = None,
        observers: Sequence[Observer] = (),
        probe: Probe | None = None,
    ) -> Journal:
        """Hold one deliberation and return its journal.

        Args:
            question: what is decided.
            evidence: what nature tells each seat alone.
            seed: with the question's key and the replicate it fixes every random draw.
            replicate: which of many talks on the same question this is.
            tape: outcomes of an earlier run of this talk, handed out instead of asking again.
            observers: told each entry as it is recorded; a slow one loses some, and never slows the talk.
            probe: shown each seat before it is asked; an outcome that it returns stands for its answer.
        """
        seed, replicate = _whole("seed", seed), _whole("replicate", replicate)
        self.check(question)
        told = self._told(question, evidence)
        journal = Journal(self._header(question, told, seed, replicate))
        key = Key(seed, question.key, replicate)
        room = self._room(_sheet(question).asked, key)
        desks = [
            Desk(room, place, act, told.get(seat, ()))
            for place, (seat, act) in enumerate(zip(self.seats, self._acts, strict=True))
        ]
        floor = Floor(
            room,
            desks,
            ballot=self.setting.ballot,
            within=self.setting.within,
            record=_recorder(journal, observers),
            tape=tape or {},
            pause=bool(observers),
            probe=probe,
        )
        with suppress(StoppedError):  # the status says so
            await self.setting.protocol.run(floor)
        close = journal.seal(floor.status)
        for observer in observers:
            observer.notify(journal, close)
        return journal


def _whole(what: str, number: int) -> int:
    try:
        if not isinstance(number, bool) and abs(whole := operator.index(number)) < 10**30:
            return whole
    except TypeError:
        pass
    raise SpecError(
        f"{what} {shown(number)[:40]} is not a whole number of 30 digits at most: give one such as 7"
    )


def _recorder(journal: Journal, observers: Sequence[Observer]) -> Callable[[Entry], object]:
    append = journal.entries.append
    if not observers:
        return append

    def record(entry: Entry) -> None:
        append(entry)
        for observer in observers:
            observer.notify(journal, entry)

    return record
