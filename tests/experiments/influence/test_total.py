"""Total influence: the talk held again with one seat unheard, or begun otherwise, and all else reacting."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import DeGroot, MajorityFollower, Recorded, Stubborn
from moot.experiments.influence.power import normalised
from moot.experiments.influence.total import ends
from moot.protocols import Debate
from moot.sim import Anonymous, Edges, Everything, Evidence, Floor, Link, Question, Reply, SpecError, topology

NUMBER = Question(text="How many?", range=(-10.0, 10.0))
CHOICE = Question(text="Which?", options=("x", "y", "z"))
Held = Callable[..., Any]


@pytest.fixture(scope="module")
def club(held: Held) -> tuple[Any, Any, int]:
    """Zachary's club, all averaging with themselves and their friends for five rounds; and its matrix."""
    graph = nx.relabel_nodes(nx.karate_club_graph(), str)
    weights = normalised((nx.to_numpy_array(graph) > 0) + np.eye(34))
    lines = topology(nx.Graph([*graph.edges(), *((name, name) for name in graph)]))
    seats = {name: DeGroot(start=(i % 5) / 4) for i, name in enumerate(graph)}
    rounds = 5
    made = held(seats, Debate(rounds=rounds + 1, early=False), NUMBER, setting={"topology": lines})
    return made, weights, rounds


@pytest.mark.parametrize("speaker", [0, 2, 16, 33])
def test_shifting_a_start_gives_a_column_of_the_power_of_the_weights(club: Any, speaker: int) -> None:
    made, weights, rounds = club
    column = np.linalg.matrix_power(weights, rounds)[:, speaker]
    for delta in (0.5, -3.0):
        found = made.shifted(str(speaker), delta)
        assert list(found.slopes.values()) == pytest.approx(column, abs=1e-12)
        assert (found.speaker, found.delta) == (str(speaker), delta)


def test_silencing_is_the_club_without_that_member(club: Any) -> None:
    """The others average among themselves: the same talk with the lines from that seat taken away."""
    made, weights, rounds = club
    start = np.array([(i % 5) / 4 for i in range(34)])
    cut = weights.copy()
    cut[np.arange(34) != 33, 33] = 0
    without = np.linalg.matrix_power(normalised(cut), rounds) @ start
    expected = np.linalg.matrix_power(weights, rounds) @ start - without
    found = made.silenced("33")
    assert list(found.effects.values()) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=20)
@given(st.lists(st.floats(-9, 9), min_size=2, max_size=5), st.integers(1, 4))
def test_silence_since_a_round_changes_nothing_before_it(held: Held, start: list[float], since: int) -> None:
    made = held([DeGroot(start=x) for x in start], Debate(rounds=4, early=False), NUMBER)
    found = made.silenced("A", since)
    for entry, again in zip(made.journal.entries, found.journal.entries, strict=True):
        if getattr(entry, "ask", entry) and (getattr(entry, "ask", entry)).round < since:
            assert entry == again
    weights = np.full((len(start),) * 2, 1 / len(start))
    cut = weights.copy()
    cut[1:, 0] = 0
    after = np.array(start)
    for number in range(2, 5):
        after = (normalised(cut) if number >= since else weights) @ after
    assert list(ends(found.journal).values()) == pytest.approx(after, abs=1e-12)


def test_one_round_of_total_is_direct_and_later_ones_are_not(held: Held) -> None:
    """A moves B, and B moves C; A and C do not hear each other."""
    lines = Edges(edges=(Link(speaker="A", listener="B"), Link(speaker="B", listener="C")))
    start = {"A": Evidence(stance="x"), "B": Evidence(stance="y"), "C": Evidence(stance="z")}
    lone = Stubborn(stance="x"), MajorityFollower(), MajorityFollower()
    for rounds, moved in ((2, 0.0), (3, 1.0)):
        made = held(lone, Debate(rounds=rounds), CHOICE, evidence=start, setting={"topology": lines})
        assert [one for one in made.ask_again().effects if (one.speaker, one.listener) == ("A", "C")] == []
        assert made.silenced("A").effects["C"] == moved


@pytest.mark.parametrize("lens", [Everything(), Anonymous()])
def test_a_secret_ballot_is_the_end_and_masks_hide_nobody(held: Held, lens: Any) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open")
        await floor.ask("ballot", wants=floor.ballot, private=True)

    seats = [Stubborn(stance="x"), Stubborn(stance="x"), MajorityFollower(), Stubborn(stance="y")]
    made = held(seats, run, CHOICE, evidence={"C": "y"}, setting={"lens": lens})
    assert ends(made.journal) == {"A": "x", "B": "x", "C": "x", "D": "y"}
    found = made.silenced("A")  # C hears one for each, and stays
    assert ends(found.journal) == {"A": "x", "B": "x", "C": "y", "D": "y"}
    assert found.effects == {"A": 0.0, "B": 0.0, "C": 1.0, "D": 0.0}
    direct = {(one.speaker, one.listener): one.direct for one in made.ask_again().effects if one.ask == 2}
    assert {speaker: direct[speaker, "C"] for speaker in "ABD"} == {"A": 1.0, "B": 1.0, "D": 0.0}


def test_what_cannot_be_held_again_is_said(held: Held, club: Any) -> None:
    choice = held([MajorityFollower()] * 2, Debate(), CHOICE)
    refused: list[tuple[Callable[[], Any], str]] = [
        (lambda: club[0].silenced("Zoe"), "'Zoe' is none of the seats"),
        (lambda: club[0].silenced("3", 9), "since round 9: the talk has rounds 1 to 6; 0 is from the first"),
        (lambda: club[0].silenced("3", -1), "since round -1"),
        (lambda: club[0].shifted("3", 0), "a start cannot be shifted by 0"),
        (lambda: club[0].shifted("3", 12.0), "the start of '3' shifted by 12: .* outside the range"),
        (lambda: choice.shifted("A", 1.0), "where the question asks for one of its options"),
        (
            lambda: held([Recorded(lines=(Reply(stance=1.0),)), DeGroot()], Debate(), NUMBER).shifted(
                "B", 1.0
            ),
            "'A' cannot be asked again, since what it says was recorded: compare talks",
        ),
    ]
    for call, said in refused:
        with pytest.raises(SpecError, match=said):
            call()
