"""The margin of victory, against all ways to replace ballots."""

from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moot.experiments.catalogue import typed
from moot.experiments.decisions import every_rule
from moot.protocols.rules import (
    Approval,
    Borda,
    Coombs,
    Cumulative,
    Dowdall,
    InstantRunoff,
    Margin,
    Plurality,
    Profile,
    Quadratic,
    RankedRule,
    Score,
    Star,
    margin,
)
from moot.sim import Ballots, Question, Reply, Rule, SpecError, Tally

RANKED = [rule for rule in every_rule(typed()) if isinstance(rule, RankedRule)]
ORDERS = ["".join(order) for order in permutations("abc")]
ABC = Question(text="?", options=("a", "b", "c"))
MALKEVITCH = (18, "ADECB"), (12, "BEDCA"), (10, "CBEDA"), (9, "DCEBA"), (4, "EBDCA"), (2, "ECDBA")


def cast(*rows: tuple[int, str], options: str = "abc") -> Ballots:
    replies = {f"{i}": Reply(stance=order[0], ranking=tuple(order)) for i, (_, order) in enumerate(rows)}
    weights = {f"{i}": votes for i, (votes, _) in enumerate(rows)}
    return Ballots(Question(text="?", options=tuple(options)), replies, {}, weights)


def winners(rule: Rule, orders: tuple[str, ...]) -> frozenset[Any]:
    return frozenset(rule.tally(cast(*((1, order) for order in orders))).winners)


def by_force(rule: Rule, orders: tuple[str, ...]) -> int:
    """Replace every one, every two, ... of the ballots by all others."""
    for number in range(1, len(orders) + 1):
        for chosen in combinations(range(len(orders)), number):
            for news in product(ORDERS, repeat=number):
                changed = list(orders)
                for at, new in zip(chosen, news, strict=True):
                    changed[at] = new
                if winners(rule, tuple(changed)) != winners(rule, orders):
                    return number
    raise AssertionError(orders)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(ORDERS), min_size=1, max_size=5).map(tuple), st.sampled_from(RANKED))
def test_the_margin_of_few_ballots_is_that_of_all_ways_to_replace_them(
    orders: tuple[str, ...], rule: Rule
) -> None:
    found = margin(cast(*((orders.count(order), order) for order in dict.fromkeys(orders))), rule, 100_000)
    assert found == Margin(by_force(rule, orders), by_force(rule, orders))


@settings(max_examples=30)
@given(st.lists(st.sampled_from(ORDERS), min_size=1, max_size=5).map(tuple), st.integers(0, 60))
def test_whatever_the_effort_the_margin_lies_within_the_bounds(orders: tuple[str, ...], effort: int) -> None:
    found = margin(cast(*((1, order) for order in orders)), InstantRunoff(), effort)
    exact = by_force(InstantRunoff(), orders)
    assert found.least <= exact
    assert found.most is None or exact <= found.most


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Plurality(), Margin(3, 3)),  # 18 to 12: three of A's ballots are given to B, and they tie
        (Borda(), Margin(1, 1)),
        (Dowdall(), Margin(1, 1)),
        (InstantRunoff(), Margin(2, 2)),
    ],
)
def test_the_margins_of_malkevitchs_voters(rule: Rule, expected: Margin) -> None:
    assert margin(cast(*MALKEVITCH, options="ABCDE"), rule) == expected


def test_the_margin_of_many_voters_is_counted_and_not_tried() -> None:
    landslide = cast((600_000, "abc"), (400_000, "bca"))
    assert margin(landslide, Plurality()) == Margin(100_000, 100_000)
    assert margin(landslide, InstantRunoff()).most == 100_000
    # a has 1,200,000 points and b 1,400,000; each acb for a bca brings them 4 nearer
    assert margin(landslide, Borda()) == Margin(50_000, 50_000)


def test_trying_all_ways_finds_what_helping_an_opponent_does_not() -> None:
    rows = cast((1, "bdca"), (4, "adcb"), (2, "bcad"), (1, "bdac"), options="abcd")
    assert margin(rows, Coombs()) == Margin(1, 1)
    bound = margin(rows, Coombs(), 60)
    assert bound.least == 1
    assert bound.most is not None
    assert bound.most > 1


