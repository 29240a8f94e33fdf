"""Lenses on the command line and as an axis of an experiment."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from moot.agents import Conformist
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.experiment import experiment
from moot.experiments.panels import Seating
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Spec
from moot.protocols import Debate
from moot.sim import Anonymous, ArgumentOnly, Everything, StanceOnly

Moot = Callable[..., subprocess.CompletedProcess[str]]
TEA = ("ask", "Tea or coffee?", "--option", "Tea", "--option", "Coffee")


def test_a_lens_on_the_line_is_in_the_journal_and_replays(moot: Moot, tmp_path: Path) -> None:
    asked = moot(*TEA, "--lens", "anonymous", "--seed", "7", "--journal", "t.jsonl", "--json")
    assert asked.returncode == 0
    header = json.loads((tmp_path / "t.jsonl").read_bytes().splitlines()[0])
    assert header["lens"] == {"use": "anonymous"}
    assert moot("replay", "t.jsonl").stdout.startswith("the same: ")
    plain = moot(*TEA, "--seed", "7", "--json", "--lens", "everything")
    assert plain.stdout == moot(*TEA, "--seed", "7", "--json").stdout


def test_bad_lenses_are_one_line(moot: Moot) -> None:
    for words, said in (
        ((*TEA, "--lens", "anonymos"), "did you mean 'anonymous'?"),
        (
            ("ask", "How many?", "--number", "0", "9", "--lens", "shuffled-options"),
            "options cannot be shuffled",
        ),
    ):
        done = moot(*words)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert said in done.stderr


def test_a_recording_behind_a_lens_says_so(moot: Moot) -> None:
    page = " ".join(moot("ask", "--recording", "open-llms-benefit", "--lens", "stance-only").stdout.split())
    assert "here its answers are played" in page


def test_lenses_are_listed_each_with_its_line(moot: Moot) -> None:
    items = json.loads(moot("list", "lenses", "--json").stdout)["items"]
    assert {item["name"] for item in items} > {
        "anonymous",
        "stance-only",
        "argument-only",
        "shuffled-options",
    }
    assert all(item["about"] for item in items)


def test_a_lens_is_an_axis_of_an_experiment() -> None:
    arms = Arms(
        protocol=(Debate(),),
        panel=(Seating(agent=Conformist(), count=4),),
        lens=(Everything(), Anonymous(), StanceOnly(), ArgumentOnly()),
    )
    found = experiment(Spec(questions=Synthetic(count=30), arms=arms), typed())
    labels = [row.label for row in found.rows]
    assert labels == ["everything", "anonymous", "stance-only", "argument-only"]
    plain, hidden, stances, arguments = (row.estimates for row in found.rows)
    assert hidden["agreement"].mean == stances["agreement"].mean == plain["agreement"].mean
    # where no stance is seen, seats that follow stances do not move
    assert arguments["right-to-wrong"].mean == arguments["wrong-to-right"].mean == 0
    assert (plain["right-to-wrong"].mean or 0) > 0
