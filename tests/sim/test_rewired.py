"""Rewired lines: each round has a graph of its own, of one shape, and the journal says who is heard on it."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import permutations, product
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from moot.agents import Conformist, DeGroot, MajorityFollower, Random
from moot.protocols import Critique, Debate, DevilsAdvocate, Gossip, Poll, Relay, SelfRevision
from moot.sim import (
    Anonymous,
    Ask,
    Block,
    Complete,
    Delay,
    Drop,
    Edges,
    Floor,
    Influence,
    Journal,
    JournalError,
    Key,
    Link,
    Names,
    Path,
    Question,
    RandomRegular,
    Reply,
    Rewired,
    Ring,
    Said,
    ScaleFree,
    SmallWorld,
    SpecError,
    Star,
    Topology,
    Tree,
    Turn,
    parse,
    replay,
    resume,
)
from moot.sim.rewired import Rewiring
from moot.sim.topology import audience

LIKELY = 1e-3  # at a fixed seed: a p-value below it means the draw is wrong, not unlucky
Q = Question(text="Q", options=("x", "y", "z"))
N = Question(text="N", range=(0.0, 1.0))
CROWD = (
    Conformist(bias=0.0),
    MajorityFollower(),
    Random(),
    Conformist(bias=0.0),
    Random(),
    MajorityFollower(),
)
PROTOCOLS = (
    Debate(rounds=4),
    Relay(rounds=2),
    Gossip(seconds=3.0),
    Critique(rounds=2, rotate=True),
    DevilsAdvocate(rounds=2),
)
Talk = Callable[..., Journal]
Run = Callable[..., Any]
Rows = tuple[tuple[int, ...], ...]

seeds = st.integers(-(2**70), 2**70)
one_way = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))).map(
    lambda pairs: Edges(edges=tuple(Link(speaker=f"S{u}", listener=f"S{v}") for u, v in sorted(pairs)))
)
shapes = st.one_of(
    st.builds(Ring, reach=st.integers(1, 3)),
    st.builds(Star, hub=st.sampled_from(("", "S2"))),
    st.sampled_from((Path(), Tree())),
    st.builds(RandomRegular, seed=seeds, degree=st.sampled_from((2, 4))),
    st.builds(SmallWorld, seed=seeds, chance=st.floats(0, 1)),
    st.builds(ScaleFree, seed=seeds),
    st.builds(Block, seed=seeds, within=st.floats(0, 1)),
    one_way,
)


def rows_of(shape: Topology, seats: tuple[str, ...]) -> Rows:
    rows = audience(shape.links(seats), seats).hears
    assert rows is not None
    return rows


def graph(rows: Rows) -> "nx.DiGraph[int]":
    made: nx.DiGraph[int] = nx.empty_graph(len(rows), create_using=nx.DiGraph)
    made.add_edges_from((speaker, listener) for listener, heard in enumerate(rows) for speaker in heard)
    return made


def said(journal: Journal) -> list[tuple[int, int, Reply]]:
    return [(one.ask.number, one.place, one.reply) for one in journal.entries if isinstance(one, Said)]


def lines(journal: Journal) -> dict[int, Rows]:
    """Who hears whom in each round, as the asks of all seats say it."""
    found: dict[int, Rows] = {}
    for ask, _ in journal.asks():
        if ask.hears is not None and len(ask.places) == len(journal.seats):
            rows = tuple(ask.hears.get(place, ()) for place in ask.places)
            assert found.setdefault(ask.round, rows) == rows
    return found


@settings(max_examples=60)
@given(shapes, seeds, st.integers(0, 50))
def test_each_round_has_the_shape_of_what_is_rewired(shape: Topology, seed: int, number: int) -> None:
    seats = tuple(f"S{place}" for place in range(7))
    rows = rows_of(Rewired(of=shape), seats)
    assert rows == rows_of(shape, seats)
    drawn = Rewiring(rows, Key(seed)).hears(number)
    assert nx.is_isomorphic(graph(drawn), graph(rows))
    assert all(list(heard) == sorted(set(heard) - {me}) for me, heard in enumerate(drawn))


@given(shapes, seeds, st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_a_round_is_the_same_whichever_others_are_drawn(shape: Topology, seed: int, order: list[int]) -> None:
    rows = rows_of(shape, tuple(f"S{place}" for place in range(7)))
    together = Rewiring(rows, Key(seed))
    assert [together.hears(number) for number in order] == [
        Rewiring(rows, Key(seed)).hears(number) for number in order
    ]


def test_every_order_is_as_likely_whatever_the_round_before_it() -> None:
    """On a path of three the one in the middle is any of them; over two rounds, any pair of these."""
    path = ((1,), (0, 2), (1,))
    times = 1200
    pairs: Counter[tuple[int, ...]] = Counter()
    orders: Counter[tuple[int, ...]] = Counter()
    for seed in range(times):
        drawn = Rewiring(path, Key(seed))
        pairs[tuple(next(i for i in range(3) if len(drawn.hears(r)[i]) == 2) for r in (1, 2))] += 1
        # on a line that runs one way round, 0 -> 1 -> 2, the whole order shows
        one = Rewiring(((), (0,), (1,)), Key(seed)).hears(1)
        first = next(i for i in range(3) if not one[i])
        second = next(i for i in range(3) if one[i] == (first,))
        orders[first, second] += 1
    assert stats.chisquare([pairs[pair] for pair in product(range(3), repeat=2)]).pvalue > LIKELY
    assert stats.chisquare([orders[order] for order in permutations(range(3), 2)]).pvalue > LIKELY


RINGS = "34 24 13 02 01 | 23 24 01 04 13 | 14 02 13 24 03"
"""Who hears whom in a talk with seed 7 on question q: rounds 0, 1 and 2."""


def test_a_seed_gives_these_lines_in_every_version() -> None:
    drawn = Rewiring(rows_of(Ring(), tuple("ABCDE")), Key(7, "q", 0))
    rounds = (" ".join("".join(map(str, heard)) for heard in drawn.hears(number)) for number in range(3))
    assert " | ".join(rounds) == RINGS


IN_A_PROCESS = """
import trio
from functools import partial
from moot.agents import Random
from moot.protocols import Debate
from moot.sim import Ask, Panel, Question, Rewired, Seat, Setting, Table
panel = Panel(seats=tuple(Seat(name=name, agent=Random()) for name in "ABCDE"))
table = Table(Setting(panel=panel, protocol=Debate(rounds=2), topology=Rewired()))
journal = trio.run(partial(table.talk, Question(text="Q", options=("x", "y"), id="q"), seed=7))
print([" ".join("".join(map(str, heard)) for heard in ask.hears.values()) for ask, _ in journal.asks()])
"""


def test_another_process_draws_the_same() -> None:
    for salt in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", IN_A_PROCESS],
            env=os.environ | {"PYTHONHASHSEED": salt},
            capture_output=True,
            check=True,
            text=True,
        )
        assert done.stdout.strip() == str(RINGS.split(" | ")[1:])


async def three_rounds(floor: Floor) -> None:
    """Ask in rounds and outside, twice a round."""
    await floor.ask("before")
    for _ in floor.rounds(3):
        await floor.ask("one")
        await floor.ask("other", private=True)
    await floor.ask("after", wants=floor.ballot)


@pytest.mark.parametrize(
    "shape", [Ring(), RandomRegular(degree=2), SmallWorld(reach=1), ScaleFree()], ids=repr
)
def test_rounds_differ_and_arms_do_not(talk: Talk, shape: Topology) -> None:
    one = lines(talk([Random()] * 8, three_rounds, Q, topology=Rewired(of=shape)))
    assert one.keys() == {0, 1, 2, 3}
    assert len(set(one.values())) == 4
    other = talk([Conformist()] * 8, Debate(rounds=3), Q, topology=Rewired(of=shape))
    assert lines(other) == {number: one[number] for number in (1, 2, 3)}
    for changed in ({"seed": 1}, {"replicate": 1}, {"question": Q.model_copy(update={"id": "other"})}):
        again = talk([Random()] * 8, three_rounds, **({"question": Q} | changed), topology=Rewired(of=shape))
        assert all(lines(again)[number] != one[number] for number in range(4))


def test_many_rounds_are_many_graphs(talk: Talk) -> None:
    journal = talk([Random()] * 10, Debate(rounds=40), Q, topology=Rewired())
    assert len(set(lines(journal).values())) == 40


def test_what_is_heard_is_what_those_heard_now_last_said(talk: Talk) -> None:
    """Told by the journal alone: the asks say who is heard, the entries before them what was said."""
    seen: dict[tuple[int, str], tuple[list[Any], list[Any], list[Any]]] = {}

    def listen(turn: Turn) -> Reply:
        heard = turn.heard
        new, latest = (
            [(one.speaker, one.stance, one.round) for one in them] for them in (heard, heard.latest)
        )
        seen[turn.asked, turn.seat] = new, latest, heard.held()
        return turn.abstain() if turn.random.random() < 0.3 else turn.say(turn.random.choice("xyz"))

    journal = talk([listen] * 7, Debate(rounds=12), Q, topology=Rewired(of=ScaleFree()))
    last: dict[int, tuple[str, Any, int]] = {}
    before: set[int] = set()
    for ask, outcomes in journal.asks():
        assert ask.hears is not None
        for place in ask.places:
            heard = ask.hears.get(place, ())
            new, latest, held = seen[ask.number - 1, journal.seats[place]]
            assert latest == [last[speaker] for speaker in heard if speaker in last]
            assert new == [last[speaker] for speaker in heard if speaker in before]
            assert held == [(name, stance) for name, stance, _ in latest]
        spoken = {
            one.place: (journal.seats[one.place], one.reply.stance, ask.round)
            for one in outcomes
            if isinstance(one, Said)
        }
        last |= spoken
        before = set(spoken)
    assert any(len(new) < len(latest) for new, latest, _ in seen.values())


@settings(max_examples=20)
@given(shapes, st.integers(0, 2**32))
def test_averaging_is_the_product_of_the_rounds(talk: Talk, shape: Topology, seed: int) -> None:
    """DeGroot's x(t) = W(t) x(t - 1), in which each row of W(t) shares out over oneself and those heard."""
    start = [0.0, 1.0, 0.25, 0.5, 0.125, 0.75, 1.0]
    panel = {f"S{i}": DeGroot(start=number) for i, number in enumerate(start)}
    journal = talk(panel, three_rounds, N, seed=seed, topology=Rewired(of=shape))
    asks = [(ask, outcomes) for ask, outcomes in journal.asks() if not ask.private]
    held = np.array(start)
    for ask, outcomes in asks:
        if ask.number > 1:
            rows = [((ask.hears or {}).get(place, ()), place) for place in ask.places]
            held = np.array([held[[*heard, me]].mean() for heard, me in rows])
        assert [one.reply.stance for one in outcomes if isinstance(one, Said)] == pytest.approx(
            held, abs=1e-12
        )


