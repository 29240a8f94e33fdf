"""Another try is made where it may do, when it may do, and never after the deadline of all tries."""

import math
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from moot.agents.live import Failed, GaveUp, Retries, asked_wait, persist
from moot.sim import Stream

Run = Callable[..., Any]
SECONDS = st.floats(0, 1e6)
STREAMS = st.builds(Stream, st.integers(0, 2**64 - 1))


@given(st.integers(1, 2000), st.floats(0, 1e3), st.floats(0, 1e3), st.none() | SECONDS, STREAMS)
def test_the_wait_is_the_servers_and_a_draw_up_to_what_has_doubled(
    tried: int, first: float, longest: float, wait: float | None, random: Stream
) -> None:
    retries = Retries(tries=tried + 1, first=first, longest=longest, within=1e9)
    after = retries.after(Failed("busy", 503, wait), tried, 0.0, random)
    assert isinstance(after, float)
    drawn = after - (wait or 0.0)
    top = longest if tried > 1000 and first > 0 else min(longest, first * 2.0 ** min(tried - 1, 999))
    assert -1e-6 <= drawn <= top + 1e-6


def test_the_draw_is_uniform_up_to_what_has_doubled() -> None:
    retries = Retries(tries=9, first=2.0, longest=5.0)
    for tried, top in ((1, 2.0), (2, 4.0), (3, 5.0), (8, 5.0)):
        draws = [retries.after(Failed("", 500), tried, 0.0, Stream(seed)) for seed in range(200)]
        assert draws == [top * Stream(seed).random() for seed in range(200)]


@given(st.integers(1, 9), st.floats(0, 1e4), st.none() | SECONDS, st.floats(1, 1e4), STREAMS)
def test_no_wait_ends_after_the_deadline(
    tried: int, passed: float, wait: float | None, within: float, random: Stream
) -> None:
    after = Retries(within=within).after(Failed("", 429, wait), tried, passed, random)
    if not isinstance(after, str):
        assert tried < 5
        assert passed + after < within
        assert after >= (wait or 0)


