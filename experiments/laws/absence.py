"""The law of voters who gain by staying away."""

from collections.abc import Iterator
from typing import NamedTuple

from ...protocols.rules import (
    Black,
    Borda,
    Copeland,
    InstantRunoff,
    Kemeny,
    Minimax,
    RankedPairs,
    RankedRule,
    Schulze,
)
from .law import Effort, Finding, Law
from .orders import ORDERS, UpsideDown, elected, moved, outcomes, resolved, smallest


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
        yield Finding(f"{name}, one {absent} away", without, resolved(rule, *voters))
    if effort.share == 1:
        needed = smallest(lambda n: n > 2 and stays_away(rules.runoff, n, 2, alone=True), 11)
        yield Finding("voters needed, instant runoff, sole winners, two away", 11, needed)


LAWS = (
    Law(
        "16",
        "no-show paradox",
        "Moulin (1988); Brandt, Geist and Peters (2016)",
        NoShow(),
        no_show,
        {
            "Borda for all": NoShow(*[Borda()] * 7),
            "for all the last place is worth most": NoShow(*[UpsideDown()] * 7),
        },
    ),
)
