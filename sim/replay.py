"""Running a journal again: to resume it where it was cut off, or to see whether it comes out the same.

Both run the protocol from the top. What was recorded is handed out to the asks that it answered; the rest is
asked. A replay hands out only what cannot be asked again (live and human seats, functions without a name, and
what guardrails ruled that ask a world outside).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import Field

from .bus import Missing, Said
from .errors import JournalError
from .journal import Entry, Header, Journal, quoted, render
from .moderator import moderators
from .names import Names
from .observers import Observer
from .probe import Probe
from .question import Evidence
from .talk import Setting, Table
from .taped import Tape, tape
from .value import Value


class Draw(Value):
    """What a header says beyond its setting and its question: what nature and chance give."""

    seed: int
    replicate: int = 0
    evidence: dict[str, tuple[Evidence, ...]] = Field(default_factory=dict)


class Recipe(NamedTuple):
    """What a header says a talk was made of, rebuilt."""

    table: Table
    draw: Draw

    async def talk(
        self,
        journal: Journal,
        tape: Tape | None = None,
        observers: tuple[Observer, ...] = (),
        probe: Probe | None = None,
    ) -> Journal:
        """Hold the talk of this journal again."""
        draw = self.draw
        return await self.table.talk(
            journal.question,
            evidence=draw.evidence,
            seed=draw.seed,
            replicate=draw.replicate,
            tape=tape,
            observers=observers,
            probe=probe,
        )


class Replay(NamedTuple):
    """What came of running a journal again.

    Attributes:
        journal: the new journal.
        difference: the first line that differs, told in words; empty if none does.
        asked: how many replies came from asking pure seats again.
        played: how many were played back from the record.
    """

    journal: Journal
    difference: str
    asked: int
    played: int

    @property
    def same(self) -> bool:
        """Whether the journal came out the same."""
        return not self.difference


def recipe(header: Header, names: Names, table: Callable[[Setting], Table] = Table) -> Recipe:
    """Rebuild the table from the header of a journal.

    Args:
        header: says what the talk was made of.
        names: resolves the names in it.
        table: makes a table of it.

    Raises:
        SpecError: a name in it is not known, or not trusted.
    """
    spec = header.spec
    data: dict[str, Any] = {
        name: spec[name] for name in ("protocol", "lens", "interceptors", "ballot", "within") if name in spec
    }
    data["panel"] = {"seats": spec["panel"], "source": spec.get("source", "")}
    if "topology" in spec:
        lines = {"use": "edges", "edges": spec["topology"]}
        data["topology"] = {"use": "rewired", "of": lines} if "rewired" in spec else lines
    setting = Setting.load(data, names, where="journal")
    return Recipe(table(setting), draw_of(header))


def draw_of(header: Header) -> Draw:
    """Return what nature and chance gave a talk."""
    spec = header.spec
    given = {name: spec[name] for name in Draw.model_fields if name in spec}
    return Draw.load(given, where="journal")


async def resume(journal: Journal, names: Names, observers: tuple[Observer, ...] = ()) -> Journal:
    """Finish a talk that was cut off; nothing that was said is asked again.

    The digest is that of a talk that was never interrupted.

    Raises:
        JournalError: the talk does not go on from what was recorded.
    """
    again = await recipe(journal.header, names).talk(journal, tape(journal), observers)
    if problem := _departure(journal, again.header, again.entries[: len(journal.entries)]):
        raise JournalError(f"the talk does not go on from what was recorded: {problem}")
    return again


async def replay(journal: Journal, names: Names, table: Callable[[Setting], Table] = Table) -> Replay:
    """Run a finished journal again and compare, line by line."""
    made = recipe(journal.header, names, table)
    seats = made.table.setting.panel.seats
    recorded = {place for place, seat in enumerate(seats) if not seat.agent.replayable}
    rulings = bool(moderators(made.table.setting.interceptors))
    again = await made.talk(journal, tape(journal, recorded, rulings=rulings))
    outcomes = [entry for entry in again.entries if isinstance(entry, Said | Missing)]
    played = sum(entry.place in recorded for entry in outcomes)
    return Replay(again, difference(journal, again), len(outcomes) - played, played)


def difference(one: Journal, other: Journal) -> str:
    """Say where two journals first differ, in one line; an empty string if they do not."""
    if one.digest and one.digest == other.digest:
        return ""
    return _departure(one, other.header, other.entries) or (
        f"the journal is {one.status}, the run is {other.status}" if one.status != other.status else ""
    )


def _departure(journal: Journal, header: Header, entries: list[Entry]) -> str:
    """Say at which line a run departs from the journal; an empty string if it does not."""
    if journal.header.text != header.text:
        return "line 1: the headers differ"
    names = quoted(journal.seats)
    pairs = zip(journal.entries, entries, strict=False)
    for number, (mine, yours) in enumerate(pairs, 2):
        was, now = render(mine, names), render(yours, names)
        if was != now:
            return f"line {number}: the journal has {was[:200]}, the run has {now[:200]}"
    if len(journal.entries) != len(entries):
        return f"the journal has {len(journal.entries)} entries, the run has {len(entries)}"
    return ""
