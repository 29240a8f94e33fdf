"""Flips by cause: the talk is held again, from outside of trio and from inside."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from moot.agents import Conformist, FunctionAgent, MajorityFollower, Random, Recorded
from moot.experiments.measures import Seen, chosen, measured
from moot.protocols import Debate, Delphi
from moot.protocols.rules import Plurality
from moot.sim import Agent, Panel, Protocol, Question, Reply, Seat, Setting, Table, Turn, decide

QUESTION = Question(text="Which?", options=("A", "B", "C"), answer="A")
CAUSES = chosen(["spontaneous", "told", "conformity", "persuasion", "held-back", "flip-rate"])


def setting(agents: Sequence[Agent], protocol: Protocol) -> Setting:
    seats = tuple(Seat(name=f"S{i}", agent=agent) for i, agent in enumerate(agents))
    return Setting(panel=Panel(seats=seats), protocol=protocol)


def causes(made: Setting, seed: int = 0, *, given: bool = True) -> tuple[Any, Any]:
    journal = trio.run(partial(Table(made).talk, QUESTION, seed=seed))
    return measured(Seen(journal, made if given else None), decide(journal, Plurality()), CAUSES)


def kept_by_company(turn: Turn) -> str:
    return "A" if turn.stance is None or turn.heard.latest else "B"


def restless(turn: Turn) -> str:
    return "B" if turn.said else "A"


def following(turn: Turn) -> Any:
    held = turn.heard.tally()
    return max(held, key=held.__getitem__) if any(held.values()) else turn.stance or "B"


def reasonable(turn: Turn) -> Any:
    argued = [remark.stance for remark in turn.heard.latest if remark.argument is not None]
    return argued[0] if argued else turn.stance or "B"


def informed(turn: Turn) -> str:
    return "B" if turn.heard.told else "A"


async def slow(turn: Turn) -> str:
    return "A" if turn.said else "B"


def arguing(turn: Turn) -> Reply:
    return turn.say("A", argument="Because.")


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        (restless, (1.0, 0.0, 0.0, 0.0, 0.0)),
        (following, (0.0, 0.0, 1.0, 0.0, 0.0)),
        (reasonable, (0.0, 0.0, 0.0, 1.0, 0.0)),
        (kept_by_company, (0.0, 0.0, 0.0, 0.0, 1.0)),
    ],
)
def test_a_flip_has_one_cause_and_a_seat_may_be_held_back(acts: Any, expected: tuple[float, ...]) -> None:
    seats = [FunctionAgent(function=acts), FunctionAgent(function=arguing)]
    made = setting(seats, Debate(rounds=2, early=False))
    figures, troubles = causes(made)
    assert (figures[:5], troubles) == (expected, {})


@given(st.integers(0, 20))
def test_causes_sum_to_all_flips(seed: int) -> None:
    seats = [Conformist(), Conformist(), MajorityFollower(), Random()]
    (spontaneous, told, conformity, persuasion, held, flips), troubles = causes(
        setting(seats, Debate(rounds=3, early=False)), seed
    )
    assert spontaneous + told + conformity + persuasion == flips * 8
    assert held >= 0
    assert troubles == {}


@pytest.mark.parametrize(
    ("agents", "protocol"),
    [
        ([Recorded(lines=(Reply(stance="A"),)), Conformist()], Debate(rounds=2)),
        ([FunctionAgent(function=slow), Conformist()], Debate(rounds=2)),
    ],
    ids=["recorded", "asynchronous"],
)
def test_where_a_seat_cannot_be_asked_again_nothing_is_said(agents: list[Agent], protocol: Protocol) -> None:
    figures, troubles = causes(setting(agents, protocol))
    assert (figures[:5], troubles) == ((None,) * 5, {})


def test_what_the_floor_told_is_a_cause_of_its_own() -> None:
    figures, troubles = causes(setting([FunctionAgent(function=informed)] * 3, Delphi(rounds=2, early=False)))
    assert (figures[:5], troubles) == ((0.0, 3.0, 0.0, 0.0, 0.0), {})


def test_it_is_the_same_from_inside_trio() -> None:
    made = setting([Conformist(), MajorityFollower(), Random()], Debate(rounds=3, early=False))

    async def inside() -> Any:
        journal = await Table(made).talk(QUESTION)
        return measured(Seen(journal, made), decide(journal, Plurality()), CAUSES)

    assert trio.run(inside) == causes(made)


def test_without_a_setting_seats_are_found_by_their_names_and_code_is_not_run() -> None:
    bundled = setting([Conformist(), MajorityFollower(), Random()], Debate(rounds=3, early=False))
    assert causes(bundled, given=False) == causes(bundled)
    figures, troubles = causes(setting([FunctionAgent(function=restless)], Debate()), given=False)
    assert figures[:4] == (None,) * 4
    assert all("--trust" in why for why in troubles.values())
    assert len(troubles) == 5
