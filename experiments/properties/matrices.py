"""Which rule keeps which axiom, as far as Hypothesis can tell: a table, with the smallest witnesses."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ...protocols.rules.axioms import declared, witness
from ...sim import Rule
from .axioms import CLAIMS, DEFAULT, Bounds, axiom, counts_rankings
from .least import smallest
from .property import Broken, called
from .search import Finding

LEGEND = "a number: broken, by so many voters; . none found; ~ seldom says anything; ? no time left"
EVERY = tuple(claim.axiom.name for claim in CLAIMS)
SIGNS = {"holds": ".", "vacuous": "~", "undecided": "?"}


class Matrix(NamedTuple):
    """Rules against axioms.

    Attributes:
        rules: their names.
        axioms: theirs.
        findings: what came of each, a row for each rule.
        left_out: rules that are not in it, as no axiom applies to them, each with why.
    """

    rules: tuple[str, ...]
    axioms: tuple[str, ...]
    findings: tuple[tuple[Finding, ...], ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def witnesses(self) -> tuple[Finding, ...]:
        """What was found to be broken."""
        return tuple(found for row in self.findings for found in row if found.broken)

    def __str__(self) -> str:
        heads = [str(number) for number in range(1, len(self.axioms) + 1)]
        rows = [[_sign(found) for found in row] for row in self.findings]
        wide = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        name = max(map(len, self.rules), default=0)
        lines = [_line("", heads, name, wide)]
        lines += [_line(rule, row, name, wide) for rule, row in zip(self.rules, rows, strict=True)]
        lines += ["", LEGEND]
        lines += [f"{number:>2} {axiom}" for number, axiom in enumerate(self.axioms, 1)]
        lines += [""] * bool(self.witnesses) + [_told(found) for found in self.witnesses]
        lines += [f"{rule} is left out: {why}" for rule, why in self.left_out]
        return "\n".join(lines)

    def json(self) -> dict[str, Any]:
        """Return it as JSON: what came of each axiom, by the names of the rules and of the axioms."""
        return {
            "axioms": list(self.axioms),
            "rules": {
                rule: {found.property: _json(found) for found in row}
                for rule, row in zip(self.rules, self.findings, strict=True)
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
    rules: Sequence[Rule],
    axioms: Sequence[str] = EVERY,
    *,
    bounds: Bounds = DEFAULT,
    examples: int = 100,
    seed: int = 0,
    seconds: float = 10,
    kept: Path | None = None,
) -> Matrix:
    """Try to break each axiom with each rule.

    Where a rule declares a witness, and none is found with as few voters, the declared one is shown.

    Args:
        rules: which are tried; those that count no rankings are left out, with the reason.
        axioms: the names of those that are tried; all by default.
        bounds: of the profiles.
        examples: how many are tried for each, and again among fewer voters where one is found.
        seed: fixes which.
        seconds: for each.
        kept: a folder for what was found, which is tried first the next time; None = nothing is kept.

    Raises:
        SpecError: there is no such axiom.
    """
    why = [(rule, counts_rankings(rule)) for rule in rules]
    tried = [rule for rule, reason in why if not reason]
    look = partial(smallest, bounds=bounds, examples=examples, seed=seed, seconds=seconds, kept=kept)
    findings = [tuple(_cell(rule, name, look(rule, name)) for name in axioms) for rule in tried]
    left_out = tuple((rule.name, reason) for rule, reason in why if reason)
    return Matrix(tuple(rule.name for rule in tried), tuple(axioms), tuple(findings), left_out)


def _cell(rule: Rule, name: str, tried: Finding) -> Finding:
    """Return the smaller of what was found and what is declared."""
    known = declared_broken(rule, name)
    if known is None or (tried.broken and tried.case.voters <= known.case.voters):
        return tried
    return known


def _told(found: Finding) -> str:
    how = "" if found.examples else " (declared, not found here)"
    return f"{found.target} breaks {found.property}: {found.case}{how}"


def _sign(found: Finding) -> str:
    return str(found.case.voters) if found.broken else SIGNS[found.word]


def _line(name: str, cells: Sequence[str], width: int, wide: Sequence[int]) -> str:
    return "  ".join([f"{name:{width}}", *(f"{cell:>{w}}" for cell, w in zip(cells, wide, strict=True))])


def _json(found: Finding) -> dict[str, Any]:
    said: dict[str, Any] = {
        "word": found.word,
        "examples": found.examples,
        "exercised": found.exercised,
    }
    if found.broken:
        said |= {"witness": str(found.case), "what": found.broken.what, "story": list(found.broken.story)}
    return said
