"""A ranking that several voters cast counts as often as they are: files with counts stand on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.experiments.catalogue import typed
from moot.experiments.decisions import every_rule
from moot.protocols.rules import Profile, RankedRule
from moot.sim import WeakOrder


@st.composite
def rankings(draw: st.DrawFn) -> WeakOrder:
    order = draw(st.permutations("abcd"))[: draw(st.integers(1, 4))]
    tied = draw(st.integers(0, len(order) - 1))  # with the one before it
    return (*order[: tied - 1], (order[tied - 1], order[tied]), *order[tied + 1 :]) if tied else tuple(order)


@pytest.mark.parametrize(
    "rule", [rule for rule in every_rule(typed()) if isinstance(rule, RankedRule)], ids=lambda rule: rule.name
)
@given(rows=st.lists(st.tuples(rankings(), st.integers(1, 3)), min_size=1, max_size=4))
def test_a_ranking_that_counts_several_times_is_as_many_rankings(
    rule: RankedRule, rows: list[tuple[WeakOrder, int]]
) -> None:
    apart = [(ranking, 1) for ranking, votes in rows for _ in range(votes)]
    assert rule.count(Profile("abcd", rows)) == rule.count(Profile("abcd", apart))
