"""What rules over rankings count: places, pairs, tops and bottoms of a profile."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import Profile, ranked
from moot.protocols.rules.table import Table
from moot.sim import Ballots, Question, Reply, SpecError, WeakOrder, places

OPTIONS = ("a", "b", "c", "d")


@st.composite
def weak_orders(draw: st.DrawFn, options: Sequence[str] = OPTIONS) -> WeakOrder:
    """Return a ranking that may leave options out, and let others share places."""
    order = draw(st.permutations(options))[: draw(st.integers(0, len(options)))]
    joined = draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
    tiers: list[tuple[str, ...]] = []
    for option, join in zip(order, joined, strict=True):
        if tiers and join:
            tiers[-1] = (*tiers[-1], option)
        else:
            tiers.append((option,))
    return tuple(tier if len(tier) > 1 else tier[0] for tier in tiers)


ROWS = st.lists(st.tuples(weak_orders(), st.integers(1, 3)), min_size=1, max_size=6)


def rank(ranking: WeakOrder, option: str) -> int:
    tiers = places(ranking)
    return next((at for at, tier in enumerate(tiers) if option in tier), len(tiers))


@given(ROWS)
def test_pairs_are_counted_as_defined(rows: list[tuple[WeakOrder, int]]) -> None:
    profile = Profile(OPTIONS, rows)
    above = [
        [sum(weight for row, weight in rows if rank(row, one) < rank(row, other)) for other in OPTIONS]
        for one in OPTIONS
    ]
    assert profile.pairwise == above
    assert profile.margins == [[above[i][j] - above[j][i] for j in range(4)] for i in range(4)]
    assert profile.voters == sum(weight for _, weight in rows)


@given(
    st.lists(st.tuples(st.permutations(OPTIONS), st.integers(1, 3)), min_size=1, max_size=6),
    st.integers(1, 15),
)
def test_arrays_count_as_the_profile_does(rows: list[tuple[list[str], int]], left: int) -> None:
    small = Profile(OPTIONS, [(tuple(row), weight) for row, weight in rows])
    table = Table(
        [[[OPTIONS.index(name) for name in row] for row, _ in rows]], [[weight for _, weight in rows]]
    )
    assert table.pairwise()[0].tolist() == small.pairwise
    assert table.places()[0].T.tolist() == [small.placed(place) for place in range(4)]
    assert table.tops(table.only(left))[0].tolist() == small.tops(left)
    assert table.bottoms(table.only(left))[0].tolist() == small.bottoms(left)
    assert table.voters.tolist() == [small.voters]


def test_large_profiles_are_counted_alike() -> None:
    draw = Random(1)
    cast = [(tuple(draw.sample(OPTIONS, 4)), draw.randint(1, 3)) for _ in range(1000)]
    counts: Counter[WeakOrder] = Counter()
    for order, weight in cast:
        counts[order] += weight
    large, small = Profile(OPTIONS, cast), Profile(OPTIONS, counts.items())
    assert (large._table is None, small._table is None) == (False, True)
    assert (large.complete, large.strict, large.voters) == (True, True, small.voters)
    assert large.rows == small.rows
    assert large.pairwise == small.pairwise
    assert large.positional((5, 3, 1, 0)) == small.positional((5, 3, 1, 0))
    assert [large.placed(place) for place in range(4)] == [small.placed(place) for place in range(4)]
    for left in range(1, 16):
        assert large.tops(left) == small.tops(left)
        assert large.bottoms(left) == small.bottoms(left)


@pytest.mark.parametrize("last", [("a", "b", "c"), ("a", "b", ("c", "d")), ()])
def test_a_large_profile_with_one_incomplete_ranking_is_counted_alike(last: WeakOrder) -> None:
    cast: list[tuple[WeakOrder, int]] = [(("d", "c", "b", "a"), 1)] * 1000
    profile = Profile(OPTIONS, [*cast, (last, 2)])
    assert profile.voters == 1002
    assert not profile.complete
    assert profile.strict == (len(last) != 3 or last[2] == "c")
    assert profile.bottoms(0b1111)[0] >= 1000


@given(ROWS, st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_those_at_one_place_share_what_their_places_are_worth(
    rows: list[tuple[WeakOrder, int]], points: list[int]
) -> None:
    expected = dict.fromkeys(OPTIONS, Fraction(0))
    for row, weight in rows:
        named = set(chain.from_iterable(places(row)))
        at = 0
        for tier in [*places(row), tuple(option for option in OPTIONS if option not in named)]:
            for option in tier:
                expected[option] += Fraction(weight * sum(points[at : at + len(tier)]), len(tier))
            at += len(tier)
    scores, whole = Profile(OPTIONS, rows).positional(tuple(points))
    assert [Fraction(score, whole) for score in scores] == list(expected.values())


@given(ROWS, st.integers(1, 15))
def test_tops_and_bottoms_of_those_left(rows: list[tuple[WeakOrder, int]], left: int) -> None:
    among = [option for i, option in enumerate(OPTIONS) if left >> i & 1]
    tops, bottoms = dict.fromkeys(OPTIONS, Fraction(0)), dict.fromkeys(OPTIONS, Fraction(0))
    for row, weight in rows:
        ranks = {option: rank(row, option) for option in among}
        first = [option for option in among if ranks[option] == min(ranks.values()) and _named(row, option)]
        last = [option for option in among if ranks[option] == max(ranks.values())]
        for option in first:
            tops[option] += Fraction(weight, len(first))
        for option in last:
            bottoms[option] += Fraction(weight, len(last))
    profile = Profile(OPTIONS, rows)
    assert profile.tops(left) == list(tops.values())
    assert profile.bottoms(left) == list(bottoms.values())


def _named(row: WeakOrder, option: str) -> bool:
    return any(option in tier for tier in places(row))


@pytest.mark.parametrize(
    ("options", "ranking", "weight", "message"),
    [
        ("ab", ("a", "z"), 1, "names 'z', which is none of the options a, b"),
        ("ab", ("a", "a"), 1, "has 'a' twice"),
        ("ab", (("a", "b"), "a"), 1, "has 'a' twice"),
        ("ab", ("a", ()), 1, "a place that nobody takes"),
        ("ab", ("a",), 0, "counts 0 times"),
        ("aa", ("a",), 1, "an option stands twice"),
    ],
)
@pytest.mark.parametrize("others", [0, 5000])
def test_what_is_no_profile_is_refused(
    options: str, ranking: WeakOrder, weight: int, message: str, others: int
) -> None:
    with pytest.raises(SpecError, match=message):
        Profile(tuple(options), [(("a", "b"), 1)] * others + [(ranking, weight)])


def test_the_ladder_goes_from_richer_to_poorer() -> None:
    cast = {
        "A": Reply.load({"stance": "b", "ranking": ["b", ["a", "c"]], "belief": {"a": 1.0}}),
        "B": Reply.load({"stance": "a", "belief": {"a": 0.5, "c": 0.25, "b": 0.25}}),
        "C": Reply(stance="c"),
        "D": Reply.load({"stance": "c", "scores": {"c": 5.0, "a": 1.0}}),
    }
    question = Question(text="?", options=("a", "b", "c"))
    profile = ranked(Ballots(question, cast, {"E": "abstained"}, {"C": 3}))
    assert profile.rows == {(1, (0, 2)): 1, (0, (1, 2)): 1, (2,): 4}
    free = Ballots(Question(text="?"), {"A": Reply(stance="x"), "B": Reply(stance="y")}, {})
    assert ranked(free).options == ("x", "y")
