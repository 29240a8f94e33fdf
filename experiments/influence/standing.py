"""Who stands where in the graph of who moved whom: rank, concentration, coalitions, influence by round."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...sim import Influence

if TYPE_CHECKING:
    from networkx import DiGraph, Graph


def moved(influence: Influence, kind: str) -> "DiGraph[str]":
    """Return the graph of one kind with one edge u -> v for all that u moved v, `influence` its sum."""
    import networkx as nx

    graph: DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(influence.seats)
    for edge in influence.edges:
        if edge.kind == kind:
            before = graph.get_edge_data(edge.speaker, edge.listener, {"influence": 0.0})["influence"]
            graph.add_edge(edge.speaker, edge.listener, influence=before + edge.influence)
    return graph


def pagerank(graph: "DiGraph[str]") -> dict[str, float]:
    """Return the PageRank of each seat, on the graph turned round: those who moved many rank high.

    As it is drawn, u -> v for u moved v, it would rank those who were moved.

    Source: Page, Brin, Motwani and Winograd (1999), The PageRank citation ranking; damping .85.
    """
    import networkx as nx

    ranks: dict[str, float] = nx.pagerank(graph.reverse(), weight="influence")
    return ranks


def gini(amounts: Iterable[float]) -> float | None:
    """Return how unequal amounts are: 0 where all are equal, (n - 1) / n where one has all.

    None where nobody has any.

    Source: Gini (1912), Variabilita e mutabilita: the mean difference of two, over twice the mean.

    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 1]), gini([0, 0])
    (0.0, 0.75, None)
    """
    ranked = sorted(amounts)
    total, n = math.fsum(ranked), len(ranked)
    if not total:
        return None
    return math.fsum((2 * i - n + 1) * amount for i, amount in enumerate(ranked)) / (n * total)


def coalitions(graph: "DiGraph[str]") -> list[tuple[str, ...]]:
    """Return the communities of the graph, in the order of the panel: seats that moved each other most.

    A seat that moved nobody and was moved by nobody is one of its own.

    Which way influence ran does not count: what two seats moved each other is added up. Communities are
    joined as long as that raises modularity.

    Source: Clauset, Newman and Moore (2004), Finding community structure in very large networks.

    Args:
        graph: one edge for each pair, `influence` its weight.
    """
    import networkx as nx

    if not graph.number_of_edges():
        return [(seat,) for seat in graph]
    seats = list(graph)
    place = {seat: i for i, seat in enumerate(seats)}
    both: Graph[int] = nx.Graph()
    both.add_nodes_from(range(len(seats)))
    for u, v, data in graph.edges(data=True):
        i, j = place[u], place[v]
        before = both.get_edge_data(i, j, {"influence": 0.0})["influence"]
        both.add_edge(i, j, influence=before + data["influence"])
    found = sorted(map(sorted, nx.community.greedy_modularity_communities(both, weight="influence")))
    return [tuple(seats[i] for i in one) for one in found]


def by_round(influence: Influence, kind: str) -> dict[str, dict[str, float]]:
    """Return how much each seat moved others in each round, and in each phase outside rounds.

    Keys are `"1"`, `"2"`, ... for rounds and the phase for what is outside, in the order in which they came;
    those in which nobody was moved are left out. Every seat is in each, zeros included.
    """
    found: dict[str, dict[str, float]] = {}
    for move in influence.moves:
        if move.kind == kind:
            when = str(move.round) if move.round else influence.phases[move.ask]
            sums = found.setdefault(when, dict.fromkeys(influence.seats, 0.0))
            for mover, share in move.shares.items():
                sums[mover] += share * len(move.listeners)
    return found
