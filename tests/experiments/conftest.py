"""What the tests of the command line share: a real process of the program, and what a refusal looks like."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
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
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a job in the background starts without
from moot.experiments.cli import main
from moot.experiments.experiment import conduct
from moot.experiments.plan import Plan
from moot.experiments.results import Results, read
from moot.experiments.store import Store
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
def moot(
    command: Callable[..., "subprocess.Popen[str]"],
) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Return a call of the program in an empty directory."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        with command(*arguments) as process:
            out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    return call


@pytest.fixture
def moots(moot: Callable[..., "subprocess.CompletedProcess[str]"]) -> Callable[..., Any]:
    """Return many calls of the program, a few at a time, with their results in order."""

    def call(calls: Iterable[tuple[str, ...]]) -> list[subprocess.CompletedProcess[str]]:
        with ThreadPoolExecutor(max_workers=4) as pool:
            return list(pool.map(lambda arguments: moot(*arguments), calls))

    return call


@pytest.fixture
def inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Return a call of the program in an empty directory, without a process of its own: for many in a row."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "mine", raising=False)  # which a test may write there

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        status = main(arguments)
        return subprocess.CompletedProcess(arguments, status, *capsys.readouterr())

    return call


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
