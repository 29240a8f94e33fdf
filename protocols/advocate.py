"""One seat must oppose whatever leads."""

from pydantic import Field

from ..sim import Floor, Protocol, Question
from .roles import enough, seat_of
from .standing import by_part, standings


class DevilsAdvocate(Protocol):
    """Round by round everyone answers, and one seat must then argue against the answer that leads; all vote.

    All who share the lead are opposed; where all stances share it, nobody leads and nobody is asked to
    oppose. Of numbers the middle one leads. What a guardrail blocks leads nothing, and no lens hides who
    leads. The advocate's own answers and its own vote are its own.

    Source: the devil's advocacy of Schweiger, Sandberg and Ragan (1986), Group approaches for improving
    strategic decision making.

    Attributes:
        rounds: how often they answer and are opposed.
        advocate: the seat that opposes; the last where none is named.
    """

    rounds: int = Field(default=1, ge=1)
    advocate: str = ""

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - any question
        """Refuse a table of one, and an advocate who does not sit there."""
        self._advocate(seats)

    def _advocate(self, seats: tuple[str, ...]) -> str:
        enough(seats, "a devil's advocate", 2)
        return seat_of(seats, "advocate", self.advocate, -1)

    def most_answers(self, seats: int) -> int:
        """Return how many answers it takes at most: each round all and the advocate, then all."""
        return self.rounds * (seats + 1) + seats

    async def run(self, floor: Floor) -> None:
        """Answer, oppose, vote."""
        advocate = self._advocate(floor.seats)
        for number in floor.rounds(self.rounds):
            replies = await floor.ask("open" if number == 1 else "revise")
            stands = standings(floor.question, floor.passed(replies))
            leaders = [list(stand.leaders) for stand in stands]
            if any(leaders):
                named = "; ".join(", ".join(map(str, part))[:200] or "nobody" for part in leaders)
                told = by_part(floor.question, leaders)
                floor.tell(f"In the lead: {named}", [advocate], leader=told)
                await floor.ask("oppose", [advocate])
        await floor.ask("vote", wants=floor.ballot)
