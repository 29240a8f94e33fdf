"""A comparison as JSON, for machines."""

from typing import TYPE_CHECKING, Any

from .units import rounded

if TYPE_CHECKING:
    from .comparison import Comparison, Difference, Row
    from .statistics import Estimate


def told(comparison: "Comparison") -> dict[str, Any]:
    """Return what a machine reads: the same for the same spec, without paths or times."""
    return {
        "title": comparison.title,
        "seed": comparison.seed,
        "replicates": comparison.replicates,
        "questions": comparison.questions,
        "talks": {"held": comparison.held, "all": comparison.talks},
        "digest": comparison.digest,
        "primary": comparison.primary,
        "arms": [_row(row) for row in comparison.rows],
        "differences": [_difference(one) for one in comparison.differences],
        "flips": [
            {"arm": split.arm} | {part: _estimate(getattr(split, part), "mean") for part in split._fields[1:]}
            for split in comparison.splits
        ],
        "frontier": list(comparison.frontier),
        "uninformed": [row.label for row in comparison.rows if row.uninformed],
        "until": None if comparison.promise is None else comparison.promise.json(),
    }


def _row(row: "Row") -> dict[str, Any]:
    recipe = {key: item for key, item in row.recipe.items() if key not in ("base", "best_seat")}
    return recipe | {
        "measures": {name: _estimate(found, "mean") for name, found in row.estimates.items()},
        "alpha": _defined(row.alpha),
        "talks": row.talks,
        "ballots": {"asked": row.ballots, "not cast": dict(row.uncast)},
        "missing": {
            "count": sum(row.missing.values()),
            "reasons": dict(row.missing),
            "best": {name: _defined(found.best) for name, found in row.bounds.items()},
        },
        "troubles": [
            {"measure": measure, "why": why, "count": count} for (measure, why), count in row.troubles.items()
        ],
    }


def _difference(one: "Difference") -> dict[str, Any]:
    found = one.found
    return {
        "a": one.a,
        "b": one.b,
        "measure": one.measure,
        **_estimate(found.estimate, "estimate"),
        "together": _ends(found.together),
        "p": _defined(found.test.p),
        "p_holm": _defined(found.p_holm),
        "d_z": _defined(found.effect.d_z),
        "better": _defined(found.effect.better),
        "worse": _defined(found.effect.worse),
        "missing": one.missing,
        "bounds": None if one.bounds is None else [_defined(end) for end in one.bounds],
        "failed": one.failed,
        "questions_needed": one.questions,
    }


def _estimate(found: "Estimate", name: str) -> dict[str, Any]:
    return {name: _defined(found.mean), "interval": _ends(found), "n": found.questions}


def _ends(found: "Estimate") -> list[float | None] | None:
    ends = found.interval
    return None if ends is None else [_defined(end) for end in ends]


def _defined(value: float | None) -> float | None:
    return None if value is None else rounded(value)
