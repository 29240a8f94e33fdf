"""What a report says, from its data: each sentence, table and chart once."""

from collections.abc import Iterator, Sequence

from ..comparison import COST, LEVEL, Comparison, Difference
from ..page import clean, document
from ..page.document import Entry, Says
from ..page.movers import MEANING, in_all, shares
from ..page.words import capital, counted, own
from ..statistics import Estimate
from ..table import cells, columns, figure, lacks, named, probability
from .blocks import Code, Fold, Intervals, Line, Lines, Mark, Part, Piece, Point, Scatter, Table
from .claims import ALPHA, quoted
from .report import Report
from .rounds import KINDS, Course
from .talks import TURBULENT, TYPICAL

ROWS = 100
"""How many arms are shown in a table or a chart."""
CLAIMS = 12
"""How many comparisons are told in sentences."""

_PARTS = ("spontaneous", "conformity", "persuasion", "held-back")


def parts(said: Report) -> tuple[Part, ...]:
    """Return the sections of a report in the order in which a page tells them."""
    return (
        Part("Result", tuple(_result(said)), said.headline),
        Part("Arms", tuple(_arms(said.comparison))),
        Part("Differences", tuple(_differences(said.comparison))),
        Part("Cost and accuracy", tuple(_frontier(said.comparison))),
        Part("Round by round", tuple(_rounds(said))),
        Part("Flips by cause", tuple(_causes(said.comparison))),
        Part("Influence", tuple(_influence(said))),
        Part("Talks", tuple(_talks(said))),
        Part("To run it again", tuple(_again(said))),
    )


def lead(said: Report) -> Iterator[Says]:
    """Yield the lines under the title."""
    found = said.comparison
    arms, questions = counted(len(found.rows), "arm"), counted(found.questions, "question")
    each, talks = counted(found.replicates, "talk"), counted(found.talks, "talk")
    yield Says(
        f"{arms}, {questions}, {each} each: {found.held} of {talks} held. Compared in {named(found.primary)}. "
        f"Seed {found.seed}."
    )


def _result(said: Report) -> Iterator[Piece]:
    for text in said.warnings:
        yield Says(text, tone="alarm")
    # what is the headline is not said again
    rest = said.claims
    if rest and rest[0].text == said.headline:
        yield from (Says(text, tone="lack") for text in rest[0].caveats)
        rest = rest[1:]
    for claim in rest[:CLAIMS]:
        yield Says(claim.text)
        yield from (Says(text, tone="lack") for text in claim.caveats)
    if len(rest) > CLAIMS:
        shown = sum(claim.shown for claim in rest[CLAIMS:])
        yield Says(
            f"And {len(rest) - CLAIMS} more comparisons, {shown} of which show a difference: see below."
        )
    if said.claims and said.comparison.questions > 1:
        family = counted(len(said.claims), "comparison")
        yield Says(
            f"A difference is claimed if its p, of sign flips by question and corrected for {family} (Holm), "
            f"is at most {ALPHA}. Intervals cover together in {LEVEL:.0%}.",
            tone="change",
        )


def _arms(found: Comparison) -> Iterator[Piece]:
    shown = columns(found)
    heads = ("arm", *map(named, shown), "missing")
    rows = tuple(tuple(cells(row, shown)) for row in found.rows[:ROWS])
    few = "over questions" if found.questions > 1 else "of this question"
    yield Table(f"Means {few}; ±: {LEVEL:.0%} t intervals", heads, rows)
    yield from _more(len(found.rows))
    yield from (Says(text) for text in list(lacks(found))[: 2 * ROWS])
    marks = tuple(_mark(row.label, row.estimates[found.primary]) for row in found.rows[:ROWS])
    yield Intervals(
        capital(named(found.primary)),
        marks,
        f"Dot: the mean. Bar: its own {LEVEL:.0%} interval over questions.",
    )
    yield Fold("Every measure", (_everything(found),))


def _everything(found: Comparison) -> Table:
    measures = [
        name
        for name in found.rows[0].estimates
        if any(row.estimates[name].mean is not None for row in found.rows)
    ]
    rows = tuple(
        (quoted(row.label), *(figure(row.estimates[name].mean, 3) for name in measures), figure(row.alpha, 3))
        for row in found.rows[:ROWS]
    )
    return Table(
        "Means over the questions that define them", ("arm", *measures, "Krippendorff's alpha"), rows
    )


def _differences(found: Comparison) -> Iterator[Piece]:
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
    heads = (
        "arm",
        "less",
        "difference",
        "together",
        "p",
        "p (Holm)",
        "d_z",
        "better",
        "worse",
        "questions to show it",
    )
    yield Table(
        "Paired by question and replicate; better and worse: shares of questions; the last column: with so "
        "many questions a difference of this size shows four times in five",
        heads,
        tuple(tuple(_row(one)) for one in shown),
    )
    yield from _more(len(found.differences))


