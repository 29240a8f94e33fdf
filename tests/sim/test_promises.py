"""What was found to break the promises of the table, and no longer does."""

import asyncio
import copy
import json
import pickle
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, FunctionAgent, Random, Recorded, Slow, Stubborn
from moot.protocols import Debate, Gossip, Poll
from moot.protocols.rules import Plurality
from moot.sim import (
    Answer,
    Approval,
    Edges,
    Floor,
    Influence,
    Journal,
    JournalError,
    JournalFile,
    Link,
    Missing,
    Names,
    Panel,
    Protocol,
    ProtocolError,
    Question,
    Ranking,
    Reply,
    Said,
    Scores,
    Seat,
    Setting,
    SpecError,
    Table,
    Turn,
    Wants,
    ballots,
    decide,
    parse,
    read_journal,
    replay,
    resume,
    write_journal,
)
from moot.sim.files import parse as reparsed
from moot.sim.journal import Header, dumps

Talk = Callable[..., Journal]
Run = Callable[..., Any]
Q = Question(text="Q", options=("x", "y"))
TEXT = Question(text="Why?")
N = Question(text="N", range=(0.0, 10.0))


async def once(floor: Floor) -> None:
    await floor.ask("ask", wants=floor.ballot)


def test_a_setting_that_was_pickled_gives_the_same_digest(trio_run: Run, names: Names) -> None:
    setting = Setting(panel=Panel(seats=(Seat(name="A", agent=Random()),)), protocol=Poll())
    twins = [
        setting,
        pickle.loads(pickle.dumps(setting)),
        copy.deepcopy(setting),
        setting.model_copy(update={"ballot": Answer()}),
    ]
    journals = [trio_run(partial(Table(twin).talk, Q)) for twin in twins]
    assert len({journal.digest for journal in journals}) == 1
    assert trio_run(partial(replay, journals[-1], names)).same


def test_a_zero_has_no_sign(talk: Talk) -> None:
    ranges = [Question(text="N", range=(low, 1.0)) for low in (0.0, -0.0)]
    assert [question.spec() for question in ranges] == [ranges[0].spec()] * 2
    assert len({talk([Random()], Poll(), question).digest for question in ranges}) == 1
    assert dumps(Reply(stance=-0.0).spec()) == '{"stance":0.0}'


def test_seats_in_threads_hear_the_same() -> None:
    interval = sys.getswitchinterval()
    barrier = threading.Barrier(20)

    def act(turn: Turn) -> Reply:
        barrier.wait(10)
        return turn.say("x", memory=len(turn.heard.new()))

    panel = tuple(Seat(name=f"S{i}", agent=FunctionAgent(function=act, blocking=True)) for i in range(20))
    made = Table(Setting(panel=Panel(seats=panel), protocol=Debate(rounds=2)))
    sys.setswitchinterval(1e-6)
    try:
        journal = trio.run(partial(made.talk, Q))
    finally:
        sys.setswitchinterval(interval)
    said = [entry.reply.memory for entry in journal.entries if isinstance(entry, Said)]
    assert set(said) <= {0, 19}


@given(st.integers(0, 50))
def test_silencing_nobody_and_naming_every_line_change_nothing(talk: Talk, seed: int) -> None:
    def same(turn: Turn) -> Reply:
        assert list(turn.heard.tally().items()) == list(turn.without().heard.tally().items())
        return turn.say(
            turn.random.choice("abc") if turn.stance is None else str(Conformist().act(turn).stance)
        )

    lines = Edges(edges=tuple(Link(speaker=u, listener=v) for u in "ABCDE" for v in "ABCDE" if u != v))
    said = [
        [
            entry.reply.stance
            for entry in talk([same] * 5, Debate(rounds=4), TEXT, seed=seed, **shape).entries
            if isinstance(entry, Said)
        ]
        for shape in ({}, {"topology": lines})
    ]
    assert said[0] == said[1]
    assert len(said[0]) >= 5


def test_a_copy_of_a_reply_is_checked(talk: Talk) -> None:
    assert Reply(stance="x").model_copy(update={"argument": "why"}) == Reply(stance="x", argument="why")  # type: ignore[arg-type] # text becomes one
    made: list[Callable[[Turn], Any]] = [
        lambda turn: turn.say("x").model_copy(update={"argument": "because"}),
        lambda turn: turn.say("x").model_copy(update={"memory": {1, 2}}),
        lambda turn: turn.say("x").model_copy(update={"confidence": 7.0}),
        lambda turn: turn.say("x", memory=("a", "\ud800")),
        lambda turn: Reply(stance="x", confidence=2.0),
    ]
    journal = talk(made, once, Q)
    assert journal.statistics().outcomes == {"invalid": 4, "replied": 1}
    assert parse(b"".join(journal.lines())).digest == journal.digest


