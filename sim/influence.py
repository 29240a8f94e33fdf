"""Who moved whom, as the journal alone can tell: declared and observed influence.

*Declared* is what a seat says of itself: the credits of a statement, shared out over the credited seats that
it had heard. *Observed* is what a flip shows: the seats heard that held the stance a seat changed to, each
with an equal share; a free answer that is only spelt otherwise is no flip. Neither is causal; what would have
happened otherwise needs asking again.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from .bus import Ask, Bus, Said
from .inboxes import Inboxes
from .interceptor import Meddled, by_ask
from .journal import Journal
from .question import Stance
from .reached import Reached, Shares
from .spellings import in_one_spelling
from .topology import audience

if TYPE_CHECKING:
    import numpy as np
    from networkx import MultiDiGraph
    from numpy.typing import NDArray

KINDS = ("declared", "observed")
"""What the journal alone can tell."""


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


class Move(NamedTuple):
    """Whoever moved one listener in one ask.

    Attributes:
        kind: `"declared"` or `"observed"`.
        ask: in which the listener spoke.
        round: the round it belongs to.
        listener: the place of who was moved.
        shares: of the movers; listeners moved by the same seats have one list in common.
    """

    kind: str
    ask: int
    round: int
    listener: int
    shares: Shares


class Influence:
    """The record of who moved whom in one talk.

    What is kept is who was moved, and by which seats; where all hear the same, that is one list for all of
    them. Edges, matrix and graph are made of it when they are asked for. O(statements + movers of each flip).

    Attributes:
        seats: the names, in the order of the panel.
        moves: who was moved by whom, in the order in which it happened.
        flips: the changes of stance, in the order in which they happened.
        invalid_credits: (seat, credited, ask) for credits to oneself, to nobody, or to the unheard.
        phases: the phase of each ask outside rounds, by its number.
        after: how many rounds there had been before each ask outside rounds, by its number.
    """

    def __init__(self, journal: Journal) -> None:
        journal = in_one_spelling(journal)
        self.seats = journal.seats
        self.moves: list[Move] = []
        self.flips: list[Flip] = []
        self.invalid_credits: list[tuple[str, str, int]] = []
        self.phases: dict[int, str] = {}
        self.after: dict[int, int] = {}
        self._chances = {kind: [0] * len(self.seats) for kind in KINDS}
        held: dict[int, Stance] = {}
        bus, meddled = empty_bus(journal)
        rounds = 0
        for ask, outcomes in journal.asks():
            if ask.round:
                rounds = ask.round
            else:
                self.phases[ask.number] = ask.phase
                self.after[ask.number] = rounds
            reached = Reached(bus, ask)
            said = [outcome for outcome in outcomes if isinstance(outcome, Said) and not ask.private]
            for statement in said:
                self._take(reached, statement, held)
            bus.extend(said, meddled.get(ask.number, ()))

    def _take(self, reached: Reached, said: Said, held: dict[int, Stance]) -> None:
        ask, place, reply = said
        stance, credited = reply.stance, reply.credits
        seat = self.seats[place]
        before = held.get(place)
        if stance is not None:
            held[place] = stance
        moved = False
        if credited:
            spoke = reached.spoke(place)
            valid = [name for name in credited if name in spoke and name != seat]
            self.invalid_credits += [
                (seat, name, ask.number) for name in credited if name not in spoke or name == seat
            ]
            shares = {name: valid.count(name) / len(valid) for name in valid}
            moved = self._moved("declared", ask, place, tuple(shares.items()))
        self._chances["declared"][place] += moved or before is not None
        if before is not None and stance is not None:
            self._chances["observed"][place] += 1
            if stance != before:
                shares_of = reached.holders(place, stance)
                self._moved("observed", ask, place, shares_of.shares)
                flip = Flip(seat, ask.number, ask.round, before, stance, credited, shares_of.names)
                self.flips.append(flip)

    def _moved(self, kind: str, ask: Ask, place: int, shares: Shares) -> bool:
        if shares:
            self.moves.append(Move(kind, ask.number, ask.round, place, shares))
        return bool(shares)

    @cached_property
    def edges(self) -> list[Edge]:
        """The influences one by one, in the order in which they happened."""
        return [
            Edge(mover, self.seats[listener], ask, number, kind, share)
            for kind, ask, number, listener, shares in self.moves
            for mover, share in shares
        ]

    def valid_credits(self, flip: Flip) -> tuple[str, ...]:
        """Return those whom a seat credited for a change and had heard."""
        void = {name for seat, name, ask in self.invalid_credits if (seat, ask) == (flip.seat, flip.ask)}
        return tuple(name for name in flip.credits if name not in void)

    def total(self, kind: str) -> dict[str, float]:
        """Return how much each seat moved others in all, by kind; every seat, zeros included."""
        sums = dict.fromkeys(self.seats, 0.0)
        for listeners, shares in self._together(kind):
            for mover, share in shares:
                sums[mover] += share * len(listeners)
        return sums

    def matrix(self, kind: str) -> "NDArray[np.float64]":
        """Return W[listener, speaker]: the share of a listener's chances to be moved in which a speaker did.

        A chance is an open statement after the first in which the seat took a stance (and, of credits, any
        that came with some). In the others a seat stayed with itself, which W[v, v] is. Rows sum to one.
        """
        import numpy as np  # noqa: PLC0415 - heavy, and only wanted by those who ask for the matrix

        places = {seat: place for place, seat in enumerate(self.seats)}
        made = np.zeros((len(self.seats), len(self.seats)))
        for listeners, shares in self._together(kind):
            movers = [places[mover] for mover, _ in shares]
            np.add.at(made, np.ix_(listeners, movers), [share for _, share in shares])
        made /= np.maximum(self._chances[kind], 1)[:, None]
        np.fill_diagonal(made, np.maximum(1 - made.sum(axis=1), 0))
        return made

    def _together(self, kind: str) -> Iterator[tuple[list[int], Shares]]:
        """Yield the listeners that were moved by the same seats, with these."""
        listeners: dict[int, list[int]] = {}
        kept: dict[int, Shares] = {}
        for move in self.moves:
            if move.kind == kind:
                listeners.setdefault(id(move.shares), []).append(move.listener)
                kept[id(move.shares)] = move.shares
        for key, moved in listeners.items():
            yield moved, kept[key]

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
