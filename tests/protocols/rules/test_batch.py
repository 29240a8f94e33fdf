"""In arrays or one by one, a rule elects the same."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.protocols.rules import (
    RULES,
    Borda,
    Coombs,
    Minimax,
    PairwiseAgenda,
    Plurality,
    Profile,
    RankedRule,
    Schulze,
)
from moot.protocols.rules.batch import winners
from moot.protocols.rules.positional import Positional
from moot.protocols.rules.table import Table, strongest_paths
from moot.sim import Names, Rule, SpecError, Tally, Weight

OPTIONS = ("a", "b", "c", "d")


class Steep(Positional):
    """Points that fit into no array."""

    def points(self, options: int) -> Sequence[Weight]:
        """Each place is worth far more than the next."""
        return [10 ** (30 * place) for place in reversed(range(options))]


class Last(Borda):
    """Derived from a rule that is counted in arrays, and counted otherwise."""

    def count(self, profile: Profile) -> Tally:
        """The last listed wins."""
        return Tally(profile.options[-1:])


def ranked_rules() -> list[RankedRule]:
    bundled = (Rule.load(name, Names({"rule": RULES})) for name in RULES)
    more = [
        Coombs(majority_stop=True),
        Minimax(strength="winning-votes"),
        Schulze(strength="winning-votes"),
        PairwiseAgenda(order=("d", "b", "a", "c")),
        Steep(),
        Last(),
    ]
    return [*(rule for rule in bundled if isinstance(rule, RankedRule)), *more]


def one_by_one(rule: RankedRule, orders: Sequence[Sequence[int]], weights: Sequence[int]) -> list[bool]:
    rows = [
        (tuple(OPTIONS[i] for i in order), weight)
        for order, weight in zip(orders, weights, strict=True)
        if weight
    ]
    elected = rule.count(Profile(OPTIONS, rows)).winners
    return [option in elected for option in OPTIONS]


@pytest.mark.parametrize("rule", ranked_rules(), ids=lambda rule: str(rule.spec()))
@settings(max_examples=30)
@given(data=st.data())
def test_arrays_elect_who_is_elected_one_by_one(rule: RankedRule, data: st.DataObject) -> None:
    voters = data.draw(st.integers(1, 9))
    order = st.permutations(range(4))
    orders = data.draw(st.lists(st.lists(order, min_size=voters, max_size=voters), min_size=2, max_size=5))
    expected = [one_by_one(rule, rows, [1] * voters) for rows in orders]
    assert winners(rule, OPTIONS, Table(orders)).tolist() == expected
    counts = st.lists(st.integers(0, 3), min_size=voters, max_size=voters).filter(any)
    weights = data.draw(st.lists(counts, min_size=len(orders), max_size=len(orders)))
    table = Table(orders, weights)
    expected = [one_by_one(rule, rows, row) for rows, row in zip(orders, weights, strict=True)]
    assert winners(rule, OPTIONS, table).tolist() == expected
    shared = Table(orders[:1], weights)
    assert winners(rule, OPTIONS, shared).tolist() == [one_by_one(rule, orders[0], row) for row in weights]


def test_no_profiles_have_no_winners() -> None:
    table = Table(np.zeros((0, 3, 4), np.int64))
    for rule in ranked_rules():
        assert winners(rule, OPTIONS, table).shape == (0, 4)


@pytest.mark.parametrize(
    ("orders", "weights", "message"),
    [
        ([[0, 1]], None, "profiles x rankings x options, not of shape"),
        ([[[0, 2]]], None, "none of 0 to 1"),
        ([[[0, -1]]], None, "none of 0 to 1"),
        ([[[0, 0]]], None, "does not have each option once"),
        ([[[0, 1]]], [1], "are not for 1 profiles of 1 rankings"),
        ([[[0, 1]]], [[1, 2]], "are not for 1 profiles of 1 rankings"),
        ([[[0, 1]]] * 2, [[1]], "are not for 2 profiles of 1 rankings"),
        ([[[0, 1]]], [[-1]], "0 times or more"),
        ([[[0, 1]]], [[1 << 53]], "less than 2\\^53 times"),
        ([[[0, 1]] * 4], [[1 << 62] * 4], "less than 2\\^53 times"),
    ],
)
def test_what_is_no_table_is_refused(orders: Any, weights: Any, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        Table(orders, weights)


def test_weights_are_counted_exactly() -> None:
    table = Table([[[0, 1], [1, 0]]], [[1 << 52, (1 << 52) - 1]])
    assert table.margins().tolist() == [[[0, 1], [-1, 0]]]
    assert winners(Plurality(), ("a", "b"), table).tolist() == [[True, False]]
    huge = Profile("ab", [(("a", "b"), 1 << 60)] * 2500 + [(("b", "a"), (1 << 60) * 2500 - 1)])
    assert huge._table is None
    assert huge.margins[0][1] == 1


def test_the_strongest_path_is_as_strong_as_its_weakest_step() -> None:
    steps = [[0, 5, 0], [0, 0, 3], [2, 0, 0]]
    assert strongest_paths(steps).tolist() == [[2, 5, 3], [2, 2, 3], [2, 2, 2]]
