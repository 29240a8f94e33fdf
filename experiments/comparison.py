"""The arms of an experiment side by side: one estimate for each measure, and paired differences."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .baselines import COST
from .comparison_json import told
from .controls import ISOLATED, SELF_REVISION, STANCE_ONLY
from .measures.accuracy import COUNTED
from .results import ArmResults, Results
from .spec import BEST_SEAT
from .statistics import (
    Bounds,
    Compared,
    Components,
    Ends,
    Estimate,
    between,
    bounds,
    by_question,
    components,
    difference,
    estimate,
    family,
    frontier,
    needed,
    paired,
)
from .table import text
from .units import rounded
from .until import Promise

LEVEL = 0.95


class Row(NamedTuple):
    """One arm.

    Attributes:
        label: its name.
        recipe: what it is made of, as JSON: control, protocol, rule, topology, lens, interceptors, seats.
        estimates: each measure over questions, by name.
        talks: how many there were, the missing included.
        missing: how many broke off, by reason; they count as wrong.
        bounds: each measure that counts missing talks, with all of them wrong, and with all right.
        alpha: Krippendorff's, of what is held in the end; None where it is undefined, or was not kept.
        ballots: how many ballots were asked for.
        uncast: how many of them were not cast, by outcome.
        troubles: how often a measure failed, by its name and the reason.
        informed: whether its seats talk: in some talk a seat was asked when it had heard somebody, or the
            floor; None where that is not known. See `controls.informed`.
        uninformed: whether it stands beside its controls for nothing, since they do not.
    """

    label: str
    recipe: Mapping[str, Any]
    estimates: Mapping[str, Estimate]
    talks: int
    missing: Mapping[str, int]
    bounds: Mapping[str, Bounds]
    alpha: float | None
    ballots: int
    uncast: Mapping[str, int]
    troubles: Mapping[tuple[str, str], int]
    informed: bool | None
    uninformed: bool


class Difference(NamedTuple):
    """`a` less `b` in one measure, paired by question and replicate.

    Attributes:
        a: the label of an arm.
        b: the label of the arm that it is compared with.
        measure: the name of the measure.
        less: whether less of it is better.
        found: the difference, alone and as one of a family.
        components: where its variance comes from.
        missing: how many talks of both are missing; counted as wrong where the measure counts them.
        bounds: the least and the most that it can be, had missing talks ended otherwise; None where none
            is missing, or the measure does not count them.
        failed: in how many talks of both the measure failed, which are left out.
    """

    a: str
    b: str
    measure: str
    less: bool
    found: Compared
    components: Components
    missing: int
    bounds: tuple[float, float] | None = None
    failed: int = 0

    @property
    def questions(self) -> int | None:
        """How many questions would show such a difference four times in five; None where there is none."""
        variance = self.components.variance(self.components.replicates)
        if variance is None or not self.found.estimate.mean:
            return None
        return needed(variance, self.found.estimate.mean, level=LEVEL)


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

    Attributes:
        title: of the experiment.
        about: a paragraph on it.
        seed: of its draws.
        replicates: talks of an arm on a question.
        questions: how many there are; of a run that stopped once enough is known, those that were asked.
        held: how many talks are held, of all arms.
        talks: how many there are to hold.
        digest: over all talks and figures.
        primary: the measure that arms are compared in.
        rows: the arms.
        differences: each arm from the one that it is compared with: a family, fixed by the spec.
        splits: of flips, by controls.
        frontier: the labels of the arms that none beats at no more asks, the cheapest first.
        promise: what came of running until something is known; None where nothing was to be.
    """

    title: str
    about: str
    seed: int
    replicates: int
    questions: int
    held: int
    talks: int
    digest: str
    primary: str
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    splits: tuple[Split, ...] = ()
    frontier: tuple[str, ...] = ()
    promise: Promise | None = None

    @property
    def answered(self) -> bool:
        """Whether anybody cast a ballot in any arm."""
        return any(sum(row.uncast.values()) < row.ballots for row in self.rows)

    def __str__(self) -> str:
        """Return the table for people."""
        return text(self)

    def json(self) -> dict[str, Any]:
        """Return what a machine reads: the same for the same spec, without paths or times."""
        return told(self)


def compare(results: Results) -> Comparison:
    """Average over questions, arm by arm, and pair every arm with the one it is compared with."""
    design = results.design
    arms = [_Arm(design, told, found) for told, found in zip(design["arms"], results.arms, strict=True)]
    best = {place: _alone(design, arms[place], found) for place, found in results.best_seats.items()}
    rows = tuple(arm.row() for arm in (*arms, *best.values()))
    less = arms[0].measures[design["primary"]]["less"]
    return Comparison(
        design["title"],
        design["about"],
        design["seed"],
        design["replicates"],
        results.promise.questions if results.promise else design["questions"]["count"],
        results.held,
        results.talks,
        results.digest,
        design["primary"],
        rows,
        _differences(design, arms, best, less=less),
        tuple(_splits(arms)),
        _frontier(rows, design["primary"], less=less),
        results.promise,
    )


