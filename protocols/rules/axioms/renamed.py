"""Axioms about who is who: voters who change places, options that change names, all turned round, clones."""

from collections.abc import Iterator
from itertools import groupby, pairwise, permutations, product
from string import ascii_lowercase
from typing import ClassVar

from .axiom import Axiom, Breach, Elections, named
from .blocks import Blocks, Order

ARRANGED = 6
"""Up to how many voters all their orders are compared; of more, exchanges of neighbours and the reverse."""


class Anonymity(Axiom):
    """Who casts which ballot does not matter: voters may exchange theirs.

    Source: May (1952), A set of independent necessary and sufficient conditions for simple majority decision.
    """

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Let voters change places."""
        won = elect.count(profile)
        ballots = [ranking for ranking, count in profile.rows for _ in range(count)]
        for order in _orders(ballots):
            rows = tuple((ranking, len(list(block))) for ranking, block in groupby(order))
            after = profile._replace(rows=rows)
            if elect.count(after) != won:
                deed = "voters exchange ballots; the blocks stand in the order of the seats"
                yield Breach(profile, after, deed, "nothing but who votes what has changed")

    def same(self, one: Blocks | None, other: Blocks) -> bool:
        """Whether each voter ranks alike."""
        return one == other


class Neutrality(Axiom):
    """Options are treated alike: if they exchange names, so do the winners.

    Source: May (1952), A set of independent necessary and sufficient conditions for simple majority decision.
    """

    alike: ClassVar[bool] = False

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Exchange the names of two options; all other renamings are made of these."""
        won = elect(profile)
        for one, other in pairwise(profile.options):
            swap = {one: other, other: one}
            after = profile.renamed([swap.get(option, option) for option in profile.options])
            due = {swap.get(option, option) for option in won}
            if set(elect(after)) != due:
                owed = named(tuple(option for option in profile.options if option in due))
                yield Breach(profile, after, f"{one} and {other} exchange names", f"{owed} would have to win")


class ReversalSymmetry(Axiom):
    """A sole winner does not win if everyone ranks the other way round.

    Source: Saari and Barney (2003), Consequences of reversing preferences.
    """

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Turn all rankings round."""
        won = elect(profile)
        after = profile.reverse()
        if len(won) == 1 and won[0] in elect(after):
            yield Breach(profile, after, "all turn their rankings round", f"{won[0]} is best, and worst")


class IndependenceOfClones(Axiom):
    """A copy of an option, next to it in every ranking, does not matter.

    All other options win with it as without it, and the option or its copy does if the option did alone.

    Source: Tideman (1987), Independence of clones as a criterion for voting rules.
    """

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Add a copy of each option, ranked just above or just below it by some of each block."""
        won = elect(profile)
        copy = next(letter for letter in (*ascii_lowercase, "copy") if letter not in profile.options)
        for option in profile.options:
            for below in product(*(range(count + 1) for _, count in profile.rows)):
                after = _cloned(profile, option, copy, below)
                wins = elect(after)
                wrong = [
                    other
                    for other in profile.options
                    if other != option and (other in won) != (other in wins)
                ]
                if wrong or (option in won) != (option in wins or copy in wins):
                    changed = " and ".join(wrong or [f"{option} or its copy"])
                    deed = f"{option} gets a copy, {copy}, next to it in every ranking"
                    yield Breach(profile, after, deed, f"whether {changed} wins has changed")


def _orders(ballots: list[Order]) -> Iterator[list[Order]]:
    if len(ballots) <= ARRANGED:
        yield from (list(order) for order in sorted(set(permutations(ballots))))
        return
    yield ballots[::-1]
    for i in range(len(ballots) - 1):
        yield [*ballots[:i], ballots[i + 1], ballots[i], *ballots[i + 2 :]]


def _cloned(profile: Blocks, option: str, copy: str, below: tuple[int, ...]) -> Blocks:
    """Add a copy of an option, below it for so many of each block and above it for the others."""
    rows = []
    for (ranking, count), under in zip(profile.rows, below, strict=True):
        at = ranking.index(option)
        for pair, many in (((option, copy), under), ((copy, option), count - under)):
            if many:
                rows.append(((*ranking[:at], *pair, *ranking[at + 1 :]), many))
    return Blocks((*profile.options, copy), tuple(rows))
