"""The influence of a talk as a file: the graph for other programs, or a drawing of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...sim import Edge, Influence
from .png import raster
from .record import flip_record, influence_record
from .svg import plot

LASTS = 0.99
"""How long an edge is there: an end belongs to it, so that with 1 a round would reach into the next."""


def influence_page(influence: Influence) -> dict[str, Any]:
    """Return who moved whom as JSON, with the seats and every change of stance."""
    flips = [flip_record(flip) for flip in influence.flips]
    return {"seats": influence.seats, "flips": flips} | influence_record(influence)


def as_graphml(influence: Influence) -> str:
    """Return the influence as GraphML: https://graphml.graphdrawing.org."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(_graph(influence), edge_id_from_attribute="id")) + "\n"


def as_gexf(influence: Influence) -> str:
    """Return the influence as GEXF 1.2, as Gephi reads it: https://gexf.net. Rounds are its time.

    What happened in round r is there from r until just before r + 1; what happened outside rounds follows
    the round before it.
    """
    import networkx as nx

    graph = _graph(influence)
    graph.graph["mode"] = "dynamic"  # even where nobody was moved
    for _, _, data in graph.edges(data=True):
        # as floats: what networkx calls the time of whole numbers, the format does not know
        began = float(data["round"] or influence.after[data["ask"]] + bool(influence.after[data["ask"]]))
        data |= {"start": began, "end": began + LASTS}
    made = "\n".join(nx.generate_gexf(graph))
    # it holds the date of today and the version of networkx, so that no two files would be the same
    made = re.sub(r"\s*<meta\b.*?</meta>", "", made, count=1, flags=re.DOTALL)
    return made.replace(' name=""', "", 1) + "\n"  # of the graph, which has none in the format


def _graph(influence: Influence) -> Any:
    """Return the graph with an id for each edge that no other edge has, and with a label for each node."""
    graph = influence.graph.copy()
    for seat in graph:
        graph.nodes[seat]["label"] = seat
    for i, (_, _, data) in enumerate(graph.edges(data=True)):
        data["id"] = f"e{i}"
    return graph


EXPORTS: Mapping[str, Callable[[Influence], str]] = {
    ".graphml": as_graphml,
    ".gexf": as_gexf,
}
"""What writes a graph for other programs, by the ending of the file."""

Plot = Callable[[Influence, tuple[str, ...], Sequence[Edge]], str | bytes]

PLOTS: Mapping[str, Plot] = {".svg": plot, ".png": raster}
"""What draws it, by the ending of the file."""
