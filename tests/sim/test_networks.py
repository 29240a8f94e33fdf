"""Topologies from the literature: exact where they are given, lawful and of the right shape where drawn."""

import pickle
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from itertools import combinations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from moot.agents import Conformist
from moot.protocols import Debate
from moot.sim import (
    Bipartite,
    Block,
    Journal,
    Names,
    Path,
    RandomRegular,
    Ring,
    ScaleFree,
    SmallWorld,
    SpecError,
    Topology,
    Tree,
    replay,
)

LIKELY = 1e-3  # at a fixed seed: a p-value below it means the draw is wrong, not unlucky
SEEDS = range(20)


def seated(n: int, prefix: str = "") -> tuple[str, ...]:
    return tuple(f"{prefix}{place}" for place in range(n))


def arcs(shape: Topology, n: int, prefix: str = "") -> list[tuple[int, int]]:
    """The lines as (speaker, listener), by place."""
    seats = seated(n, prefix)
    links = shape.links(seats)
    assert links is not None
    return [(seats.index(link.speaker), seats.index(link.listener)) for link in links]


def graph(shape: Topology, n: int) -> "nx.Graph[int]":
    made: nx.Graph[int] = nx.empty_graph(n)
    made.add_edges_from(arcs(shape, n))
    return made


def lines(shape: Topology, n: int) -> set[tuple[int, int]]:
    return {(u, v) for u, v in arcs(shape, n) if u < v}


def same(one: "nx.Graph[Any]", other: "nx.Graph[Any]") -> bool:
    """Whether two graphs have the same nodes and lines, names and all."""
    return {node: set(one[node]) for node in one} == {node: set(other[node]) for node in other}


def degrees(graphs: "Iterable[nx.Graph[int]]") -> list[int]:
    return [degree for one in graphs for _, degree in one.degree()]


seeds = st.integers(-(2**70), 2**70)
chances = st.floats(0, 1)
counts = st.integers(1, 4)
given_shapes = st.one_of(
    st.just(Path()), st.builds(Tree, branching=counts), st.just(Bipartite()), st.just(Bipartite(split=1))
)
drawn_shapes = st.one_of(
    st.builds(Bipartite, seed=seeds, split=st.none() | counts, chance=chances),
    st.builds(Block, seed=seeds, groups=counts, within=chances, between=chances),
    st.builds(RandomRegular, seed=seeds, degree=st.sampled_from((2, 4, 6))),
    st.builds(SmallWorld, seed=seeds, reach=st.integers(1, 3), chance=chances),
    st.builds(ScaleFree, seed=seeds, ties=counts),
)
sizes = st.integers(7, 20)


@given(given_shapes | drawn_shapes, sizes)
def test_lines_run_both_ways_between_two_seats_of_the_panel_once_each(shape: Topology, n: int) -> None:
    made = arcs(shape, n)
    assert len(set(made)) == len(made)
    assert all(u != v for u, v in made)
    assert {(v, u) for u, v in made} == set(made)


@given(given_shapes | drawn_shapes, sizes)
def test_lines_are_those_of_the_value_and_the_places_whatever_the_names(shape: Topology, n: int) -> None:
    copied = pickle.loads(pickle.dumps(shape))
    assert arcs(copied, n, "Seat ") == arcs(shape, n)


@pytest.mark.parametrize(
    "shape", [Bipartite(chance=0.5), Block(), RandomRegular(), SmallWorld(chance=0.5), ScaleFree()]
)
def test_every_seed_is_another_graph(shape: Topology) -> None:
    other = [shape.model_copy(update={"seed": seed}) for seed in (*SEEDS, -1)]
    assert len({tuple(arcs(one, 30)) for one in other}) == len(other)


def test_a_seed_gives_these_lines_in_every_version() -> None:
    def pairs(shape: Topology) -> str:
        return " ".join(f"{u}{v}" for u, v in sorted(lines(shape, 8)))

    assert pairs(Bipartite(seed=1, chance=0.5)) == "05 07 14 15 17 24 26 35 36"
    assert pairs(Block(seed=1)) == "01 12 13 23 27 35 45 46 47 56 57"
    assert pairs(RandomRegular(seed=1, degree=3)) == "02 03 06 12 15 16 24 34 37 45 57 67"
    assert pairs(SmallWorld(seed=1, chance=0.5)) == "01 05 06 07 12 13 23 24 26 27 34 37 45 46 56 67"
    assert pairs(ScaleFree(seed=1)) == "02 03 12 15 23 24 26 27 34 45 47 56"


