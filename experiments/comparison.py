"""The arms of an experiment side by side: one estimate for each measure, and paired differences."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..sim import Panel
from .arms import Arm
from .controls import ISOLATED, STANCE_ONLY
from .measures import MEASURES, RANGES
from .plan import Plan
from .results import Cell, Results
from .statistics import Estimate, difference, estimate

COMPARED = "accuracy-split"
"""The measure of the paired differences: it does not depend on how ties are broken."""


class Row(NamedTuple):
    """One arm.

    Attributes:
        arm: its recipe.
        panel: who sits at its table.
        estimates: each measure over questions, by name.
        talks: how many there were, the missing included.
        missing: how many broke off, by reason; they count as wrong.
        best: the accuracies by name, had all missing talks been right.
        ballots: how many ballots were asked for.
        uncast: how many of them were not cast, by outcome.
    """

    arm: Arm
    panel: Panel
    estimates: Mapping[str, Estimate]
    talks: int
    missing: Mapping[str, int]
    best: Mapping[str, float | None]
    ballots: int
    uncast: Mapping[str, int]


class Difference(NamedTuple):
    """`a` less `b` in one measure, paired by question."""

    a: str
    b: str
    measure: str
    estimate: Estimate


class Split(NamedTuple):
    """The flips of an arm split by its controls: shares of the times that a seat was asked again.

    The three parts sum to the whole. They may be negative, and are paired by question.

    Attributes:
        arm: the label of the arm.
        full: how often seats flip in it.
        spontaneous: how often they do alone, hearing nobody.
        conformity: how much oftener when they hear stances alone.
        persuasion: how much oftener, again, when they hear all.
    """

    arm: str
    full: Estimate
    spontaneous: Estimate
    conformity: Estimate
    persuasion: Estimate


class Comparison(NamedTuple):
    """The result of an experiment.

    `uninformed` are the arms that stand beside their controls for nothing: see `controls.informed`.
    """

    title: str
    seed: int
    replicates: int
    questions: int
    digest: str
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    splits: tuple[Split, ...] = ()
    uninformed: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether anybody cast a ballot in any arm."""
        return any(sum(row.uncast.values()) < row.ballots for row in self.rows)

    def json(self) -> dict[str, Any]:
        """Return what a machine reads: the same for the same spec, without paths or times."""
        return {
            "title": self.title,
            "seed": self.seed,
            "replicates": self.replicates,
            "questions": self.questions,
            "digest": self.digest,
            "arms": [_row(row) for row in self.rows],
            "differences": [
                {"a": d.a, "b": d.b, "measure": d.measure, **_estimate(d.estimate, "estimate")}
                for d in self.differences
            ],
            "flips": [
                {"arm": split.arm}
                | {part: _estimate(getattr(split, part), "mean") for part in Split._fields[1:]}
                for split in self.splits
            ],
            "uninformed": list(self.uninformed),
        }


def compare(made: Plan, results: Results) -> Comparison:
    """Average over questions, arm by arm, and pair every arm with the first."""
    cells: list[list[Cell]] = [[] for _ in made.arms]
    for cell in results.cells:
        cells[cell.arm].append(cell)
    rows = tuple(
        _summed(arm, panel, found) for arm, panel, found in zip(made.arms, made.panels, cells, strict=True)
    )
    column = list(MEASURES).index(COMPARED)
    paired = [{cell.question: cell.means[column] for cell in found} for found in cells]
    labels = [row.arm.label for row in rows]
    differences = (
        Difference(labels[i], labels[b], COMPARED, difference(paired[i], paired[b]))
        for i, b in ((i, _baseline(made, i)) for i in range(len(rows)))
        if i != b
    )
    spec = made.spec
    return Comparison(
        spec.title,
        spec.seed,
        spec.replicates,
        len(cells[0]),
        results.digest,
        rows,
        tuple(differences),
        tuple(_splits(made, cells)),
        tuple(labels[arm] for arm in results.uninformed),
    )


def _baseline(made: Plan, arm: int) -> int:
    """Return the place of the arm that one is compared with: the one it controls, else the first."""
    return arm - arm % (1 + len(made.spec.controls)) if made.arms[arm].control else 0


def _splits(made: Plan, cells: list[list[Cell]]) -> Iterator[Split]:
    """Yield the split of each arm that has both controls, over the questions that define all three rates."""
    controls = made.spec.controls
    if not {ISOLATED, STANCE_ONLY} <= set(controls):
        return
    column = list(MEASURES).index("flip-rate")
    for place, arm in enumerate(made.arms):
        if arm.control:
            continue
        beside = [place, *(place + 1 + controls.index(name) for name in (STANCE_ONLY, ISOLATED))]
        rates = [{cell.question: cell.means[column] for cell in cells[i]} for i in beside]
        kept = [q for q in rates[0] if all(rate.get(q) is not None for rate in rates)]
        full, stances, alone = ({q: rate[q] for q in kept} for rate in rates)
        if kept:
            yield Split(
                arm.label,
                estimate(list(full.values()), 0.0, 1.0),
                estimate(list(alone.values()), 0.0, 1.0),
                difference(stances, alone),
                difference(full, stances),
            )


def _summed(arm: Arm, panel: Panel, cells: list[Cell]) -> Row:
    columns = dict(zip(MEASURES, zip(*(cell.means for cell in cells), strict=True), strict=True))
    best = {
        name: estimate(
            [
                None if value is None else value + sum(cell.missing.values()) / cell.talks
                for cell, value in zip(cells, columns[name], strict=True)
            ]
        ).mean
        for name in ("accuracy", "accuracy-split")
    }
    estimates = {name: estimate(column, *RANGES[name]) for name, column in columns.items()}
    return Row(
        arm,
        panel,
        estimates,
        sum(cell.talks for cell in cells),
        _added(cell.missing for cell in cells),
        best,
        sum(cell.ballots for cell in cells),
        _added(cell.uncast for cell in cells),
    )


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(sorted(total.items()))


def _row(row: Row) -> dict[str, Any]:
    return {
        "label": row.arm.label,
        "control": row.arm.control or None,
        "protocol": row.arm.protocol.spec(),
        "rule": row.arm.rule.spec(),
        "topology": row.arm.topology.spec(),
        "lens": row.arm.lens.spec(),
        "interceptors": [one.spec() for one in row.arm.interceptors],
        "seats": [seat.spec() for seat in row.panel.seats],
        "measures": {name: _estimate(found, "mean") for name, found in row.estimates.items()},
        "talks": row.talks,
        "ballots": {"asked": row.ballots, "not cast": dict(row.uncast)},
        "missing": {
            "count": sum(row.missing.values()),
            "reasons": dict(row.missing),
            "best": {name: _rounded(value) for name, value in row.best.items()},
        },
    }


def _estimate(found: Estimate, name: str) -> dict[str, Any]:
    ends = found.interval
    return {
        name: _rounded(found.mean),
        "interval": None if ends is None else [_rounded(end) for end in ends],
        "n": found.questions,
    }


def _rounded(value: float | None) -> float | None:
    # nine digits: the last ones of a quantile differ between versions of scipy
    return None if value is None else round(value, 9) + 0.0
