"""Estimates without names, told back as a distribution, until they agree."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from ..sim import Floor, Protocol, Replies, Share, exact
from .places import concordance
from .standing import Standing, ranked, standings, tell_tally


class Delphi(Protocol):
    """Everyone answers alone; the floor tells how the answers are distributed; again, until they agree.

    Nobody hears anybody, so that no lens shows or hides anything of the others: all that a seat learns of
    them is the tally, of numbers the quartiles too, of rankings the mean places; what a guardrail blocks is
    not told. They agree when, on every part of the question, at least the share `agreement` of the electorate
    hold one stance; for numbers, when more than half of the electorate answered and their interquartile range
    is at most `spread` of the question's range; for a choice whose ballots rank, when all ranked and
    Kendall's W is at least `concordance`.

    Source: Dalkey and Helmer (1963), An experimental application of the Delphi method to the use of experts;
    the stop by Kendall's W, and .7 for strong agreement: Schmidt (1997), Managing Delphi surveys using
    nonparametric statistical techniques; by stability: Dajani, Sincoff and Talley (1979), Stability and
    agreement criteria for the termination of Delphi studies.

    Attributes:
        rounds: how many rounds at most.
        agreement: for choices and texts, above 0 and at most 1, such as 0.75 or "2/3"; counted exactly.
        spread: for numbers, likewise.
        concordance: for rankings, likewise.
        stable: whether it ends, too, with a round in which nobody changed.
        early: whether it ends before its last round, once it may.
    """

    rounds: int = Field(default=4, ge=1)
    agreement: Share = 0.75
    spread: Share = 0.1
    concordance: Share = 0.7
    stable: bool = False
    early: bool = True

    def lasting(self, rounds: int) -> Self:
        """Return it with this many rounds."""
        return self.model_copy(update={"rounds": rounds, "early": False})

    def most_answers(self, seats: int) -> int:
        """Return how many answers it takes at most: each round all."""
        return self.rounds * seats

    async def run(self, floor: Floor) -> None:
        """Ask, tell, ask again."""
        before = None
        for number in floor.rounds(self.rounds):
            replies = await floor.ask("open" if number == 1 else "revise", wants=floor.ballot, hears={})
            stands = standings(floor.question, replies)
            if number == self.rounds or (self.early and self._agreed(floor, replies, stands)):
                return
            if self.early and self.stable:
                now = {seat: (reply.stance, reply.ranking) for seat, reply in replies.said.items()}
                if now == before:
                    return
                before = now
            tell_tally(floor, f"Round {number}", replies, stands)

    def _agreed(self, floor: Floor, replies: Replies, stands: Sequence[Standing]) -> bool:
        if rankings := ranked(floor, replies):
            w = concordance(rankings, floor.question.options)
            return len(rankings) == len(replies) and w >= exact(self.concordance)
        return all(self._near(stand) for stand in stands)

    def _near(self, stand: Standing) -> bool:
        """Tell whether the answers to one part are near enough to each other."""
        if stand.question.range is None:
            return stand.most >= exact(self.agreement) * stand.electorate
        if 2 * len(stand.said) <= stand.electorate:
            return False
        low, _, high = stand.quartiles
        bottom, top = map(exact, stand.question.range)
        return high - low <= exact(self.spread) * (top - bottom)