def test_a_number_is_spelt_in_one_way(talk: Talk) -> None:
    journal = talk([lambda turn: turn.say(4.0).model_copy(update={"stance": 5})], once, N)
    assert parse(b"".join(journal.lines())).digest == journal.digest


@pytest.mark.parametrize("wants", [Scores(), Approval(), Ranking()])
def test_a_verbose_seat_leaves_the_journal_readable(talk: Talk, wants: Wants) -> None:
    long = tuple(f"{i} " + "x" * 200 for i in range(100))
    fields: dict[str, Any] = {"scores": ((long[0], 99.0),), "approvals": long, "ranking": long}
    name = {"Scores": "scores", "Approval": "approvals", "Ranking": "ranking"}[type(wants).__name__]
    reply = Reply(stance="x", **{name: fields[name]})
    journal = talk([lambda turn: reply], once, Q, setting={"ballot": wants})
    assert journal.statistics().outcomes == {"invalid": 1}
    assert parse(b"".join(journal.lines())).digest == journal.digest


def test_a_seat_that_wants_to_be_woken_at_once_for_ever_ends_with_the_phase(talk: Talk) -> None:
    asked: list[float] = []

    async def chat(floor: Floor) -> None:
        async for wake in floor.wakes(rate=1.0, until=2.0, on_message=True):
            asked.append(wake.at)
            await floor.ask("speak", [wake.seat])

    journal = talk([lambda turn: turn.say("x", wake=0.001), Random(), Random()], chat, Q)
    assert journal.status == "finished"
    assert max(asked) <= 2.0
    assert b"wake" in b"".join(journal.lines())
    assert talk([lambda turn: turn.say("x", wake=1e-300)], once, Q).statistics().outcomes == {"invalid": 1}


def test_a_phase_ends_when_its_time_is_over_however_long_a_reply_took(talk: Talk) -> None:
    woken: list[float] = []

    async def chat(floor: Floor) -> None:
        async for wake in floor.wakes(rate=1.0, until=5.0):
            woken.append(wake.at)
            await floor.ask("speak", [wake.seat])

    talk([lambda turn: turn.say("x", after=100.0)] * 2, chat, Q)
    assert len(woken) == 1


def test_a_talk_that_never_waits_can_be_cancelled(talk: Talk) -> None:
    async def forever(floor: Floor) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(cancel, nursery.cancel_scope)
            while True:
                await floor.ask("again")

    async def cancel(scope: trio.CancelScope) -> None:
        await trio.lowlevel.checkpoint()
        scope.cancel()

    journal = talk([Stubborn(stance="x")], forever, Q)
    assert 64 <= journal.statistics().asks <= 192
    assert parse(b"".join(journal.lines())).digest == journal.digest


def raising(error: BaseException) -> Callable[[Turn], Any]:
    def act(turn: Turn) -> Any:
        raise error

    return act


def stale() -> trio.Cancelled:
    """Return a cancellation that was caught long ago."""
    found: list[trio.Cancelled] = []

    async def work() -> None:
        with trio.CancelScope() as scope:
            scope.cancel()
            try:
                await trio.lowlevel.checkpoint()
            except trio.Cancelled as error:
                found.append(error)
                raise

    trio.run(work)
    return found[0]


