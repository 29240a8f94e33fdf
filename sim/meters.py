"""Meters: what of a talk reached whom, read off its journal: they change nothing, and cost a talk nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from .bus import Said
from .inboxes import Inboxes, Received
from .interceptor import Meddled, by_ask
from .journal import Journal
from .topology import audience
from .value import name_in


class Reading(NamedTuple):
    """What one seat was there to hear, counted at each ask from what had been said since the one before.

    Of what was `sent`, `sent - struck` was heard once, as it was said; `struck - lost` otherwise: changed,
    late, twice or out of turn; and `lost` not at all.

    Attributes:
        sent: statements on its lines: what it would have heard with nothing between it and the speakers.
        struck: how many of these an interceptor did something to.
        lost: how many of those it never heard.
        heard: copies that arrived; of what comes late or twice more may arrive than were sent.
        characters: of the arguments in them; what its lens then hid is counted too.
    """

    sent: int
    struck: int
    lost: int
    heard: int
    characters: int


class Meters:
    """The meters of one talk, as they stand at its end.

    They count deliveries, one statement on its way to one listener, of what was there to be heard: one that
    came after the listener's last ask is not counted, whatever was done to it. What a guardrail blocked
    outright is the outcome `blocked` and never on its way; `Journal.statistics` counts it.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @property
    def seats(self) -> Mapping[str, Reading]:
        """The reading of each seat, in the order of the panel. O(deliveries)."""
        return self._read[0]

    @property
    def struck(self) -> Mapping[str, int]:
        """How many of those sent each interceptor did something to, by name; those that did nothing too."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[Mapping[str, Reading], Mapping[str, int]]:
        journal = self._journal
        meddled = by_ask(journal.meddled())
        bus = Inboxes(journal.seats, (), audience(journal.header.links, journal.seats).hears)
        sent, arrived = _delivered(journal, bus, meddled)
        done = {
            (number, one.place, place): one.by
            for number, ones in meddled.items()
            for one in ones
            for place in one.to
        }
        named = journal.header.spec.get("interceptors")
        struck = Counter({name_in(one): 0 for one in named} if isinstance(named, list) else {})
        seats = {}
        for place, seat in enumerate(journal.seats):
            by = [done.get((said.ask.number, said.place, place), ()) for said in sent[place]]
            struck.update(name for names in by for name in dict.fromkeys(names))
            heard = {(bus.log[one.said].ask.number, one.speaker) for one in arrived[place]}
            arguments = (one.remark.argument for one in arrived[place])
            seats[seat] = Reading(
                sent=len(by),
                struck=sum(map(bool, by)),
                lost=sum((said.ask.number, said.place) not in heard for said in sent[place]),
                heard=len(arrived[place]),
                characters=sum(len(argument.text) for argument in arguments if argument),
            )
        return seats, dict(sorted(struck.items()))


def _delivered(
    journal: Journal, bus: Inboxes, meddled: Mapping[int, Sequence[Meddled]]
) -> tuple[list[list[Said]], list[list[Received]]]:
    """Hold the talk on this bus again; return by place what was sent to each seat, and what arrived."""
    since = [(0, 0) for _ in journal.seats]
    sent: list[list[Said]] = [[] for _ in journal.seats]
    arrived: list[list[Received]] = [[] for _ in journal.seats]
    for ask, outcomes in journal.asks():
        now = bus.begin(ask)
        for place in ask.places:
            only = bus.window(ask, place)
            (start, before), since[place] = since[place], (ask.heard, now)
            sent[place] += (
                said
                for said in bus.log[start : ask.heard]
                if said.place != place and (only is None or said.place in only)
            )
            arrived[place] += bus.arrived(place, before, now, only)
        spoken = [said for said in outcomes if isinstance(said, Said) and not ask.private]
        bus.extend(spoken, meddled.get(ask.number, ()))
    return sent, arrived
