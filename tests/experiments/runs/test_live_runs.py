"""Experiments with models at the table: recorded, capped, stopped, gone on with, foretold."""

import json
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
import trio
from scripted.application import Scripted
from scripted.aside import beside
from scripted.script import Asked, Plays, Script, Step
from scripted.table import TEA

import moot as library
from moot.agents import Conformist
from moot.agents.live import Cassette, CassetteError, Model, NotRecorded, OutOfBudget, Terms, most_tokens
from moot.experiments.arms import Arms
from moot.experiments.catalogue import typed
from moot.experiments.executors import Processes
from moot.experiments.experiment import CALLS, experiment
from moot.experiments.panels import SeatGroup, Seating
from moot.experiments.plan import plan
from moot.experiments.preview import Preview, preview
from moot.experiments.results import Results
from moot.experiments.sources.synthetic import Synthetic
from moot.experiments.spec import Spec
from moot.experiments.store import Store
from moot.protocols import Debate, Poll
from moot.protocols.rules import Borda, Plurality
from moot.sim import SpecError

Held = Callable[..., Results]
Moot = Callable[..., subprocess.CompletedProcess[str]]
PRICES = {"models": {"m": {"input": 1, "output": 2}}}


def first(asked: Asked) -> Step:
    """What a model says that takes the first option, in its schema or in its list."""
    options = asked.body["response_format"]["json_schema"]["schema"]["properties"]["stance"]["enum"]
    return Step(text=json.dumps({"argument": "It is first.", "stance": options[0]}))


@pytest.fixture
def server() -> Scripted:
    """A server of models that take the first option."""
    return Scripted(Script(others=Plays(rule=first)))


def live(base_url: str, **more: Any) -> Spec:
    """Two talks on each of four questions: 2 models x (1 + 2) calls."""
    panel = Seating(
        seats=(
            SeatGroup(name="Ada", agent=Model(model="m", base_url=base_url), count=2),
            SeatGroup(name="Bo", agent=Conformist()),
        )
    )
    fields: dict[str, Any] = {
        "questions": Synthetic(count=4, options=3),
        "arms": Arms(protocol=(Poll(), Debate(rounds=2, early=False)), panel=(panel,)),
        "seed": 5,
    }
    return Spec(**fields | more)


def calls_in(folder: Path) -> int:
    """How many calls a store's cassette holds."""
    with Cassette(folder / CALLS, "replay") as cassette:
        return len(cassette)


def test_a_run_is_recorded_beside_its_results_and_run_again_asks_nobody(
    server: Scripted, held: Held, tmp_path: Path
) -> None:
    with beside(server) as url:
        once = held(live(url), folder=tmp_path / "a")
        assert (once.held, server.counts.total) == (8, 4 * 2 * 2)  # a poll is the first round of a debate
        assert calls_in(tmp_path / "a") == server.counts.total
        again = held(live(url), folder=tmp_path / "a")
        terms = {"live": Terms(cassette=str(tmp_path / "a" / CALLS), mode="record")}
        elsewhere = held(live(url, **terms), folder=tmp_path / "b")
    assert server.counts.total == 16
    assert once.digest == again.digest == elsewhere.digest


def test_calls_are_recorded_under_the_seed_of_the_run(server: Scripted, held: Held, tmp_path: Path) -> None:
    with beside(server) as url:
        held(live(url), folder=tmp_path)
    with closing(sqlite3.connect(tmp_path / CALLS)) as db:
        seeds = {json.loads(content)["talk_seed"] for (content,) in db.execute("SELECT content FROM calls")}
    assert seeds == {5}


def test_arms_that_differ_in_the_rule_share_a_talk_and_no_call_is_made_twice(
    server: Scripted, held: Held, tmp_path: Path
) -> None:
    with beside(server) as url:
        spec = live(url)
        arms = spec.arms.model_copy(update={"rule": (Plurality(), Borda())})
        found = held(spec.model_copy(update={"arms": arms}), folder=tmp_path)
    assert found.held == 8
    assert len(found.arms) == 4
    bodies = [call.asked.raw for call in server.counts.calls]
    assert len(bodies) == len(set(bodies))


@pytest.mark.parametrize("talks", [1, 3, 8])
def test_however_many_talks_are_held_at_once_the_results_are_the_same(
    server: Scripted, held: Held, talks: int
) -> None:
    with beside(server) as url:
        one = held(live(url, live=Terms(talks=1)))
        some = held(live(url, live=Terms(talks=talks)))
    assert one.digest == some.digest


@pytest.mark.parametrize("talks", [1, 4])
def test_as_many_talks_wait_at_once_as_are_asked_for(server: Scripted, held: Held, talks: int) -> None:
    waiting: list[int] = []

    def rule(asked: Asked) -> Step:
        waiting.append(1 + sum(call.end == "waiting" for call in server.counts.calls))
        return first(asked).model_copy(update={"after": 0.2})

    server.script = Script(others=Plays(rule=rule))
    with beside(server) as url:
        polls = live(url).arms.model_copy(update={"protocol": (Poll(),)})
        held(live(url, live=Terms(talks=talks), arms=polls))
    assert 2 * (talks > 1) < max(waiting) <= 2 * talks


