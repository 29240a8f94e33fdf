"""Shares of a whole, above 0 and at most 1, that are compared exactly."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Annotated

from pydantic import PlainValidator

Written = float | str | Fraction
"""A share as one writes it: 0.5, "2/3" or Fraction(2, 3)."""

_FRACTION = re.compile(r"\d{1,9}/[1-9]\d{0,8}")


@lru_cache(maxsize=1024, typed=True)  # typed: 2/3 as a float is equal to another fraction than it is written
def exact(share: Written) -> Fraction:
    """Return a share as it is written: 0.07 is seven hundredths.

    >>> exact(0.07), exact("2/3")
    (Fraction(7, 100), Fraction(2, 3))
    """
    return Fraction(str(share))


def stored(given: object) -> float | str:
    """Return the one form in which a share is kept: a number where that says it all, else as in "2/3".

    Raises:
        ValueError: it is no share.

    >>> stored("3/6"), stored(Fraction(4, 6))
    (0.5, '2/3')
    """
    share = Fraction(given) if isinstance(given, str) and _FRACTION.fullmatch(given) else given
    if isinstance(share, bool) or not isinstance(share, float | int | Fraction) or not 0 < share <= 1:
        raise ValueError(
            f"{given!r:.80} is no share: give a number above 0 and at most 1, or a fraction such as '2/3'"
        )
    whole = exact(share)
    return float(whole) if exact(float(whole)) == whole else str(whole)


Share = Annotated[Written, PlainValidator(stored)]
"""A field that holds a share."""
