"""Every rule over rankings elects what its definition says, counted naively on ballots of all kinds.

A ballot is a level for each option, 0 the best; those at one level share a place, and level 4 is unranked.
"""

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.protocols.rules import (
    AntiPlurality,
    Baldwin,
    Black,
    Borda,
    Bucklin,
    Condorcet,
    Coombs,
    Copeland,
    Dowdall,
    InstantRunoff,
    Kemeny,
    Majority,
    Minimax,
    PairwiseAgenda,
    Plurality,
    Profile,
    RankedPairs,
    RankedRule,
    Schulze,
    Smith,
    Supermajority,
    TwoRoundRunoff,
    Unanimity,
)

M = range(4)
NAMES = "abcd"
UNRANKED = 4
Levels = tuple[int, ...]
Rows = list[tuple[Levels, int]]
Winners = set[int]
Count = Callable[[Rows, Collection[int]], dict[int, Fraction]]

weak = st.tuples(*[st.integers(0, UNRANKED)] * 4)
strict = st.permutations(M).map(tuple)
truncated = st.tuples(strict, st.integers(0, 3)).map(
    lambda cut: tuple(level if level <= cut[1] else UNRANKED for level in cut[0])
)
ROWS = st.one_of(
    *[
        st.lists(st.tuples(kind, st.integers(1, 2)), min_size=1, max_size=7)
        for kind in (weak, strict, truncated)
    ]
)


def profile(rows: Rows) -> Profile:
    """The ballots as rankings."""
    tiers = [
        (tuple(tuple(NAMES[i] for i in M if levels[i] == at) for at in range(4) if at in levels), weight)
        for levels, weight in rows
    ]
    return Profile(NAMES, tiers)


def above(rows: Rows, i: int, j: int) -> int:
    return sum(weight for levels, weight in rows if levels[i] < levels[j])


def margin(rows: Rows, i: int, j: int) -> int:
    return above(rows, i, j) - above(rows, j, i)


def best(scores: dict[int, Fraction]) -> Winners:
    return {i for i, score in scores.items() if score == max(scores.values())}


def tops(rows: Rows, left: Collection[int]) -> dict[int, Fraction]:
    """First places among those left, shared; none for who is unranked."""
    counts = dict.fromkeys(left, Fraction(0))
    for levels, weight in rows:
        top = min(levels[i] for i in left)
        first = [i for i in left if levels[i] == top != UNRANKED]
        for i in first:
            counts[i] += Fraction(weight, len(first))
    return counts


def bottoms(rows: Rows, left: Collection[int]) -> dict[int, Fraction]:
    counts = dict.fromkeys(left, Fraction(0))
    for levels, weight in rows:
        last = [i for i in left if levels[i] == max(levels[j] for j in left)]
        for i in last:
            counts[i] += Fraction(weight, len(last))
    return counts


def worth(rows: Rows, left: Collection[int], points: Sequence[Fraction]) -> dict[int, Fraction]:
    """The mean of what an option's places are worth."""
    counts = dict.fromkeys(left, Fraction(0))
    for (levels, weight), i in product(rows, left):
        before = sum(levels[j] < levels[i] for j in left)
        alike = sum(levels[j] == levels[i] for j in left)
        counts[i] += weight * Fraction(sum(points[before : before + alike]), alike)
    return counts


def borda(rows: Rows, left: Collection[int]) -> dict[int, Fraction]:
    return worth(rows, left, [Fraction(k) for k in reversed(range(len(left)))])


def after_drops(rows: Rows, left: Collection[int], drop: Count, *, majority: bool = False) -> Winners:
    """Drop one of those with the most to be dropped for, in every way."""
    counts = tops(rows, left)
    if majority and 2 * max(counts.values()) > sum(counts.values()):
        return best(counts)
    if len(left) == 1:
        return set(left)
    ways = [
        after_drops(rows, [j for j in left if j != i], drop, majority=majority)
        for i in best(drop(rows, left))
    ]
    return set().union(*ways)


