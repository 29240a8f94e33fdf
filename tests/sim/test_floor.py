"""The floor: what can be asked, of whom and when; it alone says who, when and in which round."""

from collections.abc import Callable
from typing import Any

import pytest
import trio

from moot.sim import (
    Floor,
    Journal,
    Missing,
    ProtocolError,
    Question,
    Ranking,
    Reply,
    Said,
    Scores,
    Turn,
    parse,
)

Q = Question(text="Q", options=("x", "y"))
Talk = Callable[..., Journal]


def ends(journal: Journal) -> list[str]:
    """How the asks ended, in the order of the journal."""
    return [
        "replied" if isinstance(entry, Said) else entry.outcome
        for entry in journal.entries
        if isinstance(entry, Said | Missing)
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"seats": ["Zoe"]}, "'Zoe', who is none of the seats A, B"),
        ({"seats": ["A", "A"]}, "a seat is named twice"),
        ({"seats": []}, "nobody is named"),
        ({"seats": "A"}, "seats are given as a list of names, not as the text 'A'"),
        ({"seats": [["A"]]}, "who is none of the seats"),
        ({"hears": {"Zoe": ["A"]}}, "'Zoe', who is none of the seats"),
        ({"hears": {"A": ["Zoe"]}}, "'Zoe', who is none of the seats"),
        ({"hears": {"A": "B"}}, "seats are given as a list of names"),
    ],
)
def test_asking_what_cannot_be_asked_is_the_protocols_error(
    talk: Talk, fields: dict[str, Any], message: str
) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open", **fields)

    with pytest.raises(ProtocolError, match=message):
        talk([lambda turn: "x"] * 2, run, Q)


def test_seats_are_asked_and_answer_in_the_order_of_the_panel(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        replies = await floor.ask("open", ["C", "A"])
        assert list(replies.said) == ["A", "C"]
        assert len(replies) == 2
        assert replies[0].place == 0

    talk([lambda turn: "x"] * 3, run, Q)


def test_asks_are_serial(talk: Talk) -> None:
    async def slow(turn: Turn) -> Reply:
        await trio.sleep(1)
        return turn.say("x")

    async def run(floor: Floor) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(floor.ask, "one")
            await trio.sleep(0.5)
            with pytest.raises(ProtocolError, match="ask 'two' while another is open"):
                await floor.ask("two")

    journal = talk([slow], run, Q)
    assert ends(journal) == ["replied"]


def test_nothing_is_asked_after_a_stop(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open")
        floor.stop("budget")
        with pytest.raises(ProtocolError, match="ask 'more' after the talk was stopped: budget"):
            await floor.ask("more")

    journal = talk([lambda turn: "x"], run, Q)
    assert journal.status == "stopped: budget"
    assert ends(journal) == ["replied"]


def test_a_floor_that_was_asked_wrongly_can_be_asked_again(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        with pytest.raises(ProtocolError):
            await floor.ask("open", ["Zoe"])
        await floor.ask("open")

    journal = talk([lambda turn: "x"], run, Q)
    assert ends(journal) == ["replied"]
    assert parse(b"".join(journal.lines())).digest == journal.digest


def test_rounds_count_from_one_and_asks_outside_belong_to_none(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("before")
        for number in floor.rounds(2):
            assert floor.round == number
            await floor.ask("in")
        await floor.ask("between")
        for number in floor.rounds(3):
            await floor.ask("in")
            if number == 2:
                break
        await floor.ask("after")

    journal = talk([lambda turn: "x"], run, Q)
    assert [(ask.phase, ask.round) for ask, _ in journal.asks()] == [
        ("before", 0),
        ("in", 1),
        ("in", 2),
        ("between", 0),
        ("in", 1),
        ("in", 2),
        ("after", 0),
    ]


def test_the_ballot_is_what_the_rules_need(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open")
        await floor.ask("scores", wants=Scores())
        await floor.ask("vote", wants=floor.ballot)

    def act(turn: Turn) -> Reply:
        return turn.wants.lift("x")

    journal = talk([act], run, Q, setting={"ballot": Ranking()})
    assert [ask.ballot for ask, _ in journal.asks()] == [False, False, True]
    assert ends(journal) == ["replied"] * 3


def test_time_passes_with_the_slowest_reply_and_with_nothing_else(talk: Talk) -> None:
    times: list[float] = []

    async def run(floor: Floor) -> None:
        for _ in range(3):
            times.append(floor.now)
            await floor.ask("open", within=50.0)
        times.append(floor.now)

    afters = {"A": [0.0, 2.0, 1.0], "B": [0.0, 3600.0, 0.5]}
    journal = talk([lambda turn: turn.say("x", after=afters[turn.seat][turn.asked])] * 2, run, Q)
    assert times == [0.0, 0.0, 50.0, 51.0]
    assert ends(journal) == ["replied", "replied", "replied", "timed out", "replied", "replied"]
    assert journal.statistics().seconds == 50.0


@pytest.mark.parametrize(
    "data", [{"n": float("nan")}, {"n": {1, 2}}, {"n": "\udc80"}], ids=["nan", "set", "surrogate"]
)
def test_what_is_told_is_json(talk: Talk, data: dict[str, Any]) -> None:
    async def run(floor: Floor) -> None:
        with pytest.raises(ProtocolError):
            floor.tell("figures", **data)

    assert not talk([lambda turn: "x"], run, Q).entries


def test_private_statements_are_journalled_and_heard_by_nobody(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("secret", private=True)
        await floor.ask("open")

    seen: list[tuple[int, int]] = []

    def act(turn: Turn) -> str:
        seen.append((len(turn.heard.latest), len(turn.said)))
        return "x"

    journal = talk([act, act], run, Q)
    assert seen == [(0, 0)] * 4
    assert journal.statistics().messages == 2
    assert journal.statistics().deliveries == 2
    assert ends(journal) == ["replied"] * 4
