"""Meetings on the bus are the meetings of a crowd, and talks end as their stop rules say."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import (
    Deffuant,
    DeGroot,
    HegselmannKrause,
    Invasion,
    MajorityRule,
    QVoter,
    Stubborn,
    Sznajd,
    Voter,
)
from moot.agents.crowds import hearing
from moot.agents.crowds.crowd import hold
from moot.agents.dynamics import Categorical, Dynamic, Moments
from moot.protocols import Debate, Meetings
from moot.sim import (
    Ask,
    Edges,
    Journal,
    Key,
    Question,
    RoundLimit,
    Said,
    SpecError,
    SpreadBelow,
    Stable,
    Unanimous,
    topology,
)

Talk = Callable[..., Journal]
OPTIONS = ("x", "y", "z")
CHOICE = Question(text="Which?", options=OPTIONS)
NUMBER = Question(text="How many?", range=(0.0, 1.0))
NAMES = "ABCDEF"
MEETING: list[Dynamic] = [
    Deffuant(reach=0.6, part=0.3),
    Deffuant(noise=0.1, inertia=0.3),
    Voter(),
    Voter(noise=0.2),
    QVoter(q=2, flip=0.3),
    MajorityRule(),
    Invasion(),
    Sznajd(),
]
GRAPHS = {"complete": None, "ring": nx.cycle_graph(6), "star": nx.star_graph(5), "path": nx.path_graph(6)}


def stances(journal: Journal) -> list[Any]:
    """What each seat last held."""
    held: dict[int, Any] = {}
    for entry in journal.entries:
        if isinstance(entry, Said):
            held[entry.place] = entry.reply.stance
    return [held[place] for place in range(len(NAMES))]


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("dynamic", MEETING, ids=str)
@settings(max_examples=30)  # of each of the 32, and of 18 meetings
@given(picks=st.lists(st.integers(0, 2), min_size=6, max_size=6), seed=st.integers(0, 2**32))
def test_meetings_on_the_bus_are_those_of_a_crowd(
    talk: Talk, dynamic: Dynamic, graph: str, picks: list[int], seed: int
) -> None:
    """Of the same draws both make the same, meeting by meeting: exactly, or to 1e-12."""
    choice = isinstance(dynamic, Categorical)
    question = CHOICE if choice else NUMBER
    start = np.array(picks if choice else [0.45 * pick + 0.01 * i for i, pick in enumerate(picks)])
    size = max(2, dynamic.asks() + 1)
    held: Any = dynamic.meets
    lines = GRAPHS[graph]
    named = nx.relabel_nodes(lines, dict(enumerate(NAMES))) if lines is not None else None
    journal = talk(
        [dynamic.model_copy(update={"start": OPTIONS[one] if choice else float(one)}) for one in start],
        Meetings(meets=held, sweeps=3) if held == "one" else Meetings(meets=held, size=size, sweeps=3),
        question,
        seed=seed,
        topology=topology(named) if named is not None else None,
    )
    key = Key(seed, question.key, 0)
    protocol, asked = key.stream("protocol"), [1] * 6
    hears = hearing(lines, 6, turned=held == "last")
    own: Any = start.copy() if choice else start.astype(float)
    for _ in range(18):
        mover = protocol.below(6)
        degree = 5 if lines is None else lines.degree(mover)
        row = [protocol.random() for _ in range(0 if held == "one" else min(size - 1, degree))]
        row += [0.0] * (0 if held == "one" else size - 1 - len(row))
        group = [mover]
        if held != "one":
            drawn = hears.asked(np.array([mover]), np.array([row]), distinct=dynamic.distinct)
            group += [int(one) for one in drawn[0]]
        movers = [mover] if held == "one" else group if held == "group" else group[-1:]
        streams = {}
        for seat in movers:  # who is padded in for somebody who is missing is asked once
            if seat not in streams:
                stream = key.stream("seat", seat, "Answer", asked[seat])
                streams[seat] = [stream.random() for _ in range(dynamic.asks() + dynamic.chances)]
                asked[seat] += 1
        row += streams[mover][: dynamic.asks()] if held == "one" else []
        row += [chance for seat in movers for chance in streams[seat][dynamic.asks() :]]
        none = np.empty((6, 0))
        at = Moments(own, start, hears, 3 if choice else 0, none, np.array([row]), bounds=(0.0, 1.0))
        hold(dynamic, at, np.array([mover]))
    last = stances(journal)
    if choice:
        assert [OPTIONS[i] for i in own] == last
    else:
        assert own == pytest.approx(np.array(last), abs=1e-12)


def test_a_round_is_as_many_meetings_as_there_are_seats(talk: Talk) -> None:
    journal = talk([Voter()] * 4, Meetings(sweeps=3), CHOICE)
    asks = [entry for entry in journal.entries if isinstance(entry, Ask)]
    assert [ask.phase for ask in asks] == ["open", *["meet"] * 12, "vote"]
    assert [ask.round for ask in asks] == [0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 0]
    assert all(len(ask.places) == 1 for ask in asks[1:-1])


@pytest.mark.parametrize("meets", ["group", "last"])
def test_who_has_nobody_to_meet_meets_nobody(talk: Talk, meets: Any) -> None:
    journal = talk([Voter()] * 2, Meetings(meets=meets), CHOICE, topology=Edges())
    assert [entry.phase for entry in journal.entries if isinstance(entry, Ask)] == ["open", "vote"]


@pytest.mark.parametrize(
    ("stop", "rounds"), [(Stable(), 1), (Stable(rounds=3), 3), (RoundLimit(rounds=2), 2), (Unanimous(), 5)]
)
def test_meetings_end_as_the_rule_says(talk: Talk, stop: Any, rounds: int) -> None:
    """Stubborn seats do not move: that is stable at once, and never unanimous."""
    journal = talk([Stubborn(stance="x"), Stubborn(stance="y")], Meetings(until=stop), CHOICE)
    assert max(entry.round for entry in journal.entries if isinstance(entry, Ask)) == rounds


def test_a_debate_ends_when_numbers_are_near(talk: Talk) -> None:
    panel = [DeGroot(start=0.0), DeGroot(start=1.0), DeGroot(start=0.5), HegselmannKrause(start=0.9)]
    journal = talk(panel, Debate(rounds=99, early=False, until=SpreadBelow(spread=0.01)), NUMBER)
    rounds = [[said.reply.stance for said in out if isinstance(said, Said)] for _, out in journal.asks()]
    spreads = [max(row) - min(row) for row in rounds]  # type: ignore[type-var, operator] # numbers
    assert spreads[-1] < 0.01 <= min(spreads[:-1])
    assert len(rounds) < 99


def test_a_rule_that_cannot_tell_is_refused_before_the_first_ask(talk: Talk) -> None:
    for protocol in (Debate(until=SpreadBelow()), Meetings(until=SpreadBelow())):
        with pytest.raises(SpecError, match="is about numbers"):
            talk([Voter()] * 2, protocol, CHOICE)


def test_a_meeting_is_no_larger_than_the_table(talk: Talk) -> None:
    for protocol in (Meetings(meets="group", size=3), Meetings(meets="last", size=3)):
        with pytest.raises(SpecError, match="a meeting of 3 needs as many seats, and this table has 2"):
            talk([Voter()] * 2, protocol, CHOICE)
    with pytest.raises(SpecError, match=r'size 9 where meets = "one": leave it out'):
        Meetings(size=9)
