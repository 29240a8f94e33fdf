"""No call is paid for twice, none is made on replay, and what was acknowledged survives the process."""

import json
import math
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents.live import Call, Cassette, CassetteError, GaveUp, NotRecorded, OutOfBudget, Redactor, Tape
from moot.agents.live.calls import canonical
from moot.agents.live.cassette import Mode
from moot.sim import SpecError

Run = Callable[..., Any]
KEY = "sk-live-0123456789"
HELLO = Call("A", 1, 0, {"model": "m", "messages": [{"role": "user", "content": "Tea?"}]})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


class Model:
    """A model that is paid for each call, and says how many there were."""

    def __init__(self, takes: float = 0.0) -> None:
        self.paid = 0
        self._takes = takes

    async def __call__(self) -> Any:
        self.paid += 1
        said = self.paid
        await trio.sleep(self._takes)
        return {"said": said}


async def nobody() -> Any:
    raise AssertionError("nothing may be asked")


def asked(trio_run: Run, tape: Tape, send: Callable[[], Awaitable[Any]], *calls: Call) -> list[Any]:
    async def run() -> list[Any]:
        return [await tape.reply(call, send) for call in calls]

    found: list[Any] = trio_run(run)
    return found


def test_a_rerun_and_a_replay_repeat_no_call(trio_run: Run, tmp_path: Path) -> None:
    path, model = tmp_path / "c.sqlite", Model()
    calls = [HELLO, HELLO._replace(round=2), HELLO, HELLO._replace(seat="B"), HELLO._replace(replicate=1)]
    calls.append(HELLO._replace(content={"model": "other"}))
    with Cassette(path) as cassette:
        first = asked(trio_run, cassette.tape(), model, *calls)
        assert len(cassette) == 6
    assert first == [{"said": number} for number in range(1, 7)]
    with Cassette(path) as cassette:
        assert asked(trio_run, cassette.tape(), nobody, *calls) == first
    with Cassette(path, "replay") as cassette:
        assert asked(trio_run, cassette.tape(), nobody, *calls) == first


def test_a_resume_asks_what_is_left(trio_run: Run, tmp_path: Path) -> None:
    path, model = tmp_path / "c.sqlite", Model()
    with Cassette(path) as cassette:
        asked(trio_run, cassette.tape(), model, HELLO, HELLO)
    with Cassette(path) as cassette:
        found = asked(trio_run, cassette.tape(), model, HELLO, HELLO, HELLO)
    assert found == [{"said": 1}, {"said": 2}, {"said": 3}]
    assert model.paid == 3


def test_a_refresh_asks_everything_again_once(trio_run: Run, tmp_path: Path) -> None:
    path, model = tmp_path / "c.sqlite", Model()
    with Cassette(path) as cassette:
        asked(trio_run, cassette.tape(), model, HELLO)
    with Cassette(path, "refresh") as cassette:
        assert asked(trio_run, cassette.tape(), model, HELLO) == [{"said": 2}]
        assert asked(trio_run, cassette.tape(), nobody, HELLO) == [{"said": 2}]  # another arm
        assert len(cassette) == 1
    with Cassette(path, "replay") as cassette:
        assert asked(trio_run, cassette.tape(), nobody, HELLO) == [{"said": 2}]


