"""What a draw is keyed by: place, question and kind of want; never names, arms or protocols."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.agents import Bayesian, Conformist, Contrarian, MajorityFollower, Random, Slow
from moot.protocols import Debate, Gossip, Poll, Relay, SelfRevision
from moot.sim import (
    Evidence,
    Floor,
    Journal,
    Panel,
    Protocol,
    Question,
    Ranking,
    Said,
    Seat,
    Setting,
    Table,
    Turn,
)

Q = Question(text="Q", options=("x", "y", "z"), checkable=0.5)
PANEL = (Conformist(), Random(), MajorityFollower(), Bayesian(), Contrarian(), Slow(agent=Conformist()))
PROTOCOLS = [Poll(), Debate(rounds=3), SelfRevision(rounds=3), Relay(rounds=2), Gossip(seconds=3.0)]
Talk = Callable[..., Journal]
seeds = st.integers(0, 2**63)


def first_round(journal: Journal) -> list[Any]:
    return [entry.reply for entry in journal.entries if isinstance(entry, Said) and entry.ask.number == 1]


@settings(max_examples=25)
@given(seeds)
def test_a_poll_and_the_first_round_of_a_debate_draw_alike(talk: Talk, seed: int) -> None:
    polled = first_round(talk(PANEL, Poll(), Q, seed=seed))
    assert len(polled) == len(PANEL)
    assert first_round(talk(PANEL, Debate(), Q, seed=seed)) == polled
    assert first_round(talk(PANEL, SelfRevision(rounds=3), Q, seed=seed)) == polled


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.spec()["use"])
def test_renaming_seats_changes_nothing_but_the_names(talk: Talk, protocol: Protocol) -> None:
    new = dict(zip("ABCDEF", ["Zoe", "B", "A", "Ünal", "C D", "x"], strict=True))
    for seed in range(5):
        before = talk(PANEL, protocol, Q, seed=seed)
        after = talk(dict(zip(new.values(), PANEL, strict=True)), protocol, Q, seed=seed)
        assert [(ask._replace(heard=0), len(said)) for ask, said in before.asks()] == [
            (ask._replace(heard=0), len(said)) for ask, said in after.asks()
        ]
        for one, other in zip(before.entries, after.entries, strict=True):
            if isinstance(one, Said):
                renamed = tuple(new[name] for name in one.reply.credits)
                assert other == one._replace(reply=one.reply.model_copy(update={"credits": renamed}))


def test_a_seat_draws_by_its_place_its_want_and_how_often_it_was_asked(talk: Talk) -> None:
    drawn: dict[tuple[str, str, int], float] = {}

    def act(turn: Turn) -> Any:
        drawn[turn.seat, turn.wants.key, turn.asked] = turn.random.random()
        return turn.wants.lift("x")

    async def one(floor: Floor) -> None:
        for _ in range(2):
            await floor.ask("a")
            await floor.ask("b", wants=Ranking())

    async def other(floor: Floor) -> None:
        await floor.ask("c", ["B"], wants=Ranking(), private=True)
        for _ in floor.rounds(2):
            await floor.ask("d", within=3.0)
        await floor.ask("e", wants=Ranking())

    talk((act, act, act), one, Q)
    first, drawn = drawn, {}
    talk((act, act, act), other, Q)
    assert len(set(first.values())) == len(first) == 12
    assert drawn.items() <= first.items()
    assert len(drawn) == 10


def test_the_draws_differ_by_seed_replicate_and_question(talk: Talk) -> None:
    options: list[dict[str, Any]] = [
        {},
        {"seed": 1},
        {"replicate": 1},
        {"question": Q.model_copy(update={"text": "P"})},
    ]
    polls = [talk((Random(),) * 8, Poll(), **({"question": Q} | fields)) for fields in options]
    assert len({tuple(reply.stance for reply in first_round(poll)) for poll in polls}) == len(polls)


def test_the_same_id_pairs_two_wordings(talk: Talk) -> None:
    one, other = (Question(text=text, options=("x", "y"), id="q") for text in ("One way?", "Another?"))
    assert first_round(talk(PANEL, Poll(), one)) == first_round(talk(PANEL, Poll(), other))


@settings(max_examples=15)
@given(st.permutations(range(4)))
def test_a_talk_does_not_depend_on_which_others_ran(
    talk: Talk, trio_run: Callable[..., Any], order: list[int]
) -> None:
    seats = tuple(Seat(name=name, agent=agent) for name, agent in zip("ABCDEF", PANEL, strict=True))
    table = Table(Setting(panel=Panel(seats=seats), protocol=Debate(rounds=2)))
    alone = [trio_run(partial(table.talk, Q, seed=1, replicate=i)).digest for i in range(4)]
    together: dict[int, str] = {}

    async def hold(i: int) -> None:
        together[i] = (await table.talk(Q, seed=1, replicate=i)).digest

    async def all_at_once() -> None:
        async with trio.open_nursery() as nursery:
            for i in order:
                nursery.start_soon(hold, i)

    trio_run(all_at_once)
    assert [together[i] for i in range(4)] == alone
    assert {i: trio_run(partial(table.talk, Q, seed=1, replicate=i)).digest for i in order} == together
    assert talk(PANEL, Debate(rounds=2), Q, seed=1).digest == alone[0]


def test_evidence_does_not_move_the_draws_of_others(talk: Talk) -> None:
    bare = first_round(talk((Random(), Conformist(), Random()), Poll(), Q))
    told = first_round(
        talk((Random(), Conformist(), Random()), Poll(), Q, evidence={"B": (Evidence(stance="z"),)})
    )
    assert (told[0], told[2]) == (bare[0], bare[2])
    assert told[1].stance == "z"
