"""Estimates without names, told back as a distribution, until they are stable."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from pydantic import Field

from ..sim import Floor, Protocol, Replies, places
from .standing import Standing, in_words, standings, told


class Delphi(Protocol):
    """Everyone answers alone; the floor tells how the answers are distributed; again, until they are stable.

    Nobody hears anybody: all that a seat learns of the others is the tally, and of numbers the quartiles. It
    is stable when, on every part of the question, at least `share` of the electorate hold one stance; for
    numbers, when more than half of the electorate answered and their interquartile range is at most `spread`
    of the question's range; for a choice whose ballots rank, when all ranked and Kendall's W is at least
    `concordance`.

    Source: Dalkey and Helmer (1963), An experimental application of the Delphi method to the use of experts;
    the stop by Kendall's W, and .7 for strong agreement: Schmidt (1997), Managing Delphi surveys using
    nonparametric statistical techniques.

    Attributes:
        rounds: how many rounds at most.
        share: for choices and texts, above 0 and at most 1.
        spread: for numbers, above 0 and at most 1.
        concordance: for rankings, above 0 and at most 1.
    """

    rounds: int = Field(default=4, ge=1)
    share: float = Field(default=0.75, gt=0, le=1)
    spread: float = Field(default=0.1, gt=0, le=1)
    concordance: float = Field(default=0.7, gt=0, le=1)

    async def run(self, floor: Floor) -> None:
        """Ask, tell, ask again."""
        for number in floor.rounds(self.rounds):
            replies = await floor.ask("open" if number == 1 else "revise", wants=floor.ballot, hears={})
            stands = standings(floor.question, replies)
            if number == self.rounds or self._stable(replies, stands):
                return
            floor.tell(f"Round {number}: {in_words(stands)}", **told(floor.question, stands))

    def _stable(self, replies: Replies, stands: Sequence[Standing]) -> bool:
        rankings = [reply.ranking for reply in replies.said.values() if reply.ranking]
        options = stands[0].question.options
        if options and rankings:
            return len(rankings) == len(replies) and concordance(rankings, options) >= self.concordance
        return all(self._near(stand) for stand in stands)

    def _near(self, stand: Standing) -> bool:
        """Tell whether the answers to one part are near enough to each other."""
        if stand.question.range is None:
            return stand.reached(self.share)
        if 2 * len(stand.said) <= stand.electorate:
            return False
        low, _, high = stand.quartiles
        bottom, top = stand.question.range
        return high - low <= self.spread * (top - bottom)


def concordance(rankings: Sequence[Sequence[str | tuple[str, ...]]], options: Sequence[str]) -> float:
    """Return Kendall's W of rankings, from 0 to 1, corrected for ties.

    Those at one place have the mean of the places they take, and so have those that a ranking leaves out, at
    the end. 1 where no ranking tells any two options apart.

    Source: Kendall and Babington Smith (1939), The problem of m rankings.

    >>> concordance([("x", "y", "z"), ("x", "y", "z"), ("x", "z", "y")], ("x", "y", "z"))
    0.7777777777777778
    """
    m, n = len(rankings), len(options)
    sums: Counter[str] = Counter()
    ties = 0
    for ranking in rankings:
        tiers = places(ranking)
        ranked = set(chain.from_iterable(tiers))
        above = 0
        for tier in (*tiers, tuple(option for option in options if option not in ranked)):
            ties += len(tier) ** 3 - len(tier)
            for option in tier:
                sums[option] += 2 * above + len(tier) + 1  # twice the place, so that all sums are whole
            above += len(tier)
    spread = 12 * sum((sums[option] - m * (n + 1)) ** 2 for option in options)
    most = 4 * (m * m * n * (n * n - 1) - m * ties)
    return spread / most if most else 1.0
