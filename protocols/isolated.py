"""The control of any protocol in which everyone thinks again, and nobody learns of anybody."""

from typing import Any, Self, cast

from ..sim import Floor, Protocol, Question
from .debate import Debate


class Isolated(Protocol):
    """Another protocol whose asks are all put, in which nobody is heard and the floor tells nothing.

    What changes then changes by itself. Of a debate it is self-revision.

    Source: self-revision as the control of debate: Huang et al. (2024), Large language models cannot
    self-correct reasoning yet.

    Attributes:
        of: the other protocol.
    """

    of: Protocol = Debate()

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        """Refuse what the other one does."""
        self.of.check(question, seats)

    def lasting(self, rounds: int) -> Self:
        """Return the control of the other one so long."""
        return self.model_copy(update={"of": self.of.lasting(rounds)})

    def most_answers(self, seats: int) -> int | None:
        """Return how many answers the other one takes at most."""
        return self.of.most_answers(seats)

    async def run(self, floor: Floor) -> None:
        """Hold the other one on a floor that lets nothing be heard."""
        await self.of.run(cast("Floor", _Deaf(floor)))


class _Deaf:
    """A floor on which nobody hears anybody, and which tells nothing; all else is as on the other one."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._floor, name)

    async def ask(self, *args: Any, **kept: Any) -> Any:
        return await self._floor.ask(*args, **(kept | {"hears": {}}))

    def tell(self, *args: Any, **data: Any) -> None:
        pass
