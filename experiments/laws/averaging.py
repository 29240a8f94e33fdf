"""Laws of averaging: where it ends and who moved it there, on seats on the bus and on crowds."""

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ...agents import DeGroot, FriedkinJohnsen
from ...agents.dynamics import Dynamic, Moment, Moments
from ...protocols import Debate
from ...sim import Edges, Journal, Link, Panel, Question, Said, Seat, Setting, Table
from ..influence.study import ask_again
from ..influence.total import shifted
from ..running import in_trio
from .law import Effort, Finding, Law

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
else:
    Array = Any

NUMBER = Question(text="How many?", range=(-1.0, 2.0))
W = ((0.5, 0.5, 0.0), (0.25, 0.5, 0.25), (0.0, 0.25, 0.75))
CHAIN = ((0.0, 1.0), (1.0, 0.0))
GOLDEN = (math.sqrt(5) - 1) / 2
TIGHT = 1e-12
"""How far off a causal figure may be."""


class Talk(NamedTuple):
    """A talk, and who sat there."""

    journal: Journal
    setting: Setting

    def course(self) -> list[list[float]]:
        """Return what all said in each round."""
        entries, seats = self.journal.entries, len(self.journal.seats)
        said = [float(one.reply.stance) for one in entries if isinstance(one, Said)]  # type: ignore[arg-type] # all are numbers
        return [said[i : i + seats] for i in range(0, len(said), seats)]

    def moved(self, speaker: int) -> list[float]:
        """Return how much further each ends where a seat begins 1 further: causal influence, total."""
        name = self.journal.seats[speaker]
        shift = in_trio(partial(shifted, self.journal, name, 0.5, setting=self.setting))
        return [math.nan if slope is None else slope for slope in shift.slopes.values()]

    def pulls(self) -> Array:
        """Return W[listener, speaker] as asking the seats again gives it: causal influence, direct."""
        return in_trio(partial(ask_again, self.journal, setting=self.setting, orders=0)).weights()


def talk(
    model: Dynamic, start: Sequence[float], rounds: int, weights: Sequence[Sequence[float]] | None = None
) -> Talk:
    """Seat a dynamic at a table."""
    names = [f"S{i}" for i in range(len(start))]
    seats = [
        Seat(name=name, agent=model.model_copy(update={"start": one}))
        for name, one in zip(names, start, strict=True)
    ]
    fields: dict[str, Any] = {}
    if weights is not None:
        links = [
            Link(speaker=names[u], listener=names[v], weight=weight)
            for v, row in enumerate(weights)
            for u, weight in enumerate(row)
            if weight or u == v  # a line to oneself is told, or it would count as 1
        ]
        fields["topology"] = Edges(edges=tuple(links))
    protocol = Debate(rounds=rounds, early=False)
    setting = Setting(panel=Panel(seats=tuple(seats)), protocol=protocol, **fields)
    return Talk(in_trio(partial(Table(setting).talk, NUMBER)), setting)


class Last(DeGroot):
    """Takes the number of whoever spoke last: no mean at all."""

    def update(self, at: Moment) -> float:
        """Copy the last."""
        return float(at.heard[-1].stance)


