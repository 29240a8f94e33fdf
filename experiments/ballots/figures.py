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
        bounds = f"outside {low:g} to {high:g}" if math.isfinite(high) else f"below {low:g}"
        raise SpecError(f"{what} is {text}, {bounds}")
    return number


def whole(text: str, what: str, least: int = 1) -> int:
    """Read a whole number, not below the least.

    Raises:
        SpecError: it is none.
    """
    if not re.fullmatch(r"\d{1,15}", text, re.ASCII) or int(text) < least:
        raise SpecError(f"{what} is {text!r:.40}: expected a whole number from {least}, of 15 digits at most")
    return int(text)
