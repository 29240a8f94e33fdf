"""The influence of a talk as a file: the graph for other programs, or a drawing of it."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from ...sim import Influence
from .png import raster
from .record import flip_record, influence_record
from .svg import plot


def influence_page(influence: Influence) -> dict[str, Any]:
    """Return who moved whom as JSON, with the seats and every change of stance."""
    flips = [flip_record(flip) for flip in influence.flips]
    return {"seats": influence.seats, "flips": flips} | influence_record(influence)


def as_json(influence: Influence) -> str:
    """Return the influence as JSON."""
    return json.dumps(influence_page(influence), indent=2, allow_nan=False) + "\n"


def as_graphml(influence: Influence) -> str:
    """Return the influence as GraphML: https://graphml.graphdrawing.org."""
    import networkx as nx  # noqa: PLC0415 - heavy, and only wanted by those who export

    return "\n".join(nx.generate_graphml(_graph(influence), edge_id_from_attribute="id")) + "\n"


def as_gexf(influence: Influence) -> str:
    """Return the influence as GEXF 1.2, as Gephi reads it: https://gexf.net."""
    import networkx as nx  # noqa: PLC0415 - the same

    made = "\n".join(nx.generate_gexf(_graph(influence)))
    # it holds the date of today and the version of networkx, so that no two files would be the same
    return re.sub(r"\s*<meta\b.*?</meta>", "", made, count=1, flags=re.DOTALL) + "\n"


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
    ".json": as_json,
}
"""What writes a graph, by the ending of the file."""

PLOTS: Mapping[str, Callable[[Influence], str | bytes]] = {".svg": plot, ".png": raster}
"""What draws it, by the ending of the file."""