def test_what_is_missing_on_replay_is_named(trio_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Cassette(path) as cassette:
        asked(trio_run, cassette.tape(), Model(), HELLO)
    with Cassette(path, "replay", Redactor([KEY])) as cassette:
        with pytest.raises(NotRecorded) as caught:
            asked(trio_run, cassette.tape(), nobody, HELLO, HELLO)
        with pytest.raises(NotRecorded) as other:
            asked(trio_run, cassette.tape(), nobody, HELLO._replace(seat=KEY, content={"new": KEY}, round=3))
    assert "seat 'A', round 1, replicate 0, identical call 2" in str(caught.value)
    assert '"content":"Tea?"' in str(caught.value)
    assert "round 3, replicate 0 (" in str(other.value)
    assert KEY not in str(other.value)


def test_arms_that_ask_the_same_at_once_pay_once(trio_run: Run, tmp_path: Path) -> None:
    model = Model(takes=5.0)
    found: list[Any] = []

    async def arm(cassette: Cassette) -> None:
        tape = cassette.tape()
        found.append([await tape.reply(HELLO, model) for _ in range(2)])

    async def run() -> None:
        with Cassette(tmp_path / "c.sqlite") as cassette:
            async with trio.open_nursery() as nursery:
                for _ in range(4):
                    nursery.start_soon(arm, cassette)

    trio_run(run)
    assert found == [[{"said": 1}, {"said": 2}]] * 4
    assert model.paid == 2


def test_one_talk_that_asks_the_same_twice_at_once_gets_two_replies(trio_run: Run, tmp_path: Path) -> None:
    model = Model(takes=5.0)
    found: list[int] = []

    async def one(tape: Tape) -> None:
        found.append((await tape.reply(HELLO, model))["said"])

    async def run() -> None:
        with Cassette(tmp_path / "c.sqlite") as cassette:
            tape = cassette.tape()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(one, tape)
                nursery.start_soon(one, tape)

    trio_run(run)
    assert sorted(found) == [1, 2]


def test_a_call_that_came_to_nothing_is_made_by_whoever_waits_for_it(trio_run: Run, tmp_path: Path) -> None:
    model = Model(takes=5.0)
    found: list[Any] = []

    async def impatient(tape: Tape) -> None:
        with trio.move_on_after(2.0):
            await tape.reply(HELLO, model)
        found.append(await tape.reply(HELLO, nobody if found else model))

    async def patient(cassette: Cassette) -> None:
        await trio.sleep(1.0)
        found.append(await cassette.tape().reply(HELLO, model))

    async def run() -> None:
        with Cassette(tmp_path / "c.sqlite") as cassette:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(impatient, cassette.tape())
                nursery.start_soon(patient, cassette)
            assert len(cassette) == 1

    trio_run(run)
    assert found == [{"said": 2}] * 2
    assert model.paid == 2


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["fine", "fails", "cancelled"])), max_size=12))
def test_what_is_paid_is_recorded_once_whatever_fails(
    trio_run: Run, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    model = Model()

    async def fails() -> Any:
        raise ConnectionError

    async def run() -> None:
        with Cassette(tmp_path_factory.mktemp("cassette") / "c.sqlite") as cassette:
            tape = cassette.tape()
            fine: Counter[int] = Counter()
            for which, how in steps:
                call = HELLO._replace(round=which)
                if how == "fine":
                    await tape.reply(call, model)
                    fine[which] += 1
                elif how == "fails":
                    with pytest.raises(ConnectionError):
                        await tape.reply(call, fails)
                else:
                    with trio.move_on_after(1.0):
                        await tape.reply(call, trio.sleep_forever)
            assert len(cassette) == model.paid == fine.total()
            again = cassette.tape()
            for which, times in fine.items():
                for _ in range(times):
                    await again.reply(HELLO._replace(round=which), nobody)

    trio_run(run)


@settings(max_examples=30)
@given(JSON)
def test_a_reply_comes_back_as_it_was_given_first(
    trio_run: Run, tmp_path_factory: pytest.TempPathFactory, reply: Any
) -> None:
    async def send() -> Any:
        return reply

    path = tmp_path_factory.mktemp("cassette") / "c.sqlite"
    with Cassette(path) as cassette:
        (first,) = asked(trio_run, cassette.tape(), send, HELLO)
    with Cassette(path, "replay") as cassette:
        (second,) = asked(trio_run, cassette.tape(), nobody, HELLO)
    assert first == second == reply
    assert json.dumps(first) == json.dumps(second)


def test_a_reply_that_is_paid_for_is_kept_though_it_says_nan(trio_run: Run, tmp_path: Path) -> None:
    async def send() -> Any:
        return {"logprob": math.nan}

    with Cassette(tmp_path / "c.sqlite") as cassette:
        asked(trio_run, cassette.tape(), send, HELLO)
        ((found),) = asked(trio_run, cassette.tape(), nobody, HELLO)
    assert math.isnan(found["logprob"])


@given(st.dictionaries(st.text(), JSON, min_size=1), st.randoms())
def test_a_digest_knows_no_order_of_names_and_everything_else(content: dict[str, Any], dice: Any) -> None:
    call = HELLO._replace(content=content)
    names = list(content)
    dice.shuffle(names)
    assert call._replace(content={name: content[name] for name in names}).digest() == call.digest()
    others = [
        call._replace(seat="B"),
        call._replace(round=2),
        call._replace(replicate=1),
        call._replace(content=content | {"more" * 99: 1}),
    ]
    assert len({call.digest(), *(other.digest() for other in others)}) == 5


@pytest.mark.parametrize("content", [{"x": math.nan}, {"x": {1, 2}}, {"x": b"bytes"}])
def test_what_is_no_json_is_no_call(content: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match="a call is JSON, and this is not"):
        canonical(content)


def test_no_key_and_no_header_that_carries_one_is_in_the_file(trio_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"

    async def send() -> Any:
        return {"headers": {"Set-Cookie": "session=cookie-value", "x-request-id": "r1"}, "echo": f"key {KEY}"}

    headers = {"Authorization": "Bearer other-value", "X-API-Key": KEY, "accept": "text/plain"}
    call = Call(f"seat {KEY}", 1, 0, {"extra_headers": headers, KEY: [f"my key is {KEY}."]})
    cassette = Cassette(path, redactor=Redactor([KEY]))
    with cassette:
        (reply,) = asked(trio_run, cassette.tape(), send, call)
        while_open = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert reply == {"headers": {"Set-Cookie": "█████", "x-request-id": "r1"}, "echo": "key █████"}
    for content in (while_open, path.read_bytes()):
        assert b"text/plain" in content
        for secret in (KEY, "other-value", "cookie-value"):
            assert secret.encode() not in content
    with Cassette(path, "replay") as replayed:  # without the key
        assert asked(trio_run, replayed.tape(), nobody, call) == [reply]


KILLED = """
import sys
import trio
from moot.agents.live import Call, Cassette

async def main():
    with Cassette(sys.argv[1]) as cassette:
        tape = cassette.tape()
        for number in range(10_000):
            async def send():
                return {"said": number}
            reply = await tape.reply(Call("A", number, 0, {"number": number}), send)
            print(reply["said"], flush=True)

trio.run(main)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_was_acknowledged_survives_a_kill(trio_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process, process.stdout as said:
        for _ in range(100):
            said.readline()
        os.kill(process.pid, signal.SIGKILL)
        acknowledged = 100 + len([line for line in said.read().split("\n") if line])
    assert process.returncode == -signal.SIGKILL
    with Cassette(path) as cassette:
        assert acknowledged <= len(cassette) <= acknowledged + 1
        calls = [Call("A", number, 0, {"number": number}) for number in range(acknowledged)]
        found = asked(trio_run, cassette.tape(), nobody, *calls)
    assert found == [{"said": number} for number in range(acknowledged)]


def test_a_cassette_that_cannot_be_used_says_so_in_one_line(tmp_path: Path) -> None:
    text, other, folder = tmp_path / "text", tmp_path / "other.sqlite", tmp_path / "folder"
    text.write_text("not a database, but long enough to be taken for one" * 20)
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE calls (x)")
    db.close()
    folder.mkdir()
    for path, mode, said in (
        (
            tmp_path / "none.sqlite",
            "replay",
            "there is no cassette .*none.sqlite to replay: record one first",
        ),
        (text, "record", "cannot use the cassette .*text: file is not a database"),
        (text, "replay", "cannot use the cassette .*text: file is not a database"),
        (other, "record", "no cassette of version 1 .found: 0.: give another file"),
        (folder, "record", "cannot use the cassette .*folder: unable to open"),
        ("\0", "record", "is no path"),
    ):
        with pytest.raises(SpecError, match=f"^.*{said}[^\n]*$"):
            Cassette(path, mode)  # type: ignore[arg-type] # a mode in a table of cases is any text


def test_a_cassette_whose_disk_fails_says_so_in_one_line(trio_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Cassette(path) as cassette:
        cassette._db.execute("PRAGMA query_only = ON")
        with pytest.raises(CassetteError, match=r"cannot use the cassette .*: attempt to write a readonly"):
            asked(trio_run, cassette.tape(), Model(), HELLO)


def test_a_closed_cassette_is_one_file_that_is_read_where_nothing_can_be_written(
    trio_run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "c.sqlite"
    with Cassette(path) as cassette:
        asked(trio_run, cassette.tape(), Model(), HELLO)
    assert [file.name for file in tmp_path.iterdir()] == ["c.sqlite"]
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)  # the other needs a second file
    db.close()
    path.chmod(0o400)
    with Cassette(path, "replay") as cassette:
        assert asked(trio_run, cassette.tape(), nobody, HELLO) == [{"said": 1}]


def test_a_failure_is_played_back_in_its_words_and_what_it_took_stays_when_it_is_asked_again(
    tmp_path: Path,
) -> None:
    async def gives_up() -> Any:
        error = GaveUp("status 500; gave up: it was tried 5 times")
        error.used = {"calls": 5}
        raise error

    async def replies() -> Any:
        return {"reply": 1, "used": {"calls": 1}}

    async def asked(mode: Any, send: Any) -> Any:
        with Cassette(tmp_path / "c", mode) as cassette:
            return await cassette.tape().reply(HELLO, send), len(cassette)

    for mode in ("record", "replay", "record", "replay"):
        with pytest.raises(GaveUp, match="it was tried 5 times") as caught:
            trio.run(asked, mode, gives_up)
        assert caught.value.used == {"calls": 5}
    assert trio.run(asked, "record", replies) == ({"reply": 1, "used": {"calls": 1}}, 1)
    assert trio.run(asked, "replay", gives_up)[0]["reply"] == 1


def test_of_identical_calls_of_one_talk_each_has_its_own_end_again(trio_run: Run, tmp_path: Path) -> None:
    ends: list[Any] = [GaveUp("status 500"), {"said": 1}, GaveUp("status 503"), {"said": 2}]
    left = list(ends)

    async def send() -> Any:
        if isinstance(end := left.pop(0), GaveUp):
            end.used = {"calls": 1}
            raise end
        return end

    async def talk(mode: Mode, send: Callable[[], Awaitable[Any]]) -> list[Any]:
        met: list[Any] = []
        with Cassette(tmp_path / "c", mode) as cassette:
            tape = cassette.tape()
            for _ in ends:
                try:
                    met.append(await tape.reply(HELLO, send))
                except GaveUp as error:
                    met.append(str(error))
        return met

    assert trio_run(partial(talk, "record", send)) == ["status 500", {"said": 1}, "status 503", {"said": 2}]
    assert trio_run(partial(talk, "replay", nobody)) == ["status 500", {"said": 1}, "status 503", {"said": 2}]


def test_a_refresh_that_fails_leaves_the_reply_that_is_there(trio_run: Run, tmp_path: Path) -> None:
    async def fails() -> Any:
        raise GaveUp("status 401")

    with Cassette(tmp_path / "c") as cassette:
        asked(trio_run, cassette.tape(), Model(), HELLO)
    with Cassette(tmp_path / "c", "refresh") as cassette, pytest.raises(GaveUp):
        trio_run(partial(cassette.tape().reply, HELLO, fails))
    with Cassette(tmp_path / "c", "replay") as cassette:
        assert asked(trio_run, cassette.tape(), nobody, HELLO) == [{"said": 1}]


def test_of_two_runs_at_once_the_first_reply_stands_and_both_go_on_from_it(
    trio_run: Run, tmp_path: Path
) -> None:
    with Cassette(tmp_path / "c") as one, Cassette(tmp_path / "c") as other:

        async def late() -> Any:
            assert await one.tape().reply(HELLO, Model()) == {"said": 1}
            return {"said": 2}

        assert asked(trio_run, other.tape(), late, HELLO) == [{"said": 1}]
    with Cassette(tmp_path / "c", "replay") as cassette:
        assert asked(trio_run, cassette.tape(), nobody, HELLO) == [{"said": 1}]


def test_talks_of_one_session_share_a_failure_and_those_of_the_next_ask_again(
    trio_run: Run, tmp_path: Path
) -> None:
    async def fails() -> Any:
        error = GaveUp("status 401")
        error.used = {"calls": 1}
        raise error

    with Cassette(tmp_path / "c") as cassette:
        for send in (fails, nobody):
            with pytest.raises(GaveUp, match="status 401"):
                trio_run(partial(cassette.tape().reply, HELLO, send))
    with Cassette(tmp_path / "c") as cassette:
        assert asked(trio_run, cassette.tape(), Model(), HELLO) == [{"said": 1}]


def test_what_was_out_of_budget_is_so_again(trio_run: Run, tmp_path: Path) -> None:
    async def broke() -> Any:
        raise OutOfBudget("5 calls", "the run may spend 5 calls")

    modes: tuple[tuple[Mode, Any], ...] = (("record", broke), ("replay", nobody))
    for mode, send in modes:
        with Cassette(tmp_path / "c", mode) as cassette, pytest.raises(OutOfBudget) as caught:
            trio_run(partial(cassette.tape().reply, HELLO, send))
        assert caught.value.cap == "5 calls"


def test_all_who_share_a_reply_get_the_same(trio_run: Run, tmp_path: Path) -> None:
    judged = HELLO._replace(shared=True)
    with Cassette(tmp_path / "c") as cassette:
        model = Model()
        assert asked(trio_run, cassette.tape(), model, judged, judged) == [{"said": 1}] * 2
        assert model.paid == 1


def test_an_interrupt_waits_until_the_reply_that_came_is_written(tmp_path: Path) -> None:
    async def send() -> Any:
        signal.raise_signal(signal.SIGINT)
        return {"said": 1}

    async def talk() -> None:
        await cassette.tape().reply(HELLO, send)
        await trio.sleep_forever()

    with Cassette(tmp_path / "c") as cassette:
        with pytest.raises(KeyboardInterrupt):
            trio.run(talk)
        assert len(cassette) == 1