def test_a_run_is_refused_in_other_processes(server: Scripted, held: Held) -> None:
    with beside(server) as url, pytest.raises(SpecError, match="models are asked from one process"):
        held(live(url), Processes(2))
    assert server.counts.total == 0


@pytest.mark.parametrize("talks", [1, 8])
def test_out_of_budget_a_run_stops_keeps_whole_talks_and_goes_on_under_a_higher_cap(
    server: Scripted, held: Held, tmp_path: Path, talks: int
) -> None:
    def capped(calls: int | None) -> Spec:
        return live(url, live=Terms.load({"caps": {"calls": calls}, "talks": talks}))

    with beside(server) as url:
        whole = held(capped(None))
        made = server.counts.total
        with pytest.raises(OutOfBudget, match="the run may spend 5 calls: 0 calls left"):
            held(capped(5), folder=tmp_path)
        assert server.counts.total == made + 5
        with Store(tmp_path, write=True) as store:
            broken = [status for (status,) in store.rows("SELECT status FROM trials")]
        assert all(status == "finished" for status in broken)
        with pytest.raises(OutOfBudget):  # what was spent counts
            held(capped(5), folder=tmp_path)
        assert server.counts.total == made + 5
        found = held(capped(16), folder=tmp_path)
    assert server.counts.total == made + 16
    assert found.digest == whole.digest


def test_a_run_that_plays_back_needs_no_server_and_stops_at_what_is_not_there(
    server: Scripted, held: Held, tmp_path: Path
) -> None:
    with beside(server) as url:
        whole = held(live(url), folder=tmp_path / "a")
    played = {"live": Terms(cassette=str(tmp_path / "a" / CALLS), mode="replay")}
    assert held(live(url, **played), folder=tmp_path / "b").digest == whole.digest
    with pytest.raises(NotRecorded, match="no call of seat"):
        held(live(url, seed=6, **played), folder=tmp_path / "c")
    with Store(tmp_path / "c", write=True) as store:
        assert list(store.rows("SELECT * FROM trials")) == []


@pytest.mark.parametrize("talks", [1, 8])
def test_a_run_whose_cassette_breaks_ends_in_one_line_and_keeps_nothing_of_it(
    server: Scripted, held: Held, tmp_path: Path, talks: int
) -> None:
    def rule(asked: Asked) -> Step:
        with closing(sqlite3.connect(tmp_path / CALLS)) as other:
            other.execute("DROP TABLE IF EXISTS spent")
        return first(asked)

    server.script = Script(others=Plays(rule=rule))
    with beside(server) as url, pytest.raises(CassetteError, match=f"^cannot use .*{CALLS}: no such table"):
        held(live(url, live=Terms(talks=talks)), folder=tmp_path)
    with Store(tmp_path, write=True) as store:
        assert list(store.rows("SELECT * FROM trials")) == []


def test_failures_are_results(server: Scripted, held: Held, tmp_path: Path) -> None:
    server.script = Script(
        others=Plays(steps=(Step(reply="no_credit"), Step(words="wrong_option")), cycle=True)
    )
    with beside(server) as url:
        found = held(live(url), folder=tmp_path)
    assert found.held == 8
    assert sum(arm.uncast["failed"] + arm.uncast["invalid"] for arm in found.arms) == 16


def spec_file(folder: Path, url: str, more: str = "") -> Path:
    """The file of a small experiment."""
    (folder / "prices.toml").write_text('[models."m"]\ninput = 1\noutput = 2\n')
    path = folder / "live.toml"
    path.write_text(
        f"""
title = "Live"
questions = {{ use = "synthetic", count = 3, options = 3 }}

[live]
talks = 2
{more}

[arms]
protocol = {{ use = "debate", early = false }}

[arms.panel]
seats = [[{{ name = "Ada", agent = {{ use = "model", model = "m", base_url = "{url}" }}, count = 2 }}]]
"""
    )
    return path


def test_a_run_that_is_killed_goes_on_to_the_same_results(
    command: Callable[..., "subprocess.Popen[str]"], moot: Moot, tmp_path: Path
) -> None:
    reached = Event()

    def rule(asked: Asked) -> Step:
        if stalls.counts.total < 6:
            return first(asked)
        reached.set()
        return Step(breaks="hang")

    stalls = Scripted(Script(others=Plays(rule=rule)))
    with beside(stalls) as url:
        path = spec_file(tmp_path, url)
        with command("run", str(path), "--out", "killed", "--json") as started:
            assert reached.wait(30)
            started.send_signal(signal.SIGKILL)
            started.communicate(timeout=30)
    before = calls_in(tmp_path / "killed")
    server = Scripted(Script(others=Plays(rule=first)))
    with beside(server, urlsplit(url).port or 0):
        on = moot("run", str(path), "--out", "killed", "--json")
        assert (on.returncode, on.stderr) == (0, "")
        assert server.counts.total == 12 - before
        whole = moot("run", str(path), "--out", "whole", "--json")
    assert 0 < before <= 6
    assert json.loads(on.stdout) == json.loads(whole.stdout)


