"""Journals on the command line: written, shown, replayed, resumed; and files that are none."""

import json
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

Moot = Callable[..., subprocess.CompletedProcess[str]]
Moots = Callable[..., list[subprocess.CompletedProcess[str]]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
TEA = ("ask", "Tea or coffee?", "--option", "Tea", "--option", "Coffee", "--seed", "5")


@pytest.fixture
def talk(moot: Moot, tmp_path: Path) -> Path:
    """Return the file of a finished talk."""
    done = moot(*TEA, "--journal", "talk.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    return tmp_path / "talk.jsonl"


def sealed(lines: list[bytes]) -> bytes:
    """Return a journal with a close that fits its lines, as somebody who forges one would write it."""
    status = f'{{"close":"finished","entries":{len(lines) - 1}'
    text = b"\n".join([line.rstrip(b"\n") for line in lines] + [status.encode()])
    return b"".join(lines) + f'{status},"digest":"{sha256(text).hexdigest()}"}}\n'.encode()


def test_show_prints_the_page_that_ask_printed(moot: Moot, talk: Path) -> None:
    assert moot("show", talk.name).stdout == moot(*TEA).stdout
    assert moot("show", talk.name, "--json").stdout == moot(*TEA, "--json").stdout


def test_replay_comes_out_the_same(moot: Moot, talk: Path) -> None:
    done = moot("replay", talk.name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("the same: digest ")
    made = json.loads(moot("replay", talk.name, "--json").stdout)
    assert made["same"]
    assert made["digest"] == made["again"]
    assert made["asked"] > 0
    assert made["played"] == 0


def test_replay_of_what_the_seats_did_not_say_fails_with_the_first_difference(moot: Moot, talk: Path) -> None:
    lines = talk.read_bytes().splitlines(keepends=True)[:-1]
    at = next(i for i, line in enumerate(lines) if line.startswith(b'{"said"'))
    other = {b'"Tea"': b'"Coffee"', b'"Coffee"': b'"Tea"'}
    mine = next(option for option in other if option in lines[at])
    lines[at] = lines[at].replace(mine, other[mine])
    talk.write_bytes(sealed(lines))
    done = moot("replay", talk.name)
    assert done.returncode == 1
    assert done.stdout.startswith(f"not the same: line {at + 1}: ")
    made = json.loads(moot("replay", talk.name, "--json").stdout)
    assert not made["same"]
    assert made["difference"].startswith(f"line {at + 1}: ")


def test_a_journal_cut_anywhere_is_resumed_to_the_same_bytes(
    moot: Moot, refused: Refused, talk: Path
) -> None:
    whole = talk.read_bytes()
    lines = whole.splitlines(keepends=True)
    for kept, torn in ((1, b""), (2, b'{"said":"Se'), (5, b""), (len(lines) - 1, lines[-1][:9])):
        talk.write_bytes(b"".join(lines[:kept]) + torn)
        refused(moot("show", talk.name), "is cut off")
        done = moot("replay", "--resume", talk.name)
        assert (done.returncode, done.stderr) == (0, "")
        assert talk.read_bytes() == whole


def test_resume_tells_what_it_did_and_refuses_what_is_finished(
    moot: Moot, refused: Refused, talk: Path
) -> None:
    lines = talk.read_bytes().splitlines(keepends=True)
    talk.write_bytes(b"".join(lines[:4]))
    made = json.loads(moot("replay", "--resume", "--json", talk.name).stdout)
    assert (made["status"], made["recorded"], made["added"]) == ("finished", 3, len(lines) - 5)
    assert made["digest"] in lines[-1].decode()
    refused(moot("replay", "--resume", talk.name), "there is nothing to resume")


def test_a_journal_is_never_overwritten(moot: Moot, refused: Refused, talk: Path, tmp_path: Path) -> None:
    before = talk.read_bytes()
    refused(moot(*TEA, "--journal", talk.name), "holds a finished journal")
    assert talk.read_bytes() == before
    talk.write_bytes(before[:-20])
    refused(moot(*TEA, "--journal", talk.name), "finish it with `moot replay --resume")
    assert talk.read_bytes() == before[:-20]
    (tmp_path / "other.txt").write_text("mine", encoding="utf-8")
    refused(moot(*TEA, "--journal", "other.txt"), "exists and is no journal")
    assert (tmp_path / "other.txt").read_text(encoding="utf-8") == "mine"


def test_a_question_that_is_refused_leaves_no_file_behind(
    moot: Moot, refused: Refused, tmp_path: Path
) -> None:
    refused(moot(*TEA, "--journal", "new.jsonl", "--within", "0"), "greater than 0")
    assert list(tmp_path.iterdir()) == []


MODULE = """
from moot.sim import Agent

print("imported")

class Coffee(Agent):
    def act(self, turn):
        return turn.say("Coffee")
"""


def test_show_imports_nothing_that_a_file_names_and_replay_only_what_is_trusted(
    process: Moot, refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(MODULE, encoding="utf-8")
    held = process(*TEA, "--panel", "mine:Coffee", "--journal", "talk.jsonl")
    assert held.stdout.startswith("imported\n")
    shown = process("show", "talk.jsonl")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Seats: 6 played by mine:Coffee.\n" in shown.stdout
    assert "imported" not in shown.stdout
    refused(process("replay", "talk.jsonl"), "allow it with --trust mine")
    assert process("replay", "talk.jsonl", "--trust", "mine").stdout.startswith("imported\nthe same: ")


def test_the_influence_of_a_file_and_of_a_recording(moot: Moot, tmp_path: Path) -> None:
    assert moot("ask", "--recording", "open-llms-benefit", "--journal", "talk.jsonl").returncode == 0
    made = json.loads(moot("influence", "talk.jsonl", "--json").stdout)
    assert made == json.loads(moot("influence", "--recording", "open-llms-benefit", "--json").stdout)
    assert made["totals"]["declared"]["Claude Opus 4.6"] == 1.5
    assert [(flip["seat"], flip["novel"]) for flip in made["flips"]] == [
        ("Sonar Pro", False),
        ("Gemini 3.1 Pro", False),
        ("Kimi K2.5", False),
    ]
    assert made["invalid_credits"] == []
    rows = [line.split("  ") for line in moot("influence", "talk.jsonl").stdout.splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert ["2", "2", "Sonar Pro", "Gemini 3.1 Pro", "1.00", "0.25"] in cells
    assert ["2", "2", "GPT-5.4", "Gemini 3.1 Pro", "-", "0.25"] in cells
    assert ["Claude Opus 4.6", "1.50", "1.00", "0.22"] in cells
    assert list(tmp_path.iterdir()) == [tmp_path / "talk.jsonl"]


def test_invalid_credits_are_counted_and_novel_changes_marked(moot: Moot, tmp_path: Path) -> None:
    seat = '[[seats]]\nname = "{}"\nagent = {{ use = "recorded", lines = [{}] }}\n'
    ada = '{ stance = "A" }, { stance = "C", credits = ["Ada", "Bob", "Zoe"] }'
    text = 'question = "Q"\noptions = ["A", "B", "C"]\n' + seat.format("Ada", ada)
    (tmp_path / "mine.toml").write_text(text + seat.format("Bob", '{ stance = "B" }'), encoding="utf-8")
    done = moot("influence", "--recording", "mine.toml")
    assert "Credits to oneself or to the unheard: 2." in done.stdout
    assert [line.split() for line in done.stdout.splitlines() if "novel" in line] == [
        ["2", "2", "Ada", "A", "C", "novel"]
    ]


def test_influence_of_nothing_or_of_two_things_is_refused(moot: Moot, refused: Refused, talk: Path) -> None:
    refused(moot("influence"), "give one journal file, or --recording NAME")
    refused(moot("influence", talk.name, "--recording", "open-llms-benefit"), "give one journal file")


def test_a_file_that_is_no_journal_gets_one_line(
    moot: Moot, moots: Moots, refused: Refused, talk: Path, tmp_path: Path
) -> None:
    whole = talk.read_bytes()
    files = {
        "empty": (b"", "is empty"),
        "cut off": (whole[:-30], "is cut off"),
        "tampered": (whole.replace(b'"seed":', b'"seed":1', 1), "digest does not match"),
        "lost a line": (
            b"".join(whole.splitlines(keepends=True)[:3] + whole.splitlines(keepends=True)[4:]),
            "line",
        ),
        "other version": (whole.replace(b'{"moot":1', b'{"moot":999'), "version 999"),
        "other file": (b'{"name": "something else"}\n', "not the header of a journal"),
        "junk": (bytes(range(256)) * 40, "is not JSON"),
        "escape": (b'\x1b[31m{"moot"\n', "is not JSON"),
    }
    for name, (content, _) in files.items():
        (tmp_path / name).write_bytes(content)
    for done, (_, said) in zip(moots(("show", name) for name in files), files.values(), strict=True):
        refused(done, said)
    for verb in ("replay", "influence"):
        refused(moot(verb, "tampered"), "digest does not match")
    refused(moot("show", "."), "Is a directory")
    refused(moot("show", "nowhere"), "cannot read nowhere: No such file")


LISTED = (
    ("protocols", "debate", "Du, Li, Torralba, Tenenbaum and Mordatch (2023)"),
    ("rules", "plurality", ""),
    ("axioms", "reinforcement", "Young (1975)"),
    ("agents", "de-groot", "DeGroot (1974)"),
    ("topologies", "small-world", "Watts and Strogatz (1998)"),
    ("topologies", "rewired", "Tahbaz-Salehi and Jadbabaie (2008)"),
    ("recordings", "open-llms-benefit", "a public roundtable"),
    ("experiments", "first-look", ""),
    ("sources", "synthetic", ""),
    ("measures", "simpson", "Simpson (1949), Measurement of diversity."),
    ("measures", "flip-rate", ""),
    ("properties", "converges", "DeGroot (1974)"),
)


def test_list_says_what_there_is_with_its_source(moots: Moots) -> None:
    calls = (("list", kind, "--json") for kind, _, _ in LISTED)
    for done, (kind, name, source) in zip(moots(calls), LISTED, strict=True):
        made = json.loads(done.stdout)
        assert made["kind"] == kind
        found = {item["name"]: item for item in made["items"]}
        assert list(found) == sorted(found)
        assert all(item["about"] and not item["about"].startswith("Return") for item in found.values())
        assert found[name]["source"].startswith(source)


def test_list_prints_a_table(moot: Moot) -> None:
    done = moot("list", "rules")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[0] == "name"
    assert "plurality" in [line.split()[0] for line in done.stdout.splitlines() if line.split()]


def test_rules_list_the_axioms_that_they_keep_and_break(moot: Moot) -> None:
    found = {item["name"]: item for item in json.loads(moot("list", "rules", "--json").stdout)["items"]}
    assert "monotonicity" in found["borda"]["keeps"]
    assert found["borda"]["breaks"]["majority-winner"] == "3 abc, 2 bca"
    assert found["approval"].keys() == {"name", "about", "source"}


def test_properties_list_what_they_are_about_and_what_they_catch(moot: Moot) -> None:
    found = {item["name"]: item for item in json.loads(moot("list", "properties", "--json").stdout)["items"]}
    assert (found["iia"]["kind"], found["iia"]["mutant"]) == ("rule", "half-is-enough")
    assert all(item["kind"] and item["mutant"] for item in found.values())
    rows = moot("list", "properties").stdout.splitlines()
    (first,) = (number for number, row in enumerate(rows) if row.split()[:1] == ["terminates"])
    told = " ".join(row[29:53].strip() for row in rows[first : first + 5])
    words = "The talk ends, within the answers that its protocol declares, and not with an error."
    assert told.startswith(words)


def test_a_kind_that_there_is_not_is_answered_with_the_nearest(moot: Moot, refused: Refused) -> None:
    refused(moot("list", "protocol"), "did you mean 'protocols'?")
