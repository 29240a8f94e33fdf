"""Known results about rules over rankings, each with its source."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations
from math import comb, factorial, prod, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from moot.protocols.rules import (
    AntiPlurality,
    Black,
    Borda,
    Condorcet,
    Copeland,
    InstantRunoff,
    Kemeny,
    ListedOrder,
    Minimax,
    PairwiseAgenda,
    Plurality,
    Profile,
    RankedPairs,
    RankedRule,
    Schulze,
    TwoRoundRunoff,
)
from moot.protocols.rules.batch import winners
from moot.protocols.rules.table import Table
from moot.sim import Ballots, Question, Reply, decide

ORDERS = ["".join(order) for order in permutations("abc")]
AT = {order: i for i, order in enumerate(ORDERS)}
Counts = tuple[int, ...]


def profile(text: str) -> Profile:
    """`"4 abc, 3 bca"`: four rank a first."""
    rows = [part.split() for part in text.split(", ")]
    return Profile(sorted(rows[0][1]), [(tuple(order), int(count)) for count, order in rows])


def elected(rule: RankedRule, text: str) -> str:
    return "".join(map(str, rule.count(profile(text)).winners))


def every_profile(voters: int) -> list[Counts]:
    """All ways to share voters out over the six orders of three options."""
    bars = combinations(range(voters + 5), 5)
    return [tuple(b - a - 1 for a, b in zip((-1, *bar), (*bar, voters + 5), strict=True)) for bar in bars]


def in_arrays(rule: RankedRule, counts: Iterable[Counts] | NDArray[np.int64]) -> NDArray[np.bool_]:
    orders = [["abc".index(option) for option in order] for order in ORDERS]
    return winners(rule, "abc", Table([orders], np.array(list(counts))))


@cache
def outcomes(rule: RankedRule, voters: int) -> dict[Counts, str]:
    """Who wins in every profile of so many voters."""
    profiles = every_profile(voters)
    won = in_arrays(rule, profiles)
    return {counts: "".join(np.array(list("abc"))[row]) for counts, row in zip(profiles, won, strict=True)}


def moved(counts: Counts, old: str, new: str = "", voters: int = 1) -> Counts:
    """The profile in which some who rank by `old` rank by `new`, or stay away."""
    change = dict.fromkeys(ORDERS, 0) | {old: -voters} | ({new: voters} if new else {})
    return tuple(count + change[order] for order, count in zip(ORDERS, counts, strict=True))


def lifts(option: str) -> list[tuple[str, str]]:
    """Every way to lift an option in an order, the others kept in theirs."""
    rest = {order: order.replace(option, "") for order in ORDERS}
    return [
        (old, new)
        for old, new in permutations(ORDERS, 2)
        if rest[old] == rest[new] and new.index(option) < old.index(option)
    ]


def test_10_in_a_cycle_every_option_wins_under_some_agenda() -> None:
    """Condorcet (1785); McKelvey (1976), Intransitivities in multidimensional voting models."""
    cycle = "1 abc, 1 bca, 1 cab"
    assert elected(Condorcet(), cycle) == ""
    agendas = {order: elected(PairwiseAgenda(order=tuple(order)), cycle) for order in ORDERS}
    assert agendas == {"abc": "c", "bac": "c", "acb": "b", "cab": "b", "bca": "a", "cba": "a"}


@pytest.mark.parametrize(
    ("rule", "winner"),
    [(Plurality(), "A"), (TwoRoundRunoff(), "B"), (InstantRunoff(), "C"), (Borda(), "D"), (Condorcet(), "E")],
)
def test_11_five_rules_elect_five_options(rule: RankedRule, winner: str) -> None:
    """Malkevitch (1990), Mathematical theory of elections."""
    assert elected(rule, "18 ADECB, 12 BEDCA, 10 CBEDA, 9 DCEBA, 4 EBDCA, 2 ECDBA") == winner


def loser(counts: Counts) -> str:
    """The option that is beaten by every other, each strictly."""
    beaten = {
        one: all(2 * behind(counts, one, other) > sum(counts) for other in "abc" if other != one)
        for one in "abc"
    }
    return "".join(option for option, is_beaten in beaten.items() if is_beaten)


def behind(counts: Counts, one: str, other: str) -> int:
    return sum(
        count for order, count in zip(ORDERS, counts, strict=True) if order.index(one) > order.index(other)
    )


def test_12_plurality_elects_the_condorcet_loser_and_not_with_fewer_than_seven() -> None:
    """Borda (1781); Fishburn and Gehrlein (1976)."""
    assert elected(Plurality(), "4 abc, 3 bca, 2 cba") == "a"
    assert elected(Condorcet(), "4 cba, 3 acb, 2 abc") == "a"  # all orders reversed
    fails = {
        voters: any(won == loser(counts) for counts, won in outcomes(Plurality(), voters).items() if won)
        for voters in range(1, 8)
    }
    assert [voters for voters, fail in fails.items() if fail] == [7]


def test_13_a_lift_makes_the_winner_of_instant_runoff_lose() -> None:
    """Doron and Kronick (1977), Single transferrable vote: a perverse social choice function."""
    assert elected(InstantRunoff(), "6 abc, 4 bca, 5 cab, 2 bac") == "a"
    assert elected(InstantRunoff(), "8 abc, 4 bca, 5 cab") == "c"
    assert elected(InstantRunoff(), "3 acb, 3 bca, 3 cba") == "bc"
    assert elected(InstantRunoff(), "2 acb, 1 bac, 3 bca, 3 cba") == "c"


@cache
def lifted(voters: int, lifters: int) -> set[str]:
    """Who wins instead, and whether alone, after so many voters lift a in a profile that elects a alone."""
    won = outcomes(InstantRunoff(), voters)
    found: set[str] = set()
    for counts, winner in won.items():
        if winner == "a":
            found |= {won.get(moved(counts, old, new, lifters), "") for old, new in lifts("a")}
    return found


def test_13_no_lift_of_fewer_than_17_voters_does() -> None:
    """Checked over every profile, for one order lifted by one voter or by two."""
    alone = {"b", "c"}
    assert [n for n in range(2, 18) if lifted(n, 2) & alone] == [17]
    assert [n for n in range(1, 18) if lifted(n, 1) & alone] == []


def test_13_in_winner_sets_nine_voters_are_needed() -> None:
    def fails(voters: int) -> bool:
        won = outcomes(InstantRunoff(), voters)
        return any(
            "a" in winner and "a" not in won.get(moved(counts, old, new), "a")
            for counts, winner in won.items()
            for old, new in lifts("a")
        )

    assert [voters for voters in range(1, 10) if fails(voters)] == [9]


def majority_of(counts: Counts) -> str:
    firsts = Counter[str]()
    for order, count in zip(ORDERS, counts, strict=True):
        firsts[order[0]] += count
    return "".join(option for option, count in firsts.items() if 2 * count > sum(counts))


def test_14_borda_fails_a_majority_and_not_with_fewer_than_five() -> None:
    """Condorcet (1785)."""
    assert elected(Borda(), "3 abc, 2 bca") == "b"
    fails = {
        voters: any(
            (most := majority_of(counts)) and most not in won
            for counts, won in outcomes(Borda(), voters).items()
        )
        for voters in range(1, 6)
    }
    assert [voters for voters, fail in fails.items() if fail] == [5]


def test_14_borda_fails_independence_of_others_with_two_voters() -> None:
    """Arrow (1951), Social choice and individual values."""
    assert elected(Borda(), "1 acb, 1 bac") == "a"
    assert elected(Borda(), "1 abc, 1 bca") == "b"  # and both still put a and b as before


def chosen(rule: RankedRule, *ballots: str) -> str:
    """Who is elected where ties are broken as the options are listed."""
    cast = {
        f"S{i}": Reply.load({"stance": ballot[0], "ranking": list(ballot)})
        for i, ballot in enumerate(ballots)
    }
    question = Question(text="?", options=tuple(sorted(ballots[0])))
    return str(decide(Ballots(question, cast, {}), rule, tie_break=ListedOrder()).chosen)


def test_15_two_voters_gain_by_reporting_what_they_do_not_think() -> None:
    """Gibbard (1973), Manipulation of voting schemes; Satterthwaite (1975)."""
    assert chosen(Plurality(), "bac", "cab") == "b"
    assert chosen(Plurality(), "bac", "abc") == "a"  # which the second ranks above b
    assert chosen(Borda(), "abc", "bac") == "a"
    assert chosen(Borda(), "abc", "bca") == "b"


@pytest.mark.parametrize(
    ("rule", "text", "absent", "with_it", "without"),
    [
        (Black(), "1 acb, 3 bac, 4 cba", "acb", "b", "c"),
        (InstantRunoff(), "1 abc, 1 bca, 2 cab", "cab", "b", "a"),
        (Black(), "1 abdc, 3 bdca, 1 dabc, 1 dacb", "abdc", "d", "b"),
        (Copeland(), "1 abcd, 1 acbd, 2 badc, 2 cdba", "abcd", "b", "a"),
        (Minimax(), "2 bcad, 2 cdab, 2 dbac", "bcad", "a", "c"),
        (Schulze(), "2 bacd, 2 cdab, 1 dabc, 1 dbca", "cdab", "b", "a"),
        (RankedPairs(), "2 acbd, 2 bdca, 2 dcab", "bdca", "a", "c"),
        (Kemeny(), "1 acdb, 2 badc, 2 cbad, 1 dacb", "cbad", "a", "b"),
    ],
)
def test_16_a_voter_gains_by_staying_away(
    rule: RankedRule, text: str, absent: str, with_it: str, without: str
) -> None:
    """Moulin (1988), Condorcet's principle implies the no show paradox; Brandt, Geist and Peters (2016).

    Ties are broken as the options are listed: so every Condorcet rule fails with four options.
    """
    ballots = [
        order for part in text.split(", ") for count, order in [part.split()] for _ in range(int(count))
    ]
    assert chosen(rule, *ballots) == with_it
    ballots.remove(absent)
    assert chosen(rule, *ballots) == without
    assert absent.index(without) < absent.index(with_it)


def gains_by_staying_away(rule: RankedRule, voters: int, absent: int = 1, *, alone: bool = False) -> bool:
    """Whether a block of voters with one order does; ties go to who is listed first, or do not count."""
    without = outcomes(rule, voters - absent)
    for counts, won in outcomes(rule, voters).items():
        for order in ORDERS:
            other = without.get(moved(counts, order, voters=absent), "")
            settled = len(won) == len(other) == 1 or not alone
            if other and settled and order.index(other[0]) < order.index(won[0]):
                return True
    return False


def test_16_who_needs_how_many_to_gain_by_staying_away() -> None:
    """With three options minimax keeps participation, and Black fails it; none found to n."""
    assert not any(gains_by_staying_away(Minimax(), voters) for voters in range(2, 11))
    assert [n for n in range(2, 9) if gains_by_staying_away(Black(), n, alone=True)] == [8]
    assert [n for n in range(2, 5) if gains_by_staying_away(InstantRunoff(), n)] == [4]
    assert [n for n in range(3, 12) if gains_by_staying_away(InstantRunoff(), n, 2, alone=True)] == [11]
    assert not any(gains_by_staying_away(InstantRunoff(), n, 1, alone=True) for n in range(2, 12))


def no_condorcet_winner(voters: int) -> Fraction:
    """By the classes of voters that put an option above both, one or none of the others."""
    chances = (Fraction(1, 3), Fraction(1, 6), Fraction(1, 6), Fraction(1, 3))
    wins = Fraction(0)
    for both in range(voters + 1):
        for first in range(voters + 1 - both):
            for second in range(voters + 1 - both - first):
                if 2 * (both + first) > voters < 2 * (both + second):
                    counts = (both, first, second, voters - both - first - second)
                    wins += multinomial(counts) * prod(p**k for p, k in zip(chances, counts, strict=True))
    return 1 - 3 * wins


def multinomial(counts: Sequence[int]) -> int:
    return factorial(sum(counts)) // prod(map(factorial, counts))


@pytest.mark.parametrize(("voters", "known"), [(3, 0.0556), (5, 0.0694), (11, 0.0798), (25, 0.0843)])
def test_17_how_often_no_option_beats_every_other(voters: int, known: float) -> None:
    """Guilbaud (1952); Gehrlein and Fishburn (1976): impartial culture, every profile weighed."""
    profiles = every_profile(voters)
    assert len(profiles) == comb(voters + 5, 5)
    nobody = ~in_arrays(Condorcet(), profiles).any(axis=1)
    ways = sum(multinomial(profiles[i]) for i in np.flatnonzero(nobody))
    measured = Fraction(ways, 6**voters)
    assert measured == no_condorcet_winner(voters)
    assert measured == pytest.approx(known, abs=5e-5)


@cache
def drawn(voters: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Profiles of impartial culture in which an option beats every other, and which one."""
    draws = np.random.default_rng(18).multinomial(voters, [1 / 6] * 6, 20_000)
    best = in_arrays(Condorcet(), draws)
    there = best.any(axis=1)
    return draws[there], best[there]


