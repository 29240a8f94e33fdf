"""Axioms about voters who rank otherwise: a block of them, or one, against what they ranked before."""

from collections.abc import Iterator
from itertools import permutations
from typing import ClassVar

from .axiom import Axiom, Breach, Elections
from .blocks import Blocks, Order, spelt, voters


class Monotonicity(Axiom):
    """A winner still wins after some voters have raised it, and changed nothing else.

    Source: Fishburn (1982), Monotonicity paradoxes in the theory of elections.
    """

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Let some of each block raise a winner."""
        for winner in elect(profile):
            for at, (ranking, count) in enumerate(profile.rows):
                for higher in _raised(ranking, winner):
                    for many in range(1, count + 1):
                        after = profile.moved(at, many, higher)
                        if winner not in elect(after):
                            raised = f"{'raises' if many == 1 else 'raise'} {winner}: {spelt(higher)}"
                            deed = f"{_block(many, ranking)} {raised}"
                            yield Breach(profile, after, deed, f"{winner} is raised, and wins no more")


class IIA(Axiom):
    """Independence of irrelevant alternatives: which of two options wins hangs on how voters rank these two.

    Where one wins and another does not, the other does not win as long as no voter changes how the two are
    ranked. Not: that a loser may be taken off the list.

    Source: Arrow (1951), Social choice and individual values; of winners: Taylor (2005), Social choice and
    the mathematics of manipulation.
    """

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Let some of each block rank otherwise."""
        for _, _, after in _otherwise(profile):
            yield from self.between(profile, after, elect)

    def between(self, before: Blocks, after: Blocks, elect: Elections) -> Iterator[Breach]:
        """Compare any two profiles of the same voters."""
        won = elect(before)
        for risen in elect(after) if before.voters == after.voters else ():
            for winner in won if risen not in won else ():
                if before.above(winner, risen) == after.above(winner, risen):
                    deed = f"some rank otherwise; no voter changes how {winner} and {risen} are ranked"
                    yield Breach(before, after, deed, f"{risen}, which lost to {winner}, wins now")


class StrategyProofness(Axiom):
    """No voters get what they like better by casting another ranking than their own.

    All of them rank alike, and cast alike; of those who tie, the option that is listed first is elected.

    Source: Gibbard (1973), Manipulation of voting schemes; Satterthwaite (1975), Strategy-proofness and
    Arrow's conditions.
    """

    alike: ClassVar[bool] = False

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Let some of each block cast something else."""
        won = elect(profile)
        for ranking, many, after in _otherwise(profile) if won else ():
            wins = elect(after)
            if wins and ranking.index(wins[0]) < ranking.index(won[0]):
                deed = f"{_block(many, ranking)} {'casts' if many == 1 else 'cast'} another ranking than that"
                wrong = f"by their own ranking {spelt(ranking)} they like {wins[0]} better than {won[0]}"
                yield Breach(profile, after, deed, wrong)


def _otherwise(profile: Blocks) -> Iterator[tuple[Order, int, Blocks]]:
    """Yield the ranking of a block, how many of it rank otherwise, and the profile that this makes."""
    for at, (ranking, count) in enumerate(profile.rows):
        for other in permutations(profile.options):
            for many in range(1, count + 1) if other != ranking else ():
                yield ranking, many, profile.moved(at, many, other)


def _raised(ranking: Order, option: str) -> Iterator[Order]:
    """Yield the ranking with an option higher, by one place and by more, and nothing else changed."""
    place = ranking.index(option)
    for higher in range(place - 1, -1, -1):
        yield (*ranking[:higher], option, *ranking[higher:place], *ranking[place + 1 :])


def _block(many: int, ranking: Order) -> str:
    return f"{voters(many)} of {spelt(ranking)}"
