"""Deliberations from asyncio: awaited, with trio as its guest; called, as in a notebook."""

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pytest
import trio

import moot
from moot.agents import Stubborn
from moot.experiments.running import Stoppable, anywhere
from moot.sim import Turn

TEA = moot.Question(text="Tea?", options=("Yes", "No"))
YES = Stubborn(stance="Yes")
PANEL = ["conformist"] * 3
DIGEST = moot.run(TEA, PANEL, seed=3).journal.digest


async def hold(*agents: Any) -> moot.Result:
    return await moot.deliberate(TEA, list(agents), "poll")


def test_it_is_awaited_on_the_thread_of_the_loop() -> None:
    threads = []

    async def here(turn: Turn) -> str:
        await trio.lowlevel.checkpoint()
        threads.append(threading.get_ident())
        return "Yes"

    result = asyncio.run(hold(here, YES))
    assert result.verdict.word == "unanimous"
    assert threads == [threading.get_ident()]


def test_its_journal_is_that_of_trio() -> None:
    async def main() -> str:
        return (await moot.deliberate(TEA, PANEL, seed=3)).journal.digest

    assert asyncio.run(main()) == trio.run(main) == DIGEST


def test_those_who_wait_at_once_go_on_at_once() -> None:
    """Each seat waits for all others, which sit at other tables."""
    here: list[str] = []

    async def main() -> list[moot.Result]:
        all_here = trio.Event()

        async def act(turn: Turn) -> str:
            here.append(turn.seat)
            if len(here) == 20:
                all_here.set()
            await all_here.wait()
            return "Yes"

        return await asyncio.gather(*(hold(act, act) for _ in range(10)))

    assert [result.verdict.word for result in asyncio.run(main())] == ["unanimous"] * 10


def test_one_after_the_other_and_one_that_comes_as_the_last_leaves() -> None:
    async def later() -> moot.Result:
        await asyncio.sleep(0)
        return await hold(YES)

    async def main() -> int:
        found = [await hold(YES) for _ in range(3)]
        for _ in range(50):
            found += await asyncio.gather(hold(YES), later(), later())
        return len(found)

    assert asyncio.run(main()) == 153


def test_asyncio_goes_on_meanwhile() -> None:
    async def main() -> moot.Result:
        asked, answer = asyncio.Event(), trio.Event()

        async def act(turn: Turn) -> str:
            asked.set()
            await answer.wait()
            return "Yes"

        task = asyncio.create_task(hold(act))
        await asked.wait()
        answer.set()
        return await task

    assert asyncio.run(main()).verdict.word == "unanimous"


def test_cancelling_the_task_cancels_the_talk_and_no_other() -> None:
    ended: list[str] = []

    async def main() -> moot.Result:
        asked, answer = asyncio.Event(), trio.Event()

        async def waits(turn: Turn) -> str:
            asked.set()
            try:
                await trio.sleep_forever()
            finally:
                with trio.CancelScope(shield=True):  # who cancels waits until it is over
                    await trio.lowlevel.checkpoint()
                ended.append("over")
            return "No"

        async def act(turn: Turn) -> str:
            await answer.wait()
            return "Yes"

        other = asyncio.create_task(hold(act))
        task = asyncio.create_task(hold(waits))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended == ["over"]
        answer.set()
        return await other

    assert asyncio.run(main()).verdict.word == "unanimous"


def test_a_timeout_of_asyncio_ends_it() -> None:
    async def waits(turn: Turn) -> str:
        await trio.sleep_forever()
        return "No"

    async def main() -> None:
        await asyncio.wait_for(hold(waits), 0.01)

    with pytest.raises(TimeoutError):
        asyncio.run(main())


def test_errors_come_out_unwrapped_and_leave_others_alone() -> None:
    class Broken(moot.Protocol):
        async def run(self, floor: Any) -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(floor.ask, None)

    async def main() -> Any:
        broken = moot.deliberate(TEA, [YES], Broken())
        return await asyncio.gather(broken, hold(YES), hold(), return_exceptions=True)

    broken, result, empty = asyncio.run(main())
    assert type(broken).__name__ == "ProtocolError"
    assert result.verdict.word == "unanimous"
    assert isinstance(empty, moot.SpecError)


