"""Tideman's ranked pairs: victories are locked from the strongest down."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import chain
from operator import or_

from ...sim import Tally
from ...sim.rule import listed
from .pairs import VictoryRule, strengths
from .profile import Profile

LOOKS = 200_000
"""How many victories are looked at, at most and about, before ties are broken in one way only."""

Victory = tuple[int, int]
"""Who beats whom."""

Below = tuple[int, ...]
"""For each option those that stand below it by what is locked, as bits."""


class RankedPairs(VictoryRule):
    """Locks victories in pairs, the strongest first, but for those that close a circle; the top is elected.

    Pairs that tie are never locked. Victories of one strength are locked in every order (parallel universes),
    and each option that is then below no other wins; past a bound those found are at least among the winners.

    Source: Tideman (1987), Independence of clones as a criterion for voting rules; all orders of ties: Zavist
    and Tideman (1989), Complete independence of clones in the ranked pairs rule.
    """

    def compare(self, profile: Profile, strength: list[list[int]]) -> Tally:
        """Lock them, in every order of ties."""
        winners, exact = tops(strength)
        notes = () if exact else ("victories tie in more ways than can be followed: others may win too",)
        return Tally(profile.names(winners), notes=notes, exact=exact)

    def account(self, profile: Profile, tally: Tally) -> str:
        """Say which victories were locked, and which close a circle."""
        strength = strengths(profile, self.strength)
        kept, shut = _in_listed_order(strength)
        if not kept:
            return "No option beats every other in pairs. No pair has a victory, so nothing is locked."
        said = "No option beats every other in pairs. Locked from the strongest down: "
        said += _spelt(profile, strength, kept)
        if shut:
            closes = "it closes" if len(shut) == 1 else "they close"
            said += f"; left out, for {closes} a circle: {_spelt(profile, strength, shut)}"
        if len(tally.winners) == 1:
            return f"{said}. Nothing that is locked stands above {tally.winners[0]}."
        return f"{said}. In one order of ties or another, nothing stands above {listed(tally.winners)}."


def tops(strength: list[list[int]], most: int = LOOKS) -> tuple[int, bool]:
    """Return who comes out on top in some order of ties, as bits, and whether all orders were followed.

    Args:
        strength: of the victory of one option over another; 0 where there is none.
        most: how many victories are looked at, one way to break ties after the other, before it is given up.
    """
    groups = _by_strength(strength)
    most //= sum(map(len, groups)) + 1
    everyone = (1 << len(strength)) - 1
    found = 0
    seen: set[tuple[int, Below]] = set()
    waiting: list[tuple[int, Below]] = [(0, (0,) * len(strength))]
    while waiting:
        at, below = waiting.pop()
        ties: list[Victory] = []
        while at < len(groups) and not ties:
            below, ties = _settle(below, groups[at])
            at += not ties
        if len(seen) >= most:
            for victory in chain.from_iterable(groups[at:]):
                below = _lock(below, victory) if _open(below, victory) else below
            return found | everyone & ~reduce(or_, below), False
        unbeaten = everyone & ~reduce(or_, below)
        if unbeaten & ~found == 0 or (at, below) in seen:
            continue  # nobody new can come out on top
        if ties:
            seen.add((at, below))
            waiting.extend([(at, _lock(below, victory)) for victory in ties])
        else:
            found |= unbeaten
    return found, True


def _by_strength(strength: list[list[int]]) -> list[list[Victory]]:
    groups: dict[int, list[Victory]] = {}
    for i, row in enumerate(strength):
        for j, much in enumerate(row):
            if much:
                groups.setdefault(much, []).append((i, j))
    return [groups[much] for much in sorted(groups, reverse=True)]


def _settle(below: Below, group: Iterable[Victory]) -> tuple[Below, list[Victory]]:
    """Lock the victories of a group that no order of its ties can shut out, and return the others.

    Those that are implied already, or shut out already, are dropped.
    """
    left = [victory for victory in group if _open(below, victory)]
    together = reduce(_lock, left, below)
    free = [(i, j) for i, j in left if not together[j] >> i & 1]
    if len(free) == len(left):
        return together, []
    return reduce(_lock, free, below), [(i, j) for i, j in left if together[j] >> i & 1]


def _open(below: Below, victory: Victory) -> bool:
    """Tell whether a victory is neither implied by what is locked nor shut out."""
    i, j = victory
    return not (below[i] >> j | below[j] >> i) & 1


def _lock(below: Below, victory: Victory) -> Below:
    """Put the loser, and all below it, below the winner and all above it."""
    winner, loser = victory
    sunk = below[loser] | 1 << loser
    return tuple(
        [under | sunk if i == winner or under >> winner & 1 else under for i, under in enumerate(below)]
    )


def _in_listed_order(strength: list[list[int]]) -> tuple[list[Victory], list[Victory]]:
    """Return the victories that are locked and those shut out, where ties are taken as options are listed."""
    kept: list[Victory] = []
    shut: list[Victory] = []
    below: Below = (0,) * len(strength)
    for i, j in chain.from_iterable(_by_strength(strength)):
        if below[j] >> i & 1:
            shut.append((i, j))
        else:
            kept.append((i, j))
            below = _lock(below, (i, j))
    return kept, shut


def _spelt(profile: Profile, strength: list[list[int]], victories: Sequence[Victory]) -> str:
    names = profile.options
    return listed([f"{names[i]} over {names[j]} ({strength[i][j]})" for i, j in victories])
