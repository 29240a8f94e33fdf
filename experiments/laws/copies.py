"""Laws of dynamics of options, measured on crowds."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ...agents import ThreeMajority, TwoChoices, Voter
from ...agents.dynamics import Dynamic, Moments
from .law import Effort, Finding, Law, scaled, simulated

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
else:
    Array = Any


def unanimous(before: Array, now: Array) -> Array:  # noqa: ARG001 - what a rule of stopping is given
    """Tell in which copies all hold one thing."""
    agreed: Array = (now == now[:, :1]).all(axis=1)
    return agreed


class Two(Voter):
    """A voter that moves only where two of those that it asks agree."""

    def asks(self) -> int:
        """Two."""
        return 2

    def updates(self, at: Moments) -> Array:
        """Copy two that agree."""
        kept: Array = at.own.copy()
        agreed = at.asked[:, 0] == at.asked[:, 1]
        kept[agreed] = at.asked[agreed, 0]
        return kept


def voters(model: Dynamic, effort: Effort) -> Iterator[Finding]:
    """Count who wins, and how long it takes."""
    import networkx as nx
    import numpy as np

    from ...agents.crowds import Crowd  # noqa: PLC0415 - as above

    for seats, sweeps, full in ((20, 12.71, 20_000), (50, 33.48, 4_000), (100, 68.13, 1_000)):
        start = np.tile(np.arange(seats) % 2, (effort.runs(full), 1))
        run = Crowd(model, start, seed=effort.seed).run(10**7, until=unanimous, look=1)
        yield simulated(f"sweeps to consensus, {seats} seats", sweeps, (run.steps / seats).tolist())
    start = np.tile((np.arange(20) < 6).astype(int), (effort.runs(10_000), 1))
    run = Crowd(model, start, seed=effort.seed).run(10**7, until=unanimous, look=20)
    yield simulated("the 6 of 20 win", 0.3, run.state[:, 0].astype(float).tolist())
    start = np.zeros((effort.runs(10_000), 11), int)
    start[:, 0] = 1
    run = Crowd(model, start, nx.star_graph(10), seed=effort.seed).run(10**7, until=unanimous, look=11)
    yield simulated("the hub of a star wins", 0.5, run.state[:, 0].astype(float).tolist())


class FiveMajority(ThreeMajority):
    """Takes what most of five hold; of several such the first drawn."""

    def asks(self) -> int:
        """Five."""
        return 5

    def updates(self, at: Moments) -> Array:
        """Count how many of the five hold what each does."""
        alike = (at.asked[:, :, None] == at.asked[:, None, :]).sum(axis=2)
        taken: Array = at.asked[range(len(alike)), alike.argmax(axis=1)]
        return taken


class Sampling(NamedTuple):
    """Both dynamics of the law."""

    three: Dynamic = ThreeMajority()
    two: Dynamic = TwoChoices()


def samples(models: Sampling, effort: Effort) -> Iterator[Finding]:
    """Count the rounds of a thousand seats until all agree."""
    import numpy as np

    from ...agents.crowds import Crowd  # noqa: PLC0415 - as above

    full = 2000
    runs = effort.runs(full)
    for options, three, within, two, about in (
        (2, 13.24, 0.25, 13.6, 0.5),
        (4, 18.12, 0.31, 20.1, 0.6),
        (8, 23.41, 0.38, 28.3, 0.7),
        (16, 28.85, 0.45, 41.0, 1.0),
    ):
        start = np.tile(np.arange(1000) % options, (runs, 1))
        for name, model, mean, tolerance in (
            ("3-majority", models.three, three, within),
            ("2-choices", models.two, two, about),
        ):
            rounds: list[float] = []
            for first in range(0, runs, 200):  # some crowds at a time: they fit into the cache
                crowd = Crowd(model, start[first : first + 200], seed=effort.seed + first, options=options)
                rounds += crowd.run(2000, until=unanimous).steps.tolist()
            found = simulated(f"{name}, {options} options", mean, rounds)
            yield found._replace(tolerance=scaled(tolerance, full, runs))


LAWS = (
    Law(
        "23",
        "voter model",
        "Clifford and Sudbury (1973); Holley and Liggett (1975)",
        Voter(),
        voters,
        {"asks two": Two()},
    ),
    Law(
        "24",
        "3-majority and 2-choices",
        "Shimizu and Shiraga (2025)",
        Sampling(),
        samples,
        {
            "each the other": Sampling(TwoChoices(), ThreeMajority()),
            "each asks five": Sampling(FiveMajority(), FiveMajority()),
        },
    ),
)
