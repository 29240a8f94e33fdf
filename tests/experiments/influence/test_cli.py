"""`moot influence --causal`, and the same from Python."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio

import moot
from moot.agents import Conformist, DeGroot
from moot.protocols import Debate
from moot.sim import Question, Turn

Moot = Callable[..., Any]
Refused = Callable[..., None]
TALK = "debate,rounds=3,early=false"
TEA = ("--option", "Tea", "--option", "Coffee", "--protocol", TALK, "--seats", "4", "--seed", "5")


@pytest.fixture
def talk(moot: Moot) -> str:
    assert moot("ask", "Tea?", *TEA, "--journal", "t.jsonl").returncode == 0
    return "t.jsonl"


def test_without_it_nobody_is_asked_again(moot: Moot, talk: str) -> None:
    made = json.loads(moot("influence", talk, "--json").stdout)
    assert "causal" not in made
    assert made["standing"].keys() == {"declared", "observed"}
    assert sum(made["standing"]["observed"]["pagerank"].values()) == pytest.approx(1)
    assert "Causal" not in moot("influence", talk).stdout


def test_what_asking_again_told_is_shown_and_kept(moot: Moot, talk: str, tmp_path: Path) -> None:
    done = moot("influence", talk, "--causal", "--json", "--export", "all.json")
    assert (done.returncode, done.stderr) == (0, "")
    made = json.loads(done.stdout)
    assert json.loads((tmp_path / "all.json").read_bytes()) == made
    found = made["causal"]
    flips = {(flip["seat"], flip["ask"]) for flip in made["flips"]}
    assert {(one["seat"], one["ask"]) for one in found["changes"]} == flips
    assert {(one["seat"], one["ask"]) for one in found["pivotal"]} == flips
    assert found["left_out"] == {}
    assert found["total"]["silenced"].keys() == set(made["seats"])
    assert len(found["effects"]) == 4 * 3 * 2
    shown = moot("influence", talk, "--causal").stdout
    for title in (
        "Causal, direct: asked again, without that speaker\n",
        "P(said | heard) - P(said | not)\n",
        "Why stances changed\n",
        "Causal, total: who ends otherwise in the talk with that seat unheard\n",
    ):
        assert title in shown
    assert moot("influence", talk, "--causal").stdout == shown
    over = json.loads(moot("influence", talk, "--causal", "--seeds", "3", "--json").stdout)["causal"]
    assert over["talks"] == 3
    assert [one for one in over["effects"] if not one["talk"]] == found["effects"]


def test_where_rounds_differ_they_stand_side_by_side(moot: Moot) -> None:
    ask = ("ask", "Tea?", "--option", "Tea", "--option", "Coffee", "--panel", "random", "--seats", "8")
    talks = "debate,rounds=9,early=false"
    assert moot(*ask, "--protocol", talks, "--seed", "3", "--journal", "long.jsonl").returncode == 0
    shown = moot("influence", "long.jsonl").stdout
    assert "Observed, by round (the last 6 of 8)\n" in shown
    assert "  seat    round 4  round 5  round 6  round 7  round 8  round 9\n" in shown
    by_round = json.loads(moot("influence", "long.jsonl", "--json").stdout)["standing"]["observed"][
        "by_round"
    ]
    assert list(by_round) == [str(number) for number in range(2, 10)]


def test_numbers_are_shown_as_differences(moot: Moot) -> None:
    ask = ("ask", "How many?", "--number", "0", "10", "--panel", "de-groot", "--seats", "10")
    assert moot(*ask, "--journal", "n.jsonl").returncode == 0
    done = moot("influence", "n.jsonl", "--causal", "--orders", "0")
    assert done.returncode == 0
    assert "the end, less the end in the talk with that seat unheard" in done.stdout
    assert "third" not in done.stdout
    assert "power: Seat-1 0.10, " in done.stdout


def test_a_recording_cannot_be_asked_again_and_no_zero_is_made_up(moot: Moot) -> None:
    ask = ("influence", "--recording", "open-llms-benefit", "--causal")
    shown = moot(*ask).stdout
    assert "Not asked again, since what it says was recorded: Sonar Pro, " in shown
    assert "spontaneous" not in shown
    found = json.loads(moot(*ask, "--json").stdout)["causal"]
    assert (found["causes"], found["direct"], found["effects"]) == (None, [], [])
    assert set(found["left_out"].values()) == {"what it says was recorded"}
    assert "'Sonar Pro' cannot be asked again" in found["total"]["why"]
    # of what is said last nothing follows, so that keeping it can be told
    assert [one["pivotal"] for one in found["pivotal"]] == [True, True, True]


def test_what_cannot_be_is_said_in_one_line(moot: Moot, refused: Refused, talk: str, tmp_path: Path) -> None:
    refused(moot("influence", talk, "--seeds", "3"), "--seeds 3 without --causal")
    refused(moot("influence", talk, "--causal", "--orders", "1"), "orders 1: one order has no error")
    recorded = ("--recording", "open-llms-benefit", "--causal", "--seeds", "2")
    refused(moot("influence", *recorded), "'Sonar Pro' cannot be asked again")
    lines = (tmp_path / talk).read_bytes().splitlines(keepends=True)
    (tmp_path / "cut.jsonl").write_bytes(b"".join(lines[:-4]))
    refused(moot("influence", "cut.jsonl", "--causal"), "cut.jsonl")


def test_a_rule_that_cannot_count_what_was_said_is_said_so(moot: Moot, talk: str) -> None:
    done = moot("influence", talk, "--rule", "mean")
    assert done.returncode == 0
    assert "not told: mean" in done.stdout


QUESTION = Question(text="How many?", range=(0.0, 10.0))


def test_from_python_a_result_is_asked_again_functions_too() -> None:
    def halfway(turn: Turn) -> float:
        held = [float(said) for _, said in turn.heard.held()]  # type: ignore[arg-type] # numbers
        return sum(held) / len(held) / 2 if held else 4.0

    result = moot.run(QUESTION, [halfway, DeGroot(start=8.0)], Debate(), seed=1)
    found = result.causal()
    assert found.left_out == {}
    # 8 / 2 with the other heard, 4 without; (8 + 4) / 2 with, 8 without
    assert [(one.listener, one.direct) for one in found.effects] == [("Seat-1", 0.0), ("Seat-2", -2.0)]
    read = moot.causal(result.journal)
    assert read.left_out == {"Seat-1": "it was a function without a name"}
    assert [(one.listener, one.direct) for one in read.effects] == [("Seat-2", -2.0)]


def test_inside_trio_it_is_awaited() -> None:
    result = moot.run(QUESTION, [DeGroot(start=2.0), DeGroot(start=8.0)], Debate(), seed=1)
    found = trio.run(partial(moot.ask_again, result.journal, seeds=2))
    assert found.talks == 2

    async def here() -> None:
        moot.causal(result.journal)

    with pytest.raises(
        moot.SpecError, match=r"moot.causal was called inside trio: write `await moot.ask_again"
    ):
        trio.run(here)
    with pytest.raises(moot.SpecError, match="seeds 0: a talk has one seed at least"):
        result.causal(seeds=0)
    with pytest.raises(moot.SpecError, match="there is no journal to ask about"):
        moot.causal([])


def test_conformists_are_known_by_name() -> None:
    result = moot.run(
        "Tea?", [Conformist(), Conformist()], Debate(), evidence={"Seat-1": "Yes", "Seat-2": "No"}
    )
    assert moot.causal(result.journal).effects == result.causal().effects
