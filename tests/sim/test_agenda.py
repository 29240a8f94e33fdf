"""The agenda: simulated time, in order; and the open phases in which seats are woken."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from moot.sim import Edges, Floor, Journal, Link, ProtocolError, Question, Reply, Turn, Wake
from moot.sim.agenda import Agenda, Clock

Q = Question(text="Q", options=("x", "y"))
Talk = Callable[..., Journal]
delays = st.floats(0, 100)
entries = st.lists(st.tuples(delays, st.integers(0, 3)), max_size=20)


@given(entries)
def test_what_is_due_comes_by_time_then_seat_then_entry(items: list[tuple[float, int]]) -> None:
    clock = Clock()
    agenda = Agenda(clock)
    for number, (delay, place) in enumerate(items):
        agenda.put(delay, number, place)
    taken = []
    while (number := agenda.take(math.inf)) is not None:
        assert clock.now == items[number][0]
        taken.append(number)
    assert taken == sorted(range(len(items)), key=lambda i: (*items[i], i))


@given(entries, delays)
def test_nothing_is_taken_after_its_time_and_time_never_runs_back(
    items: list[tuple[float, int]], until: float
) -> None:
    clock = Clock()
    agenda = Agenda(clock)
    for number, (delay, place) in enumerate(items):
        agenda.put(delay, number, place)
    times = [clock.now]
    taken = 0
    while agenda.take(until) is not None:
        times.append(clock.now)
        taken += 1
    assert taken == sum(delay <= until for delay, _ in items)
    assert all(a <= b for a, b in pairwise(times))
    assert clock.now == until
    agenda.take(0.0)
    assert clock.now == until


@pytest.mark.parametrize("delay", [-1.0, math.nan, math.inf])
def test_a_delay_is_a_number_of_seconds(talk: Talk, delay: float) -> None:
    async def run(floor: Floor) -> None:
        floor.at(delay, "x")

    with pytest.raises((ValueError, ProtocolError), match="is not a number of seconds"):
        talk([lambda turn: "x"], run, Q)


def woken(talk: Talk, run: Callable[[Floor, list[Wake]], Any], n: int = 3, **options: Any) -> list[Wake]:
    wakes: list[Wake] = []

    async def protocol(floor: Floor) -> None:
        await run(floor, wakes)

    talk([options.pop("act", lambda turn: "x")] * n, protocol, Q, **options)
    return wakes


def test_each_seats_clock_is_a_poisson_process(talk: Talk) -> None:
    async def run(floor: Floor, wakes: list[Wake]) -> None:
        wakes += [wake async for wake in floor.wakes(rate=2.0, until=1000.0)]
        assert floor.now == 1000.0

    wakes = woken(talk, run)
    assert [wake.at for wake in wakes] == sorted(wake.at for wake in wakes)
    assert {wake.why for wake in wakes} == {"clock"}
    for seat in "ABC":
        rings = [0.0] + [wake.at for wake in wakes if wake.seat == seat]
        assert abs(len(rings) - 1 - 2000) < 4 * math.sqrt(2000)
        assert stats.kstest([b - a for a, b in pairwise(rings)], "expon", (0, 0.5)).pvalue > 1e-3


def test_the_same_seed_rings_the_same_and_another_does_not(talk: Talk) -> None:
    async def run(floor: Floor, wakes: list[Wake]) -> None:
        wakes += [wake async for wake in floor.wakes(until=20.0)]

    assert woken(talk, run) == woken(talk, run) != woken(talk, run, seed=1)


def test_a_second_open_phase_has_rings_of_its_own(talk: Talk) -> None:
    phases: list[list[float]] = []

    async def run(floor: Floor, wakes: list[Wake]) -> None:
        for start in (0.0, 20.0):
            rings = [round(wake.at - start, 9) async for wake in floor.wakes(until=start + 20.0)]
            phases.append(rings)

    woken(talk, run)
    assert len(phases[0]) > 20
    assert phases[0] != phases[1]


def test_a_message_wakes_those_it_reaches_after_its_latency(talk: Talk) -> None:
    links = (
        Link(speaker="A", listener="B", latency=2.0),
        Link(speaker="A", listener="C", latency=1.0),
        Link(speaker="A", listener="A"),
        Link(speaker="C", listener="A", latency=0.5),
    )

    async def run(floor: Floor, wakes: list[Wake]) -> None:
        phase = floor.wakes(rate=0.0, until=10.0, on_message=True)
        await floor.ask("open", ["A"])
        async for wake in phase:
            wakes.append(wake)
            if wake.seat == "C":
                await floor.ask("open", ["C"])

    assert woken(talk, run, topology=Edges(edges=links)) == [
        Wake("C", 1.0, "message"),
        Wake("A", 1.5, "message"),
        Wake("B", 2.0, "message"),
    ]


def test_on_a_complete_table_a_message_wakes_all_others_at_once(talk: Talk) -> None:
    async def run(floor: Floor, wakes: list[Wake]) -> None:
        phase = floor.wakes(rate=0.0, on_message=True)
        await floor.ask("open", ["B"])
        wakes += [wake async for wake in phase]

    assert woken(talk, run) == [Wake("A", 0.0, "message"), Wake("C", 0.0, "message")]


def test_private_words_wake_nobody(talk: Talk) -> None:
    async def run(floor: Floor, wakes: list[Wake]) -> None:
        phase = floor.wakes(rate=0.0, on_message=True)
        await floor.ask("open", ["B"], private=True)
        wakes += [wake async for wake in phase]

    assert woken(talk, run) == []


def test_a_seat_may_ask_to_be_woken_again(talk: Talk) -> None:
    def act(turn: Turn) -> Reply:
        return turn.say("x", wake=1.5 if turn.asked < 3 else None)

    async def run(floor: Floor, wakes: list[Wake]) -> None:
        phase = floor.wakes(rate=0.0)
        await floor.ask("open", ["B"])
        async for wake in phase:
            wakes.append(wake)
            await floor.ask("open", [wake.seat])

    assert woken(talk, run, act=act) == [Wake("B", at, "request") for at in (1.5, 3.0, 4.5)]


def test_what_the_floor_put_on_the_agenda_survives_an_open_phase(talk: Talk) -> None:
    got: list[Any] = []

    async def run(floor: Floor, wakes: list[Wake]) -> None:
        floor.at(1.0, "early")
        floor.at(9.0, "late")
        wakes += [wake async for wake in floor.wakes(until=5.0)]
        got.extend([await floor.next(20.0), await floor.next(20.0), await floor.next(20.0), floor.now])

    assert woken(talk, run)
    assert got == ["early", "late", None, 20.0]


def test_a_phase_that_was_left_early_leaves_nothing_behind(talk: Talk) -> None:
    got: list[Any] = []

    async def run(floor: Floor, wakes: list[Wake]) -> None:
        async for wake in floor.wakes(until=50.0):
            wakes.append(wake)
            break
        got.append(await floor.next(100.0))

    assert len(woken(talk, run)) == 1
    assert got == [None]


@pytest.mark.parametrize("rate", [-1.0, math.nan, math.inf])
def test_a_rate_is_a_number(talk: Talk, rate: float) -> None:
    async def run(floor: Floor, wakes: list[Wake]) -> None:
        async for wake in floor.wakes(rate=rate, until=1.0):
            wakes.append(wake)
            if len(wakes) > 100:
                break

    with pytest.raises(ProtocolError, match="rate"):
        woken(talk, run)
