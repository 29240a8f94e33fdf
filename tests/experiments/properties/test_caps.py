"""What a run may spend: the ledger keeps to it in any order, and ledgers that are broken are caught."""

from typing import Any

import pytest
from hypothesis import given, settings

from moot.agents.live import Caps, OutOfBudget, Spent
from moot.agents.live.prices import Prices
from moot.experiments.properties import HOLDS, IDLE, Kernel, Property, falsify, named
from moot.experiments.properties.broken_ledgers import BROKEN_LEDGERS
from moot.experiments.properties.caps import CAPPED, MODELS, Budgeted, Planned, budgets


def test_no_run_exceeds_its_caps() -> None:
    found = falsify(Kernel(), CAPPED, examples=500)
    assert found.word == "holds", str(found)


@pytest.mark.parametrize("broken", BROKEN_LEDGERS, ids=lambda one: type(one).__name__)
def test_a_broken_ledger_is_caught_with_few_calls(broken: Kernel) -> None:
    found = falsify(broken, named("budget-never-exceeded"), examples=500)
    assert found.word == "broken", str(found)
    assert found.examples <= 100
    assert len(found.case.planned) <= 2
    assert found.broken is not None
    assert len(found.broken.story) > 1


def test_the_simplest_case_is_one_call_that_is_refused() -> None:
    case = Budgeted(Caps(calls=0), (Planned(1),))
    assert CAPPED.check(Kernel(), case) is HOLDS
    assert CAPPED.check(Kernel(), case._replace(caps=Caps(calls=1))) is IDLE


@pytest.mark.parametrize(
    ("caps", "fits"),
    [
        (Caps(tokens=5), True),
        (Caps(tokens=4), False),
        (Caps(money="0.000015"), True),  # two read for 1.5 each, and three written for 4
        (Caps(money="0.000014"), False),
    ],
)
def test_tokens_and_money_are_capped_as_they_are_priced(caps: Caps, fits: bool) -> None:
    case = Budgeted(caps, (Planned(2, 3, model="large"),))
    assert CAPPED.check(Kernel(), case) is (IDLE if fits else HOLDS)


@settings(max_examples=200)
@given(budgets(max_calls=3, max_tokens=4))
def test_calls_are_planned_within_bounds(case: Budgeted) -> None:
    assert 1 <= len(case.planned) <= 3
    for one in case.planned:
        assert 0 <= one.used[0] <= one.read <= 4
        assert 0 <= one.used[1] <= one.written <= 4
        assert one.model in MODELS
        assert one.model != "unpriced" or case.caps.money is None
    assert case.caps != Caps()
    assert all(place < len(case.planned) for place in case.order)


def test_caps_of_every_kind_and_every_end_of_a_call_are_drawn() -> None:
    caps: set[str] = set()
    fates: set[str] = set()
    before: set[bool] = set()

    def note(target: Any, case: Budgeted) -> Any:
        caps.update(name for name in ("calls", "tokens", "money") if getattr(case.caps, name) is not None)
        fates.update(one.fate for one in case.planned)
        before.add(bool(case.before))
        return CAPPED.check(target, case)

    noted: Property = CAPPED._replace(check=note)
    assert falsify(Kernel(), noted, examples=100).exercised >= 50
    assert caps == {"calls", "tokens", "money"}
    assert fates == {"answered", "lost", "learnt", "cancelled"}
    assert before == {True, False}


def test_a_cap_that_is_reached_by_a_call_cut_off_is_free_again() -> None:
    cut = Budgeted(Caps(calls=1), (Planned(1, fate="cancelled"), Planned(1)), (0, 0, 1))
    assert CAPPED.check(Kernel(), cut) is IDLE
    ledger = Kernel().ledger(Caps(calls=0), Prices(models=()), Spent())
    with pytest.raises(OutOfBudget), ledger.call("any", 1, 0):
        pass
