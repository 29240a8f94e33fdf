"""Laws of those who see what others did, and of those who are lied to."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from ...agents import CascadeAware, Contrarian, DeGroot, Equivocator, Stubborn, TrimmedMean
from ...agents.dynamics import Dynamic
from ...protocols import Debate, Poll, Relay
from ...protocols.rules import Plurality
from ...sim import (
    Agent,
    Asides,
    Evidence,
    Key,
    Panel,
    Question,
    Reply,
    Said,
    Seat,
    Setting,
    Stream,
    Table,
    Turn,
    decide,
)
from ..running import in_trio
from .law import Effort, Finding, Law, simulated

UP = Question(text="Up or down?", options=("up", "down"), answer="up")
NUMBER = Question(text="How many?", range=(-10.0, 10.0))

QUEUE = 16
"""Seats in a row: of so many the last is in a cascade, but for once in a hundred thousand."""


def panel(agents: Sequence[Agent]) -> Panel:
    """Return a panel of these."""
    return Panel(seats=tuple(Seat(name=f"S{i}", agent=agent) for i, agent in enumerate(agents)))


def cascade(model: Callable[[float], Agent], effort: Effort) -> Iterator[Finding]:
    """Have seats speak one after the other, each with a signal of its own; is the last one right?

    Beside them the first eleven vote blind, on the signals that they have.
    """
    for p, blind, least in ((0.6, 0.753498, 200), (0.75, 0.965672, 1000)):
        draw = Key(effort.seed, "cascade").stream(p)
        ends, votes = in_trio(partial(queues, model(p), p, effort.runs(4000, least), draw))
        right = p * (p + 1) / (2 * (1 - p + p * p))
        yield simulated(f"the last is right, signals of {p}", right, ends)
        more = [vote - end for vote, end in zip(votes, ends, strict=True)]
        yield simulated(f"eleven blind votes are right oftener by, signals of {p}", blind - right, more)


async def queues(model: Agent, p: float, runs: int, draw: Stream) -> tuple[list[float], list[float]]:
    """Return of many talks whether the last to speak is right, and whether eleven blind votes are."""
    table = Table(Setting(panel=panel([model] * QUEUE), protocol=Relay()))
    booth = Table(Setting(panel=panel([Stubborn()] * 11), protocol=Poll()))
    ends, votes = [], []
    for replicate in range(runs):
        said = {
            seat: Evidence(stance="up" if draw.random() < p else "down", accuracy=p) for seat in table.seats
        }
        journal = await table.talk(UP, evidence=said, replicate=replicate)
        spoken = [one.reply.stance for one in journal.entries if isinstance(one, Said)]
        ends.append(float(spoken[QUEUE - 1] == "up"))
        journal = await booth.talk(UP, evidence={seat: said[seat] for seat in booth.seats})
        votes.append(float(decide(journal, Plurality()).winners == ("up",)))
    return ends, votes


class OwnSignal(Agent):
    """Follows the herd once two more have said one thing, and until then its own signal."""

    def act(self, turn: Turn) -> Reply:
        """Go by its own signal where Bikhchandani, Hirshleifer and Welch toss a coin."""
        held = turn.heard.tally()
        lead = held["up"] - held["down"]
        return turn.say(turn.evidence[0].stance if abs(lead) < 2 else "up" if lead > 0 else "down")


def rounds(agents: Sequence[Agent], honest: int, number: int) -> list[list[float]]:
    """Return what the honest, who sit first, said in each round; a seat may tell each another thing."""
    protocol = Debate(rounds=number, early=False)
    table = Table(Setting(panel=panel(agents), protocol=protocol, interceptors=(Asides(),)))
    journal = in_trio(partial(table.talk, NUMBER))
    said: list[Any] = [
        one.reply.stance for one in journal.entries if isinstance(one, Said) and one.place < honest
    ]
    return [said[i : i + honest] for i in range(0, len(said), honest)]


def traitors(model: Dynamic, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Set honest averagers among liars."""

    def honest(*starts: float) -> list[Agent]:
        return [model.model_copy(update={"start": start}) for start in starts]

    stuck = rounds([*honest(0.0, 1.0), Equivocator()], 2, 50)[-1]
    yield Finding("1 traitor of 3, the gap after 50 rounds", 1.0, max(stuck) - min(stuck))
    agreed = rounds([*honest(0.0, 0.5, 1.0), Equivocator()], 3, 60)[-1]
    yield Finding("1 traitor of 4, the gap after 60 rounds", 0.0, max(agreed) - min(agreed), 1e-6)
    lied = rounds([*honest(0.0, 1.0), Stubborn(stance=10.0)], 2, 20)
    outside = max(max(0.0, -min(row), max(row) - 1) for row in lied)
    yield Finding("1 liar of 3, how far the honest leave their range", 0.0, outside)


LAWS = (
    Law(
        "6",
        "information cascade",
        "Bikhchandani, Hirshleifer and Welch (1992), A theory of fads, fashion, custom, and cultural change",
        lambda p: CascadeAware(accuracy=p),
        cascade,
        {
            "does what the fewest did": lambda p: Contrarian(),  # noqa: ARG005 - that is what is wrong with it
            "own signal when indifferent": lambda p: OwnSignal(),  # noqa: ARG005 - as above
        },
    ),
    Law(
        "25",
        "traitors",
        "Pease, Shostak and Lamport (1980), Reaching agreement in the presence of faults",
        TrimmedMean(),
        traitors,
        {"nothing is trimmed": DeGroot(), "all is trimmed": TrimmedMean(faults=2)},
    ),
)
