"""Guardrails that ask a world outside: one verdict a statement, recorded, and never asked for again."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar
from zlib import crc32

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.experiments.catalogue import BUNDLED, Catalogue
from moot.protocols import PROTOCOLS, Critique, Debate, Gossip, Vote
from moot.protocols.rules import Plurality
from moot.sim import (
    Agent,
    AllowList,
    Anonymous,
    Blocked,
    Complete,
    Drop,
    Floor,
    Guardrail,
    Interceptor,
    Journal,
    JournalError,
    Length,
    Meddled,
    Missing,
    Moderator,
    Order,
    Path,
    Protocol,
    Question,
    Reply,
    Rewired,
    Ring,
    Ruling,
    Said,
    Seat,
    Setting,
    Star,
    Table,
    Turn,
    ballots,
    decide,
    parse,
    replay,
    resume,
)
from moot.sim.talk import Panel
from moot.sim.value import name_of

Talk = Callable[..., Journal]
Run = Callable[..., Any]
Q = Question(text="Q", options=("x", "y", "z"))
SHAPES = [Complete(), Ring(), Star(hub="C"), Path(), Rewired()]


class Speaker(Agent):
    """Says something that hangs on what it heard and on a draw, in words that nobody says twice."""

    def act(self, turn: Turn) -> Reply:
        if isinstance(turn.wants, Order):
            return turn.say(ranking=turn.wants.items)
        heard = sum(len(str(remark.argument)) for remark in turn.heard) + len(list(turn.heard.told))
        options = turn.question.options
        stance = options[(heard + turn.random.below(9)) % len(options)]
        return turn.say(stance, argument=f"{turn.seat}, {turn.phase} {turn.round} after {len(turn.said)}")


def against(reply: Reply) -> str:
    """Say what a strict reader has against a third of all statements."""
    words = f"{reply.stance} {reply.argument.text if reply.argument else ''}"
    return f"no {crc32(words.encode()) % 7}" if crc32(words.encode()) % 3 == 0 else ""


class Strict(Guardrail):
    def screen(self, reply: Reply) -> Reply | Blocked:
        return Blocked(why) if (why := against(reply)) else reply

    def spec(self) -> dict[str, Any]:
        return {"use": "judge"}


class Judge(Moderator):
    """The same, asked: it takes its time, and keeps count."""

    asked: ClassVar[list[Reply]] = []

    async def judge(self, reply: Reply, question: Question) -> Blocked | None:
        assert question.answer is None
        self.asked.append(reply)
        await trio.sleep(crc32(str(reply.argument).encode()) % 5)
        return Blocked(why) if (why := against(reply)) else None

    def spec(self) -> dict[str, Any]:
        return {"use": "judge"} | ({"open": True} if self.open else {})


class Moody(Judge):
    """Whatever it said, next time it says something else."""

    async def judge(self, reply: Reply, question: Question) -> Blocked | None:
        self.asked.append(reply)
        return Blocked(f"mood {len(self.asked)}") if len(self.asked) % 2 else None

    def spec(self) -> dict[str, Any]:
        return {"use": "moody"}


class Slow(Judge):
    seconds: float = 100.0

    async def judge(self, reply: Reply, question: Question) -> Blocked | None:
        await trio.sleep(self.seconds)
        return await super().judge(reply, question)


class Failing(Judge):
    async def judge(self, reply: Reply, question: Question) -> Blocked | None:
        raise ExceptionGroup("several", [OSError("the line is dead")])


class Names(Catalogue):
    """What is bundled, and what stands here."""

    def find(self, kind: str, name: str) -> Any:
        here = {"judge": Judge, "moody": Moody, name_of(Speaker): Speaker}
        return here[name] if name in here else super().find(kind, name)


HERE = Names(BUNDLED)


def by(*interceptors: Interceptor, **more: Any) -> dict[str, Any]:
    return {"interceptors": interceptors} | more


def asked(work: Callable[[], Any]) -> tuple[Any, int]:
    """Return what comes of some work, and how often a judge was asked for it."""
    Judge.asked.clear()
    return work(), len(Judge.asked)


def judged(journal: Journal) -> int:
    """Count the statements that were looked at: those that stand in a journal, and those blocked."""
    return sum(
        isinstance(one, Said) or (isinstance(one, Missing) and one.outcome == "blocked")
        for one in journal.entries
    )


@pytest.mark.parametrize("name", PROTOCOLS)
@given(
    seed=st.integers(0, 2**32),
    shape=st.sampled_from(SHAPES),
    before=st.sampled_from([(), (Drop(rate=0.3),), (Length(characters=9),)]),
    after=st.sampled_from([(), (AllowList(stances=("x", "y")),)]),
    lens=st.sampled_from([{}, {"lens": Anonymous()}]),
)
@settings(max_examples=15)
def test_one_that_is_asked_rules_as_one_that_looks_for_itself(
    talk: Talk, name: str, seed: int, shape: Any, before: Any, after: Any, lens: dict[str, Any]
) -> None:
    """Line by line; and each statement is judged once, however many hear it, or are told of it."""
    held = partial(talk, [Speaker()] * 5, Protocol.load(name, HERE), Q, seed=seed, topology=shape)
    looks = held(setting=by(*before, Strict(), *after, **lens))
    asks, times = asked(lambda: held(setting=by(*before, Judge(), *after, **lens)))
    assert list(asks.lines()) == list(looks.lines())
    assert times == judged(asks) > 0


@pytest.mark.parametrize("protocol", [Debate(rounds=3), Vote(), Gossip(seconds=2.0), Critique(rounds=2)])
@pytest.mark.parametrize("judge", [Judge(), Moody()])
def test_it_resumes_after_every_line_and_what_is_recorded_is_not_judged_again(
    talk: Talk, trio_run: Run, protocol: Protocol, judge: Judge
) -> None:
    setting = by(Drop(rate=0.2), judge, lens=Anonymous())
    whole, times = asked(lambda: talk([Speaker()] * 4, protocol, Q, topology=Ring(), setting=setting))
    assert times == judged(whole)
    lines = list(whole.lines())
    kept = any(isinstance(one, Said) and one.ruling for one in whole.entries)
    assert kept or whole.statistics().outcomes["blocked"]
    assert parse(b"".join(lines)).entries == whole.entries
    for cut in range(1, len(lines)):
        part = parse(b"".join(lines[:cut]), partial=True)
        again, more = asked(partial(trio_run, partial(resume, part, HERE)))
        assert list(again.lines())[:cut] == lines[:cut]
        assert more == judged(again) - judged(part)
        if type(judge) is Judge:
            assert again.digest == whole.digest


@pytest.mark.parametrize("judge", [Judge(), Moody()])
@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_replay_asks_seats_and_no_judge(talk: Talk, trio_run: Run, name: str, judge: Judge) -> None:
    whole = talk([Speaker()] * 4, Protocol.load(name, HERE), Q, setting=by(judge))
    again, times = asked(partial(trio_run, partial(replay, whole, HERE)))
    assert (again.difference, times, again.played) == ("", 0, 0)
    assert again.asked == sum(whole.statistics().outcomes.values())


def test_a_replay_finds_what_was_ruled_otherwise(talk: Talk, trio_run: Run) -> None:
    whole = talk([Speaker()] * 4, Debate(rounds=3), Q, setting=by(Judge()))
    with pytest.raises(JournalError, match="the digest does not match"):
        parse(b"".join(whole.lines()).replace(b'"why":"no', b'"why":"oh no', 1))
    ruled = next(one for one in whole.entries if isinstance(one, Said) and one.ruling)
    other = whole.entries.copy()
    other[other.index(ruled)] = ruled._replace(ruling=Ruling("somebody", "no"))
    assert "somebody" in trio_run(partial(replay, Journal(whole.header, other, whole.close), HERE)).difference


async def vote(floor: Floor) -> None:
    await floor.ask("open", wants=floor.ballot)


def test_a_ballot_that_is_blocked_counts_and_says_why_and_nobody_hears_it(talk: Talk) -> None:
    class All(Judge):
        async def judge(self, reply: Reply, question: Question) -> Blocked | None:
            return Blocked("all: no")

    journal = talk([lambda turn: "x"] * 2, vote, Q, setting=by(All()))
    said = [one for one in journal.entries if isinstance(one, Said)]
    assert [one.ruling for one in said] == [Ruling("judge", "all: no")] * 2
    assert decide(ballots(journal), Plurality()).counts == {"x": 2, "y": 0, "z": 0}
    assert list(journal.lines())[2] == (
        b'{"said":"A","ask":1,"blocked":{"by":"judge","why":"all: no"},"stance":"x"}\n'
    )
    assert [(one.by, one.to, one.heard) for one in journal.entries if isinstance(one, Meddled)] == [
        (("judge",), (1,), ()),
        (("judge",), (0,), ()),
    ]


def test_what_is_blocked_is_told_on_by_nobody_though_nobody_was_to_hear_it(talk: Talk) -> None:
    found: list[Any] = []

    async def run(floor: Floor) -> None:
        for private in (True, False):
            replies = await floor.ask("tell", private=private, wants=floor.ballot, hears={})
            found.append(
                (list(replies.said), list(floor.passed(replies).missing), list(floor.quote(replies)))
            )

    class Of(Judge):
        async def judge(self, reply: Reply, question: Question) -> Blocked | None:
            self.asked.append(reply)
            return Blocked("no") if reply.stance == "y" else None

    _, times = asked(lambda: talk([lambda turn: "x", lambda turn: "y"], run, Q, setting=by(Of())))
    assert found == [(["A", "B"], ["B"], ["A"])] * 2
    assert times == 4


def test_of_several_each_sees_what_those_before_leave_and_is_asked_only_if_they_let_pass(talk: Talk) -> None:
    def speak(turn: Turn) -> Reply:
        return turn.say("x", argument="0123456789")

    async def chat(floor: Floor) -> None:
        await floor.ask("speak", ["A"])

    class Never(Judge):
        async def judge(self, reply: Reply, question: Question) -> Blocked | None:
            return Blocked("never")

    seen, _ = asked(
        lambda: (talk([speak] * 2, chat, Q, setting=by(Length(characters=3), Judge())), Judge.asked.copy())[1]
    )
    assert [reply.argument.text for reply in seen] == ["012"]
    for first in (Never(), AllowList(stances=("y",))):
        journal, times = asked(partial(talk, [speak] * 2, chat, Q, setting=by(first, Judge())))
        assert times == 0
        assert journal.statistics().outcomes == {"blocked": 1}


async def speak_up(floor: Floor) -> None:
    await floor.ask("speak", within=1.0)
    assert floor.now == 0.0
    await floor.ask("vote", wants=floor.ballot, within=1.0)


@pytest.mark.parametrize("make", [Failing, partial(Slow, seconds=30.0)])
def test_where_nobody_can_be_asked_a_statement_is_blocked_and_says_so(talk: Talk, make: Any) -> None:
    heard: list[Any] = []

    def listen(turn: Turn) -> str:
        heard.extend(turn.heard)
        return "x"

    journal = talk([listen] * 2, speak_up, Q, setting=by(make()))
    gone = [one for one in journal.entries if isinstance(one, Missing)]
    assert [(one.outcome, one.reason) for one in gone] == [("blocked", "judge failed")] * 2
    error = "several (1 sub-exception)" if make is Failing else "no verdict within 30 s"
    assert {one.why for one in gone} == {f"judge failed: {error}"}
    kept = [one for one in journal.entries if isinstance(one, Said)]
    assert [one.ruling for one in kept] == [Ruling("judge", "judge failed", error)] * 2
    assert not heard
    assert parse(b"".join(journal.lines())).entries == journal.entries


def test_an_open_one_lets_pass_what_it_could_not_judge_and_says_so(talk: Talk, trio_run: Run) -> None:
    class Seldom(Judge):
        async def judge(self, reply: Reply, question: Question) -> Blocked | None:
            raise OSError("the line is dead")

    heard: list[Any] = []

    def listen(turn: Turn) -> str:
        heard.extend(turn.heard)
        return "x"

    journal = talk([listen] * 2, speak_up, Q, setting=by(Seldom(open=True)))
    assert journal.statistics().outcomes == {"replied": 4}
    assert len(heard) == 2
    assert list(journal.lines())[2] == (
        b'{"said":"A","ask":1,"unjudged":{"by":"judge","why":"judge failed"},"stance":"x",'
        b'"meta":{"error":"the line is dead"}}\n'
    )
    assert parse(b"".join(journal.lines())).entries == journal.entries
    debate = talk([listen] * 2, Debate(rounds=2), Q, setting=by(Seldom(open=True)))
    again, times = asked(partial(trio_run, partial(replay, debate, HERE)))
    assert (again.difference, times) == ("", 0)
    assert list(again.journal.lines()) == list(debate.lines())


def test_a_verdict_takes_no_time_of_the_seats_and_comes_for_all_at_once(talk: Talk) -> None:
    """Of the real clock: six verdicts of 20 s, each ask due within 1 s."""
    clock: list[float] = []

    async def run(floor: Floor) -> None:
        clock.append(trio.current_time())
        await speak_up(floor)
        clock.append(trio.current_time())

    journal = talk([lambda turn: "x"] * 3, run, Q, setting=by(Slow(seconds=20.0)))
    assert "timed out" not in journal.statistics().outcomes
    assert 40.0 <= clock[1] - clock[0] < 50.0


def table(judge: Judge) -> Table:
    seats = tuple(Seat(name=name, agent=Speaker()) for name in "AB")
    return Table(Setting(panel=Panel(seats=seats), protocol=Debate(rounds=2), interceptors=(judge,)))


class Keeps:
    """An observer that keeps what it is told."""

    def __init__(self) -> None:
        self.journal: Journal | None = None

    def notify(self, journal: Journal, entry: Any) -> None:
        self.journal = Journal(journal.header, journal.entries)


def test_a_talk_that_is_cancelled_while_somebody_judges_goes_on_where_it_was(trio_run: Run) -> None:
    whole = trio_run(partial(table(Judge()).talk, Q))
    kept = Keeps()

    async def cancelled() -> None:
        with trio.move_on_after(50.0) as scope:
            await table(Slow(seconds=1e6, within=1e7)).talk(Q, observers=(kept,))
        assert scope.cancelled_caught

    trio_run(cancelled)
    assert kept.journal is not None
    assert kept.journal.entries == whole.entries[:1]
    again, times = asked(partial(trio_run, partial(resume, kept.journal, HERE)))
    assert again.digest == whole.digest
    assert times == judged(whole)


def test_an_interrupt_is_no_failure_to_judge(trio_run: Run) -> None:
    class Interrupted(Judge):
        async def judge(self, reply: Reply, question: Question) -> Blocked | None:
            raise KeyboardInterrupt

    with pytest.raises(BaseExceptionGroup) as caught:
        trio_run(partial(table(Interrupted()).talk, Q))
    assert caught.value.subgroup(KeyboardInterrupt)


def test_what_is_no_verdict_is_a_failure(talk: Talk) -> None:
    class Odd(Judge):
        async def judge(self, reply: Reply, question: Question) -> Any:
            return True

    journal = talk([lambda turn: "x"], speak_up, Q, setting=by(Odd()))
    gone = next(one for one in journal.entries if isinstance(one, Missing))
    assert gone.why == "judge failed: True is no verdict"


def test_reasons_that_no_file_can_hold_are_kept_as_far_as_it_can(talk: Talk) -> None:
    class Odd(Judge):
        async def judge(self, reply: Reply, question: Question) -> Blocked | None:
            if question.options[0] == reply.stance:
                return Blocked("no \ud800")
            raise OSError("no \ud800")

    journal = talk([lambda turn: "x", lambda turn: "y"], speak_up, Q, setting=by(Odd()))
    gone = [one.why for one in journal.entries if isinstance(one, Missing)]
    assert gone == ["no ?", "judge failed: no ?"]
    assert parse(b"".join(journal.lines())).entries == journal.entries


def test_a_line_that_says_half_of_a_ruling_is_none(talk: Talk) -> None:
    journal = talk([Speaker()] * 4, Debate(rounds=2), Q, setting=by(Judge()))
    content = b"".join(journal.lines())
    for was, now in ((b'"by":"judge",', b""), (b'{"by":"judge",', b'{"of":0,"by":"judge",')):
        assert was in content
        with pytest.raises(JournalError, match=r"line [0-9]+ is no"):
            parse(content.replace(was, now, 1))
