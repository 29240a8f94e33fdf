"""Who keeps which property, as far as Hypothesis can tell: a table, with the smallest witnesses."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ...protocols.rules.axioms import declared, witness
from ...sim import Rule
from .axioms import CLAIMS, DEFAULT, OF_RULES, Bounds, axiom
from .catalogue import named
from .hunt import Finding, unseen
from .property import Broken, Property, called, refusal
from .search import falsify
from .targets import target as built
from .telling import are

EVERY = tuple(claim.axiom.name for claim in CLAIMS)
SIGNS = {"holds": ".", "broken": "x", "vacuous": "~", "undecided": "?"}
UNCLAIMED = "-"
LEGEND = {
    "1": "a number: broken, by so many voters or seats",
    "x": "x broken",
    ".": ". none found",
    "~": "~ seldom says anything",
    "?": "? no time left",
    UNCLAIMED: "- is not claimed",
}


class Matrix(NamedTuple):
    """Targets against properties: rules against axioms, protocols or dynamics against what they guarantee.

    Attributes:
        targets: their names.
        properties: theirs.
        findings: what came of each, a row for each target; None where it is not claimed.
        left_out: targets that are not in it, as none of the properties is claimed of them, each with why.
    """

    targets: tuple[str, ...]
    properties: tuple[str, ...]
    findings: tuple[tuple[Finding | None, ...], ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def witnesses(self) -> tuple[Finding, ...]:
        """What was found to be broken."""
        return tuple(found for row in self.findings for found in row if found and found.broken)

    def __str__(self) -> str:
        heads = [str(number) for number in range(1, len(self.properties) + 1)]
        rows = [[_sign(found) for found in row] for row in self.findings]
        wide = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        name = max(map(len, self.targets), default=0)
        lines = [_line("", heads, name, wide)]
        lines += [_line(target, row, name, wide) for target, row in zip(self.targets, rows, strict=True)]
        shown = {"1" if sign.isdigit() else sign for row in rows for sign in row}
        lines += ["", "; ".join(means for sign, means in LEGEND.items() if sign in shown)]
        lines += [f"{number:>2} {claim}" for number, claim in enumerate(self.properties, 1)]
        lines += [""] * bool(self.witnesses) + [_told(found) for found in self.witnesses]
        lines += [""] * bool(self.left_out) + [*_left_out(self.left_out)]
        return "\n".join(lines)

    def json(self) -> dict[str, Any]:
        """Return it as JSON: what came of each, by the names of the targets and of the properties."""
        return {
            "properties": list(self.properties),
            "targets": {
                target: {found.property: _json(found) for found in row if found}
                for target, row in zip(self.targets, self.findings, strict=True)
            },
            "left_out": dict(self.left_out),
        }


def declared_broken(rule: Rule, name: str) -> Finding | None:
    """Return the declared witness of a rule against an axiom, checked; None if there is none.

    Raises:
        SpecError: there is no such axiom.
    """
    said, claim = declared(rule), axiom(name)
    if said is None or claim.name not in said.breaks:
        return None
    before, after = witness(said.breaks[claim.name])
    case = after if after is not None and after.voters > before.voters else before
    outcome = claim.check(rule, case)
    if not isinstance(outcome, Broken):
        return None
    return Finding(claim.name, called(rule), "broken", 0, 0, case, outcome)


def matrix(
    targets: Sequence[Any],
    properties: Sequence[str | Property] = EVERY,
    *,
    bounds: Bounds | None = None,
    examples: int = 100,
    seed: int = 0,
    seconds: float = 10,
    kept: Path | None = None,
    begun: Callable[[str], None] = unseen,
    seen: Callable[[Finding], None] = unseen,
    ended: Callable[[Finding], None] = unseen,
) -> Matrix:
    """Try to break each property with each target of which it is claimed.

    Where a rule declares a witness against an axiom, and none is found with as few voters, the declared one
    is shown.

    Args:
        targets: which are tried; those of which none is claimed are left out, with the reason.
        properties: those that are tried, or their names; all axioms of rules by default.
        bounds: of the profiles that axioms are tried on; those of each if none are given.
        examples: how many are tried for each; of an axiom again among fewer voters where one is found.
        seed: fixes which.
        seconds: for each.
        kept: a folder for what was found, which is tried first the next time; None = nothing is kept.
        begun: is told of each search before it begins.
        seen: is shown, after each case, what a search has come to so far.
        ended: is shown what it has come to.

    Raises:
        SpecError: there is no such property, or a dynamic claims what is none.
    """
    claims = [named(one) if isinstance(one, str) else one for one in properties]
    why = [(target, _unclaimed(target, claims)) for target in (built(one, claims) for one in targets)]
    tried = [target for target, reason in why if not reason]

    def cell(target: Any, claim: Property) -> Finding | None:
        if refusal(claim, target):
            return None
        begun(f"{called(target)}, {claim.name}")
        how: Any = {"examples": examples, "seed": seed, "seconds": seconds, "kept": kept, "seen": seen}
        found = falsify(target, _within(claim, bounds), smallest=True, **how)
        if OF_RULES.get(claim.name) is claim:
            found = _least(target, found)
        ended(found)
        return found

    findings = tuple(tuple(cell(target, claim) for claim in claims) for target in tried)
    left_out = tuple((called(target), reason) for target, reason in why if reason)
    return Matrix(tuple(map(called, tried)), tuple(claim.name for claim in claims), findings, left_out)


def _within(claim: Property, bounds: Bounds | None) -> Property:
    """Return an axiom for profiles within other bounds; any other claim as it is."""
    make, name, own = claim.made if len(claim.made) == 3 else (None, "", DEFAULT)
    return claim if bounds is None or make is not axiom else axiom(name, bounds._replace(sole=own.sole))


def _unclaimed(target: Any, claims: Sequence[Property]) -> str:
    """Say why none is claimed of a target; an empty string if one is."""
    reasons = {refusal(claim, target) for claim in claims}
    if "" in reasons:
        return ""
    return reasons.pop() if len(reasons) == 1 else "none of these is claimed of them"


def _left_out(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Tell what is left out, a line for each reason."""
    names: dict[str, list[str]] = {}
    for name, why in pairs:
        names.setdefault(why, []).append(name)
    for why, those in names.items():
        yield f"{', '.join(those)} {are(len(those))} left out: {why}"


