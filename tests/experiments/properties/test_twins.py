"""Other processes: they hold the same talks, keep nothing, say nothing, and come again where they died."""

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moot.agents import Stubborn
from moot.experiments.properties import (
    HOLDS,
    Broken,
    Deliberation,
    Property,
    falsify,
    named,
    target,
    twins,
)
from moot.experiments.properties.broken_protocols import BROKEN_PROTOCOLS
from moot.experiments.properties.strategies.questions import ASKED
from moot.protocols import PROTOCOLS, Poll
from moot.sim import Panel, Protocol, Seat, SpecError

CLAIM: Property = named("same-in-another-process")
MINE = """
import os
import sys
from functools import cache
from typing import ClassVar

from moot import Protocol
from moot.experiments.properties import suite


class Rounds(Protocol):
    rounds: int = 2

    async def run(self, floor):
        for _ in floor.rounds(self.rounds):
            await floor.ask(self.word(floor), wants=floor.ballot)

    def word(self, floor):
        return "speak"


class Chatty(Rounds):
    def word(self, floor):
        print("to all who listen")
        os.write(1, b"to its very channel")
        return "speak" + (sys.stdin.read() if "MOOT_TWIN" in os.environ else "")


class Remembers(Rounds):
    known: ClassVar[set] = set()

    def word(self, floor):
        word = "again" if floor.question.key in self.known else "speak"
        self.known.add(floor.question.key)
        return word


class Surrounded(Rounds):
    def word(self, floor):
        return os.environ.get("MOOT_TEST_OF_TWINS", "speak")


class Numbered(Rounds):
    def word(self, floor):
        return f"in {os.getpid()}"


class Fails(Rounds):
    def word(self, floor):
        if "MOOT_TWIN" in os.environ:
            raise LookupError("nothing is found here")
        return "speak"


class Dies(Rounds):
    def word(self, floor):
        if "MOOT_TWIN" in os.environ:
            os._exit(3)
        return "speak"


TestRounds = suite(Rounds)  # as a file of tests has it: other processes load it, and make no others
"""


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return a module that other processes can import, too."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "mine_of_a_test.py").write_text(MINE)
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(folder)
        patched.setenv("MOOT_TEST_OF_TWINS", "here")
        yield importlib.import_module("mine_of_a_test")


@pytest.mark.parametrize("name", ["table", *PROTOCOLS])
def test_what_is_bundled_is_the_same_in_another_process(name: str) -> None:
    found = falsify(target(name), CLAIM, examples=12)
    assert found.word == "holds", str(found)


@pytest.mark.parametrize("name", ["Rounds", "Chatty"])
def test_what_is_sound_is_the_same_there(name: str, mine: Any, capfd: pytest.CaptureFixture[str]) -> None:
    found = falsify(getattr(mine, name)(), CLAIM, examples=20)
    assert found.word == "holds", str(found)
    assert ("to all who listen" in capfd.readouterr().out) == (name == "Chatty")  # it is said here, too


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Remembers", '"phase":"again".*, and then .*"phase":"speak"'),
        ("Surrounded", '"phase":"here".*, and then .*"phase":"speak"'),
        ("Numbered", '"phase":"in '),
        ("Fails", "in another process it ends with an error: LookupError: nothing is found here"),
    ],
)
def test_what_differs_is_told(name: str, words: str, mine: Any) -> None:
    found = falsify(getattr(mine, name)(), CLAIM, examples=40)
    assert found.broken is not None
    assert re.search(words, found.broken.what), found.broken.what
    assert found.examples <= 10
    assert found.broken.story


def talk(protocol: Protocol, seed: int = 1) -> Deliberation:
    panel = Panel(seats=(Seat(name="Ada", agent=Stubborn(stance="x")),))
    return Deliberation(question=ASKED["choice"], panel=panel, protocol=protocol, seed=seed)


@pytest.mark.parametrize("seed", [1, 0])
def test_a_process_that_a_talk_takes_with_it_is_told_and_another_is_there_at_once(
    seed: int, mine: Any
) -> None:
    outcome = CLAIM.check(mine.Dies(), talk(mine.Dies(), seed))
    assert isinstance(outcome, Broken)
    assert outcome.what.startswith("in another process it ends with an error: the process died")
    assert CLAIM.check(mine.Rounds(), talk(mine.Rounds(), seed)) is HOLDS


def test_a_process_that_was_killed_comes_again() -> None:
    assert CLAIM.check(Poll(), talk(Poll(), 0)) is HOLDS
    for one in twins._twins():
        assert one._process is not None
        one._process.kill()
    assert CLAIM.check(Poll(), talk(Poll(), 0)) is HOLDS


def test_what_other_processes_do_not_find_is_not_tried_there() -> None:
    class Local(Poll):
        pass

    for one in (Local(), Hidden()):
        why = CLAIM.applies(one)
        assert re.match(r"(it cannot be sent to another process|another process does not find it) \(", why)
        assert "put its class at the top of a module" in why
        assert "\n" not in why
        with pytest.raises(SpecError, match="same-in-another-process does not apply to"):
            falsify(one, CLAIM)


class Hidden(Poll):
    """Its module is found by these tests alone."""


def test_a_set_of_two_seats_suffices() -> None:
    found = falsify(BROKEN_PROTOCOLS[CLAIM.name], CLAIM, examples=40)
    assert found.case.panel.names == ("Ada", "Bo")
    assert found.case.seed % twins.COLD == 0


def test_a_program_without_an_interpreter_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twins, "_twins", lambda: (twins.Twin(1),))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert CLAIM.applies(Poll()) == (
        "another process needs an interpreter, and this program has none that it could start"
    )
    monkeypatch.delattr(sys, "frozen")
    with monkeypatch.context() as moved:
        moved.setattr(sys, "executable", "/nowhere/python")
        why = "another process cannot be started with /nowhere/python: No such file or directory"
        assert CLAIM.applies(Poll()) == why
    monkeypatch.setattr(sys, "path", [])
    assert "the process died: ModuleNotFoundError: No module named" in CLAIM.applies(Poll())


def test_nothing_is_left_running_behind(tmp_path: Path) -> None:
    code = """
from moot.experiments.properties import Kernel, falsify, named, twins
print(falsify(Kernel(), named("same-in-another-process"), examples=5).word)
print(*(one._process.pid for one in twins._twins()))
"""
    run = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(run, cwd=tmp_path, check=True, capture_output=True, encoding="utf-8")
    word, pids = done.stdout.splitlines()
    assert (word, done.stderr) == ("holds", "")
    for pid in map(int, pids.split()):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