@pytest.mark.parametrize(
    ("status", "again"),
    [
        *((status, True) for status in (None, 408, 409, 425, 429, 500, 502, 503, 504, 529)),
        *((status, False) for status in (301, 400, 401, 402, 403, 404, 413, 422, 501, 505)),
    ],
)
def test_only_what_may_do_another_time_is_tried_again(status: int | None, again: bool) -> None:
    after = Retries().after(Failed("", status), 1, 0.0, Stream(1))
    assert isinstance(after, float) == again
    if not again:
        assert after == f"status {status} would come again"


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine in another zone than the server."""
    monkeypatch.setenv("TZ", "UTC+5")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


NOW = datetime(2026, 11, 21, 17, 0, 0, tzinfo=UTC)
DATE = format_datetime(NOW, usegmt=True)


@pytest.mark.parametrize(
    ("asked", "date", "wait"),
    [
        ("20", DATE, 20.0),
        (" 20 ", None, 20.0),
        ("0.5", None, 0.5),
        ("Sat, 21 Nov 2026 17:00:30 GMT", DATE, 30.0),
        ("Sat, 21 Nov 2026 18:01:00 +0100", DATE, 60.0),
        ("Saturday, 21-Nov-26 17:00:07 GMT", DATE, 7.0),
        ("Sat Nov 21 17:00:09 2026", DATE, 9.0),
        ("Sat, 21 Nov 2026 16:00:00 GMT", DATE, 0.0),
        ("Sat, 21 Nov 2026 17:00:30 GMT", None, None),
        ("Sat, 21 Nov 2026 17:00:30 GMT", "today", None),
        ("-3", DATE, None),
        ("1e3", DATE, None),
        ("inf", DATE, None),
        ("nan", DATE, None),
        ("soon", DATE, None),
        ("", DATE, None),
        ("9" * 400, DATE, None),
        ("Sat, 99 Nov 2026 17:00:30 GMT", DATE, None),
        ("٣", DATE, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_by_the_servers_clock(
    far_away: None, asked: str, date: str | None, wait: float | None
) -> None:
    headers = {"RETRY-after": asked} | ({} if date is None else {"dAtE": date})
    assert asked_wait(headers) == wait
    assert asked_wait({"date": DATE}) is None


@given(st.text(), st.text())
def test_whatever_a_server_sends_is_a_wait_or_none(asked: str, date: str) -> None:
    wait = asked_wait({"retry-after": asked, "date": date})
    assert wait is None or (wait >= 0 and math.isfinite(wait))


@given(st.datetimes(datetime(1970, 1, 2), datetime(2999, 1, 1)), st.integers(0, 10**6))  # noqa: DTZ001 - in UTC below
def test_a_date_and_seconds_say_the_same(now: datetime, wait: int) -> None:
    begin = now.replace(tzinfo=UTC, microsecond=0)
    until = datetime.fromtimestamp(begin.timestamp() + wait, UTC)
    headers = {
        "date": format_datetime(begin, usegmt=True),
        "retry-after": format_datetime(until, usegmt=True),
    }
    assert asked_wait(headers) == asked_wait({"retry-after": str(wait)}) == wait


class Script:
    """A call whose tries do what is written: fail, or reply, each after some seconds."""

    def __init__(self, *tries: tuple[float, object]) -> None:
        self._tries = iter(tries)
        self.at: list[float] = []

    async def __call__(self) -> object:
        self.at.append(trio.current_time())
        takes, what = next(self._tries)
        await trio.sleep(takes)
        if isinstance(what, Exception):
            raise what
        return what


def persisted(
    trio_run: Run, attempt: Callable[[], Awaitable[object]], retries: Retries
) -> tuple[object, float]:
    async def run() -> tuple[object, float]:
        start = trio.current_time()
        try:
            found = await persist(attempt, retries, Stream(7))
        except GaveUp as gave_up:
            found = gave_up
        return found, trio.current_time() - start

    found: tuple[object, float] = trio_run(run)
    return found


def test_it_is_tried_until_it_succeeds_after_the_waits_that_were_decided(trio_run: Run) -> None:
    retries, draws = Retries(first=4.0), Stream(7)
    script = Script((1.0, Failed("busy", 503)), (1.0, Failed("slow down", 429, 10.0)), (1.0, "fine"))
    found, took = persisted(trio_run, script, retries)
    first, second = draws.uniform(0, 4.0), 10.0 + draws.uniform(0, 8.0)
    assert found == "fine"
    assert script.at == [0.0, pytest.approx(1.0 + first), pytest.approx(2.0 + first + second)]
    assert took == pytest.approx(3.0 + first + second)


@pytest.mark.parametrize(
    ("tries", "said", "took"),
    [
        ([(1.0, Failed("no key", 401))], "no key; gave up: status 401 would come again", 1.0),
        ([(1.0, Failed("busy", 503))] * 3, "busy; gave up: it was tried 3 times", 3.0),
        ([(1.0, Failed("busy", 429, 60.0))], "busy; gave up: a wait of 60 s would end after the 20 s", 1.0),
        ([(99.0, "fine")], "no reply within 20 s (try 1)", 20.0),
        (
            [(5.0, Failed("reset")), (99.0, "fine")],
            "no reply within 20 s (try 2); before that: reset",
            20.0,
        ),
    ],
)
def test_where_no_try_may_follow_it_says_why(
    trio_run: Run, tries: list[tuple[float, object]], said: str, took: float
) -> None:
    script = Script(*tries)
    found, passed = persisted(trio_run, script, Retries(tries=3, first=0.0, within=20.0))
    assert isinstance(found, GaveUp)
    assert said in str(found)
    assert passed == took
    assert len(script.at) == len(tries)
    failures = [what for _, what in tries if isinstance(what, Failed)]
    assert found.__cause__ is (failures[-1] if failures else None)


def test_what_is_no_failed_try_is_passed_on(trio_run: Run) -> None:
    with pytest.raises(ZeroDivisionError):
        persisted(trio_run, Script((1.0, ZeroDivisionError())), Retries())


def test_who_is_cancelled_from_outside_has_not_given_up(trio_run: Run) -> None:
    async def run() -> bool:
        with trio.move_on_after(5.0) as scope:
            await persist(Script((1.0, Failed("busy", 503)), (99.0, "fine")), Retries(first=0.0), Stream(1))
        return scope.cancelled_caught

    assert trio_run(run)


def test_a_reply_that_is_there_at_the_deadline_counts(trio_run: Run) -> None:
    async def at_once() -> str:
        await trio.lowlevel.cancel_shielded_checkpoint()
        with trio.CancelScope(shield=True):
            await trio.sleep(30.0)
        return "fine"

    assert persisted(trio_run, at_once, Retries(within=20.0)) == ("fine", 30.0)
