"""Axioms about who is who: voters who change places, options that change names, all turned round, clones."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, combinations_with_replacement, groupby, islice, pairwise, permutations, product
from math import comb, prod
from string import ascii_lowercase
from typing import ClassVar

from .axiom import Axiom, Breach, Elections, named
from .blocks import WAYS, Blocks, Order

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
    """One clone more, among or beside options that are neighbours in every ranking, does not matter.

    Every other option wins with it as without it, and one of the clones does if one of them did before. Where
    there are too many ways to place it, each block puts it at one place.

    Source: Tideman (1987), Independence of clones as a criterion for voting rules.
    """

    def breaches(self, profile: Blocks, elect: Elections) -> Iterator[Breach]:
        """Add a clone to each option, and to all that are neighbours, at any place among them."""
        copy = next(letter for letter in (*ascii_lowercase, "copy") if letter not in profile.options)
        for among in _clones(profile):
            for after in _cloned(profile, among, copy):
                yield from self._added(profile, after, elect, among, copy)

    def between(self, before: Blocks, after: Blocks, elect: Elections) -> Iterator[Breach]:
        """Compare profiles that differ in one option, next to the same others in every ranking."""
        more = [option for option in after.options if option not in before.options]
        if len(more) == 1 and after.only(before.options).multiset == before.multiset:
            for among in _clones(before):
                if all(_span(ranking, (*among, *more)) == len(among) + 1 for ranking, _ in after.rows):
                    yield from self._added(before, after, elect, among, more[0])

    def _added(
        self, before: Blocks, after: Blocks, elect: Elections, among: tuple[str, ...], copy: str
    ) -> Iterator[Breach]:
        won, wins = elect(before), elect(after)
        others = [option for option in before.options if option not in among]
        changed = tuple(other for other in others if (other in won) != (other in wins))
        if changed or any(one in won for one in among) != any(one in wins for one in (*among, copy)):
            deed = f"{named(among)} {'gets' if len(among) == 1 else 'get'} a clone, {copy}"
            wrong = f"whether {named(changed) if changed else 'a clone'} wins has changed"
            yield Breach(before, after, deed, wrong)


def _orders(ballots: list[Order]) -> Iterator[list[Order]]:
    if len(ballots) <= ARRANGED:
        yield from (list(order) for order in sorted(set(permutations(ballots))))
        return
    yield ballots[::-1]
    for i in range(len(ballots) - 1):
        yield [*ballots[:i], ballots[i + 1], ballots[i], *ballots[i + 2 :]]


def _clones(profile: Blocks) -> Iterator[tuple[str, ...]]:
    """Yield the options that are neighbours in every ranking: each by itself, but not all together."""
    first = profile.rows[0][0]
    for size in range(1, len(first)):
        for at in range(len(first) - size + 1):
            among = set(first[at : at + size])
            if all(_span(ranking, among) == size for ranking, _ in profile.rows):
                yield tuple(option for option in profile.options if option in among)


def _span(ranking: Order, among: Collection[str]) -> int:
    """Return how many places there are from the first of some options to the last."""
    at = [place for place, option in enumerate(ranking) if option in among]
    return at[-1] - at[0] + 1


def _cloned(profile: Blocks, among: Collection[str], copy: str) -> Iterator[Blocks]:
    """Yield the profiles with one more option, which each voter puts at some place among the given ones."""
    options, more = (*profile.options, copy), len(among)
    every = prod(comb(count + more, more) for _, count in profile.rows) <= WAYS
    ways = []
    for ranking, count in profile.rows:
        first = min(map(ranking.index, among))
        orders = [(*ranking[:at], copy, *ranking[at:]) for at in range(first, first + more + 1)]
        alike: Iterable[tuple[Order, ...]] = ((order,) * count for order in orders)
        chosen = combinations_with_replacement(orders, count) if every else alike
        ways.append([[(order, len(list(block))) for order, block in groupby(each)] for each in chosen])
    for rows in islice(product(*ways), WAYS):
        yield Blocks(options, tuple(chain.from_iterable(rows)))
