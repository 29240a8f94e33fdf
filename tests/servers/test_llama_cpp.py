"""A real server at the table: llama.cpp behind llama-cpp-python, with a model of random weights.

llama.cpp is compiled, which takes minutes: `.ci/live` does so in an environment of its own, and runs this.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from socket import create_server
from typing import Any

import pytest

from moot.agents.live import schema
from moot.sim import ANSWER, Journal, Missing, Question, Said, read_journal

if find_spec("llama_cpp") is None:
    WHY = "llama-cpp-python is not installed: .ci/live installs it apart, and runs this"
    pytest.skip(WHY, allow_module_level=True)

openai: Any = pytest.importorskip("openai")
TINY = Path(__file__).with_name("tiny_gguf.py")
ENTRY = "import sys; from moot.experiments.cli import main; sys.exit(main())"
DONE, NOBODY_ANSWERED = 0, 3
ASKED = ("ask", "Tea or coffee?", "--option", "Tea", "--option", "Coffee", *("--model", "tiny") * 3)
ANSWERS = schema(ANSWER, Question(text="Tea or coffee?", options=("Tea", "Coffee")))
TOOL = {"type": "function", "function": {"name": "answer", "parameters": ANSWERS}}
WAYS: Mapping[str, Mapping[str, Any]] = {
    "json_schema": {
        "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": ANSWERS}}
    },
    "json_object": {"response_format": {"type": "json_object"}},
    "tool": {"tools": [TOOL], "tool_choice": {"type": "function", "function": {"name": "answer"}}},
    "plain": {},
}


def show(*seen: object) -> None:
    print(*seen)  # noqa: T201 - the job prints what it saw


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "tiny.gguf"
    subprocess.run([sys.executable, TINY, path, "12"], check=True)
    return path


@contextmanager
def serving(model: Path, context: int) -> Iterator[str]:
    """Serve the model at a free port, and give the base URL once it answers."""
    with create_server(("127.0.0.1", 0)) as free:
        host, port = free.getsockname()
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--model_alias", "tiny"]
    command += ["--host", host, "--port", str(port), "--n_ctx", str(context), "--verbose", "False"]
    url, log = f"http://{host}:{port}/v1", model.with_name("server.log")
    with (
        log.open("wb") as said,
        # no environment: each variable that bears the name of a setting would be one
        subprocess.Popen(command, env={}, stdout=said, stderr=said) as server,
    ):
        try:
            wait_for(url, log)
            yield url
        finally:
            server.kill()  # which does not wait for what it is still writing


def wait_for(url: str, log: Path) -> None:
    """Return when the server answers; it is asked for three quarters of a minute."""
    with openai.OpenAI(base_url=url, api_key="none", max_retries=9) as client:
        try:
            client.models.list()
        except openai.APIConnectionError:
            pytest.fail(f"the server did not start:\n{log.read_text()}")


@pytest.fixture
def moot(tmp_path: Path) -> Callable[..., int]:
    """Return a call of the program, which shows what it prints and gives its status."""

    def call(*arguments: str) -> int:
        show("\n$ moot", *arguments)
        done = subprocess.run(
            [sys.executable, "-c", ENTRY, *arguments],
            check=False,
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
        )
        show(done.stdout + done.stderr + f"exit status {done.returncode}")
        assert "Traceback" not in done.stdout + done.stderr
        return done.returncode

    return call


def ended(journal: Journal) -> list[list[Said | Missing]]:
    """The outcomes of each ask: one for each seat, with the reason where it is no reply."""
    assert journal.status == "finished"
    outcomes = [of_seats for _, of_seats in journal.asks()]
    for of_seats in outcomes:
        assert [outcome.place for outcome in of_seats] == [0, 1, 2]
        assert all(isinstance(outcome, Said) or outcome.why for outcome in of_seats)
    return outcomes


def test_each_way_of_asking_is_answered_or_refused_in_words(model: Path) -> None:
    answered = {}
    with serving(model, 16_384) as url, openai.OpenAI(base_url=url, api_key="none", max_retries=0) as client:
        raw = client.chat.completions.with_raw_response
        for way, asked in WAYS.items():
            messages = [{"role": "user", "content": "Tea or coffee? Answer in JSON."}]
            try:
                reply = raw.create(model="tiny", messages=messages, max_tokens=600, **asked)
            except openai.APIStatusError as error:
                reply = error.response
            show(f"\n{way}: {reply.status_code} {reply.text}")
            answered[way] = reply.status_code == 200
            assert json.loads(reply.text).get("choices" if answered[way] else "error")
    assert answered["plain"]


@pytest.mark.parametrize("mode", ["poll", "debate"])
def test_gibberish_goes_through_the_table_with_honest_words(
    mode: str, model: Path, moot: Callable[..., int], tmp_path: Path
) -> None:
    with serving(model, 16_384) as url:
        asked = (*ASKED, "--mode", mode, "--base-url", url)
        status = moot(*asked, "--journal", "talk.jsonl", "--record", "calls.sqlite")
    journal = read_journal(tmp_path / "talk.jsonl")
    words = journal.statistics().outcomes
    show(words)
    assert words.keys() <= {"replied", "abstained", "invalid", "refused"}  # something was written each time
    *_, ballots = ended(journal)
    assert status == (DONE if any(isinstance(ballot, Said) for ballot in ballots) else NOBODY_ANSWERED)
    # the server is gone
    assert moot("replay", "talk.jsonl") == DONE
    assert moot(*asked, "--journal", "again.jsonl", "--replay", "calls.sqlite") == status
    assert read_journal(tmp_path / "again.jsonl").digest == journal.digest


def test_a_context_that_is_too_short_is_told(model: Path, moot: Callable[..., int], tmp_path: Path) -> None:
    with serving(model, 256) as url:
        status = moot(*ASKED, "--mode", "poll", "--base-url", url, "--journal", "talk.jsonl")
    assert status == NOBODY_ANSWERED
    (ballots,) = ended(read_journal(tmp_path / "talk.jsonl"))
    for ballot in ballots:
        assert isinstance(ballot, Missing)
        assert ballot.outcome == "failed"
        assert "context" in ballot.why
