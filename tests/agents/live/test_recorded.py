"""What a session notes of its calls, by which it goes on: which they are, what they took, what cut them."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio
from scripted.application import Scripted
from scripted.script import Asked, Plays, Script, Step
from scripted.table import TEA, Held, held, playing, recorded, session_to, setting_of, virtual

from moot.agents import FunctionAgent
from moot.agents.live import (
    Caps,
    CassetteError,
    Model,
    Moderation,
    Prices,
    Retries,
    Session,
    connect,
    most_tokens,
)
from moot.agents.live.ledger import Spent
from moot.protocols import Debate, Poll
from moot.sim import Agent, Reply, Setting, Table

ALONE: dict[str, Agent] = {"Ada": Model(model="m")}
TALKS = Debate(rounds=3, early=False)
VOTE = Step(text='{"stance": "Tea"}')
PRICES = Prices.load({"models": {"m": {"input": 1000, "output": 2000}}})


def rows(folder: Path, query: str) -> list[Any]:
    """What stands on the cassette of a folder."""
    db = sqlite3.connect(folder / "calls.sqlite")
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def replies(folder: Path) -> list[Any]:
    return [json.loads(reply) for (reply,) in rows(folder, "SELECT reply FROM calls")]


def noted(folder: Path) -> list[tuple[int, int]]:
    return rows(folder, "SELECT read, written FROM spent ORDER BY call")


async def broken_off(session: Session, setting: Setting) -> None:
    """Hold a talk that does not come to its end."""
    with connect(session):
        await Table(setting).talk(TEA)
        raise AssertionError("the talk went on")


# ---- what cuts a call


def cut(folder: Path, cancelled: float) -> float:
    """Hold a recorded poll that has 7 s, and is cancelled after so many; return when it was over."""

    async def hold() -> float:
        setting, began = setting_of(ALONE, Poll()), trio.current_time()
        async with (
            session_to(playing(Step(breaks="hang")), [setting], recorded(folder)) as session,
            trio.open_nursery() as nursery,
        ):
            with trio.move_on_after(7) as around:

                async def cancel() -> None:
                    await trio.sleep(cancelled)
                    around.cancel()

                nursery.start_soon(cancel)
                await broken_off(session, setting)
            nursery.cancel_scope.cancel()
        assert around.cancelled_caught
        return trio.current_time() - began

    took: float = virtual(hold)
    return took


def test_a_deadline_of_whoever_called_passes_and_is_recorded_as_one(tmp_path: Path) -> None:
    assert cut(tmp_path, cancelled=600) == 7
    (reply,) = replies(tmp_path)
    assert reply["late"] is True
    again = held(Scripted(Script()), ALONE, terms=recorded(tmp_path, "replay"))
    assert again.outcomes == [("Ada", "timed out", "no reply within 7 s")]


def test_who_is_cancelled_before_a_deadline_is_not_late_and_nothing_is_recorded(tmp_path: Path) -> None:
    assert cut(tmp_path, cancelled=2) == 2
    assert replies(tmp_path) == []


def test_tries_that_had_their_time_are_a_failure_and_not_late(tmp_path: Path) -> None:
    terms = recorded(tmp_path, retries=Retries(within=7))
    given = held(playing(Step(breaks="hang")), ALONE, terms=terms)
    assert [word for _, word, _ in given.outcomes] == ["failed"]
    (reply,) = replies(tmp_path)
    assert reply["late"] is False


# ---- which call it is


def asked_twice(server: Scripted, folder: Path, seats: Any, first: Any, then: Any) -> list[Any]:
    """How often a server was asked by one talk, and then by another on the same cassette."""
    counts = []
    for each in (first, then):
        more = {"seats": seats, "terms": recorded(folder), **each}
        held(server, **more)
        counts.append(server.counts.total)
    return counts


APART = [
    ({}, {}, [1, 1]),
    ({}, {"seats": {"Ada": Model(model="m", base_url="http://other.test/v1")}}, [1, 2]),
    ({}, {"question": TEA.model_copy(update={"id": "another"})}, [1, 2]),
    ({}, {"question": TEA.model_copy(update={"answer": "Tea"})}, [1, 1]),
    ({"seed": 1}, {"seed": 2}, [1, 2]),
    ({"seed": 1}, {"seed": 1}, [1, 1]),
    ({}, {"replicate": 1}, [1, 2]),
]


@pytest.mark.parametrize(("first", "then", "asked"), APART)
def test_calls_are_told_apart_by_address_question_seed_and_replicate(
    tmp_path: Path, first: Any, then: Any, asked: list[int]
) -> None:
    assert asked_twice(playing(VOTE), tmp_path, ALONE, first, then) == asked


def judged(base_url: str = "http://scripted.test/v1") -> Any:
    return {"interceptors": (Moderation(base_url=base_url),)}


@pytest.mark.parametrize(
    ("then", "asked"),
    [
        (judged(), [1, 1]),
        (judged("http://other.test/v1"), [1, 2]),
        ({**judged(), "seed": 1}, [1, 2]),
        ({**judged(), "replicate": 1}, [1, 2]),
    ],
)
def test_calls_of_a_guardrail_are_told_apart_too(tmp_path: Path, then: Any, asked: list[int]) -> None:
    said = Reply(stance="Tea", argument="It is mild.")  # type: ignore[arg-type] # pydantic reads text
    seats = {"Ada": FunctionAgent(function=lambda _: said)}
    server = playing(Step(reply="moderation"))
    assert asked_twice(server, tmp_path, seats, judged(), then) == asked


# ---- what it took


def test_a_call_is_noted_with_the_most_that_it_can_take_before_it_leaves(tmp_path: Path) -> None:
    seen: list[Any] = []

    def rule(asked: Asked) -> Step:
        seen.append((noted(tmp_path)[-1], (most_tokens(asked.body), 2048)))
        return VOTE

    held(Scripted(Script(others=Plays(rule=rule))), ALONE, TALKS, terms=recorded(tmp_path))
    assert len(seen) == 3
    assert all(found == most for found, most in seen)


def interrupted(folder: Path) -> Session:
    """A run of three calls: a reply, a refusal, and one in flight when it was interrupted."""
    server = playing(VOTE, Step(reply="no_credit"), Step(breaks="hang"))
    setting = setting_of(ALONE, TALKS)

    async def hold() -> Session:
        async with session_to(server, [setting], recorded(folder, prices=PRICES), run="one") as session:
            with trio.move_on_after(5), connect(session):
                await Table(setting).talk(TEA)
        return session

    session: Session = virtual(hold)
    return session


def test_a_run_goes_on_from_what_it_spent_and_another_does_not(tmp_path: Path) -> None:
    before = interrupted(tmp_path).ledger
    assert (before.settled.calls, before.unknown.calls) == (2, 1)

    async def opened(run: str) -> Spent:
        terms = recorded(tmp_path, prices=PRICES)
        async with session_to(playing(), [setting_of(ALONE, TALKS)], terms, run=run) as session:
            return session.ledger.spent

    assert virtual(partial(opened, "one")) == before.spent
    assert virtual(partial(opened, "two")) == virtual(partial(opened, "")) == Spent()
    reply, refusal, in_flight = noted(tmp_path)
    assert (before.settled.read, before.settled.written) == reply > (0, 0)
    assert refusal == (0, 0)
    assert (before.unknown.read, before.unknown.written) == in_flight


def test_a_cap_outlives_an_interruption(tmp_path: Path) -> None:
    interrupted(tmp_path)

    def on(calls: int) -> Held:
        terms = recorded(tmp_path, caps=Caps(calls=calls))
        return held(playing(VOTE), ALONE, TALKS, terms=terms, run="one")

    assert (on(3).journal.status, on(4).journal.status) == ("stopped: budget", "stopped: budget")
    assert on(5).journal.status == "finished"
    assert len(noted(tmp_path)) == 5


@pytest.mark.parametrize(
    ("reply", "free"),
    [
        ("no_credit", True),
        ("unknown_model", True),
        ("wrong_key", True),
        ("rate_limited", True),
        ("too_long", True),
        ("server_error", False),
        ("overloaded", False),
        ("openrouter_error", False),
        ("truncated", False),
        ("html", False),
    ],
)
def test_a_call_that_the_server_refused_took_nothing_and_one_that_broke_it_down_may_have(
    tmp_path: Path, reply: str, free: bool
) -> None:
    terms = recorded(tmp_path, retries=Retries(tries=1))
    ledger = held(playing(Step(reply=reply)), ALONE, terms=terms).session.ledger
    assert (ledger.settled, ledger.unknown.calls) == ((Spent(1, unpriced=1), 0) if free else (Spent(), 1))
    assert noted(tmp_path) == [(ledger.spent.read, ledger.spent.written)]


def test_a_figure_that_no_reply_takes_is_none(tmp_path: Path) -> None:
    given = held(playing(Step(text="Tea", usage=(10**30, 10**30))), ALONE, terms=recorded(tmp_path))
    assert given.outcomes == [("Ada", "replied", "Tea")]
    ledger = given.session.ledger
    assert (ledger.settled, noted(tmp_path)) == (Spent(), [(ledger.unknown.read, 2048)])


# ---- where nothing can be written


def read_only(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    db.execute("PRAGMA query_only = ON")
    return sqlite3.connect(path)


def locked(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    db.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize(
    ("spoil", "why"), [(locked, "database is locked"), (read_only, "attempt to write a readonly database")]
)
def test_a_cassette_that_cannot_be_written_ends_the_talk_in_one_line(
    tmp_path: Path, spoil: Callable[[sqlite3.Connection, Path], sqlite3.Connection], why: str, before: int
) -> None:
    path = tmp_path / "calls.sqlite"
    with ExitStack() as open_:

        def broken(session: Session) -> Step:
            assert session._cassette is not None
            open_.enter_context(closing(spoil(session._cassette._db, path)))
            return VOTE

        async def hold() -> None:
            setting = setting_of(ALONE, TALKS)
            server = playing()
            async with session_to(server, [setting], recorded(tmp_path)) as session:
                server.script = Script(others=Plays(rule=lambda _: broken(session)))
                if not before:
                    broken(session)
                with pytest.raises(CassetteError, match=rf"^cannot use the cassette [^\n]*: {why}$"):
                    await broken_off(session, setting)
                assert server.counts.total == before
                with pytest.raises(CassetteError, match=why):
                    session.check([])

        virtual(hold)
