"""Live tables, driven by rules: they keep the promises of the table, and each broken one is caught."""

from typing import Any

import pytest
import trio
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from moot.agents import Conformist, Human
from moot.experiments.properties import Kernel, machine
from moot.experiments.properties.broken_tables import BROKEN_TABLES, LosesWhatIsDelayed
from moot.experiments.properties.caps import CAPPED
from moot.experiments.properties.property import called
from moot.experiments.properties.stepped import Stepped
from moot.protocols import Council, Gossip, Relay
from moot.protocols.rules import Plurality
from moot.sim import Floor, Protocol, SpecError

FEW = settings(
    max_examples=30,
    stateful_step_count=25,
    derandomize=True,
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    phases=[Phase.generate],  # the smallest way to go wrong is not what is asked here
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("target", [Kernel(), Gossip(), Relay(), Council, "debate", Conformist()], ids=str)
def test_a_live_table_keeps_its_promises(target: Any) -> None:
    run_state_machine_as_test(machine(target), settings=FEW)


LIVE = [
    (name, table)
    for name, tables in BROKEN_TABLES.items()
    for table in tables
    if name not in (CAPPED.name, "same-in-another-process") and table != LosesWhatIsDelayed()
]
"""Those that show in one process, where nothing is done to what is said on its way."""


@pytest.mark.parametrize(
    ("name", "table"), LIVE, ids=lambda one: one if isinstance(one, str) else called(one)
)
def test_every_broken_table_is_caught(name: str, table: Kernel) -> None:
    said = {
        "messages-arrive-once": "missed what|heard what .* with|heard too much",
        "remembered-as-it-was": "finds as (latest|held|tally)",
        "messages-in-order": "did not hear what was said in the order it was said",
        "one-outcome-each": "and ended for",
        "electorate-kept": "count as the electorate",
        "same-seed-same-digest": "it is not the same|it goes on otherwise",
        "schedule-leaves-no-trace": "was put to .*, and ended for",
        "resumes-as-it-was": "is asked again in ask|it goes on otherwise|it cannot be run again",
        "replays-as-it-was": "it cannot be run again",
    }
    many = settings(FEW, max_examples=200)
    with pytest.raises(AssertionError, match=said[name]):
        run_state_machine_as_test(machine(table), settings=many)


class Asleep(Protocol):
    asks: bool = False

    async def run(self, floor: Floor) -> None:
        if self.asks:
            await floor.ask("open", wants=floor.ballot)
        await trio.sleep_forever()


class SleepsLong(Protocol):
    seconds: float = 1e9
    times: int = 1

    async def run(self, floor: Floor) -> None:
        for _ in range(self.times):
            await trio.sleep(self.seconds)
        await floor.ask("open", wants=floor.ballot)


class Asks(Protocol):
    async def run(self, floor: Floor) -> None:
        while True:
            await floor.ask("open", wants=floor.ballot)


def test_a_talk_that_sleeps_long_ends_in_virtual_time() -> None:
    run_state_machine_as_test(machine(SleepsLong()), settings=settings(FEW, max_examples=3))


@pytest.mark.parametrize(
    ("target", "why"),
    [
        (Asleep(), "nobody is asked any more, nothing is due, and it still waits"),
        (Asleep(asks=True), "nobody is asked any more, nothing is due, and it still waits"),
        (SleepsLong(times=10**9), "after 2000 waits it still goes on"),
        (Asks(), "after 2000 answers it still goes on\n(.*\n){30}... and [0-9]+ lines more"),
    ],
)
def test_a_talk_that_does_not_end_is_told(target: Protocol, why: str) -> None:
    with pytest.raises(AssertionError, match=f": it does not end: {why}"):
        run_state_machine_as_test(machine(target), settings=settings(FEW, max_examples=1))
    assert trio.run(trio.sleep, 0) is None  # nothing of it is left on this thread


@pytest.mark.parametrize(
    ("target", "why"),
    [(Human(), "a world outside is behind it"), (Plurality(), "it is about the table, protocols and agents")],
)
def test_what_sits_at_no_live_table_is_told(target: Any, why: str) -> None:
    with pytest.raises(SpecError, match=f"no live table can be driven with .*: {why}"):
        machine(target)


def test_a_run_goes_on_as_far_as_it_is_let() -> None:
    seen: list[str] = []
    gate = trio.Event()

    async def work() -> str:
        seen.append("begun")
        await gate.wait()
        seen.append("let through")
        await trio.sleep(3600)
        return "done"

    run = Stepped(work)
    assert (seen, run.over) == (["begun"], False)
    run.wait(10**6)
    assert seen == ["begun"]
    gate.set()
    run.go_on()
    assert (seen, run.over) == (["begun", "let through"], False)
    run.wait(3599)
    assert not run.over
    run.wait(1)
    assert run.over
    assert run.result() == "done"
    assert run.result() == "done"


def test_a_run_ends_where_it_is_killed_and_tells_what_was_raised() -> None:
    run = Stepped(trio.sleep_forever)
    assert not run.over
    run.kill()
    assert run.over
    assert trio.run(trio.sleep, 0) is None  # another can be on this thread

    async def fails() -> None:
        async with trio.open_nursery():
            raise ValueError("in a nursery")

    failed = Stepped(fails)
    assert failed.over
    for _ in range(2):
        with pytest.raises(ValueError, match="in a nursery"):
            failed.result()
