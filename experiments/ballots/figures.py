"""Figures as they are written in a cell."""

import math
import re

from ...sim import SpecError

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)


def figure(text: str, what: str) -> float:
    """Read a number.

    Raises:
        SpecError: it is none.
    """
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise SpecError(f"{what} is {text!r:.40}: expected a number such as 3 or 2.5")
    return number


def within(text: str, what: str, low: float, high: float) -> float:
    """Read a number in a range, ends included.

    Raises:
        SpecError: it is none, or outside.
    """
    number = figure(text, what)
    if not low <= number <= high:
        raise SpecError(f"{what} is {text}, outside {low:g} to {high:g}")
    return number


def whole(text: str, what: str) -> int:
    """Read a whole number from 1.

    Raises:
        SpecError: it is none.
    """
    if not re.fullmatch(r"\d{1,15}", text, re.ASCII) or int(text) < 1:
        raise SpecError(f"{what} is {text!r:.40}: expected a whole number from 1")
    return int(text)
