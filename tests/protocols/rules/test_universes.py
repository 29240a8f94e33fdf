"""Eliminations that tie are followed in every way."""

from collections.abc import Sequence
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import Borda, InstantRunoff, Profile
from moot.protocols.rules.universes import eliminate, lowest

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
    assert Borda().count(profile(MALKEVITCH)).winners == ("D",)


def test_a_bound_that_is_met_is_said() -> None:
    made = Profile("abcdef", [(tuple("abcdef"), 1), (tuple("fedcba"), 1)])
    everything = eliminate(made, lambda left: ([0] * 6, lowest([0] * 6, left), 0))
    assert (everything.winners, everything.exact) == (tuple("abcdef"), True)
    cut = eliminate(made, lambda left: ([0] * 6, lowest([0] * 6, left), 0), most=10)
    assert set(cut.winners) < set("abcdef")
    assert not cut.exact
    assert "others may win too" in cut.notes[0]