def test_small_ones_by_hand() -> None:
    assert arcs(Path(), 3) == [(0, 1), (1, 0), (1, 2), (2, 1)]
    assert lines(Tree(), 6) == {(0, 1), (0, 2), (1, 3), (1, 4), (2, 5)}
    assert lines(Bipartite(), 5) == {(u, v) for u in (0, 1, 2) for v in (3, 4)}
    assert lines(Bipartite(split=1), 4) == {(0, 1), (0, 2), (0, 3)}
    assert lines(Block(groups=(2, 1), within=1.0, between=0.0), 3) == {(0, 1)}
    assert lines(ScaleFree(ties=3), 4) == {(0, 3), (1, 3), (2, 3)}


@pytest.mark.parametrize("shape", [Path(), Tree(), Block(groups=1)])
def test_one_seat_alone_hears_nobody(shape: Topology) -> None:
    assert shape.links(("A",)) == ()


@given(st.integers(1, 40))
def test_a_path_is_that_of_networkx(n: int) -> None:
    assert same(graph(Path(), n), nx.path_graph(n))


@given(st.integers(1, 4), st.integers(0, 3))
def test_a_full_tree_is_the_balanced_one_of_networkx(branching: int, height: int) -> None:
    expected = nx.balanced_tree(branching, height)
    assert same(graph(Tree(branching=branching), len(expected)), expected)


@given(st.integers(1, 5), st.integers(1, 40))
def test_a_tree_is_level(branching: int, n: int) -> None:
    made = graph(Tree(branching=branching), n)
    assert nx.is_tree(made)
    assert list(made[0]) == list(range(1, min(branching, n - 1) + 1))
    depth = nx.single_source_shortest_path_length(made, 0)
    leaves = [depth[place] for place in range(1, n) if made.degree(place) == 1] or [0]
    assert max(leaves) - min(leaves) <= 1


@given(st.integers(1, 12), st.integers(1, 12))
def test_two_camps_are_the_complete_bipartite_graph_of_networkx(one: int, other: int) -> None:
    made = graph(Bipartite(split=one), one + other)
    assert same(made, nx.complete_bipartite_graph(one, other))


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5))
def test_sure_blocks_are_cliques_or_the_complete_multipartite_graph_of_networkx(groups: list[int]) -> None:
    n = sum(groups)
    apart = nx.complete_multipartite_graph(*groups) if len(groups) > 1 else nx.empty_graph(n)
    block = partial(Block, groups=tuple(groups))
    assert same(graph(block(within=0.0, between=1.0), n), apart)
    assert same(graph(block(within=1.0, between=0.0), n), nx.complement(apart))


@given(st.integers(1, 8), st.integers(0, 30))
def test_groups_differ_by_one_seat_at_most_and_the_first_are_larger(groups: int, more: int) -> None:
    made = graph(Block(groups=groups, within=1.0, between=0.0), groups + more)
    found = [len(group) for group in nx.connected_components(made)]
    assert len(found) == groups
    assert found == sorted(found, reverse=True)
    assert max(found) - min(found) <= 1


@given(seeds, chances, chances, sizes)
def test_a_higher_chance_keeps_the_lines_of_a_lower_one(seed: int, a: float, b: float, n: int) -> None:
    low, high = sorted((a, b))
    camps = partial(Bipartite, seed=seed)
    assert set(arcs(camps(chance=low), n)) <= set(arcs(camps(chance=high), n))
    groups = partial(Block, seed=seed, within=0.5)
    assert set(arcs(groups(between=low), n)) <= set(arcs(groups(between=high), n))


def test_lines_come_with_their_chance() -> None:
    n, size = 40, 20
    camps = sum(graph(Bipartite(seed=seed, chance=0.3), n).size() for seed in SEEDS)
    assert stats.binomtest(camps, len(SEEDS) * size**2, 0.3).pvalue > LIKELY
    blocks = [lines(Block(seed=seed, groups=2, within=0.6, between=0.2), n) for seed in SEEDS]
    kept = Counter((u < size) == (v < size) for made in blocks for u, v in made)
    assert stats.binomtest(kept[True], len(SEEDS) * size * (size - 1), 0.6).pvalue > LIKELY
    assert stats.binomtest(kept[False], len(SEEDS) * size**2, 0.2).pvalue > LIKELY
    assert nx.is_bipartite(graph(Bipartite(chance=0.3), n))