@given(st.integers(0, 2**32), st.sampled_from(PROTOCOLS))
def test_where_all_hear_all_nothing_changes(talk: Talk, seed: int, protocol: Any) -> None:
    plain = talk(CROWD, protocol, Q, seed=seed)
    assert talk(CROWD, protocol, Q, seed=seed, topology=Rewired(of=Complete())).digest == plain.digest
    everyone = Ring(reach=3)
    assert said(talk(CROWD, protocol, Q, seed=seed, topology=Rewired(of=everyone))) == said(plain)


@given(st.integers(0, 2**32), st.sampled_from(PROTOCOLS))
def test_where_nobody_hears_anybody_all_are_alone(talk: Talk, seed: int, protocol: Any) -> None:
    alone = talk(CROWD, protocol, Q, seed=seed, topology=Edges())
    assert said(talk(CROWD, protocol, Q, seed=seed, topology=Rewired(of=Edges()))) == said(alone)


FAULTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "anonymous": {"lens": Anonymous()},
    "faulty": {"interceptors": (Drop(rate=0.3), Delay(rate=0.3))},
}


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("setting", FAULTS.values(), ids=FAULTS)
def test_a_talk_resumes_after_every_line_and_replays(
    talk: Talk, trio_run: Run, names: Names, protocol: Any, setting: dict[str, Any]
) -> None:
    journal = talk(CROWD, protocol, Q, seed=3, topology=Rewired(of=ScaleFree()), setting=setting)
    content = list(journal.lines())
    for cut in range(1, len(content) + 1):
        part = parse(b"".join(content[:cut]), partial=True)
        assert list(trio_run(partial(resume, part, names)).lines()) == content
    again = trio_run(partial(replay, parse(b"".join(content)), names))
    assert (again.difference, again.journal.digest) == ("", journal.digest)


