"""No window of a minute ever holds more than an endpoint takes, and nobody is overtaken."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import trio
import trio.testing
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents.live import Gate, Limits
from moot.sim import SpecError

Run = Callable[..., Any]
LIMITS = st.builds(
    Limits,
    at_once=st.none() | st.integers(1, 4),
    requests=st.none() | st.integers(1, 5),
    tokens=st.none() | st.integers(50, 200),
)
# when it comes, what it can need and what share of that it used, how long it takes, when it loses patience
CALLS = st.lists(
    st.tuples(
        st.integers(0, 100),
        st.integers(0, 50),
        st.integers(0, 10),
        st.sampled_from([0.0, 0.1, 7.0, 59.9, 60.0, 100.0]),
        st.none() | st.integers(0, 150),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=150)
@given(LIMITS, CALLS)
def test_no_window_holds_too_much_whatever_is_cancelled(
    trio_run: Run, limits: Limits, calls: list[tuple[int, int, int, float, int | None]]
) -> None:
    passed: list[tuple[float, int]] = []
    inside = 0

    async def one(gate: Gate, comes: int, most: int, tenths: int, takes: float, patience: int | None) -> None:
        nonlocal inside
        await trio.sleep(comes)
        with trio.move_on_after(patience or math.inf):
            async with gate.call(most) as through:
                assert through.at == trio.current_time()
                used = most * tenths // 10
                passed.append((through.at, used))
                inside += 1
                assert inside <= (limits.at_once or len(calls))
                try:
                    await trio.sleep(takes)
                    through.used(used)
                finally:
                    inside -= 1

    async def run() -> None:
        gate = Gate(limits)
        async with trio.open_nursery() as nursery:
            for call in calls:
                nursery.start_soon(one, gate, *call)

    trio_run(run)
    for start, _ in passed:
        window = [used for at, used in passed if start <= at < start + 60.0]
        assert len(window) <= (limits.requests or len(calls))
        assert sum(window) <= (limits.tokens or sum(window))
    patient = sum(call[4] is None or call[4] == 0 for call in calls)
    assert len(passed) >= patient  # nobody waits for ever


def came_through(
    trio_run: Run, limits: Limits, *needs: int, takes: float = 0.0, used: int | None = None
) -> Any:
    """When each call came through, all asked for at once and in this order."""
    times: list[tuple[int, float]] = []

    async def run() -> None:
        gate, begin = Gate(limits), trio.current_time()

        async def one(number: int, need: int) -> None:
            async with gate.call(need) as through:
                times.append((number, round(trio.current_time() - begin, 6)))
                await trio.sleep(takes)
                if used is not None:
                    through.used(used)

        async with trio.open_nursery() as nursery:
            for number, need in enumerate(needs):
                nursery.start_soon(one, number, need)
                await trio.testing.wait_all_tasks_blocked()

    trio_run(run)
    return times


def test_calls_at_once_take_turns(trio_run: Run) -> None:
    found = came_through(trio_run, Limits(at_once=2), *[0] * 5, takes=3.0)
    assert found == [(0, 0), (1, 0), (2, 3), (3, 3), (4, 6)]


def test_requests_of_a_minute_come_through_at_once_and_the_rest_a_minute_later(trio_run: Run) -> None:
    assert came_through(trio_run, Limits(requests=2), *[0] * 5) == [
        (0, 0),
        (1, 0),
        (2, 60),
        (3, 60),
        (4, 120),
    ]


def test_a_large_call_is_not_starved_by_small_ones(trio_run: Run) -> None:
    assert came_through(trio_run, Limits(tokens=100), 60, 90, 10, 40) == [(0, 0), (1, 60), (2, 60), (3, 120)]


def test_tokens_that_were_not_used_are_free_for_those_who_wait(trio_run: Run) -> None:
    found = came_through(trio_run, Limits(tokens=100), 90, 90, 90, takes=5.0, used=5)
    assert found == [(0, 0), (1, 5), (2, 10)]


def test_more_tokens_than_were_reserved_are_counted(trio_run: Run) -> None:
    found = came_through(trio_run, Limits(tokens=100, at_once=1), 10, 10, 90, takes=5.0, used=95)
    assert found == [(0, 0), (1, 60), (2, 120)]


def test_a_correction_after_its_minute_changes_nothing(trio_run: Run) -> None:
    found = came_through(trio_run, Limits(tokens=100), 100, 100, 100, takes=70.0, used=0)
    assert found == [(0, 0), (1, 60), (2, 120)]


def test_without_limits_nothing_waits_and_nothing_is_kept(trio_run: Run) -> None:
    assert came_through(trio_run, Limits(), *[10] * 9, takes=1.0, used=3) == [(i, 0) for i in range(9)]


def test_one_that_gives_up_waiting_leaves_its_place_to_the_next(trio_run: Run) -> None:
    times: list[tuple[str, float]] = []

    async def run() -> None:
        gate, begin = Gate(Limits(at_once=1, requests=2)), trio.current_time()

        async def one(name: str, patience: float, takes: float) -> None:
            with trio.move_on_after(patience):
                async with gate.call(0):
                    times.append((name, round(trio.current_time() - begin, 6)))
                    await trio.sleep(takes)

        async with trio.open_nursery() as nursery:
            for call in (("a", 99, 9), ("b", 5, 9), ("c", 99, 1), ("d", 20, 1), ("e", 99, 1)):
                nursery.start_soon(one, *call)
                await trio.testing.wait_all_tasks_blocked()

    trio_run(run)
    assert times == [("a", 0), ("c", 9), ("e", 60)]


def test_a_call_that_could_never_pass_is_refused_at_once(trio_run: Run) -> None:
    async def run() -> None:
        gate = Gate(Limits(tokens=100))
        with pytest.raises(SpecError, match="101 tokens, which never pass where 100 a minute"):
            async with gate.call(101):
                pass
        async with gate.call(100):
            pass

    trio_run(run)
    with pytest.raises(SpecError, match="at_once"):
        Limits(at_once=0)
