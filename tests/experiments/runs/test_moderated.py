"""A guardrail that asks a moderation model, in an experiment and on the line, over a real port."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scripted.application import Scripted
from scripted.aside import beside
from scripted.script import Asked, Plays, Script, Step

from moot.agents.live import OutOfBudget
from moot.experiments.catalogue import typed
from moot.experiments.experiment import CALLS
from moot.experiments.results import Results
from moot.experiments.spec import Spec
from moot.experiments.store import Store
from moot.sim import Said

WHY = "moderation: violence 0.94"
Held = Callable[..., Results]
Moot = Callable[..., subprocess.CompletedProcess[str]]


def says(asked: Asked) -> Step:
    """What a model says that takes the first option; Bo calls for a bomb."""
    options = asked.body["response_format"]["json_schema"]["schema"]["properties"]["stance"]["enum"]
    words = "A bomb would do." if "You are Bo" in str(asked.body["messages"][0]) else "It is first."
    return Step(text=json.dumps({"argument": words, "stance": options[0]}))


@pytest.fixture
def server() -> Scripted:
    """A server of a model, and of one that judges its words."""
    judge = Plays(steps=(Step(reply="moderation", flags="bomb"),))
    return Scripted(Script(models={"m": Plays(rule=says), "judge": judge}))


def judged(url: str, **more: Any) -> Spec:
    """Two questions, each with and without the guardrail."""
    seats = [
        {"name": name, "agent": {"use": "model", "model": "m", "base_url": url}} for name in ("Ada", "Bo")
    ]
    spec = {
        "questions": {"use": "synthetic", "count": 2, "options": 3},
        "arms": {
            "protocol": {"use": "debate", "rounds": 2, "early": False},
            "panel": {"seats": [seats]},
            "interceptors": [[], [{"use": "moderation", "model": "judge", "base_url": url}]],
        },
    }
    return Spec.load(spec | more, typed())


def shown_again(server: Scripted) -> list[bool]:
    """Of each call in which Ada was asked again, whether it showed her what Bo had said."""
    shown = [call.asked.body["messages"] for call in server.counts.calls if call.asked.model == "m"]
    return [
        "A bomb" in asked["content"]
        for system, asked in shown
        if "You are Ada" in system["content"] and "What you said last" in asked["content"]
    ]


def blocked(folder: Path) -> list[tuple[str, str]]:
    """What was said that was blocked, in all journals of a run, and why."""
    with Store(folder, write=True) as store:
        journals = [store.journal(trial) for (trial,) in list(store.rows("SELECT trial FROM trials"))]
    entries = [one for journal in journals if journal for one in journal.entries]
    return [
        (one.reply.argument.text, one.ruling.why)
        for one in entries
        if isinstance(one, Said) and one.reply.argument and one.ruling
    ]


def test_what_is_flagged_is_heard_by_nobody_and_every_judgement_is_recorded(
    server: Scripted, held: Held, tmp_path: Path
) -> None:
    with beside(server) as url:
        found = held(judged(url), folder=tmp_path / "a")
        assert found.held == 4
        assert sorted(shown_again(server)) == [False, False, True, True]
        assert blocked(tmp_path / "a") == [("A bomb would do.", WHY)] * 2 * 2
        asked = server.counts.total
        terms = {"cassette": str(tmp_path / "a" / CALLS)}
        assert held(judged(url, live=terms), folder=tmp_path / "b").digest == found.digest
    assert server.counts.total == asked
    gone = held(judged(url, live={**terms, "mode": "replay"}), folder=tmp_path / "c")
    assert gone.digest == found.digest


def test_what_cannot_be_judged_is_blocked_and_the_run_goes_on(
    server: Scripted, held: Held, tmp_path: Path
) -> None:
    server.script = Script(models={"m": Plays(rule=says), "judge": Plays(steps=(Step(reply="no_credit"),))})
    with beside(server) as url:
        assert held(judged(url), folder=tmp_path).held == 4
    assert {why for _, why in blocked(tmp_path)} == {"moderation failed"}
    assert len(blocked(tmp_path)) == 2 * 2 * 2


@pytest.mark.parametrize("calls", [3, 6, 7, 8, 9])
def test_a_talk_in_which_a_guardrail_was_out_of_budget_is_not_kept(
    server: Scripted, held: Held, tmp_path: Path, calls: int
) -> None:
    def capped(calls: int) -> Spec:
        return judged(url, live={"caps": {"calls": calls}, "talks": 1})

    with beside(server) as url:
        with pytest.raises(OutOfBudget, match=f"the run may spend {calls} calls"):
            held(capped(calls), folder=tmp_path)
        assert server.counts.total == calls
        assert {why for _, why in blocked(tmp_path)} <= {WHY}
        found = held(capped(14), folder=tmp_path)
        assert server.counts.models == {"m": 10, "judge": 2}
        assert found.digest == held(judged(url)).digest


def test_a_guardrail_on_the_line_is_asked_and_told_of(moot: Moot, server: Scripted, tmp_path: Path) -> None:
    with beside(server) as url:
        rail = f'moderation,model="judge",base_url="{url}"'
        models = ("--model", "m", "--model", "m", "--base-url", url, "--interceptor", rail)
        talk = ("ask", "Ship it?", "--option", "Yes", "--option", "No", *models, "--json")
        done = moot(*talk, "--record", "c.sqlite", "--journal", "a.jsonl")
    gone = moot(*talk, "--replay", "c.sqlite")
    assert (done.returncode, done.stderr) == (0, "")
    assert gone.stdout == done.stdout
    assert server.counts.models["judge"] > 0
    assert moot("replay", "a.jsonl").stdout.startswith("the same: ")
