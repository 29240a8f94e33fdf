"""Who hears whom: speaker -> listener, with the listener's trust and the delay of the line."""

from abc import abstractmethod
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import Field

from .errors import SpecError
from .names import check_seated
from .value import Kind, Value

if TYPE_CHECKING:
    from networkx import Graph


class Link(Value):
    """One line: `listener` hears `speaker`.

    Attributes:
        weight: the listener's trust in the speaker (a link to oneself is self-trust); only ratios matter.
        latency: simulated seconds until a message wakes the listener in an open phase.
    """

    speaker: str
    listener: str
    weight: float = Field(default=1.0, ge=0)
    latency: float = Field(default=0.0, ge=0)


class Topology(Kind):
    """Who hears whom."""

    @abstractmethod
    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...] | None:
        """Return the lines between these seats; None means that everyone hears everyone."""


class Complete(Topology):
    """Everyone hears everyone.

    Source: the all-channel net of Guetzkow and Simon (1955), The impact of certain communication nets upon
    organization and performance in task-oriented groups.
    """

    def links(self, seats: tuple[str, ...]) -> None:
        """Return None: all lines are open."""


class Ring(Topology):
    """Each seat hears its neighbours on a circle.

    Source: the circle of Leavitt (1951), Some effects of certain communication patterns on group performance.

    Attributes:
        reach: how many neighbours on each side.
    """

    reach: int = Field(default=1, ge=1)

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...]:
        """Return a line from each of the `reach` seats on either side."""
        n = len(seats)
        steps = [step for r in range(1, self.reach + 1) for step in (-r, r)]
        pairs = {(seats[(i + step) % n], seats[i]): None for i in range(n) for step in steps if step % n}
        return tuple(Link(speaker=u, listener=v) for u, v in pairs)


class Star(Topology):
    """One seat hears all and is heard by all; the others hear only it.

    Source: the wheel of Leavitt (1951), Some effects of certain communication patterns on group performance.

    Attributes:
        hub: the seat in the middle; the first of the panel where none is named.
    """

    hub: str = ""

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...]:
        """Return a line each way between the hub and every other seat."""
        hub = self.hub or seats[0]
        check_seated("the hub", [hub], seats)
        rays = ((hub, seat) for seat in seats if seat != hub)
        return tuple(Link(speaker=u, listener=v) for a, b in rays for u, v in ((a, b), (b, a)))


class Edges(Topology):
    """Lines given one by one.

    Attributes:
        edges: the links, each speaker -> listener.
    """

    edges: tuple[Link, ...] = ()

    def links(self, seats: tuple[str, ...]) -> tuple[Link, ...]:
        """Return the links, after checking that they run between seats, each pair once."""
        known = dict.fromkeys(seats)  # a set with an order
        seen = set()
        for link in self.edges:
            pair = (link.speaker, link.listener)
            check_seated("an end of a link", pair, known)
            if pair in seen:
                raise SpecError(f"the link {pair[0]!r} -> {pair[1]!r} stands twice: give each once")
            seen.add(pair)
        return self.edges


def topology(graph: "Graph[Any]") -> Edges:
    """Return any networkx graph whose nodes are seat names as a topology.

    An edge u -> v of a directed graph means that v hears u; an undirected edge runs both ways. The edge
    attributes `weight` (the listener's trust) and `latency` (seconds) are kept.

    Raises:
        SpecError: a multigraph, a node that is no text, a weight or latency that is no number of 0 or more.
    """
    if graph.is_multigraph():
        raise SpecError("a topology has one link from a speaker to a listener: give a Graph or a DiGraph")
    links = []
    for u, v, data in graph.edges(data=True):
        kept = {name: data[name] for name in ("weight", "latency") if name in data}
        both_ways = not graph.is_directed() and u != v
        links += [
            Link.load({"speaker": a, "listener": b} | kept, where=f"the edge {u!r:.80} -> {v!r:.80}")
            for a, b in ((u, v), (v, u))[: 1 + both_ways]
        ]
    return Edges(edges=tuple(links))


class Audience(NamedTuple):
    """A topology in the form that the bus reads: places instead of names.

    Attributes:
        hears: for each listener the places it hears, ascending; None = everyone hears everyone.
        trust: for each listener its weight for each speaker, itself included where a self-loop gives one.
        latency: for each listener the delay from each speaker.
    """

    hears: tuple[tuple[int, ...], ...] | None
    trust: tuple[dict[int, float], ...]
    latency: tuple[dict[int, float], ...]


@lru_cache(maxsize=256)
def audience(links: tuple[Link, ...] | None, seats: tuple[str, ...]) -> Audience:
    """Compile links between named seats into places. O(seats + links)."""
    if links is None:
        return Audience(None, (), ())
    place = {seat: i for i, seat in enumerate(seats)}
    trust: tuple[dict[int, float], ...] = tuple({} for _ in seats)
    latency: tuple[dict[int, float], ...] = tuple({} for _ in seats)
    for link in links:
        listener, speaker = place[link.listener], place[link.speaker]
        trust[listener][speaker] = link.weight
        latency[listener][speaker] = link.latency
    hears = tuple(tuple(sorted(weights.keys() - {me})) for me, weights in enumerate(trust))
    return Audience(hears, trust, latency)
