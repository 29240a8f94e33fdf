"""What lay between the seats: who could hear whom, and what was to be done to what they said."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...sim import Journal, Said
from ...sim.influence import empty_bus


class Way(NamedTuple):
    """What lay between the seats, as the journal names it.

    Attributes:
        setting: protocol, lens and interceptors, as JSON; those that the journal names.
        hears: how many others a seat hears, the fewest and the most; None = everyone hears everyone.
        rewired: whether who hears whom changes by round.
        blocked: how many statements a guardrail blocked whole.
    """

    setting: Mapping[str, Any]
    hears: tuple[int, int] | None
    rewired: bool
    blocked: int


def way(journal: Journal) -> Way:
    """Return what lay between the seats of a talk."""
    spec = journal.header.spec
    return Way(
        setting={name: spec[name] for name in ("protocol", "lens", "interceptors") if name in spec},
        hears=_hears(spec.get("topology"), journal.seats),
        rewired=bool(spec.get("rewired")),
        blocked=journal.statistics().outcomes.get("blocked", 0),
    )


def _hears(lines: Any, seats: tuple[str, ...]) -> tuple[int, int] | None:
    """Return how many others a seat hears, the fewest and the most, from the lines of a header."""
    if not isinstance(lines, list):
        return None
    counts = dict.fromkeys(seats, 0)
    for line in lines:
        speaker, listener = line["speaker"], line["listener"]
        counts[listener] += speaker != listener
    return min(counts.values()), max(counts.values())


def name_in(spec: Any) -> str:
    """Return the name of a value in a header, which a stranger may have written."""
    return str(spec.get("use", "unnamed") if isinstance(spec, Mapping) else spec)


def hearing(journal: Journal) -> frozenset[tuple[int, str]]:
    """Return the asks, by their numbers, in which a seat could have heard somebody, each with the seat."""
    bus, meddled = empty_bus(journal)
    found: set[tuple[int, str]] = set()
    for ask, outcomes in journal.asks():
        begin = bus.begin(ask)
        for place in ask.places:
            if bus.latest(place, begin, bus.window(ask, place)):
                found.add((ask.number, journal.seats[place]))
        said = [outcome for outcome in outcomes if isinstance(outcome, Said) and not ask.private]
        bus.extend(said, meddled.get(ask.number, ()))
    return frozenset(found)
