"""What seats know of others where the floor tells it, and which texts they take for one."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, DeGroot, MajorityFollower, Persuadable
from moot.agents.simulated import around, told
from moot.sim import Evidence, Floor, Journal, Question, Reply, Said, Turn

Q = Question(text="Q", options=("x", "y", "z"))
N = Question(text="N", range=(0.0, 10.0))
FREE = Question(text="T")
BOTH = Question(text="P", parts=(Q, FREE))
Asked = Callable[..., Any]
Talk = Callable[..., Journal]


def known(
    talk: Talk, asks: list[list[Any]], figures: dict[str, Any], question: Question = Q
) -> list[dict[Any, int]]:
    """What each seat knows of the others after asks in which nobody was heard; None abstains."""
    seen: list[dict[Any, int]] = []

    def sits(place: int) -> Callable[[Turn], Any]:
        def act(turn: Turn) -> Any:
            if turn.phase != "last":
                return asks[int(turn.phase)][place]
            parts = turn.parts() or (turn,)
            seen.extend(dict(around(part)) for part in parts)
            return turn.abstain()

        return act

    async def run(floor: Floor) -> None:
        for number in range(len(asks)):
            await floor.ask(str(number), hears={})
        floor.tell("so far", **figures)
        await floor.ask("last", hears={})

    talk([sits(place) for place in range(len(asks[0]))], run, question)
    return seen


said = st.sampled_from("xyz") | st.none()


@given(st.lists(st.lists(said, min_size=3, max_size=3), min_size=1, max_size=4), st.data())
def test_of_a_tally_that_was_told_a_seat_takes_away_what_it_said_in_the_ask_that_was_counted(
    talk: Talk, asks: list[list[str | None]], data: st.DataObject
) -> None:
    """However often everyone has answered since, and whatever: what is left is what the others said in it."""
    ask = data.draw(st.integers(1, len(asks)))
    counted = asks[ask - 1]
    tally = [[option, counted.count(option)] for option in Q.options]
    for place, counts in enumerate(known(talk, asks, {"tally": tally, "ask": ask})):
        others = counted[:place] + counted[place + 1 :]
        assert counts == {option: others.count(option) for option in Q.options}


def test_where_no_ask_is_named_it_is_what_the_seat_last_said(talk: Talk) -> None:
    asks: list[list[Any]] = [["z", "y"], ["x", None]]
    assert known(talk, asks, {"tally": [["x", 1], ["y", 1]]}) == [
        {"x": 0, "y": 1, "z": 0},
        {"x": 1, "y": 0, "z": 0},
    ]


def test_of_parts_each_has_a_tally_of_its_own(talk: Talk) -> None:
    asks = [[("x", "Green tea"), ("x", "green tea."), ("y", "Coffee")]]
    tally = [[["x", 2], ["y", 1], ["z", 0]], [["Green tea", 2], ["Coffee", 1]]]
    first, second, third = zip(*[iter(known(talk, asks, {"tally": tally, "ask": 1}, BOTH))] * 2, strict=True)
    assert first == ({"x": 1, "y": 1, "z": 0}, {"Green tea": 1, "Coffee": 1})
    assert second == ({"x": 1, "y": 1, "z": 0}, {"green tea.": 1, "Coffee": 1})
    assert third == ({"x": 2, "y": 0, "z": 0}, {"Green tea": 2, "Coffee": 0})


def test_a_seat_counts_texts_in_one_spelling_and_in_its_own_if_it_holds_it(talk: Talk) -> None:
    asks: list[list[Any]] = [["Coffee", "Tea"], ["green tea.", "Coffee"]]
    tally = {"tally": [["Green tea", 3], ["Coffee", 2]]}
    assert known(talk, asks, tally | {"ask": 2}, FREE) == [
        {"green tea.": 2, "Coffee": 2},
        {"Green tea": 3, "Coffee": 1},
    ]
    assert known(talk, asks, tally | {"ask": 1}, FREE)[0] == {"green tea.": 3, "Coffee": 1}
    before: list[list[Any]] = [["GREEN tea", "Tea"], ["green tea.", "Coffee"]]
    assert known(talk, before, tally | {"ask": 1}, FREE)[0] == {"green tea.": 2, "Coffee": 2}


def test_what_is_heard_counts_in_one_spelling_too(asked: Asked) -> None:
    others = ("Coffee", "Coffee", "Green tea", "GREEN tea")
    assert asked(MajorityFollower(), "green tea.", *others, question=FREE).stance == "green tea."
    stays = asked(Conformist(bias=700.0), "green tea.", "Green tea", "GREEN tea", question=FREE)
    assert (stays.stance, stays.credits) == ("green tea.", ())
    moved = asked(Conformist(bias=700.0), "Tea", "Coffee", "coffee.", question=FREE)
    assert (moved.stance, moved.credits) == ("Coffee", ("B", "C"))
    both = asked(Persuadable(), "Tea", ("Coffee", 0.5), ("coffee.", 0.5), question=FREE)
    assert (both.stance, both.credits) == ("Coffee", ("B", "C"))
    unheld = asked(Persuadable(), "Tea", ("Coffee", 0.5, "Tea"), ("coffee.", 0.5, "Tea"), question=FREE)
    assert (unheld.stance, unheld.credits) == ("Coffee", ("B", "C"))


@pytest.mark.parametrize(("phase", "tell"), [("oppose", {"leader": ["Green tea"]}), ("attack", None)])
def test_who_holds_what_it_is_to_oppose_argues_for_another_however_it_spells_it(
    asked: Asked, phase: str, tell: Any
) -> None:
    others = ("Green tea", "Green tea", "Coffee")
    argued = asked(Persuadable(), "green tea.", *others, phase=phase, tell=tell, question=FREE)
    assert (argued.stance, argued.argument.supports) == ("green tea.", "Coffee")


def test_who_hears_nobody_knows_the_tally_that_the_floor_told(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open", hears={})
        floor.tell("so far", tally=[["x", 2], ["y", 2], ["z", 0]], ask=1)
        await floor.ask("vote", hears={})

    starts = {seat: (Evidence(stance=stance),) for seat, stance in zip("ABCD", "xxyy", strict=True)}
    *_, (_, vote) = talk((MajorityFollower(),) * 4, run, Q, evidence=starts).asks()
    assert [entry.reply.stance for entry in vote if isinstance(entry, Said)] == ["y", "y", "x", "x"]


def test_de_groot_averages_the_tally_that_the_floor_told(asked: Asked) -> None:
    moved = asked(DeGroot(start=0.0), 0.0, tell={"tally": [[4.0, 2], [1.0, 1]]}, question=N)
    assert moved.stance == pytest.approx((4 * 2 + 1 + 0) / 4)


def test_what_was_told_last_counts_of_what_was_told_to_the_seat(talk: Talk) -> None:
    seen: list[Any] = []

    def act(turn: Turn) -> Reply:
        figures = turn.heard.figures("side")
        seen.append((turn.seat, told(turn, "side"), told(turn, "lead"), turn.heard.figures("nothing")))
        if figures is not None:
            figures["side"].append("changed")
        return turn.abstain()

    async def run(floor: Floor) -> None:
        floor.tell("one", side=["x"], lead=1)
        await floor.ask("a")
        floor.tell("two", side=["y"])
        floor.tell("three", ["A"], side=["z"])
        floor.tell("four", lead=2)
        await floor.ask("b")

    talk([act, act], run, Q)
    assert seen == [
        ("A", ["x"], 1, None),
        ("B", ["x"], 1, None),
        ("A", ["z"], 2, None),
        ("B", ["y"], 2, None),
    ]


def test_to_look_up_a_tally_takes_no_longer_however_much_was_told_before(talk: Talk) -> None:
    """About as many calls are made where sixty things were told as where one was."""
    calls: list[int] = []

    def act(turn: Turn) -> Reply:
        made = 0

        def count(frame: object, event: str, argument: object) -> None:
            nonlocal made
            made += 1

        before = sys.getprofile()
        sys.setprofile(count)
        counts = around(turn)
        sys.setprofile(before)
        calls.append(made)
        assert counts == {"x": 3, "y": 2, "z": 0}
        return turn.abstain()

    async def run(floor: Floor) -> None:
        for _ in range(60):
            floor.tell("so far", tally=[["x", 3], ["y", 2], ["z", 0]], ask=1, more=[[1], [2]])
            await floor.ask("again")

    talk([act], run, Q)
    assert max(calls) < 2 * calls[0]  # the garbage collector may call something too
