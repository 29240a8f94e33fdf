"""Who moved whom, as the journal alone can tell: declared and observed influence.

*Declared* is what a seat says of itself: the credits of a statement, shared out over the credited seats that
it had heard. *Observed* is what a flip shows: the seats heard that held the stance a seat changed to, each
with an equal share; a free answer that is only spelt otherwise is no flip. Neither is causal; what would have
happened otherwise needs asking again.
"""

from collections.abc import Sequence
from functools import cached_property
from operator import itemgetter
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
    """Some seats that moved others in one ask, all of them in the same shares.

    Attributes:
        kind: `"declared"` or `"observed"`.
        ask: in which the listeners spoke.
        round: the round it belongs to.
        listeners: the places of who was moved, ascending.
        shares: of the movers.
    """

    kind: str
    ask: int
    round: int
    listeners: Sequence[int]
    shares: Shares


_Flip = tuple[int, int, int, Stance, Stance, tuple[str, ...], tuple[str, ...]]
"""A flip with the place of the seat: made into one when it is asked for."""


class Influence:
    """The record of who moved whom in one talk.

    What is kept is who was moved, and by which seats; where all hear the same, those moved to one stance are
    kept together. Edges, matrix and graph are made of it when they are asked for.

    Attributes:
        seats: the names, in the order of the panel.
        moves: who was moved by whom, by ask.
        invalid_credits: (seat, credited, ask) for credits to oneself, to nobody, or to the unheard.
        phases: the phase of each ask outside rounds, by its number.
        after: how many rounds there had been before each ask outside rounds, by its number.
    """

    def __init__(self, journal: Journal) -> None:
        journal = in_one_spelling(journal)
        self.seats = journal.seats
        self.moves: list[Move] = []
        self._flips: list[_Flip] = []
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
            self._take(reached, ask, said, held)
            bus.extend(said, meddled.get(ask.number, ()))

    def _take(self, reached: Reached, ask: Ask, said: list[Said], held: dict[int, Stance]) -> None:
        """Note who was moved in one ask, whose statements are given."""
        number, when = ask.number, ask.round
        observed, declared = self._chances["observed"], self._chances["declared"]
        for _, place, reply in said:
            stance, credited, before = reply.stance, reply.credits, held.get(place)
            if (credited and self._credit(reached, ask, place, credited)) or before is not None:
                declared[place] += 1
            if stance is None:
                continue
            held[place] = stance
            if before is None:
                continue
            observed[place] += 1
            if stance != before:
                holders = reached.holders(place, stance)
                if holders.shares:
                    if not holders.moved:
                        self.moves.append(Move("observed", number, when, holders.moved, holders.shares))
                    holders.moved.append(place)
                self._flips.append((place, number, when, before, stance, credited, holders.names))

    def _credit(self, reached: Reached, ask: Ask, place: int, credited: tuple[str, ...]) -> bool:
        """Note whom a seat credits; return whether it had heard one of them."""
        seat, spoke = self.seats[place], reached.spoke(place)
        valid = [name for name in credited if name in spoke and name != seat]
        void = [name for name in credited if name not in spoke or name == seat]
        self.invalid_credits += [(seat, name, ask.number) for name in void]
        if valid:
            shares = {name: valid.count(name) / len(valid) for name in valid}
            self.moves.append(Move("declared", ask.number, ask.round, (place,), tuple(shares.items())))
        return bool(valid)

    @cached_property
    def flips(self) -> list[Flip]:
        """The changes of stance, in the order in which they happened."""
        return [Flip(self.seats[flip[0]], *flip[1:]) for flip in self._flips]

    @cached_property
    def edges(self) -> list[Edge]:
        """The influences one by one, in the order in which they happened."""
        alone = [(move.ask, place, move.kind, move) for move in self.moves for place in move.listeners]
        alone.sort(key=itemgetter(0, 1, 2))
        return [
            Edge(mover, self.seats[listener], ask, move.round, kind, share)
            for ask, listener, kind, move in alone
            for mover, share in move.shares
        ]

    def valid_credits(self, flip: Flip) -> tuple[str, ...]:
        """Return those whom a seat credited for a change and had heard."""
        void = {name for seat, name, ask in self.invalid_credits if (seat, ask) == (flip.seat, flip.ask)}
        return tuple(name for name in flip.credits if name not in void)

    def total(self, kind: str) -> dict[str, float]:
        """Return how much each seat moved others in all, by kind; every seat, zeros included."""
        sums = dict.fromkeys(self.seats, 0.0)
        for move in self.moves:
            if move.kind == kind:
                for mover, share in move.shares:
                    sums[mover] += share * len(move.listeners)
        return sums

    def matrix(self, kind: str) -> "NDArray[np.float64]":
        """Return W[listener, speaker]: the share of a listener's chances to be moved in which a speaker did.

        A chance is an open statement after the first in which the seat took a stance (and, of credits, any
        that came with some). In the others a seat stayed with itself, which W[v, v] is. Rows sum to one.
        """
        import numpy as np

        places = {seat: place for place, seat in enumerate(self.seats)}
        made = np.zeros((len(self.seats), len(self.seats)))
        for move in self.moves:
            if move.kind == kind:
                movers = [places[mover] for mover, _ in move.shares]
                made[np.ix_(move.listeners, movers)] += [share for _, share in move.shares]
        made /= np.maximum(self._chances[kind], 1)[:, None]
        np.fill_diagonal(made, np.maximum(1 - made.sum(axis=1), 0))
        return made

    @cached_property
    def graph(self) -> "MultiDiGraph[str]":
        """The networkx graph: edge u -> v means u moved v; key `"{ask}:{kind}"`; made when asked for."""
        import networkx as nx

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
