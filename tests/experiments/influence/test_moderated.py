"""Influence on a table whose guardrail asks a world outside: it is not asked what else it lets pass."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import pytest

from moot.agents import Conformist, Stubborn
from moot.protocols import Debate
from moot.protocols.rules import Plurality
from moot.sim import Blocked, Guardrail, Influence, Moderator, Question, Reply, SpecError

Held = Callable[..., Any]
Q = Question(text="Which?", options=("x", "y", "z"))
STARTS = {"A": "x", "B": "y", "C": "x", "D": "y", "E": "y"}


class Judge(Moderator):
    asked: ClassVar[list[Reply]] = []

    async def judge(self, reply: Reply, question: Question) -> Blocked | None:
        self.asked.append(reply)
        return Blocked("no z") if reply.stance == "x" else None


class Rule(Guardrail):
    def screen(self, reply: Reply) -> Reply | Blocked:
        return Blocked("no z") if reply.stance == "x" else reply


def talk_of(held: Held, between: Any) -> Any:
    seats = [Stubborn(), *[Conformist(steepness=6.0)] * 4]
    return held(
        seats, Debate(rounds=3, early=False), Q, evidence=STARTS, seed=3, setting={"interceptors": (between,)}
    )


def test_who_moved_whom_is_told_without_asking_it_again(held: Held) -> None:
    made = talk_of(held, Judge())
    assert Influence(made.journal).flips
    Judge.asked.clear()
    found = made.ask_again()
    assert not Judge.asked
    looked = talk_of(held, Rule()).ask_again()
    assert found.effects == looked.effects
    assert found.effects
    assert found.left_out == {}


def test_what_it_would_have_to_judge_anew_is_refused_in_words(held: Held) -> None:
    made = talk_of(held, Judge())
    Judge.asked.clear()
    said = (
        "what is said otherwise cannot be judged, since a world outside is behind the guardrail .*: compare"
    )
    for work in (partial(made.silenced, "B"), partial(made.ask_again, seeds=2)):
        with pytest.raises(SpecError, match=said):
            work()
    pivots = made.pivots(Plurality())
    assert pivots
    assert {one.pivotal for one in pivots} == {None}
    assert all("cannot be judged" in one.why for one in pivots)
    assert not Judge.asked
