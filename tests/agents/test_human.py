"""What a person is shown, what may be typed, and the terminal between them: a real one."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from moot.agents import Human, Stubborn
from moot.agents.human.sheet import MANY, sheet
from moot.agents.human.typed import lines, marks, option_of, reply_of, shows
from moot.protocols import Poll
from moot.sim import (
    ANSWER,
    Among,
    Approval,
    Argument,
    Belief,
    Brief,
    Confidence,
    Delegation,
    Evidence,
    Floor,
    Journal,
    MootError,
    Order,
    Points,
    Prediction,
    Question,
    Ranking,
    Reply,
    Scores,
    SpecError,
    Together,
    Turn,
)

Talk = Callable[..., Journal]
TEA = Question(text="Which?", options=("Tea", "Coffee", "Water"))
NUMBER = Question(text="How many?", range=(0.0, 10.0))
BOTH = Question(text="Both?", parts=(TEA, NUMBER))
TEXT = Question(text="Why?")
HOSTILE = "\x1b]0;owned\x07 \x9b31m \u202e \r A"


@pytest.fixture
def turned(talk: Talk) -> Callable[..., Any]:
    def turned(see: Callable[[Turn], Any], wants: Any = None, question: Question = TEA) -> Any:
        """What a function makes of a turn with this want."""
        seen: list[Any] = []

        async def run(floor: Floor) -> None:
            await floor.ask("vote", ["A"], wants=wants)

        talk([lambda turn: seen.append(see(turn)), Stubborn()], run, question)
        return seen[0]

    return turned


@pytest.fixture
def typing(turned: Callable[..., Any]) -> Callable[..., Any]:
    def typing(wants: Any, question: Question, *typed: str) -> Any:
        """The reply of what is typed, or in words why it is none."""

        def answer(turn: Turn) -> Reply | str:
            asked = lines(turn)
            assert len(typed) <= len(asked)
            try:
                read = [line.read(text) for line, text in zip(asked, typed, strict=False)]
                return reply_of(turn, read)
            except (MootError, ValueError) as error:
                return str(error)

        return turned(answer, wants, question)

    return typing


@pytest.mark.parametrize(
    ("wants", "question", "typed", "fields"),
    [
        (None, TEA, ["Tea"], {"stance": "Tea"}),
        (None, TEA, ["b"], {"stance": "Coffee"}),
        (None, TEA, ["3"], {"stance": "Water"}),
        (None, TEA, ["  wATER "], {"stance": "Water"}),
        (None, NUMBER, ["7.5"], {"stance": 7.5}),
        (None, TEXT, ["A leaf."], {"stance": "A leaf."}),
        (None, BOTH, ["A", "4"], {"stance": ("Tea", 4.0)}),
        (Brief(ballot=ANSWER, longest=8), TEXT, ["A leaf."], {"stance": "A leaf."}),
        (Among(ballot=ANSWER, options=("Coffee", "Water")), TEA, ["A"], {"stance": "Coffee"}),
        (
            Ranking(),
            TEA,
            ["C > A = B"],
            {"stance": "Water", "ranking": ("Water", ("Tea", "Coffee"))},
        ),
        (Order(items=("Answer 1", "Answer 2")), TEA, ["B > A"], {"ranking": ("Answer 2", "Answer 1")}),
        (Approval(), TEA, ["A", "a, water"], {"stance": "Tea", "approvals": ("Tea", "Water")}),
        (Scores(), TEA, ["B", "B=5, a = 2"], {"stance": "Coffee", "scores": {"Coffee": 5, "Tea": 2}}),
        (Points(), TEA, ["B", "B=9,A=1"], {"stance": "Coffee", "points": {"Coffee": 9, "Tea": 1}}),
        (Belief(), TEA, ["B", "B=.75,A=.25"], {"stance": "Coffee", "belief": {"Coffee": 0.75, "Tea": 0.25}}),
        (Prediction(), TEA, ["B", "A=.5"], {"stance": "Coffee", "prediction": {"Tea": 0.5}}),
        (Confidence(), TEA, ["B", "0.5"], {"stance": "Coffee", "confidence": 0.5}),
        (Delegation(), TEA, ["@B"], {"delegate": "B"}),
        (Delegation(), TEA, ["B"], {"stance": "Coffee"}),
        (
            Together(wants=(Ranking(), Confidence())),
            TEA,
            ["B", "1"],
            {"stance": "Coffee", "ranking": ("Coffee",), "confidence": 1},
        ),
    ],
)
def test_what_is_wanted_can_be_typed(
    typing: Callable[..., Any], wants: Any, question: Question, typed: list[str], fields: dict[str, Any]
) -> None:
    assert typing(wants, question, *typed) == Reply.model_validate(fields)


@pytest.mark.parametrize(
    ("wants", "question", "typed", "why"),
    [
        (None, TEA, ["D"], "'D' is none of the options"),
        (None, TEA, ["4"], "none of the options"),
        (None, TEA, ["not tea"], "none of the options"),
        (None, NUMBER, ["many"], "'many' is no number"),
        (None, NUMBER, ["11"], "outside the range 0 to 10"),
        (None, NUMBER, ["nan"], "outside the range"),
        (None, BOTH, ["A", "-1"], "outside the range"),
        (Brief(ballot=ANSWER, longest=3), TEXT, ["A leaf."], "say it in 3 at most"),
        (Among(ballot=ANSWER, options=("Coffee", "Water")), TEA, ["Tea"], "none of the options"),
        (Ranking(), TEA, ["A > B > A"], "twice"),
        (Ranking(), TEA, ["A >"], "'' is none of the options"),
        (Approval(), TEA, ["A", "B"], "not among the approvals"),
        (Scores(), TEA, ["A", "A=9"], "outside 0 to 5"),
        (Scores(), TEA, ["A", "A"], "gives no figure: write A = 1, B = 0"),
        (Points(), TEA, ["A", "A=11"], "the budget is 10"),
        (Belief(), TEA, ["A", "A=.5"], "sums to 0.5"),
        (Confidence(), TEA, ["A", "2"], "less than or equal to 1"),
        (Delegation(), TEA, ["@Zoe"], "'Zoe' is none of the seats"),
    ],
)
def test_what_will_not_do_is_told_why(
    typing: Callable[..., Any], wants: Any, question: Question, typed: list[str], why: str
) -> None:
    said = typing(wants, question, *typed)
    assert isinstance(said, str)
    assert why in said


labels = st.one_of(st.sampled_from("ABCDabcd1234"), st.text(st.characters(codec="utf-8"), min_size=1))


@given(st.lists(labels, min_size=2, max_size=30))
def test_every_option_has_its_words_and_no_mark_means_another(options: list[str]) -> None:
    try:
        asked = Question(text="Q", options=tuple(options))
    except SpecError:  # no question has them
        reject()
    for option in asked.options:
        assert option_of(option, asked.options) == option
    short = marks(asked.options)
    for mark, option in short.items():
        assert option_of(mark, asked.options) == option
        assert option_of(mark.lower(), asked.options) == option


@pytest.mark.parametrize(
    ("options", "short"),
    [
        (("Tea", "Coffee"), "AB12"),
        (("A", "B"), "AB12"),
        (("1", "2"), "AB12"),
        (("B", "C"), "12"),
        (("2", "1"), "AB"),
        (("a", "A"), "12"),
        (("B", "1", "2"), ""),
    ],
)
def test_marks_are_there_where_no_other_option_is_called_so(options: tuple[str, ...], short: str) -> None:
    assert "".join(marks(options)) == short


@pytest.mark.parametrize("typed", ["\x1b[A", "Te\x07a", "\u202eTea", "a\x00"])
def test_a_line_that_does_not_show_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="does not show"):
        shows(typed)


@settings(max_examples=30)
@given(st.text(max_size=300), st.text(max_size=2000), st.integers(1, 60))
def test_what_is_shown_is_bounded_and_drives_no_terminal(
    talk: Talk, stance: str, argument: str, others: int
) -> None:
    said = Reply(stance=f"x{stance}", argument=Argument(text=f"{argument} {HOSTILE}"))
    shown: list[str] = []

    async def run(floor: Floor) -> None:
        floor.tell(f"{argument} {HOSTILE}")
        await floor.ask("open", floor.seats[1:])
        await floor.ask("vote", ["Me"])

    def me(turn: Turn) -> None:
        shown.append(sheet(turn))

    panel = {"Me": me} | {f"S{i}": lambda turn: said for i in range(others)}
    talk(panel, run, Question(text=HOSTILE), evidence={"Me": [Evidence(stance="y", text=HOSTILE)]})
    (page,) = shown
    assert all(char.isprintable() or char in "\n\u200c\u200d" for char in page)
    assert len(re.findall("^S[0-9]+: ", page, flags=re.MULTILINE)) == min(others, MANY)
    assert ("earlier remarks are left out" in page) == (others > MANY)
    assert len(page) < 200_000


class Person:
    """Who sits at the other end of a pseudo-terminal, whose program is moot."""

    def __init__(self, ours: int, started: "subprocess.Popen[bytes]") -> None:
        self._ours = ours
        self._seen = ""
        self.started = started

    def sees(self, text: str) -> None:
        """Read until a text has come since the last one that was looked for."""
        while text not in self._seen:
            self._seen += os.read(self._ours, 4096).decode()
        self._seen = self._seen.partition(text)[2]

    def types(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def leaves(self) -> Any:
        """Return the page, as JSON, and the status."""
        out, _ = self.started.communicate(timeout=60)
        return json.loads(out or b"null"), self.started.returncode


PROGRAM = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C comes from the terminal
from moot.experiments.cli import main
sys.exit(main())
"""
ASK = ("ask", "Which?", "--option", "Tea", "--option", "Coffee", "--json")


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Callable[..., Person]]:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    people: list[Person] = []

    def sit(*arguments: str, ahead: str = "") -> Person:
        os.write(ours, ahead.encode())
        started = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *ASK, *arguments],
            cwd=tmp_path,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            start_new_session=True,
        )
        people.append(Person(ours, started))
        return people[-1]

    yield sit
    for person in people:
        person.started.kill()
        person.started.communicate()
    os.close(ours)
    os.close(theirs)


