"""The same edges, one `add_edge` each: `networkx_influence.py SEATS ROUNDS`."""

import sys

import networkx as nx
from contender import seconds, serve

size, rounds = map(int, sys.argv[1:])
weight = 2 / size


def record() -> list["nx.DiGraph[int]"]:
    """Make a graph for each round, in which each half moves the other."""
    made = []
    for _ in range(rounds):
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(size))
        for listener in range(size):
            for speaker in range(1 - listener % 2, size, 2):
                graph.add_edge(speaker, listener, weight=weight)
        made.append(graph)
    return made


if __name__ == "__main__":
    serve(lambda: (seconds(record), rounds * size * size // 2), "networkx")