def _row(one: Difference) -> Iterator[str]:
    found, ends = one.found, one.found.together.interval
    yield clean(one.a)
    yield clean(one.b)
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
    label = clean(one.a) if alone else f"{quoted(one.a)} less {quoted(one.b)}"
    claimed = found.p_holm is not None and found.p_holm <= ALPHA
    return Mark(label, found.estimate.mean, told, found.estimate.interval, ends, strong=claimed)


def _mark(label: str, found: Estimate, *, strong: bool = False, signed: bool = False) -> Mark:
    told = _signed(found.mean) if signed else figure(found.mean, 3)
    if found.half is not None:
        told += f" ±{figure(found.half, 3)}"
    return Mark(clean(label), found.mean, told, found.interval, strong=strong)


def _frontier(found: Comparison) -> Iterator[Piece]:
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
    yield Says("An arm that asks more is not compared here with one that spends as many asks otherwise.")


def _rounds(said: Report) -> Iterator[Piece]:
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
        courses = [one for one in said.rounds if one.kind == kind][:ROWS]
        if not courses:
            continue
        for what, which in ((seats, "seats"), (table, "table")):
            lines = tuple(Line(_sharers(one), getattr(one, which)) for one in courses)
            yield Lines(capital(what), lines)
        yield Fold("The figures", (_by_round(kind, courses),))
    yield Says(
        "A talk that ended sooner keeps what it ended with, and one that broke off counts as wrong. Ties are "
        "split. Round 0 is before the first round."
    )


def _sharers(course: Course) -> str:
    shown = ", ".join(quoted(label) for label in course.arms[:3])
    return shown + (f" and {len(course.arms) - 3} more" if len(course.arms) > 3 else "")


def _by_round(kind: str, courses: Sequence[Course]) -> Table:
    numbers = sorted({number for one in courses for number in one.seats})[:ROWS]
    heads = ("arms", "of", *(f"round {number}" for number in numbers))
    rows = tuple(
        (_sharers(one), what, *(figure(getattr(one, what).get(number), 3) for number in numbers))
        for one in courses
        for what in ("seats", "table")
    )
    return Table(": ".join(("Seats, and the table as a whole", KINDS[kind][0])), heads, rows)


def _causes(found: Comparison) -> Iterator[Piece]:
    told = False
    for split in found.splits[:ROWS]:
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
    for row in found.rows[:ROWS]:
        defined = [name for name in measured if row.estimates[name].mean is not None]
        if defined and not row.recipe["control"]:
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


def _influence(said: Report) -> Iterator[Piece]:
    drawn = [talk for talk in said.talks if {TYPICAL, TURBULENT} & set(talk.why)]
    if drawn:
        yield Says(MEANING)
    for talk in drawn:
        influence = talk.facts.influence
        drawing = in_all(influence)
        why = " and ".join(why for why in talk.why if why in (TYPICAL, TURBULENT))
        head = f"{capital(why)}: {counted(talk.changes, 'change')}"
        note = f"{own(talk.arm)}, trial {talk.trial}"
        yield Entry(head, (drawing, *shares(drawing.edges)), note=note)
    if not drawn:
        yield Says(_unread(said) or "Nobody changed in any talk.")


def _talks(said: Report) -> Iterator[Piece]:
    if not said.talks:
        yield Says(_unread(said) or "No talk was held to its end.")
    for talk in said.talks:
        note = f" {talk.note}" if talk.note else ""
        summary = (
            f"{capital('; '.join(talk.why))}: {own(talk.arm)} on {own(talk.question)}, talk "
            f"{talk.replicate}, {counted(talk.changes, 'change')}; {talk.verdict or 'no verdict'}.{note}"
        )
        yield Fold(summary, document(talk.facts))
    if said.talks:
        yield Says(
            "A typical talk has the median number of changes in the arm whose seats change most; the most "
            "turbulent has the most of all."
        )


def _unread(said: Report) -> str:
    return "" if said.journals == "full" else 'No transcripts were kept: set journals = "full" in the spec.'


def _again(said: Report) -> Iterator[Piece]:
    file = said.name or "experiment.toml"
    yield Code(f"moot run {file} --out again")
    if not said.name:
        yield Says(f"{file} is the spec below; the files that it names lie beside it.")
    whole = said.comparison.held == said.comparison.talks
    yield Says(said.comparison.digest, "Digest, which comes out again" if whole else "Digest so far")
    with_ = ", ".join(f"{clean(name)} {clean(str(told))}" for name, told in said.made_with.items() if told)
    if with_:
        yield Says(f"{with_}.", "Run with")
    yield Fold("The spec", (Code(said.spec),))


def _more(arms: int) -> Iterator[Says]:
    if arms > ROWS:
        yield Says(f"And {arms - ROWS} more: `moot report --json` has them all.")


def _signed(value: float | None) -> str:
    if value is None:
        return "-"
    shown = figure(value, 3)
    return shown if shown.startswith("-") else f"+{shown}"
