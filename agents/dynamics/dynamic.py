"""What all dynamics share: a pure update of what a seat holds, for one on the bus and for many in a crowd."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from ...sim import AgentError, Question, Reply, Stance, Turn
from ..simulated import Simulated, around, closed, opening

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
    """

    own: Any
    first: Any
    heard: Sequence[Peer]
    trust: float = 1.0
    options: Sequence[str] = ()
    asked: Sequence[Any] = ()
    draws: Sequence[float] = ()
    memory: Any = None


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
    """

    own: Array
    first: Array
    hearing: "Hearing"
    options: int
    asked: Array
    draws: Floats
    memory: Any = None


class Dynamic(Simulated):
    """A seat whose next stance is a pure function of its own, of those that it hears and of a few draws.

    As a seat on the bus it answers with `update`; a `Crowd` moves many seats at once with `updates`. From one
    state and one set of draws both give the same: exactly for options, to 1e-12 for numbers away from a
    threshold. The bus form is the truth.

    Attributes:
        start: what it holds at first; where none is given what its evidence says, or a draw.
        meets: who moves in one step of a crowd: `"all"` seats at once; `"one"`, drawn; or a `"pair"`, drawn,
            each of which asks the other.
        itself: whether a seat may ask itself.
        draws: how many draws an update takes, beside one for each that it asks.
    """

    start: Stance | None = None
    meets: ClassVar[Literal["all", "one", "pair"]] = "all"
    itself: ClassVar[bool] = False
    draws: ClassVar[int] = 0

    def asks(self) -> int:
        """Return how many of those heard it asks, drawn with replacement, in proportion to weight."""
        return 0

    @abstractmethod
    def update(self, at: Moment) -> Any:
        """Return what the seat holds next."""

    def updates(self, at: Moments) -> Array:
        """Return what each of many seats holds next."""
        raise NotImplementedError(f"{type(self).__name__} has no form for crowds")

    def remember(self, at: Moment) -> Any:  # noqa: ARG002 - most remember nothing
        """Return what the seat remembers, once it has heard this; JSON."""
        return None

    def remembers(self, at: Moments) -> Any:  # noqa: ARG002 - as above
        """Return what each of many seats remembers."""
        return None

    def opening(self, turn: Turn) -> Stance | None:
        """Return what the seat holds at first."""
        return self.start if self.start is not None else opening(turn)

    @abstractmethod
    def check(self, question: Question) -> None:
        """Raise an AgentError if it cannot answer a question of this kind."""

    def answer(self, turn: Turn) -> Reply:
        """Say what the update makes of what it holds and heard; who hears nobody stays."""
        self.check(turn.question)
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
        at = Moment(
            own,
            first=own if turn.first is None else turn.first,
            heard=heard,
            trust=trust,
            options=turn.question.options,
            asked=tuple(pick(among, draw.random()) for _ in range(self.asks())),
            draws=tuple(draw.random() for _ in range(self.draws)),
            memory=turn.memory,
        )
        memory = self.remember(at)
        return turn.say(self.update(at._replace(memory=memory)), memory=memory)


def peers(turn: Turn) -> list[Peer]:
    """Return those that a seat hears; else what the floor told that it counted, of nobody in particular."""
    heard = turn.heard
    found = [Peer(heard.trust(name), stance, name) for name, stance in heard.held()]
    return found or [Peer(float(count), stance) for stance, count in around(turn).items() if count]


class Numeric(Dynamic):
    """A dynamic of numbers."""

    def check(self, question: Question) -> None:
        """Refuse a question that asks for no number."""
        if question.range is None:
            raise AgentError(
                f"{type(self).__name__} moves a number, and this question asks for {question.asks_for}: "
                "ask for a number, with a range"
            )


class Categorical(Dynamic):
    """A dynamic of options."""

    def check(self, question: Question) -> None:
        """Refuse a question without options."""
        if not question.options:
            raise AgentError(
                f"{type(self).__name__} chooses among options, and this question asks for {question.asks_for}"
            )


def pick(heard: Sequence[Peer], draw: float) -> Any:
    """Return what one of those heard holds, each with a chance proportional to its weight.

    Args:
        heard: at least one, weights not all 0.
        draw: from [0, 1).
    """
    left = draw * sum(peer.weight for peer in heard)
    for peer in heard:
        left -= peer.weight
        if left < 0:
            return peer.stance
    return next(peer.stance for peer in reversed(heard) if peer.weight > 0)