class _Arm:
    """What was found in one arm, a measure at a time."""

    def __init__(self, design: Mapping[str, Any], told: Mapping[str, Any], found: ArmResults) -> None:
        import numpy as np

        self.told, self.found, self.label = told, found, str(told["label"])
        self._has_controls = not told["control"] and any(one["control"] for one in design["arms"])
        self.measures = {one["name"]: one for one in design["measures"]}
        self._columns = {name: place for place, name in enumerate(self.measures)}
        defined = ~np.isnan(found.figures)
        sums = np.where(defined, found.figures, 0.0).sum(axis=1)
        with np.errstate(invalid="ignore"):
            self._means = sums / defined.sum(axis=1)  # NaN where no replicate defines it

    def replicates(self, measure: str) -> dict[str, list[float | None]]:
        """Return what a measure was in each replicate, by question."""
        table = self.found.figures[:, :, self._columns[measure]]
        return {str(place): [_defined(value) for value in row] for place, row in enumerate(table.tolist())}

    def ends(self, measure: str) -> Ends:
        """Return the same with all missing talks wrong, and right; what is undefined stays so."""
        worst, told = self.replicates(measure), self.measures[measure]
        best = {question: list(row) for question, row in worst.items()} if self.found.lost else worst
        for question, replicate in self.found.lost:
            row = best[str(question)]
            if row[replicate] is not None:
                row[replicate] = told["low"] if told["less"] else told["high"]
        return worst, best

    def failed(self, measure: str) -> int:
        """Return in how many talks a measure failed."""
        return sum(count for (name, _), count in self.found.troubles.items() if name == measure)

    def means(self, measure: str) -> list[float | None]:
        """Return the mean over the replicates that define it, of each question."""
        return [_defined(value) for value in self._means[:, self._columns[measure]].tolist()]

    def bounds(self, measure: str) -> tuple[float, float]:
        """Return the least and the most that a measure can be."""
        low, high = self.measures[measure]["low"], self.measures[measure]["high"]
        return -math.inf if low is None else low, math.inf if high is None else high

    def row(self) -> Row:
        found = self.found
        return Row(
            self.label,
            self.told,
            {name: estimate(self.means(name), *self.bounds(name)) for name in self.measures},
            found.talks,
            found.missing,
            {name: bounds(self.ends(name)) for name in COUNTED if name in self.measures},
            found.alpha,
            found.ballots,
            found.uncast,
            found.troubles,
            found.informed,
            found.informed is False and self._has_controls,
        )


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else value


def _alone(design: Mapping[str, Any], arm: _Arm, found: ArmResults) -> _Arm:
    """Return the best single seat, told by the first answers of an arm, as an arm of its own."""
    whose = {"label": f"{arm.label} [{BEST_SEAT}]", "control": BEST_SEAT, "base": None, "best_seat": None}
    return _Arm(design, {**arm.told, **whose}, found)


def _differences(
    design: Mapping[str, Any], arms: Sequence[_Arm], best: Mapping[int, _Arm], *, less: bool
) -> tuple[Difference, ...]:
    """Return what each arm differs by: all that is compared, and so one family."""
    measure = design["primary"]
    pairs = [(arm, arms[arm.told["base"]]) for arm in arms if arm.told["base"] is not None]
    pairs += [(arm, best[arm.told["best_seat"]]) for arm in arms if arm.told["best_seat"] is not None]
    if not pairs:
        return ()
    values = {
        f"{a.label} - {b.label}": paired(a.replicates(measure), b.replicates(measure)) for a, b in pairs
    }
    low, high = arms[0].bounds(measure)
    each = {label: by_question(found) for label, found in values.items()}
    judged = family(each, low - high, high - low, level=LEVEL, seed=design["seed"])
    return tuple(
        Difference(
            a.label,
            b.label,
            measure,
            less,
            compared,
            components(values[compared.name]),
            sum(a.found.missing.values()) + sum(b.found.missing.values()),
            _bounds(a, b, measure),
            a.failed(measure) + b.failed(measure),
        )
        for (a, b), compared in zip(pairs, judged.compared, strict=True)
    )


def _bounds(a: _Arm, b: _Arm, measure: str) -> tuple[float, float] | None:
    """Return what missing talks leave open of a difference."""
    if measure not in COUNTED or not (a.found.lost or b.found.lost):
        return None
    return between(a.ends(measure), b.ends(measure))


def _splits(arms: Sequence[_Arm]) -> Iterator[Split]:
    """Yield the split of each arm that has both controls, over the questions that define all three rates."""
    if "flip-rate" not in arms[0].measures:
        return
    for place, arm in enumerate(arms):
        controls = {
            one.told["control"]: one for one in arms if one.told["control"] and one.told["base"] == place
        }
        alone = controls.get(ISOLATED, controls.get(SELF_REVISION))
        if alone is None or STANCE_ONLY not in controls:
            continue
        rates = [one.means("flip-rate") for one in (arm, controls[STANCE_ONLY], alone)]
        kept = [row for row in zip(*rates, strict=True) if None not in row]
        if kept:
            columns = zip(*kept, strict=True)
            full, stances, still = ({str(q): rate for q, rate in enumerate(column)} for column in columns)
            yield Split(
                arm.label,
                estimate(list(full.values()), 0.0, 1.0),
                estimate(list(still.values()), 0.0, 1.0),
                difference(stances, still),
                difference(full, stances),
            )


def _frontier(rows: Sequence[Row], primary: str, *, less: bool) -> tuple[str, ...]:
    """Return which arms are worth their asks."""
    if COST not in rows[0].estimates:
        return ()
    sign = -1 if less else 1
    figures = ((row.estimates[COST].mean, row.estimates[primary].mean) for row in rows)
    # arms that differ by no more than arithmetic are alike
    points = [
        (None if cost is None else rounded(cost), None if mean is None else rounded(sign * mean))
        for cost, mean in figures
    ]
    return tuple(rows[place].label for place in frontier(points))
