"""What all dynamics share: a pure update of what a seat holds, for one on the bus and for many in a crowd."""

import math
from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from pydantic import Field

from ...sim import AgentError, Question, Reply, Stance, Stream, Turn
from ..simulated import Simulated, around, check_given, closed, given, opening

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..crowds.hearing import Hearing

    Floats = NDArray[np.float64]
    Array = NDArray[Any]
else:  # a seat on the bus needs no numpy
    Floats = Array = Any


class Peer(NamedTuple):
    """Somebody heard: the weight that the listener gives it, what it last held, and its name."""

    weight: float
    stance: Any
    name: str = ""


class Moment(NamedTuple):
    """All that the update of one seat may look at.

    Attributes:
        own: what it holds.
        first: what it held at first.
        heard: whom it hears, in the order of the panel.
        trust: the weight that it gives itself.
        options: of the question; none where it asks for a number.
        asked: what those hold whom it asked.
        draws: numbers from [0, 1), drawn uniformly.
        memory: what the seat remembers.
        bounds: the lowest and highest number that there can be.
    """

    own: Any
    first: Any
    heard: Sequence[Peer]
    trust: float = 1.0
    options: Sequence[str] = ()
    asked: Sequence[Any] = ()
    draws: Sequence[float] = ()
    memory: Any = None
    bounds: tuple[float, float] = (-math.inf, math.inf)


class Moments(NamedTuple):
    """The same for many seats of a crowd: arrays, a row for each seat.

    Attributes:
        own: what each holds: numbers, or places in the list of options.
        first: what each held at first.
        hearing: who hears whom; in meetings a seat hears only those that it asks.
        options: how many; 0 for numbers.
        asked: seats x asked: what those hold whom each asked.
        draws: seats x draws.
        memory: what each remembers.
        bounds: the lowest and highest number that there can be.
    """

    own: Array
    first: Array
    hearing: "Hearing"
    options: int
    asked: Array
    draws: Floats
    memory: Any = None
    bounds: tuple[float, float] = (-math.inf, math.inf)


class Dynamic(Simulated):
    """A seat whose next stance is a pure function of its own, of those that it hears and of a few draws.

    As a seat on the bus it answers with `update`; a `Crowd` moves many seats at once with `updates`. From one
    state and one set of draws both give the same: exactly for options, to 1e-12 for numbers away from a
    threshold. The bus form is the truth.

    Attributes:
        start: what it holds at first, of several parts one for each or one for all; where none is given what
            its evidence says, or a draw.
        inertia: the chance that it stays as it is, whatever it heard: with 1 a zealot, between 0 and 1 one
            that is partly stubborn.
        meets: who moves in one step of a crowd: `"all"` seats at once; or, of a meeting, a drawn seat and
            those that it asks: the drawn `"one"`; the whole `"group"`, each having heard the others; or the
            `"last"` of them, which hears the rest speak to it.
        itself: whether a seat may ask itself.
        distinct: whether those it asks are different seats; where it hears fewer it asks itself for the
            rest.
        leans: whether whom it asks depends on what they hold: see `lean`.
        signed: whether weights below 0 mean something to it.
        claims: the names of the properties of dynamics that are claimed of it (docs/properties.md), where
            nothing strays from its update; those that hold of all dynamics need no name. A name that is none
            of them is refused where the dynamic is tried.
        draws: how many draws an update takes, beside one for each that it asks.
    """

    start: Stance | None = None
    inertia: float = Field(default=0.0, ge=0, le=1)
    meets: ClassVar[Literal["all", "one", "group", "last"]] = "all"
    itself: ClassVar[bool] = False
    distinct: ClassVar[bool] = False
    leans: ClassVar[bool] = False
    signed: ClassVar[bool] = False
    claims: ClassVar[tuple[str, ...]] = ()
    draws: ClassVar[int] = 0

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - any seats
        """Refuse a start that is no answer."""
        check_given("start", self.start, question)

    def asks(self) -> int:
        """Return how many of those heard it asks, drawn in proportion to weight."""
        return 0

    def lean(self, own: Any, theirs: Any) -> Any:  # noqa: ARG002 - most lean to nobody
        """Return by what the weight of a seat is multiplied when it is drawn; of numbers, or of arrays."""
        return 1.0

    @property
    def chances(self) -> int:
        """How many draws a move takes in all, beside one for each that it asks."""
        return self.draws + self.shakes + (self.inertia > 0)

    @property
    def shakes(self) -> int:
        """How many draws its noise takes."""
        return 0

    def shaken(self, moved: Any, draws: Sequence[float], at: Moment) -> Any:  # noqa: ARG002 - most do not
        """Return what its noise makes of where it moved."""
        return moved

    def all_shaken(self, moved: Array, draws: Floats, at: Moments) -> Array:  # noqa: ARG002 - as above
        """Return the same for many seats."""
        return moved

    def move(self, at: Moment) -> Any:
        """Return what the seat holds next: the update, its noise, and its inertia."""
        own, noise = at.draws[: self.draws], at.draws[self.draws :]
        if self.inertia and noise[-1] < self.inertia:
            return at.own
        moved = self.update(at._replace(draws=own))
        return self.shaken(moved, noise, at) if self.shakes else moved

    def moves(self, at: Moments) -> Array:
        """Return what each of many seats holds next."""
        own, noise = at.draws[:, : self.draws], at.draws[:, self.draws :]
        moved = self.updates(at._replace(draws=own))
        if self.shakes:
            moved = self.all_shaken(moved, noise, at)
        if self.inertia:
            stays = noise[:, -1] < self.inertia
            moved = moved.copy()
            moved[stays] = at.own[stays]
        return moved

    @abstractmethod
    def update(self, at: Moment) -> Any:
        """Return what the seat holds next."""

    @abstractmethod
    def updates(self, at: Moments) -> Array:
        """Return what each of many seats holds next."""

    def remember(self, at: Moment) -> Any:  # noqa: ARG002 - most remember nothing
        """Return what the seat remembers, once it has heard this; JSON."""
        return None

    def remembers(self, at: Moments) -> Any:  # noqa: ARG002 - as above
        """Return what each of many seats remembers."""
        return None

    def opening(self, turn: Turn) -> Stance | None:
        """Return what the seat holds at first."""
        start = given(turn, self.start)
        return opening(turn) if start is None else start

    @abstractmethod
    def suits(self, question: Question) -> None:
        """Raise an AgentError if it cannot answer a question of this kind."""

    def answer(self, turn: Turn) -> Reply:
        """Say what the update makes of what it holds and heard; who hears nobody stays."""
        self.suits(turn.question)
        own = turn.stance
        if own is None or closed(turn, own):
            own = self.opening(turn)
            if own is None:
                return turn.abstain("it has nothing to start from")
        heard = peers(turn)
        if not heard:
            return turn.say(own, memory=turn.memory)
        trust, draw = turn.heard.trust(turn.seat), turn.random
        among = [*heard, Peer(trust, own)] if self.itself else heard
        if self.leans:
            among = [peer._replace(weight=peer.weight * self.lean(own, peer.stance)) for peer in among]
        at = Moment(
            own,
            first=own if turn.first is None else turn.first,
            heard=heard,
            trust=trust,
            options=turn.question.options,
            asked=self._asked(among, own, draw),
            draws=tuple(draw.random() for _ in range(self.chances)),
            memory=turn.memory,
            bounds=turn.question.range or (-math.inf, math.inf),
        )
        memory = self.remember(at)
        return turn.say(self.move(at._replace(memory=memory)), memory=memory)

    def _asked(self, among: Sequence[Peer], own: Any, draw: Stream) -> tuple[Any, ...]:
        """Return what those hold whom it asks."""
        asked = []
        left = list(among)
        for _ in range(self.asks()):
            chance = draw.random()
            if any(peer.weight > 0 for peer in left):
                one = pick(left, chance)
                asked.append(left[one].stance)
                if self.distinct:
                    del left[one]
            else:
                asked.append(own)
        return tuple(asked)


