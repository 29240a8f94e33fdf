"""The parts of a report that are figures: tables and charts."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..baselines import COST
from ..comparison import LEVEL, Comparison, Difference
from ..page import clean
from ..page.document import Says
from ..page.words import ARGUMENT, capital
from ..statistics import Estimate
from ..table import cells, columns, figure, lacks, left_out, named, probability
from ..until import Known, Promise
from .blocks import Fold, Intervals, Line, Lines, Mark, Piece, Point, Scatter, Table
from .claims import ALPHA, quoted
from .report import Report
from .rounds import KINDS, Course

ROWS = 100
"""How many arms are shown in a table or a chart."""
FEWER = 24
"""How many arms are shown where each takes several lines."""
ROUNDS = 40
"""How many rounds are shown of more, as evenly apart as can be."""

_PARTS = ("spontaneous", "conformity", "persuasion", "held-back")
_HEADS = ("difference", "together", "p", "p (Holm)", "d_z", "better", "worse", "questions to show it")


def arms(found: Comparison) -> Iterator[Piece]:
    """Say what was found in each arm, and what is not there."""
    shown = columns(found)
    heads = ("arm", *map(named, shown), "missing")
    rows = tuple(tuple(cells(row, shown)) for row in found.rows[:ROWS])
    few = "over questions" if found.questions > 1 else "of this question"
    yield Table(f"Means {few}; ±: {LEVEL:.0%} t intervals", heads, rows)
    yield from _more(len(found.rows))
    yield from (Says(clean(text, ARGUMENT)) for text in list(lacks(found))[:ROWS])
    marks = tuple(_mark(row.label, row.estimates[found.primary]) for row in found.rows[:ROWS])
    yield Intervals(
        capital(named(found.primary)),
        marks,
        f"Dot: the mean. Bar: its own {LEVEL:.0%} interval over questions.",
    )
    if found.promise is not None:
        yield _promise(found.promise)
    yield Fold("Every measure", (_everything(found),))


def _promise(made: Promise) -> Intervals:
    """Show what came of running until something is known."""
    hold = "these hold together" if made.wanted.differences else "each of these holds"
    return Intervals(
        f"{capital(str(made.wanted))}: {'known' if made.reached else 'not known'} after {made.questions} of "
        f"{made.of} questions",
        tuple(_known(one) for one in made.known[:ROWS]),
        f"Bar: the confidence sequence; {hold} ({LEVEL:.0%}), whenever one stops.",
        zero=made.wanted.differences,
    )


def _known(one: Known) -> Mark:
    told = figure(one.mean, 3)
    told += " (no interval)" if one.interval is None else " [{:.3f}, {:.3f}]".format(*one.interval)
    label = clean(one.a) if one.b is None else f"{quoted(one.a)} less {quoted(one.b)}"
    return Mark(label, one.mean, told, one.interval)


def _everything(found: Comparison) -> Table:
    shown = found.rows[:ROWS]
    measures = [
        name
        for name in found.rows[0].estimates
        if any(row.estimates[name].mean is not None for row in found.rows)
    ]
    rows = [(name, *(figure(row.estimates[name].mean, 3) for row in shown)) for name in measures]
    alpha = ("Krippendorff's alpha", *(figure(row.alpha, 3) for row in shown))
    heads = ("measure", *(clean(row.label) for row in shown))
    return Table("Means over the questions that define them", heads, (*rows, alpha))


def differences(found: Comparison) -> Iterator[Piece]:
    """Say by how much each arm differs from what it is compared with."""
    if not found.differences:
        yield Says("One arm: there is nothing to compare it with.")
        return
    shown = found.differences[:ROWS]
    base = shown[0].b
    alone = all(one.b == base for one in shown)
    marks = tuple(_difference_mark(one, alone=alone) for one in shown)
    of = f" from {quoted(base)}" if alone else ""
    yield Intervals(
        f"Difference{of} in {named(found.primary)}",
        marks,
        f"Thick: the difference's own {LEVEL:.0%} interval. Thin: the one that holds together with all "
        "others. Filled: claimed.",
        zero=True,
    )
    heads = ("arm", *("less",) * (not alone), *_HEADS)
    yield Table(
        "Paired by question and replicate; better and worse: shares of questions; the last column: with so "
        "many questions a difference of this size, compared alone, shows four times in five",
        heads,
        tuple(
            (f"{clean(one.a)}{left_out(one)}", *(clean(one.b),) * (not alone), *_row(one)) for one in shown
        ),
    )
    yield from _more(len(found.differences))


def _row(one: Difference) -> Iterator[str]:
    found, ends = one.found, one.found.together.interval
    yield _signed(found.estimate.mean)
    yield found.estimate.note if ends is None else f"{_signed(ends[0])} to {_signed(ends[1])}"
    yield probability(found.test.p)
    yield probability(found.p_holm)
    yield figure(found.effect.d_z, 2)
    yield figure(found.effect.better, 2)
    yield figure(found.effect.worse, 2)
    yield "-" if one.questions is None else f"{one.questions:,}"


def _difference_mark(one: Difference, *, alone: bool) -> Mark:
    found = one.found
    ends = found.together.interval
    told = _signed(found.estimate.mean)
    if ends is not None:
        told += f" [{_signed(ends[0])}, {_signed(ends[1])}]"
    elif found.estimate.note:
        told += f" ({found.estimate.note})"
    told += left_out(one)
    label = clean(one.a) if alone else f"{quoted(one.a)} less {quoted(one.b)}"
    claimed = found.p_holm is not None and found.p_holm <= ALPHA
    return Mark(label, found.estimate.mean, told, found.estimate.interval, ends, strong=claimed)


def _mark(label: str, found: Estimate, *, strong: bool = False, signed: bool = False) -> Mark:
    told = _signed(found.mean) if signed else figure(found.mean, 3)
    if found.half is not None:
        told += f" ±{figure(found.half, 3)}"
    return Mark(clean(label), found.mean, told, found.interval, strong=strong)


def frontier(found: Comparison) -> Iterator[Piece]:
    """Set what arms are compared in against what they cost."""
    if COST not in found.rows[0].estimates:
        yield Says(f"What a talk costs was not measured: name {COST!r} among the measures of the spec.")
        return
    best = set(found.frontier)
    for cost, about in ((COST, "asks a talk"), ("tokens", "tokens a talk")):
        points = tuple(
            Point(clean(row.label), x, y, cost == COST and row.label in best)
            for row in found.rows
            if cost in row.estimates
            and (x := row.estimates[cost].mean) is not None
            and (y := row.estimates[found.primary].mean) is not None
        )
        if points:
            joined = (
                "The line joins the arms that none beats at no more asks, by their means alone."
                if cost == COST
                else ""
            )
            title = f"{capital(named(found.primary))} by {about}"
            yield Scatter(title, about, named(found.primary), points[:ROWS], joined)
        elif cost == COST:
            yield Says(
                f"No question defines {named(found.primary)}: there is nothing to set against the cost."
            )
    if best:
        labels = [quoted(label) for label in found.frontier]
        yield Says(f"{', '.join(labels[:ROWS])}.", "On the frontier, the cheapest first")


def rounds(said: Report) -> Iterator[Piece]:
    """Say how right tables were after each round."""
    if not said.rounds:
        kept = said.journals != "none"
        yield Says(
            "Nothing is told by round: where the truth is known, of a choice or a number, seats can be right "
            "after a round; of text and of several parts what was kept does not tell."
            if kept
            else 'Nothing was kept by round: set journals = "summary" or "full" in the spec.'
        )
        return
    for kind, (seats, table) in KINDS.items():
        courses = _alike([one for one in said.rounds if one.kind == kind])
        if not courses:
            continue
        numbers = _thinned(sorted({number for one in courses for number in one.seats}))
        for what, which in ((seats, "seats"), (table, "table")):
            yield Lines(capital(what), tuple(_line(one, which, numbers) for one in courses[:FEWER]))
        yield Fold("The figures", (_by_round(kind, courses[:ROWS], numbers),))
    yield Says(
        "A talk that ended sooner keeps what it ended with; one that broke off counts as wrong, and is left "
        "out of distances. Ties are split. Round 0 is before the first round."
    )


def _alike(courses: Sequence[Course]) -> list[Course]:
    """Put those together that went alike, whose lines would hide each other."""
    found: dict[tuple[Any, ...], Course] = {}
    for one in courses:
        key = (one.questions, *one.seats.items(), *one.table.items())
        before = found.get(key)
        found[key] = one if before is None else one._replace(arms=before.arms + one.arms)
    return list(found.values())


def _sharers(course: Course) -> str:
    shown = ", ".join(quoted(label) for label in course.arms[:3])
    return shown + (f" and {len(course.arms) - 3} more" if len(course.arms) > 3 else "")


def _thinned(numbers: Sequence[int]) -> list[int]:
    """Return the numbers of the rounds that are shown: all, or some, the first and the last among them."""
    last = len(numbers) - 1
    return (
        [numbers[i] for i in sorted({round(k * last / (ROUNDS - 1)) for k in range(ROUNDS)})]
        if numbers
        else []
    )


def _line(course: Course, which: str, numbers: Sequence[int]) -> Line:
    figures = getattr(course, which)
    return Line(_sharers(course), {number: figures[number] for number in numbers if number in figures})


def _by_round(kind: str, courses: Sequence[Course], numbers: Sequence[int]) -> Table:
    heads = ("arms", "of", *(f"round {number}" for number in numbers))
    rows = tuple(
        (_sharers(one), what, *(figure(getattr(one, what).get(number), 3) for number in numbers))
        for one in courses
        for what in ("seats", "table")
    )
    return Table(": ".join(("Seats, and the table as a whole", KINDS[kind][0])), heads, rows)


def causes(found: Comparison) -> Iterator[Piece]:
    """Say why seats changed: by control arms, and by asking again."""
    told = False
    for split in found.splits[:FEWER]:
        told = True
        marks = tuple(_mark(part, getattr(split, part), signed=True) for part in split._fields[2:])
        yield Intervals(
            f"{clean(split.arm)}, by its controls",
            (_mark("all flips", split.full, strong=True), *marks),
            "For each time that a seat was asked again: how often it flips alone, how much oftener on "
            "hearing stances, and how much oftener again on hearing arguments. The three sum to all.",
            zero=True,
        )
    measured = [name for name in _PARTS if name in found.rows[0].estimates]
    for row in [row for row in found.rows if not row.recipe["control"]][:FEWER]:
        defined = [name for name in measured if row.estimates[name].mean is not None]
        if defined:
            told = True
            marks = tuple(_mark(name, row.estimates[name]) for name in defined)
            yield Intervals(
                f"{clean(row.label)}, by asking again",
                marks,
                "Flips a talk; held back: stances kept that would have changed on hearing nobody.",
                zero=True,
            )
    if not told:
        yield Says(
            'Why seats changed was not asked: set controls = ["isolated", "stance-only"] in the spec, or '
            'measures = ["cheap", "spontaneous", "conformity", "persuasion", "held-back"], for which every '
            "talk is held again."
        )


def _more(arms: int) -> Iterator[Says]:
    if arms > ROWS:
        yield Says(f"And {arms - ROWS} more: `moot report --json` has them all.")


def _signed(value: float | None) -> str:
    if value is None:
        return "-"
    shown = figure(value, 3)
    return shown if shown.startswith("-") else f"+{shown}"
