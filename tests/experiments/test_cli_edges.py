"""The command line at its edges: code that fails, outputs that take nothing, names of functions."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Moot = Callable[..., subprocess.CompletedProcess[str]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
TEA = ("ask", "Tea or coffee?", "--option", "Tea", "--option", "Coffee")
MINE = """
from moot import Protocol, rule


class Raises(Protocol):
    async def run(self, floor):
        await floor.ask("open")
        raise ZeroDivisionError("oh")


@rule
def boom(ballots):
    return 1 / 0


def first(turn):
    return turn.question.options[0]


def most(ballots):
    from moot.sim import Tally

    return Tally((ballots.question.options[1],))


NUMBER = 4
"""


@pytest.fixture(autouse=True)
def mine(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MINE)


def test_code_that_fails_is_one_line_that_says_where(moot: Moot, refused: Refused) -> None:
    refused(moot(*TEA, "--protocol", "mine:Raises"), "mine.py line 8 failed: ZeroDivisionError: oh")
    refused(moot(*TEA, "--rule", "mine:boom"), "mine.py line 13 failed: ZeroDivisionError: division by zero")


def test_a_function_is_an_agent_and_a_rule(moot: Moot, refused: Refused) -> None:
    made = json.loads(moot(*TEA, "--panel", "mine:first", "--rule", "mine:most", "--json").stdout)
    assert (made["verdict"]["counts"], made["verdict"]["word"]) == ({"Tea": 6, "Coffee": 0}, "elected")
    refused(moot(*TEA, "--panel", "mine:NUMBER"), "'mine:NUMBER' names no agent: it is a int")


def test_agreement_is_of_the_ballots_whatever_the_rule_makes_of_them(moot: Moot) -> None:
    page = moot(*TEA, "--panel", "mine:first", "--rule", "mine:most").stdout
    assert "  Agreement after 1 round in which nobody heard anybody. Final vote: Tea: 6.\n" in page


def test_what_cannot_be_written_is_one_line() -> None:
    program = "import sys; from moot.experiments.cli import main; sys.exit(main())"
    for words in (TEA, ("list", "agents")):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-c", program, *words], stdout=full, stderr=-1, check=False
            )
        assert (done.returncode, done.stderr) == (
            2,
            b"moot: cannot write the output: No space left on device\n",
        )
        shell = f"exec {sys.executable} -c '{program}' list agents >&-"
        done = subprocess.run(["/bin/sh", "-c", shell], stderr=-1, check=False)
        assert (done.returncode, done.stderr) == (2, b"moot: cannot write the output: it is closed\n")


def test_an_interrupt_is_130_from_the_start() -> None:
    program = (
        "import sys, signal, os\n"
        "from moot.experiments.cli import main\n"
        "class Late:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'typer': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Late())\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", program, "list", "agents"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


def test_the_source_of_a_recording_is_kept_with_its_journal(moot: Moot) -> None:
    asked = moot("ask", "--recording", "open-llms-benefit", "--journal", "r.jsonl").stdout
    assert "arguments" in asked.partition("Question")[0]
    assert moot("show", "r.jsonl").stdout == asked
    assert "stand-ins" in json.loads(moot("show", "r.jsonl", "--json").stdout)["source"]


@pytest.mark.parametrize("change", [("--mode", "poll"), ("--rounds", "4"), ("--topology", "star")], ids=str)
def test_a_recording_played_in_another_way_says_so(moot: Moot, change: tuple[str, ...]) -> None:
    page = " ".join(moot("ask", "--recording", "open-llms-benefit", *change).stdout.split())
    assert "here its answers are played in another way than they were given" in page
    plain = moot("ask", "--recording", "open-llms-benefit", "--protocol", "debate").stdout
    assert "here its answers" not in " ".join(plain.split())


def test_credits_that_cannot_be_are_not_shown_as_credits(moot: Moot, tmp_path: Path) -> None:
    (tmp_path / "vain.py").write_text(
        "def act(turn):\n"
        "    if turn.round == 1:\n"
        "        return turn.say('Coffee' if turn.seat == 'Seat-1' else 'Tea')\n"
        "    return turn.say('Tea', credits=('Seat-1', 'Nobody', 'Seat-2'))\n"
    )
    page = " ".join(moot(*TEA, "--panel", "vain:act", "--seats", "2").stdout.split())
    assert "(round 2; credits Seat-2 (and 2 that cannot be: itself, or somebody it had not heard)" in page
    assert "Nobody" not in page


def test_numbers_that_differ_do_not_read_alike(moot: Moot, tmp_path: Path) -> None:
    (tmp_path / "close.py").write_text(
        "def act(turn):\n    return {'Seat-1': 1.0000001, 'Seat-2': 1.0000002}.get(turn.seat, 7.0)\n"
    )
    words = (
        "ask",
        "How many?",
        "--number",
        "0",
        "9",
        "--panel",
        "close:act",
        "--seats",
        "3",
        "--mode",
        "poll",
    )
    assert "Result: tie - '1.0000001', '1.0000002' and '7' (1/3 votes each)" in moot(*words).stdout


def test_a_table_that_is_too_wide_becomes_one_block_an_arm() -> None:
    program = (
        "from moot.experiments.catalogue import stored\n"
        "from moot.experiments.experiment import experiment\n"
        "from moot.experiments.spec import read_spec\n"
        "from moot.experiments.table import text\n"
        "print(text(experiment(read_spec('first-look', stored())), width=40))\n"
    )
    shown = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert "\npoll\n  .583 ±.056  accuracy\n" in shown
    assert max(map(len, shown.splitlines())) <= 40


def test_empty_words_are_refused_and_not_ignored(moot: Moot, refused: Refused) -> None:
    refused(moot(*TEA, "--protocol", ""), "unknown protocol ''")
    refused(moot(*TEA, "--panel", ""), "unknown agent ''")
    refused(moot("ask", " "), "what is the question?")
    refused(moot("ask", "--recording", "open-llms-benefit", "--seats", "0"), "--seats beside --recording")


def test_the_version(moot: Moot) -> None:
    assert moot("--version").stdout == "moot 0.1.0\n"
