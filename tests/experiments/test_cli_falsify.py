"""The command line: what breaks a property, as a story, a test and a journal; the table of who keeps what."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moot.experiments.properties import PROPERTIES
from moot.protocols import PROTOCOLS
from moot.sim import read_journal

Moot = Callable[..., subprocess.CompletedProcess[str]]
Refused = Callable[[subprocess.CompletedProcess[str], str], None]
MINE = """
import os
import signal

import trio
from hypothesis import strategies as st

from moot import Protocol
from moot.experiments.properties import HOLDS, IDLE, Broken, Property, strategies
from moot.experiments.properties.property import only
from moot.sim import Tally, rule


class Loud(Protocol):
    rounds: int = 1

    async def run(self, floor):
        for _ in floor.rounds(self.rounds):
            await floor.ask("speak")
        await floor.ask("vote", wants=floor.ballot)


class Needs(Protocol):
    rounds: int


    async def run(self, floor): ...


@rule
def last(ballots):
    return Tally((ballots.question.options[-1],))


def short(protocol, case):
    journal = case.under(protocol).hold()
    asks = journal.statistics().asks
    return HOLDS if asks <= 2 else Broken(f"{asks} asks are put", ("They talk.",), journal)


def raising(protocol, case):
    raise ZeroDivisionError("oh")


def idle(protocol, case):
    return IDLE


def always(protocol, case):
    return Broken("it is so")


def interrupted(protocol, case):
    os.kill(os.getpid(), signal.SIGINT)
    return HOLDS


def broken_and_interrupted(protocol, case):
    if len(case.panel.seats) < 3:
        return HOLDS
    if case.seed == 0:
        os.kill(os.getpid(), signal.SIGINT)
    return Broken("there are three")


def cases(protocol):
    return strategies.deliberations(meddled=False)


def of(name, check, cases=cases):
    protocols = only(Protocol, "a protocol")
    return Property(name, "Two asks are enough.", "ours", "protocol", "a debate", protocols, cases, check)


class Asleep(Protocol):
    async def run(self, floor):
        await floor.ask("speak")
        await trio.sleep_forever()


class Spinning(Protocol):
    async def run(self, floor):
        while True:
            pass


def made():
    class Local(Loud):
        pass

    return Local(rounds=2)


LOCAL = made()
SHORT = of("short", short)
RAISES = of("raises", raising)
ALWAYS = of("always", always)
IDLE_ALWAYS = of("idle-always", idle)
NEVER = of("never", short, lambda protocol: st.just(0).filter(lambda case: False))
STOPPED = of("stopped", interrupted)
STOPPED_LATE = of("stopped-late", broken_and_interrupted)
NUMBER = 7
"""
PAGE = """\
de-groot breaks converges
  It is claimed (converges): All come to agree wherever everybody is reached
  from everybody.
  Ada and Bo are asked: How much? (from 0 to 1)
  Seats: all de-groot.
  Heard: Ada hears Bo alone; Bo hears Ada alone.
  Settings: protocol debate (rounds 5 and early false).
  Round 1, open: Ada: 0; Bo: 1.
  Round 2, revise: Ada: 1; Bo: 0.
  Round 3, revise: Ada: 0; Bo: 1.
  Round 4, revise: Ada: 1; Bo: 0.
  Round 5, revise: Ada: 0; Bo: 1.
  So it goes on, to round 300.
  But after 300 rounds they are still 1 apart.

A test that fails for as long as it does, for pytest:

"""


@pytest.fixture(autouse=True)
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.py"
    file.write_text(MINE)
    return file


def ran(folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on files, without Hypothesis."""
    alone = ("-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest")
    run = [sys.executable, "-B", "-m", "pytest", *alone, *files]
    return subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)


