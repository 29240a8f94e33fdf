"""Profiles: what is drawn keeps the bounds, who is led agrees, and what is simple is small."""

from typing import Any

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from moot.experiments.properties.strategies.profiles import (
    LISTED,
    Votes,
    all_above,
    all_first,
    most_first,
    most_last,
    profiles,
    votes,
)
from moot.protocols.rules import Profile
from moot.protocols.rules.axioms import Blocks
from moot.sim import SpecError
from moot.sim.statement import places

BOUNDS = st.tuples(st.integers(2, LISTED + 1), st.integers(0, 2), st.integers(1, 5), st.integers(0, 9))


@given(st.data(), BOUNDS)
def test_profiles_keep_their_bounds(data: st.DataObject, bounds: tuple[int, int, int, int]) -> None:
    options, more, voters, others = bounds
    drawn = data.draw(
        profiles(
            min_options=options, max_options=options + more, min_voters=voters, max_voters=voters + others
        )
    )
    assert options <= len(drawn.options) <= options + more
    assert voters <= drawn.voters <= voters + others
    assert Blocks.of(drawn.rows, drawn.options) == drawn
    assert len({ranking for ranking, _ in drawn.rows}) == len(drawn.rows)


@given(st.data(), BOUNDS, st.booleans(), st.booleans())
def test_votes_keep_their_bounds(
    data: st.DataObject, bounds: tuple[int, int, int, int], ties: bool, truncation: bool
) -> None:
    options, more, voters, others = bounds
    drawn = data.draw(
        votes(
            min_options=options,
            max_options=options + more,
            min_voters=voters,
            max_voters=voters + others,
            ties=ties,
            truncation=truncation,
        )
    )
    assert voters <= drawn.voters == Profile(drawn.options, drawn.rows).voters <= voters + others
    for ranking, _ in drawn.rows:
        tiers = places(ranking)
        named = [name for tier in tiers for name in tier]
        assert ties or all(len(tier) == 1 for tier in tiers)
        assert truncation or sorted(named) == [*drawn.options]
        assert 1 <= len(named) == len({*named} & {*drawn.options})


def test_what_is_simple_is_small() -> None:
    assert find(profiles(min_options=3), lambda _: True) == Blocks.read("1 abc")
    assert find(profiles(), lambda _: True) == Blocks.read("1 ab")
    assert find(profiles(), lambda drawn: drawn.voters >= 7).voters == 7
    full = find(profiles(max_options=3), lambda drawn: len(drawn.rows) == 6)
    assert (full.voters, len(full.options)) == (6, 3)
    assert find(votes(), lambda _: True) == Votes(("a", "b"), ((("a", "b"), 1),))
    tied = find(votes(), lambda drawn: any(isinstance(place, tuple) for place in drawn.rows[0][0]))
    assert tied == Votes(("a", "b"), (((("a", "b"),), 1),))
    assert find(votes(), lambda drawn: drawn.rows[0][0] == ("b",)).voters == 1


@given(profiles(lead=all_first))
def test_all_are_led_to_rank_one_option_first(drawn: Blocks) -> None:
    assert any(drawn.at(0, option) == drawn.voters for option in drawn.options)


@given(profiles(lead=most_first))
def test_most_are_led_to_rank_one_option_first(drawn: Blocks) -> None:
    assert any(2 * drawn.at(0, option) > drawn.voters for option in drawn.options)


@given(profiles(lead=most_last))
def test_most_are_led_to_rank_one_option_last(drawn: Blocks) -> None:
    assert any(2 * drawn.at(-1, option) > drawn.voters for option in drawn.options)


@given(profiles(lead=all_above))
def test_all_are_led_to_rank_one_option_above_another(drawn: Blocks) -> None:
    pairs = [(one, other) for one in drawn.options for other in drawn.options if one != other]
    assert any(drawn.above(one, other) == drawn.voters for one, other in pairs)


def test_votes_are_spelt() -> None:
    drawn = Votes(("a", "b", "c"), ((("a", "c"), 2), ((("a", "b"), "c"), 1)))
    assert str(drawn) == "2 ac, 1 (ab)c"
    assert str(Votes(("Tea", "Milk"), ((("Tea", "Milk"), 1), ((("Milk", "Tea"),), 1)))) == (
        "1 Tea > Milk, 1 (Milk > Tea)"
    )


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"min_options": 1}, "from 1 to 4 options: at least 2, at most 26, the smaller number first"),
        ({"max_options": 27}, "from 2 to 27 options"),
        ({"min_options": 4, "max_options": 3}, "from 4 to 3 options"),
        ({"min_voters": 0}, "from 0 to 12 voters: at least 1, the smaller number first"),
        ({"min_voters": 3, "max_voters": 2}, "from 3 to 2 voters"),
    ],
)
@pytest.mark.parametrize("strategy", [profiles, votes])
def test_bounds_that_cannot_be_are_refused(strategy: Any, bounds: dict[str, int], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        strategy(**bounds)