def fewest(count: Count) -> Count:
    return lambda rows, left: {i: -score for i, score in count(rows, left).items()}


def runoff(rows: Rows) -> Winners:
    counts = tops(rows, M)
    if 2 * max(counts.values()) > sum(counts.values()):
        return best(counts)
    pairs = [
        (i, j)
        for i, j in combinations(M, 2)
        if all(counts[k] <= min(counts[i], counts[j]) for k in M if k not in (i, j))
    ]
    return set().union(*(best(tops(rows, pair)) for pair in pairs))


def bucklin(rows: Rows) -> Winners:
    voters = sum(weight for _, weight in rows)
    for places in range(1, 5):
        points = [Fraction(1)] * places + [Fraction(0)] * (4 - places)
        named = [
            worth([(levels, weight)], M, points)[i] if levels[i] != UNRANKED else Fraction(0)
            for i, (levels, weight) in product(M, rows)
        ]
        counts = {i: sum(named[i * len(rows) : (i + 1) * len(rows)], Fraction(0)) for i in M}
        if 2 * max(counts.values()) > voters:
            break
    return best(counts)


def condorcet(rows: Rows) -> Winners:
    return {i for i in M if all(margin(rows, i, j) > 0 for j in M if j != i)}


def copeland(rows: Rows) -> Winners:
    won = {i: [margin(rows, i, j) for j in M if j != i] for i in M}
    return best({i: Fraction(sum(x > 0 for x in row)) + Fraction(row.count(0), 2) for i, row in won.items()})


def defeat(rows: Rows, strength: str, i: int, j: int) -> int:
    """How strong the victory of i over j is."""
    if margin(rows, i, j) <= 0:
        return 0
    return margin(rows, i, j) if strength == "margins" else above(rows, i, j)


def minimax(rows: Rows, strength: str) -> Winners:
    return best({i: Fraction(-max(defeat(rows, strength, j, i) for j in M if j != i)) for i in M})


def smith(rows: Rows) -> Winners:
    sets = [set(some) for size in range(1, 5) for some in combinations(M, size)]
    return next(some for some in sets if all(margin(rows, i, j) > 0 for i in some for j in set(M) - some))


def schulze(rows: Rows, strength: str) -> Winners:
    def path(i: int, j: int) -> int:
        others = [k for k in M if k not in (i, j)]
        ways = [(i, *via, j) for size in range(3) for via in permutations(others, size)]
        return max(min(defeat(rows, strength, a, b) for a, b in pairwise(way)) for way in ways)

    return {i for i in M if all(path(i, j) >= path(j, i) for j in M if j != i)}


def ranked_pairs(rows: Rows, strength: str) -> Winners:
    """Lock victories in every order of ties, one permutation after the other."""
    victories = {(i, j): much for i, j in permutations(M, 2) if (much := defeat(rows, strength, i, j))}
    ties = [
        [victory for victory, much in victories.items() if much == size]
        for size in sorted(set(victories.values()), reverse=True)
    ]
    winners: Winners = set()
    for ways in product(*map(permutations, ties)):
        locked: set[tuple[int, int]] = set()
        for group in ways:
            for i, j in group:
                if not reaches(locked, j, i):
                    locked.add((i, j))
        winners |= set(M) - {j for _, j in locked}
    return winners


def reaches(locked: set[tuple[int, int]], start: int, end: int) -> bool:
    return start == end or any(reaches(locked, j, end) for i, j in locked if i == start)


def kemeny(rows: Rows) -> tuple[Winners, int]:
    agreed = {order: sum(above(rows, i, j) for i, j in combinations(order, 2)) for order in permutations(M)}
    optima = [order for order, much in agreed.items() if much == max(agreed.values())]
    return {order[0] for order in optima}, len(optima)


