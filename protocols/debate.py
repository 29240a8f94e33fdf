"""Answer, hear each other, answer again; and the two without the hearing."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ..sim import Floor, Protocol


class Poll(Protocol):
    """Everyone answers once, alone: what every other protocol is compared with."""

    async def run(self, floor: Floor) -> None:
        """Hold one round."""
        for _ in floor.rounds(1):
            await floor.ask("open", wants=floor.ballot)


class Debate(Protocol):
    """Everyone answers alone; then, round by round, hears the others and may change, and credit who moved it.

    It ends early when the whole electorate agrees; a seat that did not reply means another round.

    Source: Du, Li, Torralba, Tenenbaum and Mordatch (2023), Improving factuality and reasoning in language
    models through multiagent debate.

    Attributes:
        rounds: how many rounds in all, the first one included.
    """

    rounds: int = Field(default=2, ge=1)
    hears: ClassVar[Mapping[str, tuple[str, ...]] | None] = None

    async def run(self, floor: Floor) -> None:
        """Hold the rounds."""
        for number in floor.rounds(self.rounds):
            phase = "open" if number == 1 else "revise"
            replies = await floor.ask(phase, wants=floor.ballot, hears=self.hears)
            if replies.agreed:
                return


class SelfRevision(Debate):
    """The control of Debate: the same rounds, in which everyone may think again but nobody is heard."""

    hears: ClassVar[Mapping[str, tuple[str, ...]] | None] = {}
