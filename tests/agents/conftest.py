"""What tests of agents share: one seat that is asked after it has heard others."""

from collections.abc import Callable
from typing import Any

import pytest

from moot.agents import Stubborn
from moot.sim import Agent, Argument, Evidence, Floor, Journal, Missing, Question, Reply, Said

Q = Question(text="Q", options=("x", "y", "z"))


def seat(speaks: Any) -> Any:
    """A seat that always says a stance, or (what it argues for, how strongly, its stance if another)."""
    if isinstance(speaks, str | float):
        return Stubborn(stance=speaks)
    if not isinstance(speaks, tuple):
        return speaks
    supports, strength, *stance = speaks
    argument = Argument(supports=supports, strength=strength)
    said = Reply(stance=stance[0] if stance else supports, argument=argument)
    return lambda turn: said


@pytest.fixture(scope="session")
def asked(talk: Callable[..., Journal]) -> Callable[..., Any]:
    def asked(
        agent: Agent,
        start: Any,
        *others: Any,
        phase: str = "open",
        tell: dict[str, Any] | None = None,
        question: Question = Q,
        wants: Any = None,
        spoke: bool = False,
        **options: Any,
    ) -> Any:
        """What an agent says when it is asked in a phase, having heard the others.

        Args:
            agent: it sits at A.
            start: its evidence: a stance, or several items.
            others: who speaks before: seats, or what each says (see `seat`).
            phase: in which it is asked.
            tell: what the floor tells before.
            question: which.
            wants: of the ask.
            spoke: whether it spoke before, along with the others.
            **options: of the talk.
        """

        async def run(floor: Floor) -> None:
            before = floor.seats if spoke else floor.seats[1:]
            if before:
                await floor.ask("open", before, hears={})
            if tell:
                floor.tell("told", **tell)
            await floor.ask(phase, ["A"], wants=wants)

        signals = start if isinstance(start, list) else [start]
        evidence = [item if isinstance(item, Evidence) else Evidence(stance=item) for item in signals]
        journal = talk((agent, *map(seat, others)), run, question, evidence={"A": evidence}, **options)
        *_, last = (entry for entry in journal.entries if isinstance(entry, Said | Missing))
        return last.reply if isinstance(last, Said) else last

    return asked
