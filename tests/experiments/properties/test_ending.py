"""What ends a talk that goes on and on: so many answers, a day without any, the end of a search."""

import gc
import re
import socket
import threading
import time
from itertools import count
from typing import Any

import pytest
import trio

from moot.agents import FunctionAgent, MajorityFollower
from moot.experiments.properties import Broken, Deliberation, Finding, falsify, named
from moot.experiments.properties.ending import DAY, EndlessError, OverError, time_limit, until
from moot.protocols import Poll
from moot.sim import Floor, Panel, Protocol, Question, Reply, Seat, SpecError, Turn

SILENT = "it goes on without asking anybody"


class Asks(Protocol):
    """Asks on, whatever is raised."""

    async def run(self, floor: Floor) -> None:
        while True:
            try:
                await floor.ask("speak")
            except Exception:  # noqa: BLE001, S112 - which is what is tried
                continue


class Together(Protocol):
    """Asks on in a task of its own."""

    async def run(self, floor: Floor) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(Asks().run, floor)


class Catches(Protocol):
    """Asks on, whatever ends it."""

    async def run(self, floor: Floor) -> None:
        while True:
            try:  # noqa: SIM105 - as it is written
                await floor.ask("speak")
            except:  # noqa: E722, S110 - which is what is tried
                pass


class Begins(Protocol):
    """Asks on, each time in a task of its own, whatever ends it."""

    async def run(self, floor: Floor) -> None:
        while True:
            try:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(floor.ask, "speak")
            except BaseException:  # noqa: BLE001, S110 - which is what is tried
                pass


class Slumbers(Protocol):
    """Sleeps on, whatever wakes it."""

    async def run(self, floor: Floor) -> None:
        while True:
            try:
                await trio.sleep_forever()
            finally:
                continue  # noqa: B012 - which is what is tried


class Sleeps(Protocol):
    """Asks, sleeps, and asks for a ballot."""

    seconds: float

    async def run(self, floor: Floor) -> None:
        await floor.ask("speak")
        await trio.sleep(self.seconds)
        await floor.ask("vote", wants=floor.ballot)


class Stays(Protocol):
    """Asks, and sleeps for ever."""

    async def run(self, floor: Floor) -> None:
        await floor.ask("speak")
        await trio.sleep_forever()


class Spins(Protocol):
    """Asks nobody any more."""

    async def run(self, floor: Floor) -> None:
        await floor.ask("speak")
        while True:
            pass


class Yields(Protocol):
    """Asks nobody any more, and lets others run."""

    async def run(self, floor: Floor) -> None:
        await floor.ask("speak")
        while True:
            await trio.lowlevel.checkpoint()


def looked(target: Protocol, name: str = "terminates", **options: Any) -> Finding:
    return falsify(target, name, examples=20, **options)


@pytest.mark.parametrize("target", [Asks(), Together()], ids=str)
def test_no_protocol_that_catches_errors_goes_on_for_ever(target: Protocol) -> None:
    found = looked(target)
    assert found.broken is not None
    assert found.broken.what == "after 2000 answers it still goes on"


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("target", "what"),
    [
        (Catches(), "after 2000 answers it still goes on, and catches what ends it"),
        (Begins(), "after 2000 answers it still goes on, and catches what ends it"),
        (Slumbers(), f"{SILENT}, and catches what ends it"),
    ],
    ids=str,
)
def test_what_catches_all_that_ends_it_is_left_for_good(target: Protocol, what: str) -> None:
    found = falsify(target, "terminates", examples=2)
    assert found.broken is not None
    assert found.broken.what == what
    assert found.broken.journal is not None
    assert found.broken.journal.status == f"stopped: {what}"
    gc.collect()  # who is closed would go on


def test_what_catches_that_the_time_is_over_is_told() -> None:
    ticks = count()
    talk = Deliberation(
        question=Question(text="Which?", options=("x", "y")),
        panel=Panel(seats=(Seat(name="Ada", agent=MajorityFollower()),)),
        protocol=Catches(),
    )
    with (
        pytest.raises(OverError, match=r"after \d+ answers, and catches what ends it"),
        until(20, lambda: next(ticks)),
    ):
        talk.hold()


class Quits(Protocol):
    """Asks, and ends the program."""

    by: str

    async def run(self, floor: Floor) -> None:
        await floor.ask("speak", ["Ada"])
        raise SystemExit(0) if self.by == "SystemExit" else KeyboardInterrupt


@pytest.mark.parametrize("error", ["SystemExit", "KeyboardInterrupt"])
def test_what_ends_a_program_is_an_error_of_the_talk(error: str) -> None:
    found = looked(Quits(by=error))
    assert found.broken is not None
    at = r"\(test_ending.py:\d+ in Quits.run\)"
    assert re.fullmatch(rf"after 1 answer it ends with an error: {error}: 0? ?{at}", found.broken.what)
    with pytest.raises(SpecError, match=rf"raised on .*: {error}: 0? ?{at}; `terminates` tells it"):
        looked(Quits(by=error), "same-seed-same-digest")


def spin() -> None:
    while True:
        pass


