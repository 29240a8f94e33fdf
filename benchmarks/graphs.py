"""The graphs of the dynamics, the same for all contenders; networkx alone is used here."""

from typing import Any

import networkx as nx


def graph(shape: str, seats: int) -> Any:
    """Return a complete graph, or a random one of mean degree 10 in which nobody is alone."""
    if shape == "complete":
        return nx.complete_graph(seats)
    drawn = nx.fast_gnp_random_graph(seats, 10 / (seats - 1), seed=1)
    drawn.add_edges_from((node, (node + 1) % seats) for node in list(nx.isolates(drawn)))
    return drawn
