"""Running a journal again: to resume it where it was cut off, or to see whether it comes out the same.

Both run the protocol from the top. What was recorded is handed out to the asks that it answered; the rest is
asked. A replay hands out only what cannot be asked again (live and human seats, functions without a name).
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from .bus import Said
from .floor import Tape
from .journal import Header, Journal, Missing, quoted, render
from .names import Names
from .observers import Observer
from .question import Evidence
from .talk import Setting, Signals, Table


class Recipe(NamedTuple):
    """What a header says a talk was made of, rebuilt."""

    table: Table
    evidence: Signals
    seed: int
    replicate: int


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


def recipe(header: Header, names: Names) -> Recipe:
    """Rebuild the table from the header of a journal.

    Raises:
        SpecError: a name in it is not known, or not trusted.
    """
    spec = header.spec
    data: dict[str, Any] = {name: spec[name] for name in ("protocol", "ballot", "within") if name in spec}
    data["panel"] = {"seats": spec["panel"]}
    if header.links is not None:
        data["topology"] = {"use": "edges", "edges": spec["topology"]}
    setting = Setting.load(data, names, where="journal")
    evidence = {
        seat: tuple(Evidence.load(item) for item in items) for seat, items in spec.get("evidence", {}).items()
    }
    return Recipe(Table(setting), evidence, spec["seed"], spec.get("replicate", 0))


def tape(journal: Journal, places: Collection[int] | None = None) -> Tape:
    """Return what was recorded, of these places or of all, for a floor to hand out again."""
    return {
        ask.number: (ask, {said.place: said for said in outcomes if places is None or said.place in places})
        for ask, outcomes in journal.asks()
    }


async def resume(journal: Journal, names: Names, observers: tuple[Observer, ...] = ()) -> Journal:
    """Finish a talk that was cut off; nothing that was said is asked again.

    The digest is that of a talk that was never interrupted.
    """
    made = recipe(journal.header, names)
    return await made.table.talk(
        journal.question,
        evidence=made.evidence,
        seed=made.seed,
        replicate=made.replicate,
        tape=tape(journal),
        observers=observers,
    )


async def replay(journal: Journal, names: Names) -> Replay:
    """Run a finished journal again and compare, line by line."""
    made = recipe(journal.header, names)
    seats = made.table.setting.panel.seats
    recorded = {place for place, seat in enumerate(seats) if not seat.agent.replayable}
    again = await made.table.talk(
        journal.question,
        evidence=made.evidence,
        seed=made.seed,
        replicate=made.replicate,
        tape=tape(journal, recorded),
    )
    outcomes = [entry for entry in again.entries if isinstance(entry, Said | Missing)]
    played = sum(entry.place in recorded for entry in outcomes)
    return Replay(again, difference(journal, again), len(outcomes) - played, played)


def difference(one: Journal, other: Journal) -> str:
    """Say where two journals first differ, in one line; an empty string if they do not."""
    if one.digest and one.digest == other.digest:
        return ""
    if one.header.text != other.header.text:
        return "line 1: the headers differ"
    names = quoted(one.seats)
    pairs = zip(one.entries, other.entries, strict=False)
    for number, (mine, yours) in enumerate(pairs, 2):
        was, now = render(mine, names), render(yours, names)
        if was != now:
            return f"line {number}: the journal has {was[:200]}, the run has {now[:200]}"
    if len(one.entries) != len(other.entries):
        return f"the journal has {len(one.entries)} entries, the run has {len(other.entries)}"
    return f"the journal is {one.status}, the run is {other.status}"
