"""Who moved whom, as the journal alone can tell: declared and observed influence.

*Declared* is what a seat says of itself: the credits of a statement, shared out over the credited seats that
it had heard. *Observed* is what a flip shows: the seats heard that held the stance a seat changed to, each
with an equal share; a free answer that is only spelt otherwise is no flip. Neither is causal; what would have
happened otherwise needs asking again.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from .bus import Ask, Said
from .journal import Journal
from .question import Stance
from .reached import Board, Reached
from .spellings import in_one_spelling

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


class Move(NamedTuple):
    """Some seats that moved others in one ask, all of them in the same shares.

    Attributes:
        kind: `"declared"` or `"observed"`.
        ask: in which the listeners spoke.
        round: the round it belongs to.
        listeners: the places of who was moved, ascending.
        movers: who moved them, each by as much; who was credited twice is there twice.
    """

    kind: str
    ask: int
    round: int
    listeners: Sequence[int]
    movers: tuple[str, ...]

    @property
    def shares(self) -> dict[str, float]:
        """The share of each mover; they sum to 1."""
        return {name: count / len(self.movers) for name, count in Counter(self.movers).items()}


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
        self.invalid_credits: list[tuple[str, str, int]] = []
        self.phases: dict[int, str] = {}
        self.after: dict[int, int] = {}
        self._held: list[Stance | None] = [None] * len(self.seats)
        self._said: list[list[Said]] = []  # openly, ask by ask
        reached = Reached(journal)
        rounds = 0
        for ask, outcomes in journal.asks():
            if ask.round:
                rounds = ask.round
            else:
                self.phases[ask.number] = ask.phase
                self.after[ask.number] = rounds
            board = reached.put(ask, self._held)
            if not ask.private:
                said = [outcome for outcome in outcomes if isinstance(outcome, Said)]
                self._take(reached, board, ask, said)
                self._said.append(said)
                reached.post(said)

    def _take(self, reached: Reached, board: Board | None, ask: Ask, said: list[Said]) -> None:
        """Note who was moved in one ask, whose open statements are given."""
        held = self._held
        for _, place, reply, *_ in said:
            stance, before = reply.stance, held[place]
            if reply.credits:
                self._credit(reached, ask, place, reply.credits)
            if stance == before or stance is None:
                continue
            held[place] = stance
            if before is None:
                continue
            holders = (reached.board(place) if board is None else board).get(stance)
            if holders is not None:
                names, moved = holders
                if not moved:
                    self.moves.append(Move("observed", ask.number, ask.round, moved, names))
                moved.append(place)

    def _credit(self, reached: Reached, ask: Ask, place: int, credited: tuple[str, ...]) -> None:
        """Note whom a seat credits."""
        seat, spoke = self.seats[place], reached.spoke(place)
        valid = tuple(name for name in credited if name in spoke and name != seat)
        void = [name for name in credited if name not in spoke or name == seat]
        self.invalid_credits += [(seat, name, ask.number) for name in void]
        if valid:
            self.moves.append(Move("declared", ask.number, ask.round, (place,), valid))

    @cached_property
    def flips(self) -> list[Flip]:
        """The changes of stance, in the order in which they happened."""
        observed = [move for move in self.moves if move.kind == "observed"]
        holders = {(move.ask, place): move.movers for move in observed for place in move.listeners}
        held: dict[int, Stance] = {}
        found = []
        for (number, _, when, *_), place, reply, *_ in chain.from_iterable(self._said):
            stance = reply.stance
            if stance is None:
                continue
            before, held[place] = held.get(place, stance), stance
            if stance != before:
                movers = holders.get((number, place), ())
                found.append(Flip(self.seats[place], number, when, before, stance, reply.credits, movers))
        return found

    @cached_property
    def edges(self) -> list[Edge]:
        """The influences one by one, in the order in which they happened."""
        alone = [(move.ask, place, move.kind, move) for move in self.moves for place in move.listeners]
        alone.sort(key=itemgetter(0, 1, 2))
        return [
            Edge(mover, self.seats[listener], ask, move.round, kind, share)
            for ask, listener, kind, move in alone
            for mover, share in move.shares.items()
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
                for mover, share in move.shares.items():
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
                shares = move.shares
                movers = [places[mover] for mover in shares]
                made[np.ix_(move.listeners, movers)] += list(shares.values())
        made /= np.maximum(self._chances(kind), 1)[:, None]
        np.fill_diagonal(made, np.maximum(1 - made.sum(axis=1), 0))
        return made

    def _chances(self, kind: str) -> list[int]:
        """Return how often each seat had a chance to be moved; see `matrix`."""
        declared = {(move.ask, move.listeners[0]) for move in self.moves if move.kind == "declared"}
        made, begun = [0] * len(self.seats), set[int]()
        for ask, place, reply, *_ in chain.from_iterable(self._said):
            if kind == "declared":
                made[place] += place in begun or (ask.number, place) in declared
            elif reply.stance is not None:
                made[place] += place in begun
            if reply.stance is not None:
                begun.add(place)
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
