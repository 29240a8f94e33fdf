"""One after the other."""

from pydantic import Field

from ..sim import Floor, Protocol


class Relay(Protocol):
    """The seats speak in the order of the panel, each hearing those before it; then all cast a ballot.

    The ballot hears nothing new: whoever learns nothing stays.

    Source: the sequential setting of Banerjee (1992) and of Bikhchandani, Hirshleifer and Welch (1992).

    Attributes:
        rounds: how often it goes round the table.
    """

    rounds: int = Field(default=1, ge=1)

    def most_answers(self, seats: int) -> int:
        """Return how many answers it takes at most: each round all, then all."""
        return (self.rounds + 1) * seats

    async def run(self, floor: Floor) -> None:
        """Go round the table, then vote."""
        for number in floor.rounds(self.rounds):
            for seat in floor.seats:
                await floor.ask("speak", [seat])
            if number == self.rounds:
                await floor.ask("vote", wants=floor.ballot, hears={})
