"""The export in the shape of a hosted roundtable call: what the journal knows, and null."""

import json
import subprocess
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Crashing, Silent, Slow, Stubborn
from moot.experiments.page import facts, roundtable
from moot.protocols import Poll
from moot.protocols.rules import Median, Plurality
from moot.sim import Agent, Journal, Question, Said, parse
from moot.sim.used import Used

Talk = Callable[..., Journal]
Moot = Callable[..., subprocess.CompletedProcess[str]]
TEA = Question(text="Which?", options=("Tea", "Coffee"))
META = {"resolution", "models_used", "total_cost", "total_duration_ms"}
RESULT = {"index", "model", "seat", "data", "cost", "duration_ms", "usage", "error"}


class Speaks(Stubborn):
    """A seat that names a model, as live ones do."""

    model: str


def exported(journal: Journal, **rule: Any) -> Any:
    """Return what is exported, as a program reads it."""
    return json.loads(json.dumps(roundtable(facts(journal, rule.get("rule", Plurality()))), allow_nan=False))


def test_a_choice_is_its_winner_and_each_seats_answer(talk: Talk) -> None:
    panel: dict[str, Agent] = {
        "Ada": Speaks(model="maker/one", stance="Tea"),
        "Bo": Slow(agent=Speaks(model="maker/two", stance="Tea")),
        "Cy": Speaks(model="maker/one", stance="Coffee"),
        "Di": Silent(),
        "Ed": Crashing(message="at /home/ed/secret.py"),
    }
    journal = talk(panel, Poll(), TEA)
    made = exported(journal)
    assert made["id"] == f"rt_{journal.digest[:32]}"
    assert made["data"] == "Tea"
    assert made["meta"] == {
        "resolution": "multiple_choice",
        "models_used": ["maker/one", "maker/two"],
        "total_cost": None,
        "total_duration_ms": None,
    }
    assert [(one["seat"], one["model"], one["data"], one["error"]) for one in made["model_results"]] == [
        ("Ada", "maker/one", "Tea", None),
        ("Bo", "maker/two", "Tea", None),
        ("Cy", "maker/one", "Coffee", None),
        ("Di", None, None, "abstained: silent"),
        ("Ed", None, None, "failed: RuntimeError"),
    ]


@given(st.lists(st.sampled_from([*TEA.options, "nobody's"]), min_size=1, max_size=6))
def test_its_shape_is_the_same_whatever_is_said(talk: Talk, stances: list[str]) -> None:
    agents: list[Agent] = [Stubborn(stance=one) if one in TEA.options else Silent() for one in stances]
    made = exported(talk(agents, Poll(), TEA))
    assert made.keys() == {"id", "data", "meta", "model_results"}
    assert made["meta"].keys() == META
    assert all(one.keys() == RESULT for one in made["model_results"])
    assert [one["index"] for one in made["model_results"]] == list(range(len(stances)))
    assert all((one["data"] is None) != (one["error"] is None) for one in made["model_results"])
    counts = [stances.count(option) for option in TEA.options]
    leaders = [option for option in TEA.options if stances.count(option) == max(counts)]
    assert made["data"] == (leaders[0] if len(leaders) == 1 and max(counts) else None)


@pytest.mark.parametrize(
    ("question", "stance", "rule"),
    [
        (Question(text="How many?", range=(0.0, 9.0)), 4.0, Median()),
        (Question(text="Why?"), "Because.", Plurality()),
    ],
)
def test_what_is_no_choice_is_merged_by_nobody(
    talk: Talk, question: Question, stance: Any, rule: Any
) -> None:
    made = exported(talk([Stubborn(stance=stance)] * 2, Poll(), question), rule=rule)
    assert (made["meta"]["resolution"], made["data"]) == ("fast", None)
    assert [one["data"] for one in made["model_results"]] == [stance, stance]


def test_what_live_seats_took_stands_with_each_and_in_all(talk: Talk) -> None:
    journal = talk([Stubborn(stance="Tea"), Stubborn(stance="Tea")], Poll(), TEA)
    took = Used("m", calls=2, read=30, written=4, price=Decimal("0.25"), seconds=1.25)
    entries = [
        one._replace(used=took) if isinstance(one, Said) and one.place == 0 else one
        for one in journal.entries
    ]
    made = exported(Journal(journal.header, entries, journal.close))
    assert made["meta"]["total_cost"] == 0.25
    live, simulated = made["model_results"]
    assert (live["cost"], live["duration_ms"]) == (0.25, 1250)
    assert live["usage"] == {"input_tokens": 30, "output_tokens": 4, "total_tokens": 34}
    assert (simulated["cost"], simulated["duration_ms"], simulated["usage"]) == (None, None, None)


def test_a_talk_that_is_not_over_has_no_id(talk: Talk) -> None:
    *lines, _ = talk([Stubborn(stance="Tea")], Poll(), TEA).lines()
    assert exported(parse(b"".join(lines), partial=True))["id"] is None


def test_ask_and_show_write_the_same(moot: Moot) -> None:
    asked = ("ask", "--recording", "frontier-open-source")
    done = moot(*asked, "--format", "roundtable", "--journal", "talk.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert moot("show", "talk.jsonl", "--format", "roundtable").stdout == done.stdout
    made = json.loads(done.stdout)
    assert made["data"] is None  # a tie, which the site printed as a majority
    assert [one["seat"] for one in made["model_results"]][:2] == ["GPT-5.4", "Gemini 3.1 Pro"]
    refused = moot("show", "talk.jsonl", "--format", "roundtable", "--json")
    assert (refused.returncode, refused.stdout) == (2, "")