def agenda(rows: Rows, order: Sequence[int]) -> Winners:
    stays = order[0]
    for other in order[1:]:
        stays = other if margin(rows, other, stays) > 0 else stays
    return {stays}


def passed(rows: Rows, share: Fraction, *, more: bool) -> Winners:
    counts, needed = tops(rows, M), share * sum(weight for _, weight in rows)
    return {i for i in best(counts) if counts[i] > needed or (counts[i] == needed and not more)}


def positional(*points: Fraction | int) -> Callable[[Rows], Winners]:
    return lambda rows: best(worth(rows, M, [Fraction(x) for x in points]))


DEFINED: list[tuple[RankedRule, Callable[[Rows], Winners]]] = [
    (Plurality(), lambda rows: best(tops(rows, M))),
    (Majority(), lambda rows: passed(rows, Fraction(1, 2), more=True)),
    (Supermajority(), lambda rows: passed(rows, Fraction(2, 3), more=False)),
    (Supermajority(share=0.6, more=True), lambda rows: passed(rows, Fraction(3, 5), more=True)),
    (Unanimity(), lambda rows: passed(rows, Fraction(1), more=False)),
    (Borda(), positional(3, 2, 1, 0)),
    (AntiPlurality(), positional(0, 0, 0, -1)),
    (Dowdall(), positional(1, Fraction(1, 2), Fraction(1, 3), Fraction(1, 4))),
    (Bucklin(), bucklin),
    (InstantRunoff(), lambda rows: after_drops(rows, M, fewest(tops), majority=True)),
    (Coombs(), lambda rows: after_drops(rows, M, bottoms)),
    (Coombs(majority_stop=True), lambda rows: after_drops(rows, M, bottoms, majority=True)),
    (Baldwin(), lambda rows: after_drops(rows, M, fewest(borda))),
    (TwoRoundRunoff(), runoff),
    (Condorcet(), condorcet),
    (Copeland(), copeland),
    (Minimax(), lambda rows: minimax(rows, "margins")),
    (Minimax(strength="winning-votes"), lambda rows: minimax(rows, "winning-votes")),
    (Smith(), smith),
    (Black(), lambda rows: condorcet(rows) or best(borda(rows, M))),
    (Schulze(), lambda rows: schulze(rows, "margins")),
    (Schulze(strength="winning-votes"), lambda rows: schulze(rows, "winning-votes")),
    (RankedPairs(), lambda rows: ranked_pairs(rows, "margins")),
    (RankedPairs(strength="winning-votes"), lambda rows: ranked_pairs(rows, "winning-votes")),
    (Kemeny(), lambda rows: kemeny(rows)[0]),
    (PairwiseAgenda(), lambda rows: agenda(rows, M)),
    (PairwiseAgenda(order=("c", "a", "d", "b")), lambda rows: agenda(rows, (2, 0, 3, 1))),
]


@pytest.mark.parametrize(("rule", "defined"), DEFINED, ids=[str(rule.spec()) for rule, _ in DEFINED])
@settings(max_examples=60)
@given(rows=ROWS)
def test_who_is_elected(rule: RankedRule, defined: Callable[[Rows], Winners], rows: Rows) -> None:
    tally = rule.count(profile(rows))
    assert tally.winners == tuple(NAMES[i] for i in M if i in defined(rows))
    assert tally.exact


@given(ROWS)
def test_kemeny_counts_the_best_rankings(rows: Rows) -> None:
    (note,) = Kemeny().count(profile(rows)).notes
    number = kemeny(rows)[1]
    assert note.startswith("the best ranking: " if number == 1 else f"one of {number} best rankings: ")
    order = [NAMES.index(name) for name in note.split(": ")[1].split(",")[0].split(" > ")]
    agreed = sum(above(rows, i, j) for i, j in combinations(order, 2))
    assert f"with which {agreed} of {sum(above(rows, i, j) for i, j in permutations(M, 2))} " in note
