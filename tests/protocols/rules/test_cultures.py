"""Cultures: what they draw, against exact probabilities."""

import math
import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest

from moot.protocols.rules import (
    CULTURES,
    Culture,
    Euclidean,
    ImpartialAnonymousCulture,
    ImpartialCulture,
    Mallows,
    PlackettLuce,
    SinglePeakedConitzer,
    SinglePeakedWalsh,
    Urn,
)
from moot.protocols.rules.cultures import lettered
from moot.sim import Names, SpecError

Strict = tuple[int, ...]

DRAWN = 6000


@pytest.fixture(params=CULTURES)
def culture(request: pytest.FixtureRequest, names: Names) -> Culture:
    return Culture.load(request.param, names)


def check(drawn: Mapping[Any, int], exact: Mapping[Any, float | Fraction]) -> None:
    """Every outcome is as frequent as it is probable, to four standard errors."""
    total = sum(drawn.values())
    assert sum(exact.values()) == pytest.approx(1, abs=1e-12)
    assert drawn.keys() <= exact.keys()
    for outcome, chance in exact.items():
        error = math.sqrt(total * float(chance) * (1 - float(chance)))
        assert abs(drawn.get(outcome, 0) - total * chance) <= 4 * error + 1e-9, outcome


def orders(options: int) -> list[Strict]:
    return list(permutations(range(options)))


def inversions(order: Strict) -> int:
    return sum(one > other for one, other in combinations(order, 2))


def profiles(culture: Culture, voters: int, options: int) -> Counter[Any]:
    """How often each profile was drawn, whoever has which ranking."""
    drawn = (culture.profile(voters, options, replicate=i).rows for i in range(DRAWN // voters))
    return Counter(frozenset(rows.items()) for rows in drawn)


def single_peaked(options: int) -> Iterator[Strict]:
    """Rankings of which every beginning is an interval."""
    for order in orders(options):
        if all(max(order[:i]) - min(order[:i]) == i - 1 for i in range(1, options + 1)):
            yield order


def test_the_same_seed_gives_the_same_profile_and_fewer_voters_are_the_first_of_more(
    culture: Culture,
) -> None:
    again = pickle.loads(pickle.dumps(culture))
    assert (again, hash(again)) == (culture, hash(culture))
    rows = culture.profile(30, 4, seed=3).rows
    assert again.profile(30, 4, seed=3).rows == rows
    assert culture.profile(30, 4, seed=4).rows != rows
    assert culture.profile(30, 4, seed=3, replicate=1).rows != rows
    some = culture.profile(12, 4, seed=3).rows
    assert all(rows[order] >= votes for order, votes in some.items())
    assert sum(some.values()) == 12


def test_rankings_are_strict_and_complete(culture: Culture) -> None:
    for options in (1, 2, 6):
        profile = culture.profile(20, options)
        assert profile.options == tuple("ABCDEF"[:options])
        assert all(sorted(order) == list(range(options)) for order in profile.rows)
        assert profile.voters == 20
    assert culture.profile(0, ("x", "y")).rows == {}
    with pytest.raises(SpecError, match="one option at least"):
        culture.profile(3, ())


def test_options_are_treated_alike_where_nothing_says_otherwise(culture: Culture) -> None:
    """Two options: both rankings are as likely, in every culture but one with a centre."""
    drawn = Counter(next(iter(culture.profile(1, 2, seed=seed).rows)) for seed in range(2000))
    chance = Fraction(5, 9) if isinstance(culture, Mallows) else Fraction(1, 2)
    check(drawn, {(0, 1): chance, (1, 0): 1 - chance})


def test_the_impartial_culture() -> None:
    check(ImpartialCulture().profile(DRAWN, 3).rows, dict.fromkeys(orders(3), Fraction(1, 6)))


def test_three_voters_of_the_impartial_culture_disagree_in_a_circle_once_in_eighteen() -> None:
    """LAWS 17: P(no Condorcet winner) with 3 options and 3 voters is .0556."""
    drawn: Counter[bool] = Counter()
    for i in range(DRAWN):
        margins = ImpartialCulture().profile(3, 3, replicate=i).margins
        drawn[any(all(m > 0 for j, m in enumerate(row) if j != k) for k, row in enumerate(margins))] += 1
    check(drawn, {False: Fraction(1, 18), True: Fraction(17, 18)})


@pytest.mark.parametrize(("voters", "options"), [(4, 2), (2, 3)])
def test_the_impartial_anonymous_culture(voters: int, options: int) -> None:
    kinds = math.factorial(options)
    drawn = profiles(ImpartialAnonymousCulture(), voters, options)
    number = math.comb(voters + kinds - 1, voters)
    assert len(drawn) == number
    check(drawn, dict.fromkeys(drawn, Fraction(1, number)))


def test_the_urn() -> None:
    replaced = Fraction(1, 2)
    same = (Fraction(1, 6) + replaced) / (1 + replaced)
    drawn = Counter(len(Urn(replaced=0.5).profile(2, 3, replicate=i).rows) == 1 for i in range(DRAWN))
    check(drawn, {True: same, False: 1 - same})
    # at its ends it is one of the other two
    check(
        profiles(Urn(replaced=1 / 2), 4, 2),
        dict.fromkeys(profiles(Urn(replaced=1 / 2), 4, 2), Fraction(1, 5)),
    )
    check(Urn(replaced=0.0).profile(DRAWN, 3).rows, dict.fromkeys(orders(3), Fraction(1, 6)))


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.8, 1.0])
def test_mallows(phi: float) -> None:
    weights = {order: phi ** inversions(order) for order in orders(3)}
    total = sum(weights.values())
    check(Mallows(phi=phi).profile(DRAWN, 3, seed=1).rows, {order: w / total for order, w in weights.items()})


