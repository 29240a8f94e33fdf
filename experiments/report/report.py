"""All that a report says, read from a store: plain data, no layout."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...sim import Names, SpecError
from ..catalogue import stored
from ..comparison import Comparison, compare
from ..design import called, modules
from ..files import bundled
from ..page import record
from ..results import read
from ..spec import FOLDER, change_files, read_spec
from ..store import Store
from .claims import Claim, claims, headline, warnings
from .rounds import Course, by_round
from .talks import Talk, talks
from .toml import toml


class Report(NamedTuple):
    """What there is to say of an experiment.

    Attributes:
        comparison: of its arms.
        headline: what it comes to.
        warnings: what stands in the way of all claims.
        claims: what is shown, and what is not.
        rounds: how right the tables were round by round; empty where that was not kept, or cannot be told.
        talks: those that are told in full; none where no journals were kept.
        journals: what was kept of each talk: `"full"`, `"summary"` or `"none"`.
        name: of the bundled experiment that it is; empty for another.
        spec: what was run, as TOML, files without their folders.
        trust: the modules of one's own that it names code of.
        made_with: the versions that it was run with last.
    """

    comparison: Comparison
    headline: str
    warnings: tuple[str, ...]
    claims: tuple[Claim, ...]
    rounds: tuple[Course, ...]
    talks: tuple[Talk, ...]
    journals: str
    name: str
    spec: str
    trust: tuple[str, ...]
    made_with: Mapping[str, Any]


def report(store: Store, names: Names | None = None) -> Report:
    """Read a report from a store; O(talks), with a few of them read in full.

    Args:
        store: what was found.
        names: resolves the rules of its arms; the bundled ones where none are given.

    Raises:
        SpecError: the store cannot be read.
    """
    names = names or stored()
    meta = store.meta()
    design = meta["design"]
    comparison = compare(read(store))
    made = claims(comparison)
    sessions = store.rows("SELECT made_with FROM sessions ORDER BY rowid DESC LIMIT 1")
    return Report(
        comparison,
        headline(comparison, made),
        tuple(warnings(comparison)),
        made,
        by_round(store, [str(arm["label"]) for arm in design["arms"]]),
        talks(store, design, names),
        design["journals"],
        _bundled(meta["spec"], names),
        toml(change_files(meta["spec"], called)),
        modules(design),
        next((store.parsed(made_with, "what it was run with") for (made_with,) in sessions), {}),
    )


def _bundled(spec: Any, names: Names) -> str:
    """Return the name of the bundled experiment whose spec this is; an empty string where there is none."""
    for name in bundled(FOLDER):
        try:
            if read_spec(name, names).spec() == spec:
                return name
        except SpecError:  # it was written for another moot
            continue
    return ""


def as_json(said: Report) -> dict[str, Any]:
    """Return a report for machines: the same for the same results, without paths or times."""
    return {
        "headline": said.headline,
        "warnings": list(said.warnings),
        "claims": [
            {"a": one.a, "b": one.b, "shown": one.shown, "text": one.text, "caveats": list(one.caveats)}
            for one in said.claims
        ],
        "comparison": said.comparison.json(),
        "rounds": [
            {
                "arms": list(one.arms),
                "questions": {"kind": one.kind, "count": one.questions},
                "seats": _places(one.seats),
                "table": _places(one.table),
            }
            for one in said.rounds
        ],
        "talks": [
            {
                "why": list(one.why),
                "trial": one.trial,
                "arm": one.arm,
                "replicate": one.replicate,
                "changes": one.changes,
                "verdict": one.verdict,
                "page": record(one.facts),
            }
            for one in said.talks
        ],
        "experiment": said.name or None,
        "spec": said.spec,
        "trust": list(said.trust),
    }


def _places(figures: Mapping[int, float]) -> dict[str, float]:
    return {str(number): round(value, 9) for number, value in figures.items()}
