"""Laws of choosing: paradoxes of voting, the smallest of their kind, and how often they happen."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import permutations
from math import factorial, prod, sqrt
from typing import Any, NamedTuple

from ...protocols.rules import (
    AntiPlurality,
    Black,
    Borda,
    Condorcet,
    Copeland,
    InstantRunoff,
    Kemeny,
    Minimax,
    PairwiseAgenda,
    Plurality,
    RankedPairs,
    RankedRule,
    Schulze,
    TwoRoundRunoff,
)
from .law import Effort, Finding, Law
from .orders import ORDERS, Counts, elected, every_profile, in_arrays, moved, outcomes, resolved, smallest


def cycle(rule: RankedRule, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Hold abc, bca, cab under all six agendas."""
    text = "1 abc, 1 bca, 1 cab"
    yield Finding("option that beats every other", "", elected(rule, text))
    won = {elected(PairwiseAgenda(order=tuple(order)), text) for order in ORDERS}
    yield Finding("elected by some agenda", "abc", "".join(sorted(won)))


FIVE: Mapping[str, tuple[RankedRule, str]] = {
    "plurality": (Plurality(), "A"),
    "two-round-runoff": (TwoRoundRunoff(), "B"),
    "instant-runoff": (InstantRunoff(), "C"),
    "borda": (Borda(), "D"),
    "condorcet": (Condorcet(), "E"),
}
ONE_FOR_ALL = {name: (Plurality(), winner) for name, (_, winner) in FIVE.items()}


