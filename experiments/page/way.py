"""What lay between the seats: who could hear whom, and what was to be done to what they said."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...sim import Journal, Said
from ...sim.reached import empty_bus
from ...sim.value import name_in


class Way(NamedTuple):
    """What lay between the seats, as the journal names it.

    Attributes:
        setting: protocol, lens and interceptors, as JSON; those that the journal names.
        hears: how many others a seat hears, the fewest and the most; None = everyone hears everyone.
        rewired: whether who hears whom changes by round.
        blocked: how many statements a guardrail blocked whole.
        unjudged: how many were heard though a guardrail could not judge them.
        phases: in which something was said openly, in the order in which they came.
        idle: phases to which an interceptor is kept and in which nothing was said openly, after its name.
    """

    setting: Mapping[str, Any]
    hears: tuple[int, int] | None
    rewired: bool
    blocked: int
    unjudged: int
    phases: tuple[str, ...]
    idle: tuple[tuple[str, str], ...]


def way(journal: Journal) -> Way:
    """Return what lay between the seats of a talk."""
    spec = journal.header.spec
    said = [entry for entry in journal.entries if isinstance(entry, Said)]
    phases = dict.fromkeys(one.ask.phase for one in said if not one.ask.private)
    return Way(
        setting={name: spec[name] for name in ("protocol", "lens", "interceptors") if name in spec},
        hears=_hears(spec.get("topology"), journal.seats),
        rewired=bool(spec.get("rewired")),
        blocked=journal.statistics().outcomes.get("blocked", 0),
        unjudged=sum(one.ruling is not None and not one.ruling.blocked for one in said),
        phases=tuple(phases),
        idle=tuple(one for one in _kept_to(spec.get("interceptors")) if one[1] not in phases),
    )


def _kept_to(interceptors: Any) -> Iterator[tuple[str, str]]:
    """Yield the phases to which interceptors of a header are kept, each with the name of the interceptor."""
    for spec in interceptors if isinstance(interceptors, list) else ():
        phases = spec.get("phases") if isinstance(spec, Mapping) else None
        yield from ((name_in(spec), str(phase)) for phase in (phases if isinstance(phases, list) else ()))


def _hears(lines: Any, seats: tuple[str, ...]) -> tuple[int, int] | None:
    """Return how many others a seat hears, the fewest and the most, from the lines of a header."""
    if not isinstance(lines, list):
        return None
    counts = dict.fromkeys(seats, 0)
    for line in lines:
        speaker, listener = line["speaker"], line["listener"]
        counts[listener] += speaker != listener
    return min(counts.values()), max(counts.values())


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