def found(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_what_is_broken_is_told_as_a_story_and_as_a_test(moot: Moot, tmp_path: Path) -> None:
    done = moot("falsify", "de_groot", "Converges")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(PAGE)
    code = done.stdout.removeprefix(PAGE)
    written = moot("falsify", "de-groot", "converges", "--test", "test_it.py")
    assert written.returncode == 1
    assert written.stdout.endswith("\nA test that fails for as long as it does: test_it.py\n")
    assert (tmp_path / "test_it.py").read_text() == code
    run = ran(tmp_path, "test_it.py")
    assert run.returncode == 1
    assert "AssertionError: after 300 rounds they are still 1 apart" in run.stdout


def test_the_test_of_ones_own_fails_until_it_is_mended(moot: Moot, mine: Path, tmp_path: Path) -> None:
    assert moot("falsify", "mine:Loud,rounds=2", "mine:SHORT", "--test", "test_it.py").returncode == 1
    assert "from mine import SHORT, Loud\n" in (tmp_path / "test_it.py").read_text()
    broken = ran(tmp_path, "test_it.py")
    assert (broken.returncode, "3 asks are put" in broken.stdout) == (1, True)
    mine.write_text(MINE.replace("range(self.rounds)", "()").replace("floor.rounds(self.rounds)", "()"))
    mended = ran(tmp_path, "test_it.py")
    assert (mended.returncode, "1 passed" in mended.stdout) == (0, True)


def test_the_journal_can_be_shown(moot: Moot, tmp_path: Path) -> None:
    one = found(moot("falsify", "relay", "anonymity-of-places", "--journal", "talk.jsonl", "--json"))
    kept = [json.loads(line) for line in (tmp_path / "talk.jsonl").read_text().splitlines()]
    assert one["journal"] == kept
    assert read_journal(tmp_path / "talk.jsonl").status == "finished"
    shown = moot("show", "talk.jsonl")
    assert (shown.returncode, shown.stdout.startswith("Relay - 2 seats\n")) == (0, True)


def test_a_profile_is_a_poll_that_rules_count_again(moot: Moot) -> None:
    one = found(moot("falsify", "plurality", "condorcet-loser", "--journal", "poll.jsonl", "--json"))
    assert one["story"][1] == "3 voters cast 1 abc, 1 bac, 1 cab: a and b and c win."
    rules = found(moot("decide", "poll.jsonl", "--rule", "plurality", "--rule", "condorcet", "--json"))[
        "rules"
    ]
    assert [rules[rule]["winners"] for rule in ("plurality", "condorcet")] == [["a", "b", "c"], ["a"]]
    assert moot("replay", "poll.jsonl").returncode == 0


def test_for_machines_it_is_one_object_where_one_was_asked_for_and_else_a_list(moot: Moot) -> None:
    done = moot("falsify", "borda", "iia", "--examples", "100", "--json")
    one = found(done)
    assert done.returncode == 1
    keys = ["target", "property", "word", "holds", "examples", "exercised", "story", "test", "journal"]
    assert list(one) == keys
    assert (one["target"], one["property"], one["word"]) == ("borda", "iia", "broken")
    assert (one["holds"], len(one["journal"])) == (False, 5)
    assert one["story"][1] == "2 voters cast 1 abc, 1 bca: b wins."
    assert 'PROPERTIES["iia"].check(target, case)' in one["test"]
    done = moot("falsify", "borda", "unanimity", "monotonicity", "--examples", "30", "--json")
    both = found(done)
    assert done.returncode == 0
    assert [list(each) for each in both] == [keys, keys]
    assert [(each["property"], each["holds"]) for each in both] == [
        ("unanimity", True),
        ("monotonicity", True),
    ]
    assert [(each["examples"], each["story"], each["test"]) for each in both] == [(30, None, None)] * 2


def test_what_says_little_has_failed_and_what_was_not_finished_has_not(moot: Moot) -> None:
    done = moot("falsify", "poll", "mine:IDLE_ALWAYS", "--examples", "7")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "idle-always of poll says little: 0 of them met its premise, of 7 examples\n"
    done = moot("falsify", "poll", "terminates", "--time", "1e-9")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "terminates of poll is undecided: the time was over after 0 examples\n"
    said = [
        found(moot("falsify", "poll", *words, "--json"))
        for words in (("mine:IDLE_ALWAYS",), ("terminates", "--time", "1e-9"))
    ]
    assert [(one["word"], one["holds"]) for one in said] == [("vacuous", None), ("undecided", None)]


def test_a_talk_that_does_not_end_is_left_with_its_record(moot: Moot) -> None:
    one = found(moot("falsify", "mine:Asleep", "terminates", "--journal", "talk.jsonl", "--json"))
    assert one["story"][-2:] == [
        "Speak: Ada: y.",
        "But it goes on without asking anybody.",
    ]
    assert one["journal"][-1]["close"] == "stopped: it goes on without asking anybody"
    assert moot("show", "talk.jsonl").returncode == 0
    late = found(moot("falsify", "mine:Spinning", "schedule-leaves-no-trace", "--time", "1.2", "--json"))
    assert (late["word"], late["note"]) == (
        "undecided",
        "of the last talk: it goes on without asking anybody",
    )


def test_without_a_property_it_is_all_that_apply(moot: Moot) -> None:
    told = found(moot("falsify", "hegselmann-krause", "--examples", "5", "--json"))
    names = [one["property"] for one in told]
    assert {"order-kept", "within-hull", "stubborn-stay"} <= {*names}
    assert {PROPERTIES[name].kind for name in names} == {"dynamic", "kernel", "agent"}
    again = found(moot("falsify", "hegselmann-krause", "all", "order-kept", "--examples", "5", "--json"))
    assert [one["property"] for one in again] == names  # each once
    page = moot("falsify", "hegselmann-krause", "--examples", "5").stdout
    assert " ".join(page.split()).count("holds in 5 examples") == len(names)


def test_what_cannot_be_tried_is_told_and_the_rest_goes_on(moot: Moot) -> None:
    words = ("falsify", "mine:Loud", "mine:RAISES", "terminates")
    done = moot(*words, "--examples", "5")
    assert done.returncode == 2
    assert done.stderr.startswith("moot: the check of raises raised on mine:Loud: ZeroDivisionError: oh")
    assert done.stderr.count("\n") == 1
    assert done.stdout == "terminates of mine:Loud holds in 5 examples; all of them met its premise\n"
    told = moot(*words, "mine:SHORT", "--examples", "5", "--json")
    assert told.returncode == 2
    assert [one["word"] for one in json.loads(told.stdout)] == ["error", "holds", "holds"]
    assert moot("falsify", "mine:Loud,rounds=2", "mine:RAISES", "mine:SHORT").returncode == 1


def test_the_same_seed_finds_the_same_and_what_is_kept_is_found_again(moot: Moot, tmp_path: Path) -> None:
    asked = ("falsify", "relay", "anonymity-of-places", "--json")
    first = found(moot(*asked, "--seed", "3"))
    assert found(moot(*asked, "--seed", "3")) == first
    found(moot(*asked, "--seed", "3", "--kept", "cache"))
    again = found(moot(*asked, "--examples", "1", "--seed", "4", "--kept", "cache"))
    assert again["story"] == first["story"]
    assert again["examples"] <= 2  # one for each number of seats that broke it
    assert (tmp_path / "cache").is_dir()


def test_targets_bring_fields_and_may_be_ones_own(moot: Moot) -> None:
    few = ("--examples", "20", "--json")
    assert found(moot("falsify", "debate,rounds=3", "terminates", *few))["target"] == "debate(rounds=3)"
    assert found(moot("falsify", "trimmed-mean", "honest-range", *few))["holds"] is True
    one = found(moot("falsify", "mine:last", "neutrality", *few))
    assert (one["target"], one["holds"]) == ("mine:last", False)
    assert "from mine import last\n" in one["test"]
    assert found(moot("falsify", "table", "one-outcome-each", *few))["holds"] is True


def test_what_cannot_be_written_is_told_and_the_rest_stands(moot: Moot, tmp_path: Path) -> None:
    done = moot("falsify", "poll", "mine:ALWAYS", "--journal", "talk.jsonl")
    assert done.returncode == 1
    assert done.stdout.startswith("poll breaks always\n")
    assert done.stderr == "moot: talk.jsonl is not written: no talk was held\n"
    done = moot("falsify", "mine:LOCAL", "mine:SHORT", "--test", "test_it.py")
    why = "Local cannot be imported by name: put it at the top of a module"
    assert done.returncode == 1
    assert " ".join(done.stdout.split()).endswith(f"But 3 asks are put. There is no test: {why}.")
    assert done.stderr == f"moot: test_it.py is not written: {why}\n"
    assert {path.name for path in tmp_path.iterdir()} <= {"mine.py", "__pycache__", ".hypothesis"}
    assert found(moot("falsify", "mine:LOCAL", "mine:SHORT", "--json"))["test"] is None


BAD = [
    ((), "name a target, as in `moot falsify relay`"),
    (("relai",), "unknown target 'relai': did you mean 'relay'?"),
    (("relay", "terminate"), "unknown property 'terminate': did you mean 'terminates'?"),
    (("borda", "axoms"), "unknown property 'axoms': did you mean 'axioms'?"),
    (("relay", "converges"), "converges does not apply to relay: converges is claimed of dynamics that"),
    (("relay", "axioms"), "no property of 'axioms' applies to relay: it is about a rule"),
    (("human",), "no property of 'all' applies to human: each is about"),
    (("mine:Needs",), "Needs cannot be built without arguments (SpecError: Needs: 'rounds' is missing)"),
    (("model",), "Model cannot be built without arguments"),
    (("debate,round=2",), "Debate cannot be built of round: SpecError: unknown key 'round': did you mean"),
    (("debate,rounds=",), "'debate,rounds=' cannot be read"),
    (("mine:Nothing",), "module 'mine' has no 'Nothing'"),
    (("nowhere:X",), "cannot import 'nowhere'"),
    (("poll", "mine:NUMBER"), "mine:NUMBER is int: a property is made with moot.properties.Property"),
    (("poll", "mine:RAISES"), "the check of raises raised on poll: ZeroDivisionError: oh"),
    (("poll", "mine:NEVER"), "never of poll: no case was found that it could be tried on"),
    (("poll", "--examples", "0"), "--examples 0: give it one at least"),
    (("poll", "--time", "0"), "--time 0: give it more than no time"),
    (("poll", "--time", "nan"), "--time nan: give it more than no time"),
    (("poll", "terminates", "--test", "mine.py"), "mine.py exists: name another file"),
    (("poll", "terminates", "--journal", "no/talk.jsonl"), "there is no folder no"),
    (("poll", "terminates", "--test", "x", "--journal", "x"), "name two files"),
    (("poll", "terminates", "--kept", "mine.py"), "cannot keep anything in mine.py: File exists"),
    (("poll", "--test", "x.py"), "x.py is for one property, and"),
    (("--all", "rules", "axioms", "--test", "x.py"), "x.py is for one target, and --all is of many"),
    (("--all", "rule"), "unknown kind of targets 'rule': did you mean 'rules'?"),
    (("--all", "protocols", "dynamics"), "no property of 'dynamics' applies to council"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_bad_input_is_one_line(moot: Moot, refused: Refused, words: tuple[str, ...], said: str) -> None:
    refused(moot("falsify", *words), said)


def test_without_hypothesis_it_says_what_to_install(refused: Refused) -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None; from moot.experiments.cli import main; "
        "sys.exit(main(sys.argv[1:]))"
    )
    for words in (("falsify", "relay"), ("list", "properties")):
        run = [sys.executable, "-c", code, *words]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
        refused(done, "hypothesis is not installed: pip install 'moot[properties]'")
    run = [sys.executable, "-c", code, "falsify", "--help"]
    assert subprocess.run(run, capture_output=True, check=False).returncode == 0


def test_an_interrupt_ends_it_with_what_is_known(process: Moot) -> None:
    known = {
        ("poll", "mine:STOPPED"): "moot: interrupted: nothing was tried yet\n",
        ("poll", "terminates", "mine:STOPPED", "--examples", "3"): (
            "moot: interrupted: 1 of 2 searches done, 0 found something\n"
        ),
        ("poll", "mine:STOPPED_LATE"): (
            "moot: interrupted: poll breaks stopped-late: there are three "
            "(in a case that may not be the smallest)\n"
        ),
    }
    for words, said in known.items():
        done = process("falsify", *words)
        assert (done.returncode, done.stderr) == (130, said)
        assert "Traceback" not in done.stdout


def test_the_table_of_who_keeps_what(moot: Moot, tmp_path: Path) -> None:
    done = moot("falsify", "--all", "dynamics", "converges", "order-kept", "--examples", "40")
    assert (done.returncode, done.stderr) == (1, "")
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["1", "2"]
    assert [row.split() for row in rows[:2]] == [["de-groot", "2", "-"], ["hegselmann-krause", "-", "."]]
    assert rows[3] == "a number: broken, by so many voters or seats; . none found; - is not claimed"
    assert "de-groot breaks converges: after 300 rounds they are still 1 apart" in rows
    assert rows[-1].startswith("algorithmic-bias, altafini, deffuant, ")
    assert rows[-1].endswith(", voter are left out: none of these is claimed of them")
    assert (tmp_path / ".hypothesis" / "moot").is_dir()
    again = found(
        moot("falsify", "--all", "dynamics", "converges", "--examples", "1", "--seed", "5", "--json")
    )
    assert again["properties"] == ["converges"]
    assert (again["targets"]["de-groot"]["converges"]["word"], len(again["left_out"])) == ("broken", 15)


def test_the_table_of_protocols_leaves_none_out(moot: Moot) -> None:
    words = ("--all", "protocols", "terminates", "unanimity-preserved", "--examples", "2", "--kept", "k")
    done = moot("falsify", *words, "--json")
    made = found(done)
    assert done.returncode == 0
    assert [*made["targets"]] == sorted(PROTOCOLS)
    assert {each["word"] for row in made["targets"].values() for each in row.values()} == {"holds"}
    assert made["left_out"] == {}


def test_an_interrupted_table_says_where_it_goes_on(process: Moot) -> None:
    done = process("falsify", "--all", "protocols", "mine:STOPPED", "--kept", "here")
    assert done.returncode == 130
    assert done.stdout == ""
    assert done.stderr == (
        "moot: interrupted: 0 of 14 searches done, 0 found something; "
        "what was found is kept in here, and tried first the next time\n"
    )
