"""The command line: the same ballots under many rules."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Moot = Callable[..., subprocess.CompletedProcess[str]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
MALKEVITCH = "".join(
    ("# NUMBER VOTERS: 55\n", *(f"# ALTERNATIVE NAME {i}: {name}\n" for i, name in enumerate("ABCDE", 1)))
) + (
    "18: 1,4,5,3,2\n12: 2,5,4,3,1\n10: 3,2,5,4,1\n9: 4,3,5,2,1\n4: 5,2,4,3,1\n2: 5,3,4,2,1\n"
)  # fmt: skip
MINE = """\
from moot.protocols.rules import Borda
from moot.sim import Tally, rule


class Prize(Borda):
    prize: int = 0

    def points(self, options):
        first, *others = super().points(options)
        return [first + self.prize, *others]


@rule
def boom(ballots):
    return 1 / 0
"""
PAGE = """\
m.soc
55 ballots, 5 options: A, B, C, D, E.

  rule            elects
  plurality       A
  instant-runoff  C
  borda           D
  anti-plurality  C, D, E  tie; listed-order: C

How much hangs on the rule
  1 of 4 rules elects A
  1 of 4 rules elects C
  1 of 4 rules elects D
  1 of 4 rules has a tie: C, D and E

How many rank the option on the left above the one on top
      A   B   C   D   E
  A      18  18  18  18
  B  37      16  26  22
  C  37  39      12  19
  D  37  29  43      27
  E  37  33  36  28
  E beats every other option.
"""
ROUNDS = """\
     round 1  round 2  round 3  round 4
  C       10       12       21       37
  A       18       18       18       18
  B       12       16       16
  D        9        9
  E        6
  Margin of victory: 2 ballots replaced give other winners.