def panel(folder: Path, **people: str) -> tuple[str, str]:
    """A panel file of people, by their fields, beside one who always says Tea."""
    rows = [
        f'[[seats]]\nname = "{name}"\nagent = {{ use = "human"{more} }}\n' for name, more in people.items()
    ]
    rows.append('[[seats]]\nname = "Cy"\nagent = { use = "stubborn", stance = "Tea" }\n')
    (folder / "panel.toml").write_text("\n".join(rows), encoding="utf-8")
    return ("--panel", "panel.toml")


def ended(made: dict[str, Any]) -> dict[str, Any]:
    return {seat["name"]: seat.get("stance") or seat["outcome"] for seat in made["seats"]}


def test_a_person_debates_at_a_terminal(sit: Callable[..., Person], tmp_path: Path) -> None:
    person = sit(*panel(tmp_path, Ada=""), "--journal", "talk.jsonl")
    person.sees("Ada, it is your turn (round 1, open).")
    person.sees("B  Coffee")
    person.sees("Enter to abstain: ")
    person.types("Cocoa\n")
    person.sees("'Cocoa' is none of the options")
    person.types("b\n")
    person.sees("Why; ")
    person.types("It wakes one up.\n")
    person.sees("Ada, it is your turn (round 2, revise).")
    person.sees("Cy: Tea")
    person.sees("You last said: Coffee")
    person.types("Coffee\n\n")
    made, status = person.leaves()
    assert status == 0
    assert ended(made) == {"Ada": "Coffee", "Cy": "Tea"}
    journal = (tmp_path / "talk.jsonl").read_text(encoding="utf-8")
    assert '{"said":"Ada","ask":1,"stance":"Coffee","argument":"It wakes one up."}' in journal
    replayed = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("fcntl.ioctl", "#"), "replay", "talk.jsonl"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert replayed.stdout.startswith("the same: ")
    assert "asked again: 2; played back: 2" in replayed.stdout


