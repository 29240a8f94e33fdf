"""Recorded: plays what was said, round by round, and holds on after the last line."""

from collections.abc import Callable
from typing import Any

from moot.agents import Recorded, Silent
from moot.protocols import Debate, Gossip
from moot.sim import Evidence, Floor, Journal, Missing, Question, Reply, Said

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


def test_the_round_decides_however_often_it_is_asked_in_it(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        for _ in floor.rounds(2):
            await floor.ask("one")
            await floor.ask("two")

    assert plays(talk, Recorded(lines=LINES), run) == [LINES[0], LINES[0], LINES[1], LINES[1]]


def test_outside_rounds_it_plays_the_next_line(talk: Talk) -> None:
    played = plays(talk, Recorded(lines=LINES[:2]), Gossip(seconds=3.0))
    assert played[:2] == list(LINES[:2])
    assert set(played[2:]) == {Reply(stance="y")}
    assert len(played) > 2


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
