"""Models at a table on the command line: over a real port, recorded, replayed, and with nobody there."""

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from scripted.application import Scripted
from scripted.aside import beside
from scripted.script import Asked, Plays, Script, Step

Moot = Callable[..., subprocess.CompletedProcess[str]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
KEY = "sk-abcdefghijklmnop"
ASK = ("ask", "Ship it?", "--option", "Yes", "--option", "No")
NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine reaches a model."""
    for name in [name for name in os.environ if name.startswith("OPENAI_")]:
        monkeypatch.delenv(name)


def yes(asked: Asked) -> Step:
    """What a model says that votes Yes, in its own name."""
    return Step(text=json.dumps({"argument": f"I am {asked.model}.", "stance": "Yes"}))


def table() -> Scripted:
    """Three that answer and three that do not."""
    steady = Plays(rule=yes)
    return Scripted(
        Script(
            models={
                "ada": steady,
                "bo": steady,
                "cy": steady,
                "wrong": Plays(steps=(Step(words="wrong_option"),)),
                "poor": Plays(steps=(Step(reply="no_credit"),)),
                "mute": Plays(steps=(Step(reply="refusal"),)),
            },
        )
    )


SIX = [word for name in ("ada", "bo", "cy", "wrong", "poor", "mute") for word in ("--model", name)]


def done_json(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_six_models_of_which_three_are_faulty_hold_a_debate_that_is_replayed_with_the_server_gone(
    moot: Moot, tmp_path: Path
) -> None:
    server = table()
    with beside(server) as url:
        done = moot(*ASK, *SIX, "--base-url", url, "--journal", "a.jsonl", "--record", "c.sqlite", "--json")
    said = done_json(done)
    assert done.returncode == 0
    assert (said["status"], said["verdict"]["word"]) == ("finished", "plurality")
    assert {seat["name"]: seat["outcome"] for seat in said["seats"]} == {
        "ada": "replied",
        "bo": "replied",
        "cy": "replied",
        "wrong": "invalid",
        "poor": "failed",
        "mute": "refused",
    }
    gone = moot(*ASK, *SIX, "--base-url", url, "--journal", "b.jsonl", "--replay", "c.sqlite", "--json")
    assert done_json(gone) == said
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    before = dict(server.counts.models)
    with beside(server, urlsplit(url).port or 0):
        again = moot(*ASK, *SIX, "--base-url", url, "--record", "c.sqlite", "--json")
    assert done_json(again)["digest"] == said["digest"]
    assert server.counts.models == {**before, "poor": before["poor"] + 2}  # where no reply came
    assert moot("replay", "a.jsonl").stdout.startswith("the same: digest ")
    page = moot("show", "a.jsonl")
    assert page.returncode == 0
    assert "calls to models" in page.stdout


def test_the_page_of_models_is_printed_by_the_program_itself(process: Moot) -> None:
    server = table()
    with beside(server) as url:
        done = process(*ASK, "--model", "ada", "--model", "ada", "--mode", "poll", "--base-url", url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "unanimous - Yes (2/2 votes)" in done.stdout
    assert "ada-2" in done.stdout
    assert "I am ada." in done.stdout
    assert "2 calls to models" in done.stdout


def test_a_journal_that_is_cut_after_any_line_is_resumed_and_no_call_is_made_twice(
    moot: Moot, tmp_path: Path
) -> None:
    server = Scripted(Script(others=Plays(rule=yes)))
    panel = tmp_path / "panel.toml"
    seat = '[[seats]]\nname = "{}"\nagent = {{ use = "model", model = "{}", base_url = "{}" }}\n'
    with beside(server) as url:
        panel.write_text("".join(seat.format(name, name.lower(), url) for name in ("Ada", "Bo")))
        talk = (
            *ASK,
            "--panel",
            "panel.toml",
            "--protocol",
            "debate,early=false",
            "--rounds",
            "2",
            "--seed",
            "3",
        )
        done = moot(*talk, "--journal", "a.jsonl", "--record", "c.sqlite")
        assert (done.returncode, done.stderr) == (0, "")
        whole = (tmp_path / "a.jsonl").read_bytes()
        lines = whole.splitlines(keepends=True)
        assert server.counts.total == 4
        for kept in range(1, len(lines)):
            (tmp_path / "a.jsonl").write_bytes(b"".join(lines[:kept]) + lines[kept][:7])
            done = moot("replay", "--resume", "a.jsonl", "--record", "c.sqlite")
            assert (done.returncode, done.stderr) == (0, "")
            assert (tmp_path / "a.jsonl").read_bytes() == whole
        assert server.counts.total == 4
        (tmp_path / "a.jsonl").write_bytes(b"".join(lines[:2]))
        assert moot("replay", "--resume", "a.jsonl").returncode == 0  # without a cassette it is asked
        assert server.counts.total == 8


def test_a_refresh_asks_again_and_a_replay_tells_the_new(moot: Moot) -> None:
    one = (*ASK, "--model", "m", "--mode", "poll", "--json")
    with beside(Scripted(Script(others=Plays(rule=yes)))) as url:
        moot(*one, "--base-url", url, "--record", "c.sqlite")
    server = Scripted(Script(others=Plays(steps=(Step(text='{"stance": "No"}'),))))
    with beside(server) as url:
        done_json(moot(*one, "--base-url", url, "--refresh", "c.sqlite"))
    assert server.counts.total == 1
    found = done_json(moot(*one, "--base-url", url, "--replay", "c.sqlite"))
    assert found["verdict"]["winners"] == ["No"]


def test_talks_of_two_seeds_share_no_call_and_of_one_they_do(moot: Moot) -> None:
    server = Scripted(Script(others=Plays(rule=yes)))
    with beside(server) as url:
        one = (*ASK, "--model", "m", "--mode", "poll", "--base-url", url, "--record", "c.sqlite", "--seed")
        counts = [(moot(*one, seed).returncode, server.counts.total) for seed in ("1", "2", "1")]
    assert counts == [(0, 1), (0, 2), (0, 2)]


def test_a_cassette_that_breaks_ends_the_talk_in_one_line_and_makes_no_answer_of_it(
    moot: Moot, refused: Refused, tmp_path: Path
) -> None:
    def rule(asked: Asked) -> Step:
        with closing(sqlite3.connect(tmp_path / "c.sqlite")) as other:
            other.execute("DROP TABLE IF EXISTS spent")
        return yes(asked)

    with beside(Scripted(Script(others=Plays(rule=rule)))) as url:
        one = (*ASK, "--model", "m", "--mode", "poll", "--base-url", url)
        done = moot(*one, "--record", "c.sqlite", "--journal", "a.jsonl")
    refused(done, "cannot use the cassette c.sqlite: no such table: spent")
    assert b'"missing"' not in (tmp_path / "a.jsonl").read_bytes()


def test_a_missing_call_is_told_in_one_line_and_the_journal_holds_nothing_that_was_not_said(
    moot: Moot, refused: Refused, tmp_path: Path
) -> None:
    with beside(Scripted(Script(others=Plays(rule=yes)))) as url:
        moot(*ASK, "--model", "m", "--mode", "poll", "--base-url", url, "--record", "c.sqlite")
    two = (*ASK, "--model", "m", "--model", "n", "--base-url", url, "--replay", "c.sqlite")
    refused(moot(*two, "--journal", "a.jsonl"), "c.sqlite has no call of seat 'n', round 1, replicate 0")
    assert b'"missing"' not in (tmp_path / "a.jsonl").read_bytes()
    refused(moot("show", "a.jsonl"), "is cut off")


def test_keys_are_nowhere(moot: Moot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    monkeypatch.setenv("OPENAI_API_KEY", f"{KEY}-of-openai")

    def rule(asked: Asked) -> Step:
        if asked.model == "echo":
            return Step(text=json.dumps({"stance": "Yes", "argument": f"It is {asked.key}."}))
        return Step(reply="wrong_key")

    server = Scripted(Script(others=Plays(rule=rule)))
    with beside(server) as url:
        talk = (*ASK, "--model", "m", "--model", "echo", "--key", "MY_KEY", "--base-url", url)
        kept = ("--journal", "a.jsonl", "--record", "c.sqlite", "--log-level", "debug")
        done = moot(*talk, *kept)
        again = moot(*talk, "--format", "html", "--replay", "c.sqlite")
        alone = moot(*ASK, "--model", "m", "--key", "MY_KEY", "--base-url", url)
    assert {call.asked.key for call in server.counts.calls} == {KEY}
    assert (done.returncode, again.returncode, alone.returncode) == (0, 0, 3)
    assert "is the key in MY_KEY right?" in alone.stderr
    assert "Incorrect API key provided" in " ".join(done.stdout.split())
    for one in (done, again, alone):
        assert KEY not in one.stdout + one.stderr
    for path in tmp_path.iterdir():
        assert KEY.encode() not in path.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"a.jsonl", "c.sqlite"}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ((), "model 'm': no key in the variable OPENAI_API_KEY: set it, or OPENAI_BASE_URL"),
        (("--key", "NO_KEY"), "model 'm': no key in the variable NO_KEY: set it"),
        (("--base-url", NOWHERE, "--key", "NO_KEY"), "no key in the variable NO_KEY: set it"),
        (("--key", KEY), "name the environment variable that holds the key"),
        (("--base-url", f"http://me:{KEY}@127.0.0.1/v1"), "it holds a password or a query"),
        (("--base-url", "127.0.0.1:80"), "'127.0.0.1:80' is no address"),
        (("--base-url", NOWHERE, "--max-cost", "1"), "a cap of money needs prices"),
        (("--base-url", NOWHERE, "--max-calls", "-1"), "caps.calls"),
        (("--base-url", NOWHERE, "--max-cost", "much"), "an amount of money is expected"),
        (("--base-url", NOWHERE, "--prices", "none.toml"), "cannot read the prices in none.toml"),
        (("--base-url", NOWHERE, "--at-once", "0"), "limits.at_once"),
        (("--base-url", NOWHERE, "--replay", "none.sqlite"), "there is no cassette none.sqlite to replay"),
        (("--base-url", NOWHERE, "--record", "no/dir.sqlite"), "cannot use the cassette no/dir.sqlite"),
        (("--base-url", NOWHERE, "--record", "a", "--refresh", "b"), "--record and --refresh: give one"),
    ],
)
def test_what_cannot_be_set_up_is_told_in_one_line_and_leaves_nothing(
    moot: Moot, refused: Refused, tmp_path: Path, given: tuple[str, ...], why: str
) -> None:
    done = moot(*ASK, "--model", "m", *given, "--journal", "a.jsonl")
    refused(done, why)
    assert KEY not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_address_beside_no_model_is_refused(moot: Moot, refused: Refused) -> None:
    refused(moot(*ASK, "--base-url", NOWHERE), "--base-url beside no --model")


def test_what_is_no_cassette_is_refused(moot: Moot, refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_text("no database at all, whatever its name")
    refused(moot(*ASK, "--model", "m", "--base-url", NOWHERE, "--record", "c.sqlite"), "c.sqlite")
    assert (tmp_path / "c.sqlite").read_text() == "no database at all, whatever its name"


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        (Step(reply="wrong_key"), "said 401: Incorrect API key provided"),
        (Step(reply="unknown_model"), "said 404: The model `m` does not exist"),
        (Step(reply="html"), "is base_url right? Most end in /v1"),
        (Step(words="wrong_option"), "'Hot chocolate' is none of the options"),
        (Step(reply="refusal"), "I'm sorry, I cannot assist with that request."),
    ],
)
def test_where_nobody_could_answer_one_line_says_why_and_the_journal_is_whole(
    moot: Moot, steps: Step, why: str
) -> None:
    with beside(Scripted(Script(others=Plays(steps=(steps,))))) as url:
        done = moot(*ASK, "--model", "m", "--mode", "poll", "--base-url", url, "--journal", "a.jsonl")
    assert done.returncode == 3
    assert done.stderr.startswith("moot: nobody could answer; m: ")
    assert why in done.stderr
    assert done.stderr.count("\n") == 1
    shown = json.loads(moot("show", "a.jsonl", "--json").stdout)
    assert (shown["status"], shown["verdict"]["word"]) == ("finished", "no answer")


def test_a_wrong_path_is_told_with_what_to_look_at(moot: Moot) -> None:
    with beside(table()) as url:
        done = moot(*ASK, "--model", "ada", "--mode", "poll", "--base-url", url.replace("/v1", ""))
    assert done.returncode == 3
    assert "said 404: Not Found; are the model's name and base_url right?" in done.stderr


def test_without_a_budget_nobody_is_asked_and_one_line_says_so(moot: Moot) -> None:
    server = table()
    with beside(server) as url:
        done = moot(*ASK, "--model", "ada", "--base-url", url, "--max-calls", "0")
    assert (done.returncode, server.counts.total) == (3, 0)
    assert done.stderr == "moot: nobody could answer; ada: out of budget: the run may spend 0 calls\n"
    assert "This talk is stopped: budget." in done.stdout


def test_out_of_budget_keeps_what_was_said(moot: Moot, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text('[models."ada"]\ninput = 1\noutput = 2\n')
    server = table()
    with beside(server) as url:
        talk = (*ASK, "--panel", 'stubborn,stance="No"', "--seats", "1", "--model", "ada", "--base-url", url)
        found = done_json(moot(*talk, "--max-calls", "1", "--rounds", "3", "--json"))
        priced = moot(*talk, "--mode", "poll", "--max-cost", "0.01", "--prices", "prices.toml")
    assert found["status"] == "stopped: budget"
    assert [one["said"][0]["outcome"] for one in found["course"][0]["asks"]] != ["out of budget"]
    assert {seat["name"]: seat["last"] for seat in found["seats"]}["ada"] == "Yes"
    assert priced.returncode == 0
    assert "USD" in priced.stdout or "no price known" not in priced.stdout


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[None]:
    """Somebody types at the terminal."""
    (tmp_path / "typed").write_text("No\nBecause.\n")
    terminal = os.dup(0)
    with (tmp_path / "typed").open() as answers:
        os.dup2(answers.fileno(), 0)
        yield
    os.dup2(terminal, 0)
    os.close(terminal)


def test_models_sit_beside_people_and_simulated_seats(moot: Moot, typed: None) -> None:
    server = table()
    with beside(server) as url:
        panel = ("--panel", "stubborn,stance='No'", "--seats", "1", "--human", "Eve")
        done = moot(*ASK, *panel, "--model", "ada", "--base-url", url, "--mode", "poll", "--json")
    found = json.loads(done.stdout)
    assert {seat["name"]: seat["stance"] for seat in found["seats"]} == {
        "Seat-1": "No",
        "ada": "Yes",
        "Eve": "No",
    }


def test_controls_of_models_are_asked_over_the_same_terms(moot: Moot) -> None:
    server = table()
    with beside(server) as url:
        talk = (*ASK, "--model", "ada", "--model", "bo", "--base-url", url, "--controls", "--json")
        first = done_json(moot(*talk, "--record", "c.sqlite"))
        asked = server.counts.total
        assert done_json(moot(*talk, "--record", "c.sqlite")) == first
        assert server.counts.total == asked
    assert done_json(moot(*talk, "--replay", "c.sqlite")) == first


def test_controls_are_recorded_under_the_seed_of_their_talk(moot: Moot, tmp_path: Path) -> None:
    with beside(table()) as url:
        moot(*ASK, "--model", "ada", "--base-url", url, "--controls", "--record", "c.sqlite", "--seed", "3")
    with closing(sqlite3.connect(tmp_path / "c.sqlite")) as db:
        seeds = {json.loads(content)["talk_seed"] for (content,) in db.execute("SELECT content FROM calls")}
    assert seeds == {3}


def test_an_interrupted_talk_is_finished_without_asking_twice(
    command: Callable[..., "subprocess.Popen[str]"], moot: Moot, tmp_path: Path
) -> None:
    asked_again = Event()

    def rule(asked: Asked) -> Step:
        if server.counts.total != 1:
            return yes(asked)
        asked_again.set()
        return Step(breaks="hang")

    server = Scripted(Script(others=Plays(rule=rule)))
    with beside(server) as url:
        talk = (*ASK, "--model", "ada", "--base-url", url, "--protocol", "debate,early=false")
        with command(*talk, "--journal", "a.jsonl", "--record", "c.sqlite") as started:
            assert asked_again.wait(30)
            started.send_signal(signal.SIGINT)
            _, err = started.communicate(timeout=30)
        assert started.returncode == 130
        assert err == "moot: interrupted\n"
        done = moot("replay", "--resume", "a.jsonl", "--record", "c.sqlite", "--json")
        assert done_json(done)["status"] == "finished"
    assert server.counts.total == 3


def test_a_talk_that_is_resumed_goes_on_from_what_it_had_spent(moot: Moot, tmp_path: Path) -> None:
    with beside(table()) as url:
        options = ("--base-url", url, "--journal", "a.jsonl", "--record", "c.sqlite")
        moot(*ASK, "--model", "ada", "--model", "bo", "--mode", "poll", *options)
        whole = (tmp_path / "a.jsonl").read_text().splitlines(keepends=True)
        cut = "".join(whole[: next(i for i, line in enumerate(whole) if '"ask"' in line) + 1])
        with closing(sqlite3.connect(tmp_path / "c.sqlite")) as db, db:
            db.execute("DELETE FROM calls")
        for calls, status in ((3, "stopped: budget"), (5, "finished")):
            (tmp_path / "a.jsonl").write_text(cut)
            done = moot(
                "replay", "--resume", "a.jsonl", "--record", "c.sqlite", "--max-calls", str(calls), "--json"
            )
            assert done_json(done)["status"] == status


def test_what_stopped_for_want_of_budget_is_played_back_as_it_was(moot: Moot) -> None:
    with beside(table()) as url:
        talk = (*ASK, "--model", "ada", "--model", "bo", "--base-url", url, "--max-calls", "1", "--json")
        done = moot(*talk, "--record", "c.sqlite")
    assert done_json(done)["status"] == "stopped: budget"
    assert done_json(moot(*talk, "--replay", "c.sqlite")) == done_json(done)


def test_certificates_that_are_not_there_are_told_in_one_line(
    moot: Moot, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    done = moot(*ASK, "--model", "ada", "--base-url", "https://127.0.0.1:9/v1")
    refused(done, "https://127.0.0.1:9/v1 cannot be asked from here")


def test_a_replay_asks_no_model_and_says_so(moot: Moot, refused: Refused) -> None:
    with beside(table()) as url:
        moot(*ASK, "--model", "ada", "--base-url", url, "--mode", "poll", "--journal", "a.jsonl")
    refused(moot("replay", "a.jsonl", "--max-calls", "3"), "a replay asks no model")
