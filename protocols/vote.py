"""Ballots, round by round, until somebody has enough of them."""

from typing import Self

from pydantic import Field

from ..sim import Among, Floor, Protocol, Question, Share, SpecError, exact
from .standing import Standing, some, standings, tell_tally


class Vote(Protocol):
    """Everyone votes, secretly, until a stance has more than a stated share or the rounds run out.

    After each round the floor tells the tally, unless it is hidden; nobody hears anybody, so that no lens
    shows or hides anything of the others, and what a guardrail blocks is counted and not told. With
    `eliminate` it is an exhaustive ballot: the option with the fewest votes is no longer open in the next
    round, until two are left. Of several with the fewest, those that nobody voted for drop out together, if
    two others are left; else all of them are kept, and the floor says so.

    Source: the elimination of one candidate a round of Bag, Sabourian and Winter (2009), Multi-stage voting,
    sequential elimination and Condorcet consistency; what becomes of ties, and the end by a majority before
    two are left, are ours. Straw votes: Davis, Stasson, Ono and Zimmerman (1988), Effects of straw polls on
    group decision making.

    Attributes:
        rounds: how many ballots at most.
        share: of the electorate, above 0 and at most 1, such as 0.5 or "2/3"; a stance that has more, counted
            exactly, or all of it, ends the vote.
        shown: whether the tally is told after each ballot.
        straw: how many straw votes come first; they bind nobody, and their tally is always told.
        eliminate: whether the last option drops out after each ballot.
        early: whether it ends before its last round, once it may.
    """

    rounds: int = Field(default=10, ge=1)
    share: Share = 0.5
    shown: bool = True
    straw: int = Field(default=0, ge=0)
    eliminate: bool = False
    early: bool = True

    def check(self, question: Question, seats: tuple[str, ...]) -> None:  # noqa: ARG002 - any seats
        """Refuse to drop options of a question that has none."""
        if self.eliminate and not question.options:
            raise SpecError(
                f"an exhaustive ballot drops options, and this question asks for {question.asks_for}: "
                "leave out `eliminate`"
            )

    def lasting(self, rounds: int) -> Self:
        """Return it with this many rounds."""
        return self.model_copy(update={"rounds": rounds, "early": False})

    def most_answers(self, seats: int) -> int:
        """Return how many answers it takes at most: each ballot all, straw votes too."""
        return (self.straw + self.rounds) * seats

    async def run(self, floor: Floor) -> None:
        """Vote and count, until it is decided."""
        question = floor.question
        for _ in range(self.straw):
            replies = await floor.ask("straw", hears={})
            tell_tally(floor, "Straw vote", replies, standings(question, replies))
        options = question.options
        for number in floor.rounds(self.rounds):
            fewer = len(options) < len(question.options)
            wants = Among(ballot=floor.ballot, options=options) if fewer else floor.ballot
            replies = await floor.ask("vote", wants=wants, hears={})
            stands = standings(question, replies)
            if number == self.rounds or (self.early and all(map(self._passed, stands))):
                return
            if self.shown:
                tell_tally(floor, f"Ballot {number}", replies, stands)
            if self.eliminate:
                options = _left(floor, options, stands[0])

    def _passed(self, stand: Standing) -> bool:
        return stand.most > exact(self.share) * stand.electorate or stand.most == stand.electorate


def _left(floor: Floor, options: tuple[str, ...], stand: Standing) -> tuple[str, ...]:
    """Return the options without the last, and say what became of it."""
    if len(options) == 2:
        return options
    fewest = min(stand.counts[option] for option in options)
    last = [option for option in options if stand.counts[option] == fewest]
    left = tuple(option for option in options if option not in last)
    if len(left) < 2 or (fewest and len(last) > 1):
        floor.tell(f"Nothing drops out: {some(last)} share the last place", open=list(options))
        return options
    drop = "drops" if len(last) == 1 else "drop"
    floor.tell(f"{some(last)} {drop} out; still open: {some(left)}", open=list(left))
    return left
