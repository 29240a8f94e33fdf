"""Measuring a talk. A measure that fails is told of, and keeps nothing else from being measured."""

import math
from collections.abc import Iterable, Mapping
from numbers import Real

from ...sim import Journal, Question, Verdict
from ...sim.errors import shown, told
from .accuracy import accuracy, accuracy_split, error, farthest
from .measure import Figures, Measure
from .seen import Seen

LARGEST = 1e100
ROUNDING = 1e-9
"""How far a figure may be beyond its range; it is then taken for the end of it."""


def measured(
    talk: Seen | Journal, verdict: Verdict, measures: Iterable[Measure]
) -> tuple[Figures, Mapping[str, str]]:
    """Return one figure for each measure, and why those failed that did.

    A measure fails where it raises, where what it returns is no finite number and not None, and where that is
    outside its range. Its figure is then None.

    Args:
        talk: as it is seen, so that what rules do not change is measured once; or its journal.
        verdict: of the talk under one rule.
        measures: what is measured.

    Returns:
        The figures in the order of the measures; by the name of a measure the type and words of its error.
    """
    seen = Seen(talk) if isinstance(talk, Journal) else talk
    figures: list[float | None] = []
    troubles: dict[str, str] = {}
    for measure in measures:
        try:
            found = measure.of(seen, verdict) if measure.takes_verdict else seen.once(measure.of)
            figures.append(None if found is None else _within(measure, found))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a measure is somebody's code, and may fail
            figures.append(None)
            troubles[measure.name] = told(error)
    return tuple(figures), troubles


def _within(measure: Measure, found: object) -> float:
    """Return a figure as it is, or moved to the end of its range by what rounding may have done."""
    low, high = measure.low, measure.high
    if type(found) is float and low <= found <= high and abs(found) <= LARGEST:
        return found
    if not isinstance(found, Real):
        raise TypeError(f"{shown(found):.80} is no number: a measure returns one, or None")
    figure = float(found)
    if not math.isfinite(figure):
        raise ValueError(f"{figure} is not finite: a measure returns None where it is undefined")
    if abs(figure) > LARGEST:
        raise ValueError(
            f"{figure:g} is beyond {LARGEST:g}, and its square no number: measure in other units"
        )
    if not low - ROUNDING <= figure <= high + ROUNDING:
        raise ValueError(f"{figure:g} is outside the range of {measure.name!r}, {low:g} to {high:g}")
    return min(max(figure, low), high)


def missing(question: Question, measures: Iterable[Measure]) -> Figures:
    """Return the figures of a talk that broke off: wrong where the truth is known, the rest undefined.

    A number that nobody named is as far off as the farther end of the range.
    """
    most = farthest(question)
    right = 0.0 if question.answer is not None and question.range is None else None
    wrong: dict[object, float | None] = {accuracy: right, accuracy_split: right, error: most}
    return tuple(wrong.get(one.of) for one in measures)
