"""Profiles of rankings of three options: all of them, and who wins in each."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

from ...protocols.rules import ListedOrder, Profile, RankedRule
from ...protocols.rules.batch import winners
from ...protocols.rules.positional import Positional
from ...protocols.rules.table import Table
from ...sim import Ballots, Question, Reply, Weight, decide

if TYPE_CHECKING:
    from numpy.typing import NDArray

ORDERS = ["".join(order) for order in permutations("abc")]
Counts = tuple[int, ...]
"""How many voters have each of the six orders of three options."""


class UpsideDown(Positional):
    """A wrong rule: Borda in which the last place is worth most."""

    def points(self, options: int) -> Sequence[Weight]:
        """From 0 up to m - 1."""
        return range(options)


def elected(rule: RankedRule, text: str) -> str:
    """Return who wins in a profile such as `"4 abc, 3 bca"`."""
    rows = [part.split() for part in text.split(", ")]
    profile = Profile(sorted(rows[0][1]), [(tuple(order), int(count)) for count, order in rows])
    return "".join(map(str, rule.count(profile).winners))


def resolved(rule: RankedRule, *ballots: str) -> str:
    """Return who is elected where ties are broken as the options are listed."""
    cast = {f"S{i}": Reply.load({"stance": one[0], "ranking": list(one)}) for i, one in enumerate(ballots)}
    question = Question(text="?", options=tuple(sorted(ballots[0])))
    return str(decide(Ballots(question, cast, {}), rule, tie_break=ListedOrder()).chosen)


@cache
def every_profile(voters: int) -> list[Counts]:
    """Return all ways to share voters out over the six orders."""
    bars = combinations(range(voters + 5), 5)
    return [tuple(b - a - 1 for a, b in zip((-1, *bar), (*bar, voters + 5), strict=True)) for bar in bars]


def in_arrays(rule: RankedRule, counts: Iterable[Counts] | Any) -> "NDArray[Any]":
    """Return profiles x options: who wins."""
    import numpy as np

    orders = [["abc".index(option) for option in order] for order in ORDERS]
    return winners(rule, "abc", Table([orders], np.array(list(counts))))


@cache
def outcomes(rule: RankedRule, voters: int) -> dict[Counts, str]:
    """Return who wins in every profile of so many voters."""
    profiles = every_profile(voters)
    won = in_arrays(rule, profiles)
    names = ("a", "b", "c")
    return {
        counts: "".join(name for name, wins in zip(names, row, strict=True) if wins)
        for counts, row in zip(profiles, won.tolist(), strict=True)
    }


def moved(counts: Counts, old: str, new: str = "", voters: int = 1) -> Counts:
    """Return the profile in which some who rank by `old` rank by `new`, or stay away."""
    change = dict.fromkeys(ORDERS, 0) | {old: -voters} | ({new: voters} if new else {})
    return tuple(count + change[order] for order, count in zip(ORDERS, counts, strict=True))


def smallest(fails: Callable[[int], bool], upto: int) -> float:
    """Return the least number of voters with which something happens; 0 if with none up to a limit."""
    return float(next((voters for voters in range(1, upto + 1) if fails(voters)), 0))
