"""Laws of deliberation among seats that answer by chance."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ...agents import DirichletMultinomial
from ...agents.dynamics import Dynamic, Moment, Moments
from ...protocols import Debate
from ...protocols.rules import Plurality
from ...sim import Panel, Question, Seat, Setting, Table, decide
from ..running import in_trio
from .law import Effort, Finding, Law, simulated

RIGHT = Question(text="?", options=("right", "wrong"), answer="right")
WRONG = (1.0, 2.0)


class Deaf(DirichletMultinomial):
    """Draws from its prior for ever."""

    def remember(self, at: Moment) -> list[float]:
        """Count nothing."""
        return self.weights(len(at.options))

    def remembers(self, at: Moments) -> Any:
        """Count nothing."""
        return super().remembers(at) * 0 + self.weights(at.options)


def right(model: DirichletMultinomial, seats: int, rounds: int, effort: Effort, full: int) -> list[float]:
    """Return of many crowds whether the majority is right after so many rounds of debate."""
    import numpy as np

    from ...agents.crowds import Crowd  # noqa: PLC0415 - as above

    chance = model.prior[0] / sum(model.prior)
    draws = np.random.default_rng([27, effort.seed, seats]).random((effort.runs(full), seats))
    crowd = Crowd(model, (draws >= chance).astype(int), seed=effort.seed)
    majority = (crowd.run(rounds).state == 0).sum(axis=1) * 2 > seats
    return [float(one) for one in majority]


def debate_or_vote(model: DirichletMultinomial, effort: Effort) -> Iterator[Finding]:
    """Let five debate for some rounds, then vote; and other numbers, for two."""
    for rounds, expected in enumerate((0.7901, 0.7574, 0.7483, 0.7440, 0.7416, 0.7400)):
        sample = right(model, 5, rounds, effort, 100_000)
        yield simulated(f"5 seats, {rounds} rounds", expected, sample, 5e-5)
    for seats, expected in ((3, 0.7184), (7, 0.7719), (11, 0.8092)):
        sample = right(model, seats, 2, effort, 100_000)
        yield simulated(f"{seats} seats, 2 rounds", expected, sample, 5e-5)
    mirrored = model.model_copy(update={"prior": model.prior[::-1]})
    sample = right(mirrored, 5, 5, effort, 100_000)
    yield simulated("5 seats, 5 rounds, mostly wrong", 0.2600, sample, 5e-5)
    yield simulated("11 seats on the bus, 2 rounds", 0.8092, at_the_table(model, 11, 2, effort), 5e-5)


def at_the_table(model: Dynamic, seats: int, rounds: int, effort: Effort) -> list[float]:
    """Return of many talks whether the majority is right."""
    panel = Panel(seats=tuple(Seat(name=f"S{i}", agent=model) for i in range(seats)))
    table = Table(Setting(panel=panel, protocol=Debate(rounds=rounds + 1, early=False)))

    async def hold() -> list[float]:
        found = []
        for replicate in range(effort.runs(3000, least=1000)):
            journal = await table.talk(RIGHT, seed=effort.seed, replicate=replicate)
            found.append(float(decide(journal, Plurality()).winners == ("right",)))
        return found

    made: list[float] = in_trio(partial(hold))
    return made


def directions(model: DirichletMultinomial, effort: Effort) -> Iterator[Finding]:
    """Compare more rounds before the vote, and more seats: which way, not how far."""
    few, many = (sum(right(model, 5, rounds, effort, 20_000)) for rounds in (0, 4))
    yield Finding("four rounds before the vote", "hurt", "hurt" if many < few else "do not hurt")
    small, large = (sum(right(model, seats, 2, effort, 20_000)) for seats in (3, 11))
    yield Finding("eight more seats", "help", "help" if large > small else "do not help")


LAWS = (
    Law(
        "27",
        "debate or vote",
        "Choi, Zhu and Li (2025), Debate or vote",
        DirichletMultinomial(),
        debate_or_vote,
        {
            "nothing that is said is counted": Deaf(),
            "mostly wrong at first": DirichletMultinomial(prior=WRONG),
        },
    ),
    Law(
        "28",
        "more rounds hurt, more agents help",
        "Kaesberg, Becker, Wahle, Ruas and Gipp (2025), Voting or consensus?",
        DirichletMultinomial(),
        directions,
        {"mostly wrong at first": DirichletMultinomial(prior=WRONG)},
    ),
)
