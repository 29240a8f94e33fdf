from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moot.sim import Share, SpecError, Value, exact


class Holds(Value):
    share: Share


shares = st.fractions(min_value=Fraction(1, 10**8), max_value=1, max_denominator=10**8)
decimals = st.floats(min_value=0, max_value=1, exclude_min=True)


@given(shares)
def test_a_share_is_kept_exactly_and_in_one_form(share: Fraction) -> None:
    made = Holds(share=share)
    assert exact(made.share) == share
    assert Holds(share=f"{share.numerator}/{share.denominator}") == made
    assert Holds.load(made.spec()) == made


@given(decimals)
def test_a_number_means_what_is_written(share: float) -> None:
    assert exact(Holds(share=share).share) == Fraction(str(share))
    assert Holds(share=share).spec() == {"share": share}


def test_forms_of_one_share_are_equal() -> None:
    assert Holds(share="1/2") == Holds(share=0.5) == Holds(share=Fraction(3, 6))
    assert Holds(share="4/6").spec() == {"share": "2/3"}
    assert Holds(share=1) == Holds(share=1.0)
    assert Holds(share=2 / 3) != Holds(share="2/3")


@pytest.mark.parametrize(
    "given", [0.0, -0.5, 1.1, True, "3/2", "0/2", "1/0", "half", "0.5", "1/2/3", "", None, (1, 2), "9" * 99]
)
def test_what_is_no_share_is_refused_in_a_line(given: Any) -> None:
    with pytest.raises(SpecError, match="is no share: give a number above 0 and at most 1") as error:
        Holds(share=given)
    assert "\n" not in str(error.value)
