"""A profile as a poll: the record of it, which a rule counts again."""

from functools import partial
from typing import Any

from ...agents.recorded import Recorded
from ...protocols import Poll
from ...protocols.rules.axioms import Blocks
from ...sim import Journal, Panel, Question, Ranking, Reply, Seat, Setting, Table
from ...sim.statement import places
from ..running import anywhere
from .strategies.profiles import Votes

MOST = 100
"""How many voters sit at a table at most."""


def polled(profile: Blocks | Votes) -> Journal:
    """Return the record of a poll in which the voters of a profile cast what they rank, each a seat."""
    rankings = [ranking for ranking, count in profile.rows for _ in range(count)]
    lines = [Reply(stance=places(ranking)[0][0], ranking=ranking) for ranking in rankings]
    seats = [
        Seat(name=f"Voter {number}", agent=Recorded(lines=(line,))) for number, line in enumerate(lines, 1)
    ]
    table = Table(Setting(panel=Panel(seats=tuple(seats)), protocol=Poll(), ballot=Ranking()))
    return anywhere(partial(table.talk, Question(text="Which?", options=profile.options)))


def unpolled(case: Any) -> str:
    """Say why a case is no poll; an empty string if it is one."""
    if not isinstance(case, Blocks | Votes):
        return "no talk was held"
    return "" if case.voters <= MOST else f"a table has {MOST} seats at most for {case.voters} voters"
