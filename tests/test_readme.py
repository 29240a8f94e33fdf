"""What the README shows is what the program prints."""

import re
import shlex
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from moot.agents import AGENTS
from moot.experiments.ballots import read_ballots
from moot.experiments.ballots.headings import EACH, LISTS, OTHERS
from moot.experiments.catalogue import stored
from moot.experiments.controls import CONTROLS
from moot.experiments.sources import SOURCES
from moot.experiments.spec import BASELINES, Spec
from moot.protocols import PROTOCOLS
from moot.sim import STOPS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILES = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
SOURCES_SHOWN = FILES[FILES.index("\n## Questions") : FILES.index("\n## Ballots")]
OTHERS_SHOWN = FILES.replace(SOURCES_SHOWN, "")
DYNAMICS = (ROOT / "docs" / "dynamics.md").read_text(encoding="utf-8")
ENTRY = "import sys; from moot.experiments.cli import main; sys.exit(main())"


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def output(folder: Path, *arguments: str, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, check=False, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (status, "")
    return done.stdout


@pytest.mark.parametrize("block", blocks(README, "console"))
def test_the_outputs_shown_are_those_printed(block: str, tmp_path: Path) -> None:
    typed, _, shown = block.partition("\n")
    prompt, program, *arguments = shlex.split(typed)
    assert (prompt, program) == ("$", "moot")
    (voters,) = blocks(README, "csv")
    (tmp_path / "voters.csv").write_text(voters, encoding="utf-8")
    found = arguments[0] == "falsify"
    assert output(tmp_path, "-c", ENTRY, *arguments, status=int(found)) == shown


def test_the_program_shown_prints_what_is_shown(tmp_path: Path) -> None:
    (program,), (shown,) = blocks(README, "python"), blocks(README, "text")
    assert output(tmp_path, "-c", program) == shown


def test_the_dynamics_shown_do_what_is_shown(tmp_path: Path) -> None:
    (program,), (shown,) = blocks(DYNAMICS, "python"), blocks(DYNAMICS, "text")
    assert output(tmp_path, "-c", program) == shown


def test_what_the_page_on_running_shows_is_what_is_printed(tmp_path: Path) -> None:
    pytest.importorskip("polars")
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    (program,), (shown,) = blocks(page, "python"), blocks(page, "text")
    assert output(tmp_path, "-c", program) == shown
    assert [name for name in BASELINES if f"`{name}`" not in page] == []


def test_what_the_page_on_live_seats_shows_is_what_is_printed(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "live.md").read_text(encoding="utf-8")
    fenced = re.findall(r"^```(\w+)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    pairs = [
        (one[1], other[1]) for one, other in pairwise(fenced) if (one[0], other[0]) == ("python", "text")
    ]
    assert len(pairs) == len(blocks(page, "text"))
    for program, shown in pairs:
        assert output(tmp_path, "-c", program) == shown


def test_every_dynamic_and_every_control_is_named() -> None:
    named = [name for name, path in AGENTS.items() if ".dynamics." in path]
    assert [name for name in (*named, *CONTROLS, *STOPS) if f"`{name}`" not in DYNAMICS] == []


def test_what_the_page_on_influence_shows_is_what_is_printed(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "influence.md").read_text(encoding="utf-8")
    for program, shown in zip(blocks(page, "python"), blocks(page, "text"), strict=True):
        assert output(tmp_path, "-c", program) == shown
    (block,) = blocks(page, "console")
    typed, _, shown = block.partition("\n")
    assert output(tmp_path, "-c", ENTRY, *shlex.split(typed)[2:]) == shown


def test_every_protocol_is_named() -> None:
    assert [name for name in PROTOCOLS if f"`{name}`" not in README] == []


def test_the_spec_shown_is_one() -> None:
    (spec,) = blocks(README, "toml")
    assert Spec.load(tomllib.loads(spec), stored()).title == "Does a second round help?"


@pytest.mark.parametrize("program", blocks(GUIDE, "python"))
def test_the_examples_of_the_guide_run(program: str, tmp_path: Path) -> None:
    output(tmp_path, "-c", program)


def test_the_files_shown_are_files(tmp_path: Path) -> None:
    panel, recording, spec, between = blocks(OTHERS_SHOWN, "toml")
    for name, content in (
        ("p.toml", panel),
        ("r.toml", recording),
        ("s.toml", spec),
        ("n.toml", f'questions = {{ use = "synthetic", count = 2 }}\n{between}'),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
    asked = output(
        tmp_path, "-c", ENTRY, "ask", "Tea?", "--option", "A", "--option", "B", "--panel", "p.toml"
    )
    assert asked.startswith("Debate - 4 seats\n")
    played = output(tmp_path, "-c", ENTRY, "ask", "--recording", "r.toml")
    assert "Source: our kitchen, last Monday.\n" in played
    assert "Result: unanimous - Coffee (2/2 votes)\n" in played
    assert "debate rounds=3 · ring" in output(tmp_path, "-c", ENTRY, "run", "s.toml")
    compared = output(tmp_path, "-c", ENTRY, "run", "n.toml")
    rows = compared.partition("─\n")[2].partition("\n\n")[0].splitlines()
    assert [row.partition("  ")[0] for row in rows] == [
        "no interceptors",
        "drop rate=0.1",
        "drop rate=0.3",
        "drop rate=1.0 phases=open",
        "partition",
        "delay + length",
    ]


ARMS = """
[arms]
protocol = "poll"
rule = "plurality"
panel = {panel}
"""


def test_every_source_of_questions_is_shown_and_works(tmp_path: Path) -> None:
    shown = blocks(SOURCES_SHOWN, "toml")
    assert {tomllib.loads(block)["questions"]["use"] for block in shown} == set(SOURCES)
    (mine, answers), (table,) = blocks(SOURCES_SHOWN, "json"), blocks(SOURCES_SHOWN, "csv")
    (function,) = blocks(SOURCES_SHOWN, "python")
    for name, content in (
        ("mine.jsonl", mine),
        ("answers.jsonl", answers),
        ("answers.csv", table),
        ("my_questions.py", function),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
    said = (
        ('"expert"', "100 questions, 1 talk each"),
        ('{ agent = "de-groot", count = 3 }', "100 questions, 1 talk each"),
        ('"stubborn"', "3 questions, 1 talk each"),
        ('"recorded"', "1 of 2 ballots not cast (1 abstained)"),
        ('"recorded"', "2 questions, 1 talk each"),
        ('{ agent = "de-groot", count = 3 }', "10 questions, 1 talk each"),
    )
    for number, (block, (panel, told)) in enumerate(zip(shown, said, strict=True)):
        arms = ARMS.replace("{panel}", panel)
        if "de-groot" in panel:
            arms = arms.replace("plurality", "median")
        (tmp_path / f"s{number}.toml").write_text(block + arms, encoding="utf-8")
        assert told in output(tmp_path, "-c", ENTRY, "run", f"s{number}.toml", "--trust", "my_questions")


def test_the_ballots_shown_are_ballots(tmp_path: Path) -> None:
    orders, (ranked, scored, told) = blocks(FILES, "preflib"), blocks(OTHERS_SHOWN, "csv")
    files = {"lunch.toi": orders[0], "ranked.csv": ranked, "scored.csv": scored, "told.csv": told}
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    read = {name: read_ballots(tmp_path / name) for name in files}
    assert [ballots.electorate for ballots in read.values()] == [6, 3, 4, 4]
    assert read["lunch.toi"].cast["line 9"].ranking == ("Salad", ("Soup", "Pie"))
    assert read["ranked.csv"].cast["Bo"].ranking == ("Salad", ("Soup", "Pie"))
    assert dict(read["scored.csv"].cast["line 3"].scores) == {"Salad": 8.0, "Pie": 9.0}
    assert read["told.csv"].cast["Cy"].delegate == "Bo"
    assert read["told.csv"].missing == {"Di": "abstained"}
    printed = output(
        tmp_path, "-c", ENTRY, "decide", "lunch.toi", "--rule", "plurality", "--write", "out.toi"
    )
    assert "  plurality  Soup\n" in printed
    again = read_ballots(tmp_path / "out.toi")
    assert list(again.cast.values()) == list(read["lunch.toi"].cast.values())


def test_every_heading_of_a_table_of_ballots_is_told_of() -> None:
    rows = [line for line in FILES.splitlines() if line.startswith("| `")]
    told = {
        word.split()[0].rstrip(":") for row in rows for word in re.findall("`([^`]+)`", row.split("|")[1])
    }
    assert told == {*EACH, *LISTS, *OTHERS}


def test_all_that_is_linked_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README + GUIDE)
    assert linked
    assert not [link for link in linked if not (ROOT / link).exists()]


def test_ci_finds_the_test_command() -> None:
    after = README.partition("<!-- test command -->")[2]
    (command,) = blocks(after, "sh")
    assert command.count("\n") == 1
    assert "pytest" in command
