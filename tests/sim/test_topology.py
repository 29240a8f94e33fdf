"""Topologies: who hears whom, as drawn; and networkx graphs as they are."""

from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.sim import Complete, Edges, Link, Ring, SpecError, Star, Topology, topology
from moot.sim.topology import audience

ABCDE = tuple("ABCDE")


def hears(shape: Topology, seats: tuple[str, ...] = ABCDE) -> dict[str, set[str]]:
    rows = audience(shape.links(seats), seats).hears
    assert rows is not None
    return {seats[i]: {seats[j] for j in row} for i, row in enumerate(rows)}


def test_complete_is_no_list_of_links() -> None:
    shape: Topology = Complete()
    assert shape.links(ABCDE) is None
    assert audience(None, ABCDE).hears is None


def test_ring() -> None:
    assert hears(Ring()) == {
        "A": {"B", "E"},
        "B": {"A", "C"},
        "C": {"B", "D"},
        "D": {"C", "E"},
        "E": {"D", "A"},
    }
    assert hears(Ring(reach=2)) == {seat: set(ABCDE) - {seat} for seat in ABCDE}


@given(st.integers(1, 12), st.integers(1, 15))
def test_a_ring_is_that_of_networkx(n: int, reach: int) -> None:
    seats = tuple(map(str, range(n)))
    graph = nx.circulant_graph(n, [r % n for r in range(1, reach + 1) if r % n])
    expected = {str(node): {str(other) for other in graph[node]} - {str(node)} for node in graph}
    assert hears(Ring(reach=reach), seats) == expected


def test_star() -> None:
    assert hears(Star()) == {"A": {"B", "C", "D", "E"}} | {seat: {"A"} for seat in "BCDE"}
    assert hears(Star(hub="C"))["C"] == {"A", "B", "D", "E"}
    assert hears(Star(), ("A",)) == {"A": set()}
    with pytest.raises(SpecError, match="the hub 'Zoe' is none of the seats A, B"):
        Star(hub="Zoe").links(("A", "B"))


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ((("A", "Z"),), "'Z'"),
        ((("Z", "A"),), "'Z'"),
        ((("A", "B"), ("A", "B")), "the link 'A' -> 'B' stands twice"),
    ],
)
def test_edges_that_fit_no_panel_are_refused(links: Any, message: str) -> None:
    shape = Edges(edges=tuple(Link(speaker=u, listener=v) for u, v in links))
    with pytest.raises(SpecError, match=message):
        shape.links(("A", "B"))


def test_a_directed_edge_runs_from_speaker_to_listener() -> None:
    graph = nx.DiGraph([("A", "B"), ("C", "B")])
    assert hears(topology(graph), ("A", "B", "C")) == {"A": set(), "B": {"A", "C"}, "C": set()}


def test_an_undirected_edge_runs_both_ways_and_a_self_loop_once() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edge("A", "B", weight=0.25, latency=2.0, colour="red")
    graph.add_edge("A", "A", weight=0.5)
    assert set(topology(graph).edges) == {
        Link(speaker="A", listener="B", weight=0.25, latency=2.0),
        Link(speaker="B", listener="A", weight=0.25, latency=2.0),
        Link(speaker="A", listener="A", weight=0.5),
    }


def test_weights_are_trust_and_nobody_hears_itself() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_weighted_edges_from([("A", "A", 3.0), ("B", "A", 1.0), ("A", "B", 0.0)])
    compiled = audience(topology(graph).links(("A", "B")), ("A", "B"))
    assert compiled.hears == ((1,), (0,))
    assert compiled.trust == ({0: 3.0, 1: 1.0}, {0: 0.0})
    assert compiled.latency == ({0: 0.0, 1: 0.0}, {0: 0.0})


def bad(**attributes: Any) -> "nx.DiGraph[str]":
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edge("A", "B", **attributes)
    return graph


@pytest.mark.parametrize(
    "graph",
    [
        nx.MultiDiGraph([("A", "B")]),
        nx.MultiGraph([("A", "B")]),
        nx.path_graph(3),
        bad(weight=-1.0),
        bad(weight=float("nan")),
        bad(weight="heavy"),
        bad(weight=None),
        bad(latency=float("inf")),
    ],
)
def test_a_graph_that_is_no_topology_is_refused_in_one_line(graph: Any) -> None:
    with pytest.raises(SpecError) as error:
        topology(graph)
    assert "\n" not in str(error.value)


@given(st.sets(st.tuples(st.sampled_from(ABCDE), st.sampled_from(ABCDE))))
def test_any_digraph_comes_back_as_it_was(pairs: set[tuple[str, str]]) -> None:
    graph = nx.DiGraph(sorted(pairs))
    expected = {seat: {u for u, v in pairs if v == seat and u != v} for seat in ABCDE}
    assert hears(topology(graph)) == expected