def peers(turn: Turn) -> list[Peer]:
    """Return those that a seat hears; else what the floor told that it counted, of nobody in particular."""
    heard = turn.heard
    found = [Peer(heard.trust(name), stance, name) for name, stance in heard.held()]
    return found or [Peer(float(count), stance) for stance, count in around(turn).items() if count]


class Numeric(Dynamic):
    """A dynamic of numbers.

    Source, of the noise: Su, Chen and Hong (2017), Noise leads to quasi-consensus of Hegselmann-Krause
    opinion dynamics.

    Attributes:
        noise: how far, at most, a number strays from where it moved, to either side, each as likely; it stays
            within the bounds.
    """

    noise: float = Field(default=0.0, ge=0)

    @property
    def shakes(self) -> int:
        """One, where there is noise."""
        return int(self.noise > 0)

    def shaken(self, moved: Any, draws: Sequence[float], at: Moment) -> float:
        """Stray, within the bounds."""
        low, high = at.bounds
        return min(max(float(moved) + self.noise * (2 * draws[0] - 1), low), high)

    def all_shaken(self, moved: Array, draws: Floats, at: Moments) -> Array:
        """Stray, within the bounds."""
        low, high = at.bounds
        strayed: Array = (moved + self.noise * (2 * draws[:, 0] - 1)).clip(low, high)
        return strayed

    def suits(self, question: Question) -> None:
        """Refuse a question that asks for no number."""
        if question.range is None:
            raise AgentError(
                f"{type(self).__name__} moves a number, and this question asks for {question.asks_for}: "
                "ask for a number, with a range"
            )


class Categorical(Dynamic):
    """A dynamic of options.

    Source, of the noise: Granovsky and Madras (1995), The noisy voter model.

    Attributes:
        noise: the chance that it takes any option instead, each as likely.
    """

    noise: float = Field(default=0.0, ge=0, le=1)

    @property
    def shakes(self) -> int:
        """Two, where there is noise."""
        return 2 * (self.noise > 0)

    def shaken(self, moved: Any, draws: Sequence[float], at: Moment) -> str:
        """Take any option, by chance."""
        return at.options[int(draws[1] * len(at.options))] if draws[0] < self.noise else str(moved)

    def all_shaken(self, moved: Array, draws: Floats, at: Moments) -> Array:
        """Take any option, by chance."""
        strayed: Array = moved.copy()
        strays = draws[:, 0] < self.noise
        strayed[strays] = (draws[strays, 1] * at.options).astype(moved.dtype)
        return strayed

    def suits(self, question: Question) -> None:
        """Refuse a question without options."""
        if not question.options:
            raise AgentError(
                f"{type(self).__name__} chooses among options, and this question asks for {question.asks_for}"
            )


def pick(heard: Sequence[Peer], draw: float) -> int:
    """Return the place of one of those heard, each with a chance proportional to its weight.

    Args:
        heard: at least one, weights not all 0.
        draw: from [0, 1).
    """
    left = draw * sum(peer.weight for peer in heard)
    for place, peer in enumerate(heard):
        left -= peer.weight
        if left < 0:
            return place
    return max(place for place, peer in enumerate(heard) if peer.weight > 0)
