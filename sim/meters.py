"""Meters: what of a talk reached whom, read off its journal: they change nothing, and cost a talk nothing."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from .bus import Bus, Said
from .inboxes import Inboxes
from .interceptor import by_ask
from .journal import Journal
from .topology import audience


class Reading(NamedTuple):
    """What one seat was there to hear, counted at each ask from what had been said since the one before.

    Attributes:
        sent: statements on its lines: what it would have heard with nothing between it and the speakers.
        heard: copies that arrived.
        characters: of the arguments in them; what its lens then hid is counted too.
    """

    sent: int
    heard: int
    characters: int


class Meters:
    """The meters of one talk, as they stand at its end.

    A delivery is one statement on its way to one listener. What a guardrail blocked outright is the outcome
    `blocked` and never on its way; `Journal.statistics` counts it.

    Attributes:
        struck: how many deliveries each interceptor did something to, by name; those that did nothing too.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        named = journal.header.spec.get("interceptors")
        struck = Counter({_name(one): 0 for one in named} if isinstance(named, list) else {})
        for done in journal.meddled():
            struck.update(dict.fromkeys(done.by, len(done.to)))
        self.struck: Mapping[str, int] = dict(sorted(struck.items()))

    @cached_property
    def seats(self) -> Mapping[str, Reading]:
        """The reading of each seat, in the order of the panel. O(deliveries)."""
        journal = self._journal
        hears = audience(journal.header.links, journal.seats).hears
        meddled = by_ask(journal.meddled())
        buses: list[Bus] = [Bus(journal.seats, (), hears), Inboxes(journal.seats, (), hears)]
        since = [[0, 0] for _ in journal.seats]
        read: list[Counter[str]] = [Counter(dict.fromkeys(Reading._fields, 0)) for _ in journal.seats]
        for ask, outcomes in journal.asks():
            moments = [bus.begin(ask) for bus in buses]
            for place in ask.places:
                sent, heard = (
                    bus.new(place, start, end, bus.window(ask, place))
                    for bus, start, end in zip(buses, since[place], moments, strict=True)
                )
                since[place] = moments
                letters = sum(len(remark.argument.text) for remark in heard if remark.argument)
                read[place].update(sent=len(sent), heard=len(heard), characters=letters)
            spoken = [said for said in outcomes if isinstance(said, Said) and not ask.private]
            for bus in buses:
                bus.extend(spoken, meddled.get(ask.number, ()))
        return {seat: Reading(**figures) for seat, figures in zip(journal.seats, read, strict=True)}


def _name(spec: Any) -> str:
    """Return the name of an interceptor in a header, which a stranger may have written."""
    return str(spec.get("use", "unnamed") if isinstance(spec, Mapping) else spec)
