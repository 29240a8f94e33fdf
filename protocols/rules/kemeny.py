"""Kemeny's rule: the rankings that agree most with the ballots."""

from collections.abc import Iterator, Sequence
from math import factorial, prod
from typing import NamedTuple

from ...sim import SpecError, Tally
from .pairs import PairwiseRule, smith
from .profile import Profile, members
from .words import verb

MOST = 16
"""How many options that beat each other in circles are put in order, at most."""


class Kemeny(PairwiseRule):
    """Elects the options at the top of a ranking that agrees with the ballots on the most pairs.

    Every ranking that does so counts, and how many there are is noted. Also called Kemeny-Young. By dynamic
    programming over sets, O(2^k k), k the number of options in the largest circle.

    Source: Kemeny (1959), Mathematics without numbers; Young and Levenglick (1978), A consistent extension of
    Condorcet's election principle; sets one below the other: Truchon (1998), An extension of the Condorcet
    criterion and Kemeny orders.
    """

    def count(self, profile: Profile) -> Tally:
        """Find the best rankings.

        Raises:
            SpecError: more options beat each other in a circle than can be put in order.
        """
        above = profile.pairwise
        orders = [_best(above, circle) for circle in circles(profile)]
        ranking = [i for order in orders for i in order.ranking]
        ways = prod(order.ways for order in orders)
        agreed = sum(above[i][j] for at, i in enumerate(ranking) for j in ranking[at + 1 :])
        spelt = " > ".join(profile.options[i] for i in ranking)
        best = "the best ranking" if ways == 1 else f"one of {ways} best rankings"
        every = sum(map(sum, above))
        note = f"{best}: {spelt}, with which {agreed} of {every} judgements on pairs agree"
        return Tally(profile.names(sum([1 << i for i in orders[0].tops])), notes=(note,))

    def account(self, profile: Profile, tally: Tally) -> str:  # noqa: ARG002 - the note says it
        """Name the best ranking."""
        top = f"{verb(tally.winners, 'is', 'are')} on top of {'it' if len(tally.winners) == 1 else 'one'}"
        return f"No option beats every other in pairs. By the ballots, {tally.notes[0]}; {top}."


class Best(NamedTuple):
    """The best orders of some options.

    Attributes:
        tops: who is first in one of them.
        ways: how many there are.
        ranking: one of them; of those that could come next, the first listed does.
    """

    tops: tuple[int, ...]
    ways: int
    ranking: tuple[int, ...]


def circles(profile: Profile) -> Iterator[tuple[int, ...]]:
    """Yield the sets of which each option beats all options of the later ones, the sets as small as can be.

    In a best ranking they follow each other: to swap two neighbours against a victory costs agreement.
    """
    left = (1 << len(profile.options)) - 1
    while left:
        first = smith(profile, left)
        yield members(first)
        left &= ~first


def _best(above: Sequence[Sequence[int]], options: tuple[int, ...]) -> Best:
    """Return the best orders of options: for each set of them, the agreement of its best orders."""
    k = len(options)
    if all(above[i][j] == above[j][i] for i in options for j in options):
        return Best(options, factorial(k), options)  # no order is better, and all are too many to try
    if k > MOST:
        raise SpecError(f"{k} options beat each other in circles, and at most {MOST} can be put in order")
    gains = [_gains(above[i], options) for i in options]
    agreed, ways = [0] * (1 << k), [1] * (1 << k)
    for chosen in range(1, 1 << k):
        offers = [(agreed[rest] + gains[i][rest], ways[rest]) for i, rest in _without_one(chosen)]
        most = max(offers)[0]
        agreed[chosen] = most
        ways[chosen] = sum([number for offer, number in offers if offer == most])
    ranking: list[int] = []
    chosen = (1 << k) - 1
    firsts = _firsts(agreed, gains, chosen)
    while chosen:
        first = _firsts(agreed, gains, chosen)[0]
        ranking.append(options[first])
        chosen &= ~(1 << first)
    return Best(tuple(options[i] for i in firsts), ways[-1], tuple(ranking))


def _firsts(agreed: Sequence[int], gains: Sequence[Sequence[int]], chosen: int) -> list[int]:
    """Return who can be first in a best order of a set."""
    return [i for i, rest in _without_one(chosen) if agreed[rest] + gains[i][rest] == agreed[chosen]]


def _without_one(chosen: int) -> Iterator[tuple[int, int]]:
    """Yield each member of a set, and the set without it."""
    for i in members(chosen):
        yield i, chosen & ~(1 << i)


def _gains(above: Sequence[int], options: Sequence[int]) -> list[int]:
    """Return for each set of options how many ballots, pair by pair, put an option above them."""
    sums = [0]
    for j in options:
        sums += [total + above[j] for total in sums]
    return sums
