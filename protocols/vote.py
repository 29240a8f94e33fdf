"""Ballots, round by round, until somebody has enough of them."""

from pydantic import Field

from ..sim import Among, Floor, Protocol, Question, SpecError
from .standing import Standing, in_words, standings, told


class Vote(Protocol):
    """Everyone votes, secretly, until a stance has more than a stated share or the rounds run out.

    After each round the floor tells the tally, unless it is hidden. With `eliminate` it is an exhaustive
    ballot: the option with the fewest votes is no longer open in the next round, until two are left; where
    several share the last place, all of them are kept, and the floor says so.

    Source: the elimination of one candidate a round of Bag, Sabourian and Winter (2009), Multi-stage voting,
    sequential elimination and Condorcet consistency; straw votes: Davis, Stasson, Ono and Zimmerman (1988),
    Effects of straw polls on group decision making.

    Attributes:
        rounds: how many ballots at most.
        share: of the electorate; a stance that has more, or all of it, ends the vote. Above 0, at most 1.
        shown: whether the tally is told after each ballot.
        straw: how many straw votes come first; they bind nobody, and their tally is always told.
        eliminate: whether the last option drops out after each ballot.
    """

    rounds: int = Field(default=3, ge=1)
    share: float = Field(default=0.5, gt=0, le=1)
    shown: bool = True
    straw: int = Field(default=0, ge=0)
    eliminate: bool = False

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - any seats
        """Refuse to drop options of a question that has none."""
        if self.eliminate and not question.options:
            raise SpecError(
                f"an exhaustive ballot drops options, and this question asks for {question.asks_for}: "
                "leave out `eliminate`"
            )

    async def run(self, floor: Floor) -> None:
        """Vote and count, until it is decided."""
        question = floor.question
        for _ in range(self.straw):
            _tell(floor, "Straw vote", standings(question, await floor.ask("straw", hears={})))
        options = question.options
        for number in floor.rounds(self.rounds):
            fewer = len(options) < len(question.options)
            wants = Among(ballot=floor.ballot, options=options) if fewer else floor.ballot
            stands = standings(question, await floor.ask("vote", wants=wants, hears={}))
            if number == self.rounds or all(stand.passed(self.share) for stand in stands):
                return
            if self.shown:
                _tell(floor, f"Ballot {number}", stands)
            if self.eliminate:
                options = _left(floor, options, stands[0])


def _tell(floor: Floor, what: str, stands: tuple[Standing, ...]) -> None:
    floor.tell(f"{what}: {in_words(stands)}", **told(floor.question, stands))


def _left(floor: Floor, options: tuple[str, ...], stand: Standing) -> tuple[str, ...]:
    """Return the options without the last one, and say what became of it."""
    if len(options) == 2:
        return options
    fewest = min(stand.counts[option] for option in options)
    last = [option for option in options if stand.counts[option] == fewest]
    if len(last) > 1:
        floor.tell(f"Nothing drops out: {', '.join(last)} share the last place", open=list(options))
        return options
    left = tuple(option for option in options if option not in last)
    floor.tell(f"{last[0]} drops out; still open: {', '.join(left)}", open=list(left))
    return left
