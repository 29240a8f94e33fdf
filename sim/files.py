"""Journals as files, read back with suspicion."""

import json
from collections.abc import Mapping
from typing import Any, get_args

from .bus import Ask, Missing, Said
from .errors import JournalError, MootError
from .heard import Told
from .interceptor import Delivery, Meddled
from .journal import (
    SCHEMA,
    Close,
    Entry,
    Header,
    Journal,
    close_line,
    digest,
    dumps,
    entry_line,
    header_line,
    quoted,
)
from .names import check_names
from .paths import Given, path_of
from .question import Evidence, Question
from .ruling import BLOCKED, UNJUDGED, ruling_of
from .statement import Outcome, Reply
from .topology import Edges
from .used import used_of
from .wants import ANSWER

UNREADABLE = (MootError, KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)
OUTCOMES = frozenset(get_args(Outcome)) - {"replied"}
BESIDE = frozenset({"said", "ask", "meta", BLOCKED, UNJUDGED})  # what a line says beside the reply


def read_journal(path: Given, *, partial: bool = False) -> Journal:
    """Read a journal file.

    Args:
        path: the file.
        partial: whether a journal that was cut off is welcome; a torn last line is then dropped.

    Raises:
        JournalError: empty, cut off, of another version, or not what was written; with the line.
        SpecError: what was given is no path.
    """
    path = path_of(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise JournalError(f"cannot read {path}: {error.strerror}") from error
    return parse(content, str(path), partial=partial)


def parse(content: bytes, name: str = "journal", *, partial: bool = False) -> Journal:
    """Read a journal from its bytes; see `read_journal`."""
    if not content.strip():
        raise JournalError(f"{name} is empty: it holds no journal")
    lines = content.split(b"\n")
    torn = lines.pop()  # what follows the last line end: nothing, unless the file was cut off
    if not lines:
        raise JournalError(f"{name} is cut off in its first line: nothing can be read from it")
    header = _header(lines[0], name)
    reader = _Reader(header, name)
    for number, line in enumerate(lines[1:], 2):
        reader.take(line, number)
    if reader.close is None and not partial:
        raise JournalError(
            f"{name} is cut off after line {len(lines)}: no close; "
            f"finish it with `moot replay --resume {name}`"
        )
    if torn and reader.close is not None:
        raise JournalError(f"{name}: line {len(lines) + 1} follows the close")
    return Journal(header, reader.entries, reader.close)


class _Reader:
    """Turns lines into entries, each checked to be spelt as moot spells it."""

    def __init__(self, header: Header, name: str) -> None:
        self._header = header
        self._name = name
        self._names = quoted(header.seats)
        self._places = {seat: place for place, seat in enumerate(header.seats)}
        self._ask: Ask | None = None
        self._asks: list[Ask] = []
        self._left: list[int] = []  # whose outcome is due
        self._heard = 0
        self._open = 0
        self._heard_by: dict[tuple[int, int], set[int]] = {}  # of each open statement who got something else
        self.entries: list[Entry] = []
        self.close: Close | None = None

    def take(self, line: bytes, number: int) -> None:
        where = f"{self._name}: line {number}"
        if self.close is not None:
            raise JournalError(f"{where} follows the close")
        data = _object(line, where)
        try:
            if "close" in data:
                self.close = self._close(data, where)
                spelt = close_line(self.close)
            else:
                entry = self._entry(data, data.get("meta", {}))
                spelt = entry_line(entry, self._names)
                self.entries.append(entry)
        except JournalError:
            raise
        except UNREADABLE as error:
            raise JournalError(f"{where} is no entry of a journal: {_brief(error)}") from error
        if spelt != line + b"\n":
            raise JournalError(f"{where} is not as moot writes it: it was changed after it was written")

    def _close(self, data: Mapping[str, Any], where: str) -> Close:
        self._complete()
        close = Close(str(data["close"]), data["entries"], data["digest"])
        if close.entries != len(self.entries):
            raise JournalError(
                f"{where}: the close counts {close.entries!r:.20} entries and {len(self.entries)} are here: "
                "lines were lost or added"
            )
        if close.digest != digest(self._header, self.entries, close.status):
            raise JournalError(
                f"{where}: the digest does not match: something was changed after it was written"
            )
        return close

    def _entry(self, data: dict[str, Any], meta: Mapping[str, Any]) -> Entry:
        if "said" in data:
            return self._said(data)
        if "missing" in data:
            return self._missing(data, str(meta.get("error", "")))._replace(used=used_of(meta))
        if "meddled" in data:
            return self._meddled(data)
        if "told" in data:
            if not isinstance(data["told"], str):
                raise ValueError(f"the floor tells words, not {data['told']!r:.40}")
            evidence = Evidence.load(data["evidence"]) if "evidence" in data else None
            to = tuple(self._places[seat] for seat in data["to"]) if "to" in data else None
            figures = data.get("data", {})
            if not isinstance(figures, dict):
                raise ValueError(f"what goes with words is figures by name, not {figures!r:.40}")
            return Told(data["told"], evidence, figures, to)
        return self._asked(data)

    def _said(self, data: Mapping[str, Any]) -> Said:
        reply = Reply.load({key: item for key, item in data.items() if key not in BESIDE})
        place = self._places[data["said"]]
        ask = self._of(data, place)
        said = reply.outcome if reply.outcome != "replied" else ""
        if problem := said or (ask.wants is None and ANSWER.problem(reply, self._header.question)):
            raise ValueError(f"it is no reply: {problem}")
        if not ask.private:
            self._open += 1
            self._heard_by[ask.number, place] = set()
        return Said(ask, place, reply, used_of(data.get("meta", {})), ruling_of(data))

    def _missing(self, data: Mapping[str, Any], error: str) -> Missing:
        if data["outcome"] not in OUTCOMES:
            raise ValueError(f"outcome {data['outcome']!r:.40} is none of {', '.join(sorted(OUTCOMES))}")
        place = self._places[data["missing"]]
        return Missing(self._of(data, place), place, data["outcome"], str(data.get("reason", "")), error)

    def _meddled(self, data: Mapping[str, Any]) -> Meddled:
        if not 0 < data["ask"] <= len(self._asks) or self._left:
            raise ValueError(f"it meddles with ask {data['ask']!r:.20}, which has not ended")
        heard = tuple(map(_delivery, data["heard"]))
        to = tuple(self._places[seat] for seat in data["to"])
        ask, place = self._asks[data["ask"] - 1], self._places[data["meddled"]]
        others = self._heard_by.get((ask.number, place))
        if others is None:
            raise ValueError(f"{data['meddled']!r} said nothing openly in ask {ask.number}")
        if len(to) != len({*to, place}) - 1 or not others.isdisjoint(to):
            raise ValueError("it names the speaker, or somebody twice: each other seat hears one thing")
        others.update(to)
        return Meddled(ask, place, tuple(map(str, data["by"])), to, heard)

    def _asked(self, data: Mapping[str, Any]) -> Ask:
        self._complete()
        self._heard += self._open
        self._open = 0
        last = self._ask.number if self._ask else 0
        if data["ask"] is True or data["ask"] != last + 1 or not isinstance(data["phase"], str):
            raise ValueError(f"ask {data['ask']!r:.20} {data['phase']!r:.40} does not follow ask {last}")
        number = data.get("round", 0)
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise ValueError(f"the round of ask {data['ask']} is a number from 0, not {number!r:.40}")
        hears = data.get("hears")
        seats = data.get("seats", self._header.seats)
        self._left = [self._places[seat] for seat in seats]
        if not self._left or self._left != sorted(set(self._left)):
            raise ValueError("the seats asked are not in the order of the panel, each once")
        self._ask = ask = Ask(
            data["ask"],
            data["phase"],
            number,
            data.get("now", 0.0),
            tuple(self._left),
            self._heard,
            data.get("wants"),
            None
            if hears is None
            else {self._places[v]: tuple(self._places[u] for u in hears[v]) for v in hears},
            data.get("within"),
            data.get("private", False),
            data.get("ballot", False),
        )
        self._asks.append(ask)
        return ask

    def _of(self, data: Mapping[str, Any], place: int) -> Ask:
        if self._ask is None or data["ask"] != self._ask.number:
            raise ValueError(f"it answers ask {data['ask']!r:.20}, which is not the one before it")
        if self._left[:1] != [place]:
            raise ValueError(f"{self._header.seats[place]!r} is not the next whose outcome is due")
        del self._left[0]
        return self._ask

    def _complete(self) -> None:
        """Check that the last ask ended for all its seats; or, where it was cancelled, for none."""
        if self._ask is not None and 0 < len(self._left) < len(self._ask.places):
            raise ValueError(f"ask {self._ask.number} ended for some of its seats only")


def _delivery(copy: Mapping[str, Any]) -> Delivery:
    delay, rank = copy.get("delay", 0), copy.get("rank", 0.0)
    if type(delay) is not int or delay < 0 or type(rank) not in (int, float):
        raise ValueError(f"a copy is late by asks and has a rank, not {delay!r:.40} and {rank!r:.40}")
    return Delivery(Reply.load(copy["reply"]), delay, rank)


def _header(line: bytes, name: str) -> Header:
    where = f"{name}: line 1"
    data = _object(line, where)
    if "moot" not in data:
        raise JournalError(f"{where} is not the header of a journal: is this a file that moot wrote?")
    if data["moot"] != SCHEMA:
        raise JournalError(
            f"{where}: the journal is of version {data['moot']!r:.20} and this moot reads {SCHEMA}: "
            "read it with the moot that wrote it"
        )
    try:
        meta = data.pop("meta", {})
        seats = tuple(str(seat["name"]) for seat in data["panel"])
        check_names(seats)
        links = data.get("topology")
        lines = None if links is None else Edges.load({"edges": links}).links(seats)
        fixed = None if "rewired" in data else lines
        header = Header(Question.load(data["question"]), seats, fixed, dumps(data), meta)
        spelt = header_line(header)
    except UNREADABLE as error:
        raise JournalError(f"{where} is no header of a journal: {_brief(error)}") from error
    if spelt != line + b"\n":
        raise JournalError(f"{where} is not as moot writes it: it was changed after it was written")
    return header


def _object(line: bytes, where: str) -> dict[str, Any]:
    try:
        data = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise JournalError(
            f"{where} is not JSON: {_brief(error)}; is this a file that moot wrote?"
        ) from error
    if not isinstance(data, dict):
        raise JournalError(f"{where} is {type(data).__name__}, not an object")
    return data


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")


def _brief(error: Exception) -> str:
    said = f"no {error}" if isinstance(error, KeyError) else str(error)
    return said.splitlines()[0][:200] if said else type(error).__name__