def test_plackett_luce() -> None:
    weights = (Fraction(5), Fraction(2), Fraction(1))
    exact = {(i, j, k): weights[i] / 8 * weights[j] / (8 - weights[i]) for i, j, k in permutations(range(3))}
    culture = PlackettLuce(weights=(5.0, 2.0, 1.0))
    check(culture.profile(DRAWN, 3).rows, dict(exact))
    with pytest.raises(SpecError, match="3 weights for 4 options"):
        culture.profile(1, 4)
    with pytest.raises(SpecError, match="weights are above 0"):
        PlackettLuce(weights=(1.0, 0.0))


def test_drawn_weights_are_uniform_shares_of_a_whole() -> None:
    """Two voters with two options agree with probability E[p^2 + (1-p)^2] = 2/3 for a uniform p."""
    drawn = Counter(len(PlackettLuce().profile(2, 2, replicate=i).rows) == 1 for i in range(DRAWN))
    check(drawn, {True: Fraction(2, 3), False: Fraction(1, 3)})


def test_euclidean() -> None:
    """On a line two voters agree about two options with probability E[m^2 + (1-m)^2], m their middle."""
    line = Euclidean(dimensions=1)
    drawn = Counter(len(line.profile(2, 2, replicate=i).rows) == 1 for i in range(DRAWN))
    check(drawn, {True: Fraction(7, 12), False: Fraction(5, 12)})
    # between two of four options there are six middles, and rankings change at these alone
    assert max(len(line.profile(200, 4, seed=seed).rows) for seed in range(20)) == 7
    assert max(len(Euclidean(dimensions=3).profile(500, 4, seed=seed).rows) for seed in range(5)) == 24


def test_single_peaked_after_walsh() -> None:
    possible = list(single_peaked(4))
    assert len(possible) == 8
    check(SinglePeakedWalsh().profile(DRAWN, 4).rows, dict.fromkeys(possible, Fraction(1, 8)))


def test_single_peaked_after_conitzer() -> None:
    def chance(order: Strict) -> Fraction:
        """1/4 for the peak, and 1/2 for each step that could have gone the other way."""
        free = sum(min(order[:i]) > 0 and max(order[:i]) < 3 for i in range(1, 4))
        return Fraction(1, 4 * 2**free)

    exact = {order: chance(order) for order in single_peaked(4)}
    check(SinglePeakedConitzer().profile(DRAWN, 4).rows, dict(exact))


def test_options_have_letters() -> None:
    assert lettered(3) == ("A", "B", "C")
    assert len(set(lettered(80))) == 80