def test_a_limit_of_time_ends_what_asks_nobody() -> None:
    with pytest.raises(EndlessError, match=r"it takes longer than 0\.1 seconds"), time_limit(0.1):
        spin()
    with time_limit(1000):
        assert looked(Sleeps(seconds=1)).word == "holds"


@pytest.mark.parametrize("target", [Stays(), Sleeps(seconds=1e9)], ids=str)
def test_a_talk_that_sleeps_is_found_out_without_waiting(target: Protocol) -> None:
    found = looked(target)
    assert found.broken is not None
    assert found.broken.what == SILENT
    with pytest.raises(SpecError, match=f"EndlessError: {SILENT}; `terminates` tells it"):
        looked(target, "same-seed-same-digest")


def test_less_than_a_day_is_slept_at_once() -> None:
    assert looked(Sleeps(seconds=DAY - 1)).word == "holds"
    assert looked(Sleeps(seconds=DAY - 1), "resumes-as-it-was").word == "holds"


@pytest.mark.parametrize("target", [Spins(), Yields()], ids=str)
def test_what_asks_nobody_is_left_when_the_time_is_over(target: Protocol) -> None:
    found = looked(target, seconds=1.2)
    assert found.broken is not None
    assert found.broken.what == SILENT
    late = looked(target, "same-seed-same-digest", seconds=1.2)
    assert (late.word, late.note) == ("undecided", f"of the last talk: {SILENT}")


def test_a_seat_that_never_answers_is_left_when_the_time_is_over() -> None:
    found = falsify(Deaf, "same-seed-same-digest", seconds=1.2)
    assert (found.word, found.note) == ("undecided", "of the last talk: ask 1 does not end")


class Deaf(MajorityFollower):
    """Thinks for ever."""

    def act(self, turn: Turn) -> Reply:
        while True:
            pass


class Slow(Protocol):
    """Takes its time for each ask."""

    async def run(self, floor: Floor) -> None:
        while True:
            time.sleep(0.3)  # noqa: ASYNC251 - in which nothing else happens
            await floor.ask("speak", ["Ada"])


def test_where_the_time_is_over_a_talk_that_still_asks_is_told() -> None:
    found = looked(Slow(), seconds=1.6)
    assert found.word == "undecided"
    assert found.note.startswith("the last talk still goes on after ")


class Works(Protocol):
    """Has a thread do something."""

    async def run(self, floor: Floor) -> None:
        await trio.to_thread.run_sync(time.sleep, 0.001)
        await floor.ask("vote", wants=floor.ballot)


class Dozes(MajorityFollower):
    """Sleeps before it answers."""

    def act(self, turn: Turn) -> Any:
        async def answer() -> Reply:
            await trio.sleep(500.0)
            return turn.say("x" if turn.question.options else 0.5)

        return answer()


def test_seats_that_sleep_are_late_in_a_time_of_their_own() -> None:
    for name in ("replays-as-it-was", "same-seed-same-digest"):
        assert falsify(Dozes(), name, examples=10).word == "holds"  # or it would take days


def test_threads_are_waited_for() -> None:
    async def act(turn: Turn) -> Reply:
        return turn.say(await trio.to_thread.run_sync(lambda: "x"))

    panel = Panel(seats=(Seat(name="Ada", agent=FunctionAgent(function=act)),))
    talk = Deliberation(question=Question(text="Which?", options=("x", "y")), panel=panel)
    assert talk.hold().statistics().outcomes["replied"] == 1
    assert looked(Works()).word == "holds"


def test_sockets_are_waited_for() -> None:
    async def act(turn: Turn) -> Reply:
        near, far = trio.socket.socketpair()
        with near, far, socket.fromfd(far.fileno(), far.family, far.type) as sent:
            reader = threading.Timer(0.01, sent.send, (b"x",))
            reader.start()
            said = (await near.recv(1)).decode()
            reader.join()
        return turn.say(said)

    panel = Panel(seats=(Seat(name="Ada", agent=FunctionAgent(function=act)),))
    talk = Deliberation(question=Question(text="Which?", options=("x", "y")), panel=panel)
    assert talk.hold().statistics().outcomes["replied"] == 1


def test_the_record_so_far_is_kept() -> None:
    panel = Panel(seats=(Seat(name="Ada", agent=MajorityFollower()),))
    talk = Deliberation(
        question=Question(text="Which?", options=("x", "y")), panel=panel, protocol=Stays(), seed=3
    )
    with pytest.raises(EndlessError) as ended:
        talk.hold()
    assert ended.value.journal is not None
    assert [one.phase for one, _ in ended.value.journal.asks()] == ["speak"]
    assert ended.value.journal.status != "finished"


def test_an_end_that_is_over_is_told_at_once_inside_and_nobody_is_left_to_ring() -> None:
    ticks = count()
    talk = Deliberation(
        question=Question(text="Which?", options=("x", "y")),
        panel=Panel(seats=(Seat(name="Ada", agent=MajorityFollower()),)),
        protocol=Poll(),
    )
    with pytest.raises(OverError), until(0, lambda: next(ticks)):
        talk.hold()
    assert talk.hold().status == "finished"
    assert isinstance(falsify(Asks(), named("terminates"), examples=1).broken, Broken)
