"""A crowd: a dynamic run for many seats at once, outside the bus."""

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...sim import Key, SpecError, Stop
from ...sim.streams import words
from ..dynamics import Categorical, Dynamic, Moments
from .hearing import Array, Floats, Ints
from .lines import hearing

if TYPE_CHECKING:
    from networkx import Graph

AT_ONCE = 1 << 18
"""How many meetings are worked out at once, at most."""

Until = Stop | Callable[[Array, Array], NDArray[np.bool_]]
"""A stop rule; or a function that tells of which copies the run is over, of arrays copies x seats: what they
held at the look before, and now."""


class Trajectory(NamedTuple):
    """What became of a crowd.

    Attributes:
        state: copies x seats, at the end.
        steps: of each copy, until it stopped; meetings, where seats meet.
        stopped: whether each copy stopped of itself, before the limit.
        snapshots: copies x seats by the number of the step.
        digest: the sha256, in hex, of the dynamic, who hears whom, the seed, the start and what came of it.
    """

    state: Array
    steps: Ints
    stopped: NDArray[np.bool_]
    snapshots: dict[int, Array]
    digest: str


class Crowd:
    """Many seats of one dynamic.

    Args:
        dynamic: how each moves.
        start: what each holds at first: a number each, or for options a place in their list; or copies x
            seats, to run many crowds side by side, each with draws of its own.
        graph: who hears whom, as `hearing` takes it; None = everyone hears everyone.
        seed: fixes every draw.
        options: how many options there are; for numbers nothing.
        bounds: the lowest and highest number that noise may lead to.
        zealots: the places of seats that never move, of each copy.

    Raises:
        SpecError: the start does not fit the dynamic or the graph.
    """

    def __init__(
        self,
        dynamic: Dynamic,
        start: Sequence[Any] | Array,
        graph: "Graph[Any] | Any | None" = None,
        *,
        seed: int = 0,
        options: int = 0,
        bounds: tuple[float, float] = (-math.inf, math.inf),
        zealots: Sequence[int] = (),
    ) -> None:
        try:
            rows = np.atleast_2d(np.asarray(start))
        except ValueError as error:
            raise SpecError(f"a crowd starts from seats, or copies x seats: {error}") from error
        if rows.ndim != 2 or not rows.size:
            raise SpecError(f"a crowd starts from seats, or copies x seats, not from shape {rows.shape}")
        categorical = isinstance(dynamic, Categorical)
        if categorical:
            if rows.dtype.kind not in "iu" or rows.min() < 0:
                raise SpecError("options are given by their places, whole numbers from 0")
            options = max(options, int(rows.max()) + 1, 2)
        elif rows.dtype.kind not in "iuf" or not np.isfinite(rows).all():
            raise SpecError("a crowd of numbers starts from finite numbers")
        if not isinstance(dynamic, Dynamic):
            raise SpecError(f"a crowd is of one dynamic, such as Voter(), not of {dynamic!r:.80}")
        if not bounds[0] <= bounds[1]:
            raise SpecError(f"bounds {bounds!r:.80}: the lower one comes first")
        self.dynamic = dynamic
        self.hearing = hearing(graph, rows.shape[1], rows.shape[0], turned=dynamic.meets == "last")
        if self.hearing.signed and not dynamic.signed:
            raise SpecError(
                f"a weight below 0: what is that to {type(dynamic).__name__}? give weights from 0"
            )
        self.start = rows.astype(np.int64 if categorical else np.float64)
        self.options = options
        self.bounds = bounds
        self.zealots = _places(zealots, rows.shape[1])
        self.seed = seed
        self._states = np.array(
            [Key(seed, "crowd").stream(copy).bits() for copy in range(rows.shape[0])], np.uint64
        )

    def run(self, steps: int, *, until: Until | None = None, every: int = 0, look: int = 0) -> Trajectory:
        """Move the crowd.

        Args:
            steps: how many at most: updates of all seats, or meetings where seats meet.
            until: tells which copies are done; they move no more. Of a stop rule a round is a look.
            every: after how many steps a snapshot is kept; 0 = none.
            look: after how many steps `until` is asked; 0 = after each, or after as many meetings as there
                are seats.
        """
        if any(type(one) is not int or one < 0 for one in (steps, every, look)):
            raise SpecError("steps are counted from 0, in whole numbers")
        meets = self.dynamic.meets != "all"
        copies, seats = self.start.shape
        look = look or (seats if meets else 1)
        state, memory = self.start.copy(), None
        going = np.arange(copies)
        taken = np.full(copies, steps, np.int64)
        snapshots = {0: state.copy()} if every else {}
        at = 0
        past = deque([state.copy()], maxlen=until.looks if isinstance(until, Stop) else 2)
        while at < steps and going.size:
            upto = min([steps, at + look - at % look, *([at + every - at % every] if every else [])])
            if meets:
                self._meet(state, going, at, upto)
            else:
                for step in range(at, upto):
                    memory = self._move(state, going, step, memory)
            at = upto
            if every and at % every == 0:
                snapshots[at] = state.copy()
            if until is not None and at % look == 0:
                past.append(state.copy())
                seen = [then[going] for then in past]
                done = until.all_met(seen, at // look) if isinstance(until, Stop) else until(*seen)
                taken[going[done]] = at
                going = going[~done]
        stopped = ~np.isin(np.arange(copies), going)
        return Trajectory(state, taken, stopped, snapshots, self._digest(state, taken, snapshots))

    def _move(self, state: Array, going: Ints, step: int, memory: Any) -> Any:
        """Move all seats of the copies that are still going at once; return what they remember."""
        dynamic, hears = self.dynamic, self.hearing
        width = dynamic.asks() + dynamic.chances
        draws = self._draws(np.arange(len(state)), step * hears.seats, hears.seats, width)
        moved, memory = step_of(dynamic, self._at(state)._replace(draws=draws, memory=memory))
        moved = moved.reshape(state.shape)
        moved[:, self.zealots] = state[:, self.zealots]
        state[going] = moved[going]
        return memory

    def _at(self, state: Array) -> Moments:
        """Return what all hold, of whom nobody has asked anybody yet."""
        none = np.empty((state.size, 0))
        return Moments(
            state.reshape(-1),
            self.start.reshape(-1),
            self.hearing,
            self.options,
            none,
            none,
            None,
            self.bounds,
        )

    def _draws(self, copies: Ints, start: int, count: int, width: int) -> Floats:
        """Return rows of draws: those of `count` moves from the one numbered `start`, copy by copy.

        A draw depends on the seed, the copy, the number of the move and its place in it alone.
        """
        if not width:
            return np.empty((len(copies) * count, 0))
        counter = np.arange(start * width + 1, (start + count) * width + 1, dtype=np.uint64)
        bits = words(self._states[copies][:, None], counter) >> np.uint64(11)
        draws: Floats = bits.astype(np.float64) * 2.0**-53
        return draws.reshape(-1, width)

    def _meet(self, state: Array, going: Ints, start: int, end: int) -> None:
        """Hold the meetings numbered from `start` to `end` in the copies that are still going."""
        dynamic, seats = self.dynamic, state.shape[1]
        # whom a seat that leans asks depends on the meeting before
        block = 1 if dynamic.leans else max(1, min(AT_ONCE // len(going), seats // 2))
        zealots = (np.arange(len(state))[:, None] * seats + self.zealots).ravel()
        width = 1 + dynamic.asks() + dynamic.chances * movers(dynamic)
        for first in range(start, end, block):
            count = min(block, end - first)
            draws = self._draws(going, first, count, width)
            drawn = (draws[:, 0] * seats).astype(np.int64) + np.repeat(going * seats, count)
            # in the order of their numbers, whichever copy they are of
            order = np.arange(len(drawn)).reshape(len(going), count).T.ravel()
            hold(dynamic, self._at(state)._replace(draws=draws[order, 1:]), drawn[order], zealots)

    def _digest(self, state: Array, taken: Ints, snapshots: dict[int, Array]) -> str:
        made = (
            self.dynamic.spec(),
            self.hearing.key,
            self.seed,
            self.options,
            self.bounds,
            sorted(snapshots),
        )
        told = sha256(repr(made).encode())
        for array in (
            self.zealots,
            self.start,
            *(snapshots[step] for step in sorted(snapshots)),
            state,
            taken,
        ):
            told.update(repr(array.shape).encode())
            told.update(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes())
        return told.hexdigest()


def step_of(dynamic: Dynamic, at: Moments) -> tuple[Array, Any]:
    """Move all seats of a crowd at once.

    Args:
        dynamic: how each moves.
        at: what they hold and remember; `draws` has a column for each seat that is asked, before the others.

    Returns:
        What they hold next, and what they remember.
    """
    asks = dynamic.asks()
    asked = at.asked
    if asks:
        asked = at.own[_asked(dynamic, at, np.arange(len(at.own)), at.draws[:, :asks])]
    at = at._replace(asked=asked, draws=at.draws[:, asks:])
    memory = dynamic.remembers(at)
    return dynamic.moves(at._replace(memory=memory)), memory


def movers(dynamic: Dynamic) -> int:
    """Return how many seats move in one meeting."""
    return 1 + dynamic.asks() if dynamic.meets == "group" else 1


def hold(dynamic: Dynamic, at: Moments, drawn: Ints, zealots: Sequence[int] | Ints = ()) -> None:
    """Hold meetings, one after the other; those that touch nobody else's seats are worked out together.

    Args:
        dynamic: how those who meet move.
        at: what all hold, which is changed in place; `draws` has a row for each meeting, with a column for
            each that is asked, then those of each that moves.
        drawn: the place that each meeting begins with.
        zealots: the places that never move.
    """
    asks, own = dynamic.asks(), at.own
    asked = _asked(dynamic, at, drawn, at.draws[:, :asks])
    together = np.concatenate((drawn[:, None], asked), axis=1)
    size = movers(dynamic)
    if dynamic.meets == "group":
        moves, reads = together, together[:, :0]
    elif dynamic.meets == "last":
        moves, reads = together[:, -1:], together[:, :-1]
    else:
        moves, reads = drawn[:, None], asked
    chances = at.draws[:, asks:].reshape(len(drawn), size, -1)
    rest = np.array([[other for other in range(size) if other != mover] for mover in range(size)])
    missing = moves == moves[:, :1]  # of a group: the first stands there again for who is missing
    missing[:, 0] = False
    short = size > 2 and missing.any()
    for ready in _apart(moves, reads, len(own)):
        group = moves[ready]
        me, others, draws = group[:, 0], reads[ready], chances[ready]
        if size > 1:
            them = group[:, rest]  # meetings x who moves x the others
            if short:  # each asks itself for who is missing
                them = np.where(missing[ready][:, rest], group[:, :, None], them)
            me, others = group.ravel(), them.reshape(len(me) * size, -1)
        moment = at._replace(
            own=own[me], first=at.first[me], asked=own[others], draws=draws.reshape(len(me), -1)
        )
        moved = dynamic.moves(moment)
        free = ~np.isin(me, zealots) if len(zealots) else slice(None)
        own[me[free]] = moved[free]


def _asked(dynamic: Dynamic, at: Moments, seats: Ints, draws: Floats) -> Ints:
    """Return the places that some seats ask."""
    if dynamic.leans:
        return at.hearing.leaning(seats, draws, at.own, dynamic.lean)
    return at.hearing.asked(seats, draws, itself=dynamic.itself, distinct=dynamic.distinct)


def _places(given: Sequence[int], seats: int) -> Ints:
    """Return places, each once, ascending."""
    places = np.unique(np.asarray(given))
    if not places.size:
        return places.astype(np.int64)
    if places.dtype.kind not in "iu":
        raise SpecError(f"zealots at {list(given)!r:.80}: give places, whole numbers from 0")
    if places.size and not 0 <= places[0] <= places[-1] < seats:
        raise SpecError(f"zealots at {list(given)!r:.80}: give places from 0 to {seats - 1}")
    return places


def _apart(moves: Ints, reads: Ints, size: int) -> Iterator[Ints]:
    """Yield which meetings may be held together next, so that each finds what those before it left.

    A meeting is ready when none that is left before it moves a seat that it moves or reads, or reads one that
    it moves.

    Args:
        moves: meetings x seats that move.
        reads: meetings x seats that are only looked at.
        size: how many seats there are.
    """
    never = len(moves)
    left = np.arange(never)
    mover, reader = np.empty((2, size), np.int64)  # the first that is left to do so, by seat
    while left.size:
        back = left[::-1]  # where a seat is written several times, the last stays
        moving, reading = moves[left], reads[left]
        mover[reading] = reader[moving] = never
        mover[moves[back]] = back[:, None]
        ready = (mover[moving] == left[:, None]).all(axis=1)
        if reads.shape[1]:
            reader[reads[back]] = back[:, None]
            ready &= (reader[moving] >= left[:, None]).all(axis=1)
            ready &= (mover[reading] >= left[:, None]).all(axis=1)
        yield left[ready]
        left = left[~ready]
