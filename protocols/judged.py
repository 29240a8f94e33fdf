"""Two sides, and a judge who alone decides."""

from typing import Self

from pydantic import Field, model_validator

from ..sim import Floor, Protocol, Question, Stance
from .roles import enough, seat_of
from .standing import by_part


class JudgedDebate(Protocol):
    """Two sides argue before a judge, who hears both and alone casts the ballot.

    Both sides first answer alone. Where they agree on a choice, the second is given another option to argue
    for, drawn from the protocol's stream; where one of them has no answer, it is given an option that is not
    the other's. Two sides that agree on a number or a text argue for the same. They hear each other, and the
    judge hears them, whatever the topology; seats that are neither side nor judge are not asked.

    Source: Khan, Hughes, Valentine, Ruis, Sachan, Radhakrishnan, Grefenstette, Bowman, Rocktäschel and Perez
    (2024), Debating with more persuasive LLMs leads to more truthful answers.

    Attributes:
        rounds: how often both sides argue.
        sides: the two that argue; the first two who are not the judge where none are named.
        judge: who decides; the last seat where none is named.
    """

    rounds: int = Field(default=2, ge=1)
    sides: tuple[str, ...] = ()
    judge: str = ""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if len(self.sides) not in (0, 2) or len(set(self.sides)) < len(self.sides):
            raise ValueError(f"sides {list(self.sides)!r:.80}: name two different seats, or none")
        if self.judge and self.judge in self.sides:
            raise ValueError(f"{self.judge!r:.80} is a side, and cannot be the judge too: name another")
        return self

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - any question
        """Refuse a table of two, and parts for those who do not sit there."""
        self._parts(seats)

    def _parts(self, seats: tuple[str, ...]) -> tuple[str, str, str]:
        """Return the two sides and the judge."""
        enough(seats, "a judged debate", 3)
        named = [seat_of(seats, "side", side, 0) for side in self.sides]
        last = next(seat for seat in reversed(seats) if seat not in named)
        judge = seat_of(seats, "judge", self.judge, seats.index(last))
        one, other = named or [seat for seat in seats if seat != judge][:2]
        return one, other, judge

    def most_answers(self, seats: int) -> int:  # noqa: ARG002 - however many look on
        """Return how many answers it takes at most: sides answer and argue, the judge decides."""
        return 2 + 2 * self.rounds + 1

    async def run(self, floor: Floor) -> None:
        """Answer, argue, judge."""
        one, other, judge = self._parts(floor.seats)
        said = (await floor.ask("open", [one, other], hears={})).said
        if said:
            first, second = (one, other) if one in said else (other, one)
            self._oppose(floor, second, said[first].stance, said[second].stance if second in said else None)
        for _ in floor.rounds(self.rounds):
            await floor.ask("argue", [one, other], hears={one: [other], other: [one]})
        await floor.ask("judge", [judge], wants=floor.ballot, hears={judge: [one, other]})

    def _oppose(self, floor: Floor, seat: str, theirs: Stance | None, own: Stance | None) -> None:
        """Tell a side what to argue for where it holds the same as the other, or nothing."""
        question = floor.question
        if question.parts and isinstance(theirs, tuple):
            held = own if isinstance(own, tuple) else (None,) * len(theirs)
            sides = [_other(floor, *row) for row in zip(question.parts, theirs, held, strict=True)]
        else:
            sides = [_other(floor, question, theirs, own)]
        given = [side for side in sides if side is not None]
        if given:
            floor.tell(f"Argue for: {', '.join(given)}", [seat], side=by_part(question, sides))


def _other(floor: Floor, question: Question, theirs: Stance | None, own: Stance | None) -> str | None:
    """Return an option that is not the other side's; None where the sides differ, or there are no options."""
    if own not in (None, theirs) or not question.options:
        return None
    return floor.random.choice([option for option in question.options if option != theirs])
