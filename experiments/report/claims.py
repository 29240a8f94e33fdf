"""What may be said of an experiment in words: what is shown, what is not, and what stands in the way.

A difference is claimed if its p-value, corrected for all comparisons of the experiment, is at most `ALPHA`,
and in no other case.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..comparison import LEVEL, Comparison, Difference, Row
from ..controls import SELF_CONSISTENCY
from ..measures.accuracy import ACCURACIES, COUNTED
from ..page import clean
from ..page.words import counted
from ..table import figure, left_out, named, probability

ALPHA = 0.05
"""The p-value, corrected, up to which a difference is claimed."""


class Claim(NamedTuple):
    """What may be said of one difference.

    Attributes:
        a: the label of an arm.
        b: the label of the arm that it is compared with.
        shown: whether a difference is claimed.
        text: the sentence.
        caveats: what stands in its way.
    """

    a: str
    b: str
    shown: bool
    text: str
    caveats: tuple[str, ...] = ()


def claims(comparison: Comparison) -> tuple[Claim, ...]:
    """Return what may be said: first what is shown, the largest difference first, then what is not."""
    rows = {row.label: row for row in comparison.rows}
    family = comparison.differences
    made = [(abs(one.found.estimate.mean or 0.0), _claim(one, rows, len(family))) for one in family]
    shown = sorted((item for item in made if item[1].shown), key=lambda item: -item[0])
    return (*(claim for _, claim in shown), *(claim for _, claim in made if not claim.shown))


def headline(comparison: Comparison, made: Sequence[Claim]) -> str:
    """Return what an experiment comes to, in one sentence."""
    if made and made[0].shown:
        return made[0].text
    if len(comparison.rows) == 1:
        return f"One arm, and nothing to compare it with: {_alone(comparison)}."
    if all(one.found.estimate.mean is None for one in comparison.differences):
        return (
            f"Nothing is claimed: no question defines {named(comparison.primary)} in arms that are compared."
        )
    if comparison.questions == 1:
        return "One question: nothing is claimed about others, however many talks there were."
    if all(one.found.test.note for one in comparison.differences):
        return f"Nothing is shown: too few questions differ at all for a p of {ALPHA}."
    return "Nothing is shown: no arm differs from what it is compared with by more than chance may."


def warnings(comparison: Comparison) -> Iterator[str]:
    """Say what stands in the way of every claim."""
    if not comparison.answered:
        yield "Nobody cast a ballot in any arm."
    if comparison.held < comparison.talks:
        yield (
            f"Not finished: {comparison.held} of {comparison.talks} talks are held. What is said here may "
            "change, and a p-value that is looked at on the way errs more often than it says."
        )
    promise = comparison.promise
    if promise is not None and promise.reached:
        yield (
            f"Stopped after {promise.questions} of {promise.of} questions, with {promise.wanted} known. What "
            "is claimed takes the number of questions as fixed beforehand, and errs more often than it says "
            "where it was not."
        )
    for row in comparison.rows:
        for (measure, why), count in row.troubles.items():
            if measure == comparison.primary:
                yield (
                    f"{quoted(row.label)}: {measure} failed in {count} of {row.talks} talks, which are left "
                    f"out: {clean(why)}"
                )


def _alone(comparison: Comparison) -> str:
    row, measure = comparison.rows[0], comparison.primary
    found = row.estimates[measure]
    ends = found.interval
    between = "" if ends is None else f" [{figure(ends[0], 3)}, {figure(ends[1], 3)}]"
    on = counted(found.questions, "question")
    return f"{quoted(row.label)} has {named(measure)} {figure(found.mean, 3)}{between} on {on}"


def _claim(one: Difference, rows: Mapping[str, Row], family: int) -> Claim:
    p = one.found.p_holm
    shown = p is not None and p <= ALPHA
    text = _shown(one, rows) if shown else _not_shown(one, rows, family)
    return Claim(one.a, one.b, shown, text, tuple(_caveats(one, shown=shown)))


def _shown(one: Difference, rows: Mapping[str, Row]) -> str:
    found = one.found
    where = f"{counted(found.estimate.questions, 'question')}{left_out(one)}"
    if found.together.interval is None:
        where = f"each of {where}"
    meaning = _meaning(rows[one.a], rows[one.b], one)
    return f"{_differs(one)} (p {probability(found.p_holm)}){meaning} on {where}."


def _not_shown(one: Difference, rows: Mapping[str, Row], family: int) -> str:
    found = one.found.estimate
    a, b = quoted(one.a), quoted(one.b)
    if found.mean is None:
        undefined = f"no question defines {named(one.measure)} in both{left_out(one)}"
        return f"{a} and {b} cannot be compared: {undefined}."
    where = f"{counted(found.questions, 'question')}{left_out(one)}"
    if found.questions == 1:
        each = (f"{quoted(label)} {_mean(rows[label], one.measure)}" for label in (one.a, one.b))
        return f"On this question: {' and '.join(each)}{left_out(one)}."
    if found.half is None and not found.mean:
        return f"{a} and {b} come to the same on each of {where}."
    if figure(abs(found.mean), 3) == ".000":
        ends = one.found.together.interval
        between = "" if ends is None else f" [{figure(ends[0], 3)}, {figure(ends[1], 3)}]"
        return f"Not shown: {a} and {b} differ by .000{between} in {named(one.measure)} on {where}."
    said = f"Not shown: {_differs(one)} (p {probability(one.found.p_holm)}) on {where}."
    if one.questions is not None:
        alone = "; with the others beside it, with more" if family > 1 else ""
        with_ = f"with about {one.questions:,} questions{alone}"
        said += f" A difference of this size shows four times in five {with_}."
    return said


def _differs(one: Difference) -> str:
    """Say by how much one arm is above or below the other, with the interval that holds for all at once."""
    mean, ends = one.found.estimate.mean or 0.0, one.found.together.interval
    size = figure(abs(mean), 3)
    if ends is not None:
        low, high = ends if mean > 0 else (-ends[1], -ends[0])
        size += f" [{figure(low, 3)}, {figure(high, 3)}]"
    if one.measure in ACCURACIES:
        than = f"{'more' if mean > 0 else 'less'} accurate than {quoted(one.b)}"
    else:
        better = " (less is better)" if one.less else ""
        than = f"{'higher' if mean > 0 else 'lower'} than {quoted(one.b)} in {named(one.measure)}{better}"
    return f"{quoted(one.a)} is {size} {than}"


def _meaning(a: Row, b: Row, one: Difference) -> str:
    """Say what a difference tells of talking, where the arms differ in nothing but how seats talk."""
    if one.measure not in ACCURACIES or not one.found.estimate.mean:
        return ""
    if a.informed is None or b.informed is None or a.informed == b.informed:
        return ""
    alike = all(
        a.recipe[part] == b.recipe[part] for part in ("rule", "topology", "lens", "interceptors", "seats")
    )
    if not alike or SELF_CONSISTENCY in (a.recipe["control"], b.recipe["control"]):  # whose seats are copies
        return ""
    helped = (one.found.estimate.mean > 0) == a.informed
    return f": talking {'helped' if helped else 'hurt'}"


def _caveats(one: Difference, *, shown: bool) -> Iterator[str]:
    if one.missing:
        yield _missing(one, shown=shown)
    ends = one.found.together.interval
    if shown and ends is not None and ends[0] <= 0 <= ends[1]:
        yield f"Its joint {LEVEL:.0%} interval reaches 0, as it may where a p-value is close to {ALPHA}."


def _missing(one: Difference, *, shown: bool) -> str:
    talks = counted(one.missing, "talk")
    said = f"{talks} of the two {'is' if one.missing == 1 else 'are'} missing"
    if one.measure not in COUNTED:
        return f"{said}, and left out: {named(one.measure)} is undefined there."
    if one.bounds is None:
        return f"{said}."
    undone = ", which would undo this" if shown and one.bounds[0] <= 0 <= one.bounds[1] else ""
    least, most = (f"{end:+z.3f}" for end in one.bounds)
    as_what = "counted as wrong" if one.measure in ACCURACIES else "taken to be as far off as can be"
    return f"{said}, and {as_what}; had they ended otherwise, it could be from {least} to {most}{undone}."


def _mean(row: Row, measure: str) -> str:
    return figure(row.estimates[measure].mean, 3)


def quoted(label: str) -> str:
    """Return the name of an arm as it stands in a sentence: in quotes where it is not one word."""
    shown = clean(label)
    return f"'{shown}'" if " " in shown else shown
