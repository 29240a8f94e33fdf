"""Edges one by one, of all pairs or of those that ours has: `networkx_influence.py all|same SEATS ROUNDS`."""

import sys

import networkx as nx
from contender import seconds, serve

size, rounds = map(int, sys.argv[2:])
step = 1 if sys.argv[1] == "all" else 2
weight = 2 / size


def record() -> list["nx.DiGraph[int]"]:
    """Make a graph for each round: with two steps each half moves the other."""
    made = []
    for _ in range(rounds):
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(size))
        for listener in range(size):
            for speaker in range((1 - listener % 2) * (step - 1), size, step):
                if speaker != listener:
                    graph.add_edge(speaker, listener, weight=weight)
        made.append(graph)
    return made


if __name__ == "__main__":
    serve(lambda: (seconds(record), rounds), "networkx")
