"""What every agent owes: an answer, or the word that it has none."""

from typing import Any

from ...sim import Agent, Missing
from .cases import WRONG, Deliberation
from .held import With, sits
from .property import HOLDS, IDLE, Broken, Outcome, Property, called
from .telling import told


def _agents(target: Any) -> str:
    return (
        sits(target) if isinstance(target, Agent) else f"it is about an agent, and this is {called(target)}"
    )


def _answers(target: Agent, case: Deliberation) -> Outcome:
    own = {place for place, seat in enumerate(case.panel.seats) if seat.agent == target}
    journal = case.hold()
    asked = False
    for ask, outcomes in journal.asks():
        for one in outcomes:
            if one.place not in own:
                continue
            asked = True
            if isinstance(one, Missing) and one.outcome in WRONG:
                why = one.error or one.reason
                what = f"{journal.seats[one.place]}, asked in {ask.phase!r}, is {one.outcome}: {why:.200}"
                return Broken(what, told(journal, case.evidence), journal)
    return HOLDS if asked else IDLE


ANSWERS = Property(
    name="answers-when-asked",
    statement="An agent answers or abstains, of what it takes: it neither fails nor says what is no answer.",
    source="docs/design.md, section 3",
    kind="agent",
    mutant="an agent that takes it that somebody was heard",
    applies=_agents,
    cases=lambda target: With(agent=target).talks(meddled=False),
    check=_answers,
    owed=True,
)
"""What an agent breaks that has an error in it."""