@pytest.mark.parametrize("delayed", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(
    "error",
    [asyncio.CancelledError(), SystemExit(3), BaseExceptionGroup("two", [SystemExit(1)]), stale()],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_seat_raises_is_its_own_failure(
    talk: Talk, error: BaseException, *, delayed: bool
) -> None:
    act = raising(error)

    async def later(turn: Turn) -> Any:
        await trio.sleep(1)
        return act(turn)

    async def good(turn: Turn) -> str:
        await trio.sleep(2)
        return "x"

    journal = talk([good, later if delayed else act, good], once, Q)
    assert journal.statistics().outcomes == {"failed": 1, "replied": 2}
    (gone,) = (entry for entry in journal.entries if isinstance(entry, Missing))
    assert gone.reason == type(error).__name__


def test_a_deadline_around_seats_that_raise_groups_is_a_deadline(talk: Talk) -> None:
    async def busy(turn: Turn) -> str:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            nursery.start_soon(trio.sleep_forever)
        return "x"

    journal = talk([busy, lambda turn: "y"], once, Q, setting={"within": 5.0})
    assert journal.statistics().outcomes == {"replied": 1, "timed out": 1}


WORDS = ["one"]


class Telling(Protocol):
    """Says what lies outside the floor, which no protocol may."""

    async def run(self, floor: Floor) -> None:
        floor.tell(WORDS[0])
        await floor.ask("ask", wants=floor.ballot)


class Here(Names):
    """Finds the protocol above."""

    def find(self, kind: str, name: str) -> Any:
        return Telling if name.endswith(":Telling") else super().find(kind, name)


def test_a_resume_that_departs_leaves_the_file_as_it_was(
    talk: Talk, names: Names, trio_run: Run, tmp_path: Path
) -> None:
    here = Here({kind: names.known(kind) for kind in ("agent", "protocol")})
    file = tmp_path / "journal"
    content = b"".join(list(talk([Random(), Random()], Telling(), Q).lines())[:3])
    file.write_bytes(content)
    WORDS[0] = "other"
    try:
        part = read_journal(file, partial=True)
        with JournalFile(file, resume=part) as record, pytest.raises(JournalError, match="does not go on"):
            trio_run(partial(resume, part, here, (record,)))
        assert file.read_bytes() == content
        with pytest.raises(JournalError, match="does not go on from what was recorded: line 2"):
            trio_run(partial(resume, part, here))
    finally:
        WORDS[0] = "one"
    assert trio_run(partial(resume, part, here)).status == "finished"


def test_a_wrapper_is_as_replayable_as_what_it_wraps() -> None:
    assert Slow(agent=Stubborn()).replayable
    assert not Slow(agent=FunctionAgent(function=lambda turn: "x")).replayable


@pytest.mark.parametrize("wants", [Ranking(), Approval(), Scores()])
@pytest.mark.parametrize("agent", [Stubborn(), Conformist(), Random(), Recorded(lines=(Reply(stance="x"),))])
def test_simulated_seats_cast_any_ballot(talk: Talk, wants: Wants, agent: Any) -> None:
    journal = talk([agent], Debate(), Q, setting={"ballot": wants})
    assert set(journal.statistics().outcomes) == {"replied"}


def test_a_tuple_is_one_stance_of_a_question_of_parts(talk: Talk) -> None:
    both = Question(text="P", parts=(Q, N))
    journal = talk([Stubborn()], Poll(), both, evidence={"A": ("y", 3.0)})
    assert [entry.reply.stance for entry in journal.entries if isinstance(entry, Said)] == [("y", 3.0)]
    assert talk([Stubborn()], Poll(), both, evidence={"A": [("y", 3.0)]}).digest == journal.digest


@pytest.mark.parametrize(("share", "cast", "seats"), [(0.07, 7, 100), (0.28, 7, 25), (0.14, 7, 50)])
def test_a_quorum_is_met_exactly(talk: Talk, share: float, cast: int, seats: int) -> None:
    panel = {f"S{i}": (lambda turn: "x") if i < cast else (lambda turn: None) for i in range(seats)}
    counted = ballots(talk(panel, once, Q))
    assert decide(counted, Plurality(), quorum=share).word != "no quorum"
    assert decide(counted, Plurality(), quorum=share + 0.001).word == "no quorum"
    for odd in (-0.1, 50, float("nan")):
        with pytest.raises(SpecError, match="is no share"):
            decide(counted, Plurality(), quorum=odd)


def test_a_meeting_runs_along_the_lines_that_there_are(talk: Talk) -> None:
    one_way = Edges(edges=(Link(speaker="A", listener="B"),))
    for seed in range(5):
        moved = Influence(
            talk([Conformist(bias=9.0)] * 2, Gossip(seconds=9.0), Q, seed=seed, topology=one_way)
        )
        assert {edge.listener for edge in moved.edges} <= {"B"}


ODD_ASKS: list[dict[str, Any]] = [
    {"within": True},
    {"within": float("nan")},
    {"within": float("inf")},
    {"within": "3"},
    {"within": -1},
    {"wants": "ranking"},
    {"hears": ["A"]},
]


@pytest.mark.parametrize("odd", ODD_ASKS, ids=str)
def test_what_an_ask_cannot_be_is_the_protocols_error(talk: Talk, odd: dict[str, Any]) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("ask", **odd)

    with pytest.raises(ProtocolError):
        talk([Random()], run, Q)


def test_words_that_no_file_can_hold_are_the_protocols_error(talk: Talk) -> None:
    async def phase(floor: Floor) -> None:
        await floor.ask("\ud800")

    async def number(floor: Floor) -> None:
        await floor.ask(5)  # type: ignore[arg-type] # wrong on purpose

    async def stop(floor: Floor) -> None:
        floor.stop("\ud800")

    async def tell(floor: Floor) -> None:
        floor.tell(123)  # type: ignore[arg-type] # wrong on purpose

    for run in (phase, number, stop, tell):
        with pytest.raises(ProtocolError):
            talk([Random()], run, Q)


def test_the_first_reason_to_stop_stands(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        floor.stop("budget")
        floor.stop("other")

    assert talk([Random()], run, Q).status == "stopped: budget"


def forged(header: Header, *lines: dict[str, Any]) -> bytes:
    """Return what nobody has closed yet: no digest tells that it was made up."""
    return b"".join(line.encode() + b"\n" for line in (header.text, *map(dumps, lines)))


ASK: dict[str, Any] = {"ask": 1, "phase": "ask"}
SAID: list[dict[str, Any]] = [{"said": seat, "ask": 1, "stance": "x"} for seat in "ABC"]


@pytest.mark.parametrize(
    "lines",
    [
        (ASK, SAID[0], SAID[0]),
        (ASK, SAID[0], {"missing": "A", "ask": 1, "outcome": "failed"}),
        (ASK, SAID[1]),
        (ASK | {"seats": ["A"]}, *SAID),
        (ASK | {"seats": []},),
        (ASK | {"seats": ["B", "A"]},),
        (ASK, SAID[0], {"ask": 2, "phase": "ask"}),
        (ASK, ASK),
        ({"ask": 7, "phase": "ask"},),
        ({"ask": True, "phase": "ask"},),
        ({"ask": 1, "phase": 5},),
        ({"told": 5},),
        (ASK, {"said": "A", "ask": 1, "stance": "Z"}),
        (ASK, {"said": "A", "ask": 1, "outcome": "refused"}),
        ({"close": "finished", "entries": 0, "digest": ""},),
    ],
    ids=str,
)
def test_what_no_talk_can_have_written_is_refused(talk: Talk, lines: tuple[dict[str, Any], ...]) -> None:
    header = talk([Random()] * 3, once, Q).header
    with pytest.raises(JournalError) as error:
        reparsed(forged(header, *lines), partial=True)
    assert "\n" not in str(error.value)


def test_a_header_alone_is_written_too(talk: Talk, tmp_path: Path) -> None:
    header = talk([Random()], once, Q).header
    write_journal(Journal(header), tmp_path / "journal")
    assert read_journal(tmp_path / "journal", partial=True).header.text == header.text


def test_what_cannot_be_stored_is_refused_at_the_table() -> None:
    class Odd(Random):
        thing: Any = None

    seat = Seat(name="A", agent=Odd(thing=object()))
    with pytest.raises(SpecError, match="the setting cannot be stored"):
        Table(Setting(panel=Panel(seats=(seat,)), protocol=Poll()))


def test_true_is_not_one_in_what_is_stored() -> None:
    class Odd(Random):
        thing: int | bool = 1

    assert Odd(thing=True).spec().keys() == {"use", "thing"}
    assert Odd(thing=1).spec().keys() == {"use"}


def test_who_does_not_reply_gives_a_reason_and_nothing_else() -> None:
    for field in ({"after": 5.0}, {"wake": 1.0}, {"memory": 3}, {"stance": "x"}):
        with pytest.raises(SpecError, match="gives a reason, and nothing else"):
            Reply(outcome="abstained", **field)


def test_a_function_is_named_by_its_path() -> None:
    with pytest.raises(SpecError, match="'stubborn' is no path"):
        FunctionAgent(function="stubborn")  # type: ignore[arg-type] # wrong on purpose


def test_the_source_of_recorded_answers_stays_with_them(talk: Talk, names: Names, trio_run: Run) -> None:
    panel = Panel(seats=(Seat(name="A", agent=Random()),), source="an archive")
    journal = talk(panel, Poll(), Q)
    assert json.loads(journal.header.text)["source"] == "an archive"
    assert trio_run(partial(replay, journal, names)).same


def test_a_misspelt_field_is_one_line_from_python_too() -> None:
    for make, said in (
        (lambda: Question(text="Q", optoins=("a", "b")), "did you mean 'options'"),  # type: ignore[call-arg] # wrong on purpose
        (lambda: Conformist(steepnes=3), "Conformist: unknown key 'steepnes': did you mean 'steepness'"),  # type: ignore[call-arg] # wrong on purpose
        (lambda: Question(text="Q", options=("a", " a")), "differs from another in blanks only"),
    ):
        with pytest.raises(SpecError, match=said) as error:
            make()
        assert "\n" not in str(error.value)