def test_what_a_run_cannot_be_is_told_in_one_line(moot: Moot, refused: Any, tmp_path: Path) -> None:
    server = Scripted(Script(others=Plays(rule=first)))
    with beside(server) as url:
        path = spec_file(tmp_path, url, "caps = { calls = 5 }")
        refused(moot("run", str(path), "--out", "a"), "the run may spend 5 calls: 0 calls left")
        refused(moot("run", str(path), "--out", "b", "--workers", "2"), "models are asked from one process")
        refused(moot("run", str(path), "--out", "a"), "the run may spend 5 calls")
        path = spec_file(tmp_path, url, "caps = { calls = 12 }")
        assert moot("run", str(path), "--out", "a").returncode == 0
        path = spec_file(tmp_path, url, 'mode = "replay"')
        refused(moot("run", str(path), "--out", "c"), "replay needs a cassette")
        path = spec_file(tmp_path, url, "caps = { money = 1 }")
        refused(moot("run", str(path), "--out", "d"), "a cap of money needs prices")
    assert server.counts.total == 12


# ---- foretold


def foreseen(spec: Spec) -> Preview:
    return trio.run(preview, plan(spec, typed()))


@pytest.mark.parametrize("prices", [None, PRICES])
def test_what_a_run_would_take_is_foretold_and_bounds_what_it_takes(
    server: Scripted, held: Held, tmp_path: Path, prices: Any
) -> None:
    with beside(server) as url:
        spec = live(url, live=Terms.load({"prices": prices} if prices else {}))
        found = foreseen(spec)
        assert server.counts.total == 0
        held(spec, folder=tmp_path)
    assert found.calls == 4 * 2 * (1 + 2)  # what arms share is not taken off
    read, written = found.tokens
    assert written == 24 * 2048
    sent = sum(most_tokens(call.asked.body) for call in server.counts.calls)
    assert sent < read
    assert server.counts.read < read
    if prices is None:
        assert found.price is None
        assert "no price known" in str(found)
    else:
        assert found.price == Decimal(read + 2 * written) / 10**6
        assert f"{found.price.normalize():f} USD at most" in str(found)


def test_without_models_no_tokens_are_foretold(small: Callable[..., Spec]) -> None:
    found = foreseen(small())
    assert (found.tokens, found.price) == ((0, 0), None)
    assert "token" not in str(found)


def test_a_dry_run_says_calls_tokens_and_price_and_asks_nobody(moot: Moot, tmp_path: Path) -> None:
    path = spec_file(tmp_path, "http://127.0.0.1:9/v1", 'prices = { file = "prices.toml" }')
    done = moot("run", str(path), "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "12 calls of live seats" in done.stdout
    assert "USD at most" in done.stdout
    told = json.loads(moot("run", str(path), "--dry-run", "--json").stdout)
    assert told["calls"] == 12
    assert told["tokens"]["written"] == 12 * 2048
    assert Decimal(told["price"]) == Decimal(told["tokens"]["read"] + 2 * 12 * 2048) / 10**6


def test_a_longer_answer_and_open_text_are_foretold_longer() -> None:
    def read(**more: Any) -> int:
        group = SeatGroup(name="Ada", agent=Model(model="m", base_url="http://x.test/v1", **more), count=2)
        arms = Arms(protocol=(Debate(rounds=3, early=False),), panel=(Seating(seats=(group,)),))
        return foreseen(Spec(questions=Synthetic(count=2, options=3), arms=arms)).tokens[0]

    assert read(max_tokens=10) < read(max_tokens=1000) < read(max_tokens=1000, persona="You cook. " * 50)


def test_a_run_of_one_call_holds_models_too(server: Scripted, tmp_path: Path) -> None:
    with beside(server) as url:
        found = experiment(live(url), out=tmp_path)
    assert found is not None
    assert server.counts.total == 16


def test_talks_in_python_of_two_seeds_share_no_call_and_of_one_they_do(
    server: Scripted, tmp_path: Path
) -> None:
    counts = []
    with beside(server) as url:
        for seed in (1, 2, 1):
            terms = Terms(cassette=str(tmp_path / CALLS))
            library.run(TEA, {"Ada": Model(model="m", base_url=url)}, "poll", seed=seed, live=terms)
            counts.append(server.counts.total)
    assert counts == [1, 2, 2]
