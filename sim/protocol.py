"""How they talk."""

from abc import abstractmethod
from typing import TYPE_CHECKING, Self

from .question import Question
from .value import Kind

if TYPE_CHECKING:
    from .floor import Floor


class Protocol(Kind):
    """A frozen value with one coroutine, deterministic given the replies.

    It draws only from `floor.random` and reads no clock but `floor.now`; then its talks can be replayed and
    resumed.
    """

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        """Raise a SpecError if it cannot be held on this question, or with these seats."""

    def lasting(self, rounds: int) -> Self:  # noqa: ARG002 - the length of most is fixed
        """Return the protocol that goes on for just so many rounds, whatever is answered.

        Itself, where no answer ends it early. A control is held for as long as what it controls.
        """
        return self

    def most_answers(self, seats: int) -> int | None:  # noqa: ARG002 - many cannot tell
        """Return how many answers a talk of so many seats takes at most; None where that is not declared.

        Each seat that is asked counts, each time, whether it answers or not: an ask of three seats takes
        three. What is declared is held to, by the property `terminates`.
        """
        return None

    @abstractmethod
    async def run(self, floor: "Floor") -> None:
        """Hold one deliberation on the floor."""
