"""Meetings, one after the other: who moves in a step is drawn."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from ..sim import Floor, Protocol, Question, SpecError, Stop
from .settling import Settling


class Meetings(Protocol):
    """All answer alone; then they meet, drawn seat by drawn seat, and at the end all cast a ballot.

    A meeting begins with a seat, each as likely. Of `"one"` it is asked again, hearing those that the
    topology lets it hear. Of a `"group"` others that it hears are drawn, and all of them are asked, each
    hearing the rest. Of `"last"` those are drawn that hear it, and the last of them is asked, hearing the
    rest. A seat that draws whom it follows, such as a voter, draws for itself where one is asked. In the
    ballot nothing new is heard. These are the steps of a crowd.

    Source: the random sequential updates of Clifford and Sudbury (1973), A model for spatial conflict, and
    the pairs of Deffuant, Neau, Amblard and Weisbuch (2000), Mixing beliefs among interacting agents.

    Attributes:
        meets: who is asked: one, group, or last.
        size: how many seats a group is, or those with the last one, at most all; of `"one"` leave it out.
        sweeps: how many rounds there are at most, each of as many meetings as there are seats.
        until: a stop rule, asked after each round; none = it goes on to the end.
    """

    meets: Literal["one", "group", "last"] = "one"
    size: int = Field(default=2, ge=2)
    sweeps: int = Field(default=5, ge=1, le=1_000_000)
    until: Stop | None = None

    @model_validator(mode="after")
    def _alone(self) -> Self:
        if self.meets == "one" and self.size != type(self).model_fields["size"].default:
            raise ValueError(
                f'size {self.size} where meets = "one": leave it out, or have a "group" meet, or the "last"'
            )
        return self

    def check(self, question: Question, seats: tuple[str, ...]) -> None:
        """Refuse groups larger than the table, and a stop rule that cannot tell of this question."""
        if self.meets != "one" and self.size > len(seats):
            raise SpecError(
                f"a meeting of {self.size} needs as many seats, and this table has {len(seats)}: "
                "give a lower size, or add some"
            )
        if self.until is not None:
            self.until.check(question)

    def lasting(self, rounds: int) -> Self:
        """Return it with this many sweeps."""
        return self.model_copy(update={"sweeps": rounds, "until": None})

    def most_answers(self, seats: int) -> int:
        """Return how many answers it takes at most: all, meetings of each round, then all."""
        asked = min(self.size, seats) if self.meets == "group" else 1
        return seats + self.sweeps * seats * asked + seats

    async def run(self, floor: Floor) -> None:
        """Open, meet, vote."""
        settling = Settling(floor, self.until)
        settling.heard(await floor.ask("open"))
        settling.begin()
        for _ in floor.rounds(self.sweeps):
            for _ in floor.seats:
                drawn = floor.seats[floor.random.below(len(floor.seats))]
                if self.meets == "one":
                    settling.heard(await floor.ask("meet", [drawn]))
                    continue
                group = [drawn, *self._others(floor, drawn)]
                asked = group if self.meets == "group" else group[-1:]
                if len(group) > 1:
                    hears = {seat: [other for other in group if other != seat] for seat in asked}
                    settling.heard(await floor.ask("meet", asked, hears=hears))
            if settling.over():
                break
        await floor.ask("vote", wants=floor.ballot, hears={})

    def _others(self, floor: Floor, drawn: str) -> Iterator[str]:
        """Yield the others of a meeting, drawn without replacement, each as likely."""
        if self.meets == "group":
            left = list(floor.hears(drawn))
        else:
            left = [seat for seat in floor.seats if drawn in floor.hears(seat)]
        for _ in range(min(self.size - 1, len(left))):
            yield left.pop(floor.random.below(len(left)))