def test_a_limit_eats_neither_the_next_line_nor_keeps_half_of_the_last(
    sit: Callable[..., Person], tmp_path: Path
) -> None:
    asked = panel(tmp_path, Ada=", within = 0.2", Bo="")
    person = sit(*asked, "--mode", "poll", ahead="Te")  # half a line that is never ended
    person.sees("Ada, it is your turn")
    person.sees("Time is up.")
    person.types("a\n")
    person.sees("Bo, it is your turn")
    person.sees("Why; ")
    person.types("\n")
    made, status = person.leaves()
    assert (status, ended(made)) == (0, {"Ada": "timed out", "Bo": "Tea", "Cy": "Tea"})


def test_who_has_answered_when_time_is_up_has_answered(sit: Callable[..., Person], tmp_path: Path) -> None:
    person = sit(*panel(tmp_path, Ada=", within = 2"), "--mode", "poll", ahead="B\n")
    made, status = person.leaves()
    assert (status, ended(made)) == (0, {"Ada": "Coffee", "Cy": "Tea"})


def test_the_deadline_of_an_ask_leaves_an_answer_too(sit: Callable[..., Person], tmp_path: Path) -> None:
    person = sit(*panel(tmp_path, Ada=""), "--mode", "poll", "--within", "2", ahead="B\n")
    made, status = person.leaves()
    assert (status, ended(made)) == (0, {"Ada": "Coffee", "Cy": "Tea"})