def test_a_journal_is_read_and_replayed_without_the_topology_that_was_rewired(
    talk: Talk, trio_run: Run, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = talk(CROWD, Debate(rounds=4), Q, seed=3, topology=Rewired(of=ScaleFree()))
    moved = Influence(journal)
    for kind in (ScaleFree, Rewired):
        monkeypatch.delattr(kind, "links")
    read = parse(b"".join(journal.lines()))
    assert Influence(read).edges == moved.edges
    monkeypatch.undo()
    monkeypatch.delattr(ScaleFree, "links")
    assert trio_run(partial(replay, read, names)).same


def test_only_who_is_heard_moves_anybody(talk: Talk) -> None:
    found = []
    for seed in range(10):
        journal = talk([Conformist(bias=9.0)] * 8, Debate(rounds=5), Q, seed=seed, topology=Rewired())
        rows = lines(journal)
        edges = Influence(journal).edges
        assert {edge.kind for edge in edges} <= {"declared", "observed"}
        found += [
            journal.seats.index(edge.speaker) in rows[edge.round][journal.seats.index(edge.listener)]
            for edge in edges
        ]
    assert found
    assert all(found)


def test_the_floor_tells_who_is_heard_in_the_round(talk: Talk) -> None:
    told: dict[int, list[tuple[str, ...]]] = {}

    async def run(floor: Floor) -> None:
        told[0] = [floor.hears(seat) for seat in floor.seats]
        await floor.ask("before")
        for number in floor.rounds(3):
            told[number] = [floor.hears(seat) for seat in floor.seats]
            await floor.ask("in")
        assert [floor.hears(seat) for seat in floor.seats] == told[0]

    journal = talk([Random()] * 6, run, Q, topology=Rewired())
    rows = lines(journal)
    assert told == {
        number: [tuple(journal.seats[place] for place in heard) for heard in rows[number]] for number in rows
    }


def test_a_message_wakes_those_who_hear_it_in_its_round(talk: Talk) -> None:
    woken: dict[int, list[str]] = {0: [], 1: [], 2: []}
    heard: dict[int, list[str]] = {}

    async def chat(floor: Floor) -> None:
        heard[floor.round] = [seat for seat in floor.seats if "A" in floor.hears(seat)]
        phase = floor.wakes(rate=0.0, on_message=True, until=floor.now + 1.0)
        await floor.ask("speak", ["A"])
        async for wake in phase:
            woken[floor.round].append(wake.seat)

    async def run(floor: Floor) -> None:
        await chat(floor)
        for _ in floor.rounds(2):
            await chat(floor)

    talk([Random()] * 8, run, Q, topology=Rewired())
    assert woken == heard
    assert len({tuple(seats) for seats in heard.values()}) == 3


def test_an_ask_that_says_who_is_heard_is_left_alone(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("alone", hears={})
        await floor.ask("meet", ["A", "C"], hears={"A": ["C"]})
        await floor.ask("as it is", ["B"])

    alone, meet, usual = (ask for ask, _ in talk([Random()] * 6, run, Q, topology=Rewired()).asks())
    assert (alone.hears, meet.hears) == ({}, {0: (2,)})
    assert usual.hears is not None
    assert usual.hears.keys() == {1}  # who is not asked is not listed
    isolated = talk(CROWD, SelfRevision(rounds=3), Q, topology=Rewired())
    assert said(isolated) == said(talk(CROWD, SelfRevision(rounds=3), Q))


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from([Debate(rounds=4), Relay(rounds=2), Gossip(seconds=3.0)]))
def test_faults_that_never_strike_change_nothing(talk: Talk, seed: int, protocol: Any) -> None:
    hold = partial(talk, CROWD, protocol, Q, seed=seed, topology=Rewired(of=ScaleFree()))
    plain, never = hold(), hold(setting={"interceptors": (Drop(rate=0.0),)})
    assert said(never) == said(plain)
    assert Influence(never).edges == Influence(plain).edges


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from([Debate(rounds=4), Relay(rounds=2)]))
def test_faults_that_always_strike_leave_all_alone(talk: Talk, seed: int, protocol: Any) -> None:
    hold = partial(talk, CROWD, protocol, Q, seed=seed)
    dropped = hold(topology=Rewired(of=ScaleFree()), setting={"interceptors": (Drop(rate=1.0),)})
    assert said(dropped) == said(hold(topology=Edges()))