"""


@pytest.fixture
def ballots(tmp_path: Path) -> str:
    (tmp_path / "m.soc").write_text(MALKEVITCH)
    return "m.soc"


def named(*rules: str) -> tuple[str, ...]:
    return tuple(word for name in rules for word in ("--rule", name))


def test_the_table_of_malkevitchs_voters(moot: Moot, ballots: str) -> None:
    """LAWS 11: plurality A, IRV C, Borda D, Condorcet E."""
    rules = named("plurality", "Instant_Runoff", "borda", "anti-plurality")
    done = moot("decide", ballots, *rules, "--tie-break", "listed-order")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == PAGE


def test_why_a_rule_elects_whom_it_elects(moot: Moot, ballots: str) -> None:
    done = moot("decide", ballots, *named("borda"), "--why", "instant-runoff")
    assert done.stdout.endswith(ROUNDS)
    assert "\nWhy instant-runoff elects C\n" in done.stdout
    assert "\n  instant-runoff  C\n" in done.stdout


def test_all_is_the_default_and_every_rule_is_in_the_json(moot: Moot, ballots: str) -> None:
    made = json.loads(moot("decide", ballots, "--json").stdout)
    assert made == json.loads(moot("decide", ballots, "--rule", "ALL", "--json").stdout)
    assert list(made) == ["file", "options", "ballots", "rules"]
    assert (made["file"], made["options"], made["ballots"]) == ("m.soc", list("ABCDE"), 55)
    assert all(list(found) == ["winners", "tie", "scores", "notes"] for found in made["rules"].values())
    assert made["rules"]["borda"]["winners"] == ["D"]
    assert made["rules"]["borda"]["scores"] == {"A": 72, "B": 101, "C": 107, "D": 136, "E": 134}
    assert made["rules"]["plurality"] == {
        "winners": ["A"],
        "tie": False,
        "scores": {"A": 18, "B": 12, "C": 10, "D": 9, "E": 6},
        "notes": [],
    }
    assert made["rules"]["anti-plurality"]["tie"] is True
    assert set(made["rules"]) >= {"plurality", "instant-runoff", "borda", "anti-plurality", "dowdall"}


def test_the_json_holds_no_path_and_exact_figures_as_numbers(moot: Moot, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b.csv").write_text("ranking: A | B | C\nA\nB = C\n")
    made = json.loads(moot("decide", "folder/b.csv", *named("dowdall", "plurality"), "--json").stdout)
    assert made["file"] == "b.csv"
    assert made["rules"]["dowdall"]["scores"] == {"A": 1 + 1 / 3, "B": 5 / 12 + 3 / 4, "C": 5 / 12 + 3 / 4}
    assert made["rules"]["plurality"]["scores"] == {"A": 1, "B": 0.5, "C": 0.5}
    assert "folder" not in json.dumps(made)


def test_the_json_says_why_and_what_broke_a_tie(moot: Moot, ballots: str) -> None:
    done = moot(
        "decide",
        ballots,
        *named("anti-plurality"),
        "--why",
        "plurality",
        "--tie-break",
        "seeded-lot,seed=2",
        "--json",
    )
    rules = json.loads(done.stdout)["rules"]
    assert rules["plurality"]["notes"][-1] == "margin of victory: 3 ballots replaced give other winners"
    (note,) = rules["anti-plurality"]["notes"]
    assert note in {f"tie-break seeded-lot: {option}" for option in "CDE"}


def test_a_journal_is_decided_as_it_is_shown(moot: Moot) -> None:
    assert moot("ask", "--recording", "open-llms-benefit", "--journal", "talk.jsonl").returncode == 0
    made = json.loads(moot("decide", "talk.jsonl", "--json").stdout)
    shown = json.loads(moot("show", "talk.jsonl", "--json").stdout)
    assert made["rules"]["plurality"]["winners"] == shown["verdict"]["winners"]
    assert made["rules"]["plurality"]["tie"] is True
    done = moot("decide", "talk.jsonl", "--write", "talk.soi")
    assert (
        "6 ballots, 5 options: Very beneficial, Beneficial, Neutral, Harmful, Very\nharmful.\n" in done.stdout
    )
    again = json.loads(moot("decide", "talk.soi", "--json").stdout)
    # what a rule says of seats is gone, since a file of rankings names nobody
    assert [outcome(rule) for rule in again["rules"].values()] == [
        outcome(rule) for rule in made["rules"].values()
    ]


def outcome(rule: dict[str, Any]) -> tuple[Any, ...]:
    return rule["winners"], rule["tie"], rule["scores"]


def test_a_journal_without_a_ballot_gives_status_3(moot: Moot) -> None:
    assert (
        moot(
            "ask", "Tea?", "--option", "A", "--option", "B", "--panel", "silent", "--journal", "t.jsonl"
        ).returncode
        == 3
    )
    done = moot("decide", "t.jsonl", *named("plurality"))
    assert done.returncode == 3
    assert "0 of 6 voters cast a ballot, 2 options: A, B.\n" in done.stdout
    assert "  plurality  nobody  no answer\n" in done.stdout


def test_a_quorum_is_a_share_of_all_voters(moot: Moot, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text('choice\nA\nA\nB\n""\n')
    for quorum, winners in (("3/4", ["A"]), ("0.76", [])):
        made = json.loads(moot("decide", "b.csv", *named("plurality"), "--quorum", quorum, "--json").stdout)
        assert made["rules"]["plurality"]["winners"] == winners
    assert made["rules"]["plurality"]["notes"] == ["no quorum"]


def test_rules_of_ones_own_and_rules_with_fields(moot: Moot, tmp_path: Path, ballots: str) -> None:
    (tmp_path / "mine.py").write_text(MINE)
    rules = named("mine:Prize,prize=1", "mine:Prize,prize=9", "borda")
    made = json.loads(moot("decide", ballots, *rules, "--json").stdout)["rules"]
    assert {name: found["winners"] for name, found in made.items()} == {
        "mine:Prize prize=1": ["D"],
        "mine:Prize prize=9": ["A"],
        "borda": ["D"],
    }
    done = moot("decide", ballots, "--rule", "mine:boom")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "moot: mine.py line 15 failed: ZeroDivisionError: division by zero\n"


def test_what_the_account_says_is_not_noted_again(moot: Moot, tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("number 0..100\n10\n20\n30\n90\n")
    page = " ".join(moot("decide", "n.csv", *named("median"), "--why", "median").stdout.split())
    account = "25 is the median of 4 numbers from 10 to 90; every number from 20 to 30 is a median"
    assert f"Why median gives 25 {account}: the midpoint is taken." in page
    assert page.count("every number from 20 to 30") == 2  # the notes of all rules, and the account
    assert "rule gives" in page
    (tmp_path / "t.csv").write_text("ranking\nA > B\nB > A\n")
    page = " ".join(
        moot("decide", "t.csv", *named("instant-runoff"), "--why", "instant-runoff").stdout.split()
    )
    assert "Note: eliminations tie: every way to break them is followed." in page


def test_what_cannot_be_decided_is_one_line(
    moot: Moot, refused: Refused, tmp_path: Path, ballots: str
) -> None:
    (tmp_path / "scores.csv").write_text("score: A,score: B\n1,2\n")
    (tmp_path / "bad.csv").write_text("choice\nA\n\n\x1b[31mB,C\n")
    (tmp_path / "notes.txt").write_text("hello\n")
    refused(
        moot("decide", "scores.csv", *named("borda")), "no rule can count the ballots of scores.csv: borda: "
    )
    refused(moot("decide", "bad.csv"), "bad.csv line 4: 1 heading, and in this row 2 cells")
    refused(
        moot("decide", "notes.txt"),
        "notes.txt is no journal; of a file of ballots the name ends in one of .soc",
    )
    refused(moot("decide", "nowhere.soc"), "cannot read nowhere.soc: No such file")
    refused(moot("decide", ballots, *named("bord")), "unknown rule 'bord': did you mean 'borda'?")
    refused(moot("decide", ballots, "--why", "bord"), "unknown rule 'bord': did you mean 'borda'?")
    refused(moot("decide", ballots, "--tie-break", "coin"), "unknown tie-break 'coin'")
    refused(
        moot("decide", ballots, *named("anti-plurality"), "--tie-break", 'casting-vote,seat="Zoe"'), "'Zoe'"
    )
    for quorum in ("2", "-1", "half", "1/0", "nan"):
        refused(
            moot("decide", ballots, "--quorum", quorum), f"--quorum {quorum}: a share is a number from 0 to 1"
        )
    refused(moot("decide", ballots, "--write", ballots), "m.soc exists: name another file")
    refused(
        moot("decide", ballots, "--write", "out.txt"),
        "out.txt: a file of PrefLib ends in .soc, .soi, .toc, .toi",
    )
    assert not (tmp_path / "out.txt").exists()


def test_numbers_are_decided_under_the_rules_that_are_about_them(moot: Moot, tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("number 0..100,count\n10,3\n50,1\n")
    made = json.loads(
        moot("decide", "n.csv", *named("mean", "median", "borda"), "--why", "mean", "--json").stdout
    )
    assert (made["options"], made["ballots"]) == ([], 4)
    assert [made["rules"][name]["winners"] for name in ("mean", "median", "borda")] == [[20.0], [10.0], []]
    assert made["rules"]["borda"]["notes"][0].startswith("skipped: rankings are of options or texts")
    assert "margin" not in json.dumps(made["rules"]["mean"])