def _least(rule: Rule, found: Finding) -> Finding:
    """Return the smaller of what was found and what is declared."""
    known = declared_broken(rule, found.property)
    if known is None or (found.broken and found.case.voters <= known.case.voters):
        return found
    return known


def _told(found: Finding) -> str:
    how = "" if found.examples else " (declared, not found here)"
    return f"{found.target} breaks {found.property}: {_witness(found)}{how}"


def _witness(found: Finding) -> str:
    """Spell a case as far as it goes in one line: a profile, or else what must not be in it."""
    if hasattr(found.case, "voters"):
        return str(found.case)
    return found.broken.what if found.broken else ""


def _sign(found: Finding | None) -> str:
    if found is None:
        return UNCLAIMED
    if found.broken is None:
        return SIGNS[found.word]
    journal = found.broken.journal
    size = getattr(found.case, "voters", 0) or (len(journal.seats) if journal else 0)
    return str(size) if size else SIGNS["broken"]


def _line(name: str, cells: Sequence[str], width: int, wide: Sequence[int]) -> str:
    return "  ".join([f"{name:{width}}", *(f"{cell:>{w}}" for cell, w in zip(cells, wide, strict=True))])


def _json(found: Finding) -> dict[str, Any]:
    said: dict[str, Any] = {
        "word": found.word,
        "examples": found.examples,
        "exercised": found.exercised,
    }
    if found.broken:
        said |= {"witness": _witness(found), "what": found.broken.what, "story": list(found.broken.story)}
    return said