def test_the_journal_of_a_hundred_seats_is_within_twice_that_without_lines(talk: Talk) -> None:
    panel = {f"Seat-{place}": Random() for place in range(100)}
    sizes = [
        sum(map(len, talk(panel, Debate(rounds=5), Q, topology=shape).lines())) for shape in (None, Rewired())
    ]
    assert sizes[1] < 2 * sizes[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weight": 0.5}, "the line 'A' -> 'B' has weight 0.5 and latency 0: these are between two seats"),
        ({"latency": 2.0}, "the line 'A' -> 'B' has weight 1 and latency 2: .*; leave them out"),
    ],
)
def test_lines_with_a_trust_or_latency_of_their_own_are_refused(
    talk: Talk, fields: dict[str, float], said: str
) -> None:
    shape = Rewired(of=Edges(edges=(Link(speaker="A", listener="B", **fields),)))
    with pytest.raises(SpecError, match=said) as error:
        talk([Random()] * 2, Poll(), Q, topology=shape)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"use": "rewired", "of": "rng"}, "unknown topology 'rng': did you mean 'ring'"),
        ({"use": "rewired", "off": "ring"}, "unknown key 'off': did you mean 'of'"),
        ({"use": "rewired", "of": {"reach": 2}}, "does not say which topology it is"),
        ({"use": "rewired", "of": {"use": "ring", "reach": 0}}, "reach"),
        ({"use": "rewired", "of": "plurality"}, "unknown topology 'plurality'"),
    ],
)
def test_what_cannot_be_rewired_is_refused_in_one_line(names: Names, data: Any, said: str) -> None:
    with pytest.raises(SpecError, match=said) as error:
        Topology.load(data, names)
    assert "\n" not in str(error.value)


