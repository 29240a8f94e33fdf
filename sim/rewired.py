"""Lines that change from round to round, as the seats change places on them."""

from collections.abc import Iterable

from .errors import SpecError
from .streams import Key
from .topology import Link, Ring, Topology


class Rewired(Topology):
    """The lines of another topology, on which the seats change places from round to round.

    Each round has an order of the seats of its own, drawn from the stream of the talk and the number of the
    round, every order as likely as any other; asks outside rounds share that of round 0. The shape stays:
    compared with the other topology itself, only who sits where changes. A seat that it names, such as a hub,
    names a place. Where everyone hears everyone, nothing changes.

    A seat hears along the lines of the round in which it is asked: what those whom it hears now last said.

    Source: Tahbaz-Salehi and Jadbabaie (2008), A necessary and sufficient condition for consensus over random
    networks: graphs drawn independently from step to step; here all of them have one shape.

    Attributes:
        of: the topology that gives the lines, which have no trust and no latency of their own.
    """

    of: Topology = Ring.model_construct()

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...] | None:
        """Return the lines as they are before any seat has changed its place.

        Raises:
            SpecError: a line has a trust or a latency of its own.
        """
        links = self.of.links(seats)
        for link in links or ():
            if link.weight != 1 or link.latency:
                raise SpecError(
                    f"the line {link.speaker!r:.80} -> {link.listener!r:.80} has weight {link.weight:g} and "
                    f"latency {link.latency:g}: these are between two seats, and on rewired lines the seats "
                    "change places; leave them out"
                )
        return links


class Rewiring:
    """The lines of one talk by round, drawn when first asked for. O(seats + lines) for each round.

    Args:
        hears: for each place on the lines the places it hears.
        key: of the talk.
    """

    __slots__ = ("_hears", "_key", "_rounds")

    def __init__(self, hears: tuple[tuple[int, ...], ...], key: Key) -> None:
        self._hears = hears
        self._key = key
        self._rounds: dict[int, tuple[tuple[int, ...], ...]] = {}

    def hears(self, number: int) -> tuple[tuple[int, ...], ...]:
        """Return for each seat those that it hears in a round, ascending."""
        if number not in self._rounds:
            seats = self._key.stream("topology", number).shuffled(range(len(self._hears)))
            heard = {
                seats[place]: tuple(sorted(seats[other] for other in others))
                for place, others in enumerate(self._hears)
            }
            self._rounds[number] = tuple(heard[seat] for seat in range(len(seats)))
        return self._rounds[number]

    def asked(self, number: int, places: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Return whom these seats hear in a round, as an ask says it: who hears nobody is left out."""
        hears = self.hears(number)
        return {place: hears[place] for place in places if hears[place]}
