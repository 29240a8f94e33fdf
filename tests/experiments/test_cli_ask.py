"""The command line, as a person meets it: its two outputs and its exit status."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Moot = Callable[..., subprocess.CompletedProcess[str]]
Command = Callable[..., subprocess.Popen[str]]
Moots = Callable[..., list[subprocess.CompletedProcess[str]]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
TEA = ("ask", "Tea or coffee?", "--option", "Tea", "--option", "Coffee")


def test_a_recording_is_asked_in_one_command(moot: Moot) -> None:
    done = moot("ask", "--recording", "open-llms-benefit")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Debate - 6 seats\nSeats: 6 recorded.\nSource: ")
    assert "Result: tie - 'Very beneficial' and 'Beneficial' (3/6 votes each)\n" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_other_recording_as_json(moot: Moot) -> None:
    done = moot("ask", "--recording", "frontier-open-source", "--json")
    made = json.loads(done.stdout)
    assert (made["verdict"]["word"], made["verdict"]["winners"]) == ("tie", ["Yes, partial train", "No"])
    assert [(flip["seat"], flip["credits"]) for flip in made["flips"]] == [
        ("DeepSeek V3.2", ["Claude Opus 4.6"])
    ]
    assert moot("ask", "--recording", "frontier-open-source", "--format", "json").stdout == done.stdout


def test_ask_and_show_print_the_same_page_in_every_format(moot: Moot) -> None:
    asked = ("ask", "--recording", "open-llms-benefit")
    assert moot(*asked, "--journal", "talk.jsonl").returncode == 0
    for form, begins in (
        ("markdown", "# Debate - 6 seats\n"),
        ("html", "<!DOCTYPE html>\n"),
        ("text", "Debate"),
    ):
        done = moot(*asked, "--format", form)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(begins)
        assert moot("show", "talk.jsonl", "--format", form).stdout == done.stdout


def test_a_recording_polled_holds_its_first_round(moot: Moot) -> None:
    made = json.loads(moot("ask", "--recording", "open-llms-benefit", "--mode", "poll", "--json").stdout)
    assert made["verdict"]["word"] == "majority"
    assert made["verdict"]["winners"] == ["Beneficial"]
    assert made["flips"] == []


def test_the_seats_of_a_typed_question_are_simulated_and_said_to_be(moot: Moot) -> None:
    done = moot(*TEA, "--seed", "3")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Seats: 6 simulated (conformist). No model was asked.\n" in done.stdout
    assert done.stdout == moot(*TEA, "--seed", "3").stdout


def test_the_same_seed_gives_the_same_digest_and_another_gives_another(process: Moot) -> None:
    digests = [json.loads(process(*TEA, "--json", "--seed", seed).stdout)["digest"] for seed in "112"]
    assert digests[0] == digests[1] != digests[2]


def test_protocol_rounds_panel_and_topology_are_taken_by_name(moot: Moot, tmp_path: Path) -> None:
    options = ("--protocol", "Self_Revision", "--rounds", "3", "--panel", "Random", "--seats", "4")
    assert moot(*TEA, *options, "--topology", "ring", "--journal", "talk.jsonl").returncode == 0
    header = json.loads((tmp_path / "talk.jsonl").read_bytes().splitlines()[0])
    assert header["protocol"] == {"use": "self-revision", "rounds": 3}
    assert [seat["agent"] for seat in header["panel"]] == [{"use": "random"}] * 4
    assert len(header["topology"]) == 8


def test_rewired_lines_are_in_the_journal_that_is_shown_and_replayed(moot: Moot, tmp_path: Path) -> None:
    options = ("--topology", "rewired", "--rounds", "3", "--panel", "random", "--seed", "1")
    asked = moot(*TEA, *options, "--journal", "talk.jsonl")
    assert (asked.returncode, asked.stderr) == (0, "")
    header, *entries = map(json.loads, (tmp_path / "talk.jsonl").read_bytes().splitlines())
    assert header["rewired"] is True
    rounds = [entry["hears"] for entry in entries if "phase" in entry]
    assert all({len(heard) for heard in hears.values()} == {2} for hears in rounds)
    assert len({json.dumps(hears) for hears in rounds}) == len(rounds) == 3
    assert moot("show", "talk.jsonl").stdout == asked.stdout
    assert moot("replay", "talk.jsonl").returncode == 0
    assert moot("influence", "talk.jsonl").returncode == 0


def test_a_number_can_be_asked_for(moot: Moot) -> None:
    made = json.loads(moot("ask", "How many?", "--number", "-5", "5", "--panel", "de-groot", "--json").stdout)
    assert made["question"]["range"] == [-5.0, 5.0]
    assert all(-5 <= seat["stance"] <= 5 for seat in made["seats"])


def test_where_nobody_can_answer_the_status_is_3(moot: Moot) -> None:
    done = moot("ask", "What now?")
    assert done.returncode == 3
    assert "Result: no answer (0/6 votes cast)" in done.stdout


def test_a_panel_file_says_who_sits_there(moot: Moot, tmp_path: Path) -> None:
    panel = (
        '[[seats]]\nname = "Ada"\nagent = "random"\ncount = 2\n[[seats]]\nname = "Bob"\nagent = "silent"\n'
    )
    (tmp_path / "panel.toml").write_text(panel, encoding="utf-8")
    made = json.loads(moot(*TEA, "--panel", "panel.toml", "--json").stdout)
    assert [seat["name"] for seat in made["seats"]] == ["Ada-1", "Ada-2", "Bob"]
    assert made["verdict"]["missing"] == {"Bob": "abstained"}


AGENT = """
from moot.sim import Agent