@given(st.integers(2, 24), st.data(), seeds)
def test_each_seat_of_a_regular_graph_has_the_degree(n: int, data: st.DataObject, seed: int) -> None:
    degree = data.draw(st.integers(1, n - 1).filter(lambda degree: degree * n % 2 == 0))
    made = graph(RandomRegular(seed=seed, degree=degree), n)
    assert set(degrees([made])) == {degree}


@pytest.mark.parametrize("degree", [2, 3])
def test_all_regular_graphs_on_six_seats_are_drawn_and_about_as_often(degree: int) -> None:
    """There are 70 of each degree: of degree 2, 10 are two triangles; of degree 3, 10 are two camps."""
    times = 700
    drawn = [graph(RandomRegular(seed=seed, degree=degree), 6) for seed in range(times)]
    assert len({frozenset(made.edges) for made in drawn}) == 70
    few = sum(not nx.is_connected(made) if degree == 2 else nx.is_bipartite(made) for made in drawn)
    assert stats.binomtest(few, times, 1 / 7).pvalue > LIKELY


def test_every_pair_is_as_likely_in_a_regular_graph() -> None:
    n, degree, times = 10, 3, 300
    pairs = Counter(
        edge for seed in range(times) for edge in graph(RandomRegular(seed=seed, degree=degree), n).edges
    )
    counted = [pairs[pair] for pair in combinations(range(n), 2)]
    assert stats.chisquare(counted).pvalue > LIKELY
    assert nx.is_connected(graph(RandomRegular(degree=3), 200))


@given(seeds, st.integers(1, 3), chances, sizes)
def test_rewiring_keeps_the_number_of_lines_and_one_end_of_each(
    seed: int, reach: int, chance: float, n: int
) -> None:
    made = graph(SmallWorld(seed=seed, reach=reach, chance=chance), n)
    assert made.size() == n * reach
    assert min(degrees([made])) >= reach


@given(st.integers(1, 4), st.integers(9, 20), seeds)
def test_a_small_world_without_rewiring_is_the_ring(reach: int, n: int, seed: int) -> None:
    made = graph(SmallWorld(seed=seed, reach=reach, chance=0.0), n)
    assert same(made, graph(Ring(reach=reach), n))
    assert same(made, nx.watts_strogatz_graph(n, 2 * reach, 0.0))


@given(seeds, chances)
def test_where_all_hear_all_there_is_nowhere_to_rewire_to(seed: int, chance: float) -> None:
    assert same(graph(SmallWorld(seed=seed, reach=3, chance=chance), 7), nx.complete_graph(7))


def test_rewired_lines_are_as_many_as_the_chance_says() -> None:
    n, reach, chance = 200, 2, 0.2
    ring = graph(Ring(reach=reach), n)
    left = sum(
        nx.intersection(ring, graph(SmallWorld(seed=seed, reach=reach, chance=chance), n)).size()
        for seed in SEEDS
    )
    # a line may come back by being drawn, which at this size happens to one in a hundred of those rewired
    assert stats.binomtest(left, len(SEEDS) * n * reach, 1 - chance * 0.99).pvalue > LIKELY


def test_a_small_world_is_clustered_like_the_ring_and_short_like_a_random_graph() -> None:
    n, reach = 200, 3
    ring, small, far = (graph(SmallWorld(reach=reach, chance=chance), n) for chance in (0.0, 0.05, 1.0))
    assert nx.average_clustering(ring) == pytest.approx(0.6)  # 3 (k - 2) / 4 (k - 1), k = 6
    assert 0.4 < nx.average_clustering(small) < 0.6
    assert nx.average_clustering(far) < 0.1
    lengths = [nx.average_shortest_path_length(made) for made in (ring, small, far)]
    assert lengths[0] > 3 * lengths[1] > 3 * lengths[2]


def test_the_degrees_of_a_rewired_ring_are_those_that_networkx_draws() -> None:
    n = 200
    ours = degrees(graph(SmallWorld(seed=seed, chance=0.5), n) for seed in SEEDS)
    theirs = degrees(nx.watts_strogatz_graph(n, 4, 0.5, seed=seed) for seed in SEEDS)
    assert alike(ours, theirs) > LIKELY


