"""Contrarian, MajorityFollower and Conformist: exactly what each does with what it hears."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, Contrarian, MajorityFollower, Stubborn
from moot.protocols import Debate
from moot.sim import Agent, Evidence, Floor, Journal, Question, Said, Turn

Q = Question(text="Q", options=("x", "y", "z"))
Talk = Callable[..., Journal]


def second(talk: Talk, agent: Agent, start: str | None, others: str, **options: Any) -> Any:
    """What an agent says in round 2, having started from evidence and heard the others' stances."""
    signal = {"A": (Evidence(stance=start),)}
    panel = (agent, *(Stubborn(stance=stance) for stance in others))
    question = options.pop("question", Q)

    async def run(floor: Floor) -> None:
        for _ in floor.rounds(2):
            await floor.ask("open")

    outcomes = [
        entry
        for entry in talk(panel, run, question, evidence=signal, **options).entries[1:]
        if getattr(entry, "place", 1) == 0
    ]
    last = outcomes[-1]
    return last.reply if isinstance(last, Said) else last


@pytest.mark.parametrize(
    ("others", "expected"),
    [("", "x"), ("x", "y"), ("xy", "z"), ("xxyyz", "z"), ("xyz", "x"), ("zzyx", "x"), ("zzyyx", "x")],
)
def test_contrarian_takes_the_rarest_and_the_first_of_several(talk: Talk, others: str, expected: str) -> None:
    assert second(talk, Contrarian(), None, others).stance == expected


@pytest.mark.parametrize(
    ("start", "others", "expected"),
    [
        ("x", "", "x"),
        ("x", "y", "y"),
        ("x", "yy", "y"),
        ("x", "xy", "x"),
        ("x", "yz", "x"),
        ("x", "yyzz", "x"),
        ("x", "xxyy", "x"),
        ("x", "xyy", "y"),
        ("x", "xyz", "x"),
        (None, "yyz", "y"),
    ],
)
def test_majority_follower_leaves_only_for_more_than_hold_its_own(
    talk: Talk, start: str, others: str, expected: str
) -> None:
    assert second(talk, MajorityFollower(), start, others).stance == expected


def test_majority_follower_without_an_answer_waits_for_one(talk: Talk) -> None:
    tied = second(talk, MajorityFollower(), None, "yz")
    assert (tied.outcome, tied.reason) == ("abstained", "it has no answer, and those it heard are tied")


def chance(agent: Conformist, share: float, sure: float = 0.0, checkable: float = 0.0) -> float:
    logit = agent.bias + agent.steepness * share - agent.caution * sure - agent.checking * checkable
    return 1 / (1 + math.exp(-logit))


def shown(talk: Talk, question: Question, signal: Evidence | None) -> Turn:
    turns: list[Turn] = []

    def keep(turn: Turn) -> None:
        turns.append(turn)

    async def run(floor: Floor) -> None:
        await floor.ask("open")

    talk([keep], run, question, evidence={"A": (signal,)} if signal else None)
    return turns[0]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("signal", [None, Evidence(stance="x", accuracy=0.8)])
@pytest.mark.parametrize("sure", [None, 0.25])
def test_conformists_chance_is_the_stated_logistic(
    talk: Talk, share: float, signal: Evidence | None, sure: float | None
) -> None:
    agent = Conformist(bias=-1.0, steepness=3.0, caution=2.0, confidence=sure, checking=1.5)
    turn = shown(talk, Q.model_copy(update={"checkable": 0.4}), signal)
    confidence = sure if sure is not None else (signal.accuracy or 0.0) if signal else 0.0
    assert agent.chance(share, turn) == pytest.approx(chance(agent, share, confidence, 0.4), abs=1e-15)


def test_conformists_defaults_are_the_recorded_chances(talk: Talk) -> None:
    """LAWS 30: .03 / .37 / .74 for none, one, two of two peers against; runs 0-.14, .17-.46, .65-.90."""
    turn = shown(talk, Q, None)
    none, half, both = (Conformist().chance(share, turn) for share in (0.0, 0.5, 1.0))
    assert 0 <= none <= 0.14
    assert 0.17 <= half <= 0.46
    assert 0.65 <= both <= 0.90


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1))
def test_conformists_chance_is_a_probability_that_rises_with_the_share(
    talk: Talk, bias: float, steepness: float, share: float
) -> None:
    turn = shown(talk, Q, None)
    agent = Conformist(bias=bias, steepness=abs(steepness))
    assert 0 <= agent.chance(0.0, turn) <= agent.chance(share, turn) <= agent.chance(1.0, turn) <= 1


@pytest.mark.parametrize(("others", "share"), [("yx", 0.5), ("yy", 1.0), ("yzz", 1.0), ("xyzx", 0.5)])
def test_conformist_switches_as_often_as_it_says(talk: Talk, others: str, share: float) -> None:
    runs, agent = 1500, Conformist(bias=-2.0, steepness=2.5)
    said = [second(talk, agent, "x", others, seed=seed).stance for seed in range(runs)]
    against = [stance for stance in others if stance != "x"]
    for option in "yz":
        p = chance(agent, share) * against.count(option) / len(against)
        assert abs(said.count(option) / runs - p) <= 4 * math.sqrt(p * (1 - p) / runs)


def test_conformist_never_leaves_for_what_nobody_holds(talk: Talk) -> None:
    certain = Conformist(bias=700.0)
    for seed in range(20):
        assert second(talk, certain, "x", "xx", seed=seed).stance == "x"
        assert second(talk, certain, "x", "", seed=seed).stance == "x"


def test_conformist_credits_all_who_hold_what_it_takes_and_nobody_for_staying(talk: Talk) -> None:
    moved = second(talk, Conformist(bias=700.0), "x", "yxy")
    assert (moved.stance, moved.credits) == ("y", ("B", "D"))
    stayed = second(talk, Conformist(bias=-700.0), "x", "yxy")
    assert (stayed.stance, stayed.credits) == ("x", ())


def test_conformist_starts_from_its_evidence_or_a_draw(talk: Talk) -> None:
    async def run(floor: Floor) -> None:
        await floor.ask("open")

    told = talk((Conformist(),) * 9, run, Q, evidence={seat: (Evidence(stance="z"),) for seat in "ABCDEFGHI"})
    assert [reply.stance for _, said in told.asks() for reply in (entry.reply for entry in said)] == ["z"] * 9  # type: ignore[union-attr] # all spoke
    untold = talk((Conformist(),) * 9, run, Q)
    assert {entry.reply.stance for entry in untold.entries if isinstance(entry, Said)} == {"x", "y", "z"}


def test_conformist_with_evidence_of_no_answer_abstains_until_it_hears_one(talk: Talk) -> None:
    journal = talk(
        (Conformist(bias=700.0), Stubborn(stance="y")), Debate(), Q, evidence={"A": (Evidence(stance=None),)}
    )
    assert journal.statistics().outcomes == {"abstained": 1, "replied": 3}
