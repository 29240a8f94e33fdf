"""Axioms of rules over approvals, scores and numbers: what each keeps, and a witness of what it breaks.

The checker of `moot.protocols.rules.axioms` is over rankings; here the same laws are told of figures.
"""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.protocols.rules import (
    Approval,
    GeometricMeanOfOdds,
    LinearPool,
    MajorityJudgment,
    Mean,
    Median,
    Score,
    Star,
    TrimmedMean,
    WinsorisedMean,
)
from moot.sim import Ballots, Question, Reply, Rule

Sheet = tuple[int, ...]
"""What a voter gives A, B and C, from 0 to 5; who approves gives 5."""
Sheets = Sequence[Sheet]
Law = Callable[[Rule, Sheets, Sheets], bool]
"""Whether a rule keeps a law on some sheets, as they are or beside others."""

OPTIONS = "ABC"
TOP = 5
QUESTION = Question(text="?", options=tuple(OPTIONS))
APPROVAL, SCORE, STAR, JUDGMENT = Approval(), Score(), Star(), MajorityJudgment()
EACH = (APPROVAL, SCORE, STAR, JUDGMENT)


def reply(rule: Rule, sheet: Sheet) -> Reply:
    if rule is APPROVAL:
        return Reply.load({"approvals": [o for o, grade in zip(OPTIONS, sheet, strict=True) if grade == TOP]})
    return Reply.load({"scores": dict(zip(OPTIONS, map(float, sheet), strict=True))})


def won(rule: Rule, sheets: Sheets) -> set[int]:
    cast = {str(seat): reply(rule, sheet) for seat, sheet in enumerate(sheets)}
    return {OPTIONS.index(str(option)) for option in rule.tally(Ballots(QUESTION, cast, {})).winners}


def favourite(sheet: Sheet) -> int | None:
    """The option that has more than every other."""
    return sheet.index(max(sheet)) if sheet.count(max(sheet)) == 1 else None


def anonymity(rule: Rule, sheets: Sheets, _: Sheets) -> bool:
    return won(rule, sheets[::-1]) == won(rule, sheets) == won(rule, [*sheets[1:], *sheets[:1]])


def neutrality(rule: Rule, sheets: Sheets, _: Sheets) -> bool:
    renamed = {
        order: [tuple(sheet[i] for i in order) for sheet in sheets] for order in permutations(range(3))
    }
    return all({order[i] for i in won(rule, new)} == won(rule, sheets) for order, new in renamed.items())


def unanimity(rule: Rule, sheets: Sheets, _: Sheets) -> bool:
    favourites = {favourite(sheet) for sheet in sheets}
    return len(favourites) > 1 or None in favourites or won(rule, sheets) == favourites


def majority(rule: Rule, sheets: Sheets, _: Sheets) -> bool:
    """The favourite of more than half is the only winner."""
    favourites = [favourite(sheet) for sheet in sheets]
    return all(won(rule, sheets) == {i} for i in range(3) if 2 * favourites.count(i) > len(sheets))


def pareto(rule: Rule, sheets: Sheets, _: Sheets) -> bool:
    """What all give less than some other does not win."""
    return not any(all(sheet[j] > sheet[i] for sheet in sheets) for i in won(rule, sheets) for j in range(3))


def weak_pareto(rule: Rule, sheets: Sheets, _: Sheets) -> bool:
    """What nobody gives more than some other, and somebody less, does not win."""
    below = [
        all(sheet[j] >= sheet[i] for sheet in sheets) and any(sheet[j] > sheet[i] for sheet in sheets)
        for i in won(rule, sheets)
        for j in range(3)
    ]
    return not any(below)


def monotonicity(rule: Rule, sheets: Sheets, _: Sheets) -> bool:
    """A winner to whom a voter gives the most still wins."""
    return all(
        i
        in won(
            rule, [*sheets[:seat], tuple(TOP if j == i else sheet[j] for j in range(3)), *sheets[seat + 1 :]]
        )
        for i in won(rule, sheets)
        for seat, sheet in enumerate(sheets)
    )


def reinforcement(rule: Rule, sheets: Sheets, others: Sheets) -> bool:
    common = won(rule, sheets) & won(rule, others)
    return not common or won(rule, [*sheets, *others]) == common


def positive_involvement(rule: Rule, sheets: Sheets, others: Sheets) -> bool:
    """A winner still wins when a voter joins whose favourite it is."""
    best = favourite(others[0])
    return best not in won(rule, sheets) or best in won(rule, [*sheets, others[0]])


def optimist_participation(rule: Rule, sheets: Sheets, others: Sheets) -> bool:
    return _participation(rule, sheets, others[0], max)


