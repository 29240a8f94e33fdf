"""Watching a table: it sees what is recorded, and can neither slow nor change it."""

from collections.abc import Callable
from typing import Any

import trio

from moot.agents import Conformist, Random, Slow, Stubborn
from moot.protocols import Debate
from moot.sim import Close, Journal, Panel, Question, Seat, Setting, Table, Watch

Q = Question(text="Q", options=("x", "y"))
PANEL = (Conformist(), Random(), Slow(seconds=1.0), Random())
Talk = Callable[..., Journal]


def table(*panel: Any) -> Table:
    seats = tuple(Seat(name=name, agent=agent) for name, agent in zip("ABCDEF", panel, strict=False))
    return Table(Setting(panel=Panel(seats=seats), protocol=Debate(rounds=3)))


def watched(
    trio_run: Callable[..., Any], watch: Watch, pace: float, made: Table
) -> tuple[Journal, list[Any], float]:
    seen: list[Any] = []
    took: list[float] = []
    journals: list[Journal] = []

    async def look() -> None:
        async for _, entry in watch:
            seen.append(entry)
            await trio.sleep(pace)

    async def hold() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(look)
            start = trio.current_time()
            journals.append(await made.talk(Q, seed=3, observers=(watch,)))
            took.append(trio.current_time() - start)
            watch.close()

    trio_run(hold)
    return journals[0], seen, took[0]


def test_a_watcher_sees_every_entry_and_the_close(trio_run: Callable[..., Any]) -> None:
    watch = Watch()
    journal, seen, _ = watched(trio_run, watch, 0.0, table(*PANEL))
    assert seen == [*journal.entries, journal.close]
    assert isinstance(seen[-1], Close)
    assert watch.lost == 0


def test_a_slow_watcher_loses_entries_and_slows_nothing(trio_run: Callable[..., Any]) -> None:
    watch = Watch(capacity=2)
    journal, seen, took = watched(trio_run, watch, 1000.0, table(*PANEL))
    assert took < 4.0  # three rounds of a seat that takes a second
    assert watch.lost > 0
    assert len(seen) + watch.lost == len(journal.entries) + 1


def test_watching_changes_nothing(talk: Talk, trio_run: Callable[..., Any]) -> None:
    alone = talk(PANEL, Debate(rounds=3), Q, seed=3)
    for capacity, pace in ((256, 0.0), (1, 50.0), (0, 0.0)):
        journal, _, _ = watched(trio_run, Watch(capacity=capacity), pace, table(*PANEL))
        assert list(journal.lines()) == list(alone.lines())


def test_a_watcher_looks_in_while_seats_that_never_wait_talk(trio_run: Callable[..., Any]) -> None:
    watch = Watch()
    lengths: list[int] = []

    async def look() -> None:
        async for journal, _ in watch:
            lengths.append(len(journal.entries))

    async def hold() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(look)
            await table(Stubborn(stance="x"), Stubborn(stance="y")).talk(Q, observers=(watch,))
            watch.close()

    trio_run(hold)
    assert lengths[0] < lengths[-1] < len(lengths)


def test_a_watcher_that_left_stops_nothing(talk: Talk) -> None:
    watch = Watch()
    watch.close()
    journal = talk(PANEL, Debate(rounds=3), Q, seed=3, observers=(watch,))
    assert journal.digest == talk(PANEL, Debate(rounds=3), Q, seed=3).digest
    assert watch.lost == len(journal.entries) + 1


def test_two_tables_share_a_watcher(trio_run: Callable[..., Any]) -> None:
    watch = Watch(capacity=1000)
    made = table(*PANEL)

    async def hold() -> None:
        first = await made.talk(Q, seed=1, observers=(watch,))
        second = await made.talk(Q, seed=2, observers=(watch,))
        watch.close()
        seen = [(journal.header.spec["seed"], entry) async for journal, entry in watch]
        expected = [(1, entry) for entry in (*first.entries, first.close)]
        assert seen == expected + [(2, entry) for entry in (*second.entries, second.close)]

    trio_run(hold)
