"""Each protocol: the asks it puts, who hears whom in them, and when it ends."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from moot.agents import Recorded
from moot.protocols import Debate, Gossip, Poll, Relay, SelfRevision
from moot.sim import Journal, Protocol, Question, Ranking, Reply, Ring, SpecError, Star, Turn

Q = Question(text="Q", options=("x", "y"))
Talk = Callable[..., Journal]


class Shown(NamedTuple):
    seat: str
    phase: str
    round: int
    heard: str
    new: str


def held(
    talk: Talk, protocol: Protocol, says: Callable[[Turn], Any], n: int = 3, **options: Any
) -> tuple[Journal, list[Shown]]:
    shown: list[Shown] = []

    def act(turn: Turn) -> Any:
        latest = "".join(remark.speaker for remark in turn.heard.latest)
        new = "".join(remark.speaker for remark in turn.heard)
        shown.append(Shown(turn.seat, turn.phase, turn.round, latest, new))
        return says(turn)

    return talk([act] * n, protocol, Q, **options), shown


def disagree(turn: Turn) -> str:
    return "x" if turn.seat == "A" else "y"


def agree(turn: Turn) -> str:
    return "x"


def asks(journal: Journal) -> list[tuple[str, int, int, bool]]:
    return [(ask.phase, ask.round, len(ask.places), ask.ballot) for ask, _ in journal.asks()]


def test_poll_asks_everyone_once_and_alone(talk: Talk) -> None:
    journal, shown = held(talk, Poll(), disagree)
    assert asks(journal) == [("open", 1, 3, True)]
    assert shown == [Shown(seat, "open", 1, "", "") for seat in "ABC"]


def test_debate_asks_alone_and_then_among_the_others(talk: Talk) -> None:
    journal, shown = held(talk, Debate(rounds=3), disagree)
    assert asks(journal) == [("open", 1, 3, True), ("revise", 2, 3, True), ("revise", 3, 3, True)]
    others = {"A": "BC", "B": "AC", "C": "AB"}
    assert shown[:3] == [Shown(seat, "open", 1, "", "") for seat in "ABC"]
    assert shown[3:6] == [Shown(seat, "revise", 2, others[seat], others[seat]) for seat in "ABC"]
    assert shown[6:] == [Shown(seat, "revise", 3, others[seat], others[seat]) for seat in "ABC"]


def test_debate_hears_along_the_topology(talk: Talk) -> None:
    _, shown = held(talk, Debate(), disagree, topology=Star(hub="B"))
    assert [item.heard for item in shown[3:]] == ["B", "AC", "B"]


@pytest.mark.parametrize(
    ("says", "rounds"),
    [
        (agree, 1),
        (disagree, 3),
        (lambda turn: None if turn.seat == "C" else "x", 3),  # silence is no agreement
        (lambda turn: None if turn.seat == "C" and turn.round == 1 else "x", 2),
        (lambda turn: "x" if turn.round == 2 else disagree(turn), 2),
        (lambda turn: "outside", 3),
        (lambda turn: None, 3),
    ],
)
def test_debate_ends_when_the_whole_electorate_agrees_and_only_then(
    talk: Talk, says: Callable[[Turn], Any], rounds: int
) -> None:
    for protocol in (Debate(rounds=3), SelfRevision(rounds=3)):
        journal, _ = held(talk, protocol, says)
        assert len(asks(journal)) == rounds
        assert journal.status == "finished"


def test_debate_shows_names_stances_arguments_and_credits(talk: Talk) -> None:
    fields = {"stance": "y", "argument": "because", "confidence": 0.5, "belief": {"y": 0.5}, "credits": ["A"]}
    line = Reply.load(fields)
    seen: list[Any] = []

    def listens(turn: Turn) -> str:
        seen.extend(turn.heard)
        return "x"

    talk([listens, Recorded(lines=(line,))], Debate(), Q)
    assert [
        (r.speaker, r.stance, r.argument, r.confidence, r.belief, r.credits, r.phase, r.round) for r in seen
    ] == [("B", "y", line.argument, 0.5, line.belief, ("A",), "open", 1)]
    assert not hasattr(seen[0], "memory")


def test_self_revision_puts_the_same_asks_and_hears_nobody(talk: Talk) -> None:
    debate, _ = held(talk, Debate(rounds=3), disagree)
    control, shown = held(talk, SelfRevision(rounds=3), disagree)
    assert asks(control) == asks(debate)
    assert {(item.heard, item.new) for item in shown} == {("", "")}
    assert len(shown) == 9


def test_relay_speaks_in_order_each_hearing_those_before(talk: Talk) -> None:
    journal, shown = held(talk, Relay(rounds=2), disagree)
    assert asks(journal) == [("speak", 1, 1, False)] * 3 + [("speak", 2, 1, False)] * 3 + [
        ("vote", 2, 3, True)
    ]
    assert [(item.seat, item.heard) for item in shown] == [
        ("A", ""),
        ("B", "A"),
        ("C", "AB"),
        ("A", "BC"),
        ("B", "AC"),
        ("C", "AB"),
        ("A", ""),
        ("B", ""),
        ("C", ""),
    ]
    assert [item.new for item in shown] == ["", "A", "AB", "BC", "CA", "AB", "", "", ""]


@pytest.mark.parametrize("seed", range(5))
def test_gossip_meets_in_pairs_along_the_lines(talk: Talk, seed: int) -> None:
    journal, shown = held(talk, Gossip(seconds=6.0), disagree, 5, topology=Ring(), seed=seed)
    neighbours = {frozenset(pair) for pair in ("AB", "BC", "CD", "DE", "EA")}
    first, *meetings, last = [ask for ask, _ in journal.asks()]
    assert (first.phase, len(first.places), first.ballot) == ("open", 5, False)
    assert (last.phase, len(last.places), last.ballot, last.now) == ("vote", 5, True, 6.0)
    assert len(meetings) > 5
    for ask in meetings:
        assert ask.phase == "meet"
        assert not ask.ballot
        assert frozenset(journal.seats[place] for place in ask.places) in neighbours
        assert ask.hears == {ask.places[0]: (ask.places[1],), ask.places[1]: (ask.places[0],)}
    assert [ask.now for ask in meetings] == sorted(ask.now for ask in meetings)
    met = [item for item in shown if item.phase == "meet"]
    for one, other in zip(met[::2], met[1::2], strict=True):
        assert (one.heard, other.heard) == (other.seat, one.seat)
    assert {item.heard for item in shown if item.phase in {"open", "vote"}} == {""}


def test_gossip_of_one_meets_nobody(talk: Talk) -> None:
    journal, _ = held(talk, Gossip(), agree, 1)
    assert [ask.phase for ask, _ in journal.asks()] == ["open", "vote"]


def test_gossip_meets_as_often_as_its_rate_says(talk: Talk) -> None:
    journal, _ = held(talk, Gossip(rate=2.0, seconds=100.0), agree, 4)
    meetings = journal.statistics().asks - 2
    assert abs(meetings - 800) < 4 * 800**0.5


@pytest.mark.parametrize("protocol", [Poll(), Debate(), SelfRevision(), Relay(), Gossip()])
def test_the_last_ask_wants_the_ballot_of_the_talk_from_everyone(talk: Talk, protocol: Protocol) -> None:
    journal, _ = held(
        talk, protocol, lambda turn: turn.wants.lift(disagree(turn)), setting={"ballot": Ranking()}
    )
    last, outcomes = list(journal.asks())[-1]
    assert last.ballot
    assert last.wants == {"use": "ranking"}
    assert [outcome.reply.ranking for outcome in outcomes] == [("x",), ("y",), ("y",)]  # type: ignore[union-attr] # all spoke


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("debate", {"rounds": 0}),
        ("relay", {"rounds": 0}),
        ("gossip", {"rate": 0.0}),
        ("gossip", {"seconds": -1.0}),
        ("poll", {"rounds": 2}),
    ],
)
def test_what_no_protocol_can_do_is_refused(names: Any, name: str, fields: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match=f"protocol {name}: "):
        Protocol.load({"use": name} | fields, names)