def efficiency(rule: RankedRule, voters: int) -> float:
    """How often the option that beats every other is elected, a tie among k counted as 1/k."""
    profiles, best = drawn(voters)
    won = in_arrays(rule, profiles)
    return float(((won & best).sum(axis=1) / won.sum(axis=1)).mean())


@pytest.mark.parametrize(
    ("rule", "voters", "known"),
    [
        (Plurality(), 1001, 0.762),
        (Borda(), 1001, 0.902),
        (InstantRunoff(), 1001, 0.963),
        (Plurality(), 1000, 0.774),
        (Borda(), 1000, 0.915),
        (InstantRunoff(), 1000, 0.966),
    ],
)
def test_18_how_often_the_condorcet_winner_is_elected(rule: RankedRule, voters: int, known: float) -> None:
    """Gehrlein and Fishburn (1978); Merrill (1984), A comparison of efficiency of electoral systems."""
    # the share of a tie varies less than an all or nothing
    tolerance = 4 * sqrt(known * (1 - known) / len(drawn(voters)[0]))
    assert abs(efficiency(rule, voters) - known) <= tolerance
    wrong = {Plurality(): AntiPlurality(), Borda(): Plurality(), InstantRunoff(): Borda()}[rule]
    assert abs(efficiency(wrong, voters) - known) > tolerance
