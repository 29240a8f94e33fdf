"""The journal: the append-only record of one talk, enough to replay it.

One JSON object a line, defaults left out: a header with all that the talk was made of; then `ask`, `said`,
`missing` and `told` in the order in which they happened; then a `close` with how it ended, how many entries
there are, and their digest.

The digest is a sha256 over the lines without their `meta`. What does not belong to the outcome is kept
there: exception texts, versions.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import zip_longest
from typing import Any, NamedTuple

from .bus import Ask, Missing, Said
from .heard import Told
from .interceptor import Meddled
from .question import Question
from .statement import Reply
from .topology import Link, audience

SCHEMA = 1
"""The version of the format; a journal of another version is refused."""


Entry = Ask | Said | Missing | Told | Meddled


class Close(NamedTuple):
    """How a talk ended: `"finished"`, or `"stopped: "` and why; how many entries it has, and their digest."""

    status: str
    entries: int
    digest: str


class Header(NamedTuple):
    """What a talk was made of.

    Attributes:
        question: the question, with its answer where known.
        seats: the names, in the order of the panel.
        links: who hears whom; None = everyone hears everyone, or it changes by round and each ask says it.
        text: the whole header line as JSON, with panel and protocol by name.
        meta: what is kept outside the digest: versions.
    """

    question: Question
    seats: tuple[str, ...]
    links: tuple[Link, ...] | None
    text: str
    meta: Mapping[str, Any]

    @property
    def spec(self) -> dict[str, Any]:
        """The header line, parsed."""
        parsed: dict[str, Any] = json.loads(self.text)
        return parsed


class Statistics(NamedTuple):
    """What happened in a talk, counted.

    Attributes:
        asks: barriers put.
        outcomes: how many asks of a seat ended in each outcome; those that never occurred are left out.
        messages: open statements on the bus.
        deliveries: each message times the seats with an open line from its speaker; times all others where
            that changes by round, since any of them may come to hear it.
        seconds: simulated time at the last ask.
    """

    asks: int
    outcomes: Mapping[str, int]
    messages: int
    deliveries: int
    seconds: float


class Journal:
    """The record of one talk: its header, its entries and, once it is over, its close."""

    __slots__ = ("_spelt", "close", "entries", "header")

    def __init__(self, header: Header, entries: Iterable[Entry] = (), close: Close | None = None) -> None:
        self.header = header
        self.entries: list[Entry] = list(entries)
        self.close = close
        self._spelt: list[str] = []  # the entries of a finished talk as they stand in the digest

    @property
    def question(self) -> Question:
        """The question, with its answer where known."""
        return self.header.question

    @property
    def seats(self) -> tuple[str, ...]:
        """The names of the seats, in the order of the panel."""
        return self.header.seats

    @property
    def status(self) -> str:
        """`"finished"`, `"stopped: "` and why, or `"unfinished"`."""
        return self.close.status if self.close else "unfinished"

    @property
    def digest(self) -> str:
        """The sha256 of what happened, in hex; empty while the talk is unfinished."""
        return self.close.digest if self.close else ""

    def seal(self, status: str) -> Close:
        """Close the record: no entry follows."""
        names = quoted(self.seats)
        self._spelt = [render(entry, names) for entry in self.entries]  # a file says them again
        self.close = close = Close(status, len(self.entries), _digest(self.header, self._spelt, status))
        return close

    def asks(self) -> Iterator[tuple[Ask, list[Said | Missing]]]:
        """Yield each ask with its outcomes, in the order of the panel."""
        ask: Ask | None = None
        outcomes: list[Said | Missing] = []
        for entry in self.entries:
            if isinstance(entry, Said):  # which most are
                outcomes.append(entry)
            elif isinstance(entry, Ask):
                if ask is not None:
                    yield ask, outcomes
                ask, outcomes = entry, []
            elif isinstance(entry, Missing):
                outcomes.append(entry)
        if ask is not None:
            yield ask, outcomes

    def meddled(self) -> list[Meddled]:
        """Return what interceptors did, in the order in which it is recorded."""
        return [entry for entry in self.entries if isinstance(entry, Meddled)]

    def lines(self) -> Iterator[bytes]:
        """Yield the file line by line."""
        yield header_line(self.header)
        names = quoted(self.seats)
        for entry, spelt in zip_longest(self.entries, self._spelt):
            yield _line(spelt or render(entry, names), _meta(entry))
        if self.close:
            yield close_line(self.close)

    def statistics(self) -> Statistics:
        """Count what happened."""
        listeners = self._listeners()
        messages = [entry for entry in self.entries if isinstance(entry, Said) and not entry.ask.private]
        outcomes = Counter(
            "replied" if isinstance(entry, Said) else entry.outcome
            for entry in self.entries
            if isinstance(entry, Said | Missing)
        )
        asks = [entry for entry in self.entries if isinstance(entry, Ask)]
        return Statistics(
            asks=len(asks),
            outcomes=dict(sorted(outcomes.items())),
            messages=len(messages),
            deliveries=sum(listeners[said.place] for said in messages),
            seconds=asks[-1].now if asks else 0.0,
        )

    def _listeners(self) -> list[int]:
        heard = audience(self.header.links, self.seats).hears
        if heard is None:
            return [len(self.seats) - 1] * len(self.seats)
        counts = Counter(speaker for speakers in heard for speaker in speakers)
        return [counts[place] for place in range(len(self.seats))]


_SPELLING = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def dumps(item: Any) -> str:
    """Spell JSON in the one way that journals do."""
    return _SPELLING.encode(item)


@lru_cache(maxsize=256)
def quoted(seats: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names as JSON strings."""
    return tuple(map(dumps, seats))