def test_nothing_and_the_end_of_input_abstain(sit: Callable[..., Person]) -> None:
    person = sit("--panel", "stubborn,stance='Tea'", "--seats", "1", "--human", "Ada", "--human", "Bo")
    for typed in ("\n", "\x04", "A\n\n", "\n"):
        person.sees("Enter to abstain: ")
        person.types(typed)
    made, status = person.leaves()
    assert (status, ended(made)) == (0, {"Seat-1": "Tea", "Ada": "Tea", "Bo": "abstained"})
    first = made["course"][0]["asks"][0]["said"]
    assert [said.get("reason") for said in first] == [None, "left blank", "the input has ended"]


def test_an_interrupt_from_the_terminal_ends_the_run(sit: Callable[..., Person]) -> None:
    person = sit("--human", "Ada")
    person.sees("Enter to abstain: ")
    person.types("\x03")
    person.sees("moot: interrupted")
    assert person.leaves() == (None, 130)


def test_people_in_a_pipe_are_asked_in_the_order_of_the_panel(tmp_path: Path) -> None:
    """The order in which trio starts them is drawn anew in each process."""
    people = [word for name in "EDCBA" for word in ("--human", name)]
    asked = [*ASK, "--option", "Water", "--panel", "silent", "--seats", "1", "--mode", "poll", *people]
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.replace("fcntl.ioctl", "#"), *asked],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            input="A\n\nB\n\nC\n\nA\n\n\n",
            encoding="utf-8",
        )
        said = ended(json.loads(done.stdout))
        assert said == {
            "Seat-1": "abstained",
            **dict(zip("EDCB", ("Tea", "Coffee", "Water", "Tea"), strict=True)),
            "A": "abstained",
        }
        assert re.findall("^([A-E]), it is", done.stderr, flags=re.MULTILINE) == list("EDCBA")


def test_windows_is_told_what_it_lacks(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moot.agents.human.human.sys.platform", "win32")
    journal = talk([Human()], Poll(), TEA)
    assert journal.statistics().outcomes == {"failed": 1}
    assert b"which Windows has not: use WSL" in b"".join(journal.lines())


def test_a_limit_of_a_seats_own_is_a_time_out(talk: Talk) -> None:
    async def slow(turn: Turn) -> str:
        with trio.fail_after(1):
            await trio.sleep(2)
        return "Tea"

    assert talk([slow], Poll(), TEA).statistics().outcomes == {"timed out": 1}