class Coffee(Agent):
    def act(self, turn):
        return turn.say("Coffee")
"""


def test_code_that_is_typed_runs_and_code_in_a_file_only_where_it_is_trusted(
    moot: Moot, refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(AGENT, encoding="utf-8")
    assert "Result: unanimous - Coffee (6/6 votes)" in moot(*TEA, "--panel", "mine:Coffee").stdout
    (tmp_path / "panel.toml").write_text('[[seats]]\nname = "Ada"\nagent = "mine:Coffee"\n', encoding="utf-8")
    refused(moot(*TEA, "--panel", "panel.toml"), "allow it with --trust mine")
    assert "unanimous" in moot(*TEA, "--panel", "panel.toml", "--trust", "mine").stdout


def test_diagnostics_go_to_stderr_as_json_where_they_are_asked_for(moot: Moot) -> None:
    done = moot(*TEA, "--panel", "crashing", "--seats", "1", "--mode", "poll", "--log-level", "info")
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events] == ["missing", "closed"]
    assert events[0]["error"] == "this agent crashes"
    assert done.returncode == 3
    assert moot(*TEA, "--panel", "crashing").stderr == ""
    told = moot(*TEA, "--mode", "poll", "--log-level", "debug").stderr.splitlines()
    assert [json.loads(line)["event"] for line in told] == ["said"] * 6 + ["closed"]


def test_a_reader_that_leaves_early_is_no_error(command: Command, tmp_path: Path) -> None:
    seats = "".join(f'[[seats]]\nname = "S{i}"\nagent = "random"\n' for i in range(400))
    (tmp_path / "panel.toml").write_text(seats, encoding="utf-8")
    with command(*TEA, "--json", "--panel", "panel.toml") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "{\n"
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 0


def test_an_interrupt_ends_in_one_line_and_status_130(moot: Moot, tmp_path: Path) -> None:
    code = f"import os\n\ndef stop(turn):\n    os.kill(os.getpid(), {signal.SIGINT:d})\n"
    (tmp_path / "stopper.py").write_text(code, encoding="utf-8")
    panel = '[[seats]]\nname = "Ada"\nagent = { use = "function-agent", function = "stopper:stop" }\n'
    (tmp_path / "panel.toml").write_text(panel, encoding="utf-8")
    done = moot(*TEA, "--panel", "panel.toml", "--trust", "stopper", "--journal", "talk.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "moot: interrupted\n")
    assert json.loads((tmp_path / "talk.jsonl").read_bytes().splitlines()[0])["moot"] == 1


REFUSALS = (
    (("ask",), "what is the question?"),
    (("ask", "Q", "--option", "A"), "one option ('A') leaves nothing to decide"),
    (("ask", "Q", "--option", "A", "--option", "A"), "option 'A' stands twice"),
    (("ask", "Q", "--option", "A", "--number", "0", "1"), "options, a range or parts"),
    (("ask", "Q", "--number", "5", "1"), "is empty: give the lower end first"),
    (("ask", "Q", "--number", "0", "nan"), "finite number"),
    ((*TEA, "--protocol", "debat"), "unknown protocol 'debat': did you mean 'debate'?"),
    ((*TEA, "--mode", "pol"), "unknown mode 'pol': did you mean 'poll'?"),
    ((*TEA, "--mode", "poll", "--protocol", "debate"), "give one of the two"),
    ((*TEA, "--rule", "plurolity"), "unknown rule 'plurolity': did you mean 'plurality'?"),
    ((*TEA, "--panel", "conformst"), "unknown agent 'conformst': did you mean 'conformist'?"),
    ((*TEA, "--panel", "none.toml"), "cannot read none.toml: No such file"),
    ((*TEA, "--panel", "."), "Is a directory"),
    ((*TEA, "--topology", "rng"), "unknown topology 'rng': did you mean 'ring'?"),
    ((*TEA, "--seats", "0"), "one seat at least"),
    ((*TEA, "--format", "html", "--json"), "--format html and --json: give one of the two"),
    (("show", "no.jsonl", "--format", "markdown", "--json"), "--format markdown and --json: give one"),
    ((*TEA, "--seats", "1000000"), "a crowd moves as many"),
    ((*TEA, "--answer", "Milk"), "none of the options"),
    (("ask", "Q", "--number", "0", "1", "--answer", "much"), "is no number"),
    (
        ("ask", "Q", "--number", "0", "1", "--panel", "hegselmann-krause,reach=-1"),
        "greater than or equal to 0",
    ),
    ((*TEA, "--rounds", "0"), "greater than or equal to 1"),
    ((*TEA, "--rounds", "2", "--protocol", "poll"), "the protocol poll has no rounds"),
    ((*TEA, "--within", "0"), "greater than 0"),
    ((*TEA, "--format", "xml"), "'xml' is not one of 'text', 'markdown', 'html', 'json'"),
    ((*TEA, "--log-level", "loud"), "'loud' is not one of"),
    ((*TEA, "--sed", "3"), "No such option: --sed"),
    ((*TEA, "--panel", "nowhere_at_all:Thing"), "cannot import 'nowhere_at_all'"),
    ((*TEA, "--journal", "none/talk.jsonl"), "cannot write none/talk.jsonl: No such file"),
    (("ask", "--recording", "open-lms"), "did you mean 'open-llms-benefit'?"),
    (("ask", "Q", "--recording", "open-llms-benefit"), "QUESTION beside --recording"),
    (("asks",), "No such command 'asks'"),
)


def test_bad_input_gets_one_line_and_status_2(moots: Moots, refused: Refused) -> None:
    for done, (_, said) in zip(moots(arguments for arguments, _ in REFUSALS), REFUSALS, strict=True):
        refused(done, said)


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        ('[[seats]]\nname = "Ada"\nagent = "random"\ncuont = 2\n', "did you mean 'count'?"),
        ('[[seats]]\nname = "Ada"\nagent = { use = "stubborn", stnce = "A" }\n', "did you mean 'stance'?"),
        ('[[seats]]\nname = "Ada"\nagent = "random"\n' * 2, "two seats are named 'Ada'"),
        ("seats = []\n", "the panel is empty"),
        ("", "'seats' is missing"),
        ("[[seats", "is not TOML"),
    ],
)
def test_a_panel_file_that_is_none_gets_one_line(
    moot: Moot, refused: Refused, tmp_path: Path, panel: str, said: str
) -> None:
    (tmp_path / "panel.toml").write_text(panel, encoding="utf-8")
    refused(moot(*TEA, "--panel", "panel.toml"), said)


def test_seats_beside_a_panel_file_are_refused(moot: Moot, refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "panel.toml").write_text('[[seats]]\nname = "Ada"\nagent = "random"\n', encoding="utf-8")
    refused(moot(*TEA, "--panel", "panel.toml", "--seats", "3"), "the file says who sits there")


def test_help_names_every_verb_with_an_example_and_loads_nothing_heavy(moot: Moot, moots: Moots) -> None:
    done = moot("--help")
    assert done.returncode == 0
    verbs = ("ask", "show", "decide", "replay", "run", "influence", "falsify", "laws", "list")
    assert all(f"\n  {verb} " in done.stdout for verb in verbs)
    assert moot().stdout == done.stdout
    for verb, helped in zip(verbs, moots((verb, "--help") for verb in verbs), strict=True):
        assert helped.returncode == 0
        assert f"Example: moot {verb} " in helped.stdout
        first = helped.stdout.splitlines()[2].strip()
        assert first in done.stdout  # the line in the overview is the first line of the verb's own help
    libraries = {"matplotlib", "networkx", "numpy", "rich", "scipy", "structlog"}
    heavy = libraries | {"moot.agents", "moot.experiments.deliberate"}
    code = f"""
import sys
from moot.experiments.cli import main
main(["--help"])
print({heavy} & {{*sys.modules}})
"""
    alone = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert alone.stdout.splitlines()[-1] == "set()"


def test_an_open_question_is_debated_openly(moot: Moot, refused: Refused) -> None:
    asked = ("ask", "What is fair?", "--seats", "3", "--json")
    for said in ((), ("--open",), ("--mode", "debate"), ("--open", "--rounds", "2")):
        assert json.loads(moot(*asked, *said).stdout)["protocol"] == "open-debate"
    assert json.loads(moot(*asked, "--mode", "poll").stdout)["protocol"] == "poll"
    assert json.loads(moot(*asked, "--protocol", "debate").stdout)["protocol"] == "debate"
    refused(moot(*asked, "--open", "--option", "Yes", "--option", "No"), "--open beside --option")
    refused(moot(*asked, "--open", "--number", "0", "1"), "--open beside --number")
