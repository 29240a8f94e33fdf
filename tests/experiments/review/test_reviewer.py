"""A model that reviews, on the command line: asked last, checked, recorded, and never in the way."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted.application import Scripted
from scripted.aside import beside
from scripted.script import Plays, Script, Step

Moot = Callable[..., subprocess.CompletedProcess[str]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
ASK = (
    "ask",
    "Ship it?",
    "--option",
    "Yes",
    "--option",
    "No",
    "--panel",
    "stubborn,stance='Yes'",
    "--seats",
    "2",
)
WROTE = {
    "summary": "Yes won, 2 of 2. It was a tie.",
    "counterpoint": "Nobody has tried it.",
    "strongest_arguments": [
        {"seat": "Seat-1", "round": 1, "stance": "Yes", "quote": "It is safe", "why": "?"}
    ],
    "turning_points": [],
    "votes": [{"stance": "Yes", "count": 2}, {"stance": "No", "count": 1}],
}


def playing(*steps: Step) -> Scripted:
    """A server of one model, that reviews."""
    return Scripted(Script(models={"judge": Plays(steps=steps)}))


@pytest.fixture
def server() -> Scripted:
    return playing(Step(text=json.dumps(WROTE)))


def words(done: subprocess.CompletedProcess[str]) -> str:
    """What a page says, whatever its width."""
    assert (done.returncode, done.stderr) == (0, "")
    return " ".join(done.stdout.split())


def test_a_review_stands_on_the_page_checked_and_leaves_the_result_as_it_is(
    moot: Moot, server: Scripted, tmp_path: Path
) -> None:
    plain = json.loads(moot(*ASK, "--journal", "a.jsonl", "--json").stdout)
    with beside(server) as url:
        judge = ("--reviewer", "judge", "--base-url", url)
        asked = json.loads(moot(*ASK, *judge, "--journal", "b.jsonl", "--json").stdout)
        shown = json.loads(moot("show", "a.jsonl", *judge, "--json").stdout)
        page = words(moot("show", "a.jsonl", *judge))
    review = asked.pop("review")
    assert asked == plain
    assert shown.pop("review") == review
    assert shown == plain
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert review["model"] == "judge"
    for part in (
        "Review: written by judge",
        "1 statement in it marked as false, 2 claims left out.",
        "Not so: 'tie': on the ballots Yes: 2 of 2",
        "Nobody has tried it.",
        "strongest argument: Seat-1 gave no argument in words in round 1",
        "vote: 0 held No on the ballots, not 1",
    ):
        assert part in page
    assert server.counts.total == 3
    assert all("Ship it?" in str(call.asked.body["messages"]) for call in server.counts.calls)


def test_a_review_is_recorded_with_its_talk_and_played_back_with_the_server_gone(
    moot: Moot, refused: Refused, server: Scripted
) -> None:
    with beside(server) as url:
        judge = ("--reviewer", "judge", "--base-url", url, "--json")
        first = moot(*ASK, *judge, "--journal", "a.jsonl", "--record", "c.sqlite")
        again = moot(*ASK, *judge, "--record", "c.sqlite")
        shown = moot("show", "a.jsonl", *judge, "--record", "c.sqlite")
    assert server.counts.total == 1
    gone = moot(*ASK, *judge, "--replay", "c.sqlite")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == again.stdout == shown.stdout == gone.stdout
    refused(moot(*ASK, *judge, "--rule", "borda", "--replay", "c.sqlite"), "no call of seat 'reviewer'")


def test_seats_and_reviewer_are_asked_under_one_cap(moot: Moot, server: Scripted) -> None:
    server.script = server.script.model_copy(update={"others": Plays(steps=(Step(text='{"stance":"No"}'),))})
    with beside(server) as url:
        talk = (*ASK, "--model", "ada", "--mode", "poll", "--reviewer", "judge", "--base-url", url)
        one, two = (moot(*talk, "--max-calls", str(calls)) for calls in (1, 2))
    assert "There is none: the run may spend 1 call: 0 calls left" in words(one)
    assert "Review: written by judge" in words(two)
    assert server.counts.models == {"ada": 2, "judge": 1}


@pytest.mark.parametrize(
    ("step", "why", "calls"),
    [
        (Step(reply="wrong_key"), "said 401: Incorrect API key provided", 1),
        (Step(reply="unknown_model"), "said 404: The model `judge` does not exist", 1),
        (Step(text='{"verdict": "Yes"}'), "none of the keys that were asked for", 2),
        (Step(reply="refusal"), "it was refused", 2),
    ],
)
def test_where_there_is_no_review_the_page_says_why_and_stands(
    moot: Moot, step: Step, why: str, calls: int
) -> None:
    server = playing(step)
    with beside(server) as url:
        done = moot(*ASK, "--reviewer", "judge", "--base-url", url)
    assert why in words(done)
    assert "unanimous - Yes (2/2 votes)" in done.stdout
    assert server.counts.total == calls


def test_a_reviewer_that_cannot_be_asked_is_told_before_the_talk(
    moot: Moot, refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    refused(
        moot(*ASK, "--reviewer", "judge", "--journal", "a.jsonl"), "no key in the variable OPENAI_API_KEY"
    )
    assert list(tmp_path.iterdir()) == []
    moot(*ASK, "--journal", "a.jsonl")
    refused(moot("show", "a.jsonl", "--reviewer", "judge"), "no key in the variable OPENAI_API_KEY")
    refused(moot("show", "a.jsonl", "--record", "c.sqlite"), "are for a --reviewer: name one")
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
