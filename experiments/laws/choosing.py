"""Laws of choosing: paradoxes of voting, and the smallest of their kind."""

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from ...protocols.rules import (
    Borda,
    Condorcet,
    InstantRunoff,
    PairwiseAgenda,
    Plurality,
    RankedRule,
    TwoRoundRunoff,
)
from .law import Effort, Finding, Law
from .orders import ORDERS, Counts, UpsideDown, elected, moved, outcomes, resolved, smallest


class Pairs(NamedTuple):
    """Both ways to compare options in pairs."""

    all_of_them: RankedRule = Condorcet()
    agenda: Callable[[str], RankedRule] = lambda order: PairwiseAgenda(order=tuple(order))


def cycle(rules: Pairs, effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Hold abc, bca, cab under all six agendas."""
    text = "1 abc, 1 bca, 1 cab"
    yield Finding("option that beats every other", "", elected(rules.all_of_them, text))
    won = {elected(rules.agenda(order), text) for order in ORDERS}
    yield Finding("elected by some agenda", "a, b, c", ", ".join(sorted(won)))


FIVE: Sequence[RankedRule] = (Plurality(), TwoRoundRunoff(), InstantRunoff(), Borda(), Condorcet())


def malkevitch(rules: Sequence[RankedRule], effort: Effort) -> Iterator[Finding]:  # noqa: ARG001 - exact
    """Have 55 voters decide under five rules."""
    voters = "18 ADECB, 12 BEDCA, 10 CBEDA, 9 DCEBA, 4 EBDCA, 2 ECDBA"
    names = ("plurality", "two-round-runoff", "instant-runoff", "borda", "condorcet")
    for name, winner, rule in zip(names, "ABCDE", rules, strict=True):
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
        yield Finding("voters needed, one lifting, up to 17", 0, smallest(lambda n: alone(n, 1), 17))


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
    yield Finding("plurality, the second reports abc", "a", resolved(one, "bac", "abc"))
    yield Finding("borda, abc and bac", "a", resolved(two, "abc", "bac"))
    yield Finding("borda, the second reports bca", "b", resolved(two, "abc", "bca"))


LAWS = (
    Law(
        "10",
        "Condorcet cycle",
        "Condorcet (1785); McKelvey (1976), Intransitivities in multidimensional voting models",
        Pairs(),
        cycle,
        {"plurality": Pairs(Plurality(), lambda order: Plurality())},  # noqa: ARG005 - that is what is wrong
    ),
    Law(
        "11",
        "five rules, five winners",
        "Malkevitch (1990), Mathematical theory of elections",
        FIVE,
        malkevitch,
        {"each the rule of the next": (*FIVE[1:], FIVE[0])},
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
        {"plurality": Plurality(), "the last place is worth most": UpsideDown()},
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
        {"the last place is worth most": (UpsideDown(), UpsideDown())},
    ),
)
