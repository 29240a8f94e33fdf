"""Recorded: plays what was said, line by line, and holds on after the last."""

from collections.abc import Callable
from typing import Any

import pytest

from moot.agents import Recorded, Silent
from moot.protocols import Critique, Debate, DevilsAdvocate, Gossip, Relay, Vote
from moot.sim import Evidence, Floor, Journal, Missing, Order, Protocol, Question, Reply, Said

Q = Question(text="Q", options=("x", "y", "z"))
Talk = Callable[..., Journal]
LINES = (Reply(stance="x", confidence=0.5), Reply(stance="y", credits=("B",)), Reply(outcome="refused"))


def plays(talk: Talk, agent: Recorded, protocol: Any, **options: Any) -> list[Reply | str]:
    journal = talk((agent, Silent()), protocol, Q, **options)
    return [
        entry.reply if isinstance(entry, Said) else entry.outcome
        for entry in journal.entries
        if isinstance(entry, Said | Missing) and entry.place == 0
    ]


def test_one_line_a_round_and_then_the_last_stance(talk: Talk) -> None:
    assert plays(talk, Recorded(lines=LINES), Debate(rounds=5)) == [
        *LINES[:2],
        "refused",
        Reply(stance="y"),
        Reply(stance="y"),
    ]


@pytest.mark.parametrize(
    "protocol",
    [
        Gossip(seconds=3.0),
        Relay(rounds=2),
        Critique(rounds=2),
        Vote(straw=1, rounds=3),
        DevilsAdvocate(rounds=2),
    ],
)
def test_each_line_is_said_once_in_any_protocol(talk: Talk, protocol: Protocol) -> None:
    played = plays(talk, Recorded(lines=LINES[:2]), protocol)
    assert played[:2] == list(LINES[:2])
    assert set(played[2:]) == {Reply(stance="y")}
    assert len(played) > 2


def test_what_it_is_asked_beside_answers_takes_no_line(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        for _ in floor.rounds(2):
            await floor.ask("open")
            await floor.ask("rank", wants=Order(items=("1", "2")))

    assert plays(talk, Recorded(lines=LINES), run) == [LINES[0], "abstained", LINES[1], "abstained"]


def test_without_lines_it_plays_its_evidence(talk: Talk) -> None:
    signals = {"A": (Evidence(stance="x"), Evidence(stance=None), Evidence(stance="z"))}
    assert plays(talk, Recorded(), Debate(rounds=4), evidence=signals) == [
        Reply(stance="x"),
        "abstained",
        Reply(stance="z"),
        Reply(stance="z"),
    ]


def test_without_anything_it_abstains(talk: Talk) -> None:
    assert plays(talk, Recorded(), Debate(rounds=2)) == ["abstained", "abstained"]


def test_what_was_recorded_outside_the_options_is_invalid_and_not_repaired(talk: Talk) -> None:
    assert plays(talk, Recorded(lines=(Reply(stance="K"), Reply(stance="x"))), Debate(rounds=2)) == [
        "invalid",
        Reply(stance="x"),
    ]
    assert plays(talk, Recorded(), Debate(rounds=1), evidence={"A": (Evidence(stance="K"),)}) == ["invalid"]
