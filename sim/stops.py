"""When it is over: stop rules as values, for a talk and for a crowd."""

from abc import abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pydantic import Field

from .errors import SpecError
from .question import Question, Stance
from .value import Kind

State = Sequence[Stance | None]
"""What each seat holds, None where it holds nothing yet."""


class Stop(Kind):
    """A pure function of what all held, round after round.

    A talk asks it after each round, a crowd at each look for many copies at once; both get the same answer.
    """

    @property
    def looks(self) -> int:
        """How many states it looks at, the present one among them."""
        return 1

    def check(self, question: Question) -> None:
        """Raise a SpecError if it cannot tell of this question."""

    @abstractmethod
    def met(self, past: Sequence[State], rounds: int) -> bool:
        """Tell whether it is over.

        Args:
            past: the last states, the present one at the end; fewer than it looks at where there were fewer.
            rounds: how many there were.
        """

    @abstractmethod
    def all_met(self, past: Sequence[Any], rounds: int) -> Any:
        """Return of which copies it is over, as an array; `past` are arrays copies x seats."""


class Unanimous(Stop):
    """All hold one stance, and of numbers the very same one.

    Numbers that come ever nearer may never be that: averages in floating point end an ulp apart, or take
    hundreds of rounds. Of numbers ask for `SpreadBelow`.
    """

    def met(self, past: Sequence[State], rounds: int) -> bool:  # noqa: ARG002 - whenever it is
        """Tell whether they do."""
        now = past[-1]
        return now[0] is not None and all(stance == now[0] for stance in now)

    def all_met(self, past: Sequence[Any], rounds: int) -> Any:  # noqa: ARG002 - as above
        """Tell where they do."""
        return (past[-1] == past[-1][:, :1]).all(axis=1)


class SpreadBelow(Stop):
    """The highest and the lowest number are less than `spread` apart: what is near enough for consensus.

    Attributes:
        spread: above 0.
    """

    spread: float = Field(default=0.01, gt=0)

    def check(self, question: Question) -> None:
        """Refuse a question that asks for no number."""
        if question.range is None:
            raise SpecError(
                f"spread-below is about numbers, and this question asks for {question.asks_for}: "
                "stop when all are unanimous, or stable"
            )

    def met(self, past: Sequence[State], rounds: int) -> bool:  # noqa: ARG002 - whenever it is
        """Tell whether they are."""
        numbers = [stance for stance in past[-1] if isinstance(stance, float | int)]
        return len(numbers) == len(past[-1]) and max(numbers) - min(numbers) < self.spread

    def all_met(self, past: Sequence[Any], rounds: int) -> Any:  # noqa: ARG002 - as above
        """Tell where they are."""
        return past[-1].max(axis=1) - past[-1].min(axis=1) < self.spread


class Stable(Stop):
    """Nobody has moved for some rounds.

    Source: the stability of Dajani, Sincoff and Talley (1979), Stability and agreement criteria for the
    termination of Delphi studies.

    Attributes:
        rounds: how many in a row.
        within: how far a number may move and still count as where it was.
    """

    rounds: int = Field(default=1, ge=1)
    within: float = Field(default=0.0, ge=0)

    @property
    def looks(self) -> int:
        """One more than its rounds."""
        return self.rounds + 1

    def met(self, past: Sequence[State], rounds: int) -> bool:  # noqa: ARG002 - the states tell
        """Tell whether nobody has."""
        if len(past) < self.looks:
            return False
        last = past[-self.looks :]
        return all(
            self._near(*both) for one, other in pairwise(last) for both in zip(one, other, strict=True)
        )

    def _near(self, one: Stance | None, other: Stance | None) -> bool:
        if isinstance(one, float | int) and isinstance(other, float | int):
            return abs(one - other) <= self.within
        return one is not None and one == other

    def all_met(self, past: Sequence[Any], rounds: int) -> Any:  # noqa: ARG002 - as above
        """Tell where nobody has."""
        last = past[-self.looks :]
        stays = (past[-1] == past[-1]).all(axis=1) & (len(past) >= self.looks)
        for one, other in pairwise(last):
            stays = stays & (abs(one - other) <= self.within).all(axis=1)
        return stays


class RoundLimit(Stop):
    """There were as many rounds as there may be.

    Attributes:
        rounds: how many.
    """

    rounds: int = Field(default=10, ge=1)

    def met(self, past: Sequence[State], rounds: int) -> bool:  # noqa: ARG002 - whatever they hold
        """Tell whether there were."""
        return rounds >= self.rounds

    def all_met(self, past: Sequence[Any], rounds: int) -> Any:
        """Tell the same of all."""
        return (past[-1] == past[-1]).all(axis=1) & (rounds >= self.rounds)


class FirstOf(Stop):
    """Whichever of several stop rules is met first.

    Attributes:
        stops: the rules.
    """

    stops: tuple[Stop, ...] = Field(
        default=(Unanimous.model_construct(), Stable.model_construct(rounds=3)), min_length=1
    )

    @property
    def looks(self) -> int:
        """As many as the one that looks back the farthest."""
        return max(stop.looks for stop in self.stops)

    def check(self, question: Question) -> None:
        """Ask each."""
        for stop in self.stops:
            stop.check(question)

    def met(self, past: Sequence[State], rounds: int) -> bool:
        """Tell whether one of them is."""
        return any(stop.met(past, rounds) for stop in self.stops)

    def all_met(self, past: Sequence[Any], rounds: int) -> Any:
        """Tell where one of them is."""
        first, *others = (stop.all_met(past, rounds) for stop in self.stops)
        for met in others:
            first = first | met
        return first