def degroot(model: Dynamic, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Compare with the powers of W and its left eigenvector (.2, .4, .4)."""
    import numpy as np

    start, s = (0.9, 0.1, 0.4), (0.2, 0.4, 0.4)
    said = np.array(talk(model, start, 61, W).course())
    yield Finding("the limit", float(np.dot(s, start)), float(said[-1].mean()))
    yield Finding("its rate, |lambda 2|", (3 + math.sqrt(5)) / 8, _rate(said[10:40]), 1e-6)
    short, after = talk(model, start, 6, W), np.linalg.matrix_power(np.array(W), 5)
    for speaker in range(3):
        for listener, measured in enumerate(short.moved(speaker)):
            what = f"causal, total, in 5 rounds: seat {speaker + 1} on seat {listener + 1}"
            yield Finding(what, float(after[listener, speaker]), measured, TIGHT)
    pulls = talk(model, start, 2, W).pulls()
    yield Finding("causal, direct: how far off W the pulls are", 0.0, float(abs(pulls - W).max()), TIGHT)
    for seat, (expected, measured) in enumerate(zip(s, _power(pulls), strict=True), 1):
        yield Finding(f"the power of seat {seat}, by the pulls", expected, measured, TIGHT)
    two = talk(model, (0.0, 1.0), 8, CHAIN).course()
    yield Finding("period 2", "0.0 1.0 0.0 1.0", " ".join(str(row[0]) for row in two[4:]))


def _power(weights: Array) -> list[float]:
    """Return the power of all seats; NaN where there is more than one closed class."""
    from ..influence.power import power  # noqa: PLC0415 - heavy, and only wanted here

    (only, *more) = power(weights)
    return [math.nan] * len(weights) if more or len(only.members) < len(weights) else list(only.power)


def _rate(said: Array) -> float:
    gaps = [math.dist(row, (sum(row) / 3,) * 3) for row in said.tolist()]
    return (gaps[-1] / gaps[0]) ** (1 / (len(gaps) - 1)) if gaps[0] else math.nan


def friedkin(model: Dynamic, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Compare with (I - LW)^-1 (I - L) x0 = (.25, .5, .75)."""
    last = talk(model, (0.0, 0.5, 1.0), 60).course()[-1]
    for seat, expected in enumerate((0.25, 0.5, 0.75)):
        yield Finding(f"seat {seat + 1}", expected, last[seat])


def zachary(model: Dynamic, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Let the club average, as seats and as a crowd."""
    import networkx as nx
    import numpy as np

    from ...agents.crowds import Crowd  # noqa: PLC0415 - as above

    club = nx.karate_club_graph()
    start = [float(club.nodes[node]["club"] == "Mr. Hi") for node in club]
    weights = (nx.to_numpy_array(club) > 0) + np.eye(len(start))
    ended = Crowd(model, start, weights).run(2000).state[0]
    yield Finding("a crowd, the lowest", 49 / 95, float(ended.min()))
    yield Finding("a crowd, the highest", 49 / 95, float(ended.max()))
    bus = talk(model, start, 300, weights.tolist())
    said = bus.course()[-1]
    yield Finding("seats on the bus, the lowest", 49 / 95, min(said))
    yield Finding("seats on the bus, the highest", 49 / 95, max(said))
    for who, place, friends in (("Mr. Hi", 0, 16), ("the officer", 33, 17)):
        moved = bus.moved(place)
        yield Finding(f"causal, total, of {who}, the least", (friends + 1) / 190, min(moved), TIGHT)
        yield Finding(f"causal, total, of {who}, the most", (friends + 1) / 190, max(moved), TIGHT)
    irregular = [place * GOLDEN % 1 for place in range(len(start))]
    pulls = talk(model, irregular, 2, weights.tolist()).pulls()
    off = float(abs(pulls - weights / weights.sum(axis=1, keepdims=True)).max())
    yield Finding("causal, direct: how far off W the pulls are", 0.0, off, TIGHT)


class Selfless(DeGroot):
    """Averages as a seat what others hold, and forgets what it held itself."""

    def update(self, at: Moment) -> float:
        """Move to the mean of the others."""
        return super().update(at._replace(trust=0.0))


class Unweighed(DeGroot):
    """Averages as if everyone heard everyone."""

    def updates(self, at: Moments) -> Array:
        """Move all to one mean."""
        mean: Array = at.own * 0 + at.own.mean()
        return mean


LAWS = (
    Law(
        "19",
        "DeGroot",
        "DeGroot (1974), Reaching a consensus",
        DeGroot(),
        degroot,
        {"takes the last": Last(), "attached to where it began": FriedkinJohnsen(susceptibility=0.5)},
    ),
    Law(
        "20",
        "Friedkin-Johnsen",
        "Friedkin and Johnsen (1990), Social influence and opinions",
        FriedkinJohnsen(susceptibility=0.5),
        friedkin,
        {"without attachment": DeGroot(), "takes the last": Last()},
    ),
    Law(
        "26",
        "Zachary's club",
        "Zachary (1977), An information flow model for conflict and fission in small groups",
        DeGroot(),
        zachary,
        {"everyone hears everyone": Unweighed(), "seats forget what they held": Selfless()},
    ),
)
