"""Who moved whom, as the journal alone can tell: declared and observed influence.

*Declared* is what a seat says of itself: the credits of a statement, shared out over the credited seats that
it had heard. *Observed* is what a flip shows: the seats heard that held the stance a seat changed to, each
with an equal share; a free answer that is only spelt otherwise is no flip. Neither is causal; what would have
happened otherwise needs asking again.
"""

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from .bus import Ask, Bus, Said
from .inboxes import Inboxes
from .interceptor import Meddled, by_ask
from .journal import Journal
from .question import Stance
from .spellings import in_one_spelling
from .topology import audience

if TYPE_CHECKING:
    from networkx import MultiDiGraph


class Edge(NamedTuple):
    """`speaker` moved `listener`.

    Attributes:
        speaker: who moved.
        listener: who was moved.
        ask: the ask in which the listener spoke.
        round: the round it belongs to.
        kind: `"declared"` or `"observed"`.
        influence: the share, from 0 to 1; the shares of one kind in one ask sum to 1 for a listener.
    """

    speaker: str
    listener: str
    ask: int
    round: int
    kind: str
    influence: float


class Flip(NamedTuple):
    """A seat that changed its stance.

    Attributes:
        seat: whose.
        ask: the ask in which it changed.
        round: the round it belongs to.
        before: the stance it held.
        after: the stance it holds.
        credits: whom it credited.
        holders: the seats it had heard that held the new stance; none for a novel stance.
    """

    seat: str
    ask: int
    round: int
    before: Stance
    after: Stance
    credits: tuple[str, ...]
    holders: tuple[str, ...]

    @property
    def novel(self) -> bool:
        """Whether nobody it had heard held the stance it changed to."""
        return not self.holders


def empty_bus(journal: Journal) -> tuple[Bus, dict[int, list[Meddled]]]:
    """Return a bus as a talk had it at its start, and what was done to statements on it, by ask."""
    meddled = by_ask(journal.meddled())
    made = Inboxes if meddled else Bus
    return made(journal.seats, (), audience(journal.header.links, journal.seats).hears), meddled


class Influence:
    """The record of who moved whom in one talk.

    Attributes:
        seats: the names, in the order of the panel.
        edges: the influences, in the order in which they happened.
        flips: the changes of stance, in the order in which they happened.
        invalid_credits: (seat, credited, ask) for credits to oneself, to nobody, or to the unheard.
        phases: the phase of each ask outside rounds, by its number.
    """

    def __init__(self, journal: Journal) -> None:
        journal = in_one_spelling(journal)
        self.seats = journal.seats
        self.edges: list[Edge] = []
        self.flips: list[Flip] = []
        self.invalid_credits: list[tuple[str, str, int]] = []
        self.phases: dict[int, str] = {}
        held: dict[int, Stance] = {}
        bus, meddled = empty_bus(journal)
        for ask, outcomes in journal.asks():
            if not ask.round:
                self.phases[ask.number] = ask.phase
            now = bus.begin(ask)
            said = [outcome for outcome in outcomes if isinstance(outcome, Said) and not ask.private]
            for statement in said:
                self._take(bus, now, statement, held)
            bus.extend(said, meddled.get(ask.number, ()))

    def _take(self, bus: Bus, now: int, said: Said, held: dict[int, Stance]) -> None:
        ask, stance, credited = said.ask, said.reply.stance, said.reply.credits
        before = held.get(said.place)
        flipped = before is not None and stance is not None and stance != before
        if stance is not None:
            held[said.place] = stance
        if not flipped and not credited:
            return
        seat = self.seats[said.place]
        only = bus.window(ask, said.place)
        heard = {self.seats[place]: theirs for place, theirs in bus.held(said.place, now, only)}
        spoke = {remark.speaker for remark in bus.latest(said.place, now, only)}
        valid = [name for name in credited if name in spoke]
        self.invalid_credits += [(seat, name, ask.number) for name in credited if name not in spoke]
        self._share("declared", valid, ask, seat)
        if before is not None and stance is not None and flipped:
            holders = [name for name, theirs in heard.items() if theirs == stance]
            self._share("observed", holders, ask, seat)
            flip = Flip(seat, ask.number, ask.round, before, stance, credited, tuple(holders))
            self.flips.append(flip)

    def _share(self, kind: str, movers: list[str], ask: Ask, seat: str) -> None:
        shares = {mover: movers.count(mover) / len(movers) for mover in movers}
        self.edges += [
            Edge(mover, seat, ask.number, ask.round, kind, share) for mover, share in shares.items()
        ]

    def valid_credits(self, flip: Flip) -> tuple[str, ...]:
        """Return those whom a seat credited for a change and had heard."""
        void = {name for seat, name, ask in self.invalid_credits if (seat, ask) == (flip.seat, flip.ask)}
        return tuple(name for name in flip.credits if name not in void)

    def total(self, kind: str) -> dict[str, float]:
        """Return how much each seat moved others in all, by kind; every seat, zeros included."""
        sums = dict.fromkeys(self.seats, 0.0)
        for edge in self.edges:
            if edge.kind == kind:
                sums[edge.speaker] += edge.influence
        return sums

    @cached_property
    def graph(self) -> "MultiDiGraph[str]":
        """The networkx graph: edge u -> v means u moved v; key `"{ask}:{kind}"`; made when asked for."""
        import networkx as nx  # noqa: PLC0415 - heavy, and only wanted by those who ask for the graph

        graph: MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from(self.seats)
        for edge in self.edges:
            graph.add_edge(
                edge.speaker,
                edge.listener,
                key=f"{edge.ask}:{edge.kind}",
                ask=edge.ask,
                round=edge.round,
                kind=edge.kind,
                influence=edge.influence,
            )
        return graph
