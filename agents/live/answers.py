"""What one field of a model's reply says: JSON as it was given -> a stance, names, figures."""

import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from ...sim import Question, Stance
from .matching import match

NOBODY = ("", "none", "nobody", "null", "n/a", "no one")
PERCENT = re.compile(r"(.*\d)\s*%")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")

Note = Callable[[str], None]
"""Takes what was left out, or read in some way that must be told."""


class UnreadError(ValueError):
    """A field does not say what it was asked for; in words for the one who wrote it."""


def stance(given: Any, question: Question) -> Stance:
    """Return the answer that a field holds; of parts, from an object with a key for each, or a list.

    Raises:
        UnreadError: it holds none.
    """
    if question.parts:
        return _of_parts(given, question)
    if question.range is not None:
        return number(given)
    if question.options:
        return named(given, question.options)
    return words(given)


def _of_parts(given: Any, question: Question) -> Stance:
    count = len(question.parts)
    keys = [f"part_{i}" for i in range(1, count + 1)]
    items = (
        given
        if isinstance(given, list)
        else [given.get(key) for key in keys]
        if isinstance(given, dict)
        else []
    )
    if len(items) != count:
        raise UnreadError(
            f"{_shown(given)} does not answer each of the {count} parts: give {', '.join(keys)}"
        )
    answers: list[str | float] = []
    for i, (item, part) in enumerate(zip(items, question.parts, strict=True), 1):
        try:
            held = stance(item, part)
        except UnreadError as error:
            raise UnreadError(f"part {i}: {error}") from error
        answers += [held] if isinstance(held, str | float) else []
    return tuple(answers)


def named(given: Any, things: Sequence[str], *, lettered: bool = True) -> str:
    """Return the one of these things that a field names: see `match`.

    Raises:
        UnreadError: it names none, or several.
    """
    found = match(words(given), things, lettered=lettered)
    if found.problem:
        raise UnreadError(found.problem)
    return found.option


def words(given: Any) -> str:
    """Return a text; a number or a truth value as JSON spells it.

    Raises:
        UnreadError: a list, an object or nothing.
    """
    if isinstance(given, str):
        return given
    if given is None or isinstance(given, list | dict):
        raise UnreadError(f"{_shown(given)} where a text was asked for")
    return json.dumps(given)


def number(given: Any) -> float:
    """Return a number; of a text, one that holds a number alone, such as "42", "42." or "1,250.5".

    Raises:
        UnreadError: none, or one that is not finite.
    """
    if isinstance(given, str):
        text = given.strip().removesuffix(".")
        given = text.replace(",", "") if GROUPED.fullmatch(text) else text
    try:
        found = math.nan if given is None or isinstance(given, bool | list | dict) else float(given)
    except (ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found) or "_" in str(given):
        raise UnreadError(f"{_shown(given)} is not a number: give one alone, in digits")
    return found


def share(given: Any) -> float:
    """Return a number; a text that ends in "%" as so many hundredths."""
    percent = PERCENT.fullmatch(given.strip()) if isinstance(given, str) else None
    return number(percent[1]) / 100 if percent else number(given)


def confidence(given: Any, note: Note) -> float | None:
    """Return a confidence from 0 to 1; a percentage too, which is noted. What is neither is left out, noted.

    Without its sign a percentage is one above 10: below that it may be out of 5, or out of 10.
    """
    if given is None:
        return None
    try:
        found = share(given)
    except UnreadError:
        found = math.nan
    if 10 < found <= 100:
        found /= 100
    if not 0 <= found <= 1:
        note(f"confidence {_shown(given)} left out: it is no number from 0 to 1")
        return None
    if isinstance(given, str) or found != given:
        note(f"confidence {_shown(given)} read as {found:g}")
    return found


def figures(given: Any, question: Question) -> tuple[tuple[str, float], ...]:
    """Return a figure for options, from an object with a key for each; null is none.

    Raises:
        UnreadError: it is no such object, or gives an option two figures.
    """
    if not isinstance(given, dict):
        raise UnreadError(f"{_shown(given)} where an object with a number for each option was asked for")
    found: dict[str, float] = {}
    for key, item in given.items():
        option = named(key, question.options)
        if option in found:
            raise UnreadError(f"two figures for {option!r:.80}: give one")
        if item is not None:
            found[option] = share(item)
    return tuple(found.items())


def shares(given: Any, question: Question, what: str, note: Note) -> tuple[tuple[str, float], ...]:
    """Return figures that are to sum to 1; hundredths that sum to 100, and sums that rounding explains, too.

    What was made of them is noted. A sum within 0.02 of 1 is what two decimals may leave.
    """
    found = figures(given, question)
    total = math.fsum(figure for _, figure in found)
    if abs(total - 1) <= 1e-6 or any(figure < 0 for _, figure in found):
        return found
    if abs(total - 100) <= 2 or abs(total - 1) <= 0.02:
        note(f"the {what} sums to {total:g}: divided by that")
        return tuple((option, figure / total) for option, figure in found)
    return found


def ranking(given: Any, things: Sequence[str], *, lettered: bool = True) -> tuple[str | tuple[str, ...], ...]:
    """Return things from best to worst, those in an inner list sharing a place.

    Raises:
        UnreadError: it is no list, or names what is none of them.
    """
    return tuple(
        tuple(named(one, things, lettered=lettered) for one in place)
        if isinstance(place, list)
        else named(place, things, lettered=lettered)
        for place in _listed(given)
    )


def several(given: Any, things: Sequence[str]) -> tuple[str, ...]:
    """Return those of these things that a list names.

    Raises:
        UnreadError: it is no list, or names what is none of them.
    """
    return tuple(named(one, things) for one in _listed(given))


def people(given: Any, heard: Sequence[str], note: Note) -> tuple[str, ...]:
    """Return whom a list, or one name, credits, each once; who was not heard is left out, each noted."""
    listed = given if isinstance(given, list) else [given]
    found: dict[str, None] = {}
    for one in listed:
        if one is None or (isinstance(one, str) and one.strip().lower() in NOBODY):
            continue
        try:
            found[named(one, heard, lettered=False)] = None
        except UnreadError:
            note(f"credit to {_shown(one)} left out: nobody of that name was heard")
    return tuple(found)


def delegate(given: Any, heard: Sequence[str]) -> str:
    """Return who is to answer in one's place; empty for nobody.

    Raises:
        UnreadError: somebody who was not heard.
    """
    if given is None or (isinstance(given, str) and given.strip().lower() in NOBODY):
        return ""
    try:
        return named(given, heard, lettered=False)
    except UnreadError:
        raise UnreadError(f"it delegates to {_shown(given)}, whom it did not hear") from None


def reasons(given: Any) -> str:
    """Return an argument: a text, or a list of texts, a line each; empty where there is none.

    Raises:
        UnreadError: it is neither.
    """
    return "\n".join(words(one) for one in (given if isinstance(given, list) else [given]) if one is not None)


def _listed(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise UnreadError(f"{_shown(given)} where a list was asked for")
    return given


def _shown(given: Any) -> str:
    """Return a value for a message, bounded."""
    return f"{given!r:.80}"
