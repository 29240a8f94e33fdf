"""`import moot`: one deliberation in one call."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trio

import moot
from moot.agents import Conformist, Random, Stubborn
from moot.protocols import Debate, Poll
from moot.sim import Close, Ring, Turn

TEA = moot.Question(text="Tea?", options=("Yes", "No"))
YES, NO = Stubborn(stance="Yes"), Stubborn(stance="No")


def no(turn: Turn) -> str:
    return turn.question.options[1]


def test_agents_in_a_list_get_names() -> None:
    result = moot.run(TEA, [YES, NO, "stubborn"], "poll")
    assert result.journal.seats == ("Seat-1", "Seat-2", "Seat-3")
    assert result.verdict.electorate == 3


def test_agents_by_name_are_values_names_paths_and_functions() -> None:
    panel: dict[str, Any] = {"A": YES, "B": "moot.agents:Silent", "C": no, "D": lambda turn: None}
    result = moot.run(TEA, panel, Poll())
    assert result.verdict.missing == {"B": "abstained", "D": "abstained"}
    assert result.verdict.winners == ("Yes", "No")


def test_a_text_is_an_open_question() -> None:
    result = moot.run("What is tea?", [lambda turn: "a leaf"] * 2, "debate")
    assert (result.verdict.word, result.verdict.winners) == ("unanimous", ("a leaf",))


def test_what_is_given_by_value_and_by_name_is_the_same() -> None:
    panel = moot.Panel(
        seats=tuple(moot.Seat(name=f"Seat-{i}", agent=agent) for i, agent in enumerate([Random()] * 4, 1))
    )
    by_value = moot.run(TEA, panel, Debate(), topology=Ring(), seed=3)
    by_name = moot.run(TEA, ["random"] * 4, "debate", topology="ring", rule="Plurality", seed=3)
    assert by_value.journal.digest == by_name.journal.digest
    assert by_value.verdict == by_name.verdict


def test_evidence_reaches_its_seat() -> None:
    result = moot.run(TEA, {"A": Conformist(), "B": Conformist()}, "poll", evidence={"A": "No", "B": "No"})
    assert result.verdict.winners == ("No",)


def test_a_result_prints_its_page_and_knows_who_moved_whom() -> None:
    result = moot.run(TEA, [YES, YES, YES, "majority-follower"], "debate", evidence={"Seat-4": "No"})
    page = str(result)
    assert "Result: unanimous - Yes (4/4 votes)" in page
    assert "Seat-4" in page
    assert [flip.seat for flip in result.influence().flips] == ["Seat-4"]
    assert result.influence() is result.influence()
    assert sorted(result.influence().graph.predecessors("Seat-4")) == ["Seat-1", "Seat-2", "Seat-3"]
    assert repr(result) == f"<Result unanimous ('Yes',) digest {result.journal.digest[:12]}>"


def test_inside_trio_it_is_awaited_and_watched() -> None:
    watch = moot.Watch()

    async def hold() -> tuple[str, list[Any]]:
        with pytest.raises(moot.SpecError, match=r"await moot\.deliberate"):
            moot.run(TEA, [YES])
        result = await moot.deliberate(TEA, [YES, NO], observers=[watch])
        watch.close()
        return result.journal.digest, [entry async for _, entry in watch]

    digest, seen = trio.run(hold)
    assert digest == moot.run(TEA, [YES, NO]).journal.digest
    assert isinstance(seen[-1], Close)
    assert seen[-1].digest == digest


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: moot.run(TEA, []), "the panel is empty"),
        (lambda: moot.run(TEA, "conformist"), "a panel is agents in a list or by name"),
        (lambda: moot.run(TEA, None), "not None"),  # type: ignore[arg-type] # wrong on purpose
        (lambda: moot.run(TEA, [3]), "3 cannot sit at a table"),  # type: ignore[list-item] # wrong on purpose
        (lambda: moot.run(TEA, [Stubborn]), "cannot sit at a table"),
        (lambda: moot.run(TEA, ["stubbon"]), "did you mean 'stubborn'"),
        (lambda: moot.run(TEA, [YES], "debat"), "did you mean 'debate'"),
        (lambda: moot.run(TEA, [YES], rule="plurallity"), "did you mean 'plurality'"),
        (lambda: moot.run(TEA, [YES], topology="rng"), "did you mean 'ring'"),
        (lambda: moot.run("", [YES]), "text: "),
        (lambda: moot.run(TEA, [YES], seed=1.5), "seed 1.5 is not a whole number"),
        (lambda: moot.run(TEA, [YES], within=0), "within: "),
        (lambda: moot.run(TEA, [YES], evidence={"Bo": "Yes"}), "evidence: 'Bo' is none of the seats Seat-1"),
    ],
)
def test_bad_input_is_one_line(call: Callable[[], object], message: str) -> None:
    with pytest.raises(moot.SpecError, match=message) as error:
        call()
    assert "\n" not in str(error.value)


def test_an_interrupt_stays_an_interrupt() -> None:
    def interrupted(turn: Turn) -> str:
        raise KeyboardInterrupt

    async def later(turn: Turn) -> str:
        return interrupted(turn)

    for agent in (interrupted, later):
        with pytest.raises(KeyboardInterrupt):
            moot.run(TEA, [agent, YES])


def test_what_is_loaded_late_is_there_and_nothing_else() -> None:
    program = (
        "import sys, moot; late = {'rich', 'networkx', 'rapidfuzz', 'scipy', 'structlog'};"
        "print(*sorted(late & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
    assert all(hasattr(moot, name) for name in moot.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'deliberat'"):
        _ = moot.deliberat


class Somewhere(os.PathLike[str]):
    """What stands for a path without being one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __fspath__(self) -> str:
        return str(self._path)


@pytest.mark.parametrize("form", [str, Path, Somewhere])
def test_a_path_is_text_or_what_stands_for_one(form: Callable[[Path], Any], tmp_path: Path) -> None:
    journal = moot.run(TEA, [YES, NO], "poll").journal
    path = form(tmp_path / "talk.jsonl")
    moot.write_journal(journal, path)
    assert moot.read_journal(path).digest == journal.digest
    assert moot.read_ballots(path).cast == moot.read_ballots(tmp_path / "talk.jsonl").cast


@pytest.mark.parametrize("odd", [3, None, b"talk.jsonl", "talk\0.jsonl"])
def test_what_is_no_path_is_told_so(odd: Any) -> None:
    journal = moot.run(TEA, [YES, NO], "poll").journal
    doors: tuple[Callable[[], object], ...] = (
        lambda: moot.write_journal(journal, odd),
        lambda: moot.read_journal(odd),
        lambda: moot.read_ballots(odd),
    )
    for door in doors:
        with pytest.raises(moot.SpecError, match=r"is no path: give a text or a pathlib\.Path"):
            door()
