"""How they talk."""

from abc import abstractmethod
from typing import TYPE_CHECKING

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

    @abstractmethod
    async def run(self, floor: "Floor") -> None:
        """Hold one deliberation on the floor."""
