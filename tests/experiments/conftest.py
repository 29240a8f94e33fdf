"""What the tests of the command line share: calls of the program, and what a refusal looks like."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trio

from moot.experiments.cli import main
from moot.experiments.experiment import conduct
from moot.experiments.plan import Plan
from moot.experiments.results import Results, read
from moot.experiments.store import Store

ENTRY = """
import sys
from moot.experiments.cli import main
sys.exit(main())
"""


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., "subprocess.Popen[str]"]:
    """Return what starts the program in an empty directory."""
    env = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR"}}

    def start(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", ENTRY, *arguments],
            cwd=tmp_path,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    return start


@pytest.fixture
def process(
    command: Callable[..., "subprocess.Popen[str]"],
) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Return a call of the program in an empty directory, in a process of its own."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        with command(*arguments) as started:
            out, err = started.communicate(timeout=60)
        return subprocess.CompletedProcess(started.args, started.returncode, out, err)

    return call


@pytest.fixture
def moot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Return a call of the program in an empty directory; no process of its own: those start slowly."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "mine", raising=False)  # which a test may write there

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        status = main(arguments)
        return subprocess.CompletedProcess(arguments, status, *capsys.readouterr())

    return call


@pytest.fixture
def moots(moot: Callable[..., "subprocess.CompletedProcess[str]"]) -> Callable[..., Any]:
    """Return many calls of the program, with their results in order."""
    return lambda calls: [moot(*arguments) for arguments in calls]


@pytest.fixture(scope="session")
def conducted() -> Callable[[Plan], Results]:
    """Return what holds a whole plan, keeping its results in memory."""

    def call(made: Plan) -> Results:
        with Store(write=True) as store:
            trio.run(conduct, made, store)
            return read(store)

    return call


@pytest.fixture(scope="session")
def refused() -> Callable[["subprocess.CompletedProcess[str]", str], None]:
    """Return the check that bad input gets status 2, nothing on stdout, and one line on stderr."""

    def check(done: subprocess.CompletedProcess[str], said: str) -> None:
        assert done.returncode == 2, done
        assert done.stdout == ""
        assert said in done.stderr
        assert done.stderr.startswith("moot: ")
        assert done.stderr.count("\n") == 1
        assert done.stderr.endswith("\n")

    return check
