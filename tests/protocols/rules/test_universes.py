"""Eliminations that tie are followed in every way."""

from collections.abc import Sequence
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import Borda, InstantRunoff, Profile, RankedPairs
from moot.protocols.rules import schulze as paths
from moot.protocols.rules.ranked_pairs import tops
from moot.protocols.rules.universes import Step, eliminate, lowest

MALKEVITCH = [
    (18, "ADECB"),
    (12, "BEDCA"),
    (10, "CBEDA"),
    (9, "DCEBA"),
    (4, "EBDCA"),
    (2, "ECDBA"),
]


def profile(rows: Sequence[tuple[int, str]]) -> Profile:
    return Profile(sorted(rows[0][1]), [(tuple(order), count) for count, order in rows])


def by_hand(rows: Sequence[str], left: tuple[str, ...]) -> set[str]:
    """Elect by dropping a lowest one in every way, down to the last."""
    if len(left) == 1:
        return set(left)
    counts = dict.fromkeys(left, 0)
    for row in rows:
        counts[next(option for option in row if option in left)] += 1
    out = [option for option in left if counts[option] == min(counts.values())]
    return set().union(*(by_hand(rows, tuple(o for o in left if o != option)) for option in out))


@given(st.lists(st.sampled_from(["".join(order) for order in permutations("abcd")]), min_size=1, max_size=9))
def test_instant_runoff_elects_all_that_some_order_of_ties_elects(rows: list[str]) -> None:
    tally = InstantRunoff().count(Profile("abcd", [(tuple(row), 1) for row in rows]))
    assert set(tally.winners) == by_hand(rows, ("a", "b", "c", "d"))
    assert tally.exact


def test_malkevitch() -> None:
    tally = InstantRunoff().count(profile(MALKEVITCH))
    assert tally.winners == ("C",)
    assert [one.out for one in tally.rounds] == [("E",), ("D",), ("B",), ()]
    assert tally.rounds == tuple(tally.rounds) != ()
    assert repr(tally.rounds) == repr(tuple(tally.rounds))
    assert Borda().count(profile(MALKEVITCH)).winners == ("D",)


def test_a_bound_that_is_met_is_said() -> None:
    made = Profile("abcdef", [(tuple("abcdef"), 1), (tuple("fedcba"), 1)])
    everything = eliminate(made, lambda _, left: ([0] * 6, lowest([0] * 6, left), 0))
    assert (everything.winners, everything.exact) == (tuple("abcdef"), True)
    cut = eliminate(made, lambda _, left: ([0] * 6, lowest([0] * 6, left), 0), most=10)
    assert set(cut.winners) < set("abcdef")
    assert not cut.exact
    assert "others may win too" in cut.notes[0]


@pytest.mark.parametrize(("options", "most"), [(15, 1 << 15), (60, 1 << 13), (800, 800)])
def test_of_more_options_fewer_sets_are_looked_at_but_one_way_is_followed_to_its_end(
    options: int, most: int
) -> None:
    names = [f"o{i}" for i in range(options)]
    looked: list[int] = []

    def none_is_better(_: Profile, left: int) -> Step:
        looked.append(left)
        return [0] * options, lowest([0] * options, left), 0

    found = eliminate(Profile(names, []), none_is_better)
    assert len(looked) <= most
    assert found.exact == (len(looked) < most)
    assert found.exact == (found.winners == tuple(names))
    assert [one.out for one in found.rounds] == [(name,) for name in names[:-1]]


def test_those_who_tie_and_cannot_catch_the_next_leave_together() -> None:
    tally = InstantRunoff().count(profile([(5, "abcdef"), (4, "badcef"), (1, "cdabef"), (1, "dcabef")]))
    assert [one.out for one in tally.rounds] == [("e", "f"), ("c", "d"), ()]
    assert (tally.winners, tally.notes) == (("a",), ())


def circle(options: int) -> list[list[int]]:
    """Everybody beats the next half of the others, and all victories are as strong."""
    return [[2 * (0 < (j - i) % options <= options // 2) for j in range(options)] for i in range(options)]


def test_ranked_pairs_say_where_there_are_too_many_ways() -> None:
    winners, exact = tops(circle(7))
    assert (winners.bit_count(), exact) == (7, True)
    some, exact = tops(circle(7), most=0)
    assert not exact
    assert 0 < some.bit_count() < 7
    draw = Random(0)
    names = [f"o{i}" for i in range(30)]
    tally = RankedPairs().count(Profile(names, [(tuple(draw.sample(names, 30)), 1) for _ in range(20)]))
    assert (bool(tally.winners), tally.exact) == (True, False)
    assert "others may win too" in tally.notes[0]


def test_many_options_have_the_paths_that_few_have(monkeypatch: pytest.MonkeyPatch) -> None:
    strength = [[much * (1 + i * j % 7) for j, much in enumerate(row)] for i, row in enumerate(circle(31))]
    by_arrays = paths.strongest(strength)
    monkeypatch.setattr(paths, "LARGE", 32)
    assert by_arrays == paths.strongest(strength)
