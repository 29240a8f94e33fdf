import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Moot = Callable[..., subprocess.CompletedProcess[str]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
ENTRY = """
from moot.experiments.cli import main
raise SystemExit(main())
"""
MAIN = [sys.executable, "-c", ENTRY]

SMALL = """
title = "Small"
seed = 3
replicates = 2
questions = { use = "synthetic", count = 5, options = 3, difficulty = 0.4 }
[arms]
protocol = ["poll", { use = "debate", rounds = 2 }]
panel = { agent = "conformist", count = 4 }
"""

AGENT = """
import sys
from moot.agents import Conformist

said = []

class Loud(Conformist):
    def answer(self, turn):
        said.append(turn.seat)
        if len(said) == 50:
            sys.stderr.write("asked\\n")
            sys.stderr.flush()
        return super().answer(turn)
"""


def process(*words: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MAIN, *words],
        cwd=cwd,
        env=os.environ | {"PYTHONUTF8": "1"} | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def written(folder: Path, content: str, name: str = "small.toml") -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


def test_first_look_needs_no_file_and_compares_four_arms(moot: Moot) -> None:
    done = moot("run", "first-look")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("First look: six simulated seats")
    arms = [line.split()[0] for line in done.stdout.splitlines() if "±" in line and "interval" not in line]
    assert arms == ["poll", "debate", "self-revision", "relay"]


def test_json_is_the_same_in_every_process_and_from_every_folder(tmp_path: Path) -> None:
    file = written(tmp_path, SMALL)
    (elsewhere := tmp_path / "elsewhere").mkdir()
    first = process("run", str(file), "--json", cwd=elsewhere, PYTHONHASHSEED="0")
    again = process("run", file.name, "--json", cwd=tmp_path, PYTHONHASHSEED="1")
    assert first.stdout == again.stdout
    found = json.loads(first.stdout)
    assert found.keys() == {
        "title",
        "seed",
        "replicates",
        "questions",
        "talks",
        "digest",
        "primary",
        "arms",
        "differences",
        "flips",
        "frontier",
        "uninformed",
        "until",
    }
    assert [arm["label"] for arm in found["arms"]] == ["poll", "debate"]
    assert found["arms"][0].keys() == {
        "label",
        "control",
        "protocol",
        "rule",
        "topology",
        "lens",
        "interceptors",
        "seats",
        "measures",
        "alpha",
        "talks",
        "ballots",
        "missing",
        "troubles",
    }
    assert found["arms"][0]["seats"][0] == {"name": "Seat-1", "agent": {"use": "conformist"}}
    assert found["arms"][0]["ballots"] == {"asked": 40, "not cast": {}}
    assert found["arms"][0]["measures"]["messages"] == {"mean": 4.0, "interval": None, "n": 5}
    assert found["differences"][0].keys() == {
        "a",
        "b",
        "measure",
        "estimate",
        "interval",
        "n",
        "together",
        "p",
        "p_holm",
        "d_z",
        "better",
        "worse",
        "missing",
        "bounds",
        "failed",
        "questions_needed",
    }
    assert str(tmp_path) not in first.stdout


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (SMALL.replace("replicates", "replicate"), "did you mean 'replicates'"),
        (SMALL.replace('"poll"', '"pol"'), "did you mean 'poll'"),
        (SMALL.replace("synthetic", "synthetc"), "did you mean 'synthetic'"),
        (SMALL.replace(", count = 4", ""), "needs a count"),
        (SMALL.replace('"conformist"', '"agents_of_mine:Loud"'), "--trust agents_of_mine"),
        (SMALL.replace("[arms]", "[arms"), "is not TOML"),
        ("\x00\x01", "is not TOML"),
        ("", "is missing"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    moot: Moot, refused: Refused, tmp_path: Path, content: str, expected: str
) -> None:
    refused(moot("run", str(written(tmp_path, content))), expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("first-lok", "did you mean 'first-look'"), ("none.toml", "cannot read"), (".", "cannot read")],
)
def test_a_spec_that_is_not_there_is_one_line_and_status_2(
    moot: Moot, refused: Refused, name: str, expected: str
) -> None:
    refused(moot("run", name), expected)


def test_code_that_a_file_names_runs_when_it_is_trusted(tmp_path: Path) -> None:
    written(tmp_path, AGENT, "agents_of_mine.py")
    written(tmp_path, SMALL.replace('"conformist"', '"agents_of_mine:Loud"'))
    done = process("run", "small.toml", "--trust", "agents_of_mine", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == "asked\n"
    assert done.stdout.startswith("Small\n")


def test_where_nobody_could_answer_the_table_says_so_and_the_status_is_3(moot: Moot, tmp_path: Path) -> None:
    done = moot("run", str(written(tmp_path, SMALL.replace('"conformist"', '"silent"'))))
    assert (done.returncode, done.stderr) == (3, "")
    assert "every arm: 40 of 40 ballots not cast (40 abstained)\n" in done.stdout


def test_a_title_is_shown_whatever_it_holds(moot: Moot, tmp_path: Path) -> None:
    title = 'title = "Une question\u00a0? \\u001b[31m"'
    done = moot("run", str(written(tmp_path, SMALL.replace('title = "Small"', title))))
    assert done.stdout.startswith("Une question ? \\x1b[31m\n")


def test_an_interrupt_is_one_line_and_status_130(tmp_path: Path) -> None:
    written(tmp_path, AGENT, "agents_of_mine.py")
    written(tmp_path, SMALL.replace('"conformist"', '"agents_of_mine:Loud"').replace("= 2\n", "= 100000\n"))
    words = [*MAIN, "run", "small.toml", "--trust", "agents_of_mine"]
    with subprocess.Popen(words, cwd=tmp_path, stdout=-1, stderr=-1, encoding="utf-8") as started:
        assert started.stderr is not None
        assert started.stderr.readline() == "asked\n"  # it has begun
        started.send_signal(signal.SIGINT)
        try:
            out, err = started.communicate(timeout=30)
        finally:
            started.kill()
    assert (started.returncode, out, err.count("\n")) == (130, "", 1)
    ((held, of),) = re.findall(
        r"^moot: interrupted: (\d+) of (\d+) talks are in runs/small; the same command", err
    )
    assert 0 <= int(held) < int(of) == 2 * 5 * 100_000


@pytest.mark.parametrize("until", [(), ("--until", "accuracy +-0.3")])
def test_a_terminal_gets_a_bar_on_stderr_and_stdout_stays_clean(
    tmp_path: Path, until: tuple[str, ...]
) -> None:
    pty = pytest.importorskip("pty")
    file = written(tmp_path, SMALL)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*MAIN, "run", str(file), *until, "--json"],
        cwd=tmp_path,
        stdout=-1,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "200"},
    ) as started:
        os.close(theirs)
        out, _ = started.communicate(timeout=60)
        drawn = b""
        try:
            while chunk := os.read(ours, 65536):
                drawn += chunk
        except OSError:  # the other end is closed
            pass
        os.close(ours)
    assert started.returncode == 0
    assert b"/20" in drawn
    assert (b"talks at most" in drawn) == (b"time left at most" in drawn) == bool(until)
    assert out == process("run", str(file), *until, "--json", cwd=tmp_path).stdout.encode()