def test_choices_are_replaced_by_choices() -> None:
    choices = Ballots(
        Question(text="?", options=("a", "b", "c")),
        {seat: Reply(stance=stance) for seat, stance in zip("12345", "aaaab", strict=True)},
        {"6": "timed out"},
    )
    assert margin(choices, Plurality()) == Margin(2, 2)
    assert margin(choices, InstantRunoff()) == Margin(2, 2)


def sheets(field: str, figures: tuple[float, ...], **kept: Any) -> list[Reply]:
    """All ballots that give each of three options one of these figures, or none."""
    given = (
        {o: f for o, f in zip("abc", row, strict=True) if f is not None}
        for row in product((None, *figures), repeat=3)
    )
    return [Reply.load({field: row, **kept}) for row in given if row]


BOXES: dict[str, tuple[Rule, list[Reply]]] = {
    "approval": (
        Approval(),
        [Reply(approvals=tuple(some)) for some in ("a", "b", "c", "ab", "ac", "bc", "abc")],
    ),
    "score": (Score(low=0.0, high=2.0), sheets("scores", (0.0, 1.0, 2.0))),
    "score from below 0": (Score(low=-1.0, high=1.0), sheets("scores", (-1.0, 0.0, 1.0))),
    "cumulative": (Cumulative(budget=3.0), sheets("points", (0.0, 1.0, 3.0))),
    "quadratic": (Quadratic(budget=4.0), sheets("points", (0.0, 1.0, 2.0))),
}  # fmt: skip


@pytest.mark.parametrize("name", BOXES)
@settings(max_examples=25)
@given(data=st.data())
def test_the_margin_of_sums_is_that_of_all_ways_to_replace_ballots(name: str, data: st.DataObject) -> None:
    rule, sheets = BOXES[name]
    held = data.draw(st.lists(st.sampled_from(sheets), min_size=1, max_size=4))

    def won(replies: list[Reply]) -> set[Any]:
        return set(rule.tally(Ballots(ABC, dict(zip("1234", replies, strict=False)), {})).winners)

    found = margin(Ballots(ABC, dict(zip("1234", held, strict=False)), {}), rule)
    assert found.exact
    for number in range(1, min(found.least, 2) + 1):
        others = (
            [changes.get(at, reply) for at, reply in enumerate(held)]
            for chosen in combinations(range(len(held)), number)
            for news in product(sheets, repeat=number)
            for changes in [dict(zip(chosen, news, strict=True))]
        )
        assert any(won(replies) != won(held) for replies in others) == (number >= found.least)


def test_ballots_that_the_rule_does_not_count_can_be_replaced_too() -> None:
    held = {"1": Reply(approvals=("a",)), "2": Reply(approvals=("a",)), "3": Reply(stance="c")}
    assert margin(Ballots(ABC, held, {}), Approval()) == Margin(1, 1)
    held["4"] = Reply(approvals=("a",))
    assert margin(Ballots(ABC, held, {}), Approval()) == Margin(2, 2)


def test_of_other_rules_there_is_a_bound() -> None:
    scores = {
        "1": Reply.load({"scores": {"a": 5.0, "b": 1.0}}),
        "2": Reply.load({"scores": {"b": 5.0, "c": 4.0}}),
    }
    found = margin(Ballots(ABC, scores, {}, {"1": 7, "2": 4}), Star())
    # two of seven make b lead by 6 to 5
    assert (found, found.exact, str(found)) == (Margin(1, 2), False, "at most 2 ballots")


def test_it_is_said_what_is_exact_and_what_a_bound() -> None:
    assert [str(Margin(*ends)) for ends in ((1, 1), (2, 2), (2, None), (1, None), (1, 7))] == [
        "1 ballot",
        "2 ballots",
        "at least 2 ballots",
        "at least 1 ballot",
        "at most 7 ballots",
    ]


def test_a_rule_that_always_elects_the_same_has_no_margin() -> None:
    class First(RankedRule):
        def count(self, profile: Profile) -> Tally:
            return Tally(profile.options[:1])

    assert margin(cast((2, "abc"), (1, "bca")), First(), 10_000) == Margin(4, None)


def test_what_has_no_margin_is_refused() -> None:
    with pytest.raises(SpecError, match="this question has none"):
        margin(Ballots(Question(text="?"), {"1": Reply(stance="x")}, {}), Plurality())
    with pytest.raises(SpecError, match="no ballot to replace"):
        margin(Ballots(Question(text="?", options=("a", "b")), {}, {"1": "abstained"}), Plurality())
