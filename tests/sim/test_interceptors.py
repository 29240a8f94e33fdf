"""What is done to statements on their way: what each fault does, and what none may do."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import Conformist, MajorityFollower, Persuadable, Random, Stubborn
from moot.protocols import PROTOCOLS, Critique, Debate, Gossip, JudgedDebate, Poll, Relay, SelfRevision
from moot.protocols.rules import Plurality
from moot.sim import (
    AllowList,
    Anonymous,
    Complete,
    Corrupt,
    Delay,
    Drop,
    Duplicate,
    Floor,
    Influence,
    Interceptor,
    Journal,
    JournalError,
    Length,
    Meddled,
    Missing,
    Names,
    Order,
    Partition,
    Path,
    Pattern,
    Protocol,
    Question,
    Reorder,
    Reply,
    Rewired,
    Ring,
    Said,
    SpecError,
    Star,
    Topology,
    Turn,
    ballots,
    decide,
    parse,
    replay,
    resume,
)

Talk = Callable[..., Journal]
Q = Question(text="Q", options=("x", "y", "z"))
N = Question(text="N", range=(0.0, 1.0))
CROWD = [Conformist(bias=0.0), MajorityFollower(), Random(), Conformist(bias=0.0), Conformist(bias=0.0)]
TALKS = [Debate(rounds=4), Relay(rounds=2), Gossip(seconds=3.0), Critique(rounds=3), JudgedDebate()]
SHAPES = [Complete(), Ring(), Star(hub="C"), Path(), Rewired()]


def said(journal: Journal) -> list[tuple[int, int, Reply]]:
    return [(one.ask.number, one.place, one.reply) for one in journal.entries if isinstance(one, Said)]


def meddled(journal: Journal) -> list[Meddled]:
    return [one for one in journal.entries if isinstance(one, Meddled)]


def by(*interceptors: Interceptor) -> dict[str, Any]:
    return {"interceptors": interceptors}


@pytest.mark.parametrize("name", PROTOCOLS)
@given(
    seed=st.integers(0, 2**32),
    shape=st.sampled_from(SHAPES),
    fault=st.sampled_from([Drop, Delay, Duplicate, Reorder, Corrupt]),
    lens=st.sampled_from([{}, {"lens": Anonymous()}]),
)
@settings(max_examples=40)
def test_what_never_happens_equals_no_interceptor(
    talk: Talk, names: Names, name: str, seed: int, shape: Topology, fault: Any, lens: dict[str, Any]
) -> None:
    """Under every protocol, also where it lets seats hear each other beyond the topology."""
    protocol = Protocol.load(name, names)
    panel = [*CROWD, Persuadable()]
    plain = talk(panel, protocol, Q, seed=seed, topology=shape, setting=lens)
    never = talk(panel, protocol, Q, seed=seed, topology=shape, setting=lens | by(fault(rate=0.0)))
    assert never.entries == plain.entries
    assert Influence(never).edges == Influence(plain).edges


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: type(one).__name__)
def test_where_all_is_dropped_nobody_hears_anything(
    talk: Talk, names: Names, name: str, shape: Topology
) -> None:
    reached: list[Any] = []

    def listen(turn: Turn) -> Reply:
        reached.extend([*turn.heard, *turn.heard.latest, *turn.heard.held()])
        reached.extend(count for count in turn.heard.tally().values() if count)
        return turn.say(ranking=turn.wants.items) if isinstance(turn.wants, Order) else turn.say("x")

    journal = talk([listen] * 5, Protocol.load(name, names), Q, topology=shape, setting=by(Drop(rate=1.0)))
    assert said(journal)
    assert not reached


@given(st.integers(0, 2**32))
def test_dropping_all_equals_hearing_nobody(talk: Talk, seed: int) -> None:
    alone = talk(CROWD, SelfRevision(rounds=4), Q, seed=seed)
    dropped = talk(CROWD, Debate(rounds=4), Q, seed=seed, setting=by(Drop(rate=1.0)))
    assert said(dropped) == said(alone)
    assert not Influence(dropped).edges
    assert all(one.heard == () and len(one.to) == 4 for one in meddled(dropped))


async def on_deaf_ears(floor: Floor) -> None:
    """Ask what `Critique(rounds=2)` asks, and let nobody hear a critic."""
    proposer, *critics = floor.seats
    await floor.ask("propose", [proposer], hears={})
    for _ in floor.rounds(2):
        await floor.ask("attack", critics, hears={critic: [proposer] for critic in critics})
        await floor.ask("defend", [proposer], hears={})
    near = {seat: [proposer] for seat in floor.seats if proposer in floor.hears(seat)}
    await floor.ask("vote", wants=floor.ballot, hears=near)


@given(st.integers(0, 2**32), st.sampled_from(SHAPES))
def test_attacks_that_are_dropped_equal_attacks_on_deaf_ears(talk: Talk, seed: int, shape: Topology) -> None:
    panel = [Persuadable(eloquence=0.8), Conformist(eloquence=0.8, susceptibility=6.0), Persuadable()] * 2
    lost = by(Drop(rate=1.0, phases=("attack",)))
    dropped = talk(panel, Critique(rounds=2), Q, seed=seed, topology=shape, setting=lost)
    deaf = talk(panel, on_deaf_ears, Q, seed=seed, topology=shape)
    assert said(dropped) == said(deaf)
    assert {done.ask.phase for done in meddled(dropped)} == {"attack"}


def heard(talk: Talk, *interceptors: Interceptor, read: Callable[[Turn], Any], rounds: int = 4) -> list[Any]:
    """Return what seat B reads in each round, where A says x, y, x, ... and C always z."""
    seen: list[Any] = []

    def listen(turn: Turn) -> str:
        seen.append(read(turn))
        return "z"

    def speak(turn: Turn) -> str:
        return "xy"[turn.round % 2 == 0]

    talk([speak, listen, lambda turn: "z"], Debate(rounds=rounds), Q, setting=by(*interceptors))
    return seen


def stances(turn: Turn) -> list[tuple[str, Any]]:
    return [(remark.speaker, remark.stance) for remark in turn.heard]


def latest(turn: Turn) -> list[tuple[str, Any]]:
    return [(remark.speaker, remark.stance) for remark in turn.heard.latest]


def test_a_delayed_statement_is_heard_so_many_asks_later(talk: Talk) -> None:
    assert heard(talk, Delay(rate=1.0, asks=2), read=stances) == [
        [],
        [],
        [],
        [("A", "x"), ("C", "z")],
    ]


def test_a_late_statement_does_not_hide_a_newer_one(talk: Talk) -> None:
    class First(Delay):
        def deliver(self, sent: Any, listeners: Any, post: Any) -> Any:
            return super().deliver(sent, listeners, post) if post.round == 1 else {}

        def spec(self) -> dict[str, Any]:
            return {"use": "first"}

    seen = heard(talk, First(rate=1.0, asks=1), read=lambda turn: (stances(turn), latest(turn)))
    assert seen[2] == ([("A", "x"), ("C", "z"), ("A", "y"), ("C", "z")], [("A", "y"), ("C", "z")])


def test_a_duplicate_is_heard_twice_and_counts_once(talk: Talk) -> None:
    def read(turn: Turn) -> tuple[Any, ...]:
        return stances(turn), latest(turn), dict(turn.heard.tally())

    assert heard(talk, Duplicate(rate=1.0), read=read)[1] == (
        [("A", "x"), ("A", "x"), ("C", "z"), ("C", "z")],
        [("A", "x"), ("C", "z")],
        {"x": 1, "y": 0, "z": 1},
    )


def test_what_is_corrupted_is_heard_as_another_option_and_counted_as_it_was_cast(talk: Talk) -> None:
    assert all(
        dict(one)["A"] != "xy"[i % 2] and dict(one)["C"] != "z"
        for i, one in enumerate(heard(talk, Corrupt(rate=1.0), read=stances)[1:])
    )
    journal = talk([Stubborn(stance="x")] * 3, Debate(rounds=2), Q, setting=by(Corrupt(rate=1.0)))
    assert decide(ballots(journal), Plurality()).winners == ("x",)


def test_orders_of_arrival_differ(talk: Talk) -> None:
    orders = {
        tuple(name for name, _ in heard_once)
        for heard_once in heard(talk, Reorder(rate=1.0), read=stances, rounds=30)[1:]
    }
    assert orders == {("A", "C"), ("C", "A")}


def test_a_table_that_falls_apart_and_comes_together(talk: Talk) -> None:
    apart = Partition(groups=(("A",), ("B", "C")), start=1, end=2)
    assert heard(talk, apart, read=stances) == [
        [],
        [("C", "z")],
        [("C", "z")],
        [("A", "x"), ("C", "z")],
    ]


def test_faults_strike_as_often_as_they_say_and_each_listener_by_itself(talk: Talk) -> None:
    journal = talk([Random()] * 10, Debate(rounds=40), Q, setting=by(Drop(rate=0.3)))
    dropped = sum(len(one.to) for one in meddled(journal))
    assert abs(dropped / (40 * 10 * 9) - 0.3) < 0.03
    assert len({one.to for one in meddled(journal)}) > 100


def test_the_noise_of_a_line_does_not_depend_on_who_else_listens(talk: Talk) -> None:
    lines: list[set[tuple[int, int, int]]] = []
    for seats in (6, 9):
        journal = talk([Random()] * seats, Debate(rounds=9), Q, setting=by(Drop(rate=0.5)))
        lines.append({(one.ask.number, one.place, to) for one in meddled(journal) for to in one.to})
    assert lines[0] == {line for line in lines[1] if max(line[1:]) < 6}


def test_only_on_lines_that_are_open_is_anything_done(talk: Talk) -> None:
    lines: list[set[tuple[int, int, int]]] = []
    for topology in (Ring(reach=1), Ring(reach=2)):
        journal = talk([Random()] * 6, Debate(rounds=9), Q, topology=topology, setting=by(Drop(rate=0.5)))
        lines.append({(one.ask.number, one.place, to) for one in meddled(journal) for to in one.to})
    assert lines[0] == {line for line in lines[1] if (line[1] - line[2]) % 6 in (1, 5)}
    assert len(lines[1]) > len(lines[0]) > 0


def test_a_line_that_an_ask_opens_has_what_was_said_before(talk: Talk) -> None:
    """As if it had been open all along: what is dropped on it stays dropped, and what is late comes late."""

    async def run(floor: Floor) -> None:
        for phase in ("one", "two", "three"):
            await floor.ask(phase, ["A"], hears={})
        await floor.ask("meet", ["C"], hears={"C": ["A"]})
        await floor.ask("meet", ["C"], hears={"C": ["A"]})
        await floor.ask("apart", ["C"])

    heard_by_c: list[list[tuple[str, Any]]] = []

    def listen(turn: Turn) -> str:
        heard_by_c.append([(remark.phase, remark.stance) for remark in turn.heard])
        return "z"

    between = by(Drop(rate=1.0, phases=("one",)), Delay(rate=1.0, phases=("three",)))
    journal = talk([Stubborn(stance="x")] * 2 + [listen], run, Q, topology=Path(), setting=between)
    assert heard_by_c == [[("two", "x")], [("three", "x")], []]
    done = [(one.ask.phase, one.by, one.to) for one in meddled(journal)]
    assert done[:2] == [("one", ("drop",), (1,)), ("three", ("delay",), (1,))]
    assert done[2:] == [("one", ("drop",), (2,)), ("three", ("delay",), (2,))]


EVERYTHING = by(
    Drop(rate=0.2),
    Delay(rate=0.3),
    Duplicate(rate=0.3),
    Corrupt(rate=0.2),
    Reorder(rate=0.5),
    Length(characters=3),
)


@pytest.mark.parametrize("protocol", TALKS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("lens", [{}, {"lens": Anonymous()}], ids=["seen", "anonymous"])
def test_a_talk_with_faults_resumes_and_replays(
    talk: Talk, names: Names, trio_run: Callable[..., Any], protocol: Any, lens: dict[str, Any]
) -> None:
    whole = talk(CROWD, protocol, Q, seed=3, topology=Ring(), setting=EVERYTHING | lens)
    assert meddled(whole)
    lines = list(whole.lines())
    assert parse(b"".join(lines)).digest == whole.digest
    for cut in range(1, len(lines), 7):
        part = parse(b"".join(lines[:cut]), partial=True)
        assert trio_run(partial(resume, part, names)).digest == whole.digest
    assert trio_run(partial(replay, whole, names)).same
    Influence(whole)


def test_several_interceptors_work_one_behind_the_other(talk: Talk) -> None:
    late_twice = by(Duplicate(rate=1.0), Delay(rate=1.0, asks=1))
    journal = talk([Stubborn(stance="x")] * 2, Debate(rounds=3), Q, setting=late_twice)
    (one, *_) = meddled(journal)
    assert one.by == ("duplicate", "delay")
    assert [copy.delay for copy in one.heard] == [1, 1]


def test_who_was_not_heard_moved_nobody(talk: Talk) -> None:
    follow = [Stubborn(stance="y"), Stubborn(stance="y"), Conformist(bias=9.0)]
    gone = by(Partition(groups=(("A",), ("C",))))
    evidence = {"C": "x"}
    moved = Influence(talk(follow, Debate(), Q, evidence=evidence, setting=gone))
    assert {edge.speaker for edge in moved.edges} == {"B"}
    assert moved.flips[0].holders == ("B",)


def speaking(text: str) -> Callable[[Turn], Reply]:
    return lambda turn: turn.say("x", argument=text)


def test_guardrails_cut_and_redact_what_is_heard_and_keep_what_was_said(talk: Talk) -> None:
    seen: list[str] = []

    def listen(turn: Turn) -> str:
        seen.extend(remark.argument.text for remark in turn.heard if remark.argument)
        return "y"

    rails = by(Pattern(), Length(characters=12))
    journal = talk(
        [speaking("see HTTP://evil.example now and more"), listen], Debate(rounds=2), Q, setting=rails
    )
    assert seen == ["see [...] no"]
    assert meddled(journal)[0].by == ("pattern", "length")
    assert b"evil.example now" in b"".join(journal.lines())


async def chat(floor: Floor) -> None:
    await floor.ask("speak")
    await floor.ask("vote", wants=floor.ballot)


def test_what_is_blocked_is_an_outcome_but_never_of_a_ballot(talk: Talk) -> None:
    rails = by(Length(characters=3, action="block"), AllowList(stances=("x",)))
    journal = talk([speaking("too long"), lambda turn: "y", speaking("ok")], chat, Q, setting=rails)
    gone = [
        (one.ask.number, one.place, one.outcome, one.reason)
        for one in journal.entries
        if isinstance(one, Missing)
    ]
    assert gone == [
        (1, 0, "blocked", "length: the argument breaks the rule"),
        (1, 1, "blocked", "allow-list: 'y' is not listed"),
    ]
    assert decide(ballots(journal), Plurality()).counts == {"x": 2, "y": 1, "z": 0}
    assert [one.place for one in meddled(journal)] == [0, 1]  # their ballots count, and nobody hears them


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Drop(rate=1.5), "rate: "),
        (lambda: Drop(rate=-0.1), "rate: "),
        (lambda: Drop(rate=True), "rate: "),
        (lambda: Drop.load({"phases": "attack"}), "phases: a list is expected, not 'attack'"),
        (lambda: Delay(asks=0), "asks: "),
        (lambda: Partition(groups=(("A",),)), "two groups at least"),
        (lambda: Partition(groups=(("A",), ())), "each names somebody"),
        (lambda: Partition(groups=(("A",), ("A",))), "names somebody twice"),
        (lambda: Pattern(pattern="("), "is no regular expression"),
    ],
)
def test_what_no_interceptor_can_be_is_one_line(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SpecError, match=message) as error:
        make()
    assert "\n" not in str(error.value)


def test_what_does_not_fit_the_table_is_refused(talk: Talk) -> None:
    with pytest.raises(SpecError, match="groups: 'Zoe' is none of the seats A"):
        talk([Random()], Poll(), Q, setting=by(Partition(groups=(("A",), ("Zoe",)))))
    with pytest.raises(SpecError, match="the question asks for a number"):
        talk([Random()], Poll(), N, setting=by(Corrupt()))
    with pytest.raises(SpecError, match="the question asks for a number"):
        talk([Random()], Poll(), N, setting=by(AllowList(stances=("x",))))
    with pytest.raises(SpecError, match="'w' is none of the options 'x', 'y', 'z'"):
        talk([Random()], Poll(), Q, setting=by(AllowList(stances=("x", "w"))))
    text = talk([Stubborn(stance="w")], Poll(), Question(text="T"), setting=by(AllowList(stances=("w",))))
    assert decide(text, Plurality()).winners == ("w",)


def test_a_record_of_meddling_stands_where_it_happened(talk: Talk) -> None:
    lines = list(talk([Random()] * 3, Debate(), Q, setting=by(Drop(rate=1.0))).lines())
    at = next(i for i, line in enumerate(lines) if line.startswith(b'{"meddled"'))
    assert lines[at].startswith(b'{"meddled":"A","ask":1,"by":["drop"],"to":["B","C"],"heard":[]}')
    with pytest.raises(JournalError):
        parse(b"".join([lines[0], lines[1], lines[at]]), partial=True)


@pytest.mark.parametrize(
    ("was", "made", "message"),
    [
        (b'"delay":1', b'"delay":-1', "late by asks"),
        (b'"delay":1', b'"delay":"1"', "late by asks"),
        (b'"delay":1', b'"rank":[]', "late by asks"),
        (b'"ask":1,"by"', b'"ask":7,"by"', "which has not ended"),
        (b'"ask":1,"by"', b'"ask":0,"by"', "which has not ended"),
        (b'"to":["B"]', b'"to":["Zoe"]', "Zoe"),
        (b'"to":["B"]', b'"to":["B","B"]', "somebody twice"),
        (b'"to":["B"]', b'"to":["A"]', "names the speaker"),
        (b'{"meddled":"A"', b'{"meddled":"B"', "names the speaker"),
    ],
)
def test_a_record_of_meddling_that_cannot_be_is_refused(
    talk: Talk, was: bytes, made: bytes, message: str
) -> None:
    content = b"".join(talk([Random()] * 2, Debate(), Q, setting=by(Delay(rate=1.0))).lines())
    assert was in content
    with pytest.raises(JournalError, match=message):
        parse(content.replace(was, made))