def pessimist_participation(rule: Rule, sheets: Sheets, others: Sheets) -> bool:
    return _participation(rule, sheets, others[0], min)


def _participation(rule: Rule, sheets: Sheets, joins: Sheet, counted: Callable[..., int]) -> bool:
    before = counted(joins[i] for i in won(rule, sheets))
    return bool(counted(joins[i] for i in won(rule, [*sheets, joins])) >= before)


EVERY: tuple[Law, ...] = (anonymity, neutrality, unanimity, pareto, monotonicity)
SUMMED: tuple[Law, ...] = (
    weak_pareto,
    reinforcement,
    positive_involvement,
    optimist_participation,
    pessimist_participation,
)
KEPT: list[tuple[Rule, Law]] = [
    *((rule, law) for rule in EACH for law in EVERY),
    *((rule, law) for rule in (APPROVAL, SCORE) for law in SUMMED),
    (APPROVAL, majority),
    (STAR, weak_pareto),
]

BROKEN: list[tuple[Rule, Law, str, str]] = [
    (SCORE, majority, "001 001 020", ""),
    (STAR, majority, "001 001 220", ""),
    (STAR, reinforcement, "011", "001 210"),
    (STAR, positive_involvement, "021 450 324 102", "403"),
    (STAR, optimist_participation, "210 042", "435"),
    (STAR, pessimist_participation, "043 503 354", "510"),
    (JUDGMENT, majority, "001 010 012", ""),
    (JUDGMENT, weak_pareto, "000 012", ""),
    (JUDGMENT, reinforcement, "000", "012"),
    (JUDGMENT, positive_involvement, "420 110", "450"),
    (JUDGMENT, optimist_participation, "230 430", "450"),
    (JUDGMENT, pessimist_participation, "230 430", "450"),
]
"""Each with sheets as figures for A, B and C, and the others: docs/rules.md shows some."""

GRADES = st.lists(st.tuples(*[st.integers(0, TOP)] * 3), min_size=1, max_size=6)
MARKS = st.lists(
    st.tuples(*[st.sampled_from((0, TOP))] * 3).filter(any), min_size=1, max_size=6
)  # all blank is nothing to count


def named(value: Any) -> str:
    return value.name if isinstance(value, Rule) else getattr(value, "__name__", "")


@pytest.mark.parametrize(("rule", "law"), KEPT, ids=named)
@given(data=st.data())
def test_what_is_kept(rule: Rule, law: Law, data: st.DataObject) -> None:
    sheets = MARKS if rule is APPROVAL else GRADES
    assert law(rule, data.draw(sheets), data.draw(sheets))


@pytest.mark.parametrize(("rule", "law", "sheets", "others"), BROKEN, ids=named)
def test_what_is_broken(rule: Rule, law: Law, sheets: str, others: str) -> None:
    assert not law(rule, read(sheets), read(others))


def test_each_law_is_kept_or_broken_by_each_rule() -> None:
    laws = {*EVERY, *SUMMED, majority}
    known = [*KEPT, *((rule, law) for rule, law, _, _ in BROKEN)]
    assert len(known) == len({*known}) == len(EACH) * len(laws)


def read(text: str) -> list[Sheet]:
    return [tuple(map(int, sheet)) for sheet in text.split()]


NUMBERS = st.lists(st.integers(1, 99).map(lambda n: n / 100), min_size=1, max_size=7)
POOLED = (
    Mean(),
    Median(),
    TrimmedMean(),
    WinsorisedMean(),
    LinearPool(),
    GeometricMeanOfOdds(),
)


def pooled(rule: Rule, numbers: Sequence[float]) -> float:
    cast = {str(seat): Reply(stance=number) for seat, number in enumerate(numbers)}
    (estimate,) = rule.tally(Ballots(Question(text="?", range=(0.0, 1.0)), cast, {})).winners
    assert isinstance(estimate, float)
    return estimate


@pytest.mark.parametrize("rule", POOLED, ids=named)
@given(numbers=NUMBERS, seat=st.integers(0, 6), higher=st.integers(1, 99))
def test_an_estimate_rises_with_each_number_and_stays_among_them(
    rule: Rule, numbers: list[float], seat: int, higher: int
) -> None:
    """So that what all say is the estimate; up to rounding."""
    before = pooled(rule, numbers)
    assert min(numbers) - 1e-12 <= before <= max(numbers) + 1e-12
    at = seat % len(numbers)
    raised = [*numbers[:at], max(numbers[at], higher / 100), *numbers[at + 1 :]]
    assert pooled(rule, raised) >= before - 1e-12