@given(seeds, counts, sizes)
def test_each_newcomer_ties_itself_to_as_many(seed: int, ties: int, n: int) -> None:
    made = graph(ScaleFree(seed=seed, ties=ties), n)
    assert nx.is_connected(made)
    earlier = [sum(other < place for other in made[place]) for place in range(n)]
    assert earlier == [0] * ties + [ties] * (n - ties)
    if ties == 1:
        assert nx.is_tree(made)


def test_the_degrees_of_a_scale_free_graph_are_those_that_networkx_draws() -> None:
    n = 200
    ours = degrees(graph(ScaleFree(seed=seed), n) for seed in SEEDS)
    theirs = degrees(nx.barabasi_albert_graph(n, 2, seed=seed) for seed in SEEDS)
    assert alike(ours, theirs) > LIKELY
    assert max(ours) > 5 * max(degrees([graph(RandomRegular(), n)]))


def alike(ours: list[int], theirs: list[int], rare: int = 10) -> float:
    """The p-value of two samples being of one distribution (chi-square, the rare ends together)."""
    both = Counter(ours + theirs)
    often = [degree for degree, times in both.items() if times >= 2 * rare]
    low, high = min(often), max(often)
    rows = [Counter(min(max(degree, low), high) for degree in sample) for sample in (ours, theirs)]
    table = [[row[degree] for degree in range(low, high + 1)] for row in rows]
    return float(stats.chi2_contingency(table).pvalue)


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        (Tree, {"branching": 0}, "branching: "),
        (Bipartite, {"split": 0}, "split: "),
        (Bipartite, {"chance": 1.5}, "chance: "),
        (Bipartite, {"chance": float("nan")}, "chance: "),
        (Block, {"groups": 0}, "groups: give a whole number of 1 or more, or one for each group, not 0"),
        (Block, {"groups": []}, "groups: give a whole number"),
        (Block, {"groups": [2, 0]}, r"groups: give a whole number .*, not \(2, 0\)"),
        (Block, {"groups": True}, "groups: give a whole number"),
        (Block, {"within": -0.1}, "within: "),
        (Block, {"between": 1.1}, "between: "),
        (RandomRegular, {"degree": 0}, "degree: "),
        (RandomRegular, {"seed": 1.5}, "seed: "),
        (SmallWorld, {"reach": 0}, "reach: "),
        (SmallWorld, {"chance": 2}, "chance: "),
        (ScaleFree, {"ties": 0}, "ties: "),
    ],
)
def test_what_no_panel_can_have_is_refused_at_once(
    kind: type[Topology], fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(SpecError, match=message) as error:
        kind.load(fields)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("shape", "n", "message"),
    [
        (Bipartite(), 1, "a first camp of 1 leaves none of 1 seats for the second"),
        (Bipartite(split=5), 5, "a first camp of 5 leaves none of 5 seats for the second"),
        (Block(groups=6), 5, "6 groups are more than the 5 seats of the panel"),
        (Block(groups=(2, 2)), 5, r"groups of \(2, 2\) are 4 seats: the panel has 5"),
        (RandomRegular(degree=5), 5, "none of 5 seats can hear 5 others"),
        (RandomRegular(degree=3), 5, "5 seats cannot each hear 3 others: make one of the two even"),
        (SmallWorld(reach=2), 4, "none of 4 seats has 4 neighbours"),
        (ScaleFree(ties=5), 5, "none of 5 seats can join with 5 ties"),
    ],
)
def test_what_this_panel_cannot_have_is_refused_in_one_line(shape: Topology, n: int, message: str) -> None:
    with pytest.raises(SpecError, match=message) as error:
        shape.links(seated(n))
    assert "\n" not in str(error.value)


def test_a_journal_holds_the_lines_and_a_replay_draws_none(
    talk: Callable[..., Journal],
    trio_run: Callable[..., Any],
    names: Names,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shape = RandomRegular(seed=3, degree=2)
    journal = talk([Conformist()] * 6, Debate(), topology=shape)
    assert journal.header.links == shape.links(tuple("ABCDEF"))
    monkeypatch.delattr(RandomRegular, "links")
    assert trio_run(partial(replay, journal, names)).same
