"""The arms of an experiment side by side: one estimate for each measure, and paired differences."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from .arms import Arm
from .measures import MEASURES
from .plan import Plan
from .results import Cell, Results
from .statistics import Estimate, difference, estimate

COMPARED = "accuracy-split"
"""The measure of the paired differences: it does not depend on how ties are broken."""


class Row(NamedTuple):
    """One arm.

    Attributes:
        arm: its recipe.
        seats: who sits at its table.
        estimates: each measure over questions, by name.
        talks: how many there were, the missing included.
        missing: how many broke off, by reason; they count as wrong.
        best: the accuracies by name, had all missing talks been right.
    """

    arm: Arm
    seats: tuple[str, ...]
    estimates: Mapping[str, Estimate]
    talks: int
    missing: Mapping[str, int]
    best: Mapping[str, float | None]


class Difference(NamedTuple):
    """`a` less `b` in one measure, paired by question."""

    a: str
    b: str
    measure: str
    estimate: Estimate


class Comparison(NamedTuple):
    """The result of an experiment."""

    title: str
    seed: int
    replicates: int
    questions: int
    digest: str
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]

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
        }


def compare(made: Plan, results: Results) -> Comparison:
    """Average over questions, arm by arm, and pair every arm with the first."""
    cells: list[list[Cell]] = [[] for _ in made.arms]
    for cell in results.cells:
        cells[cell.arm].append(cell)
    rows = tuple(
        _summed(arm, panel.names, found)
        for arm, panel, found in zip(made.arms, made.panels, cells, strict=True)
    )
    column = list(MEASURES).index(COMPARED)
    paired = [{cell.question: cell.means[column] for cell in found} for found in cells]
    differences = (
        Difference(row.arm.label, rows[0].arm.label, COMPARED, difference(values, paired[0]))
        for row, values in zip(rows[1:], paired[1:], strict=True)
    )
    spec = made.spec
    return Comparison(
        spec.title, spec.seed, spec.replicates, len(cells[0]), results.digest, rows, tuple(differences)
    )


def _summed(arm: Arm, seats: tuple[str, ...], cells: list[Cell]) -> Row:
    columns = dict(zip(MEASURES, zip(*(cell.means for cell in cells), strict=True), strict=True))
    gone: Counter[str] = Counter()
    for cell in cells:
        gone.update(cell.missing)
    best = {
        name: estimate(
            [
                None if value is None else value + sum(cell.missing.values()) / cell.talks
                for cell, value in zip(cells, columns[name], strict=True)
            ]
        ).mean
        for name in ("accuracy", "accuracy-split")
    }
    estimates = {name: estimate(column) for name, column in columns.items()}
    return Row(arm, seats, estimates, sum(cell.talks for cell in cells), dict(sorted(gone.items())), best)


def _row(row: Row) -> dict[str, Any]:
    return {
        "label": row.arm.label,
        "protocol": row.arm.protocol.spec(),
        "rule": row.arm.rule.spec(),
        "topology": row.arm.topology.spec(),
        "seats": list(row.seats),
        "measures": {name: _estimate(found, "mean") for name, found in row.estimates.items()},
        "talks": row.talks,
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
    return None if value is None else round(value, 9)