@lru_cache(maxsize=4096)
def _bare_body(stance: str) -> str:
    return f',"stance":{dumps(stance)}}}'


def _body(reply: Reply) -> str:
    if reply.bare:
        stance = reply.stance
        if isinstance(stance, str):
            return _bare_body(stance)
    fields = dumps(reply.spec())
    return "," + fields[1:] if len(fields) > 2 else "}"


def render(entry: Entry, names: tuple[str, ...]) -> str:
    """Return the line of an entry without its meta; `names` are the seats as JSON strings."""
    if isinstance(entry, Said):
        ask, place, reply, *_ = entry
        ruling = "" if entry.ruling is None else f",{dumps(entry.ruling.spec())[1:-1]}"
        return f'{{"said":{names[place]},"ask":{ask.number}{ruling}{_body(reply)}'
    if isinstance(entry, Ask):
        return _ask(entry, names)
    if isinstance(entry, Missing):
        reason = f',"reason":{dumps(entry.reason)}' if entry.reason else ""
        return (
            f'{{"missing":{names[entry.place]},"ask":{entry.ask.number},"outcome":"{entry.outcome}"{reason}}}'
        )
    return _meddled(entry, names) if isinstance(entry, Meddled) else _told(entry, names)


def _meddled(done: Meddled, names: tuple[str, ...]) -> str:
    to = ",".join(names[place] for place in done.to)
    heard = []
    for copy in done.heard:
        fields: dict[str, Any] = {"reply": copy.reply.spec()}
        if copy.delay:
            fields["delay"] = copy.delay
        if copy.rank:
            fields["rank"] = copy.rank
        heard.append(fields)
    return (
        f'{{"meddled":{names[done.place]},"ask":{done.ask.number},"by":{dumps(list(done.by))},"to":[{to}],'
        f'"heard":{dumps(heard)}}}'
    )


def _ask(ask: Ask, names: tuple[str, ...]) -> str:
    parts = [f'{{"ask":{ask.number},"phase":{dumps(ask.phase)}']
    if ask.round:
        parts.append(f'"round":{ask.round}')
    if ask.now:
        parts.append(f'"now":{ask.now!r}')
    if len(ask.places) < len(names):
        parts.append(f'"seats":[{",".join(names[place] for place in ask.places)}]')
    if ask.wants is not None:
        parts.append(f'"wants":{dumps(ask.wants)}')
    if ask.hears is not None:
        rows = (
            f"{names[listener]}:[{','.join(names[speaker] for speaker in speakers)}]"
            for listener, speakers in ask.hears.items()
        )
        parts.append(f'"hears":{{{",".join(rows)}}}')
    if ask.within is not None:
        parts.append(f'"within":{ask.within!r}')
    if ask.private:
        parts.append('"private":true')
    if ask.ballot:
        parts.append('"ballot":true')
    return ",".join(parts) + "}"


def _told(told: Told, names: tuple[str, ...]) -> str:
    parts = [f'{{"told":{dumps(told.text)}']
    if told.evidence is not None:
        parts.append(f'"evidence":{dumps(told.evidence.spec())}')
    if told.data:
        parts.append(f'"data":{dumps(told.data)}')
    if told.to is not None:
        parts.append(f'"to":[{",".join(names[place] for place in told.to)}]')
    return ",".join(parts) + "}"


def header_line(header: Header) -> bytes:
    """Return the first line of a file."""
    return _line(header.text, header.meta)


def entry_line(entry: Entry, names: tuple[str, ...]) -> bytes:
    """Return the line of an entry as it stands in a file."""
    return _line(render(entry, names), _meta(entry))


def _meta(entry: Entry) -> Mapping[str, Any]:
    """Return what is kept of an entry outside the digest."""
    return entry.meta if isinstance(entry, Said | Missing) else {}


def close_line(close: Close) -> bytes:
    """Return the last line of a file."""
    return _line(f'{_close(close.status, close.entries)},"digest":"{close.digest}"}}', {})


def _line(core: str, meta: Mapping[str, Any]) -> bytes:
    return (f'{core[:-1]},"meta":{dumps(meta)}}}\n' if meta else core + "\n").encode()


def _close(status: str, entries: int) -> str:
    return f'{{"close":{dumps(status)},"entries":{entries}'


def digest(header: Header, entries: list[Entry], status: str) -> str:
    """Return the sha256, in hex, of the lines without their meta."""
    names = quoted(header.seats)
    return _digest(header, [render(entry, names) for entry in entries], status)


def _digest(header: Header, spelt: Sequence[str], status: str) -> str:
    lines = (header.text, *spelt, _close(status, len(spelt)))
    return sha256("\n".join(lines).encode()).hexdigest()