def test_what_does_not_fit_the_panel_is_refused_as_without_rewiring(talk: Talk) -> None:
    with pytest.raises(SpecError, match="none of 4 seats can hear 4 others"):
        talk([Random()] * 4, Poll(), Q, topology=Rewired(of=RandomRegular()))


def test_a_value_comes_back_from_its_spec(names: Names) -> None:
    assert Rewired().spec() == {"use": "rewired"}
    for shape in (Ring(), Rewired(), Rewired(of=SmallWorld(seed=3, chance=0.5)), Rewired(of=Complete())):
        assert Topology.load(shape.spec(), names) == shape


def test_the_header_keeps_the_lines_as_they_were_and_says_that_they_change(talk: Talk) -> None:
    journal = talk([Random()] * 6, Poll(), Q, topology=Rewired(of=Star()))
    kept = journal.header.spec
    assert kept["topology"] == [link.spec() for link in Star().links(tuple("ABCDEF"))]
    assert kept["rewired"] is True
    assert journal.header.links is None
    first, *rest = journal.lines()
    with pytest.raises(JournalError, match="'Zoe' is none of the seats"):
        parse(b"".join([first.replace(b'"listener":"A"', b'"listener":"Zoe"', 1), *rest]))
    asked = [entry for entry in journal.entries if isinstance(entry, Ask)]
    assert all(ask.hears for ask in asked)