def test_an_interrupt_stays_one() -> None:
    def interrupted(turn: Turn) -> str:
        raise KeyboardInterrupt

    async def main() -> None:
        await hold(interrupted)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(main())
    assert asyncio.run(hold(YES)).verdict.word == "unanimous"


def test_what_the_task_has_set_is_seen_by_its_agents() -> None:
    name: ContextVar[str] = ContextVar("name", default="No")

    async def act(turn: Turn) -> str:
        await trio.lowlevel.checkpoint()
        return name.get()

    async def main(said: str) -> moot.Result:
        name.set(said)
        return await hold(act)

    async def both() -> list[moot.Result]:
        return await asyncio.gather(*(asyncio.create_task(main(said)) for said in ("Yes", "No")))

    assert [result.verdict.winners for result in asyncio.run(both())] == [("Yes",), ("No",)]


def test_seats_are_asked_again_from_asyncio() -> None:
    async def main() -> Any:
        result = await moot.deliberate(TEA, PANEL, seed=3)
        return await moot.ask_again(result.journal)

    found, expected = asyncio.run(main()), moot.causal(moot.run(TEA, PANEL, seed=3).journal)
    assert str(found.weights()) == str(expected.weights())


def test_inside_neither_it_is_refused() -> None:
    awaited = moot.deliberate(TEA, [YES])
    with pytest.raises(moot.SpecError, match=r"neither: use moot\.run"):
        awaited.send(None)


def test_run_works_inside_a_running_loop_and_beside_a_guest() -> None:
    async def main() -> list[str]:
        asked = asyncio.Event()
        found: list[str] = []

        async def act(turn: Turn) -> str:
            asked.set()
            await trio.lowlevel.checkpoint()
            return "Yes"

        found.append(moot.run(TEA, PANEL, seed=3).journal.digest)
        task = asyncio.create_task(hold(act))
        await asked.wait()
        found.append(moot.run(TEA, PANEL, seed=3).journal.digest)
        await task
        return found

    assert asyncio.run(main()) == [DIGEST, DIGEST]


def test_run_inside_a_loop_tells_errors_and_leaves_signals_to_it() -> None:
    """An asyncio loop that handles signals has set what trio would set, too."""
    came: list[str] = []

    async def main() -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, came.append, "came")

        def act(turn: Turn) -> str:
            signal.raise_signal(signal.SIGUSR1)
            return "Yes"

        with pytest.raises(moot.SpecError, match="the panel is empty"):
            moot.run(TEA, [])
        with pytest.raises(KeyboardInterrupt):
            moot.run(TEA, [interrupted])
        await hold(act)
        await asyncio.sleep(0)

    def interrupted(turn: Turn) -> str:
        raise KeyboardInterrupt

    asyncio.run(main())
    assert came == ["came"]


@pytest.mark.parametrize("where", [asyncio.run, trio.run])
def test_whoever_calls_is_inside_and_its_agents_are_inside_trio(where: Callable[..., None]) -> None:
    def act(turn: Turn) -> str:
        with pytest.raises(moot.SpecError, match=r"inside trio: write `await moot\.deliberate"):
            moot.run(TEA, [YES])
        return "Yes"

    async def main() -> None:
        async def work() -> str:
            return (await hold(act)).verdict.word

        assert anywhere(work) == "unanimous"

    if where is trio.run:
        trio.run(main)
    else:
        asyncio.run(main())


INTERRUPTED = """
import asyncio, signal, sys, trio, moot

async def act(turn):
    try:
        print("asked", flush=True)
        await trio.sleep_forever()
    finally:
        print("over", flush=True)

async def main():
    # as a notebook has it, whose cells are interrupted by the plain handler
    signal.signal(signal.SIGINT, signal.default_int_handler)
    {call}

try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("call", ['moot.run("Q", [act])', 'await moot.deliberate("Q", [act])'])
def test_ctrl_c_ends_it_with_all_that_runs(call: str) -> None:
    words = [sys.executable, "-c", INTERRUPTED.replace("{call}", call)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "asked\n"
        started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=60)
    assert (out, err) == ("over\ninterrupted\n", "")


def test_a_stop_before_the_start_counts() -> None:
    held = Stoppable(trio.sleep_forever)
    held.stop()
    with pytest.raises(KeyboardInterrupt):
        trio.run(held.hold)
