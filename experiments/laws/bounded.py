"""Laws of bounded confidence, measured on crowds, and a step of them on seats on the bus."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field

from ...agents import Deffuant, HegselmannKrause
from ...agents.dynamics import Moment, Moments
from ...sim import Key
from .averaging import talk
from .law import Effort, Finding, Law, scaled, simulated

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
else:
    Array = Any


class OneNode(HegselmannKrause):
    """Hegselmann-Krause in which one seat moves in a step, as a well-known library has it."""

    def updates(self, at: Moments) -> Array:
        """Move the first alone."""
        moved = super().updates(at)
        kept: Array = at.own.copy()
        kept[0] = moved[0]
        return kept

    def update(self, at: Moment) -> float:
        """Move only where it began lowest."""
        return super().update(at) if at.own <= min(peer.stance for peer in at.heard) else float(at.own)


class Strict(HegselmannKrause):
    """Hegselmann-Krause to which one that is just at its reach is too far off."""

    def update(self, at: Moment) -> float:
        """Leave out who is just as far off."""
        nearer = [peer for peer in at.heard if abs(peer.stance - at.own) < self.reach]
        return super().update(at._replace(heard=nearer))


def clusters(state: Array, gap: float, least: int = 1) -> list[float]:
    """Return of each copy how many clusters it has, without a gap inside, of so many seats at least."""
    import numpy as np

    counts = []
    for row in np.sort(state, axis=1):
        edges = np.flatnonzero(np.diff(row) > gap)
        sizes = np.diff(np.concatenate(([-1], edges, [len(row) - 1])))
        counts.append(float((sizes >= least).sum()))
    return counts


def still(before: Array, now: Array) -> Array:
    """Tell of which copies no seat moves any more."""
    moved: Array = abs(now - before).max(axis=1) < 1e-10
    return moved


Figures = Mapping[float, tuple[float, float]]
"""By reach: the mean number of clusters, and how far off it may be."""


def at_each_reach(
    figures: Figures,
    full: int,
    effort: Effort,
    ends: Callable[[float, Array], Array],
    gap: float,
    least: int = 1,
) -> Iterator[Finding]:
    """Count the clusters of 500 seats that begin at numbers drawn uniformly from 0 to 1.

    Args:
        figures: what is known.
        full: of how many runs.
        effort: how many of these to make.
        ends: moves crowds to their end, given the reach and where they begin.
        gap: what parts two clusters.
        least: how many seats a cluster has.
    """
    import numpy as np

    runs = effort.runs(full)
    for reach, (mean, tolerance) in figures.items():
        seed = Key(effort.seed, "start").stream(reach).bits()
        ended = ends(reach, np.random.default_rng(seed).random((runs, 500)))
        found = simulated(f"clusters at {reach}", mean, clusters(ended, gap, least))
        yield found._replace(tolerance=scaled(tolerance, full, runs))


def hegselmann(model: HegselmannKrause, effort: Effort) -> Iterator[Finding]:
    """Count clusters of 500 seats; one step exactly."""
    from ...agents.crowds import Crowd  # noqa: PLC0415 - heavy, and only wanted here

    for reach, start, expected in (
        (0.35, (0.0, 0.3, 0.6, 1.0), (0.15, 0.3, 0.45, 1.0)),
        (0.25, (0.0, 0.25), (0.125, 0.125)),
    ):
        one = model.model_copy(update={"reach": reach})
        seats, crowd = talk(one, start, 2).course()[1], Crowd(one, start).run(1).state[0].tolist()
        off = max(abs(x - y) for moved in (seats, crowd) for x, y in zip(moved, expected, strict=True))
        yield Finding(f"how far off one step from {start} is", 0.0, off)

    def ends(reach: float, begun: Array) -> Array:
        return Crowd(model.model_copy(update={"reach": reach}), begun).run(10_000, until=still).state

    known = {0.05: (7.9, 0.19), 0.1: (3.91, 0.13), 0.15: (2.58, 0.11), 0.2: (1.92, 0.07)}
    yield from at_each_reach({**known, 0.25: (1.02, 0.04), 0.3: (1.0, 0.01)}, 400, effort, ends, 1e-6)


class Copies(Deffuant):
    """Deffuant in which one of the two moves, all the way."""

    meets = "one"  # type: ignore[assignment]  # that is what is wrong with it
    part: float = Field(default=1.0, ge=0, le=1)


def settled(reach: float, gap: float) -> Callable[[Array, Array], Array]:
    """Return a rule that tells which copies have all their clusters.

    In these seats are in groups as wide as a gap at most, and out of each other's reach. A group never grows
    wider, so further meetings change nothing in the count.
    """

    def done(before: Array, now: Array) -> Array:  # noqa: ARG001 - what a rule of stopping is given
        import numpy as np

        row = np.sort(now, axis=1)
        far = np.diff(row, axis=1, prepend=-np.inf) >= reach
        lowest = np.maximum.accumulate(np.where(far, row, -np.inf), axis=1)
        narrow: Array = (row - lowest).max(axis=1) <= gap
        return narrow

    return done


def deffuant(model: Deffuant, effort: Effort) -> Iterator[Finding]:
    """Count the clusters of five seats or more among 500, after 600 x 500 draws of two seats each.

    Two draws of one seat do nothing in the source, and are not made here: 600 x 499 meetings.
    """
    from ...agents.crowds import Crowd  # noqa: PLC0415 - heavy, and only wanted here

    gap, drifts = 0.02, [0.0]

    def ends(reach: float, begun: Array) -> Array:
        crowd = Crowd(model.model_copy(update={"reach": reach}), begun, seed=effort.seed)
        ended = crowd.run(600 * 499, until=settled(reach, gap)).state
        drifts.append(float(abs(ended.mean(axis=1) - begun.mean(axis=1)).max()))
        return ended

    known = {0.1: (4.7, 0.17), 0.15: (3.08, 0.14), 0.2: (2.23, 0.14), 0.25: (1.95, 0.14)}
    yield from at_each_reach({**known, 0.3: (1.29, 0.14), 0.5: (1.0, 0.01)}, 300, effort, ends, gap, 5)
    yield Finding("how far the mean of any run drifts", 0.0, max(drifts), 1e-12)


LAWS = (
    Law(
        "21",
        "Hegselmann-Krause",
        "Hegselmann and Krause (2002), Opinion dynamics and bounded confidence",
        HegselmannKrause(),
        hegselmann,
        {"one seat moves": OneNode(), "just as far off is too far": Strict()},
    ),
    Law(
        "22",
        "Deffuant",
        "Deffuant, Neau, Amblard and Weisbuch (2000), Mixing beliefs among interacting agents",
        Deffuant(),
        deffuant,
        {"one moves, all the way": Copies()},
    ),
)
