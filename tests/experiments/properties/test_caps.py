"""What a run may spend: the ledger keeps to it in any order, and ledgers that are broken are caught."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given

from moot.agents.live import Caps, Ledger, OutOfBudget, Reservation, Spent
from moot.experiments.properties import HOLDS, IDLE, Kernel, falsify, named
from moot.experiments.properties.caps import CAPPED, Budgeted, Planned, budgets


class ForgetsWhatIsLost(Ledger):
    @property
    def unknown(self) -> Spent:
        return Spent()


class NeverGivesBack(Ledger):
    @contextmanager
    def call(self, model: str, read: int, written: int) -> Iterator[Reservation]:
        with super().call(model, read, written) as made:
            try:
                yield made
            finally:
                if made.state == "reserved":
                    made.sent()


class OneTooMany(Ledger):
    def __init__(self, caps: Caps) -> None:
        super().__init__(Caps(calls=None if caps.calls is None else caps.calls + 1, tokens=caps.tokens))


class Other(Kernel):
    books: type[Ledger]

    def ledger(self, caps: Caps) -> Ledger:
        return self.books(caps)


def test_no_run_exceeds_its_caps() -> None:
    found = falsify(Kernel(), CAPPED, examples=500)
    assert found.word == "holds", str(found)


@pytest.mark.parametrize(
    ("books", "calls"),
    [(ForgetsWhatIsLost, 2), (NeverGivesBack, 2), (OneTooMany, 1)],
)
def test_a_broken_ledger_is_caught_with_few_calls(books: type[Ledger], calls: int) -> None:
    found = falsify(Other(books=books), named("budget-never-exceeded"), examples=500)
    assert found.word == "broken", str(found)
    assert found.examples <= 200
    assert len(found.case.planned) <= calls
    assert found.broken is not None
    assert len(found.broken.story) > 1


def test_the_simplest_case_is_one_call_that_is_refused() -> None:
    case = Budgeted(0, None, (Planned(1, 0),))
    assert CAPPED.check(Kernel(), case) is HOLDS
    assert CAPPED.check(Kernel(), case._replace(calls=1)) is IDLE


@given(budgets(max_calls=3, max_tokens=4))
def test_calls_are_planned_within_bounds(case: Budgeted) -> None:
    assert 1 <= len(case.planned) <= 3
    assert all(0 <= one.used <= one.tokens <= 4 for one in case.planned)
    assert case.tokens is not None or case.calls < len(case.planned)
    assert all(place < len(case.planned) for place in case.order)


def test_a_cap_that_is_reached_by_a_call_cut_off_is_free_again() -> None:
    cut = Budgeted(1, None, (Planned(1, 0, "cancelled"), Planned(1, 1)), (0, 0, 1))
    assert CAPPED.check(Kernel(), cut) is IDLE
    with pytest.raises(OutOfBudget), Kernel().ledger(Caps(calls=0)).call("any", 1, 0):
        pass
