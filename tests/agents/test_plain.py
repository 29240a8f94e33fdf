"""Stubborn, Random, Silent, Slow and Crashing: one idea each."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import trio
from scipy import stats

from moot.agents import (
    Conformist,
    Contrarian,
    Crashing,
    FunctionAgent,
    Random,
    Recorded,
    Silent,
    Slow,
    Stubborn,
)
from moot.protocols import Debate, Gossip, Poll
from moot.sim import Evidence, Floor, Journal, Missing, Question, Reply, Said

Q = Question(text="Q", options=("x", "y", "z"))
N = Question(text="N", range=(-2.0, 3.0))
WHY = Question(text="Why?")
BOTH = Question(text="Both?", parts=(Q, N))
Talk = Callable[..., Journal]


def stances(journal: Journal, place: int = 0) -> list[Any]:
    return [
        entry.reply.stance if isinstance(entry, Said) else entry.outcome
        for entry in journal.entries
        if isinstance(entry, Said | Missing) and entry.place == place
    ]


@pytest.mark.parametrize("question", [Q, N, BOTH], ids=["choice", "number", "parts"])
def test_stubborn_never_moves(talk: Talk, question: Question) -> None:
    said = stances(talk((Stubborn(), Random(), Random(), Random()), Gossip(seconds=9.0), question))
    assert len(said) > 3
    assert len(set(said)) == 1


def test_stubborn_says_what_it_was_made_to_say_or_its_evidence(talk: Talk) -> None:
    signals = {"A": (Evidence(stance="y"),), "B": (Evidence(stance="y"),)}
    journal = talk((Stubborn(stance="z"), Stubborn()), Poll(), Q, evidence=signals)
    assert stances(journal, 0) == ["z"]
    assert stances(journal, 1) == ["y"]


def test_stubborn_has_nothing_to_hold_on_to_in_open_text(talk: Talk) -> None:
    assert stances(talk((Stubborn(),), Poll(), WHY)) == ["abstained"]
    assert stances(talk((Stubborn(stance="Because"),), Poll(), WHY)) == ["Because"]


async def often(floor: Floor) -> None:
    for _ in range(3000):
        await floor.ask("open")


def test_random_draws_options_and_numbers_uniformly_and_afresh(talk: Talk) -> None:
    counts = Counter(stances(talk((Random(),), often, Q)))
    assert counts.keys() == set(Q.options)
    assert stats.chisquare(list(counts.values())).pvalue > 1e-3
    numbers = stances(talk((Random(),), often, N))
    assert stats.kstest(numbers, "uniform", (-2.0, 5.0)).pvalue > 1e-3
    assert stances(talk((Random(),), Poll(), WHY)) == ["abstained"]


def test_silent_abstains_and_says_so(talk: Talk) -> None:
    assert stances(talk((Silent(),), Debate(), Q)) == ["abstained"] * 2


def test_crashing_fails_with_its_message_outside_the_digest(talk: Talk) -> None:
    one, other = (talk((Crashing(message=text), Random()), Poll(), Q) for text in ("one", "other"))
    assert stances(one) == ["failed"]
    assert [entry.error for entry in one.entries if isinstance(entry, Missing)] == ["one"]
    assert list(one.lines())[2].replace(b"one", b"other") == list(other.lines())[2]


async def slowly(turn: Any) -> str:
    await trio.sleep(2)
    return str(turn.question.options[0])


@pytest.mark.parametrize(
    "agent", [Conformist(), Contrarian(), FunctionAgent(function=slowly), Silent(), Crashing()]
)
def test_slow_says_what_the_other_would_only_later(talk: Talk, agent: Any) -> None:
    clock: list[float] = []

    async def run(floor: Floor) -> None:
        for _ in floor.rounds(2):
            start = trio.current_time()
            await floor.ask("open")
            clock.append(trio.current_time() - start)

    panel = (Random(), Random(), Random())
    assert stances(talk((Slow(seconds=5.0, agent=agent), *panel), run, Q)) == stances(
        talk((agent, *panel), run, Q)
    )
    assert clock[:2] == pytest.approx([7.0 if isinstance(agent, FunctionAgent) else 5.0] * 2)


def test_a_question_of_several_parts_is_answered_part_by_part(talk: Talk) -> None:
    parts = Question(text="P", parts=(Q, Question(text="R", options=("a", "b"))))
    panel = (Contrarian(), *(Recorded(lines=(Reply(stance=(option, "a")),)) for option in "xy"))
    assert stances(talk(panel, Debate(), parts)) == [("x", "a"), ("z", "b")]


def test_stubborn_holds_on_to_a_stance_for_each_part(talk: Talk) -> None:
    assert stances(talk((Stubborn(stance=("x", 1.0)), Random()), Debate(), BOTH)) == [("x", 1.0)] * 2


def test_a_part_that_an_agent_cannot_answer_is_named(talk: Talk) -> None:
    journal = talk((Random(),), Poll(), Question(text="P", parts=(Q, WHY)))
    assert [entry.reason for entry in journal.entries if isinstance(entry, Missing)] == [
        "part 2: a text cannot be drawn"
    ]
    invalid = talk((Contrarian(),), Poll(), N)
    assert stances(invalid) == ["invalid"]
    assert b"Contrarian chooses among options, and this question asks for a number" in b"".join(
        invalid.lines()
    )
