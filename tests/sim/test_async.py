"""Asynchronous seats: trio decides who answers first, and nothing that is recorded depends on it."""

import random
from collections.abc import Callable
from typing import Any

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import Conformist, Slow, Stubborn
from moot.protocols import Debate, Poll
from moot.sim import Floor, Journal, Missing, Question, Reply, Said, Turn

Q = Question(text="Q", options=("x", "y"))
Talk = Callable[..., Journal]


async def once(floor: Floor) -> None:
    await floor.ask("open", wants=floor.ballot)


def outcomes(journal: Journal) -> list[str]:
    return [
        "replied" if isinstance(entry, Said) else entry.outcome
        for entry in journal.entries
        if isinstance(entry, Said | Missing)
    ]


def napping(delays: list[float]) -> Callable[[Turn], Any]:
    async def act(turn: Turn) -> str:
        await trio.sleep(delays["ABCDEF".index(turn.seat)])
        return turn.random.choice(turn.question.options)

    return act


@settings(max_examples=25)
@given(st.permutations(range(6)), st.integers(0, 99))
def test_the_order_of_arrival_leaves_no_trace(talk: Talk, order: list[int], shuffle: int) -> None:
    lines = []
    for delays in ([0.0] * 6, [float(i) for i in range(6)], [float(i) for i in order]):
        trio._core._run._r.seed(shuffle)
        act = napping(delays)
        lines.append(list(talk([act] * 6, Debate(rounds=2), Q).lines()))
    assert lines[0] == lines[1] == lines[2]


def test_trios_own_shuffle_leaves_no_trace(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trio._core._run, "_ALLOW_DETERMINISTIC_SCHEDULING", True)
    arrivals: set[tuple[str, ...]] = set()
    digests = set()
    for seed in range(12):
        monkeypatch.setattr(trio._core._run, "_r", random.Random(seed))
        order: list[str] = []

        async def act(turn: Turn, order: list[str] = order) -> str:
            await trio.lowlevel.checkpoint()
            order.append(turn.seat)
            return "x"

        digests.add(talk([act] * 6, once, Q).digest)
        arrivals.add(tuple(order))
    assert len(digests) == 1
    assert len(arrivals) > 1  # else nothing was shuffled


def test_asynchronous_seats_answer_at_the_same_time(talk: Talk) -> None:
    clock: list[float] = []

    async def run(floor: Floor) -> None:
        start = trio.current_time()
        await floor.ask("open")
        clock.append(trio.current_time() - start)

    talk([napping([3.0] * 6)] * 6, run, Q)
    assert clock == [pytest.approx(3.0)]


def test_a_seat_that_hangs_is_timed_out_and_the_others_are_unaffected(talk: Talk) -> None:
    async def hangs(turn: Turn) -> str:
        await trio.sleep_forever()
        return "x"

    panel = [hangs, lambda turn: "x", napping([0.0, 0.0, 9.9]), napping([0.0, 0.0, 0.0, 10.1])]
    journal = talk(panel, once, Q, setting={"within": 10.0})
    assert outcomes(journal) == ["timed out", "replied", "replied", "timed out"]


def test_what_comes_at_the_deadline_is_too_late_however_often_it_is_tried(talk: Talk) -> None:
    for seed in range(20):
        trio._core._run._r.seed(seed)
        journal = talk([napping([10.0])] * 1, once, Q, setting={"within": 10.0})
        assert outcomes(journal) == ["timed out"]


def test_outcomes_are_sealed_at_the_deadline(talk: Talk) -> None:
    async def stubborn(turn: Turn) -> Reply:
        try:
            await trio.sleep(100)
        except trio.Cancelled:
            return turn.say("x")
        return turn.say("y")

    async def dies_late(turn: Turn) -> Reply:
        try:
            await trio.sleep(100)
        finally:
            turn.say("x", confidence=7.0)
        return turn.say("y")

    journal = talk([stubborn, dies_late, lambda turn: "y"], once, Q, setting={"within": 5.0})
    assert outcomes(journal) == ["timed out", "timed out", "replied"]


def test_a_seat_may_wait_for_as_long_as_its_own_nursery_takes(talk: Talk) -> None:
    async def act(turn: Turn) -> str:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 1)
        if turn.seat == "B":
            async with trio.open_nursery():
                raise KeyError(turn.seat)
        return "x"

    journal = talk([act, act], once, Q)
    assert outcomes(journal) == ["replied", "failed"]


@pytest.mark.parametrize("within", [5.0, 2.0])
def test_simulated_and_asynchronous_seats_share_a_table(talk: Talk, within: float) -> None:
    panel = [
        Slow(seconds=3.0, agent=Stubborn(stance="x")),
        lambda turn: turn.say("y", after=3.0),
        Conformist(),
    ]
    journal = talk(panel, Poll(), Q, setting={"within": within})
    late = ["timed out"] * 2 if within < 3 else ["replied"] * 2
    assert outcomes(journal) == [*late, "replied"]


def test_a_hundred_thousand_deliveries_and_six_slow_seats_cross_the_same_bus(talk: Talk) -> None:
    """317 seats hear 316 others: 10^5 deliveries a round, six of them from asynchronous seats."""
    heard: dict[str, dict[Any, int]] = {}

    def act(turn: Turn) -> str:
        if turn.round == 2:
            heard[turn.seat] = dict(turn.heard.tally())
            assert len(turn.heard.latest) == 316
        return "x" if turn.seat.startswith("fast") else "y"

    async def slowly(turn: Turn) -> str:
        await trio.sleep(turn.random.random())
        return act(turn)

    panel = {f"fast {i}": act for i in range(311)} | {f"slow {i}": slowly for i in range(6)}

    async def run(floor: Floor) -> None:
        for _ in floor.rounds(2):
            await floor.ask("open", wants=floor.ballot)

    journal = talk(panel, run, Q)
    assert journal.statistics().deliveries == 2 * 317 * 316
    assert journal.statistics().outcomes == {"replied": 634}
    assert heard["fast 0"] == {"x": 310, "y": 6}
    assert heard["slow 5"] == {"x": 311, "y": 5}
    assert len(heard) == 317