def malkevitch(rules: Mapping[str, tuple[RankedRule, str]], effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Have 55 voters decide under five rules."""
    voters = "18 ADECB, 12 BEDCA, 10 CBEDA, 9 DCEBA, 4 EBDCA, 2 ECDBA"
    for name, (rule, winner) in rules.items():
        yield Finding(name, winner, elected(rule, voters))


def beaten_by_all(counts: Counts) -> str:
    """Return the option that is beaten by every other, each strictly."""

    def behind(one: str, other: str) -> int:
        ahead = zip(ORDERS, counts, strict=True)
        return sum(count for order, count in ahead if order.index(one) > order.index(other))

    loses = {one: all(2 * behind(one, two) > sum(counts) for two in "abc" if two != one) for one in "abc"}
    return "".join(option for option, beaten in loses.items() if beaten)


def condorcet_loser(rule: RankedRule, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Look for the smallest profile in which who loses to all wins."""
    yield Finding("4 abc, 3 bca, 2 cba elects", "a", elected(rule, "4 abc, 3 bca, 2 cba"))

    def fails(voters: int) -> bool:
        return any(won and won == beaten_by_all(counts) for counts, won in outcomes(rule, voters).items())

    yield Finding("voters needed", 7, smallest(fails, 7))


def lifts(option: str) -> list[tuple[str, str]]:
    """Return every way to lift an option in an order, the others kept in theirs."""
    rest = {order: order.replace(option, "") for order in ORDERS}
    return [
        (old, new)
        for old, new in permutations(ORDERS, 2)
        if rest[old] == rest[new] and new.index(option) < old.index(option)
    ]


def monotonicity(rule: RankedRule, effort: Effort) -> Iterator[Finding]:
    """Lift the winner, and look for the smallest profile in which it then loses."""
    yield Finding("6 abc, 4 bca, 5 cab, 2 bac elects", "a", elected(rule, "6 abc, 4 bca, 5 cab, 2 bac"))
    yield Finding("after two lift it", "c", elected(rule, "8 abc, 4 bca, 5 cab"))

    def in_sets(voters: int) -> bool:
        won = outcomes(rule, voters)
        return any(
            "a" in winner and "a" not in won.get(moved(counts, old, new), "a")
            for counts, winner in won.items()
            for old, new in lifts("a")
        )

    yield Finding("voters needed, of winner sets", 9, smallest(in_sets, 9))

    def alone(voters: int, lifters: int = 2) -> bool:
        won = outcomes(rule, voters)
        return any(
            won.get(moved(counts, old, new, lifters)) in ("b", "c")
            for counts, winner in won.items()
            if winner == "a"
            for old, new in lifts("a")
        )

    if effort.share == 1:  # every profile of 17 voters is looked at
        yield Finding("voters needed, of sole winners, two lifting", 17, smallest(alone, 17))
        yield Finding("the same, one lifting, up to 17", 0, smallest(lambda n: alone(n, 1), 17))


def majority(counts: Counts) -> str:
    """Return the option that more than half rank first."""
    firsts = dict.fromkeys("abc", 0)
    for order, count in zip(ORDERS, counts, strict=True):
        firsts[order[0]] += count
    return "".join(option for option, count in firsts.items() if 2 * count > sum(counts))


def borda_fails(rule: RankedRule, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Look for a majority that loses, and for a third option that decides between two."""
    yield Finding("3 abc, 2 bca elects", "b", elected(rule, "3 abc, 2 bca"))

    def fails(voters: int) -> bool:
        return any(
            (most := majority(counts)) and most not in won for counts, won in outcomes(rule, voters).items()
        )

    yield Finding("voters needed", 5, smallest(fails, 5))
    yield Finding("acb, bac elects", "a", elected(rule, "1 acb, 1 bac"))
    yield Finding("abc, bca, with a and b as before, elects", "b", elected(rule, "1 abc, 1 bca"))


def gain(rules: tuple[RankedRule, RankedRule], effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Have the second of two voters report what it does not think; ties go to who is listed first."""
    one, two = rules
    yield Finding("plurality, bac and cab", "b", resolved(one, "bac", "cab"))
    yield Finding("the second reports abc", "a", resolved(one, "bac", "abc"))
    yield Finding("borda, abc and bac", "a", resolved(two, "abc", "bac"))
    yield Finding("the second reports bca", "b", resolved(two, "abc", "bca"))


class NoShow(NamedTuple):
    """The rules that the law of the no-show paradox is about."""

    black: RankedRule = Black()
    runoff: RankedRule = InstantRunoff()
    minimax: RankedRule = Minimax()
    copeland: RankedRule = Copeland()
    schulze: RankedRule = Schulze()
    ranked_pairs: RankedRule = RankedPairs()
    kemeny: RankedRule = Kemeny()


STAYS_AWAY = {
    "black": ("1 abdc, 3 bdca, 1 dabc, 1 dacb", "abdc", "d", "b"),
    "copeland": ("1 abcd, 1 acbd, 2 badc, 2 cdba", "abcd", "b", "a"),
    "minimax": ("2 bcad, 2 cdab, 2 dbac", "bcad", "a", "c"),
    "schulze": ("2 bacd, 2 cdab, 1 dabc, 1 dbca", "cdab", "b", "a"),
    "ranked_pairs": ("2 acbd, 2 bdca, 2 dcab", "bdca", "a", "c"),
    "kemeny": ("1 acdb, 2 badc, 2 cbad, 1 dacb", "cbad", "a", "b"),
}
"""With four options, ties broken as listed: a profile, who stays away, who wins with them and without."""


def stays_away(rule: RankedRule, voters: int, absent: int = 1, *, alone: bool = False) -> bool:
    """Whether a block gains by staying away; ties go to who is listed first, or do not count."""
    without = outcomes(rule, voters - absent) if voters > absent else {}
    for counts, won in outcomes(rule, voters).items():
        for order in ORDERS:
            other = without.get(moved(counts, order, voters=absent), "")
            settled = len(won) == len(other) == 1 or not alone
            if won and other and settled and order.index(other[0]) < order.index(won[0]):
                return True
    return False


def no_show(rules: NoShow, effort: Effort) -> Iterator[Finding]:
    """Look for voters who gain by staying away."""
    yield Finding("Black, 1 acb, 3 bac, 4 cba elects", "b", elected(rules.black, "1 acb, 3 bac, 4 cba"))
    yield Finding("without acb", "c", elected(rules.black, "3 bac, 4 cba"))
    yield Finding(
        "voters needed, Black, sole winners", 8, smallest(lambda n: stays_away(rules.black, n, alone=True), 8)
    )
    yield Finding(
        "voters needed, instant runoff, listed order", 4, smallest(lambda n: stays_away(rules.runoff, n), 4)
    )
    upto = 10 if effort.share == 1 else 6
    yield Finding(
        f"minimax, three options, up to {upto}", 0, smallest(lambda n: stays_away(rules.minimax, n), upto)
    )
    for name, (text, absent, with_them, without) in STAYS_AWAY.items():
        rows = [part.split() for part in text.split(", ")]
        voters = [order for count, order in rows for _ in range(int(count))]
        rule = getattr(rules, name)
        yield Finding(f"{name}, four options, {text}", with_them, resolved(rule, *voters))
        voters.remove(absent)
        yield Finding(f"the same, one {absent} away", without, resolved(rule, *voters))
    if effort.share == 1:
        needed = smallest(lambda n: n > 2 and stays_away(rules.runoff, n, 2, alone=True), 11)
        yield Finding("voters needed, instant runoff, sole winners, two away", 11, needed)


def ways(counts: Counts) -> int:
    """Return in how many ways voters can have these orders."""
    return factorial(sum(counts)) // prod(map(factorial, counts))


def nobody_beats_all(voters: int) -> Fraction:
    """Return the chance of it, by the classes of voters that put an option above both, one or none."""
    chances = (Fraction(1, 3), Fraction(1, 6), Fraction(1, 6), Fraction(1, 3))
    wins = Fraction(0)
    for both in range(voters + 1):
        for first in range(voters + 1 - both):
            for second in range(voters + 1 - both - first):
                if 2 * (both + first) > voters < 2 * (both + second):
                    counts = (both, first, second, voters - both - first - second)
                    wins += ways(counts) * prod(p**k for p, k in zip(chances, counts, strict=True))
    return 1 - 3 * wins


def paradox(rule: RankedRule, effort: Effort) -> Iterator[Finding]:
    """Weigh every profile of impartial culture in which nobody beats every other."""
    for voters, known in ((3, 0.0556), (5, 0.0694), (11, 0.0798), (25, 0.0843)):
        if voters < 25 or effort.share == 1:
            profiles = every_profile(voters)
            beats: Any = in_arrays(rule, profiles).any(axis=1).tolist()
            count = sum(ways(counts) for counts, one in zip(profiles, beats, strict=True) if not one)
            measured = float(Fraction(count, 6**voters))
            yield Finding(f"{voters} voters, about {known}", float(nobody_beats_all(voters)), measured)


EFFICIENT: Mapping[str, RankedRule] = {
    "plurality": Plurality(),
    "borda": Borda(),
    "instant-runoff": InstantRunoff(),
}
WRONG: Mapping[str, RankedRule] = {
    "plurality": AntiPlurality(),
    "borda": Plurality(),
    "instant-runoff": Borda(),
}
EFFICIENCY = {
    1001: {"plurality": 0.762, "borda": 0.902, "instant-runoff": 0.963},
    1000: {"plurality": 0.774, "borda": 0.915, "instant-runoff": 0.966},
}


def efficiency(rules: Mapping[str, RankedRule], effort: Effort) -> Iterator[Finding]:
    """Draw profiles of impartial culture; a tie of k counts as 1/k."""
    import numpy as np

    for voters, figures in EFFICIENCY.items():
        runs = effort.runs(20_000)
        drawn = np.random.default_rng([18, effort.seed]).multinomial(voters, [1 / 6] * 6, runs)
        best = in_arrays(Condorcet(), drawn)
        there = best.any(axis=1)
        profiles, best = drawn[there], best[there]
        for name, expected in figures.items():
            won = in_arrays(rules[name], profiles)
            shares = (won & best).sum(axis=1) / won.sum(axis=1)
            error = float(shares.std() / sqrt(len(shares)))
            reference = sqrt(expected * (1 - expected) / len(shares))
            yield Finding(
                f"{name}, {voters} voters", expected, float(shares.mean()), 4 * reference, error, len(shares)
            )


LAWS = (
    Law(
        "10",
        "Condorcet cycle",
        "Condorcet (1785); McKelvey (1976), Intransitivities in multidimensional voting models",
        Condorcet(),
        cycle,
        {"plurality": Plurality()},
    ),
    Law(
        "11",
        "five rules, five winners",
        "Malkevitch (1990), Mathematical theory of elections",
        FIVE,
        malkevitch,
        {"plurality under five names": ONE_FOR_ALL},
    ),
    Law(
        "12",
        "plurality elects a Condorcet loser",
        "Borda (1781); Fishburn and Gehrlein (1976)",
        Plurality(),
        condorcet_loser,
        {"Borda": Borda()},
    ),
    Law(
        "13",
        "instant runoff is not monotone",
        "Doron and Kronick (1977), Single transferrable vote: a perverse social choice function",
        InstantRunoff(),
        monotonicity,
        {"plurality": Plurality()},
    ),
    Law(
        "14",
        "Borda fails a majority, and independence",
        "Condorcet (1785); Arrow (1951), Social choice and individual values",
        Borda(),
        borda_fails,
        {"plurality": Plurality()},
    ),
    Law(
        "15",
        "two voters gain by a false report",
        "Gibbard (1973); Satterthwaite (1975)",
        (Plurality(), Borda()),
        gain,
        {"both anti-plurality": (AntiPlurality(), AntiPlurality())},
    ),
    Law(
        "16",
        "no-show paradox",
        "Moulin (1988); Brandt, Geist and Peters (2016)",
        NoShow(),
        no_show,
        {"plurality for all": NoShow(*[Plurality()] * 7)},
    ),
    Law(
        "17",
        "how often nobody beats every other",
        "Guilbaud (1952); Gehrlein and Fishburn (1976)",
        Condorcet(),
        paradox,
        {"plurality": Plurality()},
    ),
    Law(
        "18",
        "Condorcet efficiency",
        "Gehrlein and Fishburn (1978); Merrill (1984)",
        EFFICIENT,
        efficiency,
        {"each another rule": WRONG},
    ),
)
